//! How alike a clause is to the example clauses and the precedents of every element.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::postings::{Both, Postings, Words};
use super::precedents::Precedent;
use super::terms::{Vector, Vocabulary, product, unit};
use crate::text::{Mention, Thesaurus, normalize};

/// How many of the nearest examples count: one may be alike by chance, all never are.
const NEAREST: usize = 3;

/// The example clauses, near misses and points of all elements, by term.
pub(super) struct Exemplars {
    vocabulary: Vocabulary,
    /// For each term what it weighs in each element's examples, taken together.
    centres_with: Vec<Column>,
    elements: Vec<Known>,
}

/// What a term weighs in each element's examples.
enum Column {
    /// Where few elements have it: those, by their numbers.
    Few(Vec<(u32, f32)>),
    /// Where many do: all of them, which adds up faster than picking them out.
    All(Vec<f32>),
}

impl Column {
    /// From those elements of `count` that have the term.
    fn new(few: Vec<(u32, f32)>, count: usize) -> Self {
        if few.len() < count / Self::MANY {
            return Self::Few(few);
        }
        let mut all = vec![0.0; count];
        for (element, weight) in few {
            all[element as usize] = weight;
        }
        Self::All(all)
    }

    /// From one element in so many on, all are added up.
    const MANY: usize = 8;

    /// Adds the column, times each weight, to the elements' `products`.
    fn add<const N: usize>(&self, weights: [f32; N], products: &mut [[f32; N]]) {
        let add = |product: &mut [f32; N], other: f32| {
            (0..N).for_each(|at| product[at] += weights[at] * other);
        };
        match self {
            Self::Few(few) => {
                for &(element, other) in few {
                    add(&mut products[element as usize], other);
                }
            }
            Self::All(all) => {
                for (product, other) in products.iter_mut().zip(all) {
                    add(product, *other);
                }
            }
        }
    }
}

/// The texts of one element.
struct Known {
    /// Where each kind of text stands in their numbering.
    examples: Range<usize>,
    near_misses: Range<usize>,
    point: usize,
    /// The precedents that fulfil it, those of one regulation together.
    fulfilling: Vec<Range<usize>>,
    /// The precedents that come near and do not.
    falling_short: Range<usize>,
    /// How alike its examples are among themselves.
    cohesion: f32,
    texts: Postings,
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
        let (vocabulary, vectors) = Vocabulary::of(&sentences, thesaurus);
        let vector = |text: &str| {
            let text = normalize(text);
            vocabulary.vector(&text, &thesaurus.mentions(&text).collect::<Vec<_>>())
        };
        let precedent_words: Vec<Words> = precedents
            .par_iter()
            .map(|p| Words::of(&vector(&p.text), &vector(&format!("{}。{}", p.context, p.text))))
            .collect();
        let mut by_element = by_element(precedents);
        let mut centres_with = vec![Vec::new(); vocabulary.len()];
        let mut known = Vec::new();
        for (number, ((examples, near_misses), element)) in (0..).zip(places.into_iter().zip(elements)) {
            let (examples, near_misses) = (&vectors[examples], &vectors[near_misses]);
            for (term, weight) in centre_of(examples) {
                centres_with[term as usize].push((number, weight));
            }
            let point = vector(&element.point);
            let of_element = by_element.remove(element.id.as_str()).unwrap_or_default();
            let mut texts = Vec::new();
            let same = |vector: &Vector| Words::of(vector, vector);
            let examples_at = add(&mut texts, examples.iter().map(same));
            let near_misses_at = add(&mut texts, near_misses.iter().map(same));
            let point_at = add(&mut texts, [same(&point)]).start;
            let copy = |at: &usize| precedent_words[*at].clone();
            let fulfilling = of_element
                .fulfilling
                .values()
                .map(|of_one| add(&mut texts, of_one.iter().map(copy)))
                .collect();
            let falling_short = add(&mut texts, of_element.falling_short.iter().map(copy));
            known.push(Known {
                examples: examples_at,
                near_misses: near_misses_at,
                point: point_at,
                fulfilling,
                falling_short,
                cohesion: cohesion(examples),
                texts: Postings::new(texts, vocabulary.len()),
            });
        }
        Self {
            vocabulary,
            centres_with: centres_with
                .into_iter()
                .map(|few| Column::new(few, known.len()))
                .collect(),
            elements: known,
        }
    }

    /// How many regulations have a precedent that fulfils an element.
    pub(super) fn precedents(&self, element: usize) -> usize {
        let known = &self.elements[element];
        if known.is_without_precedent() {
            known.examples.len()
        } else {
            known.fulfilling.len()
        }
    }

    /// Whether people have not yet labelled a clause for or against an element.
    pub(super) fn is_without_precedent(&self, element: usize) -> bool {
        self.elements[element].is_without_precedent()
    }

    /// How alike the examples of an element are among themselves.
    pub(super) fn cohesion(&self, element: usize) -> f32 {
        self.elements[element].cohesion
    }

    /// A normalized text as numbered terms.
    pub(super) fn vector(&self, normalized: &str, mentions: &[Mention<'_>]) -> Vector {
        self.vocabulary.vector(normalized, mentions)
    }

    /// How alike a text is to the examples of each element taken together.
    pub(super) fn centres(&self, vector: &Vector) -> Vec<f32> {
        let mut products = vec![[0.0]; self.elements.len()];
        for &(term, weight) in vector {
            self.centres_with[term as usize].add([weight], &mut products);
        }
        products.into_iter().map(|[product]| product).collect()
    }

    /// The same of a clause, alone or with its context, whichever is more alike.
    pub(super) fn nearer_centres(&self, words: &Words) -> Vec<f32> {
        let mut products = vec![[0.0; 2]; self.elements.len()];
        for (term, weights) in words.iter() {
            self.centres_with[term as usize].add(weights, &mut products);
        }
        products
            .into_iter()
            .map(|[alone, with]| alone.max(with))
            .collect()
    }

    /// How alike a clause is to the texts of one element; `products` is room to work in.
    pub(super) fn likeness(&self, element: usize, words: &Words, products: &mut Vec<Both>) -> Likeness {
        self.elements[element].likeness(words, products)
    }
}

impl Known {
    fn is_without_precedent(&self) -> bool {
        self.fulfilling.is_empty() && self.falling_short.is_empty()
    }

    fn likeness(&self, words: &Words, products: &mut Vec<Both>) -> Likeness {
        self.texts.products(words, products);
        let highest = |range: &Range<usize>| {
            let nearer = |[alone, with]: &Both| alone.max(*with);
            products[range.clone()].iter().map(nearer).fold(0.0, f32::max)
        };
        let near_miss = products[self.near_misses.clone()]
            .iter()
            .map(|[_, with]| *with)
            .fold(0.0, f32::max);
        // Another guideline, a new item: our own examples and near misses are its first precedents.
        let ((best, second), counter) = if self.is_without_precedent() {
            let examples = self.examples.clone().map(|at| highest(&(at..at + 1)));
            (best_two(examples), near_miss)
        } else {
            (
                best_two(self.fulfilling.iter().map(highest)),
                highest(&self.falling_short),
            )
        };
        let examples = &products[self.examples.clone()];
        Likeness {
            examples: nearest(examples.iter().map(|product| product[0]))
                .max(nearest(examples.iter().map(|product| product[1]))),
            near_miss,
            point: products[self.point][1],
            precedents: second.map_or(best, |second| f32::midpoint(best, second)),
            counter,
        }
    }
}

/// Adds texts to others and gives their numbers.
fn add(all: &mut Vec<Words>, more: impl IntoIterator<Item = Words>) -> Range<usize> {
    let first = all.len();
    all.extend(more);
    first..all.len()
}

/// The precedents of one element, by their places.
#[derive(Default)]
struct OfElement {
    /// Those that fulfil it, by regulation.
    fulfilling: BTreeMap<String, Vec<usize>>,
    falling_short: Vec<usize>,
}

fn by_element(precedents: &[Precedent]) -> BTreeMap<&str, OfElement> {
    let mut all: BTreeMap<&str, OfElement> = BTreeMap::new();
    for (at, precedent) in precedents.iter().enumerate() {
        for element in &precedent.fulfils {
            let by_source = &mut all.entry(element).or_default().fulfilling;
            by_source.entry(precedent.source.clone()).or_default().push(at);
        }
        for element in &precedent.falls_short {
            all.entry(element).or_default().falling_short.push(at);
        }
    }
    all
}

/// The highest and the next; 0 where there is none.
fn best_two(values: impl Iterator<Item = f32>) -> (f32, Option<f32>) {
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
fn nearest(products: impl ExactSizeIterator<Item = f32>) -> f32 {
    let mut best = [0.0_f32; NEAREST];
    let count = products.len().min(NEAREST);
    for mut product in products {
        for place in &mut best {
            if product > *place {
                std::mem::swap(place, &mut product);
            }
        }
    }
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
        nearest(others.into_iter())
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
        let compare = |text: &str| {
            let vector = exemplars.vector(text, &[]);
            let words = Words::of(&vector, &vector);
            let alike = [0, 1].map(|element| exemplars.likeness(element, &words, &mut Vec::new()));
            (alike, exemplars.centres(&vector))
        };
        let (alike, centres) = compare("端末は鍵のかかる棚に置く");
        assert!(alike[0].examples > 2.0 * alike[1].examples);
        assert!(centres[0] > centres[1]);
        assert!(exemplars.cohesion(0) > 0.0);
        assert!(alike[0].precedents > 0.3 && alike[1].precedents < 1e-6);
        let (alike, _) = compare("職員の研修は年一回行う");
        assert!(
            alike[1].precedents > 0.1,
            "its examples are precedents as long as there are no others"
        );
    }

    #[test]
    fn nearest_takes_the_mean_of_the_best() {
        assert!((nearest([0.1, 0.9, 0.3, 0.6].into_iter()) - 0.6).abs() < 1e-6);
        assert!((nearest([0.4].into_iter()) - 0.4).abs() < 1e-6);
        assert!(nearest([].into_iter()).abs() < 1e-6);
    }
}
