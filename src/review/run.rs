//! One submission: files read, understood and judged.

use super::collect::{InputFile, SubmissionInput};
use super::model::{
    FileRecord, GuidelineRecord, Review, ReviewWarning, SCHEMA, SettingsRecord, SubmissionRecord, Summary,
    ToolRecord,
};
use super::scope;
use super::unfounded::{Unfounded, unfounded};
use super::worker::WorkerPool;
use crate::document::{Document, ReadError, Warning};
use crate::guideline::Guideline;
use crate::matching::{Finding, Matcher};
use crate::regulation::{self, Submission};
use crate::text::{Message, hex_digest};

/// A submission, read and understood.
pub struct ReadSubmission {
    /// Its files, readable or not.
    pub files: Vec<FileRecord>,
    /// What they mean.
    pub submission: Submission,
    /// Warnings of reading and of understanding, in the order of the files.
    pub warnings: Vec<ReviewWarning>,
}

/// Reads and understands the files of one submission. It never fails: a file that could not be read stands in the
/// warnings.
pub fn read(input: &SubmissionInput, pool: &WorkerPool) -> ReadSubmission {
    let mut files = Vec::new();
    let mut regulations = Vec::new();
    let mut warnings = Vec::new();
    for file in &input.files {
        let (record, read) = read_file(file, pool);
        files.push(record);
        match read {
            Ok(document) => {
                warnings.extend(document.warnings.iter().map(|w| ReviewWarning::of(&file.name, w)));
                warnings.extend(
                    no_text(&document)
                        .iter()
                        .map(|w| ReviewWarning::of(&file.name, w)),
                );
                let regulation = regulation::understand(&document);
                warnings.extend(
                    regulation
                        .warnings
                        .iter()
                        .map(|w| ReviewWarning::of(&file.name, w)),
                );
                regulations.push(regulation);
            }
            Err(error) => {
                let warning = Warning::new("unreadable", error.message()).losing();
                warnings.push(ReviewWarning::of(&file.name, &warning));
            }
        }
    }
    let submission = regulation::assemble(&input.name, regulations);
    warnings.extend(submission.warnings.iter().map(|w| ReviewWarning::of("", w)));
    ReadSubmission {
        files,
        submission,
        warnings,
    }
}

/// Judges a submission: a pure function of its arguments and of this version of the tool.
pub fn review(
    read: &ReadSubmission,
    guideline: &Guideline,
    matcher: &Matcher<'_>,
    settings: &SettingsRecord,
) -> Review {
    conclude(read, guideline, matcher.findings(&read.submission), settings)
}

/// The review of a submission from what was found in it.
pub(super) fn conclude(
    read: &ReadSubmission,
    guideline: &Guideline,
    mut findings: Vec<Finding>,
    settings: &SettingsRecord,
) -> Review {
    scope::restrict(&mut findings, guideline);
    let guidance = unfounded(&read.submission, guideline);
    Review {
        schema: SCHEMA.to_owned(),
        submission: SubmissionRecord {
            name: read.submission.name.clone(),
            files: read.files.clone(),
        },
        guideline: GuidelineRecord::of(guideline),
        tool: ToolRecord::this(),
        settings: settings.clone(),
        summary: Summary::of(&findings),
        warnings: read
            .warnings
            .iter()
            .cloned()
            .chain(guidance.iter().map(Unfounded::warning))
            .collect(),
        findings,
    }
}

fn read_file(file: &InputFile, pool: &WorkerPool) -> (FileRecord, Result<Document, ReadError>) {
    let mut record = FileRecord {
        name: file.name.clone(),
        sha256: String::new(),
        pages: None,
        origin: "failed".to_owned(),
    };
    let read = file.bytes().and_then(|bytes| {
        record.sha256 = hex_digest(&bytes);
        pool.read(&file.name, &bytes)
    });
    if let Ok(document) = &read {
        record.pages = document.pages;
        document.origin.word().clone_into(&mut record.origin);
    }
    (record, read)
}

/// A document without a word would otherwise look like a regulation that answers nothing.
fn no_text(document: &Document) -> Option<Warning> {
    let said = document
        .warnings
        .iter()
        .any(|warning| warning.code == "image-only");
    (!said && !document.has_text()).then(|| {
        Warning::new(
            "no-text",
            Message::new(
                "画像のみ: 文字がない。文字のある PDF か DOCX を提出してもらう",
                "pictures only: no text; ask for a PDF or DOCX with text",
            ),
        )
        .losing()
    })
}

impl ReviewWarning {
    /// A warning about `file`.
    pub fn of(file: &str, warning: &Warning) -> Self {
        Self {
            file: file.to_owned(),
            page: warning.page,
            paragraph: warning.paragraph,
            code: warning.code.clone(),
            loss: warning.loss,
            message: warning.message.ja.clone(),
            message_en: warning.message.en.clone(),
        }
    }
}
