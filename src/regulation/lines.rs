//! The document as a flow of lines, tables and notes; tables that only lay out the page are taken apart.

use crate::document::{Block, Document, Note, Paragraph, Row, Table};

use super::comparison;
use super::marker::{Marked, Marker, scan};

/// One line of a paragraph.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Its words without blanks around them.
    pub text: &'a str,
    /// Where they begin in the paragraph's text.
    pub offset: usize,
    /// The paragraph.
    pub paragraph: &'a Paragraph,
    /// How many bytes of `text` are an automatic numbering label.
    pub auto: usize,
}

/// A piece of the flow.
#[derive(Debug, Clone)]
pub enum Piece<'a> {
    /// A line that is not blank, and what it begins with.
    Line(Line<'a>, Option<Marked>),
    /// A table of data.
    Table(&'a Table),
    /// A text beside the flow.
    Note(&'a Note),
}

/// The flow, and how many cells of the old side of comparison tables were left out.
pub struct Flow<'a> {
    /// In reading order.
    pub pieces: Vec<Piece<'a>>,
    /// Places of comparison tables of which only the new side is in the flow.
    pub compared: Vec<crate::document::Place>,
}

/// The flow of `document`.
pub fn flow(document: &Document) -> Flow<'_> {
    let mut flow = Flow {
        pieces: Vec::with_capacity(document.blocks.len()),
        compared: Vec::new(),
    };
    flow.add(&document.blocks);
    flow
}

impl<'a> Flow<'a> {
    fn add(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => self.pieces.extend(lines_of(paragraph).map(Piece::of)),
                Block::Table(table) => self.add_table(table),
                Block::Note(note) if block.is_blank() => drop_blank(note),
                Block::Note(note) => self.pieces.push(Piece::Note(note)),
            }
        }
    }

    fn add_table(&mut self, table: &'a Table) {
        if let Some(sides) = comparison::sides(table) {
            self.compared.push(table.place);
            for row in table.rows.iter().skip(sides.heads) {
                for cell in row.cells.iter().filter(|cell| cell.column == sides.new) {
                    self.add(&cell.blocks);
                }
            }
        } else if is_layout(table) {
            for cell in table.rows.iter().flat_map(|row| &row.cells) {
                self.add(&cell.blocks);
            }
        } else {
            self.pieces.push(Piece::Table(table));
        }
    }
}

impl<'a> Piece<'a> {
    /// A line as a piece.
    pub fn of(line: Line<'a>) -> Self {
        Self::Line(line, scan(line.text, line.auto))
    }
}

fn drop_blank(_: &Note) {}

/// The lines of a paragraph.
pub fn lines_of(paragraph: &Paragraph) -> impl Iterator<Item = Line<'_>> {
    let auto = paragraph.label.as_ref().map_or(0, |label| label.text.len());
    let mut at = 0;
    paragraph.text.split('\n').filter_map(move |raw| {
        let start = at;
        at += raw.len() + 1;
        let text = raw.trim();
        let lead = raw.len() - raw.trim_start().len();
        (!text.is_empty()).then(|| Line {
            text,
            offset: start + lead,
            paragraph,
            auto: if start == 0 {
                auto.saturating_sub(lead).min(text.len())
            } else {
                0
            },
        })
    })
}

/// Whether a table is only a frame: one column, or provisions set in cells.
fn is_layout(table: &Table) -> bool {
    let columns = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    if columns <= 1 {
        return true;
    }
    let headed = table.rows.iter().filter(|row| opens_article(row)).count();
    headed > 0 && headed * 3 >= table.rows.len()
}

fn opens_article(row: &Row) -> bool {
    let Some(Block::Paragraph(paragraph)) = row.cells.first().and_then(|cell| cell.blocks.first()) else {
        return false;
    };
    let text = paragraph.text.trim();
    matches!(
        scan(text, 0).map(|marked| marked.marker),
        Some(Marker::Unit { .. })
    )
}
