//! `kitei eval`: accuracy against labelled regulations.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use super::arguments::{EvalCall, TextFormat};
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output, thesaurus};
use crate::matching::{Knowledge, LabelledElement, Matcher, Precedents, Weights, fit};
use crate::regulation::Submission;
use crate::review::eval::{BANDS, Figures, Flags, Labelled, labelled, measure, observe, precedents, share};
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
    let mut regulations = Vec::new();
    for folder in &call.folders {
        regulations.extend(labelled(folder)?);
    }
    let mut guidelines = BTreeMap::new();
    let mut submissions = Vec::new();
    for regulation in &regulations {
        let id = &regulation.gold.guideline;
        if !guidelines.contains_key(id) {
            guidelines.insert(id.clone(), guideline::load(id)?);
        }
        submissions.push(submission(regulation, &pool)?);
    }
    // A regulation must not be judged by what people found in itself.
    let precedents: Vec<Precedents> = regulations
        .iter()
        .map(|regulation| {
            if call.without_precedents {
                Precedents::none().clone()
            } else {
                Precedents::builtin().without(&regulation.name)
            }
        })
        .collect();
    let mut knowledge = Knowledge::default();
    let thesaurus = call.thesaurus.as_deref().map(thesaurus::extended).transpose()?;
    if let Some((thesaurus, _)) = &thesaurus {
        knowledge.thesaurus = thesaurus;
    }
    let weights = call.weights.as_deref().map(weights).transpose()?;
    if let Some(weights) = &weights {
        (knowledge.weights, knowledge.first_weights) = (weights, weights);
    }
    let matchers = regulations
        .par_iter()
        .zip(&precedents)
        .map(|(regulation, precedents)| {
            let knowledge = Knowledge {
                precedents,
                ..knowledge
            };
            Matcher::with(&guidelines[&regulation.gold.guideline], knowledge)
        })
        .collect();
    let mut measured = Measured {
        matchers,
        regulations: &regulations,
        submissions: &submissions,
        without_precedents: call.without_precedents,
    };
    if let Some(id) = &call.explain {
        output::print(&measured.explain(id))?;
        return Ok(Exit::Done);
    }
    if let Some(file) = &call.precedents {
        std::fs::write(file, measured.precedents()?)?;
    }
    if let Some(file) = &call.fit {
        let weights = measured.fit(&measured.observe(), None);
        std::fs::write(file, measured.of_use(weights).to_toml())?;
    }
    if call.precedents.is_some() || call.fit.is_some() {
        return Ok(Exit::Done);
    }
    let left_out = if call.leave_one_out {
        measured.left_out()
    } else {
        Vec::new()
    };
    for (matcher, weights) in measured.matchers.iter_mut().zip(&left_out) {
        matcher.reweigh(weights);
    }
    let rows = measured.rows();
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

fn weights(file: &Path) -> Result<Weights, Failure> {
    let text = std::fs::read_to_string(file)?;
    Weights::load(&text).map_err(|error| Failure::Said(format!("{}: {error}", file.display()), Exit::Usage))
}

/// Labelled regulations, read, and what each is matched with.
struct Measured<'a> {
    matchers: Vec<Matcher<'a>>,
    regulations: &'a [Labelled],
    submissions: &'a [Submission],
    without_precedents: bool,
}

impl<'a> Measured<'a> {
    /// The figures of each regulation and of all.
    fn rows(&self) -> Vec<(String, Figures)> {
        let mut all = Figures::default();
        let mut rows = Vec::new();
        for (matcher, regulation, submission) in self.each() {
            let figures = measure(&matcher.findings(submission), &regulation.gold);
            all.merge(&figures);
            rows.push((regulation.name.clone(), figures));
        }
        rows.push(("all".to_owned(), all));
        rows
    }

    /// For each regulation the weights fitted on the others.
    fn left_out(&self) -> Vec<Weights> {
        let observed = self.observe();
        (0..observed.len())
            .into_par_iter()
            .map(|at| self.of_use(self.fit(&observed, Some(at))))
            .collect()
    }

    /// The weights fitted on all regulations but `left_out`; those of one folder are of the same hands.
    fn fit(&self, observed: &[Vec<LabelledElement>], left_out: Option<usize>) -> Weights {
        let mut groups: BTreeMap<Option<&Path>, Vec<&LabelledElement>> = BTreeMap::new();
        for (at, (regulation, elements)) in self.regulations.iter().zip(observed).enumerate() {
            if Some(at) != left_out {
                groups
                    .entry(regulation.path.parent())
                    .or_default()
                    .extend(elements);
            }
        }
        fit(&groups.into_values().collect::<Vec<_>>())
    }

    /// A guideline without precedents has no labels either, so that nothing is known of how its elements lean.
    fn of_use(&self, weights: Weights) -> Weights {
        if self.without_precedents {
            weights.without_leanings()
        } else {
            weights
        }
    }

    /// What the matcher sees of each regulation's labelled elements.
    fn observe(&self) -> Vec<Vec<LabelledElement>> {
        self.each()
            .map(|(matcher, regulation, submission)| observe(matcher, submission, &regulation.gold))
            .collect()
    }

    /// The precedents of all regulations, as a file.
    fn precedents(&self) -> Result<String, Failure> {
        let guideline = self
            .regulations
            .first()
            .map_or("", |regulation| &regulation.gold.guideline);
        let clauses = self
            .each()
            .filter(|(_, regulation, _)| regulation.gold.guideline == guideline)
            .flat_map(|(matcher, regulation, submission)| precedents(matcher, submission, &regulation.gold));
        let text = Precedents::of(guideline, clauses).to_toml();
        text.map_err(|error| Failure::Said(error.to_string(), Exit::Failed))
    }

    fn each(&self) -> impl Iterator<Item = (&Matcher<'a>, &Labelled, &Submission)> {
        self.matchers
            .iter()
            .zip(self.regulations)
            .zip(self.submissions)
            .map(|((matcher, regulation), submission)| (matcher, regulation, submission))
    }

    fn explain(&self, id: &str) -> String {
        let (requirement, wanted) = match id.split_once('/') {
            Some((requirement, number)) => (requirement, number.parse::<usize>().ok()),
            None => (id, None),
        };
        let mut text = String::new();
        for (matcher, regulation, submission) in self.each() {
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
        text.push_str(&certainty(all));
    }
    text
}

/// How often judgements are right that are about as sure as each other.
fn certainty(figures: &Figures) -> String {
    let mut text = String::from("\ncertainty     elements     right\n");
    for (at, band) in figures.certainty.iter().enumerate() {
        let [from, to] = [at, at + 1].map(|edge| edge as f64 / BANDS as f64);
        let _ = writeln!(
            text,
            "{from:.1} - {to:.1} {:>13} {:>9.3}",
            band.count,
            share(band.right, band.count)
        );
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
