//! One submission: its files, what was read badly, its reviews, and what can be taken from them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};

use super::Workbench;
use super::bench::now;
use super::layout::{self, Page, Part};
use super::parts::{about, coverage_bar, heads, native, when};
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
            let lang = session.lang;
            let submission = register.submission(id)?;
            let organization = register.organization(submission.facts.organization)?;
            let reviews = latest(register.reviews(id)?);
            let warnings = match reviews.first() {
                Some(review) => bench.case(register, review.id, lang)?.review.warnings.clone(),
                None => Vec::new(),
            };
            let facts = &submission.facts;
            let body = html! {
                main #main.room {
                    header { h1 { (native(&facts.name, lang)) } span.sub { a href={ "/register/organizations/" (organization.id) } { (native(&organization.facts.name, lang)) } } }
                    section aria-labelledby="h-reviews" {
                        h2 #h-reviews { (lang.say("点検結果", "Reviews")) }
                        (reviews_of(&submission, &reviews, &now(), lang))
                        @if session.role >= Role::Reviewer { (again(bench, &session, &submission, &reviews)?) }
                    }
                    section aria-labelledby="h-hands" { h2 #h-hands { (lang.say("担当", "Reviewers")) } (hands(register, &session, id)?) }
                    section aria-labelledby="h-files" {
                        h2 #h-files { (lang.say("ファイル", "Files")) }
                        dl.provenance {
                            dt { (lang.say("受付", "Received")) } dd { (facts.received_on) "　" (native(&facts.received_from, lang)) }
                            @if let Some(note) = &facts.note { dt { (lang.say("備考", "Note")) } dd { (native(note, lang)) } }
                            @for file in &submission.files {
                                dt { (lang.say("ファイル", "File")) }
                                dd { a href={ "/files/" (file.sha256) } { (native(&file.name, lang)) } span.sub { ((file.size + 1023) / 1024) " KB" } code { (file.sha256) } }
                            }
                        }
                    }
                    (warned(&warnings, lang))
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

fn reviews_of(submission: &Submission, reviews: &[ReviewOnFile], now: &Moment, lang: Lang) -> Markup {
    html! {
        @if reviews.is_empty() { p { (lang.say("まだ点検していない。", "Not reviewed yet.")) } } @else {
            table.cards {
                (heads(lang, &[("ガイドライン", "Guideline"), ("充足状況", "Coverage"), ("点検", "Reviewed"), ("書類", "Documents")]))
                tbody { @for review in reviews {
                    @let address = format!("/s/{}/{}", submission.id, review.guideline);
                    tr {
                        th scope="row" { a href=(address) lang="ja" { (review.guideline_title) } }
                        td.cover { (coverage_bar(&review.summary, lang)) }
                        td { (when(&review.made_at, now, lang)) span.sub { (native(&review.made_by, lang)) "　kitei " (review.tool_version) } }
                        td { div.row {
                            a href={ (address) "/report" } { (lang.say("報告書", "Report")) }
                            a href={ (address) "/checklist" } { (lang.say("点検表（XLSX）", "Checklist (XLSX)")) }
                            a href={ (address) "/letter" } { (lang.say("指摘事項通知書（DOCX）", "Notice of findings (DOCX)")) }
                            a href={ (address) "/changes" } { (lang.say("前回との違い", "Changes since the last submission")) }
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
    let (all, lang) = (bench.guidelines.all()?, session.lang);
    Ok(html! {
        form.row method="post" action={ "/s/" (submission.id) "/review" } data-busy=(lang.say("点検中…", "Reviewing…")) {
            (layout::mark(session))
            label for="guideline" { (lang.say("ほかのガイドラインでも点検する", "Review against another guideline too")) }
            select #guideline name="guideline" {
                @for known in all {
                    @let id = &known.guideline.id;
                    option value=(id) lang="ja" selected[reviews.iter().all(|review| review.guideline != *id)] { (known.title()) }
                }
            }
            button type="submit" { (lang.say("点検する", "Review")) }
        }
    })
}

fn hands(register: &Register, session: &Session, id: i64) -> Result<Markup, Refusal> {
    let lang = session.lang;
    let mut rows = Vec::new();
    for reading in Reading::ALL {
        rows.push((*reading, register.assignee(id, *reading)?));
    }
    Ok(html! {
        dl.provenance {
            @for (reading, who) in rows {
                dt { (reading.word(lang)) }
                dd.row {
                    span { (native(who.as_deref().unwrap_or(lang.say("なし", "nobody")), lang)) }
                    @if session.role >= Role::Reviewer {
                        form method="post" action={ "/s/" (id) "/assign" } {
                            (layout::mark(session))
                            input type="hidden" name="as" value=(reading.code());
                            @if who.as_deref() != Some(session.name.as_str()) {
                                button type="submit" name="who" value="me" { (lang.say("引き受ける", "Take it")) (about(lang, reading.word(lang))) }
                            }
                            @if who.is_some() { button type="submit" name="who" value="" { (lang.say("戻す", "Give it back")) (about(lang, reading.word(lang))) } }
                        }
                    }
                }
            }
        }
    })
}

fn warned(warnings: &[ReviewWarning], lang: Lang) -> Markup {
    html! {
        section #warnings aria-labelledby="h-warnings" {
            h2 #h-warnings { (lang.say("読み取りの注意", "Warnings")) " " span.n { (warnings.len()) } }
            @if warnings.is_empty() { p { (lang.say("なし。", "None.")) } } @else {
                ul.warnings { @for warning in warnings {
                    li.loss[warning.loss] {
                        @if warning.loss { b.tag { (lang.say("欠落", "text lost")) } " " }
                        span.where { (native(&warning.file, lang)) @if let Some(number) = warning.page { " " (page(number, lang)) } }
                        " " (native(warning.in_lang(lang), lang))
                    }
                } }
            }
        }
    }
}
