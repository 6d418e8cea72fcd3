//! What a person reads when something cannot be done, and the status a program reads.

use axum::http::StatusCode;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use maud::html;

use super::layout;
use crate::register::{RegisterError, Role};
use crate::text::Lang;

/// A request that was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal(Box<Told>);

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    status: StatusCode,
    title: String,
    said: String,
    /// Where to go on: address and words.
    way_out: Option<(String, String)>,
    /// Where the browser goes by itself.
    to: Option<String>,
}

impl Refusal {
    /// A refusal with its reason.
    pub fn new(status: StatusCode, title: &str, said: impl Into<String>) -> Self {
        Self(Box::new(Told {
            status,
            title: title.to_owned(),
            said: said.into(),
            way_out: None,
            to: None,
        }))
    }

    /// The same with a link out.
    #[must_use]
    pub fn leading(mut self, address: impl Into<String>, words: &str) -> Self {
        self.0.way_out = Some((address.into(), words.to_owned()));
        self
    }

    /// What it says, for those who do not see the page.
    pub fn said(&self) -> &str {
        &self.0.said
    }

    /// The method is none that pages are asked with.
    pub fn method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "この方法では受け付けない",
            "GET・HEAD・POST のほかは受け付けない。",
        )
    }

    /// More ask at once than there is room for.
    pub fn busy() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "混み合っている",
            "いま受け付けられる数を超えている。少し待って、もう一度開く。",
        )
    }

    /// The request names another host.
    pub fn host() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "この名前では開けない",
            "アドレス欄の名前がこの審査画面のものではない。起動時に表示されたアドレスを開く（ほかの名前で使うには --public-url で指定する）。",
        )
    }

    /// The request comes from another page.
    pub fn origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "ほかのページからの操作は受け付けない",
            "この操作は審査画面の中からだけ行える。",
        )
    }

    /// The form does not carry its session's mark.
    pub fn forged() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "画面が古い",
            "この画面を開いた後にログインし直したか、審査画面の外から送られた。前の画面に戻って読み込み直す。",
        )
    }

    /// Nobody we know.
    pub fn stranger(accounts: bool, wanted: Option<String>) -> Self {
        if accounts {
            let back = wanted
                .filter(|path| path != "/")
                .map_or_else(String::new, |path| format!("?to={}", layout::encoded(&path)));
            let mut refusal = Self::new(StatusCode::SEE_OTHER, "ログイン", "ログインが要る。");
            refusal.0.to = Some(format!("/login{back}"));
            return refusal;
        }
        Self::new(
            StatusCode::UNAUTHORIZED,
            "この画面を開くには",
            "kitei serve を起動した端末に表示されたリンクを開く。リンクは一度だけ使える。使い終えると新しいリンクが端末に表示される。",
        )
    }

    /// Their role does not allow it.
    pub fn role(needed: Role) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "権限がない",
            format!("この操作には「{}」の権限が要る。", needed.word(Lang::Ja)),
        )
        .leading("/", "受付の一覧へ")
    }

    /// There is no such thing.
    pub fn missing(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "見つからない", format!("{what}はない。"))
            .leading("/", "受付の一覧へ")
    }

    /// What was sent cannot be used.
    pub fn wrong(said: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "入力を確かめる", said)
    }

    /// Something of ours failed.
    pub fn failed(said: impl std::fmt::Display) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "処理できなかった",
            format!("記録は変わっていない。もう一度試し、続くときは端末の表示を確かめる（{said}）。"),
        )
    }
}

impl From<RegisterError> for Refusal {
    fn from(error: RegisterError) -> Self {
        let (status, title) = match &error {
            RegisterError::Unknown { .. } => (StatusCode::NOT_FOUND, "見つからない"),
            RegisterError::Conflict { .. } => (StatusCode::CONFLICT, "先にほかの人が書き込んだ"),
            RegisterError::Refused(_) | RegisterError::NotFulfilled { .. } => {
                (StatusCode::UNPROCESSABLE_ENTITY, "受け付けられない")
            }
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "処理できなかった"),
        };
        Self::new(status, title, error.message().in_lang(Lang::Ja))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Some(to) = &self.0.to {
            return (self.0.status, [(header::LOCATION, to.clone())]).into_response();
        }
        let body = html! {
            main #main.alone {
                section {
                    h1 { (self.0.title) }
                    p { (self.0.said) }
                    @if let Some((address, words)) = &self.0.way_out { p { a href=(address) { (words) } } }
                }
            }
        };
        (self.0.status, Html(layout::bare(&self.0.title, &body))).into_response()
    }
}
