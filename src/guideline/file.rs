//! The files of a catalogue as TOML.

use serde::Deserialize;
use toml::Spanned;

use super::error::{CatalogueError, Problem};
use super::model::{Audience, Confidence, Expected, Section, UnfoundedRule};

/// A file of a catalogue: its name within the catalogue's folder and its text.
#[derive(Debug, Clone, Copy)]
pub struct CatalogueFile<'a> {
    /// `guideline.toml`, `governance.toml`, …
    pub name: &'a str,
    /// What it says.
    pub text: &'a str,
}

/// `guideline.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadFile {
    pub id: String,
    pub title: String,
    pub version: String,
    pub published: String,
    pub publisher: String,
    pub audience: Audience,
    pub notice: Option<String>,
    /// The catalogue that this one changes.
    pub based_on: Option<Spanned<String>>,
    pub books: Vec<Spanned<String>>,
    /// Duties of the version before that this one no longer demands.
    #[serde(default)]
    pub unfounded: Vec<UnfoundedRule>,
}

/// A book's file: a whole book, or what changes in the base's book of the same id.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BookFile {
    #[allow(
        dead_code,
        reason = "stated in each file for people; the head file's id is what counts"
    )]
    guideline: String,
    pub book: String,
    pub book_title: String,
    /// Whether it states the whole book: what the base has of it and this file does not is gone.
    #[serde(default)]
    pub whole: bool,
    /// Whose words the texts are.
    #[serde(default)]
    pub wording: Wording,
    #[serde(default)]
    pub section: Vec<Section>,
    #[serde(default)]
    pub requirement: Vec<RequirementEntry>,
    #[serde(default)]
    pub changed: Vec<ChangedEntry>,
    #[serde(default)]
    pub removed: Vec<RemovedEntry>,
}

/// Whose words the texts of a book are.
#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Wording {
    #[default]
    Own,
    Official,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequirementEntry {
    pub id: Spanned<String>,
    /// The base's requirement that it was.
    pub was: Option<Spanned<String>>,
    pub section: Spanned<String>,
    pub item: u32,
    pub text: String,
    pub elements: Vec<Spanned<ElementEntry>>,
    #[serde(default)]
    pub related: Vec<Spanned<String>>,
    pub origin: Option<String>,
    pub source: Option<String>,
    pub confidence: Confidence,
    #[serde(default)]
    pub expected: Expected,
}

/// A requirement of the base with what differs; what is left out stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangedEntry {
    pub id: Spanned<String>,
    pub section: Option<Spanned<String>>,
    pub item: Option<u32>,
    pub text: Option<String>,
    pub elements: Option<Vec<Spanned<ElementEntry>>>,
    pub related: Option<Vec<Spanned<String>>>,
    pub origin: Option<String>,
    pub source: String,
    pub confidence: Confidence,
    pub expected: Option<Expected>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemovedEntry {
    pub id: Spanned<String>,
    #[allow(
        dead_code,
        reason = "stated for people; a requirement that is gone shows nowhere"
    )]
    source: String,
}

/// An element: `{ point, any }`, or one of the base as it is: `{ keep = 2 }`, the same requirement's second one, or
/// `{ keep = "M12-5/2" }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ElementEntry {
    pub keep: Option<Keep>,
    #[serde(default)]
    pub point: String,
    #[serde(default)]
    pub any: Vec<Vec<String>>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Keep {
    Number(usize),
    Name(String),
}

impl<'a> CatalogueFile<'a> {
    pub(super) fn find(files: &[Self], name: &str) -> Option<CatalogueFile<'a>> {
        files.iter().find(|file| file.name == name).copied()
    }

    pub(super) fn parse<T: for<'de> Deserialize<'de>>(self) -> Result<T, CatalogueError> {
        toml::from_str(self.text).map_err(|error| {
            let line = error.span().map_or(0, |span| self.line(span.start));
            self.error(line, Problem::Format(error.message().to_owned()))
        })
    }

    /// An error at `spot`.
    pub(super) fn at<T>(self, spot: &Spanned<T>, problem: Problem) -> CatalogueError {
        self.error(self.line_of(spot), problem)
    }

    /// The line of `spot`.
    pub(super) fn line_of<T>(self, spot: &Spanned<T>) -> usize {
        self.line(spot.span().start)
    }

    pub(super) fn error(self, line: usize, problem: Problem) -> CatalogueError {
        CatalogueError::new(self.name, line, problem)
    }

    /// The line of a byte, from 1.
    fn line(self, byte: usize) -> usize {
        let before = self.text.get(..byte).unwrap_or_default();
        before.matches('\n').count() + 1
    }
}
