//! DOCX (ECMA-376 WordprocessingML) to a document.

use super::{Document, ReadError, ReadOptions};

/// Reads a DOCX. The name and hash are the caller's to fill in.
pub fn read(_bytes: &[u8], _options: &ReadOptions) -> Result<Document, ReadError> {
    Err(ReadError::Unknown)
}
