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
mod tagged;
mod unruled;

pub(super) use lines::Line;
pub(super) use segments::is_wide;

use super::geometry::Rect;
use super::page::PageContent;
use super::structure::Structure;
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
    /// Those of Chinese and Japanese writing.
    pub(super) wide: usize,
    /// Those that are said to be Latin letters, but are as wide as Japanese ones.
    pub(super) doubtful: usize,
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

    /// The line, unless it is a table.
    pub(super) fn as_line(&self) -> Option<&Line> {
        match self {
            Self::Line(line) => Some(line),
            Self::Table(_) => None,
        }
    }
}

/// The lines among `items`.
pub(super) fn lines_of(items: &[Item]) -> impl Iterator<Item = &Line> {
    items.iter().filter_map(Item::as_line)
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
    /// Where the file's structure declares it: the number of the table, and its first and last row here.
    pub(super) tagged: Option<(u32, u32, u32)>,
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

/// Lays out a page.
pub(super) fn lay_out(content: PageContent, structure: &Structure, number: u32) -> PageLayout {
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
    let (mut grids, segments) = grid::find(&oriented.rules, segments, number, oriented.vertical);
    let (tagged, segments) = tagged::find(segments, structure, &mut grids, number, oriented.vertical);
    grids.extend(tagged);
    let pieces = order::sort(segments, grids);
    PageLayout {
        number,
        width: oriented.width,
        height: oriented.height,
        items: lines::assemble(pieces, number, oriented.vertical),
        aslant,
        tally: oriented.tally,
    }
}

/// Finds the tables that neither rules nor the file's structure show, once running heads are out of the way.
pub(super) fn find_unruled(pages: &mut [PageLayout]) {
    let mut columns = unruled::Columns::new();
    for page in pages {
        page.items = unruled::find(std::mem::take(&mut page.items), page.number, &mut columns);
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
