//! A story: a text that runs on its own, such as the body, a box or a note.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::computed::{Computed, Spot};
use super::field::Field;
use super::findings::{Findings, Kind};
use super::label::Counters;
use super::numbering::Definitions;
use super::package::{Package, Relations};
use super::paragraph::Open;
use super::props::RunProps;
use super::styles::{self, Style, Styles};
use super::table::OpenTable;
use crate::document::{Block, Label, NoteKind, Warning};

/// What all parts of a document share, and what one part refers to.
pub(super) struct Env<'p> {
    /// The package.
    pub package: &'p Package<'p>,
    /// The styles.
    pub styles: &'p Styles,
    /// The lists.
    pub lists: &'p Definitions,
    /// What the part refers to.
    pub relations: &'p Relations,
    /// Foot- and endnotes that are not referred to yet.
    pub notes: &'p RefCell<Notes>,
}

/// Notes by kind and id.
pub(super) type Notes = BTreeMap<(NoteKindKey, i32), Vec<Block>>;

/// What is counted through all parts.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// What a reviewer should know.
    pub findings: Findings,
    /// Running number of the last paragraph or row.
    pub serial: u32,
    /// Paragraphs, rows and cells so far.
    pub items: usize,
    /// Warnings of documents that lie in this one.
    pub warnings: Vec<Warning>,
}

/// Footnotes and endnotes, in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NoteKindKey {
    /// Footnotes.
    Foot,
    /// Endnotes.
    End,
}

impl From<NoteKindKey> for NoteKind {
    fn from(kind: NoteKindKey) -> Self {
        match kind {
            NoteKindKey::Foot => Self::Footnote,
            NoteKindKey::End => Self::Endnote,
        }
    }
}

/// Stories that count their lists together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Count {
    /// The part's own text.
    Part,
    /// The boxes in it.
    Boxes,
}

/// A run that has not ended yet.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Its properties.
    pub props: RunProps,
    /// What follows from them.
    pub look: styles::Look,
    /// Whether it was counted as hidden text.
    pub counted: bool,
}

/// A story that has not ended yet.
#[derive(Debug)]
pub(super) struct Story {
    /// Which lists it counts.
    pub count: Count,
    /// Where finished blocks go: the story itself, then the cells that are open.
    pub sinks: Vec<Vec<Block>>,
    /// Tables that are open.
    pub tables: Vec<OpenTable>,
    /// The paragraph that is open.
    pub paragraph: Option<Open>,
    /// A paragraph that runs on into the next.
    pub carried: Option<Open>,
    /// Fields that are open.
    pub fields: Vec<Field>,
    /// Runs that are open.
    pub runs: Vec<Run>,
}

impl Story {
    /// A story that begins.
    pub fn new(count: Count) -> Self {
        Self {
            count,
            sinks: vec![Vec::new()],
            tables: Vec::new(),
            paragraph: None,
            carried: None,
            fields: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Adds a finished block.
    pub fn push(&mut self, block: Block) {
        if let Some(sink) = self.sinks.last_mut() {
            sink.push(block);
        }
    }

    /// Whether the fields that are open let words be seen.
    pub fn shows_fields(&self) -> bool {
        self.fields
            .iter()
            .all(|field| field.in_result && !field.is_silent)
    }
}

/// The stories that are open, the innermost last, and what was counted in them.
pub(super) struct Stories<'p> {
    /// What they share.
    pub env: &'p Env<'p>,
    /// The open stories.
    pub open: Vec<Story>,
    /// What was counted so far.
    pub tally: Tally,
    /// The page that was reached.
    pub page: u32,
    /// Whether the file says where pages begin.
    pub paged: bool,
    counters: BTreeMap<Count, Counters>,
    computed: Computed,
}

impl<'p> Stories<'p> {
    /// The stories of one part; counting goes on from `tally`.
    pub fn new(env: &'p Env<'p>, tally: Tally) -> Self {
        Self {
            env,
            open: vec![Story::new(Count::Part)],
            tally,
            page: 1,
            paged: false,
            counters: BTreeMap::new(),
            computed: Computed::default(),
        }
    }

    /// What was counted.
    pub fn into_tally(self) -> Tally {
        self.tally
    }

    /// The innermost story.
    pub fn story(&mut self) -> &mut Story {
        if self.open.is_empty() {
            self.open.push(Story::new(Count::Part));
        }
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// Counts one of `kind` here.
    pub fn find(&mut self, kind: Kind) {
        self.tally.findings.add(kind, self.tally.serial);
    }

    /// The running number of something that begins.
    pub fn begin(&mut self) -> u32 {
        self.tally.serial += 1;
        self.tally.items += 1;
        self.tally.serial
    }

    /// Begins a paragraph.
    pub fn open_paragraph(&mut self, implied: bool) {
        self.close_implied();
        let serial = self.begin();
        let page = self.page;
        let mut paragraph = Open::new(serial, page);
        paragraph.implied = implied;
        self.story().paragraph = Some(paragraph);
    }

    /// Ends the paragraph that a stray run had needed.
    pub fn close_implied(&mut self) {
        if self
            .story()
            .paragraph
            .as_ref()
            .is_some_and(|paragraph| paragraph.implied)
        {
            self.close_paragraph();
        }
    }

    /// Ends a paragraph: it joins the story, or runs on into the next one.
    pub fn close_paragraph(&mut self) {
        let Env { styles, lists, .. } = *self.env;
        let story = self.story();
        let Some(mut paragraph) = story.paragraph.take() else {
            return;
        };
        let before = story.carried.take();
        let count = story.count;
        if let Some(before) = before {
            paragraph.continue_from(before);
        }
        let style = paragraph.style(styles);
        if paragraph.mark.deleted {
            if !paragraph.is_bare() {
                self.story().carried = Some(paragraph);
            }
        } else if styles.run(style, &paragraph.mark_run).hidden {
            // A hidden mark is not seen: Word goes on in the same line, with the label of the first.
            if !paragraph.is_bare() {
                paragraph.settle_label(styles, lists, self.counters.entry(count).or_default());
                self.story().carried = Some(paragraph);
            }
        } else {
            self.finish(paragraph);
        }
    }

    fn finish(&mut self, paragraph: Open) {
        let Env { styles, lists, .. } = *self.env;
        let count = self.story().count;
        let counters = self.counters.entry(count).or_default();
        let (paragraph, notes) = paragraph.close(styles, lists, counters);
        let story = self.story();
        if let Some(paragraph) = paragraph {
            story.push(Block::Paragraph(paragraph));
        }
        for note in notes {
            story.push(note);
        }
    }

    /// Ends what cannot run on past the end of a cell or story, or into a table.
    pub fn flush(&mut self) {
        self.close_implied();
        if let Some(carried) = self.story().carried.take() {
            self.finish(carried);
        }
    }

    /// Whether words are seen here.
    pub fn shows(&mut self) -> bool {
        let story = self.story();
        story.shows_fields() && !story.runs.last().is_some_and(|run| run.look.hidden)
    }

    /// Words of the paragraph, if they are seen.
    pub fn say(&mut self, words: &str) {
        let blank = words.chars().all(char::is_whitespace);
        let story = self.story();
        let fields = story.shows_fields();
        let mut look = styles::Look::default();
        let mut found = false;
        if let Some(run) = story.runs.last_mut() {
            look = run.look;
            found = look.hidden && fields && !blank && !std::mem::replace(&mut run.counted, true);
        }
        if fields && !look.hidden {
            if story.paragraph.is_none() {
                self.open_paragraph(true);
            }
            if let Some(paragraph) = &mut self.story().paragraph {
                paragraph.say(words, look);
            }
        } else if found {
            self.find(Kind::HiddenText);
        }
    }

    /// The number that a field shows without storing it; at the head of a paragraph that is in no list it is its label.
    pub fn say_number(&mut self, code: &str) {
        let styles = self.env.styles;
        if self.story().paragraph.is_none() {
            self.open_paragraph(true);
        }
        let Some(paragraph) = self.story().paragraph.as_ref() else {
            return;
        };
        let spot = Spot {
            paragraph: paragraph.serial,
            heading: paragraph.heading(styles),
            begins: paragraph.text.trim().is_empty(),
            listed: paragraph.is_listed(styles),
        };
        let Some((text, level)) = self.computed.number(code, spot) else {
            self.find(Kind::UncomputedField);
            return;
        };
        self.say(&text);
        if let Some(paragraph) = self.story().paragraph.as_mut().filter(|_| !spot.listed) {
            paragraph.take_label(Label { text, level });
        }
    }

    /// A place where the producer last saw a page begin.
    pub fn turn_page(&mut self) {
        if self.open.len() > 1 {
            return;
        }
        self.page += 1;
        self.paged = true;
        let page = self.page;
        if let Some(paragraph) = &mut self.story().paragraph
            && paragraph.text.is_empty()
        {
            paragraph.page = page;
        }
    }

    /// A run begins.
    pub fn open_run(&mut self) {
        self.story().runs.push(Run::default());
        self.settle_run();
    }

    /// The style of the paragraph that is open.
    pub fn paragraph_style(&self) -> &'p Style {
        let paragraph = self.open.last().and_then(|story| story.paragraph.as_ref());
        let styles = self.env.styles;
        paragraph.map_or_else(|| styles.paragraph(None), |paragraph| paragraph.style(styles))
    }

    /// The properties of the run are known.
    pub fn settle_run(&mut self) {
        let styles = self.env.styles;
        let style = self.paragraph_style();
        if let Some(run) = self.story().runs.last_mut() {
            run.look = styles.run(style, &run.props);
        }
    }
}
