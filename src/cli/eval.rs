//! `kitei eval`: accuracy against labelled regulations.

use std::fmt::Write;
use std::io;

use serde::Serialize;

use super::arguments::{EvalCall, TextFormat};
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output};
use crate::matching::Matcher;
use crate::review::eval::{Figures, Flags, Labelled, labelled, measure, share};
use crate::review::{self, WorkerPool};
use crate::text::Lang;

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    name: &'a str,
    figures: &'a Figures,
}

pub(super) fn run(call: &EvalCall, _lang: Lang) -> Result<Exit, Failure> {
    let pool = extract::pool(&call.limits)?;
    let mut all = Figures::default();
    let mut rows = Vec::new();
    for regulation in labelled(&call.folder)? {
        let figures = figures(&regulation, &pool)?;
        all.merge(&figures);
        rows.push((regulation.name, figures));
    }
    rows.push(("all".to_owned(), all));
    match call.format {
        TextFormat::Text => output::print(&text(&rows))?,
        TextFormat::Json => {
            let line = |(name, figures): &(String, Figures)| {
                serde_json::to_string(&Line {
                    schema: "kitei.eval/1",
                    name,
                    figures,
                })
            };
            let lines: Result<Vec<_>, _> = rows.iter().map(line).collect();
            output::print(&(lines.map_err(io::Error::from)?.join("\n") + "\n"))?;
        }
    }
    Ok(Exit::Done)
}

fn figures(regulation: &Labelled, pool: &WorkerPool) -> Result<Figures, Failure> {
    let guideline = guideline::load(&regulation.gold.guideline)?;
    let inputs = review::collect(std::slice::from_ref(&regulation.path))?;
    // A folder with only files would be one submission a file: here it is one submission.
    let mut files: Vec<_> = inputs.submissions.into_iter().flat_map(|s| s.files).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let input = review::SubmissionInput {
        name: regulation.name.clone(),
        files,
    };
    let read = review::read(&input, pool);
    for warning in read.warnings.iter().filter(|warning| warning.loss) {
        output::say(&format!(
            "{} {}: {}",
            regulation.name, warning.file, warning.message
        ));
    }
    Ok(measure(
        &Matcher::new(&guideline).findings(&read.submission),
        &regulation.gold,
    ))
}

fn text(rows: &[(String, Figures)]) -> String {
    let mut text = String::from("elements (flagging)\n");
    text.push_str(HEAD);
    for (name, figures) in rows {
        text.push_str(&row(name, &figures.elements));
    }
    text.push_str("\nrequirements (flagging)\n");
    text.push_str(HEAD);
    for (name, figures) in rows {
        text.push_str(&row(name, &figures.requirements));
    }
    text.push_str("\nevidence            with  recall@1  recall@3\n");
    for (name, figures) in rows {
        let _ = writeln!(
            text,
            "{name:<18} {:>5} {:>9.3} {:>9.3}",
            figures.with_citation,
            share(figures.recall_at_1, figures.with_citation),
            share(figures.recall_at_3, figures.with_citation)
        );
    }
    text
}

const HEAD: &str = "regulation             n  precision    recall        F1  accuracy\n";

fn row(name: &str, flags: &Flags) -> String {
    format!(
        "{name:<18} {:>5} {:>10.3} {:>9.3} {:>9.3} {:>9.3}\n",
        flags.count(),
        flags.precision(),
        flags.recall(),
        flags.f1(),
        flags.accuracy()
    )
}
