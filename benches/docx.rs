//! How many small DOCX files are read in a second of one processor, and how that compares with other readers.
//!
//! The others are asked for the text of the same files, each as people run it: one process for all files where the
//! reader is a library (python-docx), one a file where it is a program (pandoc). One that is not installed is left out.

#![allow(
    missing_docs,
    reason = "criterion's macros write a function without a comment"
)]
#![allow(clippy::print_stderr, reason = "a bench says its figures")]

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use kitei::document::{ReadOptions, docx};

fn files() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/docx");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "docx"))
        .collect();
    files.sort();
    files
}

fn small_documents(criterion: &mut Criterion) {
    let documents: Vec<Vec<u8>> = files()
        .iter()
        .filter_map(|path| std::fs::read(path).ok())
        .collect();
    let mut group = criterion.benchmark_group("docx");
    group.throughput(criterion::Throughput::Elements(documents.len() as u64));
    group.bench_function("small documents", |bencher| {
        bencher.iter(|| {
            for bytes in &documents {
                let _ = std::hint::black_box(docx::read(bytes, &ReadOptions::default()));
            }
        });
    });
    group.finish();

    let start = Instant::now();
    for bytes in &documents {
        let _ = std::hint::black_box(docx::read(bytes, &ReadOptions::default()));
    }
    let ours = start.elapsed().as_secs_f64();
    for (name, seconds) in [("python-docx", python_docx()), ("pandoc", pandoc())] {
        if let Some(seconds) = seconds {
            eprintln!("{name}: {:.0} times as long", seconds / ours);
        }
    }
}

/// Seconds that python-docx needs for all files; the program says them itself, so that its start does not count.
fn python_docx() -> Option<f64> {
    const PROGRAM: &str = "import sys,time,docx\nt=time.perf_counter()\nfor f in sys.argv[1:]:\n d=docx.Document(f)\n [p.text for p in d.paragraphs]\n [c.text for b in d.tables for r in b.rows for c in r.cells]\nprint(time.perf_counter()-t)";
    let output = Command::new("python3")
        .arg("-c")
        .arg(PROGRAM)
        .args(files())
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

fn pandoc() -> Option<f64> {
    let start = Instant::now();
    for file in files() {
        let mut run = Command::new("pandoc");
        run.args(["-f", "docx", "-t", "plain"])
            .arg(file)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        run.status().ok().filter(std::process::ExitStatus::success)?;
    }
    Some(start.elapsed().as_secs_f64())
}

criterion_group!(benches, small_documents);
criterion_main!(benches);
