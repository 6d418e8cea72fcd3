//! The corpus at size: how fast clauses are indexed and found, and how large the index is, beside `SQLite`'s FTS5 with
//! its trigram tokenizer, which finds parts of Japanese words too.
//!
//! `cargo bench --bench corpus -- [CLAUSES…]`; 100,000 by default, several one after the other. The clauses are made
//! from the sample regulations: their phrases, shuffled by a seeded generator, so that words are as frequent as they are
//! in the field. They are made anew whenever they are needed, so that a million need no more memory than a thousand; the
//! processor time of making them is taken off.

#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use kitei::document::{ReadOptions, read};
use kitei::index::{Corpus, IndexedFile, Query, Writer};
use kitei::regulation::{Provision, ProvisionKind, Regulation, Submission, assemble, understand};
use kitei::text::hex_digest;

/// Clauses in one submission: what a regulation of 20 to 40 pages has.
const CLAUSES: usize = 200;
/// How many queries are timed.
const QUERIES: usize = 2_000;

/// A small generator of pseudo-random numbers (SplitMix64): the same seed gives the same corpus on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }
}

/// The sample regulations.
fn samples(folder: &Path, regulations: &mut Vec<Regulation>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            samples(&path, regulations);
        } else if path.extension().is_some_and(|extension| extension == "docx") {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let bytes = std::fs::read(&path).unwrap_or_default();
            if let Ok(document) = read(&name, &bytes, &ReadOptions::default()) {
                regulations.push(understand(&document));
            }
        }
    }
}

/// Phrases of the sample regulations, cut at punctuation.
fn phrases(regulations: &[Regulation]) -> Vec<String> {
    regulations
        .iter()
        .flat_map(Regulation::clauses)
        .flat_map(|(_, clause)| clause.text.split_inclusive(['、', '。', '\n', '\t']))
        .filter(|phrase| phrase.chars().count() > 3)
        .map(str::to_owned)
        .collect()
}

fn submission(random: &mut Random, phrases: &[String], model: &Regulation, number: usize) -> Submission {
    let provisions = (0..CLAUSES)
        .map(|clause| {
            let count = 3 + random.below(6);
            let text: String = (0..count)
                .map(|_| phrases[random.below(phrases.len())].as_str())
                .collect();
            Provision::new(ProvisionKind::Article, format!("第{}条", clause + 1), text)
        })
        .collect();
    let regulation = Regulation {
        file: format!("規程{number}.pdf"),
        organization: Some(format!("第{number}病院")),
        provisions,
        ..model.clone()
    };
    assemble(&format!("第{number}病院"), vec![regulation])
}

/// What the corpora of a run are made of.
struct Field {
    phrases: Vec<String>,
    model: Regulation,
}

impl Field {
    /// The submissions that together have so many clauses: the same ones every time.
    fn submissions(&self, clauses: usize) -> impl Iterator<Item = Submission> {
        let mut random = Random(20_260_401);
        (0..clauses.div_ceil(CLAUSES))
            .map(move |number| submission(&mut random, &self.phrases, &self.model, number))
    }
}

fn main() {
    let mut regulations = Vec::new();
    samples(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/submissions"),
        &mut regulations,
    );
    let field = Field {
        phrases: phrases(&regulations),
        model: regulations.swap_remove(0),
    };
    let mut sizes: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    if sizes.is_empty() {
        sizes.push(100_000);
    }
    for clauses in sizes {
        measure(&field, clauses);
    }
}

/// Both indexes of so many clauses, and both asked the same.
fn measure(field: &Field, wanted: usize) {
    let begun = processor_time();
    let text: usize = field
        .submissions(wanted)
        .map(|submission| submission.regulations.iter().map(words).sum::<usize>())
        .sum();
    let making = processor_time().saturating_sub(begun);
    let megabytes = text as f64 / 1e6;

    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = Corpus::open_or_create(folder.path()).expect("an index");
    let begun = (Instant::now(), processor_time());
    let mut writer = Writer::new(&corpus).expect("a writer");
    for submission in field.submissions(wanted) {
        let files = vec![IndexedFile {
            name: format!("{}.pdf", submission.name),
            sha256: hex_digest(submission.name.as_bytes()),
            readable: true,
        }];
        writer.add(&submission, files, None).expect("added");
    }
    writer.finish().expect("committed");
    let elapsed = begun.0.elapsed();
    let ours = processor_time().saturating_sub(begun.1 + making);
    let status = corpus.status().expect("status");
    println!("clauses {}, text {megabytes:.1} MB", status.clauses);
    println!(
        "index: {elapsed:.1?}, {ours:.1?} of processor time, {:.1} MB per core-second",
        megabytes / ours.as_secs_f64()
    );
    println!(
        "index size {:.1} MB = {:.2} x text ({})",
        status.index_bytes as f64 / 1e6,
        status.index_bytes as f64 / text as f64,
        parts(folder.path(), text)
    );
    let mut random = Random(7);
    let queries = queries(&mut random, &field.phrases);
    let worst = time_queries("two phrases", &queries, |[one, other]| {
        let query = Query::parse(&format!("\"{one}\" \"{other}\"")).ok()?;
        Some(corpus.search(&query, 20).ok()?.total)
    });
    let peer = peer(field, wanted, making, megabytes, &queries);
    println!(
        "kitei beside SQLite FTS5: indexes {:.1} x as fast, index {:.2} x the size, p99 {:.1} x as fast",
        peer.indexing.as_secs_f64() / ours.as_secs_f64(),
        status.index_bytes as f64 / 1e6 / peer.size,
        peer.worst.as_secs_f64() / worst.as_secs_f64()
    );
}

/// Bytes of a regulation's clauses.
fn words(regulation: &Regulation) -> usize {
    regulation.clauses().map(|(_, clause)| clause.text.len()).sum()
}

/// What each kind of the engine's files takes, as a share of the text.
fn parts(index: &Path, text: usize) -> String {
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    let engine = index.join("clauses-1");
    for entry in std::fs::read_dir(engine).into_iter().flatten().flatten() {
        let kind = entry
            .path()
            .extension()
            .map(|kind| kind.to_string_lossy().into_owned());
        let size = entry.metadata().map_or(0, |data| data.len());
        *sizes.entry(kind.unwrap_or_default()).or_default() += size;
    }
    let share = |(kind, size): (String, u64)| format!("{kind} {:.3}", size as f64 / text as f64);
    sizes.into_iter().map(share).collect::<Vec<_>>().join(", ")
}

/// What `SQLite` FTS5 takes.
struct Peer {
    indexing: Duration,
    /// In megabytes.
    size: f64,
    worst: Duration,
}

/// The same clauses and queries in `SQLite` FTS5.
fn peer(field: &Field, wanted: usize, making: Duration, megabytes: f64, queries: &[[String; 2]]) -> Peer {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("peer.sqlite");
    let mut base = rusqlite::Connection::open(&path).expect("a database");
    base.execute_batch("create virtual table clause using fts5(words, tokenize = 'trigram')")
        .expect("a table");
    let begun = processor_time();
    let all = base.transaction().expect("a transaction");
    {
        let mut insert = all.prepare("insert into clause values (?)").expect("a statement");
        for submission in field.submissions(wanted) {
            for (_, clause) in submission.regulations.iter().flat_map(Regulation::clauses) {
                insert.execute([&clause.text]).expect("inserted");
            }
        }
    }
    all.commit().expect("committed");
    let indexing = processor_time().saturating_sub(begun + making);
    let size = std::fs::metadata(&path).map_or(0, |data| data.len()) as f64 / 1e6;
    println!(
        "SQLite FTS5: {indexing:.1?} of processor time, {:.1} MB per core-second, size {:.2} x text",
        megabytes / indexing.as_secs_f64(),
        size / megabytes
    );
    let mut find = base
        .prepare("select count(*) over (), words from clause where clause match ? order by rank limit 20")
        .expect("a statement");
    let worst = time_queries("SQLite FTS5", queries, |[one, other]| {
        let mut rows = find.query([format!("\"{one}\" \"{other}\"")]).ok()?;
        let first = rows
            .next()
            .ok()?
            .map_or(0, |row| row.get::<_, i64>(0).unwrap_or(0));
        while rows.next().ok()?.is_some() {}
        Some(first as usize)
    });
    Peer {
        indexing,
        size,
        worst,
    }
}

/// Pairs of phrases of four to eight characters each, that stand somewhere in the corpus.
fn queries(random: &mut Random, phrases: &[String]) -> Vec<[String; 2]> {
    let mut cut = || -> String {
        let phrase: Vec<char> = phrases[random.below(phrases.len())]
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        let length = (4 + random.below(5)).min(phrase.len());
        let start = random.below(phrase.len() - length + 1);
        phrase[start..start + length].iter().collect()
    };
    (0..QUERIES).map(|_| [cut(), cut()]).collect()
}

/// How long `search` takes for each of `queries`: prints it and gives the 99th percentile.
fn time_queries(
    name: &str,
    queries: &[[String; 2]],
    mut search: impl FnMut(&[String; 2]) -> Option<usize>,
) -> Duration {
    let mut found = 0;
    let mut times: Vec<Duration> = queries
        .iter()
        .filter_map(|query| {
            let begun = Instant::now();
            found += search(query)?;
            Some(begun.elapsed())
        })
        .collect();
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{name}, {} queries, {found} hits: p50 {:.2?}, p95 {:.2?}, p99 {:.2?}, worst {:.2?}",
        times.len(),
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
    at(0.99)
}

/// Processor time of all threads of this process, where the system tells (Linux); nothing elsewhere.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| fields.get(at).and_then(|t| t.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}
