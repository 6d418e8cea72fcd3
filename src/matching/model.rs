//! What matching finds: for each requirement its coverage, for each element the evidence.

use serde::{Deserialize, Serialize};

use crate::text::Message;

/// A finding (所見): one requirement, judged on one submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the requirement.
    pub requirement: String,
    /// The requirement's coverage, from its elements'.
    pub coverage: RequirementCoverage,
    /// Why the requirement does not apply, where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<Message>,
    /// One for each element of the requirement, in its order.
    pub elements: Vec<ElementFinding>,
}

/// One element, judged on one submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElementFinding {
    /// The element's point, as the catalogue words it.
    pub point: String,
    /// Its coverage.
    pub coverage: ElementCoverage,
    /// How sure the judgement is, 0 to 1.
    pub certainty: f32,
    /// One line that an outsider understands.
    pub reason: Message,
    /// The clauses that come nearest, best first.
    pub evidence: Vec<Evidence>,
}

/// Certainty below which a judgement is shown as unsure (要確認).
const UNSURE: f32 = 0.4;

/// Evidence (根拠条項): a clause and why it speaks for the element.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The file it stands in.
    pub file: String,
    /// Page from 1; `None` where the format has none.
    pub page: Option<u32>,
    /// Citation of the provision.
    pub citation: String,
    /// Its exact words.
    pub text: String,
    /// How well it fits, 0 to 1.
    pub score: f32,
    /// The words that matched: ranges of characters (Unicode scalar values) of `text`, in order, disjoint.
    pub matched: Vec<(usize, usize)>,
    /// Why it counts, or why it does not.
    pub why: Message,
    /// Whether the words were recognized from a picture.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ocr: bool,
}

/// Coverage (充足状況) of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ElementCoverage {
    /// 記載あり
    Covered,
    /// 弱い記載: effort, wish or permission where the guideline demands.
    Weak,
    /// 委任: left to a document that is not in the submission.
    Delegated,
    /// 記載なし
    Uncovered,
    /// 対象外
    NotApplicable,
}

/// Coverage of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequirementCoverage {
    /// 充足: every element is covered.
    Covered,
    /// 一部充足: some are, or some are only weak or delegated.
    Partial,
    /// 不足: no element is covered.
    Uncovered,
    /// 対象外
    NotApplicable,
}

impl ElementFinding {
    /// Whether a person should look at the judgement itself before relying on it.
    pub fn is_unsure(&self) -> bool {
        self.certainty < UNSURE
    }
}

impl ElementCoverage {
    /// Whether a reviewer must look at it.
    pub fn is_flagged(self) -> bool {
        !matches!(self, Self::Covered | Self::NotApplicable)
    }
}

impl RequirementCoverage {
    /// The coverage of a requirement from that of its elements.
    ///
    /// Weak and delegated elements are written somehow: a requirement that holds one is partial, not uncovered.
    pub fn of(elements: impl IntoIterator<Item = ElementCoverage>) -> Self {
        let elements: Vec<_> = elements
            .into_iter()
            .filter(|e| *e != ElementCoverage::NotApplicable)
            .collect();
        if elements.is_empty() {
            Self::NotApplicable
        } else if elements.iter().all(|e| *e == ElementCoverage::Covered) {
            Self::Covered
        } else if elements.iter().all(|e| *e == ElementCoverage::Uncovered) {
            Self::Uncovered
        } else {
            Self::Partial
        }
    }
}

impl Finding {
    /// A finding from its judged elements.
    pub fn new(requirement: &str, elements: Vec<ElementFinding>) -> Self {
        Self {
            requirement: requirement.to_owned(),
            coverage: RequirementCoverage::of(elements.iter().map(|element| element.coverage)),
            not_applicable: None,
            elements,
        }
    }

    /// Whether the requirement's coverage would be another one if its unsure elements were judged otherwise.
    ///
    /// An unsure element beside one that is surely missing and one that is surely written changes nothing: the
    /// requirement is partly covered either way.
    pub fn is_unsure(&self) -> bool {
        let if_unsure_were = |coverage| {
            RequirementCoverage::of(self.elements.iter().map(|element| {
                if element.is_unsure() {
                    coverage
                } else {
                    element.coverage
                }
            }))
        };
        let open = [ElementCoverage::Covered, ElementCoverage::Uncovered];
        open.into_iter()
            .any(|coverage| if_unsure_were(coverage) != self.coverage)
    }
}

#[cfg(test)]
mod tests {
    use super::{ElementCoverage as E, ElementFinding, Finding, RequirementCoverage as R};
    use crate::text::Message;

    fn finding(elements: &[(E, f32)]) -> Finding {
        let element = |&(coverage, certainty)| ElementFinding {
            point: String::new(),
            coverage,
            certainty,
            reason: Message::new("", ""),
            evidence: Vec::new(),
        };
        Finding::new("R1", elements.iter().map(element).collect())
    }

    #[test]
    fn a_requirement_is_unsure_only_where_its_coverage_may_change() {
        assert!(finding(&[(E::Covered, 0.9), (E::Covered, 0.1)]).is_unsure());
        assert!(finding(&[(E::Uncovered, 0.1)]).is_unsure());
        assert!(!finding(&[(E::Covered, 0.9), (E::Uncovered, 0.9), (E::Covered, 0.1)]).is_unsure());
        assert!(!finding(&[(E::Covered, 0.9), (E::Weak, 0.9)]).is_unsure());
    }

    #[test]
    fn a_requirement_is_what_its_elements_are() {
        assert_eq!(R::of([E::Covered, E::Covered]), R::Covered);
        assert_eq!(R::of([E::Covered, E::Uncovered]), R::Partial);
        assert_eq!(R::of([E::Uncovered, E::Uncovered]), R::Uncovered);
        assert_eq!(R::of([E::Weak]), R::Partial);
        assert_eq!(R::of([E::NotApplicable]), R::NotApplicable);
    }
}
