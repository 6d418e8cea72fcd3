//! `kitei recheck`: what a revision of the guideline changes for every submission.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;

use super::arguments::{RecheckCall, TableFormat};
use super::outcome::{Exit, Failure};
use super::{compare, extract, guideline, output};
use crate::guideline::{Guideline, Profile};
use crate::matching::Matcher;
use crate::report::Revision;
use crate::review::{
    self, FileRecord, GuidelineRecord, Plan, Rechecked, Review, SettingsRecord, Shift, SubmissionRecord,
    ToolRecord, Unfounded, breaks,
};
use crate::text::Lang;

pub(super) fn run(call: &RecheckCall, lang: Lang) -> Result<Exit, Failure> {
    let profile = call.profile.as_deref().map(guideline::profile).transpose()?;
    let load = |id: &str| -> Result<Guideline, Failure> {
        let guideline = guideline::load(id)?;
        Ok(match &profile {
            Some(profile) => guideline.for_profile(profile),
            None => guideline,
        })
    };
    let (from, to) = (load(&call.from)?, load(&call.to)?);
    let pool = extract::pool(&call.limits)?;
    let settings = SettingsRecord {
        profile: profile.as_ref().map(Profile::sha256),
        ocr: pool.recognizer(),
        ..SettingsRecord::default()
    };
    let plan = Plan::new(&from, &to);
    let (before, after) = (Matcher::new(&from), Matcher::new(&to));
    let known = match &call.reviews {
        Some(folder) => known(folder, &from, &settings)?,
        None => BTreeMap::new(),
    };
    let collected = review::collect(&call.paths)?;
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(call.limits.threads.unwrap_or(0))
        .build()
        .map_err(|error| Failure::Said(error.to_string(), Exit::Failed))?;
    let rechecked: Vec<Rechecked> = threads.install(|| {
        collected
            .submissions
            .par_iter()
            .map(|input| {
                let read = review::read(input, &pool);
                let full;
                let old = if let Some(review) = known.get(&digests(&read.files)) {
                    review
                } else {
                    full = review::review(&read, &from, &before, &settings);
                    &full
                };
                review::recheck(&read, old, &to, &plan, &after, &settings)
            })
            .collect()
    });
    deliver(call, &from, &to, &rechecked, lang)?;
    for one in &rechecked {
        for warning in one.review.warnings.iter().filter(|warning| warning.loss) {
            let name = &one.review.submission.name;
            output::say(&format!("{name} {}: {}", warning.file, warning.in_lang(lang)));
        }
    }
    Ok(if rechecked.iter().any(|one| one.review.has_losses()) {
        Exit::Incomplete
    } else {
        Exit::Done
    })
}

/// By the digests of a submission's files, the reviews of a folder that a review now would give again: same
/// guideline, same settings, same tool.
fn known(
    folder: &Path,
    from: &Guideline,
    settings: &SettingsRecord,
) -> Result<BTreeMap<Vec<String>, Review>, Failure> {
    let failed = |source| Failure::File {
        path: folder.to_owned(),
        source,
    };
    let mut known = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(failed)?.flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let Ok(review) = fs::read(&path).map(|bytes| serde_json::from_slice::<Review>(&bytes)) else {
            continue;
        };
        // Other JSON may stand in the folder; a review that does not fit is made anew.
        if let Ok(review) = review
            && review.guideline == GuidelineRecord::of(from)
            && review.settings == *settings
            && review.tool == ToolRecord::this()
        {
            known.insert(digests(&review.submission.files), review);
        }
    }
    Ok(known)
}

fn digests(files: &[FileRecord]) -> Vec<String> {
    files
        .iter()
        .map(|file| format!("{} {}", file.name, file.sha256))
        .collect()
}

fn deliver(
    call: &RecheckCall,
    from: &Guideline,
    to: &Guideline,
    rechecked: &[Rechecked],
    lang: Lang,
) -> Result<Exit, Failure> {
    let revision = Revision {
        from,
        to,
        submissions: rechecked,
    };
    let bytes = match call.output.format {
        TableFormat::Text => revision.text().into_bytes(),
        TableFormat::Html => revision.html(lang).into_bytes(),
        TableFormat::Xlsx => revision.xlsx().map_err(|error| compare::unwritten(&error))?,
        TableFormat::Json => ndjson(from, to, rechecked).into_bytes(),
        TableFormat::Docx => {
            let message = "docx は kitei compare と kitei guideline diff の形式。xlsx か html を指定する";
            return Err(Failure::Said(message.to_owned(), Exit::Usage));
        }
    };
    compare::deliver(&call.output, &bytes)
}

/// One submission's line.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'a str,
    from: GuidelineRecord,
    submission: &'a SubmissionRecord,
    shifts: &'a [Shift],
    unfounded: &'a [Unfounded],
    /// The new review, with the version it is against.
    review: &'a Review,
}

/// A line a submission, then one over all.
fn ndjson(from: &Guideline, to: &Guideline, rechecked: &[Rechecked]) -> String {
    let mut lines = String::new();
    for one in rechecked {
        let line = Line {
            schema: "kitei.recheck/1",
            from: GuidelineRecord::of(from),
            submission: &one.review.submission,
            shifts: &one.shifts,
            unfounded: &one.unfounded,
            review: &one.review,
        };
        // Every part is a plain structure with string keys, which serde_json always can write.
        let line = serde_json::to_string(&line).unwrap_or_default();
        let _ = writeln!(lines, "{line}");
    }
    let broken: Vec<_> = breaks(rechecked.iter().map(|one| one.shifts.as_slice()), to)
        .into_iter()
        .map(|(requirement, submissions)| json!({ "requirement": requirement, "submissions": submissions }))
        .collect();
    let line =
        json!({ "schema": "kitei.recheck-summary/1", "submissions": rechecked.len(), "breaks": broken });
    let _ = writeln!(lines, "{line}");
    lines
}
