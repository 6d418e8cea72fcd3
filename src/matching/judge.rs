//! The judgement of one element: coverage, certainty, evidence.

use std::sync::LazyLock;

use super::context::Clause;
use super::ending::Ending;
use super::model::{ElementCoverage, ElementFinding, Evidence};
use super::reason::{self, Words};
use super::signals::{COUNT, Candidate, NAMES, Sight};
use super::weights::{Weights, pool};
use crate::guideline::{Element, Frame};
use crate::regulation::{DocumentKind, Submission};

/// How many pieces of evidence are kept.
const EVIDENCE: usize = 5;
/// Evidence further than this from the best is not shown, in log odds.
const REACH: f32 = 3.5;

/// From these log odds on a duty counts as written: a gap that is missed costs the reviewer more than a false alarm.
const WRITTEN: f32 = 0.25;

/// The highest log odds of a clause that only makes an effort or a wish: so low that all candidates together, if they
/// are no more than that, do not fulfil a duty.
const NOT_FULFILLED: f32 = -0.7;

/// From these log odds on, taken as a plain duty, a clause that does not bind is about the element: it decides only
/// how a flag is worded, so that it need not be as sure as a covering clause.
const SPEAKS: f32 = -1.5;

/// What an element is judged with.
pub(super) struct Bench<'a> {
    pub(super) element: &'a Element,
    pub(super) frame: &'a Frame,
    pub(super) weights: &'a Weights,
    /// How the element leans by these weights.
    pub(super) leaning: f32,
    pub(super) sight: &'a Sight<'a>,
    /// The element's running number.
    pub(super) number: usize,
    pub(super) submission: &'a Submission,
    pub(super) clauses: &'a [Clause<'a>],
}

/// A candidate with its log odds as it stands, and as they would be if it were a plain duty.
struct Weighed<'c> {
    candidate: &'c Candidate,
    odds: f32,
    if_duty: f32,
}

impl Bench<'_> {
    /// Judges the element by its candidates.
    pub(super) fn judge(&self) -> ElementFinding {
        let candidates = self.sight.candidates(self.number);
        let mut weighed: Vec<Weighed<'_>> =
            candidates.iter().map(|candidate| self.weigh(candidate)).collect();
        weighed.sort_by(|a, b| {
            b.odds
                .total_cmp(&a.odds)
                .then(a.candidate.clause.cmp(&b.candidate.clause))
        });
        let odds = pool(weighed.iter().map(|weighed| weighed.odds)) + self.leaning - WRITTEN;
        let coverage = self.coverage(&mut weighed, odds);
        let share = share(odds);
        ElementFinding {
            point: self.element.point.clone(),
            coverage,
            certainty: (share - 0.5).abs() * 2.0,
            reason: self.reason(coverage, &weighed),
            evidence: self.evidence(&weighed),
        }
    }

    fn weigh<'c>(&self, candidate: &'c Candidate) -> Weighed<'c> {
        let mut odds = self.weights.log_odds(&candidate.signals);
        // However alike the words are, an effort or a wish does not fulfil a duty.
        if matches!(candidate.ending, Ending::Effort | Ending::Wish) {
            odds = odds.min(NOT_FULFILLED);
        }
        let mut plain = candidate.signals;
        for (signal, tells) in plain.iter_mut().zip(*TELLS_OF_ENDING) {
            if tells {
                *signal = 0.0;
            }
        }
        Weighed {
            candidate,
            odds,
            if_duty: self.weights.log_odds(&plain),
        }
    }

    /// The coverage; where a weaker clause decides, it is put first.
    fn coverage(&self, weighed: &mut [Weighed<'_>], best: f32) -> ElementCoverage {
        if best >= 0.0 {
            return ElementCoverage::Covered;
        }
        let decides = weighed
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.if_duty.total_cmp(&b.1.if_duty).then(b.0.cmp(&a.0)))
            .filter(|(_, decides)| decides.if_duty >= SPEAKS)
            .map(|(at, decides)| (at, decides.candidate.ending, decides.candidate.clause));
        let (at, coverage) = match decides {
            Some((at, ending, _)) if ending.is_weak() => (at, ElementCoverage::Weak),
            Some((at, Ending::Delegation, clause)) if !self.is_handed_in(&self.clauses[clause]) => {
                (at, ElementCoverage::Delegated)
            }
            _ => return ElementCoverage::Uncovered,
        };
        weighed[..=at].rotate_right(1);
        coverage
    }

    /// Whether the document that a clause leaves its substance to is in the submission.
    fn is_handed_in(&self, clause: &Clause<'_>) -> bool {
        self.submission
            .regulations
            .iter()
            .filter(|regulation| regulation.file != clause.file)
            .any(|other| {
                let title = other.title.trim();
                (title.chars().count() >= 4 && clause.provision.text.contains(title))
                    || (other.kind == DocumentKind::DetailedRules && clause.provision.text.contains("細則"))
            })
    }

    fn words(&self, candidate: &Candidate) -> Words<'_> {
        let places = self.sight.places(candidate.clause, self.number);
        let normalized = &self.clauses[candidate.clause].in_context;
        let short_of = self
            .sight
            .short_of(candidate.clause, self.number, candidate.around)
            .map(|(range, demanded)| (normalized[range].to_owned(), demanded));
        Words::of(self.frame, candidate, normalized, &places).falls_short(short_of)
    }

    fn reason(&self, coverage: ElementCoverage, weighed: &[Weighed<'_>]) -> crate::text::Message {
        let Some(first) = weighed.first() else {
            return reason::nothing();
        };
        let citation = &self.clauses[first.candidate.clause].provision.citation;
        let words = self.words(first.candidate);
        match coverage {
            ElementCoverage::Covered => reason::covered(citation, &words),
            ElementCoverage::Weak => reason::weak(citation, first.candidate.ending),
            ElementCoverage::Delegated => reason::delegated(citation),
            ElementCoverage::Uncovered | ElementCoverage::NotApplicable => {
                reason::uncovered(citation, &words, first.candidate.ending)
            }
        }
    }

    fn evidence(&self, weighed: &[Weighed<'_>]) -> Vec<Evidence> {
        let reach = weighed
            .first()
            .map_or(0.0, |best| best.odds.min(best.if_duty) - REACH);
        weighed
            .iter()
            .enumerate()
            .filter(|(place, weighed)| *place == 0 || weighed.odds >= reach)
            .take(EVIDENCE)
            .map(|(_, weighed)| {
                let clause = &self.clauses[weighed.candidate.clause];
                Evidence {
                    file: clause.file.to_owned(),
                    page: clause.provision.place.page,
                    citation: clause.provision.citation.clone(),
                    text: clause.provision.text.clone(),
                    score: share(weighed.odds),
                    matched: self.matched(weighed.candidate.clause),
                    why: reason::why(&self.words(weighed.candidate), weighed.candidate.ending),
                    ocr: clause.provision.ocr,
                }
            })
            .collect()
    }

    /// Ranges of characters of the clause's own words that fill the frame.
    fn matched(&self, at: usize) -> Vec<(usize, usize)> {
        let clause = &self.clauses[at];
        let places = self.sight.own_places(at, self.number).into_iter();
        let bytes = places
            .map(|(range, _)| clause.own.source_range(range.start, range.end))
            .collect();
        character_ranges(&clause.provision.text, bytes)
    }
}

/// The signals that tell of the ending.
const ENDINGS: &[&str] = &[
    "effort",
    "wish",
    "permission",
    "delegation",
    "no-duty",
    "weak-fits-better",
    "delegation-fits-better",
];

/// The same for each signal, in their order.
static TELLS_OF_ENDING: LazyLock<[bool; COUNT]> = LazyLock::new(|| NAMES.map(|name| ENDINGS.contains(&name)));

/// Log odds as a share from 0 to 1.
fn share(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

/// Byte ranges as sorted, disjoint ranges of characters.
fn character_ranges(text: &str, mut bytes: Vec<std::ops::Range<usize>>) -> Vec<(usize, usize)> {
    bytes.sort_by_key(|range| (range.start, range.end));
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut count) = (0, 0);
    for range in bytes.into_iter().filter(|range| range.start < range.end) {
        count += text[at..range.start].chars().count();
        at = range.start;
        let end = count + text[range].chars().count();
        match ranges.last_mut() {
            Some(last) if count <= last.1 => last.1 = last.1.max(end),
            _ => ranges.push((count, end)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::{character_ranges, share};

    #[test]
    fn ranges_are_of_characters_and_disjoint() {
        let text = "毎年訓練を行う";
        let ranges = character_ranges(text, vec![6..12, 0..6, 9..15, 18..21]);
        assert_eq!(ranges, [(0, 5), (6, 7)]);
        assert!(character_ranges(text, Vec::new()).is_empty());
    }

    #[test]
    fn even_odds_are_one_half() {
        assert!((share(0.0) - 0.5).abs() < 1e-6);
        assert!(share(f32::NEG_INFINITY) < 1e-6);
    }
}
