//! Scanned pages recognized by Tesseract, where the person asks for it and it is installed.
//!
//! | module | from | to |
//! | --- | --- | --- |
//! | here | a page of a PDF | a picture (`pdftoppm`), and a table of its words (`tesseract`) |
//! | `lines` | the table of words | lines, and paragraphs of them |
//! | `columns` | lines | how far the column reaches that each stands in |
//! | `insert` | paragraphs of some pages | the document with them in their places |

mod columns;
mod insert;
mod lines;

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use lines::Reading;

use super::program::{self, Bounds};
use crate::document::{Document, ReadError, Warning};
use crate::text::Message;

/// What the longer side of a page becomes, in pixels: an A4 page at 300 dots per inch. A bound, whatever size the
/// page claims to have.
const LONG_SIDE: &str = "3508";

/// Mean confidence (0 to 100) below which the page may be set vertically. Horizontal print is read with 85 and more.
const DOUBTFUL: f32 = 75.0;

/// The code of the warning that a page was to be recognized and was not: another run may do better.
pub const OCR_FAILED: &str = "ocr-failed";

/// A Tesseract with Japanese, and a `pdftoppm` that shows it the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ocr {
    renderer: PathBuf,
    tesseract: PathBuf,
    version: String,
    vertical: bool,
}

/// What recognizing needs and is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OcrMissing {
    /// `pdftoppm`.
    #[error("--ocr needs pdftoppm (Debian: poppler-utils)")]
    Renderer,
    /// `tesseract`.
    #[error("--ocr needs tesseract (Debian: tesseract-ocr, tesseract-ocr-jpn)")]
    Tesseract,
    /// The data `jpn` of Tesseract.
    #[error("--ocr needs the Japanese data (jpn) of tesseract (Debian: tesseract-ocr-jpn)")]
    Japanese,
}

impl OcrMissing {
    /// One line: what to install.
    pub fn message(self) -> Message {
        let ja = match self {
            Self::Renderer => "--ocr には pdftoppm が要る。poppler-utils を入れるか、--ocr を外す",
            Self::Tesseract => {
                "--ocr には tesseract が要る。tesseract-ocr と tesseract-ocr-jpn を入れるか、--ocr を外す"
            }
            Self::Japanese => {
                "--ocr には tesseract の日本語データ（jpn）が要る。tesseract-ocr-jpn を入れるか、--ocr を外す"
            }
        };
        Message::new(ja, self.to_string())
    }
}

impl Ocr {
    /// The programs on the search path.
    ///
    /// # Errors
    /// When one of them, or the Japanese data, is not there.
    pub fn find() -> Result<Self, OcrMissing> {
        let tesseract = program::find(&["tesseract"]).ok_or(OcrMissing::Tesseract)?;
        let renderer = program::find(&["pdftoppm"]).ok_or(OcrMissing::Renderer)?;
        let languages = said(&tesseract, "--list-langs");
        let has = |language: &str| languages.lines().any(|line| line.trim() == language);
        if !has("jpn") {
            return Err(OcrMissing::Japanese);
        }
        let version = said(&tesseract, "--version");
        Ok(Self {
            renderer,
            vertical: has("jpn_vert"),
            version: version.lines().next().unwrap_or_default().trim().to_owned(),
            tesseract,
        })
    }

    /// The recognizer and its version: another may read other words.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether the document has pages that only this makes readable.
    pub(super) fn helps(document: &Document) -> bool {
        document.warnings.iter().any(insert::is_scanned)
    }

    /// The document with the words of its scanned pages, each program within `bounds` for each page. A page that
    /// cannot be recognized keeps a warning that says why.
    ///
    /// # Errors
    /// When there is no room for the pictures.
    pub(super) fn complete(
        &self,
        mut document: Document,
        pdf: &[u8],
        bounds: Bounds,
    ) -> Result<Document, ReadError> {
        let failed = |error: io::Error| ReadError::Crashed(format!("tesseract: {error}"));
        let folder = tempfile::tempdir().map_err(failed)?;
        std::fs::write(folder.path().join("input.pdf"), pdf).map_err(failed)?;
        let scanned = document.warnings.iter().filter(|w| insert::is_scanned(w));
        let pages: Vec<u32> = scanned.filter_map(|warning| warning.page).collect();
        for page in pages {
            match self.page(folder.path(), page, bounds) {
                Ok(reading) if reading.paragraphs.is_empty() => {
                    insert::give_up(&mut document, no_words(page));
                }
                Ok(reading) => insert::insert(&mut document, page, reading),
                Err(error) => insert::give_up(&mut document, not_recognized(page, &error)),
            }
        }
        Ok(document)
    }

    /// Reads one page as horizontal text and, where that makes little sense, as vertical text.
    fn page(&self, folder: &Path, page: u32, bounds: Bounds) -> Result<Reading, ReadError> {
        let mut render = Command::new(&self.renderer);
        render
            .args(["-gray", "-png", "-singlefile", "-scale-to", LONG_SIDE])
            .args(["-f", &page.to_string(), "-l", &page.to_string()])
            .args(["input.pdf", "page"])
            .current_dir(folder);
        succeed("pdftoppm", &mut render, bounds)?;
        let horizontal = self.words(folder, false, bounds)?;
        if !self.vertical || horizontal.confidence >= DOUBTFUL {
            return Ok(horizontal);
        }
        let vertical = self.words(folder, true, bounds)?;
        Ok(if vertical.confidence > horizontal.confidence {
            vertical
        } else {
            horizontal
        })
    }

    fn words(&self, folder: &Path, vertical: bool, bounds: Bounds) -> Result<Reading, ReadError> {
        let mut recognize = Command::new(&self.tesseract);
        let language = if vertical { "jpn_vert" } else { "jpn" };
        recognize
            .args(["page.png", "words", "--dpi", "300"])
            // Segmentation 3 finds blocks itself, of either direction: columns and tiers are read one by one.
            .args(["-l", language, "--psm", "3"])
            .args(["-c", "tessedit_create_tsv=1"])
            // Files are read side by side already; and threads within one only get in each other's way.
            .env("OMP_THREAD_LIMIT", "1")
            .current_dir(folder);
        succeed("tesseract", &mut recognize, bounds)?;
        let table = folder.join("words.tsv");
        let text = std::fs::read_to_string(&table)
            .map_err(|error| ReadError::Crashed(format!("tesseract: {error}")))?;
        // The next page must not be taken for this one.
        let _ = std::fs::remove_file(table);
        Ok(lines::read(&text, vertical))
    }
}

/// What `program` answers to `argument`; nothing where it cannot be asked.
fn said(program: &Path, argument: &str) -> String {
    Command::new(program).arg(argument).output().map_or_else(
        |_| String::new(),
        // Old versions answer on standard error.
        |output| String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
    )
}

fn succeed(name: &str, command: &mut Command, bounds: Bounds) -> Result<(), ReadError> {
    let status = program::run(name, command, bounds)?;
    if status.success() {
        return Ok(());
    }
    Err(ReadError::Crashed(format!("{name}: {status}")))
}

fn no_words(page: u32) -> Warning {
    Warning::new(
        "scanned-page",
        Message::new(
            format!("{page}ページは画像のみ: 文字認識したが文字が見つからない。元のファイルを目で確かめる"),
            format!(
                "page {page} is only a picture, and no words were recognized in it; look at the original"
            ),
        ),
    )
    .on_page(page)
    .losing()
}

fn not_recognized(page: u32, error: &ReadError) -> Warning {
    let why = match error {
        ReadError::Timeout(seconds) => Message::new(
            format!(
                "{seconds} 秒以内に終わらなかった。--timeout で延ばすか、文字のある PDF を提出してもらう"
            ),
            format!("not done within {seconds} s; --timeout allows more, or ask for a PDF with text"),
        ),
        ReadError::Crashed(what) => Message::new(
            format!(
                "{what}。メモリーが足りなければ --memory で増やす。さもなくば文字のある PDF を提出してもらう"
            ),
            format!("{what}; if it lacked memory --memory allows more, else ask for a PDF with text"),
        ),
        other => other.message(),
    };
    Warning::new(
        OCR_FAILED,
        Message::new(
            format!("{page}ページを文字認識できなかった: {}", why.ja),
            format!("page {page} could not be recognized: {}", why.en),
        ),
    )
    .on_page(page)
    .losing()
}
