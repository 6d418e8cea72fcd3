//! Files whose table of objects or list of pages is lost: what is left is gathered.
//!
//! The object layer rebuilds a broken cross-reference table by itself, but needs a catalog; a truncated file has
//! often lost it, for producers write it last. So a catalog that names every page found is written behind the bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use lopdf::{Dictionary, LoadOptions, Object, ObjectId, StringFormat, Writer, dictionary};

use super::budget::{PAGE_LIMIT, STREAM_LIMIT};
use super::encryption;
use super::lexer::{self, Lexer, Token};
use crate::document::ReadError;

/// Whether a page tree with at least one page can be reached.
pub(super) fn has_pages(objects: &lopdf::Document) -> bool {
    objects.page_iter().next().is_some()
}

/// The objects of `bytes` under a new catalog; `None` where no page is left.
pub(super) fn rebuild(bytes: &[u8]) -> Result<Option<lopdf::Document>, ReadError> {
    let start = lexer::find(bytes, b"%PDF-").unwrap_or(0);
    let damaged = Damaged::of(&bytes[start..]);
    if damaged.highest > 8_000_000 {
        return Ok(None);
    }
    let Some(mut objects) = load(&damaged.completed(&Dictionary::new())) else {
        return Ok(None);
    };
    let lost_lock = damaged.lock(&objects);
    if lost_lock.is_some() || encryption::is_locked(&objects) {
        let file = damaged.completed(&lost_lock.unwrap_or_default());
        objects = load(&file).unwrap_or(objects);
        if encryption::is_locked(&objects) {
            objects = encryption::unlock(&file, &objects).map_err(|error| match error {
                // Without the identifier no password would open it.
                ReadError::Password if damaged.identifier().is_none() => {
                    ReadError::Damaged("encrypted, and its end is lost".to_owned())
                }
                error => error,
            })?;
        }
        // That the end of the file is lost is said in any case.
        let _ = encryption::decrypt_rest(&mut objects);
    }
    if !objects.objects.values().any(is_page) {
        return Ok(None);
    }
    let kids = roots(&objects);
    let count = kids.len() as i64;
    let tree = dictionary! { "Type" => "Pages", "Count" => count, "Kids" => kids };
    objects.objects.insert(damaged.tree(), Object::Dictionary(tree));
    let catalog = dictionary! { "Type" => "Catalog", "Pages" => damaged.tree() };
    objects
        .objects
        .insert(damaged.catalog(), Object::Dictionary(catalog));
    objects.trailer.set("Root", damaged.catalog());
    Ok(Some(objects))
}

fn load(file: &[u8]) -> Option<lopdf::Document> {
    let options = LoadOptions::with_max_decompressed_size(STREAM_LIMIT);
    let listed = lopdf::Document::load_mem_with_options(file, options);
    // Objects in streams of objects stand in no table that could be made here; the object layer finds them when it
    // searches by itself.
    let options = LoadOptions {
        force_reconstruct: true,
        ..LoadOptions::with_max_decompressed_size(STREAM_LIMIT)
    };
    let searched = lopdf::Document::load_mem_with_options(file, options);
    match (listed, searched) {
        (Ok(mut listed), Ok(searched)) if is_decrypted(&listed) == is_decrypted(&searched) => {
            for (id, object) in searched.objects {
                listed.objects.entry(id).or_insert(object);
            }
            Some(listed)
        }
        (_, Ok(searched)) => Some(searched),
        (listed, Err(_)) => listed.ok(),
    }
}

/// Whether the object layer has decrypted `objects`, by a trailer of the file's own.
fn is_decrypted(objects: &lopdf::Document) -> bool {
    objects.encryption_state.is_some()
}

fn is_page(object: &Object) -> bool {
    object.as_dict().is_ok_and(|dict| {
        dict.get(b"Type").and_then(Object::as_name).ok() == Some(b"Page") || {
            // A page whose type was lost still has contents and a parent.
            dict.has(b"Contents") && dict.has(b"Parent") && dict.has(b"Resources")
        }
    })
}

/// What a new list of pages has to name: lists of pages that are in no other, for their pages take from them what they
/// do not have, and pages that are in no list.
fn roots(objects: &lopdf::Document) -> Vec<Object> {
    let is_list = |object: &Object| {
        object
            .as_dict()
            .is_ok_and(|dict| dict.has(b"Kids") && dict.has(b"Count"))
    };
    let lists: BTreeSet<ObjectId> = objects
        .objects
        .iter()
        .filter(|(_, object)| is_list(object))
        .map(|(id, _)| *id)
        .collect();
    let named: BTreeSet<ObjectId> = lists
        .iter()
        .filter_map(|id| {
            objects
                .objects
                .get(id)?
                .as_dict()
                .ok()?
                .get(b"Kids")
                .ok()?
                .as_array()
                .ok()
        })
        .flatten()
        .filter_map(|kid| kid.as_reference().ok())
        .collect();
    let (listed, alone): (Vec<ObjectId>, Vec<ObjectId>) = objects
        .objects
        .iter()
        .filter(|(id, object)| !named.contains(id) && (lists.contains(id) || is_page(object)))
        .map(|(id, _)| *id)
        .take(PAGE_LIMIT)
        .partition(|id| lists.contains(id));
    listed.into_iter().chain(alone).map(Object::Reference).collect()
}

/// A file whose end is lost or wrong.
struct Damaged<'a> {
    bytes: &'a [u8],
    table: BTreeMap<ObjectId, usize>,
    /// The highest number of an object.
    highest: u32,
}

impl<'a> Damaged<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let table = scan(bytes);
        let highest = table.keys().next_back().map_or(0, |id| id.0);
        Self {
            bytes,
            table,
            highest,
        }
    }

    /// The number of the new catalog.
    fn catalog(&self) -> ObjectId {
        (self.highest + 1, 0)
    }

    /// The number of the new list of pages.
    fn tree(&self) -> ObjectId {
        (self.highest + 2, 0)
    }

    /// The file with an end: an empty list of pages, a table and a trailer that says `more`, too.
    fn completed(&self, more: &Dictionary) -> Vec<u8> {
        let mut file = self.bytes.to_vec();
        let last = self.table.values().max().copied().unwrap_or(0);
        file.extend_from_slice(if lexer::find(&self.bytes[last..], b"endobj").is_some() {
            b"\n"
        } else {
            // What an unfinished object left open must not swallow the new ones.
            b"\nendstream endobj\n"
        });
        let (catalog, tree) = (self.catalog().0, self.tree().0);
        let mut table = self.table.clone();
        for (id, body) in [
            (self.catalog(), format!("<< /Type /Catalog /Pages {tree} 0 R >>")),
            (self.tree(), "<< /Type /Pages /Count 0 /Kids [] >>".to_owned()),
        ] {
            table.insert(id, file.len());
            file.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", id.0).as_bytes());
        }
        let start = file.len();
        let mut rows = "xref\n0 1\n0000000000 65535 f \n".to_owned();
        for (id, offset) in table {
            let _ = write!(rows, "{} 1\n{offset:010} {:05} n \n", id.0, id.1);
        }
        let mut trailer = dictionary! { "Size" => i64::from(tree) + 1, "Root" => (catalog, 0) };
        trailer.extend(more);
        file.extend_from_slice(format!("{rows}trailer\n").as_bytes());
        // Writing to memory does not fail.
        let _ = Writer::write_object(&mut file, &Object::Dictionary(trailer));
        file.extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
        file
    }

    /// What the lost trailer said of encryption: the dictionary that is among `objects`, and the file's identifier,
    /// which may stand in another trailer before. `None` where there is none, or another trailer has said it.
    fn lock(&self, objects: &lopdf::Document) -> Option<Dictionary> {
        if objects.encryption_state.is_some() || objects.trailer.has(b"Encrypt") {
            return None;
        }
        let is_lock = |object: &Object| {
            let names = [&b"Filter"[..], b"V", b"R", b"O", b"U", b"P"];
            object
                .as_dict()
                .is_ok_and(|dict| names.iter().all(|name| dict.has(name)))
        };
        let (id, _) = objects.objects.iter().rev().find(|(_, object)| is_lock(object))?;
        let identifier = Object::String(self.identifier().unwrap_or_default(), StringFormat::Hexadecimal);
        let identifier = Object::Array(vec![identifier.clone(), identifier]);
        Some(dictionary! { "Encrypt" => *id, "ID" => identifier })
    }

    /// The file's identifier as some trailer gives it.
    fn identifier(&self) -> Option<Vec<u8>> {
        let mut at = 0;
        while let Some(found) = lexer::find(&self.bytes[at..], b"/ID") {
            at += found + 3;
            let mut tokens = Lexer::new(&self.bytes[at..]);
            if let (
                Some(Token::ArrayStart),
                Some(Token::String(first)),
                Some(Token::String(_) | Token::ArrayEnd),
            ) = (tokens.next(), tokens.next(), tokens.next())
            {
                return Some(first.to_vec());
            }
        }
        None
    }
}

/// Where each `N G obj` stands; of two with the same number the later is the newer.
fn scan(bytes: &[u8]) -> BTreeMap<ObjectId, usize> {
    let mut table = BTreeMap::new();
    let mut at = 0;
    while let Some(found) = lexer::find(&bytes[at..], b"obj") {
        let keyword = at + found;
        at = keyword + 3;
        if let Some((id, start)) = header_before(bytes, keyword) {
            table.insert(id, start);
        }
    }
    table
}

/// The number, generation and start of the object whose `obj` stands at `keyword`.
fn header_before(bytes: &[u8], keyword: usize) -> Option<(ObjectId, usize)> {
    let (generation, at) = number_before(bytes, keyword)?;
    let (id, start) = number_before(bytes, at)?;
    Some(((u32::try_from(id).ok()?, u16::try_from(generation).ok()?), start))
}

fn number_before(bytes: &[u8], end: usize) -> Option<(u64, usize)> {
    let blank = bytes[..end]
        .iter()
        .rposition(|byte| !byte.is_ascii_whitespace())?;
    if blank + 1 == end && end > 0 && bytes.get(end) != Some(&b'o') {
        return None;
    }
    let end = blank + 1;
    let start = bytes[..end]
        .iter()
        .rposition(|byte| !byte.is_ascii_digit())
        .map_or(0, |at| at + 1);
    if start == end || end - start > 10 {
        return None;
    }
    let number = std::str::from_utf8(&bytes[start..end]).ok()?.parse().ok()?;
    Some((number, start))
}
