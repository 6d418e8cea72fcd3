//! Regulations as reviewers get them, each odd in its own way: the citation of every line was put down by hand behind
//! `⇐`, and no other is found. `a | b` are several on one line, `-` is none.

use std::path::Path;

use kitei::regulation::{ProvisionKind, understand};

use super::document;

/// The text without what was put down, and the citations in order.
fn parted(annotated: &str) -> (String, Vec<String>) {
    let mut citations = Vec::new();
    let mut part = |cell: &str| {
        let (words, said) = cell.split_once(" ⇐ ").unwrap_or((cell, "-"));
        citations.extend(said.split(" | ").filter(|each| *each != "-").map(str::to_owned));
        words.to_owned()
    };
    let mut lines = Vec::new();
    for line in annotated.lines() {
        let cells: Vec<String> = line.split('\t').map(&mut part).collect();
        lines.push(cells.join("\t"));
    }
    (lines.join("\n"), citations)
}

#[test]
fn every_line_is_cited_as_a_reviewer_would() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/regulation/odd");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("a fixture").path())
        .collect();
    files.sort();
    assert!(files.len() >= 20);
    let mut wrong = Vec::new();
    for file in files {
        let (text, wanted) = parted(&std::fs::read_to_string(&file).expect("a text"));
        let regulation = understand(&document(&text));
        let found: Vec<String> = regulation
            .provisions
            .iter()
            .filter(|each| !matches!(each.kind, ProvisionKind::Preamble | ProvisionKind::Contents))
            .map(|each| each.citation.clone())
            .collect();
        if found != wanted {
            let missing: Vec<_> = wanted.iter().filter(|each| !found.contains(each)).collect();
            let more: Vec<_> = found.iter().filter(|each| !wanted.contains(each)).collect();
            wrong.push(format!("{}: missing {missing:?}, more {more:?}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
