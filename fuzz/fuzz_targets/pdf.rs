//! Any bytes are an answer or an error to the PDF reader: never a panic, never an endless loop.
//!
//! The first byte chooses the layer that the others reach without a file around them that the fuzzer would have to
//! learn: the whole file, a content stream, a `ToUnicode` map, an embedded `CMap`, or a font program.
#![no_main]

use kitei::document::{ReadOptions, pdf};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions {
        inflate_budget: 16 << 20,
    };
    let Some((layer, rest)) = bytes.split_first() else {
        return;
    };
    let show: &[u8] = b"BT /F1 12 Tf 50 300 Td <0041004200430044> Tj ET";
    let file = match layer % 5 {
        0 => rest.to_vec(),
        1 => wrap(rest, b"", b"", b""),
        2 => wrap(show, rest, b"", b""),
        3 => wrap(show, b"", rest, b""),
        _ => wrap(show, b"", b"", rest),
    };
    let _ = pdf::read(&file, &options);
});

/// A file of one page; an empty part is left out.
fn wrap(content: &[u8], to_unicode: &[u8], encoding: &[u8], program: &[u8]) -> Vec<u8> {
    let reference = |part: &[u8], written: &str, otherwise: &str| if part.is_empty() { otherwise } else { written }.to_owned();
    let font = format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /A {} /Encoding {} /DescendantFonts [ << /Type /Font \
         /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
         /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor {} >> >> ] >>",
        reference(to_unicode, "/ToUnicode 6 0 R", ""),
        reference(encoding, "7 0 R", "/Identity-H"),
        reference(program, "/FontFile2 8 0 R", ""),
    );
    let mut file = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
        2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n\
        3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R \
        /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n"
        .to_vec();
    file.extend(format!("5 0 obj\n{font}\nendobj\n").bytes());
    for (number, part) in [(4, content), (6, to_unicode), (7, encoding), (8, program)] {
        file.extend(format!("{number} 0 obj\n<< /Length {} >>\nstream\n", part.len()).bytes());
        file.extend(part);
        file.extend(b"\nendstream\nendobj\n");
    }
    file.extend(b"trailer\n<< /Root 1 0 R >>\n%%EOF\n");
    file
}
