//! Scanned pages, recognized where the person wishes it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

fn kitei() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
}

fn scan() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/submissions/06_スキャン.pdf")
}

/// Says so where the programs that recognizing needs are not there.
#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn is_installed() -> bool {
    let found = kitei::review::Ocr::find();
    if let Err(missing) = &found {
        eprintln!("skipped: {missing}");
    }
    found.is_ok()
}

fn extract(arguments: &[&str]) -> (Option<i32>, Value) {
    let output = kitei()
        .arg("extract")
        .arg(scan())
        .args(["--format", "json"])
        .args(arguments)
        .output()
        .expect("runs");
    let document = serde_json::from_slice(&output.stdout).expect("the document as JSON");
    (output.status.code(), document)
}

fn codes(warnings: &Value) -> Vec<&str> {
    let warnings = warnings.as_array().expect("warnings");
    warnings.iter().filter_map(|w| w["code"].as_str()).collect()
}

#[test]
fn a_scan_is_named_page_by_page_where_it_is_not_to_be_recognized() {
    let (status, document) = extract(&[]);
    assert_eq!(status, Some(3));
    assert_eq!(document["origin"], "native");
    assert_eq!(codes(&document["warnings"]), ["image-only", "scanned-page"]);
}

#[test]
fn a_scan_is_recognized_and_marked_where_that_is_wished() {
    if !is_installed() {
        return;
    }
    let (status, document) = extract(&["--ocr"]);
    assert_eq!(status, Some(0), "{document}");
    assert_eq!(document["origin"], "ocr");
    assert_eq!(codes(&document["warnings"]), ["ocr-text"]);
    let blocks = document["blocks"].as_array().expect("blocks");
    let texts: Vec<&str> = blocks.iter().filter_map(|b| b["text"].as_str()).collect();
    assert!(
        texts.iter().any(|text| text.contains("医療情報の取扱い")),
        "{texts:?}"
    );
    assert!(
        texts
            .iter()
            .any(|text| text.starts_with("第4条") && text.contains("画面を消す")),
        "{texts:?}"
    );
    for (block, number) in blocks.iter().zip(1..) {
        assert_eq!(block["ocr"], true, "{block}");
        assert_eq!(block["place"]["page"], 1);
        assert_eq!(block["place"]["paragraph"], number);
    }
}

#[test]
fn a_review_marks_its_evidence_and_what_was_read_without_recognizing_is_not_taken_for_it() {
    if !is_installed() {
        return;
    }
    let out = TempDir::new().expect("a temporary folder");
    let review = |arguments: &[&str]| -> (Option<i32>, Value) {
        let output = kitei()
            .arg("review")
            .arg(scan())
            .args(["--format", "json", "--out"])
            .arg(out.path())
            .args(arguments)
            .output()
            .expect("runs");
        let json = fs::read(out.path().join("06_スキャン.json")).expect("the report");
        (
            output.status.code(),
            serde_json::from_slice(&json).expect("a review"),
        )
    };
    let (status, without) = review(&[]);
    assert_eq!(status, Some(3));
    assert!(without["settings"].get("ocr").is_none());
    let (status, with) = review(&["--ocr"]);
    assert_eq!(status, Some(0));
    assert_eq!(with["submission"]["files"][0]["origin"], "ocr");
    assert!(
        with["settings"]["ocr"]
            .as_str()
            .is_some_and(|v| v.contains("tesseract"))
    );
    let evidence: Vec<&Value> = with["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .flat_map(|finding| finding["elements"].as_array().expect("elements"))
        .flat_map(|element| element["evidence"].as_array().expect("evidence"))
        .collect();
    assert!(
        evidence.iter().any(|one| one["citation"] == "第4条"),
        "the articles are understood"
    );
    assert!(!evidence.is_empty() && evidence.iter().all(|one| one["ocr"] == true));
    // Nothing but the documents that were read is taken from the earlier runs here.
    let (status, again) = review(&["--fresh"]);
    assert_eq!(status, Some(3));
    assert_eq!(again["submission"], without["submission"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_recognizer_may_use_no_more_memory_than_allowed_and_the_page_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let programs = TempDir::new().expect("a temporary folder");
    let write = |name: &str, script: &str| {
        let path = programs.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("made a program");
    };
    write("pdftoppm", "exit 0\n");
    // Would need 400 MiB: it looks at what it may have instead of taking them.
    let recognizer = "case $1 in --list-langs) echo jpn; exit;; --version) echo tesseract 5; exit;; esac\n\
        sleep 0.5\nlimit=$(ulimit -v)\n\
        if [ $limit != unlimited ] && [ $limit -lt 409600 ]; then exit 1; fi\n\
        printf '5\\t1\\t1\\t1\\t1\\t1\\t100\\t100\\t900\\t50\\t90\\tseen\\n' > words.tsv\n";
    write("tesseract", recognizer);
    let mut folders = vec![programs.path().to_path_buf()];
    folders.extend(std::env::split_paths(
        &std::env::var_os("PATH").expect("a search path"),
    ));
    let path = std::env::join_paths(folders).expect("a search path");
    let read = |memory: &str| {
        let output = kitei()
            .env("PATH", &path)
            .arg("extract")
            .arg(scan())
            .args(["--format", "json", "--ocr", "--memory", memory])
            .output()
            .expect("runs");
        let document: Value = serde_json::from_slice(&output.stdout).expect("the document as JSON");
        (output.status.code(), document)
    };
    let (status, document) = read("1024");
    assert_eq!(codes(&document["warnings"]), ["ocr-text"]);
    assert_eq!(
        (status, &document["blocks"][0]["text"]),
        (Some(0), &Value::from("seen"))
    );
    let (status, document) = read("380");
    assert_eq!(status, Some(3));
    let warnings = document["warnings"].as_array().expect("warnings");
    let failed = warnings.iter().find(|warning| warning["code"] == "ocr-failed");
    let failed = failed.expect("the page is named");
    assert_eq!(failed["page"], 1);
    assert!(failed["message"].to_string().contains("--memory"), "{failed}");
}

#[cfg(unix)]
#[test]
fn a_missing_program_is_one_line_in_the_persons_language() {
    let empty = TempDir::new().expect("a temporary folder");
    let call = |lang: &str| {
        let mut call = kitei();
        call.env("PATH", empty.path())
            .arg("extract")
            .arg(scan())
            .args(["--ocr", "--lang", lang]);
        call.assert().code(4).stdout("")
    };
    let one_line = || predicate::function(|said: &str| said.lines().count() == 1);
    call("ja").stderr(predicate::str::contains("--ocr を外す").and(one_line()));
    call("en").stderr(predicate::str::contains("--ocr needs tesseract").and(one_line()));
}
