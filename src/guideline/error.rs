//! Why a catalogue was not loaded.

use std::fmt;

use crate::text::Message;

/// Why a catalogue was not loaded: where, and what to do. Nothing is loaded by halves.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {problem}")]
pub struct CatalogueError {
    /// Where it stands.
    pub at: At,
    /// What is wrong, with a way out.
    pub problem: Problem,
}

/// A line of a catalogue's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    /// The file's name.
    pub file: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: usize,
}

/// What is wrong with a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The TOML (or CSV) is not of the catalogue format.
    #[error("{0}")]
    Format(String),
    /// The table of origins has other columns.
    #[error("列が違う。1行目は {0} とする")]
    OriginColumns(String),
    /// An item of the table of origins that is none.
    #[error("to_item「{0}」は「章-項目番号」（例 15-6）か章だけで書く")]
    OriginItem(String),
    /// A file that the catalogue names is missing.
    #[error("ファイルがない。books から外すか、ファイルを置く")]
    Missing,
    /// An id stands twice.
    #[error("{0} が二度ある。一方の ID を改める")]
    Duplicate(String),
    /// A requirement names a section that the book does not have.
    #[error("{id} の章 {section} がこの編にない。[[section]] を足すか番号を直す")]
    UnknownSection {
        /// The requirement.
        id: String,
        /// The section it names.
        section: String,
    },
    /// A requirement is related to an id that does not exist.
    #[error("{id} の related にある {related} はない。直すか外す")]
    UnknownRelated {
        /// The requirement.
        id: String,
        /// The id it names.
        related: String,
    },
    /// A requirement has no element, or an element no words.
    #[error("{0} に観点がないか、観点の文が空。point を書く")]
    EmptyElement(String),
    /// Judging knowledge for an element that the catalogue does not have.
    #[error("{0} に当たる観点が目録にない。ID を直すか外す")]
    UnknownElement(String),
    /// A catalogue is based on one that is not there.
    #[error("元にする {base} はない。ある ID: {known}")]
    UnknownBase {
        /// The id it names.
        base: String,
        /// The ids there are.
        known: String,
    },
    /// Catalogues are based on each other.
    #[error("based_on が輪になっている: {0}。どれか一つから based_on を外す")]
    Cycle(String),
    /// A change concerns a requirement that the base does not have.
    #[error("{id} は元の {base} にない。ID を直すか、新しい項目なら [[requirement]] に書く")]
    NotInBase {
        /// The requirement.
        id: String,
        /// The base.
        base: String,
    },
    /// An element is kept that the base does not have.
    #[error("{id} の keep = {number} に当たる観点が元にない（元の観点は 1〜{count}）")]
    NoSuchElement {
        /// The requirement.
        id: String,
        /// The element's number.
        number: usize,
        /// How many there are.
        count: usize,
    },
    /// An element is kept by a name that the base does not have.
    #[error(
        "{id} の keep = \"{name}\" に当たる観点が元の {base} にない。「M12-5/2」の形で元にあるものを書く"
    )]
    NoSuchKept {
        /// The requirement.
        id: String,
        /// The element's name.
        name: String,
        /// The base.
        base: String,
    },
    /// Changes are written, but the catalogue is based on nothing.
    #[error("{0} は変更の記述だが、guideline.toml に based_on がない")]
    NothingToChange(String),
}

impl CatalogueError {
    pub(super) fn new(file: &str, line: usize, problem: Problem) -> Self {
        Self {
            at: At {
                file: file.to_owned(),
                line,
            },
            problem,
        }
    }

    /// One line for a person, with a way out.
    pub fn message(&self) -> Message {
        let At { file, line } = &self.at;
        let en = match line {
            0 => format!("{file}: {}", self.problem.en()),
            line => format!("{file} line {line}: {}", self.problem.en()),
        };
        Message::new(self.to_string(), en)
    }
}

impl Problem {
    /// The same in English.
    fn en(&self) -> String {
        match self {
            Self::Format(words) => words.clone(),
            Self::OriginColumns(columns) => format!("other columns; the first line must be {columns}"),
            Self::OriginItem(item) => {
                format!("to_item \"{item}\" is neither section-item (e.g. 15-6) nor a section")
            }
            Self::Missing => "no such file; put it there or take it out of books".to_owned(),
            Self::Duplicate(id) => format!("{id} stands twice; give one of them another id"),
            Self::UnknownSection { id, section } => {
                format!("section {section} of {id} is not in this book; add a [[section]] or mend the number")
            }
            Self::UnknownRelated { id, related } => {
                format!("{id} is related to {related}, which does not exist; mend it or take it out")
            }
            Self::EmptyElement(id) => format!("{id} has no element, or an empty one; write its point"),
            Self::UnknownElement(id) => {
                format!("the catalogue has no element {id}; mend the id or take it out")
            }
            Self::UnknownBase { base, known } => format!("no {base} to be based on; known: {known}"),
            Self::Cycle(ring) => format!("based_on goes round: {ring}; take it out of one of them"),
            Self::NotInBase { id, base } => {
                format!("{id} is not in {base}; mend the id, or write a new item as [[requirement]]")
            }
            Self::NoSuchElement { id, number, count } => {
                format!("{id} keeps element {number}; the base has 1 to {count}")
            }
            Self::NoSuchKept { id, name, base } => {
                format!(
                    "{id} keeps \"{name}\", which {base} does not have; write one that it has, as M12-5/2"
                )
            }
            Self::NothingToChange(id) => {
                format!("{id} states a change, but guideline.toml has no based_on")
            }
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => out.write_str(&self.file),
            line => write!(out, "{} {line}行", self.file),
        }
    }
}
