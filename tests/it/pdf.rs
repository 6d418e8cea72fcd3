//! Reading PDF: words, order and structure against truth; damage and hostility without an end of the process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kitei::document::{Block, Document, ReadError, ReadOptions, pdf, plain};
use unicode_normalization::UnicodeNormalization;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pdf")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixtures().join(format!("{name}.pdf"))).expect("a fixture")
}

fn read(name: &str) -> Document {
    pdf::read(&bytes(name), &ReadOptions::default()).expect("readable")
}

/// The names of the fixtures that have a truth beside them.
fn names() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(fixtures())
        .expect("fixtures")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            (path.extension()? == "txt").then(|| path.file_stem()?.to_str().map(str::to_owned))?
        })
        .collect();
    names.sort();
    names
}

fn truth(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(fixtures().join(format!("{name}.txt"))).expect("a truth");
    text.lines().map(str::to_owned).collect()
}

/// NFKC without white space: what is compared.
fn folded(text: &str) -> String {
    text.nfkc()
        .filter(|character| !character.is_whitespace())
        .collect()
}

/// Edit distance of two texts, a row at a time.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, character) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (column, against) in other.iter().enumerate() {
            let change = corner + usize::from(character != *against);
            corner = row[column + 1];
            row[column + 1] = change.min(corner + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

/// Share of adjacent lines of the truth that come in this order.
fn order(lines: &[String], text: &str) -> f64 {
    let mut from = 0;
    let places: Vec<Option<usize>> = lines
        .iter()
        .map(|line| {
            let line = folded(line);
            let found = text[from..]
                .find(&line)
                .map(|at| from + at)
                .or_else(|| text.find(&line));
            from = found.unwrap_or(from);
            found
        })
        .collect();
    let kept = places
        .windows(2)
        .filter(|pair| matches!(pair, [Some(one), Some(next)] if one < next))
        .count();
    kept as f64 / (places.len() - 1).max(1) as f64
}

#[test]
fn words_and_their_order_are_those_of_the_page() {
    let names = names();
    assert!(names.len() >= 10, "fixtures are missing");
    for name in names {
        let lines = truth(&name);
        let text = folded(&plain::lines(&read(&name)).join("\n"));
        let expected = folded(&lines.join("\n"));
        let rate = distance(&text, &expected) as f64 / expected.chars().count() as f64;
        assert!(rate <= 0.002, "{name}: character error rate {rate:.4}");
        let order = order(&lines, &text);
        assert!(order >= 0.99, "{name}: order {order:.3}");
    }
}

#[test]
fn each_provision_is_a_paragraph() {
    let (mut found, mut all) = (0, 0);
    for name in names() {
        let read: Vec<String> = plain::lines(&read(&name))
            .iter()
            .map(|line| folded(line))
            .collect();
        let lines = truth(&name);
        all += lines.len();
        found += lines.iter().filter(|line| read.contains(&folded(line))).count();
    }
    assert!(found * 100 >= all * 98, "{found} of {all} paragraphs");
}

#[test]
fn running_heads_and_page_numbers_stand_apart() {
    let document = read("raw_90ms-RKSJ-H");
    let heads: BTreeMap<&str, usize> = document
        .marginalia
        .iter()
        .fold(BTreeMap::new(), |mut heads, line| {
            *heads.entry(line.text.as_str()).or_default() += 1;
            heads
        });
    let pages = document.pages.expect("pages") as usize;
    assert_eq!(
        heads.get("医療情報システム運用管理規程　第二版"),
        Some(&pages),
        "{heads:?}"
    );
    assert_eq!(heads.len(), pages + 1, "the heads and a number a page: {heads:?}");
}

#[test]
fn vertical_writing_is_marked() {
    let document = read("raw_90ms-RKSJ-V");
    let vertical = document.blocks.iter().all(|block| match block {
        Block::Paragraph(paragraph) => paragraph.look.vertical,
        _ => false,
    });
    assert!(vertical);
}

#[test]
fn a_password_is_named() {
    let answer = pdf::read(&bytes("locked"), &ReadOptions::default());
    assert_eq!(answer, Err(ReadError::Password));
}

#[test]
fn a_file_cut_off_is_read_as_far_as_it_goes_and_says_so() {
    let whole = bytes("raw_90ms-RKSJ-H");
    let document =
        pdf::read(&whole[..whole.len() * 3 / 4], &ReadOptions::default()).expect("the first page is there");
    assert!(document.has_text());
    assert!(
        document.warnings.iter().any(|warning| warning.loss),
        "{:?}",
        document.warnings
    );
}

#[test]
fn a_bomb_is_stopped_and_named() {
    let options = ReadOptions { inflate_budget: 600 };
    let document = pdf::read(&bytes("raw_90ms-RKSJ-H"), &options).expect("readable");
    let limit = document.warnings.iter().find(|warning| warning.code == "limit");
    assert!(
        limit.is_some_and(|warning| warning.loss),
        "{:?}",
        document.warnings
    );
}

/// A page with `content` in Helvetica, and `more` objects.
fn page(content: &str, more: &str) -> Vec<u8> {
    let mut file = format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
         2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 4 0 R /Resources \
         << /Font << /F1 5 0 R >> /XObject << /X1 6 0 R >> >> >>\nendobj\n\
         4 0 obj\n<< /Length {} >>\nstream\n{content}\nendstream\nendobj\n\
         5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [1 /eacute /uni65E5] >> >>\nendobj\n{more}\n",
        content.len() + 1
    );
    file.push_str("trailer\n<< /Root 1 0 R >>\n");
    file.into_bytes()
}

fn read_page(content: &str, more: &str) -> Document {
    pdf::read(&page(content, more), &ReadOptions::default()).expect("readable")
}

fn codes(document: &Document) -> Vec<&str> {
    document
        .warnings
        .iter()
        .map(|warning| warning.code.as_str())
        .collect()
}

#[test]
fn glyph_names_lead_to_characters() {
    let document = read_page("BT /F1 12 Tf 50 300 Td (caf\\001 \\002) Tj ET", "");
    assert_eq!(plain::lines(&document), ["café 日"]);
}

#[test]
fn text_meant_to_mislead_a_machine_is_named() {
    let white = read_page(
        "BT /F1 12 Tf 50 300 Td (seen) Tj 1 g 0 -100 Td (unseen) Tj ET",
        "",
    );
    assert!(codes(&white).contains(&"white-text"), "{:?}", codes(&white));
    let on_black = read_page("0 g 0 0 400 400 re f BT 1 g /F1 12 Tf 50 300 Td (seen) Tj ET", "");
    assert!(!codes(&on_black).contains(&"white-text"));
    let invisible = read_page("BT /F1 12 Tf 3 Tr 50 300 Td (unseen) Tj ET", "");
    assert!(codes(&invisible).contains(&"invisible-text"));
    let outside = read_page("BT /F1 12 Tf 50 -300 Td (outside) Tj ET", "");
    assert!(
        outside
            .warnings
            .iter()
            .any(|warning| warning.code == "text-outside-page" && warning.loss)
    );
    let tiny = read_page("BT /F1 .1 Tf 50 300 Td (tiny) Tj ET", "");
    assert!(codes(&tiny).contains(&"tiny-text"));
}

#[test]
fn actual_text_replaces_the_glyphs() {
    let document = read_page(
        "BT /F1 12 Tf 50 300 Td (a ) Tj /Span << /ActualText <FEFF898F7A0B> >> BDC (xyz) Tj EMC ET",
        "",
    );
    assert_eq!(folded(&plain::lines(&document).join("")), "a規程");
}

/// A page with `content` whose marked content `structure` puts in order.
fn read_tagged(content: &str, structure: &str) -> Document {
    let file = page(content, &format!("9 0 obj\n{structure}\nendobj\n"));
    let file = String::from_utf8(file).expect("ASCII").replacen(
        "/Type /Catalog",
        "/Type /Catalog /StructTreeRoot 9 0 R",
        1,
    );
    pdf::read(file.as_bytes(), &ReadOptions::default()).expect("readable")
}

fn marked(number: usize, (x, y): (u16, u16), text: &str) -> String {
    format!("BT /P << /MCID {number} >> BDC /F1 12 Tf {x} {y} Td ({text}) Tj EMC ET ")
}

#[test]
fn a_table_that_only_the_structure_shows_keeps_its_cells() {
    let places = [(50, 300), (90, 300), (50, 280), (90, 280)];
    let cells: Vec<String> = places
        .iter()
        .zip(["aa", "bb", "cc", "dd"])
        .enumerate()
        .map(|(number, (place, text))| marked(number, *place, text))
        .collect();
    let row = |one, two| format!("<< /S /TR /K [<< /S /TD /K {one} >> << /S /TH /K {two} >>] >>");
    let structure = format!(
        "<< /K << /S /Grid /Pg 3 0 R /K [{} {}] >> /RoleMap << /Grid /Table >> >>",
        row(0, 1),
        row(2, 3)
    );
    let document = read_tagged(&cells.concat(), &structure);
    assert!(matches!(document.blocks.as_slice(), [Block::Table(_)]));
    assert_eq!(plain::lines(&document), ["aa\tbb", "cc\tdd"]);
}

#[test]
fn an_element_says_its_replacement_once() {
    let content = [marked(0, (50, 300), "x"), marked(1, (57, 300), "y")].concat();
    let structure = "<< /K << /S /P /Pg 3 0 R /K << /S /Span /ActualText (word) /K [0 1] >> >> >>";
    assert_eq!(plain::lines(&read_tagged(&content, structure)), ["word"]);
}

#[test]
fn a_structure_that_leads_back_to_itself_ends() {
    let structure =
        "<< /K [9 0 R << /S /Table /K [9 0 R << /S /TR /K 9 0 R >>] >>] /RoleMap << /A /B /B /A >> >>";
    let document = read_tagged(&marked(0, (50, 300), "seen"), structure);
    assert_eq!(plain::lines(&document), ["seen"]);
}

#[test]
fn two_columns_without_rules_are_a_table_but_numbers_and_their_text_are_not() {
    let lines = |firsts: [&str; 3]| -> String {
        let rows = firsts.iter().zip([300, 280, 260]);
        let row = |(first, y): (&&str, u16)| {
            format!("BT /F1 12 Tf 50 {y} Td ({first}) Tj 130 0 Td (keeps the records) Tj ET ")
        };
        rows.map(row).collect()
    };
    let roles = read_page(&lines(["director", "administrator", "auditor"]), "");
    assert!(matches!(roles.blocks.as_slice(), [Block::Table(_)]));
    let numbered = read_page(&lines(["1.", "2.", "3."]), "");
    assert!(
        numbered
            .blocks
            .iter()
            .all(|block| matches!(block, Block::Paragraph(_)))
    );
}

#[test]
fn a_line_that_comes_again_at_the_same_height_is_no_running_head() {
    let line = |y: u16, text: &str| format!("BT /F1 12 Tf 50 {y} Td ({text}) Tj ET ");
    let first = line(380, "repeated words") + &line(366, "and what follows them");
    let second = line(380, "repeated words") + &line(366, "but other words here");
    let mut file = String::from_utf8(page(&first, "")).expect("ASCII");
    file = file.replacen("/Count 1 /Kids [3 0 R]", "/Count 2 /Kids [3 0 R 7 0 R]", 1);
    let more = format!(
        "7 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 8 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n8 0 obj\n<< /Length {} >>\nstream\n{second}\n\
         endstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n",
        second.len() + 1
    );
    file.push_str(&more);
    let document = pdf::read(file.as_bytes(), &ReadOptions::default()).expect("readable");
    assert!(document.marginalia.is_empty(), "{:?}", document.marginalia);
}

#[test]
fn a_form_that_draws_itself_ends() {
    let form = "6 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 400 400] /Length 50 /Resources \
                << /Font << /F1 5 0 R >> /XObject << /X1 6 0 R >> >> >>\nstream\n\
                BT /F1 12 Tf 50 300 Td (once) Tj ET /X1 Do /X1 Do  \nendstream\nendobj\n";
    let document = read_page("/X1 Do", form);
    assert_eq!(plain::lines(&document), ["once"]);
}

#[test]
fn endless_saving_of_states_is_a_warning() {
    let document = read_page(
        &format!("{} BT /F1 12 Tf 50 300 Td (end) Tj ET", "q ".repeat(100_000)),
        "",
    );
    assert_eq!(plain::lines(&document), ["end"]);
    assert!(codes(&document).contains(&"limit"));
}

#[test]
fn a_page_of_nothing_but_a_picture_is_named() {
    let picture = "6 0 obj\n<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 \
                   /ColorSpace /DeviceGray /Length 1 >>\nstream\n0\nendstream\nendobj\n";
    let document = read_page("q 400 0 0 400 0 0 cm /X1 Do Q", picture);
    assert!(document.blocks.is_empty());
    let named = document.warnings.iter().any(|warning| {
        warning.code == "scanned-page"
            && warning.page == Some(1)
            && warning.message.ja.contains("画像のみ: 文字がない")
    });
    assert!(named, "{:?}", document.warnings);
}

#[test]
fn a_ruled_table_keeps_its_cells() {
    let across = [300, 280, 260].map(|y| format!("50 {y} m 250 {y} l S "));
    let down = [50, 150, 250].map(|x| format!("{x} 260 m {x} 300 l S "));
    let cells = [(55, 285, "a"), (155, 285, "b"), (55, 265, "c"), (155, 265, "d")]
        .map(|(x, y, text)| format!("BT /F1 12 Tf {x} {y} Td ({text}) Tj ET "));
    let content = [across.concat(), down.concat(), cells.concat()].concat();
    let document = read_page(&content, "");
    assert!(matches!(document.blocks.as_slice(), [Block::Table(_)]));
    assert_eq!(plain::lines(&document), ["a\tb", "c\td"]);
}

#[test]
fn a_footnote_stands_apart_and_does_not_cut_a_paragraph() {
    let lines: Vec<String> = (0..6)
        .map(|at| {
            format!(
                "BT /F1 12 Tf 50 {} Td (the words of this line reach the edge of it) Tj ET ",
                300 - 20 * at
            )
        })
        .collect();
    let note = "BT /F1 8 Tf 50 60 Td (*1 a note in small print) Tj ET";
    let document = read_page(&format!("{} {note}", lines.concat()), "");
    let [Block::Paragraph(_), Block::Note(note)] = document.blocks.as_slice() else {
        panic!("{:?}", document.blocks);
    };
    assert_eq!(note.mark, "*1");
}

#[test]
fn marked_content_without_end_is_read() {
    let marks = "/Span << /ActualText (x) >> BDC ".repeat(5000);
    let document = read_page(&format!("BT /F1 12 Tf 50 300 Td (seen) Tj {marks} ET"), "");
    assert_eq!(plain::lines(&document), ["seen"]);
}

#[test]
fn squared_paper_is_no_table() {
    let across: Vec<String> = (0..400).map(|y| format!("0 {y} m 400 {y} l S ")).collect();
    let down: Vec<String> = (0..400).map(|x| format!("{x} 0 m {x} 400 l S ")).collect();
    let document = read_page(
        &format!(
            "{}{} BT /F1 12 Tf 50 300 Td (word) Tj ET",
            across.concat(),
            down.concat()
        ),
        "",
    );
    assert!(
        document
            .blocks
            .iter()
            .all(|block| matches!(block, Block::Paragraph(_)))
    );
}

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

#[test]
fn two_hundred_mutated_files_end_in_an_answer() {
    let sources: Vec<Vec<u8>> = names().iter().map(|name| bytes(name)).collect();
    let mut dice = Dice(20_261_122);
    let mut answers = 0;
    for _ in 0..200 {
        let mut file = sources[dice.roll(sources.len())].clone();
        match dice.roll(4) {
            0 => file.truncate(dice.roll(file.len())),
            1 => {
                let (from, length) = (dice.roll(file.len()), dice.roll(200));
                let to = (from + length).min(file.len());
                file.drain(from..to);
            }
            2 => {
                let (from, length) = (dice.roll(file.len()), dice.roll(400));
                let part = file[from..(from + length).min(file.len())].to_vec();
                let at = dice.roll(file.len());
                file.splice(at..at, part);
            }
            _ => {
                for _ in 0..=dice.roll(20) {
                    let at = dice.roll(file.len());
                    file[at] = dice.roll(256) as u8;
                }
            }
        }
        if let Ok(document) = pdf::read(&file, &ReadOptions::default()) {
            answers += usize::from(document.has_text());
        }
    }
    assert!(answers >= 100, "only {answers} of 200 were read");
}
