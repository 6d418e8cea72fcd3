//! Submitted files as they were handed in: never as a page of ours.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::Workbench;
use super::layout::encoded;
use super::refusal::Refusal;

/// For a PDF in the browser's own viewer, which needs its own style; nothing of the file runs.
const PDF_POLICY: &str =
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";
/// For all else: were a browser to show it after all, it would be nobody's page and could do nothing.
const FILE_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// The file of this hash, if it is on file.
pub(super) async fn file(
    State(bench): State<Arc<Workbench>>,
    Path(sha256): Path<String>,
) -> Result<Response, Refusal> {
    let is_hash = sha256.len() == 64
        && sha256
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if !is_hash {
        return Err(Refusal::missing("このファイル", "such file"));
    }
    bench
        .run(move |_, register| {
            // What lies in the folder and belongs to no submission is nobody's to see.
            let name = register
                .file_name(&sha256)?
                .ok_or_else(|| Refusal::missing("このファイル", "such file"))?;
            Ok(served(&name, register.files().get(&sha256)?))
        })
        .await
}

/// A PDF to look at, anything else to keep; told from the bytes, whatever the name says.
fn served(name: &str, bytes: Vec<u8>) -> Response {
    let is_pdf = bytes.starts_with(b"%PDF-");
    let disposition = if is_pdf { "inline" } else { "attachment" };
    let (kind, policy, frames) = if is_pdf {
        ("application/pdf", PDF_POLICY, "SAMEORIGIN")
    } else {
        ("application/octet-stream", FILE_POLICY, "DENY")
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static(frames));
    if let Ok(value) = HeaderValue::from_str(&attached(disposition, name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// RFC 6266: the name in UTF-8, whatever it is.
pub(super) fn attached(disposition: &str, name: &str) -> String {
    format!("{disposition}; filename*=UTF-8''{}", encoded(name))
}

/// Bytes of ours to be kept as a file.
pub(super) fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&attached("attachment", name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pdf_is_shown_and_nothing_as_a_page() {
        let header = |response: &Response, name| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let page = served("規程.pdf", b"<html><script>1</script>".to_vec());
        assert_eq!(header(&page, header::CONTENT_TYPE), "application/octet-stream");
        assert!(header(&page, header::CONTENT_DISPOSITION).starts_with("attachment"));
        assert!(header(&page, header::CONTENT_SECURITY_POLICY).contains("sandbox"));
        let pdf = served("a\r\nb\".html", b"%PDF-1.7".to_vec());
        assert_eq!(header(&pdf, header::CONTENT_TYPE), "application/pdf");
        assert_eq!(
            header(&pdf, header::CONTENT_DISPOSITION),
            "inline; filename*=UTF-8''a%0D%0Ab%22.html"
        );
    }
}
