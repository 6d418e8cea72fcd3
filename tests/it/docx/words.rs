//! Words: what is seen of runs, fields, changes, notes and boxes.

use kitei::document::{Block, NoteKind};

use super::package::{Package, p, part};
use super::{codes, lines, lines_of, read};

#[test]
fn changes_are_accepted_and_named_once_with_their_count() {
    let body = r#"<w:p><w:r><w:t>保存期間は</w:t></w:r><w:del w:id="1" w:author="甲"><w:r><w:delText>三年</w:delText></w:r></w:del><w:ins w:id="2" w:author="甲"><w:r><w:t>五年</w:t></w:r></w:ins><w:r><w:t>とする。</w:t></w:r></w:p>
        <w:p><w:moveFrom w:id="3" w:author="甲"><w:r><w:t>移した文。</w:t></w:r></w:moveFrom><w:r><w:t>残る文。</w:t></w:r></w:p><w:p><w:moveTo w:id="4" w:author="甲"><w:r><w:t>移した文。</w:t></w:r></w:moveTo></w:p>
        <w:p><w:pPr><w:rPr><w:del w:id="5" w:author="甲"/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p><w:p><w:r><w:t>後半</w:t></w:r></w:p>"#;
    let document = read(Package::new(body));
    assert_eq!(
        kitei::document::plain::lines(&document),
        ["保存期間は五年とする。", "残る文。", "移した文。", "前半後半"]
    );
    assert_eq!(codes(&document), ["tracked-changes"]);
    assert!(document.warnings[0].message.en.starts_with("5 tracked"));
    assert_eq!(document.warnings[0].paragraph, Some(1));
    assert!(!document.warnings[0].loss);
}

#[test]
fn hidden_text_is_kept_out_and_named() {
    let styles = r#"<w:style w:type="paragraph" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="character" w:styleId="C"><w:rPr><w:vanish/></w:rPr></w:style>"#;
    let body = r#"<w:p><w:r><w:t>見える</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>秘密</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>文</w:t></w:r><w:r><w:rPr><w:webHidden/></w:rPr><w:t>12</w:t></w:r></w:p>
        <w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>隠れる</w:t></w:r><w:r><w:rPr><w:rStyle w:val="C"/></w:rPr><w:t>打ち消し</w:t></w:r></w:p>"#;
    let document = read(Package::new(body).styles(styles));
    // Two styles that hide cancel each other out (17.7.3).
    assert_eq!(
        kitei::document::plain::lines(&document),
        ["見える文12", "打ち消し"]
    );
    assert_eq!(codes(&document), ["hidden-text"]);
    assert!(document.warnings[0].message.en.contains("2 places"));
}

#[test]
fn fields_show_their_results() {
    let field = |code: &str, result: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let with = |words: &str| {
        format!(r#"<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{words}</w:t></w:r>"#)
    };
    let nested = field(
        &format!(
            "IF </w:instrText></w:r>{}<w:r><w:instrText> = 1",
            field("PAGE", &with("1"))
        ),
        &with("結果"),
    );
    let box_to_tick = r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#;
    let body = format!(
        "<w:p>{}</w:p><w:p>{nested}</w:p><w:p>{}</w:p><w:p>{}</w:p><w:p>{}</w:p><w:p>{box_to_tick}<w:r><w:t>同意</w:t></w:r></w:p><w:p>{}</w:p>",
        field("REF _Ref1 \\r", &with("第5条")),
        r#"<w:fldSimple w:instr="DATE"><w:r><w:t>令和6年</w:t></w:r></w:fldSimple>"#,
        field(r"EQ \o\ac(○,印)", ""),
        field(
            r#"EQ \* jc2 \* "Font:MS 明朝" \* hps10 \o\ad(\s\up 9(きてい),規程)"#,
            ""
        ),
        field("XE 見出し語", "") + &field("MACROBUTTON NoMacro ここに記入", ""),
    );
    let document = read(Package::new(&body));
    assert_eq!(
        kitei::document::plain::lines(&document),
        ["第5条", "結果", "令和6年", "㊞", "規程", "☒同意", "ここに記入"]
    );
    let Block::Paragraph(ruby) = &document.blocks[4] else {
        panic!("a paragraph")
    };
    assert_eq!(ruby.ruby[0].reading, "きてい");
}

#[test]
fn numbers_that_word_computes_are_counted_and_what_is_broken_is_named() {
    let body = r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>AUTONUM</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>条文</w:t></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>閉じない</w:t></w:r></w:p>"#;
    let document = read(Package::new(body));
    assert_eq!(codes(&document), ["broken-fields"]);
    assert!(document.warnings.iter().all(|warning| warning.loss));
    let Block::Paragraph(paragraph) = &document.blocks[0] else {
        panic!("a paragraph")
    };
    assert_eq!(paragraph.text, "1.条文");
    assert_eq!(
        paragraph.label.as_ref().map(|label| label.text.as_str()),
        Some("1.")
    );
    let unknown = body.replace("AUTONUM", "LISTNUM 条文の番号");
    assert_eq!(
        codes(&read(Package::new(&unknown))),
        ["uncomputed-fields", "broken-fields"]
    );
}

#[test]
fn ruby_keeps_base_and_reading_apart() {
    let body = r#"<w:p><w:r><w:t>この</w:t></w:r><w:r><w:ruby><w:rubyPr><w:hps w:val="10"/></w:rubyPr><w:rt><w:r><w:t>きてい</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>規程</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>は</w:t></w:r></w:p>"#;
    let document = read(Package::new(body));
    let Block::Paragraph(paragraph) = &document.blocks[0] else {
        panic!("a paragraph")
    };
    assert_eq!(paragraph.text, "この規程は");
    let ruby = &paragraph.ruby[0];
    assert_eq!(
        (&paragraph.text[ruby.start..ruby.end], ruby.reading.as_str()),
        ("規程", "きてい")
    );
}

#[test]
fn signs_breaks_and_spaces() {
    let body = r#"<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t>済</w:t><w:tab/><w:t>A</w:t><w:noBreakHyphen/><w:t>1</w:t><w:softHyphen/><w:br/><w:t xml:space="preserve"> 次 </w:t><w:cr/><w:t> 行 </w:t></w:r></w:p>
        <w:p><w:r><w:br w:type="page"/></w:r><w:r><w:t>改頁の後</w:t></w:r></w:p><w:p><w:r><w:t>&#x4E00;&amp;&lt;二&gt;</w:t></w:r></w:p>"#;
    let document = read(Package::new(body));
    let texts = document.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.as_str()),
        _ => None,
    });
    assert_eq!(
        texts.collect::<Vec<_>>(),
        ["✓済\tA-1\n 次 \n行", "改頁の後", "一&<二>"]
    );
}

#[test]
fn wrappers_are_looked_through() {
    let body = r#"<w:sdt><w:sdtPr><w:alias w:val="題名"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>統制の段落</w:t></w:r></w:p></w:sdtContent></w:sdt>
        <w:customXml w:element="x"><w:p><w:smartTag w:element="y"><w:r><w:t>札</w:t></w:r></w:smartTag><w:hyperlink r:id="none"><w:r><w:t>リンク</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r><w:t>欄</w:t></w:r></w:sdtContent></w:sdt></w:p></w:customXml>
        <w:tbl><w:tr><w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>セル</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>"#;
    assert_eq!(lines_of(body), ["統制の段落", "札リンク欄", "セル"]);
}

#[test]
fn one_branch_of_alternate_content() {
    let branch = |name: &str, requires: &str, words: &str| {
        format!("<mc:{name}{requires}><w:r><w:t>{words}</w:t></w:r></mc:{name}>")
    };
    let both = format!(
        "<w:p><mc:AlternateContent>{}{}</mc:AlternateContent><mc:AlternateContent>{}{}</mc:AlternateContent></w:p>",
        branch("Choice", r#" Requires="wps""#, "新"),
        branch("Fallback", "", "旧"),
        branch("Choice", r#" xmlns:x="urn:unknown" Requires="x""#, "知らない"),
        branch("Fallback", "", "代わり"),
    );
    assert_eq!(lines_of(&both), ["新代わり"]);
}

#[test]
fn notes_stand_at_their_reference_with_their_marks() {
    let notes = r#"<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>初めの注</w:t></w:r></w:p></w:footnote><w:footnote w:id="3"><w:p><w:r><w:t>次の注</w:t></w:r></w:p></w:footnote><w:footnote w:id="4"><w:p><w:r><w:t>参照されない注</w:t></w:r></w:p></w:footnote>"#;
    let ends = r#"<w:endnote w:id="1"><w:p><w:r><w:t>文末の注</w:t></w:r></w:p></w:endnote>"#;
    let body = r#"<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:footnoteReference w:id="3"/></w:r><w:r><w:t>乙</w:t></w:r><w:r><w:endnoteReference w:id="1"/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>丙</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p></w:tc></w:tr></w:tbl>"#;
    let document = read(
        Package::new(body)
            .word("footnotes", "footnotes", notes)
            .word("endnotes", "endnotes", ends),
    );
    assert_eq!(
        kitei::document::plain::lines(&document),
        ["甲乙", "次の注", "文末の注", "丙 初めの注"]
    );
    let marks = document.blocks.iter().filter_map(|block| match block {
        Block::Note(note) => Some((note.kind, note.mark.as_str(), note.place.paragraph)),
        _ => None,
    });
    assert_eq!(
        marks.collect::<Vec<_>>(),
        [(NoteKind::Footnote, "1", 1), (NoteKind::Endnote, "i", 1)]
    );
    let Block::Table(table) = &document.blocks[3] else {
        panic!("a table")
    };
    let Block::Note(note) = &table.rows[0].cells[0].blocks[1] else {
        panic!("a note")
    };
    assert_eq!(note.mark, "2");
}

#[test]
fn boxes_stand_after_the_paragraph_that_holds_them() {
    let drawn = |words: &str| {
        format!(
            r#"<w:drawing><wp:anchor><wp:docPr id="1"/><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"#,
            p(words)
        )
    };
    let old = |words: &str| {
        format!(
            "<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>",
            p(words)
        )
    };
    let hidden = drawn("隠れた枠").replace(r#"id="1""#, r#"id="1" hidden="1""#);
    let art = r#"<w:pict><v:shape><v:textpath string="社外秘"/></v:shape></w:pict>"#;
    let body = format!(
        "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r><w:r>{}</w:r><w:r>{hidden}</w:r><w:r>{art}</w:r><w:r><w:t>後</w:t></w:r></w:p>",
        drawn("新しい枠"),
        old("新しい枠"),
        old("古い枠"),
    );
    assert_eq!(lines_of(&body), ["前後", "新しい枠", "古い枠", "社外秘"]);
}

#[test]
fn formulas_are_lines_of_text() {
    let r = |words: &str| format!("<m:r><m:t>{words}</m:t></m:r>");
    let body = format!(
        "<w:p><w:r><w:t>式：</w:t></w:r><m:oMath>{}<m:f><m:fPr/><m:num>{}</m:num><m:den>{}</m:den></m:f><m:d><m:dPr><m:begChr m:val=\"[\"/><m:endChr m:val=\"]\"/></m:dPr><m:e>{}</m:e></m:d></m:oMath></w:p>",
        r("x="),
        r("稼働"),
        r("全体"),
        r("n")
    );
    assert_eq!(lines_of(&body), ["式：x=稼働/全体[n]"]);
}

#[test]
fn heads_and_feet_stand_apart_where_a_page_shows_them() {
    let head = |words: &str, root: &str| part(root, &p(words));
    let body = p("本文")
        + r#"<w:sectPr><w:headerReference w:type="default" r:id="h"/><w:headerReference w:type="first" r:id="f"/><w:footerReference w:type="even" r:id="e"/></w:sectPr>"#;
    let package = |body: &str| {
        Package::new(body)
            .related("h", "header", "header1.xml", head("規程集", "hdr"))
            .related("f", "header", "header2.xml", head("表紙", "hdr"))
            .related("e", "footer", "footer1.xml", head("偶数頁", "ftr"))
    };
    let margin = |document: &kitei::document::Document| {
        document
            .marginalia
            .iter()
            .map(|paragraph| paragraph.text.clone())
            .collect::<Vec<_>>()
    };
    let document = read(package(&body));
    assert_eq!(kitei::document::plain::lines(&document), ["本文"]);
    assert_eq!(margin(&document), ["規程集"]);
    let titled = body.replace("</w:sectPr>", "<w:titlePg/></w:sectPr>");
    assert_eq!(margin(&read(package(&titled))), ["規程集", "表紙"]);
    let even = package(&body).word("settings", "settings", "<w:evenAndOddHeaders/>");
    assert_eq!(margin(&read(even)), ["規程集", "偶数頁"]);
}

#[test]
fn comments_objects_and_linked_pictures_are_named() {
    let body = r#"<w:p><w:r><w:t>本文</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p><w:p><w:r><w:t>図</w:t></w:r><w:r><w:object><v:shape><v:imagedata r:id="x"/></v:shape><o:OLEObject Type="Embed"/></w:object></w:r><w:r><w:drawing><wp:inline><a:graphic><a:blip r:link="y"/></a:graphic></wp:inline></w:drawing></w:r></w:p>"#;
    let comments = r#"<w:comment w:id="0" w:author="査読"><w:p><w:r><w:t>意見</w:t></w:r></w:p></w:comment>"#;
    let document = read(Package::new(body).word("comments", "comments", comments));
    assert_eq!(kitei::document::plain::lines(&document), ["本文", "図"]);
    assert_eq!(
        codes(&document),
        ["comments", "embedded-objects", "linked-pictures"]
    );
    assert_eq!(
        document
            .warnings
            .iter()
            .map(|warning| warning.paragraph)
            .collect::<Vec<_>>(),
        [Some(1), Some(2), Some(2)]
    );
}

#[test]
fn chunks_of_other_formats_are_read_or_named() {
    let inner = Package::new(&p("中の文書")).bytes();
    let html = "<html><head><title>題</title></head><body><p>見出し&amp;<b>本文</b></p><table><tr><td>左</td><td>右</td></tr></table></body></html>";
    let archive = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body><p>=E6=9D=A1=\r\n=E6=96=87</p></body></html>\r\n--b--\r\n";
    let chunks = ["d", "h", "m", "t", "x"]
        .map(|id| format!(r#"<w:altChunk r:id="{id}"/>"#))
        .concat();
    let document = read(
        Package::new(&(p("前") + &chunks + &p("後")))
            .related("d", "aFChunk", "c.docx", inner)
            .related("h", "aFChunk", "c.html", html)
            .related("m", "aFChunk", "c.mht", archive)
            .related("t", "aFChunk", "c.txt", "一行目\n二行目")
            .related("x", "aFChunk", "c.rtf", r"{\rtf1 rtf}"),
    );
    assert_eq!(
        kitei::document::plain::lines(&document),
        [
            "前",
            "中の文書",
            "見出し&本文",
            "左\t右",
            "条文",
            "一行目",
            "二行目",
            "後"
        ]
    );
    assert_eq!(codes(&document), ["unread-chunks"]);
    assert!(document.warnings[0].loss);
}

#[test]
fn diagrams_are_boxes() {
    let data = r#"<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:pt><dgm:t><a:p><a:r><a:t>院長</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>"#;
    let body = r#"<w:p><w:r><w:t>体制図</w:t></w:r><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><dgm:relIds r:dm="dm"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#;
    assert_eq!(
        lines(Package::new(body).related("dm", "diagramData", "diagrams/data1.xml", data)),
        ["体制図", "院長"]
    );
}

#[test]
fn charts_give_their_words_and_are_named() {
    let chart = r#"<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:title><a:p><a:r><a:t>件数</a:t></a:r></a:p></c:title><c:cat><c:strCache><c:pt><c:v>四月</c:v></c:pt></c:strCache></c:cat><c:val><c:numCache><c:pt><c:v>12</c:v></c:pt></c:numCache></c:val></c:chartSpace>"#;
    let body = r#"<w:p><w:r><w:t>推移</w:t></w:r><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="c"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#;
    let document = read(Package::new(body).related("c", "chart", "charts/chart1.xml", chart));
    assert_eq!(kitei::document::plain::lines(&document), ["推移", "件数", "四月"]);
    assert_eq!(codes(&document), ["charts"]);
}

#[test]
fn symbols_beyond_the_first_plane() {
    let body = r#"<w:p><w:r><w:t>絵</w:t><mc:AlternateContent xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex"><mc:Choice Requires="w16se"><w16se:symEx w16se:font="Segoe UI Emoji" w16se:char="1F512"/></mc:Choice><mc:Fallback><w:t>🔒</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"#;
    assert_eq!(lines_of(body), ["絵🔒"]);
}
