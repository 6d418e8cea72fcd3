//! What a file is, from its first bytes.

use super::{ReadError, ole};

/// Kinds of file that are told apart before any parser sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A PDF header within the first kilobyte (ISO 32000-2, 7.5.2).
    Pdf,
    /// A zip archive: DOCX, other Office formats, OpenDocument, or a bundle of files.
    Zip,
    /// An OLE compound file: old Word, encrypted Office Open XML, Ichitaro.
    Ole,
    /// Word before OLE.
    OldWord,
    /// Rich Text Format.
    Rtf,
    /// HTML, or a web archive (MHTML).
    Html,
    /// A document that Word saved as one XML file.
    WordXml,
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
    } else if [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"]
        .iter()
        .any(|magic| head.starts_with(magic))
    {
        Kind::Zip
    } else if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Kind::Ole
    } else if head.starts_with(b"\xdb\xa5") || head.starts_with(b"\x31\xbe\0\0") {
        Kind::OldWord
    } else if contains(head, b"%PDF-") {
        Kind::Pdf
    } else if body.starts_with(b"{\\rtf") {
        Kind::Rtf
    } else if let Some(kind) = markup(body) {
        kind
    } else if ends_as_zip(bytes) {
        Kind::Zip
    } else if super::plain::is_text(bytes) {
        Kind::Text
    } else {
        Kind::Unknown
    }
}

impl Kind {
    /// Why a file of this kind, which holds `bytes`, is not read.
    pub(super) fn refusal(self, bytes: &[u8]) -> ReadError {
        match self {
            Self::Empty => ReadError::Empty,
            Self::Rtf => ReadError::Rtf,
            Self::Html => ReadError::Html,
            Self::Ole => ole::refusal(bytes),
            Self::OldWord => ReadError::LegacyWord,
            Self::Pdf | Self::Zip | Self::WordXml | Self::Text | Self::Unknown => ReadError::Unknown,
        }
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// HTML and Word's XML, after a declaration and comments.
fn markup(body: &[u8]) -> Option<Kind> {
    let start = body.to_ascii_lowercase();
    if start.starts_with(b"mime-version:") && contains(&start, b"multipart/related") {
        return Some(Kind::Html);
    }
    if !start.starts_with(b"<") {
        return None;
    }
    let has = |tag: &[u8]| contains(&start, tag);
    let of_word: [&[u8]; 3] = [b"word.document", b"<pkg:package", b":worddocument"];
    if of_word.iter().any(|tag| has(tag)) {
        return Some(Kind::WordXml);
    }
    let leads = [&b"<head"[..], b"<body", b"<meta"]
        .iter()
        .any(|tag| start.starts_with(tag));
    (leads || has(b"<!doctype html") || has(b"<html")).then_some(Kind::Html)
}

/// Whether the end says that this is a zip, whatever some gateway has put in front of it.
fn ends_as_zip(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    contains(tail, b"PK\x05\x06") && contains(tail, b"PK\x01\x02")
}
