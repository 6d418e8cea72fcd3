//! `kitei guideline`: the catalogues.

use std::fmt::Write;
use std::io;

use super::arguments::{GuidelineCall, GuidelineCommand, TextFormat};
use super::outcome::{Exit, Failure};
use super::output;
use crate::guideline::{Guideline, Requirement, builtin, ids};
use crate::text::Lang;

pub(super) fn run(call: &GuidelineCall, lang: Lang) -> Result<Exit, Failure> {
    match &call.command {
        GuidelineCommand::List => list(lang),
        GuidelineCommand::Show {
            id,
            requirement,
            format,
        } => show(id, requirement.as_deref(), *format, lang),
    }
}

/// Loads the guideline `id`, or says which ids are nearest to it.
pub(super) fn load(id: &str) -> Result<Guideline, Failure> {
    match builtin(id) {
        Some(loaded) => Ok(loaded?),
        None => Err(Failure::UnknownGuideline {
            id: id.to_owned(),
            nearest: nearest(id),
        }),
    }
}

/// The three ids most like `id`, by Jaro-Winkler similarity.
fn nearest(id: &str) -> Vec<String> {
    let mut known: Vec<&str> = ids().collect();
    known.sort_by(|a, b| strsim::jaro_winkler(b, id).total_cmp(&strsim::jaro_winkler(a, id)));
    known.into_iter().take(3).map(str::to_owned).collect()
}

fn list(lang: Lang) -> Result<Exit, Failure> {
    let mut text = String::new();
    for id in ids() {
        let guideline = load(id)?;
        let elements: usize = guideline.requirements.iter().map(|r| r.elements.len()).sum();
        let counts = match lang {
            Lang::Ja => format!("遵守事項 {} 観点 {elements}", guideline.requirements.len()),
            Lang::En => format!(
                "{} requirements, {elements} elements",
                guideline.requirements.len()
            ),
        };
        let _ = writeln!(
            text,
            "{id}\t{} {}\t{}\t{counts}",
            guideline.title, guideline.version, guideline.published
        );
    }
    output::print(&text)?;
    Ok(Exit::Done)
}

fn show(id: &str, requirement: Option<&str>, format: TextFormat, lang: Lang) -> Result<Exit, Failure> {
    let guideline = load(id)?;
    let wanted: Vec<&Requirement> = match requirement {
        None => guideline.requirements.iter().collect(),
        Some(id) => vec![
            guideline
                .requirement(id)
                .ok_or_else(|| unknown_requirement(&guideline, id, lang))?,
        ],
    };
    match format {
        TextFormat::Text => output::print(
            &wanted
                .iter()
                .map(|r| text(&guideline, r, lang))
                .collect::<String>(),
        )?,
        TextFormat::Json => {
            let lines: Result<Vec<_>, _> = wanted.iter().map(serde_json::to_string).collect();
            output::print(&(lines.map_err(io::Error::from)?.join("\n") + "\n"))?;
        }
    }
    Ok(Exit::Done)
}

fn text(guideline: &Guideline, requirement: &Requirement, lang: Lang) -> String {
    let book = guideline.book(&requirement.book).map_or("", |book| &book.title);
    let unconfirmed = match (requirement.is_unconfirmed(), lang) {
        (false, _) => "",
        (true, Lang::Ja) => "［未確認］",
        (true, Lang::En) => " [unconfirmed]",
    };
    let mut text = format!(
        "{}  {book} {} {}{unconfirmed}\n  {}\n",
        requirement.id,
        requirement.official_number(),
        guideline.section_title(requirement),
        requirement.text
    );
    for (number, element) in (1..).zip(&requirement.elements) {
        let _ = writeln!(text, "  {number}. {}", element.point);
    }
    if !requirement.related.is_empty() {
        let _ = writeln!(text, "  → {}", requirement.related.join(" "));
    }
    text
}

fn unknown_requirement(guideline: &Guideline, id: &str, lang: Lang) -> Failure {
    let mut known: Vec<&str> = guideline.requirements.iter().map(|r| r.id.as_str()).collect();
    known.sort_by(|a, b| strsim::jaro_winkler(b, id).total_cmp(&strsim::jaro_winkler(a, id)));
    let nearest = known.into_iter().take(3).collect::<Vec<_>>().join(" ");
    let message = match lang {
        Lang::Ja => format!("{} に遵守事項 {id} はない。近い ID: {nearest}", guideline.id),
        Lang::En => format!("{} has no requirement {id}; nearest: {nearest}", guideline.id),
    };
    Failure::Said(message, Exit::Usage)
}
