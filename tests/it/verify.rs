//! `kitei verify`: a stored review made again.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

use super::report::{BOOK, HEAD};

const RULES: &str =
    "小院規程\n（教育）\n第1条　院長は、職員に対し、毎年1回教育を行い、その記録を残さなければならない。\n";

/// A folder with a regulation, a guideline, and the review of one by the other.
struct Case {
    folder: TempDir,
}

impl Case {
    fn new() -> Self {
        let case = Self {
            folder: TempDir::new().expect("a folder"),
        };
        fs::create_dir(case.at("guideline")).expect("a folder");
        case.write("guideline/guideline.toml", HEAD);
        case.write("guideline/management.toml", BOOK);
        case.write("規程.txt", RULES);
        let review = case.kitei(&["review", "規程.txt", "--out", "reports", "--format", "json"]);
        assert_eq!(review.status.code(), Some(0), "{}", said(&review));
        case
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).expect("the temporary folder can be written");
    }

    fn kitei(&self, arguments: &[&str]) -> Output {
        Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
            .current_dir(self.folder.path())
            .args(arguments)
            .args(["--guideline", "guideline", "--no-progress"])
            .output()
            .expect("runs")
    }

    fn verify(&self, file: &str) -> (Option<i32>, String) {
        let output = self.kitei(&["verify", "reports/規程.json", file]);
        (output.status.code(), said(&output))
    }

    /// Puts other words into a file, once.
    fn change(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.at(name)).expect("a text file");
        assert!(text.contains(from), "{name} says {from}");
        self.write(name, &text.replacen(from, to, 1));
    }
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn the_same_files_give_the_same_review() {
    let case = Case::new();
    let (code, said) = case.verify("規程.txt");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("同じ結果になった\t"), "{said}");
}

#[test]
fn a_changed_file_is_named_with_the_findings_that_differ() {
    let case = Case::new();
    case.change("規程.txt", "その記録を残さなければ", "参加しなければ");
    let (code, said) = case.verify("規程.txt");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("違う結果になった\t"), "{said}");
    assert!(said.contains("ファイル: 規程.txt "), "{said}");
    assert!(said.contains("違う所見: M1-1"), "{said}");
    assert!(!said.contains("ガイドライン: "), "{said}");
}

#[test]
fn a_changed_guideline_is_named() {
    let case = Case::new();
    case.change("guideline/management.toml", "手順を定める。", "手順書を定める。");
    let (code, said) = case.verify("規程.txt");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("ガイドライン: "), "{said}");
    assert!(!said.contains("ファイル: "), "{said}");
}

#[test]
fn another_version_of_the_tool_is_named() {
    let case = Case::new();
    let now = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    case.change("reports/規程.json", &now, "\"version\":\"0.0.1\"");
    let (code, said) = case.verify("規程.txt");
    assert_eq!(code, Some(1), "{said}");
    let told = format!("版: 0.0.1 → {}", env!("CARGO_PKG_VERSION"));
    assert!(said.contains(&told), "{said}");
    assert!(!said.contains("違う所見"), "{said}");
}

#[test]
fn a_missing_file_is_named_and_nothing_is_said_of_the_review() {
    let case = Case::new();
    let (code, said) = case.verify("ない.txt");
    assert_eq!(code, Some(4), "{said}");
    assert!(
        said.contains("ない.txt") && !said.contains("結果になった"),
        "{said}"
    );
}

#[test]
fn a_file_of_several_that_is_not_given_is_a_difference() {
    let case = Case::new();
    fs::create_dir_all(case.at("一式/提出物")).expect("a folder");
    case.write("一式/提出物/規程.txt", RULES);
    case.write(
        "一式/提出物/細則.txt",
        "小院細則\n第1条　控えは、離れた場所に置く。\n",
    );
    let review = case.kitei(&["review", "一式", "--out", "reports", "--format", "json"]);
    assert_eq!(review.status.code(), Some(0), "{}", said(&review));
    let stored = "reports/提出物.json";
    let whole = case.kitei(&["verify", stored, "一式/提出物/規程.txt", "一式/提出物/細則.txt"]);
    assert_eq!(whole.status.code(), Some(0), "{}", said(&whole));
    let half = case.kitei(&["verify", stored, "一式/提出物/規程.txt"]);
    assert_eq!(half.status.code(), Some(1), "{}", said(&half));
    assert!(said(&half).contains("細則.txt"), "{}", said(&half));
}

#[test]
fn what_is_no_review_is_wrong_usage() {
    let case = Case::new();
    case.write("reports/規程.json", "{}");
    let (code, said) = case.verify("規程.txt");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("規程.json"), "{said}");
}
