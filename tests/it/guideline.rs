//! Catalogues that change: versions on top of each other, applicability, errors with a way out.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use kitei::guideline::{CatalogueFile, Catalogues, Confidence, Problem, Profile, builtin};
use predicates::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

fn kitei() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("the temporary folder can be written");
}

fn head(id: &str, base: Option<&str>) -> String {
    let base = base.map_or(String::new(), |base| format!("based_on = \"{base}\"\n"));
    format!(
        "id = \"{id}\"\ntitle = \"t\"\nversion = \"1\"\npublished = \"2026-01-01\"\npublisher = \"p\"\naudience = \"institution\"\n{base}books = [\"a\"]\n"
    )
}

const BOOK: &str = "guideline = \"g\"\nbook = \"a\"\nbook_title = \"編\"\n";
const SECTION: &str = "[[section]]\nnumber = \"1\"\ntitle = \"章\"\n";

fn requirement(id: &str, rest: &str) -> String {
    format!(
        "[[requirement]]\nid = \"{id}\"\nsection = \"1\"\nitem = 1\ntext = \"文\"\nelements = [{{ point = \"点\", any = [[\"語\"]] }}]\nconfidence = \"read\"\n{rest}\n"
    )
}

/// Loads the catalogue of the last head among others.
fn load(
    catalogues: &[(&str, &str)],
) -> Result<kitei::guideline::Guideline, kitei::guideline::CatalogueError> {
    let mut known = Catalogues::default();
    let mut id = String::new();
    for (head, book) in catalogues {
        id = known.add(vec![
            CatalogueFile {
                name: "guideline.toml",
                text: head,
            },
            CatalogueFile {
                name: "a.toml",
                text: book,
            },
        ])?;
    }
    known.load(&id).expect("added")
}

#[test]
fn version_7_is_version_6_with_what_is_reported_of_it() {
    let old = builtin("mhlw-6.0").expect("built in").expect("loads");
    let new = builtin("mhlw-7.0").expect("built in").expect("loads");
    assert_eq!(new.based_on.as_deref(), Some("mhlw-6.0"));
    assert!(
        new.notice
            .as_deref()
            .is_some_and(|notice| notice.contains("読んでいない"))
    );
    for requirement in &new.requirements {
        match (&requirement.inherited, old.requirement(&requirement.id)) {
            (Some(from), Some(before)) => {
                assert_eq!(from, "mhlw-6.0");
                assert_eq!(requirement.elements, before.elements);
            }
            (Some(_), None) => panic!("{} is inherited from nowhere", requirement.id),
            (None, _) => {
                assert_eq!(
                    requirement.confidence,
                    Confidence::Secondary,
                    "{}",
                    requirement.id
                );
                assert!(requirement.source.is_some(), "{}", requirement.id);
            }
        }
    }
    let passwords = new.requirement("C14-6").expect("there");
    assert_eq!(passwords.elements[1].key, "mhlw-6.0/C14-6/3");
    assert_eq!(passwords.elements[5].key, "mhlw-7.0/C14-6/6");
    assert!(!passwords.elements.iter().any(|e| e.point.contains("定期変更")));
    assert_eq!(new.book("contracted").expect("new book").title, "保守委託機関編");
    assert_ne!(old.sha256, new.sha256);
}

#[test]
fn a_change_of_the_base_changes_the_digest_of_what_is_based_on_it() {
    let base = |text: &str| format!("{BOOK}{SECTION}{}", requirement("A1-1", text));
    let changed = format!("{BOOK}{}", requirement("A1-2", ""));
    let with = |text: &str| {
        load(&[(&head("a", None), &base(text)), (&head("b", Some("a")), &changed)])
            .expect("loads")
            .sha256
    };
    assert_ne!(with(""), with("origin = \"new\""));
}

#[test]
fn every_fault_of_a_catalogue_is_told_with_file_line_and_a_way_out() {
    let whole = format!("{BOOK}{SECTION}{}", requirement("A1-1", ""));
    let cases: [(String, String, usize, &str); 9] = [
        (
            head("b", None),
            format!("{whole}{}", requirement("A1-1", "")),
            16,
            "二度ある",
        ),
        (
            head("b", None),
            format!("{BOOK}{SECTION}{}", requirement("A1-1", "related = [\"A9-9\"]")),
            14,
            "A9-9",
        ),
        (
            head("b", None),
            format!(
                "{BOOK}{SECTION}{}",
                requirement("A1-1", "").replace("\"点\"", "\" \"")
            ),
            12,
            "観点",
        ),
        (
            head("b", None),
            format!(
                "{BOOK}{SECTION}{}",
                requirement("A1-1", "").replace("section = \"1\"", "section = \"3\"")
            ),
            9,
            "章 3",
        ),
        (
            head("b", Some("a")),
            format!("{BOOK}[[changed]]\nid = \"A7-7\"\nsource = \"s\"\nconfidence = \"secondary\"\n"),
            5,
            "元の a にない",
        ),
        (
            head("b", Some("a")),
            format!(
                "{BOOK}[[changed]]\nid = \"A1-1\"\nelements = [\n  {{ keep = 2 }},\n]\nsource = \"s\"\nconfidence = \"secondary\"\n"
            ),
            7,
            "keep = 2",
        ),
        (
            head("b", None),
            format!("{BOOK}[[removed]]\nid = \"A1-1\"\nsource = \"s\"\n"),
            5,
            "based_on",
        ),
        (head("b", Some("c")), BOOK.to_owned(), 7, "ある ID: a、b"),
        (head("b", Some("b")), BOOK.to_owned(), 7, "輪"),
    ];
    for (head_b, book_b, line, words) in cases {
        let error = load(&[(&head("a", None), &whole), (&head_b, &book_b)]).expect_err(words);
        let told = error.to_string();
        assert_eq!(error.at.line, line, "{told}");
        assert!(told.contains(words) && told.contains(".toml"), "{told}");
    }
}

#[test]
fn catalogues_based_on_each_other_are_a_ring() {
    let error = load(&[(&head("a", Some("b")), BOOK), (&head("b", Some("a")), BOOK)]).expect_err("a ring");
    assert_eq!(error.problem, Problem::Cycle("b → a → b".to_owned()));
}

#[test]
fn what_is_not_stated_of_an_applicant_applies() {
    let guideline = builtin("mhlw-6.0").expect("built in").expect("loads");
    assert!(guideline.outside.is_empty());
    let guideline = guideline.for_profile(&Profile::parse("scans_paper = true").expect("parses"));
    assert!(guideline.outside.is_empty());
}

#[test]
fn rules_name_only_what_the_catalogues_have() {
    for id in kitei::guideline::ids() {
        let guideline = builtin(id).expect("built in").expect("loads");
        for name in guideline
            .rules
            .iter()
            .flat_map(|r| r.requirements.iter().chain(&r.except))
        {
            let known = match (name.strip_suffix('*'), name.split_once('/')) {
                (Some(start), _) => guideline.requirements.iter().any(|r| r.id.starts_with(start)),
                (None, Some((requirement, number))) => guideline.requirement(requirement).is_some_and(|r| {
                    number
                        .parse()
                        .is_ok_and(|n: usize| (1..=r.elements.len()).contains(&n))
                }),
                (None, None) => guideline.requirement(name).is_some(),
            };
            assert!(known, "{id}: {name}");
        }
    }
}

const RULES: &str = "小院情報管理規程\n（パスワード）\n第1条　職員は、パスワードを2か月ごとに変更しなければならない。\n第2条　端末のパスワードの変更の履歴は、6か月ごとに点検する。\n第3条　無線LANは暗号化する。\n";

fn review(folder: &Path, arguments: &[&str]) -> Value {
    let output = kitei()
        .arg("review")
        .arg(folder.join("規程.txt"))
        .args(["--format", "json"])
        .args(arguments)
        .output()
        .expect("runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {told}"))
}

#[test]
fn what_is_outside_the_scope_is_never_flagged_and_says_why() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), "規程.txt", RULES);
    write(
        folder.path(),
        "profile.toml",
        "kind = \"clinic\"\nwireless_lan = false\nexternal_storage = false\nscans_paper = false\nelectronic_signature = false\n",
    );
    let profile = folder.path().join("profile.toml");
    let review = review(folder.path(), &["--profile", &profile.to_string_lossy()]);
    assert_eq!(review["settings"]["profile"].as_str().map(str::len), Some(64));
    let findings = review["findings"].as_array().expect("findings");
    let find = |id: &str| findings.iter().find(|f| f["requirement"] == id).expect("there");
    for id in ["M16-1", "C16-1", "C15-x1", "C13-13", "M7-5", "C10-2"] {
        assert_eq!(find(id)["coverage"], "not_applicable", "{id}");
        assert!(find(id)["not_applicable"]["ja"].is_string(), "{id}");
    }
    assert_eq!(find("C5-3")["elements"][1]["coverage"], "not_applicable");
    assert_eq!(find("C5-3")["elements"][0]["coverage"], "uncovered");
    assert_eq!(find("C13-12")["coverage"], "uncovered");
}

#[test]
fn an_institution_that_contracts_its_updates_out_answers_to_its_own_book_only() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), "規程.txt", RULES);
    write(folder.path(), "profile.toml", "updates_contracted_out = true\n");
    let profile = folder.path().join("profile.toml");
    let with = review(
        folder.path(),
        &["--guideline", "mhlw-7.0", "--profile", &profile.to_string_lossy()],
    );
    let without = review(folder.path(), &["--guideline", "mhlw-7.0"]);
    for (review, own) in [(with, true), (without, false)] {
        for finding in review["findings"].as_array().expect("findings") {
            let is_own = finding["requirement"]
                .as_str()
                .is_some_and(|id| id.starts_with('K'));
            assert_eq!(
                finding["coverage"] != "not_applicable",
                is_own == own,
                "{finding}"
            );
        }
    }
}

#[test]
fn an_order_to_change_passwords_is_guidance_in_version_7_and_nothing_in_version_6() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), "規程.txt", RULES);
    let told = |id: &str| -> Vec<String> {
        review(folder.path(), &["--guideline", id])["warnings"]
            .as_array()
            .expect("warnings")
            .iter()
            .filter(|w| w["code"] == "unfounded-provision")
            .map(|w| w["message"].to_string())
            .collect()
    };
    assert!(told("mhlw-6.0").is_empty());
    let told = told("mhlw-7.0");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("第1条"));
}

#[test]
fn a_profile_that_asks_what_is_not_asked_is_wrong_usage_with_the_line() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), "規程.txt", RULES);
    write(folder.path(), "profile.toml", "kind = \"clinic\"\nfax = true\n");
    kitei()
        .arg("review")
        .arg(folder.path().join("規程.txt"))
        .arg("--profile")
        .arg(folder.path().join("profile.toml"))
        .assert()
        .code(2)
        .stderr(predicate::str::contains("2行").and(predicate::str::contains("wireless_lan")));
}

#[test]
fn a_catalogue_in_a_folder_can_be_based_on_one_of_the_program() {
    let folder = TempDir::new().expect("a folder");
    write(
        folder.path(),
        "guideline.toml",
        &head("house", Some("mhlw-6.0")).replace("\"a\"", "\"control\""),
    );
    write(
        folder.path(),
        "control.toml",
        "guideline = \"house\"\nbook = \"control\"\nbook_title = \"システム運用編\"\n[[removed]]\nid = \"C13-13\"\nsource = \"院内に無線がない\"\n",
    );
    kitei()
        .args(["guideline", "show"])
        .arg(folder.path())
        .assert()
        .success()
        .stdout(predicate::str::contains("C13-12 ").and(predicate::str::contains("C13-13 ").not()));
    write(folder.path(), "control.toml", "guideline = \"house\"\nbook = \n");
    kitei()
        .args(["guideline", "show"])
        .arg(folder.path())
        .assert()
        .code(4)
        .stderr(predicate::str::contains("control.toml 2行"));
}

/// The labels of a generated version: by the id in the new version, or in the old one where it is gone.
type Labels = std::collections::BTreeMap<String, kitei::guideline::Change>;

/// A later version of `old` with known changes: of every ten items one is changed, one gone, one moved to another
/// section, and one put in before; numbers shift with it.
fn later_version(old: &kitei::guideline::Guideline) -> (kitei::guideline::Guideline, Labels) {
    use kitei::guideline::Change;
    let mut new = old.clone();
    "later".clone_into(&mut new.id);
    new.requirements.clear();
    let mut labels = Labels::new();
    for (at, was) in old.requirements.iter().enumerate() {
        let mut is = was.clone();
        is.id = format!("N{at}");
        is.item += 1;
        let mut label = Change::Same;
        match at % 10 {
            2 => {
                let end = is.text.char_indices().rev().nth(4).map_or(0, |(at, _)| at);
                is.text = format!("{}ることを、毎年一度、理事会に諮って確かめる。", &is.text[..end]);
                label = Change::Changed;
            }
            4 => {
                labels.insert(was.id.clone(), Change::Removed);
                continue;
            }
            6 => {
                let book = new.book(&is.book).expect("its book");
                let other = book
                    .sections
                    .iter()
                    .find(|s| s.number != is.section)
                    .expect("another");
                is.section.clone_from(&other.number);
                label = Change::Moved;
            }
            8 => {
                let added = kitei::guideline::Requirement {
                    id: format!("A{at}"),
                    text: format!("第{at}の区画では、来訪者の記章を色分けし、迎えの者が付き添う。"),
                    elements: vec![kitei::guideline::Element {
                        point: format!("第{at}の区画で来訪者に付き添う"),
                        ..Default::default()
                    }],
                    ..is.clone()
                };
                labels.insert(added.id.clone(), Change::Added);
                new.requirements.push(added);
            }
            _ => {}
        }
        labels.insert(is.id.clone(), label);
        new.requirements.push(is);
    }
    (new, labels)
}

#[test]
fn a_labelled_pair_of_versions_is_classified_right() {
    let old = builtin("mhlw-6.0").expect("built in").expect("loads");
    let (new, labels) = later_version(&old);
    let items = kitei::guideline::compare(&old, &new);
    assert_eq!(items.len(), labels.len());
    let wrong: Vec<_> = items
        .iter()
        .filter(|item| {
            let place = item.new.as_ref().or(item.old.as_ref()).expect("a place");
            labels.get(&place.id) != Some(&item.change)
        })
        .map(|item| {
            (
                item.change,
                item.old.as_ref().map(|p| &p.id),
                item.new.as_ref().map(|p| &p.id),
            )
        })
        .collect();
    assert!(
        wrong.len() * 50 <= labels.len(),
        "{} of {}: {wrong:?}",
        wrong.len(),
        labels.len()
    );
}

#[test]
fn versions_6_and_7_differ_in_what_is_reported_and_in_nothing_else() {
    let output = kitei()
        .args(["guideline", "diff", "mhlw-6.0", "mhlw-7.0", "--format", "json"])
        .output()
        .expect("runs");
    let mut differing = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let item: Value = serde_json::from_str(line).expect("one object a line");
        assert_eq!(item["schema"], "kitei.guideline-diff/1");
        if item["change"] != "same" {
            let id = item["new"]["id"].as_str().expect("nothing is gone").to_owned();
            differing.push((id, item["change"].as_str().expect("a word").to_owned()));
        }
    }
    let expected = [
        ("G3.4.1-1", "changed"),
        ("M1-r1", "added"),
        ("M2-r1", "added"),
        ("M7-r1", "added"),
        ("M11-2", "changed"),
        ("C8-5", "changed"),
        ("C14-5", "changed"),
        ("C14-6", "changed"),
        ("K9-4", "added"),
        ("K9-5", "added"),
        ("K10-r1", "added"),
    ];
    differing.sort();
    let mut expected: Vec<_> = expected
        .map(|(id, change)| (id.to_owned(), change.to_owned()))
        .to_vec();
    expected.sort();
    assert_eq!(differing, expected);
}

#[test]
fn a_comparison_can_be_had_as_page_workbook_and_text() {
    let folder = TempDir::new().expect("a folder");
    for format in ["html", "xlsx"] {
        let out = folder.path().join(format!("対照表.{format}"));
        let run = || {
            kitei()
                .args([
                    "guideline",
                    "diff",
                    "mhlw-6.0",
                    "mhlw-7.0",
                    "--format",
                    format,
                    "--out",
                ])
                .arg(&out)
                .assert()
                .success();
            fs::read(&out).expect("written")
        };
        let first = run();
        assert!(!first.is_empty());
        assert_eq!(first, run(), "{format} differs between two runs");
    }
    kitei()
        .args(["guideline", "diff", "mhlw-6.0", "mhlw-7.0"])
        .assert()
        .success()
        .stdout(predicate::str::contains("新設 6").and(predicate::str::contains("［＋")));
    kitei()
        .args(["guideline", "diff", "mhlw-6.0", "mhlw-7.0", "--format", "xlsx"])
        .assert()
        .code(2);
}

#[test]
fn links_lead_both_ways_and_clusters_part_the_guideline() {
    for id in kitei::guideline::ids() {
        let guideline = builtin(id).expect("built in").expect("loads");
        let clusters = guideline.clusters();
        let mut members: Vec<&str> = clusters.iter().flatten().copied().collect();
        members.sort_unstable();
        let mut all: Vec<&str> = guideline.requirements.iter().map(|r| r.id.as_str()).collect();
        all.sort_unstable();
        assert_eq!(members, all, "each requirement stands in exactly one cluster");
        for cluster in &clusters {
            for member in cluster {
                for linked in guideline.linked(member) {
                    assert!(cluster.contains(&linked));
                    assert!(guideline.linked(linked).contains(member));
                }
            }
        }
    }
    let guideline = builtin("mhlw-6.0").expect("built in").expect("loads");
    assert!(guideline.linked("M11-1").contains(&"C11-1"));
    let origins = guideline.origins_of(guideline.requirement("C14-6").expect("there"));
    assert_eq!(
        origins.iter().map(|o| o.from.as_str()).collect::<Vec<_>>(),
        ["6.5 C14"]
    );
}

#[test]
fn a_recheck_gives_the_findings_of_a_full_review_and_tells_what_broke() {
    let folder = TempDir::new().expect("a folder");
    let reviews = TempDir::new().expect("a folder");
    write(folder.path(), "甲規程.txt", RULES);
    write(
        folder.path(),
        "乙規程.txt",
        "乙院規程\n第1条　パスワードの使い回しを禁止し、認証に5回失敗したときはロックする。\n第2条　非常時の対応手順は事業継続計画と整合させる。\n",
    );
    let run = |arguments: &[&str]| {
        let output = kitei().args(arguments).arg(folder.path()).output().expect("runs");
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let lines = |text: &str| -> Vec<Value> {
        text.lines()
            .map(|line| serde_json::from_str(line).expect("an object"))
            .collect()
    };
    let full = lines(&run(&["review", "--guideline", "mhlw-7.0", "--format", "json"]));
    let out = reviews.path().to_string_lossy().into_owned();
    run(&[
        "review",
        "--guideline",
        "mhlw-6.0",
        "--format",
        "json",
        "--out",
        &out,
    ]);
    let recheck = [
        "recheck", "--from", "mhlw-6.0", "--to", "mhlw-7.0", "--format", "json",
    ];
    let fresh = run(&recheck);
    let carried = run(&[&recheck[..], &["--reviews", &out]].concat());
    assert!(fresh == carried, "a review carried over from its file differs");
    let rechecked = lines(&fresh);
    assert_eq!(rechecked.len(), 3);
    for (one, full) in rechecked.iter().zip(&full) {
        assert!(one["review"] == *full, "a recheck differs from a full review");
    }
    let by_name = |name: &str| {
        rechecked
            .iter()
            .find(|r| r["submission"]["name"] == name)
            .expect("there")
    };
    let kinds = |name: &str, requirement: &str, element: u64| -> Vec<String> {
        let shifts = by_name(name)["shifts"].as_array().expect("shifts");
        shifts
            .iter()
            .filter(|s| s["requirement"] == requirement && s["element"] == element)
            .map(|s| s["kind"].as_str().expect("a word").to_owned())
            .collect()
    };
    assert!(kinds("甲規程", "C14-6", 6).contains(&"newly_missing".to_owned()));
    assert_eq!(kinds("乙規程", "C14-6", 6), ["already_fulfilled"]);
    assert_eq!(by_name("甲規程")["unfounded"][0]["citation"], "第1条");
    assert!(
        by_name("乙規程")["unfounded"]
            .as_array()
            .is_some_and(Vec::is_empty)
    );
    let breaks = rechecked[2]["breaks"].as_array().expect("a summary");
    assert!(
        breaks
            .iter()
            .any(|b| b["requirement"] == "M1-r1" && b["submissions"] == 2)
    );
    assert!(
        !breaks.iter().any(|b| b["requirement"] == "K9-4"),
        "outside the scope"
    );
}

#[test]
fn two_versions_of_a_regulation_show_what_the_amendment_did() {
    let folder = TempDir::new().expect("a folder");
    write(
        folder.path(),
        "旧.txt",
        "小院規程\n（目的）\n第1条　この規程は、情報の取扱いを定める。\n（端末）\n第2条　職員は、端末を施錠して保管する。\n",
    );
    write(
        folder.path(),
        "新.txt",
        "小院規程\n（目的）\n第1条　この規程は、情報の取扱いを定める。\n（無線）\n第2条　無線LANは、許可された者以外に利用させず、接続を制限する。\n（端末）\n第3条　職員は、端末及び媒体を施錠して保管する。\n",
    );
    let run = |format: &str| {
        let out = folder.path().join(format!("対照表.{format}"));
        kitei()
            .arg("compare")
            .arg(folder.path().join("旧.txt"))
            .arg(folder.path().join("新.txt"))
            .args(["--format", format, "--out"])
            .arg(&out)
            .assert()
            .success();
        fs::read(out).expect("written")
    };
    let object: Value = serde_json::from_slice(&run("json")).expect("an object");
    let of = |change: &str| -> Vec<(String, String)> {
        let rows = object["provisions"].as_array().expect("rows");
        rows.iter()
            .filter(|row| row["change"] == change)
            .map(|row| (row["old"].to_string(), row["new"].to_string()))
            .collect()
    };
    assert_eq!(of("added"), [("\"\"".to_owned(), "\"第2条\"".to_owned())]);
    assert_eq!(of("changed"), [("\"第2条\"".to_owned(), "\"第3条\"".to_owned())]);
    let effects = object["effects"].as_array().expect("effects");
    assert!(
        effects
            .iter()
            .any(|e| e["requirement"] == "C13-13" && e["kind"] == "now_fulfilled")
    );
    for format in ["docx", "xlsx", "html"] {
        let first = run(format);
        assert!(!first.is_empty());
        assert_eq!(first, run(format), "{format} differs between two runs");
    }
    let docx = kitei::document::read(
        "対照表.docx",
        &run("docx"),
        &kitei::document::ReadOptions::default(),
    );
    assert!(
        docx.is_ok_and(|document| document.has_text()),
        "the reader reads it again"
    );
}
