//! The register through the built program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::thread::sleep;
use std::time::Instant;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const RULES: &str = "小院情報管理規程\n（目的）\n第1条　この規程は、診療に用いる情報の取扱いを定める。\n（教育）\n第2条　院長は、職員に対し、毎年1回、情報の取扱いに関する研修を行わなければならない。\n";

/// A register in a folder, and the program to write it with.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("規程.txt"), RULES).expect("written");
        Self { folder }
    }

    /// A small catalogue beside the files, so that all its findings are soon decided.
    fn catalogue(&self) {
        let folder = self.path("sample-1");
        fs::create_dir(&folder).expect("made");
        fs::write(folder.join("guideline.toml"), super::head("institution")).expect("written");
        fs::write(folder.join("management.toml"), super::BOOK).expect("written");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("kitei"));
        command
            .current_dir(self.folder.path())
            .arg("register")
            .args([
                "--register",
                "台帳/kitei.sqlite",
                "--by",
                "山田",
                "--date",
                "2026-03-01",
            ])
            .args(arguments.split_whitespace());
        command
    }

    fn run(&self, arguments: &str) -> Output {
        self.command(arguments).output().expect("runs")
    }

    /// What a call that goes well prints.
    fn done(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments}: {}",
            text(&output.stderr)
        );
        text(&output.stdout)
    }

    /// The records of a call that goes well.
    fn records(&self, arguments: &str) -> Vec<Value> {
        let lines = self.done(&format!("{arguments} --format json"));
        lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line is one JSON object"))
            .collect()
    }

    /// The status and the words of a call that is refused.
    fn refused(&self, arguments: &str) -> (i32, String) {
        let output = self.run(arguments);
        let status = output.status.code().expect("ended by itself");
        assert_ne!(status, 0, "{arguments}");
        assert!(output.stdout.is_empty(), "{arguments}: nothing but the reason");
        (status, text(&output.stderr))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn from_the_application_to_the_public_register() {
    let office = Office::new();
    office.catalogue();
    let (status, words) = office.refused("organization list");
    assert_eq!(status, 4);
    assert!(
        words.contains("台帳がない") && words.contains("organization add"),
        "{words}"
    );

    office.done("setting issuer 見本認証機構");
    office.done("organization add 青空病院 --kind institution --listed --contact 秘密");
    let application =
        "application add --organization 青空病院 --category regulation --route review --guideline sample-1";
    let added = office.records(application);
    assert_eq!(added[0]["schema"], "kitei.register.application/1");
    assert_eq!(added[0]["received_on"], "2026-03-01");

    let submitted = office.done(
        "submission add 規程.txt --application 1 --from 事務部 --review --guideline sample-1 --no-progress",
    );
    assert_eq!(
        submitted.lines().count(),
        2,
        "the submission and its review: {submitted}"
    );
    let review: Value = serde_json::from_str(&office.done("review show 1")).expect("JSON");
    assert_eq!(review["schema"], "kitei.review/1");
    office.done("submission file 1 規程.txt --out 取り出し/規程.txt");
    assert_eq!(
        fs::read(office.path("取り出し/規程.txt")).expect("there"),
        RULES.as_bytes()
    );

    let (status, words) = office.refused("certificate issue 1 --out 証書");
    assert_eq!(status, 4);
    assert!(
        words.contains("未判定") && !office.path("証書").exists(),
        "{words}"
    );
    for coverage in ["covered", "partial", "uncovered"] {
        office.done(&format!("decision accept {coverage} --submission 1"));
    }
    let (_, words) = office.refused("certificate issue 1");
    assert!(words.contains("不足") && !words.contains("未判定"), "{words}");
    let (_, words) = office.refused("--lang en certificate issue 1");
    assert!(words.contains("missing"), "{words}");
    for entry in office.records("decision list --submission 1") {
        if entry["verdict"] != "covered" && entry["verdict"] != "not_applicable" {
            let requirement = entry["requirement"].as_str().expect("an id");
            office.done(&format!(
                "decision add {requirement} covered --submission 1 --comment 別文書で確認"
            ));
        }
    }
    issued_and_published(&office);
}

/// What follows once every finding is decided.
fn issued_and_published(office: &Office) {
    let conditions = office.records("application conditions 1");
    assert!(
        conditions.iter().all(|condition| condition["met"] == true),
        "{conditions:?}"
    );
    let issued = office.records("certificate issue 1 --out 証書");
    assert_eq!(issued[0]["number"], "R2026-0001");
    assert_eq!(issued[0]["as_of"], "2026-03-01");
    let names: Vec<_> = fs::read_dir(office.path("証書"))
        .expect("there")
        .map(|entry| {
            entry
                .expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");

    office.done("public --out 公開");
    let page = fs::read_to_string(office.path("公開/認証取得者一覧.html")).expect("there");
    let csv = fs::read_to_string(office.path("公開/認証取得者一覧.csv")).expect("there");
    assert!(page.contains("青空病院") && csv.contains("R2026-0001"));
    assert!(!page.contains("秘密") && !csv.contains("秘密"));
    office.done("check");
    office.done("export --out 一.jsonl");
    office.done("import 一.jsonl --register 写し/kitei.sqlite");
    office.done("export --register 写し/kitei.sqlite --out 二.jsonl");
    assert!(
        fs::read(office.path("一.jsonl")).expect("there")
            == fs::read(office.path("二.jsonl")).expect("there")
    );
}

#[test]
fn wrong_calls_say_what_to_do() {
    let office = Office::new();
    office.done("organization add 青空病院 --kind institution");
    office.done("application add --organization 1 --category regulation --route review");
    let applied = office.records("application list");
    assert_eq!(
        applied[0]["guideline"], "mhlw-6.0",
        "institutions go by MHLW's guideline"
    );
    let calls: [(&str, i32, &str); 12] = [
        ("organization add 青空病院 --kind institution", 4, "同じ名前"),
        (
            "application add --organization 緑病院 --category audit --route joint",
            2,
            "organization list",
        ),
        (
            "application add --organization 1 --category operation --route review",
            4,
            "--route joint",
        ),
        (
            "application add --organization 1 --category audit --route joint --guideline mhlw-9",
            2,
            "mhlw-6.0",
        ),
        ("application conditions 7", 2, "application list"),
        (
            "submission add 規程.txt --organization 7 --from x",
            2,
            "organization list",
        ),
        ("submission add ない.txt --organization 1 --from x", 4, "開けない"),
        ("submission add 規程.txt --from x", 2, "--organization"),
        ("decision list --submission 1", 2, "submission list"),
        ("certificate print R1999-0001 --out x", 2, "certificate list"),
        (
            "application add --organization 1 --category なにか --route joint",
            2,
            "regulation",
        ),
        ("application step 1 drafting --person 認証部", 4, "accepted"),
    ];
    for (arguments, status, words) in calls {
        let (found, said) = office.refused(arguments);
        assert_eq!(found, status, "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    let (status, said) = office.refused("log --date 2026-02-30");
    assert!(status == 2 && said.contains("2026-02-30"), "{said}");
}

#[test]
fn an_unknown_writer_is_refused() {
    let office = Office::new();
    let output = Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
        .current_dir(office.folder.path())
        .env_remove("KITEI_USER")
        .env_remove("USER")
        .args("register organization add 青空病院 --kind institution".split_whitespace())
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--by"));
}

#[test]
fn decisions_from_the_command_line() {
    let office = Office::new();
    office.done("organization add 青空病院 --kind institution");
    office.done("submission add 規程.txt --organization 青空病院 --from 事務部 --review --no-progress");
    let add = |finding: &str, more: &str| {
        office.run(&format!("decision add {finding} covered --submission 1 {more}"))
    };
    assert_eq!(add("M12-5/1", "--place 規程.txt#第2条").status.code(), Some(0));
    let listed = office.records("decision list --submission 1");
    assert_eq!(
        (&listed[0]["element"], &listed[0]["places"][0]["citation"]),
        (&Value::from(1), &Value::from("第2条"))
    );
    for (finding, more, words) in [
        ("M99-9", "", "近い ID"),
        ("M12-5/99", "", "まで"),
        ("M12-5/x", "", "番号"),
        ("M12-5/1", "--place 第2条", "#"),
        ("M12-5/1", "--expect 0", "先に 山田"),
    ] {
        let output = add(finding, more);
        assert_ne!(output.status.code(), Some(0), "{finding}");
        assert!(
            text(&output.stderr).contains(words),
            "{finding}: {}",
            text(&output.stderr)
        );
    }
    office.done("decision undo M12-5/1 --submission 1");
    let history = office.records("decision history M12-5/1 --submission 1");
    assert_eq!(history.len(), 2);
    assert_eq!(history[1]["verdict"], Value::Null);
    office.done("review add 1 --guideline meti-mic-1.1");
    let (status, said) = office.refused("decision list --submission 1");
    assert!(status == 2 && said.contains("--guideline"), "{said}");
}

#[test]
fn a_filled_in_checklist_is_taken_in_once() {
    let office = Office::new();
    office.done("organization add 青空病院 --kind institution");
    office.done("submission add 規程.txt --organization 青空病院 --from 事務部 --review --no-progress");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [
        ["遵守事項ID", "観点番号", "判定", "所見"],
        ["M12-5", "1", "充足", "第2条"],
        ["M99-9", "1", "不足", ""],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).expect("written");
        }
    }
    workbook.save(office.path("点検表.xlsx")).expect("saved");
    let import = "decision import 点検表.xlsx --submission 1";
    let first = office.run(import);
    assert_eq!(
        first.status.code(),
        Some(3),
        "one row cannot be placed: {}",
        text(&first.stderr)
    );
    assert!(text(&first.stderr).contains("M99-9") && text(&first.stderr).contains("判定 1 件"));
    let second = office.run(import);
    assert!(
        text(&second.stderr).contains("判定 0 件"),
        "{}",
        text(&second.stderr)
    );
    let history = office.records("decision history M12-5/1 --submission 1");
    assert_eq!(history.len(), 1);
}

/// Kills the program at every stage of a write. `benches/register_kill.py` does so some hundred times more.
#[test]
fn what_was_said_to_be_written_survives_kills() {
    let office = Office::new();
    let whole = Instant::now();
    office.done("seminar add 最初 --on 2026-01-01");
    let whole = whole.elapsed();
    let mut acknowledged = vec!["最初".to_owned()];
    for round in 0..24_u32 {
        let title = format!("研修{round}");
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
            .current_dir(office.folder.path())
            .args(["register", "--register", "台帳/kitei.sqlite", "--by", "山田"])
            .args(["seminar", "add", &title, "--on", "2026-01-02"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        sleep(whole * round / 20);
        let ended = child.try_wait().expect("known");
        if ended.is_none() {
            child.kill().expect("killed");
        }
        if child.wait().expect("ended").success() {
            acknowledged.push(title);
        }
    }
    office.done("check");
    let on_file: Vec<String> = office
        .records("seminar list")
        .iter()
        .map(|seminar| seminar["title"].as_str().expect("a title").to_owned())
        .collect();
    for title in &acknowledged {
        assert!(on_file.contains(title), "{title} was lost");
    }
    let logged = office.records("log --limit 1000");
    assert_eq!(
        logged.len(),
        on_file.len(),
        "a record and its line in the log come together"
    );
    let leftovers = partial_files(&office.path("台帳"));
    assert!(leftovers.is_empty(), "{leftovers:?}");
}

/// Files in a folder that a writer left half-done.
fn partial_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .expect("there")
        .map(|entry| entry.expect("readable").path());
    entries
        .filter(|path| {
            path.extension()
                .is_some_and(|ext| ext == "partial" || ext == "importing")
        })
        .collect()
}
