//! Which address leads where, and who may go there.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

use super::form::LONGEST_FORM;
use super::refusal::Refusal;
use super::{
    Workbench, accounts, assets, changes, entry, files, guard, guidelines, inbox, journal, papers, recheck,
    registry, review, search, submission, upload,
};

/// The whole workbench; `largest` is the most bytes of an upload.
pub(super) fn router(bench: Arc<Workbench>, largest: usize) -> Router {
    Router::new()
        .merge(open())
        .merge(reading())
        .merge(reviewing(largest))
        .merge(approving())
        .merge(registry::routes())
        .fallback(async || Refusal::missing("このページ", "such page"))
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
        .layer(from_fn_with_state(Arc::clone(&bench), guard::guard))
        .with_state(bench)
}

type Routes = Router<Arc<Workbench>>;

/// What anybody may ask for.
fn open() -> Routes {
    Router::new()
        .route("/enter", get(entry::enter))
        .route("/login", get(entry::login_page).post(entry::login))
        .route("/left", get(entry::left))
        .route("/assets/{name}", get(assets::asset))
}

/// What everybody may who has come in.
fn reading() -> Routes {
    Router::new()
        .route("/", get(inbox::show))
        .route("/s/{submission}", get(submission::show))
        .route("/s/{submission}/{guideline}", get(review::show))
        .route("/s/{submission}/{guideline}/report", get(papers::full_report))
        .route("/s/{submission}/{guideline}/checklist", get(papers::checklist))
        .route("/s/{submission}/{guideline}/letter", get(papers::letter))
        .route("/s/{submission}/{guideline}/changes", get(changes::show))
        .route("/files/{sha256}", get(files::file))
        .route(
            "/s/{submission}/{guideline}/recheck/{from}",
            get(recheck::changed),
        )
        .route("/recheck", get(recheck::show))
        .route("/search", get(search::show))
        .route("/guidelines", get(guidelines::list))
        .route("/guidelines/{id}", get(guidelines::show))
        .route("/guidelines/{id}/from/{from}", get(guidelines::changes))
        .route(
            "/password",
            get(accounts::own_password).post(accounts::change_own),
        )
        .route("/language", post(entry::speak))
        .route("/leave", post(entry::leave))
}

/// What reviewers may.
fn reviewing(largest: usize) -> Routes {
    Router::new()
        .route(
            "/upload",
            get(upload::form)
                .post(upload::upload)
                .layer(DefaultBodyLimit::max(largest)),
        )
        .route("/recheck", post(recheck::one))
        .route("/recheck/all", post(recheck::all))
        .route("/s/{submission}/assign", post(review::assign))
        .route("/s/{submission}/review", post(upload::review))
        .route("/s/{submission}/{guideline}/decide", post(review::decide))
        .route("/s/{submission}/{guideline}/undo", post(review::undo))
        .route_layer(from_fn(guard::reviewing))
}

/// What approvers may.
fn approving() -> Routes {
    Router::new()
        .route("/accounts", get(accounts::show).post(accounts::add))
        .route("/accounts/change", post(accounts::change))
        .route("/accounts/password", post(accounts::set_password))
        .route("/log", get(journal::show))
        .route_layer(from_fn(guard::approving))
}
