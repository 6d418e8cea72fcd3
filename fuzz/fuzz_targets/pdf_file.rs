//! Any bytes to the PDF reader, objects and repair first: an answer or an error, never a panic, never an endless loop.
#![no_main]

#[path = "../page.rs"]
mod page;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| page::read_file(bytes));
