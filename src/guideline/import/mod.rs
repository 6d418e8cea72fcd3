//! Import: a guideline's official files, or a table of its items, into a catalogue that people can edit.
//!
//! Pure: files come in as documents, sheets or bytes, the catalogue goes out as texts. A book is read line by line
//! (`lines`, `marks`, `book`), tables by their heads (`grid`, `listing`, `correlation`); the items are laid beside those
//! of the catalogue that is `like` it (`adopt`), whose elements they keep where an item is the old one, and written as
//! TOML (`write`).

mod adopt;
mod book;
mod correlation;
mod error;
mod gather;
mod grid;
mod lines;
mod listing;
mod marks;
mod write;

pub use adopt::{Adopted, Outcome, Why};
pub use book::{Doubt, ReadBook, ReadItem, ReadSection, Strange, read_book};
pub use correlation::{ItemName, LinkRow, read_links};
pub use error::{ImportError, Problem as ImportProblem, Spot};
pub use grid::{Grid, GridRow, from_csv, from_document as tables, from_workbook};
pub use listing::Item;

use super::model::Guideline;
use crate::document::Document;
use error::Problem;

/// What one file gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A book: the file's name and what it says.
    Book(String, ReadBook),
    /// Items from a table.
    Items(Vec<Item>),
    /// Links between books.
    Links(Vec<LinkRow>),
}

/// What a document gives: a book where it has 【遵守事項】, links where it has a correlation table.
///
/// # Errors
/// When it has neither.
pub fn of_document(document: &Document) -> Result<Part, ImportError> {
    let book = read_book(document);
    if !book.sections.is_empty() {
        return Ok(Part::Book(document.name.clone(), book));
    }
    of_grids(&document.name, &tables(document))
}

/// What tables give: items where one has their columns, otherwise links.
///
/// # Errors
/// When they are neither, or malformed.
pub fn of_grids(file: &str, grids: &[Grid]) -> Result<Part, ImportError> {
    let links = read_links(file, grids);
    if !links.is_empty() {
        return Ok(Part::Links(links));
    }
    match listing::read_items(file, grids)? {
        Some(items) if !items.is_empty() => Ok(Part::Items(items)),
        _ => Err(Spot::file(file).problem(Problem::Nothing)),
    }
}

/// What is to be imported, and as what.
#[derive(Debug)]
pub struct Order<'a> {
    /// The new catalogue's id.
    pub id: &'a str,
    /// The catalogue whose elements are kept.
    pub like: &'a Guideline,
    /// A catalogue of the same id that comes with the program: its title and its rules are taken over.
    pub shipped: Option<&'a Guideline>,
    /// The book of items whose file does not tell it: its title.
    pub book: Option<&'a str>,
}

/// What the new catalogue is called.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Meta {
    title: String,
    version: String,
    published: String,
}

impl Meta {
    /// As the catalogue of the same id that comes with the program says, otherwise as the books do.
    fn of(order: &Order<'_>, parts: &[Part]) -> Self {
        if let Some(shipped) = order.shipped {
            return Self {
                title: shipped.title.clone(),
                version: shipped.version.clone(),
                published: shipped.published.clone(),
            };
        }
        let books = || {
            parts.iter().filter_map(|part| match part {
                Part::Book(_, book) => Some(book),
                _ => None,
            })
        };
        Self {
            title: order.like.title.clone(),
            version: books()
                .find_map(|book| book.version.clone())
                .unwrap_or_else(|| order.id.to_owned()),
            published: books()
                .find_map(|book| book.published.clone())
                .unwrap_or_default(),
        }
    }
}

/// A catalogue in the making: its files and what became of the old one.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// The catalogue's files: name and text.
    pub files: Vec<(String, String)>,
    /// What became of each item, in the order of the new books, then what is gone.
    pub outcome: Vec<Adopted>,
    /// What looks as if something were missing, or leads nowhere: where, and what.
    pub doubts: Vec<(Spot, DoubtWords)>,
}

/// What is doubtful, for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoubtWords {
    /// In a book.
    Book(Strange),
    /// A link to an item that is not there.
    NoSuchItem(ItemName),
}

/// Makes a catalogue of what the files gave.
///
/// # Errors
/// When the files contradict each other or lack what is needed.
pub fn import(order: &Order<'_>, parts: &[Part]) -> Result<Import, ImportError> {
    if order.like.chain().any(|version| version.id == order.id) {
        return Err(Spot::file("--id").problem(Problem::SameId(order.id.to_owned())));
    }
    let books = gather::gather(order, parts)?;
    let mut adoption = adopt::adopt(order, books)?;
    let mut doubts = adopt::doubts(parts);
    for part in parts {
        if let Part::Links(rows) = part {
            doubts.extend(adopt::link(&mut adoption, order, rows));
        }
    }
    Ok(Import {
        files: write::files(order, &Meta::of(order, parts), &adoption),
        outcome: adopt::outcome(order, &adoption),
        doubts,
    })
}
