//! `kitei` (規程) checks operational regulations of hospitals and vendors against security guidelines, from the
//! words on the page.
//!
//! The data flows one way; a module uses only modules above it in this table.
//!
//! | module | from | to |
//! | --- | --- | --- |
//! | [`text`] | words | normalized words with a map back to the source |
//! | [`document`] | bytes of a PDF or DOCX | blocks in reading order, each with its place |
//! | [`regulation`] | a document | provisions with citations, dates, references |
//! | [`guideline`] | catalogue files | books, sections, requirements, elements |
//! | [`matching`] | a submission and a guideline | findings |
//! | [`index`] | submissions | every clause on file, searchable |
//! | [`review`] | files | reviews |
//! | [`report`] | a review, the submission's words | HTML, XLSX, JSON and other pages |
//! | [`register`] | reviews, decisions | who applied, what was decided and certified (`SQLite`) |
//! | [`workbench`] | a browser's requests | pages, and changes in the register |
//! | [`cli`] | arguments | output and an exit status |

pub mod cli;
pub mod document;
pub mod guideline;
pub mod index;
pub mod matching;
pub mod register;
pub mod regulation;
pub mod report;
pub mod review;
pub mod text;
pub mod workbench;
