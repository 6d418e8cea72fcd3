//! Searching every clause on file.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Workbench;
use super::layout::{Page, Part};
use super::parts::native;
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
            let (corpus, lang) = (bench.corpus()?, session.lang);
            let title = lang.say("検索", "Search");
            let (found, alarm) = match &corpus {
                Some(corpus) => match look(bench, corpus, &wanted, lang)? {
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
                    header { h1 { (title) } }
                    section {
                        form.row.tools method="get" action="/search" role="search" {
                            label for="q" { (lang.say("検索式", "Query")) }
                            input #q type="search" name="q" value=(wanted.q) lang="ja" placeholder="委託先 監査" autofocus;
                            button type="submit" { (lang.say("検索", "Search")) }
                            span {
                                (native(lang.say(
                                    "語を並べるとすべてを含む条項。\"語句\"、OR、NOT、kind:規程 applicant:病院名 year:2024.. が使える。",
                                    "Clauses that hold all the words. \"a phrase\", OR, NOT, kind:規程 applicant:NAME and year:2024.. can be used.",
                                ), lang))
                            }
                        }
                        @if let Some(alarm) = &alarm { p.alarm role="alert" { (native(alarm, lang)) } }
                        @if corpus.is_none() { p.empty { (lang.say("索引がまだない。提出物を取り込むと、その条項を検索できる。", "There is no index yet. Upload a submission to search its clauses.")) } }
                        @if let Some(found) = &found { (list(found, &homes, lang)) }
                    }
                }
            };
            Ok(Page::new(&session, Part::Search, title).with(&body))
        })
        .await
}

type Looked = Result<Option<Found>, String>;

fn look(bench: &Workbench, corpus: &Corpus, wanted: &Wanted, lang: Lang) -> Result<Looked, Refusal> {
    if !wanted.requirement.is_empty() {
        let known = bench.guidelines.get(&wanted.guideline)?;
        let requirement = known
            .guideline
            .requirement(&wanted.requirement)
            .ok_or_else(|| Refusal::missing("この遵守事項", "such requirement"))?;
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
        Err(message) => return Ok(Err(message.in_lang(lang).to_owned())),
    };
    let words = query.words().into_iter().map(str::to_owned).collect();
    Ok(match corpus.search(&query, SHOWN) {
        Ok(hits) => Ok(Some(Found { hits, words })),
        Err(error) => Err(error.message().in_lang(lang).to_owned()),
    })
}

/// Where submissions are worked on, by their names.
fn homes(rows: &[InboxRow]) -> BTreeMap<String, i64> {
    rows.iter()
        .map(|row| (row.submission.facts.name.clone(), row.submission.id))
        .collect()
}

fn list(found: &Found, homes: &BTreeMap<String, i64>, lang: Lang) -> Markup {
    let words: Vec<&str> = found.words.iter().map(String::as_str).collect();
    html! {
        p.legend role="status" {
            @if found.hits.total == 0 { (lang.say("該当なし。語を減らすか、言い換えてみる。", "Nothing found. Try fewer or other words.")) }
            @else { (counted(found.hits.total, found.hits.best.len(), lang)) }
        }
        ol.hits { @for hit in &found.hits.best { (one(hit, &words, homes, lang)) } }
    }
}

/// How many were found, and how many of them are shown.
fn counted(total: usize, shown: usize, lang: Lang) -> String {
    let clauses = if total == 1 { "clause" } else { "clauses" };
    if total > shown {
        say!(
            lang,
            "{total} 条項（上位 {shown} 条項）",
            "{total} clauses (the best {shown})"
        )
    } else {
        say!(lang, "{total} 条項", "{total} {clauses}")
    }
}

fn one(hit: &Hit, words: &[&str], homes: &BTreeMap<String, i64>, lang: Lang) -> Markup {
    let clause = &hit.clause;
    html! {
        li {
            p.point {
                @match homes.get(&clause.submission) {
                    Some(id) => a href={ "/s/" (id) } { (native(&clause.submission, lang)) },
                    None => span { (native(&clause.submission, lang)) },
                }
                " " b lang="ja" { (clause.citation) }
                @if let Some(title) = &clause.title { span lang="ja" { "（" (title) "）" } }
                span.sub { (native(&clause.applicant, lang)) "　" (native(&clause.file, lang))
                    @if let Some(number) = clause.page { "　" (page(number, lang)) } }
            }
            blockquote lang="ja" { p { (excerpt(&clause.text, &marks(&clause.text, words))) } }
        }
    }
}
