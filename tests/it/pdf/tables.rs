//! Tables: ruled, declared by the file's structure, or only seen by their columns.

use kitei::document::{Block, Document, ReadOptions, pdf, plain};

use super::build::{ja, pages, read_page};

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
