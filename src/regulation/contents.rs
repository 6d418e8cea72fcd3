//! The table of contents: where it begins and ends.

use std::ops::Range;

use super::lines::{Line, Piece};
use super::marker::{Marked, Marker, bracketed_title};
use super::model::ProvisionKind;

/// The pieces that are the table of contents; empty where there is none.
pub fn range(pieces: &[Piece<'_>]) -> Range<usize> {
    let head = pieces
        .iter()
        .take(400)
        .position(|piece| matches!(piece, Piece::Line(_, Some(marked)) if marked.marker == Marker::Contents));
    let (start, from) = match head {
        Some(head) => (head, head + 1),
        None => match pieces.iter().take(100).position(is_entry) {
            Some(first) if entries_from(pieces, first) >= 3 => (first, first),
            _ => return 0..0,
        },
    };
    start..end(pieces, from)
}

fn entries_from(pieces: &[Piece<'_>], first: usize) -> usize {
    pieces[first..].iter().take_while(|piece| is_entry(piece)).count()
}

/// Where the body begins: the first entry comes again, or a line can be no entry.
fn end(pieces: &[Piece<'_>], from: usize) -> usize {
    let mut first: Option<String> = None;
    for (at, piece) in pieces.iter().enumerate().skip(from) {
        let Piece::Line(line, marked) = piece else {
            return at;
        };
        let key = marked.as_ref().and_then(key);
        match (&first, key) {
            (Some(first), Some(key)) if *first == key => return at,
            (None, Some(key)) => first = Some(key),
            _ => {}
        }
        if line.text.contains('。') || (is_title(line.text) && !is_entry(piece)) {
            return at;
        }
    }
    // The entries never came again: what looked like a list of contents was the whole document.
    from
}

/// A line in brackets and nothing else: the title of the first article.
fn is_title(text: &str) -> bool {
    bracketed_title(text).is_some_and(|(_, length)| length == text.len())
}

/// What an entry is told by when it comes again: its number.
fn key(marked: &Marked) -> Option<String> {
    match &marked.marker {
        Marker::Unit { kind, number, .. } => Some(format!("{kind:?}{number:?}")),
        Marker::List(readings) => {
            let (style, number) = readings.first()?;
            Some(format!("{style:?}{number:?}"))
        }
        _ => None,
    }
}

/// Whether a piece can only be an entry: a range of articles or a page behind leaders.
fn is_entry(piece: &Piece<'_>) -> bool {
    let Piece::Line(Line { text, .. }, marked) = piece else {
        return false;
    };
    let Some(marked) = marked else {
        return text.ends_with(|c: char| c.is_ascii_digit()) && has_leader(text);
    };
    let behind = &text[marked.rest..];
    let range = matches!(marked.marker, Marker::Unit { kind, .. } if kind != ProvisionKind::Article)
        && ["（第", "(第", "（ 第", "( 第"]
            .iter()
            .any(|open| behind.contains(open))
        && behind.ends_with(['）', ')']);
    range || (behind.ends_with(|c: char| c.is_numeric()) && has_leader(behind))
}

fn has_leader(text: &str) -> bool {
    [
        "……",
        "・・・",
        "....",
        "．．．",
        "‥‥",
        "---",
        "\t",
        "⋯⋯",
        "･･･",
        "－－－",
        "―――",
        "── ",
    ]
    .iter()
    .any(|leader| text.contains(leader))
}
