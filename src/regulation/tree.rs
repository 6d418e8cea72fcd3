//! The tree of provisions while it is built: each node keeps what its marker was and where its words came from.

use crate::document::Place;

use super::lines::Line;
use super::marker::Style;
use super::model::{ProvisionKind, SourceSpan};
use super::vocabulary::{COMPLETE, DANGLING};

/// What opened a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A heading word or unit: its kind is known.
    Fixed,
    /// A number of a list: its kind follows from where it stands.
    List(Style),
    /// A bullet.
    Bullet,
}

/// Words with their sources.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Where each stretch came from.
    pub spans: Vec<SourceSpan>,
}

/// A provision being built.
#[derive(Debug, Clone)]
pub struct Node {
    /// The node that holds it.
    pub parent: Option<usize>,
    /// What opened it.
    pub origin: Origin,
    /// Its kind, final for [`Origin::Fixed`].
    pub kind: ProvisionKind,
    /// Its number and branches, or the steps of a path.
    pub number: Vec<u32>,
    /// The number as printed.
    pub label: String,
    /// Its title.
    pub title: Option<String>,
    /// What stands on the heading's line behind number and title; a title without brackets or the first words.
    pub head: Words,
    /// Its words.
    pub body: Words,
    /// Where it begins.
    pub place: Place,
    /// Name it is cited by: 「別表第1」, the first cell of a row.
    pub name: Option<String>,
    /// Heads of columns.
    pub column_heads: Vec<String>,
    /// Whether its words were recognized from a picture.
    pub ocr: bool,
}

impl Words {
    /// Adds `text[from..]` of a line, behind `joint`.
    pub fn push(&mut self, line: Line<'_>, from: usize, joint: &str) {
        let text = &line.text[from..];
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(joint);
        }
        self.spans.push(SourceSpan {
            at: self.text.len(),
            paragraph: line.paragraph.place.paragraph,
            offset: line.offset + from,
        });
        self.text.push_str(text);
    }

    /// Adds a line of a table cell; the joint stands even before the first words of the row.
    pub fn push_in_cell(&mut self, line: Line<'_>, joint: &str) {
        self.text.push_str(joint);
        self.spans.push(SourceSpan {
            at: self.text.len(),
            paragraph: line.paragraph.place.paragraph,
            offset: line.offset,
        });
        // A tab separates cells, so one within a cell becomes a blank.
        self.text.push_str(&line.text.replace('\t', " "));
    }

    /// Adds other words behind `joint`.
    pub fn append(&mut self, other: Words, joint: &str) {
        if other.text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(joint);
        }
        let base = self.text.len();
        self.text.push_str(&other.text);
        self.spans.extend(other.spans.into_iter().map(|span| SourceSpan {
            at: span.at + base,
            ..span
        }));
    }

    /// Takes the first `at` bytes away and gives them.
    pub fn split_front(&mut self, at: usize) -> String {
        let front = self.text[..at].to_owned();
        let rest = self.text.split_off(at);
        let blank = rest.len() - rest.trim_start().len();
        let cut = at + blank;
        rest.trim_start().clone_into(&mut self.text);
        let mut spans = Vec::with_capacity(self.spans.len());
        for span in &self.spans {
            if span.at >= cut {
                spans.push(SourceSpan {
                    at: span.at - cut,
                    ..*span
                });
            } else {
                // The stretch that holds the cut begins there now; earlier ones are gone.
                spans.clear();
                spans.push(SourceSpan {
                    at: 0,
                    paragraph: span.paragraph,
                    offset: span.offset + (cut - span.at),
                });
            }
        }
        self.spans = if self.text.is_empty() { Vec::new() } else { spans };
        front
    }
}

/// Whether `text` ends where a sentence or a title ends.
pub fn is_complete(text: &str) -> bool {
    text.is_empty() || text.ends_with(COMPLETE)
}

/// Whether `text` ends in the middle of a sentence.
pub fn is_dangling(text: &str) -> bool {
    text.ends_with(DANGLING) && !text.ends_with("もの")
}

/// A line with fewer characters ends before the margin: its paragraph ends there, too.
const SHORT_LINE: usize = 16;

/// What stands between `text` and the next line: nothing where the page, or whoever typed it, broke the sentence.
pub fn joint(text: &str, joined: bool) -> &'static str {
    let last = text.rsplit('\n').next().unwrap_or_default();
    let full = last.chars().nth(SHORT_LINE).is_some();
    let broken = joined && full && !is_complete(text);
    if broken || is_dangling(text) { "" } else { "\n" }
}

impl Node {
    /// A node without words.
    pub fn new(parent: Option<usize>, origin: Origin, kind: ProvisionKind, line: Option<Line<'_>>) -> Self {
        Self {
            parent,
            origin,
            kind,
            number: Vec::new(),
            label: String::new(),
            title: None,
            head: Words::default(),
            body: Words::default(),
            place: line.map_or_else(Place::default, |line| line.paragraph.place),

            name: None,
            column_heads: Vec::new(),
            ocr: line.is_some_and(|line| line.paragraph.ocr),
        }
    }

    /// The last words so far.
    pub fn last_words(&self) -> &str {
        if self.body.text.is_empty() {
            &self.head.text
        } else {
            &self.body.text
        }
    }

    /// The style of its number, if a list's.
    pub fn style(&self) -> Option<Style> {
        match self.origin {
            Origin::List(style) => Some(style),
            _ => None,
        }
    }
}
