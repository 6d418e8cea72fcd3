//! Turns a page so that it reads upright, finds out whether it is written vertically, and leaves out what is not seen.

use super::Tally;
use crate::document::pdf::font::Text;
use crate::document::pdf::geometry::Rect;
use crate::document::pdf::page::{Glyph, PageContent, Rule, Turn};

/// A page in reading coordinates.
#[derive(Debug, Default)]
pub(super) struct Oriented {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) vertical: bool,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) aslant: Vec<Glyph>,
    pub(super) rules: Vec<Rule>,
    pub(super) tally: Tally,
}

/// Glyphs smaller than this cannot be read, in points.
const TINY: f32 = 1.0;
/// The most filled areas that a white glyph is looked for on.
const FILLS: usize = 2000;

/// Brings `content` into reading coordinates.
pub(super) fn orient(content: PageContent) -> Oriented {
    let mut page = Oriented {
        width: content.width,
        height: content.height,
        rules: content.rules,
        tally: Tally {
            pictures: content.pictures.len(),
            cut: content.cut,
            ..Tally::default()
        },
        ..Oriented::default()
    };
    page.glyphs = content.glyphs;
    page.glyphs.retain_mut(|glyph| {
        if matches!(glyph.text, Text::Nothing) {
            return false;
        }
        let middle = glyph.area.middle();
        if glyph.style.white {
            // What is drawn below makes white letters visible.
            let mut below = content.fills.iter().chain(&content.pictures).take(FILLS);
            glyph.style.white = !below.any(|area| area.contains(middle.0, middle.1));
        }
        page.tally.count(glyph, middle, content.width, content.height)
    });
    page.aslant = page.glyphs.extract_if(.., |glyph| glyph.turn.is_none()).collect();
    let turn = usual_turn(&page.glyphs);
    page.turn(turn);
    if is_vertical(&page.glyphs) {
        page.vertical = true;
        page.glyphs = join_upright_runs(std::mem::take(&mut page.glyphs));
        page.lay_vertical();
    }
    page
}

impl Tally {
    /// Counts `glyph` and tells whether it belongs to what the page shows.
    fn count(&mut self, glyph: &Glyph, middle: (f32, f32), width: f32, height: f32) -> bool {
        if glyph.text.is_blank() {
            return !glyph.style.hidden;
        }
        let inside = (-1.0..=width + 1.0).contains(&middle.0) && (-1.0..=height + 1.0).contains(&middle.1);
        if glyph.style.hidden {
            self.hidden += 1;
            return false;
        }
        if !inside {
            self.outside += 1;
            return false;
        }
        if glyph.size < TINY {
            self.tiny += 1;
            return false;
        }
        self.glyphs += 1;
        self.unknown += usize::from(matches!(glyph.text, Text::Unknown));
        self.wide += usize::from(glyph.text.first() >= Some('\u{2e80}'));
        self.doubtful += usize::from(is_doubtful(glyph));
        self.invisible += usize::from(glyph.style.invisible);
        self.white += usize::from(glyph.style.white);
        true
    }
}

/// Whether a glyph is said to be a letter that no font draws as wide as a Japanese one: its map is wrong, as are those
/// of programs that put the two bytes of a kana into one.
fn is_doubtful(glyph: &Glyph) -> bool {
    let Text::One(character) = glyph.text else {
        return false;
    };
    let is_narrow = match character {
        'Æ' | 'æ' | 'Œ' | 'œ' | '×' | '÷' => false,
        'º' | 'ª' | '¸' | '»' | '«' => true,
        _ => ('\u{c0}'..='\u{17f}').contains(&character),
    };
    is_narrow && glyph.area.width() > 0.98 * glyph.size
}

/// The turn that most glyphs have. Half-width letters lie on their side in vertical writing, so only glyphs as wide
/// as they are high are asked, if there are any.
fn usual_turn(glyphs: &[Glyph]) -> Turn {
    let votes = |wide: bool| {
        let mut votes = [0_usize; 4];
        for glyph in glyphs.iter().filter(|glyph| !glyph.text.is_blank()) {
            let is_wide = glyph.text.first().is_some_and(|first| first >= '\u{2e80}');
            if let Some(turn) = glyph.turn.filter(|_| is_wide == wide) {
                votes[turn as usize] += 1;
            }
        }
        votes
    };
    let wide = votes(true);
    let votes = if wide.iter().sum::<usize>() > 0 {
        wide
    } else {
        votes(false)
    };
    [Turn::None, Turn::Right, Turn::Half, Turn::Left]
        .into_iter()
        .zip(votes)
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(Turn::None, |(turn, _)| turn)
}

impl Oriented {
    /// Turns the whole page back by `turn`.
    fn turn(&mut self, turn: Turn) {
        let (width, height) = (self.width, self.height);
        // Where a point comes to lie.
        let point = |(x, y): (f32, f32)| match turn {
            Turn::None => (x, y),
            Turn::Right => (y, width - x),
            Turn::Half => (width - x, height - y),
            Turn::Left => (height - y, x),
        };
        if turn == Turn::None {
            return;
        }
        for glyph in &mut self.glyphs {
            let area = glyph.area;
            let sideways = matches!(glyph.turn, Some(Turn::Right | Turn::Left)) != glyph.style.vertical;
            let on_base = if sideways {
                point((glyph.base, area.y0))
            } else {
                point((area.x0, glyph.base))
            };
            glyph.area = Rect::of(point((area.x0, area.y0)), point((area.x1, area.y1)));
            let steps = (4 + glyph.turn.map_or(0, |own| own as usize) - turn as usize) % 4;
            glyph.turn = Some([Turn::None, Turn::Right, Turn::Half, Turn::Left][steps]);
            let sideways = matches!(glyph.turn, Some(Turn::Right | Turn::Left)) != glyph.style.vertical;
            glyph.base = if sideways { on_base.0 } else { on_base.1 };
        }
        for rule in &mut self.rules {
            let (start, end) = if rule.vertical {
                ((rule.at, rule.start), (rule.at, rule.end))
            } else {
                ((rule.start, rule.at), (rule.end, rule.at))
            };
            *rule = rule_between(point(start), point(end), rule.vertical != (turn != Turn::Half));
        }
        if turn != Turn::Half {
            std::mem::swap(&mut self.width, &mut self.height);
        }
    }

    /// Exchanges the axes: down the page becomes along the line.
    fn lay_vertical(&mut self) {
        let width = self.width;
        let point = |(x, y): (f32, f32)| (y, width - x);
        for glyph in &mut self.glyphs {
            let middle = glyph.area.middle().0;
            glyph.area = Rect::of(
                point((glyph.area.x0, glyph.area.y0)),
                point((glyph.area.x1, glyph.area.y1)),
            );
            glyph.base = width - middle;
        }
        for rule in &mut self.rules {
            let (start, end) = if rule.vertical {
                ((rule.at, rule.start), (rule.at, rule.end))
            } else {
                ((rule.start, rule.at), (rule.end, rule.at))
            };
            *rule = rule_between(point(start), point(end), !rule.vertical);
        }
        std::mem::swap(&mut self.width, &mut self.height);
    }
}

fn rule_between(one: (f32, f32), other: (f32, f32), vertical: bool) -> Rule {
    let (at, start, end) = if vertical {
        (one.0, one.1, other.1)
    } else {
        (one.1, one.0, other.0)
    };
    Rule {
        vertical,
        at,
        start: start.min(end),
        end: start.max(end),
    }
}

/// Whether glyph follows glyph downward: by the font's writing mode, or because the producer set them so one by one.
fn is_vertical(glyphs: &[Glyph]) -> bool {
    let (mut across, mut down) = (0_usize, 0_usize);
    for pair in glyphs.windows(2) {
        let (one, next) = (&pair[0], &pair[1]);
        if one.text.is_blank() || next.text.is_blank() {
            continue;
        }
        let size = one.size.max(next.size);
        let (from, to) = (one.area.middle(), next.area.middle());
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        if dy.abs() < 0.4 * size && dx > 0.1 * size && dx < 2.5 * size {
            across += 1;
        } else if dx.abs() < 0.4 * size && dy > 0.3 * size && dy < 2.5 * size {
            down += 1;
        }
    }
    down > across
}

/// In vertical writing, upright glyphs side by side (a number of two digits, a page number) are one unit.
fn join_upright_runs(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut joined: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        if let Some(last) = joined.last_mut()
            && last.turn == Some(Turn::None)
            && glyph.turn == Some(Turn::None)
            && !glyph.style.vertical
            && !last.style.vertical
            && (glyph.base - last.base).abs() < 0.2 * glyph.size
            && glyph.area.x0 > last.area.x1 - 0.3 * glyph.size
            // A run that is longer than a number is a line across, which may have wider gaps.
            && glyph.area.x0 < last.area.x1 + if last.area.width() > 2.5 * last.size { 1.3 } else { 0.6 } * glyph.size
            && glyph.area.x1 > last.area.x1
        {
            let mut text = String::new();
            last.text.push_to(&mut text);
            glyph.text.push_to(&mut text);
            last.text = Text::of(&text);
            last.area = last.area.union(&glyph.area);
        } else {
            joined.push(glyph);
        }
    }
    joined
}
