//! `kitei guideline diff` and `kitei compare`: two versions beside each other.

use std::path::Path;

use serde_json::json;

use super::arguments::{CompareCall, OutputArguments, TableFormat};
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output};
use crate::guideline::{Guideline, ItemChange, Profile, compare};
use crate::matching::Matcher;
use crate::report::{Comparison, ComparisonRow};
use crate::review::{self, ReadSubmission, SettingsRecord, SubmissionInput};
use crate::text::Lang;

/// Lays two versions of a guideline beside each other.
pub(super) fn versions(old: &str, new: &str, output: &OutputArguments, lang: Lang) -> Result<Exit, Failure> {
    let (old, new) = (guideline::load(old)?, guideline::load(new)?);
    let items = compare(&old, &new);
    if output.format == TableFormat::Json {
        let lines: Vec<String> = items.iter().map(|item| json_item(&old, &new, item)).collect();
        return deliver(output, (lines.join("\n") + "\n").as_bytes());
    }
    let table = Comparison::of_guidelines(&items, &old, &new, lang);
    render(&table, output)
}

/// Lays two versions of a regulation beside each other.
pub(super) fn run(call: &CompareCall, lang: Lang) -> Result<Exit, Failure> {
    let profile = call.profile.as_deref().map(guideline::profile).transpose()?;
    let guideline = guideline::load(&call.guideline)?;
    let guideline = match &profile {
        Some(profile) => guideline.for_profile(profile),
        None => guideline,
    };
    let pool = extract::pool(&call.limits)?;
    let settings = SettingsRecord {
        profile: profile.as_ref().map(Profile::sha256),
        ocr: pool.recognizer(),
        ..SettingsRecord::default()
    };
    let read = |path: &Path| -> Result<ReadSubmission, Failure> { Ok(review::read(&one(path)?, &pool)) };
    let (old, new) = (read(&call.old)?, read(&call.new)?);
    let matcher = Matcher::new(&guideline);
    let before = review::review(&old, &guideline, &matcher, &settings);
    let after = review::review(&new, &guideline, &matcher, &settings);
    let effects = review::effects(&before, &after, &guideline);
    let table = Comparison::of_submissions(
        (&old.submission, &before),
        (&new.submission, &after),
        &effects,
        &guideline,
        lang,
    );
    let exit = if call.output.format == TableFormat::Json {
        let rows: Vec<_> = table.rows.iter().map(json_row).collect();
        let object = json!({
            "schema": "kitei.compare/1", "old": before.submission, "new": after.submission,
            "guideline": after.guideline, "provisions": rows, "effects": effects,
        });
        deliver(&call.output, format!("{object}\n").as_bytes())?
    } else {
        render(&table, &call.output)?
    };
    for warning in before.warnings.iter().chain(&after.warnings).filter(|w| w.loss) {
        output::say(&format!("{}: {}", warning.file, warning.in_lang(lang)));
    }
    Ok(if before.has_losses() || after.has_losses() {
        Exit::Incomplete
    } else {
        exit
    })
}

/// The one submission that a path holds: a file, or a folder's files together.
fn one(path: &Path) -> Result<SubmissionInput, Failure> {
    let collected = review::collect(&[path.to_owned()])?;
    let mut submissions = collected.submissions.into_iter();
    let name = path.file_stem().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let mut whole = SubmissionInput {
        name,
        files: Vec::new(),
    };
    for submission in submissions.by_ref() {
        whole.files.extend(submission.files);
    }
    Ok(whole)
}

fn json_item(old: &Guideline, new: &Guideline, item: &ItemChange) -> String {
    let mut object = json!({ "schema": "kitei.guideline-diff/1", "from": old.id, "to": new.id });
    if let (Some(object), Ok(serde_json::Value::Object(item))) =
        (object.as_object_mut(), serde_json::to_value(item))
    {
        object.extend(item);
    }
    object.to_string()
}

fn json_row(row: &ComparisonRow) -> serde_json::Value {
    json!({ "change": row.change, "old": row.old_place, "new": row.new_place, "pieces": row.pieces, "remarks": row.remarks })
}

fn render(table: &Comparison, output: &OutputArguments) -> Result<Exit, Failure> {
    let bytes = match output.format {
        TableFormat::Html => table.html().into_bytes(),
        TableFormat::Xlsx => table.xlsx().map_err(|error| unwritten(&error))?,
        TableFormat::Docx => table.docx().map_err(|error| unwritten(&error))?,
        TableFormat::Text | TableFormat::Json => table.text().into_bytes(),
    };
    deliver(output, &bytes)
}

pub(super) fn unwritten(error: &crate::report::ReportError) -> Failure {
    Failure::Said(error.to_string(), Exit::Failed)
}

/// Refuses what cannot be shown on the screen before it is made.
pub(super) fn check(output: &OutputArguments) -> Result<(), Failure> {
    if output.out.is_none() && matches!(output.format, TableFormat::Xlsx | TableFormat::Docx) {
        let message = "xlsx と docx は画面に出せない。--out FILE で書く先を指定する (name a file with --out)";
        return Err(Failure::Said(message.to_owned(), Exit::Usage));
    }
    Ok(())
}

/// Writes to the named file, or to stdout what can be read there.
pub(super) fn deliver(output: &OutputArguments, bytes: &[u8]) -> Result<Exit, Failure> {
    check(output)?;
    match &output.out {
        Some(path) => output::write_whole(path, bytes)?,
        None => output::print(&String::from_utf8_lossy(bytes))?,
    }
    Ok(Exit::Done)
}
