//! Comparison tables (新旧対照表): only the new side counts.

use crate::document::{Row, Table};

/// Heads of the new side.
const NEW: &[&str] = &[
    "改正後",
    "改正案",
    "改定後",
    "改訂後",
    "変更後",
    "新",
    "新規程",
    "新規定",
    "改正後の規程",
];
/// Heads of the old side.
const OLD: &[&str] = &[
    "改正前",
    "現行",
    "改定前",
    "改訂前",
    "変更前",
    "旧",
    "旧規程",
    "旧規定",
    "改正前の規程",
    "現行規程",
];

/// Which column is the new side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// Its first column.
    pub new: usize,
    /// How many rows are heads.
    pub heads: usize,
}

/// The sides of `table`, if it compares two versions.
pub fn sides(table: &Table) -> Option<Sides> {
    table.rows.iter().take(2).enumerate().find_map(|(at, row)| {
        let new = column(row, NEW)?;
        column(row, OLD)?;
        (row.cells.len() <= 4).then_some(Sides { new, heads: at + 1 })
    })
}

fn column(row: &Row, heads: &[&str]) -> Option<usize> {
    row.cells.iter().find_map(|cell| {
        let head: String = cell
            .text()
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '（' | '）' | '(' | ')' | '【' | '】'))
            .collect();
        heads.contains(&head.as_str()).then_some(cell.column)
    })
}
