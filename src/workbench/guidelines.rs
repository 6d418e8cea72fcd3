//! Browsing the guidelines.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Workbench;
use super::known::Known;
use super::layout::{Page, Part, encoded};
use super::refusal::Refusal;
use super::session::Session;
use crate::guideline::{Audience, Guideline, Requirement, compare};
use crate::report::{Comparison, expected_word, unconfirmed};
use crate::text::{Lang, normalize};

/// Every guideline.
pub(super) async fn list(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |bench, _| {
            let all = bench.guidelines.all()?;
            let body = html! {
                main #main.room {
                    header { h1 { "ガイドライン" } }
                    section {
                        table.cards {
                            thead { tr { th scope="col" { "ガイドライン" } th scope="col" { "対象" } th scope="col" { "公表" } th.num scope="col" { "遵守事項" } th.num scope="col" { "観点" } } }
                            tbody { @for known in all { (row(known)) } }
                        }
                    }
                }
            };
            Ok(Page::new(&session, Part::Guidelines, "ガイドライン").with(&body))
        })
        .await
}

fn row(known: &Known) -> Markup {
    let guideline = &known.guideline;
    let elements: usize = guideline
        .requirements
        .iter()
        .map(|requirement| requirement.elements.len())
        .sum();
    html! {
        tr {
            th scope="row" { a href={ "/guidelines/" (guideline.id) } { (known.title()) } span.sub { (guideline.id) } }
            td { (audience(guideline)) }
            td { (guideline.published) span.sub { (guideline.publisher) } }
            td.num data-label="遵守事項" { (guideline.requirements.len()) }
            td.num data-label="観点" { (elements) }
        }
    }
}

fn audience(guideline: &Guideline) -> &'static str {
    match guideline.audience {
        Audience::Institution => "医療機関等",
        Audience::Vendor => "情報処理事業者",
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
                    header { h1 { (title) } span.sub { (guideline.id) "　" (guideline.publisher) "　" (guideline.published) } }
                    section {
                        @if let Some(notice) = &guideline.notice { p.notice { (notice) } }
                        @if let Some(base) = &guideline.based_on { p { a href={ "/guidelines/" (id) "/from/" (base) } { (base) " からの変更" } } }
                        form.row.tools method="get" role="search" {
                            label for="q" { "検索" } input #q type="search" name="q" value=(wanted.q);
                            button type="submit" { "絞る" } span { (found.len()) " / " (guideline.requirements.len()) " 件" }
                        }
                        (requirements(guideline, &found))
                    }
                }
            };
            Ok(Page::new(&session, Part::Guidelines, &title).with(&body))
        })
        .await
}

fn requirements(guideline: &Guideline, found: &[&Requirement]) -> Markup {
    html! {
        @for chapter in found.chunk_by(|a, b| (&a.book, &a.section) == (&b.book, &b.section)) {
            @let first = chapter[0];
            h2.chapter { (guideline.book(&first.book).map_or("", |book| book.title.as_str())) " " (first.section) " " (guideline.section_title(first)) }
            @for requirement in chapter { (one(guideline, requirement)) }
        }
        @if found.is_empty() { p.empty { "条件に合う遵守事項はない。" } }
    }
}

fn one(guideline: &Guideline, requirement: &Requirement) -> Markup {
    html! {
        article.req id=(requirement.id) {
            h3 {
                a.id href={ "#" (requirement.id) } { (requirement.id) } " "
                span.official { (requirement.official_number()) } " "
                span.tag { (expected_word(requirement.expected, Lang::Ja)) }
                @if requirement.is_unconfirmed() { " " span.tag { (unconfirmed(Lang::Ja)) } }
            }
            p.text { (requirement.text) }
            ul { @for element in &requirement.elements { li { (element.point) } } }
            p.related {
                a href={ "/search?guideline=" (encoded(&guideline.id)) "&requirement=" (encoded(&requirement.id)) } { "よく書けている条項" span.vh { "（" (requirement.id) "）" } }
                @if !requirement.related.is_empty() { "　関連:" @for id in &requirement.related { " " a.chip href={ "#" (id) } { (id) } } }
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
            let (old, new) = (bench.guidelines.get(&from)?, bench.guidelines.get(&id)?);
            let comparison = Comparison::of_guidelines(
                &compare(&old.guideline, &new.guideline),
                &old.guideline,
                &new.guideline,
                Lang::Ja,
            );
            let body = html! {
                main #main.room {
                    header { h1 { (new.title()) } span.sub { (old.title()) " からの変更" } }
                    section { (comparison.table()) }
                }
            };
            Ok(Page::new(&session, Part::Guidelines, "新旧対照").with(&body))
        })
        .await
}
