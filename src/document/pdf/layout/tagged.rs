//! Tables that the file's own structure declares, for those that no rules show.

use std::collections::BTreeMap;

use super::grid::{self, Found};
use super::segments::Segment;
use super::{Grid, GridCell};
use crate::document::pdf::geometry::Rect;
use crate::document::pdf::structure::{CellTag, Structure};

/// The segments of a table by row and column.
type Texts = BTreeMap<(u32, u32), Vec<Segment>>;

/// The most pieces of text in one cell: a table with more only holds the page together.
const CELL_SEGMENTS: usize = 80;

/// Finds the tables of `structure` among `segments`, takes their segments out and gives the rest back. The places of
/// `ruled`, the tables that were found before, are kept right.
pub(super) fn find(
    segments: Vec<Segment>,
    structure: &Structure,
    ruled: &mut [Found],
    page: u32,
    vertical: bool,
) -> (Vec<Found>, Vec<Segment>) {
    let mut tables: BTreeMap<u32, Cells> = BTreeMap::new();
    for segment in &segments {
        if let Some(cell) = cell_of(segment, structure) {
            tables.entry(cell.table).or_default().add(cell, segment.area);
        }
    }
    tables.retain(|table, cells| structure.columns(*table) > 1 && cells.is_table());
    if tables.is_empty() {
        return (Vec::new(), segments);
    }
    let mut rest = Vec::with_capacity(segments.len());
    let mut taken: BTreeMap<u32, (usize, Texts)> = BTreeMap::new();
    let mut places: Vec<usize> = ruled.iter().map(|found| found.at).collect();
    for (at, segment) in segments.into_iter().enumerate() {
        match cell_of(&segment, structure).filter(|cell| tables.contains_key(&cell.table)) {
            Some(cell) => {
                for (found, place) in ruled.iter().zip(&mut places) {
                    *place -= usize::from(at < found.at);
                }
                let table = taken.entry(cell.table).or_insert((rest.len(), Texts::new()));
                table.1.entry((cell.row, cell.column)).or_default().push(segment);
            }
            None => rest.push(segment),
        }
    }
    for (found, place) in ruled.iter_mut().zip(places) {
        found.at = place;
    }
    let found = taken
        .into_iter()
        .map(|(table, (at, cells))| Found {
            grid: build(table, cells, structure, page, vertical),
            at,
        })
        .collect();
    (found, rest)
}

fn cell_of(segment: &Segment, structure: &Structure) -> Option<CellTag> {
    structure.cell(segment.glyphs.first()?.tag.cell)
}

/// Where the cells of a table stand on a page.
#[derive(Debug, Default)]
struct Cells {
    areas: BTreeMap<(u32, u32), (Rect, usize)>,
}

impl Cells {
    fn add(&mut self, cell: CellTag, area: Rect) {
        let known = self.areas.entry((cell.row, cell.column)).or_insert((area, 0));
        known.0 = known.0.union(&area);
        known.1 += 1;
    }

    /// Whether the cells stand as those of a table do: side by side in a row, row below row.
    fn is_table(&self) -> bool {
        let areas: Vec<(&(u32, u32), &Rect)> = self.areas.iter().map(|(at, (area, _))| (at, area)).collect();
        let (mut steps, mut good) = (1, 1);
        for pair in areas.windows(2) {
            let ((one_at, one), (next_at, next)) = (pair[0], pair[1]);
            steps += 1;
            good += usize::from(if one_at.0 == next_at.0 {
                next.x0 > one.x0
            } else {
                next.y1 > one.y0
            });
        }
        good * 10 >= steps * 9 && self.areas.values().all(|(_, count)| *count <= CELL_SEGMENTS)
    }
}

fn build(table: u32, mut texts: Texts, structure: &Structure, page: u32, vertical: bool) -> Grid {
    let width = structure.columns(table) as usize;
    let mut starts = vec![f32::INFINITY; width];
    let mut ends = vec![f32::NEG_INFINITY; width];
    let mut area: Option<Rect> = None;
    for (&(_, column), segments) in &texts {
        for segment in segments {
            let column = (column as usize).min(width - 1);
            starts[column] = starts[column].min(segment.area.x0);
            ends[column] = ends[column].max(segment.area.x1);
            area = Some(area.map_or(segment.area, |all| all.union(&segment.area)));
        }
    }
    let area = area.unwrap_or_default();
    // Nothing begins in a column on this page: it begins where the next one does.
    let mut next = area.x1;
    for (start, end) in starts.iter_mut().zip(&mut ends).rev() {
        if !start.is_finite() {
            (*start, *end) = (next, next);
        }
        next = *start;
    }
    starts.push(area.x1);
    let first = texts.keys().next().map_or(0, |(row, _)| *row);
    let last = texts.keys().next_back().map_or(0, |(row, _)| *row);
    let rows = (first..=last)
        .map(|row| {
            structure
                .row(table, row)
                .map(|cell| GridCell {
                    column: cell.column as usize,
                    columns: cell.columns as usize,
                    rows: cell.rows as usize,
                    lines: grid::cell_lines(
                        texts.remove(&(row, cell.column)).unwrap_or_default(),
                        page,
                        vertical,
                    ),
                })
                .collect()
        })
        .collect();
    Grid {
        area,
        columns: starts,
        ends,
        rows,
        tagged: Some((table, first, last)),
    }
}
