//! Encrypted files: all that open without a password, and the others by their reason.

use kitei::document::{ReadError, ReadOptions, pdf, plain};

use super::build::codes;
use super::{bytes, fixtures};

/// What each of the files of `tests/generate/encrypted.py` shows.
const TEXT: &str = "運用管理規程 第1条";

/// The fixtures of a folder, each with its path.
fn all_in(folder: &str) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(fixtures().join(folder)).expect("fixtures");
    let paths = entries.map(|entry| entry.expect("a fixture").path());
    paths
        .map(|path| {
            (
                path.display().to_string(),
                std::fs::read(&path).expect("readable"),
            )
        })
        .collect()
}

#[test]
fn a_file_that_needs_no_password_is_read_however_its_encryption_is_written() {
    let files = all_in("encrypted");
    assert!(files.len() >= 20, "fixtures are missing");
    for (path, file) in files {
        let document = pdf::read(&file, &ReadOptions::default());
        let lines = document.as_ref().map(plain::lines);
        assert_eq!(lines, Ok(vec![TEXT.to_owned()]), "{path}");
        let warnings = document.expect("read").warnings;
        assert!(warnings.is_empty(), "{path}: {warnings:?}");
    }
}

#[test]
fn an_encrypted_file_before_which_and_behind_which_something_stands_is_read() {
    let mut file = b"mail header\n".to_vec();
    file.extend(bytes("encrypted/direct"));
    file.extend(b"\n\n");
    let document = pdf::read(&file, &ReadOptions::default()).expect("readable");
    assert_eq!(plain::lines(&document), [TEXT]);
}

#[test]
fn an_encrypted_file_without_a_table_of_objects_is_read_and_the_damage_said() {
    let mut damaged = bytes("encrypted/no-id");
    let place = damaged
        .windows(9)
        .rposition(|word| word == b"startxref")
        .expect("the pointer to the table");
    damaged[place + 10..].fill(b'9');
    let document = pdf::read(&damaged, &ReadOptions::default()).expect("readable");
    assert_eq!(plain::lines(&document), [TEXT]);
    assert!(!document.warnings.is_empty());
}

#[test]
fn encrypted_data_that_ends_wrongly_is_read_and_the_damage_said() {
    let files = all_in("careless");
    assert!(files.len() >= 4, "fixtures are missing");
    for (path, file) in files {
        let document = pdf::read(&file, &ReadOptions::default()).expect("readable");
        assert_eq!(plain::lines(&document), [TEXT], "{path}");
        assert_eq!(codes(&document), ["damaged-encryption"], "{path}");
        assert!(!document.warnings[0].loss, "nothing is missing");
    }
}

/// The first part of a fixture, up to its table of objects.
fn without_end(name: &str) -> Vec<u8> {
    let mut file = bytes(name);
    let end = file.windows(9).position(|word| word == b"xref\n0 1\n");
    file.truncate(end.expect("a table"));
    file
}

#[test]
fn an_encrypted_file_that_lost_its_end_is_read_where_its_key_is_left() {
    let document = pdf::read(&without_end("encrypted/aes-256-r6"), &ReadOptions::default());
    let document = document.expect("readable");
    assert_eq!(plain::lines(&document), [TEXT]);
    assert_eq!(codes(&document), ["truncated"]);
    // Here the key is made of the identifier, too, which stood at the end.
    let answer = pdf::read(&without_end("encrypted/aes-128"), &ReadOptions::default());
    assert!(matches!(answer, Err(ReadError::Damaged(_))), "{answer:?}");
}

#[test]
fn an_encrypted_file_that_lost_its_list_of_pages_is_read() {
    let mut file = bytes("encrypted/aes-128");
    for word in [&b"/Catalog"[..], b"/Pages", b"/Kids"] {
        let found = file.windows(word.len()).position(|part| part == word);
        file[found.expect("the word") + 1] = b'X';
    }
    let document = pdf::read(&file, &ReadOptions::default()).expect("readable");
    assert_eq!(plain::lines(&document), [TEXT]);
    assert_eq!(codes(&document), ["truncated"]);
}

#[test]
fn a_password_is_named() {
    let answer = pdf::read(&bytes("locked"), &ReadOptions::default());
    assert_eq!(answer, Err(ReadError::Password));
}

#[test]
fn a_way_of_encryption_that_is_not_known_is_named() {
    let known = bytes("encrypted/direct");
    let place = known
        .windows(9)
        .position(|word| word == b"/Standard")
        .expect("the handler");
    let mut other = known.clone();
    other[place..place + 9].copy_from_slice(b"/Entrust.");
    let answer = pdf::read(&other, &ReadOptions::default());
    assert_eq!(answer, Err(ReadError::Encryption("Entrust. V2".to_owned())));
}
