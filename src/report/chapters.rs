//! Coverage by chapter.

use crate::guideline::{Guideline, Section};
use crate::matching::RequirementCoverage;
use crate::review::{Review, Summary};

/// The coverage of the requirements of one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChapterCoverage {
    /// Id of its book.
    pub book: String,
    /// The section.
    pub section: Section,
    /// How many of its requirements have which coverage.
    pub summary: Summary,
}

/// The coverage of each section that holds requirements, in the guideline's order.
pub fn chapters(review: &Review, guideline: &Guideline) -> Vec<ChapterCoverage> {
    let mut chapters: Vec<ChapterCoverage> = Vec::new();
    for requirement in &guideline.requirements {
        let Some(finding) = review.findings.iter().find(|f| f.requirement == requirement.id) else {
            continue;
        };
        let known = chapters
            .iter()
            .position(|c| c.book == requirement.book && c.section.number == requirement.section);
        let at = known.unwrap_or_else(|| {
            chapters.push(ChapterCoverage {
                book: requirement.book.clone(),
                section: Section {
                    number: requirement.section.clone(),
                    title: guideline.section_title(requirement).to_owned(),
                },
                summary: Summary::default(),
            });
            chapters.len() - 1
        });
        let summary = &mut chapters[at].summary;
        match finding.coverage {
            RequirementCoverage::Covered => summary.covered += 1,
            RequirementCoverage::Partial => summary.partial += 1,
            RequirementCoverage::Uncovered => summary.uncovered += 1,
            RequirementCoverage::NotApplicable => summary.not_applicable += 1,
        }
    }
    chapters
}

/// How many requirements apply.
pub(super) fn applicable(summary: &Summary) -> usize {
    summary.covered + summary.partial + summary.uncovered
}

/// The share of applicable requirements that are covered, a partial one counted half; `None` where none applies.
pub(super) fn share(summary: &Summary) -> Option<f32> {
    let of = applicable(summary);
    (of > 0).then(|| (summary.covered as f32 + summary.partial as f32 / 2.0) / of as f32)
}
