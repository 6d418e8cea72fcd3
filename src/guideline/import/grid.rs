//! Tables of whatever file, as rows of words: CSV, sheets of a workbook, tables of a document.

use std::io::Cursor;

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use serde::{Deserialize, Serialize};

use super::error::{ImportError, Problem, Spot};
use crate::document::{Block, Document, Table, plain};

/// A table as rows of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// The sheet's name; empty where the file has none.
    pub sheet: String,
    /// Its rows.
    pub rows: Vec<GridRow>,
}

/// A row of a [`Grid`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridRow {
    /// Its line or row in the file, or its number in the table, from 1.
    pub line: usize,
    /// Its page, where the file has pages.
    pub page: Option<u32>,
    /// Its cells by column; a merged cell stands in every column and row that it covers.
    pub cells: Vec<String>,
}

impl Grid {
    /// Where a row stands.
    pub(super) fn spot(&self, file: &str, row: &GridRow) -> Spot {
        Spot {
            file: file.to_owned(),
            sheet: self.sheet.clone(),
            page: row.page,
            row: Some(row.line),
        }
    }
}

/// The table of a CSV file in UTF-8, UTF-16 or Shift_JIS.
///
/// # Errors
/// When it is no CSV.
pub fn from_csv(file: &str, bytes: &[u8]) -> Result<Grid, ImportError> {
    let text = plain::decode(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map(|position| position.line() as usize);
            let spot = Spot {
                row: line,
                ..Spot::file(file)
            };
            spot.problem(Problem::Format(error.to_string()))
        })?;
        rows.push(GridRow {
            line: record.position().map_or(rows.len() + 1, |position| {
                line_of(&text, position.byte() as usize)
            }),
            page: None,
            cells: record.iter().map(|cell| cell.trim().to_owned()).collect(),
        });
    }
    Ok(Grid {
        sheet: String::new(),
        rows,
    })
}

/// The line of the record that begins at a byte; empty lines before it are not its own.
fn line_of(text: &str, byte: usize) -> usize {
    let (before, rest) = text.split_at_checked(byte).unwrap_or((text, ""));
    let breaks = rest.chars().take_while(|c| matches!(c, '\r' | '\n'));
    let empty = breaks.filter(|c| *c == '\n').count();
    before.matches('\n').count() + empty + 1
}

/// The sheets of a workbook.
///
/// # Errors
/// When it is none.
pub fn from_workbook(file: &str, bytes: &[u8]) -> Result<Vec<Grid>, ImportError> {
    let wrong = |error: calamine::Error| Spot::file(file).problem(Problem::Format(error.to_string()));
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(wrong)?;
    let mut grids = Vec::new();
    for (sheet, range) in workbook.worksheets() {
        let (top, left) = range.start().unwrap_or_default();
        let rows = (top as usize + 1..)
            .zip(range.rows())
            .map(|(line, cells)| {
                let before = std::iter::repeat_n(String::new(), left as usize);
                GridRow {
                    line,
                    page: None,
                    cells: before.chain(cells.iter().map(words)).collect(),
                }
            })
            .collect();
        grids.push(Grid { sheet, rows });
    }
    Ok(grids)
}

fn words(cell: &Data) -> String {
    match cell {
        // Numbers are written as floats; 「12」 must not become 「12.0」.
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Empty => String::new(),
        other => other.to_string().trim().to_owned(),
    }
}

/// The tables of a document.
pub fn from_document(document: &Document) -> Vec<Grid> {
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables.map(of_table).collect()
}

fn of_table(table: &Table) -> Grid {
    let width = table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| cell.column + cell.columns)
        .max();
    let mut rows: Vec<GridRow> = (1..)
        .zip(&table.rows)
        .map(|(line, row)| GridRow {
            line,
            page: row.place.page.or(table.place.page),
            cells: vec![String::new(); width.unwrap_or(0)],
        })
        .collect();
    for (at, row) in table.rows.iter().enumerate() {
        for cell in &row.cells {
            let text = cell.text();
            for row in rows.iter_mut().skip(at).take(cell.rows.max(1)) {
                for into in row.cells.iter_mut().skip(cell.column).take(cell.columns.max(1)) {
                    into.clone_from(&text);
                }
            }
        }
    }
    Grid {
        sheet: String::new(),
        rows,
    }
}
