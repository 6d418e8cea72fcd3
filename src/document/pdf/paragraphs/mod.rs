//! Lines to paragraphs, over columns and pages; tables to blocks.
//!
//! | module | what |
//! | --- | --- |
//! | here | the blocks of all pages in order |
//! | `columns` | the column that a line stands in |
//! | `joins` | which lines make one paragraph |
//! | `tables` | the cells of tables, tables over several pages |
//! | `notes` | footnotes |

mod columns;
mod joins;
mod notes;
mod tables;

use super::layout::{Item, Line, PageLayout, lines_of};
use crate::document::{Block, Cell, Note, NoteKind, Paragraph, Place};
use columns::{Column, columns, firm_edge};
use joins::{joins, look, paragraph};
use notes::{note_mark, notes_from};
use tables::LastTable;

/// The blocks of all pages in order, and the heads of tables that are printed again where a table goes on.
pub(super) fn blocks(pages: Vec<PageLayout>) -> (Vec<Block>, Vec<Paragraph>) {
    let edge = pages
        .iter()
        .filter_map(|page| firm_edge(&page.items, page.width))
        .reduce(f32::max);
    let mut builder = Builder {
        edge,
        tagged: are_paragraphs_tagged(&pages, edge),
        ..Builder::default()
    };
    for page in pages {
        builder.page(page);
    }
    builder.flush();
    (builder.blocks, builder.heads)
}

/// The paragraphs that marginal lines are: each its own.
pub(super) fn marginalia(lines: &[Line]) -> Vec<Paragraph> {
    let mut sorted: Vec<&Line> = lines.iter().collect();
    sorted.sort_by(|one, other| {
        one.page
            .cmp(&other.page)
            .then(one.area.y0.total_cmp(&other.area.y0))
    });
    sorted
        .into_iter()
        .map(|line| Paragraph {
            place: Place {
                page: Some(line.page),
                ..Place::default()
            },
            text: line.text().trim().to_owned(),
            look: look(line, line.area.x0),
            ocr: line.invisible,
            ..Paragraph::default()
        })
        .collect()
}

/// Whether the paragraphs that the file's structure declares are worth more than what the page looks like. Some
/// producers declare every line, or a whole page, to be a paragraph.
fn are_paragraphs_tagged(pages: &[PageLayout], edge: Option<f32>) -> bool {
    let is_tagged = |page: &PageLayout| lines_of(&page.items).any(|line| line.blocks != (0, 0));
    if !pages.iter().any(is_tagged) {
        return false;
    }
    let (mut pairs, mut tagged, mut alike) = (0, 0, 0);
    for page in pages {
        let columns = columns(&page.items, page.width, edge);
        let lines: Vec<(&Line, Column)> = page
            .items
            .iter()
            .zip(columns)
            .filter_map(|(item, column)| Some((item.as_line()?, column)))
            .collect();
        for pair in lines.windows(2) {
            let ((last, of), (line, column)) = (pair[0], pair[1]);
            pairs += 1;
            if let Some(one) = same_paragraph(last, line) {
                tagged += 1;
                alike += usize::from(one == joins(last, of, line, column, 1));
            }
        }
    }
    tagged > 0 && 10 * tagged >= 9 * pairs && 10 * alike >= 8 * tagged
}

/// Whether the file's structure puts both lines in one paragraph, where it says anything.
fn same_paragraph(last: &Line, line: &Line) -> Option<bool> {
    (last.blocks.1 > 0 && line.blocks.0 > 0).then_some(last.blocks.1 == line.blocks.0)
}

#[derive(Debug, Default)]
struct Builder {
    blocks: Vec<Block>,
    open: Vec<(Line, Column)>,
    number: u32,
    /// Whether the file's structure tells where paragraphs end.
    tagged: bool,
    /// Footnotes of the page, which come after the paragraph that is open.
    notes: Vec<Block>,
    /// How far the lines of full pages reach.
    edge: Option<f32>,
    /// The last table, while nothing stands behind it.
    last_table: Option<LastTable>,
    /// Heads of tables that are printed again.
    heads: Vec<Paragraph>,
}

impl Builder {
    fn page(&mut self, page: PageLayout) {
        let mut page = page;
        let foot = page.items.split_off(notes_from(&page.items));
        let columns = columns(&page.items, page.width, self.edge);
        for (item, column) in page.items.into_iter().zip(columns) {
            match item {
                Item::Line(line) => {
                    self.last_table = None;
                    let goes_on = self.open.last().is_some_and(|(last, of)| {
                        let declared = same_paragraph(last, &line).filter(|_| self.tagged);
                        declared.unwrap_or_else(|| joins(last, *of, &line, column, self.open.len()))
                    });
                    if !goes_on {
                        self.flush();
                    }
                    self.open.push((line, column));
                }
                Item::Table(grid) => {
                    self.flush();
                    let last = self.last_table.replace(LastTable::of(&grid, page.number));
                    let head = tables::add(&mut self.blocks, last, &grid, page.number, &mut self.number);
                    self.heads.extend(head.into_iter().map(|row| {
                        Paragraph {
                            place: Place {
                                page: Some(page.number),
                                ..Place::default()
                            },
                            text: row
                                .cells
                                .iter()
                                .map(Cell::text)
                                .collect::<Vec<_>>()
                                .join("\u{3000}"),
                            ..Paragraph::default()
                        }
                    }));
                }
            }
        }
        self.add_notes(foot, page.width);
    }

    /// Keeps the footnotes `items` until the paragraph that may go on over the page has ended.
    fn add_notes(&mut self, items: Vec<Item>, width: f32) {
        let columns = columns(&items, width, self.edge);
        let mut open: Vec<(Line, Column)> = Vec::new();
        for (item, column) in items.into_iter().zip(columns) {
            let Item::Line(line) = item else { continue };
            if note_mark(&line.text()).is_some() && !open.is_empty() {
                self.add_note(&std::mem::take(&mut open));
            }
            open.push((line, column));
        }
        if !open.is_empty() {
            self.add_note(&open);
        }
        if self.open.is_empty() {
            self.blocks.append(&mut self.notes);
        }
    }

    fn add_note(&mut self, lines: &[(Line, Column)]) {
        self.number += 1;
        let place = Place {
            page: Some(lines[0].0.page),
            paragraph: self.number,
            ..Place::default()
        };
        let paragraph = paragraph(lines, place);
        self.notes.push(Block::Note(Note {
            place,
            kind: NoteKind::Footnote,
            mark: note_mark(&paragraph.text).unwrap_or_default(),
            blocks: vec![Block::Paragraph(paragraph)],
        }));
    }

    fn flush(&mut self) {
        let lines = std::mem::take(&mut self.open);
        if lines.is_empty() {
            self.blocks.append(&mut self.notes);
            return;
        }
        self.number += 1;
        let place = Place {
            page: Some(lines[0].0.page),
            paragraph: self.number,
            ..Place::default()
        };
        let paragraph = paragraph(&lines, place);
        if !paragraph.text.is_empty() {
            self.blocks.push(Block::Paragraph(paragraph));
        }
        self.blocks.append(&mut self.notes);
    }
}
