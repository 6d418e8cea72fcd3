//! The index on disk: its folder, its format, its one writer.
//!
//! ```text
//! index/format        the format's version and the name of the engine's folder
//! index/lock          held by the one writer
//! index/clauses-N/    the engine's files
//! index/documents/    extracted documents
//! ```

use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use tantivy::collector::DocSetCollector;
use tantivy::directory::MmapDirectory;
use tantivy::query::TermQuery;
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{Index, IndexReader, ReloadPolicy, Searcher};

use super::clause::IndexedSubmission;
use super::error::IndexError;
use super::schema::{Fields, SUBMISSION, read_submission, settings};
use super::store::{DocumentStore, build};

/// The format this version writes and reads. It changes with the layout, the schema, and the analysis.
pub const FORMAT: &str = "kitei-index/4";

/// An index on disk, opened for reading.
pub struct Corpus {
    pub(super) folder: PathBuf,
    engine: PathBuf,
    pub(super) index: Index,
    pub(super) fields: Fields,
    reader: IndexReader,
}

/// What stands in an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// How many submissions.
    pub submissions: usize,
    /// How many clauses.
    pub clauses: usize,
    /// Bytes of their text.
    pub text_bytes: u64,
    /// Bytes of the engine's files on disk.
    pub index_bytes: u64,
}

impl Corpus {
    /// Opens the index in `folder` in its last committed state.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let (format, name) = Self::pointer(folder)?;
        if format == FORMAT {
            Self::open_engine(folder, &name)
        } else {
            Err(IndexError::Format {
                path: folder.to_owned(),
                found: format,
                expected: FORMAT.to_owned(),
            })
        }
    }

    /// Opens the index in `folder`, or begins one there.
    pub fn open_or_create(folder: &Path) -> Result<Self, IndexError> {
        if !folder.join("format").exists() {
            fs::create_dir_all(folder).map_err(at(folder))?;
            Self::point_to(folder, "clauses-1")?;
        }
        Self::open(folder)
    }

    /// Opens the engine's files in the folder `name` of the index, or begins them.
    pub(super) fn open_engine(folder: &Path, name: &str) -> Result<Self, IndexError> {
        let (schema, fields) = Fields::new();
        let engine = folder.join(name);
        fs::create_dir_all(&engine).map_err(at(&engine))?;
        let directory = MmapDirectory::open(&engine).map_err(tantivy::TantivyError::from)?;
        let index = Index::builder()
            .schema(schema)
            .settings(settings())
            .open_or_create(directory)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            folder: folder.to_owned(),
            engine,
            index,
            fields,
            reader,
        })
    }

    /// The format of the index in `folder` and the name of its engine's folder.
    fn pointer(folder: &Path) -> Result<(String, String), IndexError> {
        let path = folder.join("format");
        let text = fs::read_to_string(&path).map_err(|source| {
            if source.kind() == std::io::ErrorKind::NotFound {
                IndexError::Missing(folder.to_owned())
            } else {
                at(&path)(source)
            }
        })?;
        let mut words = text.split_whitespace().map(str::to_owned);
        Ok((words.next().unwrap_or_default(), words.next().unwrap_or_default()))
    }

    /// Makes the engine's folder `name` the one that counts: whole or not at all.
    pub(super) fn point_to(folder: &Path, name: &str) -> Result<(), IndexError> {
        let path = folder.join("format");
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(at(folder))?;
        writeln!(file, "{FORMAT} {name}").map_err(at(&path))?;
        file.as_file().sync_all().map_err(at(&path))?;
        file.persist(&path).map_err(|error| at(&path)(error.error))?;
        Ok(())
    }

    /// A name for the engine's folder that comes after `name`.
    pub(super) fn next_engine_folder(name: &str) -> String {
        let number = name.rsplit('-').next().and_then(|n| n.parse::<u32>().ok());
        format!("clauses-{}", number.unwrap_or(0) + 1)
    }

    /// The engine's folder and the submissions of an index of any format: only what every format has in common is
    /// looked at, the fields `row_kind` and `row`.
    pub(super) fn submissions_of_any_format(
        folder: &Path,
    ) -> Result<(String, Vec<IndexedSubmission>), IndexError> {
        let (_, name) = Self::pointer(folder)?;
        let index = Index::open_in_dir(folder.join(&name))?;
        let (row_kind, row) = (
            index.schema().get_field("row_kind")?,
            index.schema().get_field("row")?,
        );
        let searcher = index.reader()?.searcher();
        Ok((name, submissions(&searcher, row_kind, row)?))
    }

    /// The extracted documents of what is on file.
    pub fn documents(&self) -> DocumentStore {
        DocumentStore::new(&self.folder.join("documents"), &build())
    }

    /// Takes in what was committed since it was opened.
    pub fn reload(&self) -> Result<(), IndexError> {
        Ok(self.reader.reload()?)
    }

    /// The submissions on file, by name.
    pub fn submissions(&self) -> Result<Vec<IndexedSubmission>, IndexError> {
        submissions(&self.searcher(), self.fields.row_kind, self.fields.row)
    }

    /// What stands in it.
    pub fn status(&self) -> Result<Status, IndexError> {
        let submissions = self.submissions()?;
        let index_bytes = fs::read_dir(&self.engine)
            .map_err(at(&self.engine))?
            .filter_map(|entry| entry.and_then(|entry| entry.metadata()).ok())
            .map(|data| data.len())
            .sum();
        Ok(Status {
            submissions: submissions.len(),
            clauses: submissions.iter().map(|s| s.clauses).sum(),
            text_bytes: submissions.iter().map(|s| s.bytes as u64).sum(),
            index_bytes,
        })
    }

    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }
}

/// The rows of `searcher` that are submissions, by name.
fn submissions(
    searcher: &Searcher,
    row_kind: Field,
    row: Field,
) -> Result<Vec<IndexedSubmission>, IndexError> {
    let term = Term::from_field_text(row_kind, SUBMISSION);
    let query = TermQuery::new(term, IndexRecordOption::Basic);
    let mut submissions = Vec::new();
    for address in searcher.search(&query, &DocSetCollector)? {
        submissions.push(read_submission(row, &searcher.doc(address)?)?);
    }
    submissions.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(submissions)
}

/// Held by the one process that writes; the system lets go of it when the process ends, however it ends.
pub(super) struct WriterLock {
    _file: File,
}

impl WriterLock {
    pub fn take(folder: &Path) -> Result<Self, IndexError> {
        let path = folder.join("lock");
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(at(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut by = String::new();
                // The name of the holder only helps; where it cannot be read the message stands without.
                let _ = file.read_to_string(&mut by);
                return Err(IndexError::Locked {
                    path: folder.to_owned(),
                    by: by.trim().to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(IndexError::File { path, source }),
        }
        file.set_len(0)
            .and_then(|()| writeln!(file, "pid {}", std::process::id()))
            .map_err(at(&path))?;
        Ok(Self { _file: file })
    }
}

pub(super) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> IndexError {
    let path = path.to_owned();
    move |source| IndexError::File { path, source }
}
