//! What leaves the register on paper or for the public: certificates, and the list of certified organizations.

mod docx;
mod html;
mod public;
mod wording;

use super::Certificate;
use crate::report::ReportError;
use crate::text::Lang;

pub use public::{PublicEntry, csv as public_csv, html as public_html};

/// A certificate as a DOCX file of one A4 page; `earlier` are those that it renews, latest first.
///
/// # Errors
/// When the file cannot be packed.
pub fn certificate_docx(
    certificate: &Certificate,
    earlier: &[Certificate],
    lang: Lang,
) -> Result<Vec<u8>, ReportError> {
    docx::render(&wording::Sheet::of(certificate, earlier, lang), lang)
}

/// A certificate as one printable HTML page (A4); `earlier` are those that it renews, latest first.
pub fn certificate_html(certificate: &Certificate, earlier: &[Certificate], lang: Lang) -> String {
    html::render(&wording::Sheet::of(certificate, earlier, lang), lang)
}
