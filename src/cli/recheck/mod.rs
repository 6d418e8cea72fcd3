//! `kitei recheck`: what a revision of the guideline changes for every submission.

mod decided;
mod earlier;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;

use super::arguments::{RecheckCall, TableFormat};
use super::outcome::{Exit, Failure};
use super::output::Growing;
use super::{compare, extract, guideline, machine, output};
use crate::guideline::{Guideline, Profile};
use crate::index::{Corpus, DocumentStore, IndexedSubmission};
use crate::matching::Matcher;
use crate::report::{CarriedDecision, RevisedSubmission, Revision};
use crate::review::{
    self, Effect, GuidelineRecord, Plan, ReadSubmission, Recheck, Review, ReviewWarning, SettingsRecord,
    Shift, SubmissionInput, SubmissionRecord, Unfounded, WorkerPool, breaks,
};
use crate::text::Lang;
use decided::Decided;
use earlier::Earlier;

/// How many submissions are held in memory at once.
const AT_ONCE: usize = 64;

pub(super) fn run(call: &RecheckCall, lang: Lang) -> Result<Exit, Failure> {
    if call.output.format == TableFormat::Docx {
        let message =
            "docx は kitei compare と kitei guideline diff の形式。xlsx か html を指定する (xlsx or html)";
        return Err(Failure::Said(message.to_owned(), Exit::Usage));
    }
    compare::check(&call.output)?;
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
    let after = Matcher::new(&to);
    let apart;
    let before = if let Some(shared) = after.of_version(&from) {
        shared
    } else {
        apart = Matcher::new(&from);
        &apart
    };
    let mut decided = Decided::read(call, &from, lang)?;
    let desk = Desk {
        from: &from,
        to: &to,
        before,
        recheck: Recheck::new(&plan, (&from, before), (&to, &after)),
        whole: call.output.format == TableFormat::Json,
        settings: &settings,
        earlier: Earlier::find(call, &from, &settings)?,
        sources: sources(call, pool)?,
    };
    let threads = machine::threads(&call.limits)?;
    let bar = machine::progress(desk.sources.len(), &call.limits);
    let mut lines = match call.output.format {
        TableFormat::Json => Some(Growing::begin(call.output.out.as_deref())?),
        _ => None,
    };
    let mut revised = Vec::new();
    let (mut incomplete, mut others) = (false, 0);
    let all: Vec<usize> = (0..desk.sources.len()).collect();
    for some in all.chunks(AT_ONCE) {
        let checked: Vec<Option<Checked>> =
            threads.install(|| some.par_iter().map(|at| desk.one(*at)).collect());
        bar.inc(some.len() as u64);
        for one in checked {
            let Some(one) = one else {
                others += 1;
                continue;
            };
            let decisions = decided.of(&one.submission, &plan, &to)?;
            if let (Some(lines), Some(review)) = (&mut lines, &one.review) {
                lines.add(&line(&from, &one, review, &decisions))?;
            }
            for warning in &one.losses {
                let name = &one.submission.name;
                output::say(&format!("{name} {}: {}", warning.file, warning.in_lang(lang)));
                incomplete = true;
            }
            revised.push(RevisedSubmission {
                name: one.submission.name,
                shifts: one.effect.shifts,
                unfounded: one.effect.unfounded,
                decisions,
            });
        }
    }
    bar.finish_and_clear();
    match lines {
        Some(mut lines) => {
            lines.add(&summary(&to, &revised))?;
            lines.finish()?;
        }
        None => deliver(call, &from, &to, &revised, lang)?,
    }
    tell(others, &decided, lang);
    Ok(if incomplete { Exit::Incomplete } else { Exit::Done })
}

/// Where the submissions come from.
enum Sources {
    /// Files, read now.
    Files(Vec<SubmissionInput>, WorkerPool),
    /// The index, which holds what was read of them.
    OnFile(Vec<IndexedSubmission>, DocumentStore),
}

fn sources(call: &RecheckCall, pool: WorkerPool) -> Result<Sources, Failure> {
    if !call.paths.is_empty() {
        return Ok(Sources::Files(review::collect(&call.paths)?.submissions, pool));
    }
    let corpus = Corpus::open(&call.index.folder)?;
    Ok(Sources::OnFile(corpus.submissions()?, corpus.documents()))
}

impl Sources {
    fn len(&self) -> usize {
        match self {
            Self::Files(inputs, _) => inputs.len(),
            Self::OnFile(on_file, _) => on_file.len(),
        }
    }

    fn read(&self, at: usize) -> ReadSubmission {
        match self {
            Self::Files(inputs, pool) => review::read(&inputs[at], pool),
            Self::OnFile(on_file, documents) => review::read_kept(&on_file[at], documents),
        }
    }
}

/// All that the submissions of one call have in common.
struct Desk<'a> {
    from: &'a Guideline,
    to: &'a Guideline,
    before: &'a Matcher<'a>,
    recheck: Recheck<'a, 'a>,
    /// Whether the new review is asked for as a whole, not only what changed.
    whole: bool,
    settings: &'a SettingsRecord,
    earlier: Earlier,
    sources: Sources,
}

/// One submission, checked again.
struct Checked {
    submission: SubmissionRecord,
    effect: Effect,
    /// What of it could not be read.
    losses: Vec<ReviewWarning>,
    /// The new review, where it is asked for.
    review: Option<Review>,
}

impl Desk<'_> {
    /// One submission, checked again; `None` where it is on file and the guideline is not for whom it is of.
    fn one(&self, at: usize) -> Option<Checked> {
        let read = self.sources.read(at);
        let is_on_file = matches!(self.sources, Sources::OnFile(..));
        if is_on_file && review::audience(&read.submission) != self.to.audience {
            return None;
        }
        let (effect, review) = if self.whole {
            let known = self.earlier.review(&read.files);
            let old = known.unwrap_or_else(|| review::review(&read, self.from, self.before, self.settings));
            let checked = self.recheck.review(&read, &old, self.settings);
            (checked.effect, Some(checked.review))
        } else {
            let known = self.earlier.coverages(&read.files);
            (self.recheck.effect(&read, known.as_ref()), None)
        };
        Some(Checked {
            effect,
            review,
            losses: read.warnings.into_iter().filter(|warning| warning.loss).collect(),
            submission: SubmissionRecord {
                name: read.submission.name,
                files: read.files,
            },
        })
    }
}

fn tell(others: usize, decided: &Decided, lang: Lang) {
    if others > 0 {
        output::say(&match lang {
            Lang::Ja => format!("対象の違う提出物 {others} 件（事業者の規程など）は除いた"),
            Lang::En => format!("{others} submissions of another audience were left out"),
        });
    }
    for name in decided.unused() {
        output::say(&match lang {
            Lang::Ja => format!("{name}: この判定に当たる提出物がない。提出物の名前を確かめる"),
            Lang::En => format!("{name}: no submission for these decisions; compare the names"),
        });
    }
    if let Some(count) = decided.carried() {
        output::say(&match lang {
            Lang::Ja => format!("台帳に判定 {count} 件を引き継いだ"),
            Lang::En => format!("{count} decisions carried over in the register"),
        });
    }
}

fn deliver(
    call: &RecheckCall,
    from: &Guideline,
    to: &Guideline,
    revised: &[RevisedSubmission],
    lang: Lang,
) -> Result<(), Failure> {
    let revision = Revision {
        from,
        to,
        submissions: revised,
        lang,
    };
    let bytes = match call.output.format {
        TableFormat::Html => revision.html().into_bytes(),
        TableFormat::Xlsx => revision.xlsx().map_err(|error| compare::unwritten(&error))?,
        TableFormat::Text | TableFormat::Json | TableFormat::Docx => revision.text().into_bytes(),
    };
    compare::deliver(&call.output, &bytes).map(|_| ())
}

/// One submission's line.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'a str,
    from: GuidelineRecord,
    submission: &'a SubmissionRecord,
    shifts: &'a [Shift],
    unfounded: &'a [Unfounded],
    /// What people decided before, and what becomes of it.
    decisions: &'a [CarriedDecision],
    /// The new review, with the version it is against.
    review: &'a Review,
}

fn line(from: &Guideline, one: &Checked, review: &Review, decisions: &[CarriedDecision]) -> String {
    let line = Line {
        schema: "kitei.recheck/1",
        from: GuidelineRecord::of(from),
        submission: &one.submission,
        shifts: &one.effect.shifts,
        unfounded: &one.effect.unfounded,
        decisions,
        review,
    };
    // Every part is a plain structure with string keys, which serde_json always can write.
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}

/// The line over all of them.
fn summary(to: &Guideline, revised: &[RevisedSubmission]) -> String {
    let broken: Vec<_> = breaks(revised.iter().map(|one| one.shifts.as_slice()), to)
        .into_iter()
        .map(|(requirement, submissions)| json!({ "requirement": requirement, "submissions": submissions }))
        .collect();
    let line = json!({ "schema": "kitei.recheck-summary/1", "submissions": revised.len(), "breaks": broken });
    format!("{line}\n")
}
