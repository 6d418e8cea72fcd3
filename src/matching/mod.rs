//! Matching: which clause of a submission answers which element of a guideline, and how strongly.
//!
//! Pure: no input but its arguments, so that a finding depends on nothing else on file.

mod groups;
mod model;

pub use model::{ElementCoverage, ElementFinding, Evidence, Finding, RequirementCoverage, UNSURE};

use rayon::prelude::*;

use crate::guideline::{Guideline, Requirement};
use crate::regulation::Submission;

/// A guideline made ready to be matched against many submissions.
pub struct Matcher<'a> {
    guideline: &'a Guideline,
    elements: Vec<Vec<groups::Pattern>>,
}

impl<'a> Matcher<'a> {
    /// Prepares `guideline`.
    pub fn new(guideline: &'a Guideline) -> Self {
        let elements = guideline
            .requirements
            .iter()
            .map(|requirement| requirement.elements.iter().map(groups::Pattern::new).collect())
            .collect();
        Self { guideline, elements }
    }

    /// Judges every requirement, in parallel, in the guideline's order.
    pub fn findings(&self, submission: &Submission) -> Vec<Finding> {
        let clauses = groups::Clause::all(submission);
        self.guideline
            .requirements
            .par_iter()
            .zip(&self.elements)
            .map(|(requirement, patterns)| judge(requirement, patterns, &clauses))
            .collect()
    }
}

fn judge(requirement: &Requirement, patterns: &[groups::Pattern], clauses: &[groups::Clause<'_>]) -> Finding {
    let elements = requirement
        .elements
        .iter()
        .zip(patterns)
        .map(|(element, pattern)| pattern.judge(&element.point, clauses))
        .collect();
    Finding::new(&requirement.id, elements)
}
