//! From glyphs to lines and tables in reading order.
//!
//! All of this works in reading coordinates: `x` along the line, `y` from line to line. In vertical writing `x` runs
//! down the page and `y` from its right edge to the left, so that the same rules serve both.

mod grid;
mod lines;
mod order;
mod orient;
mod ruby;
mod segments;
mod unruled;

pub(super) use lines::Line;
pub(super) use segments::is_wide;

use super::geometry::Rect;
use super::page::PageContent;
use segments::Segment;

/// A page, laid out.
#[derive(Debug, Default)]
pub(super) struct PageLayout {
    /// Number, from 1.
    pub(super) number: u32,
    /// Extent along the line.
    pub(super) width: f32,
    /// Extent from line to line.
    pub(super) height: f32,
    /// Lines and tables in reading order.
    pub(super) items: Vec<Item>,
    /// Words that stand aslant over the page, such as watermarks.
    pub(super) aslant: Vec<Line>,
    /// What was seen on the page.
    pub(super) tally: Tally,
}

/// Counts that warnings are made of.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    /// Glyphs that show something.
    pub(super) glyphs: usize,
    /// Those whose characters the file does not give.
    pub(super) unknown: usize,
    /// Those that are not painted.
    pub(super) invisible: usize,
    /// White on white.
    pub(super) white: usize,
    /// Too small to read.
    pub(super) tiny: usize,
    /// Beyond the edge of the page.
    pub(super) outside: usize,
    /// On a layer that is switched off.
    pub(super) hidden: usize,
    /// Pictures.
    pub(super) pictures: usize,
    /// Whether content was cut off.
    pub(super) cut: bool,
}

/// A piece of a page.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// A line of text.
    Line(Line),
    /// A table.
    Table(Grid),
}

impl Item {
    /// Where it stands.
    pub(super) fn area(&self) -> Rect {
        match self {
            Self::Line(line) => line.area,
            Self::Table(grid) => grid.area,
        }
    }
}

/// A table with the lines of its cells.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    /// Where it stands.
    pub(super) area: Rect,
    /// Where its columns begin, and the last ends.
    pub(super) columns: Vec<f32>,
    /// Without rules: where the text of each column ends at most.
    pub(super) ends: Vec<f32>,
    /// Rows from the top, with their cells from the left.
    pub(super) rows: Vec<Vec<GridCell>>,
}

/// A cell of a [`Grid`].
#[derive(Debug, Clone, Default)]
pub(super) struct GridCell {
    /// First column.
    pub(super) column: usize,
    /// How many columns it covers.
    pub(super) columns: usize,
    /// How many rows it covers.
    pub(super) rows: usize,
    /// Its lines.
    pub(super) lines: Vec<Line>,
}

/// What a page takes over from the one before it.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// The columns of the last table without rules.
    columns: unruled::Columns,
}

/// Lays out a page.
pub(super) fn lay_out(content: PageContent, number: u32, carried: &mut Carried) -> PageLayout {
    let oriented = orient::orient(content);
    let aslant = segments::build(oriented.aslant, &[])
        .into_iter()
        .map(|segment| Line::of(&[segment], number, false))
        .collect();
    let mut segments = segments::build(oriented.glyphs, &oriented.rules);
    if segments::is_scattered(&segments) {
        segments = segments::gather(segments, &oriented.rules);
    }
    let segments = ruby::attach(segments);
    let (grids, segments) = grid::find(&oriented.rules, segments, number, oriented.vertical);
    let pieces = order::sort(segments, grids);
    let items = unruled::find(
        lines::assemble(pieces, number, oriented.vertical),
        number,
        &mut carried.columns,
    );
    PageLayout {
        number,
        width: oriented.width,
        height: oriented.height,
        items,
        aslant,
        tally: oriented.tally,
    }
}

/// A segment or a table, in order.
#[derive(Debug)]
enum Piece {
    Segment(Segment),
    Grid(Grid),
}

impl Piece {
    fn area(&self) -> Rect {
        match self {
            Self::Segment(segment) => segment.area,
            Self::Grid(grid) => grid.area,
        }
    }
}
