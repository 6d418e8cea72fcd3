//! The walk through a part: what each element means where it stands.

use super::field;
use super::findings::Kind;
use super::math::Delimiters;
use super::section::Section;
use super::story::{Env, NoteKindKey, Notes, Stories, Tally};
use super::xml::{Element, Ns, Step, Visitor};
use crate::document::{Block, Ruby};

/// Paragraphs, rows and cells of a document: more is not a text that anybody reads.
const MOST_ITEMS: usize = 2_000_000;

/// One run of characters: more is not a text that anybody reads.
const LONGEST_TEXT: usize = 16 << 20;

/// What the children of an element mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum In {
    /// Nothing.
    Nowhere,
    /// Notes.
    Notes,
    /// Paragraphs and tables.
    Blocks,
    /// Runs and what holds them.
    Inline,
    /// What a run holds.
    Run,
    /// Character data is words.
    Words,
    /// Character data is the code of a field.
    Code,
    /// Only boxes and pictures in it count.
    Drawing,
    /// A base and its reading.
    Ruby,
    /// Formulas.
    Math,
    /// Properties of brackets or operators.
    MathProps,
    /// Properties of a paragraph.
    ParagraphProps,
    /// Properties of a paragraph's mark.
    MarkProps,
    /// Properties of a run.
    RunProps,
    /// Rows.
    Table,
    /// Cells.
    Row,
    /// Properties of a row.
    RowProps,
    /// Properties of a cell.
    CellProps,
    /// Properties of a section.
    Section,
    /// Numbering of notes in a section.
    NoteProps(NoteKindKey),
    /// A form field.
    Form,
}

/// What is to do where an element ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    /// Nothing.
    Nothing,
    /// A paragraph ends.
    Paragraph,
    /// A run ends.
    Run,
    /// The properties of a run are complete.
    RunProps,
    /// Words are complete; whether their outer spaces count.
    Words(bool),
    /// A table ends.
    Table,
    /// A row ends.
    Row,
    /// A cell ends.
    Cell,
    /// A box ends.
    Box,
    /// A note ends.
    Note(NoteKindKey, i32),
    /// A reading ends that began at this offset.
    Reading(usize),
    /// A base ends that began at this offset.
    Base(usize),
    /// A section's properties are complete.
    Section,
    /// A formula in brackets ends.
    Delimited,
    /// The sign of an operator is known.
    Operator,
}

/// An element that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub inner: In,
    pub close: Close,
    preserves: bool,
}

/// Reads a part that holds text.
pub(super) struct Walker<'p> {
    /// The text so far.
    pub stories: Stories<'p>,
    /// The open elements.
    pub frames: Vec<Frame>,
    /// Notes that were read, where the part holds notes.
    pub notes: Notes,
    /// Sections, with the count of blocks where each ends.
    pub sections: Vec<(usize, Section)>,
    pub(super) section: Section,
    pub(super) delimiters: Vec<Delimiters>,
    pub(super) operator: String,
    pub(super) reading: String,
    /// A note whose mark is the next words of the run.
    pub(super) awaits_mark: bool,
    /// How many tables, boxes and notes are open.
    pub(super) nesting: usize,
    words: String,
    /// Whether the part's root was known.
    entered: bool,
    /// Whether more was met than is read.
    full: bool,
}

impl<'p> Walker<'p> {
    /// A walker that goes on counting from `tally`, `nesting` levels inside of other texts.
    pub fn new(env: &'p Env<'p>, tally: Tally, nesting: usize) -> Self {
        Self {
            stories: Stories::new(env, tally),
            frames: Vec::new(),
            notes: Notes::new(),
            sections: Vec::new(),
            section: Section::default(),
            delimiters: Vec::new(),
            operator: String::new(),
            reading: String::new(),
            awaits_mark: false,
            nesting,
            words: String::new(),
            entered: false,
            full: false,
        }
    }

    /// Walks through `part`; whether there is such a part.
    pub fn read(&mut self, part: &str) -> bool {
        let package = self.stories.env.package;
        let found = package.walk(part, self);
        // A part that broke off leaves elements open; what they hold is kept.
        while !self.frames.is_empty() {
            self.end();
        }
        self.stories.flush();
        if found && !self.entered {
            package.report(part, "holds no text of Word");
        }
        if self.is_full() {
            package.report(part, "more text than is read");
        }
        if self.stories.story().fields.iter().any(|field| !field.in_result) {
            self.stories.find(Kind::BrokenField);
        }
        found
    }

    /// The blocks of the part's own text.
    pub fn take_blocks(&mut self) -> Vec<Block> {
        self.stories.story().sinks.drain(..).flatten().collect()
    }

    fn root(element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns != Ns::Word {
            return None;
        }
        match element.local() {
            "footnotes" | "endnotes" => Some((In::Notes, Close::Nothing)),
            "document" | "hdr" | "ftr" | "body" => Some((In::Blocks, Close::Nothing)),
            _ => None,
        }
    }

    fn in_notes(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        let kind = match element.local() {
            "footnote" => NoteKindKey::Foot,
            "endnote" => NoteKindKey::End,
            _ => return None,
        };
        let id = super::xml::number(&element.attr("id")?)?;
        match element.attr("type").as_deref() {
            None | Some("normal") => {
                self.stories.tally.items += 1;
                Some((In::Blocks, Close::Note(kind, id)))
            }
            _ => None,
        }
    }

    fn in_blocks(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns != Ns::Word {
            return match element.ns {
                Ns::Math => self.in_inline(element),
                _ => None,
            };
        }
        match element.local() {
            "p" => {
                self.stories.open_paragraph(false);
                Some((In::Inline, Close::Paragraph))
            }
            "tbl" => Some(self.open_table()),
            "tcPr" => Some((In::CellProps, Close::Nothing)),
            "sectPr" => {
                self.section = Section::default();
                Some((In::Section, Close::Section))
            }
            "altChunk" => {
                self.foreign_chunk(element);
                None
            }
            // Rows and cells are met here in tables that lie too deep to be kept as tables.
            "body" | "sdt" | "sdtContent" | "customXml" | "smartTag" | "tr" | "tc" => {
                Some((In::Blocks, Close::Nothing))
            }
            "ins" | "moveTo" => {
                self.stories.find(Kind::TrackedChange);
                Some((In::Blocks, Close::Nothing))
            }
            "del" | "moveFrom" => {
                self.stories.find(Kind::TrackedChange);
                None
            }
            "r" | "hyperlink" | "fldSimple" => self.in_inline(element),
            _ => None,
        }
    }

    fn in_inline(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        match (element.ns, element.local()) {
            (Ns::Math, "oMath" | "oMathPara") => Some((In::Math, Close::Nothing)),
            (Ns::Word, local) => match local {
                "r" => {
                    self.stories.open_run();
                    Some((In::Run, Close::Run))
                }
                "pPr" => Some((In::ParagraphProps, Close::Nothing)),
                "hyperlink" | "smartTag" | "customXml" | "sdt" | "sdtContent" | "dir" | "bdo" | "p" => {
                    Some((In::Inline, Close::Nothing))
                }
                "fldSimple" => match element.attr("instr").filter(|code| field::is_counted(code)) {
                    Some(code) => {
                        self.stories.say_number(&code);
                        None
                    }
                    None => Some((In::Inline, Close::Nothing)),
                },
                "ins" | "moveTo" => {
                    self.stories.find(Kind::TrackedChange);
                    Some((In::Inline, Close::Nothing))
                }
                "del" | "moveFrom" => {
                    self.stories.find(Kind::TrackedChange);
                    None
                }
                "subDoc" => {
                    self.stories.find(Kind::ForeignChunk);
                    None
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn in_ruby(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        let offset = self
            .stories
            .story()
            .paragraph
            .as_ref()
            .map_or(0, |paragraph| paragraph.text.len());
        match (element.ns, element.local()) {
            (Ns::Word, "rt") => Some((In::Inline, Close::Reading(offset))),
            (Ns::Word, "rubyBase") => Some((In::Inline, Close::Base(offset))),
            _ => None,
        }
    }

    fn close_reading(&mut self, start: usize) {
        if let Some(paragraph) = &mut self.stories.story().paragraph
            && paragraph.text.is_char_boundary(start)
        {
            self.reading = paragraph.text.split_off(start);
        }
    }

    fn close_base(&mut self, start: usize) {
        let reading = std::mem::take(&mut self.reading);
        self.stories.add_ruby(start, reading);
    }

    fn close_words(&mut self, preserves: bool) {
        let words = std::mem::take(&mut self.words);
        let kept = if preserves {
            &*words
        } else {
            words.trim_matches([' ', '\t', '\r', '\n'])
        };
        let kept: std::borrow::Cow<'_, str> = if kept.contains(['\n', '\r']) {
            kept.replace("\r\n", " ").replace(['\n', '\r'], " ").into()
        } else {
            kept.into()
        };
        let kept = self.stories.unicode(&kept);
        if std::mem::take(&mut self.awaits_mark)
            && let Some(paragraph) = &mut self.stories.story().paragraph
            && let Some(Block::Note(note)) = paragraph.notes.last_mut()
        {
            kept.trim().clone_into(&mut note.mark);
        }
        self.stories.say(&kept);
        self.words = words;
        self.words.clear();
    }
}

impl Visitor for Walker<'_> {
    fn start(&mut self, element: &Element<'_>) -> Step {
        let next = match self.frames.last().map(|frame| frame.inner) {
            None => {
                let root = Self::root(element);
                self.entered |= root.is_some();
                root
            }
            Some(In::Nowhere | In::Words | In::Code) => None,
            Some(In::Notes) => self.in_notes(element),
            Some(In::Blocks) => self.in_blocks(element),
            Some(In::Inline) => self.in_inline(element),
            Some(In::Run) => self.in_run(element),
            Some(In::Drawing) => self.in_drawing(element),
            Some(In::Ruby) => self.in_ruby(element),
            Some(In::Math) => self.in_math(element),
            Some(In::MathProps) => self.in_math_props(element),
            Some(In::ParagraphProps) => self.in_paragraph_props(element),
            Some(In::MarkProps) => self.in_mark_props(element),
            Some(In::RunProps) => self.in_run_props(element),
            Some(In::Table) => self.in_table(element),
            Some(In::Row) => self.in_row(element),
            Some(In::RowProps) => self.in_row_props(element),
            Some(In::CellProps) => self.in_cell_props(element),
            Some(In::Section) => self.in_section(element),
            Some(In::NoteProps(kind)) => {
                self.section.note_prop(kind, element);
                None
            }
            Some(In::Form) => self.in_form(element),
        };
        let Some((inner, close)) = next else {
            return Step::Skip;
        };
        let outer = self.frames.last().is_some_and(|frame| frame.preserves);
        let preserves = element.preserves_space().unwrap_or(outer);
        let close = if close == Close::Words(false) {
            Close::Words(preserves)
        } else {
            close
        };
        self.frames.push(Frame {
            inner,
            close,
            preserves,
        });
        Step::Enter
    }

    fn end(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        match frame.close {
            Close::Nothing => {}
            Close::Paragraph => self.close_paragraph(),
            Close::Run => {
                self.stories.story().runs.pop();
            }
            Close::RunProps => self.stories.settle_run(),
            Close::Words(preserves) => self.close_words(preserves),
            Close::Table => self.close_table(),
            Close::Row => self.close_row(),
            Close::Cell => self.close_cell(),
            Close::Box => self.close_box(),
            Close::Note(kind, id) => {
                self.stories.flush();
                let blocks = self
                    .stories
                    .story()
                    .sinks
                    .last_mut()
                    .map(std::mem::take)
                    .unwrap_or_default();
                self.notes.insert((kind, id), blocks);
            }
            Close::Reading(start) => self.close_reading(start),
            Close::Base(start) => self.close_base(start),
            Close::Section => self.close_section(),
            Close::Delimited => self.close_delimited(),
            Close::Operator => {
                let sign = std::mem::take(&mut self.operator);
                self.stories.say(&sign);
            }
        }
    }

    fn text(&mut self, text: &str) {
        match self.frames.last().map(|frame| frame.inner) {
            Some(In::Words) if self.words.len() + text.len() > LONGEST_TEXT => self.full = true,
            Some(In::Words) => self.words.push_str(text),
            Some(In::Code) => {
                if let Some(field) = self.stories.story().fields.last_mut()
                    && field.code.len() + text.len() < 10_000
                {
                    field.code.push_str(text);
                }
            }
            _ => {}
        }
    }

    fn is_full(&self) -> bool {
        self.full || self.stories.tally.items > MOST_ITEMS
    }
}

impl Stories<'_> {
    /// Says that what stands from `start` on has a reading.
    pub fn add_ruby(&mut self, start: usize, reading: String) {
        if let Some(paragraph) = &mut self.story().paragraph {
            let end = paragraph.text.len();
            if start < end && !reading.is_empty() {
                paragraph.ruby.push(Ruby { start, end, reading });
            }
        }
    }
}
