//! The inbox: what came in, how it stands, who has it.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Workbench;
use super::bench::{Glance, now};
use super::layout::{self, Page, Part, encoded};
use super::parts::{bar, coverage_bar, days};
use super::refusal::Refusal;
use super::session::Session;
use crate::register::{Day, InboxReview, InboxRow, Reading, Role};
use crate::text::{Lang, normalize};

/// How many rows stand on a page.
const ROWS: usize = 100;
/// From how many days on a submission that is not decided is shown as late.
const LATE: i64 = 30;

/// What the inbox is narrowed down to.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Narrowed {
    #[serde(default)]
    q: String,
    /// `open`, `mine`, `free`, `done`.
    #[serde(default)]
    state: String,
    #[serde(default)]
    guideline: String,
    /// From 1.
    #[serde(default)]
    page: Option<usize>,
}

const STATES: [(&str, &str); 5] = [
    ("", "すべて"),
    ("open", "判定が残る"),
    ("mine", "自分の担当"),
    ("free", "担当なし"),
    ("done", "判定済み"),
];

/// One line: a review, or a submission that has none.
struct Line<'a> {
    row: &'a InboxRow,
    /// The words by which it is found.
    words: &'a str,
    review: Option<&'a InboxReview>,
}

impl Line<'_> {
    fn total(&self) -> usize {
        self.review.map_or(0, |review| {
            let summary = review.summary;
            // What the machine found not applicable needs no word of a person.
            summary.covered + summary.partial + summary.uncovered
        })
    }

    fn decided(&self) -> usize {
        self.review
            .and_then(|review| review.decided.get(&Reading::First))
            .copied()
            .unwrap_or(0)
            .min(self.total())
    }

    fn is_done(&self) -> bool {
        self.review.is_some() && self.decided() == self.total()
    }

    fn is_wanted(&self, narrowed: &Narrowed, wanted: &[&str], name: &str) -> bool {
        let by_state = match narrowed.state.as_str() {
            "open" => !self.is_done(),
            "done" => self.is_done(),
            "mine" => self.row.assignees.values().any(|who| who == name),
            "free" => self.row.assignees.is_empty(),
            _ => true,
        };
        let by_guideline = narrowed.guideline.is_empty()
            || self
                .review
                .is_some_and(|review| review.guideline == narrowed.guideline);
        by_state && by_guideline && wanted.iter().all(|word| self.words.contains(word))
    }
}

/// The page.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Query(narrowed): Query<Narrowed>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let glance = bench.inbox(register)?;
            Ok(page(&glance, &session, &narrowed))
        })
        .await
}

fn page(glance: &Glance, session: &Session, narrowed: &Narrowed) -> Response {
    let today = now().day_in_japan();
    let all: Vec<Line<'_>> = glance
        .rows
        .iter()
        .zip(&glance.words)
        .flat_map(|(row, words)| {
            let line = move |review| Line { row, words, review };
            let none = row.reviews.is_empty().then(|| line(None));
            none.into_iter()
                .chain(row.reviews.iter().map(move |review| line(Some(review))))
        })
        .collect();
    let folded = normalize(&narrowed.q);
    let wanted: Vec<&str> = folded.split_whitespace().collect();
    let found: Vec<&Line<'_>> = all
        .iter()
        .filter(|line| line.is_wanted(narrowed, &wanted, &session.name))
        .collect();
    let pages = found.len().div_ceil(ROWS).max(1);
    let at = narrowed.page.unwrap_or(1).clamp(1, pages);
    let shown = found.iter().skip((at - 1) * ROWS).take(ROWS);
    let mut guidelines: Vec<&str> = all
        .iter()
        .filter_map(|line| Some(line.review?.guideline.as_str()))
        .collect();
    guidelines.sort_unstable();
    guidelines.dedup();
    let body = html! {
        main #main.room {
            header {
                h1 { "受付" }
                @if session.role >= Role::Reviewer { a.button.main href="/upload" { "提出物を取り込む" } }
            }
            section {
                (tools(narrowed, &guidelines, found.len(), all.len()))
                @if found.is_empty() {
                    p.empty { @if all.is_empty() { "まだ提出物がない。「提出物を取り込む」から PDF・DOCX を取り込む。" } @else { "条件に合う提出物はない。" } }
                } @else {
                    div.scroll tabindex="0" role="group" aria-label="提出物の一覧" {
                        table.inbox.cards {
                            thead { tr {
                                th scope="col" { "提出物" } th scope="col" { "充足状況（機械の所見）" } th scope="col" { "判定" }
                                th scope="col" { "担当" } th.num scope="col" { "受付から" }
                            } }
                            tbody { @for line in shown { (row(line, session, &today)) } }
                        }
                    }
                    @if pages > 1 { (pager(narrowed, at, pages)) }
                }
            }
        }
    };
    Page::new(session, Part::Inbox, "受付").with(&body)
}

fn tools(narrowed: &Narrowed, guidelines: &[&str], found: usize, all: usize) -> Markup {
    html! {
        form.row.tools method="get" action="/" role="search" {
            label { "検索 " input type="search" name="q" value=(narrowed.q) placeholder="提出物・申請者"; }
            label { "状態 " select name="state" data-go { @for (value, words) in STATES { option value=(value) selected[value == narrowed.state] { (words) } } } }
            @if guidelines.len() > 1 {
                label { "ガイドライン " select name="guideline" data-go {
                    option value="" { "すべて" }
                    @for id in guidelines { option value=(id) selected[*id == narrowed.guideline] { (id) } }
                } }
            }
            button type="submit" { "絞る" }
            span { (found) @if found != all { " / " (all) } " 件" }
        }
    }
}

fn row(line: &Line<'_>, session: &Session, today: &Day) -> Markup {
    let submission = &line.row.submission;
    let age = days(&submission.facts.received_on, today);
    html! {
        tr {
            th scope="row" {
                @match line.review {
                    Some(review) => a href={ "/s/" (submission.id) "/" (review.guideline) } { (submission.facts.name) },
                    None => a href={ "/s/" (submission.id) } { (submission.facts.name) },
                }
                span.sub { (line.row.organization)
                    @if let Some(review) = line.review { "　" (review.guideline) }
                    @if let Some(application) = &line.row.application { "　" (application.facts.category.word(Lang::Ja)) }
                    @if line.review.is_some_and(|review| review.losses > 0) { " " span.tag.unsure { "読み取れない所あり" } }
                }
            }
            td.cover {
                @match line.review {
                    Some(review) => {
                        (coverage_bar(&review.summary))
                        span.counts aria-hidden="true" {
                            @for (class, sign, count) in [("covered", "○", review.summary.covered), ("partial", "△", review.summary.partial), ("uncovered", "×", review.summary.uncovered), ("na", "－", review.summary.not_applicable)] {
                                span { b class=(class) { (sign) } " " (count) }
                            }
                        }
                    }
                    None => span.sub { "まだ点検していない" }
                }
            }
            td.decided data-label="判定" {
                @if line.review.is_some() {
                    (bar(&[("done", line.decided()), ("open", line.total() - line.decided())], &format!("判定 {} / {}", line.decided(), line.total())))
                    span.counts { (line.decided()) " / " (line.total()) }
                }
            }
            td data-label="担当" { (holders(line, session)) }
            td.num data-label="受付から" {
                span.late[age >= LATE && !line.is_done()] { (age) "日" }
                span.sub { (submission.facts.received_on) }
            }
        }
    }
}

/// Who has it; a person may take what nobody has.
fn holders(line: &Line<'_>, session: &Session) -> Markup {
    let row = line.row;
    html! {
        @for (reading, who) in &row.assignees { span.nowrap { (who) @if *reading != Reading::First { span.sub { (reading.word(Lang::Ja)) } } } " " }
        @if row.assignees.is_empty() && session.role >= Role::Reviewer {
            form method="post" action={ "/s/" (row.submission.id) "/assign" } {
                (layout::mark(session))
                input type="hidden" name="as" value=(Reading::First.code());
                input type="hidden" name="who" value="me";
                input type="hidden" name="back" value="inbox";
                button type="submit" { "引き受ける" span.vh { "（" (row.submission.facts.name) "）" } }
            }
        }
    }
}

fn pager(narrowed: &Narrowed, at: usize, pages: usize) -> Markup {
    let address = |page: usize| {
        format!(
            "/?q={}&state={}&guideline={}&page={page}",
            encoded(&narrowed.q),
            encoded(&narrowed.state),
            encoded(&narrowed.guideline)
        )
    };
    html! {
        nav.pages aria-label="頁" {
            @if at > 1 { a.button href=(address(at - 1)) { "前の頁" } }
            span { (at) " / " (pages) "頁" }
            @if at < pages { a.button href=(address(at + 1)) { "次の頁" } }
        }
    }
}
