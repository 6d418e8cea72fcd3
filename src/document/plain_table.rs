//! Tables in plain text: rows whose cells are set apart by tabs or by upright rules.

use super::model::{Block, Cell, Row, Table};
use super::plain::paragraph;

/// Upright rules between cells.
const RULES: [char; 5] = ['|', '｜', '│', '┃', '║'];

/// How many of the first `lines` are rows of one table; 0 where they are none.
pub(super) fn length(lines: &[&str]) -> usize {
    let ruled = lines
        .iter()
        .take_while(|line| is_ruled(line) || is_level(line))
        .count();
    if lines[..ruled].iter().any(|line| is_ruled(line)) {
        return ruled;
    }
    let Some(width) = lines.first().map(|line| line.split('\t').count()) else {
        return 0;
    };
    let rows = lines
        .iter()
        .take_while(|line| line.trim().contains('\t') && line.split('\t').count() <= width)
        .count();
    if rows < 2 || lines[0].starts_with('\t') {
        return 0;
    }
    let cells = || lines[..rows].iter().map(|line| line.split('\t'));
    let labels: Vec<bool> = cells()
        .filter_map(|mut cells| cells.next())
        .map(is_label)
        .collect();
    let labelled = labels.iter().filter(|label| **label).count();
    let paged = cells()
        .filter_map(Iterator::last)
        .all(|cell| cell.trim().chars().all(char::is_numeric));
    // A list whose numbers are set apart by a tab, and a table of contents, are no tables; numbered rows below heads are.
    let list = labels[0] && labelled * 2 > rows && (width == 2 || labelled == rows);
    if list || paged { 0 } else { rows }
}

/// The table of `lines`; each cell is a paragraph with a number of its own.
pub(super) fn table(lines: &[&str], number: &mut u32) -> Table {
    let mut rows = Vec::with_capacity(lines.len());
    for line in lines.iter().filter(|line| !is_level(line)) {
        let words: Vec<&str> = if is_ruled(line) {
            line.trim().trim_matches(RULES).split(RULES).collect()
        } else {
            line.split('\t').collect()
        };
        let first = *number + 1;
        let cells: Vec<Cell> = words
            .into_iter()
            .enumerate()
            .map(|(column, words)| {
                let block = |words| Block::Paragraph(paragraph(words, number));
                Cell::single(
                    column,
                    Some(words.trim())
                        .filter(|words| !words.is_empty())
                        .map(block)
                        .into_iter()
                        .collect(),
                )
            })
            .collect();
        let mut row = Row {
            cells,
            ..Row::default()
        };
        row.place.paragraph = first;
        rows.push(row);
    }
    let place = rows.first().map(|row| row.place).unwrap_or_default();
    Table {
        place,
        rows,
        header_rows: 0,
    }
}

/// Whether a line stands between upright rules.
fn is_ruled(line: &str) -> bool {
    let line = line.trim();
    line.chars().nth(1).is_some() && line.starts_with(RULES) && line.ends_with(RULES) && !is_level(line)
}

/// Whether a line is only a level rule between rows.
fn is_level(line: &str) -> bool {
    let line = line.trim();
    let level = |c: char| {
        matches!(
            c,
            '\u{2500}'..='\u{257f}' | '-' | '=' | '+' | ':' | ' ' | '\u{3000}'
        ) || RULES.contains(&c)
    };
    line.chars().all(level)
        && line.contains(['-', '=', '─', '━', '═'])
        && line
            .chars()
            .any(|c| RULES.contains(&c) || "┌├└┏┣┗╔╠╚+".contains(c))
}

/// Whether a cell can be the number of a list: 「第1条」「(2)」「ア」「・」.
fn is_label(cell: &str) -> bool {
    let cell = cell.trim();
    let sign = |c: char| {
        c.is_numeric()
            || c.is_ascii_punctuation()
            || "第条項号章節編款目の一二三四五六七八九十百（）．、－・○●■◆※".contains(c)
    };
    cell.chars().nth(10).is_none() && {
        let mut others = cell.chars().filter(|&c| !sign(c));
        let kana = |c: char| c.is_ascii_alphabetic() || matches!(c, 'ァ'..='ヶ' | 'ｦ'..='ﾝ');
        others.next().is_none_or(kana) && others.next().is_none()
    }
}
