//! Lines: segments that stand side by side.

use std::borrow::Cow;

use super::segments::{Gap, Segment, SegmentText, is_wide, space};
use super::{Item, Piece};
use crate::document::Ruby;
use crate::document::pdf::geometry::Rect;
use crate::document::pdf::page::{Glyph, Style};

/// A gap narrower than this many em parts no pieces: only the order in the file does, such as a reading between.
const TOUCHING: f32 = 0.3;

/// A line of text.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one line")]
pub(crate) struct Line {
    /// The page, from 1.
    pub(crate) page: u32,
    /// Where it stands.
    pub(crate) area: Rect,
    /// Size of most characters.
    pub(crate) size: f32,
    /// Whether most characters are bold.
    pub(crate) bold: bool,
    /// Whether it is set vertically.
    pub(crate) vertical: bool,
    /// Whether it is not painted: words recognized from the picture behind.
    pub(crate) invisible: bool,
    /// Whether the file marks it as no part of the content.
    pub(crate) artifact: bool,
    /// The paragraphs that the file's structure puts its first and last character in; 0 where it says nothing.
    pub(crate) blocks: (u32, u32),
    /// Where the wide blanks end that it ends with: a line may be broken behind one within a sentence.
    pub(crate) blank_end: Option<f32>,
    /// Its pieces, with wide gaps between them.
    pub(crate) parts: Vec<Part>,
}

/// A piece of a line.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Where it stands.
    pub(crate) area: Rect,
    /// What it says.
    pub(crate) text: String,
    /// Readings over parts of the text.
    pub(crate) ruby: Vec<Ruby>,
    /// Gaps within it that may part cells.
    pub(super) gaps: Vec<Gap>,
}

impl Part {
    /// The part before and the part behind `gap`, which is one of its gaps.
    fn split(&self, gap: Gap) -> (Self, Self) {
        let (mut before, mut behind) = (self.clone(), self.clone());
        before.area.x1 = gap.from;
        before.text.truncate(gap.end);
        before.ruby.retain(|ruby| ruby.end <= gap.end);
        before.gaps.retain(|other| other.end < gap.end);
        behind.area.x0 = gap.to;
        behind.text.drain(..gap.start);
        behind.ruby.retain(|ruby| ruby.start >= gap.start);
        for ruby in &mut behind.ruby {
            (ruby.start, ruby.end) = (ruby.start - gap.start, ruby.end - gap.start);
        }
        behind.gaps.retain(|other| other.end > gap.end);
        for other in &mut behind.gaps {
            (other.start, other.end) = (other.start - gap.start, other.end - gap.start);
        }
        (before, behind)
    }
}

impl Line {
    /// The line of `segments`, which stand side by side.
    pub(super) fn of(segments: &[Segment], page: u32, vertical: bool) -> Self {
        let largest = segments.iter().max_by_key(|segment| segment.glyphs.len());
        let block = |glyph: Option<&Glyph>| glyph.map_or(0, |glyph| glyph.tag.block);
        let most = |is: fn(&Style) -> bool| {
            let shares = segments.iter().map(|segment| segment.share(is));
            shares.sum::<f32>() / segments.len().max(1) as f32 > 0.5
        };
        Self {
            page,
            size: largest.map_or(0.0, |segment| segment.size),
            bold: most(|style| style.bold),
            vertical,
            invisible: most(|style| style.invisible),
            artifact: most(|style| style.artifact),
            blank_end: segments.last().and_then(|segment| segment.blank_end),
            blocks: (
                block(segments.first().and_then(|segment| segment.glyphs.first())),
                block(segments.last().and_then(|segment| segment.glyphs.last())),
            ),
            area: segments
                .iter()
                .map(|segment| segment.area)
                .reduce(|all, one| all.union(&one))
                .unwrap_or_default(),
            parts: segments
                .iter()
                .map(|segment| {
                    let SegmentText { text, ruby, gaps } = segment.text();
                    Part {
                        area: segment.area,
                        text,
                        ruby,
                        gaps,
                    }
                })
                .collect(),
        }
    }

    /// The same line, its pieces parted where there is a gap that ends at one of `places`.
    pub(super) fn parted_at(&self, places: &[f32]) -> Cow<'_, Self> {
        let parts_cells = |gap: &&Gap| {
            places
                .iter()
                .any(|place| (gap.to - place).abs() < 0.3 * self.size)
        };
        let mut gaps = self.parts.iter().flat_map(|part| &part.gaps);
        if gaps.find(parts_cells).is_none() {
            return Cow::Borrowed(self);
        }
        let mut parts = Vec::with_capacity(self.parts.len() + 1);
        for part in &self.parts {
            let mut rest = part.clone();
            while let Some(gap) = rest.gaps.iter().find(parts_cells).copied() {
                let (before, behind) = rest.split(gap);
                parts.push(before);
                rest = behind;
            }
            parts.push(rest);
        }
        Cow::Owned(Self {
            parts,
            ..self.clone()
        })
    }

    /// Its text; a wide gap becomes one space.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match &self.parts[..] {
            [only] => Cow::Borrowed(&only.text),
            _ => Cow::Owned(self.text_and_ruby().0),
        }
    }

    /// Its text and the readings over it.
    pub(crate) fn text_and_ruby(&self) -> (String, Vec<Ruby>) {
        let mut text = String::new();
        let mut ruby = Vec::new();
        let mut end = f32::NEG_INFINITY;
        for part in &self.parts {
            if let Some(last) = text.chars().next_back() {
                let next = part.text.chars().next();
                let gap = (part.area.x0 - end) / self.size.max(0.1);
                text.push_str(if gap < TOUCHING {
                    space(gap, Some(last), next)
                } else if is_wide(last) || next.is_some_and(is_wide) {
                    "\u{3000}"
                } else {
                    " "
                });
            }
            end = part.area.x1;
            ruby.extend(part.ruby.iter().map(|one| Ruby {
                start: one.start + text.len(),
                end: one.end + text.len(),
                reading: one.reading.clone(),
            }));
            text.push_str(&part.text);
        }
        (text, ruby)
    }
}

/// Puts segments that follow each other on the same line together.
pub(super) fn assemble(pieces: Vec<Piece>, page: u32, vertical: bool) -> Vec<Item> {
    let mut items = Vec::new();
    let mut open: Vec<Segment> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Segment(segment) => {
                let joins = open.last().is_some_and(|last| {
                    last.shares_line(&segment) && segment.area.x0 >= last.area.x1 - 0.3 * last.size
                });
                if !joins && !open.is_empty() {
                    items.push(Item::Line(Line::of(&std::mem::take(&mut open), page, vertical)));
                }
                open.push(segment);
            }
            Piece::Grid(grid) => {
                if !open.is_empty() {
                    items.push(Item::Line(Line::of(&std::mem::take(&mut open), page, vertical)));
                }
                items.push(Item::Table(grid));
            }
        }
    }
    if !open.is_empty() {
        items.push(Item::Line(Line::of(&open, page, vertical)));
    }
    items
}
