//! Accuracy against labelled regulations.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::matching::{
    ElementCoverage, ElementFinding, Finding, LabelledElement, Matcher, Precedent, RequirementCoverage,
};
use crate::regulation::Submission;

/// A labelled regulation: what people found in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Gold {
    /// The guideline it was labelled against.
    pub guideline: String,
    /// By requirement id.
    pub requirements: BTreeMap<String, GoldRequirement>,
}

/// The labels of one requirement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GoldRequirement {
    /// One for each element, in the catalogue's order.
    pub elements: Vec<GoldElement>,
}

/// The label of one element.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GoldElement {
    /// What it is.
    pub coverage: GoldCoverage,
    /// The provisions that say so.
    #[serde(default)]
    pub citations: Vec<String>,
}

/// Coverage as labelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoldCoverage {
    /// 記載あり
    Covered,
    /// 弱い記載
    Weak,
    /// 委任
    Delegated,
    /// 記載なし
    Uncovered,
    /// 対象外
    NotApplicable,
    /// The annotators differ: left out of every figure.
    Disputed,
}

/// A labelled regulation on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Its name.
    pub name: String,
    /// Its file, or the folder of its files.
    pub path: PathBuf,
    /// Its labels.
    pub gold: Gold,
}

/// Why labelled regulations could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file cannot be opened.
    #[error("{path}: {source}")]
    Open {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A gold file is not of the contract.
    #[error("{path}: {source}")]
    Format {
        /// The path.
        path: PathBuf,
        /// What the JSON reader says.
        source: serde_json::Error,
    },
    /// A gold file stands without its regulation.
    #[error("{path}: no regulation of this name beside it (NAME.docx, NAME.pdf or NAME/)")]
    NoRegulation {
        /// The gold file.
        path: PathBuf,
    },
    /// The folder holds no gold file.
    #[error("{path}: no NAME.gold.json in this folder")]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

/// Finds the labelled regulations of a folder, by name.
///
/// # Errors
/// When the folder or a gold file cannot be read, or a gold file stands alone.
pub fn labelled(folder: &Path) -> Result<Vec<Labelled>, EvalError> {
    let open = |path: &Path, source| EvalError::Open {
        path: path.to_owned(),
        source,
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| open(folder, e))? {
        let path = entry.map_err(|e| open(folder, e))?.path();
        let file_name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let Some(name) = file_name.strip_suffix(".gold.json") else {
            continue;
        };
        let text = fs::read_to_string(&path).map_err(|e| open(&path, e))?;
        let gold = serde_json::from_str(&text).map_err(|source| EvalError::Format {
            path: path.clone(),
            source,
        })?;
        let regulation = ["", ".docx", ".pdf", ".txt"]
            .map(|extension| folder.join(format!("{name}{extension}")))
            .into_iter()
            .find(|candidate| candidate.exists())
            .ok_or(EvalError::NoRegulation { path })?;
        found.push(Labelled {
            name: name.to_owned(),
            path: regulation,
            gold,
        });
    }
    if found.is_empty() {
        return Err(EvalError::Empty {
            path: folder.to_owned(),
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Counts of flags against labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Flags {
    /// Flagged, and rightly.
    pub true_positive: usize,
    /// Flagged, though covered.
    pub false_positive: usize,
    /// Not flagged, though not covered.
    pub false_negative: usize,
    /// Not flagged, and rightly.
    pub true_negative: usize,
    /// Judged with exactly the labelled class.
    pub same_class: usize,
}

/// The figures of one regulation, or of several together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Figures {
    /// Of elements.
    pub elements: Flags,
    /// Of requirements without a disputed element.
    pub requirements: Flags,
    /// How many elements are labelled as (row) and judged as (column): covered, weak, delegated, uncovered, not
    /// applicable.
    pub confusion: [[usize; 5]; 5],
    /// Elements with a labelled citation.
    pub with_citation: usize,
    /// Of those, how many have one of them as the first evidence.
    pub recall_at_1: usize,
    /// Of those, how many have one of them among the first three.
    pub recall_at_3: usize,
    /// Elements by how sure the judgement is, in bands of the same width from 0 to 1: how many, and how many of them
    /// are rightly flagged or rightly not.
    pub certainty: [Band; BANDS],
}

/// How many bands of certainty are told apart.
pub const BANDS: usize = 10;

/// Judgements that are about as sure as each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Band {
    /// How many.
    pub count: usize,
    /// How many of them are right.
    pub right: usize,
}

/// What the matcher sees of the labelled elements of a regulation, to fit weights on.
///
/// An element whose duty is covered only weakly or elsewhere counts as not covered; disputed ones are left out.
pub fn observe(matcher: &Matcher<'_>, submission: &Submission, gold: &Gold) -> Vec<LabelledElement> {
    let label = |requirement: &str, element: usize| {
        let label = gold.requirements.get(requirement)?.elements.get(element)?;
        let class = label.coverage.class()?;
        Some((!class.is_flagged(), label.citations.as_slice()))
    };
    matcher.labelled(submission, label, is_within)
}

/// The precedents that a labelled regulation gives.
///
/// Weak and delegated duties give none: their words are those of the duty, only their ending is not.
pub fn precedents(matcher: &Matcher<'_>, submission: &Submission, gold: &Gold) -> Vec<Precedent> {
    let label = |requirement: &str, element: usize| {
        let label = gold.requirements.get(requirement)?.elements.get(element)?;
        match label.coverage {
            GoldCoverage::Covered => Some((true, label.citations.as_slice())),
            GoldCoverage::Uncovered => Some((false, label.citations.as_slice())),
            _ => None,
        }
    };
    matcher.precedents(submission, label, is_within)
}

/// Measures findings against labels.
pub fn measure(findings: &[Finding], gold: &Gold) -> Figures {
    let mut figures = Figures::default();
    for finding in findings {
        if let Some(labels) = gold.requirements.get(&finding.requirement) {
            figures.add(finding, &labels.elements);
        }
    }
    figures
}

impl Figures {
    fn add(&mut self, finding: &Finding, labels: &[GoldElement]) {
        let mut classes = Vec::new();
        for (element, label) in finding.elements.iter().zip(labels) {
            let Some(class) = label.coverage.class() else {
                continue;
            };
            self.elements.add(
                class.is_flagged(),
                element.coverage.is_flagged(),
                class == element.coverage,
            );
            self.confusion[class.index()][element.coverage.index()] += 1;
            let band = &mut self.certainty[((element.certainty * BANDS as f32) as usize).min(BANDS - 1)];
            band.count += 1;
            band.right += usize::from(class.is_flagged() == element.coverage.is_flagged());
            self.add_evidence(element, &label.citations);
            classes.push(class);
        }
        if classes.len() == labels.len() && !labels.is_empty() {
            let labelled = RequirementCoverage::of(classes);
            let flagged = |c| matches!(c, RequirementCoverage::Partial | RequirementCoverage::Uncovered);
            self.requirements.add(
                flagged(labelled),
                flagged(finding.coverage),
                labelled == finding.coverage,
            );
        }
    }

    fn add_evidence(&mut self, element: &ElementFinding, citations: &[String]) {
        if citations.is_empty() {
            return;
        }
        let hit = |count: usize| {
            let found = element
                .evidence
                .iter()
                .take(count)
                .any(|evidence| citations.iter().any(|gold| is_within(&evidence.citation, gold)));
            usize::from(found)
        };
        self.with_citation += 1;
        self.recall_at_1 += hit(1);
        self.recall_at_3 += hit(3);
    }

    /// Adds the counts of another regulation.
    pub fn merge(&mut self, other: &Self) {
        self.elements.merge(other.elements);
        self.requirements.merge(other.requirements);
        for (row, other) in self.confusion.iter_mut().zip(&other.confusion) {
            row.iter_mut()
                .zip(other)
                .for_each(|(count, other)| *count += other);
        }
        for (band, other) in self.certainty.iter_mut().zip(&other.certainty) {
            band.count += other.count;
            band.right += other.right;
        }
        self.with_citation += other.with_citation;
        self.recall_at_1 += other.recall_at_1;
        self.recall_at_3 += other.recall_at_3;
    }
}

impl Flags {
    fn add(&mut self, labelled: bool, flagged: bool, same_class: bool) {
        match (labelled, flagged) {
            (true, true) => self.true_positive += 1,
            (false, true) => self.false_positive += 1,
            (true, false) => self.false_negative += 1,
            (false, false) => self.true_negative += 1,
        }
        self.same_class += usize::from(same_class);
    }

    fn merge(&mut self, other: Self) {
        self.true_positive += other.true_positive;
        self.false_positive += other.false_positive;
        self.false_negative += other.false_negative;
        self.true_negative += other.true_negative;
        self.same_class += other.same_class;
    }

    /// Share of flags that are right.
    pub fn precision(&self) -> f64 {
        share(self.true_positive, self.true_positive + self.false_positive)
    }

    /// Share of what is to be flagged that is.
    pub fn recall(&self) -> f64 {
        share(self.true_positive, self.true_positive + self.false_negative)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        share(
            2 * self.true_positive,
            2 * self.true_positive + self.false_positive + self.false_negative,
        )
    }

    /// Share judged with exactly the labelled class.
    pub fn accuracy(&self) -> f64 {
        share(self.same_class, self.count())
    }

    /// How many were counted.
    pub fn count(&self) -> usize {
        self.true_positive + self.false_positive + self.false_negative + self.true_negative
    }
}

/// `part / whole`; 0 where there is nothing.
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Whether `citation` is `outer` or stands inside it: 第12条第3項 is inside 第12条, 第12条の2 is not.
fn is_within(citation: &str, outer: &str) -> bool {
    // People write 4.2.1 (3) with and without the space.
    let (citation, outer) = (citation.replace(' ', ""), outer.replace(' ', ""));
    citation.strip_prefix(&outer).is_some_and(|rest| {
        let is_longer_number =
            outer.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
        !is_longer_number && !rest.starts_with('の')
    })
}

impl GoldCoverage {
    /// The class, or `None` where it is left out of every figure.
    fn class(self) -> Option<ElementCoverage> {
        match self {
            Self::Covered => Some(ElementCoverage::Covered),
            Self::Weak => Some(ElementCoverage::Weak),
            Self::Delegated => Some(ElementCoverage::Delegated),
            Self::Uncovered => Some(ElementCoverage::Uncovered),
            Self::NotApplicable => Some(ElementCoverage::NotApplicable),
            Self::Disputed => None,
        }
    }
}

impl ElementCoverage {
    /// Its place in [`Figures::confusion`].
    fn index(self) -> usize {
        match self {
            Self::Covered => 0,
            Self::Weak => 1,
            Self::Delegated => 2,
            Self::Uncovered => 3,
            Self::NotApplicable => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn a_citation_inside_a_cited_article_counts() {
        assert!(is_within("第12条第3項", "第12条"));
        assert!(is_within("4(1)①", "4(1)"));
        assert!(is_within("第12条第3項第2号イ", "第12条第3項第2号"));
        assert!(is_within("表1 所長", "表1 所長"));
        assert!(is_within("表1 所長", "表1"), "a row stands in its table");
        assert!(
            is_within("3-1-3 段落2", "3-1-3"),
            "an unnumbered paragraph stands in its heading"
        );
    }

    #[test]
    fn a_citation_of_another_provision_does_not() {
        assert!(!is_within("第12条の2", "第12条"));
        assert!(!is_within("第120条", "第12条"));
        assert!(!is_within("41", "4"));
        assert!(!is_within("第12条", "第12条第3項"));
    }
}
