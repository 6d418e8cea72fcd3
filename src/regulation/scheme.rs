//! Which numbering scheme a document follows, from all its lines at once.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lines::Piece;
use super::marker::{Marked, Marker, Style, scan};
use super::model::ProvisionKind;

/// What the numbers of a document mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scheme {
    /// Whether it has articles (第1条); else its numbered entries stand for them.
    pub articles: bool,
    /// Whether its lines may be broken anywhere (PDF, OCR), so that a sentence goes on in the next paragraph.
    pub joined: bool,
    /// Whether it has hardly any number: its paragraphs are counted instead.
    pub unnumbered: bool,
    /// Styles of the numbered entries of a document without articles, the outermost first.
    entries: Vec<Style>,
}

/// How a document uses a style of numbers.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    /// The pieces that have the first and the last such number.
    first: usize,
    last: usize,
    count: u32,
    /// How often the numbers begin.
    begins: u32,
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

impl Scheme {
    /// The scheme of a flow whose table of contents is at `contents`.
    pub fn of(pieces: &[Piece<'_>], contents: &Range<usize>, joined: bool) -> Self {
        let mut articles = 0;
        let mut begins = false;
        let mut uses = BTreeMap::<Style, Use>::new();
        let mut first = None;
        let (mut lines, mut units) = (0, 0);
        for (at, piece) in pieces.iter().enumerate() {
            let Piece::Line(line) = piece else { continue };
            if contents.contains(&at) {
                continue;
            }
            lines += 1;
            let Some(Marked {
                marker, strong: true, ..
            }) = scan(line.text, line.auto)
            else {
                continue;
            };
            match marker {
                Marker::Unit {
                    kind: ProvisionKind::Article,
                    number,
                    ..
                } => {
                    articles += 1;
                    begins |= number == [1];
                }
                Marker::Unit { .. } => units += 1,
                Marker::List(readings) => {
                    let (style, number) = &readings[0];
                    let begins = number.iter().all(|&each| each == 1);
                    let seen = uses.entry(*style).or_insert(Use {
                        first: at,
                        ..Use::default()
                    });
                    seen.last = at;
                    seen.count += 1;
                    seen.begins += u32::from(begins);
                    if first.is_none() && begins {
                        first = Some(*style);
                    }
                }
                _ => {}
            }
        }
        let has = |style| uses.get(&style).is_some_and(|each| each.count >= 2);
        let lettered = has(Style::Capital) && first == Some(Style::Capital);
        let entries = if has(Style::Path) {
            let mut entries = vec![Style::Roman, Style::Dai, Style::Bare, Style::Dot, Style::Path];
            entries.extend(lettered.then_some(Style::Capital));
            entries
        } else if lettered {
            vec![Style::Capital, Style::Bare, Style::Dot]
        } else if has(Style::Roman) {
            vec![Style::Roman, Style::Bare, Style::Dot]
        } else if has(Style::Dai) {
            vec![Style::Dai]
        } else if let Some(style) = first.filter(|style| is_outermost(*style, &uses)) {
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
        };
        let articles = begins || articles >= 3;
        let numbers: u32 = uses.values().map(|each| each.count).sum();
        Self {
            articles,
            unnumbered: !articles && units == 0 && (numbers == 0 || (lines > 12 && numbers * 8 < lines)),
            joined,
            entries,
        }
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
