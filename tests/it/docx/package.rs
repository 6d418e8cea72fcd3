//! Builds packages for tests: each test writes the markup that it is about.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

/// Namespaces that the markup of the tests uses.
const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" "#,
    r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" "#,
    r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" "#,
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" "#,
    r#"xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" "#,
    r#"xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" "#,
    r#"xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml""#,
);

const RELATION_TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

/// A package in the making.
#[derive(Default)]
pub struct Package {
    parts: Vec<(String, Vec<u8>)>,
    relations: String,
}

impl Package {
    /// A document with `body` in it.
    pub fn new(body: &str) -> Self {
        let root = format!("{RELATION_TYPE}officeDocument");
        let package = Self::default()
            .raw("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#)
            .raw("_rels/.rels", format!(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{root}" Target="word/document.xml"/></Relationships>"#));
        package.raw(
            "word/document.xml",
            part("document", &format!("<w:body>{body}</w:body>")),
        )
    }

    /// With a part as it stands.
    pub fn raw(mut self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.parts.retain(|(known, _)| known != name);
        self.parts.push((name.to_owned(), content.as_ref().to_vec()));
        self
    }

    /// Without a part.
    pub fn without(mut self, name: &str) -> Self {
        self.parts.retain(|(known, _)| known != name);
        self
    }

    /// With a part that the document refers to as `id`.
    pub fn related(mut self, id: &str, kind: &str, target: &str, content: impl AsRef<[u8]>) -> Self {
        let relation = format!(r#"<Relationship Id="{id}" Type="{RELATION_TYPE}{kind}" Target="{target}"/>"#);
        self.relations.push_str(&relation);
        let name = target.trim_start_matches('/').replace('\\', "/");
        let name = if target.starts_with('/') {
            name
        } else {
            format!("word/{name}")
        };
        self.raw(&name, content)
    }

    /// With a part of `WordprocessingML` whose root is `root`.
    pub fn word(self, kind: &str, root: &str, content: &str) -> Self {
        self.related(kind, kind, &format!("{kind}.xml"), part(root, content))
    }

    /// With numbering definitions.
    pub fn numbering(self, content: &str) -> Self {
        self.word("numbering", "numbering", content)
    }

    /// With styles.
    pub fn styles(self, content: &str) -> Self {
        self.word("styles", "styles", content)
    }

    /// Its bytes.
    pub fn bytes(mut self) -> Vec<u8> {
        if !self.relations.is_empty() {
            let relations = std::mem::take(&mut self.relations);
            self = self.raw("word/_rels/document.xml.rels", format!(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#));
        }
        zip_of(&self.parts)
    }
}

/// A zip of named parts.
pub fn zip_of(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("a part begins");
        writer.write_all(content).expect("a part is written");
    }
    writer.finish().expect("the zip is written").into_inner()
}

/// A part with `root` around `content`.
pub fn part(root: &str, content: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} {NAMESPACES}>{content}</w:{root}>"#
    )
}

/// A paragraph of `words`.
pub fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

/// A paragraph of `words` at a level of a list.
pub fn li(num: i32, level: u8, words: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#
    )
}

/// A paragraph of `words` in a style.
pub fn styled(style: &str, words: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#)
}

/// A level of a list.
pub fn lvl(level: u8, format: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
    )
}

/// A list `num` with levels of its own.
pub fn list(num: i32, levels: &str) -> String {
    format!(
        r#"<w:abstractNum w:abstractNumId="{num}">{levels}</w:abstractNum><w:num w:numId="{num}"><w:abstractNumId w:val="{num}"/></w:num>"#
    )
}
