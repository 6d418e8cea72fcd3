//! Items from a table with one a row: `id`, `book`, `section`, `section_title`, `item`, `text`, `elements`, `related`.

use std::collections::BTreeMap;

use super::error::{ImportError, Problem, Spot};
use super::grid::{Grid, GridRow};
use crate::text::normalize;
use crate::text::numerals::{arabic, circled};

/// An item as a file gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// Its id, where the file gives one.
    pub id: Option<String>,
    /// The title or id of its book, where the file gives it.
    pub book: Option<String>,
    /// The number of its section.
    pub section: String,
    /// The title of its section; empty where the file gives none.
    pub section_title: String,
    /// The head over it within the section.
    pub group: Option<String>,
    /// Its number, ① = 1.
    pub number: u32,
    /// Its words.
    pub text: String,
    /// Its elements' points, where the file gives them.
    pub elements: Vec<String>,
    /// Ids of linked requirements; `None` where the file has no such column.
    pub related: Option<Vec<String>>,
    /// Where it stands.
    pub spot: Spot,
}

/// A column: its name and what else it may be called.
const COLUMNS: [(&str, &[&str]); 8] = [
    ("id", &["識別子", "遵守事項id"]),
    ("book", &["編"]),
    ("section", &["章", "節", "章番号", "章節"]),
    ("section_title", &["章題", "章の題", "題"]),
    ("item", &["項", "項番", "項目番号", "番号"]),
    ("text", &["遵守事項", "本文", "文", "内容"]),
    ("elements", &["観点"]),
    ("related", &["関連", "相関"]),
];

/// How many rows may stand above the heads.
const ABOVE: usize = 10;

/// The items of the tables in `grids`; `None` where none of them is a table of items.
pub(super) fn read_items(file: &str, grids: &[Grid]) -> Result<Option<Vec<Item>>, ImportError> {
    let mut items: Option<Vec<Item>> = None;
    for grid in grids {
        let Some(at) = grid.rows.iter().take(ABOVE).position(is_head) else {
            continue;
        };
        let columns = columns(file, grid, &grid.rows[at])?;
        let found = items.get_or_insert_default();
        for row in &grid.rows[at + 1..] {
            if row.cells.iter().any(|cell| !cell.is_empty()) {
                found.push(item(file, grid, row, &columns)?);
            }
        }
    }
    if let Some(items) = &items {
        unique(items)?;
    }
    Ok(items)
}

fn known(head: &str) -> Option<&'static str> {
    let head = normalize(head);
    COLUMNS
        .iter()
        .find(|(name, others)| *name == head || others.contains(&head.as_str()))
        .map(|(name, _)| *name)
}

/// A row that names at least two columns is the head.
fn is_head(row: &GridRow) -> bool {
    row.cells.iter().filter(|cell| known(cell).is_some()).count() >= 2
}

type Columns = BTreeMap<&'static str, usize>;

fn columns(file: &str, grid: &Grid, row: &GridRow) -> Result<Columns, ImportError> {
    let mut columns = Columns::new();
    let wrong = |problem| Err(grid.spot(file, row).problem(problem));
    for (at, head) in row.cells.iter().enumerate().filter(|(_, head)| !head.is_empty()) {
        let Some(name) = known(head) else {
            return wrong(Problem::UnknownColumn(head.clone()));
        };
        if columns.insert(name, at).is_some() {
            return wrong(Problem::DoubleColumn(name.to_owned()));
        }
    }
    if !columns.contains_key("text") {
        return wrong(Problem::MissingColumn("text"));
    }
    for name in ["section", "item"] {
        if !columns.contains_key("id") && !columns.contains_key(name) {
            return wrong(Problem::MissingColumn(name));
        }
    }
    Ok(columns)
}

fn item(file: &str, grid: &Grid, row: &GridRow, columns: &Columns) -> Result<Item, ImportError> {
    let cell = |name: &str| {
        let at = columns.get(name)?;
        row.cells
            .get(*at)
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    };
    let spot = grid.spot(file, row);
    let wrong = |problem| spot.clone().problem(problem);
    let id = cell("id").map(str::to_owned);
    let text = cell("text").ok_or_else(|| wrong(Problem::EmptyCell("text")))?;
    let by_id = id.as_deref().and_then(parts);
    let section = match (cell("section"), &by_id) {
        (Some(section), _) => section_number(section),
        (None, Some((section, _))) => section.clone(),
        (None, None) => return Err(wrong(id.map_or(Problem::EmptyCell("section"), Problem::BadId))),
    };
    let number = match (cell("item"), &by_id) {
        (Some(item), _) => number(item).ok_or_else(|| wrong(Problem::NoNumber(item.to_owned())))?,
        (None, Some((_, number))) => *number,
        (None, None) => return Err(wrong(id.map_or(Problem::EmptyCell("item"), Problem::BadId))),
    };
    Ok(Item {
        id,
        book: cell("book").map(str::to_owned),
        section,
        section_title: cell("section_title").unwrap_or_default().to_owned(),
        group: None,
        number,
        text: text.to_owned(),
        elements: cell("elements").map_or_else(Vec::new, |cell| list(cell, &['\n', ';', '；', '|', '｜'])),
        related: columns.contains_key("related").then(|| {
            list(
                cell("related").unwrap_or_default(),
                &['\n', ';', '；', ',', '、', ' ', '　'],
            )
        }),
        spot,
    })
}

fn list(cell: &str, between: &[char]) -> Vec<String> {
    let parts = cell.split(between).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// 「12」 of 「12．」, 「１２章」, 「第12章」.
fn section_number(cell: &str) -> String {
    let text: String = cell.chars().map(crate::text::numerals::half_width).collect();
    let number = text
        .trim_start_matches('第')
        .trim_end_matches(['章', '節', '.', ' ']);
    number.to_owned()
}

/// 「5」「⑤」「12.⑤」「12-5」
fn number(cell: &str) -> Option<u32> {
    if let Some(number) = cell.chars().last().and_then(circled) {
        return Some(number);
    }
    let last = cell.rsplit(['.', '．', '-', '－']).next()?.trim();
    let (number, length) = arabic(last)?;
    (length == last.len()).then_some(number)
}

/// Section and item of an id: 「M12-5」, 「G1.2.1-b2」; the item is 0 where the id tells none (「C14-x1」).
fn parts(id: &str) -> Option<(String, u32)> {
    let (head, item) = id.rsplit_once('-')?;
    let section = head.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_section = !section.is_empty() && section.chars().all(|c| c.is_ascii_digit() || c == '.');
    let (marked, digits) = match item.find(|c: char| c.is_ascii_digit()) {
        Some(at) => item.split_at(at),
        None => return None,
    };
    let number = digits.parse().ok()?;
    // An item of unknown number has an x.
    let number = if marked.starts_with(['x', 'r']) { 0 } else { number };
    is_section.then(|| (section.to_owned(), number))
}

/// Checks that no id stands twice.
fn unique(items: &[Item]) -> Result<(), ImportError> {
    let mut seen: BTreeMap<&str, &Spot> = BTreeMap::new();
    for item in items {
        let Some(id) = &item.id else { continue };
        if let Some(other) = seen.insert(id, &item.spot) {
            let problem = Problem::Duplicate {
                id: id.clone(),
                other: other.clone(),
            };
            return Err(item.spot.clone().problem(problem));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (cell, value) in [("5", 5), ("⑤", 5), ("12.⑤", 5), ("12-5", 5), ("５", 5)] {
            assert_eq!(number(cell), Some(value), "{cell}");
        }
        assert_eq!(number("五つ目"), None);
        assert_eq!(section_number("第１２章"), "12");
        assert_eq!(parts("G1.2.1-b2"), Some(("1.2.1".to_owned(), 2)));
        assert_eq!(parts("C14-x1"), Some(("14".to_owned(), 0)));
        assert_eq!(parts("項目5"), None);
    }
}
