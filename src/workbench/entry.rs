//! Coming in and leaving.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;

use super::Workbench;
use super::form::Posted;
use super::layout;
use super::refusal::Refusal;
use crate::register::Role;
use crate::text::{Lang, Message};

#[derive(Debug, Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    token: String,
}

/// Comes in by the link, once.
pub(super) async fn enter(
    State(bench): State<Arc<Workbench>>,
    lang: Lang,
    Query(link): Query<Link>,
) -> Result<Response, Refusal> {
    if !bench.sessions.use_link(&link.token) {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            Message::new("このリンクでは開けない", "This link does not open it"),
            Message::new(
                "リンクは一度だけ使える。kitei serve を起動した端末に表示された新しいリンクを開く。",
                "A link works once. Open the new one shown in the terminal where kitei serve was started.",
            ),
        ));
    }
    let cookie = bench
        .sessions
        .open(&bench.person, Role::Approver, None)
        .map_err(Refusal::failed)?;
    bench.announce_link().map_err(Refusal::failed)?;
    Ok(come_in(&bench, lang, &cookie, "/"))
}

/// A page that goes on by itself: a cookie that only our own pages get is not sent where another page led here.
fn come_in(bench: &Workbench, lang: Lang, cookie: &str, to: &str) -> Response {
    let title = lang.say("審査画面", "Workbench");
    let body = html! {
        main #main.alone { section {
            h1 { (title) }
            p { a href=(to) { (lang.say("開く", "Open")) } }
        } }
    };
    (
        [
            (header::SET_COOKIE, bench.gate.set_cookie(cookie)),
            (header::REFRESH, format!("0; url={to}")),
        ],
        Html(layout::bare(lang, title, &body)),
    )
        .into_response()
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    to: String,
}

impl Wanted {
    /// Where to go on: a page of ours and nothing else.
    fn to(&self) -> &str {
        let is_ours = self.to.starts_with('/')
            && !self.to.starts_with("//")
            && !self.to.contains(['\\', '\r', '\n', ';'])
            && self.to.is_ascii();
        if is_ours { &self.to } else { "/" }
    }
}

/// The form to come in by an account.
pub(super) async fn login_page(
    State(bench): State<Arc<Workbench>>,
    lang: Lang,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    // The command line may have added the first one meanwhile.
    bench
        .run(|bench, register| bench.count_accounts(register))
        .await?;
    if !bench.has_accounts() {
        return Err(Refusal::stranger(false, None));
    }
    // A link on another page leads here though its reader has come in: the page asks once more by itself.
    let from_elsewhere = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site");
    if from_elsewhere {
        let to = wanted.to().to_owned();
        return Ok((
            [(header::REFRESH, format!("0; url={to}"))],
            Html(login_form(lang, &wanted, None)),
        )
            .into_response());
    }
    Ok(Html(login_form(lang, &wanted, None)).into_response())
}

fn login_form(lang: Lang, wanted: &Wanted, alarm: Option<&str>) -> String {
    let log_in = lang.say("ログイン", "Log in");
    let body = html! {
        main #main.alone { section {
            h1 { "kitei " (lang.say("審査画面", "workbench")) }
            @if let Some(alarm) = alarm { p.alarm role="alert" { (alarm) } }
            form.fields method="post" action="/login" {
                input type="hidden" name="to" value=(wanted.to());
                label for="name" { (lang.say("利用者", "User")) }
                input #name type="text" name="name" autocomplete="username" required autofocus;
                label for="password" { (lang.say("パスワード", "Password")) }
                input #password type="password" name="password" autocomplete="current-password" required;
                span {} span { button.main type="submit" { (log_in) } }
            }
        } }
    };
    layout::bare(lang, log_in, &body)
}

#[derive(Deserialize)]
pub(super) struct Login {
    name: String,
    password: String,
    #[serde(default)]
    to: String,
}

/// Comes in by an account.
pub(super) async fn login(
    State(bench): State<Arc<Workbench>>,
    lang: Lang,
    Form(sent): Form<Login>,
) -> Result<Response, Refusal> {
    let wanted = Wanted { to: sent.to };
    if bench.attempts.are_too_many(&sent.name) {
        let alarm = lang.say(
            "失敗が続いたため、しばらく受け付けない。15分ほど待ってから試す。",
            "Too many attempts have failed. Wait about 15 minutes, then try again.",
        );
        return Ok(refused(lang, &wanted, StatusCode::TOO_MANY_REQUESTS, alarm));
    }
    let (name, password) = (sent.name.clone(), sent.password);
    let account = bench
        .run_checking(move |_, register| Ok(register.log_in(&name, &password)?))
        .await?;
    let Some(account) = account else {
        bench.attempts.failed(&sent.name);
        let alarm = lang.say("利用者かパスワードが違う。", "Wrong user or password.");
        return Ok(refused(lang, &wanted, StatusCode::UNAUTHORIZED, alarm));
    };
    bench.attempts.succeeded(&sent.name);
    let cookie = bench
        .sessions
        .open(&account.name, account.role, Some(account.version))
        .map_err(Refusal::failed)?;
    Ok(come_in(&bench, lang, &cookie, wanted.to()))
}

fn refused(lang: Lang, wanted: &Wanted, status: StatusCode, alarm: &str) -> Response {
    (status, Html(login_form(lang, wanted, Some(alarm)))).into_response()
}

/// The language that a reader chooses.
#[derive(Debug, Deserialize)]
pub(super) struct Spoken {
    lang: String,
}

/// Speaks another language from now on, and shows the page again.
pub(super) async fn speak(
    State(bench): State<Arc<Workbench>>,
    headers: HeaderMap,
    Posted(_, sent): Posted<Spoken>,
) -> Result<Response, Refusal> {
    let lang =
        Lang::from_code(&sent.lang).ok_or_else(|| Refusal::wrong("言語を選ぶ。", "Choose a language."))?;
    let back = Wanted {
        to: bench.gate.came_from(&headers).unwrap_or_default().to_owned(),
    };
    Ok((
        [(header::SET_COOKIE, bench.gate.set_language(lang))],
        Redirect::to(back.to()),
    )
        .into_response())
}

#[derive(Deserialize)]
pub(super) struct Leave {}

/// Ends the session.
pub(super) async fn leave(
    State(bench): State<Arc<Workbench>>,
    Posted(session, Leave {}): Posted<Leave>,
) -> Response {
    bench.sessions.close(&session);
    let to = if bench.has_accounts() { "/login" } else { "/left" };
    (
        [(header::SET_COOKIE, bench.gate.set_cookie(""))],
        Redirect::to(to),
    )
        .into_response()
}

/// What stands after leaving where there is no account to come in again by.
pub(super) async fn left(lang: Lang) -> Response {
    let title = lang.say("審査画面を閉じた", "You have left the workbench");
    let body = html! {
        main #main.alone { section {
            h1 { (title) }
            p { (lang.say("もう一度開くには、kitei serve を起動した端末に表示されたリンクを使う。", "To open it again, use the link shown in the terminal where kitei serve was started.")) }
        } }
    };
    Html(layout::bare(lang, title, &body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[test]
    fn one_goes_on_to_our_own_pages_only() {
        for (to, goes) in [
            ("/s/1/mhlw-6.0?r=M1-1", "/s/1/mhlw-6.0?r=M1-1"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("", "/"),
        ] {
            assert_eq!(Wanted { to: to.to_owned() }.to(), goes, "{to}");
        }
    }
}
