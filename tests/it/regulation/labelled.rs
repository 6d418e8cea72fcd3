//! The labelled regulations, where they are at hand: every citation they name exists, articles are all there.

use std::collections::BTreeSet;
use std::path::Path;

use kitei::document::{ReadOptions, read};
use kitei::regulation::{ProvisionKind, assemble, understand};

/// Name, files, articles (numbered entries of a document without articles).
const LABELLED: &[(&str, &[&str], usize)] = &[
    ("dev-1", &["dev-1.docx"], 61),
    ("dev-2", &["dev-2.pdf"], 28),
    ("dev-3", &["dev-3"], 85),
    ("dev-4", &["dev-4.docx"], 61),
    // Counted by hand on the printed pages, chapter by chapter.
    ("dev-5", &["dev-5.docx"], 7 + 6 + 5 + 8 + 9 + 6 + 9 + 6 + 7 + 5),
    ("dev-6", &["dev-6.docx"], 50),
    ("dev-7", &["dev-7.pdf"], 56),
];

// A test that did not run has to say so.
#[allow(clippy::print_stderr)]
#[test]
fn every_citation_of_the_labelled_regulations_exists() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval");
    if !folder.is_dir() {
        eprintln!("skipped: the labelled regulations are not beside the repository");
        return;
    }
    for (name, files, articles) in LABELLED {
        let mut paths: Vec<_> = files.iter().map(|file| folder.join(file)).collect();
        if paths[0].is_dir() {
            paths = std::fs::read_dir(&paths[0])
                .expect("folder")
                .map(|entry| entry.expect("entry").path())
                .collect();
            paths.sort();
        }
        let regulations = paths
            .iter()
            .map(|path| {
                let bytes = std::fs::read(path).expect("file");
                understand(&read("", &bytes, &ReadOptions::default()).expect("read"))
            })
            .collect();
        let submission = assemble(name, regulations);
        let provisions: Vec<_> = submission
            .regulations
            .iter()
            .flat_map(|each| &each.provisions)
            .collect();
        let citations: BTreeSet<&str> = provisions.iter().map(|each| each.citation.as_str()).collect();
        assert_eq!(citations.len(), provisions.len(), "{name}: citations are unique");
        let missing: Vec<String> = gold(&folder.join(format!("{name}.gold.json")))
            .into_iter()
            .filter(|citation| !citations.contains(citation.as_str()))
            .collect();
        assert_eq!(missing, Vec::<String>::new(), "{name}");
        let count = provisions
            .iter()
            .filter(|each| each.kind == ProvisionKind::Article && !each.supplementary)
            .count();
        assert_eq!(count, *articles, "{name}: articles");
    }
}

#[test]
fn every_citation_of_our_own_labelled_regulations_exists() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut count = 0;
    for folder in ["labelled", "held-back"] {
        for entry in std::fs::read_dir(corpus.join(folder)).expect("the corpus is there") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|extension| extension != "txt") {
                continue;
            }
            count += 1;
            let bytes = std::fs::read(&path).expect("a text");
            let regulation = understand(&read("", &bytes, &ReadOptions::default()).expect("read"));
            let citations: BTreeSet<&str> = regulation
                .provisions
                .iter()
                .map(|each| each.citation.as_str())
                .collect();
            let missing: Vec<String> = gold(&path.with_extension("gold.json"))
                .into_iter()
                .filter(|citation| !citations.contains(citation.as_str()))
                .collect();
            assert_eq!(missing, Vec::<String>::new(), "{}", path.display());
        }
    }
    assert!(count >= 10);
}

fn gold(path: &Path) -> BTreeSet<String> {
    let bytes = std::fs::read(path).expect("gold");
    let json: serde_json::Value = serde_json::from_slice(&bytes).expect("json");
    let mut found = BTreeSet::new();
    collect(&json, &mut found);
    found
}

fn collect(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                if key == "citations" {
                    found.extend(
                        value
                            .as_array()
                            .into_iter()
                            .flatten()
                            .filter_map(|each| each.as_str().map(str::to_owned)),
                    );
                }
                collect(value, found);
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}
