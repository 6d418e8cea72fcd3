//! A part of the index in the making: rows become the files that the engine itself would write of them.

use tantivy::directory::{TerminatingWrite, WritePtr};
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReader, FieldNormReaders, FieldNormsSerializer};
use tantivy::index::SegmentComponent;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, Schema};
use tantivy::store::StoreWriter;
use tantivy::{IndexWriter, Segment, TantivyDocument};

use super::analysis::Cut;
use super::clause::{IndexedClause, IndexedSubmission};
use super::error::IndexError;
use super::inversion::Inversion;
use super::packed::pack;
use super::schema::{CLAUSE, Fields, SUBMISSION, years};
use crate::text::normalize;

/// Rows that are not yet written, but for what the engine stores of them.
pub(super) struct SegmentBuilder {
    fields: Fields,
    schema: Schema,
    segment: Segment,
    store: StoreWriter,
    columns: FastFieldsWriter,
    columns_file: WritePtr,
    cut: Cut,
    rows: u32,
    /// The terms of each field, in the order of the fields' ids.
    terms: Vec<Inversion>,
    /// How long the words of each row are, as the engine writes it.
    lengths: Vec<u8>,
}

impl SegmentBuilder {
    /// Begins a part of the index that `engine` writes.
    pub fn new(engine: &IndexWriter, fields: Fields) -> tantivy::Result<Self> {
        let segment = engine.new_segment();
        let (index, schema) = (segment.index(), segment.schema());
        let settings = index.settings();
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            false,
        )?;
        let tokenizers = index.fast_field_tokenizer().clone();
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, tokenizers)?;
        Ok(Self {
            fields,
            store,
            columns,
            columns_file: segment.open_write(SegmentComponent::FastFields)?,
            cut: Cut::default(),
            rows: 0,
            terms: schema.fields().map(|_| Inversion::default()).collect(),
            lengths: Vec::new(),
            schema,
            segment,
        })
    }

    /// Adds a submission and its clauses.
    pub fn add(
        &mut self,
        submission: &IndexedSubmission,
        clauses: &[IndexedClause],
    ) -> Result<(), IndexError> {
        let Fields {
            row_kind,
            submission_id,
            name,
            applicant,
            kind,
            year,
            chapter,
            citation,
            words,
            ..
        } = self.fields;
        let mut text = String::new();
        let mut before: Option<&IndexedClause> = None;
        for clause in clauses {
            // What a clause shares with the one before it is not looked at again.
            let is_same =
                |of: fn(&IndexedClause) -> &[String]| before.is_some_and(|before| of(before) == of(clause));
            let (same_dates, same_chapter) = (is_same(|c| &c.dates), is_same(|c| &c.chapter));
            let same_kind = before.is_some_and(|before| before.kind == clause.kind);
            self.next_row();
            if before.is_some() {
                self.terms_of(row_kind).as_before();
                self.terms_of(submission_id).as_before();
            } else {
                self.word(row_kind, CLAUSE);
                self.word(submission_id, &clause.submission_id);
            }
            if same_kind {
                self.terms_of(kind).as_before();
            } else {
                self.word(kind, &normalize(&clause.kind));
            }
            if same_dates {
                self.terms_of(year).as_before();
            } else {
                for date in years(&clause.dates) {
                    self.terms_of(year).term(&date.to_be_bytes());
                }
            }
            if same_chapter {
                self.terms_of(chapter).as_before();
            } else {
                self.text(chapter, &clause.chapter.join("。"));
            }
            before = Some(clause);
            for place in clause.within.iter().chain([&clause.citation]) {
                self.word(citation, &normalize(place));
            }
            text.clear();
            text.push_str(clause.title.as_deref().unwrap_or_default());
            text.push('。');
            text.push_str(&clause.text);
            self.text(words, &text);
            let mut row = TantivyDocument::new();
            row.add_text(submission_id, &clause.submission_id);
            row.add_u64(self.fields.number, u64::from(clause.number));
            self.end_row(&row)?;
        }
        self.next_row();
        self.word(row_kind, SUBMISSION);
        self.word(submission_id, &submission.id);
        let files = submission.files.iter().map(|file| file.name.as_str());
        let names: Vec<&str> = std::iter::once(submission.name.as_str()).chain(files).collect();
        self.text(name, &names.join("。"));
        self.text(applicant, &submission.applicant);
        let mut row = TantivyDocument::new();
        row.add_text(submission_id, &submission.id);
        row.add_text(self.fields.row, serde_json::to_string(submission)?);
        row.add_bytes(self.fields.clauses, &pack(submission, clauses)?);
        Ok(self.end_row(&row)?)
    }

    /// How many terms wait in memory.
    pub fn len(&self) -> usize {
        self.terms.iter().map(Inversion::len).sum()
    }

    /// Writes everything out and hands it to `engine`, whose next commit makes it part of the index.
    pub fn write(mut self, engine: &IndexWriter) -> tantivy::Result<()> {
        self.store.close()?;
        self.columns.serialize(&mut self.columns_file, None)?;
        self.columns_file.terminate()?;
        let mut norms =
            FieldNormsSerializer::from_write(self.segment.open_write(SegmentComponent::FieldNorms)?)?;
        norms.serialize_field(self.fields.words, &self.lengths)?;
        norms.close()?;
        // The engine weighs the terms of a row by its length.
        let norms = FieldNormReaders::open(self.segment.open_read(SegmentComponent::FieldNorms)?)?;
        let mut postings = InvertedIndexSerializer::open(&self.segment)?;
        for ((field, _), terms) in self.schema.fields().zip(&self.terms) {
            terms.write(field, norms.get_field(field)?, &mut postings)?;
        }
        postings.close()?;
        let segment = self.segment.with_max_doc(self.rows);
        segment.meta().untrack_temp_docstore();
        engine.add_segment(segment.meta().clone())
    }

    fn next_row(&mut self) {
        self.rows += 1;
        for terms in &mut self.terms {
            terms.next_row();
        }
    }

    fn end_row(&mut self, row: &TantivyDocument) -> tantivy::Result<()> {
        let words = self.terms_of(self.fields.words).in_row();
        self.lengths.push(FieldNormReader::fieldnorm_to_id(words));
        self.columns.add_document(row)?;
        Ok(self.store.store(row, &self.schema)?)
    }

    fn terms_of(&mut self, field: Field) -> &mut Inversion {
        &mut self.terms[field.field_id() as usize]
    }

    /// A value that is looked for as a whole.
    fn word(&mut self, field: Field, word: &str) {
        self.terms_of(field).term(word.as_bytes());
    }

    /// A text that is looked for by any part of it.
    fn text(&mut self, field: Field, text: &str) {
        let terms = &mut self.terms[field.field_id() as usize];
        self.cut.all(text, |piece, _, _| terms.piece(piece));
    }
}
