//! The reviewers' checklist as a workbook: a row an element, columns to fill in, and back again.

mod checklist;
mod sheets;
mod style;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::ReportError;
use super::index::percent;
use super::view::Report;
use super::words::pick;
use crate::text::Lang;

pub use checklist::VERDICTS;
pub(super) use checklist::known_heads;

/// The heads of the columns by which an imported row is placed and read, in both languages.
pub mod heads {
    /// Id of the requirement.
    pub const REQUIREMENT: (&str, &str) = ("遵守事項ID", "Requirement");
    /// Number of the element in its requirement, from 1.
    pub const ELEMENT: (&str, &str) = ("観点番号", "Element no.");
    /// The element's point.
    pub const POINT: (&str, &str) = ("観点", "Point");
    /// A person's verdict.
    pub const VERDICT: (&str, &str) = ("判定", "Verdict");
    /// A person's comment.
    pub const COMMENT: (&str, &str) = ("所見", "Comment");
    /// Who decided.
    pub const REVIEWER: (&str, &str) = ("判定者", "Reviewer");
    /// When.
    pub const DATE: (&str, &str) = ("判定日", "Decided on");
    /// The submission's name, on the summary.
    pub const SUBMISSION: (&str, &str) = ("提出物", "Submission");
    /// Id of the guideline, on the summary.
    pub const GUIDELINE: (&str, &str) = ("ガイドラインID", "Guideline id");
    /// SHA-256 of the review, on the summary.
    pub const RESULT: (&str, &str) = ("結果 SHA-256", "Result SHA-256");
}

/// How hard the workbook is compressed: more takes longer and saves little.
const QUICK: u8 = 2;

/// The workbook of one review; `page` is the file name of its HTML report, where there is one.
///
/// # Errors
/// When the workbook cannot be built.
pub fn render(report: &Report<'_>, page: Option<&str>) -> Result<Vec<u8>, ReportError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(QUICK);
    // A workbook of the same review has the same bytes: it must not hold the time of its making.
    let properties = DocProperties::new()
        .set_title(pick(report.lang, "規程点検表", "Regulation checklist"))
        .set_subject(report.review.submission.name.as_str())
        .set_author("kitei")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    let styles = style::Styles::new(report.lang);
    let address = page.map(|page| format!("file:///{}", percent(page)));
    let address = address.as_deref();
    checklist::add(report, address, &styles, workbook.add_worksheet())?;
    sheets::summary(report, &styles, workbook.add_worksheet())?;
    sheets::reverse(report, address, &styles, workbook.add_worksheet())?;
    sheets::warnings(report, &styles, workbook.add_worksheet())?;
    Ok(workbook.save_to_buffer()?)
}

/// The name of a sheet.
fn sheet(lang: Lang, ja: &'static str, en: &'static str) -> &'static str {
    pick(lang, ja, en)
}
