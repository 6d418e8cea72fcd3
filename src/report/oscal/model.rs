//! The parts of OSCAL that we write. They borrow the words of the review, and their fields stand in the order of
//! their names, as a reader who compares two files line by line expects.

use std::borrow::Cow;

use serde::Serialize;

/// The namespace of our properties.
const NAMESPACE: &str = "https://kitei.invalid/ns/oscal";

/// A file of assessment results.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Document<'a> {
    pub assessment_results: AssessmentResults<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct AssessmentResults<'a> {
    pub back_matter: BackMatter<'a>,
    pub import_ap: Link,
    pub metadata: Metadata<'a>,
    pub results: [Outcome<'a>; 1],
    pub uuid: String,
}

#[derive(Serialize)]
pub(super) struct BackMatter<'a> {
    pub resources: [Resource<'a>; 1],
}

#[derive(Serialize)]
pub(super) struct Resource<'a> {
    pub title: &'a str,
    pub uuid: String,
}

#[derive(Serialize)]
pub(super) struct Link {
    pub href: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Metadata<'a> {
    pub last_modified: &'a str,
    pub oscal_version: &'a str,
    pub props: Vec<Property<'a>>,
    pub title: &'a str,
    pub version: &'a str,
}

/// What OSCAL calls a result: one assessment with all it found.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Outcome<'a> {
    pub description: &'a str,
    pub findings: Vec<Finding<'a>>,
    pub observations: Vec<Observation<'a>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remarks: String,
    pub reviewed_controls: ReviewedControls<'a>,
    pub start: &'a str,
    pub title: &'a str,
    pub uuid: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ReviewedControls<'a> {
    pub control_selections: [Selection<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Selection<'a> {
    pub include_controls: Vec<Control<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Control<'a> {
    pub control_id: &'a str,
}

/// What was found on one requirement.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Finding<'a> {
    pub description: &'a str,
    pub props: Vec<Property<'a>>,
    pub related_observations: Vec<Related>,
    pub target: Target<'a>,
    pub title: String,
    pub uuid: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Related {
    pub observation_uuid: String,
}

#[derive(Serialize)]
pub(super) struct Target<'a> {
    pub status: Status,
    #[serde(rename = "target-id")]
    pub id: &'a str,
    #[serde(rename = "type")]
    pub kind: &'static str,
}

#[derive(Serialize)]
pub(super) struct Status {
    pub state: &'static str,
}

/// What was seen of one element.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Observation<'a> {
    pub collected: &'a str,
    pub description: &'a str,
    pub methods: [&'static str; 1],
    pub props: Vec<Property<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relevant_evidence: Vec<RelevantEvidence<'a>>,
    pub title: &'a str,
    pub uuid: String,
}

#[derive(Serialize)]
pub(super) struct RelevantEvidence<'a> {
    pub description: String,
    pub props: Vec<Property<'a>>,
}

#[derive(Serialize)]
pub(super) struct Property<'a> {
    name: &'static str,
    ns: &'static str,
    value: Cow<'a, str>,
}

impl<'a> Property<'a> {
    /// A property of ours.
    pub fn new(name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        Self {
            name,
            ns: NAMESPACE,
            value: value.into(),
        }
    }
}
