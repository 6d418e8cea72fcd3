//! What stands beside the pages: bookmarks, layers, attached files.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId};

use super::file::{File, PageNode, as_dict};
use crate::document::Bookmark;

/// The most bookmarks, name-tree nodes and attached files that are read.
const ENTRY_LIMIT: usize = 20_000;

/// A text string: UTF-16 or UTF-8 with a mark, else `PDFDocEncoding`, whose lower half is ASCII (ISO 32000-2, 7.9.2).
pub(super) fn text_string(bytes: &[u8]) -> String {
    let (encoding, body) = match bytes {
        [0xfe, 0xff, rest @ ..] => (encoding_rs::UTF_16BE, rest),
        [0xff, 0xfe, rest @ ..] => (encoding_rs::UTF_16LE, rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => (encoding_rs::UTF_8, rest),
        // Japanese writers of old put Shift JIS here, against the standard.
        other if !other.is_ascii() => (encoding_rs::SHIFT_JIS, other),
        other => (encoding_rs::WINDOWS_1252, other),
    };
    encoding.decode_without_bom_handling(body).0.replace('\0', "")
}

/// The bookmarks in order.
pub(super) fn bookmarks(file: &File, pages: &[PageNode]) -> Vec<Bookmark> {
    let numbers: BTreeMap<ObjectId, u32> = pages.iter().map(|page| page.id).zip(1..).collect();
    let mut bookmarks = Vec::new();
    let mut seen = BTreeSet::new();
    let first = file
        .catalog()
        .and_then(|catalog| file.dict(catalog, b"Outlines"))
        .and_then(|outlines| outlines.get(b"First").ok());
    let mut open: Vec<(&Object, u8)> = first.map(|first| (first, 0)).into_iter().collect();
    while let Some((item, level)) = open.pop() {
        let known = item.as_reference().is_ok_and(|id| !seen.insert(id));
        let Some(dict) = as_dict(file.resolve(item)).filter(|_| !known) else {
            continue;
        };
        if bookmarks.len() >= ENTRY_LIMIT {
            break;
        }
        if let Ok(title) = file.get(dict, b"Title").as_str() {
            bookmarks.push(Bookmark {
                level,
                title: text_string(title).trim().to_owned(),
                page: target(file, dict).and_then(|id| numbers.get(&id).copied()),
            });
        }
        open.extend(dict.get(b"Next").ok().map(|next| (next, level)));
        open.extend(
            dict.get(b"First")
                .ok()
                .map(|child| (child, level.saturating_add(1))),
        );
    }
    bookmarks
}

fn target(file: &File, dict: &Dictionary) -> Option<ObjectId> {
    let destination = match file.get(dict, b"Dest") {
        Object::Null => file.get(file.dict(dict, b"A")?, b"D"),
        found => found,
    };
    let explicit = match destination {
        Object::Name(name) | Object::String(name, _) => named(file, name)?,
        other => other,
    };
    let list = match explicit {
        Object::Dictionary(dict) => file.get(dict, b"D"),
        other => other,
    };
    list.as_array().ok()?.first()?.as_reference().ok()
}

/// A named destination (ISO 32000-2, 12.3.2.4).
fn named<'a>(file: &'a File, name: &[u8]) -> Option<&'a Object> {
    let catalog = file.catalog()?;
    if let Some(old) = file
        .dict(catalog, b"Dests")
        .and_then(|dests| dests.get(name).ok())
    {
        return Some(file.resolve(old));
    }
    let tree = file.dict(file.dict(catalog, b"Names")?, b"Dests")?;
    leaves(file, tree)
        .into_iter()
        .find(|(key, _)| key.as_slice() == name)
        .map(|(_, value)| value)
}

/// The entries of a name tree (ISO 32000-2, 7.9.6).
fn leaves<'a>(file: &'a File, root: &'a Dictionary) -> Vec<(Vec<u8>, &'a Object)> {
    let mut found = Vec::new();
    let mut open = vec![root];
    let mut visited = 0;
    while let Some(node) = open.pop() {
        visited += 1;
        if visited > ENTRY_LIMIT || found.len() > ENTRY_LIMIT {
            break;
        }
        for pair in file.array(node, b"Names").unwrap_or_default().chunks_exact(2) {
            if let Ok(key) = file.resolve(&pair[0]).as_str() {
                found.push((key.to_vec(), file.resolve(&pair[1])));
            }
        }
        let kids = file.array(node, b"Kids").unwrap_or_default();
        open.extend(kids.iter().rev().filter_map(|kid| as_dict(file.resolve(kid))));
    }
    found
}

/// The names of the attached files.
pub(super) fn attachments(file: &File) -> Vec<String> {
    let tree = file
        .catalog()
        .and_then(|catalog| file.dict(catalog, b"Names"))
        .and_then(|names| file.dict(names, b"EmbeddedFiles"));
    let entries = tree.map(|tree| leaves(file, tree)).unwrap_or_default();
    let name = |key: &[u8], value: &Object| {
        let dict = as_dict(value);
        let given = dict.and_then(|dict| {
            let unicode = file.get(dict, b"UF").as_str().ok();
            unicode.or_else(|| file.get(dict, b"F").as_str().ok())
        });
        text_string(given.unwrap_or(key))
    };
    entries.iter().map(|(key, value)| name(key, value)).collect()
}

/// Whether the file is a portfolio: a cover page with the documents attached.
pub(super) fn is_portfolio(file: &File) -> bool {
    file.catalog().is_some_and(|catalog| catalog.has(b"Collection"))
}

/// The layers that are switched off (ISO 32000-2, 8.11.4).
pub(super) fn hidden_layers(file: &File) -> BTreeSet<ObjectId> {
    let properties = file
        .catalog()
        .and_then(|catalog| file.dict(catalog, b"OCProperties"));
    let Some(properties) = properties else {
        return BTreeSet::new();
    };
    let references = |dict: &Dictionary, key: &[u8]| -> Vec<ObjectId> {
        let list = file.array(dict, key).unwrap_or_default();
        list.iter().filter_map(|item| item.as_reference().ok()).collect()
    };
    let Some(default) = file.dict(properties, b"D") else {
        return BTreeSet::new();
    };
    let mut hidden: BTreeSet<ObjectId> = references(default, b"OFF").into_iter().collect();
    if file.name(default, b"BaseState") == Some(b"OFF") {
        hidden.extend(references(properties, b"OCGs"));
        for shown in references(default, b"ON") {
            hidden.remove(&shown);
        }
    }
    hidden
}
