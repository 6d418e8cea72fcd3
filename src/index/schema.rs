//! The fields of the index, and rows from documents of the engine.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{IndexSettings, TantivyDocument};

use super::clause::IndexedSubmission;
use super::error::IndexError;
use super::packed::Unpacked;

/// Tells in the schema that the terms are our own ([`super::analysis`]).
const ANALYZER: &str = "kitei";
/// The engine's own, which leaves a text as it is.
const RAW: &str = "raw";
/// What [`Fields::row_kind`] says of a clause.
pub(super) const CLAUSE: &str = "clause";
/// What [`Fields::row_kind`] says of a submission.
pub(super) const SUBMISSION: &str = "submission";
/// The column of [`Fields::submission_id`].
pub(super) const ID_COLUMN: &str = "submission_id";
/// The column of [`Fields::number`].
pub(super) const NUMBER_COLUMN: &str = "number";

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
    /// The number of the clause within its submission. Rows of the same score are ordered by submission and number: the
    /// order must not depend on when they were added.
    pub number: Field,
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
            submission_id: schema.add_text_field(ID_COLUMN, narrowing(RAW).set_fast(RAW)),
            name: schema.add_text_field("name", narrowing(ANALYZER)),
            applicant: schema.add_text_field("applicant", narrowing(ANALYZER)),
            kind: schema.add_text_field("kind", narrowing(RAW)),
            year: schema.add_u64_field("year", NumericOptions::default().set_indexed()),
            chapter: schema.add_text_field("chapter", narrowing(ANALYZER)),
            citation: schema.add_text_field("citation", narrowing(RAW)),
            words: schema.add_text_field("words", phrases),
            number: schema.add_u64_field(NUMBER_COLUMN, FAST),
            row: schema.add_text_field("row", STORED),
            clauses: schema.add_bytes_field("clauses", STORED),
        };
        (schema.build(), fields)
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

/// The settings of the engine.
pub(super) fn settings() -> IndexSettings {
    IndexSettings::default()
}

/// The years of `dates`, each once.
pub(super) fn years(dates: &[String]) -> Vec<u64> {
    let mut years: Vec<u64> = dates
        .iter()
        .filter_map(|date| date.get(..4)?.parse().ok())
        .collect();
    years.sort_unstable();
    years.dedup();
    years
}
