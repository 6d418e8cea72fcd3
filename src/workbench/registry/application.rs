//! Applications: what is fulfilled and what is missing, step by step to the certificate.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::Workbench;
use super::super::bench::now;
use super::super::form::Posted;
use super::super::layout;
use super::super::refusal::Refusal;
use super::super::session::Session;
use super::{day, names, number, page, some, to};
use crate::register::{self, Application, Category, Condition, Day, Proceeding, Register, Role, Route, Step};
use crate::text::Lang::Ja;

/// Every application, and the form for a new one.
pub(super) async fn list(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let mut applications = register.applications(None)?;
            applications.reverse();
            let names = names(register)?;
            let body = html! {
                section {
                    @if applications.is_empty() { p.empty { "まだ申請がない。" } } @else {
                        table.cards {
                            thead { tr { th scope="col" { "申請" } th scope="col" { "申請者" } th scope="col" { "経路" } th scope="col" { "ガイドライン" } th scope="col" { "受付日" } th scope="col" { "状態" } } }
                            tbody { @for application in &applications {
                                @let facts = &application.facts;
                                tr {
                                    th scope="row" { a href={ "/register/applications/" (application.id) } { (application.id) " " (facts.category.word(Ja)) } }
                                    td { a href={ "/register/organizations/" (facts.organization) } { (names.get(&facts.organization).map_or("", String::as_str)) } }
                                    td { (facts.route.word(Ja)) }
                                    td { (facts.guideline_title) }
                                    td.nowrap { (facts.received_on) }
                                    td { (application.state.word(Ja)) }
                                }
                            } }
                        }
                    }
                }
                @if session.role >= Role::Reviewer { (new(bench, register, &session)?) }
            };
            Ok(page(&session, "/register", "申請", &body))
        })
        .await
}

fn new(bench: &Workbench, register: &Register, session: &Session) -> Result<Markup, Refusal> {
    let organizations = register.organizations()?;
    let guidelines = bench.guidelines.all()?;
    Ok(html! {
        section aria-labelledby="h-new" {
            h2 #h-new { "申請を登録する" }
            @if organizations.is_empty() { p { "先に" a href="/register/organizations" { "申請者" } "を登録する。" } } @else {
                form.fields method="post" action="/register/applications" {
                    (layout::mark(session))
                    label for="organization" { "申請者" }
                    div { select #organization name="organization" { @for organization in &organizations { option value=(organization.id) { (organization.facts.name) } } } }
                    label for="category" { "認証" }
                    div { select #category name="category" { @for one in Category::ALL { option value=(one.code()) { (one.word(Ja)) } } } }
                    label for="route" { "経路" }
                    div { select #route name="route" { @for one in Route::ALL { option value=(one.code()) { (one.word(Ja)) } } }
                        span.hint { "(1) 認証機関が起草・監査に加わる。(2) 申請者だけで行い、結果を提出する。態勢認証は (1) による。" } }
                    label for="guideline" { "ガイドライン" }
                    div { select #guideline name="guideline" { @for known in guidelines { option value=(known.guideline.id) { (known.title()) } } } }
                    label for="received_on" { "受付日" }
                    div { input #received_on type="date" name="received_on" required value=(now().day_in_japan()); }
                    label for="note" { "備考（非公開）" }
                    textarea #note name="note" rows="2" {}
                    span {} div { button.main type="submit" { "登録する" } }
                }
            }
        }
    })
}

#[derive(Deserialize)]
pub(in super::super) struct New {
    organization: i64,
    category: String,
    route: String,
    guideline: String,
    received_on: String,
    #[serde(default)]
    note: String,
}

/// Puts an application on file.
pub(super) async fn add(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<New>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let category =
                Category::from_code(&sent.category).ok_or_else(|| Refusal::wrong("認証の種類を選ぶ。"))?;
            let route = Route::from_code(&sent.route).ok_or_else(|| Refusal::wrong("経路を選ぶ。"))?;
            let known = bench.guidelines.get(&sent.guideline)?;
            let added = register.add_application(
                sent.organization,
                (category, route),
                &known.guideline,
                &day(&sent.received_on)?,
                some(&sent.note).as_deref(),
                &session.stamp(),
            )?;
            Ok(to(&format!("/register/applications/{}", added.id)))
        })
        .await
}

#[derive(Debug, Default, Deserialize)]
pub(in super::super) struct AsOf {
    #[serde(default)]
    day: String,
}

/// One application.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(id): Path<i64>,
    Query(as_of): Query<AsOf>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let application = register.application(id)?;
            let organization = register.organization(application.facts.organization)?;
            let as_of = as_of.day.parse().unwrap_or_else(|_| now().day_in_japan());
            let conditions = register.conditions(id, &as_of)?;
            let steps = register.proceedings(id)?;
            let submissions: Vec<_> = register
                .submissions(Some(organization.id))?
                .into_iter()
                .filter(|submission| submission.facts.application == Some(id))
                .collect();
            let is_open = application.state == register::State::Open;
            let facts = &application.facts;
            let body = html! {
                section {
                    dl.provenance {
                        dt { "申請者" } dd { a href={ "/register/organizations/" (organization.id) } { (organization.facts.name) } }
                        dt { "経路" } dd { (facts.route.word(Ja)) }
                        dt { "ガイドライン" } dd { (facts.guideline_title) }
                        dt { "受付日" } dd { (facts.received_on) }
                        dt { "状態" } dd { (application.state.word(Ja)) }
                        @if let Some(note) = &facts.note { dt { "備考" } dd { (note) } }
                        dt { "提出物" }
                        dd { @for submission in &submissions { a href={ "/s/" (submission.id) } { (submission.facts.name) } " " }
                            @if submissions.is_empty() { "なし " }
                            @if is_open && session.role >= Role::Reviewer { a href="/upload" { "取り込む" } } }
                    }
                }
                (fulfilled(&application, &conditions, &as_of, &session))
                (proceedings(&application, &steps, &session))
                @if is_open && session.role >= Role::Approver { (ending(id, &session)) }
            };
            Ok(page(&session, "/register", &format!("申請 {id} {}", facts.category.word(Ja)), &body))
        })
        .await
}

fn fulfilled(application: &Application, conditions: &[Condition], as_of: &Day, session: &Session) -> Markup {
    let missing = conditions.iter().filter(|condition| !condition.met).count();
    let is_open = application.state == register::State::Open;
    html! {
        section aria-labelledby="h-conditions" {
            h2 #h-conditions { "認証の条件" }
            form.row.tools method="get" { label { "基準日 " input type="date" name="day" value=(as_of); } button type="submit" { "この日で調べる" } }
            ul.conditions { @for condition in conditions {
                li { b class=(if condition.met { "b covered" } else { "b uncovered" }) { (if condition.met { "○ 満たす" } else { "× 足りない" }) }
                    " " (condition.says.in_lang(Ja)) }
            } }
            @if is_open && session.role >= Role::Approver {
                form.row method="post" action={ "/register/applications/" (application.id) "/issue" } {
                    (layout::mark(session))
                    input type="hidden" name="day" value=(as_of);
                    button.main type="submit" disabled[missing > 0] { (as_of) " 現在の認証を発行する" }
                    @if missing > 0 { span { "足りない条件が " (missing) " 件あるため、発行できない。" } }
                }
            }
        }
    }
}

fn proceedings(application: &Application, steps: &[Proceeding], session: &Session) -> Markup {
    let is_open = application.state == register::State::Open;
    html! {
        section aria-labelledby="h-steps" {
            h2 #h-steps { "経過" }
            @if steps.is_empty() { p { "まだない。" } }
            ul.plain { @for step in steps { li { (step.on) "　" (step.step.word(Ja)) "　" (step.person) @if let Some(note) = &step.note { "　" (note) } } } }
            @if is_open && session.role >= Role::Reviewer {
                form.fields method="post" action={ "/register/applications/" (application.id) "/step" } {
                    (layout::mark(session))
                    label for="step" { "したこと" }
                    div { select #step name="step" { @for step in Step::ALL { option value=(step.code()) { (step.word(Ja)) } } } }
                    label for="on" { "日" } input #on type="date" name="on" required value=(now().day_in_japan());
                    label for="person" { "誰が" } input #person type="text" name="person" required value=(session.name);
                    label for="step-note" { "備考" } input #step-note type="text" name="note";
                    span {} div { button type="submit" { "経過に加える" } }
                }
            }
        }
    }
}

fn ending(id: i64, session: &Session) -> Markup {
    html! {
        section aria-labelledby="h-end" {
            h2 #h-end { "認証せずに終える" }
            form.fields method="post" action={ "/register/applications/" (id) "/close" } {
                (layout::mark(session))
                label for="state" { "結果" }
                div { select #state name="state" {
                    @for state in [register::State::Declined, register::State::Retracted] { option value=(state.code()) { (state.word(Ja)) } }
                } }
                label for="why" { "理由" } input #why type="text" name="note" required;
                span {} div { button type="submit" { "終える" } }
            }
        }
    }
}

#[derive(Deserialize)]
pub(in super::super) struct Stepped {
    step: String,
    on: String,
    person: String,
    #[serde(default)]
    note: String,
}

/// Adds a step.
pub(super) async fn step(
    State(bench): State<Arc<Workbench>>,
    Path(id): Path<i64>,
    Posted(session, sent): Posted<Stepped>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let step = Step::from_code(&sent.step).ok_or_else(|| Refusal::wrong("したことを選ぶ。"))?;
            let note = some(&sent.note);
            register.add_proceeding(
                id,
                step,
                &day(&sent.on)?,
                &sent.person,
                note.as_deref(),
                &session.stamp(),
            )?;
            Ok(to(&format!("/register/applications/{id}")))
        })
        .await
}

#[derive(Deserialize)]
pub(in super::super) struct Issued {
    day: String,
}

/// Issues the certificate.
pub(super) async fn issue(
    State(bench): State<Arc<Workbench>>,
    Path(id): Path<i64>,
    Posted(session, sent): Posted<Issued>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let certificate = register.issue(id, &day(&sent.day)?, &session.stamp())?;
            Ok(to(&format!("/register/certificates/{}", certificate.id)))
        })
        .await
}

#[derive(Deserialize)]
pub(in super::super) struct Closed {
    state: String,
    note: String,
}

/// Ends an application without a certificate.
pub(super) async fn close(
    State(bench): State<Arc<Workbench>>,
    Path(id): Path<String>,
    Posted(session, sent): Posted<Closed>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let state =
                register::State::from_code(&sent.state).ok_or_else(|| Refusal::wrong("結果を選ぶ。"))?;
            register.close_application(number(&id)?, state, &sent.note, &session.stamp())?;
            Ok(to(&format!("/register/applications/{id}")))
        })
        .await
}
