//! A table while it is being read.

use std::collections::BTreeMap;

use crate::document::{Block, Cell, Place, Row, Table};

/// Word has 63 columns at most; a file that says more does not mean it.
const WIDEST: i32 = 1024;

/// How a cell continues another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Merge {
    /// It stands for itself.
    #[default]
    None,
    /// It is the first of several.
    Restart,
    /// It belongs to the one before.
    Continue,
}

/// A table that has not ended yet.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    table: Table,
    /// Row and cell by first column, of cells that the next row may continue.
    above: BTreeMap<usize, (usize, usize)>,
    /// The same for the row that is open.
    current: BTreeMap<usize, (usize, usize)>,
    row: OpenRow,
    body_begun: bool,
}

/// A row that has not ended yet.
#[derive(Debug, Default)]
pub(super) struct OpenRow {
    /// Running number.
    pub serial: u32,
    /// Page where it begins.
    pub page: u32,
    /// The last page that one of its cells reaches.
    pub last_page: u32,
    /// Deleted or hidden.
    pub gone: bool,
    /// Marked as a head of the table.
    pub header: bool,
    /// Columns passed so far.
    pub column: usize,
    cells: Vec<Cell>,
    /// The cell that is open.
    pub cell: OpenCell,
}

/// A cell that has not ended yet.
#[derive(Debug, Default)]
pub(super) struct OpenCell {
    /// Columns it covers.
    pub columns: usize,
    /// How it continues the cell above.
    pub down: Merge,
    /// How it continues the cell before.
    pub across: Merge,
    /// Deleted.
    pub gone: bool,
    /// Set vertically.
    pub vertical: bool,
}

/// How many columns `w:gridSpan`, `w:gridBefore` … mean.
pub(super) fn columns(value: Option<i32>) -> usize {
    value.unwrap_or(1).clamp(0, WIDEST) as usize
}

impl OpenTable {
    /// The row that is open.
    pub fn row(&mut self) -> &mut OpenRow {
        &mut self.row
    }

    /// A row begins.
    pub fn open_row(&mut self, serial: u32, page: u32) {
        self.row = OpenRow {
            serial,
            page,
            last_page: page,
            ..OpenRow::default()
        };
        self.current = BTreeMap::new();
    }

    /// A cell begins.
    pub fn open_cell(&mut self) {
        self.row.cell = OpenCell {
            columns: 1,
            ..OpenCell::default()
        };
    }

    /// The open cell ends with `blocks` in it; what is not seen of them is given back.
    pub fn close_cell(&mut self, mut blocks: Vec<Block>) -> Vec<Block> {
        let cell = std::mem::take(&mut self.row.cell);
        let column = self.row.column;
        self.row.column += cell.columns.max(1);
        if cell.gone || self.row.gone {
            return blocks;
        }
        if cell.across == Merge::Continue
            && let Some(before) = self.row.cells.last_mut()
        {
            before.columns += cell.columns.max(1);
            return blocks;
        }
        let rows = self.table.rows.len() + 1;
        if cell.down == Merge::Continue
            && let Some(&(row, index)) = self.above.get(&column)
            && let Some(origin) = self
                .table
                .rows
                .get_mut(row)
                .and_then(|row| row.cells.get_mut(index))
        {
            origin.rows = rows - row;
            self.current.insert(column, (row, index));
            return blocks;
        }
        if cell.down != Merge::None {
            self.current
                .insert(column, (self.table.rows.len(), self.row.cells.len()));
        }
        blocks.shrink_to_fit();
        self.row.cells.push(Cell {
            column,
            columns: cell.columns.max(1),
            rows: 1,
            blocks,
        });
        Vec::new()
    }

    /// The open row ends.
    pub fn close_row(&mut self) {
        let mut row = std::mem::take(&mut self.row);
        if row.gone {
            return;
        }
        self.above = std::mem::take(&mut self.current);
        if row.header && !self.body_begun {
            self.table.header_rows += 1;
        } else {
            self.body_begun = true;
        }
        row.cells.shrink_to_fit();
        self.table.rows.push(Row {
            place: Place {
                page: Some(row.page),
                approximate: true,
                paragraph: row.serial,
            },
            cells: row.cells,
        });
    }

    /// The table, unless nothing is left of it.
    pub fn close(mut self) -> Option<Table> {
        self.table.rows.shrink_to_fit();
        self.table.place = self.table.rows.first()?.place;
        Some(self.table)
    }
}
