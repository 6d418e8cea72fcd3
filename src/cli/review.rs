//! `kitei review`: submissions in, reports out.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::arguments::{FailOn, LimitArguments, ReportFormat, ReviewCall};
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output};
use crate::guideline::{Audience, Guideline};
use crate::matching::Matcher;
use crate::review::{self, ReadSubmission, Review, SettingsRecord};
use crate::text::Lang;

/// The guideline of each audience where none is named.
const DEFAULT_GUIDELINES: [(Audience, &str); 2] = [
    (Audience::Institution, "mhlw-6.0"),
    (Audience::Vendor, "meti-mic-1.1"),
];

pub(super) fn run(call: &ReviewCall, lang: Lang) -> Result<Exit, Failure> {
    let guidelines = guidelines(&call.guideline)?;
    let matchers: BTreeMap<&str, Matcher<'_>> = guidelines
        .iter()
        .map(|g| (g.id.as_str(), Matcher::new(g)))
        .collect();
    let collected = review::collect(&call.paths)?;
    for path in &collected.passed_over {
        output::say(&passed_over(path, lang));
    }
    let pool = extract::pool(&call.limits)?;
    let bar = progress(collected.submissions.len(), &call.limits);
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(call.limits.threads.unwrap_or(0))
        .build()
        .map_err(|error| Failure::Said(error.to_string(), Exit::Failed))?;
    let reviews: Vec<Review> = threads.install(|| {
        collected
            .submissions
            .par_iter()
            .flat_map(|input| {
                let read = review::read(input, &pool);
                let reviews = chosen(&guidelines, &call.guideline, &read)
                    .map(|g| review::review(&read, g, &matchers[g.id.as_str()], &SettingsRecord::default()))
                    .collect::<Vec<_>>();
                bar.inc(1);
                reviews
            })
            .collect()
    });
    deliver(call, &reviews, lang)?;
    Ok(exit(call, &reviews))
}

/// The named guidelines, or the default of every audience.
fn guidelines(named: &[String]) -> Result<Vec<Guideline>, Failure> {
    if named.is_empty() {
        DEFAULT_GUIDELINES
            .iter()
            .map(|(_, id)| guideline::load(id))
            .collect()
    } else {
        named.iter().map(|id| guideline::load(id)).collect()
    }
}

/// The guidelines that one submission is reviewed against.
fn chosen<'a>(
    guidelines: &'a [Guideline],
    named: &[String],
    read: &ReadSubmission,
) -> impl Iterator<Item = &'a Guideline> {
    let audience = named.is_empty().then(|| review::audience(&read.submission));
    guidelines
        .iter()
        .filter(move |guideline| audience.is_none_or(|audience| guideline.audience == audience))
}

fn progress(count: usize, limits: &LimitArguments) -> ProgressBar {
    use std::io::IsTerminal;
    if limits.no_progress || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} 件 {per_sec} 残り {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(count as u64).with_style(style)
}

fn deliver(call: &ReviewCall, reviews: &[Review], lang: Lang) -> Result<(), Failure> {
    let Some(out) = &call.out else {
        return if call.format.contains(&ReportFormat::Json) {
            output::print(&ndjson(reviews))
        } else {
            output::print(&table(reviews, lang))
        };
    };
    for review in reviews {
        let stem = review.submission.name.clone();
        output::write_whole(
            &out.join(format!("{stem}.json")),
            (review.to_json() + "\n").as_bytes(),
        )?;
    }
    output::print(&table(reviews, lang))
}

fn ndjson(reviews: &[Review]) -> String {
    reviews.iter().map(|review| review.to_json() + "\n").collect()
}

fn table(reviews: &[Review], _lang: Lang) -> String {
    let mut text = String::new();
    for review in reviews {
        let s = review.summary;
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{}",
            review.submission.name, review.guideline.id, s.covered, s.partial, s.uncovered, s.not_applicable
        );
    }
    text
}

fn exit(call: &ReviewCall, reviews: &[Review]) -> Exit {
    let matched = |review: &Review| {
        call.fail_on.iter().any(|fail_on| match fail_on {
            FailOn::Partial => review.summary.partial + review.summary.uncovered > 0,
            FailOn::Uncovered => review.summary.uncovered > 0,
        })
    };
    if reviews.iter().any(Review::has_losses) {
        Exit::Incomplete
    } else if reviews.iter().any(matched) {
        Exit::Matched
    } else {
        Exit::Done
    }
}

fn passed_over(path: &Path, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "{}: 規程のファイルではないとみて読まなかった（PDF・DOCX ではない）",
            path.display()
        ),
        Lang::En => format!("{}: passed over (not a PDF or DOCX)", path.display()),
    }
}
