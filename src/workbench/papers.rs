//! What goes out of the house: the report, the checklist, the letter.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::Workbench;
use super::bench::now;
use super::case::Case;
use super::files::download;
use super::refusal::Refusal;
use super::session::Session;
use crate::matching::{ElementCoverage, RequirementCoverage};
use crate::register::FindingVerdict;
use crate::report::decisions::Verdict;
use crate::report::{self, Report};
use crate::review::{Review, Summary};
use crate::text::Lang;

pub(super) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The report holds its own style and script and is a page apart: it may do nothing but show itself.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; sandbox allow-scripts; frame-ancestors 'none'; base-uri 'none'";

/// A page that stands by itself, with its own style and script, and reaches nothing of the workbench.
pub(super) fn apart(page: String) -> Response {
    let mut response = page.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(REPORT_POLICY),
    );
    response
}

async fn made(
    bench: Arc<Workbench>,
    (submission, guideline): (i64, String),
    lang: Lang,
    make: impl FnOnce(&Case, &str) -> Result<Response, Refusal> + Send + 'static,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let case = bench.case_of(register, submission, &guideline, lang)?;
            make(&case, now().day_in_japan().as_str())
        })
        .await
}

/// The report as a page.
pub(super) async fn full_report(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(of): Path<(i64, String)>,
) -> Result<Response, Refusal> {
    made(bench, of, session.lang, |case, _| {
        Ok(apart(report::html::render(&case.report(None))))
    })
    .await
}

/// The checklist as a workbook.
pub(super) async fn checklist(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(of): Path<(i64, String)>,
) -> Result<Response, Refusal> {
    made(bench, of, session.lang, |case, day| {
        let bytes = report::xlsx::render(&case.report(Some(day)), None).map_err(Refusal::failed)?;
        Ok(download(
            &format!("{}.xlsx", report::safe(&case.submission.name)),
            XLSX,
            bytes,
        ))
    })
    .await
}

/// The review as people decided it: what they found covered is no gap, what they found missing is one.
fn decided(review: &Review, verdicts: &[FindingVerdict]) -> Review {
    let mut decided = review.clone();
    for finding in &mut decided.findings {
        let said = verdicts
            .iter()
            .find(|said| said.requirement == finding.requirement)
            .and_then(|said| said.verdict);
        let all = match said {
            Some(Verdict::Covered) => Some(ElementCoverage::Covered),
            Some(Verdict::NotApplicable) => Some(ElementCoverage::NotApplicable),
            Some(Verdict::Uncovered) => Some(ElementCoverage::Uncovered),
            // Which elements are missing the machine says; where it says none, all are to be looked at.
            Some(Verdict::Partial) if finding.coverage == RequirementCoverage::Covered => {
                Some(ElementCoverage::Uncovered)
            }
            Some(Verdict::Partial | Verdict::Check) | None => None,
        };
        if let Some(coverage) = all {
            for element in &mut finding.elements {
                element.coverage = coverage;
            }
            finding.coverage =
                RequirementCoverage::of(finding.elements.iter().map(|element| element.coverage));
        }
        if said == Some(Verdict::Partial) {
            finding.coverage = RequirementCoverage::Partial;
        }
    }
    decided.summary = Summary::of(&decided.findings);
    decided
}

/// The letter to the applicant.
pub(super) async fn letter(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(of): Path<(i64, String)>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let lang = session.lang;
            let case = bench.case_of(register, of.0, &of.1, lang)?;
            let day = now().day_in_japan();
            let review = decided(&case.review, &register.verdicts(case.on_file.id)?);
            let report = Report::new(
                &review,
                &case.submission,
                &case.known.guideline,
                lang,
                Some(day.as_str()),
            );
            let bytes = report::letter::render(&report).map_err(Refusal::failed)?;
            Ok(download(
                &format!(
                    "{}_{}.docx",
                    report::safe(&case.submission.name),
                    lang.say("指摘事項通知書", "findings")
                ),
                DOCX,
                bytes,
            ))
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::{ElementFinding, Finding};
    use crate::review::{GuidelineRecord, SCHEMA, SettingsRecord, SubmissionRecord, ToolRecord};
    use crate::text::Message;

    #[test]
    fn the_letter_says_what_people_decided() {
        let element = |coverage| ElementFinding {
            point: String::new(),
            coverage,
            certainty: 1.0,
            reason: Message::new("", ""),
            evidence: Vec::new(),
        };
        let findings = vec![
            Finding::new("a", vec![element(ElementCoverage::Uncovered)]),
            Finding::new("b", vec![element(ElementCoverage::Covered)]),
            Finding::new(
                "c",
                vec![element(ElementCoverage::Covered), element(ElementCoverage::Weak)],
            ),
        ];
        let review = Review {
            schema: SCHEMA.to_owned(),
            submission: SubmissionRecord {
                name: String::new(),
                files: Vec::new(),
            },
            guideline: GuidelineRecord {
                id: String::new(),
                sha256: String::new(),
                title: String::new(),
            },
            tool: ToolRecord::this(),
            settings: SettingsRecord::default(),
            summary: Summary::of(&findings),
            warnings: Vec::new(),
            findings,
        };
        let said = |requirement: &str, verdict| FindingVerdict {
            requirement: requirement.to_owned(),
            proposed: RequirementCoverage::Covered,
            verdict: Some(verdict),
            disputed: false,
        };
        let decided = decided(
            &review,
            &[
                said("a", Verdict::Covered),
                said("b", Verdict::Uncovered),
                said("c", Verdict::Partial),
            ],
        );
        let coverage: Vec<_> = decided.findings.iter().map(|finding| finding.coverage).collect();
        assert_eq!(
            coverage,
            [
                RequirementCoverage::Covered,
                RequirementCoverage::Uncovered,
                RequirementCoverage::Partial
            ]
        );
        assert_eq!(decided.findings[2].elements[1].coverage, ElementCoverage::Weak);
        assert_eq!((decided.summary.covered, decided.summary.uncovered), (1, 1));
    }
}
