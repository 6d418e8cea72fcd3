//! The column that a line stands in, which tells whether the line is full.

use crate::document::pdf::layout::{Item, Line, lines_of};

/// Lines that follow each other down a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) left: f32,
    pub(super) right: f32,
    /// The usual free space between two lines.
    pub(super) leading: f32,
}

impl Column {
    /// Whether it is a cell of a table, whose lines belong together however far apart they are.
    pub(super) fn is_cell(self) -> bool {
        self.leading.is_infinite()
    }
}

/// The column that each item stands in. A page of short lines only does not tell how wide it is: there the `edge` of
/// other pages counts, or a margin as wide as the left one.
pub(super) fn columns(items: &[Item], width: f32, edge: Option<f32>) -> Vec<Column> {
    let mut columns = Vec::with_capacity(items.len());
    let mut start = 0;
    for at in 1..=items.len() {
        let jumps = at == items.len() || items[at].area().y0 < items[at - 1].area().y0 - 2.0;
        if jumps {
            let mut of = column(&items[start..at]);
            if at - start == items.len() && firm_edge(items, width).is_none() {
                of.right = of.right.max(edge.unwrap_or(width - of.left));
            }
            columns.extend(std::iter::repeat_n(of, at - start));
            start = at;
        }
    }
    columns
}

/// Where the lines of a page of this width end, if several end there: as far from the right as they begin from the
/// left, or many of them.
pub(super) fn firm_edge(items: &[Item], width: f32) -> Option<f32> {
    let mut ends: Vec<f32> = lines_of(items).map(text_end).collect();
    ends.sort_by(|one, other| other.total_cmp(one));
    let size = lines_of(items).next()?.size;
    let left = lines_of(items).map(|line| line.area.x0).reduce(f32::min)?;
    // A title or two may be wider than the text.
    let close = |three: &&[f32]| three[0] - three[2] < 0.8 * size;
    let edge = ends.windows(3).take(3).find(close)?[0];
    let there = ends
        .iter()
        .filter(|end| (edge - **end).abs() < 0.8 * size)
        .count();
    let balanced = edge > width - left - 3.0 * size;
    (balanced || there >= 5.max(ends.len() / 5)).then_some(edge)
}

/// Where the letters of a line end: punctuation may hang beyond the edge.
fn text_end(line: &Line) -> f32 {
    let last = line.parts.last().and_then(|part| part.text.chars().next_back());
    let hangs = last.is_some_and(|last| matches!(last, '、' | '。' | '，' | '．'));
    line.area.x1 - if hangs { line.size } else { 0.0 }
}

fn column(items: &[Item]) -> Column {
    let lines: Vec<&Line> = lines_of(items).collect();
    let size = lines.first().map_or(10.0, |line| line.size);
    let rights: Vec<f32> = lines.iter().map(|line| text_end(line)).collect();
    let lefts: Vec<f32> = lines.iter().map(|line| -line.area.x0).collect();
    let mut gaps: Vec<f32> = lines
        .windows(2)
        .map(|pair| pair[1].area.y0 - pair[0].area.y1)
        .filter(|gap| *gap > -size)
        .collect();
    gaps.sort_by(f32::total_cmp);
    let leading = gaps.get(gaps.len() / 2).copied().unwrap_or(size).min(1.5 * size);
    Column {
        left: -supported(lefts, size),
        right: supported(rights, size),
        leading,
    }
}

/// The greatest value that is not alone: a title may be wider than the text.
fn supported(mut values: Vec<f32>, size: f32) -> f32 {
    values.sort_by(|one, other| other.total_cmp(one));
    let alone = values.first().copied().unwrap_or(0.0);
    if values.len() < 6 {
        return alone;
    }
    values
        .windows(2)
        .find(|pair| pair[0] - pair[1] < 0.8 * size)
        .map_or(alone, |pair| pair[0])
}
