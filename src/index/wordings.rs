//! How submissions on file word what a guideline demands: their clauses judged as a review judges them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::clause::{IndexedClause, IndexedSubmission};
use super::corpus::Corpus;
use super::error::IndexError;
use super::search::{Hit, Hits};
use crate::guideline::Requirement;
use crate::matching::{ElementCoverage, ElementFinding, Evidence, Matcher};
use crate::regulation::{self, Submission};

/// How many of the clauses nearest to a requirement tell which submissions word it.
const NEAREST: usize = 12;
/// The most submissions that are judged: those that come nearest most often. Judging all of a large corpus would
/// take longer than the review.
const JUDGED: usize = 24;
/// The score from which a clause fulfils an element: as likely as not.
const FULFILS: f32 = 0.5;

/// How a submission on file words an element that it fulfils.
#[derive(Debug, Clone, PartialEq)]
pub struct Wording {
    /// Id of the submission.
    pub submission_id: String,
    /// Name of the submission.
    pub submission: String,
    /// Who handed it in.
    pub applicant: String,
    /// The clause, its words, and those of them that matched.
    pub evidence: Evidence,
}

/// What was found of elements, by their keys.
type Found<'a> = BTreeMap<&'a str, ElementFinding>;

/// By a requirement's id, for each of its elements how submissions on file word it, best written first; a submission
/// stands once at each element.
pub type Wordings = BTreeMap<String, Vec<Vec<Wording>>>;

impl Corpus {
    /// How what is on file words the `requirements`, as `matcher` judges it.
    pub fn wordings(
        &self,
        matcher: &Matcher<'_>,
        requirements: &[&Requirement],
    ) -> Result<Wordings, IndexError> {
        let mut wordings: Wordings = requirements
            .iter()
            .map(|r| (r.id.clone(), vec![Vec::new(); r.elements.len()]))
            .collect();
        for (card, found) in self.judged(matcher, requirements)? {
            for requirement in requirements {
                let known = wordings.entry(requirement.id.clone()).or_default();
                for (known, element) in known.iter_mut().zip(&requirement.elements) {
                    known.extend(
                        found
                            .get(element.key.as_str())
                            .and_then(|found| wording(&card, found)),
                    );
                }
            }
        }
        for known in wordings.values_mut().flatten() {
            known.sort_by(|a, b| {
                let by_score = b.evidence.score.total_cmp(&a.evidence.score);
                by_score.then_with(|| a.submission_id.cmp(&b.submission_id))
            });
            // An edition of the same regulation says nothing new.
            let mut seen = BTreeSet::new();
            known.retain(|wording| seen.insert(wording.evidence.text.clone()));
        }
        Ok(wordings)
    }

    /// The clauses that fulfil `requirement`, best written first: those that `matcher` takes for evidence, then those
    /// that only name its words ([`Corpus::fulfilling`]).
    pub fn best_written(
        &self,
        matcher: &Matcher<'_>,
        requirement: &Requirement,
        limit: usize,
    ) -> Result<Hits, IndexError> {
        let mut hits = self.fulfilling(requirement, limit)?;
        let mut judged: Vec<Hit> = Vec::new();
        for (card, found) in self.judged(matcher, &[requirement])? {
            let worth = worth(&found);
            for clause in self.clauses_of(&card.id)? {
                if let Some(score) = worth.get(&(clause.file.as_str(), clause.citation.as_str())) {
                    let score = *score;
                    judged.push(Hit { clause, score });
                }
            }
        }
        judged.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| key(a).cmp(&key(b))));
        let known: BTreeSet<_> = judged
            .iter()
            .map(|hit| (hit.clause.submission_id.clone(), hit.clause.number))
            .collect();
        hits.best
            .retain(|hit| !known.contains(&(hit.clause.submission_id.clone(), hit.clause.number)));
        judged.append(&mut hits.best);
        judged.truncate(limit);
        hits.total = hits.total.max(judged.len());
        hits.best = judged;
        Ok(hits)
    }

    /// The submissions that come nearest to `requirements`, each with what is found of their elements.
    fn judged<'m>(
        &self,
        matcher: &Matcher<'m>,
        requirements: &[&Requirement],
    ) -> Result<Vec<(IndexedSubmission, Found<'m>)>, IndexError> {
        let elements = requirements.iter().flat_map(|requirement| &requirement.elements);
        let keys: BTreeSet<&str> = elements.map(|element| element.key.as_str()).collect();
        let mut cards = self.submissions()?;
        if cards.len() > JUDGED {
            let near = self.near(requirements)?;
            cards.sort_by_key(|card| {
                let times = near.get(&card.id).copied().unwrap_or_default();
                (Reverse(times), card.id.clone())
            });
            cards.truncate(JUDGED);
        }
        Ok(cards
            .into_par_iter()
            .map(|card| {
                let submission = self.submission(&card);
                let found = matcher.elements_of(&submission, &|e| keys.contains(e.key.as_str()));
                (card, found)
            })
            .collect())
    }

    /// By submission, how many of its clauses are among the nearest to one of the requirements.
    fn near(&self, requirements: &[&Requirement]) -> Result<BTreeMap<String, usize>, IndexError> {
        let mut near: BTreeMap<String, usize> = BTreeMap::new();
        for requirement in requirements {
            for hit in self.fulfilling(requirement, NEAREST)?.best {
                *near.entry(hit.clause.submission_id).or_default() += 1;
            }
        }
        Ok(near)
    }

    /// A submission on file as it was understood, from its extracted documents; what is not kept is left out.
    pub(super) fn submission(&self, card: &IndexedSubmission) -> Submission {
        let documents = self.documents();
        let regulations = card
            .files
            .iter()
            .filter(|file| file.readable)
            .filter_map(|file| {
                let mut document = documents.get_any(&file.sha256)?;
                document.name.clone_from(&file.name);
                Some(regulation::understand(&document))
            })
            .collect();
        regulation::assemble(&card.name, regulations)
    }
}

/// What a submission says of an element that it fulfils.
fn wording(card: &IndexedSubmission, found: &ElementFinding) -> Option<Wording> {
    let best = found.evidence.first()?;
    (found.coverage == ElementCoverage::Covered).then(|| Wording {
        submission_id: card.id.clone(),
        submission: card.name.clone(),
        applicant: card.applicant.clone(),
        evidence: best.clone(),
    })
}

/// By file and citation, what a clause is worth: the more elements it fulfils, the more.
fn worth<'f>(found: &'f Found<'_>) -> BTreeMap<(&'f str, &'f str), f32> {
    let mut worth: BTreeMap<(&str, &str), f32> = BTreeMap::new();
    for element in found.values().filter(|e| e.coverage == ElementCoverage::Covered) {
        for evidence in element.evidence.iter().filter(|e| e.score >= FULFILS) {
            *worth.entry((&evidence.file, &evidence.citation)).or_default() += evidence.score;
        }
    }
    worth
}

fn key(hit: &Hit) -> (&str, u32) {
    let IndexedClause {
        submission_id,
        number,
        ..
    } = &hit.clause;
    (submission_id, *number)
}
