//! Batches: going on, parts, being killed; the results are those of one undisturbed run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

fn kitei(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("kitei"));
    command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn said(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("runs");
    let all = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&all).into_owned())
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a temporary path")
}

/// `count` small regulations, each with a word of its own.
fn submissions(count: usize) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for number in 0..count {
        let words = format!(
            "第{number}医院情報管理規程\n第1条　この規程は、医療情報の取扱いを定める。\n第2条　院長は、職員に毎年1回、研修を行う。\n第3条　合言葉は「目印{number:03}番」とする。\n"
        );
        fs::write(folder.path().join(format!("規程{number:03}.txt")), words).expect("written");
    }
    folder
}

/// Every file under `folder` but what only a later run needs.
fn reports(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

#[test]
fn a_second_run_keeps_what_has_not_changed_and_leaves_reports_alone() {
    let (input, out) = (submissions(3), TempDir::new().expect("a folder"));
    let call = ["review", text(input.path()), "--out", text(out.path())];
    assert_eq!(said(&mut kitei(&call)).0, Some(0));
    let first = reports(out.path());
    let marked = out.path().join("規程001.html");
    fs::write(&marked, "a person wrote here").expect("written");
    fs::write(
        input.path().join("規程002.txt"),
        "別規程\n第1条　別のことを定める。\n",
    )
    .expect("written");
    let (status, words) = said(&mut kitei(&call));
    assert_eq!(status, Some(0), "{words}");
    assert!(words.contains("3 件のうち 2 件は前回の結果のまま"), "{words}");
    let second = reports(out.path());
    assert_eq!(second["規程001.html"], b"a person wrote here");
    assert_ne!(first["規程002.json"], second["規程002.json"]);
    let (_, words) = said(kitei(&call).arg("--fresh"));
    assert!(!words.contains("前回の結果"), "{words}");
    assert_eq!(reports(out.path())["規程001.html"], first["規程001.html"]);
}

#[test]
fn going_on_needs_something_to_go_on_from() {
    let (input, out) = (submissions(1), TempDir::new().expect("a folder"));
    let call = [
        "review",
        text(input.path()),
        "--out",
        text(out.path()),
        "--resume",
    ];
    assert_eq!(said(&mut kitei(&call)).0, Some(2));
}

#[test]
fn merged_parts_are_what_one_run_writes() {
    let (input, all) = (submissions(5), TempDir::new().expect("a folder"));
    let path = |name: &str| all.path().join(name);
    let review = |out: &Path, more: &[&str]| {
        let call = ["review", text(input.path()), "--out", text(out)];
        assert_eq!(said(kitei(&call).args(more)).0, Some(0));
    };
    review(&path("whole"), &[]);
    review(&path("a"), &["--shard", "1/2"]);
    review(&path("b"), &["--shard", "2/2"]);
    let (a, b, merged) = (path("a"), path("b"), path("merged"));
    let (status, words) = said(&mut kitei(&["merge", text(&a), text(&b), "--out", text(&merged)]));
    assert_eq!(status, Some(0), "{words}");
    let (whole, merged) = (reports(&path("whole")), reports(&merged));
    assert!(whole.len() > 10);
    assert_eq!(
        whole.keys().collect::<Vec<_>>(),
        merged.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &whole {
        assert!(merged[name] == *bytes, "{name} differs");
    }
    let (status, words) = said(&mut kitei(&["merge", text(&b), "--out", text(&path("half"))]));
    assert_eq!(status, Some(3), "{words}");
}

/// Kills `command` after `milliseconds`, or lets it end.
fn kill(mut command: Command, milliseconds: u64) {
    let mut child = command.spawn().expect("starts");
    std::thread::sleep(Duration::from_millis(milliseconds));
    child.kill().expect("killed or gone");
    child.wait().expect("gone");
}

#[test]
fn a_killed_index_opens_and_goes_on() {
    let (input, folder) = (submissions(40), TempDir::new().expect("a folder"));
    let index = folder.path().join("index");
    let add = ["index", "add", text(input.path()), "--index", text(&index)];
    for milliseconds in [5, 20, 40, 60, 90, 130, 180, 250] {
        kill(kitei(&add), milliseconds);
        if index.join("format").exists() {
            let (status, words) = said(&mut kitei(&["index", "verify", "--index", text(&index)]));
            assert_eq!(status, Some(0), "after {milliseconds} ms: {words}");
        }
    }
    let (status, words) = said(&mut kitei(&add));
    assert_eq!(status, Some(0), "{words}");
    let (_, words) = said(&mut kitei(&["index", "status", "--index", text(&index)]));
    assert!(words.contains("提出物 40 件"), "{words}");
    for number in [0, 17, 39] {
        let word = format!("目印{number:03}番");
        let (_, words) = said(&mut kitei(&["search", &word, "--index", text(&index), "--json"]));
        assert_eq!(words.matches("kitei.search/1").count(), 1, "{words}");
    }
}

#[test]
fn a_killed_review_goes_on_to_the_same_reports() {
    let (input, all) = (submissions(12), TempDir::new().expect("a folder"));
    let (whole, killed) = (all.path().join("whole"), all.path().join("killed"));
    let call = |out: &Path| kitei(&["review", text(input.path()), "--out", text(out)]);
    assert_eq!(said(&mut call(&whole)).0, Some(0));
    for milliseconds in [300, 600, 900] {
        kill(call(&killed), milliseconds);
    }
    assert_eq!(said(&mut call(&killed)).0, Some(0));
    assert!(reports(&whole) == reports(&killed));
}

#[test]
fn an_index_is_rebuilt_from_what_was_extracted() {
    let (input, folder) = (submissions(4), TempDir::new().expect("a folder"));
    let index = folder.path().join("index");
    said(&mut kitei(&[
        "index",
        "add",
        text(input.path()),
        "--index",
        text(&index),
    ]));
    let format = fs::read_to_string(index.join("format")).expect("a format");
    fs::write(
        index.join("format"),
        format.replace("kitei-index/", "kitei-index/0"),
    )
    .expect("written");
    let search = ["search", "目印002番", "--index", text(&index)];
    let (status, words) = said(&mut kitei(&search));
    assert_eq!(status, Some(4));
    assert!(words.contains("kitei index rebuild"), "{words}");
    assert_eq!(
        said(&mut kitei(&["index", "rebuild", "--index", text(&index)])).0,
        Some(0)
    );
    assert_eq!(said(&mut kitei(&search)).0, Some(0));
    let (_, words) = said(&mut kitei(&["search", "研修", "--index", text(&index), "--json"]));
    assert_eq!(words.matches("kitei.search/1").count(), 4, "{words}");
    fs::remove_dir_all(index.join("documents")).expect("removed");
    assert_eq!(
        said(&mut kitei(&["index", "verify", "--index", text(&index)])).0,
        Some(4)
    );
}

#[test]
fn what_comes_from_the_same_path_replaces_what_came_before() {
    let (input, folder) = (submissions(2), TempDir::new().expect("a folder"));
    let index = folder.path().join("index");
    let add = ["index", "add", text(input.path()), "--index", text(&index)];
    said(&mut kitei(&add));
    fs::write(
        input.path().join("規程001.txt"),
        "第1医院規程\n第1条　新しい条文とする。\n",
    )
    .expect("written");
    let (_, words) = said(&mut kitei(&add));
    assert!(
        words.contains("登録 0 件、差し替え 1 件、登録済み 1 件"),
        "{words}"
    );
    let (_, words) = said(&mut kitei(&["search", "目印001番", "--index", text(&index)]));
    assert!(words.contains("該当なし"), "{words}");
    let (_, words) = said(&mut kitei(&[
        "index",
        "remove",
        "規程000",
        "--index",
        text(&index),
    ]));
    assert!(words.contains("除いた"), "{words}");
    let (_, words) = said(&mut kitei(&["index", "status", "--index", text(&index)]));
    assert!(words.contains("提出物 1 件"), "{words}");
}
