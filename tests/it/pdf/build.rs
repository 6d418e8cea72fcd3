//! Small files written by hand.

use std::fmt::Write;

use kitei::document::{Document, ReadOptions, pdf};

/// A file whose pages show `contents`: `/F1` is Helvetica, `/F2` a Japanese font that is not embedded and takes what
/// [`ja`] writes, `/X1` is object 6, to be among the `more` objects, and so may `/F3` be, object 7.
pub fn pages<S: AsRef<str>>(contents: &[S], more: &str) -> Vec<u8> {
    let first = 20;
    let kids: Vec<String> = (0..contents.len())
        .map(|at| format!("{} 0 R", first + 2 * at))
        .collect();
    let mut file = format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
         2 0 obj\n<< /Type /Pages /Count {} /Kids [{}] >>\nendobj\n\
         3 0 obj\n<< /Font << /F1 4 0 R /F2 5 0 R /F3 7 0 R >> /XObject << /X1 6 0 R >> >>\nendobj\n\
         4 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica \
         /Encoding << /Differences [1 /eacute /uni65E5] >> >>\nendobj\n\
         5 0 obj\n<< /Type /Font /Subtype /Type0 /BaseFont /Mincho /Encoding /UniJIS-UTF16-H /DescendantFonts \
         [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Mincho /CIDSystemInfo \
         << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> >>] >>\nendobj\n{more}\n",
        contents.len(),
        kids.join(" ")
    );
    for (at, content) in contents.iter().enumerate() {
        let (number, content) = (first + 2 * at, content.as_ref());
        let _ = write!(
            file,
            "{number} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents {} 0 R \
             /Resources 3 0 R >>\nendobj\n{} 0 obj\n<< /Length {} >>\nstream\n{content}\nendstream\nendobj\n",
            number + 1,
            number + 1,
            content.len() + 1
        );
    }
    file.push_str("trailer\n<< /Root 1 0 R >>\n");
    file.into_bytes()
}

/// What is read of [`pages`].
pub fn read_pages<S: AsRef<str>>(contents: &[S], more: &str) -> Document {
    pdf::read(&pages(contents, more), &ReadOptions::default()).expect("readable")
}

/// What is read of one page of [`pages`].
pub fn read_page(content: &str, more: &str) -> Document {
    read_pages(&[content], more)
}

/// Japanese `text` at a place of the page, in 12 points.
pub fn ja(x: u16, y: u16, text: &str) -> String {
    let hex = text.encode_utf16().fold(String::new(), |mut hex, unit| {
        let _ = write!(hex, "{unit:04x}");
        hex
    });
    format!("BT /F2 12 Tf {x} {y} Td <{hex}> Tj ET ")
}

/// Latin `text` at a place of the page, in 12 points.
pub fn latin(x: u16, y: u16, text: &str) -> String {
    format!("BT /F1 12 Tf {x} {y} Td ({text}) Tj ET ")
}

/// The codes of the warnings.
pub fn codes(document: &Document) -> Vec<&str> {
    document
        .warnings
        .iter()
        .map(|warning| warning.code.as_str())
        .collect()
}
