//! Which numbering scheme a document follows, from all its lines at once.

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

impl Scheme {
    /// The scheme of a flow whose table of contents is at `contents`.
    pub fn of(pieces: &[Piece<'_>], contents: &Range<usize>, joined: bool) -> Self {
        let mut articles = 0;
        let mut begins = false;
        let mut counts = std::collections::BTreeMap::<Style, u32>::new();
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
                    *counts.entry(*style).or_default() += 1;
                    if first.is_none() && number.iter().all(|&each| each == 1) {
                        first = Some(*style);
                    }
                }
                _ => {}
            }
        }
        let has = |style| counts.get(&style).is_some_and(|&count| count >= 2);
        let entries = if has(Style::Path) {
            vec![Style::Roman, Style::Dai, Style::Bare, Style::Dot, Style::Path]
        } else if has(Style::Roman) {
            vec![Style::Roman, Style::Bare, Style::Dot]
        } else if has(Style::Dai) {
            vec![Style::Dai]
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
        let numbers: u32 = counts.values().sum();
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
