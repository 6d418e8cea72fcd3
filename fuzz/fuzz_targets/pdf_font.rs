//! Any bytes as the font program of a PDF font: an answer or an error, never a panic, never an endless loop.
#![no_main]

#[path = "../page.rs"]
mod page;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| page::read(&page::Parts {
    content: page::SHOW,
    program: bytes,
    ..page::Parts::default()
}));
