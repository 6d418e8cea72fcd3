//! What is on file beside the findings: in the page, never in the result.

use std::fs;

use assert_cmd::Command;
use tempfile::TempDir;

use super::report::{BOOK, HEAD};

const LACKING: &str = "小院規程\n（教育）\n第1条　院長は、職員に対し、毎年1回教育を行わなければならない。\n";
const WRITTEN: &str = "青空病院規程\n（教育）\n第1条　院長は、職員に対し、毎年1回教育を行い、教育の記録を残さなければならない。\n（非常時）\n第2条　院長は、非常時の手順を定め、訓練を行う。\n";

fn kitei(folder: &TempDir, arguments: &str) -> String {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
        .current_dir(folder.path())
        .args(arguments.split(' '))
        .arg("--no-progress")
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments}: {said}");
    said
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect(name)
}

#[test]
fn a_review_is_the_same_whatever_is_on_file_and_its_page_shows_it() {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("guideline")).expect("a folder");
    for (name, text) in [
        ("guideline/guideline.toml", HEAD),
        ("guideline/management.toml", BOOK),
        ("小院.txt", LACKING),
        ("青空.txt", WRITTEN),
    ] {
        fs::write(folder.path().join(name), text).expect("writes");
    }
    kitei(&folder, "index add 小院.txt --index files");
    let review = "review 小院.txt --guideline guideline --format html,json";
    kitei(&folder, &format!("{review} --out plain"));
    let beside = format!("{review} --out beside --index files");
    kitei(&folder, &beside);
    assert!(
        !read(&folder, "beside/小院.html").contains("<details"),
        "only itself is on file"
    );
    // Another submission on file: the page is written again, the result stays.
    kitei(&folder, "index add 青空.txt --index files");
    kitei(&folder, &beside);
    let page = read(&folder, "beside/小院.html");
    assert!(page.contains("<b>青空病院</b> 第1条"), "{page}");
    assert_eq!(
        read(&folder, "beside/小院.json"),
        read(&folder, "plain/小院.json")
    );
    kitei(&folder, &format!("{beside} --anonymous"));
    assert!(!read(&folder, "beside/小院.html").contains("青空病院"));
}
