//! A paragraph while it is being read.

use super::label::Counters;
use super::numbering::Definitions;
use super::props::{ParagraphProps, RunProps};
use super::styles::{self, Style, Styles};
use crate::document::{self, Block, Label, Paragraph, Place, Ruby};

/// How the mark at a paragraph's end is set, which decides whether the paragraph ends there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mark {
    /// The mark is deleted or moved away: the paragraph runs on into the next.
    pub deleted: bool,
}

/// A paragraph that has not ended yet.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// Running number, to find its place later.
    pub serial: u32,
    /// The page where its words begin.
    pub page: u32,
    /// Its properties.
    pub props: ParagraphProps,
    /// Properties of its mark.
    pub mark_run: RunProps,
    /// Its mark.
    pub mark: Mark,
    /// Its words so far.
    pub text: String,
    /// Ruby so far.
    pub ruby: Vec<Ruby>,
    /// Notes and boxes that stand at it.
    pub notes: Vec<Block>,
    /// The label of a paragraph that ran on into this one.
    label: Option<Label>,
    /// Whether a section ends with it.
    pub ends_section: bool,
    /// Whether it is not a paragraph of the file but the one that a stray run needs.
    pub implied: bool,
    bold: usize,
    sizes: Vec<(u16, usize)>,
    page_break: bool,
}

impl Open {
    /// A paragraph that begins.
    pub fn new(serial: u32, page: u32) -> Self {
        Self {
            serial,
            page,
            ..Self::default()
        }
    }

    /// Adds words that look like `look`.
    pub fn say(&mut self, words: &str, look: styles::Look) {
        if words.is_empty() {
            return;
        }
        if std::mem::take(&mut self.page_break) && !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(words);
        let count = words.chars().filter(|c| !c.is_whitespace()).count();
        if look.bold {
            self.bold += count;
        }
        match self.sizes.iter_mut().find(|(size, _)| *size == look.size) {
            Some((_, sum)) => *sum += count,
            None => self.sizes.push((look.size, count)),
        }
    }

    /// A page or column ends here: a line break between words, nothing before or after them.
    pub fn break_page(&mut self) {
        self.page_break = true;
    }

    /// Whether nothing stands in it.
    pub fn is_bare(&self) -> bool {
        self.text.is_empty() && self.notes.is_empty()
    }

    /// Takes what stood in `before`, which ran on into this paragraph.
    pub fn continue_from(&mut self, before: Self) {
        for ruby in &mut self.ruby {
            ruby.start += before.text.len();
            ruby.end += before.text.len();
        }
        self.serial = before.serial;
        self.page = before.page;
        self.label = before.label;
        self.text.insert_str(0, &before.text);
        self.ruby.splice(0..0, before.ruby);
        self.notes.splice(0..0, before.notes);
        self.bold += before.bold;
        self.sizes.splice(0..0, before.sizes);
    }

    /// Puts the label in front now, because the paragraph runs on into one of another list.
    pub fn settle_label(&mut self, styles: &Styles, lists: &Definitions, counters: &mut Counters) {
        if self.label.is_none()
            && let Some((label, separator)) = self.next_label(styles, lists, counters)
        {
            self.prepend(&label.text, separator);
            self.label = Some(label);
        }
    }

    /// Its style with all that it inherits.
    pub fn style<'s>(&self, styles: &'s Styles) -> &'s Style {
        styles.paragraph(self.props.style.as_deref())
    }

    /// Its heading level, from 1.
    pub fn heading(&self, styles: &Styles) -> Option<u8> {
        match self.props.outline {
            Some(level) => Some(level + 1).filter(|level| *level <= 9),
            None => self.style(styles).heading,
        }
    }

    /// Whether it is in a list.
    pub fn is_listed(&self, styles: &Styles) -> bool {
        let num = self
            .props
            .num
            .or_else(|| self.style(styles).list.map(|(num, _)| num));
        num.is_some_and(|num| num > 0)
    }

    /// What its words begin with is its label.
    pub fn take_label(&mut self, label: Label) {
        if self.label.is_none() && self.text.starts_with(&label.text) {
            self.label = Some(label);
        }
    }

    fn next_label(
        &self,
        styles: &Styles,
        lists: &Definitions,
        counters: &mut Counters,
    ) -> Option<(Label, &'static str)> {
        let style = self.style(styles);
        if self.ends_section && self.is_bare() {
            // Only the section's end stands there, which is not numbered.
            return None;
        }
        let num = self
            .props
            .num
            .or(style.list.map(|(num, _)| num))
            .filter(|num| *num > 0)?;
        let level = styles::level(self.props.level)
            .or_else(|| style.list.filter(|(own, _)| *own == num).map(|(_, level)| level))
            .or(style.level)
            .unwrap_or_default();
        counters.next(lists, num, level)
    }

    fn prepend(&mut self, label: &str, separator: &str) {
        let shift = label.len() + separator.len();
        self.text.insert_str(0, separator);
        self.text.insert_str(0, label);
        for ruby in &mut self.ruby {
            ruby.start += shift;
            ruby.end += shift;
        }
    }

    /// The paragraph as printed, and the notes that stand at it. A blank one is none.
    pub fn close(
        mut self,
        styles: &Styles,
        lists: &Definitions,
        counters: &mut Counters,
    ) -> (Option<Paragraph>, Vec<Block>) {
        let style = self.style(styles);
        let mut indent = style.indent;
        let hides_label = styles.run(style, &self.mark_run).hidden;
        if hides_label {
            // The label is as hidden as the mark, but it counts.
            let _ = self.next_label(styles, lists, counters);
        } else {
            self.settle_label(styles, lists, counters);
        }
        if let Some(num) = self.props.num {
            let level = styles::level(self.props.level)
                .or(style.level)
                .unwrap_or_default();
            if let Some(level) = lists.level(num, level) {
                indent = level.indent.over(indent);
            }
        }
        let text = self.text.trim_end_matches([' ', '\t', '\n']);
        if text.is_empty() {
            return (None, self.notes);
        }
        let look = self.look(
            styles,
            self.props
                .indent
                .over(indent)
                .of_first_line(styles.character_width()),
        );
        let label = self.label.as_ref().map_or(0, |label| label.text.len());
        let ruby = self.ruby.iter().map(|ruby| ruby.end).max().unwrap_or(0);
        self.text.truncate(text.len().max(label).max(ruby));
        let paragraph = Paragraph {
            place: Place {
                page: Some(self.page),
                approximate: true,
                paragraph: self.serial,
            },
            text: self.text,
            label: self.label,
            look,
            ruby: self.ruby,
            ocr: false,
        };
        (Some(paragraph), self.notes)
    }

    fn look(&self, styles: &Styles, indent: f32) -> document::Look {
        let style = self.style(styles);
        let total: usize = self.sizes.iter().map(|(_, count)| count).sum();
        let size = match self.sizes.iter().max_by_key(|(size, count)| (*count, *size)) {
            Some((size, _)) => *size,
            None => styles.run(style, &self.mark_run).size,
        };
        document::Look {
            indent,
            font_size: f32::from(size) / 2.0,
            bold: total > 0 && self.bold * 2 > total,
            centred: self.props.centred.unwrap_or(style.centred),
            heading: self.heading(styles),
            vertical: false,
        }
    }
}
