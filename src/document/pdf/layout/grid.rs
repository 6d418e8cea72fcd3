//! Ruled tables: rules that cross make a grid, and segments fall into its cells.

use super::lines;
use super::segments::Segment;
use super::{Grid, GridCell, Item, Line, Piece};
use crate::document::pdf::geometry::Rect;
use crate::document::pdf::page::Rule;

/// How far two rules may miss each other and still meet, in points.
const MEET: f32 = 3.0;
/// The most cells of one table: squared paper is no table.
const GRID_CELLS: usize = 5_000;
/// The most rules of one table: beyond this it is a drawing.
const GRID_RULES: usize = 3000;

/// A table found, and where it comes among the segments.
pub(super) struct Found {
    pub(super) grid: Grid,
    /// How many segments come before its first.
    pub(super) at: usize,
}

/// Finds the tables that `rules` make, takes their segments out of `segments` and gives the rest back.
pub(super) fn find(
    rules: &[Rule],
    segments: Vec<Segment>,
    page: u32,
    vertical: bool,
) -> (Vec<Found>, Vec<Segment>) {
    let frames: Vec<Frame> = components(&merged(rules))
        .into_iter()
        .filter_map(|rules| Frame::of(&rules))
        .collect();
    if frames.is_empty() {
        return (Vec::new(), segments);
    }
    let mut inside: Vec<Vec<Segment>> = frames.iter().map(|_| Vec::new()).collect();
    let mut at = vec![None; frames.len()];
    let mut rest = Vec::with_capacity(segments.len());
    for segment in segments {
        let (x, y) = segment.area.middle();
        // Of nested tables the smallest takes it.
        let frame = (0..frames.len())
            .filter(|&frame| frames[frame].area().contains(x, y))
            .min_by(|&one, &other| {
                let size = |frame: usize| frames[frame].area().width() * frames[frame].area().height();
                size(one).total_cmp(&size(other))
            });
        if let Some(frame) = frame {
            at[frame].get_or_insert(rest.len());
            inside[frame].push(segment);
        } else {
            rest.push(segment);
        }
    }
    let found = frames
        .into_iter()
        .zip(inside)
        .zip(at)
        .filter_map(|((frame, segments), at)| {
            Some(Found {
                grid: frame.fill(segments, page, vertical),
                at: at?,
            })
        })
        .collect();
    (found, rest)
}

/// Rules on one line that touch are one rule.
fn merged(rules: &[Rule]) -> Vec<Rule> {
    let mut sorted = rules.to_vec();
    sorted.sort_by(|one, other| {
        one.vertical
            .cmp(&other.vertical)
            .then(one.at.total_cmp(&other.at))
            .then(one.start.total_cmp(&other.start))
    });
    // First bring rules that lie nearly at the same place to exactly the same place, then join along it.
    let mut anchor: Option<(bool, f32)> = None;
    for rule in &mut sorted {
        match anchor {
            Some((vertical, at)) if vertical == rule.vertical && rule.at - at < 1.5 => rule.at = at,
            _ => anchor = Some((rule.vertical, rule.at)),
        }
    }
    sorted.sort_by(|one, other| {
        one.vertical
            .cmp(&other.vertical)
            .then(one.at.total_cmp(&other.at))
            .then(one.start.total_cmp(&other.start))
    });
    let mut merged: Vec<Rule> = Vec::new();
    for rule in sorted {
        match merged.last_mut() {
            Some(last)
                if last.vertical == rule.vertical
                    && (last.at - rule.at).abs() < 0.01
                    && rule.start <= last.end + MEET =>
            {
                last.end = last.end.max(rule.end);
            }
            _ => merged.push(rule),
        }
    }
    merged
}

/// The first member of the group that `at` belongs to.
fn root(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}

/// Groups of rules that meet each other.
fn components(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let rules = &rules[..rules.len().min(GRID_RULES)];
    let mut group: Vec<usize> = (0..rules.len()).collect();
    let first_vertical = rules.partition_point(|rule| !rule.vertical);
    for across in 0..first_vertical {
        for down in first_vertical..rules.len() {
            let (h, v) = (&rules[across], &rules[down]);
            let meet = v.at >= h.start - MEET
                && v.at <= h.end + MEET
                && h.at >= v.start - MEET
                && h.at <= v.end + MEET;
            if meet {
                let (one, other) = (root(&mut group, across), root(&mut group, down));
                group[one.max(other)] = one.min(other);
            }
        }
    }
    let mut groups: Vec<Vec<Rule>> = vec![Vec::new(); rules.len()];
    for (at, rule) in rules.iter().enumerate() {
        let root = root(&mut group, at);
        groups[root].push(*rule);
    }
    groups.retain(|group| group.len() >= 4);
    groups
}

/// The lines of a grid and the walls between its base cells.
struct Frame {
    xs: Vec<f32>,
    ys: Vec<f32>,
    across: Vec<Rule>,
    down: Vec<Rule>,
}

impl Frame {
    /// The grid of rules that meet; `None` for a single box or less.
    fn of(rules: &[Rule]) -> Option<Self> {
        let (down, across): (Vec<Rule>, Vec<Rule>) = rules.iter().partition(|rule| rule.vertical);
        if down.len() < 2 && across.len() < 2 {
            return None;
        }
        let mut xs = places(&down);
        let mut ys = places(&across);
        // Tables open at the sides: their rules say where they end.
        if xs.len() + ys.len() > 5 {
            widen(&mut xs, &across);
            widen(&mut ys, &down);
        }
        let cells = xs.len().saturating_sub(1) * ys.len().saturating_sub(1);
        (2..=GRID_CELLS)
            .contains(&cells)
            .then_some(Self { xs, ys, across, down })
    }

    fn area(&self) -> Rect {
        let ends = |places: &[f32]| {
            (
                places.first().copied().unwrap_or(0.0),
                places.last().copied().unwrap_or(0.0),
            )
        };
        let ((x0, x1), (y0, y1)) = (ends(&self.xs), ends(&self.ys));
        Rect { x0, y0, x1, y1 }
    }

    /// Whether a rule stands between column `column` and the one before it, in `row`.
    fn wall_left(&self, row: usize, column: usize) -> bool {
        let middle = f32::midpoint(self.ys[row], self.ys[row + 1]);
        covers(&self.down, self.xs[column], middle)
    }

    /// Whether a rule stands between row `row` and the one above it, in `column`.
    fn wall_above(&self, row: usize, column: usize) -> bool {
        let middle = f32::midpoint(self.xs[column], self.xs[column + 1]);
        covers(&self.across, self.ys[row], middle)
    }

    /// Puts `segments` into the cells.
    fn fill(self, segments: Vec<Segment>, page: u32, vertical: bool) -> Grid {
        let (rows, columns) = (self.ys.len() - 1, self.xs.len() - 1);
        // The cell that owns each base cell: the first of those without a wall between them.
        let mut owner = vec![vec![None; columns]; rows];
        let mut cells: Vec<(usize, GridCell, Vec<Segment>)> = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                if owner[row][column].is_some() {
                    continue;
                }
                let wide = (column + 1..columns)
                    .take_while(|&next| owner[row][next].is_none() && !self.wall_left(row, next))
                    .count();
                let high = (row + 1..rows)
                    .take_while(|&next| {
                        (column..=column + wide)
                            .all(|at| owner[next][at].is_none() && !self.wall_above(next, at))
                    })
                    .count();
                for line in &mut owner[row..=row + high] {
                    line[column..=column + wide].fill(Some(cells.len()));
                }
                let cell = GridCell {
                    column,
                    columns: wide + 1,
                    rows: high + 1,
                    lines: Vec::new(),
                };
                cells.push((row, cell, Vec::new()));
            }
        }
        for segment in segments {
            let (x, y) = segment.area.middle();
            let row = index(&self.ys, y);
            let column = index(&self.xs, x);
            if let Some(cell) = owner[row][column] {
                cells[cell].2.push(segment);
            }
        }
        let mut grid = Grid {
            area: self.area(),
            columns: self.xs,
            ends: Vec::new(),
            rows: vec![Vec::new(); rows],
            tagged: None,
        };
        for (row, mut cell, segments) in cells {
            cell.lines = cell_lines(segments, page, vertical);
            grid.rows[row].push(cell);
        }
        grid.tidy();
        grid
    }
}

/// The lines that `segments` make within a cell.
pub(super) fn cell_lines(mut segments: Vec<Segment>, page: u32, vertical: bool) -> Vec<Line> {
    segments.sort_by(|one, other| one.area.y0.total_cmp(&other.area.y0));
    let mut rows: Vec<Vec<Segment>> = Vec::new();
    for segment in segments {
        match rows.last_mut() {
            Some(row) if row[0].shares_line(&segment) => row.push(segment),
            _ => rows.push(vec![segment]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.area.x0.total_cmp(&other.area.x0));
    }
    let pieces = rows.into_iter().flatten().map(Piece::Segment).collect();
    lines::assemble(pieces, page, vertical)
        .into_iter()
        .filter_map(|item| match item {
            Item::Line(line) => Some(line),
            Item::Table(_) => None,
        })
        .collect()
}

impl Grid {
    /// Drops rows and columns that only double rules made: no cell begins in them, or they are too thin for a letter.
    fn tidy(&mut self) {
        let columns = self.columns.len().saturating_sub(1);
        let mut keep: Vec<bool> = vec![false; columns];
        for cell in self.rows.iter().flatten() {
            if !cell.lines.is_empty() || cell.columns == 1 && self.width_of(cell.column) > 6.0 {
                keep[cell.column] = true;
            }
        }
        let before: Vec<usize> = (0..=columns)
            .map(|column| keep[..column].iter().filter(|kept| **kept).count())
            .collect();
        for row in &mut self.rows {
            row.retain_mut(|cell| {
                let (from, to) = (
                    before[cell.column],
                    before[(cell.column + cell.columns).min(columns)],
                );
                cell.columns = to - from;
                cell.column = from;
                to > from
            });
        }
        self.rows.retain(|row| !row.is_empty());
    }

    fn width_of(&self, column: usize) -> f32 {
        self.columns[column + 1] - self.columns[column]
    }
}

fn places(rules: &[Rule]) -> Vec<f32> {
    let mut places: Vec<f32> = rules.iter().map(|rule| rule.at).collect();
    places.sort_by(f32::total_cmp);
    places.dedup_by(|next, kept| *next - *kept < MEET);
    places
}

fn widen(places: &mut Vec<f32>, rules: &[Rule]) {
    let start = rules.iter().map(|rule| rule.start).fold(f32::INFINITY, f32::min);
    let end = rules
        .iter()
        .map(|rule| rule.end)
        .fold(f32::NEG_INFINITY, f32::max);
    if places.first().is_some_and(|first| start < first - 8.0) {
        places.insert(0, start);
    }
    if places.last().is_some_and(|last| end > last + 8.0) {
        places.push(end);
    }
}

fn covers(rules: &[Rule], at: f32, middle: f32) -> bool {
    rules
        .iter()
        .any(|rule| (rule.at - at).abs() < MEET && rule.start - 0.5 <= middle && middle <= rule.end + 0.5)
}

/// The interval of `places` that `value` lies in.
fn index(places: &[f32], value: f32) -> usize {
    places
        .partition_point(|place| *place <= value)
        .saturating_sub(1)
        .min(places.len() - 2)
}
