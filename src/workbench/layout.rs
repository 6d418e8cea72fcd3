//! What every page has around it.

use std::fmt::Write;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::assets;
use super::parts::native;
use super::session::Session;
use crate::register::Role;
use crate::text::Lang;

/// The part of the workbench that a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Inbox,
    Upload,
    Search,
    Guidelines,
    Recheck,
    Register,
    Accounts,
    Log,
}

const PARTS: [(Part, &str, (&str, &str), Role); 8] = [
    (Part::Inbox, "/", ("受付", "Inbox"), Role::Viewer),
    (Part::Upload, "/upload", ("取り込み", "Upload"), Role::Reviewer),
    (Part::Search, "/search", ("検索", "Search"), Role::Viewer),
    (
        Part::Guidelines,
        "/guidelines",
        ("ガイドライン", "Guidelines"),
        Role::Viewer,
    ),
    (
        Part::Recheck,
        "/recheck",
        ("改定の再点検", "Re-check"),
        Role::Viewer,
    ),
    (Part::Register, "/register", ("登録簿", "Register"), Role::Viewer),
    (Part::Accounts, "/accounts", ("利用者", "Users"), Role::Approver),
    (Part::Log, "/log", ("操作記録", "Log"), Role::Approver),
];

/// A page for a person who has come in.
pub(super) struct Page<'a> {
    /// Who reads it.
    pub session: &'a Session,
    /// Where they are.
    pub part: Part,
    /// Its title.
    pub title: &'a str,
    /// Whether it takes the whole window, with panes that scroll by themselves.
    pub wide: bool,
}

impl<'a> Page<'a> {
    /// A page that scrolls as a whole.
    pub fn new(session: &'a Session, part: Part, title: &'a str) -> Self {
        Self {
            session,
            part,
            title,
            wide: false,
        }
    }

    /// The page around `body`.
    pub fn with(&self, body: &Markup) -> Response {
        self.with_status(StatusCode::OK, body)
    }

    /// The page around `body`, under another status.
    pub fn with_status(&self, status: StatusCode, body: &Markup) -> Response {
        let text = document(
            self.session.lang,
            self.title,
            self.wide,
            &html! { (self.head()) (body) },
        );
        (status, Html(text)).into_response()
    }

    fn head(&self) -> Markup {
        let session = self.session;
        let lang = session.lang;
        // Each language calls itself by its own name: who needs it reads no other.
        let (other, name) = match lang {
            Lang::Ja => (Lang::En, "English"),
            Lang::En => (Lang::Ja, "日本語"),
        };
        html! {
            a.skip href="#main" { (lang.say("本文へ", "Skip to the content")) }
            header.bar.top {
                nav aria-label=(lang.say("審査画面", "Workbench")) {
                    strong.brand { "kitei" }
                    @for (part, address, (ja, en), role) in PARTS {
                        @if session.role >= role {
                            a href=(address) aria-current=[(part == self.part).then_some("page")] { (lang.say(ja, en)) }
                        }
                    }
                }
                form.who method="post" action="/leave" {
                    (mark(session))
                    span { (native(&session.name, lang)) " " span.tag { (session.role.word(lang)) } }
                    @if session.account.is_some() { a href="/password" { (lang.say("パスワード", "Password")) } }
                    button type="submit" formaction="/language" name="lang" value=(other.code()) lang=(other.code()) { (name) }
                    button type="submit" { (lang.say("終わる", "Leave")) }
                }
            }
        }
    }
}

/// The hidden field without which no form is taken.
pub(super) fn mark(session: &Session) -> Markup {
    html! { input type="hidden" name="_csrf" value=(session.csrf); }
}

/// A page for somebody who has not come in.
pub(super) fn bare(lang: Lang, title: &str, body: &Markup) -> String {
    document(lang, title, false, body)
}

fn document(lang: Lang, title: &str, wide: bool, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " — kitei" }
                link rel="icon" href=(assets::icon());
                link rel="stylesheet" href=(assets::style());
                script src=(assets::script()) defer {}
            }
            body.wide[wide] {
                (body)
                p #said .vh role="status" aria-live="polite" {}
            }
        }
    }
    .into_string()
}

/// `text` as part of an address.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string never fails.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn addresses_hold_no_sign_of_their_own() {
        assert_eq!(encoded("a&b=規"), "a%26b%3D%E8%A6%8F");
    }
}
