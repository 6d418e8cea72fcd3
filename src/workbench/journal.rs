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
use super::parts::{heads, native, when};
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
            let (now, lang) = (now(), session.lang);
            let title = lang.say("操作記録", "Log");
            let shown = lines.len();
            let body = html! {
                main #main.room {
                    header { h1 { (title) } @if named.is_some() { a href="/log" { (lang.say("すべて", "All")) } } }
                    section {
                        p.legend {
                            (say!(
                                lang,
                                "新しいものから {shown} 行。記録は書き加えられるだけで、消えない（改ざんは kitei register check が見つける）。",
                                "{shown} lines, latest first. Lines are only ever added, none is lost (kitei register check finds any tampering)."
                            ))
                        }
                        div.scroll tabindex="0" role="group" aria-label=(title) {
                            table.journal {
                                (heads(lang, &[("時刻", "When"), ("誰が", "Who"), ("何を", "What"), ("内容", "Details")]))
                                tbody { @for line in &lines { (row(line, &now, lang)) } }
                            }
                        }
                    }
                }
            };
            Ok(Page::new(&session, Part::Log, title).with(&body))
        })
        .await
}

fn row(line: &LogEntry, now: &Moment, lang: Lang) -> Markup {
    let kind = Kind::from_code(&line.subject);
    let id = match kind {
        Some(Kind::Setting) => Setting::from_code(&line.subject_id).map(|setting| setting.word(lang)),
        _ => None,
    };
    let kind = kind.map_or(line.subject.as_str(), |kind| kind.word(lang));
    html! {
        tr {
            td.nowrap { (when(&line.at, now, lang)) }
            td.nowrap { (native(&line.by, lang)) }
            td.nowrap { a href={ "/log?kind=" (line.subject) "&id=" (super::layout::encoded(&line.subject_id)) } { (kind) " " (native(id.unwrap_or(line.subject_id.as_str()), lang)) } " " (action(&line.action, lang)) }
            td { details { summary { (native(&gist(&line.detail, lang), lang)) } code { (native(&line.detail.to_string(), lang)) } code { "SHA-256 " (line.hash) } } }
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
fn gist(detail: &Value, lang: Lang) -> String {
    let record = detail.get("after").unwrap_or(detail);
    if let Some(text) = record.as_str() {
        return text.to_owned();
    }
    let told: Vec<&str> = TELLING
        .iter()
        .filter_map(|name| Some(spoken(name, record.get(name)?.as_str()?, lang)))
        .collect();
    if told.is_empty() {
        lang.say("内容", "details").to_owned()
    } else {
        told.join(lang.say("　", ", "))
    }
}

/// A value as people call it: codes have words.
fn spoken<'a>(name: &str, value: &'a str, lang: Lang) -> &'a str {
    let word = match name {
        "verdict" => verdict_from_code(value).map(|verdict| verdict_word(verdict, lang)),
        "state" => register::State::from_code(value).map(|state| state.word(lang)),
        "step" => Step::from_code(value).map(|step| step.word(lang)),
        _ => None,
    };
    word.unwrap_or(value)
}

/// What was done, as people call it; in English, the words of the log itself.
fn action(word: &str, lang: Lang) -> &str {
    if lang == Lang::En {
        return word;
    }
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
