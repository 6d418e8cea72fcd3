//! DOCX: everything a person sees with changes accepted, in order, and nothing else.

mod damage;
mod labels;
mod layout;
mod package;
mod producers;
mod truth;
mod words;

use kitei::document::{Block, Document, ReadOptions, docx, plain};

use self::package::Package;

/// Reads a package that is sound.
fn read(package: Package) -> Document {
    docx::read(&package.bytes(), &ReadOptions::default()).expect("the package is read")
}

/// The lines of a package that is sound.
fn lines(package: Package) -> Vec<String> {
    plain::lines(&read(package))
}

/// The lines of a body alone.
fn lines_of(body: &str) -> Vec<String> {
    lines(Package::new(body))
}

/// Codes of a document's warnings.
fn codes(document: &Document) -> Vec<&str> {
    document
        .warnings
        .iter()
        .map(|warning| warning.code.as_str())
        .collect()
}

/// The labels of a body's paragraphs, with an empty one for those that have none.
fn labels(document: &Document) -> Vec<&str> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.label.as_ref().map_or("", |label| &label.text)),
            _ => None,
        })
        .collect()
}
