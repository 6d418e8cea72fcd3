//! Any bytes are an answer or an error to the DOCX reader: never a panic, never an endless loop.
//!
//! Half of the inputs are the markup of a main part, so that the fuzzer need not learn to write a zip first.
#![no_main]

use std::io::{Cursor, Write};

use kitei::document::{ReadOptions, docx};
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions {
        inflate_budget: 16 << 20,
    };
    let _ = docx::read(bytes, &options);
    if let Some(package) = packed(bytes) {
        let _ = docx::read(&package, &options);
    }
});

/// A package with `markup` as its main part and as its numbering.
fn packed(markup: &[u8]) -> Option<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["word/document.xml", "word/numbering.xml", "word/styles.xml", "word/footnotes.xml"] {
        writer.start_file(name, SimpleFileOptions::default()).ok()?;
        writer.write_all(markup).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}
