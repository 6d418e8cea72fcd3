//! Content streams: what is shown, what is hidden, and what never ends.

use kitei::document::{Block, plain};

use super::build::{codes, ja, read_page};
use super::folded;

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

#[test]
fn a_wide_blank_where_a_line_is_broken_is_kept() {
    let lines = [
        "記録を開いた人及び直した人並びに時刻（後で調べるため）　",
        "五年間保存し、その後は消した者を記して確かに消すものと",
        "する。",
    ];
    let content: String = lines
        .iter()
        .zip([300, 280, 260])
        .map(|(line, y)| ja(50, y, line))
        .collect();
    assert_eq!(plain::lines(&read_page(&content, "")), [lines.concat()]);
}

#[test]
fn a_reading_longer_than_its_base_leaves_no_space() {
    let ruby = |x: u16, text: &str| ja(x, 312, text).replace("12 Tf", "6 Tf");
    let content = ruby(50, "じょくそう")
        + &ja(50, 300, "褥瘡")
        + &ja(80, 300, "の評価、")
        + &ruby(128, "えんげ")
        + &ja(128, 300, "嚥下訓練");
    assert_eq!(plain::lines(&read_page(&content, "")), ["褥瘡の評価、嚥下訓練"]);
}

#[test]
fn a_form_that_draws_itself_ends() {
    let form = "6 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 400 400] /Length 50 /Resources \
                << /Font << /F1 4 0 R >> /XObject << /X1 6 0 R >> >> >>\nstream\n\
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
