//! A review as people look at it: findings with their requirements, evidence with its clause.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::others::Others;
use crate::guideline::{Guideline, Requirement};
use crate::matching::{Evidence, Finding, RequirementCoverage};
use crate::regulation::{Provision, Submission};
use crate::review::Review;
use crate::text::Lang;

/// A clause of a submission: number of its regulation and of the provision in it.
pub type ClauseId = (usize, usize);

/// All that a report is made from.
pub struct Report<'a> {
    /// The review.
    pub review: &'a Review,
    /// The words of what was reviewed.
    pub submission: &'a Submission,
    /// What it was reviewed against.
    pub guideline: &'a Guideline,
    /// The language of everything but the catalogue and the submission.
    pub lang: Lang,
    /// The day to show, as the caller gives it.
    pub date: Option<&'a str>,
    /// What is on file beside it, where it is to be shown.
    pub others: Option<Others<'a>>,
    clauses: BTreeMap<(&'a str, &'a str), ClauseId>,
    findings: BTreeMap<&'a str, &'a Finding>,
    /// Every format shows it, and it takes writing the whole review.
    result_sha256: OnceLock<String>,
}

/// A finding and its requirement.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// What the guideline demands.
    pub requirement: &'a Requirement,
    /// What the submission says.
    pub finding: &'a Finding,
}

impl<'a> Report<'a> {
    /// A report of `review`, which was made from `submission` and `guideline`.
    pub fn new(
        review: &'a Review,
        submission: &'a Submission,
        guideline: &'a Guideline,
        lang: Lang,
        date: Option<&'a str>,
    ) -> Self {
        let mut clauses = BTreeMap::new();
        for (r, regulation) in submission.regulations.iter().enumerate() {
            for (p, provision) in regulation.provisions.iter().enumerate() {
                let key = (regulation.file.as_str(), provision.citation.as_str());
                clauses.entry(key).or_insert((r, p));
            }
        }
        let findings = review
            .findings
            .iter()
            .map(|f| (f.requirement.as_str(), f))
            .collect();
        Self {
            review,
            submission,
            guideline,
            lang,
            date,
            others: None,
            clauses,
            findings,
            result_sha256: OnceLock::new(),
        }
    }

    /// The same report with how `others` on file word what is missing.
    #[must_use]
    pub fn beside(mut self, others: Option<Others<'a>>) -> Self {
        self.others = others;
        self
    }

    /// SHA-256 of the review, made when it is first asked for.
    pub fn result_sha256(&self) -> &str {
        self.result_sha256.get_or_init(|| self.review.result_sha256())
    }

    /// Who handed it in: the organization that the regulation names, or the submission's name.
    pub fn applicant(&self) -> &'a str {
        let mut regulations = self.submission.regulations.iter();
        let named = regulations.find_map(|regulation| regulation.organization.as_deref());
        named.unwrap_or(&self.review.submission.name)
    }

    /// The wording in the report's language.
    pub(super) fn say(&self, ja: &'a str, en: &'a str) -> &'a str {
        super::words::pick(self.lang, ja, en)
    }

    /// Every finding with its requirement, in the guideline's order.
    pub fn items(&self) -> impl Iterator<Item = Item<'a>> {
        let findings = &self.findings;
        self.guideline.requirements.iter().filter_map(|requirement| {
            let finding = findings.get(requirement.id.as_str())?;
            Some(Item { requirement, finding })
        })
    }

    /// What is not written, the weightiest first: duties that the regulation itself must hold before those that
    /// another document may hold, missing before partly written, linked to many others before linked to few.
    pub fn gaps(&self) -> Vec<Item<'a>> {
        let mut gaps: Vec<_> = self.items().filter(Item::is_gap).collect();
        gaps.sort_by_key(|item| {
            let partial = item.finding.coverage == RequirementCoverage::Partial;
            (
                item.requirement.expected,
                partial,
                Reverse(item.requirement.related.len()),
            )
        });
        gaps
    }

    /// The coverage of the requirement `id` in this review.
    pub fn coverage(&self, id: &str) -> Option<RequirementCoverage> {
        self.findings.get(id).map(|finding| finding.coverage)
    }

    /// The clause that evidence stands in; `None` where the submission is not the one that was reviewed.
    pub fn clause(&self, evidence: &Evidence) -> Option<ClauseId> {
        self.clauses
            .get(&(evidence.file.as_str(), evidence.citation.as_str()))
            .copied()
    }

    /// The provision of a clause.
    pub fn provision(&self, (regulation, provision): ClauseId) -> Option<&'a Provision> {
        self.submission
            .regulations
            .get(regulation)?
            .provisions
            .get(provision)
    }

    /// Whether no file of the submission gave any words: then nothing can be said of what is not written.
    pub fn is_unread(&self) -> bool {
        is_unread(self.review)
    }

    /// The title of a requirement's book; none where the guideline is one book, whose title it has.
    pub fn book_title(&self, requirement: &Requirement) -> &'a str {
        if self.guideline.books.len() < 2 {
            return "";
        }
        self.guideline
            .book(&requirement.book)
            .map_or("", |book| book.title.as_str())
    }
}

/// Whether no file gave any words.
pub(super) fn is_unread(review: &Review) -> bool {
    review.submission.files.iter().all(|file| {
        file.origin == "failed"
            || review
                .warnings
                .iter()
                .any(|w| w.file == file.name && matches!(w.code.as_str(), "no-text" | "image-only"))
    })
}

impl Item<'_> {
    /// Whether something is missing.
    pub fn is_gap(&self) -> bool {
        matches!(
            self.finding.coverage,
            RequirementCoverage::Partial | RequirementCoverage::Uncovered
        )
    }

    /// Whether a person should look at it first.
    pub fn is_unsure(&self) -> bool {
        self.finding.is_unsure()
    }
}
