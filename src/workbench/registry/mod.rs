//! The register's pages: who applied for what, what is fulfilled, what was certified.

mod application;
mod certificate;
mod organization;
mod seminar;
mod setting;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};

use super::Workbench;
use super::guard;
use super::layout::{Page, Part};
use super::parts::native;
use super::refusal::Refusal;
use super::session::Session;
use crate::register::{Day, Register};

/// The pages everybody may see, those of reviewers, and those of approvers.
pub(super) fn routes() -> Router<Arc<Workbench>> {
    let reading = Router::new()
        .route("/register", get(application::list))
        .route("/register/applications/{id}", get(application::show))
        .route("/register/organizations", get(organization::list))
        .route("/register/organizations/{id}", get(organization::show))
        .route("/register/certificates", get(certificate::list))
        .route("/register/certificates/{id}", get(certificate::show))
        .route("/register/certificates/{id}/page", get(certificate::sheet))
        .route("/register/certificates/{id}/docx", get(certificate::document))
        .route("/register/public", get(certificate::public))
        .route("/register/public.html", get(certificate::public_page))
        .route("/register/public.csv", get(certificate::public_table))
        .route("/register/seminars", get(seminar::list));
    let reviewing = Router::new()
        .route("/register/applications", post(application::add))
        .route("/register/applications/{id}/step", post(application::step))
        .route("/register/organizations", post(organization::add))
        .route("/register/organizations/{id}", post(organization::change))
        .route("/register/organizations/{id}/audit", post(organization::audit))
        .route("/register/seminars", post(seminar::add))
        .route("/register/seminars/attend", post(seminar::attend))
        .route_layer(from_fn(guard::reviewing));
    let approving = Router::new()
        .route("/register/applications/{id}/issue", post(application::issue))
        .route("/register/applications/{id}/close", post(application::close))
        .route(
            "/register/certificates/{id}/withdraw",
            post(certificate::withdraw),
        )
        .route("/register/settings", get(setting::list).post(setting::set))
        .route_layer(from_fn(guard::approving));
    reading.merge(reviewing).merge(approving)
}

/// The parts of the register.
const ROOMS: [(&str, &str, &str); 6] = [
    ("/register", "申請", "Applications"),
    ("/register/organizations", "申請者", "Applicants"),
    ("/register/certificates", "認証", "Certificates"),
    ("/register/seminars", "セミナー", "Seminars"),
    ("/register/public", "公開一覧", "Public register"),
    ("/register/settings", "設定", "Settings"),
];

/// A page of the register.
fn page(session: &Session, room: &str, title: &str, body: &Markup) -> Response {
    let lang = session.lang;
    let may_set = session.role >= crate::register::Role::Approver;
    let whole = html! {
        main #main.room {
            header {
                h1 { (native(title, lang)) }
                nav.rooms aria-label=(lang.say("登録簿", "Register")) {
                    @for (address, ja, en) in ROOMS {
                        @if may_set || address != "/register/settings" {
                            a href=(address) aria-current=[(address == room).then_some("page")] { (lang.say(ja, en)) }
                        }
                    }
                }
            }
            (body)
        }
    };
    Page::new(session, Part::Register, title).with(&whole)
}

fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The names of organizations.
fn names(register: &Register) -> Result<BTreeMap<i64, String>, Refusal> {
    let all = register.organizations()?;
    Ok(all
        .into_iter()
        .map(|organization| (organization.id, organization.facts.name))
        .collect())
}

/// A day from a form.
fn day(text: &str) -> Result<Day, Refusal> {
    text.parse().map_err(|_| {
        Refusal::wrong(
            format!("「{text}」は日付ではない。2026-04-01 の形で書く。"),
            format!("“{text}” is not a date. Write it like 2026-04-01."),
        )
    })
}

/// A number from a form.
fn number<T: FromStr>(text: &str) -> Result<T, Refusal> {
    text.parse().map_err(|_| {
        Refusal::wrong(
            format!("「{text}」は番号ではない。"),
            format!("“{text}” is not a number."),
        )
    })
}

/// A field that may be left empty.
fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
