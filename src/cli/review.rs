//! `kitei review`: submissions in, reports out.

use std::collections::BTreeMap;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::arguments::{FailOn, LimitArguments, ReviewCall};
use super::deliver::{Delivered, Delivery};
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output};
use crate::guideline::{ApplicantKind, Audience, Guideline, Profile};
use crate::matching::Matcher;
use crate::report;
use crate::review::{self, ReadSubmission, Review, SettingsRecord};
use crate::text::Lang;

/// The guideline of each audience where none is named.
const DEFAULT_GUIDELINES: [(Audience, &str); 2] = [
    (Audience::Institution, "mhlw-6.0"),
    (Audience::Vendor, "meti-mic-1.1"),
];

pub(super) fn run(call: &ReviewCall, lang: Lang) -> Result<Exit, Failure> {
    let profile = call.profile.as_deref().map(guideline::profile).transpose()?;
    let guidelines = guidelines(call, profile.as_ref())?;
    let settings = SettingsRecord {
        profile: profile.as_ref().map(Profile::sha256),
        ..SettingsRecord::default()
    };
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
    let delivery = Delivery::new(call, lang)?;
    let names: Vec<&str> = collected.submissions.iter().map(|s| s.name.as_str()).collect();
    let stems = report::unique(names);
    let alone = collected.submissions.len() == 1;
    let mut all = Reviewed::default();
    let reviewed: Vec<Reviewed> = threads.install(|| {
        collected
            .submissions
            .par_iter()
            .zip(&stems)
            .map(|(input, stem)| {
                let read = review::read(input, &pool);
                let chosen: Vec<_> = chosen(&guidelines, call, profile.as_ref(), &read).collect();
                let mut reviewed = Reviewed::default();
                for guideline in &chosen {
                    let matcher = &matchers[guideline.id.as_str()];
                    let review = review::review(&read, guideline, matcher, &settings);
                    let stem = if chosen.len() > 1 {
                        format!("{stem}--{}", guideline.id)
                    } else {
                        stem.clone()
                    };
                    let delivered = delivery.one(&read, &review, guideline, &stem, alone)?;
                    reviewed.add(delivered, &review, &call.fail_on);
                }
                bar.inc(1);
                Ok(reviewed)
            })
            .collect::<Result<_, Failure>>()
    })?;
    bar.finish_and_clear();
    for one in reviewed {
        all.merge(one);
    }
    delivery.finish(all.delivered, &guidelines)?;
    Ok(match (all.losses, all.matched) {
        (true, _) => Exit::Incomplete,
        (false, true) => Exit::Matched,
        (false, false) => Exit::Done,
    })
}

/// What is kept of reviews after they are delivered.
#[derive(Default)]
struct Reviewed {
    delivered: Vec<Delivered>,
    losses: bool,
    matched: bool,
}

impl Reviewed {
    fn add(&mut self, delivered: Delivered, review: &Review, fail_on: &[FailOn]) {
        self.delivered.push(delivered);
        self.losses |= review.has_losses();
        self.matched |= fail_on.iter().any(|fail_on| match fail_on {
            FailOn::Partial => review.summary.partial + review.summary.uncovered > 0,
            FailOn::Uncovered => review.summary.uncovered > 0,
        });
    }

    fn merge(&mut self, other: Self) {
        self.delivered.extend(other.delivered);
        self.losses |= other.losses;
        self.matched |= other.matched;
    }
}

/// The named guidelines, or the default of every audience, as they apply to the applicant.
fn guidelines(call: &ReviewCall, profile: Option<&Profile>) -> Result<Vec<Guideline>, Failure> {
    let defaults = DEFAULT_GUIDELINES.iter().map(|(_, id)| *id);
    let ids: Vec<&str> = if call.guideline.is_empty() {
        defaults.collect()
    } else {
        call.guideline.iter().map(String::as_str).collect()
    };
    ids.into_iter()
        .map(|id| {
            let guideline = guideline::load(id)?;
            Ok(match profile {
                Some(profile) => guideline.for_profile(profile),
                None => guideline,
            })
        })
        .collect()
}

/// The guidelines that one submission is reviewed against: all that are named, or the one for whom it is by the
/// profile or by its own words.
fn chosen<'a>(
    guidelines: &'a [Guideline],
    call: &ReviewCall,
    profile: Option<&Profile>,
    read: &ReadSubmission,
) -> impl Iterator<Item = &'a Guideline> {
    let audience = call.guideline.is_empty().then(|| {
        let stated = profile
            .and_then(|profile| profile.kind)
            .map(ApplicantKind::audience);
        stated.unwrap_or_else(|| review::audience(&read.submission))
    });
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

fn passed_over(path: &Path, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "{}: 規程のファイルではないとみて読まなかった（PDF・DOCX ではない）",
            path.display()
        ),
        Lang::En => format!("{}: passed over (not a PDF or DOCX)", path.display()),
    }
}
