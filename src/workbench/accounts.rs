//! Those who may come in, and what they may do.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::Workbench;
use super::form::Posted;
use super::layout::{self, Page, Part};
use super::parts::{about, heads, native};
use super::refusal::Refusal;
use super::session::Session;
use crate::register::{Account, MIN_PASSWORD, Register, RegisterError, Role};
use crate::text::Lang;

/// The page.
pub(super) async fn show(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench.run(move |_, register| page(register, &session, None)).await
}

fn page(register: &Register, session: &Session, alarm: Option<&str>) -> Result<Response, Refusal> {
    let (accounts, lang) = (register.accounts()?, session.lang);
    let title = lang.say("利用者", "Users");
    let body = html! {
        main #main.room {
            header { h1 { (title) } }
            @if let Some(alarm) = alarm { p.alarm role="alert" { (native(alarm, lang)) } }
            section {
                @if accounts.is_empty() {
                    p { (lang.say("まだ利用者がない。この計算機で表示されたリンクからだけ使える。ほかの計算機からも使うには、利用者を登録してから README の手順で起動し直す。", "No users yet. The workbench opens only by the link shown on this machine. To use it from other machines, add users, then start it again as the README says.")) }
                } @else {
                    table.cards {
                        (heads(lang, &[("名前", "Name"), ("権限", "Role"), ("状態", "State"), ("パスワード", "Password")]))
                        tbody { @for account in &accounts { (row(account, session)) } }
                    }
                }
            }
            section aria-labelledby="h-add" {
                h2 #h-add { (lang.say("利用者を登録する", "Add a user")) }
                form.fields method="post" action="/accounts" {
                    (layout::mark(session))
                    label for="name" { (lang.say("名前", "Name")) }
                    div { input #name type="text" name="name" required autocomplete="off"; span.hint { (lang.say("判定と操作はこの名前で記録する。後から変えられない。", "Decisions and all else they do are recorded under this name. It cannot be changed later.")) } }
                    label for="role" { (lang.say("権限", "Role")) }
                    div { (roles(Role::Reviewer, "role", lang)) span.hint { (lang.say("閲覧者は見るだけ。審査者は取り込みと判定。承認者は認証の発行・取消しと利用者の登録もできる。", "Viewers only look. Reviewers upload and decide. Approvers also issue and withdraw certificates, and add users.")) } }
                    label for="password" { (lang.say("パスワード", "Password")) }
                    div { input #password type="password" name="password" required minlength=(MIN_PASSWORD) autocomplete="new-password"; span.hint { (say!(lang, "{MIN_PASSWORD} 文字以上。本人が後で変えられる。", "At least {MIN_PASSWORD} characters. They can change it later.")) } }
                    span {} div { button.main type="submit" { (lang.say("登録する", "Add")) } }
                }
            }
        }
    };
    let status = if alarm.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(Page::new(session, Part::Accounts, title).with_status(status, &body))
}

fn roles(chosen: Role, id: &str, lang: Lang) -> Markup {
    html! {
        select id=(id) name="role" {
            @for role in Role::ALL { option value=(role.code()) selected[*role == chosen] { (role.word(lang)) } }
        }
    }
}

fn row(account: &Account, session: &Session) -> Markup {
    let (name, lang) = (&account.name, session.lang);
    html! {
        tr {
            th scope="row" { (native(name, lang)) @if *name == session.name && session.account.is_some() { span.sub { (lang.say("自分", "you")) } } }
            td colspan="2" {
                form.row method="post" action="/accounts/change" {
                    (layout::mark(session))
                    input type="hidden" name="name" value=(name);
                    label { span.vh { (say!(lang, "{name}の権限", "Role of {name}")) } (roles(account.role, &format!("role-{}", account.id), lang)) }
                    label.choice { input type="checkbox" name="active" value="1" checked[account.active]; (lang.say("使える", "active")) }
                    button type="submit" { (lang.say("変える", "Change")) (about(lang, name)) }
                }
            }
            td {
                form.row method="post" action="/accounts/password" {
                    (layout::mark(session))
                    input type="hidden" name="name" value=(name);
                    label { span.vh { (say!(lang, "{name}の新しいパスワード", "New password of {name}")) } input type="password" name="password" minlength=(MIN_PASSWORD) required autocomplete="new-password" placeholder=(lang.say("新しいパスワード", "New password")); }
                    button type="submit" { (lang.say("設定する", "Set")) (about(lang, name)) }
                }
            }
        }
    }
}

/// An account to be added or changed.
#[derive(Deserialize)]
pub(super) struct Wanted {
    name: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    active: String,
    #[serde(default)]
    password: String,
}

impl Wanted {
    fn role(&self) -> Result<Role, Refusal> {
        let role = &self.role;
        Role::from_code(role).ok_or_else(|| {
            Refusal::wrong(
                format!("権限「{role}」はない。"),
                format!("There is no role “{role}”."),
            )
        })
    }
}

/// The page again, with what the register refused.
fn answered(
    bench: &Workbench,
    register: &Register,
    session: &Session,
    done: Result<(), RegisterError>,
) -> Result<Response, Refusal> {
    bench.count_accounts(register)?;
    match done {
        Ok(()) => Ok(Redirect::to("/accounts").into_response()),
        Err(RegisterError::Refused(message)) => page(register, session, Some(message.in_lang(session.lang))),
        Err(error) => Err(error.into()),
    }
}

/// Adds an account.
pub(super) async fn add(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<Wanted>,
) -> Result<Response, Refusal> {
    bench
        .run_checking(move |bench, register| {
            let done = register.add_account(sent.name.trim(), sent.role()?, &sent.password, &session.stamp());
            answered(bench, register, &session, done.map(|_| ()))
        })
        .await
}

/// Changes what an account may do.
pub(super) async fn change(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<Wanted>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let (role, active) = (sent.role()?, sent.active == "1");
            let stays = role == Role::Approver && active;
            if session.account.is_some() && sent.name == session.name && !stays {
                let alarm = session.lang.say(
                    "自分の権限は自分では下げられない。ほかの承認者に頼む。",
                    "You cannot lower your own role. Ask another approver.",
                );
                return page(register, &session, Some(alarm));
            }
            let done = register.change_account(&sent.name, role, active, &session.stamp());
            bench.sessions.close_all_of(&sent.name);
            answered(bench, register, &session, done.map(|_| ()))
        })
        .await
}

/// Sets another's password.
pub(super) async fn set_password(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<Wanted>,
) -> Result<Response, Refusal> {
    bench
        .run_checking(move |bench, register| {
            let done = register.set_password(&sent.name, &sent.password, &session.stamp());
            if done.is_ok() {
                bench.sessions.close_all_of(&sent.name);
            }
            answered(bench, register, &session, done)
        })
        .await
}

/// The form for one's own password.
pub(super) async fn own_password(session: Session) -> Response {
    own(&session, None)
}

fn own(session: &Session, alarm: Option<&str>) -> Response {
    let lang = session.lang;
    let title = lang.say("パスワードを変える", "Change your password");
    let body = html! {
        main #main.room { section {
            h1 { (title) }
            @if let Some(alarm) = alarm { p.alarm role="alert" { (native(alarm, lang)) } }
            form.fields method="post" action="/password" {
                (layout::mark(session))
                label for="old" { (lang.say("いまのパスワード", "Present password")) } input #old type="password" name="old" required autocomplete="current-password";
                label for="password" { (lang.say("新しいパスワード", "New password")) }
                div { input #password type="password" name="password" required minlength=(MIN_PASSWORD) autocomplete="new-password"; span.hint { (say!(lang, "{MIN_PASSWORD} 文字以上", "At least {MIN_PASSWORD} characters")) } }
                span {} div { button.main type="submit" { (lang.say("変える", "Change")) } }
            }
        } }
    };
    let status = if alarm.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Page::new(session, Part::Inbox, title).with_status(status, &body)
}

#[derive(Deserialize)]
pub(super) struct NewPassword {
    old: String,
    password: String,
}

/// Sets one's own password; one comes in anew with it.
pub(super) async fn change_own(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<NewPassword>,
) -> Result<Response, Refusal> {
    if session.account.is_none() || bench.attempts.are_too_many(&session.name) {
        return Err(Refusal::wrong(
            "いまはパスワードを変えられない。",
            "The password cannot be changed now.",
        ));
    }
    bench
        .run_checking(move |bench, register| {
            if register.log_in(&session.name, &sent.old)?.is_none() {
                bench.attempts.failed(&session.name);
                let alarm = session
                    .lang
                    .say("いまのパスワードが違う。", "The present password is wrong.");
                return Ok(own(&session, Some(alarm)));
            }
            match register.set_password(&session.name, &sent.password, &session.stamp()) {
                Ok(()) => {
                    bench.sessions.close_all_of(&session.name);
                    Ok(Redirect::to("/login").into_response())
                }
                Err(RegisterError::Refused(message)) => {
                    Ok(own(&session, Some(message.in_lang(session.lang))))
                }
                Err(error) => Err(error.into()),
            }
        })
        .await
}
