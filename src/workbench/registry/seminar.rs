//! Seminars, and who attended.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::html;
use serde::Deserialize;

use super::super::Workbench;
use super::super::bench::now;
use super::super::form::Posted;
use super::super::layout;
use super::super::parts::{heads, native};
use super::super::refusal::Refusal;
use super::super::session::Session;
use super::{day, names, page, some, to};
use crate::register::Role;
use crate::text::Lang;

/// Every seminar.
pub(super) async fn list(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let lang = session.lang;
            let seminars = register.seminars()?;
            let names = names(register)?;
            let mut attended = Vec::new();
            for seminar in &seminars {
                attended.push(register.attendances(seminar.id)?);
            }
            let may = session.role >= Role::Reviewer;
            let body = html! {
                section {
                    @if seminars.is_empty() { p.empty { (lang.say("まだセミナーがない。", "No seminars yet.")) } } @else {
                        table.cards {
                            (heads(lang, &[("セミナー", "Seminar"), ("日", "Day"), ("受講", "Attended")]))
                            tbody { @for (seminar, attended) in seminars.iter().zip(&attended) { tr {
                                th scope="row" { (native(&seminar.title, lang)) }
                                td.nowrap { (seminar.held_on) }
                                td { @for one in attended { div { (native(names.get(&one.organization).map_or("", String::as_str), lang)) @if let Some(people) = &one.people { "　" (native(people, lang)) } } }
                                    @if may && !names.is_empty() {
                                        form.row method="post" action="/register/seminars/attend" {
                                            (layout::mark(&session))
                                            input type="hidden" name="seminar" value=(seminar.id);
                                            label { span.vh { (attended_by(&seminar.title, lang)) } select name="organization" { @for (id, name) in &names { option value=(id) { (name) } } } }
                                            label { span.vh { (lang.say("受講した人", "People who attended")) } input type="text" name="people" placeholder=(lang.say("受講した人", "People who attended")); }
                                            button type="submit" { (lang.say("受講を記録", "Record attendance")) }
                                        }
                                    }
                                }
                            } } }
                        }
                    }
                }
                @if may {
                    section aria-labelledby="h-new" {
                        h2 #h-new { (lang.say("セミナーを登録する", "Add a seminar")) }
                        form.fields method="post" action="/register/seminars" {
                            (layout::mark(&session))
                            label for="title" { (lang.say("名称", "Title")) } input #title type="text" name="title" required;
                            label for="held_on" { (lang.say("日", "Day")) } input #held_on type="date" name="held_on" required value=(now().day_in_japan());
                            span {} div { button.main type="submit" { (lang.say("登録する", "Add")) } }
                        }
                    }
                }
            };
            Ok(page(&session, "/register/seminars", lang.say("セミナー", "Seminars"), &body))
        })
        .await
}

fn attended_by(title: &str, lang: Lang) -> String {
    say!(lang, "{title}を受講した申請者", "Applicant that attended {title}")
}

#[derive(Deserialize)]
pub(in super::super) struct New {
    title: String,
    held_on: String,
}

/// Puts a seminar on file.
pub(super) async fn add(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<New>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            register.add_seminar(&sent.title, &day(&sent.held_on)?, None, &session.stamp())?;
            Ok(to("/register/seminars"))
        })
        .await
}

#[derive(Deserialize)]
pub(in super::super) struct Attended {
    seminar: i64,
    organization: i64,
    #[serde(default)]
    people: String,
}

/// Records that an organization attended.
pub(super) async fn attend(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<Attended>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let people = some(&sent.people);
            register.attend(
                sent.seminar,
                sent.organization,
                true,
                people.as_deref(),
                &session.stamp(),
            )?;
            Ok(to("/register/seminars"))
        })
        .await
}
