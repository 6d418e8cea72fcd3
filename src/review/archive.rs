//! Zip archives that hold a submission: unpacked in memory, within limits.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::collect::{InputFile, MAX_FILE, Source};
use crate::document::ReadError;

/// The most entries of an archive.
const MAX_ENTRIES: usize = 10_000;
/// The most bytes all entries together unpack to.
const MAX_TOTAL: u64 = 1 << 30;
/// The most times its packed size that an entry may unpack to.
const MAX_RATIO: u64 = 100;

/// The files of `path`: those inside it where it is an archive of files, itself otherwise.
pub(super) fn expand(path: &Path) -> Vec<InputFile> {
    let itself = |source| {
        vec![InputFile {
            name: path
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            source,
        }]
    };
    match File::open(path).map(ZipArchive::new) {
        Ok(Ok(archive)) if !is_office(&archive) => unpack(archive)
            .unwrap_or_else(|error| itself(Source::Unreadable(ReadError::Damaged(error.to_string())))),
        // Whatever else it is, the reader tells from its bytes.
        _ => itself(Source::Path(path.to_owned())),
    }
}

/// Office and OpenDocument files are zip archives too.
fn is_office(archive: &ZipArchive<File>) -> bool {
    archive.file_names().flatten().any(|name| {
        let name = name.replace('\\', "/");
        matches!(name.as_str(), "[Content_Types].xml" | "mimetype") || name.starts_with("word/")
    })
}

fn unpack(mut archive: ZipArchive<File>) -> Result<Vec<InputFile>, ZipError> {
    let mut files = Vec::new();
    let mut total = 0;
    if archive.len() > MAX_ENTRIES {
        return Err(ZipError::InvalidArchive("too many entries".into()));
    }
    for index in 0..archive.len() {
        let listed = archive
            .name_for_index(index)
            .and_then(Result::ok)
            .unwrap_or_default()
            .into_owned();
        let mut entry = match archive.by_index(index) {
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                files.push(unreadable(listed, ReadError::Password));
                continue;
            }
            entry => entry?,
        };
        let name = entry_name(entry.name_raw());
        // Folders, and what systems leave behind (macOS: `__MACOSX/._name`).
        if entry.is_dir() || name.starts_with('.') || name.is_empty() {
            continue;
        }
        let limit = MAX_FILE
            .min(MAX_TOTAL - total)
            .min(entry.compressed_size().saturating_mul(MAX_RATIO).max(1 << 20));
        let mut bytes = Vec::new();
        match entry.by_ref().take(limit + 1).read_to_end(&mut bytes) {
            Err(error) => files.push(unreadable(name, ReadError::Damaged(error.to_string()))),
            Ok(_) if bytes.len() as u64 > limit => {
                files.push(unreadable(
                    name,
                    ReadError::Damaged(format!("> {} MB", limit >> 20)),
                ));
            }
            Ok(_) => {
                total += bytes.len() as u64;
                files.push(InputFile {
                    name,
                    source: Source::Bytes(bytes),
                });
            }
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn unreadable(name: String, error: ReadError) -> InputFile {
    InputFile {
        name,
        source: Source::Unreadable(error),
    }
}

/// An entry's name without folders; Japanese Windows writes names in Shift_JIS.
fn entry_name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode(raw).0.into_owned(),
    };
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}
