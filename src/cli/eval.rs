//! `kitei eval`: accuracy against labelled regulations.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;

use serde::Serialize;

use super::arguments::{EvalCall, TextFormat};
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output};
use crate::guideline::Guideline;
use crate::matching::{LabelledElement, Matcher, fit};
use crate::regulation::Submission;
use crate::review::eval::{Figures, Flags, Labelled, labelled, measure, observe, share};
use crate::review::{self, WorkerPool};
use crate::text::{Lang, Thesaurus};

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    name: &'a str,
    figures: &'a Figures,
}

pub(super) fn run(call: &EvalCall, _lang: Lang) -> Result<Exit, Failure> {
    let pool = extract::pool(&call.limits)?;
    let regulations = labelled(&call.folder)?;
    let mut guidelines = BTreeMap::new();
    let mut read = Vec::new();
    for regulation in &regulations {
        let id = &regulation.gold.guideline;
        if !guidelines.contains_key(id) {
            guidelines.insert(id.clone(), guideline::load(id)?);
        }
        read.push(submission(regulation, &pool)?);
    }
    let measured = Measured {
        matchers: guidelines
            .iter()
            .map(|(id, guideline)| (id.as_str(), Matcher::new(guideline)))
            .collect(),
        guidelines: &guidelines,
        regulations: &regulations,
        submissions: &read,
    };
    if let Some(id) = &call.explain {
        output::print(&measured.explain(id))?;
        return Ok(Exit::Done);
    }
    if let Some(file) = &call.fit {
        let observed = measured.observe();
        let weights = fit(&observed.iter().flatten().collect::<Vec<_>>());
        std::fs::write(file, weights.to_toml())?;
        return Ok(Exit::Done);
    }
    let rows = measured.rows(call.leave_one_out);
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

/// Labelled regulations, read, and what they are matched with.
struct Measured<'a> {
    guidelines: &'a BTreeMap<String, Guideline>,
    matchers: BTreeMap<&'a str, Matcher<'a>>,
    regulations: &'a [Labelled],
    submissions: &'a [Submission],
}

impl Measured<'_> {
    /// The figures of each regulation and of all; with weights fitted on the others where they are left out.
    fn rows(&self, leave_one_out: bool) -> Vec<(String, Figures)> {
        let observed = if leave_one_out { self.observe() } else { Vec::new() };
        let mut all = Figures::default();
        let mut rows = Vec::new();
        for (at, (regulation, submission)) in self.regulations.iter().zip(self.submissions).enumerate() {
            let id = regulation.gold.guideline.as_str();
            let findings = if leave_one_out {
                let others = observed.iter().enumerate().filter(|(other, _)| *other != at);
                let weights = fit(&others.flat_map(|(_, elements)| elements).collect::<Vec<_>>());
                Matcher::with(&self.guidelines[id], Thesaurus::builtin(), &weights).findings(submission)
            } else {
                self.matchers[id].findings(submission)
            };
            let figures = measure(&findings, &regulation.gold);
            all.merge(&figures);
            rows.push((regulation.name.clone(), figures));
        }
        rows.push(("all".to_owned(), all));
        rows
    }

    /// What the matcher sees of each regulation's labelled elements.
    fn observe(&self) -> Vec<Vec<LabelledElement>> {
        self.regulations
            .iter()
            .zip(self.submissions)
            .map(|(regulation, submission)| {
                let matcher = &self.matchers[regulation.gold.guideline.as_str()];
                observe(matcher, submission, &regulation.gold)
            })
            .collect()
    }

    fn explain(&self, id: &str) -> String {
        let (requirement, wanted) = match id.split_once('/') {
            Some((requirement, number)) => (requirement, number.parse::<usize>().ok()),
            None => (id, None),
        };
        let mut text = String::new();
        for (regulation, submission) in self.regulations.iter().zip(self.submissions) {
            let Some(labels) = regulation.gold.requirements.get(requirement) else {
                continue;
            };
            for (index, label) in labels.elements.iter().enumerate() {
                if wanted.is_some_and(|number| number != index + 1) {
                    continue;
                }
                let _ = writeln!(
                    text,
                    "{} {requirement}/{}: {:?} {}",
                    regulation.name,
                    index + 1,
                    label.coverage,
                    label.citations.join(" ")
                );
                let matcher = &self.matchers[regulation.gold.guideline.as_str()];
                for line in matcher.explain(submission, requirement, index) {
                    let _ = writeln!(text, "  {line}");
                }
            }
        }
        text
    }
}

fn submission(regulation: &Labelled, pool: &WorkerPool) -> Result<Submission, Failure> {
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
    Ok(read.submission)
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
    if let Some((_, all)) = rows.last() {
        text.push_str(&confusion(all));
    }
    text
}

/// How many elements are labelled as (row) and judged as (column).
fn confusion(figures: &Figures) -> String {
    const CLASSES: [&str; 4] = ["covered", "weak", "delegated", "uncovered"];
    let mut text = format!("\n{:<18}", "labelled \\ judged");
    for class in CLASSES {
        let _ = write!(text, " {class:>10}");
    }
    text.push('\n');
    for (class, row) in CLASSES.iter().zip(&figures.confusion) {
        let _ = write!(text, "{class:<18}");
        for count in &row[..CLASSES.len()] {
            let _ = write!(text, " {count:>10}");
        }
        text.push('\n');
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
