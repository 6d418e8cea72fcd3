//! From bytes to objects: as they stand, decrypted, or rebuilt.

use lopdf::LoadOptions;

use super::budget::STREAM_LIMIT;
use super::encryption::{self, Rest};
use super::repair;
use crate::document::ReadError;

/// What was wrong with the file's structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Damage {
    /// Nothing.
    None,
    /// The table of objects was wrong and was rebuilt; the objects are there.
    Table,
    /// Encrypted data does not end as it must; it was decrypted as far as it goes.
    Encryption {
        /// Whether some of it is missing.
        cut: bool,
    },
    /// The list of pages was lost; the pages were gathered from what is left.
    Pages,
}

/// The objects of `bytes`, and how the file was damaged.
pub(super) fn open(bytes: &[u8]) -> Result<(lopdf::Document, Damage), ReadError> {
    let mut loaded = match load(bytes) {
        Ok(objects) if encryption::is_locked(&objects) => Ok(encryption::unlock(bytes, &objects)?),
        loaded => loaded,
    };
    let rest = loaded.as_mut().map_or(Rest::Right, encryption::decrypt_rest);
    match loaded {
        Ok(objects) if repair::has_pages(&objects) => {
            let damage = match (objects.xref_recovery.is_some(), rest) {
                (false, Rest::Right) => Damage::None,
                // The end of the file is where the table stands: without it more may be missing.
                (true, _) if !has_end(bytes) => Damage::Pages,
                (true, Rest::Right) => Damage::Table,
                (_, rest) => Damage::Encryption {
                    cut: rest == Rest::Cut,
                },
            };
            Ok((objects, damage))
        }
        Err(lopdf::Error::UnsupportedSecurityHandler(handler)) => Err(ReadError::Encryption(
            String::from_utf8_lossy(&handler).into_owned(),
        )),
        Err(lopdf::Error::InvalidPassword) => Err(ReadError::Password),
        Ok(_) | Err(_) => repair::rebuild(bytes)?
            .map(|objects| (objects, Damage::Pages))
            .ok_or_else(|| ReadError::Damaged("no page".to_owned())),
    }
}

/// What the object layer makes of `bytes`.
pub(super) fn load(bytes: &[u8]) -> lopdf::Result<lopdf::Document> {
    lopdf::Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(STREAM_LIMIT))
}

/// Whether the mark that ends a file stands near its end.
fn has_end(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    super::lexer::find(tail, b"%%EOF").is_some()
}
