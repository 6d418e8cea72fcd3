//! Old formats made readable by LibreOffice, where the person asks for it and it is installed.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::program;
use crate::document::{Document, Origin, ReadError, Warning};
use crate::text::Message;

/// Names under which LibreOffice is installed.
const PROGRAMS: [&str; 2] = ["soffice", "libreoffice"];

/// A LibreOffice that turns old formats into DOCX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converter {
    program: PathBuf,
}

impl Converter {
    /// The LibreOffice on the search path; `None` where there is none.
    pub fn find() -> Option<Self> {
        program::find(&PROGRAMS).map(|program| Self { program })
    }

    /// Whether a file refused for `error` is of a format that LibreOffice reads.
    pub fn helps(error: &ReadError) -> bool {
        matches!(
            error,
            ReadError::LegacyWord | ReadError::Rtf | ReadError::OpenDocument
        )
    }

    /// The same document as DOCX.
    ///
    /// # Errors
    /// When LibreOffice fails, takes longer than `timeout`, or writes nothing.
    pub fn to_docx(&self, bytes: &[u8], timeout: Duration) -> Result<Vec<u8>, ReadError> {
        let failed = |error: io::Error| ReadError::Crashed(format!("LibreOffice: {error}"));
        let folder = tempfile::tempdir().map_err(failed)?;
        let input = folder.path().join("input");
        std::fs::write(&input, bytes).map_err(failed)?;
        let bounds = program::Bounds {
            timeout,
            // It takes far more address space than it uses.
            memory: None,
        };
        program::run("LibreOffice", &mut self.command(folder.path(), &input), bounds)?;
        std::fs::read(folder.path().join("input.docx")).map_err(failed)
    }

    fn command(&self, folder: &Path, input: &Path) -> Command {
        // A profile of its own, so that a LibreOffice the person has open is neither needed nor disturbed.
        let profile = format!(
            "-env:UserInstallation=file://{}",
            folder.join("profile").display()
        );
        let mut command = Command::new(&self.program);
        command
            .args(
                [
                    "--headless",
                    "--norestore",
                    &profile,
                    "--convert-to",
                    "docx",
                    "--outdir",
                ]
                .map(OsStr::new),
            )
            .args([folder, input]);
        command
    }
}

/// The document of a converted file: marked as such, under the hash of the file that was submitted.
pub(super) fn mark(mut document: Document, sha256: String) -> Document {
    document.origin = Origin::Converted;
    document.sha256 = sha256;
    document.warnings.insert(
        0,
        Warning::new(
            "converted",
            Message::new(
                "古い形式を LibreOffice で変換して読んだ。番号や体裁が原本と違うことがある",
                "converted by LibreOffice from an old format; numbers and looks may differ from the original",
            ),
        ),
    );
    document
}
