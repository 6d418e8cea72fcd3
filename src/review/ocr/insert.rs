//! Recognized paragraphs put into the document, as if the page had had them.

use super::lines::Reading;
use crate::document::{Block, Document, Origin, Place, Warning};
use crate::text::Message;

/// Whether a warning says that a page is a picture without words.
pub(super) fn is_scanned(warning: &Warning) -> bool {
    warning.code == "scanned-page" && warning.page.is_some()
}

/// Puts what was recognized on `page` before the first block of a later page.
pub(super) fn insert(document: &mut Document, page: u32, reading: Reading) {
    let at = document
        .blocks
        .iter()
        .position(|block| block.place().page > Some(page))
        .unwrap_or(document.blocks.len());
    let first = match document.blocks.get(at) {
        Some(next) => next.place().paragraph,
        None => last_number(document) + 1,
    };
    let count = reading.paragraphs.len() as u32;
    renumber(document, first, count);
    let recognized = reading
        .paragraphs
        .into_iter()
        .zip(first..)
        .map(|(mut p, number)| {
            p.place = Place {
                page: Some(page),
                paragraph: number,
                ..Place::default()
            };
            Block::Paragraph(p)
        });
    document.blocks.splice(at..at, recognized);
    document.origin = Origin::Ocr;
    document.warnings.retain(|warning| warning.code != "image-only");
    replace(document, to_check(page, reading.confidence));
}

/// Replaces the warning about a scanned page that was not recognized.
pub(super) fn give_up(document: &mut Document, warning: Warning) {
    replace(document, warning);
}

fn replace(document: &mut Document, by: Warning) {
    let old = document
        .warnings
        .iter_mut()
        .find(|warning| is_scanned(warning) && warning.page == by.page);
    if let Some(old) = old {
        *old = by;
    }
}

fn to_check(page: u32, confidence: f32) -> Warning {
    Warning::new(
        "ocr-text",
        Message::new(
            format!(
                "{page}ページの文字は画像から文字認識した（確信度 {confidence:.0} %）。誤読があり得るので、元のファイルと見比べる"
            ),
            format!(
                "the words of page {page} were recognized from a picture (confidence {confidence:.0} %); they may be wrong, compare with the original"
            ),
        ),
    )
    .on_page(page)
}

/// Makes room for `count` paragraphs from number `first` on.
fn renumber(document: &mut Document, first: u32, count: u32) {
    let shift = |number: &mut u32| {
        if *number >= first {
            *number += count;
        }
    };
    for block in &mut document.blocks {
        each_place(block, &mut |place| shift(&mut place.paragraph));
    }
    for paragraph in &mut document.marginalia {
        shift(&mut paragraph.place.paragraph);
    }
    for warning in &mut document.warnings {
        warning.paragraph.iter_mut().for_each(shift);
    }
}

fn last_number(document: &mut Document) -> u32 {
    let mut last = 0;
    for block in &mut document.blocks {
        each_place(block, &mut |place| last = last.max(place.paragraph));
    }
    last
}

fn each_place(block: &mut Block, visit: &mut impl FnMut(&mut Place)) {
    match block {
        Block::Paragraph(paragraph) => visit(&mut paragraph.place),
        Block::Table(table) => {
            visit(&mut table.place);
            for row in &mut table.rows {
                visit(&mut row.place);
                for inner in row.cells.iter_mut().flat_map(|cell| &mut cell.blocks) {
                    each_place(inner, visit);
                }
            }
        }
        Block::Note(note) => {
            visit(&mut note.place);
            note.blocks.iter_mut().for_each(|inner| each_place(inner, visit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Format, Paragraph};

    fn paragraph(page: u32, number: u32, text: &str) -> Paragraph {
        Paragraph {
            place: Place {
                page: Some(page),
                paragraph: number,
                ..Place::default()
            },
            text: text.to_owned(),
            ..Paragraph::default()
        }
    }

    #[test]
    fn what_was_recognized_stands_in_the_order_of_pages_and_numbers() {
        let scanned = Warning::new("scanned-page", Message::new("", ""))
            .on_page(2)
            .losing();
        let later = paragraph(3, 2, "三");
        let mut document = Document {
            name: String::new(),
            format: Format::Pdf,
            sha256: String::new(),
            pages: Some(3),
            origin: Origin::Native,
            blocks: vec![
                Block::Paragraph(paragraph(1, 1, "一")),
                Block::Paragraph(later.clone()),
            ],
            marginalia: Vec::new(),
            bookmarks: Vec::new(),
            warnings: vec![
                scanned,
                Warning::new("other", Message::new("", "")).at(later.place),
            ],
        };
        let reading = Reading {
            paragraphs: vec![paragraph(0, 0, "二"), paragraph(0, 0, "二の二")],
            confidence: 90.0,
        };
        insert(&mut document, 2, reading);
        let order: Vec<(Option<u32>, u32)> = document
            .blocks
            .iter()
            .map(|block| (block.place().page, block.place().paragraph))
            .collect();
        assert_eq!(order, [(Some(1), 1), (Some(2), 2), (Some(2), 3), (Some(3), 4)]);
        assert_eq!(document.origin, Origin::Ocr);
        assert_eq!(document.warnings[0].code, "ocr-text");
        assert!(!document.warnings[0].loss);
        assert_eq!(document.warnings[1].paragraph, Some(4));
    }
}
