//! A file of one page around the part that is fuzzed, so that the fuzzer need not learn the rest.
#![allow(dead_code, reason = "each target takes what it needs")]

use kitei::document::{ReadOptions, pdf};

/// What the page shows where the content is not what is fuzzed.
pub const SHOW: &[u8] = b"BT /F1 12 Tf 50 300 Td <0041004200430044> Tj ET";

/// The parts of the file; an empty one is left out.
#[derive(Default)]
pub struct Parts<'a> {
    pub content: &'a [u8],
    pub to_unicode: &'a [u8],
    pub encoding: &'a [u8],
    pub program: &'a [u8],
    /// The object at the root of the structure.
    pub structure: &'a [u8],
}

/// Reads the file that `parts` make: any answer is right.
pub fn read(parts: &Parts<'_>) {
    read_file(&file(parts));
}

/// Reads `bytes` as a file: any answer is right.
pub fn read_file(bytes: &[u8]) {
    let options = ReadOptions {
        inflate_budget: 16 << 20,
    };
    let _ = pdf::read(bytes, &options);
}

fn file(parts: &Parts<'_>) -> Vec<u8> {
    let reference = |part: &[u8], written: &str, otherwise: &str| {
        if part.is_empty() { otherwise } else { written }.to_owned()
    };
    let font = format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /A {} /Encoding {} /DescendantFonts [ << /Type /Font \
         /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
         /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor {} >> >> ] >>",
        reference(parts.to_unicode, "/ToUnicode 6 0 R", ""),
        reference(parts.encoding, "7 0 R", "/Identity-H"),
        reference(parts.program, "/FontFile2 8 0 R", ""),
    );
    let mut file = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 9 0 R >>\nendobj\n\
        2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
        3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R \
        /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n"
        .to_vec();
    file.extend(format!("5 0 obj\n{font}\nendobj\n").bytes());
    let streams = [(4, parts.content), (6, parts.to_unicode), (7, parts.encoding), (8, parts.program)];
    for (number, part) in streams {
        file.extend(format!("{number} 0 obj\n<< /Length {} >>\nstream\n", part.len()).bytes());
        file.extend(part);
        file.extend(b"\nendstream\nendobj\n");
    }
    file.extend(b"9 0 obj\n");
    file.extend(parts.structure);
    file.extend(b"\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n");
    file
}
