//! Extracted documents, kept: no file is read twice.
//!
//! Content-addressed: a document lies under the SHA-256 of the file it was read from, compressed, with the version
//! of the extractor that read it. Whatever cannot be read back counts as not there.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use crate::document::Document;

/// How hard zstd works: beyond this, time grows and the files hardly shrink.
const LEVEL: i32 = 3;

/// A folder of extracted documents.
#[derive(Debug, Clone)]
pub struct DocumentStore {
    folder: PathBuf,
    extractor: String,
}

#[derive(Deserialize)]
struct Kept {
    extractor: String,
    document: Document,
}

#[derive(Serialize)]
struct ToKeep<'a> {
    extractor: &'a str,
    document: &'a Document,
}

impl DocumentStore {
    /// The store in `folder`, which need not exist yet; `extractor` is the version that reads now.
    pub fn new(folder: &Path, extractor: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            extractor: extractor.to_owned(),
        }
    }

    /// The same store, of documents read with the `help` of other programs: those read without are not given out.
    #[must_use]
    pub fn with_help(&self, help: &str) -> Self {
        let extractor = if help.is_empty() {
            self.extractor.clone()
        } else {
            format!("{}+{help}", self.extractor)
        };
        Self {
            folder: self.folder.clone(),
            extractor,
        }
    }

    /// The document of the file with this hash, if this extractor read it.
    pub fn get(&self, sha256: &str) -> Option<Document> {
        let kept = self.read(sha256)?;
        (kept.extractor == self.extractor).then_some(kept.document)
    }

    /// The document of the file with this hash, whichever extractor read it.
    pub fn get_any(&self, sha256: &str) -> Option<Document> {
        Some(self.read(sha256)?.document)
    }

    /// Keeps a document: whole or not at all.
    pub fn put(&self, document: &Document) -> io::Result<()> {
        let path = self.path(&document.sha256);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let json = serde_json::to_vec(&ToKeep {
            extractor: &self.extractor,
            document,
        })?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&zstd::bulk::compress(&json, LEVEL)?)?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    }

    fn read(&self, sha256: &str) -> Option<Kept> {
        let packed = fs::read(self.path(sha256)).ok()?;
        let json = zstd::stream::decode_all(packed.as_slice()).ok()?;
        let kept: Kept = serde_json::from_slice(&json).ok()?;
        (kept.document.sha256 == sha256).then_some(kept)
    }

    fn path(&self, sha256: &str) -> PathBuf {
        // Two characters of fan-out keep folders small with tens of thousands of files.
        let fan = sha256.get(..2).unwrap_or("--");
        self.folder.join(fan).join(format!("{sha256}.zst"))
    }
}

/// What is different whenever this program is another: its version, and the size and time of its file, so that
/// nothing kept by an unreleased build is taken for the work of the next.
pub fn build() -> String {
    let file = std::env::current_exe().and_then(fs::metadata);
    let stamp = file.ok().map_or((0, 0), |data| {
        let time = data
            .modified()
            .ok()
            .and_then(|t| t.duration_since(UNIX_EPOCH).ok());
        (data.len(), time.map_or(0, |t| t.as_nanos()))
    });
    format!("{}-{:x}-{:x}", env!("CARGO_PKG_VERSION"), stamp.0, stamp.1)
}
