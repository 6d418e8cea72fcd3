//! The signals of a clause for an element: few, each explainable by itself.

use super::context::Clause;
use super::ending::Ending;
use super::frame::{Filled, Frames, Hit, NOT};
use super::postings::Words;
use super::quantity::{Quantity, quantities};
use super::similarity::{Exemplars, Likeness};
use crate::text::Thesaurus;
use rayon::prelude::*;

/// How many signals there are.
pub(super) const COUNT: usize = 28;

/// One clause's signals for one element, in the order of [`NAMES`].
pub(super) type Signals = [f32; COUNT];

/// Names of the signals, as the weights file has them.
pub(super) const NAMES: [&str; COUNT] = [
    // Alike to the element's nearest examples; how alike these are among themselves.
    "examples",
    "cohesion",
    // Alike to the nearest near miss; to all examples together; to the point.
    "near-miss",
    "centre",
    "point",
    // Of all elements, how many are nearer to this clause (logarithm), and by how much the nearest other.
    "rank",
    "lead",
    // The whole article against all examples together; the same against all elements.
    "article",
    "article-relative",
    // Alike to the nearest precedents that fulfil the element, of two regulations; to the nearest that falls short; how
    // many regulations give one that fulfils it (logarithm).
    "precedents",
    "counter-precedent",
    "precedents-known",
    // Share of the frame that is filled in the clause with its context, and number of empty slots: there, and with the
    // neighbours.
    "frame",
    "frame-empty",
    "frame-empty-around",
    // How much the frame tells at all.
    "frame-worth",
    // A word that shows that the clause is about something else.
    "foreign",
    // Where it stands.
    "supplementary",
    "item",
    "length",
    // How it ends.
    "effort",
    "wish",
    "permission",
    "delegation",
    "no-duty",
    "definition",
    // A weak or delegating clause fits better: the duty is likely said there, and only there.
    "weak-fits-better",
    "delegation-fits-better",
];

/// How many clauses are looked at closely for each element.
pub(super) const CANDIDATES: usize = 8;

/// A clause that may fulfil an element.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Index of the clause.
    pub(super) clause: usize,
    /// How well it fits at first sight.
    pub(super) fit: f32,
    /// The slots that it and its neighbours in the article fill.
    pub(super) around: Filled,
    /// The ending of the sentence that fits best.
    pub(super) ending: Ending,
    /// The signals.
    pub(super) signals: Signals,
}

/// What is seen in one clause, for every element.
struct Seen {
    words: Words,
    /// How alike it is to each element's examples taken together.
    centres: Vec<f32>,
    centre_mean: f32,
    centre_spread: f32,
    nearest: f32,
    second: f32,
    filled: Vec<Filled>,
    /// What fills slots in the clause's own words, and in these with their context.
    own_hits: Vec<Hit>,
    hits: Vec<Hit>,
    /// The values in its words with their context.
    quantities: Vec<Quantity>,
    /// For each sentence the slots that it fills by itself; empty where there is only one sentence.
    by_sentence: Vec<Vec<Filled>>,
}

/// All clauses of a submission, seen against all elements of a guideline.
pub(super) struct Sight<'a> {
    clauses: &'a [Clause<'a>],
    seen: Vec<Seen>,
    /// For each group of clauses, in their order, how alike it is to each element: absolutely and against all others.
    articles: Vec<Vec<(f32, f32)>>,
    frames: &'a Frames,
    exemplars: &'a Exemplars,
}

impl<'a> Sight<'a> {
    pub(super) fn new(
        clauses: &'a [Clause<'a>],
        exemplars: &'a Exemplars,
        frames: &'a Frames,
        thesaurus: &Thesaurus,
    ) -> Self {
        let seen = clauses
            .par_iter()
            .map(|clause| see(clause, exemplars, frames, thesaurus))
            .collect();
        let articles = clauses
            .chunk_by(|a, b| a.group == b.group)
            .map(|article| article_likeness(article, exemplars, thesaurus))
            .collect();
        Self {
            clauses,
            seen,
            articles,
            frames,
            exemplars,
        }
    }

    /// The clauses that fit an element best, with their signals, in the order of the submission.
    pub(super) fn candidates(&self, element: usize) -> Vec<Candidate> {
        let frame = self.frames.element(element);
        let mut fits: Vec<(usize, f32)> = self
            .seen
            .iter()
            .enumerate()
            .map(|(clause, seen)| {
                (
                    clause,
                    seen.centre_relative(element) + 2.0 * frame.share(seen.filled[element]),
                )
            })
            .collect();
        let better = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if fits.len() > CANDIDATES {
            fits.select_nth_unstable_by(CANDIDATES, better);
            fits.truncate(CANDIDATES);
        }
        fits.sort_by(better);
        let endings: Vec<Ending> = fits
            .iter()
            .map(|(clause, _)| self.ending(*clause, element))
            .collect();
        let best = |wanted: &dyn Fn(Ending) -> bool| {
            fits.iter()
                .zip(&endings)
                .filter(|(_, ending)| wanted(**ending))
                .map(|((_, fit), _)| *fit)
                .fold(f32::NEG_INFINITY, f32::max)
        };
        let weak = best(&Ending::is_weak);
        let delegated = best(&|ending| ending == Ending::Delegation);
        let mut products = Vec::new();
        let mut candidates: Vec<Candidate> = fits
            .iter()
            .zip(&endings)
            .map(|(&(clause, fit), &ending)| {
                let likeness = self
                    .exemplars
                    .likeness(element, &self.seen[clause].words, &mut products);
                let mut candidate = self.candidate(clause, element, fit, ending, likeness);
                let tail = &mut candidate.signals[COUNT - 2..];
                tail[0] = (weak - fit).max(0.0);
                tail[1] = (delegated - fit).max(0.0);
                candidate
            })
            .collect();
        candidates.sort_by_key(|candidate| candidate.clause);
        candidates
    }

    /// The places of a clause's own normalized words that fill slots of an element's frame.
    pub(super) fn own_places(&self, clause: usize, element: usize) -> Vec<(std::ops::Range<usize>, Filled)> {
        self.frames.places(element, &self.seen[clause].own_hits)
    }

    /// The same in the clause with its context.
    pub(super) fn places(&self, clause: usize, element: usize) -> Vec<(std::ops::Range<usize>, Filled)> {
        self.frames.places(element, &self.seen[clause].hits)
    }

    /// A value in a clause with its context that is not enough for a slot that is not `filled`.
    pub(super) fn short_of(
        &self,
        clause: usize,
        element: usize,
        filled: Filled,
    ) -> Option<(std::ops::Range<usize>, &str)> {
        self.frames
            .short_of(element, &self.seen[clause].quantities, filled)
    }

    fn candidate(
        &self,
        at: usize,
        element: usize,
        fit: f32,
        ending: Ending,
        likeness: Likeness,
    ) -> Candidate {
        let (clause, seen) = (&self.clauses[at], &self.seen[at]);
        let frame = self.frames.element(element);
        let centre = seen.centres[element];
        let rank = seen.rank(element);
        let filled = seen.filled[element];
        let around = self.around(at, element);
        let flag = |is: bool| f32::from(u8::from(is));
        let (article, article_relative) = self.articles[clause.group][element];
        let lead = centre - if rank == 0 { seen.second } else { seen.nearest };
        let signals = [
            likeness.examples,
            self.exemplars.cohesion(element),
            likeness.near_miss,
            centre,
            likeness.point,
            (rank as f32).ln_1p(),
            lead,
            article,
            article_relative,
            likeness.precedents,
            likeness.counter,
            (self.exemplars.precedents(element) as f32).ln_1p(),
            frame.share(filled),
            frame.missing(filled) as f32,
            frame.missing(around) as f32,
            frame.total,
            flag(filled & NOT != 0),
            flag(clause.provision.supplementary),
            flag(clause.is_item),
            (clause.own.text.chars().count().max(5) as f32).ln(),
            flag(ending == Ending::Effort),
            flag(ending == Ending::Wish),
            flag(ending == Ending::Permission),
            flag(ending == Ending::Delegation),
            flag(matches!(ending, Ending::Exception | Ending::Past)),
            flag(ending == Ending::Definition),
            0.0,
            0.0,
        ];
        Candidate {
            clause: at,
            fit,
            around,
            ending,
            signals,
        }
    }

    /// The slots that a clause and its neighbours in the same article fill together.
    fn around(&self, at: usize, element: usize) -> Filled {
        let group = self.clauses[at].group;
        let last = (at + 1).min(self.clauses.len() - 1);
        (at.saturating_sub(1)..=last)
            .filter(|&near| self.clauses[near].group == group)
            .fold(0, |all, near| all | self.seen[near].filled[element])
    }

    /// The ending of the sentence that fills most of the frame.
    fn ending(&self, at: usize, element: usize) -> Ending {
        let frame = self.frames.element(element);
        let sentences = &self.clauses[at].sentences;
        let mut best = (f32::NEG_INFINITY, sentences[0].1);
        for (filled, (_, ending)) in self.seen[at].by_sentence.iter().zip(sentences) {
            let share = frame.share(filled[element]);
            if share > best.0 {
                best = (share, *ending);
            }
        }
        best.1
    }
}

impl Seen {
    fn centre_relative(&self, element: usize) -> f32 {
        (self.centres[element] - self.centre_mean) / self.centre_spread
    }

    /// How many other elements have a nearer centre; of equally near ones the first comes first.
    fn rank(&self, element: usize) -> u32 {
        let own = self.centres[element];
        let (before, after) = self.centres.split_at(element);
        let nearer = before.iter().map(|centre| u32::from(*centre >= own));
        nearer.sum::<u32>() + after.iter().map(|centre| u32::from(*centre > own)).sum::<u32>()
    }
}

/// How alike the clauses of an article, taken as one text, are to each element.
fn article_likeness(article: &[Clause<'_>], exemplars: &Exemplars, thesaurus: &Thesaurus) -> Vec<(f32, f32)> {
    let mut text = article
        .first()
        .map_or_else(String::new, |clause| clause.title.clone());
    for clause in article {
        text.push('。');
        text.push_str(&clause.own.text);
    }
    let mentions: Vec<_> = thesaurus.mentions(&text).collect();
    let centres = exemplars.centres(&exemplars.vector(&text, &mentions));
    let (mean, spread) = spread(centres.iter().copied());
    centres
        .into_iter()
        .map(|centre| (centre, (centre - mean) / spread))
        .collect()
}

fn see(clause: &Clause<'_>, exemplars: &Exemplars, frames: &Frames, thesaurus: &Thesaurus) -> Seen {
    let own = &clause.own.text;
    // The clause's own words end the text with their context, and no word goes beyond a sentence: it is searched once.
    let inherited = clause.in_context.len() - own.len();
    let mentions: Vec<_> = thesaurus.mentions(&clause.in_context).collect();
    let own_mentions: Vec<_> = mentions.iter().filter_map(|m| m.moved_back(inherited)).collect();
    let alone = exemplars.vector(own, &own_mentions);
    let with = exemplars.vector(&clause.in_context, &mentions);
    let words = Words::of(&alone, &with);
    let centres = exemplars.nearer_centres(&words);
    let (centre_mean, centre_spread) = spread(centres.iter().copied());
    let (nearest, second) = centres.iter().fold((0.0, 0.0), |(nearest, second), &centre| {
        if centre > nearest {
            (centre, nearest)
        } else {
            (nearest, centre.max(second))
        }
    });
    let quantities = quantities(&clause.in_context);
    let hits = frames.hits(&clause.in_context, &mentions, &quantities);
    let own_hits: Vec<_> = hits.iter().filter_map(|hit| hit.moved_back(inherited)).collect();
    let by_sentence = if clause.sentences.len() > 1 {
        clause
            .sentences
            .iter()
            .map(|(range, _)| frames.fill(own_hits.iter().filter(|hit| hit.is_within(range))))
            .collect()
    } else {
        Vec::new()
    };
    // A word about something else tells against the clause only where the clause itself has it.
    let alone_filled = frames.fill(&own_hits);
    let filled = frames
        .fill(&hits)
        .into_iter()
        .zip(alone_filled)
        .map(|(with, alone)| (with & !NOT) | (alone & NOT))
        .collect();
    Seen {
        words,
        centres,
        centre_mean,
        centre_spread,
        nearest,
        second,
        filled,
        own_hits,
        hits,
        quantities,
        by_sentence,
    }
}

/// Mean and standard deviation.
fn spread(values: impl Iterator<Item = f32> + Clone) -> (f32, f32) {
    let count = values.clone().count().max(1) as f32;
    let mean = values.clone().sum::<f32>() / count;
    let variance = values.map(|value| (value - mean).powi(2)).sum::<f32>() / count;
    (mean, variance.sqrt().max(1e-4))
}
