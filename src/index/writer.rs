//! Adding and removing submissions.

use std::collections::BTreeMap;

use tantivy::IndexWriter;
use tantivy::schema::Term;

use super::clause::{IndexedFile, rows, submission_id};
use super::corpus::{Corpus, WriterLock};
use super::error::IndexError;
use crate::regulation::Submission;

/// Memory for postings before they are written out, in bytes.
const BUDGET: usize = 256 << 20;

/// What adding a submission came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is on file now.
    New,
    /// It is on file now, and what came from the same path before is not any more.
    Replaced,
    /// The same contents were on file already.
    Known,
}

/// The one writer of an index. What was added or removed counts from the next [`Writer::commit`]; before it, or when
/// the process ends without it, the index is as it was.
pub struct Writer<'a> {
    corpus: &'a Corpus,
    engine: IndexWriter,
    /// The ids on file, and the paths they came from.
    known: BTreeMap<String, Option<String>>,
    _lock: WriterLock,
}

impl<'a> Writer<'a> {
    /// Begins to write to `corpus`.
    pub fn new(corpus: &'a Corpus) -> Result<Self, IndexError> {
        let lock = WriterLock::take(&corpus.folder)?;
        corpus.reload()?;
        let known = corpus
            .submissions()?
            .into_iter()
            .map(|s| (s.id, s.path))
            .collect();
        let engine = corpus.index.writer_with_num_threads(1, BUDGET)?;
        Ok(Self {
            corpus,
            engine,
            known,
            _lock: lock,
        })
    }

    /// Whether a submission of these files is on file already.
    pub fn has(&self, files: &[IndexedFile]) -> bool {
        self.known.contains_key(&submission_id(files))
    }

    /// Adds a submission that was read from `path`. The same contents are on file only once; other contents from the
    /// same path replace what came from there before.
    pub fn add(
        &mut self,
        submission: &Submission,
        files: Vec<IndexedFile>,
        path: Option<String>,
    ) -> Result<Added, IndexError> {
        let (card, clauses) = rows(submission, files, path);
        if self.known.contains_key(&card.id) {
            return Ok(Added::Known);
        }
        let before = self
            .known
            .iter()
            .find(|(_, path)| path.is_some() && **path == card.path)
            .map(|(id, _)| id.clone());
        if let Some(id) = &before {
            self.remove(id);
        }
        for clause in &clauses {
            self.engine.add_document(self.corpus.fields.clause(clause))?;
        }
        let card_row = self.corpus.fields.submission(&card, &clauses)?;
        self.engine.add_document(card_row)?;
        self.known.insert(card.id, card.path);
        Ok(before.map_or(Added::New, |_| Added::Replaced))
    }

    /// Removes the submission with this id.
    pub fn remove(&mut self, id: &str) {
        self.known.remove(id);
        self.engine
            .delete_term(Term::from_field_text(self.corpus.fields.submission_id, id));
    }

    /// Makes everything so far part of the index, on disk.
    pub fn commit(&mut self) -> Result<(), IndexError> {
        self.engine.commit()?;
        Ok(())
    }

    /// Commits, tidies up, and lets the next writer in.
    pub fn finish(mut self) -> Result<(), IndexError> {
        self.commit()?;
        self.engine.wait_merging_threads()?;
        self.corpus.reload()
    }
}
