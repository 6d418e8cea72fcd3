//! Paths: only what matters for reading is kept, straight rules and filled areas.

use super::geometry::Rect;
use super::page::{PageContent, Rule};

/// A colour, as far as reading needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Colour {
    white: bool,
}

impl Colour {
    /// The initial colour.
    pub(super) const BLACK: Self = Self { white: false };

    /// The colour that `operator` sets with `components`; of a colour space that is not known, by their number.
    pub(super) fn of(components: &[f32], operator: &[u8]) -> Self {
        let white = match components {
            // One component of an unnamed space may be an amount of ink: full is black there.
            [grey] => matches!(operator, b"g" | b"G") && *grey > 0.97,
            [_, _, _] => components.iter().all(|part| *part > 0.97),
            [_, _, _, _] => components.iter().all(|part| *part < 0.03),
            _ => false,
        };
        Self { white }
    }

    /// Whether it cannot be told from paper.
    pub(super) fn is_white(self) -> bool {
        self.white
    }
}

/// The most rules kept of a page: drawings have many lines that rule nothing.
const RULE_LIMIT: usize = 20_000;
/// How thick a filled box may be and still be a rule, in points.
const RULE_WIDTH: f32 = 3.0;
/// The shortest rule, in points.
const SHORTEST: f32 = 2.0;
/// The shortest rule in a path with curves: the outlines of letters have straight sides that rule nothing.
const SHORTEST_AMONG_CURVES: f32 = 24.0;

/// A path in the making.
#[derive(Debug, Default)]
pub(super) struct Path {
    segments: Vec<((f32, f32), (f32, f32))>,
    rectangles: Vec<Rect>,
    start: Option<(f32, f32)>,
    at: Option<(f32, f32)>,
    corners: Vec<(f32, f32)>,
    /// Whether the subpath that is open has a curve.
    curved: bool,
    /// Whether any of it has.
    has_curves: bool,
}

impl Path {
    /// Begins a subpath.
    pub(super) fn move_to(&mut self, point: (f32, f32)) {
        self.finish();
        self.start = Some(point);
        self.at = Some(point);
        self.corners.push(point);
    }

    /// A straight line.
    pub(super) fn line_to(&mut self, point: (f32, f32)) {
        if let Some(at) = self.at
            && self.segments.len() < RULE_LIMIT
        {
            self.segments.push((at, point));
        }
        self.at = Some(point);
        self.corners.push(point);
    }

    /// A curve, of which only the end is of interest.
    pub(super) fn curve_to(&mut self, point: (f32, f32)) {
        self.at = Some(point);
        self.curved = true;
        self.has_curves = true;
    }

    /// A line back to the start.
    pub(super) fn close(&mut self) {
        if let Some(start) = self.start {
            self.line_to(start);
        }
    }

    /// A box.
    pub(super) fn rectangle(&mut self, corners: [(f32, f32); 4]) {
        self.finish();
        if self.rectangles.len() < RULE_LIMIT {
            self.rectangles.push(Rect::of(corners[0], corners[2]));
        }
        self.at = Some(corners[0]);
        self.start = self.at;
        self.corners.clear();
    }

    /// A subpath of four straight sides is a box, too.
    fn finish(&mut self) {
        let corners = std::mem::take(&mut self.corners);
        let curved = std::mem::take(&mut self.curved);
        if !curved && matches!(corners.len(), 4 | 5) && self.rectangles.len() < RULE_LIMIT {
            let upright = corners
                .windows(2)
                .all(|side| near(side[0].0, side[1].0) || near(side[0].1, side[1].1));
            if upright {
                self.rectangles.push(Rect::of(corners[0], corners[2]));
            }
        }
    }

    /// Fills it: thin boxes are rules, others areas.
    pub(super) fn fill(&mut self, colour: Colour, content: &mut PageContent) {
        self.finish();
        if colour.is_white() {
            return;
        }
        for area in &self.rectangles {
            if let Some(rule) = thin(area) {
                self.push(content, rule);
            } else if content.fills.len() < RULE_LIMIT {
                content.fills.push(*area);
            }
        }
    }

    /// Strokes it: straight sides are rules.
    pub(super) fn stroke(&self, colour: Colour, content: &mut PageContent) {
        if colour.is_white() {
            return;
        }
        for area in &self.rectangles {
            let Rect { x0, y0, x1, y1 } = *area;
            let sides = [
                ((x0, y0), (x1, y0)),
                ((x0, y1), (x1, y1)),
                ((x0, y0), (x0, y1)),
                ((x1, y0), (x1, y1)),
            ];
            sides
                .into_iter()
                .filter_map(straight)
                .for_each(|rule| self.push(content, rule));
        }
        self.segments
            .iter()
            .copied()
            .filter_map(straight)
            .for_each(|rule| self.push(content, rule));
    }

    fn push(&self, content: &mut PageContent, rule: Rule) {
        let shortest = if self.has_curves {
            SHORTEST_AMONG_CURVES
        } else {
            SHORTEST
        };
        if content.rules.len() < RULE_LIMIT && rule.end - rule.start > shortest {
            content.rules.push(rule);
        }
    }
}

fn near(one: f32, other: f32) -> bool {
    (one - other).abs() < 0.5
}

fn straight(((ax, ay), (bx, by)): ((f32, f32), (f32, f32))) -> Option<Rule> {
    let vertical = if near(ax, bx) {
        true
    } else if near(ay, by) {
        false
    } else {
        return None;
    };
    let (at, one, other) = if vertical { (ax, ay, by) } else { (ay, ax, bx) };
    Some(Rule {
        vertical,
        at,
        start: one.min(other),
        end: one.max(other),
    })
}

fn thin(area: &Rect) -> Option<Rule> {
    if area.height() <= RULE_WIDTH && area.width() > 2.0 * area.height() {
        let middle = area.middle().1;
        straight(((area.x0, middle), (area.x1, middle)))
    } else if area.width() <= RULE_WIDTH && area.height() > 2.0 * area.width() {
        let middle = area.middle().0;
        straight(((middle, area.y0), (middle, area.y1)))
    } else {
        None
    }
}
