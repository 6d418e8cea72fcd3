//! Submitted files, kept beside the database under the hash of their content.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Result;
use super::error::RegisterError;
use crate::text::hex_digest;

/// The folder of submitted files.
#[derive(Debug, Clone)]
pub struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// The store that belongs to the register at `path`: `kitei.sqlite` has its files in `kitei.files`.
    pub fn beside(path: &Path) -> Self {
        Self {
            folder: path.with_extension("files"),
        }
    }

    /// Where the files lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps `bytes`, whole or not at all, and gives their hash.
    pub fn put(&self, bytes: &[u8]) -> Result<String> {
        let sha256 = hex_digest(bytes);
        let path = self.path(&sha256);
        let there = fs::read(&path).is_ok_and(|there| there == bytes);
        if !there {
            write(&path, bytes).map_err(|source| RegisterError::Io { path, source })?;
        }
        Ok(sha256)
    }

    /// The bytes of a file, exactly as they were handed in.
    ///
    /// # Errors
    /// When they are not there, or are not what was handed in any more.
    pub fn get(&self, sha256: &str) -> Result<Vec<u8>> {
        let damaged = || RegisterError::Damaged(sha256.to_owned());
        let bytes = fs::read(self.path(sha256)).map_err(|_| damaged())?;
        (hex_digest(&bytes) == sha256)
            .then_some(bytes)
            .ok_or_else(damaged)
    }

    /// Where the file of this hash lies.
    pub fn path(&self, sha256: &str) -> PathBuf {
        // Two characters of fan-out keep folders small with tens of thousands of files.
        let fan = sha256.get(..2).unwrap_or("--");
        self.folder.join(fan).join(sha256)
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    // On the disk before the database says that it is on file.
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}
