//! What differs between two wordings, word by word.

use serde::{Deserialize, Serialize};

use super::normalize;

/// A stretch of two wordings laid beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Which of the two it stands in.
    pub mark: Mark,
    /// Its words as they stand.
    pub text: String,
}

/// Which of two wordings a [`Piece`] stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// In both.
    Same,
    /// Only in the old one.
    Removed,
    /// Only in the new one.
    Added,
}

/// The longest wordings, in words, that are laid beside each other word by word.
const LONGEST: usize = 4000;

/// Lays two wordings beside each other. The pieces that are not added give the old wording, those that are not
/// removed give the new one.
pub fn diff(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (words(old), words(new));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..]
        .iter()
        .rev()
        .zip(new[head..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let mut pieces = Pieces::default();
    pieces.extend(Mark::Same, &old[..head]);
    middle(
        &old[head..old.len() - tail],
        &new[head..new.len() - tail],
        &mut pieces,
    );
    pieces.extend(Mark::Same, &old[old.len() - tail..]);
    pieces.0
}

/// How alike two wordings are, 0 to 1: the share of pairs of neighbouring characters that they have in common.
/// Spaces and widths do not count.
pub fn likeness(a: &str, b: &str) -> f32 {
    Shingles::new(a).likeness(&Shingles::new(b))
}

/// The pairs of neighbouring characters of a wording, made ready to be compared with many.
#[derive(Debug, Clone)]
pub struct Shingles(Vec<(char, char)>);

impl Shingles {
    /// Those of `text`.
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = normalize(text).chars().filter(|c| !c.is_whitespace()).collect();
        let mut pairs: Vec<_> = chars.windows(2).map(|pair| (pair[0], pair[1])).collect();
        if let [only] = chars.as_slice() {
            pairs.push((*only, *only));
        }
        pairs.sort_unstable();
        Self(pairs)
    }

    /// How alike two wordings are, 0 to 1.
    pub fn likeness(&self, other: &Self) -> f32 {
        let (mut a, mut b, mut common) = (0, 0, 0);
        while let (Some(x), Some(y)) = (self.0.get(a), other.0.get(b)) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => a += 1,
                std::cmp::Ordering::Greater => b += 1,
                std::cmp::Ordering::Equal => {
                    a += 1;
                    b += 1;
                    common += 1;
                }
            }
        }
        match self.0.len() + other.0.len() {
            0 => 1.0,
            all => 2.0 * common as f32 / all as f32,
        }
    }
}

/// Longest common subsequence; the old words stand before the new ones that replace them.
fn middle(old: &[&str], new: &[&str], pieces: &mut Pieces) {
    if old.len().max(new.len()) > LONGEST {
        pieces.extend(Mark::Removed, old);
        pieces.extend(Mark::Added, new);
        return;
    }
    let width = new.len() + 1;
    let mut longest = vec![0_u16; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            longest[a * width + b] = if old[a] == new[b] {
                longest[(a + 1) * width + b + 1] + 1
            } else {
                longest[(a + 1) * width + b].max(longest[a * width + b + 1])
            };
        }
    }
    let (mut a, mut b) = (0, 0);
    while a < old.len() && b < new.len() {
        if old[a] == new[b] {
            pieces.push(Mark::Same, old[a]);
            (a, b) = (a + 1, b + 1);
        } else if longest[(a + 1) * width + b] >= longest[a * width + b + 1] {
            pieces.push(Mark::Removed, old[a]);
            a += 1;
        } else {
            pieces.push(Mark::Added, new[b]);
            b += 1;
        }
    }
    pieces.extend(Mark::Removed, &old[a..]);
    pieces.extend(Mark::Added, &new[b..]);
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn push(&mut self, mark: Mark, word: &str) {
        match self.0.last_mut() {
            Some(last) if last.mark == mark => last.text.push_str(word),
            _ => self.0.push(Piece {
                mark,
                text: word.to_owned(),
            }),
        }
    }

    fn extend(&mut self, mark: Mark, words: &[&str]) {
        for word in words {
            self.push(mark, word);
        }
    }
}

/// Runs of one kind of character: Japanese has no spaces, but a change of script mostly parts words.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let kind = Kind::of(c);
        if at > start && (Some(kind) != before || kind == Kind::Other) {
            words.push(&text[start..at]);
            start = at;
        }
        before = Some(kind);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Kanji,
    Hiragana,
    Katakana,
    Letter,
    Other,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            '\u{3041}'..='\u{309f}' => Self::Hiragana,
            '\u{30a0}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => Self::Katakana,
            '々' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Self::Kanji,
            c if c.is_alphanumeric() => Self::Letter,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn side(pieces: &[Piece], not: Mark) -> String {
        pieces
            .iter()
            .filter(|p| p.mark != not)
            .map(|p| p.text.as_str())
            .collect()
    }

    #[test]
    fn marks_words_and_not_characters() {
        let pieces = diff("院長は端末を管理する。", "院長は機器を管理する。");
        let marked: Vec<_> = pieces.iter().map(|p| (p.mark, p.text.as_str())).collect();
        assert_eq!(
            marked,
            [
                (Mark::Same, "院長は"),
                (Mark::Removed, "端末"),
                (Mark::Added, "機器"),
                (Mark::Same, "を管理する。")
            ]
        );
    }

    proptest! {
        #[test]
        fn both_wordings_can_be_had_back(old in "[あア亜a。]{0,30}", new in "[あア亜a。]{0,30}") {
            let pieces = diff(&old, &new);
            prop_assert_eq!(side(&pieces, Mark::Added), old);
            prop_assert_eq!(side(&pieces, Mark::Removed), new);
        }

        #[test]
        fn likeness_is_between_none_and_all(a in "[あア亜a。 ]{0,20}", b in "[あア亜a。 ]{0,20}") {
            let alike = likeness(&a, &b);
            prop_assert!((0.0..=1.0).contains(&alike));
            prop_assert!((likeness(&a, &a) - 1.0).abs() < f32::EPSILON);
            prop_assert!((alike - likeness(&b, &a)).abs() < f32::EPSILON);
        }
    }
}
