//! Which numbering scheme a document follows, from all its lines at once.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lines::Piece;
use super::marker::{Marked, Marker, Style};
use super::model::ProvisionKind;
use super::sequence::{Step, path_step, unit_step};

/// What the numbers of a document mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scheme {
    /// Whether it has articles (第1条); else its numbered entries stand for them.
    pub articles: bool,
    /// Whether its lines may be broken anywhere (PDF, OCR), so that a sentence goes on in the next paragraph.
    pub joined: bool,
    /// Whether it has hardly any number: its paragraphs are counted instead.
    pub unnumbered: bool,
    /// Styles whose numbers stand before their words without a blank: 「1目的」.
    glued: Vec<Style>,
    /// Styles whose numbers go on, but not from the first, and their first numbers.
    late: Vec<(Style, Vec<u32>)>,
    /// Styles of the numbered entries of a document without articles, the outermost first.
    entries: Vec<Style>,
}

/// How a document uses a style of numbers.
#[derive(Debug, Clone, Default)]
struct Use {
    /// The pieces that have the first and the last such number.
    first: usize,
    last: usize,
    count: u32,
    /// How often the numbers begin, and the piece where they first do.
    begins: u32,
    begin: Option<usize>,
    /// The first number, and whether the next follows it.
    number: Vec<u32>,
    followed: bool,
}

/// What the lines of a document begin with.
#[derive(Default)]
struct Tally {
    articles: u32,
    /// Whether an article is the first.
    begins: bool,
    units: u32,
    lines: u32,
    /// The numbers of lists with their pieces, and whether they are certain.
    numbers: Vec<(usize, Style, Vec<u32>, bool)>,
}

impl Tally {
    fn of(pieces: &[Piece<'_>], contents: &Range<usize>) -> Self {
        let mut tally = Self::default();
        for (at, piece) in pieces.iter().enumerate() {
            let Piece::Line(_, marked) = piece else { continue };
            if contents.contains(&at) {
                continue;
            }
            tally.lines += 1;
            let Some(marked) = marked else { continue };
            match &marked.marker {
                Marker::Unit { kind, number, .. } if marked.strong => {
                    let article = *kind == ProvisionKind::Article;
                    tally.articles += u32::from(article);
                    tally.begins |= article && number.iter().all(|&step| step == 1);
                    tally.units += u32::from(!article);
                }
                Marker::List(readings) if marked.strong || marked.is_glued() => {
                    let likeliest = readings.first();
                    let number = likeliest.map(|(style, number)| (at, *style, number.clone(), marked.strong));
                    tally.numbers.extend(number);
                }
                _ => {}
            }
        }
        tally
    }

    /// Which styles of numbers stand directly before their words, 「1目的」「1.1範囲」.
    fn glued(&self) -> Vec<Style> {
        let mut glued = Vec::new();
        if self.articles > 0 {
            return glued;
        }
        let set_off = |style| {
            let mut certain = self.numbers.iter().filter(|each| each.3);
            certain.any(|each| each.1 == style)
        };
        // Bare numbers go on from the first, or begin again, and no others are set off.
        let bare: Vec<u32> = self
            .numbers
            .iter()
            .filter(|each| each.1 == Style::Bare)
            .filter_map(|each| each.2.first().copied())
            .collect();
        let in_order = bare.windows(2).all(|pair| pair[1] == pair[0] + 1 || pair[1] == 1);
        if bare.first() == Some(&1)
            && bare.contains(&2)
            && in_order
            && !set_off(Style::Bare)
            && !set_off(Style::Dot)
        {
            glued.push(Style::Bare);
        }
        // Paths follow each other and the numbers above them.
        let (mut last, mut fitting, mut all): (&[u32], u32, u32) = (&[], 0, 0);
        for (_, style, number, certain) in &self.numbers {
            if *style == Style::Path && !certain {
                all += 1;
                fitting += u32::from(matches!(path_step(last, number), Step::Next | Step::First));
            }
            if matches!(style, Style::Path | Style::Bare | Style::Dot) {
                last = number;
            }
        }
        if fitting >= 2 && fitting * 5 >= all * 4 {
            glued.push(Style::Path);
        }
        glued
    }

    fn uses(&self, glued: &[Style]) -> BTreeMap<Style, Use> {
        let mut uses = BTreeMap::<Style, Use>::new();
        for (at, style, number, strong) in &self.numbers {
            if !strong && !glued.contains(style) {
                continue;
            }
            let begins = number.iter().all(|&step| step == 1);
            let seen = uses.entry(*style).or_insert_with(|| Use {
                first: *at,
                number: number.clone(),
                ..Use::default()
            });
            if seen.count == 1 {
                let step = if *style == Style::Path {
                    path_step
                } else {
                    unit_step
                };
                seen.followed = step(&seen.number, number) == Step::Next;
            }
            seen.last = *at;
            seen.count += 1;
            seen.begins += u32::from(begins);
            seen.begin = seen.begin.or(begins.then_some(*at));
        }
        uses
    }
}

/// Whether a style that plain numbers use to stand above stands above them here: 「（一）」 that goes on where 「1　」
/// begins again below it.
fn is_outermost(style: Style, uses: &BTreeMap<Style, Use>) -> bool {
    let Some(own) = uses.get(&style).filter(|own| own.count >= 2 && own.begins == 1) else {
        return false;
    };
    [Style::Dot, Style::Bare]
        .iter()
        .filter(|plain| **plain != style)
        .filter_map(|plain| uses.get(plain))
        .all(|plain| plain.first > own.first && (plain.begins >= 2 || plain.first < own.last))
        && !matches!(style, Style::Dot | Style::Bare)
}

/// The styles of the entries, the outermost first.
fn entries(uses: &BTreeMap<Style, Use>) -> Vec<Style> {
    let first = uses
        .iter()
        .filter_map(|(style, each)| Some((each.begin?, *style)))
        .min()
        .map(|(_, style)| style);
    let has = |style| uses.get(&style).is_some_and(|each| each.count >= 2);
    let lettered = has(Style::Capital) && first == Some(Style::Capital);
    if has(Style::Path) {
        let mut entries = vec![Style::Roman, Style::Dai, Style::Bare, Style::Dot, Style::Path];
        entries.extend(lettered.then_some(Style::Capital));
        entries
    } else if lettered {
        vec![Style::Capital, Style::Bare, Style::Dot]
    } else if has(Style::Roman) && has(Style::Dai) {
        vec![Style::Roman, Style::Dai]
    } else if has(Style::Roman) {
        vec![Style::Roman, Style::Bare, Style::Dot]
    } else if has(Style::Dai) {
        vec![Style::Dai]
    } else if let Some(style) = first.filter(|style| is_outermost(*style, uses)) {
        vec![style]
    } else if let Some(style) = [Style::Dot, Style::Bare].into_iter().find(|&style| has(style)) {
        let other = if style == Style::Dot {
            Style::Bare
        } else {
            Style::Dot
        };
        // Where both styles are used, the one met first is the outer.
        vec![if has(other) && first == Some(other) {
            other
        } else {
            style
        }]
    } else if has(Style::Kanji) {
        vec![Style::Kanji]
    } else {
        first.into_iter().collect()
    }
}

impl Scheme {
    /// The scheme of a flow whose table of contents is at `contents`.
    pub fn of(pieces: &[Piece<'_>], contents: &Range<usize>, joined: bool) -> Self {
        let tally = Tally::of(pieces, contents);
        let glued = tally.glued();
        let uses = tally.uses(&glued);
        let articles = tally.begins || tally.articles >= 3;
        let numbers: u32 = uses.values().map(|each| each.count).sum();
        let late = uses
            .iter()
            .filter(|(_, each)| each.followed && each.begins == 0)
            .map(|(style, each)| (*style, each.number.clone()))
            .collect();
        Self {
            articles,
            unnumbered: !articles
                && tally.units == 0
                && (numbers == 0 || (tally.lines > 12 && numbers * 8 < tally.lines)),
            joined,
            glued,
            entries: entries(&uses),
            late,
        }
    }

    /// Whether a number is certain although no blank stands behind it.
    pub fn is_glued(&self, marked: &Marked) -> bool {
        let Marker::List(readings) = &marked.marker else {
            return false;
        };
        marked.is_glued() && readings.iter().any(|(style, _)| self.glued.contains(style))
    }

    /// Whether the numbers of a document whose beginning is missing begin with this one.
    pub fn begins_late(&self, style: Style, number: &[u32]) -> bool {
        self.late
            .iter()
            .any(|(each, first)| *each == style && first == number)
    }

    /// Whether numbers of `style` are the entries of a document without articles.
    pub fn is_entry(&self, style: Style) -> bool {
        !self.articles && self.entries.contains(&style)
    }

    /// Whether a list of `style` may stand outside every provision.
    pub fn may_be_root(&self, style: Style) -> bool {
        self.articles || self.entries.contains(&style)
    }
}
