//! Reading files: bytes to a [`Document`], by what the bytes are and not by what the file is called.

mod block;
pub mod docx;
mod error;
mod model;
mod ole;
pub mod pdf;
pub mod plain;
mod plain_table;
mod sniff;
mod symbols;

pub use error::ReadError;
pub use model::{
    Block, Bookmark, Cell, Document, Format, Label, Look, Note, NoteKind, Origin, Paragraph, Place, Row,
    Ruby, Table, Warning,
};
pub use sniff::{Kind, sniff};

use crate::text::hex_digest;

/// What the caller allows the readers to do and to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The most bytes that all compressed parts of one file may unpack to.
    pub inflate_budget: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            inflate_budget: 512 << 20,
        }
    }
}

/// Reads one file. `name` is shown to people; it does not decide how the bytes are read.
///
/// The readers give all that they understood, with a warning for each thing that they did not.
///
/// # Errors
/// When nothing can be read: the file is of another kind, encrypted, or too damaged to hold a page.
pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Document, ReadError> {
    let mut document = match sniff(bytes) {
        Kind::Pdf => pdf::read(bytes, options)?,
        Kind::Zip | Kind::WordXml => docx::read(bytes, options)?,
        Kind::Text => plain::read("", String::new(), &plain::decode(bytes)),
        other => return Err(other.refusal(bytes)),
    };
    name.clone_into(&mut document.name);
    document.sha256 = hex_digest(bytes);
    Ok(document)
}
