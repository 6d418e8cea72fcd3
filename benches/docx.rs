//! How many small DOCX files are read in a second of one processor, and how that compares with other readers.
//!
//! The others are asked for the text of the same files, each as people run it: one process for all files where the
//! reader is a library (python-docx), one a file where it is a program (pandoc). python-docx is looked for by the
//! interpreter that the variable `PYTHON` names (`PYTHON=venv/bin/python cargo bench --bench docx`), else by `python3`;
//! pandoc is looked for among the programs. One that is not installed is named and left out of the comparison.

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

    let ours = (0..5).map(|_| once(&documents)).fold(f64::INFINITY, f64::min);
    for (name, seconds) in [("python-docx", python_docx()), ("pandoc", pandoc())] {
        match seconds {
            Some(seconds) => eprintln!("{name}: {:.0} times as long", seconds / ours),
            None => eprintln!("{name}: not installed"),
        }
    }
}

/// Seconds that all documents need.
fn once(documents: &[Vec<u8>]) -> f64 {
    let start = Instant::now();
    for bytes in documents {
        let _ = std::hint::black_box(docx::read(bytes, &ReadOptions::default()));
    }
    start.elapsed().as_secs_f64()
}

/// Seconds that python-docx needs for all files; the program says them itself, so that its start does not count.
fn python_docx() -> Option<f64> {
    // A file that it cannot open costs it no more than the attempt.
    const PROGRAM: &str = "
import sys, time, docx
start = time.perf_counter()
for path in sys.argv[1:]:
    try:
        document = docx.Document(path)
        [paragraph.text for paragraph in document.paragraphs]
        [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    except Exception:
        pass
print(time.perf_counter() - start)
";
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(python)
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
