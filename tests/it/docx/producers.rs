//! Any producer's package is read; what is no Word document has its own clear line.

use kitei::document::{ReadError, ReadOptions, docx, plain, read as read_any};

use super::package::{Package, li, list, lvl, p, part, zip_of};
use super::{labels, lines, read};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

#[test]
fn names_are_known_by_namespace_and_not_by_prefix() {
    let strict = part("document", &format!("<w:body>{}</w:body>", p("厳格")))
        .replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main");
    let other = format!(
        r#"<ns0:document xmlns:ns0="{WORD}"><ns0:body><ns0:p><ns0:r><ns0:t>別名</ns0:t></ns0:r></ns0:p></ns0:body></ns0:document>"#
    );
    let bare = format!(
        r#"<document xmlns="{WORD}" xmlns:w="{WORD}"><body><p><pPr><numPr><ilvl w:val="0"/><numId w:val="1"/></numPr></pPr><r><t>無名</t></r></p></body></document>"#
    );
    let stranger = format!(
        r#"<w:document xmlns:w="{WORD}" xmlns:x="urn:x"><w:body><w:p><x:r><x:t>他人</x:t></x:r><w:r><w:t>本人</w:t></w:r></w:p></w:body></w:document>"#
    );
    for (markup, line) in [
        (strict, "厳格"),
        (other, "別名"),
        (bare, "1\t無名"),
        (stranger, "本人"),
    ] {
        let package = Package::new("")
            .numbering(&list(1, &lvl(0, "decimal", "%1", "")))
            .raw("word/document.xml", markup);
        assert_eq!(lines(package), [line]);
    }
}

#[test]
fn parts_in_any_encoding() {
    let markup = part("document", &format!("<w:body>{}</w:body>", p("符号化 規程")));
    let wide = markup.replace("UTF-8", "UTF-16");
    let little: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(wide.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let big: Vec<u8> = [0xfe, 0xff]
        .into_iter()
        .chain(wide.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    let unmarked: Vec<u8> = wide.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = b"\xef\xbb\xbf".iter().copied().chain(markup.bytes()).collect();
    for bytes in [little, big, unmarked, marked] {
        assert_eq!(
            lines(Package::new("").raw("word/document.xml", bytes)),
            ["符号化 規程"]
        );
    }
}

#[test]
fn odd_packages() {
    let numbering = part("numbering", &list(1, &lvl(0, "decimal", "第%1条", "")));
    let body = li(1, 0, "条文");
    let type_of =
        |kind: &str| format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
    let relations = |target: &str, kind: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="{}" Target="{target}"/></Relationships>"#,
            type_of(kind)
        )
    };
    let document = part("document", &format!("<w:body>{body}</w:body>"));

    let absolute = Package::new(&body).related("n", "numbering", "/word/lists/n.xml", &numbering);
    assert_eq!(labels(&read(absolute)), ["第1条"]);
    let missing = Package::new(&body)
        .raw("word/numbering.xml", &numbering)
        .without("_rels/.rels")
        .without("[Content_Types].xml");
    assert_eq!(labels(&read(missing)), ["第1条"]);
    let elsewhere = zip_of(&[
        (
            "_rels/.rels".to_owned(),
            relations("/Doc/Main.XML", "officeDocument").into_bytes(),
        ),
        ("doc\\main.xml".to_owned(), document.clone().into_bytes()),
        (
            "DOC\\_rels\\main.xml.rels".to_owned(),
            relations("n%20.xml", "numbering").into_bytes(),
        ),
        ("Doc/n .xml".to_owned(), numbering.clone().into_bytes()),
    ]);
    let read = docx::read(&elsewhere, &ReadOptions::default()).expect("it is read");
    assert_eq!(labels(&read), ["第1条"]);
}

#[test]
fn macros_and_templates_are_word_documents_too() {
    for kind in [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ] {
        let types = format!(
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>"#
        );
        assert_eq!(
            lines(
                Package::new(&p("本文"))
                    .raw("[Content_Types].xml", types)
                    .without("_rels/.rels")
            ),
            ["本文"]
        );
    }
}

#[test]
fn something_in_front_of_the_zip_or_behind_it() {
    let bytes = Package::new(&p("本文")).bytes();
    let framed: Vec<u8> = b"\r\n".iter().copied().chain(bytes).chain(*b"\r\n\r\n").collect();
    let document = read_any("添付.docx", &framed, &ReadOptions::default()).expect("it is read");
    assert_eq!(plain::lines(&document), ["本文"]);
}

fn refusal(bytes: &[u8]) -> ReadError {
    read_any("規程.docx", bytes, &ReadOptions::default()).expect_err("it is refused")
}

#[test]
fn other_packages_are_named() {
    let zip = |parts: &[(&str, &str)]| {
        zip_of(
            &parts
                .iter()
                .map(|(name, content)| ((*name).to_owned(), content.as_bytes().to_vec()))
                .collect::<Vec<_>>(),
        )
    };
    let not_word = |what: &str| ReadError::NotWord(what.to_owned());
    assert_eq!(
        refusal(&zip(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", "<x/>")
        ])),
        ReadError::OpenDocument
    );
    assert_eq!(refusal(&zip(&[("xl/workbook.xml", "<x/>")])), not_word(".xlsx"));
    assert_eq!(
        refusal(&zip(&[("ppt/presentation.xml", "<x/>")])),
        not_word(".pptx")
    );
    assert_eq!(refusal(&zip(&[("規程.pdf", "%PDF-")])), not_word("zip"));
}

#[test]
fn other_formats_are_named() {
    assert_eq!(refusal(b""), ReadError::Empty);
    assert_eq!(refusal(br"{\rtf1\ansi text}"), ReadError::Rtf);
    assert_eq!(
        refusal(b"<?xml version=\"1.0\"?>\n<!DOCTYPE html><html></html>"),
        ReadError::Html
    );
    assert_eq!(
        refusal(b"<!-- saved --><HTML><body>x</body></HTML>"),
        ReadError::Html
    );
    assert_eq!(
        refusal(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"),
        ReadError::Html
    );
    assert_eq!(
        refusal(b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument/>"),
        ReadError::NotWord("Word XML".to_owned())
    );
}

#[test]
fn a_package_saved_as_one_xml_file_is_read() {
    let xml = |markup: &str| {
        markup
            .split_once("?>")
            .map_or(String::new(), |(_, rest)| rest.to_owned())
    };
    let numbering = part("numbering", &list(1, &lvl(0, "decimal", "第%1条", "")));
    let body = part(
        "document",
        &format!(
            "<w:body>{}</w:body>",
            li(1, 0, "目的を定める。") + &p("本文 &amp; 文")
        ),
    );
    let main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let parts = [
        ("/_rels/.rels", "", relation("officeDocument", "word/document.xml")),
        ("/word/document.xml", main, xml(&body)),
        ("/word/_rels/document.xml.rels", "", relation("numbering", "numbering.xml")),
        ("/word/numbering.xml", "", xml(&numbering)),
    ]
    .map(|(name, kind, content)| {
        format!(r#"<pkg:part pkg:name="{name}" pkg:contentType="{kind}"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>"#)
    })
    .concat();
    let picture = r#"<pkg:part pkg:name="/word/media/1.png" pkg:contentType="image/png"><pkg:binaryData>AAAA</pkg:binaryData></pkg:part>"#;
    let flat = format!(
        r#"<?xml version="1.0" standalone="yes"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}{picture}</pkg:package>"#
    );
    let document = read_any("規程.xml", flat.as_bytes(), &ReadOptions::default()).expect("it is read");
    assert_eq!(plain::lines(&document), ["第1条\t目的を定める。", "本文 & 文"]);
    assert!(document.warnings.is_empty());
    // Cut off, it is read as far as it goes.
    let cut = flat.find("文</w:t>").expect("there");
    let document = docx::read(&flat.as_bytes()[..cut], &ReadOptions::default()).expect("it is read");
    assert!(document.warnings.iter().any(|warning| warning.loss));
}

/// A compound file with one stream of this name.
fn compound(stream: &str) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(512, 0);
    for (name, kind) in [("Root Entry", 5), (stream, 2)] {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = entry.len() as u16 + 2;
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.push(kind);
        entry.resize(128, 0);
        bytes.extend(entry);
    }
    bytes
}

#[test]
fn compound_files_are_told_apart() {
    assert_eq!(refusal(&compound("WordDocument")), ReadError::LegacyWord);
    assert_eq!(refusal(&compound("EncryptedPackage")), ReadError::Password);
    assert_eq!(refusal(&compound("DocumentText")), ReadError::Ichitaro);
    assert_eq!(
        refusal(&compound("Workbook")),
        ReadError::NotWord(".xls".to_owned())
    );
    assert_eq!(
        refusal(&compound("Contents")),
        ReadError::NotWord("OLE".to_owned())
    );
}
