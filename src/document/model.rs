//! What a file says: blocks in reading order, each with its place.

use serde::{Deserialize, Serialize};

use crate::text::Message;

/// A file, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The file's name without its folder.
    pub name: String,
    /// The format its bytes have, whatever its name says.
    pub format: Format,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// How many pages it has; `None` where the format has none (DOCX, text).
    pub pages: Option<u32>,
    /// How the words came out of the file.
    pub origin: Origin,
    /// The body in reading order.
    pub blocks: Vec<Block>,
    /// Running heads, page numbers, line numbers: kept, but apart from the body.
    pub marginalia: Vec<Paragraph>,
    /// Bookmarks of the file (PDF 32000-1, 12.3.3), in order.
    pub bookmarks: Vec<Bookmark>,
    /// What could not be read, and what a reviewer should know of the file.
    pub warnings: Vec<Warning>,
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// ISO 32000.
    Pdf,
    /// ECMA-376 WordprocessingML, transitional or strict, with or without macros.
    Docx,
    /// Plain text.
    Text,
}

/// How a document's words came out of the file: a reviewer trusts them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The words stand in the file.
    #[default]
    Native,
    /// Some of the words were recognized from pictures.
    Ocr,
    /// The file was converted from another format first.
    Converted,
}

/// One piece of the body. How it is read from JSON is told in `block`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "block")]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
    /// A text that stands beside the flow: footnote, endnote, text box.
    Note(Note),
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Page, from 1; `None` where the format has none.
    pub page: Option<u32>,
    /// Whether `page` is only what the producer last saw (`w:lastRenderedPageBreak`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approximate: bool,
    /// Running number of the paragraph or table row within the document, from 1.
    pub paragraph: u32,
}

/// A paragraph as printed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Paragraph {
    /// Where it stands.
    pub place: Place,
    /// The words as printed, with the numbering label in front; `\n` is a line break, `\t` a tab.
    pub text: String,
    /// The automatic numbering label, which `text` begins with; `None` where the number, if any, was typed.
    pub label: Option<Label>,
    /// How it looks.
    #[serde(default)]
    pub look: Look,
    /// Ruby readings, which are not part of `text`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ruby: Vec<Ruby>,
    /// Whether the words were recognized from a picture.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ocr: bool,
}

/// An automatic numbering label (ECMA-376 part 1, 17.9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The label as printed, without the tab or space that follows it.
    pub text: String,
    /// Its level in the list, from 0.
    pub level: u8,
}

/// How a paragraph looks: hints for the parser of provisions, never needed to understand the words.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Look {
    /// Distance of the first line from the left (vertical writing: top) edge of the text area, in points.
    pub indent: f32,
    /// Size of most of its characters, in points; 0 where unknown.
    pub font_size: f32,
    /// Whether most of its characters are bold.
    pub bold: bool,
    /// Whether it is centred.
    #[serde(default)]
    pub centred: bool,
    /// Outline level 1–9 where the file marks it as a heading.
    pub heading: Option<u8>,
    /// Whether it is set vertically.
    #[serde(default)]
    pub vertical: bool,
}

/// A ruby reading and the characters of [`Paragraph::text`] that it stands over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruby {
    /// Byte offset in the text where the base begins.
    pub start: usize,
    /// Byte offset where the base ends.
    pub end: usize,
    /// The reading.
    pub reading: String,
}

/// A table, row by row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Where it begins.
    pub place: Place,
    /// Its rows from the top; a merged cell stands in the first row and column that it covers.
    pub rows: Vec<Row>,
    /// How many of the first rows the file marks as heads.
    pub header_rows: usize,
}

/// A table row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Row {
    /// Where it stands.
    pub place: Place,
    /// Its cells from the first column to the last.
    pub cells: Vec<Cell>,
}

/// A table cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// First column it covers, from 0.
    pub column: usize,
    /// How many columns it covers, at least 1.
    pub columns: usize,
    /// How many rows it covers, at least 1.
    pub rows: usize,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A text beside the flow, placed where the body refers to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Where the body refers to it.
    pub place: Place,
    /// What kind of text it is.
    pub kind: NoteKind,
    /// Its mark as printed, such as 「1」 or 「※」; empty for a text box.
    pub mark: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// Kinds of [`Note`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
    /// At the foot of the page.
    Footnote,
    /// At the end of the document or section.
    Endnote,
    /// In a box.
    TextBox,
}

/// A bookmark of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bookmark {
    /// Depth, from 0.
    pub level: u8,
    /// Its words.
    pub title: String,
    /// The page it leads to, from 1.
    pub page: Option<u32>,
}

/// Something a reviewer should know about the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What kind of warning it is: a stable, kebab-case word that scripts can rely on.
    pub code: String,
    /// Page, from 1, where it concerns one.
    pub page: Option<u32>,
    /// Paragraph, from 1, where it concerns one.
    pub paragraph: Option<u32>,
    /// Whether words of the file are missing from what was read because of it (exit status 3).
    pub loss: bool,
    /// What happened and what to do.
    pub message: Message,
}

impl Warning {
    /// A warning about the whole file that loses no words.
    pub fn new(code: &str, message: Message) -> Self {
        Self {
            code: code.to_owned(),
            page: None,
            paragraph: None,
            loss: false,
            message,
        }
    }

    /// The same, about `page`.
    #[must_use]
    pub fn on_page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    /// The same, about the paragraph at `place`.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.page = place.page;
        self.paragraph = Some(place.paragraph);
        self
    }

    /// The same, saying that words of the file were not read.
    #[must_use]
    pub fn losing(mut self) -> Self {
        self.loss = true;
        self
    }
}

impl Document {
    /// Whether the document holds any word at all.
    pub fn has_text(&self) -> bool {
        self.blocks.iter().any(|block| !block.is_blank())
    }
}

impl Block {
    /// Where it stands.
    pub fn place(&self) -> Place {
        match self {
            Self::Paragraph(paragraph) => paragraph.place,
            Self::Table(table) => table.place,
            Self::Note(note) => note.place,
        }
    }

    /// Whether it shows nothing but white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Paragraph(paragraph) => paragraph.text.trim().is_empty(),
            Self::Table(table) => table
                .rows
                .iter()
                .flat_map(|row| &row.cells)
                .flat_map(|cell| &cell.blocks)
                .all(Self::is_blank),
            Self::Note(note) => note.blocks.iter().all(Self::is_blank),
        }
    }
}

impl Cell {
    /// A cell of one column and one row at `column`.
    pub fn single(column: usize, blocks: Vec<Block>) -> Self {
        Self {
            column,
            columns: 1,
            rows: 1,
            blocks,
        }
    }

    /// Its words on one line; paragraphs are joined by a space.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        for block in &self.blocks {
            super::plain::lines_of(block, &mut lines);
        }
        lines.join(" ")
    }
}

impl Origin {
    /// The word that stands for it in results.
    pub fn word(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Ocr => "ocr",
            Self::Converted => "converted",
        }
    }
}
