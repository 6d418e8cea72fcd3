//! Tables without rules: lines whose pieces stand under each other.

use super::{Grid, GridCell, Item, Line};

/// Finds tables among `items`.
pub(super) fn find(items: Vec<Item>) -> Vec<Item> {
    let mut found = Vec::with_capacity(items.len());
    let mut open: Vec<Line> = Vec::new();
    for item in items {
        match item {
            Item::Line(line) if continues(&open, &line) => open.push(line),
            other => {
                close(&mut open, &mut found);
                match other {
                    Item::Line(line) if line.parts.len() >= 3 => open.push(line),
                    other => found.push(other),
                }
            }
        }
    }
    close(&mut open, &mut found);
    found
}

fn continues(open: &[Line], line: &Line) -> bool {
    let Some(last) = open.last() else { return false };
    last.parts.len() == line.parts.len()
        && line.area.y0 > last.area.y0
        && line.area.y0 - last.area.y1 < 3.0 * line.size
        && last
            .parts
            .iter()
            .zip(&line.parts)
            .all(|(above, below)| (above.area.x0 - below.area.x0).abs() < line.size)
}

fn close(open: &mut Vec<Line>, found: &mut Vec<Item>) {
    let lines = std::mem::take(open);
    if lines.len() < 3 {
        found.extend(lines.into_iter().map(Item::Line));
        return;
    }
    let area = lines
        .iter()
        .map(|line| line.area)
        .reduce(|all, one| all.union(&one))
        .unwrap_or_default();
    let mut columns: Vec<f32> = lines[0].parts.iter().map(|part| part.area.x0).collect();
    columns.push(area.x1);
    let rows = lines
        .into_iter()
        .map(|line| {
            line.parts
                .iter()
                .enumerate()
                .map(|(column, part)| GridCell {
                    column,
                    columns: 1,
                    rows: 1,
                    lines: vec![Line {
                        area: part.area,
                        parts: vec![part.clone()],
                        ..line.clone()
                    }],
                })
                .collect()
        })
        .collect();
    found.push(Item::Table(Grid {
        area,
        columns,
        rows,
        ruled: false,
    }));
}
