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
use crate::index::{DocumentStore, IndexedFile, IndexedSubmission};
use crate::matching::{Finding, Matcher};
use crate::regulation::{self, Edition, Submission};
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
    let read = |file: &InputFile| {
        let (record, read) = read_file(file, pool);
        (record, read.map_err(|error| error.message()))
    };
    understand(&input.name, input.files.iter().map(read).collect())
}

/// Understands a submission on file from the documents that were kept when it was put there: no file is read again.
pub fn read_kept(on_file: &IndexedSubmission, documents: &DocumentStore) -> ReadSubmission {
    let kept = |file: &IndexedFile| {
        let mut record = FileRecord {
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            pages: None,
            origin: "failed".to_owned(),
        };
        let document = documents.get_any(&file.sha256).map(|document| Document {
            name: file.name.clone(),
            ..document
        });
        if let Some(document) = &document {
            record.pages = document.pages;
            document.origin.word().clone_into(&mut record.origin);
        }
        let missing = || {
            Message::new(
                "索引に読み取った内容がない。kitei index add で登録し直す",
                "the index does not hold what was read of it; add it again with kitei index add",
            )
        };
        (record, document.ok_or_else(missing))
    };
    understand(&on_file.name, on_file.files.iter().map(kept).collect())
}

/// Understands what was read of a submission, file by file.
fn understand(name: &str, read: Vec<(FileRecord, Result<Document, Message>)>) -> ReadSubmission {
    let mut files = Vec::new();
    let mut regulations = Vec::new();
    let mut told: Vec<Vec<ReviewWarning>> = Vec::new();
    for (record, read) in read {
        told.push(match read {
            Ok(document) => {
                regulations.push(regulation::understand(&document));
                let empty = no_text(&document);
                let warnings = document.warnings.iter().chain(&empty).cloned();
                about(&record.name, warnings)
            }
            Err(message) => {
                let warning = Warning::new("unreadable", message).losing();
                about(&record.name, [warning])
            }
        });
        files.push(record);
    }
    // Only together do documents tell what none of them has, and how each is cited.
    let submission = regulation::assemble(name, regulations);
    let mut warnings = Vec::new();
    for (file, told) in files.iter().zip(told) {
        warnings.extend(told);
        for regulation in submission
            .regulations
            .iter()
            .filter(|each| each.file == file.name)
        {
            warnings.extend(about(&file.name, regulation.warnings.iter().cloned()));
        }
    }
    warnings.extend(about("", submission.warnings.iter().cloned()));
    ReadSubmission {
        files,
        submission,
        warnings,
    }
}

fn about(file: &str, warnings: impl IntoIterator<Item = Warning>) -> Vec<ReviewWarning> {
    let of = |warning| ReviewWarning::of(file, &warning);
    warnings.into_iter().map(of).collect()
}

/// Warnings about each document that does not keep up with `guideline`.
fn behind(submission: &Submission, guideline: &Guideline) -> Vec<ReviewWarning> {
    let reviewed = Edition {
        title: &guideline.title,
        version: &guideline.version,
        published: &guideline.published,
    };
    let regulations = submission.regulations.iter();
    regulations
        .flat_map(|each| about(&each.file, regulation::against(each, reviewed)))
        .collect()
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
            .chain(behind(&read.submission, guideline))
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
