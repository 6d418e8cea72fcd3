//! Reviews made before: one that a review now would give again is not made again.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rayon::prelude::*;
use serde::Deserialize;

use super::super::arguments::RecheckCall;
use super::super::outcome::Failure;
use crate::guideline::Guideline;
use crate::review::{FileRecord, GuidelineRecord, Review, SettingsRecord, SubmissionRecord, ToolRecord};

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
            let head: Head = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
            let fits = head.guideline == guideline && head.settings == *settings && head.tool == tool;
            fits.then(|| (digests(&head.submission.files), path))
        };
        Ok(Self(paths.into_par_iter().filter_map(fitting).collect()))
    }

    /// The review of these files.
    pub(super) fn review(&self, files: &[FileRecord]) -> Option<Review> {
        let bytes = fs::read(self.0.get(&digests(files))?).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

fn digests(files: &[FileRecord]) -> Vec<String> {
    files
        .iter()
        .map(|file| format!("{} {}", file.name, file.sha256))
        .collect()
}
