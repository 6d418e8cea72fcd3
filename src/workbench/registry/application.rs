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
use super::super::parts::{heads, native};
use super::super::refusal::Refusal;
use super::super::session::Session;
use super::{day, names, number, page, some, to};
use crate::register::{self, Application, Category, Condition, Day, Proceeding, Register, Role, Route, Step};

/// Every application, and the form for a new one.
pub(super) async fn list(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let lang = session.lang;
            let mut applications = register.applications(None)?;
            applications.reverse();
            let names = names(register)?;
            let body = html! {
                section {
                    @if applications.is_empty() { p.empty { (lang.say("まだ申請がない。", "No applications yet.")) } } @else {
                        table.cards {
                            (heads(lang, &[
                                ("申請", "Application"),
                                ("申請者", "Applicant"),
                                ("経路", "Route"),
                                ("ガイドライン", "Guideline"),
                                ("受付日", "Received on"),
                                ("状態", "State"),
                            ]))
                            tbody { @for application in &applications {
                                @let facts = &application.facts;
                                tr {
                                    th scope="row" { a href={ "/register/applications/" (application.id) } { (application.id) " " (facts.category.word(lang)) } }
                                    td { a href={ "/register/organizations/" (facts.organization) } { (native(names.get(&facts.organization).map_or("", String::as_str), lang)) } }
                                    td { (facts.route.word(lang)) }
                                    td lang="ja" { (facts.guideline_title) }
                                    td.nowrap { (facts.received_on) }
                                    td { (application.state.word(lang)) }
                                }
                            } }
                        }
                    }
                }
                @if session.role >= Role::Reviewer { (new(bench, register, &session)?) }
            };
            Ok(page(&session, "/register", lang.say("申請", "Applications"), &body))
        })
        .await
}

fn new(bench: &Workbench, register: &Register, session: &Session) -> Result<Markup, Refusal> {
    let organizations = register.organizations()?;
    let (guidelines, lang) = (bench.guidelines.all()?, session.lang);
    Ok(html! {
        section aria-labelledby="h-new" {
            h2 #h-new { (lang.say("申請を登録する", "Add an application")) }
            @if organizations.is_empty() { p { (lang.say("先に", "First add the ")) a href="/register/organizations" { (lang.say("申請者", "applicant")) } (lang.say("を登録する。", ".")) } } @else {
                form.fields method="post" action="/register/applications" {
                    (layout::mark(session))
                    label for="organization" { (lang.say("申請者", "Applicant")) }
                    div { select #organization name="organization" { @for organization in &organizations { option value=(organization.id) { (organization.facts.name) } } } }
                    label for="category" { (lang.say("認証", "Certification")) }
                    div { select #category name="category" { @for one in Category::ALL { option value=(one.code()) { (one.word(lang)) } } } }
                    label for="route" { (lang.say("経路", "Route")) }
                    div { select #route name="route" { @for one in Route::ALL { option value=(one.code()) { (one.word(lang)) } } }
                        span.hint { (lang.say("(1) 認証機関が起草・監査に加わる。(2) 申請者だけで行い、結果を提出する。態勢認証は (1) による。", "(1) The certification body takes part in drafting or audit. (2) The applicant works alone and hands in the result. Certification of operation takes (1).")) } }
                    label for="guideline" { (lang.say("ガイドライン", "Guideline")) }
                    div { select #guideline name="guideline" { @for known in guidelines { option value=(known.guideline.id) lang="ja" { (known.title()) } } } }
                    label for="received_on" { (lang.say("受付日", "Received on")) }
                    div { input #received_on type="date" name="received_on" required value=(now().day_in_japan()); }
                    label for="note" { (lang.say("備考（非公開）", "Note (not public)")) }
                    textarea #note name="note" rows="2" {}
                    span {} div { button.main type="submit" { (lang.say("登録する", "Add")) } }
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
            let category = Category::from_code(&sent.category)
                .ok_or_else(|| Refusal::wrong("認証の種類を選ぶ。", "Choose the certification."))?;
            let route = Route::from_code(&sent.route)
                .ok_or_else(|| Refusal::wrong("経路を選ぶ。", "Choose the route."))?;
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
            let lang = session.lang;
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
                        dt { (lang.say("申請者", "Applicant")) } dd { a href={ "/register/organizations/" (organization.id) } { (native(&organization.facts.name, lang)) } }
                        dt { (lang.say("経路", "Route")) } dd { (facts.route.word(lang)) }
                        dt { (lang.say("ガイドライン", "Guideline")) } dd lang="ja" { (facts.guideline_title) }
                        dt { (lang.say("受付日", "Received on")) } dd { (facts.received_on) }
                        dt { (lang.say("状態", "State")) } dd { (application.state.word(lang)) }
                        @if let Some(note) = &facts.note { dt { (lang.say("備考", "Note")) } dd { (native(note, lang)) } }
                        dt { (lang.say("提出物", "Submissions")) }
                        dd { @for submission in &submissions { a href={ "/s/" (submission.id) } { (native(&submission.facts.name, lang)) } " " }
                            @if submissions.is_empty() { (lang.say("なし ", "none ")) }
                            @if is_open && session.role >= Role::Reviewer { a href="/upload" { (lang.say("取り込む", "Upload")) } } }
                    }
                }
                (fulfilled(&application, &conditions, &as_of, &session))
                (proceedings(&application, &steps, &session))
                @if is_open && session.role >= Role::Approver { (ending(id, &session)) }
            };
            Ok(page(&session, "/register", &format!("{} {id} {}", lang.say("申請", "Application"), facts.category.word(lang)), &body))
        })
        .await
}

fn fulfilled(application: &Application, conditions: &[Condition], as_of: &Day, session: &Session) -> Markup {
    let lang = session.lang;
    let missing = conditions.iter().filter(|condition| !condition.met).count();
    let is_open = application.state == register::State::Open;
    html! {
        section aria-labelledby="h-conditions" {
            h2 #h-conditions { (lang.say("認証の条件", "Conditions of the certification")) }
            form.row.tools method="get" { label { (lang.say("基準日", "As of")) " " input type="date" name="day" value=(as_of); } button type="submit" { (lang.say("この日で調べる", "Check for this day")) } }
            ul.conditions { @for condition in conditions {
                li { b class=(if condition.met { "b covered" } else { "b uncovered" }) { (if condition.met { lang.say("○ 満たす", "○ met") } else { lang.say("× 足りない", "× missing") }) }
                    " " (native(condition.says.in_lang(lang), lang)) }
            } }
            @if is_open && session.role >= Role::Approver {
                form.row method="post" action={ "/register/applications/" (application.id) "/issue" } {
                    (layout::mark(session))
                    input type="hidden" name="day" value=(as_of);
                    button.main type="submit" disabled[missing > 0] { (say!(lang, "{as_of} 現在の認証を発行する", "Issue the certificate as of {as_of}")) }
                    @if missing > 0 { span { (say!(lang, "足りない条件が {missing} 件あるため、発行できない。", "Cannot be issued: conditions missing: {missing}.")) } }
                }
            }
        }
    }
}

fn proceedings(application: &Application, steps: &[Proceeding], session: &Session) -> Markup {
    let lang = session.lang;
    let is_open = application.state == register::State::Open;
    html! {
        section aria-labelledby="h-steps" {
            h2 #h-steps { (lang.say("経過", "Proceedings")) }
            @if steps.is_empty() { p { (lang.say("まだない。", "None yet.")) } }
            ul.plain { @for step in steps { li { (step.on) "　" (step.step.word(lang)) "　" (native(&step.person, lang)) @if let Some(note) = &step.note { "　" (native(note, lang)) } } } }
            @if is_open && session.role >= Role::Reviewer {
                form.fields method="post" action={ "/register/applications/" (application.id) "/step" } {
                    (layout::mark(session))
                    label for="step" { (lang.say("したこと", "What was done")) }
                    div { select #step name="step" { @for step in Step::ALL { option value=(step.code()) { (step.word(lang)) } } } }
                    label for="on" { (lang.say("日", "Day")) } input #on type="date" name="on" required value=(now().day_in_japan());
                    label for="person" { (lang.say("誰が", "By")) } input #person type="text" name="person" required value=(session.name);
                    label for="step-note" { (lang.say("備考", "Note")) } input #step-note type="text" name="note";
                    span {} div { button type="submit" { (lang.say("経過に加える", "Add to the proceedings")) } }
                }
            }
        }
    }
}

fn ending(id: i64, session: &Session) -> Markup {
    let lang = session.lang;
    html! {
        section aria-labelledby="h-end" {
            h2 #h-end { (lang.say("認証せずに終える", "End without a certificate")) }
            form.fields method="post" action={ "/register/applications/" (id) "/close" } {
                (layout::mark(session))
                label for="state" { (lang.say("結果", "Outcome")) }
                div { select #state name="state" {
                    @for state in [register::State::Declined, register::State::Retracted] { option value=(state.code()) { (state.word(lang)) } }
                } }
                label for="why" { (lang.say("理由", "Reason")) } input #why type="text" name="note" required;
                span {} div { button type="submit" { (lang.say("終える", "End")) } }
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
            let step = Step::from_code(&sent.step)
                .ok_or_else(|| Refusal::wrong("したことを選ぶ。", "Choose what was done."))?;
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
            let state = register::State::from_code(&sent.state)
                .ok_or_else(|| Refusal::wrong("結果を選ぶ。", "Choose the outcome."))?;
            register.close_application(number(&id)?, state, &sent.note, &session.stamp())?;
            Ok(to(&format!("/register/applications/{id}")))
        })
        .await
}
