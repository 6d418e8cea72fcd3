//! Handing the corpus over: the engines' formats, and the same top hits by the documented query.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use kitei::index::{Corpus, Engine, IndexedFile, Query, Writer};
use kitei::regulation::{DocumentKind, Provision, ProvisionKind, Regulation, Submission, assemble};
use kitei::text::hex_digest;
use serde_json::Value;

const SCHEMAS: [(Engine, &str, &str); 2] = [
    (
        Engine::OpenSearch,
        "index.json",
        include_str!("../fixtures/export/opensearch.schema.json"),
    ),
    (
        Engine::Quickwit,
        "index-config.json",
        include_str!("../fixtures/export/quickwit.schema.json"),
    ),
];

/// Regulations whose clauses name what the documented query asks for more or less often, in more or fewer words.
fn corpus(folder: &Path) -> Corpus {
    let corpus = Corpus::open_or_create(folder).expect("an index");
    let mut writer = Writer::new(&corpus).expect("a writer");
    for number in 0..30_usize {
        let provisions = (1..8_usize)
            .map(|article| {
                let asked = "安全管理に努める。".repeat((number + article) % 4);
                let rest = "端末を守る。".repeat((number * article) % 3);
                let text = format!("第{number}院は、{asked}{rest}");
                let mut provision = Provision::new(ProvisionKind::Article, format!("第{article}条"), text);
                provision.ocr = article == 3;
                provision
            })
            .collect();
        let name = format!("第{number}院");
        let regulation = Regulation {
            file: format!("{name}.pdf"),
            title: String::new(),
            kind: DocumentKind::Regulation,
            organization: Some(name.clone()),
            dates: Vec::new(),
            named: Vec::new(),
            definitions: Vec::new(),
            provisions,
            warnings: Vec::new(),
        };
        let submission: Submission = assemble(&name, vec![regulation]);
        let files = vec![IndexedFile {
            name: format!("{name}.pdf"),
            sha256: hex_digest(name.as_bytes()),
            readable: true,
        }];
        writer.add(&submission, files, None).expect("added");
    }
    writer.finish().expect("committed");
    corpus
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("written")).expect("JSON")
}

/// What of `value` does not hold to `schema`, as far as our schemas go: `type`, `enum`, `required`, `properties`,
/// `additionalProperties`, `items`.
fn problems(value: &Value, schema: &Value, at: &str, found: &mut Vec<String>) {
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "boolean" => value.is_boolean(),
        other => panic!("{other}: no such type in our schemas"),
    };
    if schema["type"].as_str().is_some_and(|kind| !is(kind)) {
        found.push(format!("{at}: not of type {}", schema["type"]));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|known| !known.contains(value))
    {
        found.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap_or_default()).is_none() {
            found.push(format!("{at}: no {name}"));
        }
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{name}");
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(schema), _) | (None, schema @ &Value::Object(_)) => problems(inner, schema, &at, found),
            (None, Value::Bool(false)) => found.push(format!("{at}: not known")),
            (None, _) => {}
        }
    }
    for (number, inner) in value.as_array().into_iter().flatten().enumerate() {
        problems(inner, &schema["items"], &format!("{at}[{number}]"), found);
    }
}

fn assert_holds(value: &Value, schema: &Value, name: &str) {
    assert!(schema.is_object(), "no schema for {name}");
    let mut found = Vec::new();
    problems(value, schema, name, &mut found);
    assert!(found.is_empty(), "{found:#?}");
}

/// The type that each field is declared with.
fn declared(engine: Engine, configuration: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    match engine {
        Engine::OpenSearch => {
            let fields = configuration["mappings"]["properties"]
                .as_object()
                .expect("fields");
            fields
                .iter()
                .map(|(name, field)| (name.clone(), text(&field["type"])))
                .collect()
        }
        Engine::Quickwit => {
            let fields = configuration["doc_mapping"]["field_mappings"]
                .as_array()
                .expect("fields");
            fields
                .iter()
                .map(|field| (text(&field["name"]), text(&field["type"])))
                .collect()
        }
    }
}

/// Whether an engine takes `value` for a field of this type; both pass over nulls, and `OpenSearch` takes lists
/// anywhere.
fn fits(engine: Engine, kind: &str, value: &Value) -> bool {
    let one = |kind: &str, value: &Value| match kind {
        "keyword" | "text" => value.is_string(),
        "integer" | "u64" => value.is_u64(),
        "boolean" | "bool" => value.is_boolean(),
        _ => false,
    };
    let inner = kind
        .strip_prefix("array<")
        .and_then(|kind| kind.strip_suffix('>'));
    match value {
        Value::Null => true,
        Value::Array(all) => {
            (inner.is_some() || engine == Engine::OpenSearch)
                && all.iter().all(|value| one(inner.unwrap_or(kind), value))
        }
        value => inner.is_none() && one(kind, value),
    }
}

fn documents(engine: Engine, out: &Path, schema: &Value) -> Vec<Value> {
    let mut documents = Vec::new();
    for part in json(&out.join("manifest.json"))["parts"]
        .as_array()
        .expect("parts")
    {
        let text = fs::read_to_string(out.join(part["file"].as_str().expect("a name"))).expect("a part");
        assert!(text.ends_with('\n'), "a loader wants a newline at the end");
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        match engine {
            Engine::OpenSearch => {
                for pair in lines.chunks(2) {
                    assert_holds(&pair[0], &schema["action"], "action");
                    assert_eq!(pair[0]["index"]["_id"], pair[1]["id"]);
                    documents.push(pair[1].clone());
                }
            }
            Engine::Quickwit => documents.extend(lines),
        }
    }
    documents
}

#[test]
fn an_export_is_of_the_engines_formats() {
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = corpus(&folder.path().join("index"));
    for (engine, name, schema) in SCHEMAS {
        let schema: Value = serde_json::from_str(schema).expect("a schema");
        let out = folder.path().join(name);
        corpus.export(engine, &out).expect("exported");
        let configuration = json(&out.join(name));
        assert_holds(&configuration, &schema["index"], name);
        assert_holds(&json(&out.join("query.json")), &schema["query"], "query.json");
        let declared = declared(engine, &configuration);
        let documents = documents(engine, &out, &schema);
        assert!(documents.iter().any(|document| document["ocr"] == true));
        for document in &documents {
            for (field, value) in document.as_object().expect("an object") {
                // Both engines are told to refuse what is not declared.
                let kind = declared
                    .get(field)
                    .unwrap_or_else(|| panic!("{field} is not declared"));
                assert!(fits(engine, kind, value), "{field}: {value} is no {kind}");
            }
        }
        let ids: BTreeSet<&str> = documents.iter().filter_map(|d| d["id"].as_str()).collect();
        assert_eq!(ids.len(), documents.len(), "every clause has an id of its own");
    }
}

/// BM25 of a phrase over fields of terms separated by spaces, as both engines reckon it: best first, then by
/// submission and number.
fn ranked(documents: &[Value], phrase: &str) -> Vec<String> {
    let terms = |document: &Value| -> Vec<String> {
        let text = document["terms"].as_str().expect("terms");
        text.split(' ').map(str::to_owned).collect()
    };
    let wanted: Vec<&str> = phrase.split(' ').collect();
    let fields: Vec<Vec<String>> = documents.iter().map(terms).collect();
    let average = fields.iter().map(Vec::len).sum::<usize>() as f64 / fields.len() as f64;
    let mut scored: Vec<(f64, &Value)> = documents
        .iter()
        .zip(&fields)
        .filter_map(|(document, field)| {
            let times = field.windows(wanted.len()).filter(|run| *run == wanted).count() as f64;
            let length = 1.2 * (0.25 + 0.75 * field.len() as f64 / average);
            (times > 0.0).then(|| (times / (times + length), document))
        })
        .collect();
    let place = |document: &Value| (document["submission_id"].to_string(), document["number"].as_u64());
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| place(a.1).cmp(&place(b.1))));
    scored
        .iter()
        .map(|(_, document)| document["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn the_documented_query_gives_our_own_top_hits() {
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = corpus(&folder.path().join("index"));
    let query = Query::parse("安全管理").expect("a query");
    let ours: Vec<String> = corpus
        .search(&query, 20)
        .expect("found")
        .best
        .iter()
        .map(|hit| format!("{}-{}", hit.clause.submission_id, hit.clause.number))
        .collect();
    assert_eq!(ours.len(), 20);
    for (engine, name, schema) in SCHEMAS {
        let schema: Value = serde_json::from_str(schema).expect("a schema");
        let out = folder.path().join(name);
        corpus.export(engine, &out).expect("exported");
        let asked = json(&out.join("query.json"));
        let phrase = match engine {
            Engine::OpenSearch => asked["query"]["match_phrase"]["terms"].as_str(),
            Engine::Quickwit => asked["query"]
                .as_str()
                .and_then(|query| query.strip_prefix("terms:\"")?.strip_suffix('"')),
        };
        let theirs = ranked(&documents(engine, &out, &schema), phrase.expect("a phrase"));
        assert_eq!(theirs[..20], ours[..], "{engine:?}");
    }
}
