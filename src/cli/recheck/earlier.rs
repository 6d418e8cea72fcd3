//! Reviews made before: one that a review now would give again is not made again.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;

use super::super::arguments::RecheckCall;
use super::super::outcome::Failure;
use crate::guideline::Guideline;
use crate::review::{
    Coverages, FileRecord, GuidelineRecord, Review, SettingsRecord, SubmissionRecord, ToolRecord,
};

/// Where earlier reviews lie, by the names and digests of the files that were reviewed.
pub(super) struct Earlier(BTreeMap<Vec<String>, PathBuf>);

/// What a review was made of and with, without its findings.
#[derive(Deserialize)]
struct Head {
    submission: SubmissionRecord,
    guideline: GuidelineRecord,
    settings: SettingsRecord,
    tool: ToolRecord,
}

impl Earlier {
    /// The reviews in the folder that the call names, as far as they fit: same guideline, same settings, same tool.
    pub(super) fn find(
        call: &RecheckCall,
        from: &Guideline,
        settings: &SettingsRecord,
    ) -> Result<Self, Failure> {
        let Some(folder) = &call.reviews else {
            return Ok(Self(BTreeMap::new()));
        };
        let failed = |source| Failure::File {
            path: folder.clone(),
            source,
        };
        let paths: Vec<PathBuf> = fs::read_dir(folder)
            .map_err(failed)?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        let guideline = GuidelineRecord::of(from);
        let tool = ToolRecord::this();
        let fitting = |path: PathBuf| {
            // Other JSON may stand in the folder; a review that does not fit is made anew.
            let head = Head::read(&path)?;
            let fits = head.guideline == guideline && head.settings == *settings && head.tool == tool;
            fits.then(|| (digests(&head.submission.files), path))
        };
        Ok(Self(paths.into_par_iter().filter_map(fitting).collect()))
    }

    /// The review of these files.
    pub(super) fn review(&self, files: &[FileRecord]) -> Option<Review> {
        serde_json::from_slice(&self.bytes(files)?).ok()
    }

    /// How the review of these files covers each element.
    pub(super) fn coverages(&self, files: &[FileRecord]) -> Option<Coverages> {
        Coverages::read(&self.bytes(files)?).ok()
    }

    fn bytes(&self, files: &[FileRecord]) -> Option<Vec<u8>> {
        fs::read(self.0.get(&digests(files))?).ok()
    }
}

impl Head {
    /// How much of a review is read first: its findings, most of the file, come after its head.
    const FIRST: u64 = 1 << 14;
    /// What stands behind the head. No words of a submission can look like it, since quotes in them are escaped.
    const BEHIND: &[u8] = b",\"summary\":";

    /// The head of the review in a file; other JSON has none.
    fn read(path: &Path) -> Option<Self> {
        let mut bytes = Vec::new();
        Self::first(path, &mut bytes).ok()?;
        let behind = bytes
            .windows(Self::BEHIND.len())
            .position(|at| at == Self::BEHIND);
        if let Some(behind) = behind {
            bytes.truncate(behind);
            bytes.push(b'}');
        } else {
            bytes = fs::read(path).ok()?;
        }
        serde_json::from_slice(&bytes).ok()
    }

    fn first(path: &Path, bytes: &mut Vec<u8>) -> io::Result<()> {
        File::open(path)?.take(Self::FIRST).read_to_end(bytes)?;
        Ok(())
    }
}

fn digests(files: &[FileRecord]) -> Vec<String> {
    files
        .iter()
        .map(|file| format!("{} {}", file.name, file.sha256))
        .collect()
}
