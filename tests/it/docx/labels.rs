//! Numbering labels, exactly as Word prints them.

use kitei::document::Block;

use super::package::{Package, li, list, lvl, p, styled};
use super::{labels, lines, read};

fn count(format: &str, many: usize) -> Vec<String> {
    let body = li(1, 0, "語").repeat(many);
    let document = read(Package::new(&body).numbering(&list(1, &lvl(0, format, "%1", ""))));
    labels(&document).into_iter().map(str::to_owned).collect()
}

#[test]
fn each_format_of_japanese_documents() {
    for (format, at, shown) in [
        ("decimal", 10, "10"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalHalfWidth", 12, "12"),
        ("decimalZero", 9, "09"),
        ("decimalZero", 10, "10"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedParen", 3, "⑶"),
        ("decimalEnclosedFullstop", 3, "⒊"),
        ("japaneseCounting", 10, "十"),
        ("japaneseCounting", 21, "二十一"),
        ("japaneseCounting", 101, "百一"),
        ("ideographDigital", 10, "一〇"),
        ("japaneseDigitalTenThousand", 21, "二一"),
        ("japaneseLegal", 3, "参"),
        ("aiueo", 2, "ｲ"),
        ("aiueoFullWidth", 46, "ン"),
        ("aiueoFullWidth", 47, "ア"),
        ("iroha", 3, "ﾊ"),
        ("irohaFullWidth", 8, "チ"),
        ("ideographTraditional", 4, "丁"),
        ("ideographZodiac", 12, "亥"),
        ("ideographEnclosedCircle", 2, "㊁"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 4, "iv"),
        ("upperLetter", 27, "AA"),
        ("lowerLetter", 28, "bb"),
        ("numberInDash", 2, "- 2 -"),
        ("ordinal", 3, "3rd"),
        ("noSuchFormat", 3, "3"),
    ] {
        assert_eq!(
            count(format, at).last().map(String::as_str),
            Some(shown),
            "{format} {at}"
        );
    }
}

#[test]
fn a_padded_custom_format_stands_in_alternate_content() {
    let level = r#"<w:lvl w:ilvl="0"><w:start w:val="7"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>"#;
    let document = read(Package::new(&li(1, 0, "番号")).numbering(&list(1, level)));
    assert_eq!(labels(&document), ["007"]);
}

#[test]
fn levels_count_under_their_parents_and_restart() {
    let levels = [
        lvl(0, "decimal", "第%1条", ""),
        lvl(1, "decimalFullWidth", "%2", ""),
        lvl(2, "decimal", "%1.%2.%3", ""),
    ];
    let order = [0, 1, 1, 2, 2, 1, 2, 0, 2, 1];
    let body: String = order.iter().map(|level| li(1, *level, "語")).collect();
    let document = read(Package::new(&body).numbering(&list(1, &levels.concat())));
    // The level that was passed over shows its first number, and begins with it when it comes.
    assert_eq!(
        labels(&document),
        [
            "第1条", "１", "２", "1.２.1", "1.２.2", "３", "1.３.1", "第2条", "2.１.1", "１"
        ]
    );
    let levels = document.blocks.iter().map(|block| match block {
        Block::Paragraph(paragraph) => paragraph.label.as_ref().map_or(9, |label| label.level),
        _ => 9,
    });
    assert_eq!(levels.collect::<Vec<_>>(), order);
}

#[test]
fn lvl_restart_says_after_which_level_a_level_begins_again() {
    let article = lvl(1, "decimal", "第%2条", r#"<w:lvlRestart w:val="0"/>"#);
    let item = lvl(2, "decimal", "(%3)", r#"<w:lvlRestart w:val="1"/>"#);
    let levels = [lvl(0, "decimal", "第%1章", ""), article, item];
    let body: String = [0, 1, 2, 1, 2, 0, 1, 2]
        .iter()
        .map(|level| li(1, *level, "語"))
        .collect();
    let document = read(Package::new(&body).numbering(&list(1, &levels.concat())));
    assert_eq!(
        labels(&document),
        ["第1章", "第1条", "(1)", "第2条", "(2)", "第2章", "第3条", "(1)"]
    );
}

#[test]
fn lists_of_one_definition_count_on_unless_a_start_is_overridden() {
    let nums = r#"<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>"#;
    let body: String = [1, 2, 3, 3, 1].iter().map(|num| li(*num, 0, "語")).collect();
    let document = read(Package::new(&body).numbering(&(list(1, &lvl(0, "decimal", "%1", "")) + nums)));
    assert_eq!(labels(&document), ["1", "2", "5", "6", "7"]);
}

#[test]
fn an_override_may_bring_a_level_of_its_own() {
    let num = format!(
        r#"<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>{}</w:lvlOverride></w:num>"#,
        lvl(0, "japaneseCounting", "第%1款", "")
    );
    let body = li(1, 0, "節") + &li(2, 0, "款") + &li(2, 0, "款");
    let document = read(Package::new(&body).numbering(&(list(1, &lvl(0, "decimal", "第%1節", "")) + &num)));
    assert_eq!(labels(&document), ["第1節", "第一款", "第二款"]);
}

#[test]
fn legal_numbering_shows_all_levels_in_digits() {
    let levels = lvl(0, "upperRoman", "%1", "") + &lvl(1, "decimal", "%1-%2", "<w:isLgl/>");
    let document = read(Package::new(&(li(1, 0, "編") + &li(1, 1, "章"))).numbering(&list(1, &levels)));
    assert_eq!(labels(&document), ["I", "1-1"]);
}

#[test]
fn what_follows_a_label_stands_between_it_and_the_words() {
    for (suffix, text) in [
        ("", "1\t語"),
        (r#"<w:suff w:val="space"/>"#, "1 語"),
        (r#"<w:suff w:val="nothing"/>"#, "1語"),
    ] {
        let numbering = list(1, &lvl(0, "decimal", "%1", suffix));
        assert_eq!(lines(Package::new(&li(1, 0, "語")).numbering(&numbering)), [text]);
    }
}

#[test]
fn styles_number_their_paragraphs_and_pass_it_on() {
    let levels = lvl(0, "decimal", "第%1章", r#"<w:pStyle w:val="Sho"/>"#)
        + &lvl(1, "decimal", "第%2条", r#"<w:pStyle w:val="Jo"/>"#);
    let styles = r#"<w:style w:type="paragraph" w:styleId="Sho"><w:name w:val="章"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Jo"><w:name w:val="条"/><w:basedOn w:val="Sho"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Bold"><w:name w:val="条太字"/><w:basedOn w:val="Jo"/><w:rPr><w:b/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="Off"><w:name w:val="番号なし"/><w:basedOn w:val="Jo"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>"#;
    let off = r#"<w:p><w:pPr><w:pStyle w:val="Jo"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>番号を外した段落</w:t></w:r></w:p>"#;
    let body = styled("Sho", "総則")
        + &styled("Jo", "目的")
        + &styled("Bold", "適用")
        + &styled("Off", "附則")
        + off
        + &styled("Jo", "定義");
    let document = read(Package::new(&body).numbering(&list(1, &levels)).styles(styles));
    assert_eq!(labels(&document), ["第1章", "第1条", "第2条", "", "", "第3条"]);
}

#[test]
fn a_numbering_style_lends_its_list() {
    let numbering = format!(
        r#"<w:abstractNum w:abstractNumId="4"><w:numStyleLink w:val="L"/></w:abstractNum><w:abstractNum w:abstractNumId="5"><w:styleLink w:val="L"/>{}</w:abstractNum><w:num w:numId="6"><w:abstractNumId w:val="4"/></w:num><w:num w:numId="7"><w:abstractNumId w:val="5"/></w:num>"#,
        lvl(0, "decimalFullWidth", "（%1）", "")
    );
    let styles = r#"<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>"#;
    let document = read(
        Package::new(&(li(6, 0, "様式") + &li(6, 0, "期限")))
            .numbering(&numbering)
            .styles(styles),
    );
    assert_eq!(labels(&document), ["（１）", "（２）"]);
}

#[test]
fn bullets_of_symbol_fonts_are_signs() {
    let level = r#"<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/><w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF06C;"/><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr></w:lvl>"#;
    let document = read(Package::new(&(li(1, 0, "点") + &li(1, 1, "丸"))).numbering(&list(1, level)));
    assert_eq!(labels(&document), ["•", "●"]);
}

#[test]
fn deleted_paragraphs_do_not_count_and_blank_ones_do() {
    let deleted = r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1" w:author="甲"/></w:rPr></w:pPr><w:del w:id="2" w:author="甲"><w:r><w:delText>消えた条</w:delText></w:r></w:del></w:p>"#;
    let body = li(1, 0, "一") + deleted + &li(1, 0, "") + &li(1, 0, "三");
    let document = read(Package::new(&body).numbering(&list(1, &lvl(0, "decimal", "第%1条", ""))));
    assert_eq!(labels(&document), ["第1条", "第2条", "第3条"]);
}

#[test]
fn a_circle_of_styles_and_an_unknown_list_do_no_harm() {
    let styles = r#"<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>"#;
    let body = styled("A", "循環") + &li(99, 0, "無い一覧") + &p("終わり");
    assert_eq!(
        lines(Package::new(&body).styles(styles)),
        ["循環", "無い一覧", "終わり"]
    );
}

#[test]
fn the_end_of_a_section_is_not_numbered() {
    let end =
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:sectPr/></w:pPr></w:p>"#;
    let body = li(1, 0, "一") + end + &li(1, 0, "二");
    let document = read(Package::new(&body).numbering(&list(1, &lvl(0, "decimal", "第%1条", ""))));
    assert_eq!(labels(&document), ["第1条", "第2条"]);
}
