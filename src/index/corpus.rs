//! The index on disk: its folder, its format, its one writer.
//!
//! ```text
//! index/format      the format's version
//! index/lock        held by the one writer
//! index/clauses/    the engine's files
//! ```

use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use tantivy::collector::DocSetCollector;
use tantivy::directory::MmapDirectory;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{Index, IndexReader, ReloadPolicy, Searcher, TantivyDocument};

use super::clause::IndexedSubmission;
use super::error::IndexError;
use super::schema::{Fields, SUBMISSION, register, settings};

/// The format this version writes and reads. It changes with the layout, the schema, and the analysis.
pub const FORMAT: &str = "kitei-index/1";

/// An index on disk, opened for reading.
pub struct Corpus {
    pub(super) folder: PathBuf,
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
        let format = folder.join("format");
        match fs::read_to_string(&format) {
            Ok(found) if found.trim() == FORMAT => {}
            Ok(found) => {
                return Err(IndexError::Format {
                    path: folder.to_owned(),
                    found: found.trim().to_owned(),
                    expected: FORMAT.to_owned(),
                });
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(IndexError::Missing(folder.to_owned()));
            }
            Err(source) => return Err(IndexError::File { path: format, source }),
        }
        let (schema, fields) = Fields::new();
        let clauses = folder.join("clauses");
        fs::create_dir_all(&clauses).map_err(at(&clauses))?;
        let directory = MmapDirectory::open(&clauses).map_err(tantivy::TantivyError::from)?;
        let index = Index::builder()
            .schema(schema)
            .settings(settings())
            .open_or_create(directory)?;
        register(&index);
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            folder: folder.to_owned(),
            index,
            fields,
            reader,
        })
    }

    /// Opens the index in `folder`, or begins one there.
    pub fn open_or_create(folder: &Path) -> Result<Self, IndexError> {
        let format = folder.join("format");
        if !format.exists() {
            fs::create_dir_all(folder).map_err(at(folder))?;
            // Whole or not at all: a format file that a crash cut short would lock people out.
            let mut file = tempfile::NamedTempFile::new_in(folder).map_err(at(folder))?;
            writeln!(file, "{FORMAT}").map_err(at(&format))?;
            file.as_file().sync_all().map_err(at(&format))?;
            file.persist(&format).map_err(|error| at(&format)(error.error))?;
        }
        Self::open(folder)
    }

    /// Takes in what was committed since it was opened.
    pub fn reload(&self) -> Result<(), IndexError> {
        Ok(self.reader.reload()?)
    }

    /// The submissions on file, by name.
    pub fn submissions(&self) -> Result<Vec<IndexedSubmission>, IndexError> {
        let searcher = self.searcher();
        let query = TermQuery::new(
            Term::from_field_text(self.fields.row_kind, SUBMISSION),
            IndexRecordOption::Basic,
        );
        let mut submissions = Vec::new();
        for address in searcher.search(&query, &DocSetCollector)? {
            let document: TantivyDocument = searcher.doc(address)?;
            submissions.push(self.fields.row::<IndexedSubmission>(&document)?);
        }
        submissions.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(submissions)
    }

    /// What stands in it.
    pub fn status(&self) -> Result<Status, IndexError> {
        let submissions = self.submissions()?;
        let folder = self.folder.join("clauses");
        let index_bytes = fs::read_dir(&folder)
            .map_err(at(&folder))?
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
