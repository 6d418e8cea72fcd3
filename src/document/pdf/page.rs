//! What stands on a page before anybody reads it: glyphs, rules, pictures.

use super::font::Text;
use super::geometry::Rect;

/// A glyph. Coordinates are of the page as it is shown: upright, `y` growing downward, origin at the top left.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// Its characters.
    pub(super) text: Text,
    /// The box it advances through.
    pub(super) area: Rect,
    /// Where its line runs: the baseline, or for a glyph of vertical writing the middle.
    pub(super) base: f32,
    /// Its size in points.
    pub(super) size: f32,
    /// How it is turned, clockwise; `None` where it slants.
    pub(super) turn: Option<Turn>,
    /// How it is shown.
    pub(super) style: Style,
    /// Where the file's own structure puts it.
    pub(super) tag: Tag,
}

/// A place in the structure of a tagged file; 0 where the file says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tag {
    /// The paragraph, from 1.
    pub(super) block: u32,
    /// The table cell, from 1.
    pub(super) cell: u32,
}

/// Quarter turns, clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// Upright.
    None,
    /// Reads downward.
    Right,
    /// Upside down.
    Half,
    /// Reads upward.
    Left,
}

/// How a glyph is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one glyph")]
pub(super) struct Style {
    /// Bold, or made bold by its outline.
    pub(super) bold: bool,
    /// Set for vertical writing.
    pub(super) vertical: bool,
    /// Not painted at all (render mode 3): usually words recognized from the picture behind.
    pub(super) invisible: bool,
    /// Painted white on white.
    pub(super) white: bool,
    /// Marked as no part of the content: running heads, page numbers, watermarks.
    pub(super) artifact: bool,
    /// On a layer that is switched off.
    pub(super) hidden: bool,
}

/// A straight rule, horizontal or vertical.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    /// Whether it is vertical.
    pub(super) vertical: bool,
    /// Where it lies: `y` of a horizontal, `x` of a vertical rule.
    pub(super) at: f32,
    /// Where it begins on the other axis.
    pub(super) start: f32,
    /// Where it ends on the other axis.
    pub(super) end: f32,
}

/// A page's content.
#[derive(Debug, Default)]
pub(super) struct PageContent {
    /// Width as shown.
    pub(super) width: f32,
    /// Height as shown.
    pub(super) height: f32,
    /// The glyphs as they come.
    pub(super) glyphs: Vec<Glyph>,
    /// Rules of tables and lines under text.
    pub(super) rules: Vec<Rule>,
    /// Filled areas that are not white.
    pub(super) fills: Vec<Rect>,
    /// Pictures.
    pub(super) pictures: Vec<Rect>,
    /// Whether some of the content could not be unpacked.
    pub(super) cut: bool,
}
