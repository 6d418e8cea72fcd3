//! Adding and removing submissions.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::IndexWriter;
use tantivy::schema::Term;

use super::clause::{IndexedFile, rows, submission_id};
use super::corpus::{Corpus, WriterLock};
use super::error::IndexError;
use super::segment::SegmentBuilder;
use crate::regulation::Submission;

/// After how many terms what waits in memory is written out; each takes ten bytes there at most.
const TERMS: usize = 24 << 20;
/// What the engine asks for at least, for a thread of its own that is never given a row.
const BUDGET: usize = 15 << 20;

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
    /// What was added and is not yet written out, and its ids.
    waiting: Option<(SegmentBuilder, BTreeSet<String>)>,
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
            waiting: None,
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
            self.remove(id)?;
        }
        let (segment, ids) = match &mut self.waiting {
            Some(waiting) => waiting,
            none => none.insert((
                SegmentBuilder::new(&self.engine, self.corpus.fields)?,
                BTreeSet::new(),
            )),
        };
        segment.add(&card, &clauses)?;
        ids.insert(card.id.clone());
        if segment.len() >= TERMS {
            self.write_out()?;
        }
        self.known.insert(card.id, card.path);
        Ok(before.map_or(Added::New, |_| Added::Replaced))
    }

    /// Removes the submission with this id.
    pub fn remove(&mut self, id: &str) -> Result<(), IndexError> {
        // Only what the engine has can be removed from it.
        if self.waiting.as_ref().is_some_and(|(_, ids)| ids.contains(id)) {
            self.write_out()?;
        }
        self.known.remove(id);
        self.engine
            .delete_term(Term::from_field_text(self.corpus.fields.submission_id, id));
        Ok(())
    }

    /// Hands what waits in memory to the engine.
    fn write_out(&mut self) -> Result<(), IndexError> {
        match self.waiting.take() {
            Some((segment, _)) => Ok(segment.write(&self.engine)?),
            None => Ok(()),
        }
    }

    /// Makes everything so far part of the index, on disk.
    pub fn commit(&mut self) -> Result<(), IndexError> {
        self.write_out()?;
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
