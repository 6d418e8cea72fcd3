//! The review as OSCAL 1.1 assessment results, for tools that read them.

use serde_json::{Value, json};

use super::view::{Item, Report};
use super::{element_word, word};
use crate::matching::{ElementFinding, RequirementCoverage};
use crate::text::hex_digest;

/// The version of OSCAL that is written.
const OSCAL: &str = "1.1.2";
/// The namespace of our properties.
const NAMESPACE: &str = "https://kitei.invalid/ns/oscal";

/// The assessment results as JSON.
pub fn render(report: &Report<'_>) -> String {
    let review = report.review;
    let hash = review.result_sha256();
    // OSCAL demands a time. Where the caller gives no day, the epoch says plainly that none is known.
    let time = format!("{}T00:00:00Z", report.date.unwrap_or("1970-01-01"));
    let items: Vec<_> = report
        .items()
        .filter(|item| item.finding.coverage != RequirementCoverage::NotApplicable)
        .collect();
    let observations: Vec<Value> = items
        .iter()
        .flat_map(|item| {
            (1..)
                .zip(&item.finding.elements)
                .map(|(n, element)| observation(report, &hash, &time, item, n, element))
        })
        .collect();
    let findings: Vec<Value> = items.iter().map(|item| finding(report, &hash, item)).collect();
    let controls: Vec<Value> = items
        .iter()
        .map(|item| json!({ "control-id": item.requirement.id }))
        .collect();
    let title = format!("{} × {}", review.submission.name, review.guideline.title);
    let remarks: Vec<String> = review
        .warnings
        .iter()
        .map(|w| format!("{} {}", w.file, w.in_lang(report.lang)))
        .collect();
    let mut result = json!({
        "uuid": uuid(&[&hash, "result"]),
        "title": title,
        "description": report.say("運用管理規程の条項と遵守事項の照合", "Clauses of the regulation matched with the requirements"),
        "start": time,
        "reviewed-controls": { "control-selections": [{ "include-controls": controls }] },
        "observations": observations,
        "findings": findings,
    });
    if !remarks.is_empty() {
        result["remarks"] = Value::from(remarks.join("\n"));
    }
    let document = json!({ "assessment-results": {
        "uuid": uuid(&[&hash, "document"]),
        "metadata": {
            "title": title,
            "last-modified": time,
            "version": review.tool.version,
            "oscal-version": OSCAL,
            "props": [
                prop("result-sha256", &hash),
                prop("guideline", &review.guideline.id),
                prop("guideline-sha256", &review.guideline.sha256),
            ],
        },
        // The plan is the guideline itself: no separate plan exists.
        "import-ap": { "href": format!("#{}", uuid(&[&review.guideline.sha256])) },
        "results": [result],
        "back-matter": { "resources": [{
            "uuid": uuid(&[&review.guideline.sha256]),
            "title": review.guideline.title,
        }] },
    }});
    // Every part is a plain structure with string keys, which serde_json always can write.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn observation(
    report: &Report<'_>,
    hash: &str,
    time: &str,
    item: &Item<'_>,
    number: u32,
    element: &ElementFinding,
) -> Value {
    let evidence: Vec<Value> = element
        .evidence
        .iter()
        .map(|evidence| {
            let mut props = vec![prop("score", &format!("{:.3}", evidence.score))];
            if evidence.ocr {
                props.push(prop("origin", "ocr"));
            }
            json!({
                "description": format!("{} {}: {}", evidence.file, evidence.citation, evidence.text),
                "props": props,
            })
        })
        .collect();
    let mut observation = json!({
        "uuid": observation_id(hash, item, number),
        "title": element.point,
        "description": element.reason.in_lang(report.lang),
        "props": [
            prop("coverage", element_word(element.coverage, report.lang)),
            prop("certainty", &format!("{:.3}", element.certainty)),
        ],
        "methods": ["EXAMINE"],
        "collected": time,
    });
    if !evidence.is_empty() {
        observation["relevant-evidence"] = Value::from(evidence);
    }
    observation
}

fn finding(report: &Report<'_>, hash: &str, item: &Item<'_>) -> Value {
    let coverage = item.finding.coverage;
    let satisfied = coverage == RequirementCoverage::Covered;
    let related: Vec<Value> = (1..)
        .zip(&item.finding.elements)
        .map(|(number, _)| json!({ "observation-uuid": observation_id(hash, item, number) }))
        .collect();
    let mut props = vec![prop("coverage", word(coverage, report.lang))];
    if item.requirement.is_unconfirmed() {
        props.push(prop("confidence", "unconfirmed"));
    }
    json!({
        "uuid": uuid(&[hash, "finding", &item.requirement.id]),
        "title": format!("{} {}", report.book_title(item.requirement), item.requirement.official_number()).trim_start(),
        "description": item.requirement.text,
        "props": props,
        "target": {
            "type": "objective-id",
            "target-id": item.requirement.id,
            "status": { "state": if satisfied { "satisfied" } else { "not-satisfied" } },
        },
        "related-observations": related,
    })
}

fn observation_id(hash: &str, item: &Item<'_>, number: u32) -> String {
    uuid(&[hash, "observation", &item.requirement.id, &number.to_string()])
}

fn prop(name: &str, value: &str) -> Value {
    json!({ "name": name, "ns": NAMESPACE, "value": value })
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
