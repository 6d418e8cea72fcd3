//! The built program and the library on real files: a module per capability.

mod applicability;
mod batch;
mod chain;
mod corpus;
mod docx;
mod export;
mod guideline;
mod import;
mod matching;
mod ocr;
mod on_file;
mod pdf;
mod recheck;
mod register;
mod regulation;
mod report;
mod search;
mod verify;
mod workbench;
