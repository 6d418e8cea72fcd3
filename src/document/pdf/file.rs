//! A file's objects: following references, unpacking within the budget, and its pages.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::budget::{Budget, PAGE_LIMIT, STREAM_LIMIT};
use super::filter;
use super::geometry::Rect;
use super::opening::{self, Damage};
use crate::document::ReadError;

/// An open file.
pub(super) struct File {
    objects: lopdf::Document,
    /// What the file may still ask for.
    pub(super) budget: RefCell<Budget>,
    /// How the file was damaged, if it was.
    pub(super) damage: Damage,
    /// The predefined `CMaps` that were asked for.
    maps: RefCell<BTreeMap<String, Option<Rc<hayro_cmap::CMap>>>>,
}

/// A page and what it inherits from the page tree (ISO 32000-2, 7.7.3.4).
#[derive(Debug, Clone)]
pub(super) struct PageNode {
    /// The page's own dictionary.
    pub(super) dict: Dictionary,
    /// Its object, by which bookmarks name it.
    pub(super) id: ObjectId,
    /// Resources, its own or inherited.
    pub(super) resources: Option<Object>,
    /// The visible area in user space: `y` grows upward here.
    pub(super) area: Rect,
    /// Clockwise rotation in degrees: 0, 90, 180 or 270.
    pub(super) rotate: u16,
}

/// The unpacked bytes of a stream.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    /// As many bytes as could be unpacked.
    pub(super) bytes: Vec<u8>,
    /// Whether bytes are missing because the stream is damaged or a limit was hit.
    pub(super) cut: bool,
}

impl File {
    /// Opens `bytes`.
    pub(super) fn open(bytes: &[u8], budget: Budget) -> Result<Self, ReadError> {
        let (objects, damage) = opening::open(bytes)?;
        Ok(Self {
            objects,
            budget: RefCell::new(budget),
            damage,
            maps: RefCell::default(),
        })
    }

    /// The predefined `CMap` called `name`, parsed once a file.
    pub(super) fn predefined(&self, name: &str) -> Option<Rc<hayro_cmap::CMap>> {
        let mut maps = self.maps.borrow_mut();
        if let Some(known) = maps.get(name) {
            return known.clone();
        }
        let map = super::cmap::predefined(name).map(Rc::new);
        // A hostile file may ask for names without end, of which none is a map.
        if map.is_some() {
            maps.insert(name.to_owned(), map.clone());
        }
        map
    }

    /// The object behind `object`, through any references.
    pub(super) fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.objects
            .dereference(object)
            .map_or(&Object::Null, |(_, target)| target)
    }

    /// The value of `key`, through any references; `Null` where there is none.
    pub(super) fn get<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> &'a Object {
        dict.get(key).map_or(&Object::Null, |value| self.resolve(value))
    }

    /// The dictionary at `key`; a stream counts as its dictionary.
    pub(super) fn dict<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        as_dict(self.get(dict, key))
    }

    /// The array at `key`.
    pub(super) fn array<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
        match self.get(dict, key) {
            Object::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The number at `key`.
    pub(super) fn number(&self, dict: &Dictionary, key: &[u8]) -> Option<f32> {
        as_number(self.get(dict, key))
    }

    /// The name at `key`.
    pub(super) fn name<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
        self.get(dict, key).as_name().ok()
    }

    /// Four numbers that make a box.
    pub(super) fn rect(&self, object: &Object) -> Option<Rect> {
        let Object::Array(items) = self.resolve(object) else {
            return None;
        };
        let numbers: Vec<f32> = items
            .iter()
            .filter_map(|item| as_number(self.resolve(item)))
            .collect();
        match numbers[..] {
            [a, b, c, d] => Some(Rect::of((a, b), (c, d))),
            _ => None,
        }
    }

    /// The catalog (ISO 32000-2, 7.7.2).
    pub(super) fn catalog(&self) -> Option<&Dictionary> {
        self.objects.catalog().ok()
    }

    /// The bytes of `stream`, unpacked as far as they go.
    pub(super) fn unpack(&self, stream: &Stream) -> Unpacked {
        let mut budget = self.budget.borrow_mut();
        let limit = budget.stream_limit();
        let steps = self.filters(&stream.dict);
        let (bytes, outcome) = filter::apply(&stream.content, &steps, limit);
        budget.spend_inflated(bytes.len());
        if outcome == filter::Outcome::Limit {
            budget.stream_cut();
        }
        Unpacked {
            bytes,
            cut: outcome != filter::Outcome::Whole,
        }
    }

    fn filters(&self, dict: &Dictionary) -> Vec<filter::Step> {
        let names = match self.get(dict, b"Filter") {
            Object::Null => self.get(dict, b"F"),
            found => found,
        };
        let names: Vec<&[u8]> = match names {
            Object::Name(name) => vec![name],
            Object::Array(items) => items
                .iter()
                .filter_map(|item| self.resolve(item).as_name().ok())
                .collect(),
            _ => Vec::new(),
        };
        let parameters = match self.get(dict, b"DecodeParms") {
            Object::Null => self.get(dict, b"DP"),
            found => found,
        };
        names
            .into_iter()
            .enumerate()
            .map(|(at, name)| {
                let dict = match parameters {
                    Object::Array(items) => items.get(at).and_then(|item| as_dict(self.resolve(item))),
                    other => as_dict(other),
                };
                let parameters = dict.map(|dict| {
                    dict.iter()
                        .map(|(key, value)| (key.clone(), self.resolve(value).clone()))
                        .collect()
                });
                filter::Step {
                    name: name.to_vec(),
                    parameters,
                }
            })
            .collect()
    }

    /// The pages in order, as the page tree has them, and whether some that it names are not in the file. No page
    /// comes twice and no tree is without end.
    pub(super) fn pages(&self) -> (Vec<PageNode>, bool) {
        let mut pages = Vec::new();
        let mut lost = false;
        let mut seen = BTreeSet::new();
        let Some(root) = self.catalog().and_then(|catalog| catalog.get(b"Pages").ok()) else {
            return (pages, lost);
        };
        let mut open = vec![(root, Inherited::default())];
        while let Some((node, inherited)) = open.pop() {
            let id = node.as_reference().unwrap_or_default();
            if id != (0, 0) && !seen.insert(id) {
                continue;
            }
            let Some(dict) = as_dict(self.resolve(node)) else {
                lost = true;
                continue;
            };
            let inherited = inherited.with(dict);
            let kids = self.array(dict, b"Kids");
            if let Some(kids) = kids.filter(|_| self.name(dict, b"Type") != Some(b"Page")) {
                open.extend(kids.iter().rev().map(|kid| (kid, inherited)));
            } else if pages.len() < PAGE_LIMIT {
                pages.push(self.page(id, dict, &inherited));
            } else {
                lost = true;
            }
        }
        (pages, lost)
    }

    fn page(&self, id: ObjectId, dict: &Dictionary, inherited: &Inherited<'_>) -> PageNode {
        let letter = Rect::of((0.0, 0.0), (612.0, 792.0));
        let whole = |found: Rect| found.width() > 1.0 && found.height() > 1.0;
        let media = inherited
            .media
            .and_then(|area| self.rect(area))
            .filter(|area| whole(*area))
            .unwrap_or(letter);
        let area = inherited
            .crop
            .and_then(|area| self.rect(area))
            .map(|crop| Rect {
                x0: crop.x0.max(media.x0),
                y0: crop.y0.max(media.y0),
                x1: crop.x1.min(media.x1),
                y1: crop.y1.min(media.y1),
            })
            .filter(|area| whole(*area))
            .unwrap_or(media);
        let rotate = inherited
            .rotate
            .and_then(|value| as_number(self.resolve(value)))
            .map_or(0, |degrees| (degrees as i32).rem_euclid(360) / 90 * 90);
        PageNode {
            dict: dict.clone(),
            id,
            resources: inherited.resources.cloned(),
            area,
            rotate: rotate as u16,
        }
    }

    /// The content streams of a page as one; they are separated by a blank (ISO 32000-2, 7.8.2).
    pub(super) fn page_content(&self, page: &PageNode) -> Unpacked {
        let contents = page.dict.get(b"Contents");
        let mut all = Unpacked::default();
        let Ok(contents) = contents else { return all };
        let parts = match self.resolve(contents) {
            Object::Array(parts) => parts.as_slice(),
            _ => std::slice::from_ref(contents),
        };
        for part in parts.iter().take(10_000) {
            match self.resolve(part) {
                Object::Stream(stream) => {
                    let part = self.unpack(stream);
                    all.cut |= part.cut;
                    if all.bytes.len() + part.bytes.len() > 4 * STREAM_LIMIT {
                        all.cut = true;
                        break;
                    }
                    if all.bytes.is_empty() {
                        all.bytes = part.bytes;
                    } else {
                        all.bytes.push(b'\n');
                        all.bytes.extend(part.bytes);
                    }
                }
                Object::Null => all.cut |= part.as_reference().is_ok(),
                _ => {}
            }
        }
        all
    }
}

/// What a page takes from the nodes above it.
#[derive(Debug, Clone, Copy, Default)]
struct Inherited<'a> {
    resources: Option<&'a Object>,
    media: Option<&'a Object>,
    crop: Option<&'a Object>,
    rotate: Option<&'a Object>,
}

impl<'a> Inherited<'a> {
    fn with(self, dict: &'a Dictionary) -> Self {
        Self {
            resources: dict.get(b"Resources").ok().or(self.resources),
            media: dict.get(b"MediaBox").ok().or(self.media),
            crop: dict.get(b"CropBox").ok().or(self.crop),
            rotate: dict.get(b"Rotate").ok().or(self.rotate),
        }
    }
}

/// The dictionary that `object` is or has.
pub(super) fn as_dict(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// A number, whole or real.
pub(super) fn as_number(object: &Object) -> Option<f32> {
    match object {
        Object::Integer(number) => Some(*number as f32),
        Object::Real(number) => Some(*number),
        _ => None,
    }
}
