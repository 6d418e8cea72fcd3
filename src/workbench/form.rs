//! Forms: taken only with the mark of the session they were shown in.

use std::convert::Infallible;

use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::guard::language;
use super::refusal::Refusal;
use super::session::{self, Session};
use crate::text::{Lang, Message};

/// The longest form, files apart.
pub(super) const LONGEST_FORM: usize = 256 << 10;

/// A form whose mark was right, and who sent it.
pub(super) struct Posted<T>(pub Session, pub T);

#[derive(Deserialize)]
struct Mark {
    #[serde(rename = "_csrf")]
    mark: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        // The guard has put it there; without one there is nobody.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Refusal::stranger(false, None))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(language(&parts.extensions))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Posted<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let session = Session::from_request_parts(&mut parts, state).await?;
        let request = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|error| too_large(error.status()))?;
        let again = || Request::from_parts(parts.clone(), Body::from(bytes.clone()));
        let mark = Form::<Mark>::from_request(again(), state).await;
        if !mark.is_ok_and(|Form(sent)| session::same(&sent.mark, &session.csrf)) {
            return Err(Refusal::forged());
        }
        let Form(form) = Form::<T>::from_request(again(), state).await.map_err(|error| {
            let why = error.body_text();
            Refusal::wrong(
                format!("送られた内容を読めない（{why}）。"),
                format!("What was sent cannot be read ({why})."),
            )
        })?;
        Ok(Self(session, form))
    }
}

/// A body that could not be taken in.
pub(super) fn too_large(status: StatusCode) -> Refusal {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Refusal::new(
            status,
            Message::new("大きすぎる", "Too large"),
            Message::new(
                "送られたものが大きすぎる。ファイルを分けて送る。",
                "What was sent is too large. Send the files in parts.",
            ),
        )
    } else {
        Refusal::wrong(
            "送られた内容を最後まで受け取れなかった。もう一度送る。",
            "What was sent did not arrive whole. Send it again.",
        )
    }
}
