//! Any bytes as the structure of a tagged PDF: an answer or an error, never a panic, never an endless loop.
#![no_main]

#[path = "../page.rs"]
mod page;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| page::read(&page::Parts {
    content: b"BT /F1 12 Tf /P << /MCID 0 >> BDC 50 300 Td <00410042> Tj EMC /P << /MCID 1 >> BDC <0043> Tj EMC ET",
    structure: bytes,
    ..page::Parts::default()
}));
