//! What an applicant changed since the submission before.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

use super::Workbench;
use super::case::Case;
use super::layout::{Page, Part};
use super::parts::native;
use super::refusal::Refusal;
use super::session::Session;
use crate::report::Comparison;
use crate::review::{Shift, ShiftKind, effects};

/// The page.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path((submission, guideline)): Path<(i64, String)>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let lang = session.lang;
            let title = lang.say("前回との違い", "Changes since the last submission");
            let case = bench.case_of(register, submission, &guideline, lang)?;
            let before = match register.submission_before(submission)? {
                Some(before) if register.latest_review(before.id, &guideline)?.is_some() => {
                    Some(bench.case_of(register, before.id, &guideline, lang)?)
                }
                _ => None,
            };
            let body = html! {
                main #main.room {
                    header { h1 { (title) } a href={ "/s/" (submission) "/" (guideline) } {
                        (lang.say("", "To the decisions on ")) (native(&case.submission.name, lang)) (lang.say(" の判定へ", ""))
                    } }
                    @match &before {
                        Some(before) => (compared(before, &case)),
                        None => section { p.empty { (lang.say("この申請者の、同じガイドラインで点検した前回の提出物はない。", "This applicant has no earlier submission that was reviewed against the same guideline.")) } },
                    }
                }
            };
            Ok(Page::new(&session, Part::Inbox, title).with(&body))
        })
        .await
}

fn compared(before: &Case, after: &Case) -> Markup {
    let lang = after.lang;
    let effects = effects(&before.review, &after.review, &after.known.guideline);
    let mut comparison = Comparison::of_submissions(
        (&before.submission, &before.review),
        (&after.submission, &after.review),
        &effects,
        &after.known.guideline,
        lang,
    );
    let (old, new) = (&before.submission.name, &after.submission.name);
    comparison.old = say!(lang, "前回（{old}）", "last time ({old})");
    comparison.new = say!(lang, "今回（{new}）", "this time ({new})");
    let home = format!("/s/{}/{}", after.on_file.submission, after.on_file.guideline);
    html! {
        section aria-labelledby="h-effects" {
            h2 #h-effects { (lang.say("義務への影響", "What it does to the duties")) }
            @if effects.is_empty() { p { (lang.say("満たした・欠けた観点はない。", "No element was met or lost.")) } }
            (shifts(lang.say("改正で満たされた", "Met by the amendment"), ShiftKind::NowFulfilled, &effects, &home))
            (shifts(lang.say("改正で欠けた", "No longer met after the amendment"), ShiftKind::NewlyMissing, &effects, &home))
        }
        section aria-labelledby="h-words" { h2 #h-words { (lang.say("条項の違い", "Clauses side by side")) } (comparison.table()) }
    }
}

/// The elements of one kind of shift, each leading to its requirement.
pub(super) fn shifts(title: &str, kind: ShiftKind, all: &[Shift], home: &str) -> Markup {
    let of_kind: Vec<&Shift> = all.iter().filter(|shift| shift.kind == kind).collect();
    html! {
        @if !of_kind.is_empty() {
            h3 { (title) " " span.n { (of_kind.len()) } }
            ul.points { @for shift in of_kind {
                li { a.chip href={ (home) "?r=" (shift.requirement) } { (shift.requirement) } " " span lang="ja" { (shift.point) } }
            } }
        }
    }
}
