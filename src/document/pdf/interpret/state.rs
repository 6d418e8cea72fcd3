//! The graphics state as far as text needs it, and where it puts a glyph (ISO 32000-2, 8.4 and 9.4).

#![allow(
    clippy::many_single_char_names,
    reason = "the standard calls the numbers of a matrix a to f"
)]

use std::rc::Rc;

use crate::document::pdf::font::{Font, Shown};
use crate::document::pdf::geometry::{FARTHEST, Matrix, Rect};
use crate::document::pdf::page::{Glyph, Style, Tag, Turn};
use crate::document::pdf::paint::{Colour, Path};

/// How far a usual glyph reaches below and above its baseline, in em.
const DESCENT: f32 = -0.12;
const ASCENT: f32 = 0.88;

#[derive(Clone)]
pub(super) struct State<'a> {
    pub(super) ctm: Matrix,
    pub(super) font: Option<Rc<Font<'a>>>,
    pub(super) size: f32,
    pub(super) char_space: f32,
    pub(super) word_space: f32,
    pub(super) scale: f32,
    pub(super) leading: f32,
    pub(super) rise: f32,
    pub(super) mode: u8,
    pub(super) fill: Colour,
    pub(super) stroke: Colour,
}

impl State<'_> {
    /// The initial state under `ctm`.
    pub(super) fn new(ctm: Matrix) -> Self {
        Self {
            ctm,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            fill: Colour::BLACK,
            stroke: Colour::BLACK,
        }
    }
}

/// What one content stream keeps while it runs.
pub(super) struct Run<'a> {
    pub(super) state: State<'a>,
    pub(super) saved: Vec<State<'a>>,
    /// How many `q` were not saved: their `Q` must not restore.
    pub(super) lost_saves: usize,
    pub(super) matrix: Matrix,
    pub(super) line: Matrix,
    pub(super) path: Path,
    /// Fonts by their names in the stream's resources.
    pub(super) fonts: Vec<(Vec<u8>, Rc<Font<'a>>)>,
}

impl<'a> Run<'a> {
    /// At the start of a stream that begins with `state`.
    pub(super) fn new(state: State<'a>) -> Self {
        Self {
            state,
            saved: Vec::new(),
            lost_saves: 0,
            matrix: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            path: Path::default(),
            fonts: Vec::new(),
        }
    }

    /// Goes to the start of the next line.
    pub(super) fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::translation(x, y).then(self.line);
        self.matrix = self.line;
    }

    /// Moves along the line by `by`.
    #[inline]
    pub(super) fn advance(&mut self, vertical: bool, by: f32) {
        let [a, b, c, d, e, f] = &mut self.matrix.0;
        let (x, y) = if vertical { (*c, *d) } else { (*a, *b) };
        *e += by * x;
        *f += by * y;
    }

    /// What the glyphs of `font` shown next have in common: everything but where along the line they stand. `None`
    /// where they have no place at all.
    pub(super) fn stamp(&self, font: &Font<'_>, style: Style, tag: Tag) -> Option<Stamp> {
        let state = &self.state;
        let to_page = Matrix([state.size * state.scale, 0.0, 0.0, state.size, 0.0, state.rise])
            .then(self.matrix)
            .then(state.ctm);
        let right = to_page.apply_vector(1.0, 0.0);
        let up = to_page.apply_vector(0.0, 1.0);
        let turn = turn_of(right, up);
        let [a, b, c, d, ..] = to_page.0;
        Matrix([a, b, c, d, 0.0, 0.0]).is_sane().then_some(Stamp {
            to_page: [a, b, c, d],
            rise: state.rise,
            size: length(up),
            turn,
            sideways: matches!(turn, Some(Turn::Right | Turn::Left)),
            vertical: font.vertical,
            style,
            tag,
        })
    }

    /// The glyph at the current place; `None` where that lies nowhere.
    #[inline]
    pub(super) fn glyph(&self, shown: &Shown, stamp: &Stamp) -> Option<Glyph> {
        let [_, _, c, d, e, f] = self.matrix.0;
        let origin = (stamp.rise * c + e, stamp.rise * d + f);
        let origin = self.state.ctm.apply(origin.0, origin.1);
        let [a, b, c, d] = stamp.to_page;
        let to_page = Matrix([a, b, c, d, origin.0, origin.1]);
        if !(origin.0.abs() < FARTHEST && origin.1.abs() < FARTHEST) {
            return None;
        }
        let (area, base) = if stamp.vertical {
            // The glyph's own origin lies left of and below the one for vertical writing; the em box stands on it.
            let (x, y) = (0.5 - shown.origin.0, ASCENT - shown.origin.1);
            let area = Rect::of(
                to_page.apply(x - 0.5, y),
                to_page.apply(x + 0.5, y - shown.advance),
            );
            let middle = to_page.apply(x, y - shown.advance / 2.0);
            (area, if stamp.sideways { middle.1 } else { middle.0 })
        } else {
            let area = Rect::of(to_page.apply(0.0, DESCENT), to_page.apply(shown.advance, ASCENT));
            (area, if stamp.sideways { origin.0 } else { origin.1 })
        };
        Some(Glyph {
            text: shown.text.clone(),
            area,
            base,
            size: stamp.size,
            turn: stamp.turn,
            style: stamp.style,
            tag: stamp.tag,
        })
    }
}

/// What glyphs that are shown together have in common.
pub(super) struct Stamp {
    /// From the em box to the page, wherever the glyph stands.
    to_page: [f32; 4],
    rise: f32,
    size: f32,
    turn: Option<Turn>,
    /// Whether its line runs down or up the page.
    sideways: bool,
    vertical: bool,
    style: Style,
    tag: Tag,
}

/// The length of a vector, which no number is too great for.
fn length((x, y): (f32, f32)) -> f32 {
    let (x, y) = (f64::from(x), f64::from(y));
    (x * x + y * y).sqrt() as f32
}

/// How far the direction of writing is turned; on the page `y` grows downward.
fn turn_of(right: (f32, f32), up: (f32, f32)) -> Option<Turn> {
    let length = length(right);
    if length == 0.0 {
        return Some(Turn::None);
    }
    let (x, y) = (right.0 / length, right.1 / length);
    if x > 0.97 {
        Some(Turn::None)
    } else if y > 0.97 {
        Some(Turn::Right)
    } else if y < -0.97 {
        Some(Turn::Left)
    } else if x < -0.97 {
        // Mirrored text still stands upright.
        Some(if up.1 < 0.0 { Turn::None } else { Turn::Half })
    } else {
        None
    }
}
