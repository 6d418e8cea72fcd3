//! Reports: what reviewers and applicants work with.
//!
//! Every renderer is a pure function of a [`Report`]: the same review gives the same bytes. A day is shown only
//! where the caller names one.

mod chapters;
mod compared;
mod comparison;
pub mod decisions;
pub mod html;
pub mod index;
pub mod json;
pub mod letter;
mod names;
pub mod oscal;
mod others;
mod reverse;
mod revision;
mod sheets;
pub mod terminal;
mod view;
mod words;
pub mod xlsx;

pub use chapters::{ChapterCoverage, chapters};
pub use comparison::{Comparison, ComparisonRow};
pub use names::{safe, unique};
pub use others::Others;
pub use reverse::{ArticleAnswers, articles};
pub use revision::{CarriedDecision, RevisedSubmission, Revision, carry};
pub use view::{ClauseId, Item, Report};
pub(crate) use words::{code, element_code, page, unconfirmed, unsure};
pub use words::{element_mark, element_word, expected_word, mark, word};

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The workbook could not be built.
    #[error("XLSX: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The document could not be built.
    #[error("DOCX: {0}")]
    Docx(String),
}
