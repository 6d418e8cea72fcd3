//! Browsing the guidelines.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Workbench;
use super::known::Known;
use super::layout::{Page, Part, encoded};
use super::parts::{about, audience_word, native};
use super::refusal::Refusal;
use super::session::Session;
use crate::guideline::{Guideline, Requirement, compare};
use crate::report::{Comparison, expected_word, unconfirmed};
use crate::text::{Lang, normalize};

/// Every guideline.
pub(super) async fn list(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |bench, _| {
            let (all, lang) = (bench.guidelines.all()?, session.lang);
            let title = lang.say("ガイドライン", "Guidelines");
            let body = html! {
                main #main.room {
                    header { h1 { (title) } }
                    section {
                        table.cards {
                            thead { tr {
                                th scope="col" { (lang.say("ガイドライン", "Guideline")) }
                                th scope="col" { (lang.say("対象", "For")) }
                                th scope="col" { (lang.say("公表", "Published")) }
                                th.num scope="col" { (lang.say("遵守事項", "Requirements")) }
                                th.num scope="col" { (lang.say("観点", "Elements")) }
                            } }
                            tbody { @for known in all { (row(known, lang)) } }
                        }
                    }
                }
            };
            Ok(Page::new(&session, Part::Guidelines, title).with(&body))
        })
        .await
}

fn row(known: &Known, lang: Lang) -> Markup {
    let guideline = &known.guideline;
    let elements: usize = guideline
        .requirements
        .iter()
        .map(|requirement| requirement.elements.len())
        .sum();
    html! {
        tr {
            th scope="row" { a href={ "/guidelines/" (guideline.id) } lang="ja" { (known.title()) } span.sub { (guideline.id) } }
            td { (audience_word(guideline.audience, lang)) }
            td { (guideline.published) span.sub lang="ja" { (guideline.publisher) } }
            td.num data-label=(lang.say("遵守事項", "Requirements")) { (guideline.requirements.len()) }
            td.num data-label=(lang.say("観点", "Elements")) { (elements) }
        }
    }
}

/// What is looked for in a guideline.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    q: String,
}

/// One guideline.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, _| {
            let lang = session.lang;
            let known = bench.guidelines.get(&id)?;
            let guideline = &known.guideline;
            let words = normalize(&wanted.q);
            let found: Vec<&Requirement> = guideline
                .requirements
                .iter()
                .zip(&known.words)
                .filter(|(_, of)| words.split_whitespace().all(|word| of.contains(word)))
                .map(|(requirement, _)| requirement)
                .collect();
            let title = known.title();
            let body = html! {
                main #main.room {
                    header { h1 lang="ja" { (title) } span.sub { (guideline.id) "　" span lang="ja" { (guideline.publisher) } "　" (guideline.published) } }
                    section {
                        @if let Some(notice) = &guideline.notice { p.notice { (native(notice, lang)) } }
                        @if let Some(base) = &guideline.based_on { p { a href={ "/guidelines/" (id) "/from/" (base) } { (say!(lang, "{base} からの変更", "Changes from {base}")) } } }
                        form.row.tools method="get" role="search" {
                            label for="q" { (lang.say("検索", "Search")) } input #q type="search" name="q" value=(wanted.q);
                            button type="submit" { (lang.say("絞る", "Filter")) } span { (found.len()) " / " (guideline.requirements.len()) " " (lang.say("件", "requirements")) }
                        }
                        (requirements(guideline, &found, lang))
                    }
                }
            };
            // The title of a window cannot be marked as Japanese.
            Ok(Page::new(&session, Part::Guidelines, lang.say(&title, &id)).with(&body))
        })
        .await
}

fn requirements(guideline: &Guideline, found: &[&Requirement], lang: Lang) -> Markup {
    html! {
        @for chapter in found.chunk_by(|a, b| (&a.book, &a.section) == (&b.book, &b.section)) {
            @let first = chapter[0];
            h2.chapter lang="ja" { (guideline.book(&first.book).map_or("", |book| book.title.as_str())) " " (first.section) " " (guideline.section_title(first)) }
            @for requirement in chapter { (one(guideline, requirement, lang)) }
        }
        @if found.is_empty() { p.empty { (lang.say("条件に合う遵守事項はない。", "No requirement matches.")) } }
    }
}

fn one(guideline: &Guideline, requirement: &Requirement, lang: Lang) -> Markup {
    html! {
        article.req id=(requirement.id) {
            h3 {
                a.id href={ "#" (requirement.id) } { (requirement.id) } " "
                span.official lang="ja" { (requirement.official_number()) } " "
                span.tag { (expected_word(requirement.expected, lang)) }
                @if requirement.is_unconfirmed() { " " span.tag { (unconfirmed(lang)) } }
            }
            p.text lang="ja" { (requirement.text) }
            ul lang="ja" { @for element in &requirement.elements { li { (element.point) } } }
            p.related {
                a href={ "/search?guideline=" (encoded(&guideline.id)) "&requirement=" (encoded(&requirement.id)) } { (lang.say("よく書けている条項", "Clauses that word it well")) (about(lang, &requirement.id)) }
                @if !requirement.related.is_empty() { "　" (lang.say("関連:", "Related:")) @for id in &requirement.related { " " a.chip href={ "#" (id) } { (id) } } }
            }
        }
    }
}

/// What one version changes in another.
pub(super) async fn changes(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path((id, from)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, _| {
            let lang = session.lang;
            let (old, new) = (bench.guidelines.get(&from)?, bench.guidelines.get(&id)?);
            let comparison = Comparison::of_guidelines(
                &compare(&old.guideline, &new.guideline),
                &old.guideline,
                &new.guideline,
                lang,
            );
            let body = html! {
                main #main.room {
                    header { h1 lang="ja" { (new.title()) } span.sub { (lang.say("", "Changes from ")) span lang="ja" { (old.title()) } (lang.say(" からの変更", "")) } }
                    section { (comparison.table()) }
                }
            };
            Ok(Page::new(&session, Part::Guidelines, lang.say("新旧対照", "Old and new side by side")).with(&body))
        })
        .await
}
