//! How alike a clause is to the example clauses and the precedents of every element.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::precedents::Precedent;
use super::terms::{Vector, Vocabulary, product, unit};
use crate::text::{Thesaurus, normalize};

/// How many of the nearest examples count: one may be alike by chance, all never are.
const NEAREST: usize = 3;

/// The example clauses, near misses and points of all elements, by term.
#[derive(Clone)]
pub(super) struct Exemplars {
    vocabulary: Arc<Vocabulary>,
    /// For each term the texts that have it.
    texts_with: Vec<Vec<(u32, f32)>>,
    /// For each term the elements whose centre has it.
    centres_with: Vec<Vec<(u32, f32)>>,
    elements: Vec<Places>,
    /// Which elements are to be judged; of the others only the centre counts, which all are ranked by.
    judged: Vec<bool>,
    texts: usize,
    /// Where the precedents' own words begin among the texts, and how many there are; their words in context follow.
    precedents: std::ops::Range<usize>,
}

/// Where the texts of one element stand in the numbering of all.
#[derive(Clone)]
struct Places {
    examples: std::ops::Range<usize>,
    near_misses: std::ops::Range<usize>,
    /// The sum of its examples.
    centre: usize,
    point: usize,
    /// How alike its examples are among themselves.
    cohesion: f32,
    /// The precedents that fulfil it, those of one regulation together.
    fulfilling: Vec<Vec<usize>>,
    /// The precedents that come near and do not.
    falling_short: Vec<usize>,
}

impl Places {
    /// Whether people have not yet labelled a clause for or against it.
    fn is_without_precedent(&self) -> bool {
        self.fulfilling.is_empty() && self.falling_short.is_empty()
    }

    /// All its texts; a precedent has two, its words alone and in context.
    fn texts<'p>(&'p self, precedents: &std::ops::Range<usize>) -> impl Iterator<Item = usize> + 'p {
        let (first, second) = (precedents.start, precedents.end);
        let precedents = self.fulfilling.iter().flatten().chain(&self.falling_short);
        let precedents = precedents.flat_map(move |at| [first + at, second + at]);
        let own = self.examples.clone().chain(self.near_misses.clone());
        own.chain([self.centre, self.point]).chain(precedents)
    }
}

/// What an element is compared by, all normalized.
pub(super) struct Texts {
    /// Its id, `M12-5/1`.
    pub(super) id: String,
    pub(super) examples: Vec<String>,
    pub(super) near_misses: Vec<String>,
    pub(super) point: String,
}

/// How alike a clause is to one element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Likeness {
    /// To its nearest examples.
    pub(super) examples: f32,
    /// To its nearest near miss.
    pub(super) near_miss: f32,
    /// To its examples taken together.
    pub(super) centre: f32,
    /// To its point.
    pub(super) point: f32,
    /// To the precedents that fulfil it: the mean of the nearest of two regulations.
    pub(super) precedents: f32,
    /// To the nearest precedent that falls short of it.
    pub(super) counter: f32,
}

impl Exemplars {
    pub(super) fn new(elements: &[Texts], precedents: &[Precedent], thesaurus: &Thesaurus) -> Self {
        let mut sentences = Vec::new();
        let mut places = Vec::new();
        for element in elements {
            let first = sentences.len();
            sentences.extend(element.examples.iter().cloned());
            let second = sentences.len();
            sentences.extend(element.near_misses.iter().cloned());
            places.push((first..second, second..sentences.len()));
        }
        let (vocabulary, mut vectors) = Vocabulary::of(&sentences, thesaurus);
        let first = vectors.len();
        let alone = precedents.iter().map(|p| normalize(&p.text));
        vectors.extend(alone.map(|text| vocabulary.vector(&text, thesaurus)));
        let in_context = precedents
            .iter()
            .map(|p| normalize(&format!("{}。{}", p.context, p.text)));
        vectors.extend(in_context.map(|text| vocabulary.vector(&text, thesaurus)));
        let mut known = Vec::new();
        for ((examples, near_misses), element) in places.into_iter().zip(elements) {
            let cohesion = cohesion(&vectors[examples.clone()]);
            let centre = vectors.len();
            vectors.push(centre_of(&vectors[examples.clone()]));
            vectors.push(vocabulary.vector(&element.point, thesaurus));
            known.push(Places {
                examples,
                near_misses,
                centre,
                point: centre + 1,
                cohesion,
                fulfilling: by_source(precedents, &element.id),
                falling_short: (0..precedents.len())
                    .filter(|&at| precedents[at].falls_short.contains(&element.id))
                    .collect(),
            });
        }
        let centres = known.iter().map(|places| &vectors[places.centre]);
        Self {
            texts_with: by_term(vectors.iter(), vocabulary.len()),
            centres_with: by_term(centres, vocabulary.len()),
            vocabulary: Arc::new(vocabulary),
            judged: vec![true; known.len()],
            elements: known,
            texts: vectors.len(),
            precedents: first..first + precedents.len(),
        }
    }

    /// The same for judging some elements only, without the texts that serve no other: so much quicker, and equal for
    /// those elements.
    pub(super) fn only(&self, judged: Vec<bool>) -> Self {
        let mut kept = vec![false; self.texts];
        for (places, judged) in self.elements.iter().zip(&judged) {
            kept[places.centre] = true;
            if *judged {
                for text in places.texts(&self.precedents) {
                    kept[text] = true;
                }
            }
        }
        let of_term = |texts: &Vec<(u32, f32)>| {
            let kept = texts.iter().filter(|(text, _)| kept[*text as usize]);
            kept.copied().collect()
        };
        Self {
            texts_with: self.texts_with.iter().map(of_term).collect(),
            judged,
            ..self.clone()
        }
    }

    /// How many regulations have a precedent that fulfils an element.
    pub(super) fn precedents(&self, element: usize) -> usize {
        let places = &self.elements[element];
        if places.is_without_precedent() {
            places.examples.len()
        } else {
            places.fulfilling.len()
        }
    }

    /// How alike a normalized text is to the examples of each element taken together.
    pub(super) fn centres(&self, normalized: &str, thesaurus: &Thesaurus) -> Vec<f32> {
        products(
            &self.vocabulary.vector(normalized, thesaurus),
            &self.centres_with,
            self.elements.len(),
        )
    }

    /// How alike the examples of an element are among themselves.
    pub(super) fn cohesion(&self, element: usize) -> f32 {
        self.elements[element].cohesion
    }

    /// How alike a clause, given alone and with its context, is to each element.
    pub(super) fn compare(&self, own: &str, in_context: &str, thesaurus: &Thesaurus) -> Vec<Likeness> {
        let of_text = |text: &str| {
            let vector = self.vocabulary.vector(text, thesaurus);
            products(&vector, &self.texts_with, self.texts)
        };
        let (alone, with) = (of_text(own), of_text(in_context));
        let precedents: Vec<f32> = self
            .precedents
            .clone()
            .map(|at| alone[at].max(with[at + self.precedents.len()]))
            .collect();
        let highest = |at: &[usize]| at.iter().map(|&at| precedents[at]).fold(0.0, f32::max);
        self.elements
            .iter()
            .zip(&self.judged)
            .map(|(places, judged)| {
                let centre = alone[places.centre].max(with[places.centre]);
                if !judged {
                    return Likeness {
                        centre,
                        ..Likeness::default()
                    };
                }
                let near_miss = with[places.near_misses.clone()]
                    .iter()
                    .copied()
                    .fold(0.0, f32::max);
                // Another guideline, a new item: our own examples and near misses are its first precedents.
                let ((best, second), counter) = if places.is_without_precedent() {
                    let examples = places.examples.clone().map(|at| alone[at].max(with[at]));
                    (best_two(examples), near_miss)
                } else {
                    let of_each = places.fulfilling.iter().map(|of_one| highest(of_one));
                    (best_two(of_each), highest(&places.falling_short))
                };
                Likeness {
                    examples: nearest(&alone[places.examples.clone()])
                        .max(nearest(&with[places.examples.clone()])),
                    near_miss,
                    centre,
                    point: with[places.point],
                    precedents: second.map_or(best, |second| f32::midpoint(best, second)),
                    counter,
                }
            })
            .collect()
    }
}

/// For each term the vectors that have it, by their numbers.
fn by_term<'v>(vectors: impl Iterator<Item = &'v Vector>, terms: usize) -> Vec<Vec<(u32, f32)>> {
    let mut with = vec![Vec::new(); terms];
    for (number, vector) in (0..).zip(vectors) {
        for &(term, weight) in vector {
            with[term as usize].push((number, weight));
        }
    }
    with
}

/// The inner product of a vector with each of `count` that are known by their terms.
fn products(vector: &Vector, known: &[Vec<(u32, f32)>], count: usize) -> Vec<f32> {
    let mut products = vec![0.0; count];
    for &(term, weight) in vector {
        for &(number, other) in &known[term as usize] {
            products[number as usize] += weight * other;
        }
    }
    products
}

/// The precedents that fulfil an element, those of one regulation together.
fn by_source(precedents: &[Precedent], element: &str) -> Vec<Vec<usize>> {
    let mut by_source: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, precedent) in precedents.iter().enumerate() {
        if precedent.fulfils.contains(element) {
            by_source.entry(&precedent.source).or_default().push(at);
        }
    }
    by_source.into_values().collect()
}

/// The highest and the next; 0 where there is none.
pub(super) fn best_two(values: impl Iterator<Item = f32>) -> (f32, Option<f32>) {
    let (mut best, mut second) = (None, None);
    for value in values {
        if best.is_none_or(|best| value > best) {
            (best, second) = (Some(value), best);
        } else if second.is_none_or(|second| value > second) {
            second = Some(value);
        }
    }
    (best.unwrap_or(0.0), second)
}

/// The mean of the highest few.
fn nearest(products: &[f32]) -> f32 {
    let mut best = [0.0_f32; NEAREST];
    for &product in products {
        let mut product = product;
        for place in &mut best {
            if product > *place {
                std::mem::swap(place, &mut product);
            }
        }
    }
    let count = products.len().min(NEAREST);
    if count == 0 {
        return 0.0;
    }
    best.iter().take(count).sum::<f32>() / count as f32
}

fn cohesion(examples: &[Vector]) -> f32 {
    if examples.len() < 2 {
        return 0.0;
    }
    let of_one = |at: usize| {
        let others: Vec<f32> = examples
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, vector)| product(&examples[at], vector))
            .collect();
        nearest(&others)
    };
    (0..examples.len()).map(of_one).sum::<f32>() / examples.len() as f32
}

fn centre_of(vectors: &[Vector]) -> Vector {
    let mut all: Vector = vectors.iter().flatten().copied().collect();
    all.sort_by_key(|(term, _)| *term);
    let mut centre: Vector = all
        .chunk_by(|a, b| a.0 == b.0)
        .map(|run| (run[0].0, run.iter().map(|(_, weight)| weight).sum()))
        .collect();
    unit(&mut centre);
    centre
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_paraphrase_is_nearer_to_its_own_element() {
        let texts = |examples: &[&str]| Texts {
            id: examples[0].to_owned(),
            examples: examples.iter().map(|&e| e.to_owned()).collect(),
            near_misses: vec!["会議は月一回開く".to_owned()],
            point: examples[0].to_owned(),
        };
        let thesaurus = Thesaurus::empty();
        let precedent = Precedent {
            source: "a".to_owned(),
            citation: "第1条".to_owned(),
            context: String::new(),
            text: "端末を鍵のかかる所に置く".to_owned(),
            fulfils: ["端末を施錠した棚に保管する".to_owned()].into(),
            falls_short: BTreeSet::new(),
        };
        let exemplars = Exemplars::new(
            &[
                texts(&["端末を施錠した棚に保管する", "鍵のかかる棚に端末をしまう"]),
                texts(&["毎年研修を行う", "職員に年一回の講習を受けさせる"]),
            ],
            &[precedent],
            &thesaurus,
        );
        let alike = exemplars.compare("端末は鍵のかかる棚に置く", "端末は鍵のかかる棚に置く", &thesaurus);
        assert!(alike[0].examples > 2.0 * alike[1].examples);
        assert!(alike[0].centre > alike[1].centre);
        assert!(exemplars.cohesion(0) > 0.0);
        assert!(alike[0].precedents > 0.3 && alike[1].precedents < 1e-6);
        let alike = exemplars.compare("職員の研修は年一回行う", "職員の研修は年一回行う", &thesaurus);
        assert!(
            alike[1].precedents > 0.1,
            "its examples are precedents as long as there are no others"
        );
    }

    #[test]
    fn nearest_takes_the_mean_of_the_best() {
        assert!((nearest(&[0.1, 0.9, 0.3, 0.6]) - 0.6).abs() < 1e-6);
        assert!((nearest(&[0.4]) - 0.4).abs() < 1e-6);
        assert!(nearest(&[]).abs() < 1e-6);
    }
}
