//! What a person reads when something cannot be done, and the status a program reads.

use axum::http::StatusCode;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use maud::html;

use super::layout;
use super::parts::native;
use crate::register::{RegisterError, Role};
use crate::text::{Lang, Message};

/// A request that was not carried out. The guard makes a page of it, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal(Box<Told>);

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    status: StatusCode,
    title: Message,
    said: Message,
    /// Where to go on: address and words.
    way_out: Option<(String, Message)>,
    /// Where the browser goes by itself.
    to: Option<String>,
}

impl Refusal {
    /// A refusal with its reason.
    pub fn new(status: StatusCode, title: Message, said: Message) -> Self {
        Self(Box::new(Told {
            status,
            title,
            said,
            way_out: None,
            to: None,
        }))
    }

    /// The same with a link out.
    #[must_use]
    pub fn leading(mut self, address: impl Into<String>, ja: &str, en: &str) -> Self {
        self.0.way_out = Some((address.into(), Message::new(ja, en)));
        self
    }

    /// What it says, for those who do not see the page.
    pub fn said(&self, lang: Lang) -> &str {
        self.0.said.in_lang(lang)
    }

    /// The method is none that pages are asked with.
    pub fn method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            Message::new("この方法では受け付けない", "Not a method for this page"),
            Message::new(
                "GET・HEAD・POST のほかは受け付けない。",
                "Only GET, HEAD and POST are taken.",
            ),
        )
    }

    /// More ask at once than there is room for.
    pub fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            Message::new("混み合っている", "Busy"),
            Message::new(
                "いま受け付けられる数を超えている。少し待って、もう一度開く。",
                "There are more requests than can be taken now. Wait a moment and open the page again.",
            ),
        )
    }

    /// The request names another host.
    pub fn host() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            Message::new("この名前では開けない", "Not known by this name"),
            Message::new(
                "アドレス欄の名前がこの審査画面のものではない。起動時に表示されたアドレスを開く（ほかの名前で使うには --public-url で指定する）。",
                "The name in the address bar is not one of this workbench. Open the address shown at the start (for another name, give --public-url).",
            ),
        )
    }

    /// The request comes from another page.
    pub fn origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            Message::new(
                "ほかのページからの操作は受け付けない",
                "Not taken from another page",
            ),
            Message::new(
                "この操作は審査画面の中からだけ行える。",
                "This can be done from within the workbench only.",
            ),
        )
    }

    /// The form does not carry its session's mark.
    pub fn forged() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            Message::new("画面が古い", "The page is out of date"),
            Message::new(
                "この画面を開いた後にログインし直したか、審査画面の外から送られた。前の画面に戻って読み込み直す。",
                "You logged in again after opening this page, or the form was sent from outside the workbench. Go back and reload the page.",
            ),
        )
    }

    /// Nobody we know.
    pub fn stranger(accounts: bool, wanted: Option<String>) -> Self {
        if accounts {
            let back = wanted
                .filter(|path| path != "/")
                .map_or_else(String::new, |path| format!("?to={}", layout::encoded(&path)));
            let mut refusal = Self::new(
                StatusCode::SEE_OTHER,
                Message::new("ログイン", "Log in"),
                Message::new("ログインが要る。", "You have to log in."),
            );
            refusal.0.to = Some(format!("/login{back}"));
            return refusal;
        }
        Self::new(
            StatusCode::UNAUTHORIZED,
            Message::new("この画面を開くには", "How to open this page"),
            Message::new(
                "kitei serve を起動した端末に表示されたリンクを開く。リンクは一度だけ使える。使い終えると新しいリンクが端末に表示される。",
                "Open the link shown in the terminal where kitei serve was started. It works once; after that, a new link is shown there.",
            ),
        )
    }

    /// Their role does not allow it.
    pub fn role(needed: Role) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            Message::new("権限がない", "Not allowed"),
            Message::new(
                format!("この操作には「{}」の権限が要る。", needed.word(Lang::Ja)),
                format!("This needs the role “{}”.", needed.word(Lang::En)),
            ),
        )
        .leading_home()
    }

    /// There is no such thing.
    pub fn missing(ja: &str, en: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            Message::new("見つからない", "Not found"),
            Message::new(format!("{ja}はない。"), format!("There is no {en}.")),
        )
        .leading_home()
    }

    fn leading_home(self) -> Self {
        self.leading("/", "受付の一覧へ", "To the inbox")
    }

    /// What was sent cannot be used.
    pub fn wrong(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            Message::new("入力を確かめる", "Check what you entered"),
            Message::new(ja, en),
        )
    }

    /// Something of ours failed.
    pub fn failed(said: impl std::fmt::Display) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            could_not(),
            Message::new(
                format!("記録は変わっていない。もう一度試し、続くときは端末の表示を確かめる（{said}）。"),
                format!(
                    "Nothing on file has changed. Try again; if it goes on, look at what the terminal says ({said})."
                ),
            ),
        )
    }

    /// The page that says it.
    pub fn page(&self, lang: Lang) -> Response {
        let told = &self.0;
        let title = told.title.in_lang(lang);
        let body = html! {
            main #main.alone {
                section {
                    h1 { (title) }
                    p { (native(told.said.in_lang(lang), lang)) }
                    @if let Some((address, words)) = &told.way_out { p { a href=(address) { (words.in_lang(lang)) } } }
                }
            }
        };
        (told.status, Html(layout::bare(lang, title, &body))).into_response()
    }
}

fn could_not() -> Message {
    Message::new("処理できなかった", "Could not be done")
}

impl From<RegisterError> for Refusal {
    fn from(error: RegisterError) -> Self {
        let (status, title) = match &error {
            RegisterError::Unknown { .. } => {
                (StatusCode::NOT_FOUND, Message::new("見つからない", "Not found"))
            }
            RegisterError::Conflict { .. } => (
                StatusCode::CONFLICT,
                Message::new("先にほかの人が書き込んだ", "Somebody else wrote first"),
            ),
            RegisterError::Refused(_) | RegisterError::NotFulfilled { .. } => (
                StatusCode::UNPROCESSABLE_ENTITY,
                Message::new("受け付けられない", "Not accepted"),
            ),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, could_not()),
        };
        Self::new(status, title, error.message())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = match &self.0.to {
            Some(to) => return (self.0.status, [(header::LOCATION, to.clone())]).into_response(),
            None => self.0.status.into_response(),
        };
        response.extensions_mut().insert(self);
        response
    }
}
