//! The table of links between the books (各編間相関表): one duty stands in several of them.

use super::error::Spot;
use super::grid::Grid;
use crate::text::numerals::{arabic, circled, half_width};

/// An item as the table names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemName {
    /// The title of its book.
    pub book: String,
    /// The number of its section.
    pub section: String,
    /// Its number.
    pub item: u32,
}

/// A row of the table: items of several books that say one duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// Where it stands.
    pub spot: Spot,
    /// The items.
    pub items: Vec<ItemName>,
}

/// The rows of the correlation tables among `grids`; empty where there is none.
pub fn read_links(file: &str, grids: &[Grid]) -> Vec<LinkRow> {
    let mut rows = Vec::new();
    // A table that goes on over the page may not repeat its heads.
    let mut columns: Vec<Option<String>> = Vec::new();
    for grid in grids {
        if !columns.is_empty()
            && grid
                .rows
                .first()
                .is_none_or(|row| row.cells.len() != columns.len())
        {
            columns.clear();
        }
        // The section that a cell without one goes on with, by book.
        let mut sections: Vec<(String, String)> = Vec::new();
        for row in &grid.rows {
            if let Some(found) = heads(&row.cells) {
                columns = found;
                continue;
            }
            let items = items(&row.cells, &columns, &mut sections);
            if items.len() > 1 {
                rows.push(LinkRow {
                    spot: grid.spot(file, row),
                    items,
                });
            }
        }
    }
    rows
}

/// For each column the book whose title is its head; `None` where the row names fewer than two books.
fn heads(cells: &[String]) -> Option<Vec<Option<String>>> {
    let title = |cell: &String| -> Option<String> {
        let text: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
        let end = text.find('編')? + '編'.len_utf8();
        (2..=12)
            .contains(&text[..end].chars().count())
            .then(|| text[..end].to_owned())
    };
    let mut columns: Vec<Option<String>> = cells.iter().map(title).collect();
    let mut books: Vec<&String> = columns.iter().flatten().collect();
    books.dedup();
    if books.len() < 2 {
        return None;
    }
    // In a workbook only the first of merged cells has words: the columns up to the next head are the same book's.
    let mut book = None;
    for (column, cell) in columns.iter_mut().zip(cells) {
        match column {
            Some(title) => book = Some(title.clone()),
            None if cell.is_empty() => column.clone_from(&book),
            None => book = None,
        }
    }
    Some(columns)
}

fn items(
    cells: &[String],
    columns: &[Option<String>],
    sections: &mut Vec<(String, String)>,
) -> Vec<ItemName> {
    let mut books: Vec<(&str, String)> = Vec::new();
    for (cell, book) in cells.iter().zip(columns) {
        let Some(book) = book.as_deref() else { continue };
        match books.iter_mut().find(|(known, _)| *known == book) {
            // A cell merged over several columns stands in each of them.
            Some((_, text)) if text.ends_with(cell.as_str()) => {}
            Some((_, text)) => {
                text.push(' ');
                text.push_str(cell);
            }
            None => books.push((book, cell.clone())),
        }
    }
    let mut items = Vec::new();
    for (book, text) in books {
        let known = sections.iter_mut().find(|(known, _)| known == book);
        let (found, section) = names(&text, known.as_ref().map_or("", |(_, section)| section));
        match known {
            Some((_, latest)) => *latest = section,
            None => sections.push((book.to_owned(), section)),
        }
        items.extend(found.into_iter().map(|(section, item)| ItemName {
            book: book.to_owned(),
            section,
            item,
        }));
    }
    items.sort();
    items.dedup();
    items
}

/// The items that a cell names, 「11.①②、18.①～③」, and the section it ends with; `section` is that of the cell above.
fn names(text: &str, section: &str) -> (Vec<(String, u32)>, String) {
    let mut section = section.to_owned();
    let mut items = Vec::new();
    let mut latest: Option<u32> = None;
    let mut to = false;
    let text: String = text.chars().map(half_width).collect();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        if let Some(number) = circled(first) {
            let from = latest
                .filter(|latest| to && *latest < number)
                .map_or(number, |latest| latest + 1);
            items.extend((from..=number).map(|item| (section.clone(), item)));
            latest = Some(number);
            to = false;
            rest = &rest[first.len_utf8()..];
        } else if let Some((number, length)) = section_number(rest) {
            section = number;
            (latest, to) = (None, false);
            rest = &rest[length..];
        } else {
            to |= matches!(first, '~' | '〜' | '～' | '-' | '－') || rest.starts_with("から");
            rest = &rest[first.len_utf8()..];
        }
    }
    (items, section)
}

/// 「3.4.1」 at the start of a text.
fn section_number(text: &str) -> Option<(String, usize)> {
    let (first, mut length) = arabic(text)?;
    let mut number = first.to_string();
    while let Some((next, digits)) = text[length..].strip_prefix('.').and_then(arabic) {
        number = format!("{number}.{next}");
        length += 1 + digits;
    }
    Some((number, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        names(text, "7")
            .0
            .iter()
            .map(|(section, item)| format!("{section}-{item}"))
            .collect()
    }

    #[test]
    fn a_cell_names_items_by_section_runs_and_ranges() {
        assert_eq!(named("11.①②、18．①"), ["11-1", "11-2", "18-1"]);
        assert_eq!(named("3.4.1 ①～③"), ["3.4.1-1", "3.4.1-2", "3.4.1-3"]);
        assert_eq!(named("12．サイバーセキュリティ ④⑤"), ["12-4", "12-5"]);
        assert_eq!(named("④"), ["7-4"]);
        assert!(named("－").is_empty());
    }

    #[test]
    fn heads_of_a_workbook_reach_over_the_cells_merged_with_them() {
        let cells = ["No.", "経営管理編", "", "企画管理編", "", "備考"].map(str::to_owned);
        let columns = heads(&cells).expect("two books");
        let told: Vec<&str> = columns.iter().map(|c| c.as_deref().unwrap_or("-")).collect();
        assert_eq!(
            told,
            ["-", "経営管理編", "経営管理編", "企画管理編", "企画管理編", "-"]
        );
        assert!(heads(&["編".to_owned(), "企画管理編".to_owned()]).is_none());
    }
}
