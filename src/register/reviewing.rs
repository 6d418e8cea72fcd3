//! A submission on file, reviewed by the machine.

use super::{FileStore, Submission};
use crate::guideline::{Guideline, Profile};
use crate::matching::Matcher;
use crate::review::{
    self, InputFile, ReadSubmission, Review, SettingsRecord, Source, SubmissionInput, WorkerPool,
};

impl FileStore {
    /// The files of a submission, to be read where they lie.
    pub fn input(&self, submission: &Submission) -> SubmissionInput {
        SubmissionInput {
            name: submission.facts.name.clone(),
            files: submission
                .files
                .iter()
                .map(|file| InputFile {
                    name: file.name.clone(),
                    source: Source::Path(self.path(&file.sha256)),
                })
                .collect(),
        }
    }
}

/// Reviews what was read of a submission against `guideline`, as it applies to an applicant of this profile. To be put
/// on file with [`super::Register::add_review`].
pub fn review_for(
    read: &ReadSubmission,
    profile: &Profile,
    guideline: &Guideline,
    pool: &WorkerPool,
) -> Review {
    let is_stated = *profile != Profile::default();
    let guideline = guideline.clone().for_profile(profile);
    let settings = SettingsRecord {
        profile: is_stated.then(|| profile.sha256()),
        ocr: pool.recognizer(),
        ..SettingsRecord::default()
    };
    review::review(read, &guideline, &Matcher::new(&guideline), &settings)
}
