//! After a revision of the guideline: what changed is judged again, people's decisions on the rest are carried over.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::Workbench;
use super::changes::shifts;
use super::form::Posted;
use super::known::Known;
use super::layout::{self, Page, Part, encoded};
use super::parts::coverage_bar;
use super::refusal::Refusal;
use super::session::Session;
use crate::guideline::{Change, Guideline, ItemChange, compare};
use crate::matching::RequirementCoverage;
use crate::register::{DecisionKey, InboxReview, InboxRow, Reading, Register, Role, Stamp};
use crate::review::{self, Plan, Recheck, Review, ShiftKind};

/// How many rows are shown.
const SHOWN: usize = 200;

/// Between which versions.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct Between {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    submission: String,
}

/// The page.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Query(between): Query<Between>,
) -> Result<Response, Refusal> {
    let running = bench.rechecking.load(Ordering::Relaxed);
    let mut response = bench
        .run(move |bench, register| {
            let all = bench.guidelines.all()?;
            let (from, to) = versions(&all, &between);
            let glance = bench.inbox(register)?;
            let body = html! {
                main #main.room {
                    header { h1 { "改定の再点検" } }
                    section {
                        p.legend { "ガイドラインの改定で変わった遵守事項だけを点検し直す。変わらないものは、人の判定をそのまま引き継ぐ。" }
                        form.row.tools method="get" action="/recheck" {
                            (choose("from", "これまでの版", &all, &from))
                            (choose("to", "新しい版", &all, &to))
                            button type="submit" { "選ぶ" }
                            a href={ "/guidelines/" (to) "/from/" (from) } { "新旧対照" }
                        }
                        @if running > 0 { p.told role="status" { "再点検している。残り " (running) " 件。この画面は自動で更新する。" } }
                        (table(&glance.rows, &from, &to, &session))
                    }
                }
            };
            Ok(Page::new(&session, Part::Recheck, "改定の再点検").with(&body))
        })
        .await?;
    if running > 0 {
        response
            .headers_mut()
            .insert(header::REFRESH, HeaderValue::from_static("4"));
    }
    Ok(response)
}

/// The versions named, or the last one that states changes to another.
fn versions(all: &[&'static Known], between: &Between) -> (String, String) {
    let revised = all
        .iter()
        .rev()
        .find_map(|known| Some((known.guideline.based_on.clone()?, known.guideline.id.clone())));
    let (from, to) = revised.unwrap_or_default();
    let named = |name: &str, otherwise: String| {
        if name.is_empty() {
            otherwise
        } else {
            name.to_owned()
        }
    };
    (named(&between.from, from), named(&between.to, to))
}

fn choose(name: &str, words: &str, all: &[&'static Known], chosen: &str) -> Markup {
    html! {
        label { (words) " " select name=(name) {
            @for known in all { option value=(known.guideline.id) selected[known.guideline.id == chosen] { (known.title()) } }
        } }
    }
}

/// A submission with its review against the old version, and against the new one where that is made.
fn lines<'a>(
    rows: &'a [InboxRow],
    from: &str,
    to: &str,
) -> Vec<(&'a InboxRow, &'a InboxReview, Option<&'a InboxReview>)> {
    rows.iter()
        .filter_map(|row| {
            let of = |id: &str| row.reviews.iter().find(|review| review.guideline == id);
            Some((row, of(from)?, of(to)))
        })
        .collect()
}

fn table(rows: &[InboxRow], from: &str, to: &str, session: &Session) -> Markup {
    let lines = lines(rows, from, to);
    let waiting = lines.iter().filter(|(_, _, after)| after.is_none()).count();
    let may = session.role >= Role::Reviewer;
    let fields = html! {
        (layout::mark(session))
        input type="hidden" name="from" value=(from);
        input type="hidden" name="to" value=(to);
    };
    html! {
        @if lines.is_empty() { p.empty { (from) " で点検した提出物はない。" } } @else {
            div.row.spread {
                p { (lines.len()) " 件のうち再点検前 " (waiting) " 件" }
                @if may && waiting > 0 {
                    form method="post" action="/recheck/all" { (fields) button.main type="submit" { "残りをすべて再点検する" } }
                }
            }
            table.inbox.cards {
                thead { tr { th scope="col" { "提出物" } th scope="col" { (from) } th scope="col" { (to) } th scope="col" { "残る判定" } } }
                tbody { @for (row, before, after) in lines.iter().take(SHOWN) { tr {
                    th scope="row" { a href={ "/s/" (row.submission.id) } { (row.submission.facts.name) } span.sub { (row.organization) } }
                    td.cover data-label=(from) { (coverage_bar(&before.summary)) }
                    @match after {
                        Some(after) => {
                            @let summary = after.summary;
                            @let total = summary.covered + summary.partial + summary.uncovered;
                            @let open = total.saturating_sub(after.decided.get(&Reading::First).copied().unwrap_or(0));
                            td.cover data-label=(to) { (coverage_bar(&summary)) }
                            td { a href={ "/s/" (row.submission.id) "/" (to) "?d=open" } { (open) " 件を判定する" span.vh { "（" (row.submission.facts.name) "）" } }
                                " " a href={ "/s/" (row.submission.id) "/" (to) "/recheck/" (encoded(from)) } { "変わったこと" span.vh { "（" (row.submission.facts.name) "）" } } }
                        }
                        None => td colspan="2" {
                            @if may { form method="post" action="/recheck" data-busy="再点検中…" {
                                (fields) input type="hidden" name="submission" value=(row.submission.id);
                                button type="submit" { "再点検する" span.vh { "（" (row.submission.facts.name) "）" } }
                            } } @else { "再点検前" }
                        }
                    }
                } } }
            }
            @if lines.len() > SHOWN { p.legend { "はじめの " (SHOWN) " 件を示した。" } }
        }
    }
}

/// Re-checks one submission.
pub(super) async fn one(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<Between>,
) -> Result<Response, Refusal> {
    bench
        .run_long(move |bench, register| {
            let id = sent
                .submission
                .parse()
                .map_err(|_| Refusal::wrong("提出物を選ぶ。"))?;
            recheck(bench, register, id, (&sent.from, &sent.to), &session.stamp())?;
            let to = format!("/s/{id}/{}/recheck/{}", sent.to, encoded(&sent.from));
            Ok(Redirect::to(&to).into_response())
        })
        .await
}

/// Re-checks every submission that waits for it, while people go on working.
pub(super) async fn all(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<Between>,
) -> Result<Response, Refusal> {
    let (from, to) = (sent.from.clone(), sent.to.clone());
    let waiting: Vec<i64> = bench
        .run(move |bench, register| {
            let glance = bench.inbox(register)?;
            let waiting = lines(&glance.rows, &from, &to)
                .into_iter()
                .filter(|(_, _, after)| after.is_none());
            Ok(waiting.map(|(row, ..)| row.submission.id).collect())
        })
        .await?;
    let free = bench
        .rechecking
        .compare_exchange(0, waiting.len(), Ordering::SeqCst, Ordering::SeqCst)
        .is_ok();
    let back = format!("/recheck?from={}&to={}", encoded(&sent.from), encoded(&sent.to));
    if !free {
        return Err(Refusal::wrong("もう再点検している。終わるのを待つ。").leading(back, "戻る"));
    }
    let working = Arc::clone(&bench);
    tokio::spawn(async move {
        for id in waiting {
            let (between, stamp) = (sent.clone(), session.stamp());
            let done = working
                .run_long(move |bench, register| {
                    recheck(bench, register, id, (&between.from, &between.to), &stamp)
                })
                .await;
            if let Err(refusal) = done {
                (working.announce)(&format!(
                    "kitei: 提出物 {id}: 再点検できなかった（{}）",
                    refusal.said()
                ));
            }
            working.rechecking.fetch_sub(1, Ordering::SeqCst);
        }
    });
    Ok(Redirect::to(&back).into_response())
}

/// Reviews a submission against the new version, and carries over the decisions on what did not change.
fn recheck(
    bench: &Workbench,
    register: &mut Register,
    id: i64,
    (from, to): (&str, &str),
    stamp: &Stamp,
) -> Result<(), Refusal> {
    let submission = register.submission(id)?;
    let profile = register
        .organization(submission.facts.organization)?
        .facts
        .profile;
    let applying = |id: &str| -> Result<Guideline, Refusal> {
        Ok(bench.guidelines.get(id)?.guideline.clone().for_profile(&profile))
    };
    let (old, new) = (applying(from)?, applying(to)?);
    let known = bench.guidelines.get(to)?;
    let before = register
        .latest_review(id, from)?
        .ok_or_else(|| Refusal::missing(&format!("提出物 {id} の {from} による点検結果")))?;
    let before = register.review_result(before.id)?;
    let settings = bench.settings(&profile);
    let read = bench.read(register, &submission);
    let plan = Plan::new(&old, &new);
    // What an earlier review found counts only where it was made from the same words and in the same way.
    let is_same = before.settings == settings
        && before.guideline.sha256 == old.sha256
        && before.tool == crate::review::ToolRecord::this();
    let after = if is_same {
        let was = bench.guidelines.get(from)?;
        Recheck::new(&plan, (&old, was.matcher()), (&new, known.matcher()))
            .review(&read, &before, &settings)
            .review
    } else {
        review::review(&read, &new, known.matcher(), &settings)
    };
    let pairs = kept(&plan.changes, &before, &after);
    register.add_review(id, &after, &new, stamp)?;
    for reading in Reading::ALL {
        for entry in register.standing(id, from, *reading)? {
            let Some(requirement) = pairs.get(entry.key.requirement.as_str()) else {
                continue;
            };
            if entry.decided.verdict.is_none() {
                continue;
            }
            let key = DecisionKey {
                guideline: to.to_owned(),
                requirement: requirement.clone(),
                ..entry.key.clone()
            };
            register.carry_over(entry.id, &key, stamp)?;
        }
    }
    Ok(())
}

/// Requirements that say the same in both versions and on which the machine finds the same: old id to new id.
fn kept(changes: &[ItemChange], before: &Review, after: &Review) -> BTreeMap<String, String> {
    let coverage = |review: &Review, id: &str| -> Option<RequirementCoverage> {
        let found = review.findings.iter().find(|finding| finding.requirement == id)?;
        Some(found.coverage)
    };
    changes
        .iter()
        .filter(|item| matches!(item.change, Change::Same | Change::Moved))
        .filter_map(|item| Some((item.old.as_ref()?.id.clone(), item.new.as_ref()?.id.clone())))
        .filter(|(old, new)| coverage(before, old) == coverage(after, new))
        .collect()
}

/// What a revision changed for one submission.
pub(super) async fn changed(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path((id, to, from)): Path<(i64, String, String)>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let (before, after) = (bench.case_of(register, id, &from)?, bench.case_of(register, id, &to)?);
            let changes = compare(&before.known.guideline, &after.known.guideline);
            let found = review::shifts(&changes, &before.review, &after.review);
            let home = format!("/s/{id}/{to}");
            let none = found.is_empty();
            let body = html! {
                main #main.room {
                    header { h1 { "改定で変わったこと" } span.sub { (before.known.title()) " → " (after.known.title()) } }
                    section {
                        p { a href={ "/s/" (id) } { (after.submission.name) } "　" a.button.main href={ (home) "?d=open" } { "残りを判定する" } }
                        h2 { "観点の変化" }
                        @if none { p { "この提出物で、足りなくなった・満たすようになった観点はない。" } }
                        (shifts("新たに不足", ShiftKind::NewlyMissing, &found, &home))
                        (shifts("充足に転じた", ShiftKind::NowFulfilled, &found, &home))
                        (shifts("新しい義務で記載あり", ShiftKind::AlreadyFulfilled, &found, &home))
                    }
                }
            };
            Ok(Page::new(&session, Part::Recheck, "改定で変わったこと").with(&body))
        })
        .await
}
