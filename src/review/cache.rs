//! Results kept from earlier runs: what has not changed is not judged again.
//!
//! A result is found by everything it depends on: the files' contents and names, the guidelines, the settings, and
//! the program. The folder lies beside the reports, so that nothing of a submission is left anywhere else.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::collect::SubmissionInput;
use super::model::{Review, SettingsRecord};
use crate::guideline::Guideline;
use crate::index::build;
use crate::text::hex_digest;

/// How hard zstd works.
const LEVEL: i32 = 3;

/// The results of earlier runs in one folder.
#[derive(Debug, Clone)]
pub struct ReviewCache {
    folder: PathBuf,
}

/// One submission of a batch, done: where its results lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Its place among all submissions of the batch, from 0, whichever shard it was in.
    pub position: usize,
    /// The key of its results in the cache.
    pub key: String,
    /// For each of its reviews the name of its reports, without extension.
    pub stems: Vec<String>,
    /// The files that were written for it.
    pub files: Vec<String>,
    /// How they were to look: [`ReviewCache::looks`].
    pub looks: String,
}

impl ReviewCache {
    /// The cache in `folder`, which need not exist yet.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Where the extracted documents lie.
    pub fn documents(&self) -> PathBuf {
        self.folder.join("documents")
    }

    /// The key of a submission's results; nothing where a file cannot be opened.
    pub fn key(
        input: &SubmissionInput,
        guidelines: &[Guideline],
        named: bool,
        settings: &SettingsRecord,
    ) -> Option<String> {
        let mut parts = vec![build(), input.name.clone(), named.to_string()];
        for guideline in guidelines {
            parts.push(guideline.sha256.clone());
        }
        parts.push(serde_json::to_string(settings).ok()?);
        for file in &input.files {
            parts.push(file.name.clone());
            parts.push(hex_digest(&file.bytes().ok()?));
        }
        Some(hex_digest(parts.join("\u{0}").as_bytes()))
    }

    /// A hash of what decides how reports look.
    pub fn looks(parts: &[&str]) -> String {
        hex_digest(parts.join("\u{0}").as_bytes())
    }

    /// The reviews of this key, if they are kept. What cannot be read back counts as not kept.
    pub fn get(&self, key: &str) -> Option<Vec<Review>> {
        serde_json::from_slice(&read(&self.path("reviews", key))?).ok()
    }

    /// Keeps the reviews of `key`.
    pub fn put(&self, key: &str, reviews: &[Review]) -> io::Result<()> {
        self.write(&self.path("reviews", key), &serde_json::to_vec(reviews)?)
    }

    /// What was written for the results of this key.
    pub fn done(&self, key: &str) -> Option<Done> {
        let done: Done = serde_json::from_slice(&read(&self.path("done", key))?).ok()?;
        // Reports of the same names may since have been written with other settings.
        let is_latest = |stem: &String| read(&self.latest(stem)).is_some_and(|last| last == key.as_bytes());
        done.stems.iter().all(is_latest).then_some(done)
    }

    /// Keeps what was written for a submission.
    pub fn put_done(&self, done: &Done) -> io::Result<()> {
        for stem in &done.stems {
            self.write(&self.latest(stem), done.key.as_bytes())?;
        }
        self.write(&self.path("done", &done.key), &serde_json::to_vec(done)?)
    }

    /// Says which submissions belong to the latest batch.
    pub fn put_batch(&self, keys: &[String]) -> io::Result<()> {
        self.write(&self.folder.join("batch.zst"), &serde_json::to_vec(keys)?)
    }

    /// The submissions of the latest batch that are done; nothing where there was none.
    pub fn batch(&self) -> Option<Vec<Done>> {
        let keys: Vec<String> = serde_json::from_slice(&read(&self.folder.join("batch.zst"))?).ok()?;
        keys.iter().map(|key| self.done(key)).collect()
    }

    /// Where it stands which key the reports of this name were last written for.
    fn latest(&self, stem: &str) -> PathBuf {
        self.path("latest", &hex_digest(stem.as_bytes()))
    }

    fn path(&self, kind: &str, key: &str) -> PathBuf {
        let fan = key.get(..2).unwrap_or("--");
        self.folder.join(kind).join(fan).join(format!("{key}.zst"))
    }

    /// Whole or not at all, since a run may be killed at any moment.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&zstd::bulk::compress(bytes, LEVEL)?)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

fn read(path: &Path) -> Option<Vec<u8>> {
    zstd::stream::decode_all(fs::read(path).ok()?.as_slice()).ok()
}
