//! The graphics state as far as text needs it, and where it puts a glyph (ISO 32000-2, 8.4 and 9.4).

use std::rc::Rc;

use crate::document::pdf::font::{Font, Shown};
use crate::document::pdf::geometry::{Matrix, Rect};
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
        }
    }

    /// Goes to the start of the next line.
    pub(super) fn next_line(&mut self, x: f32, y: f32) {
        self.line = Matrix::translation(x, y).then(self.line);
        self.matrix = self.line;
    }

    /// Moves along the line by `by`.
    pub(super) fn advance(&mut self, font: &Font<'_>, by: f32) {
        let moved = if font.vertical {
            Matrix::translation(0.0, by)
        } else {
            Matrix::translation(by, 0.0)
        };
        self.matrix = moved.then(self.matrix);
    }

    /// The glyph at the current place; `None` where it has no place at all.
    pub(super) fn glyph(&self, shown: &Shown, font: &Font<'_>, style: Style, tag: Tag) -> Option<Glyph> {
        let state = &self.state;
        let to_page = Matrix([state.size * state.scale, 0.0, 0.0, state.size, 0.0, state.rise])
            .then(self.matrix)
            .then(state.ctm);
        if !to_page.is_sane() {
            return None;
        }
        let right = to_page.apply_vector(1.0, 0.0);
        let up = to_page.apply_vector(0.0, 1.0);
        let size = up.0.hypot(up.1);
        let turn = turn_of(right, up);
        let (area, base) = if font.vertical {
            // The glyph's own origin lies left of and below the one for vertical writing; the em box stands on it.
            let (x, y) = (0.5 - shown.origin.0, ASCENT - shown.origin.1);
            let area = Rect::of(
                to_page.apply(x - 0.5, y),
                to_page.apply(x + 0.5, y - shown.advance),
            );
            let middle = to_page.apply(x, y - shown.advance / 2.0);
            (
                area,
                if matches!(turn, Some(Turn::Right | Turn::Left)) {
                    middle.1
                } else {
                    middle.0
                },
            )
        } else {
            let area = Rect::of(to_page.apply(0.0, DESCENT), to_page.apply(shown.advance, ASCENT));
            let origin = to_page.apply(0.0, 0.0);
            (
                area,
                if matches!(turn, Some(Turn::Right | Turn::Left)) {
                    origin.0
                } else {
                    origin.1
                },
            )
        };
        Some(Glyph {
            text: shown.text.clone(),
            area,
            base,
            size,
            turn,
            style,
            tag,
        })
    }
}

/// How far the direction of writing is turned; on the page `y` grows downward.
fn turn_of(right: (f32, f32), up: (f32, f32)) -> Option<Turn> {
    let length = right.0.hypot(right.1);
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
