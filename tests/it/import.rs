//! Import: official files, correlation tables and tables of items into catalogues that people can edit.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use kitei::document::{self, ReadOptions};
use kitei::guideline::import::{self, Import, ImportError, Order, Outcome, Part};
use kitei::guideline::{CatalogueFile, Guideline, builtin, catalogues};
use predicates::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/guideline")
        .join(name)
}

fn kitei() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
}

fn part(name: &str) -> Part {
    let bytes = fs::read(fixture(name)).expect("a fixture");
    if Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "xlsx")
    {
        let grids = import::from_workbook(name, &bytes).expect("a workbook");
        return import::of_grids(name, &grids).expect("a table");
    }
    let document = document::read(name, &bytes, &ReadOptions::default()).expect("reads");
    import::of_document(&document).expect("a book or a table")
}

fn truth(name: &str) -> Value {
    serde_json::from_slice(&fs::read(fixture(name)).expect("a truth")).expect("JSON")
}

fn base() -> Guideline {
    builtin("mhlw-6.0").expect("built in").expect("loads")
}

fn order<'a>(id: &'a str, like: &'a Guideline) -> Order<'a> {
    Order {
        id,
        like,
        shipped: None,
        book: None,
    }
}

/// Loads what was imported, among the catalogues of the program.
fn loaded(import: &Import, id: &str) -> Guideline {
    let files = import
        .files
        .iter()
        .map(|(name, text)| CatalogueFile { name, text })
        .collect();
    let mut known = catalogues().expect("built in");
    known.add(files).expect("a catalogue");
    known
        .load(id)
        .expect("added")
        .unwrap_or_else(|error| panic!("{error}"))
}

const BOOKS: [&str; 4] = ["governance", "management", "control", "contracted"];

/// The characters of a text that are no spaces.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The length of the longest common subsequence.
fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut above = 0;
        for (at, y) in b.iter().enumerate() {
            let kept = row[at + 1];
            row[at + 1] = if x == y { above + 1 } else { kept.max(row[at]) };
            above = kept;
        }
    }
    row[b.len()]
}

/// The books to measure: those in the repository, and those in the folder `KITEI_BOOKS`, where
/// `tests/generate/guideline_books.py FOLDER --all` has made every book by every producer.
fn books() -> Vec<PathBuf> {
    let mut books: Vec<PathBuf> = BOOKS.map(|name| fixture(&format!("{name}.pdf"))).to_vec();
    let more = std::env::var_os("KITEI_BOOKS").map(|folder| fs::read_dir(folder).expect("a folder"));
    let mut made: Vec<PathBuf> = more
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension().is_some_and(|e| e != "json") && path.with_extension("truth.json").is_file()
        })
        .filter(|path| !path.ends_with("correlation.pdf") && !path.ends_with("correlation.xlsx"))
        .collect();
    made.sort();
    books.extend(made);
    books
}

#[allow(clippy::print_stdout, reason = "the share is asked for with --nocapture")]
#[test]
fn every_item_of_the_generated_books_is_read_with_its_number_and_words() {
    let (mut items, mut all, mut kept, mut beside) = (0, 0, 0, 0);
    for path in books() {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = fs::read(&path).expect("a book");
        let document = document::read(&name, &bytes, &ReadOptions::default()).expect("reads");
        let Part::Book(_, book) = import::of_document(&document).expect("a book") else {
            panic!("{name} is no book");
        };
        let truth: Value =
            serde_json::from_slice(&fs::read(path.with_extension("truth.json")).expect("a truth"))
                .expect("JSON");
        assert_eq!(book.title.as_deref(), truth["book"].as_str());
        assert_eq!(book.version.as_deref(), Some("第7.0版"));
        assert!(book.doubts.is_empty(), "{name}: {:?}", book.doubts);
        let sections = truth["sections"].as_array().expect("sections");
        let read: Vec<(&str, &str)> = book
            .sections
            .iter()
            .map(|s| (s.number.as_str(), s.title.as_str()))
            .collect();
        let wanted: Vec<(&str, &str)> = sections
            .iter()
            .map(|s| {
                (
                    s["number"].as_str().expect("a number"),
                    s["title"].as_str().expect("a title"),
                )
            })
            .collect();
        assert_eq!(read, wanted, "{name}");
        for (section, wanted) in book.sections.iter().zip(sections) {
            let wanted = wanted["items"].as_array().expect("items");
            assert_eq!(section.items.len(), wanted.len(), "{name} {}", section.number);
            for (item, wanted) in section.items.iter().zip(wanted) {
                assert_eq!(u64::from(item.number), wanted["item"].as_u64().expect("a number"));
                assert_eq!(item.group.as_deref(), wanted["group"].as_str());
                let (told, words) = (
                    letters(&item.text),
                    letters(wanted["text"].as_str().expect("a text")),
                );
                let same = common(&told, &words);
                items += 1;
                all += words.len();
                kept += same;
                beside += told.len() - same;
            }
        }
    }
    let share = |part: usize| 100.0 * part as f64 / all as f64;
    println!(
        "{items} items, {:.2} % of their text, {:.2} % beside it",
        share(kept),
        share(beside)
    );
    assert!(items >= 150, "{items}");
    assert!(kept * 100 >= all * 99, "{:.2} % of the text", share(kept));
    assert!(
        beside * 100 <= all,
        "{:.2} % does not belong to items",
        share(beside)
    );
}

#[test]
fn an_item_that_is_the_old_one_keeps_its_elements_and_its_id_follows_the_number() {
    let like = base();
    let parts = BOOKS.map(|name| part(&format!("{name}.pdf"))).to_vec();
    let import = import::import(&order("mhlw-x", &like), &parts).expect("imports");
    let new = loaded(&import, "mhlw-x");
    let mut checked = 0;
    for old in like.requirements.iter().filter(|r| r.item > 0) {
        // The books print every numbered item of the old catalogue, in its own words or longer ones.
        let printed = !old.id.ends_with(|c: char| c.is_ascii_lowercase());
        let Some(now) = new
            .requirements
            .iter()
            .find(|r| r.was.as_deref() == Some(&old.id))
            .filter(|_| printed)
        else {
            continue;
        };
        assert_eq!(now.elements, old.elements, "{}", old.id);
        assert!(now.official && now.inherited.is_none());
        assert_eq!((&now.section, now.item), (&old.section, old.item), "{}", old.id);
        checked += 1;
    }
    assert!(checked >= 150, "{checked}");
    let contracted = new.book("contracted").expect("a new book");
    assert_eq!(contracted.title, "保守委託機関編");
    let made = new.requirement("K9-4").expect("its item");
    assert!(made.was.is_none() && made.elements.iter().all(|e| e.key.starts_with("mhlw-x/")));
    let open = |id: &str| {
        import
            .outcome
            .iter()
            .find(|one| one.id == id)
            .expect("told")
            .open
            .len()
    };
    assert_eq!(open("K9-4"), made.elements.len(), "nobody has looked at them");
    assert!(
        import
            .outcome
            .iter()
            .any(|one| one.outcome == Outcome::Gone && one.was == "M8-x1")
    );
    // Against the old version nothing is changed but what is new and gone.
    let items = kitei::guideline::compare(&like, &new);
    assert!(
        items
            .iter()
            .all(|item| item.change != kitei::guideline::Change::Moved)
    );
}

#[test]
fn a_correlation_table_links_the_books_from_a_document_and_from_a_workbook() {
    let like = base();
    let links = |name: &str| -> Guideline {
        let mut parts = ["governance", "management", "control"]
            .map(|b| part(&format!("{b}.pdf")))
            .to_vec();
        parts.push(part(name));
        let import = import::import(&order("mhlw-x", &like), &parts).expect("imports");
        assert!(import.doubts.is_empty(), "{:?}", import.doubts);
        loaded(&import, "mhlw-x")
    };
    let (from_pdf, from_xlsx) = (links("correlation.pdf"), links("correlation.xlsx"));
    let rows = truth("correlation.truth.json");
    for row in rows.as_array().expect("rows") {
        let ids: Vec<&str> = row
            .as_array()
            .expect("ids")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let related = &from_pdf.requirement(ids[0]).expect("there").related;
        assert_eq!(related, &from_xlsx.requirement(ids[0]).expect("there").related);
        for id in &ids[1..] {
            assert!(
                related.iter().any(|other| other == id),
                "{} is not linked with {id}",
                ids[0]
            );
            assert!(from_pdf.linked(id).contains(&ids[0]));
        }
    }
}

fn csv(text: &str) -> Result<Import, ImportError> {
    let like = base();
    let grid = import::from_csv("表.csv", text.as_bytes())?;
    let parts = vec![import::of_grids("表.csv", &[grid])?];
    import::import(&order("house", &like), &parts)
}

#[test]
fn a_table_of_items_keeps_elements_whose_points_it_gives_again() {
    let import = csv("id,章,項番,遵守事項,観点\nM12-6,12,⑥,情報セキュリティインシデントの発生時に、関係機関と協力して原因を調べる。,\nM12-7,12,7,新しい装置を箱に入れる。,箱に入れる;鍵を掛ける\n").expect("imports");
    let new = loaded(&import, "house");
    let fresh = new.requirement("M12-7").expect("there");
    assert_eq!(
        fresh
            .elements
            .iter()
            .map(|e| e.point.as_str())
            .collect::<Vec<_>>(),
        ["箱に入れる", "鍵を掛ける"]
    );
    assert!(new.requirement("M12-1").is_none(), "a book is stated as a whole");
    assert!(new.requirement("C12-1").is_some(), "other books are the old ones");
    assert_eq!(new.section_title(fresh), "サイバーセキュリティ");
}

#[test]
fn every_fault_of_a_table_is_told_with_file_row_and_a_way_out() {
    let cases = [
        ("id,text,備考欄\nM1-1,あ,い\n", 1, "備考欄"),
        ("id,text,本文\nM1-1,あ,い\n", 1, "二つ"),
        ("id,section\nM1-1,1\n", 1, "text"),
        ("section,text\n1,あ\n", 1, "item"),
        ("id,text\nM1-1,あ\n\nM1-2,\n", 4, "欄が空"),
        ("id,text\nM1-1,あ\nM1-1,い\n", 3, "表.csv 2行"),
        ("id,section,item,text\nM1-1,1,五つ目,あ\n", 2, "五つ目"),
        ("id,text\n項目,あ\n", 2, "M12-5"),
        ("section,item,text\n1,1,あ\n", 2, "--book"),
        ("id,text,related\nM1-1,あ,C99-9\n", 2, "C99-9"),
    ];
    for (text, row, words) in cases {
        let error = csv(text).expect_err(words);
        assert_eq!(error.spot.row, Some(row), "{error}");
        let told = error.to_string();
        assert!(told.contains(words) && told.starts_with("表.csv"), "{told}");
        let english = error.message().en;
        assert!(english.starts_with(&format!("表.csv row {row}: ")), "{english}");
    }
    let nothing = csv("あ,い\n1,2\n").expect_err("no table");
    assert!(nothing.to_string().contains("遵守事項も相関表も"), "{nothing}");
}

#[test]
fn a_workbook_is_read_by_a_worker_and_a_broken_one_is_named_in_either_language() {
    let folder = TempDir::new().expect("a folder");
    let run = |file: &Path, lang: &str| {
        kitei()
            .current_dir(&folder)
            .args(["--lang", lang, "guideline", "import"])
            .arg(file)
            .args(["--id", "house", "--like", "mhlw-6.0"])
            .assert()
    };
    let whole = fs::read(fixture("correlation.xlsx")).expect("a fixture");
    let broken = folder.path().join("表.xlsx");
    fs::write(&broken, &whole[..whole.len() / 2]).expect("written");
    run(&broken, "ja")
        .code(4)
        .stderr(predicate::str::contains("表.xlsx: 壊れていて読めない"));
    run(&broken, "en")
        .code(4)
        .stderr(predicate::str::contains("表.xlsx: too damaged to read"));
    // Read whole, it is only a correlation table, of which alone no catalogue can be made.
    run(&fixture("correlation.xlsx"), "en")
        .code(4)
        .stderr(predicate::str::contains(
            "correlation tables alone make no catalogue",
        ));
    assert!(!folder.path().join("guidelines").exists());
}

#[test]
fn a_catalogue_that_people_have_edited_is_not_overwritten_unasked() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("house");
    let table = folder.path().join("表.csv");
    fs::write(&table, "id,text,elements\nM12-1,机を磨く。,机を磨く\n").expect("written");
    let run = |more: &[&str]| {
        let mut call = kitei();
        call.args(["guideline", "import"])
            .arg(&table)
            .args(["--id", "house", "--like", "mhlw-6.0", "--out"])
            .arg(&out);
        call.args(more).assert()
    };
    run(&[])
        .success()
        .stdout(predicate::str::contains("人の確認が要る観点").and(predicate::str::contains("M12-1/1")));
    run(&[]).success();
    let book = out.join("management.toml");
    let edited = fs::read_to_string(&book)
        .expect("there")
        .replace("机を磨く。", "机を毎日磨く。");
    fs::write(&book, &edited).expect("written");
    run(&[])
        .code(2)
        .stderr(predicate::str::contains("management.toml").and(predicate::str::contains("--replace")));
    assert_eq!(fs::read_to_string(&book).expect("there"), edited);
    run(&["--replace"])
        .success()
        .stderr(predicate::str::contains("house.old-1"));
    assert!(!fs::read_to_string(&book).expect("there").contains("毎日"));
    assert_eq!(
        fs::read_to_string(folder.path().join("house.old-1/management.toml")).expect("kept"),
        edited
    );
    // Nothing is loaded by halves: a table with a fault leaves what was there.
    fs::write(&table, "id,text\nM12-1,あ\nM12-1,い\n").expect("written");
    run(&[]).code(4).stderr(predicate::str::contains("表.csv 3行"));
    assert!(book.is_file());
    kitei()
        .args(["guideline", "show"])
        .arg(&out)
        .arg("M12-1")
        .assert()
        .success()
        .stdout(predicate::str::contains("机を磨く"));
}

#[test]
fn what_is_imported_from_pdf_stands_in_a_review_in_the_originals_words() {
    let folder = TempDir::new().expect("a folder");
    let out = folder.path().join("mhlw-x");
    kitei()
        .args(["guideline", "import"])
        .arg(fixture("contracted.pdf"))
        .args([
            "--id", "mhlw-x", "--like", "mhlw-6.0", "--format", "json", "--out",
        ])
        .arg(&out)
        .assert()
        .success()
        .stdout(predicate::str::contains("kitei.guideline-import/1"));
    fs::write(
        folder.path().join("規程.txt"),
        "小院規程\n第1条　共用の識別符号を使わない。\n",
    )
    .expect("written");
    let output = kitei()
        .arg("review")
        .arg(folder.path().join("規程.txt"))
        .arg("--guideline")
        .arg(&out)
        .args(["--format", "json"])
        .output()
        .expect("runs");
    let review: Value = serde_json::from_slice(&output.stdout).expect("a review");
    let findings = review["findings"].as_array().expect("findings");
    assert!(findings.iter().any(|f| f["requirement"] == "K9-1"));
    assert!(
        findings.iter().any(|f| f["requirement"] == "M12-1"),
        "inherited books are judged too"
    );
}
