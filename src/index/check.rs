//! Verifying an index, and building it anew from the extracted documents.

use std::fs;
use std::path::Path;

use tantivy::collector::Count;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Term};

use super::clause::{IndexedFile, IndexedSubmission};
use super::corpus::{Corpus, at};
use super::error::IndexError;
use super::writer::Writer;
use crate::text::Message;

impl Corpus {
    /// What is wrong with the index; nothing where all is well.
    pub fn verify(&self) -> Result<Vec<Message>, IndexError> {
        let mut problems = Vec::new();
        for file in self.index.validate_checksum()? {
            let file = file.display();
            problems.push(Message::new(
                format!("{file}: 索引のファイルが壊れている。kitei index rebuild で作り直す"),
                format!("{file}: damaged; run kitei index rebuild"),
            ));
        }
        let searcher = self.searcher();
        for submission in self.submissions()? {
            let term = Term::from_field_text(self.fields.submission_id, &submission.id);
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            // The submission itself is a row too.
            let found = searcher.search(&query, &Count)?.saturating_sub(1);
            if found != submission.clauses {
                let (name, clauses) = (&submission.name, submission.clauses);
                problems.push(Message::new(
                    format!("{name}: 条項が {clauses} のはずが {found}。kitei index rebuild で作り直す"),
                    format!("{name}: {found} clauses instead of {clauses}; run kitei index rebuild"),
                ));
            }
            problems.extend(self.missing(&submission).map(|file| {
                let (name, file) = (&submission.name, &file.name);
                Message::new(
                    format!("{name} {file}: 読み取り結果がない。kitei index add でもう一度登録する"),
                    format!("{name} {file}: no extracted document; add the file again"),
                )
            }));
        }
        Ok(problems)
    }

    /// Files of a submission whose words are not kept.
    fn missing<'a>(&self, submission: &'a IndexedSubmission) -> impl Iterator<Item = &'a IndexedFile> {
        let documents = self.documents();
        submission
            .files
            .iter()
            .filter(move |file| file.readable && documents.get_any(&file.sha256).is_none())
    }

    /// Builds the index in `folder` anew, from its extracted documents, whatever its format. The old one serves until
    /// the new one is whole.
    ///
    /// # Errors
    /// When the list of submissions or a document cannot be read: then the old index stays.
    pub fn rebuild(folder: &Path) -> Result<Self, IndexError> {
        let (old, submissions) = Self::submissions_of_any_format(folder)?;
        let name = Self::next_engine_folder(&old);
        let engine = folder.join(&name);
        if engine.exists() {
            // Left behind by a rebuild that did not end.
            fs::remove_dir_all(&engine).map_err(at(&engine))?;
        }
        let corpus = Self::open_engine(folder, &name)?;
        if let Some((submission, file)) = submissions
            .iter()
            .find_map(|s| corpus.missing(s).next().map(|file| (s, file)))
        {
            return Err(IndexError::Lost {
                submission: submission.name.clone(),
                file: file.name.clone(),
            });
        }
        let mut writer = Writer::new(&corpus)?;
        for submission in submissions {
            let whole = corpus.submission(&submission);
            writer.add(&whole, submission.files, submission.path)?;
        }
        writer.finish()?;
        Self::point_to(folder, &name)?;
        let old = folder.join(old);
        fs::remove_dir_all(&old).map_err(at(&old))?;
        Ok(corpus)
    }
}
