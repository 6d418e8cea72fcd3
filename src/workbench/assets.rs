//! The stylesheet, the script and the icon, which lie in the binary.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;
use crate::report::html::STYLE;
use crate::text::hex_digest;

const SHEET: &str = include_str!("workbench.css");
const SCRIPT: &str = include_str!("workbench.js");
const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect width=\"16\" height=\"16\" rx=\"3\" fill=\"#1d4670\"/><path d=\"M4 4h8M4 8h5M4 12h3\" stroke=\"#fff\" stroke-width=\"1.6\"/><path d=\"m9 11 1.5 1.5L13.5 9\" stroke=\"#7fd6a6\" stroke-width=\"1.6\" fill=\"none\"/></svg>";

/// The style of reports, and what only the workbench has.
static STYLES: LazyLock<String> = LazyLock::new(|| format!("{STYLE}{SHEET}"));

/// Their addresses name their contents, so that browsers may keep them for good.
static ADDRESSES: LazyLock<[String; 3]> = LazyLock::new(|| {
    let of = |name: &str, text: &str, extension: &str| {
        let digest = hex_digest(text.as_bytes());
        format!(
            "/assets/{name}-{}.{extension}",
            digest.get(..12).unwrap_or_default()
        )
    };
    [
        of("workbench", &STYLES, "css"),
        of("workbench", SCRIPT, "js"),
        of("icon", ICON, "svg"),
    ]
});

/// The address of the stylesheet.
pub(super) fn style() -> &'static str {
    &ADDRESSES[0]
}

/// The address of the script.
pub(super) fn script() -> &'static str {
    &ADDRESSES[1]
}

/// The address of the icon.
pub(super) fn icon() -> &'static str {
    &ADDRESSES[2]
}

/// One of them.
pub(super) async fn asset(Path(name): Path<String>) -> Result<Response, Refusal> {
    let at = ADDRESSES
        .iter()
        .position(|address| address.strip_prefix("/assets/") == Some(&name))
        .ok_or_else(|| Refusal::missing("このファイル", "such file"))?;
    let (kind, text): (&str, &'static str) = match at {
        0 => ("text/css; charset=utf-8", &STYLES),
        1 => ("text/javascript; charset=utf-8", SCRIPT),
        _ => ("image/svg+xml", ICON),
    };
    Ok((
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        ],
        text,
    )
        .into_response())
}
