//! How many regulations of 20 pages are understood in a second of one processor; reading the files is not counted.

#![allow(
    missing_docs,
    reason = "criterion's macros write a function without a comment"
)]

use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use kitei::document::{Document, ReadOptions, plain, read};
use kitei::regulation::understand;

/// Characters of about 20 pages.
const TWENTY_PAGES: usize = 16_000;

/// The sample regulations, each with its text repeated under headings of further documents until it has 20 pages.
fn documents() -> Vec<Document> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/submissions");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
        .iter()
        .filter_map(|path| {
            let bytes = std::fs::read(path).ok()?;
            let document = read("規程", &bytes, &ReadOptions::default()).ok()?;
            let text = plain::lines(&document).join("\n");
            let length = text.chars().count().max(1);
            // Too little text would be a scan without letters.
            if length <= 1000 {
                return None;
            }
            let text = vec![text; TWENTY_PAGES.div_ceil(length)].join("\n");
            read("規程", text.as_bytes(), &ReadOptions::default()).ok()
        })
        .collect()
}

fn twenty_pages(criterion: &mut Criterion) {
    let documents = documents();
    let mut group = criterion.benchmark_group("regulation");
    group.throughput(criterion::Throughput::Elements(documents.len() as u64));
    group.bench_function("20 pages", |bencher| {
        bencher.iter(|| {
            for document in &documents {
                std::hint::black_box(understand(document));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, twenty_pages);
criterion_main!(benches);
