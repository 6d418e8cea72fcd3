//! The review as OSCAL 1.1 assessment results, for tools that read them.

mod model;

use super::view::{Item, Report};
use super::{element_word, word};
use crate::matching::{ElementFinding, Evidence, RequirementCoverage};
use crate::text::hex_digest;
use model::{
    AssessmentResults, BackMatter, Control, Document, Finding, Link, Metadata, Observation, Outcome,
    Property, Related, RelevantEvidence, Resource, ReviewedControls, Selection, Status, Target,
};

/// The version of OSCAL that is written.
const OSCAL: &str = "1.1.2";

/// The assessment results as JSON.
pub fn render(report: &Report<'_>) -> String {
    let review = report.review;
    let hash = report.result_sha256();
    // OSCAL demands a time. Where the caller gives no day, the epoch says plainly that none is known.
    let time = format!("{}T00:00:00Z", report.date.unwrap_or("1970-01-01"));
    let title = format!("{} × {}", review.submission.name, review.guideline.title);
    // The plan is the guideline itself: no separate plan exists.
    let plan = uuid(&[&review.guideline.sha256]);
    let document = Document {
        assessment_results: AssessmentResults {
            import_ap: Link {
                href: format!("#{plan}"),
            },
            back_matter: BackMatter {
                resources: [Resource {
                    title: &review.guideline.title,
                    uuid: plan,
                }],
            },
            metadata: Metadata {
                last_modified: &time,
                oscal_version: OSCAL,
                props: vec![
                    Property::new("result-sha256", hash),
                    Property::new("guideline", &review.guideline.id),
                    Property::new("guideline-sha256", &review.guideline.sha256),
                ],
                title: &title,
                version: &review.tool.version,
            },
            results: [outcome(report, &title, &time)],
            uuid: uuid(&[hash, "document"]),
        },
    };
    // Every part is a plain structure with string keys, which serde_json always can write.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn outcome<'a>(report: &'a Report<'_>, title: &'a str, time: &'a str) -> Outcome<'a> {
    let hash = report.result_sha256();
    let items: Vec<_> = report
        .items()
        .filter(|item| item.finding.coverage != RequirementCoverage::NotApplicable)
        .collect();
    let observations = items.iter().flat_map(|item| {
        (1..)
            .zip(&item.finding.elements)
            .map(|(n, element)| observation(report, time, observation_id(hash, item, n), element))
    });
    let controls = items.iter().map(|item| Control {
        control_id: &item.requirement.id,
    });
    let remarks: Vec<String> = report
        .review
        .warnings
        .iter()
        .map(|w| format!("{} {}", w.file, w.in_lang(report.lang)))
        .collect();
    Outcome {
        description: report.say(
            "運用管理規程の条項と遵守事項の照合",
            "Clauses of the regulation matched with the requirements",
        ),
        findings: items.iter().map(|item| finding(report, *item)).collect(),
        observations: observations.collect(),
        remarks: remarks.join("\n"),
        reviewed_controls: ReviewedControls {
            control_selections: [Selection {
                include_controls: controls.collect(),
            }],
        },
        start: time,
        title,
        uuid: uuid(&[hash, "result"]),
    }
}

fn observation<'a>(
    report: &Report<'_>,
    time: &'a str,
    uuid: String,
    element: &'a ElementFinding,
) -> Observation<'a> {
    Observation {
        collected: time,
        description: element.reason.in_lang(report.lang),
        methods: ["EXAMINE"],
        props: vec![
            Property::new("coverage", element_word(element.coverage, report.lang)),
            Property::new("certainty", format!("{:.3}", element.certainty)),
        ],
        relevant_evidence: element.evidence.iter().map(evidence).collect(),
        title: &element.point,
        uuid,
    }
}

fn evidence(evidence: &Evidence) -> RelevantEvidence<'_> {
    let mut props = vec![Property::new("score", format!("{:.3}", evidence.score))];
    if evidence.ocr {
        props.push(Property::new("origin", "ocr"));
    }
    RelevantEvidence {
        description: format!("{} {}: {}", evidence.file, evidence.citation, evidence.text),
        props,
    }
}

fn finding<'a>(report: &'a Report<'_>, item: Item<'a>) -> Finding<'a> {
    let (hash, requirement, coverage) = (report.result_sha256(), item.requirement, item.finding.coverage);
    let related = (1..).zip(&item.finding.elements).map(|(number, _)| Related {
        observation_uuid: observation_id(hash, &item, number),
    });
    let mut props = vec![Property::new("coverage", word(coverage, report.lang))];
    if requirement.is_unconfirmed() {
        props.push(Property::new("confidence", "unconfirmed"));
    }
    let title = format!(
        "{} {}",
        report.book_title(requirement),
        requirement.official_number()
    );
    Finding {
        description: &requirement.text,
        props,
        related_observations: related.collect(),
        target: Target {
            status: Status {
                state: if coverage == RequirementCoverage::Covered {
                    "satisfied"
                } else {
                    "not-satisfied"
                },
            },
            id: &requirement.id,
            kind: "objective-id",
        },
        title: title.trim_start().to_owned(),
        uuid: uuid(&[hash, "finding", &requirement.id]),
    }
}

fn observation_id(hash: &str, item: &Item<'_>, number: u32) -> String {
    uuid(&[hash, "observation", &item.requirement.id, &number.to_string()])
}

/// A UUID (RFC 9562) made of a hash of `parts`, so that the same review has the same ones; its version digit is 5,
/// the form that OSCAL takes beside 4.
fn uuid(parts: &[&str]) -> String {
    let hex = hex_digest(parts.join("\u{1f}").as_bytes());
    format!(
        "{}-{}-5{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}
