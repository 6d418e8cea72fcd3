//! Matching: which clause of a submission answers which element of a guideline, and how strongly.
//!
//! Pure: no input but its arguments, so that a finding depends on nothing else on file.
//!
//! A clause with what it inherits (`context`) is compared with each element's examples (`terms`, `similarity`) and
//! frame (`frame`); its `ending` tells whether it binds. The `signals` of the likeliest clauses are weighed
//! (`weights`) and judged (`judge`, `reason`). `precedents` are clauses of labelled regulations. `fit` finds the
//! weights from labelled submissions.

mod context;
mod ending;
mod fit;
mod frame;
mod judge;
mod model;
mod postings;
mod precedents;
mod quantity;
mod reason;
mod signals;
mod similarity;
mod terms;
mod weights;

pub use fit::{LabelledElement, fit};
pub use model::{ElementCoverage, ElementFinding, Evidence, Finding, RequirementCoverage};
pub use precedents::{Precedent, Precedents, PrecedentsError};
pub use weights::{Weights, WeightsError};

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use rayon::prelude::*;

use crate::guideline::{Element, Frame, Guideline, Requirement};
use crate::regulation::Submission;
use crate::text::{Thesaurus, normalize};
use context::Clause;
use judge::Bench;
use signals::{Candidate, Sight};

/// What matching knows besides the guideline.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    /// Words of the field.
    pub thesaurus: &'a Thesaurus,
    /// What each signal is worth.
    pub weights: &'a Weights,
    /// The same for elements that have no precedent yet: of another guideline, of a new item.
    pub first_weights: &'a Weights,
    /// Clauses of labelled regulations.
    pub precedents: &'a Precedents,
}

impl Default for Knowledge<'static> {
    /// That which is inside the binary.
    fn default() -> Self {
        Self {
            thesaurus: Thesaurus::builtin(),
            weights: Weights::builtin(),
            first_weights: Weights::without_precedent(),
            precedents: Precedents::builtin(),
        }
    }
}

/// How many citations of a covered element give precedents: the first ones say most.
const CITED: usize = 3;
/// How many clauses that come nearest to an element that is not covered are kept.
const NEAREST: usize = 2;

/// An element with its running number.
type Numbered<'a> = (usize, &'a Element);

/// A guideline made ready to be matched against many submissions.
pub struct Matcher<'a> {
    guideline: &'a Guideline,
    knowledge: Knowledge<'a>,
    /// One for each element, in the guideline's order.
    frames: Vec<Frame>,
    /// The ids of the elements, `M12-5/1`, in the same order.
    ids: Vec<String>,
    indexed: frame::Frames,
    exemplars: similarity::Exemplars,
    /// That of the version which the guideline states its changes to.
    base: Option<Box<Self>>,
}

impl<'a> Matcher<'a> {
    /// Prepares `guideline` with the knowledge inside the binary.
    pub fn new(guideline: &'a Guideline) -> Self {
        Self::with(guideline, Knowledge::default())
    }

    /// Prepares `guideline` with knowledge of one's own.
    pub fn with(guideline: &'a Guideline, knowledge: Knowledge<'a>) -> Self {
        let thesaurus = knowledge.thesaurus;
        let precedents = if knowledge.precedents.guideline == guideline.id {
            knowledge.precedents.clauses.as_slice()
        } else {
            &[]
        };
        let mut frames = Vec::new();
        let mut texts = Vec::new();
        for requirement in &guideline.requirements {
            let first = frames.len();
            for element in &requirement.elements {
                frames.push(frame_of(element));
                let id = format!("{}/{}", requirement.id, frames.len() - first);
                texts.push(texts_of(id, requirement, element));
            }
        }
        let sentences: Vec<String> = texts
            .iter()
            .flat_map(|t| t.examples.iter().chain(&t.near_misses))
            .cloned()
            .collect();
        let ids = texts.iter().map(|texts| texts.id.clone()).collect();
        Self {
            ids,
            indexed: frame::Frames::new(&frames, &sentences, thesaurus),
            exemplars: similarity::Exemplars::new(&texts, precedents, thesaurus),
            base: guideline
                .base
                .as_deref()
                .map(|base| Box::new(Self::with(base, knowledge))),
            guideline,
            knowledge,
            frames,
        }
    }

    /// Judges every element with other weights from now on.
    pub fn reweigh(&mut self, weights: &'a Weights) {
        self.knowledge.weights = weights;
        self.knowledge.first_weights = weights;
        if let Some(base) = &mut self.base {
            base.reweigh(weights);
        }
    }

    /// The matcher of `version`, where the guideline is that or is based on it: made once, it serves for both.
    pub fn of_version(&self, version: &Guideline) -> Option<&Self> {
        if self.guideline.id == version.id && self.guideline.sha256 == version.sha256 {
            return Some(self);
        }
        self.base.as_deref()?.of_version(version)
    }

    /// Judges every requirement, in parallel, in the guideline's order.
    pub fn findings(&self, submission: &Submission) -> Vec<Finding> {
        self.findings_with(submission, &BTreeMap::new())
    }

    /// The same, where some elements are judged already: those in `known`, by their keys, stay as they are.
    pub fn findings_with(
        &self,
        submission: &Submission,
        known: &BTreeMap<&str, &ElementFinding>,
    ) -> Vec<Finding> {
        let judged = self.elements_of(submission, &|element| !known.contains_key(element.key.as_str()));
        let found = |element: &Element| {
            let key = element.key.as_str();
            known.get(key).copied().or_else(|| judged.get(key)).cloned()
        };
        let finding = |requirement: &Requirement| {
            Finding::new(
                &requirement.id,
                requirement.elements.iter().filter_map(found).collect(),
            )
        };
        self.guideline.requirements.iter().map(finding).collect()
    }

    /// Judges the elements that are wanted, by their keys.
    ///
    /// An element is compared with all others of its version. So one that was taken over is judged among the elements
    /// of the version it comes from: a finding does not change because something else was revised.
    pub fn elements_of(
        &self,
        submission: &Submission,
        wanted: &dyn Fn(&Element) -> bool,
    ) -> BTreeMap<&'a str, ElementFinding> {
        let clauses = context::clauses(submission);
        let mut found = BTreeMap::new();
        self.by_version(wanted, &mut |version, elements| {
            found.extend(version.judge(submission, &clauses, elements));
        });
        found
    }

    /// Shares the elements that are wanted out among the versions that they come from, this one first.
    fn by_version<'m>(
        &'m self,
        wanted: &dyn Fn(&Element) -> bool,
        each: &mut dyn FnMut(&'m Self, &[Numbered<'a>]),
    ) {
        let (own, taken_over): (Vec<_>, Vec<_>) = self
            .numbered()
            .filter(|(_, element)| wanted(element))
            .partition(|(_, element)| self.base.is_none() || self.guideline.is_own(element));
        if !own.is_empty() {
            each(self, &own);
        }
        let keys: BTreeSet<&str> = taken_over.iter().map(|(_, e)| e.key.as_str()).collect();
        if let Some(base) = self.base.as_deref().filter(|_| !keys.is_empty()) {
            base.by_version(&|element| keys.contains(element.key.as_str()), each);
        }
    }

    /// Judges elements, each given with its running number.
    fn judge(
        &self,
        submission: &Submission,
        clauses: &[Clause<'_>],
        elements: &[Numbered<'a>],
    ) -> Vec<(&'a str, ElementFinding)> {
        let sight = self.sight(clauses);
        elements
            .par_iter()
            .map(|&(number, element)| {
                let weights = self.weights_of(number);
                let bench = Bench {
                    element,
                    number,
                    frame: &self.frames[number],
                    weights,
                    leaning: weights.leaning(&self.ids[number]),
                    sight: &sight,
                    submission,
                    clauses,
                };
                (element.key.as_str(), bench.judge())
            })
            .collect()
    }

    /// What is seen in the clauses of a submission.
    fn sight<'s>(&'s self, clauses: &'s [Clause<'s>]) -> Sight<'s> {
        Sight::new(clauses, &self.exemplars, &self.indexed, self.knowledge.thesaurus)
    }

    /// What each signal is worth for an element.
    fn weights_of(&self, element: usize) -> &'a Weights {
        if self.exemplars.is_without_precedent(element) {
            self.knowledge.first_weights
        } else {
            self.knowledge.weights
        }
    }

    /// What the matcher sees of each labelled element, for [`fit`]: `label` tells of a requirement's id and an
    /// element's index whether it is covered and which citations say so; `None` leaves it out.
    pub fn labelled<'l>(
        &self,
        submission: &Submission,
        label: impl Fn(&str, usize) -> Option<(bool, &'l [String])>,
        is_within: impl Fn(&str, &str) -> bool,
    ) -> Vec<LabelledElement> {
        let clauses = context::clauses(submission);
        let sight = self.sight(&clauses);
        self.elements()
            .filter_map(|(requirement, index, element)| {
                let (covered, citations) = label(&requirement.id, index)?;
                let candidates = sight.candidates(element);
                let cited = |candidate: &Candidate| {
                    let citation = &clauses[candidate.clause].provision.citation;
                    citations.iter().any(|gold| is_within(citation, gold))
                };
                Some(LabelledElement {
                    id: self.ids[element].clone(),
                    cited: candidates.iter().map(cited).collect(),
                    candidates: candidates.iter().map(|c| c.signals).collect(),
                    covered,
                })
            })
            .collect()
    }

    /// The precedents that a labelled submission gives: for covered elements the cited clauses, for the others the
    /// nearest ones. `label` is as in [`Self::labelled`]; where it tells of neither, the element is left out.
    pub fn precedents<'l>(
        &self,
        submission: &Submission,
        label: impl Fn(&str, usize) -> Option<(bool, &'l [String])>,
        is_within: impl Fn(&str, &str) -> bool,
    ) -> Vec<Precedent> {
        let clauses = context::clauses(submission);
        let sight = self.sight(&clauses);
        let mut all = Vec::new();
        for (requirement, index, element) in self.elements() {
            let Some((covered, citations)) = label(&requirement.id, index) else {
                continue;
            };
            let id = &self.ids[element];
            let chosen: Vec<usize> = if covered {
                let first = &citations[..citations.len().min(CITED)];
                let cited = |at: &usize| {
                    let citation = &clauses[*at].provision.citation;
                    first.iter().any(|gold| is_within(citation, gold))
                };
                (0..clauses.len()).filter(cited).collect()
            } else {
                let mut near = sight.candidates(element);
                near.sort_by(|a, b| b.fit.total_cmp(&a.fit).then(a.clause.cmp(&b.clause)));
                near.iter()
                    .take(NEAREST)
                    .map(|candidate| candidate.clause)
                    .collect()
            };
            all.extend(chosen.into_iter().map(|at| Precedent {
                source: submission.name.clone(),
                citation: clauses[at].provision.citation.clone(),
                context: clauses[at].inherited.clone(),
                text: clauses[at].provision.text.clone(),
                fulfils: covered.then(|| id.clone()).into_iter().collect(),
                falls_short: (!covered).then(|| id.clone()).into_iter().collect(),
            }));
        }
        all
    }

    /// The candidates of one element and their signals, a line each, best first: for looking into a judgement.
    pub fn explain(&self, submission: &Submission, requirement: &str, element: usize) -> Vec<String> {
        let clauses = context::clauses(submission);
        let sight = self.sight(&clauses);
        let Some((_, first)) = self
            .firsts()
            .into_iter()
            .find(|(known, _)| known.id == requirement)
        else {
            return Vec::new();
        };
        let weights = self.weights_of(first + element);
        let mut candidates = sight.candidates(first + element);
        candidates.sort_by(|a, b| {
            weights
                .log_odds(&b.signals)
                .total_cmp(&weights.log_odds(&a.signals))
        });
        let leaning = weights.leaning(&self.ids[first + element]);
        std::iter::once(format!("leaning {leaning:+.2}"))
            .chain(
                candidates
                    .iter()
                    .map(|candidate| line(candidate, &clauses, weights)),
            )
            .collect()
    }

    /// Every element with its running number.
    fn numbered(&self) -> impl Iterator<Item = Numbered<'a>> {
        let requirements = self.guideline.requirements.iter();
        requirements
            .flat_map(|requirement| &requirement.elements)
            .enumerate()
    }

    /// Each element: its requirement, its index in that, and its running number.
    fn elements(&self) -> impl Iterator<Item = (&'a Requirement, usize, usize)> {
        self.firsts().into_iter().flat_map(|(requirement, first)| {
            (0..requirement.elements.len()).map(move |index| (requirement, index, first + index))
        })
    }

    /// Each requirement with the running number of its first element.
    fn firsts(&self) -> Vec<(&'a Requirement, usize)> {
        let mut first = 0;
        self.guideline
            .requirements
            .iter()
            .map(|requirement| {
                let at = first;
                first += requirement.elements.len();
                (requirement, at)
            })
            .collect()
    }
}

/// A candidate, its log odds and the signals that they come from.
fn line(candidate: &Candidate, clauses: &[Clause<'_>], weights: &Weights) -> String {
    let clause = &clauses[candidate.clause];
    let mut line = format!(
        "{:+.2} {} {:?} {}\n    ",
        weights.log_odds(&candidate.signals),
        clause.provision.citation,
        candidate.ending,
        clause.provision.text.replace('\n', " ")
    );
    for (name, (value, weight)) in signals::NAMES
        .iter()
        .zip(candidate.signals.iter().zip(weights.of))
    {
        if *value != 0.0 {
            let _ = write!(line, "{name} {value:.2} ({:+.2})  ", value * weight);
        }
    }
    line
}

/// The frame of an element; where nobody has written one, its groups of words stand in.
fn frame_of(element: &Element) -> Frame {
    if !element.judging.frame.is_empty() {
        return element.judging.frame.clone();
    }
    let mut groups = element.any.iter().cloned();
    let mut next = || groups.next().unwrap_or_default();
    Frame {
        object: next(),
        action: next(),
        with: next(),
        actor: next(),
        recipient: next(),
        when: next(),
        not: Vec::new(),
    }
}

/// What an element is compared by; without examples its point and requirement stand in.
fn texts_of(id: String, requirement: &Requirement, element: &Element) -> similarity::Texts {
    let fold = |texts: &[String]| texts.iter().map(|text| normalize(text)).collect::<Vec<_>>();
    let mut examples = fold(&element.judging.examples);
    if examples.is_empty() {
        examples = vec![normalize(&element.point), normalize(&requirement.text)];
    }
    similarity::Texts {
        id,
        examples,
        near_misses: fold(&element.judging.near_misses),
        point: normalize(&element.point),
    }
}
