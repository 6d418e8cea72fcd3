//! How far the column reaches that a recognized line stands in: a full line goes on in the next.

use std::collections::BTreeMap;

/// From where to where something stands along the line, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub(super) start: f32,
    pub(super) end: f32,
}

impl Span {
    fn length(self) -> f32 {
        self.end - self.start
    }

    fn union(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether they stand below each other and not side by side.
    fn shares_column(self, other: Self) -> bool {
        let common = self.end.min(other.end) - self.start.max(other.start);
        common > 0.5 * self.length().min(other.length())
    }
}

/// The most blocks that are compared: a page with more is no page of text.
const BLOCKS: usize = 1000;

/// The span of the column of each block, by the spans of the lines in the blocks.
pub(super) fn of_blocks(lines: impl Iterator<Item = (u32, Span)>) -> BTreeMap<u32, Span> {
    let mut blocks: BTreeMap<u32, Span> = BTreeMap::new();
    for (block, span) in lines {
        let known = blocks.entry(block).or_insert(span);
        *known = known.union(span);
    }
    let spans: Vec<Span> = blocks.values().copied().take(BLOCKS).collect();
    let across: Vec<Span> = spans
        .iter()
        .copied()
        .filter(|span| lies_across(*span, &spans))
        .collect();
    for span in blocks.values_mut() {
        let is_across = across.contains(span);
        *span = spans
            .iter()
            .filter(|other| across.contains(other) == is_across && span.shares_column(**other))
            .fold(*span, |all, other| all.union(*other));
    }
    blocks
}

/// Whether a block lies across several columns: below or above it blocks stand side by side, each a good part of it.
fn lies_across(block: Span, blocks: &[Span]) -> bool {
    let parts = || {
        blocks.iter().filter(|other| {
            other.shares_column(block) && (0.3..0.7).contains(&(other.length() / block.length().max(1.0)))
        })
    };
    let first_end = parts().map(|part| part.end).fold(f32::INFINITY, f32::min);
    let last_start = parts().map(|part| part.start).fold(f32::NEG_INFINITY, f32::max);
    first_end <= last_start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: f32, end: f32) -> Span {
        Span { start, end }
    }

    #[test]
    fn a_short_block_stands_in_the_column_of_those_below_it() {
        let columns = of_blocks([(1, span(100.0, 300.0)), (2, span(100.0, 1900.0))].into_iter());
        assert_eq!(columns[&1], span(100.0, 1900.0));
    }

    #[test]
    fn two_columns_are_two_though_a_title_lies_across_them() {
        let blocks = [
            (1, span(300.0, 1700.0)),
            (2, span(100.0, 950.0)),
            (3, span(1050.0, 1900.0)),
            (4, span(100.0, 400.0)),
        ];
        let columns = of_blocks(blocks.into_iter());
        assert_eq!(columns[&1], span(300.0, 1700.0));
        assert_eq!(columns[&3], span(1050.0, 1900.0));
        assert_eq!(columns[&4], span(100.0, 950.0));
    }

    #[test]
    fn a_date_on_the_right_makes_no_columns() {
        let blocks = [
            (1, span(100.0, 400.0)),
            (2, span(1500.0, 1900.0)),
            (3, span(100.0, 1900.0)),
        ];
        assert_eq!(of_blocks(blocks.into_iter())[&1], span(100.0, 1900.0));
    }
}
