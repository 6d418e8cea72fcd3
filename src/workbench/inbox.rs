//! The inbox: what came in, how it stands, who has it.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::Workbench;
use super::bench::{Glance, now};
use super::layout::{self, Page, Part, encoded};
use super::parts::{about, bar, coverage_bar, days, native};
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

const STATES: [(&str, &str, &str); 5] = [
    ("", "すべて", "all"),
    ("open", "判定が残る", "to be decided"),
    ("mine", "自分の担当", "mine"),
    ("free", "担当なし", "nobody's"),
    ("done", "判定済み", "decided"),
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
    let (today, lang) = (now().day_in_japan(), session.lang);
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
    let title = lang.say("受付", "Inbox");
    let body = html! {
        main #main.room {
            header {
                h1 { (title) }
                @if session.role >= Role::Reviewer { a.button.main href="/upload" { (lang.say("提出物を取り込む", "Upload a submission")) } }
            }
            section {
                (tools(lang, narrowed, &guidelines, (found.len(), all.len())))
                @if found.is_empty() {
                    p.empty { @if all.is_empty() { (lang.say("まだ提出物がない。「提出物を取り込む」から PDF・DOCX を取り込む。", "No submissions yet. Choose “Upload a submission” to take in PDF or DOCX files.")) } @else { (lang.say("条件に合う提出物はない。", "No submission matches.")) } }
                } @else {
                    div.scroll tabindex="0" role="group" aria-label=(lang.say("提出物の一覧", "Submissions")) {
                        table.inbox.cards {
                            thead { tr {
                                th scope="col" { (lang.say("提出物", "Submission")) }
                                th scope="col" { (lang.say("充足状況（機械の所見）", "Coverage (machine)")) }
                                th scope="col" { (lang.say("判定", "Decided")) }
                                th scope="col" { (lang.say("担当", "Reviewer")) }
                                th.num scope="col" { (lang.say("受付から", "Age")) }
                            } }
                            tbody { @for line in shown { (row(line, session, &today)) } }
                        }
                    }
                    @if pages > 1 { (pager(lang, narrowed, at, pages)) }
                }
            }
        }
    };
    Page::new(session, Part::Inbox, title).with(&body)
}

fn tools(lang: Lang, narrowed: &Narrowed, guidelines: &[&str], (found, all): (usize, usize)) -> Markup {
    html! {
        form.row.tools method="get" action="/" role="search" {
            label { (lang.say("検索", "Search")) " " input type="search" name="q" value=(narrowed.q) placeholder=(lang.say("提出物・申請者", "name or applicant")); }
            label { (lang.say("状態", "State")) " " select name="state" data-go { @for (value, ja, en) in STATES { option value=(value) selected[value == narrowed.state] { (lang.say(ja, en)) } } } }
            @if guidelines.len() > 1 {
                label { (lang.say("ガイドライン", "Guideline")) " " select name="guideline" data-go {
                    option value="" { (lang.say("すべて", "all")) }
                    @for id in guidelines { option value=(id) selected[*id == narrowed.guideline] { (id) } }
                } }
            }
            button type="submit" { (lang.say("絞る", "Filter")) }
            span { (found) @if found != all { " / " (all) } " " (lang.say("件", if all == 1 { "submission" } else { "submissions" })) }
        }
    }
}

fn row(line: &Line<'_>, session: &Session, today: &Day) -> Markup {
    let (submission, lang) = (&line.row.submission, session.lang);
    let age = days(&submission.facts.received_on, today);
    html! {
        tr {
            th scope="row" {
                @match line.review {
                    Some(review) => a href={ "/s/" (submission.id) "/" (review.guideline) } { (native(&submission.facts.name, lang)) },
                    None => a href={ "/s/" (submission.id) } { (native(&submission.facts.name, lang)) },
                }
                span.sub { (native(&line.row.organization, lang))
                    @if let Some(review) = line.review { "　" (review.guideline) }
                    @if let Some(application) = &line.row.application { "　" (application.facts.category.word(lang)) }
                    @if line.review.is_some_and(|review| review.losses > 0) { " " span.tag.unsure { (lang.say("読み取れない所あり", "text lost")) } }
                }
            }
            td.cover {
                @match line.review {
                    Some(review) => {
                        (coverage_bar(&review.summary, lang))
                        span.counts aria-hidden="true" {
                            @for (class, sign, count) in [("covered", "○", review.summary.covered), ("partial", "△", review.summary.partial), ("uncovered", "×", review.summary.uncovered), ("na", "－", review.summary.not_applicable)] {
                                span { b class=(class) { (sign) } " " (count) }
                            }
                        }
                    }
                    None => span.sub { (lang.say("まだ点検していない", "not reviewed yet")) }
                }
            }
            td.decided data-label=(lang.say("判定", "Decided")) {
                @if line.review.is_some() {
                    (bar(&[("done", line.decided()), ("open", line.total() - line.decided())], &format!("{} {} / {}", lang.say("判定", "decided"), line.decided(), line.total())))
                    span.counts { (line.decided()) " / " (line.total()) }
                }
            }
            td data-label=(lang.say("担当", "Reviewer")) { (holders(line, session)) }
            td.num data-label=(lang.say("受付から", "Age")) {
                span.late[age >= LATE && !line.is_done()] { (age) (lang.say("日", if age == 1 { " day" } else { " days" })) }
                span.sub { (submission.facts.received_on) }
            }
        }
    }
}

/// Who has it; a person may take what nobody has.
fn holders(line: &Line<'_>, session: &Session) -> Markup {
    let (row, lang) = (line.row, session.lang);
    html! {
        @for (reading, who) in &row.assignees { span.nowrap { (native(who, lang)) @if *reading != Reading::First { span.sub { (reading.word(lang)) } } } " " }
        @if row.assignees.is_empty() && session.role >= Role::Reviewer {
            form method="post" action={ "/s/" (row.submission.id) "/assign" } {
                (layout::mark(session))
                input type="hidden" name="as" value=(Reading::First.code());
                input type="hidden" name="who" value="me";
                input type="hidden" name="back" value="inbox";
                button type="submit" { (lang.say("引き受ける", "Take it")) (about(lang, &row.submission.facts.name)) }
            }
        }
    }
}

fn pager(lang: Lang, narrowed: &Narrowed, at: usize, pages: usize) -> Markup {
    let address = |page: usize| {
        format!(
            "/?q={}&state={}&guideline={}&page={page}",
            encoded(&narrowed.q),
            encoded(&narrowed.state),
            encoded(&narrowed.guideline)
        )
    };
    html! {
        nav.pages aria-label=(lang.say("頁", "Pages")) {
            @if at > 1 { a.button href=(address(at - 1)) { (lang.say("前の頁", "Previous")) } }
            span { (say!(lang, "{at} / {pages}頁", "{at} / {pages}")) }
            @if at < pages { a.button href=(address(at + 1)) { (lang.say("次の頁", "Next")) } }
        }
    }
}
