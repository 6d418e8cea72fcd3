//! Files whose table of objects or list of pages is lost: what is left is gathered.
//!
//! The object layer rebuilds a broken cross-reference table by itself, but needs a catalog; a truncated file has
//! often lost it, for producers write it last. So a catalog that names every page found is written behind the bytes.

use std::collections::BTreeMap;
use std::fmt::Write;

use lopdf::{LoadOptions, Object, ObjectId};

use super::budget::{PAGE_LIMIT, STREAM_LIMIT};

/// Whether a page tree with at least one page can be reached.
pub(super) fn has_pages(objects: &lopdf::Document) -> bool {
    objects.page_iter().next().is_some()
}

/// The objects of `bytes` under a new catalog; `None` where no page is left.
pub(super) fn rebuild(bytes: &[u8]) -> Option<lopdf::Document> {
    let start = super::lexer::find(bytes, b"%PDF-").unwrap_or(0);
    let bytes = &bytes[start..];
    let table = scan(bytes);
    let highest = table.keys().next_back().map_or(0, |id| id.0);
    if highest > 8_000_000 {
        return None;
    }
    // First with an empty list of pages, to learn which objects are pages: some may lie in object streams.
    let found = load(bytes, &table, highest, &[])?;
    let pages: Vec<ObjectId> = found
        .objects
        .iter()
        .filter(|(_, object)| is_page(object))
        .map(|(id, _)| *id)
        .take(PAGE_LIMIT)
        .collect();
    if pages.is_empty() {
        return None;
    }
    load(bytes, &table, highest, &pages)
}

fn is_page(object: &Object) -> bool {
    object.as_dict().is_ok_and(|dict| {
        dict.get(b"Type").and_then(Object::as_name).ok() == Some(b"Page") || {
            // A page whose type was lost still has contents and a parent.
            dict.has(b"Contents") && dict.has(b"Parent") && dict.has(b"Resources")
        }
    })
}

fn load(
    bytes: &[u8],
    table: &BTreeMap<ObjectId, usize>,
    highest: u32,
    pages: &[ObjectId],
) -> Option<lopdf::Document> {
    let mut file = bytes.to_vec();
    let mut tail = String::from("\n");
    // What an unfinished object at the end left open must not swallow the new ones.
    tail.push_str("endstream endobj\n");
    let (catalog, tree) = (highest + 1, highest + 2);
    let mut offsets = BTreeMap::new();
    let mut object = |tail: &mut String, id: u32, body: &str| {
        offsets.insert(id, bytes.len() + tail.len());
        let _ = writeln!(tail, "{id} 0 obj\n{body}\nendobj");
    };
    object(
        &mut tail,
        catalog,
        &format!("<< /Type /Catalog /Pages {tree} 0 R >>"),
    );
    let kids = pages.iter().fold(String::new(), |mut kids, (id, generation)| {
        let _ = write!(kids, "{id} {generation} R ");
        kids
    });
    object(
        &mut tail,
        tree,
        &format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", pages.len()),
    );
    let xref = bytes.len() + tail.len();
    tail.push_str("xref\n0 1\n0000000000 65535 f \n");
    for (id, offset) in table {
        let _ = write!(tail, "{} 1\n{offset:010} {:05} n \n", id.0, id.1);
    }
    for (id, offset) in offsets {
        let _ = write!(tail, "{id} 1\n{offset:010} 00000 n \n");
    }
    let _ = write!(
        tail,
        "trailer\n<< /Size {} /Root {catalog} 0 R >>\nstartxref\n{xref}\n%%EOF\n",
        highest + 3
    );
    file.extend_from_slice(tail.as_bytes());
    let options = LoadOptions::with_max_decompressed_size(STREAM_LIMIT);
    let loaded = lopdf::Document::load_mem_with_options(&file, options).ok();
    if !pages.is_empty() {
        return loaded;
    }
    // Object streams are not named in the table above; the object layer finds them when it scans by itself.
    let options = LoadOptions {
        force_reconstruct: true,
        ..LoadOptions::with_max_decompressed_size(STREAM_LIMIT)
    };
    lopdf::Document::load_mem_with_options(&file, options)
        .ok()
        .or(loaded)
}

/// Where each `N G obj` stands; of two with the same number the later is the newer.
fn scan(bytes: &[u8]) -> BTreeMap<ObjectId, usize> {
    let mut table = BTreeMap::new();
    let mut at = 0;
    while let Some(found) = super::lexer::find(&bytes[at..], b"obj") {
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
