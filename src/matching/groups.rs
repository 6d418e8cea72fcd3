//! Judging by the catalogue's groups of interchangeable words.

use super::model::{ElementCoverage, ElementFinding, Evidence};
use crate::guideline::Element;
use crate::regulation::{Provision, Submission};
use crate::text::{Message, Normalized, normalize};

/// How many pieces of evidence are kept.
const EVIDENCE: usize = 5;

/// An element's groups, folded.
pub(super) struct Pattern {
    groups: Vec<Vec<String>>,
}

/// A clause, folded.
pub(super) struct Clause<'a> {
    file: &'a str,
    provision: &'a Provision,
    own: Normalized,
    context: String,
}

impl<'a> Clause<'a> {
    pub(super) fn all(submission: &'a Submission) -> Vec<Self> {
        let mut clauses = Vec::new();
        for regulation in &submission.regulations {
            for (id, provision) in regulation.clauses() {
                let context: String = regulation
                    .path(id)
                    .into_iter()
                    .filter_map(|at| regulation.provisions[at].title.as_deref())
                    .map(normalize)
                    .collect();
                clauses.push(Self {
                    file: &regulation.file,
                    provision,
                    own: Normalized::new(&provision.text),
                    context,
                });
            }
        }
        clauses
    }
}

impl Pattern {
    pub(super) fn new(element: &Element) -> Self {
        let fold = |group: &Vec<String>| group.iter().map(|word| normalize(word)).collect();
        Self {
            groups: element.any.iter().map(fold).collect(),
        }
    }

    pub(super) fn judge(&self, point: &str, clauses: &[Clause<'_>]) -> ElementFinding {
        let mut evidence: Vec<Evidence> = clauses.iter().filter_map(|clause| self.weigh(clause)).collect();
        evidence.sort_by(|a, b| b.score.total_cmp(&a.score));
        evidence.truncate(EVIDENCE);
        let best = evidence.first().map_or(0.0, |evidence| evidence.score);
        let coverage = if best >= 0.99 {
            ElementCoverage::Covered
        } else {
            ElementCoverage::Uncovered
        };
        ElementFinding {
            point: point.to_owned(),
            coverage,
            certainty: (best - 0.5).abs().mul_add(2.0, 0.0).min(1.0),
            reason: Message::new(
                if coverage == ElementCoverage::Covered {
                    "語がそろう条項がある"
                } else {
                    "語がそろう条項がない"
                },
                if coverage == ElementCoverage::Covered {
                    "a clause holds the words"
                } else {
                    "no clause holds the words"
                },
            ),
            evidence,
        }
    }

    fn weigh(&self, clause: &Clause<'_>) -> Option<Evidence> {
        let mut matched = Vec::new();
        let mut found = 0.0_f32;
        for group in &self.groups {
            if let Some((start, word)) = group
                .iter()
                .find_map(|word| clause.own.text.find(word.as_str()).map(|at| (at, word)))
            {
                found += 1.0;
                matched.push(clause.own.source_range(start, start + word.len()));
            } else if group.iter().any(|word| clause.context.contains(word.as_str())) {
                found += 0.7;
            }
        }
        let score = found / self.groups.len().max(1) as f32;
        (score > 0.3).then(|| Evidence {
            file: clause.file.to_owned(),
            page: clause.provision.place.page,
            citation: clause.provision.citation.clone(),
            text: clause.provision.text.clone(),
            score,
            matched: char_ranges(&clause.provision.text, matched),
            why: Message::new("観点の語を含む", "holds words of the point"),
            ocr: clause.provision.ocr,
        })
    }
}

/// Byte ranges as sorted, disjoint ranges of characters.
fn char_ranges(text: &str, mut bytes: Vec<std::ops::Range<usize>>) -> Vec<(usize, usize)> {
    bytes.sort_by_key(|range| (range.start, range.end));
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for range in bytes {
        let start = text[..range.start].chars().count();
        let end = start + text[range].chars().count();
        match ranges.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => ranges.push((start, end)),
        }
    }
    ranges
}
