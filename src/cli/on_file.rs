//! What is on file, for the reports: how other regulations word what one lacks.

use std::collections::BTreeMap;
use std::path::Path;

use super::outcome::Failure;
use crate::guideline::{Guideline, Requirement};
use crate::index::{Corpus, Wordings};
use crate::matching::Matcher;
use crate::report::Others;
use crate::text::hex_digest;

/// How what is on file words the requirements of the guidelines at hand.
pub(super) struct OnFile {
    index: String,
    anonymous: bool,
    /// What was on file: other submissions make other reports.
    state: String,
    wordings: BTreeMap<String, Wordings>,
}

impl OnFile {
    /// Judges what is in the index `folder` against the guidelines: once for all reports, so that a batch does not
    /// look into the index for every gap of every submission.
    pub(super) fn read(
        folder: &Path,
        anonymous: bool,
        guidelines: &[Guideline],
        matchers: &BTreeMap<&str, Matcher<'_>>,
    ) -> Result<Self, Failure> {
        let corpus = Corpus::open(folder)?;
        let cards = corpus.submissions()?;
        let names: Vec<String> = cards
            .iter()
            .map(|c| format!("{} {}", c.id, c.applicant))
            .collect();
        let mut wordings = BTreeMap::new();
        for guideline in guidelines {
            if let Some(matcher) = matchers.get(guideline.id.as_str()) {
                let all: Vec<&Requirement> = guideline.requirements.iter().collect();
                wordings.insert(guideline.id.clone(), corpus.wordings(matcher, &all)?);
            }
        }
        Ok(Self {
            index: folder.display().to_string(),
            anonymous,
            state: hex_digest(names.join("\n").as_bytes()),
            wordings,
        })
    }

    /// As the report of a review against this guideline shows it.
    pub(super) fn beside(&self, guideline: &str) -> Option<Others<'_>> {
        Some(Others {
            wordings: self.wordings.get(guideline)?,
            anonymous: self.anonymous,
            index: &self.index,
        })
    }

    /// What decides how it looks, as one text.
    pub(super) fn looks(&self) -> String {
        format!("{} {} {}", self.index, self.anonymous, self.state)
    }
}
