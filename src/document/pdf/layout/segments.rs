//! Segments: glyphs that follow each other on a line without a wide gap.

use std::collections::BTreeMap;

use crate::document::Ruby;
use crate::document::pdf::font::Text;
use crate::document::pdf::geometry::Rect;
use crate::document::pdf::page::{Glyph, Rule, Style};

/// A run of glyphs on one line.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) area: Rect,
    /// Where its line runs.
    pub(super) base: f32,
    /// The size of most of its glyphs.
    pub(super) size: f32,
    /// Where the wide blanks end that stand behind its last glyph.
    pub(super) blank_end: Option<f32>,
    /// Ruby: from where to where along the line it stands, and the reading.
    pub(super) ruby: Vec<((f32, f32), String)>,
}

/// The text of a segment.
#[derive(Debug, Clone, Default)]
pub(super) struct SegmentText {
    pub(super) text: String,
    /// Readings over the bytes `start..end`.
    pub(super) ruby: Vec<Ruby>,
    /// Where the page is left free for about a character, which parts the cells of a table as often as words.
    pub(super) gaps: Vec<Gap>,
}

/// A free place between two characters of a segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    /// Where the text before it ends, in bytes.
    pub(super) end: usize,
    /// Where the text behind it begins, in bytes.
    pub(super) start: usize,
    /// Where it lies on the line.
    pub(super) from: f32,
    /// Where the text goes on.
    pub(super) to: f32,
}

/// A gap wider than this many em ends a segment.
const GAP: f32 = 1.15;
/// A gap wider than this many em is a space between letters.
const LEAST_SPACE: f32 = 0.18;
/// A gap wider than this many em may part two cells.
const CELL_GAP: f32 = 0.5;

/// Builds segments of glyphs in the order they come; a vertical rule between two glyphs parts them.
pub(super) fn build(glyphs: Vec<Glyph>, rules: &[Rule]) -> Vec<Segment> {
    let mut walls: Vec<&Rule> = rules.iter().filter(|rule| rule.vertical).collect();
    walls.sort_by(|one, other| one.at.total_cmp(&other.at));
    let lengths: Vec<usize> = glyphs
        .chunk_by(|last, glyph| follows(last, glyph) && !walled(last, glyph, &walls))
        .map(<[Glyph]>::len)
        .collect();
    let mut glyphs = glyphs.into_iter();
    let segments: Vec<Segment> = lengths
        .into_iter()
        .filter_map(|length| Segment::new(glyphs.by_ref().take(length).collect()))
        .collect();
    without_doubles(segments)
}

fn follows(last: &Glyph, glyph: &Glyph) -> bool {
    let size = last.size.max(glyph.size);
    let overlap = last.area.y1.min(glyph.area.y1) - last.area.y0.max(glyph.area.y0);
    let height = last.area.height().min(glyph.area.height());
    let gap = glyph.area.x0 - last.area.x1;
    overlap > 0.5 * height
        && last.tag.cell == glyph.tag.cell
        && (glyph.base - last.base).abs() < 0.45 * size
        && gap < GAP * size
        // A little backwards is kerning; the whole glyph back is another line, or the same once more.
        && glyph.area.x0 > last.area.x0 - 0.1 * size
        && gap > -0.7 * size
        && (last.size - glyph.size).abs() < 0.55 * size
}

fn walled(last: &Glyph, glyph: &Glyph, walls: &[&Rule]) -> bool {
    if walls.is_empty() {
        return false;
    }
    let (from, to) = (
        last.area.x0 + last.area.width() / 2.0,
        glyph.area.x0 + glyph.area.width() / 2.0,
    );
    let y = glyph.area.middle().1;
    let first = walls.partition_point(|wall| wall.at <= from);
    walls[first..]
        .iter()
        .take_while(|wall| wall.at < to)
        .any(|wall| wall.start <= y && y <= wall.end)
}

impl Segment {
    /// A segment of glyphs; `None` where all are blank.
    fn new(mut glyphs: Vec<Glyph>) -> Option<Self> {
        let last = glyphs.iter().rposition(|glyph| !glyph.text.is_blank())?;
        let is_wide_blank = |glyph: &&Glyph| glyph.text == Text::One('\u{3000}');
        let blank_end = glyphs[last + 1..]
            .iter()
            .rev()
            .find(is_wide_blank)
            .map(|glyph| glyph.area.x1);
        glyphs.truncate(last + 1);
        let first = glyphs.iter().position(|glyph| !glyph.text.is_blank())?;
        glyphs.drain(..first);
        let area = glyphs
            .iter()
            .map(|glyph| glyph.area)
            .reduce(|all, one| all.union(&one))?;
        let size = usual_size(&glyphs)? as f32 / 10.0;
        let base = glyphs
            .iter()
            .find(|glyph| (glyph.size - size).abs() < 0.2)
            .map_or(glyphs[0].base, |glyph| glyph.base);
        Some(Self {
            glyphs,
            area,
            base,
            size,
            blank_end,
            ruby: Vec::new(),
        })
    }

    /// Whether `other` stands on the same line.
    pub(super) fn shares_line(&self, other: &Self) -> bool {
        let overlap = self.area.y1.min(other.area.y1) - self.area.y0.max(other.area.y0);
        let height = self.area.height().min(other.area.height());
        // Words that lie across vertical writing are as high as they are long.
        let flat = self.area.height().max(other.area.height()) < 2.2 * self.size.max(other.size);
        flat && overlap > 0.5 * height && (self.base - other.base).abs() < 0.35 * self.size.max(other.size)
    }

    /// Its text, with a space where the page shows one.
    pub(super) fn text(&self) -> SegmentText {
        let usual = usual_gap(&self.glyphs);
        let mut text = String::with_capacity(self.glyphs.len() * 3);
        let mut gaps = Vec::new();
        let mut previous: Option<&Glyph> = None;
        let mut starts: Vec<(usize, usize)> = vec![(usize::MAX, 0); self.ruby.len()];
        for glyph in &self.glyphs {
            if let Some(previous) = previous
                && !previous.text.is_blank()
                && !glyph.text.is_blank()
            {
                let gap = (glyph.area.x0 - previous.area.x1 - usual) / previous.size.max(glyph.size).max(0.1);
                let end = text.len();
                // A reading that is longer than its base pushes what follows away.
                let middle = f32::midpoint(previous.area.x1, glyph.area.x0);
                let is_read = |((from, to), _): &((f32, f32), String)| *from < middle && middle < *to;
                let gap = if self.ruby.iter().any(is_read) { 0.0 } else { gap };
                text.push_str(space(gap, previous.text.last(), glyph.text.first()));
                if gap > CELL_GAP {
                    gaps.push(Gap {
                        end,
                        start: text.len(),
                        from: previous.area.x1,
                        to: glyph.area.x0,
                    });
                }
            }
            let start = text.len();
            if glyph.text.is_blank() {
                push_blank(&glyph.text, &mut text);
            } else {
                glyph.text.push_to(&mut text);
            }
            let middle = glyph.area.middle().0;
            for ((span, _), range) in self.ruby.iter().zip(&mut starts) {
                if span.0 <= middle && middle <= span.1 {
                    *range = (range.0.min(start), text.len());
                }
            }
            previous = Some(glyph);
        }
        let ruby = self
            .ruby
            .iter()
            .zip(starts)
            .map(|((_, reading), (start, end))| Ruby {
                start: start.min(end),
                end,
                reading: reading.clone(),
            })
            .collect();
        SegmentText { text, ruby, gaps }
    }

    /// How many of its glyphs are shown so that `is` holds, as a share.
    pub(super) fn share(&self, is: impl Fn(&Style) -> bool) -> f32 {
        let count = self.glyphs.iter().filter(|glyph| is(&glyph.style)).count();
        count as f32 / self.glyphs.len().max(1) as f32
    }
}

/// The size of most glyphs, in tenths of a point.
fn usual_size(glyphs: &[Glyph]) -> Option<i32> {
    let tenths = |glyph: &Glyph| (glyph.size * 10.0) as i32;
    let first = tenths(glyphs.first()?);
    if glyphs.iter().all(|glyph| tenths(glyph) == first) {
        return Some(first);
    }
    let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
    for glyph in glyphs {
        *sizes.entry(tenths(glyph)).or_default() += 1;
    }
    sizes
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(size, _)| size)
}

/// The space, if any, that a gap of `gap` em between two characters stands for.
///
/// Between Japanese characters and letters a quarter of an em is only typography; between letters it is a space.
pub(super) fn space(gap: f32, before: Option<char>, after: Option<char>) -> &'static str {
    // Nearly all glyphs touch the next.
    if gap <= LEAST_SPACE {
        return "";
    }
    let wide = |character: Option<char>| character.is_some_and(is_wide);
    match (wide(before), wide(after)) {
        (true, true) if gap > 0.8 => "\u{3000}",
        (true, true) if gap > 0.6 => " ",
        (true, false) | (false, true) if gap > 0.45 => " ",
        (false, false) if gap > LEAST_SPACE => " ",
        _ => "",
    }
}

/// Whether `character` is set as wide as it is high.
pub(crate) fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3ffff}' | '①'..='⓿' | '■'..='◿' | '…' | '※' | '―' | '‥')
}

fn push_blank(text: &Text, out: &mut String) {
    match text.first() {
        Some('\u{3000}') => out.push('\u{3000}'),
        Some('\t') => out.push('\t'),
        Some(' ') => out.push(' '),
        Some(character) if character.is_whitespace() => out.push(' '),
        _ => {}
    }
}

/// The gap that all glyphs of a line have: letter-spacing is no space.
fn usual_gap(glyphs: &[Glyph]) -> f32 {
    if glyphs.len() < 4 {
        return 0.0;
    }
    let mut gaps: Vec<f32> = glyphs
        .windows(2)
        .map(|pair| pair[1].area.x0 - pair[0].area.x1)
        .collect();
    // The lower third: a line of single letters with spaces between them is no spaced-out word.
    let third = gaps.len() / 3;
    let (_, usual, _) = gaps.select_nth_unstable_by(third, f32::total_cmp);
    usual.max(0.0)
}

/// The same text set twice with a small shift looks bold; it is said once.
fn without_doubles(segments: Vec<Segment>) -> Vec<Segment> {
    let mut kept: Vec<Segment> = Vec::with_capacity(segments.len());
    let mut seen: BTreeMap<(i32, usize), Vec<usize>> = BTreeMap::new();
    for segment in segments {
        let row = (segment.area.y0 / 4.0) as i32;
        let near = 0.35 * segment.size;
        let double = (row - 1..=row + 1)
            .flat_map(|row| {
                seen.get(&(row, segment.glyphs.len()))
                    .into_iter()
                    .flatten()
                    .rev()
                    .take(40)
            })
            .copied()
            .find(|&at| {
                let other = &kept[at];
                (other.area.x0 - segment.area.x0).abs() < near
                    && (other.area.y0 - segment.area.y0).abs() < near
                    && other
                        .glyphs
                        .iter()
                        .zip(&segment.glyphs)
                        .all(|(one, two)| one.text == two.text)
            });
        if let Some(at) = double {
            for glyph in &mut kept[at].glyphs {
                glyph.style.bold = true;
            }
        } else {
            seen.entry((row, segment.glyphs.len()))
                .or_default()
                .push(kept.len());
            kept.push(segment);
        }
    }
    kept
}

/// Whether the glyphs come in no order of lines, so that hardly two follow each other.
pub(super) fn is_scattered(segments: &[Segment]) -> bool {
    let glyphs: usize = segments.iter().map(|segment| segment.glyphs.len()).sum();
    if glyphs < 20 || glyphs > 2 * segments.len() {
        return false;
    }
    // Words in cells are short, too, but do not touch each other.
    let mut sorted: Vec<&Segment> = segments.iter().collect();
    sorted.sort_by(|one, other| {
        one.base
            .total_cmp(&other.base)
            .then(one.area.x0.total_cmp(&other.area.x0))
    });
    let touching = sorted
        .windows(2)
        .filter(|pair| pair[0].shares_line(pair[1]) && pair[1].area.x0 - pair[0].area.x1 < 0.3 * pair[0].size)
        .count();
    2 * touching > segments.len()
}

/// Builds segments anew from glyphs sorted by line and place.
pub(super) fn gather(segments: Vec<Segment>, rules: &[Rule]) -> Vec<Segment> {
    let mut glyphs: Vec<Glyph> = segments.into_iter().flat_map(|segment| segment.glyphs).collect();
    glyphs.sort_by(|one, other| one.base.total_cmp(&other.base));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        match rows.last_mut() {
            Some(row)
                if row
                    .last()
                    .is_some_and(|last| (glyph.base - last.base).abs() < 0.25 * glyph.size) =>
            {
                row.push(glyph);
            }
            _ => rows.push(vec![glyph]),
        }
    }
    let sorted = rows
        .into_iter()
        .flat_map(|mut row| {
            row.sort_by(|one, other| one.area.x0.total_cmp(&other.area.x0));
            row
        })
        .collect();
    build(sorted, rules)
}
