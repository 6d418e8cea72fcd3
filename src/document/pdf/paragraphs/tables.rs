//! Tables: the paragraphs of their cells, and tables that go on on the next page.

use super::columns::Column;
use super::joins::{join_text, joins, paragraph};
use crate::document::pdf::labels::ends_sentence;
use crate::document::pdf::layout::{Grid, Line};
use crate::document::{Block, Cell, Place, Row, Table};

/// What is remembered of a table that may go on on the next page.
#[derive(Debug)]
pub(super) struct LastTable {
    columns: Vec<f32>,
    tagged: Option<(u32, u32, u32)>,
    page: u32,
}

/// Whether a table goes on with the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Continues {
    /// It is another table.
    No,
    /// With a new row, or with a row that the page's end cut: its cells tell.
    Perhaps,
    /// With a new row.
    NewRow,
    /// With a row that the page's end cut.
    SameRow,
}

impl LastTable {
    /// What is remembered of `grid`, which stands on `page`.
    pub(super) fn of(grid: &Grid, page: u32) -> Self {
        Self {
            columns: grid.columns.clone(),
            tagged: grid.tagged,
            page,
        }
    }

    fn continues(&self, grid: &Grid, page: u32) -> Continues {
        if let (Some((table, _, last)), Some((other, first, _))) = (self.tagged, grid.tagged) {
            return match table == other {
                true if last == first => Continues::SameRow,
                true => Continues::NewRow,
                false => Continues::No,
            };
        }
        let alike = self.page + 1 == page
            && self.columns.len() == grid.columns.len()
            && self
                .columns
                .iter()
                .zip(&grid.columns)
                .all(|(one, other)| (one - other).abs() < 6.0);
        if alike { Continues::Perhaps } else { Continues::No }
    }
}

/// Adds the table `grid` of `page` to `blocks`, to the last of them where it goes on with `last`. Its rows are numbered
/// after `number`.
pub(super) fn add(
    blocks: &mut Vec<Block>,
    last: Option<LastTable>,
    grid: &Grid,
    page: u32,
    number: &mut u32,
) {
    let rows = rows(grid, page, number);
    let continues = last.map_or(Continues::No, |last| last.continues(grid, page));
    match blocks.last_mut() {
        Some(Block::Table(table)) if continues != Continues::No => append(table, rows, continues),
        _ => blocks.push(Block::Table(Table {
            place: rows.first().map(|row| row.place).unwrap_or_default(),
            rows,
            header_rows: 0,
        })),
    }
}

fn rows(grid: &Grid, page: u32, number: &mut u32) -> Vec<Row> {
    grid.rows
        .iter()
        .map(|cells| {
            *number += 1;
            let place = Place {
                page: Some(page),
                paragraph: *number,
                ..Place::default()
            };
            let cells = cells
                .iter()
                .map(|cell| Cell {
                    column: cell.column,
                    columns: cell.columns.max(1),
                    rows: cell.rows.max(1),
                    blocks: cell_blocks(&cell.lines, grid, cell.column, cell.columns, place),
                })
                .collect();
            Row { place, cells }
        })
        .collect()
}

/// Adds the rows of a table that goes on on a new page; a head that is printed again is left out, and a row that was
/// cut by the page's end is put together.
fn append(table: &mut Table, mut rows: Vec<Row>, how: Continues) {
    let texts = |row: &Row| row.cells.iter().map(Cell::text).collect::<Vec<_>>();
    if let (Some(head), Some(again)) = (table.rows.first(), rows.first())
        && rows.len() > 1
        && texts(head) == texts(again)
    {
        rows.remove(0);
    }
    let cut = match how {
        Continues::SameRow => true,
        Continues::Perhaps => {
            let pair = table.rows.last().zip(rows.first());
            pair.is_some_and(|(last, first)| is_cut(last, first))
        }
        _ => false,
    };
    if cut && let Some(last) = table.rows.last_mut() {
        for (above, below) in last.cells.iter_mut().zip(rows.remove(0).cells) {
            let mut below = below.blocks.into_iter();
            if let Some(Block::Paragraph(end)) = above.blocks.last_mut()
                && let Some(next) = below.next()
            {
                match next {
                    Block::Paragraph(more) if !ends_sentence(end.text.chars().next_back()) => {
                        join_text(&mut end.text, &more.text);
                    }
                    other => above.blocks.push(other),
                }
            }
            above.blocks.extend(below);
        }
    }
    table.rows.append(&mut rows);
}

/// Whether `first`, the first row of a page, is the rest of `last`: it has nothing in its first cell, and a text of it
/// goes on with an unfinished one, or all stand where the row had nothing yet, or it says too little for a row.
fn is_cut(last: &Row, first: &Row) -> bool {
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.blocks.is_empty()).count();
    let starts_empty = first.cells.first().is_some_and(|cell| cell.blocks.is_empty());
    let texts: Vec<(&Cell, &Cell)> = last
        .cells
        .iter()
        .zip(&first.cells)
        .filter(|(_, below)| !below.blocks.is_empty())
        .collect();
    let unfinished = texts
        .iter()
        .any(|(above, _)| !above.blocks.is_empty() && !above.text().ends_with('。'));
    let delayed = texts.iter().all(|(above, _)| above.blocks.is_empty());
    let width = last.cells.len();
    let little = width >= 3 && filled(last) == width && filled(first) == 1;
    starts_empty && width == first.cells.len() && (unfinished || delayed || little)
}

fn cell_blocks(lines: &[Line], grid: &Grid, column: usize, columns: usize, place: Place) -> Vec<Block> {
    let left = grid.columns.get(column).copied().unwrap_or(0.0);
    let right = grid.columns.get(column + columns).copied().unwrap_or(left);
    // Between the rule and the text there is some room, the same on both sides.
    let inner = lines
        .iter()
        .map(|line| line.area.x0 - left)
        .fold(f32::INFINITY, f32::min);
    let inner = if inner.is_finite() {
        inner.clamp(0.0, 12.0)
    } else {
        0.0
    };
    let of = Column {
        left: left + inner,
        // Without rules the text itself tells how wide the column is.
        right: grid.ends.get(column).copied().unwrap_or(right - inner.min(6.0)),
        leading: f32::INFINITY,
    };
    let mut blocks = Vec::new();
    let mut open: Vec<(Line, Column)> = Vec::new();
    for line in lines {
        let goes_on = open
            .last()
            .is_some_and(|(last, _)| joins(last, of, line, of, open.len()));
        if !goes_on && !open.is_empty() {
            blocks.push(Block::Paragraph(paragraph(&std::mem::take(&mut open), place)));
        }
        open.push((line.clone(), of));
    }
    if !open.is_empty() {
        blocks.push(Block::Paragraph(paragraph(&open, place)));
    }
    blocks
}
