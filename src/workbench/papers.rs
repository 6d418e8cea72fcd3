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
use crate::report;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The report holds its own style and script and is a page apart: it may do nothing but show itself.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; sandbox allow-scripts; frame-ancestors 'none'; base-uri 'none'";

async fn made(
    bench: Arc<Workbench>,
    (submission, guideline): (i64, String),
    make: impl FnOnce(&Case, &str) -> Result<Response, Refusal> + Send + 'static,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let case = bench.case_of(register, submission, &guideline)?;
            make(&case, now().day_in_japan().as_str())
        })
        .await
}

/// The report as a page.
pub(super) async fn full_report(
    State(bench): State<Arc<Workbench>>,
    _: Session,
    Path(of): Path<(i64, String)>,
) -> Result<Response, Refusal> {
    made(bench, of, |case, _| {
        let mut response = report::html::render(&case.report(None)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(REPORT_POLICY),
        );
        Ok(response)
    })
    .await
}

/// The checklist as a workbook.
pub(super) async fn checklist(
    State(bench): State<Arc<Workbench>>,
    _: Session,
    Path(of): Path<(i64, String)>,
) -> Result<Response, Refusal> {
    made(bench, of, |case, day| {
        let bytes = report::xlsx::render(&case.report(Some(day)), None).map_err(Refusal::failed)?;
        Ok(download(
            &format!("{}.xlsx", report::safe(&case.submission.name)),
            XLSX,
            bytes,
        ))
    })
    .await
}

/// The letter to the applicant.
pub(super) async fn letter(
    State(bench): State<Arc<Workbench>>,
    _: Session,
    Path(of): Path<(i64, String)>,
) -> Result<Response, Refusal> {
    made(bench, of, |case, day| {
        let bytes = report::letter::render(&case.report(Some(day))).map_err(Refusal::failed)?;
        Ok(download(
            &format!("{}_指摘事項通知書.docx", report::safe(&case.submission.name)),
            DOCX,
            bytes,
        ))
    })
    .await
}
