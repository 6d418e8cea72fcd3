//! Provisions that the guideline no longer founds: they order what only a version before demanded.

use crate::guideline::{Guideline, UnfoundedRule};
use crate::regulation::Submission;
use crate::text::{Message, normalize};

use super::model::ReviewWarning;

/// The code of these warnings.
pub const UNFOUNDED: &str = "unfounded-provision";

/// A provision that has become unfounded.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Unfounded {
    /// The rule that says so.
    pub rule: String,
    /// The duty in a short phrase.
    pub point: String,
    /// The file it stands in.
    pub file: String,
    /// Page from 1; `None` where the format has none.
    pub page: Option<u32>,
    /// Its citation.
    pub citation: String,
    /// Its exact words.
    pub text: String,
    /// What to tell the applicant.
    pub advice: Message,
}

/// The provisions of `submission` that `guideline` no longer founds, in their order.
pub fn unfounded(submission: &Submission, guideline: &Guideline) -> Vec<Unfounded> {
    let mut found = Vec::new();
    for rule in &guideline.unfounded {
        let words = Words::new(rule);
        for regulation in &submission.regulations {
            for (_, clause) in regulation
                .clauses()
                .filter(|(_, clause)| words.order(&clause.text))
            {
                found.push(Unfounded {
                    rule: rule.id.clone(),
                    point: rule.point.clone(),
                    file: regulation.file.clone(),
                    page: clause.place.page,
                    citation: clause.citation.clone(),
                    text: clause.text.clone(),
                    advice: rule.advice.clone(),
                });
            }
        }
    }
    found
}

/// A rule's words, folded.
struct Words {
    any: Vec<Vec<String>>,
    not: Vec<String>,
}

impl Words {
    fn new(rule: &UnfoundedRule) -> Self {
        let fold = |words: &Vec<String>| words.iter().map(|word| normalize(word)).collect();
        Self {
            any: rule.any.iter().map(fold).collect(),
            not: fold(&rule.not),
        }
    }

    /// Whether one sentence holds a word of every group and none of another matter.
    fn order(&self, text: &str) -> bool {
        let holds = |sentence: &str, words: &[String]| words.iter().any(|word| sentence.contains(word));
        text.split(['。', '\n']).map(normalize).any(|sentence| {
            self.any.iter().all(|group| holds(&sentence, group)) && !holds(&sentence, &self.not)
        })
    }
}

impl Unfounded {
    /// The same as guidance among a review's warnings: it loses no words and flags nothing.
    pub(super) fn warning(&self) -> ReviewWarning {
        ReviewWarning {
            file: self.file.clone(),
            page: self.page,
            paragraph: None,
            code: UNFOUNDED.to_owned(),
            loss: false,
            message: format!("{}（{}）: {}", self.citation, self.point, self.advice.ja),
            message_en: format!("{} ({}): {}", self.citation, self.point, self.advice.en),
        }
    }
}
