//! The built program and the library on real files: a module per capability.

mod chain;
mod corpus;
mod docx;
mod guideline;
