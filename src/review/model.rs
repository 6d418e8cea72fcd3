//! The result of reviewing one submission against one guideline.

use serde::{Deserialize, Serialize};

use crate::guideline::Guideline;
use crate::matching::{Finding, RequirementCoverage};
use crate::text::{Lang, hex_digest};

/// The name and version of the review's JSON; it changes when the meaning does.
pub const SCHEMA: &str = "kitei.review/1";

/// A review: a pure function of the files, the guideline, the settings and the tool's version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was reviewed.
    pub submission: SubmissionRecord,
    /// Against what.
    pub guideline: GuidelineRecord,
    /// By what.
    pub tool: ToolRecord,
    /// With which settings.
    pub settings: SettingsRecord,
    /// How many requirements have which coverage.
    pub summary: Summary,
    /// What could not be read, and what a reviewer should know.
    pub warnings: Vec<ReviewWarning>,
    /// One for each requirement, in the guideline's order.
    pub findings: Vec<Finding>,
}

/// What was reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionRecord {
    /// Its name.
    pub name: String,
    /// Its files in the order of their names.
    pub files: Vec<FileRecord>,
}

/// A file of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its pages; `None` where the format has none.
    pub pages: Option<u32>,
    /// How its words came out of it: `native`, `ocr`, `converted`; `failed` where none did.
    pub origin: String,
}

/// The guideline a review was made against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidelineRecord {
    /// Its id.
    pub id: String,
    /// SHA-256 of its catalogue.
    pub sha256: String,
    /// Its title and version, for people.
    pub title: String,
}

/// The tool a review was made by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolRecord {
    /// `kitei`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The settings a review was made with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SettingsRecord {
    /// SHA-256 of the applicability profile; `None` where none was given.
    pub profile: Option<String>,
    /// SHA-256 of the file that extends the thesaurus; empty where only that inside the binary was used, which the
    /// tool's version tells.
    pub thesaurus: String,
    /// The program that recognized scanned pages, and its version; `None` where they were not to be recognized.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ocr: Option<String>,
}

/// How many requirements have which coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// 充足
    pub covered: usize,
    /// 一部充足
    pub partial: usize,
    /// 不足
    pub uncovered: usize,
    /// 対象外
    pub not_applicable: usize,
}

/// A warning of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewWarning {
    /// The file it is about; empty for the submission as a whole.
    pub file: String,
    /// The page, where it concerns one.
    pub page: Option<u32>,
    /// The paragraph, where it concerns one.
    pub paragraph: Option<u32>,
    /// What kind of warning it is.
    pub code: String,
    /// Whether words of the file are missing from the review because of it.
    pub loss: bool,
    /// What happened and what to do, in Japanese.
    pub message: String,
    /// The same in English.
    pub message_en: String,
}

impl Summary {
    /// Counts the coverage of `findings`.
    pub fn of(findings: &[Finding]) -> Self {
        let count = |coverage| {
            findings
                .iter()
                .filter(|finding| finding.coverage == coverage)
                .count()
        };
        Self {
            covered: count(RequirementCoverage::Covered),
            partial: count(RequirementCoverage::Partial),
            uncovered: count(RequirementCoverage::Uncovered),
            not_applicable: count(RequirementCoverage::NotApplicable),
        }
    }
}

impl Review {
    /// The review as one line of JSON: the contract `kitei.review/1`.
    pub fn to_json(&self) -> String {
        // Every part is a plain structure with string keys, which serde_json always can write.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// SHA-256 of [`Self::to_json`]: two reviews are the same when this is.
    pub fn result_sha256(&self) -> String {
        hex_digest(self.to_json().as_bytes())
    }

    /// Whether some of the input could not be read.
    pub fn has_losses(&self) -> bool {
        self.warnings.iter().any(|warning| warning.loss)
    }
}

impl ReviewWarning {
    /// The message in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.message,
            Lang::En => &self.message_en,
        }
    }
}

impl GuidelineRecord {
    /// The record of `guideline`.
    pub fn of(guideline: &Guideline) -> Self {
        Self {
            id: guideline.id.clone(),
            sha256: guideline.sha256.clone(),
            title: format!("{} {}", guideline.title, guideline.version),
        }
    }
}

impl ToolRecord {
    /// This build of kitei.
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}
