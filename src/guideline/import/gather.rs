//! What the files gave, book by book.

use std::collections::BTreeMap;

use super::error::{ImportError, Problem, Spot};
use super::listing::Item;
use super::{Order, Part, ReadBook};
use crate::guideline::model::{Guideline, Section};
use crate::text::normalize;

/// A book with its items, before they are laid beside the old ones.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gathered {
    pub(super) key: BookKey,
    pub(super) sections: Vec<Section>,
    /// Each with the id that it gets.
    pub(super) items: Vec<(String, Item)>,
}

/// What a book is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BookKey {
    pub(super) id: String,
    pub(super) title: String,
    /// What the ids of its requirements begin with.
    letter: char,
}

/// The books of the institutions' guideline; others are known by the catalogue that is like the new one.
const BOOKS: [(&str, &str, char); 5] = [
    ("経営管理編", "governance", 'G'),
    ("企画管理編", "management", 'M'),
    ("システム運用編", "control", 'C'),
    ("保守委託機関編", "contracted", 'K'),
    ("概説編", "overview", 'O'),
];

impl BookKey {
    /// The book of this title or id.
    pub(super) fn find(name: &str, like: &Guideline) -> Option<Self> {
        let wanted = normalize(name);
        let known = like
            .books
            .iter()
            .find(|book| book.id == name || normalize(&book.title) == wanted);
        if let Some(book) = known {
            let letter = like
                .requirements
                .iter()
                .find(|r| r.book == book.id)?
                .id
                .chars()
                .next()?;
            return Some(Self {
                id: book.id.clone(),
                title: book.title.clone(),
                letter,
            });
        }
        let (title, id, letter) = BOOKS
            .iter()
            .find(|(title, id, _)| normalize(title) == wanted || *id == name)?;
        Some(Self {
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            letter: *letter,
        })
    }

    /// The book that an id belongs to by its first letter.
    fn of_id(id: &str, like: &Guideline) -> Option<Self> {
        let first = id.chars().next()?;
        let known = like.requirements.iter().find(|r| r.id.starts_with(first));
        let book = known.map(|r| r.book.as_str());
        let book = book.or_else(|| {
            BOOKS
                .iter()
                .find(|(_, _, letter)| *letter == first)
                .map(|(_, id, _)| *id)
        })?;
        Self::find(book, like)
    }
}

/// The books that the files gave, in the order of the guideline.
pub(super) fn gather(order: &Order<'_>, parts: &[Part]) -> Result<Vec<Gathered>, ImportError> {
    let mut books: Vec<(BookKey, String, Vec<Item>)> = Vec::new();
    for part in parts {
        match part {
            Part::Book(file, read) => add_book(order, file, read, &mut books)?,
            Part::Items(items) => add_items(order, items, &mut books)?,
            Part::Links(_) => {}
        }
    }
    if books.is_empty() {
        let file = parts.iter().find_map(|part| match part {
            Part::Links(rows) => rows.first().map(|row| row.spot.file.clone()),
            _ => None,
        });
        return Err(Spot::file(&file.unwrap_or_default()).problem(Problem::OnlyLinks));
    }
    let place = |key: &BookKey| {
        let known = order.like.books.iter().position(|book| book.id == key.id);
        (
            known.is_none(),
            known,
            BOOKS.iter().position(|(_, id, _)| *id == key.id),
        )
    };
    books.sort_by_key(|(key, _, _)| place(key));
    books
        .into_iter()
        .map(|(key, _, items)| with_ids(order.like, key, items))
        .collect()
}

type Books = Vec<(BookKey, String, Vec<Item>)>;

fn add_book(order: &Order<'_>, file: &str, read: &ReadBook, books: &mut Books) -> Result<(), ImportError> {
    let title = order.book.or(read.title.as_deref());
    let key = title
        .and_then(|title| BookKey::find(title, order.like))
        .ok_or_else(|| Spot::file(file).problem(Problem::NoBook))?;
    if let Some((_, other, _)) = books.iter().find(|(known, _, _)| known.id == key.id) {
        let problem = Problem::BookTwice {
            book: key.title,
            other: other.clone(),
        };
        return Err(Spot::file(file).problem(problem));
    }
    let mut items = Vec::new();
    for section in &read.sections {
        items.extend(section.items.iter().map(|item| Item {
            section: section.number.clone(),
            section_title: section.title.clone(),
            group: item.group.clone(),
            number: item.number,
            text: item.text.clone(),
            spot: Spot {
                page: item.page,
                ..Spot::file(file)
            },
            ..Item::default()
        }));
    }
    books.push((key, file.to_owned(), items));
    Ok(())
}

fn add_items(order: &Order<'_>, items: &[Item], books: &mut Books) -> Result<(), ImportError> {
    for item in items {
        let named = item.book.as_deref().or(order.book);
        let key = match (named, &item.id) {
            (Some(name), _) => BookKey::find(name, order.like),
            (None, Some(id)) => BookKey::of_id(id, order.like),
            (None, None) => None,
        };
        let key = key.ok_or_else(|| item.spot.clone().problem(Problem::NoBook))?;
        match books.iter_mut().find(|(known, _, _)| known.id == key.id) {
            Some((_, file, known)) if *file == item.spot.file => known.push(item.clone()),
            Some((_, file, _)) => {
                let problem = Problem::BookTwice {
                    book: key.title,
                    other: file.clone(),
                };
                return Err(item.spot.clone().problem(problem));
            }
            None => books.push((key, item.spot.file.clone(), vec![item.clone()])),
        }
    }
    Ok(())
}

/// Gives every item its id and lists the sections.
fn with_ids(like: &Guideline, key: BookKey, items: Vec<Item>) -> Result<Gathered, ImportError> {
    let mut sections: Vec<Section> = Vec::new();
    let mut groups: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for item in &items {
        if !sections.iter().any(|section| section.number == item.section) {
            sections.push(Section {
                number: item.section.clone(),
                title: title(like, &key, item),
            });
        }
        let groups = groups.entry(item.section.clone()).or_default();
        if !groups.contains(&item.group) {
            groups.push(item.group.clone());
        }
    }
    let mut seen: BTreeMap<String, Spot> = BTreeMap::new();
    let mut named = Vec::new();
    for item in items {
        let groups = groups.get(&item.section).map_or(&[][..], Vec::as_slice);
        // Where items are counted anew under several heads, a letter tells them apart.
        let at = groups
            .iter()
            .position(|group| *group == item.group)
            .filter(|_| groups.len() > 1);
        let letter = at
            .and_then(|at| char::from_u32('a' as u32 + at as u32))
            .map_or(String::new(), String::from);
        let id = item
            .id
            .clone()
            .unwrap_or_else(|| format!("{}{}-{letter}{}", key.letter, item.section, item.number));
        if let Some(other) = seen.insert(id.clone(), item.spot.clone()) {
            return Err(item.spot.clone().problem(Problem::Duplicate { id, other }));
        }
        named.push((id, item));
    }
    Ok(Gathered {
        key,
        sections,
        items: named,
    })
}

/// A section's title: as the file has it, otherwise that of the old one.
fn title(like: &Guideline, key: &BookKey, item: &Item) -> String {
    if !item.section_title.is_empty() {
        return item.section_title.clone();
    }
    let sections = like
        .book(&key.id)
        .map_or(&[][..], |book| book.sections.as_slice());
    let known = sections.iter().find(|section| section.number == item.section);
    known.map_or_else(String::new, |section| section.title.clone())
}
