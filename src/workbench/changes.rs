//! What an applicant changed since the submission before.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

use super::Workbench;
use super::case::Case;
use super::layout::{Page, Part};
use super::refusal::Refusal;
use super::session::Session;
use crate::report::Comparison;
use crate::review::{Shift, ShiftKind, effects};
use crate::text::Lang;

/// The page.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path((submission, guideline)): Path<(i64, String)>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let case = bench.case_of(register, submission, &guideline)?;
            let before = match register.submission_before(submission)? {
                Some(before) if register.latest_review(before.id, &guideline)?.is_some() => {
                    Some(bench.case_of(register, before.id, &guideline)?)
                }
                _ => None,
            };
            let body = html! {
                main #main.room {
                    header { h1 { "前回との違い" } a href={ "/s/" (submission) "/" (guideline) } { (case.submission.name) " の判定へ" } }
                    @match &before {
                        Some(before) => (compared(before, &case)),
                        None => section { p.empty { "この申請者の、同じガイドラインで点検した前回の提出物はない。" } },
                    }
                }
            };
            Ok(Page::new(&session, Part::Inbox, "前回との違い").with(&body))
        })
        .await
}

fn compared(before: &Case, after: &Case) -> Markup {
    let effects = effects(&before.review, &after.review, &after.known.guideline);
    let mut comparison = Comparison::of_submissions(
        (&before.submission, &before.review),
        (&after.submission, &after.review),
        &effects,
        &after.known.guideline,
        Lang::Ja,
    );
    comparison.old = format!("前回（{}）", before.submission.name);
    comparison.new = format!("今回（{}）", after.submission.name);
    let home = format!("/s/{}/{}", after.on_file.submission, after.on_file.guideline);
    html! {
        section aria-labelledby="h-effects" {
            h2 #h-effects { "義務への影響" }
            @if effects.is_empty() { p { "満たした・欠けた観点はない。" } }
            (shifts("改正で満たされた", ShiftKind::NowFulfilled, &effects, &home))
            (shifts("改正で欠けた", ShiftKind::NewlyMissing, &effects, &home))
        }
        section aria-labelledby="h-words" { h2 #h-words { "条項の違い" } (comparison.table()) }
    }
}

/// The elements of one kind of shift, each leading to its requirement.
pub(super) fn shifts(title: &str, kind: ShiftKind, all: &[Shift], home: &str) -> Markup {
    let of_kind: Vec<&Shift> = all.iter().filter(|shift| shift.kind == kind).collect();
    html! {
        @if !of_kind.is_empty() {
            h3 { (title) " " span.n { (of_kind.len()) } }
            ul.points { @for shift in of_kind {
                li { a.chip href={ (home) "?r=" (shift.requirement) } { (shift.requirement) } " " (shift.point) }
            } }
        }
    }
}
