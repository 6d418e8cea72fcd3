//! Reading PDF: words, order and structure against truth; damage and hostility without an end of the process.

mod build;
mod content;
mod encryption;
mod fonts;
mod heads;
mod paragraphs;
mod tables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kitei::document::{Block, Document, ReadOptions, pdf, plain};
use unicode_normalization::UnicodeNormalization;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pdf")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixtures().join(format!("{name}.pdf"))).expect("a fixture")
}

fn read(name: &str) -> Document {
    pdf::read(&bytes(name), &ReadOptions::default()).expect("readable")
}

/// The names of the fixtures that have a truth beside them.
fn names() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(fixtures())
        .expect("fixtures")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            (path.extension()? == "txt").then(|| path.file_stem()?.to_str().map(str::to_owned))?
        })
        .collect();
    names.sort();
    names
}

fn truth(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(fixtures().join(format!("{name}.txt"))).expect("a truth");
    text.lines().map(str::to_owned).collect()
}

/// NFKC without white space: what is compared.
fn folded(text: &str) -> String {
    text.nfkc()
        .filter(|character| !character.is_whitespace())
        .collect()
}

/// Edit distance of two texts, a row at a time.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, character) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (column, against) in other.iter().enumerate() {
            let change = corner + usize::from(character != *against);
            corner = row[column + 1];
            row[column + 1] = change.min(corner + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

/// Share of adjacent lines of the truth that come in this order.
fn order(lines: &[String], text: &str) -> f64 {
    let mut from = 0;
    let places: Vec<Option<usize>> = lines
        .iter()
        .map(|line| {
            let line = folded(line);
            let found = text[from..]
                .find(&line)
                .map(|at| from + at)
                .or_else(|| text.find(&line));
            from = found.unwrap_or(from);
            found
        })
        .collect();
    let kept = places
        .windows(2)
        .filter(|pair| matches!(pair, [Some(one), Some(next)] if one < next))
        .count();
    kept as f64 / (places.len() - 1).max(1) as f64
}

#[test]
fn words_and_their_order_are_those_of_the_page() {
    let names = names();
    assert!(names.len() >= 10, "fixtures are missing");
    for name in names {
        let lines = truth(&name);
        let text = folded(&plain::lines(&read(&name)).join("\n"));
        let expected = folded(&lines.join("\n"));
        let rate = distance(&text, &expected) as f64 / expected.chars().count() as f64;
        assert!(rate <= 0.002, "{name}: character error rate {rate:.4}");
        let order = order(&lines, &text);
        assert!(order >= 0.99, "{name}: order {order:.3}");
    }
}

#[test]
fn each_provision_is_a_paragraph() {
    let (mut found, mut all) = (0, 0);
    for name in names() {
        let read: Vec<String> = plain::lines(&read(&name))
            .iter()
            .map(|line| folded(line))
            .collect();
        let lines = truth(&name);
        all += lines.len();
        found += lines.iter().filter(|line| read.contains(&folded(line))).count();
    }
    assert!(found * 100 >= all * 98, "{found} of {all} paragraphs");
}

#[test]
fn running_heads_and_page_numbers_stand_apart() {
    let document = read("raw_90ms-RKSJ-H");
    let heads: BTreeMap<&str, usize> = document
        .marginalia
        .iter()
        .fold(BTreeMap::new(), |mut heads, line| {
            *heads.entry(line.text.as_str()).or_default() += 1;
            heads
        });
    let pages = document.pages.expect("pages") as usize;
    assert_eq!(
        heads.get("医療情報システム運用管理規程　第二版"),
        Some(&pages),
        "{heads:?}"
    );
    assert_eq!(heads.len(), pages + 1, "the heads and a number a page: {heads:?}");
}

#[test]
fn vertical_writing_is_marked() {
    let document = read("raw_90ms-RKSJ-V");
    let vertical = document.blocks.iter().all(|block| match block {
        Block::Paragraph(paragraph) => paragraph.look.vertical,
        _ => false,
    });
    assert!(vertical);
}

#[test]
fn a_file_cut_off_is_read_as_far_as_it_goes_and_says_so() {
    let whole = bytes("raw_90ms-RKSJ-H");
    let document =
        pdf::read(&whole[..whole.len() * 3 / 4], &ReadOptions::default()).expect("the first page is there");
    assert!(document.has_text());
    assert!(
        document.warnings.iter().any(|warning| warning.loss),
        "{:?}",
        document.warnings
    );
}

#[test]
fn pages_whose_catalog_is_lost_keep_what_their_list_says() {
    let file = b"%PDF-1.4\n2 0 obj\n<< /Type /Pages /Count 2 /Kids [9 0 R 4 0 R 99 0 R] /MediaBox [0 0 900 900] \
        /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>\nendobj\n\
        4 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>\nendobj\n\
        5 0 obj\n<< /Length 45 >>\nstream\nBT /F1 12 Tf 700 850 Td (the second page) Tj ET\nendstream\nendobj\n\
        9 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 10 0 R >>\nendobj\n\
        10 0 obj\n<< /Length 44 >>\nstream\nBT /F1 12 Tf 700 850 Td (the first page) Tj ET\nendstream\nendobj\n";
    let document = pdf::read(file, &ReadOptions::default()).expect("readable");
    let text = plain::lines(&document).join(" ");
    assert_eq!(text, "the first page the second page");
}

#[test]
fn a_bomb_is_stopped_and_named() {
    let options = ReadOptions { inflate_budget: 600 };
    let document = pdf::read(&bytes("raw_90ms-RKSJ-H"), &options).expect("readable");
    let limit = document.warnings.iter().find(|warning| warning.code == "limit");
    assert!(
        limit.is_some_and(|warning| warning.loss),
        "{:?}",
        document.warnings
    );
}

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

#[test]
fn two_hundred_mutated_files_end_in_an_answer() {
    let sources: Vec<Vec<u8>> = names().iter().map(|name| bytes(name)).collect();
    let mut dice = Dice(20_261_122);
    let mut answers = 0;
    for _ in 0..200 {
        let mut file = sources[dice.roll(sources.len())].clone();
        match dice.roll(4) {
            0 => file.truncate(dice.roll(file.len())),
            1 => {
                let (from, length) = (dice.roll(file.len()), dice.roll(200));
                let to = (from + length).min(file.len());
                file.drain(from..to);
            }
            2 => {
                let (from, length) = (dice.roll(file.len()), dice.roll(400));
                let part = file[from..(from + length).min(file.len())].to_vec();
                let at = dice.roll(file.len());
                file.splice(at..at, part);
            }
            _ => {
                for _ in 0..=dice.roll(20) {
                    let at = dice.roll(file.len());
                    file[at] = dice.roll(256) as u8;
                }
            }
        }
        if let Ok(document) = pdf::read(&file, &ReadOptions::default()) {
            answers += usize::from(document.has_text());
        }
    }
    assert!(answers >= 100, "only {answers} of 200 were read");
}
