//! `kitei review`: submissions in, reports out.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::arguments::{FailOn, ReviewCall};
use super::deliver::{Delivered, Delivery};
use super::machine::{progress, threads};
use super::on_file::OnFile;
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output, thesaurus};
use crate::guideline::{ApplicantKind, Audience, Guideline, Profile};
use crate::index::{DocumentStore, build};
use crate::matching::{Knowledge, Matcher};
use crate::report;
use crate::review::{
    self, Done, FileRecord, OCR_FAILED, ReadSubmission, Review, ReviewCache, ReviewWarning, SettingsRecord,
    Stop, SubmissionInput, WorkerPool,
};
use crate::text::Lang;

/// The guideline of each audience where none is named.
pub(super) const DEFAULT_GUIDELINES: [(Audience, &str); 2] = [
    (Audience::Institution, "mhlw-6.0"),
    (Audience::Vendor, "meti-mic-1.1"),
];

/// The folder beside the reports that holds what a later run need not do again.
pub(super) const CACHE: &str = ".kitei";

/// Set by Ctrl-C: the file at hand is finished, no other is begun.
static STOP: Stop = Stop::new();

pub(super) fn run(call: &ReviewCall, lang: Lang) -> Result<Exit, Failure> {
    let profile = call.profile.as_deref().map(guideline::profile).transpose()?;
    let guidelines = guidelines(call, profile.as_ref())?;
    let own = call.thesaurus.as_deref().map(thesaurus::extended).transpose()?;
    let mut knowledge = Knowledge::default();
    if let Some((thesaurus, _)) = &own {
        knowledge.thesaurus = thesaurus;
    }
    let collected = review::collect(&call.paths)?;
    for path in &collected.passed_over {
        output::say(&passed_over(path, lang));
    }
    let cache = cache(call, lang)?;
    let mut pool = extract::pool(&call.limits)?;
    if let Some(cache) = &cache {
        pool = pool.keeping(DocumentStore::new(&cache.documents(), &build()));
    }
    let names: Vec<&str> = collected.submissions.iter().map(|s| s.name.as_str()).collect();
    // Named before the batch is divided, so that a shard names its reports as one run would.
    let stems = report::unique(names);
    let mine: Vec<(usize, (&SubmissionInput, &String))> = collected
        .submissions
        .iter()
        .zip(&stems)
        .enumerate()
        .filter(|(position, _)| call.batch.shard.is_none_or(|shard| shard.holds(*position)))
        .collect();
    let recognizer = pool.recognizer();
    let bar = progress(mine.len(), &call.limits);
    let matchers: BTreeMap<&str, Matcher<'_>> = guidelines
        .iter()
        .map(|g| (g.id.as_str(), Matcher::with(g, knowledge)))
        .collect();
    let delivery = Delivery::new(call, lang)?.beside(|| {
        let index = call.index.as_deref();
        let read = |folder| OnFile::read(folder, call.anonymous, &guidelines, &matchers);
        index.map(read).transpose()
    })?;
    let batch = Batch {
        call,
        matchers,
        guidelines: &guidelines,
        pool,
        cache,
        settings: SettingsRecord {
            profile: profile.as_ref().map(Profile::sha256),
            thesaurus: own.as_ref().map(|(_, sha256)| sha256.clone()).unwrap_or_default(),
            ocr: recognizer,
        },
        profile: profile.as_ref(),
        delivery,
        alone: collected.submissions.len() == 1,
    };
    stop_on_ctrl_c(lang);
    let reviewed: Vec<Reviewed> = threads(&call.limits)?.install(|| {
        mine.par_iter()
            .filter(|_| !STOP.is_wished())
            .map(|(position, (input, stem))| {
                let reviewed = batch.one(*position, input, stem);
                bar.inc(1);
                reviewed
            })
            .collect::<Result<_, Failure>>()
    })?;
    bar.finish_and_clear();
    batch.finish(reviewed, mine.len(), lang)
}

/// Where earlier results lie: beside the reports; nowhere where there are no reports.
fn cache(call: &ReviewCall, lang: Lang) -> Result<Option<ReviewCache>, Failure> {
    let Some(out) = &call.out else {
        return Ok(None);
    };
    let folder = out.join(CACHE);
    if call.batch.resume && !folder.is_dir() {
        let out = out.display();
        let message = match lang {
            Lang::Ja => format!("{out}: 続ける前回の結果がない。--resume を外して実行する"),
            Lang::En => format!("{out}: no earlier results to go on from; leave out --resume"),
        };
        return Err(Failure::Said(message, Exit::Usage));
    }
    Ok(Some(ReviewCache::new(&folder)))
}

fn stop_on_ctrl_c(lang: Lang) {
    // Where the system takes no handler, Ctrl-C ends the program at once; a later run goes on all the same.
    let _ = ctrlc::set_handler(move || {
        if STOP.wish() {
            std::process::exit(130);
        }
        output::say(match lang {
            Lang::Ja => "読んでいるファイルを終えてから止まる（もう一度 Ctrl-C で直ちに止まる）",
            Lang::En => "stopping after the file at hand (Ctrl-C again stops at once)",
        });
    });
}

/// All that the reviews of one call have in common.
struct Batch<'a> {
    call: &'a ReviewCall,
    guidelines: &'a [Guideline],
    matchers: BTreeMap<&'a str, Matcher<'a>>,
    pool: WorkerPool,
    cache: Option<ReviewCache>,
    settings: SettingsRecord,
    profile: Option<&'a Profile>,
    delivery: Delivery<'a>,
    alone: bool,
}

impl Batch<'_> {
    /// Reviews one submission, or takes what an earlier run found.
    fn one(&self, position: usize, input: &SubmissionInput, stem: &str) -> Result<Reviewed, Failure> {
        let named = !self.call.guideline.is_empty();
        let key = self
            .cache
            .as_ref()
            .and_then(|_| ReviewCache::key(input, self.guidelines, named, &self.settings));
        let looks = ReviewCache::looks(&[&self.delivery.looks(), stem, &position.to_string()]);
        if let Some(known) = key.as_ref().and_then(|key| self.known(key, &looks)) {
            return Ok(known);
        }
        let read = review::read(input, &self.pool);
        let reviews = self.reviews(&read, key.as_deref());
        let mut reviewed = Reviewed::default();
        let mut stems = Vec::new();
        for review in &reviews {
            let Some(guideline) = self.guideline(review) else {
                continue;
            };
            let stem = if reviews.len() > 1 {
                format!("{stem}--{}", guideline.id)
            } else {
                stem.to_owned()
            };
            let delivered = self.delivery.one(&read, review, guideline, &stem, self.alone)?;
            reviewed.add(delivered, review, &self.call.fail_on);
            stems.push(stem);
        }
        if let (Some(cache), Some(key)) = (&self.cache, key) {
            let files = stems.iter().flat_map(|stem| self.delivery.files(stem)).collect();
            let done = Done {
                position,
                key,
                stems,
                files,
                looks,
            };
            cache.put(&done.key, &reviews).map_err(Failure::Stream)?;
            cache.put_done(&done).map_err(Failure::Stream)?;
            reviewed.keys.push(done.key);
        }
        Ok(reviewed)
    }

    /// The reviews of a submission, kept from an earlier run or made now.
    fn reviews(&self, read: &ReadSubmission, key: Option<&str>) -> Vec<Review> {
        let kept = match (&self.cache, key) {
            (Some(cache), Some(key)) if !self.call.batch.fresh && !is_failed(read) => cache.get(key),
            _ => None,
        };
        kept.unwrap_or_else(|| {
            chosen(self.guidelines, self.call, self.profile, read)
                .map(|g| review::review(read, g, &self.matchers[g.id.as_str()], &self.settings))
                .collect()
        })
    }

    /// What an earlier run delivered of this submission. Reports that are there are left alone: a person may have
    /// written in them.
    fn known(&self, key: &str, looks: &str) -> Option<Reviewed> {
        let cache = self.cache.as_ref().filter(|_| !self.call.batch.fresh)?;
        let done = cache.done(key).filter(|done| done.looks == looks)?;
        let out = self.call.out.as_ref()?;
        if !done.files.iter().all(|file| out.join(file).is_file()) {
            return None;
        }
        let reviews = cache.get(key)?;
        // A file that could not be read may have failed for want of time or memory: it is tried again.
        if reviews
            .iter()
            .any(|r| has_failed(&r.submission.files, &r.warnings))
        {
            return None;
        }
        let mut reviewed = Reviewed {
            kept: 1,
            keys: vec![done.key],
            ..Reviewed::default()
        };
        for (review, stem) in reviews.iter().zip(&done.stems) {
            let delivered = self.delivery.again(review, self.guideline(review)?, stem);
            reviewed.add(delivered, review, &self.call.fail_on);
        }
        Some(reviewed)
    }

    fn guideline(&self, review: &Review) -> Option<&Guideline> {
        self.guidelines.iter().find(|g| g.id == review.guideline.id)
    }

    /// Writes what goes over the whole batch, and says how it went.
    fn finish(&self, reviewed: Vec<Reviewed>, wanted: usize, lang: Lang) -> Result<Exit, Failure> {
        let count = reviewed.len();
        let mut all = Reviewed::default();
        for one in reviewed {
            all.merge(one);
        }
        if let Some(cache) = &self.cache {
            cache.put_batch(&all.keys).map_err(Failure::Stream)?;
        }
        self.delivery.finish(all.delivered, self.guidelines)?;
        if all.kept > 0 {
            output::say(&match lang {
                Lang::Ja => format!("{count} 件のうち {} 件は前回の結果のまま", all.kept),
                Lang::En => format!("{} of {count} unchanged since the last run", all.kept),
            });
        }
        if count < wanted {
            output::say(&match lang {
                Lang::Ja => format!(
                    "{wanted} 件のうち {count} 件で止めた。同じ命令に --resume を付けると続きから行う"
                ),
                Lang::En => {
                    format!("stopped after {count} of {wanted}; run the same command with --resume to go on")
                }
            });
            return Ok(Exit::Failed);
        }
        Ok(match (all.losses, all.matched) {
            (true, _) => Exit::Incomplete,
            (false, true) => Exit::Matched,
            (false, false) => Exit::Done,
        })
    }
}

/// What a file's record says where nothing could be read from it.
const FAILED: &str = "failed";

fn is_failed(read: &ReadSubmission) -> bool {
    has_failed(&read.files, &read.warnings)
}

/// Whether a file or a page failed that another run may read.
fn has_failed(files: &[FileRecord], warnings: &[ReviewWarning]) -> bool {
    files.iter().any(|file| file.origin == FAILED) || warnings.iter().any(|w| w.code == OCR_FAILED)
}

/// What is kept of reviews after they are delivered.
#[derive(Default)]
struct Reviewed {
    delivered: Vec<Delivered>,
    losses: bool,
    matched: bool,
    /// Keys in the cache.
    keys: Vec<String>,
    /// How many submissions were as an earlier run left them.
    kept: usize,
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
        self.keys.extend(other.keys);
        self.kept += other.kept;
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

fn passed_over(path: &Path, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "{}: 規程のファイルではないとみて読まなかった（PDF・DOCX ではない）",
            path.display()
        ),
        Lang::En => format!("{}: passed over (not a PDF or DOCX)", path.display()),
    }
}
