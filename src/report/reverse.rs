//! The reverse view: which requirements each article answers, and which articles answer none.

use std::collections::BTreeMap;

use super::view::{ClauseId, Report};
use crate::matching::ElementCoverage;
use crate::regulation::ProvisionKind;

/// An article (or what stands in its place) and what it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleAnswers<'a> {
    /// The article.
    pub clause: ClauseId,
    /// Its file.
    pub file: &'a str,
    /// Ids of the requirements that it or a provision inside it answers, in the guideline's order.
    pub requirements: Vec<&'a str>,
}

/// What each article answers, in the order of the regulations.
pub fn articles<'a>(report: &Report<'a>) -> Vec<ArticleAnswers<'a>> {
    let mut answers: BTreeMap<ClauseId, Vec<&'a str>> = BTreeMap::new();
    for (r, regulation) in report.submission.regulations.iter().enumerate() {
        for (p, _) in regulation.clauses() {
            answers.entry((r, article_of(report, (r, p)))).or_default();
        }
    }
    for item in report.items() {
        for element in &item.finding.elements {
            // The nearest clauses of a duty that is not written answer nothing.
            if element.coverage == ElementCoverage::Uncovered
                || element.coverage == ElementCoverage::NotApplicable
            {
                continue;
            }
            let Some(best) = element.evidence.first() else {
                continue;
            };
            let Some((r, p)) = report.clause(best) else {
                continue;
            };
            let of_article = answers.entry((r, article_of(report, (r, p)))).or_default();
            let id = item.requirement.id.as_str();
            if of_article.last() != Some(&id) {
                of_article.push(id);
            }
        }
    }
    answers
        .into_iter()
        .map(|(clause, requirements)| ArticleAnswers {
            clause,
            file: &report.submission.regulations[clause.0].file,
            requirements,
        })
        .collect()
}

/// The article that holds a provision; for what stands in no article, the outermost provision that is no mere heading.
pub(super) fn article_of(report: &Report<'_>, (r, p): ClauseId) -> usize {
    let regulation = &report.submission.regulations[r];
    regulation
        .path(p)
        .into_iter()
        .find(|&at| !is_heading(regulation.provisions[at].kind))
        .unwrap_or(p)
}

/// Whether a provision of this kind holds articles.
pub(super) fn is_heading(kind: ProvisionKind) -> bool {
    matches!(
        kind,
        ProvisionKind::Part
            | ProvisionKind::Chapter
            | ProvisionKind::Section
            | ProvisionKind::Subsection
            | ProvisionKind::Division
    )
}
