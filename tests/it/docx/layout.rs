//! Tables, looks, pages, sections.

use kitei::document::{Block, Look, Table};

use super::package::{Package, list, lvl, p};
use super::{codes, lines_of, read};

fn table_of(body: &str) -> Table {
    read(Package::new(body))
        .blocks
        .into_iter()
        .find_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
        .expect("a table")
}

fn tc(props: &str, words: &str) -> String {
    format!("<w:tc><w:tcPr>{props}</w:tcPr>{}</w:tc>", p(words))
}

#[test]
fn merged_cells_stand_where_they_begin() {
    let body = format!(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        tc(r#"<w:gridSpan w:val="2"/>"#, "区分"),
        tc("", "備考"),
        tc(r#"<w:vMerge w:val="restart"/>"#, "電源"),
        tc("", "主"),
        tc("", "甲"),
        tc("<w:vMerge/>", ""),
        tc("", "副"),
        tc("", "乙"),
    );
    let table = table_of(&body);
    let shape: Vec<Vec<_>> = table
        .rows
        .iter()
        .map(|row| {
            row.cells
                .iter()
                .map(|cell| (cell.column, cell.columns, cell.rows, cell.text()))
                .collect()
        })
        .collect();
    let cell = |column, columns, rows, text: &str| (column, columns, rows, text.to_owned());
    assert_eq!(shape[0], [cell(0, 2, 1, "区分"), cell(2, 1, 1, "備考")]);
    assert_eq!(
        shape[1],
        [cell(0, 1, 2, "電源"), cell(1, 1, 1, "主"), cell(2, 1, 1, "甲")]
    );
    assert_eq!(shape[2], [cell(1, 1, 1, "副"), cell(2, 1, 1, "乙")]);
    assert_eq!(table.header_rows, 1);
}

#[test]
fn rows_and_cells_that_are_gone_or_hidden_are_not_shown() {
    let row = |props: &str, cells: &str| format!("<w:tr><w:trPr>{props}</w:trPr>{cells}</w:tr>");
    let body = format!(
        "<w:tbl>{}{}{}{}</w:tbl>",
        row(
            "",
            &(tc("", "残る") + &tc(r#"<w:cellDel w:id="1"/>"#, "消える欄"))
        ),
        row(r#"<w:del w:id="2"/>"#, &tc("", "消える行")),
        row("<w:hidden/>", &tc("", "隠れた行")),
        row(r#"<w:gridBefore w:val="1"/>"#, &tc("", "右へ")),
    );
    assert_eq!(lines_of(&body), ["残る", "右へ"]);
    assert_eq!(table_of(&body).rows[1].cells[0].column, 1);
}

#[test]
fn tables_in_tables_and_boxes_that_lie_too_deep_lose_no_words() {
    let mut body = p("底");
    for depth in 0..400 {
        body = format!(
            "<w:tbl><w:tr><w:tc>{}{body}</w:tc></w:tr></w:tbl>",
            p(&format!("段{depth}。"))
        );
    }
    let document = read(Package::new(&body));
    let text = kitei::document::plain::lines(&document).join(" ");
    assert!(text.contains("底") && (0..400).all(|depth| text.contains(&format!("段{depth}。"))));
    // What is written as JSON can be read again: its reader stops at 128 levels.
    let json = serde_json::to_string(&document).expect("it is written");
    let again: kitei::document::Document = serde_json::from_str(&json).expect("it is read");
    assert_eq!(again, document);
}

#[test]
fn looks_come_from_styles_lists_and_the_paragraph() {
    let styles = r#"<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>"#;
    let numbering = list(
        1,
        &lvl(0, "decimal", "%1", "").replace(
            "</w:lvl>",
            r#"<w:pPr><w:ind w:left="840" w:hanging="420"/></w:pPr></w:lvl>"#,
        ),
    );
    let body = r#"<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>見出し</w:t></w:r></w:p>
        <w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>項目</w:t></w:r></w:p>
        <w:p><w:pPr><w:ind w:leftChars="200" w:left="420" w:firstLineChars="100" w:firstLine="210"/></w:pPr><w:r><w:t>字下げ</w:t></w:r></w:p>
        <w:p><w:pPr><w:outlineLvl w:val="2"/><w:ind w:start="1in"/></w:pPr><w:r><w:t>段</w:t></w:r></w:p>"#;
    let document = read(Package::new(body).styles(styles).numbering(&numbering));
    let looks: Vec<Look> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.look),
            _ => None,
        })
        .collect();
    assert_eq!(
        looks[0],
        Look {
            font_size: 14.0,
            bold: true,
            centred: true,
            heading: Some(1),
            ..Look::default()
        }
    );
    let indents: Vec<f32> = looks.iter().map(|look| look.indent).collect();
    assert_eq!(indents, [0.0, 21.0, 31.5, 72.0]);
    assert_eq!((looks[1].font_size, looks[3].heading), (10.5, Some(3)));
}

#[test]
fn pages_are_where_the_producer_last_saw_them() {
    let next = "<w:r><w:lastRenderedPageBreak/><w:t>次の頁</w:t></w:r>";
    let row = "<w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>続き</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>続き</w:t></w:r></w:p></w:tc></w:tr>";
    let body = format!(
        "{}<w:p>{next}</w:p><w:tbl>{row}</w:tbl>{}",
        p("初め"),
        p("終わり")
    );
    let document = read(Package::new(&body));
    let places: Vec<_> = document
        .blocks
        .iter()
        .map(Block::place)
        .map(|place| (place.page, place.approximate, place.paragraph))
        .collect();
    // A row that breaks does so in each of its cells, and yet once.
    assert_eq!(
        places,
        [
            (Some(1), true, 1),
            (Some(2), true, 2),
            (Some(2), true, 3),
            (Some(3), true, 4)
        ]
    );
    let without = read(Package::new(&p("頁を知らない")));
    assert_eq!(without.blocks[0].place().page, None);
    assert!(!without.blocks[0].place().approximate);
}

#[test]
fn sections_cells_and_notes_follow_their_settings() {
    let vertical = r#"<w:sectPr><w:textDirection w:val="tbRl"/><w:footnotePr><w:numFmt w:val="decimalFullWidth"/><w:numStart w:val="5"/></w:footnotePr></w:sectPr>"#;
    let body = format!(
        r#"<w:p><w:pPr>{vertical}</w:pPr><w:r><w:t>縦書き</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>{}<w:sectPr/>"#,
        p("横書き")
    );
    let notes = r#"<w:footnote w:id="1"><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote>"#;
    let document = read(Package::new(&body).word("footnotes", "footnotes", notes));
    let look = |index: usize| match &document.blocks[index] {
        Block::Paragraph(paragraph) => paragraph.look.vertical,
        _ => panic!("a paragraph"),
    };
    assert!(look(0) && !look(2));
    let Block::Note(note) = &document.blocks[1] else {
        panic!("a note")
    };
    assert_eq!(note.mark, "５");
}

#[test]
fn a_document_of_pictures_is_named() {
    let body = r#"<w:p><w:r><w:drawing><wp:inline><a:graphic><a:blip r:embed="x"/></a:graphic></wp:inline></w:drawing></w:r></w:p>"#;
    let document = read(Package::new(body));
    assert_eq!(codes(&document), ["pictures-only"]);
    assert!(document.warnings[0].loss);
}
