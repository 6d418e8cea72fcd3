//! Glyphs and rules anywhere on a PDF page: each four bytes place one: an answer or an error, never a panic, never an endless loop.
#![no_main]

#[path = "../page.rs"]
mod page;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut content = Vec::new();
    for four in bytes.chunks_exact(4) {
        let (x, y, size) = (u16::from(four[0]) * 2, u16::from(four[1]) * 3, 1 + four[2] % 24);
        let part = match four[3] % 8 {
            0 => format!("{x} {y} m {} {y} l S\n", x + u16::from(four[2])),
            1 => format!("{x} {y} m {x} {} l S\n", y + u16::from(four[2])),
            2 => format!("BT /F1 {size} Tf 0 1 -1 0 {x} {y} Tm <00410042> Tj ET\n"),
            code => format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <004{code}0031> Tj ET\n"),
        };
        content.extend(part.bytes());
    }
    page::read(&page::Parts {
        content: &content,
        to_unicode: b"1 beginbfrange <0030> <0050> <0030> endbfrange",
        ..page::Parts::default()
    });
});
