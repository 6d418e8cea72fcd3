//! `kitei index`: submissions on file, their clauses made searchable.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use super::arguments::{IndexCall, IndexCommand, LimitArguments, TextFormat};
use super::outcome::{Exit, Failure};
use super::{extract, machine, output};
use crate::index::{Added, Corpus, IndexedFile, IndexedSubmission, Writer};
use crate::review::{self, ReadSubmission, Source, SubmissionInput, WorkerPool};
use crate::text::Lang;

/// After how many submissions what was added is made to last.
const COMMIT_EVERY: usize = 256;

pub(super) fn run(call: &IndexCall, lang: Lang) -> Result<Exit, Failure> {
    match &call.command {
        IndexCommand::Add { paths, index, limits } => add(paths, &index.folder, limits, lang),
        IndexCommand::Remove { names, index } => remove(names, &index.folder, lang),
        IndexCommand::Verify { index } => verify(&index.folder, lang),
        IndexCommand::Rebuild { index } => rebuild(&index.folder, lang),
        IndexCommand::Status { index, format } => status(&index.folder, *format, lang),
    }
}

fn add(paths: &[PathBuf], folder: &Path, limits: &LimitArguments, lang: Lang) -> Result<Exit, Failure> {
    let collected = review::collect(paths)?;
    let corpus = Corpus::open_or_create(folder)?;
    let mut writer = Writer::new(&corpus)?;
    let pool = extract::pool(limits)?.keeping(corpus.documents());
    let bar = machine::progress(collected.submissions.len(), limits);
    let threads = machine::threads(limits)?;
    let mut exit = Exit::Done;
    let (mut added, mut replaced, mut known) = (0, 0, 0);
    for part in collected.submissions.chunks(COMMIT_EVERY) {
        // Read in parallel, added in order: the same folder always gives the same index.
        let read: Vec<_> = threads.install(|| {
            let read = |input| {
                let read = read(input, &pool);
                bar.inc(1);
                read
            };
            part.par_iter().map(read).collect()
        });
        for ((read, files), input) in read.into_iter().zip(part) {
            for warning in read.warnings.iter().filter(|warning| warning.loss) {
                exit = Exit::Incomplete;
                bar.suspend(|| {
                    output::say(&format!(
                        "{} {}: {}",
                        read.submission.name,
                        warning.file,
                        warning.in_lang(lang)
                    ));
                });
            }
            // A submission of which nothing could be read would be on file without a word to find it by.
            if read.submission.regulations.is_empty() {
                continue;
            }
            match writer.add(&read.submission, files, path(input))? {
                Added::New => added += 1,
                Added::Replaced => replaced += 1,
                Added::Known => known += 1,
            }
        }
        writer.commit()?;
    }
    bar.finish_and_clear();
    writer.finish()?;
    output::say(&match lang {
        Lang::Ja => format!("登録 {added} 件、差し替え {replaced} 件、登録済み {known} 件"),
        Lang::En => format!("added {added}, replaced {replaced}, already on file {known}"),
    });
    Ok(exit)
}

fn read(input: &SubmissionInput, pool: &WorkerPool) -> (ReadSubmission, Vec<IndexedFile>) {
    let read = review::read(input, pool);
    let files = read
        .files
        .iter()
        .map(|file| IndexedFile {
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            readable: file.origin != "failed",
        })
        .collect();
    (read, files)
}

/// Where a submission lies: its file, or the folder of its files.
fn path(input: &SubmissionInput) -> Option<String> {
    let Source::Path(first) = &input.files.first()?.source else {
        return None;
    };
    let first = fs::canonicalize(first).ok()?;
    let path = if input.files.len() == 1 {
        Some(first.as_path())
    } else {
        first.parent()
    };
    Some(path?.to_string_lossy().into_owned())
}

fn verify(folder: &Path, lang: Lang) -> Result<Exit, Failure> {
    let problems = Corpus::open(folder)?.verify()?;
    for problem in &problems {
        output::say(problem.in_lang(lang));
    }
    if problems.is_empty() {
        output::say(match lang {
            Lang::Ja => "索引に異常はない",
            Lang::En => "the index is sound",
        });
        return Ok(Exit::Done);
    }
    Ok(Exit::Failed)
}

fn rebuild(folder: &Path, lang: Lang) -> Result<Exit, Failure> {
    let status = Corpus::rebuild(folder)?.status()?;
    output::say(&match lang {
        Lang::Ja => format!(
            "作り直した: 提出物 {} 件、条項 {}",
            status.submissions, status.clauses
        ),
        Lang::En => format!(
            "rebuilt: {} submissions, {} clauses",
            status.submissions, status.clauses
        ),
    });
    Ok(Exit::Done)
}

fn remove(names: &[String], folder: &Path, lang: Lang) -> Result<Exit, Failure> {
    let corpus = Corpus::open(folder)?;
    let mut writer = Writer::new(&corpus)?;
    let submissions = corpus.submissions()?;
    let found = names
        .iter()
        .map(|name| one(&submissions, name, lang))
        .collect::<Result<Vec<_>, _>>()?;
    for submission in &found {
        writer.remove(&submission.id)?;
        output::say(&match lang {
            Lang::Ja => format!("{}: 索引から除いた", submission.name),
            Lang::En => format!("{}: removed", submission.name),
        });
    }
    writer.finish()?;
    Ok(Exit::Done)
}

/// The one submission of this name or id.
pub(super) fn one<'a>(
    submissions: &'a [IndexedSubmission],
    name: &str,
    lang: Lang,
) -> Result<&'a IndexedSubmission, Failure> {
    /// A shorter beginning of an id is more likely a name that is not on file.
    const SHORTEST_ID: usize = 6;
    let is_id = |s: &&IndexedSubmission| name.len() >= SHORTEST_ID && s.id.starts_with(name);
    let mut found: Vec<_> = submissions.iter().filter(|s| s.name == name).collect();
    if found.is_empty() {
        found = submissions.iter().filter(is_id).collect();
    }
    let ids = || found.iter().map(|s| &s.id[..12]).collect::<Vec<_>>().join(" ");
    let message = match (found.as_slice(), lang) {
        ([only], _) => return Ok(only),
        ([], Lang::Ja) => format!("{name}: 登録されていない（一覧は kitei index status）"),
        ([], Lang::En) => format!("{name}: not on file (all: kitei index status)"),
        (_, Lang::Ja) => format!("{name}: 同じ名前が複数ある。ID で指定する: {}", ids()),
        (_, Lang::En) => format!("{name}: several of this name; give the id: {}", ids()),
    };
    Err(Failure::Said(message, Exit::Usage))
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    #[serde(flatten)]
    submission: &'a IndexedSubmission,
}

fn status(folder: &Path, format: TextFormat, lang: Lang) -> Result<Exit, Failure> {
    let corpus = Corpus::open(folder)?;
    let submissions = corpus.submissions()?;
    let mut text = String::new();
    for submission in &submissions {
        match format {
            TextFormat::Text => {
                let _ = writeln!(
                    text,
                    "{}\t{}\t{}\t{}",
                    &submission.id[..12],
                    submission.name,
                    submission.applicant,
                    submission.clauses
                );
            }
            TextFormat::Json => {
                let line = Line {
                    schema: "kitei.submission/1",
                    submission,
                };
                text.push_str(&serde_json::to_string(&line).map_err(io::Error::from)?);
                text.push('\n');
            }
        }
    }
    output::print(&text)?;
    let status = corpus.status()?;
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let (of_text, of_index) = (mib(status.text_bytes), mib(status.index_bytes));
    let ratio = of_index / of_text.max(f64::MIN_POSITIVE);
    output::say(&match lang {
        Lang::Ja => format!(
            "提出物 {} 件、条項 {}、本文 {of_text:.1} MiB、索引 {of_index:.1} MiB（本文の {ratio:.2} 倍）",
            status.submissions, status.clauses
        ),
        Lang::En => format!(
            "{} submissions, {} clauses, {of_text:.1} MiB of text, {of_index:.1} MiB of index ({ratio:.2} x text)",
            status.submissions, status.clauses
        ),
    });
    Ok(Exit::Done)
}
