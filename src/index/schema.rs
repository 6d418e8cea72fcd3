//! The fields of the index, and rows to documents of the engine and back.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, IndexSettings};

use super::analysis::Analyzer;
use super::clause::{IndexedClause, IndexedSubmission};
use super::error::IndexError;
use super::packed::{Unpacked, pack};
use crate::text::normalize;

/// The name under which the analyzer is registered.
const ANALYZER: &str = "kitei";
/// The engine's own, which leaves a text as it is.
const RAW: &str = "raw";
/// What [`Fields::row_kind`] says of a clause.
pub(super) const CLAUSE: &str = "clause";
/// What [`Fields::row_kind`] says of a submission.
pub(super) const SUBMISSION: &str = "submission";

/// The bits of [`Fields::order`] that hold a clause's number.
const NUMBERS: u64 = 0x00ff_ffff;

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// [`CLAUSE`] or [`SUBMISSION`].
    pub row_kind: Field,
    /// Id of the submission.
    pub submission_id: Field,
    /// Names of the submission and of its files, in the row of the submission.
    pub name: Field,
    /// Who handed it in, in the row of the submission.
    pub applicant: Field,
    /// Kind of document.
    pub kind: Field,
    /// Years of its dates.
    pub year: Field,
    /// Titles that stand over it.
    pub chapter: Field,
    /// Its citation and those of the provisions that hold it.
    pub citation: Field,
    /// Its title and words.
    pub words: Field,
    /// A number by which rows of the same score are ordered: the order must not depend on when they were added.
    pub order: Field,
    /// The submission as JSON.
    pub row: Field,
    /// The clauses of the submission, packed.
    pub clauses: Field,
}

impl Fields {
    /// The schema and its fields.
    pub fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        // What only narrows down needs neither positions nor lengths: pairs of characters tell names apart.
        let narrowing = |analyzer| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(analyzer)
                    .set_index_option(IndexRecordOption::Basic)
                    .set_fieldnorms(false),
            )
        };
        let phrases = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(ANALYZER)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        );
        let fields = Self {
            row_kind: schema.add_text_field("row_kind", narrowing(RAW)),
            submission_id: schema.add_text_field("submission_id", narrowing(RAW).set_fast(RAW)),
            name: schema.add_text_field("name", narrowing(ANALYZER)),
            applicant: schema.add_text_field("applicant", narrowing(ANALYZER)),
            kind: schema.add_text_field("kind", narrowing(RAW)),
            year: schema.add_u64_field("year", INDEXED),
            chapter: schema.add_text_field("chapter", narrowing(ANALYZER)),
            citation: schema.add_text_field("citation", narrowing(RAW)),
            words: schema.add_text_field("words", phrases),
            order: schema.add_u64_field("order", FAST),
            row: schema.add_text_field("row", STORED),
            clauses: schema.add_bytes_field("clauses", STORED),
        };
        (schema.build(), fields)
    }

    /// A clause as a document of the engine.
    pub fn clause(&self, clause: &IndexedClause) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.row_kind, CLAUSE);
        document.add_text(self.submission_id, &clause.submission_id);
        document.add_text(self.kind, normalize(&clause.kind));
        for year in years(&clause.dates) {
            document.add_u64(self.year, year);
        }
        document.add_text(self.chapter, clause.chapter.join("。"));
        for citation in clause.within.iter().chain([&clause.citation]) {
            document.add_text(self.citation, normalize(citation));
        }
        let title = clause.title.as_deref().unwrap_or_default();
        document.add_text(self.words, format!("{title}。{}", clause.text));
        document.add_u64(self.order, order(&clause.submission_id, clause.number));
        document
    }

    /// A submission with its clauses as a document of the engine: the one place where their words are kept.
    pub fn submission(
        &self,
        submission: &IndexedSubmission,
        clauses: &[IndexedClause],
    ) -> Result<TantivyDocument, IndexError> {
        let mut document = TantivyDocument::new();
        document.add_text(self.row_kind, SUBMISSION);
        document.add_text(self.submission_id, &submission.id);
        let files = submission.files.iter().map(|file| file.name.as_str());
        let names: Vec<&str> = std::iter::once(submission.name.as_str()).chain(files).collect();
        document.add_text(self.name, names.join("。"));
        document.add_text(self.applicant, &submission.applicant);
        document.add_u64(self.order, order(&submission.id, 0));
        document.add_text(self.row, serde_json::to_string(submission)?);
        document.add_bytes(self.clauses, &pack(submission, clauses)?);
        Ok(document)
    }

    /// The clauses in the document of a submission.
    pub fn clauses_in(&self, document: &TantivyDocument) -> Result<Unpacked, IndexError> {
        let packed = document
            .get_first(self.clauses)
            .and_then(|value| value.as_bytes());
        Unpacked::new(packed.unwrap_or_default())
    }
}

/// The submission in a document of the engine.
pub(super) fn read_submission(
    row: Field,
    document: &TantivyDocument,
) -> Result<IndexedSubmission, IndexError> {
    let text = document.get_first(row).and_then(|value| value.as_str());
    Ok(serde_json::from_str(text.unwrap_or_default())?)
}

/// The number within its submission of the clause with this `order`.
pub(super) fn number(order: u64) -> u32 {
    (order & NUMBERS) as u32
}

/// Makes the analyzer known to `index`.
pub(super) fn register(index: &Index) {
    index
        .tokenizers()
        .register(ANALYZER, TextAnalyzer::from(Analyzer::default()));
}

/// The settings of the engine.
pub(super) fn settings() -> IndexSettings {
    IndexSettings::default()
}

/// The years of `dates`, each once.
fn years(dates: &[String]) -> Vec<u64> {
    let mut years: Vec<u64> = dates
        .iter()
        .filter_map(|date| date.get(..4)?.parse().ok())
        .collect();
    years.sort_unstable();
    years.dedup();
    years
}

/// Submissions in the order of their ids, clauses in the order of the document.
fn order(submission_id: &str, number: u32) -> u64 {
    let head = submission_id.get(..10).unwrap_or_default();
    (u64::from_str_radix(head, 16).unwrap_or(0) << NUMBERS.count_ones()) | (u64::from(number) & NUMBERS)
}
