//! Which slots of which frames a text fills: words of a frame stand for their concepts and all narrower ones, and
//! those that are values (「13文字以上」) for all values that meet them.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

use super::quantity::{Quantity, quantities};
use crate::guideline::{Frame, Slot};
use crate::text::{Mention, Thesaurus, normalize};

/// Slots of a frame, and a bit for the words that must not be there.
pub(super) type Filled = u8;

/// The bit that says that a text holds a word of [`Frame::not`].
pub(super) const NOT: Filled = 1 << Slot::ALL.len();

/// The frames of all elements, by word and by concept.
pub(super) struct Frames {
    finder: Option<AhoCorasick>,
    /// For each word, after the words for each concept, and after these for each value, the elements and slots that
    /// it fills, by element.
    fills: Vec<Vec<(u32, Filled)>>,
    words: usize,
    /// The values that are demanded, and the words that demand them.
    values: Vec<(Quantity, String)>,
    elements: Vec<Weighted>,
}

/// A place in a text that fills slots: byte range, and which of [`Frames::fills`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    start: usize,
    end: usize,
    fills: usize,
}

impl Hit {
    /// Whether it lies inside a range of bytes.
    pub(super) fn is_within(&self, range: &std::ops::Range<usize>) -> bool {
        range.start <= self.start && self.end <= range.end
    }

    /// The same in what follows the first bytes of the text; none where it begins before.
    pub(super) fn moved_back(&self, bytes: usize) -> Option<Self> {
        Some(Self {
            start: self.start.checked_sub(bytes)?,
            end: self.end - bytes,
            fills: self.fills,
        })
    }
}

/// How many ways there are to fill a frame.
const WAYS: usize = NOT as usize;

/// A frame's slots and what each is worth: rare words are worth more.
#[derive(Debug, Clone)]
pub(super) struct Weighted {
    /// The slots that ask for something.
    pub(super) asked: Filled,
    /// How much the whole frame tells.
    pub(super) total: f32,
    /// For each way to fill the frame the share of it that is filled, by worth.
    shares: [f32; WAYS],
}

impl Default for Weighted {
    fn default() -> Self {
        Self {
            asked: 0,
            total: 0.0,
            shares: [0.0; WAYS],
        }
    }
}

impl Weighted {
    /// Says what each slot is worth.
    fn weigh(&mut self, worth: [f32; Slot::ALL.len()]) {
        self.total = worth.iter().sum();
        if self.total <= 0.0 {
            return;
        }
        for (filled, share) in self.shares.iter_mut().enumerate() {
            let slots = worth.iter().enumerate();
            let sum: f32 = slots
                .filter(|(slot, _)| filled & (1 << slot) != 0)
                .map(|(_, worth)| worth)
                .sum();
            *share = sum / self.total;
        }
    }

    /// The share of the frame that is filled, by worth.
    pub(super) fn share(&self, filled: Filled) -> f32 {
        self.shares[usize::from(filled & !NOT)]
    }

    /// How many slots that ask for something are not filled.
    pub(super) fn missing(&self, filled: Filled) -> u32 {
        (self.asked & !filled).count_ones()
    }
}

impl Frames {
    /// Indexes frames; `sentences` tell how rare a filled slot is.
    pub(super) fn new(frames: &[Frame], sentences: &[String], thesaurus: &Thesaurus) -> Self {
        let mut words: BTreeMap<String, Vec<(u32, Filled)>> = BTreeMap::new();
        let mut by_concept = vec![Vec::new(); thesaurus.len()];
        let mut by_value: BTreeMap<String, Vec<(u32, Filled)>> = BTreeMap::new();
        let mut elements = vec![Weighted::default(); frames.len()];
        for (number, frame) in (0..).zip(frames) {
            for (at, &slot) in Slot::ALL.iter().enumerate() {
                for word in frame.words(slot) {
                    let word = normalize(word);
                    elements[number as usize].asked |= 1 << at;
                    for &concept in thesaurus.concepts_of(&word) {
                        if !thesaurus.is_guard(concept) {
                            by_concept[concept as usize].push((number, 1 << at));
                        }
                    }
                    if Quantity::demanded(&word).is_some() {
                        by_value.entry(word.clone()).or_default().push((number, 1 << at));
                    }
                    words.entry(word).or_default().push((number, 1 << at));
                }
            }
            for word in &frame.not {
                words.entry(normalize(word)).or_default().push((number, NOT));
            }
        }
        words.remove("");
        let finder = AhoCorasick::new(words.keys()).ok();
        let mut fills: Vec<_> = words.into_values().collect();
        let words = fills.len();
        fills.extend(by_concept);
        let mut values = Vec::new();
        for (word, places) in by_value {
            values.extend(Quantity::demanded(&word).map(|value| (value, word)));
            fills.push(places);
        }
        for places in &mut fills {
            places.sort_unstable();
        }
        let mut known = Self {
            finder,
            fills,
            words,
            values,
            elements,
        };
        known.weigh(sentences, thesaurus);
        known
    }

    fn weigh(&mut self, sentences: &[String], thesaurus: &Thesaurus) {
        let mut counts = vec![[0_u32; Slot::ALL.len()]; self.elements.len()];
        for sentence in sentences {
            let mentions: Vec<_> = thesaurus.mentions(sentence).collect();
            for (count, filled) in
                counts
                    .iter_mut()
                    .zip(self.fill(&self.hits(sentence, &mentions, &quantities(sentence))))
            {
                for (slot, count) in count.iter_mut().enumerate() {
                    *count += u32::from(filled & (1 << slot) != 0);
                }
            }
        }
        let all = sentences.len() as f32 + 6.0;
        for (element, counts) in self.elements.iter_mut().zip(counts) {
            let mut worth = [0.0; Slot::ALL.len()];
            for (slot, (worth, count)) in worth.iter_mut().zip(counts).enumerate() {
                if element.asked & (1 << slot) != 0 {
                    *worth = -((count as f32 + 3.0) / all).ln();
                }
            }
            element.weigh(worth);
        }
    }

    /// The places of a normalized text, with the words of the thesaurus and the values in it, that fill slots of any
    /// frame.
    pub(super) fn hits(&self, normalized: &str, mentions: &[Mention<'_>], values: &[Quantity]) -> Vec<Hit> {
        let mut hits = Vec::new();
        if let Some(finder) = &self.finder {
            hits.extend(finder.find_overlapping_iter(normalized).map(|found| Hit {
                start: found.start(),
                end: found.end(),
                fills: found.pattern().as_usize(),
            }));
        }
        for mention in mentions {
            hits.extend(mention.widened.iter().map(|&concept| Hit {
                start: mention.start,
                end: mention.end,
                fills: self.words + concept as usize,
            }));
        }
        let first = self.fills.len() - self.values.len();
        for quantity in values {
            for (at, (demanded, _)) in self.values.iter().enumerate() {
                if quantity.meets(demanded) {
                    hits.push(Hit {
                        start: quantity.place.start,
                        end: quantity.place.end,
                        fills: first + at,
                    });
                }
            }
        }
        hits.retain(|hit| !self.fills[hit.fills].is_empty());
        hits
    }

    /// The slots of each frame that these hits fill.
    pub(super) fn fill<'h>(&self, hits: impl IntoIterator<Item = &'h Hit>) -> Vec<Filled> {
        let mut filled = vec![0; self.elements.len()];
        let mut lists: Vec<_> = hits.into_iter().map(|hit| hit.fills).collect();
        lists.sort_unstable();
        lists.dedup();
        for &(element, slot) in lists.into_iter().flat_map(|list| &self.fills[list]) {
            filled[element as usize] |= slot;
        }
        filled
    }

    /// The byte ranges that fill slots of one element's frame, and which slots, in order.
    pub(super) fn places(&self, element: usize, hits: &[Hit]) -> Vec<(std::ops::Range<usize>, Filled)> {
        let mut places = Vec::new();
        for hit in hits {
            let list = &self.fills[hit.fills];
            let first = list.partition_point(|(number, _)| (*number as usize) < element);
            let own = list[first..]
                .iter()
                .take_while(|(number, _)| *number as usize == element);
            let slots = own.fold(0, |all, (_, slot)| all | slot) & !NOT;
            if slots != 0 {
                places.push((hit.start..hit.end, slots));
            }
        }
        places.sort_unstable_by_key(|(range, _)| (range.start, range.end));
        places
    }

    /// A value of a text's `found` ones that is not enough for a slot of an element's frame that is not `filled`:
    /// where it stands, and the word that demands more.
    pub(super) fn short_of(
        &self,
        element: usize,
        found: &[Quantity],
        filled: Filled,
    ) -> Option<(std::ops::Range<usize>, &str)> {
        let first = self.fills.len() - self.values.len();
        self.values
            .iter()
            .zip(&self.fills[first..])
            .find_map(|((demanded, word), places)| {
                let asks = |(number, slot): &(u32, Filled)| *number as usize == element && slot & filled == 0;
                let short =
                    |quantity: &&Quantity| quantity.measure == demanded.measure && !quantity.meets(demanded);
                let asked = places.iter().any(asks);
                found
                    .iter()
                    .find(short)
                    .filter(|_| asked)
                    .map(|quantity| (quantity.place.clone(), word.as_str()))
            })
    }

    /// The worth of an element's slots.
    pub(super) fn element(&self, element: usize) -> &Weighted {
        &self.elements[element]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame {
            action: vec!["訓練".to_owned()],
            when: vec!["毎年".to_owned(), "年1回".to_owned()],
            not: vec!["避難訓練".to_owned()],
            ..Frame::default()
        }
    }

    #[test]
    fn fills_what_is_there() {
        let thesaurus = Thesaurus::empty();
        let frames = Frames::new(&[frame()], &["訓練を行う".to_owned()], &thesaurus);
        let filled = frames.fill(&frames.hits("毎年訓練を行う", &[], &quantities("毎年訓練を行う")))[0];
        assert_eq!(frames.element(0).missing(filled), 0);
        assert!((frames.element(0).share(filled) - 1.0).abs() < 1e-6);
        let half = frames.fill(&frames.hits("訓練を行う", &[], &quantities("訓練を行う")))[0];
        assert_eq!(frames.element(0).missing(half), 1);
        assert_ne!(
            frames.fill(&frames.hits("避難訓練を行う", &[], &quantities("避難訓練を行う")))[0] & NOT,
            0
        );
    }

    #[test]
    fn a_value_fills_what_it_is_enough_for() {
        let thesaurus = Thesaurus::empty();
        let frame = Frame {
            with: vec!["13文字以上".to_owned()],
            ..Frame::default()
        };
        let frames = Frames::new(&[frame], &[], &thesaurus);
        let fill = |text: &str| frames.fill(&frames.hits(text, &[], &quantities(text)))[0];
        assert_eq!(fill("16桁以上とする"), 1 << 2);
        assert_eq!(fill("8文字以上とする"), 0);
        let short = frames.short_of(0, &quantities("8文字以上とする"), 0);
        assert_eq!(short, Some((0.."8文字以上".len(), "13文字以上")));
        assert_eq!(frames.short_of(0, &quantities("16桁以上とする"), 1 << 2), None);
    }

    #[test]
    fn a_word_stands_for_narrower_concepts() {
        let file = r#"
[[concept]]
id = "a"
group = "g"
terms = ["訓練"]
[[concept]]
id = "b"
group = "g"
terms = ["リハーサル"]
broader = ["a"]
"#;
        let thesaurus = Thesaurus::load(&[file]).expect("loads");
        let frames = Frames::new(&[frame()], &[], &thesaurus);
        let text = "リハーサルを行う";
        let hits = frames.hits(text, &thesaurus.mentions(text).collect::<Vec<_>>(), &[]);
        assert_eq!(frames.fill(&hits)[0], 1);
        assert_eq!(frames.places(0, &hits), [(0.."リハーサル".len(), 1)]);
    }
}
