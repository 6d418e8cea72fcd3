//! Tables without rules: a line of several pieces, and what follows in its columns.

use super::lines::Part;
use super::{Grid, GridCell, Item, Line};
use crate::document::pdf::labels::{Start, start_of};

/// The fewest columns of a table without rules.
const COLUMNS: usize = 2;

/// Where the columns of a table begin and where their text ends at most.
pub(super) type Columns = Vec<(f32, f32)>;

/// Finds tables among the `items` of page `page`. `known` are the columns of the last table before this page, which
/// may go on here without its head.
pub(super) fn find(items: Vec<Item>, page: u32, known: &mut Columns) -> Vec<Item> {
    let last = std::mem::take(known);
    let mut found = Vec::with_capacity(items.len());
    let mut rest = items.into_iter().peekable();
    while let Some(item) = rest.next() {
        let Item::Line(head) = item else {
            found.push(item);
            continue;
        };
        let parted = head.parted_at(&starts(&last));
        if parted.parts.len() < COLUMNS {
            found.push(Item::Line(head));
            continue;
        }
        let (given, head) = (head.clone(), parted.into_owned());
        let goes_on = last.len() >= head.parts.len() && stands_in(&head, &last);
        let mut columns: Columns = if goes_on {
            last.clone()
        } else {
            head.parts
                .iter()
                .map(|part| (part.area.x0, part.area.x1))
                .collect()
        };
        let (mut given, mut lines) = (vec![given], vec![head]);
        while let Some(Item::Line(next)) = rest.peek() {
            // A text that fills its cell stands so near to the next that both seem to be one.
            let line = next.parted_at(&starts(&columns));
            if !fits(&lines, &line, &columns) {
                break;
            }
            let line = line.into_owned();
            if let Some(Item::Line(next)) = rest.next() {
                given.push(next);
            }
            for part in &line.parts {
                if let Some(column) = column_of(part, &columns, line.size) {
                    columns[column].0 = columns[column].0.min(part.area.x0);
                    columns[column].1 = columns[column].1.max(part.area.x1);
                }
            }
            lines.push(line);
        }
        lines.truncate(end_of_table(&lines, &columns));
        let after = given.split_off(lines.len());
        let fewest = if goes_on { 1 } else { 3 };
        match table(&lines, &columns, page, fewest) {
            Some(grid) => {
                found.push(Item::Table(grid));
                *known = columns;
            }
            None => found.extend(given.into_iter().map(Item::Line)),
        }
        found.extend(after.into_iter().map(Item::Line));
    }
    found
}

/// Where the columns begin, but for the first.
fn starts(columns: &[(f32, f32)]) -> Vec<f32> {
    columns.iter().skip(1).map(|column| column.0).collect()
}

/// How many of `lines` are the table: short lines at the end may begin paragraphs of their own below it.
fn end_of_table(lines: &[Line], columns: &[(f32, f32)]) -> usize {
    let of_table = |line: &Line| {
        let in_first = line
            .parts
            .iter()
            .all(|part| column_of(part, columns, line.size) == Some(0));
        !in_first || start_of(&line.text()) == Start::None
    };
    lines.iter().rposition(of_table).map_or(1, |last| last + 1)
}

/// Whether each piece of `line` begins where a column does.
fn stands_in(line: &Line, columns: &[(f32, f32)]) -> bool {
    line.parts.iter().all(|part| {
        columns
            .iter()
            .any(|(start, _)| (start - part.area.x0).abs() < 0.5 * line.size)
    })
}

/// Whether all of `line` stands in `columns` and not far below what is there.
fn fits(lines: &[Line], line: &Line, columns: &[(f32, f32)]) -> bool {
    let top = lines[0].area.y0;
    // The lowest is among the last: cells of one row end at different heights.
    let last = &lines[lines.len().saturating_sub(40)..];
    let bottom = last.iter().map(|line| line.area.y1).fold(0.0, f32::max);
    line.area.y0 > top - 0.5 * line.size
        && line.area.y0 - bottom < 2.5 * line.size
        && line
            .parts
            .iter()
            .all(|part| column_of(part, columns, line.size).is_some())
}

/// The column that `part` begins in, if it does not run into the next.
fn column_of(part: &Part, columns: &[(f32, f32)], size: f32) -> Option<usize> {
    let column = columns
        .iter()
        .rposition(|(start, _)| part.area.x0 > start - 0.8 * size)?;
    let free = columns
        .get(column + 1)
        .is_none_or(|(next, _)| part.area.x1 < next - 0.2 * size);
    // Text of the first column that begins far from its start is no cell, unless cells are centred.
    let near = part.area.x0 < columns[column].1 || part.area.x0 - columns[column].0 < 6.0 * size;
    // A long line in the last column may be an ordinary line that is indented.
    (free && near).then_some(column)
}

/// Whether two columns are those of a table, such as persons and their duties, and not the numbers of paragraphs that
/// are set apart from their text, or titles and page numbers.
fn are_two_columns(rows: &[Vec<(usize, Line)>], columns: &[(f32, f32)]) -> bool {
    let text = |row: &[(usize, Line)], column: usize| -> String {
        let of = row.iter().filter(|(at, _)| *at == column);
        of.map(|(_, line)| line.text()).collect()
    };
    let size = rows
        .first()
        .and_then(|row| row.first())
        .map_or(10.0, |(_, line)| line.size);
    let apart = columns[1].0 - columns[0].1 > 0.8 * size;
    let narrow = columns[0].1 - columns[0].0 < 0.5 * (columns[1].1 - columns[0].0);
    let (mut whole, mut telling) = (0, 0);
    for row in rows {
        let (first, second) = (text(row, 0), text(row, 1));
        if first.is_empty() || second.is_empty() {
            continue;
        }
        whole += 1;
        let is_label = first.chars().count() <= 6 && start_of(&format!("{first}\u{3000}あ")) > Start::None;
        let is_number = second
            .chars()
            .all(|letter| letter.is_numeric() || !letter.is_alphanumeric());
        telling += usize::from(!is_label && !is_number);
    }
    apart && narrow && 5 * telling >= 4 * whole && 4 * whole >= 3 * rows.len()
}

/// The table that `lines` make, if they make no fewer rows than `fewest`.
fn table(lines: &[Line], columns: &[(f32, f32)], page: u32, fewest: usize) -> Option<Grid> {
    let mut parts: Vec<(usize, Line)> = Vec::new();
    for line in lines {
        for part in &line.parts {
            let column = column_of(part, columns, line.size).unwrap_or(0);
            let cell = Line {
                page,
                area: part.area,
                parts: vec![part.clone()],
                ..line.clone()
            };
            parts.push((column, cell));
        }
    }
    parts.sort_by(|one, other| one.1.area.y0.total_cmp(&other.1.area.y0));
    let mut rows: Vec<Vec<(usize, Line)>> = Vec::new();
    let mut levels: Vec<Vec<(usize, Line)>> = Vec::new();
    for part in parts {
        match levels.last_mut() {
            Some(level) if (level[0].1.area.y0 - part.1.area.y0).abs() < 0.5 * part.1.size => {
                level.push(part);
            }
            _ => levels.push(vec![part]),
        }
    }
    // Cells begin at the top of their row, so a row begins where most columns have text.
    let most = match columns.len() {
        2 | 3 => 2,
        more => more.div_ceil(2) + 1,
    };
    for level in levels {
        let begins = level.len() >= most.min(columns.len()) && level.iter().any(|(column, _)| *column == 0);
        match rows.last_mut() {
            Some(row) if !begins => row.extend(level),
            _ => rows.push(level),
        }
    }
    if rows.len() < fewest || columns.len() == 2 && !are_two_columns(&rows, columns) {
        return None;
    }
    let area = lines
        .iter()
        .map(|line| line.area)
        .reduce(|all, one| all.union(&one))
        .unwrap_or_default();
    let mut edges: Vec<f32> = columns.iter().map(|column| column.0).collect();
    edges.push(area.x1);
    let rows = rows
        .into_iter()
        .map(|row| {
            (0..columns.len())
                .map(|column| GridCell {
                    column,
                    columns: 1,
                    rows: 1,
                    lines: row
                        .iter()
                        .filter(|(of, _)| *of == column)
                        .map(|(_, line)| line.clone())
                        .collect(),
                })
                .collect()
        })
        .collect();
    Some(Grid {
        area,
        columns: edges,
        rows,
        ends: columns.iter().map(|column| column.1).collect(),
        tagged: None,
    })
}
