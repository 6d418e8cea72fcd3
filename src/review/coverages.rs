//! How a review covers each element, without its evidence: read from a review's JSON in a fraction of the time.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::plan::ElementPlace;
use crate::matching::ElementCoverage;

/// How a review covers each element, by the requirements' ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverages(BTreeMap<String, Vec<ElementCoverage>>);

#[derive(Deserialize)]
struct Review {
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    requirement: String,
    elements: Vec<Element>,
}

#[derive(Deserialize)]
struct Element {
    coverage: ElementCoverage,
}

impl Coverages {
    /// Those in the JSON of a review.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        let review: Review = serde_json::from_slice(json)?;
        let of_finding = |finding: Finding| {
            let coverages = finding.elements.into_iter().map(|element| element.coverage);
            (finding.requirement, coverages.collect())
        };
        Ok(Self(review.findings.into_iter().map(of_finding).collect()))
    }

    /// That of the element at `place`.
    pub fn of(&self, place: &ElementPlace) -> Option<ElementCoverage> {
        let elements = self.0.get(&place.requirement)?;
        elements.get(place.element.checked_sub(1)?).copied()
    }
}
