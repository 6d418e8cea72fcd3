//! What people's decisions make of each finding of a review.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::decisions::Reading;
use super::vocabulary::verdict_from_code;
use super::{Register, Result, reviews};
use crate::matching::{ElementCoverage, Finding, RequirementCoverage};
use crate::report::decisions::Verdict;
use crate::review::Review;

/// A finding, and what people say to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingVerdict {
    /// Id of the requirement.
    pub requirement: String,
    /// What the machine proposed.
    pub proposed: RequirementCoverage,
    /// The verdict that counts: the settled one, or else the first reviewer's; `None` while there is none.
    pub verdict: Option<Verdict>,
    /// Whether a second reviewer says otherwise and nobody has settled it.
    pub disputed: bool,
}

impl Register {
    /// What people's decisions make of each finding of a review, in the guideline's order. What the machine found not
    /// applicable needs no word of theirs.
    pub fn verdicts(&self, review: i64) -> Result<Vec<FindingVerdict>> {
        let on_file = self.review(review)?;
        let result = reviews::result(&self.connection, review)?;
        of_review(&self.connection, on_file.submission, &result)
    }

    /// The verdicts that stand on a submission, by reading, in one query.
    pub fn standing_verdicts(&self, submission: i64, guideline: &str) -> Result<BTreeMap<Reading, Verdicts>> {
        standing(&self.connection, submission, guideline)
    }
}

/// What people's decisions make of each finding.
pub(super) fn of_review(
    connection: &Connection,
    submission: i64,
    review: &Review,
) -> Result<Vec<FindingVerdict>> {
    let mut words = standing(connection, submission, &review.guideline.id)?;
    let mut of = |reading| words.remove(&reading).unwrap_or_default();
    let (first, second, settled) = (of(Reading::First), of(Reading::Second), of(Reading::Settled));
    Ok(review
        .findings
        .iter()
        .map(|finding| {
            let settled = settled.on(finding);
            let (first, second) = (first.on(finding), second.on(finding));
            FindingVerdict {
                requirement: finding.requirement.clone(),
                proposed: finding.coverage,
                verdict: settled.or(first),
                disputed: settled.is_none() && second.is_some() && second != first,
            }
        })
        .collect())
}

/// The verdicts that stand on a submission, by reading.
fn standing(
    connection: &Connection,
    submission: i64,
    guideline: &str,
) -> Result<BTreeMap<Reading, Verdicts>> {
    let mut statement = connection.prepare_cached(
        "SELECT reading, requirement, element, verdict FROM standing
         WHERE submission_id = ? AND guideline = ? AND verdict IS NOT NULL",
    )?;
    let mut rows = statement.query(params![submission, guideline])?;
    let mut verdicts: BTreeMap<Reading, Verdicts> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let code: String = row.get(3)?;
        if let Some(verdict) = verdict_from_code(&code) {
            let of = verdicts.entry(row.get(0)?).or_default();
            of.0.entry(row.get(1)?).or_default().insert(row.get(2)?, verdict);
        }
    }
    Ok(verdicts)
}

/// What one reviewer says, by requirement and element; 0 stands for the whole requirement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts(BTreeMap<String, BTreeMap<u32, Verdict>>);

impl Verdicts {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The word on one element by its number, from 1: a checklist that came back has one for each.
    pub fn on_element(&self, requirement: &str, number: u32) -> Option<Verdict> {
        self.0.get(requirement)?.get(&number).copied()
    }

    /// The word on a finding: on the whole of it, or what those on its elements come to.
    pub fn on(&self, finding: &Finding) -> Option<Verdict> {
        let words = self.0.get(&finding.requirement)?;
        if let Some(whole) = words.get(&0) {
            return Some(*whole);
        }
        let mut elements = Vec::new();
        for (number, element) in (1..).zip(&finding.elements) {
            match words.get(&number) {
                Some(verdict) => elements.push(*verdict),
                None if element.coverage == ElementCoverage::NotApplicable => {}
                None => return None,
            }
        }
        together(&elements)
    }
}

/// The verdict on a whole from those on its parts.
fn together(parts: &[Verdict]) -> Option<Verdict> {
    let counted: Vec<_> = parts.iter().filter(|v| **v != Verdict::NotApplicable).collect();
    let all = |verdict| counted.iter().all(|v| **v == verdict);
    Some(if parts.is_empty() {
        return None;
    } else if counted.is_empty() {
        Verdict::NotApplicable
    } else if parts.contains(&Verdict::Check) {
        Verdict::Check
    } else if all(Verdict::Covered) {
        Verdict::Covered
    } else if all(Verdict::Uncovered) {
        Verdict::Uncovered
    } else {
        Verdict::Partial
    })
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Check, Covered, NotApplicable, Partial, Uncovered};
    use super::together;

    #[test]
    fn a_whole_is_what_its_parts_are() {
        assert_eq!(together(&[Covered, NotApplicable]), Some(Covered));
        assert_eq!(together(&[Covered, Uncovered]), Some(Partial));
        assert_eq!(together(&[Uncovered, Uncovered]), Some(Uncovered));
        assert_eq!(together(&[Covered, Check]), Some(Check));
        assert_eq!(together(&[NotApplicable]), Some(NotApplicable));
        assert_eq!(together(&[]), None);
    }
}
