//! A document as lines: paragraphs and the paragraphs of boxes, in reading order, with what tells them apart.

use super::marks;
use crate::document::{Block, Document, NoteKind, Paragraph, Row, Table};
use crate::text::numerals::circled;

/// A paragraph of a book, wherever it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Its words, without spaces at the ends.
    pub(super) text: String,
    /// The page it begins on.
    pub(super) page: Option<u32>,
    /// Distance of its first line from the left, in points.
    pub(super) indent: f32,
    /// Size of its characters, 0 where unknown.
    pub(super) size: f32,
    pub(super) bold: bool,
    /// Whether it stands in a box: a table of one column, a text box, or a row of label and text.
    pub(super) boxed: bool,
    /// Whether it stands in a table of several columns that is no box.
    pub(super) grid: bool,
}

/// The lines of a document; what is on a line of its own within a paragraph is a line here too.
pub(super) fn lines(document: &Document) -> Vec<Line> {
    let mut lines = Vec::new();
    for block in &document.blocks {
        of_block(block, Setting::default(), &mut lines);
    }
    lines.retain(|line| !is_page_number(&line.text) && !is_running(&line.text, document));
    for paragraph in &document.marginalia {
        give_back(paragraph, &mut lines);
    }
    lines
}

/// Whether a line is a running head that was left in the body once.
fn is_running(text: &str, document: &Document) -> bool {
    marks::items_head(text).is_none() && document.marginalia.iter().any(|p| p.text.trim() == text)
}

/// 【遵守事項】 at the edge of several pages looks like a running head or foot, and is none: it stands on its page between
/// a heading and the first item, otherwise before the page's first line.
fn give_back(paragraph: &Paragraph, lines: &mut Vec<Line>) {
    if marks::items_head(paragraph.text.trim()).is_none() {
        return;
    }
    let mut head = Vec::new();
    of_paragraph(paragraph, Setting::default(), &mut head);
    let page = paragraph.place.page;
    let is_first = |line: &Line| {
        marks::item(&line.text).is_some_and(|(number, _)| number == 1)
            || marks::group_head(&line.text).is_some()
    };
    let between = lines.windows(2).position(|pair| {
        marks::heading(&pair[0].text).is_some()
            && is_first(&pair[1])
            && (pair[0].page == page || pair[1].page == page)
    });
    let first = || {
        lines
            .iter()
            .position(|line| line.page >= page)
            .unwrap_or(lines.len())
    };
    let at = between.map_or_else(first, |at| at + 1);
    lines.splice(at..at, head);
}

/// What holds a paragraph.
#[derive(Debug, Clone, Copy, Default)]
struct Setting {
    boxed: bool,
    grid: bool,
}

fn of_block(block: &Block, setting: Setting, lines: &mut Vec<Line>) {
    match block {
        Block::Paragraph(paragraph) => of_paragraph(paragraph, setting, lines),
        Block::Table(table) => table.rows.iter().for_each(|row| of_row(row, table, lines)),
        Block::Note(note) if note.kind == NoteKind::TextBox => {
            let boxed = Setting {
                boxed: true,
                ..setting
            };
            note.blocks.iter().for_each(|block| of_block(block, boxed, lines));
        }
        // A footnote is explanation, wherever it hangs.
        Block::Note(_) => {}
    }
}

fn of_row(row: &Row, table: &Table, lines: &mut Vec<Line>) {
    let cells: Vec<_> = row
        .cells
        .iter()
        .filter(|cell| !cell.blocks.iter().all(Block::is_blank))
        .collect();
    let is_label = |text: &str| {
        let mut characters = text.trim().chars();
        characters.next().and_then(circled).is_some() && characters.next().is_none()
    };
    let columns = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let labelled = cells.len() > 1 && is_label(&cells[0].text());
    let setting = Setting {
        boxed: columns < 2 || labelled || cells.len() < 2,
        grid: columns > 1 && cells.len() > 1 && !labelled,
    };
    let first = lines.len();
    for cell in &cells {
        for block in &cell.blocks {
            of_block(block, setting, lines);
        }
    }
    // The label and its text are one paragraph set in two cells.
    if labelled && lines.len() > first + 1 {
        let label = lines.remove(first);
        lines[first].text = format!("{} {}", label.text, lines[first].text);
        lines[first].indent = label.indent;
    }
}

fn of_paragraph(paragraph: &Paragraph, setting: Setting, lines: &mut Vec<Line>) {
    for text in paragraph.text.split('\n') {
        let text = text.trim();
        if !text.is_empty() {
            lines.push(Line {
                text: text.to_owned(),
                page: paragraph.place.page,
                indent: paragraph.look.indent,
                size: paragraph.look.font_size,
                bold: paragraph.look.bold,
                boxed: setting.boxed,
                grid: setting.grid,
            });
        }
    }
}

/// 「- 12 -」, which the reader has left in the body.
fn is_page_number(text: &str) -> bool {
    let inner = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '－' | '―' | '‐' | '—'));
    !inner.is_empty() && inner.chars().all(|c| crate::text::numerals::digit(c).is_some())
}
