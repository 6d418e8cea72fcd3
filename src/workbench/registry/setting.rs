//! What stands on certificates, and how many seminars they ask for.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::html;
use serde::Deserialize;

use super::super::Workbench;
use super::super::form::Posted;
use super::super::layout;
use super::super::parts::about;
use super::super::refusal::Refusal;
use super::super::session::Session;
use super::{page, to};
use crate::register::Setting;

/// Every setting.
pub(super) async fn list(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let lang = session.lang;
            let mut settings = Vec::new();
            for setting in Setting::ALL {
                settings.push((*setting, register.setting(*setting)?));
            }
            let body = html! {
                section {
                    div.settings { @for (setting, value) in &settings {
                        form.row method="post" action="/register/settings" {
                            (layout::mark(&session))
                            input type="hidden" name="setting" value=(setting.code());
                            label for=(setting.code()) { (setting.word(lang)) }
                            input id=(setting.code()) type="text" name="value" value=(value);
                            button type="submit" { (lang.say("変える", "Change")) (about(lang, setting.word(lang))) }
                        }
                    } }
                }
            };
            Ok(page(&session, "/register/settings", lang.say("設定", "Settings"), &body))
        })
        .await
}

#[derive(Deserialize)]
pub(in super::super) struct Sent {
    setting: String,
    value: String,
}

/// Changes one.
pub(super) async fn set(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<Sent>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let setting = Setting::from_code(&sent.setting)
                .ok_or_else(|| Refusal::missing("この設定", "such setting"))?;
            register.set(setting, sent.value.trim(), &session.stamp())?;
            Ok(to("/register/settings"))
        })
        .await
}
