//! Applicability (適用区分): which requirements apply to an applicant, by rules that stand beside the catalogue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::CatalogueError;
use super::file::CatalogueFile;
use super::model::Guideline;
use super::profile::Profile;
use crate::text::Message;

/// A rule: for whom certain requirements do not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// It holds where the profile states all of one of these.
    #[serde(default)]
    pub when: Vec<Profile>,
    /// It holds unless the profile states all of one of these; also where nothing is known of the applicant.
    #[serde(default)]
    pub unless: Vec<Profile>,
    /// Requirements (`M16-1`), elements (`C5-3/2`), or all whose id begins so (`M16-*`).
    pub requirements: Vec<String>,
    /// Those of them that apply all the same.
    #[serde(default)]
    pub except: Vec<String>,
    /// Why they do not apply.
    pub reason: Message,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(default)]
    rule: Vec<Rule>,
}

impl Rule {
    pub(super) fn parse(file: CatalogueFile<'_>) -> Result<Vec<Self>, CatalogueError> {
        file.parse::<RuleFile>().map(|content| content.rule)
    }

    fn holds(&self, profile: &Profile) -> bool {
        (self.when.is_empty() || profile.states_any(&self.when))
            && (self.unless.is_empty() || !profile.states_any(&self.unless))
            && !(self.when.is_empty() && self.unless.is_empty())
    }

    fn names(&self, id: &str) -> bool {
        let among = |patterns: &[String]| {
            patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
                Some(start) => id.starts_with(start),
                None => id == pattern,
            })
        };
        among(&self.requirements) && !among(&self.except)
    }
}

impl Guideline {
    /// The guideline as it applies to the applicant of `profile`: [`Guideline::outside`] says what does not.
    #[must_use]
    pub fn for_profile(mut self, profile: &Profile) -> Self {
        let holding: Vec<&Rule> = self.rules.iter().filter(|rule| rule.holds(profile)).collect();
        let reason = |id: &str| {
            holding
                .iter()
                .find(|rule| rule.names(id))
                .map(|rule| &rule.reason)
        };
        let mut outside = BTreeMap::new();
        for requirement in &self.requirements {
            if let Some(reason) = reason(&requirement.id) {
                outside.insert(requirement.id.clone(), reason.clone());
                continue;
            }
            for number in 1..=requirement.elements.len() {
                let element = format!("{}/{number}", requirement.id);
                // A pattern for requirements names their elements too, but then the requirement is out already.
                if let Some(reason) = reason(&element) {
                    outside.insert(element, reason.clone());
                }
            }
        }
        self.outside = outside;
        self
    }
}
