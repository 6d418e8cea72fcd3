//! What a file is, from its first bytes.

use super::ReadError;

/// Kinds of file that are told apart before any parser sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A PDF header within the first kilobyte (ISO 32000-2, 7.5.2).
    Pdf,
    /// A zip archive: DOCX, other Office formats, OpenDocument, or a bundle of files.
    Zip,
    /// An OLE compound file: old Word, encrypted Office Open XML, Ichitaro.
    Ole,
    /// Rich Text Format.
    Rtf,
    /// HTML.
    Html,
    /// Text in a known encoding.
    Text,
    /// No bytes.
    Empty,
    /// Anything else.
    Unknown,
}

/// Tells what `bytes` are.
pub fn sniff(bytes: &[u8]) -> Kind {
    let head = &bytes[..bytes.len().min(1024)];
    let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let body = body.trim_ascii_start();
    if bytes.is_empty() {
        Kind::Empty
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Kind::Zip
    } else if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Kind::Ole
    } else if contains(head, b"%PDF-") {
        Kind::Pdf
    } else if body.starts_with(b"{\\rtf") {
        Kind::Rtf
    } else if starts_with_tag(body) {
        Kind::Html
    } else if super::plain::is_text(bytes) {
        Kind::Text
    } else {
        Kind::Unknown
    }
}

impl Kind {
    /// Why a file of this kind is not read.
    pub(super) fn refusal(self) -> ReadError {
        match self {
            Self::Empty => ReadError::Empty,
            Self::Rtf => ReadError::Rtf,
            Self::Html => ReadError::Html,
            Self::Ole => ReadError::LegacyWord,
            Self::Pdf | Self::Zip | Self::Text | Self::Unknown => ReadError::Unknown,
        }
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn starts_with_tag(body: &[u8]) -> bool {
    let start: Vec<u8> = body.iter().take(15).map(u8::to_ascii_lowercase).collect();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body", b"<meta"]
        .iter()
        .any(|tag| start.starts_with(tag))
}
