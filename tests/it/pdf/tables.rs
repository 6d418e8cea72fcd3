//! Tables: ruled, declared by the file's structure, or only seen by their columns.

use std::fmt::Write;

use kitei::document::{Block, Document, ReadOptions, pdf, plain};

use super::build::{ja, pages, read_page, read_pages};

/// A page with `content` whose marked content `structure` puts in order.
fn read_tagged(content: &str, structure: &str) -> Document {
    let file = pages(&[content], &format!("9 0 obj\n{structure}\nendobj\n"));
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
        "<< /K << /S /Grid /Pg 20 0 R /K [{} {}] >> /RoleMap << /Grid /Table >> >>",
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
    let structure = "<< /K << /S /P /Pg 20 0 R /K << /S /Span /ActualText (word) /K [0 1] >> >> >>";
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
fn the_outlines_of_letters_part_no_words() {
    // A letter made bold by its outline: straight sides and a curve.
    let outline = "52 303 m 60 303 l 60 309 l 66 309 l 66 303 l 52 309 60 309 62 311 c S ";
    let document = read_page(&(ja(50, 300, "総則") + outline), "");
    assert_eq!(plain::lines(&document), ["総則"]);
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

#[test]
fn a_text_that_fills_its_cell_does_not_end_a_table_without_rules() {
    let rows = [
        ("院長", "管理の最終の責任を負い、資源を確保する。"),
        ("個人情報保護責任者等", "苦情を受け付け、調べて、遅れずに答える。"),
        ("職員", "この規程を守り、事故を届け出る。"),
    ];
    let content: String = rows
        .iter()
        .zip([300, 280, 260])
        .map(|((who, what), y)| ja(20, y, who) + &ja(150, y, what))
        .collect();
    let document = read_page(&content, "");
    assert!(
        matches!(document.blocks.as_slice(), [Block::Table(_)]),
        "{:?}",
        plain::lines(&document)
    );
    let expected: Vec<String> = rows.iter().map(|(who, what)| format!("{who}\t{what}")).collect();
    assert_eq!(plain::lines(&document), expected);
}

/// A ruled table of two columns, from the foot of one page to the head of the next, with a row a string on each.
fn table_over_pages(rows: [&[(&str, &[&str])]; 2]) -> Document {
    let pages: Vec<String> = rows
        .iter()
        .zip([140, 380])
        .map(|(rows, top)| {
            let mut y: u16 = top;
            let mut content = format!("40 {y} m 250 {y} l S ");
            for (first, second) in *rows {
                content += &ja(44, y - 14, first);
                for (line, text) in (1..).zip(*second) {
                    content += &ja(124, y + 6 - 20 * line, text);
                }
                y -= 20 * second.len() as u16;
                let _ = write!(content, "40 {y} m 250 {y} l S ");
            }
            for x in [40, 120, 250] {
                let _ = write!(content, "{x} {y} m {x} {top} l S ");
            }
            content
        })
        .collect();
    read_pages(&pages, "")
}

#[test]
fn a_row_cut_by_the_page_s_end_goes_on_where_its_last_line_is_full() {
    let document = table_over_pages([
        &[("担当", &["仕事"]), ("院長", &["全体を取りまとめる。"])],
        &[("", &["また記録を確かめる。"]), ("職員", &["守る。"])],
    ]);
    assert_eq!(
        plain::lines(&document),
        [
            "担当\t仕事",
            "院長\t全体を取りまとめる。また記録を確かめる。",
            "職員\t守る。"
        ]
    );
}

#[test]
fn the_head_of_a_table_that_is_printed_again_stands_apart() {
    let head: (&str, &[&str]) = ("担当", &["仕事"]);
    let document = table_over_pages([&[head, ("院長", &["決める。"])], &[head, ("職員", &["守る。"])]]);
    assert_eq!(
        plain::lines(&document),
        ["担当\t仕事", "院長\t決める。", "職員\t守る。"]
    );
    let again: Vec<&str> = document
        .marginalia
        .iter()
        .map(|line| line.text.as_str())
        .collect();
    assert_eq!(again, ["担当　仕事"]);
}
