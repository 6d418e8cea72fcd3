//! Catalogues from their TOML files.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::model::{Audience, Book, Confidence, Element, Expected, Guideline, Requirement, Section};
use crate::text::hex_digest;

/// Why a catalogue was not loaded. Nothing is loaded by halves.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// The TOML is not of the catalogue format.
    #[error("{file}: {message}")]
    Format {
        /// The file's name.
        file: String,
        /// What the TOML reader says, with line and column.
        message: String,
    },
    /// A file that the catalogue names is missing.
    #[error("{file}: file is missing")]
    Missing {
        /// The file's name.
        file: String,
    },
    /// An id stands twice.
    #[error("{file}: requirement {id} stands twice; give one of them another id")]
    Duplicate {
        /// The file's name.
        file: String,
        /// The id.
        id: String,
    },
    /// A requirement names a section that the book does not have.
    #[error(
        "{file}: {id} names section {section}, which the book does not have; add [[section]] or mend the number"
    )]
    UnknownSection {
        /// The file's name.
        file: String,
        /// The requirement.
        id: String,
        /// The section it names.
        section: String,
    },
    /// A requirement is related to an id that does not exist.
    #[error("{file}: {id} is related to {related}, which does not exist; mend or remove it")]
    UnknownRelated {
        /// The file's name.
        file: String,
        /// The requirement.
        id: String,
        /// The id it names.
        related: String,
    },
    /// A requirement has no element, or an element no words.
    #[error("{file}: {id} has no element, or an element without words")]
    EmptyElement {
        /// The file's name.
        file: String,
        /// The requirement.
        id: String,
    },
}

/// A file of a catalogue: its name within the catalogue's folder and its text.
#[derive(Debug, Clone, Copy)]
pub struct CatalogueFile<'a> {
    /// `guideline.toml`, `governance.toml`, …
    pub name: &'a str,
    /// What it says.
    pub text: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadFile {
    id: String,
    title: String,
    version: String,
    published: String,
    publisher: String,
    audience: Audience,
    notice: Option<String>,
    books: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BookFile {
    #[allow(
        dead_code,
        reason = "stated in each file for people; the head file's id is what counts"
    )]
    guideline: String,
    book: String,
    book_title: String,
    #[serde(default)]
    section: Vec<Section>,
    #[serde(default)]
    requirement: Vec<RequirementEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequirementEntry {
    id: String,
    section: String,
    item: u32,
    text: String,
    elements: Vec<Element>,
    #[serde(default)]
    related: Vec<String>,
    origin: Option<String>,
    source: Option<String>,
    confidence: Confidence,
    #[serde(default)]
    expected: Expected,
}

/// Loads a catalogue from its files, `guideline.toml` among them, and checks it.
pub fn load(files: &[CatalogueFile<'_>]) -> Result<Guideline, CatalogueError> {
    let head: HeadFile = parse(find(files, "guideline.toml")?)?;
    let mut guideline = Guideline {
        id: head.id,
        title: head.title,
        version: head.version,
        published: head.published,
        publisher: head.publisher,
        audience: head.audience,
        notice: head.notice,
        books: Vec::new(),
        requirements: Vec::new(),
        sha256: digest(files),
    };
    let mut ids = BTreeSet::new();
    for book in &head.books {
        let file = find(files, &format!("{book}.toml"))?;
        add_book(&mut guideline, &mut ids, file)?;
    }
    check_related(&guideline, &ids)?;
    Ok(guideline)
}

fn add_book(
    guideline: &mut Guideline,
    ids: &mut BTreeSet<String>,
    file: CatalogueFile<'_>,
) -> Result<(), CatalogueError> {
    let content: BookFile = parse(file)?;
    let file = file.name.to_owned();
    for entry in content.requirement {
        let id = entry.id.clone();
        if !ids.insert(id.clone()) {
            return Err(CatalogueError::Duplicate { file, id });
        }
        if !content
            .section
            .iter()
            .any(|section| section.number == entry.section)
        {
            let section = entry.section;
            return Err(CatalogueError::UnknownSection { file, id, section });
        }
        if entry.elements.is_empty() || entry.elements.iter().any(|e| e.point.trim().is_empty()) {
            return Err(CatalogueError::EmptyElement { file, id });
        }
        guideline.requirements.push(entry.into_requirement(&content.book));
    }
    guideline.books.push(Book {
        id: content.book,
        title: content.book_title,
        sections: content.section,
    });
    Ok(())
}

impl RequirementEntry {
    fn into_requirement(self, book: &str) -> Requirement {
        Requirement {
            id: self.id,
            book: book.to_owned(),
            section: self.section,
            item: self.item,
            text: self.text,
            elements: self.elements,
            related: self.related,
            origin: self.origin,
            source: self.source,
            confidence: self.confidence,
            expected: self.expected,
        }
    }
}

fn check_related(guideline: &Guideline, ids: &BTreeSet<String>) -> Result<(), CatalogueError> {
    // A vendor catalogue points to the institutions' guideline: only ids of the same family can be checked here.
    let families: BTreeSet<_> = ids.iter().filter_map(|id| id.chars().next()).collect();
    for requirement in &guideline.requirements {
        let unknown = requirement
            .related
            .iter()
            .find(|id| !ids.contains(*id) && id.starts_with(|c| families.contains(&c)));
        if let Some(related) = unknown {
            return Err(CatalogueError::UnknownRelated {
                file: format!("{}.toml", requirement.book),
                id: requirement.id.clone(),
                related: related.clone(),
            });
        }
    }
    Ok(())
}

fn find<'a>(files: &[CatalogueFile<'a>], name: &str) -> Result<CatalogueFile<'a>, CatalogueError> {
    files
        .iter()
        .find(|file| file.name == name)
        .copied()
        .ok_or_else(|| CatalogueError::Missing {
            file: name.to_owned(),
        })
}

fn parse<T: for<'de> Deserialize<'de>>(file: CatalogueFile<'_>) -> Result<T, CatalogueError> {
    toml::from_str(file.text).map_err(|error| CatalogueError::Format {
        file: file.name.to_owned(),
        message: error.to_string(),
    })
}

fn digest(files: &[CatalogueFile<'_>]) -> String {
    let mut sorted: Vec<_> = files.iter().collect();
    sorted.sort_by_key(|file| file.name);
    let all: Vec<String> = sorted
        .iter()
        .map(|file| format!("{} {}\n", hex_digest(file.text.as_bytes()), file.name))
        .collect();
    hex_digest(all.concat().as_bytes())
}
