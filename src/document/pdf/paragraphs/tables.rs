//! Tables: the paragraphs of their cells, and tables that go on on the next page.

use super::columns::Column;
use super::joins::{join_text, joins, paragraph};
use crate::document::pdf::layout::{Grid, GridCell, Line};
use crate::document::{Block, Cell, Place, Row, Table};

/// What is remembered of a table that may go on on the next page.
#[derive(Debug)]
pub(super) struct LastTable {
    columns: Vec<f32>,
    tagged: Option<(u32, u32, u32)>,
    page: u32,
    /// How the text of each cell of the last row ends: its last line.
    ends: Vec<Option<(Line, Column)>>,
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
        let end = |cell: &GridCell| Some((cell.lines.last()?.clone(), column_of(grid, cell)));
        Self {
            columns: grid.columns.clone(),
            tagged: grid.tagged,
            page,
            ends: grid
                .rows
                .last()
                .map(|row| row.iter().map(end).collect())
                .unwrap_or_default(),
        }
    }

    /// Whether the text of cell number `at` goes on in the row `cells` of `grid`, on the next page.
    fn goes_on(&self, grid: &Grid, cells: &[GridCell], at: usize) -> bool {
        let (Some(Some((last, of))), Some(cell)) = (self.ends.get(at), cells.get(at)) else {
            return false;
        };
        let next = cell.lines.first();
        next.is_some_and(|line| joins(last, *of, line, column_of(grid, cell), 2))
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
/// after `number`. Gives the head back that is printed again on the new page and is no row of the table.
pub(super) fn add(
    blocks: &mut Vec<Block>,
    last: Option<LastTable>,
    grid: &Grid,
    page: u32,
    number: &mut u32,
) -> Option<Row> {
    let rows = rows(grid, page, number);
    if let Some(last) = last
        && let Some(Block::Table(table)) = blocks.last_mut()
    {
        let how = last.continues(grid, page);
        if how != Continues::No {
            return append(table, rows, how, &last, grid);
        }
    }
    blocks.push(Block::Table(Table {
        place: rows.first().map(|row| row.place).unwrap_or_default(),
        rows,
        header_rows: 0,
    }));
    None
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
                    blocks: cell_blocks(&cell.lines, column_of(grid, cell), place),
                })
                .collect();
            Row { place, cells }
        })
        .collect()
}

/// Adds the rows of a table that goes on on a new page, those of `grid`, where `last` ended; a head that is printed
/// again is given back, and a row that was cut by the page's end is put together.
fn append(
    table: &mut Table,
    mut rows: Vec<Row>,
    how: Continues,
    last: &LastTable,
    grid: &Grid,
) -> Option<Row> {
    let texts = |row: &Row| row.cells.iter().map(Cell::text).collect::<Vec<_>>();
    let is_head = |again: &Row| table.rows.first().is_some_and(|head| texts(head) == texts(again));
    let again = (rows.len() > 1 && is_head(&rows[0])).then(|| rows.remove(0));
    let first = grid.rows.get(usize::from(again.is_some()));
    let cut = match how {
        Continues::SameRow => true,
        Continues::Perhaps => {
            let pair = table.rows.last().zip(rows.first());
            pair.is_some_and(|(row, next)| {
                let mut filled = (0..next.cells.len()).filter(|&at| !next.cells[at].blocks.is_empty());
                let all_go_on = first.is_some_and(|cells| filled.all(|at| last.goes_on(grid, cells, at)));
                is_cut(row, next, all_go_on)
            })
        }
        _ => false,
    };
    if cut
        && !rows.is_empty()
        && let Some(row) = table.rows.last_mut()
        && let Some(first) = first
    {
        for (at, (above, below)) in row.cells.iter_mut().zip(rows.remove(0).cells).enumerate() {
            let mut below = below.blocks.into_iter().peekable();
            if let Some(Block::Paragraph(end)) = above.blocks.last_mut()
                && last.goes_on(grid, first, at)
                && let Some(Block::Paragraph(more)) =
                    below.next_if(|next| matches!(next, Block::Paragraph(_)))
            {
                join_text(&mut end.text, &more.text);
            }
            above.blocks.extend(below);
        }
    }
    table.rows.append(&mut rows);
    again
}

/// Whether `first`, the first row of a page, is the rest of `last`: it has nothing in its first cell, and a text of it
/// goes on with an unfinished one, or each with a full line, or all stand where the row had nothing yet, or it says too
/// little for a row.
fn is_cut(last: &Row, first: &Row, all_go_on: bool) -> bool {
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
    starts_empty && width == first.cells.len() && (unfinished || all_go_on || delayed || little)
}

/// From where to where the text of `cell` runs.
fn column_of(grid: &Grid, cell: &GridCell) -> Column {
    let left = grid.columns.get(cell.column).copied().unwrap_or(0.0);
    let right = grid.columns.get(cell.column + cell.columns);
    let right = right.copied().unwrap_or(left);
    // Between the rule and the text there is some room, the same on both sides.
    let inner = cell
        .lines
        .iter()
        .map(|line| line.area.x0 - left)
        .fold(f32::INFINITY, f32::min);
    let inner = if inner.is_finite() {
        inner.clamp(0.0, 12.0)
    } else {
        0.0
    };
    // Without rules the text itself tells how wide the column is.
    let end = grid.ends.get(cell.column).copied();
    Column {
        left: left + inner,
        right: end.unwrap_or(right - inner.min(6.0)),
        leading: f32::INFINITY,
    }
}

fn cell_blocks(lines: &[Line], of: Column, place: Place) -> Vec<Block> {
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
