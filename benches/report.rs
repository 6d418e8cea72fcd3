//! How long each report of a regulation of 60 articles takes to write.

#![allow(
    missing_docs,
    reason = "criterion's macros write a function without a comment"
)]

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use kitei::document::{ReadOptions, read};
use kitei::guideline::{Guideline, builtin};
use kitei::matching::Matcher;
use kitei::regulation::{assemble, understand};
use kitei::report::{self, Report};
use kitei::review::{FileRecord, ReadSubmission, Review, SettingsRecord, review};
use kitei::text::{Lang, hex_digest};

/// A sample of two documents with 30 articles each.
fn sample() -> ReadSubmission {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/submissions/04_大学病院");
    let (mut files, mut regulations) = (Vec::new(), Vec::new());
    for name in ["細則.docx", "規程.docx"] {
        let bytes = std::fs::read(folder.join(name)).expect("a sample of the repository");
        let document = read(name, &bytes, &ReadOptions::default()).expect("a DOCX");
        regulations.push(understand(&document));
        files.push(FileRecord {
            name: name.to_owned(),
            sha256: hex_digest(&bytes),
            pages: None,
            origin: "native".to_owned(),
        });
    }
    ReadSubmission {
        files,
        submission: assemble("04_大学病院", regulations),
        warnings: Vec::new(),
    }
}

fn guideline() -> Guideline {
    builtin("mhlw-6.0")
        .expect("a guideline of the binary")
        .expect("well-formed")
}

fn formats(criterion: &mut Criterion) {
    let (read, guideline) = (sample(), guideline());
    let review: Review = review(
        &read,
        &guideline,
        &Matcher::new(&guideline),
        &SettingsRecord::default(),
    );
    let report = || {
        Report::new(
            &review,
            &read.submission,
            &guideline,
            Lang::Ja,
            Some("2024-06-01"),
        )
    };
    let mut group = criterion.benchmark_group("report");
    group.sample_size(20).measurement_time(Duration::from_secs(3));
    group.bench_function("html", |b| b.iter(|| black_box(report::html::render(&report()))));
    group.bench_function("xlsx", |b| {
        b.iter(|| black_box(report::xlsx::render(&report(), Some("規程.html")).expect("a workbook")));
    });
    group.bench_function("letter", |b| {
        b.iter(|| black_box(report::letter::render(&report()).expect("a document")));
    });
    group.bench_function("oscal", |b| {
        b.iter(|| black_box(report::oscal::render(&report())));
    });
    group.bench_function("json", |b| b.iter(|| black_box(report::json::render(&review))));
    group.finish();
}

criterion_group!(benches, formats);
criterion_main!(benches);
