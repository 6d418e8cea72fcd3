//! How fast a regulation of some sixty articles is judged against the whole catalogue, and how that compares with
//! `rapidfuzz.process.cdist` over the same pairs of texts (`matching.py`; left out where Python or rapidfuzz is not
//! installed; `KITEI_PYTHON` names another interpreter).

#![allow(
    missing_docs,
    reason = "criterion's macros write a function without a comment"
)]
#![allow(clippy::print_stderr, reason = "a bench says its figures")]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use kitei::document::{ReadOptions, read};
use kitei::guideline::{Guideline, builtin};
use kitei::matching::Matcher;
use kitei::regulation::{Submission, assemble, understand};

/// How many submissions a night's work is.
const BATCH: usize = 1000;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A labelled regulation of some sixty articles.
fn submission() -> Option<Submission> {
    let path = root().join("corpus/labelled/own-1.txt");
    let bytes = std::fs::read(path).ok()?;
    let document = read("own-1.txt", &bytes, &ReadOptions::default()).ok()?;
    Some(assemble("own-1", vec![understand(&document)]))
}

fn one_regulation(criterion: &mut Criterion) {
    let (Some(submission), Ok(Some(guideline))) = (submission(), builtin("mhlw-6.0").transpose()) else {
        eprintln!("nothing to judge");
        return;
    };
    let matcher = Matcher::new(&guideline);
    let one = pool(1);
    criterion.bench_function("one regulation, one thread", |bencher| {
        bencher.iter(|| one.install(|| std::hint::black_box(matcher.findings(&submission))));
    });
    let start = Instant::now();
    one.install(|| std::hint::black_box(matcher.findings(&submission)));
    let seconds = start.elapsed().as_secs_f64();
    let clauses: usize = submission.regulations.iter().map(|r| r.clauses().count()).sum();
    eprintln!(
        "{clauses} clauses, {} requirements: {:.1} ms; {BATCH} of them on two threads: {:.1} s at this pace",
        guideline.requirements.len(),
        seconds * 1e3,
        seconds * BATCH as f64 / 2.0
    );
    match peer(&submission, &guideline) {
        Some(theirs) => eprintln!(
            "rapidfuzz cdist over the same pairs: {:.1} ms, {:.1} times as long",
            theirs * 1e3,
            theirs / seconds
        ),
        None => eprintln!("rapidfuzz: not installed"),
    }
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads can be started")
}

/// Seconds that rapidfuzz needs to compare each clause with each example and near miss of each element.
fn peer(submission: &Submission, guideline: &Guideline) -> Option<f64> {
    let python = std::env::var("KITEI_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut child = Command::new(python)
        .arg(root().join("benches/matching.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let clauses: Vec<&str> = submission
        .regulations
        .iter()
        .flat_map(|regulation| regulation.clauses().map(|(_, provision)| provision.text.as_str()))
        .collect();
    let elements = guideline
        .requirements
        .iter()
        .flat_map(|requirement| &requirement.elements);
    let examples: Vec<&str> = elements
        .flat_map(|element| {
            element
                .judging
                .examples
                .iter()
                .chain(&element.judging.near_misses)
        })
        .map(String::as_str)
        .collect();
    let input = serde_json::json!({ "clauses": clauses, "examples": examples });
    child.stdin.take()?.write_all(input.to_string().as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

criterion_group!(benches, one_regulation);
criterion_main!(benches);
