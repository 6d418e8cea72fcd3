//! One submission: its files, what was read badly, its reviews, and what can be taken from them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

use super::Workbench;
use super::bench::now;
use super::layout::{self, Page, Part};
use super::parts::{coverage_bar, when};
use super::refusal::Refusal;
use super::session::Session;
use crate::register::{Moment, Reading, Register, ReviewOnFile, Role, Submission};
use crate::report::page;
use crate::review::ReviewWarning;
use crate::text::Lang;

/// The page.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let submission = register.submission(id)?;
            let organization = register.organization(submission.facts.organization)?;
            let reviews = latest(register.reviews(id)?);
            let warnings = match reviews.first() {
                Some(review) => bench.case(register, review.id)?.review.warnings.clone(),
                None => Vec::new(),
            };
            let facts = &submission.facts;
            let body = html! {
                main #main.room {
                    header { h1 { (facts.name) } span.sub { a href={ "/register/organizations/" (organization.id) } { (organization.facts.name) } } }
                    section aria-labelledby="h-reviews" {
                        h2 #h-reviews { "点検結果" }
                        (reviews_of(&submission, &reviews, &now()))
                        @if session.role >= Role::Reviewer { (again(bench, &session, &submission, &reviews)?) }
                    }
                    section aria-labelledby="h-hands" { h2 #h-hands { "担当" } (hands(register, &session, id)?) }
                    section aria-labelledby="h-files" {
                        h2 #h-files { "ファイル" }
                        dl.provenance {
                            dt { "受付" } dd { (facts.received_on) "　" (facts.received_from) }
                            @if let Some(note) = &facts.note { dt { "備考" } dd { (note) } }
                            @for file in &submission.files {
                                dt { "ファイル" }
                                dd { a href={ "/files/" (file.sha256) } { (file.name) } span.sub { ((file.size + 1023) / 1024) " KB" } code { (file.sha256) } }
                            }
                        }
                    }
                    (warned(&warnings))
                }
            };
            Ok(Page::new(&session, Part::Inbox, &facts.name).with(&body))
        })
        .await
}

/// The latest review against each guideline, latest first.
fn latest(reviews: Vec<ReviewOnFile>) -> Vec<ReviewOnFile> {
    let mut latest: Vec<ReviewOnFile> = Vec::new();
    for review in reviews {
        if latest.iter().all(|other| other.guideline != review.guideline) {
            latest.push(review);
        }
    }
    latest
}

fn reviews_of(submission: &Submission, reviews: &[ReviewOnFile], now: &Moment) -> Markup {
    html! {
        @if reviews.is_empty() { p { "まだ点検していない。" } } @else {
            table.cards {
                thead { tr { th scope="col" { "ガイドライン" } th scope="col" { "充足状況" } th scope="col" { "点検" } th scope="col" { "書類" } } }
                tbody { @for review in reviews {
                    @let address = format!("/s/{}/{}", submission.id, review.guideline);
                    tr {
                        th scope="row" { a href=(address) { (review.guideline_title) } }
                        td.cover { (coverage_bar(&review.summary)) }
                        td { (when(&review.made_at, now)) span.sub { (review.made_by) "　kitei " (review.tool_version) } }
                        td { div.row {
                            a href={ (address) "/report" } { "報告書" }
                            a href={ (address) "/checklist" } { "点検表（XLSX）" }
                            a href={ (address) "/letter" } { "指摘事項通知書（DOCX）" }
                            a href={ (address) "/changes" } { "前回との違い" }
                        } }
                    }
                } }
            }
        }
    }
}

/// The form to have it reviewed against a guideline.
fn again(
    bench: &Workbench,
    session: &Session,
    submission: &Submission,
    reviews: &[ReviewOnFile],
) -> Result<Markup, Refusal> {
    let all = bench.guidelines.all()?;
    Ok(html! {
        form.row method="post" action={ "/s/" (submission.id) "/review" } data-busy="点検中…" {
            (layout::mark(session))
            label for="guideline" { "ほかのガイドラインでも点検する" }
            select #guideline name="guideline" {
                @for known in all {
                    @let id = &known.guideline.id;
                    option value=(id) selected[reviews.iter().all(|review| review.guideline != *id)] { (known.title()) }
                }
            }
            button type="submit" { "点検する" }
        }
    })
}

fn hands(register: &Register, session: &Session, id: i64) -> Result<Markup, Refusal> {
    let mut rows = Vec::new();
    for reading in Reading::ALL {
        rows.push((*reading, register.assignee(id, *reading)?));
    }
    Ok(html! {
        dl.provenance {
            @for (reading, who) in rows {
                dt { (reading.word(Lang::Ja)) }
                dd.row {
                    span { (who.as_deref().unwrap_or("なし")) }
                    @if session.role >= Role::Reviewer {
                        form method="post" action={ "/s/" (id) "/assign" } {
                            (layout::mark(session))
                            input type="hidden" name="as" value=(reading.code());
                            @if who.as_deref() != Some(session.name.as_str()) {
                                button type="submit" name="who" value="me" { "引き受ける" span.vh { "（" (reading.word(Lang::Ja)) "）" } }
                            }
                            @if who.is_some() { button type="submit" name="who" value="" { "戻す" span.vh { "（" (reading.word(Lang::Ja)) "）" } } }
                        }
                    }
                }
            }
        }
    })
}

fn warned(warnings: &[ReviewWarning]) -> Markup {
    html! {
        section #warnings aria-labelledby="h-warnings" {
            h2 #h-warnings { "読み取りの注意 " span.n { (warnings.len()) } }
            @if warnings.is_empty() { p { "なし。" } } @else {
                ul.warnings { @for warning in warnings {
                    li.loss[warning.loss] {
                        @if warning.loss { b.tag { "欠落" } " " }
                        span.where { (warning.file) @if let Some(number) = warning.page { " " (page(number, Lang::Ja)) } }
                        " " (warning.in_lang(Lang::Ja))
                    }
                } }
            }
        }
    }
}
