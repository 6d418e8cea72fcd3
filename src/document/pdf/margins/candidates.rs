//! The lines at the edges of a page that may be running heads.

use super::masks::{Label, is_page_number_line, key, masked};
use crate::document::pdf::layout::{Line, PageLayout};

/// How much of a page counts as its upper and its lower edge.
const EDGE: f32 = 0.14;
/// How many lines at an edge may be running heads.
const ROWS: usize = 3;
/// Two lines run at the same place when they are no further apart than this, in points.
pub(super) const SAME: f32 = 3.0;

/// An edge of the page, in reading coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    Top,
    Bottom,
    Left,
    Right,
}

/// A line near an edge.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    /// The page, from 0.
    pub(super) page: usize,
    /// Which of the page's items it is.
    pub(super) item: usize,
    pub(super) edge: Edge,
    /// How far from the edge it runs, in points.
    pub(super) place: f32,
    pub(super) line: &'a Line,
    /// What it has in common with the lines that repeat it.
    pub(super) key: String,
    pub(super) label: Label,
    /// Whether it is nothing but the number of the page.
    pub(super) is_number: bool,
}

impl<'a> Candidate<'a> {
    fn new(page: usize, item: usize, edge: Edge, line: &'a Line) -> Self {
        let text = line.text();
        let is_number = is_page_number_line(&text);
        let (label, key) = if is_number {
            (Label::None, masked(&text))
        } else {
            (Label::of(&text), key(&text))
        };
        Self {
            page,
            item,
            edge,
            place: match edge {
                Edge::Top | Edge::Bottom => line.area.y1,
                Edge::Left => line.area.x0,
                Edge::Right => line.area.x1,
            },
            line,
            key,
            label,
            is_number,
        }
    }
}

/// The candidates of `layout`, which is page `page`.
pub(super) fn of_page(page: usize, layout: &PageLayout) -> Vec<Candidate<'_>> {
    let lines: Vec<(usize, &Line)> = layout
        .items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| Some((at, item.as_line()?)))
        .collect();
    let edges: &[Edge] = if lines.iter().any(|(_, line)| line.vertical) {
        // The upper and lower edge of a page in vertical writing are the ends of its lines.
        &[Edge::Top, Edge::Bottom, Edge::Left, Edge::Right]
    } else {
        &[Edge::Top, Edge::Bottom]
    };
    let (width, height) = (layout.width, layout.height);
    let mut found: Vec<Candidate<'_>> = Vec::new();
    for &edge in edges {
        let distance = |line: &Line| match edge {
            Edge::Top => line.area.y1 / height,
            Edge::Bottom => (height - line.area.y0) / height,
            Edge::Left => line.area.x1 / width,
            Edge::Right => (width - line.area.x0) / width,
        };
        let mut near: Vec<&(usize, &Line)> = lines.iter().filter(|(_, line)| distance(line) < EDGE).collect();
        near.sort_by(|one, other| distance(one.1).total_cmp(&distance(other.1)));
        let mut rows: Vec<f32> = Vec::new();
        for &(item, line) in near {
            let candidate = Candidate::new(page, item, edge, line);
            if !rows.iter().any(|row| (row - candidate.place).abs() < SAME) {
                rows.push(candidate.place);
            }
            if rows.len() > ROWS {
                break;
            }
            if !found.iter().any(|known| known.item == item) {
                found.push(candidate);
            }
        }
    }
    found
}
