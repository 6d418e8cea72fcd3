//! Applicability (適用区分): which requirements apply to an applicant, by rules that stand beside the catalogue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::CatalogueError;
use super::file::CatalogueFile;
use super::model::{Expected, Guideline, Requirement};
use super::profile::Profile;
use crate::text::Message;

/// A rule: for whom certain requirements do not apply, or may be written elsewhere.
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
    /// Where they may be written for such an applicant; where it is not said, they do not apply at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
    /// Why.
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

    fn names(&self, name: Name<'_>) -> bool {
        let among = |patterns: &[String]| {
            patterns
                .iter()
                .any(|pattern| match (pattern.strip_suffix('*'), name) {
                    (Some(start), Name::Exact(id) | Name::InSection(id)) => id.starts_with(start),
                    (None, Name::Exact(id)) => id == pattern,
                    (None, Name::InSection(_)) => false,
                })
        };
        among(&self.requirements) && !among(&self.except)
    }
}

/// What a rule of some version knows a requirement or an element by.
#[derive(Clone, Copy)]
enum Name<'a> {
    /// It is an item of that version.
    Exact(&'a str),
    /// It came later, into a section that the version has too: only a rule for a whole section can mean it.
    InSection(&'a str),
}

/// A version of a chain with its rules that hold for the applicant.
struct Version<'a> {
    guideline: &'a Guideline,
    holding: Vec<&'a Rule>,
}

impl<'a> Version<'a> {
    fn of(guideline: &'a Guideline, profile: &Profile) -> Self {
        Self {
            guideline,
            holding: guideline
                .rules
                .iter()
                .filter(|rule| rule.holds(profile))
                .collect(),
        }
    }
}

/// What each version of the chain knows a requirement of its first by; numbers may shift from version to version.
fn names<'a>(versions: &[Version<'a>], requirement: &'a Requirement) -> Vec<Option<Name<'a>>> {
    let mut at = Some(requirement);
    let mut names = Vec::new();
    for (number, version) in versions.iter().enumerate() {
        if number > 0 {
            at = at
                .and_then(|r| r.was.as_deref())
                .and_then(|was| version.guideline.requirement(was));
        }
        names.push(match at {
            Some(known) => Some(Name::Exact(&known.id)),
            None => is_section_of(version.guideline, versions[0].guideline, requirement)
                .then_some(Name::InSection(&requirement.id)),
        });
    }
    names
}

/// Whether `base` has the requirement's section, under the same number and title.
fn is_section_of(base: &Guideline, guideline: &Guideline, requirement: &Requirement) -> bool {
    let title = guideline.section_title(requirement);
    base.book(&requirement.book).is_some_and(|book| {
        book.sections
            .iter()
            .any(|section| section.number == requirement.section && section.title == title)
    })
}

/// The first rule, newest version first, that means what has these names: one that takes it out, or one that says where
/// it may be written.
fn rule<'a>(versions: &[Version<'a>], names: &[Option<Name<'_>>], takes_out: bool) -> Option<&'a Rule> {
    versions.iter().zip(names).find_map(|(version, name)| {
        let mut holding = version.holding.iter().copied();
        holding.find(|rule| rule.expected.is_none() == takes_out && name.is_some_and(|name| rule.names(name)))
    })
}

impl Guideline {
    /// The guideline as it applies to the applicant of `profile`: [`Guideline::outside`] says what does not, and what
    /// such an applicant may write elsewhere is expected there.
    #[must_use]
    pub fn for_profile(mut self, profile: &Profile) -> Self {
        let versions: Vec<Version<'_>> = self
            .chain()
            .map(|version| Version::of(version, profile))
            .collect();
        let mut outside = BTreeMap::new();
        let mut elsewhere = BTreeMap::new();
        for requirement in &self.requirements {
            let names = names(&versions, requirement);
            if let Some(rule) = rule(&versions, &names, true) {
                outside.insert(requirement.id.clone(), rule.reason.clone());
                continue;
            }
            if let Some(expected) = rule(&versions, &names, false).and_then(|rule| rule.expected) {
                elsewhere.insert(requirement.id.clone(), expected);
            }
            for (number, element) in (1..).zip(&requirement.elements) {
                let own = format!("{}/{number}", requirement.id);
                // A pattern for requirements names their elements too, but then the requirement is out already.
                let names: Vec<Option<Name<'_>>> = versions
                    .iter()
                    .enumerate()
                    .map(|(at, version)| match at {
                        0 => Some(Name::Exact(&own)),
                        _ if element.home() == version.guideline.id => {
                            Some(Name::Exact(element.name_at_home()))
                        }
                        _ => None,
                    })
                    .collect();
                if let Some(rule) = rule(&versions, &names, true) {
                    outside.insert(own.clone(), rule.reason.clone());
                }
            }
        }
        for requirement in &mut self.requirements {
            if let Some(expected) = elsewhere.get(&requirement.id) {
                // What no text proves is not proved by another one.
                requirement.expected = requirement.expected.max(*expected);
            }
        }
        self.outside = outside;
        self
    }
}
