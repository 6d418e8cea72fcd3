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
use super::case::not_reviewed;
use super::changes::shifts;
use super::form::Posted;
use super::known::Known;
use super::layout::{self, Page, Part, encoded};
use super::parts::{about, coverage_bar, native};
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
            let lang = session.lang;
            let title = lang.say("改定の再点検", "Re-check after a revision");
            let all = bench.guidelines.all()?;
            let (from, to) = versions(&all, &between);
            let glance = bench.inbox(register)?;
            let body = html! {
                main #main.room {
                    header { h1 { (title) } }
                    section {
                        p.legend { (lang.say("ガイドラインの改定で変わった遵守事項だけを点検し直す。変わらないものは、人の判定をそのまま引き継ぐ。", "Only the requirements that the revision changed are reviewed again. On the others, people's decisions are carried over as they are.")) }
                        form.row.tools method="get" action="/recheck" {
                            (choose("from", lang.say("これまでの版", "Old version"), &all, &from))
                            (choose("to", lang.say("新しい版", "New version"), &all, &to))
                            button type="submit" { (lang.say("選ぶ", "Choose")) }
                            a href={ "/guidelines/" (to) "/from/" (from) } { (lang.say("新旧対照", "Old and new side by side")) }
                        }
                        @if running > 0 { p.told role="status" {
                            (say!(lang, "再点検している。残り {running} 件。この画面は自動で更新する。", "Re-checking; {running} left. This page updates by itself."))
                        } }
                        (table(&glance.rows, &from, &to, &session))
                    }
                }
            };
            Ok(Page::new(&session, Part::Recheck, title).with(&body))
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
            @for known in all { option value=(known.guideline.id) lang="ja" selected[known.guideline.id == chosen] { (known.title()) } }
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
    let lang = session.lang;
    let lines = lines(rows, from, to);
    let all = lines.len();
    let waiting = lines.iter().filter(|(_, _, after)| after.is_none()).count();
    let may = session.role >= Role::Reviewer;
    let fields = html! {
        (layout::mark(session))
        input type="hidden" name="from" value=(from);
        input type="hidden" name="to" value=(to);
    };
    html! {
        @if lines.is_empty() { p.empty { (say!(lang, "{from} で点検した提出物はない。", "No submission was reviewed against {from}.")) } } @else {
            div.row.spread {
                p { (say!(lang, "{all} 件のうち再点検前 {waiting} 件", "{waiting} of {all} not yet re-checked")) }
                @if may && waiting > 0 {
                    form method="post" action="/recheck/all" { (fields) button.main type="submit" { (lang.say("残りをすべて再点検する", "Re-check all that are left")) } }
                }
            }
            table.inbox.cards {
                thead { tr { th scope="col" { (lang.say("提出物", "Submission")) } th scope="col" { (from) } th scope="col" { (to) } th scope="col" { (lang.say("残る判定", "To be decided")) } } }
                tbody { @for (row, before, after) in lines.iter().take(SHOWN) { tr {
                    th scope="row" { a href={ "/s/" (row.submission.id) } { (native(&row.submission.facts.name, lang)) } span.sub { (native(&row.organization, lang)) } }
                    td.cover data-label=(from) { (coverage_bar(&before.summary, lang)) }
                    @match after {
                        Some(after) => {
                            @let summary = after.summary;
                            @let total = summary.covered + summary.partial + summary.uncovered;
                            @let open = total.saturating_sub(after.decided.get(&Reading::First).copied().unwrap_or(0));
                            td.cover data-label=(to) { (coverage_bar(&summary, lang)) }
                            td { a href={ "/s/" (row.submission.id) "/" (to) "?d=open" } { (say!(lang, "{open} 件を判定する", "Decide {open}")) (about(lang, &row.submission.facts.name)) }
                                " " a href={ "/s/" (row.submission.id) "/" (to) "/recheck/" (encoded(from)) } { (lang.say("変わったこと", "What changed")) (about(lang, &row.submission.facts.name)) } }
                        }
                        None => td colspan="2" {
                            @if may { form method="post" action="/recheck" data-busy=(lang.say("再点検中…", "Re-checking…")) {
                                (fields) input type="hidden" name="submission" value=(row.submission.id);
                                button type="submit" { (lang.say("再点検する", "Re-check")) (about(lang, &row.submission.facts.name)) }
                            } } @else { (lang.say("再点検前", "not yet re-checked")) }
                        }
                    }
                } } }
            }
            @if lines.len() > SHOWN { p.legend { (say!(lang, "はじめの {SHOWN} 件を示した。", "The first {SHOWN} are shown.")) } }
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
                .map_err(|_| Refusal::wrong("提出物を選ぶ。", "Choose a submission."))?;
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
        return Err(Refusal::wrong(
            "もう再点検している。終わるのを待つ。",
            "A re-check is already running. Wait until it has ended.",
        )
        .leading(back, "戻る", "Back"));
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
                let why = refusal.said(working.lang);
                (working.announce)(&say!(
                    working.lang,
                    "kitei: 提出物 {id}: 再点検できなかった（{why}）",
                    "kitei: submission {id}: could not be re-checked ({why})"
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
        .ok_or_else(|| not_reviewed(id, from))?;
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
            let lang = session.lang;
            let title = lang.say("改定で変わったこと", "What the revision changed");
            let case = |guideline: &str| bench.case_of(register, id, guideline, lang);
            let (before, after) = (case(&from)?, case(&to)?);
            let changes = compare(&before.known.guideline, &after.known.guideline);
            let found = review::shifts(&changes, &before.review, &after.review);
            let home = format!("/s/{id}/{to}");
            let none = found.is_empty();
            let body = html! {
                main #main.room {
                    header { h1 { (title) } span.sub lang="ja" { (before.known.title()) " → " (after.known.title()) } }
                    section {
                        p { a href={ "/s/" (id) } { (native(&after.submission.name, lang)) } "　" a.button.main href={ (home) "?d=open" } { (lang.say("残りを判定する", "Decide the rest")) } }
                        h2 { (lang.say("観点の変化", "Elements that changed")) }
                        @if none { p { (lang.say("この提出物で、足りなくなった・満たすようになった観点はない。", "In this submission, no element became missing or covered.")) } }
                        (shifts(lang.say("新たに不足", "Newly missing"), ShiftKind::NewlyMissing, &found, &home))
                        (shifts(lang.say("充足に転じた", "Now covered"), ShiftKind::NowFulfilled, &found, &home))
                        (shifts(lang.say("新しい義務で記載あり", "New duties already written"), ShiftKind::AlreadyFulfilled, &found, &home))
                    }
                }
            };
            Ok(Page::new(&session, Part::Recheck, title).with(&body))
        })
        .await
}
