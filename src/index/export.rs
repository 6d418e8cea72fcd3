//! Handing the corpus over to a search cluster: its configuration, and the clauses in parts that its loader takes.
//!
//! The field `terms` carries the terms of our own analysis, separated by spaces, so that a phrase means the same in
//! every engine; the field `text` has the engine's own analysis for Japanese.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::analysis::{self, Shape};
use super::clause::IndexedClause;
use super::corpus::{Corpus, at};
use super::error::IndexError;
use crate::text::hex_digest;

/// The most bytes of one part: loaders take no more at once.
const PART: usize = 10_000_000;
/// The name of the index in the cluster.
const INDEX: &str = "kitei-clauses";
/// How many hits the documented query asks for.
const HITS: usize = 20;
/// What the documented query asks for.
const EXAMPLE: &str = "安全管理";

/// A search cluster's engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// `OpenSearch`: index body and bulk parts.
    OpenSearch,
    /// Quickwit: index configuration and NDJSON parts.
    Quickwit,
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// `kitei.export/1`.
    pub schema: &'static str,
    /// `opensearch` or `quickwit`.
    pub engine: &'static str,
    /// How many clauses in all.
    pub clauses: usize,
    /// How many submissions they come from.
    pub submissions: usize,
    /// The parts in order.
    pub parts: Vec<Part>,
}

/// A part of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its file.
    pub file: String,
    /// How many clauses.
    pub clauses: usize,
    /// How many bytes.
    pub bytes: usize,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

impl Corpus {
    /// Writes everything that `engine` needs into `out`: the same corpus gives the same files, byte for byte.
    pub fn export(&self, engine: Engine, out: &Path) -> Result<Manifest, IndexError> {
        fs::create_dir_all(out).map_err(at(out))?;
        for (name, text) in engine.configuration() {
            write(&out.join(name), text.as_bytes())?;
        }
        let submissions = self.submissions()?;
        let mut parts = Vec::new();
        let (mut bytes, mut clauses) = (Vec::new(), 0);
        for submission in &submissions {
            for clause in self.clauses_of(&submission.id)? {
                let lines = engine.lines(&clause)?;
                if !bytes.is_empty() && bytes.len() + lines.len() > PART {
                    parts.push(part(out, parts.len(), &bytes, clauses)?);
                    (bytes, clauses) = (Vec::new(), 0);
                }
                bytes.extend_from_slice(lines.as_bytes());
                clauses += 1;
            }
        }
        if !bytes.is_empty() {
            parts.push(part(out, parts.len(), &bytes, clauses)?);
        }
        let manifest = Manifest {
            schema: "kitei.export/1",
            engine: engine.name(),
            clauses: parts.iter().map(|part| part.clauses).sum(),
            submissions: submissions.len(),
            parts,
        };
        let text = serde_json::to_string_pretty(&manifest)? + "\n";
        write(&out.join("manifest.json"), text.as_bytes())?;
        Ok(manifest)
    }
}

impl Engine {
    fn name(self) -> &'static str {
        match self {
            Self::OpenSearch => "opensearch",
            Self::Quickwit => "quickwit",
        }
    }

    /// Files beside the parts: how the index is set up, and a query to try it with.
    fn configuration(self) -> Vec<(&'static str, String)> {
        let pretty = |value: &Value| format!("{value:#}\n");
        let phrase = terms(EXAMPLE, true);
        match self {
            Self::OpenSearch => vec![
                ("index.json", pretty(&opensearch_index())),
                (
                    "query.json",
                    // Clauses of the same score stand in the same order as in our own search.
                    pretty(&json!({
                        "query": {"match_phrase": {"terms": phrase}},
                        "size": HITS,
                        "sort": ["_score", "submission_id", "number"]
                    })),
                ),
            ],
            Self::Quickwit => vec![
                ("index-config.json", pretty(&quickwit_index())),
                (
                    "query.json",
                    // Without it the hits would come in the order in which they were loaded.
                    pretty(&json!({
                        "query": format!("terms:\"{phrase}\""),
                        "max_hits": HITS,
                        "sort_by": "_score"
                    })),
                ),
            ],
        }
    }

    /// A clause as its lines in a part.
    fn lines(self, clause: &IndexedClause) -> Result<String, IndexError> {
        let id = format!("{}-{}", clause.submission_id, clause.number);
        let mut document = serde_json::to_value(clause)?;
        if let Value::Object(fields) = &mut document {
            let title = clause.title.as_deref().unwrap_or_default();
            fields.insert("id".to_owned(), json!(id));
            fields.insert(
                "terms".to_owned(),
                json!(terms(&format!("{title}。{}", clause.text), false)),
            );
            let years: Vec<u64> = clause
                .dates
                .iter()
                .filter_map(|date| date.get(..4)?.parse().ok())
                .collect();
            fields.insert("year".to_owned(), json!(years));
        }
        Ok(match self {
            Self::OpenSearch => {
                let action = json!({"index": {"_index": INDEX, "_id": id}});
                format!("{action}\n{document}\n")
            }
            Self::Quickwit => format!("{document}\n"),
        })
    }
}

/// The terms of `text`, separated by spaces; in a query the last character of the last run may go on.
fn terms(text: &str, query: bool) -> String {
    let (mut terms, _) = analysis::terms(text);
    if query && terms.len() > 1 && terms.last().is_some_and(|term| term.shape == Shape::Last) {
        terms.pop();
    }
    let words: Vec<&str> = terms.iter().map(|term| term.text.as_str()).collect();
    words.join(" ")
}

const KEYWORDS: [&str; 7] = [
    "id",
    "submission_id",
    "submission",
    "file",
    "kind",
    "citation",
    "within",
];

fn opensearch_index() -> Value {
    let mut properties = serde_json::Map::new();
    for name in KEYWORDS {
        properties.insert(name.to_owned(), json!({"type": "keyword"}));
    }
    for name in ["applicant", "chapter", "title", "text"] {
        properties.insert(
            name.to_owned(),
            json!({"type": "text", "analyzer": "japanese_pairs"}),
        );
    }
    properties.insert(
        "terms".to_owned(),
        json!({"type": "text", "analyzer": "whitespace"}),
    );
    properties.insert("dates".to_owned(), json!({"type": "keyword"}));
    for name in ["page", "number", "year"] {
        properties.insert(name.to_owned(), json!({"type": "integer"}));
    }
    properties.insert("ocr".to_owned(), json!({"type": "boolean"}));
    json!({
        "settings": {
            "analysis": {
                "analyzer": {
                    "japanese_pairs": {
                        "type": "custom",
                        "tokenizer": "standard",
                        "filter": ["cjk_width", "lowercase", "cjk_bigram"]
                    }
                }
            }
        },
        "mappings": {"dynamic": "strict", "properties": properties}
    })
}

fn quickwit_index() -> Value {
    let mut mappings = Vec::new();
    for name in KEYWORDS {
        let kind = if name == "within" { "array<text>" } else { "text" };
        mappings.push(json!({"name": name, "type": kind, "tokenizer": "raw"}));
    }
    for (name, kind) in [
        ("applicant", "text"),
        ("chapter", "array<text>"),
        ("title", "text"),
        ("text", "text"),
    ] {
        mappings.push(json!({
            "name": name, "type": kind, "tokenizer": "chinese_compatible", "record": "position"
        }));
    }
    mappings.push(json!({
        "name": "terms", "type": "text", "tokenizer": "default",
        "record": "position", "fieldnorms": true, "stored": false
    }));
    mappings.push(json!({"name": "dates", "type": "array<text>", "tokenizer": "raw"}));
    mappings.push(json!({"name": "year", "type": "array<u64>"}));
    for name in ["page", "number"] {
        mappings.push(json!({"name": name, "type": "u64"}));
    }
    mappings.push(json!({"name": "ocr", "type": "bool"}));
    json!({
        "version": "0.8",
        "index_id": INDEX,
        "doc_mapping": {"mode": "strict", "field_mappings": mappings},
        "search_settings": {"default_search_fields": ["text"]}
    })
}

fn part(out: &Path, before: usize, bytes: &[u8], clauses: usize) -> Result<Part, IndexError> {
    let file = format!("part-{:05}.ndjson", before + 1);
    write(&out.join(&file), bytes)?;
    Ok(Part {
        file,
        clauses,
        bytes: bytes.len(),
        sha256: hex_digest(bytes),
    })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    fs::File::create(path)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(at(path))
}
