//! Any bytes as the maps of a PDF font, to CIDs and to Unicode: an answer or an error, never a panic, never an endless loop.
#![no_main]

#[path = "../page.rs"]
mod page;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (to_unicode, encoding) = bytes.split_at(bytes.len() / 2);
    page::read(&page::Parts {
        content: page::SHOW,
        to_unicode,
        encoding,
        ..page::Parts::default()
    });
});
