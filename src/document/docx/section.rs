//! Sections: heads and feet, direction, how notes are numbered.

use std::collections::BTreeMap;

use super::findings::Kind;
use super::numerals;
use super::story::NoteKindKey;
use super::walk::{Close, In, Walker};
use super::xml::{Element, Ns};
use crate::document::{Block, NoteKind};

/// Which pages of a section a head or foot stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum On {
    /// All that have no other.
    Default,
    /// The first.
    First,
    /// Those with an even number.
    Even,
}

/// How notes are numbered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct NoteFormat {
    format: Option<String>,
    start: Option<i32>,
    each_section: Option<bool>,
}

/// What `w:sectPr` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Section {
    /// Relation ids of heads (true) and feet (false).
    pub margins: Vec<(bool, On, String)>,
    /// Whether the first page has a head and foot of its own.
    pub title_page: bool,
    /// Whether it is set vertically.
    pub vertical: bool,
    notes: BTreeMap<NoteKindKey, NoteFormat>,
}

impl Section {
    /// Takes in a child of `w:footnotePr` or `w:endnotePr`.
    pub fn note_prop(&mut self, kind: NoteKindKey, element: &Element<'_>) {
        let format = self.notes.entry(kind).or_default();
        match element.local() {
            "numFmt" => format.format = element.val(),
            "numStart" => format.start = element.number(),
            "numRestart" => format.each_section = element.val().map(|value| value == "eachSect"),
            _ => {}
        }
    }

    /// This, and what the document's settings say where this says nothing.
    fn note_format(&self, kind: NoteKindKey, settings: &Self) -> NoteFormat {
        let own = self.notes.get(&kind).cloned().unwrap_or_default();
        let base = settings.notes.get(&kind).cloned().unwrap_or_default();
        NoteFormat {
            format: own.format.or(base.format),
            start: own.start.or(base.start),
            each_section: own.each_section.or(base.each_section),
        }
    }
}

/// Gives the notes of a document their marks.
pub(super) struct NoteMarks<'a> {
    /// What the document's settings say.
    pub settings: &'a Section,
    next: BTreeMap<NoteKindKey, i32>,
}

impl<'a> NoteMarks<'a> {
    /// Marks from the first on.
    pub fn new(settings: &'a Section) -> Self {
        Self {
            settings,
            next: BTreeMap::new(),
        }
    }

    /// Marks the notes of one section.
    pub fn mark(&mut self, blocks: &mut [Block], section: &Section) {
        for kind in [NoteKindKey::Foot, NoteKindKey::End] {
            let format = section.note_format(kind, self.settings);
            let start = format.start.unwrap_or(1);
            let next = self.next.entry(kind).or_insert(start);
            if format.each_section == Some(true) {
                *next = start;
            }
            let usual = if kind == NoteKindKey::Foot {
                "decimal"
            } else {
                "lowerRoman"
            };
            mark_all(
                blocks,
                kind.into(),
                format.format.as_deref().unwrap_or(usual),
                next,
            );
        }
    }
}

fn mark_all(blocks: &mut [Block], kind: NoteKind, format: &str, next: &mut i32) {
    for block in blocks {
        match block {
            Block::Paragraph(_) => {}
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    mark_all(&mut cell.blocks, kind, format, next);
                }
            }
            Block::Note(note) => {
                if note.kind == kind && note.mark.is_empty() {
                    note.mark = numerals::format(*next, format, None);
                    *next = next.saturating_add(1);
                }
                mark_all(&mut note.blocks, kind, format, next);
            }
        }
    }
}

impl Walker<'_> {
    pub(super) fn in_section(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns != Ns::Word {
            return None;
        }
        match element.local() {
            name @ ("headerReference" | "footerReference") => {
                let on = match element.attr("type").as_deref() {
                    Some("first") => On::First,
                    Some("even") => On::Even,
                    _ => On::Default,
                };
                if let Some(id) = element.attr_in(Ns::Relation, "id") {
                    self.section.margins.push((name == "headerReference", on, id));
                }
            }
            "titlePg" => self.section.title_page = element.is_on(),
            "textDirection" => {
                self.section.vertical = element.val().is_some_and(|value| is_vertical(&value));
            }
            "footnotePr" => return Some((In::NoteProps(NoteKindKey::Foot), Close::Nothing)),
            "endnotePr" => return Some((In::NoteProps(NoteKindKey::End), Close::Nothing)),
            "sectPrChange" => self.stories.find(Kind::TrackedChange),
            _ => {}
        }
        None
    }

    /// A section ends here, or with the paragraph that is open.
    pub(super) fn close_section(&mut self) {
        if self.section_waits() {
            return;
        }
        let section = std::mem::take(&mut self.section);
        if self.stories.open.len() != 1 || self.stories.story().sinks.len() != 1 {
            return;
        }
        self.stories.flush();
        let start = self.sections.last().map_or(0, |(end, _)| *end);
        let sink = &mut self.stories.story().sinks[0];
        let end = sink.len();
        if section.vertical {
            sink.iter_mut().skip(start).for_each(set_vertical);
        }
        self.sections.push((end, section));
    }

    /// The open paragraph ends, and with it the section whose properties it holds.
    pub(super) fn close_paragraph(&mut self) {
        let ends = self.section_waits();
        self.stories.close_paragraph();
        if ends {
            self.close_section();
        }
    }

    /// Whether the section whose properties were read ends with the paragraph that is open.
    fn section_waits(&mut self) -> bool {
        self.stories
            .story()
            .paragraph
            .as_ref()
            .is_some_and(|paragraph| paragraph.ends_section)
    }
}

/// Whether text in this direction runs from top to bottom.
pub(super) fn is_vertical(direction: &str) -> bool {
    matches!(direction, "tbRl" | "tbRlV" | "tbLrV" | "rl" | "rlV")
}

/// Says of all paragraphs in `block` that they are set vertically.
pub(super) fn set_vertical(block: &mut Block) {
    match block {
        Block::Paragraph(paragraph) => paragraph.look.vertical = true,
        Block::Table(table) => {
            let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
            cells.flat_map(|cell| &mut cell.blocks).for_each(set_vertical);
        }
        Block::Note(note) => note.blocks.iter_mut().for_each(set_vertical),
    }
}
