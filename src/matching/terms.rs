//! What a text is compared by: single kanji, pairs of characters, and the concepts of the thesaurus.

use rayon::prelude::*;

use crate::text::{Mention, Thesaurus};

/// A term: a character, a pair of characters, or a concept, packed into a number.
type Term = u64;

const CONCEPT: Term = 1 << 63;

/// A text as numbered terms with weights, ascending by term; its length is 1.
pub(super) type Vector = Vec<(u32, f32)>;

/// The terms of the guideline's own sentences and how rare each is among them.
pub(super) struct Vocabulary {
    /// Ascending; a term's number is its place.
    terms: Vec<Term>,
    rarity: Vec<f32>,
}

impl Vocabulary {
    /// The vocabulary of normalized sentences, and the sentences' vectors.
    pub(super) fn of(sentences: &[String], thesaurus: &Thesaurus) -> (Self, Vec<Vector>) {
        let counted: Vec<Vec<(Term, u32)>> = sentences
            .par_iter()
            .map(|text| terms(text, &thesaurus.mentions(text).collect::<Vec<_>>()))
            .collect();
        let mut all: Vec<Term> = counted.iter().flatten().map(|(term, _)| *term).collect();
        all.sort_unstable();
        let (mut known, mut rarity) = (Vec::new(), Vec::new());
        for run in all.chunk_by(|a, b| a == b) {
            known.push(run[0]);
            rarity.push(
                ((sentences.len() as f32 + 1.0) / (run.len() as f32 + 0.5))
                    .ln()
                    .max(0.0),
            );
        }
        let vocabulary = Self { terms: known, rarity };
        let vectors = counted.iter().map(|terms| vocabulary.weigh(terms)).collect();
        (vocabulary, vectors)
    }

    /// The vector of a normalized text with the words of the thesaurus in it; words that no sentence of the guideline
    /// has are left out.
    pub(super) fn vector(&self, normalized: &str, mentions: &[Mention<'_>]) -> Vector {
        self.weigh(&terms(normalized, mentions))
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.rarity.len()
    }

    /// Of terms with their counts, ascending.
    fn weigh(&self, terms: &[(Term, u32)]) -> Vector {
        let mut first = 0;
        let mut vector: Vector = terms
            .iter()
            .filter_map(|(term, count)| {
                let found = search_from(&self.terms[first..], *term);
                first += found.unwrap_or_else(|next| next);
                found.ok()?;
                Some((first as u32, (1.0 + (*count as f32).ln()) * self.rarity[first]))
            })
            .collect();
        unit(&mut vector);
        vector
    }
}

/// Searches an ascending list for a term that likely stands near its beginning.
fn search_from(terms: &[Term], term: Term) -> Result<usize, usize> {
    let mut reach = 8;
    while terms.get(reach).is_some_and(|there| *there < term) {
        reach *= 4;
    }
    terms[..terms.len().min(reach + 1)].binary_search(&term)
}

/// Scales a vector to length 1.
pub(super) fn unit(vector: &mut Vector) {
    let length = vector
        .iter()
        .map(|(_, weight)| weight * weight)
        .sum::<f32>()
        .sqrt();
    if length > 0.0 {
        for (_, weight) in vector.iter_mut() {
            *weight /= length;
        }
    }
}

/// The inner product of two vectors: 1 for equal ones, 0 where nothing is common.
pub(super) fn product(a: &Vector, b: &Vector) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some((x, p)), Some((y, q))) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += p * q;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// The terms of a normalized text with their counts, ascending.
fn terms(normalized: &str, mentions: &[Mention<'_>]) -> Vec<(Term, u32)> {
    let mut all = Vec::with_capacity(normalized.len());
    let mut before = None;
    for character in normalized.chars() {
        if is_break(character) {
            before = None;
            continue;
        }
        if matches!(character, '一'..='鿿') {
            all.push(Term::from(u32::from(character)));
        }
        if let Some(before) = before {
            all.push(Term::from(u32::from(before)) << 32 | Term::from(u32::from(character)));
        }
        before = Some(character);
    }
    for mention in mentions {
        all.extend(
            mention
                .widened
                .iter()
                .map(|&concept| CONCEPT | Term::from(concept)),
        );
    }
    all.sort_unstable();
    all.chunk_by(|a, b| a == b)
        .map(|run| (run[0], run.len() as u32))
        .collect()
}

fn is_break(character: char) -> bool {
    matches!(character, '、' | '。' | '「' | '」' | '(' | ')' | '・')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_alike_and_strange_ones_are_not() {
        let sentences = [
            "職員は端末を施錠する".to_owned(),
            "委員会を毎年開く".to_owned(),
            "鍵を預ける".to_owned(),
        ];
        let (vocabulary, vectors) = Vocabulary::of(&sentences, &Thesaurus::empty());
        let again = vocabulary.vector(&sentences[0], &[]);
        assert!((product(&again, &vectors[0]) - 1.0).abs() < 1e-5);
        assert!(product(&again, &vectors[1]) < 0.1);
        assert!(vocabulary.vector("ＸＹＺ", &[]).is_empty());
    }
}
