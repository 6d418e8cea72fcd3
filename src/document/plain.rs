//! Plain text: the words of a document on lines, and documents from lines.

use super::model::{Block, Document, Format, Origin, Paragraph, Place};
use super::plain_table;
use crate::text::numerals;

/// The document as lines: a paragraph a line, a table row a line with its cells separated by tabs.
///
/// Breaks within a paragraph become spaces, so that a line is always one paragraph.
pub fn lines(document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &document.blocks {
        lines_of(block, &mut lines);
    }
    lines
}

/// Appends the lines of one block to `lines`.
pub fn lines_of(block: &Block, lines: &mut Vec<String>) {
    match block {
        Block::Paragraph(paragraph) => {
            if !paragraph.text.trim().is_empty() {
                lines.push(paragraph.text.replace('\n', " ").trim_end().to_owned());
            }
        }
        Block::Table(table) => lines.extend(table.rows.iter().map(|row| {
            row.cells
                .iter()
                .map(|cell| cell.text().replace('\t', " "))
                .collect::<Vec<_>>()
                .join("\t")
        })),
        Block::Note(note) => note.blocks.iter().for_each(|block| lines_of(block, lines)),
    }
}

/// A document from text, one paragraph a line; rows of cells set apart by tabs or rules are tables.
pub(crate) fn read(name: &str, sha256: String, text: &str) -> Document {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let pages = page_numbers(&lines);
    let (feet, lines): (Vec<&str>, Vec<&str>) = lines
        .into_iter()
        .partition(|line| pages && page_number(line).is_some());
    let mut blocks = Vec::with_capacity(lines.len());
    let mut number = 0;
    let mut at = 0;
    while at < lines.len() {
        let length = plain_table::length(&lines[at..]);
        if length > 0 {
            blocks.push(Block::Table(plain_table::table(
                &lines[at..at + length],
                &mut number,
            )));
        } else {
            blocks.push(Block::Paragraph(paragraph(lines[at].trim_end(), &mut number)));
        }
        at += length.max(1);
    }
    Document {
        name: name.to_owned(),
        format: Format::Text,
        sha256,
        pages: None,
        origin: Origin::Native,
        blocks,
        marginalia: feet
            .into_iter()
            .map(|line| paragraph(line.trim(), &mut number))
            .collect(),
        bookmarks: Vec::new(),
        warnings: Vec::new(),
    }
}

/// Whether lines such as 「- 2 -」 are the numbers of pages: they go on from the first.
fn page_numbers(lines: &[&str]) -> bool {
    let numbers: Vec<u32> = lines.iter().filter_map(|line| page_number(line)).collect();
    numbers.len() >= 2 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// The number of a line that has dashes around it and nothing else.
fn page_number(line: &str) -> Option<u32> {
    const DASHES: [char; 7] = ['-', '－', '―', '—', '–', '‐', '−'];
    let words = line.trim();
    let inner = words.strip_prefix(DASHES)?.strip_suffix(DASHES)?.trim();
    numerals::arabic(inner)
        .filter(|(_, length)| *length == inner.len())
        .map(|(number, _)| number)
}

/// A paragraph with the next number.
pub(super) fn paragraph(text: &str, number: &mut u32) -> Paragraph {
    *number += 1;
    Paragraph {
        place: Place {
            paragraph: *number,
            ..Place::default()
        },
        text: text.to_owned(),
        ..Paragraph::default()
    }
}

/// Whether `bytes` look like text in UTF-8, UTF-16 with a mark, or Shift_JIS.
pub fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    has_utf16_mark(head) || !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
}

/// Text of bytes in UTF-8, UTF-16 with a mark, or Shift_JIS, in this order.
pub fn decode(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.trim_start_matches('\u{feff}').to_owned();
    }
    let encoding = if has_utf16_mark(bytes) {
        encoding_rs::UTF_16LE
    } else {
        encoding_rs::SHIFT_JIS
    };
    encoding.decode(bytes).0.into_owned()
}

fn has_utf16_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}
