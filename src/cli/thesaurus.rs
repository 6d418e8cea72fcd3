//! A person's own thesaurus file.

use std::path::Path;

use super::outcome::{Exit, Failure};
use crate::text::{Thesaurus, hex_digest};

/// The thesaurus inside the binary extended by `file`, and the file's SHA-256.
pub(super) fn extended(file: &Path) -> Result<(Thesaurus, String), Failure> {
    let text = std::fs::read_to_string(file).map_err(|source| Failure::File {
        path: file.to_owned(),
        source,
    })?;
    let thesaurus = Thesaurus::extended(&text)
        .map_err(|error| Failure::Said(format!("{}: {error}", file.display()), Exit::Usage))?;
    Ok((thesaurus, hex_digest(text.as_bytes())))
}
