//! Numbered texts by the terms they have, and a clause's inner products with all of them at once.

use super::terms::Vector;

/// A weight of a term in a clause's own words, and in these with their context.
pub(super) type Both = [f32; 2];

/// A clause as numbered terms, ascending by term: its own words, and these with their context.
#[derive(Clone)]
pub(super) struct Words(Vec<(u32, Both)>);

impl Words {
    /// From the vectors of a clause's own words and of these with their context.
    pub(super) fn of(own: &Vector, in_context: &Vector) -> Self {
        let mut both: Vec<(u32, Both)> = own.iter().map(|&(term, weight)| (term, [weight, 0.0])).collect();
        both.extend(in_context.iter().map(|&(term, weight)| (term, [0.0, weight])));
        both.sort_by_key(|(term, _)| *term);
        both.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            if is_same {
                kept.1[1] += later.1[1];
            }
            is_same
        });
        Self(both)
    }

    /// The terms with their weights.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Both)> {
        self.0.iter().copied()
    }
}

/// Numbered texts, by term.
pub(super) struct Postings {
    /// A bit for each term of the vocabulary, set where a text has it.
    present: Vec<u64>,
    /// For each word of `present` how many bits are set before it.
    before: Vec<u32>,
    /// For each term that is present the end of its part of `texts`.
    ends: Vec<u32>,
    /// For each term the texts that have it: what is compared with a clause's own words, and with these in context.
    texts: Vec<(u32, Both)>,
    /// How many texts there are.
    count: usize,
}

impl Postings {
    pub(super) fn new(all: Vec<Words>, vocabulary: usize) -> Self {
        let count = all.len();
        let texts = (0..).zip(all);
        let mut places: Vec<(u32, u32, Both)> = texts
            .flat_map(|(text, words)| {
                words
                    .0
                    .into_iter()
                    .map(move |(term, weights)| (term, text, weights))
            })
            .collect();
        places.sort_unstable_by_key(|&(term, text, _)| (term, text));
        let mut present = vec![0; vocabulary.div_ceil(64)];
        let mut ends = Vec::new();
        for run in places.chunk_by(|a, b| a.0 == b.0) {
            present[run[0].0 as usize / 64] |= 1 << (run[0].0 % 64);
            ends.push(ends.last().copied().unwrap_or(0) + run.len() as u32);
        }
        let bits_before = |before: &mut u32, word: &u64| {
            let here = *before;
            *before += word.count_ones();
            Some(here)
        };
        Self {
            before: present.iter().scan(0, bits_before).collect(),
            present,
            ends,
            texts: places
                .into_iter()
                .map(|(_, text, weights)| (text, weights))
                .collect(),
            count,
        }
    }

    /// The inner products of a clause with each text, in place of what `products` held.
    pub(super) fn products(&self, words: &Words, products: &mut Vec<Both>) {
        products.clear();
        products.resize(self.count, [0.0; 2]);
        for &(term, weights) in &words.0 {
            for &(text, others) in self.with(term) {
                let product: &mut Both = &mut products[text as usize];
                product[0] += weights[0] * others[0];
                product[1] += weights[1] * others[1];
            }
        }
    }

    /// The texts that have a term.
    fn with(&self, term: u32) -> &[(u32, Both)] {
        let (at, bit) = (term as usize / 64, term % 64);
        let word = self.present[at];
        if word >> bit & 1 == 0 {
            return &[];
        }
        let place = (self.before[at] + (word & ((1 << bit) - 1)).count_ones()) as usize;
        let start = place.checked_sub(1).map_or(0, |last| self.ends[last]);
        &self.texts[start as usize..self.ends[place] as usize]
    }
}
