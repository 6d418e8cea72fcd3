//! A revision over what is on file: the index, earlier versions in a chain, people's decisions.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use kitei::guideline::{CatalogueFile, Guideline, builtin, catalogues};
use kitei::register::{Reading, Register};
use kitei::review::{ElementPlace, Plan, Standing};
use serde_json::{Value, json};
use tempfile::TempDir;

fn kitei(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const RULES: &str = "小院情報管理規程\n（パスワード）\n第1条　職員は、パスワードを2か月ごとに変更しなければならない。\n第2条　無線LANは暗号化する。\n";

/// A house's version on top of 7.0: one element changed, one requirement under another number.
fn house() -> [(&'static str, String); 2] {
    [
        (
            "guideline.toml",
            "id = \"house\"\ntitle = \"t\"\nversion = \"1\"\npublished = \"2026-01-01\"\npublisher = \"p\"\naudience = \"institution\"\nbased_on = \"mhlw-7.0\"\nbooks = [\"control\"]\n".to_owned(),
        ),
        (
            "control.toml",
            "guideline = \"house\"\nbook = \"control\"\nbook_title = \"システム運用編\"\n[[changed]]\nid = \"C13-13\"\nelements = [{ keep = 1 }, { point = \"無線の機器を台帳に載せる\", any = [[\"無線\"], [\"台帳\"]] }]\nsource = \"s\"\nconfidence = \"secondary\"\n".to_owned(),
        ),
    ]
}

fn loaded(id: &str) -> Guideline {
    builtin(id).expect("built in").expect("loads")
}

#[test]
fn what_is_taken_over_is_carried_through_a_chain_of_versions() {
    let files = house();
    let mut known = catalogues().expect("built in");
    let files = files
        .iter()
        .map(|(name, text)| CatalogueFile { name, text })
        .collect();
    known.add(files).expect("a catalogue");
    let house = known.load("house").expect("added").expect("loads");
    let plan = Plan::new(&loaded("mhlw-6.0"), &house);
    let elements = || house.requirements.iter().flat_map(|r| &r.elements);
    let judged: Vec<&str> = elements()
        .filter(|e| plan.carried(&e.key).is_none())
        .map(|e| e.key.as_str())
        .collect();
    assert!(
        judged.contains(&"house/C13-13/2") && judged.contains(&"mhlw-7.0/C14-6/5"),
        "{judged:?}"
    );
    assert!(
        judged.iter().all(|key| !key.starts_with("mhlw-6.0/")),
        "{judged:?}"
    );
    assert!(judged.len() < 30, "{}", judged.len());
    let place = |requirement: &str, element| ElementPlace {
        requirement: requirement.to_owned(),
        element,
    };
    // 7.0 dropped the second element of C14-6: what stood third stands second now.
    assert_eq!(plan.standing(&place("C14-6", 2)), Standing::Gone);
    assert_eq!(
        plan.standing(&place("C14-6", 3)),
        Standing::Stands(place("C14-6", 2))
    );
    assert_eq!(
        plan.standing(&place("C14-6", 0)),
        Standing::Again(place("C14-6", 0))
    );
    assert_eq!(
        plan.standing(&place("M12-1", 0)),
        Standing::Stands(place("M12-1", 0))
    );
}

#[test]
fn without_paths_everything_on_file_is_checked_again_and_decisions_go_with_it() {
    let folder = TempDir::new().expect("a folder");
    let at = folder.path();
    fs::create_dir(at.join("提出物")).expect("made");
    fs::write(at.join("提出物/甲規程.txt"), RULES).expect("written");
    fs::write(
        at.join("提出物/乙規程.txt"),
        "乙院規程\n第1条　パスワードの使い回しを禁止し、認証に5回失敗したときはロックする。\n",
    )
    .expect("written");
    kitei(at, &["index", "add", "提出物"]);
    let decisions = json!({
        "schema": "kitei.decisions/1", "submission": "甲規程", "guideline": "mhlw-6.0", "result_sha256": null,
        "decisions": [
            { "requirement": "C14-6", "element": 2, "verdict": "covered", "comment": null, "reviewer": "佐藤", "date": "2026-05-01" },
            { "requirement": "C14-6", "element": 3, "verdict": "covered", "comment": "口頭で確認", "reviewer": "佐藤", "date": "2026-05-01" }
        ],
        "unplaced": []
    });
    fs::write(at.join("判定.json"), decisions.to_string()).expect("written");
    let versions = ["recheck", "--from", "mhlw-6.0", "--to", "mhlw-7.0"];
    let from_files = kitei(at, &[&versions[..], &["--format", "json", "提出物"]].concat());
    // What was read is kept: the files are not needed any more.
    fs::remove_dir_all(at.join("提出物")).expect("removed");
    let from_index = kitei(at, &[&versions[..], &["--format", "json"]].concat());
    assert!(
        from_files == from_index,
        "the index gives another result than the files"
    );
    let with = kitei(
        at,
        &[
            &versions[..],
            &[
                "--format",
                "json",
                "--decisions",
                "判定.json",
                "--out",
                "改定.ndjson",
            ],
        ]
        .concat(),
    );
    assert!(with.is_empty());
    let written = fs::read_to_string(at.join("改定.ndjson")).expect("written");
    let lines: Vec<Value> = written
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object"))
        .collect();
    let one = lines
        .iter()
        .find(|line| line["submission"]["name"] == "甲規程")
        .expect("there");
    let told = one["decisions"].as_array().expect("decisions");
    assert_eq!(told[0]["standing"], "gone");
    assert_eq!(told[1]["standing"], "stands");
    assert_eq!(told[1]["now"], json!({ "requirement": "C14-6", "element": 2 }));
    assert_eq!(told[1]["comment"], "口頭で確認");
    let text = kitei(
        at,
        &[&["--lang", "en"], &versions[..], &["--decisions", "判定.json"]].concat(),
    );
    for words in [
        "newly missing",
        "decisions carried over",
        "provision that has lost its basis",
        "decision on a duty that no longer exists",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let diff = kitei(at, &["--lang", "en", "guideline", "diff", "mhlw-6.0", "mhlw-7.0"]);
    assert!(
        diff.contains("changed 5") && diff.contains("element added"),
        "{diff}"
    );
}

#[test]
fn decisions_in_the_register_are_carried_over_where_a_person_says_so() {
    let folder = TempDir::new().expect("a folder");
    let at = folder.path();
    fs::write(at.join("甲規程.txt"), RULES).expect("written");
    let register = |arguments: &[&str]| {
        kitei(
            at,
            &[&["register", "--register", "r.sqlite", "--by", "佐藤"], arguments].concat(),
        )
    };
    register(&["organization", "add", "小院", "--kind", "institution"]);
    register(&[
        "submission",
        "add",
        "甲規程.txt",
        "--organization",
        "小院",
        "--from",
        "事務部",
        "--review",
    ]);
    register(&[
        "decision",
        "add",
        "M12-1/1",
        "covered",
        "--submission",
        "1",
        "--comment",
        "別紙にある",
    ]);
    register(&["decision", "add", "C14-6/2", "covered", "--submission", "1"]);
    let recheck = [
        "recheck",
        "--from",
        "mhlw-6.0",
        "--to",
        "mhlw-7.0",
        "甲規程.txt",
        "--register",
        "r.sqlite",
        "--carry-over",
        "鈴木",
        "--format",
        "json",
    ];
    let line: Value =
        serde_json::from_str(kitei(at, &recheck).lines().next().expect("a line")).expect("an object");
    let told = line["decisions"].as_array().expect("decisions");
    assert_eq!(told.len(), 2);
    assert!(
        told.iter()
            .any(|d| d["standing"] == "stands" && d["comment"] == "別紙にある")
    );
    assert!(told.iter().any(|d| d["standing"] == "gone"));
    let carried = || {
        let register = Register::open(&at.join("r.sqlite")).expect("opens");
        register.standing(1, "mhlw-7.0", Reading::First).expect("reads")
    };
    let first = carried();
    assert_eq!(first.len(), 1, "what is gone is not carried over");
    assert_eq!(
        (first[0].key.requirement.as_str(), first[0].key.element),
        ("M12-1", 1)
    );
    assert_eq!(first[0].decided.comment.as_deref(), Some("別紙にある"));
    assert_eq!(first[0].by, "鈴木");
    // A second time nothing is written twice.
    kitei(at, &recheck);
    assert_eq!(first, carried());
}

#[test]
fn a_report_shows_linked_duties_origins_and_what_secondary_sources_tell() {
    let folder = TempDir::new().expect("a folder");
    let at = folder.path();
    fs::write(at.join("規程.txt"), RULES).expect("written");
    kitei(
        at,
        &[
            "review",
            "規程.txt",
            "--guideline",
            "mhlw-7.0",
            "--format",
            "html",
            "--out",
            "r",
        ],
    );
    let page = fs::read_to_string(at.join("r/規程.html")).expect("written");
    let part = |from: &str, to: &str| {
        let start = page.find(from).unwrap_or_else(|| panic!("{from} is missing"));
        let end = page[start..].find(to).map_or(page.len(), |length| start + length);
        page[start..end].to_owned()
    };
    // Links show both ways; the origin in version 5.2 follows the item.
    let one = part("id=\"C14-6\"", "</article>");
    assert!(one.contains("5.2: 6.5 C14"), "{one}");
    assert!(part("id=\"C11-1\"", "</article>").contains("href=\"#M11-1\""));
    let first = part("id=\"summary\"", "</section>");
    assert!(
        first.contains("二次資料だけ")
            && first.contains("href=\"#K9-4\"")
            && !first.contains("href=\"#M12-1\"")
    );
}
