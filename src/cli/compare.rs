//! `kitei guideline diff` and `kitei compare`: two versions beside each other.

use std::path::Path;

use serde_json::json;

use super::arguments::{CompareCall, OutputArguments, TableFormat};
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output};
use crate::guideline::{Change, Guideline, ItemChange, ItemPlace, Profile, compare};
use crate::matching::Matcher;
use crate::report::{Comparison, ComparisonRow};
use crate::review::{self, ReadSubmission, SettingsRecord, Shift, SubmissionInput};
use crate::text::{Lang, Mark};

/// Lays two versions of a guideline beside each other.
pub(super) fn versions(old: &str, new: &str, output: &OutputArguments, lang: Lang) -> Result<Exit, Failure> {
    let (old, new) = (guideline::load(old)?, guideline::load(new)?);
    let items = compare(&old, &new);
    if output.format == TableFormat::Json {
        let lines: Vec<String> = items.iter().map(|item| json_item(&old, &new, item)).collect();
        return deliver(output, (lines.join("\n") + "\n").as_bytes());
    }
    let named = |guideline: &Guideline| format!("{} {}", guideline.title, guideline.version);
    let notices = [&old, &new]
        .into_iter()
        .filter_map(|guideline| Some(format!("{}: {}", guideline.id, guideline.notice.as_ref()?)))
        .collect();
    let table = Comparison {
        title: format!("新旧対照表　{} → {}", old.id, new.id),
        notices,
        old: named(&old),
        new: named(&new),
        rows: items.iter().map(item_row).collect(),
    };
    render(&table, output, lang)
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
    let rows: Vec<ComparisonRow> = review::compare_submissions(&old.submission, &new.submission)
        .into_iter()
        .map(|change| {
            let shifted = change.change == Change::Same && change.old != change.new;
            ComparisonRow {
                remarks: remarks(&effects, &before, &after, &change, shifted),
                change: change.change,
                old_place: change.old.unwrap_or_default(),
                new_place: change.new.unwrap_or_default(),
                pieces: change.pieces,
            }
        })
        .collect();
    let table = Comparison {
        title: format!(
            "新旧対照表　{} → {}",
            before.submission.name, after.submission.name
        ),
        notices: effects.iter().map(|shift| effect(shift, &guideline)).collect(),
        old: format!("旧（{}）", before.submission.name),
        new: format!("新（{}）", after.submission.name),
        rows,
    };
    let exit = if call.output.format == TableFormat::Json {
        let rows: Vec<_> = table.rows.iter().map(json_row).collect();
        let object = json!({
            "schema": "kitei.compare/1", "old": before.submission, "new": after.submission,
            "guideline": after.guideline, "provisions": rows, "effects": effects,
        });
        deliver(&call.output, format!("{object}\n").as_bytes())?
    } else {
        render(&table, &call.output, lang)?
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

fn item_row(item: &ItemChange) -> ComparisonRow {
    let place = |place: &Option<ItemPlace>| {
        place
            .as_ref()
            .map_or(String::new(), |p| format!("{} {}", p.book, p.number))
    };
    let mut remarks: Vec<String> = item
        .elements
        .iter()
        .filter(|element| element.change != Change::Same && item.old.is_some() && item.new.is_some())
        .map(|element| {
            let words: String = element
                .point
                .iter()
                .filter(|p| p.mark != Mark::Removed || element.change == Change::Removed)
                .map(|p| p.text.as_str())
                .collect();
            format!("観点の{}: {words}", element.change.word())
        })
        .collect();
    if item.moved && item.change == Change::Changed {
        remarks.push("移動".to_owned());
    }
    remarks.extend(item.source.iter().map(|source| format!("出典: {source}")));
    ComparisonRow {
        change: item.change,
        old_place: place(&item.old),
        new_place: place(&item.new),
        pieces: item.text.clone(),
        remarks,
    }
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

/// One line on what an amendment did to a duty.
fn effect(shift: &Shift, guideline: &Guideline) -> String {
    let number = guideline
        .requirement(&shift.requirement)
        .map_or(String::new(), |r| {
            let book = guideline.book(&r.book).map_or("", |book| book.title.as_str());
            format!("{book} {}", r.official_number())
        });
    let what = if shift.kind == review::ShiftKind::NowFulfilled {
        "改正で満たされた"
    } else {
        "改正で欠けた"
    };
    format!("{what}: {} {number} {}", shift.requirement, shift.point)
}

/// What the amendment of this provision did to duties: those for which it is evidence.
fn remarks(
    effects: &[Shift],
    before: &review::Review,
    after: &review::Review,
    change: &review::ProvisionChange,
    shifted: bool,
) -> Vec<String> {
    let cites = |review: &review::Review, shift: &Shift, citation: &Option<String>| {
        let finding = review
            .findings
            .iter()
            .find(|f| f.requirement == shift.requirement);
        let element = finding.and_then(|f| f.elements.get(shift.element.saturating_sub(1)));
        element
            .filter(|element| !element.coverage.is_flagged())
            .and_then(|element| element.evidence.first())
            .is_some_and(|evidence| Some(&evidence.citation) == citation.as_ref())
    };
    let mut remarks: Vec<String> = if shifted {
        vec!["番号の移動".to_owned()]
    } else {
        Vec::new()
    };
    if change.change != Change::Same {
        for shift in effects {
            let line = match shift.kind {
                review::ShiftKind::NowFulfilled if cites(after, shift, &change.new) => "満たす",
                review::ShiftKind::NewlyMissing if cites(before, shift, &change.old) => "欠ける",
                _ => continue,
            };
            remarks.push(format!("{line}: {} {}", shift.requirement, shift.point));
        }
    }
    remarks
}

fn render(table: &Comparison, output: &OutputArguments, lang: Lang) -> Result<Exit, Failure> {
    let bytes = match output.format {
        TableFormat::Html => table.html(lang).into_bytes(),
        TableFormat::Xlsx => table.xlsx().map_err(|error| unwritten(&error))?,
        TableFormat::Docx => table.docx().map_err(|error| unwritten(&error))?,
        TableFormat::Text | TableFormat::Json => table.text().into_bytes(),
    };
    deliver(output, &bytes)
}

pub(super) fn unwritten(error: &crate::report::ReportError) -> Failure {
    Failure::Said(error.to_string(), Exit::Failed)
}

/// Writes to the named file, or to stdout what can be read there.
pub(super) fn deliver(output: &OutputArguments, bytes: &[u8]) -> Result<Exit, Failure> {
    match (&output.out, output.format) {
        (Some(path), _) => output::write_whole(path, bytes)?,
        (None, TableFormat::Xlsx | TableFormat::Docx) => {
            let message = "xlsx と docx は画面に出せない。--out FILE で書く先を指定する";
            return Err(Failure::Said(message.to_owned(), Exit::Usage));
        }
        (None, _) => output::print(&String::from_utf8_lossy(bytes))?,
    }
    Ok(Exit::Done)
}
