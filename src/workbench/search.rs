//! Searching every clause on file.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Workbench;
use super::layout::{Page, Part};
use super::refusal::Refusal;
use super::session::Session;
use crate::index::{Corpus, Hit, Hits, Query as Words, marks, variants};
use crate::register::InboxRow;
use crate::report::{html::excerpt, page};
use crate::text::Lang;

/// How many clauses are shown.
const SHOWN: usize = 50;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    q: String,
    /// A requirement, whose best clauses are wanted.
    #[serde(default)]
    requirement: String,
    #[serde(default)]
    guideline: String,
}

/// What was found, and the words to mark in it.
struct Found {
    hits: Hits,
    words: Vec<String>,
}

/// The page.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let corpus = bench.corpus()?;
            let (found, alarm) = match &corpus {
                Some(corpus) => match look(bench, corpus, &wanted)? {
                    Ok(found) => (found, None),
                    Err(alarm) => (None, Some(alarm)),
                },
                None => (None, None),
            };
            let homes = match &found {
                Some(_) => homes(&bench.inbox(register)?.rows),
                None => BTreeMap::new(),
            };
            let body = html! {
                main #main.room {
                    header { h1 { "検索" } }
                    section {
                        form.row.tools method="get" action="/search" role="search" {
                            label for="q" { "検索式" }
                            input #q type="search" name="q" value=(wanted.q) placeholder="委託先 監査" autofocus;
                            button type="submit" { "検索" }
                            span { "語を並べるとすべてを含む条項。\"語句\"、OR、NOT、kind:規程 applicant:病院名 year:2024.. が使える。" }
                        }
                        @if let Some(alarm) = &alarm { p.alarm role="alert" { (alarm) } }
                        @if corpus.is_none() { p.empty { "索引がまだない。提出物を取り込むと、その条項を検索できる。" } }
                        @if let Some(found) = &found { (list(found, &homes)) }
                    }
                }
            };
            Ok(Page::new(&session, Part::Search, "検索").with(&body))
        })
        .await
}

type Looked = Result<Option<Found>, String>;

fn look(bench: &Workbench, corpus: &Corpus, wanted: &Wanted) -> Result<Looked, Refusal> {
    if !wanted.requirement.is_empty() {
        let known = bench.guidelines.get(&wanted.guideline)?;
        let requirement = known
            .guideline
            .requirement(&wanted.requirement)
            .ok_or_else(|| Refusal::missing("この遵守事項"))?;
        let hits = corpus.fulfilling(requirement, SHOWN).map_err(Refusal::failed)?;
        let words = requirement
            .elements
            .iter()
            .flat_map(|element| &element.any)
            .flatten();
        return Ok(Ok(Some(Found {
            hits,
            words: words.cloned().collect(),
        })));
    }
    if wanted.q.trim().is_empty() {
        return Ok(Ok(None));
    }
    let query = match Words::parse(&wanted.q) {
        Ok(query) => query.widened(&|words| variants(words, false)),
        Err(message) => return Ok(Err(message.in_lang(Lang::Ja).to_owned())),
    };
    let words = query.words().into_iter().map(str::to_owned).collect();
    Ok(match corpus.search(&query, SHOWN) {
        Ok(hits) => Ok(Some(Found { hits, words })),
        Err(error) => Err(error.message().in_lang(Lang::Ja).to_owned()),
    })
}

/// Where submissions are worked on, by their names.
fn homes(rows: &[InboxRow]) -> BTreeMap<String, i64> {
    rows.iter()
        .map(|row| (row.submission.facts.name.clone(), row.submission.id))
        .collect()
}

fn list(found: &Found, homes: &BTreeMap<String, i64>) -> Markup {
    let words: Vec<&str> = found.words.iter().map(String::as_str).collect();
    html! {
        p.legend role="status" {
            @if found.hits.total == 0 { "該当なし。語を減らすか、言い換えてみる。" }
            @else { (found.hits.total) " 条項" @if found.hits.total > found.hits.best.len() { "（上位 " (found.hits.best.len()) " 条項）" } }
        }
        ol.hits { @for hit in &found.hits.best { (one(hit, &words, homes)) } }
    }
}

fn one(hit: &Hit, words: &[&str], homes: &BTreeMap<String, i64>) -> Markup {
    let clause = &hit.clause;
    html! {
        li {
            p.point {
                @match homes.get(&clause.submission) {
                    Some(id) => a href={ "/s/" (id) } { (clause.submission) },
                    None => span { (clause.submission) },
                }
                " " b { (clause.citation) }
                @if let Some(title) = &clause.title { "（" (title) "）" }
                span.sub { (clause.applicant) "　" (clause.file)
                    @if let Some(number) = clause.page { "　" (page(number, Lang::Ja)) } }
            }
            blockquote { p { (excerpt(&clause.text, &marks(&clause.text, words))) } }
        }
    }
}
