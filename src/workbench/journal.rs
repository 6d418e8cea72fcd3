//! The log: who did what, and when.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use super::Workbench;
use super::bench::now;
use super::layout::{Page, Part};
use super::parts::when;
use super::refusal::Refusal;
use super::session::Session;
use crate::register::{self, Kind, LogEntry, Moment, Setting, Step, verdict_from_code, verdict_word};
use crate::text::Lang;

/// How many lines are shown.
const SHOWN: u32 = 300;

/// What the log is narrowed down to.
#[derive(Debug, Default, Deserialize)]
pub(super) struct About {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    id: String,
}

/// The page.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Query(about): Query<About>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let named = Kind::from_code(&about.kind)
                .filter(|_| !about.id.is_empty())
                .map(|kind| (kind, about.id.as_str()));
            let lines = register.log(named, SHOWN)?;
            let now = now();
            let body = html! {
                main #main.room {
                    header { h1 { "操作記録" } @if named.is_some() { a href="/log" { "すべて" } } }
                    section {
                        p.legend { "新しいものから " (lines.len()) " 行。記録は書き加えられるだけで、消えない（改ざんは kitei register check が見つける）。" }
                        div.scroll tabindex="0" role="group" aria-label="操作記録" {
                            table.journal {
                                thead { tr { th scope="col" { "時刻" } th scope="col" { "誰が" } th scope="col" { "何を" } th scope="col" { "内容" } } }
                                tbody { @for line in &lines { (row(line, &now)) } }
                            }
                        }
                    }
                }
            };
            Ok(Page::new(&session, Part::Log, "操作記録").with(&body))
        })
        .await
}

fn row(line: &LogEntry, now: &Moment) -> Markup {
    let kind = Kind::from_code(&line.subject);
    let id = match kind {
        Some(Kind::Setting) => Setting::from_code(&line.subject_id).map(|setting| setting.word(Lang::Ja)),
        _ => None,
    };
    let kind = kind.map_or(line.subject.as_str(), |kind| kind.word(Lang::Ja));
    html! {
        tr {
            td.nowrap { (when(&line.at, now)) }
            td.nowrap { (line.by) }
            td.nowrap { a href={ "/log?kind=" (line.subject) "&id=" (super::layout::encoded(&line.subject_id)) } { (kind) " " (id.unwrap_or(line.subject_id.as_str())) } " " (action(&line.action)) }
            td { details { summary { (gist(&line.detail)) } code { (line.detail) } code { "SHA-256 " (line.hash) } } }
        }
    }
}

/// What of a record tells at a glance which one it is.
const TELLING: [&str; 10] = [
    "number",
    "name",
    "title",
    "requirement",
    "verdict",
    "comment",
    "state",
    "step",
    "reviewer",
    "value",
];

/// A line's detail in a few words; all of it stands below.
fn gist(detail: &Value) -> String {
    let record = detail.get("after").unwrap_or(detail);
    if let Some(text) = record.as_str() {
        return text.to_owned();
    }
    let told: Vec<&str> = TELLING
        .iter()
        .filter_map(|name| Some(spoken(name, record.get(name)?.as_str()?)))
        .collect();
    if told.is_empty() {
        "内容".to_owned()
    } else {
        told.join("　")
    }
}

/// A value as people call it: codes have words.
fn spoken<'a>(name: &str, value: &'a str) -> &'a str {
    let word = match name {
        "verdict" => verdict_from_code(value).map(|verdict| verdict_word(verdict, Lang::Ja)),
        "state" => register::State::from_code(value).map(|state| state.word(Lang::Ja)),
        "step" => Step::from_code(value).map(|step| step.word(Lang::Ja)),
        _ => None,
    };
    word.unwrap_or(value)
}

fn action(word: &str) -> &str {
    match word {
        "add" => "登録",
        "change" => "変更",
        "decide" => "判定",
        "undo" | "withdraw" => "取消し",
        "carry over" => "引継ぎ",
        "set password" => "パスワード設定",
        "issue" => "発行",
        other => other,
    }
}
