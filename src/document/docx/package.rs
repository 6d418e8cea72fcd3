//! The package: parts by name, what they refer to, and what all of them may unpack to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::encoding::Utf8;
use super::store::{Loose, Store};
use super::xml::{self, Element, Ns, Step, Visitor};
use crate::document::ReadError;
use crate::document::sniff::{Kind, sniff};

/// No part of a text document is larger; one that is was made to exhaust memory.
const PART_LIMIT: usize = 256 << 20;
const ENTRY_LIMIT: usize = 10_000;

/// A part that was not read to its end, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage {
    /// The part's name.
    pub part: String,
    /// Why, in a few words.
    pub reason: String,
}

/// What a part refers to under one id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// Last word of its type, such as `footnotes`.
    pub kind: String,
    /// The part's name, or an address outside of the package.
    pub target: String,
    /// Whether it lies outside of the package.
    pub external: bool,
}

/// Relations by id.
pub(super) type Relations = BTreeMap<String, Relation>;

/// An opened package.
pub(super) struct Package<'a> {
    store: Store<'a>,
    /// Entries by folded name: producers differ in case, slashes and escapes.
    entries: BTreeMap<String, usize>,
    budget: Cell<usize>,
    damage: RefCell<Vec<Damage>>,
    /// How deep it lies in other packages.
    pub depth: u8,
}

impl<'a> Package<'a> {
    /// Opens the zip in `bytes`, whose parts may unpack to `budget` bytes in all. One that is broken off is opened as
    /// far as it goes; a package that was saved as one XML file is opened too.
    pub fn open(bytes: &'a [u8], budget: usize) -> Result<Self, ReadError> {
        let archive = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => archive,
            Err(_) if sniff(bytes) == Kind::WordXml => {
                let flat = Loose::flat(bytes, budget);
                return flat
                    .map(|parts| Self::of(parts, budget))
                    .ok_or_else(|| ReadError::NotWord("Word XML".to_owned()));
            }
            Err(error) => {
                let parts = Loose::salvaged(bytes, budget).ok_or_else(|| damaged(&error))?;
                let package = Self::of(parts, budget);
                if package.main_part().is_err() {
                    return Err(damaged(&error));
                }
                package.report("zip", "it breaks off");
                return Ok(package);
            }
        };
        let mut entries = BTreeMap::new();
        for (index, name) in archive.file_names().enumerate().take(ENTRY_LIMIT) {
            if let Ok(name) = name {
                entries.entry(folded(&name)).or_insert(index);
            }
        }
        let count = archive.len();
        let package = Self::new(Store::Zip(archive), entries, budget);
        if count > ENTRY_LIMIT {
            package.report("zip", &format!("more than {ENTRY_LIMIT} entries"));
        }
        Ok(package)
    }

    fn of(loose: Loose, budget: usize) -> Self {
        let mut entries = BTreeMap::new();
        let mut parts = Vec::new();
        for (name, content) in loose.parts.into_iter().take(ENTRY_LIMIT) {
            entries.entry(folded(&name)).or_insert(parts.len());
            parts.push(content);
        }
        let package = Self::new(Store::Loose(parts), entries, budget);
        for part in loose.broken {
            package.report(&part, "it breaks off");
        }
        package
    }

    fn new(store: Store<'a>, entries: BTreeMap<String, usize>, budget: usize) -> Self {
        Self {
            store,
            entries,
            budget: Cell::new(budget),
            damage: RefCell::default(),
            depth: 0,
        }
    }

    /// A package that is a part of this one; both unpack from one budget.
    pub fn inner<'b>(&self, bytes: &'b [u8]) -> Option<Package<'b>> {
        let mut inner = Package::open(bytes, self.budget.get()).ok()?;
        inner.depth = self.depth + 1;
        Some(inner)
    }

    /// Counts what `inner` has unpacked.
    pub fn spend(&self, inner: &Package<'_>) {
        self.budget.set(inner.budget.get());
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&folded(name))
    }

    /// Names of all parts, folded to lower case, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Notes that a part was not read to its end.
    pub fn report(&self, part: &str, reason: &str) {
        self.damage.borrow_mut().push(Damage {
            part: part.to_owned(),
            reason: reason.to_owned(),
        });
    }

    /// What was not read to its end so far.
    pub fn take_damage(&self) -> Vec<Damage> {
        self.damage.take()
    }

    /// Why a part was not read to its end.
    pub fn damage_of(&self, part: &str) -> Option<String> {
        let damage = self.damage.borrow();
        damage
            .iter()
            .find(|damage| damage.part == part)
            .map(|damage| damage.reason.clone())
    }

    /// Whether a part is encrypted within the zip.
    pub fn is_encrypted(&self, name: &str) -> bool {
        self.entries
            .get(&folded(name))
            .is_some_and(|index| self.store.is_encrypted(*index))
    }

    /// Walks `visitor` through the XML of a part; whether there is such a part.
    ///
    /// A part that is damaged is walked as far as possible, and reported.
    pub fn walk(&self, name: &str, visitor: &mut impl Visitor) -> bool {
        self.open_part(name, |reader| {
            let mut text = Utf8::new(reader);
            let result = xml::walk(&mut text, visitor);
            if text.replaced() {
                self.report(name, "bytes that are no character");
            }
            result
        })
    }

    /// The bytes of a part, as far as they can be had.
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open_part(name, |reader| {
            reader
                .read_to_end(&mut bytes)
                .map(drop)
                .map_err(|error| error.to_string())
        })
        .then_some(bytes)
    }

    fn open_part(&self, name: &str, read: impl FnOnce(&mut dyn Read) -> Result<(), String>) -> bool {
        let Some(index) = self.entries.get(&folded(name)) else {
            return false;
        };
        let result = self.store.read(*index, |inner| {
            read(&mut Metered {
                inner,
                budget: &self.budget,
                part: PART_LIMIT,
            })
        });
        if let Err(reason) = result {
            self.report(name, &reason);
        }
        true
    }

    /// What `part` refers to; an empty name means the package itself.
    pub fn relations(&self, part: &str) -> Relations {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let mut reader = RelationReader {
            folder,
            relations: Relations::new(),
        };
        self.walk(&format!("{folder}{slash}_rels/{file}.rels"), &mut reader);
        reader.relations
    }

    /// The main document part.
    ///
    /// # Errors
    /// When the zip is something else.
    pub fn main_part(&self) -> Result<String, ReadError> {
        let types = self.content_types();
        let declared = |wanted: fn(&str) -> bool| {
            types
                .iter()
                .find(|(name, kind)| wanted(kind) && self.has(name))
                .map(|(name, _)| name.clone())
        };
        let related = self
            .relations("")
            .into_values()
            .find(|relation| relation.kind == "officeDocument" && self.has(&relation.target))
            .map(|relation| relation.target);
        let is_word = |kind: &str| {
            (kind.contains("wordprocessingml") || kind.contains("ms-word"))
                && (kind.contains(".main+xml") || kind.contains("main+xml"))
        };
        let kind_of_related = related.as_ref().and_then(|part| types.get(&folded(part)));
        match (&related, kind_of_related) {
            (Some(part), Some(kind)) if is_word(kind) => return Ok(part.clone()),
            (Some(part), kind) => {
                if let Some(refusal) = other_office(part, kind.map_or("", String::as_str)) {
                    return Err(refusal);
                }
            }
            _ => {}
        }
        if let Some(part) = declared(is_word) {
            return Ok(part);
        }
        if let Some(part) = related {
            return Ok(part);
        }
        if let Some(part) = self.names().find(|name| name.ends_with("word/document.xml")) {
            return Ok(part.to_owned());
        }
        Err(self.what_else())
    }

    fn what_else(&self) -> ReadError {
        if let Some(kind) = self.bytes("mimetype")
            && kind.starts_with(b"application/vnd.oasis.opendocument")
        {
            return if kind.windows(4).any(|word| word == b"text") {
                ReadError::OpenDocument
            } else {
                ReadError::NotWord("OpenDocument".to_owned())
            };
        }
        self.names()
            .find_map(|name| other_office(name, ""))
            .unwrap_or_else(|| ReadError::NotWord("zip".to_owned()))
    }

    fn content_types(&self) -> BTreeMap<String, String> {
        let mut reader = ContentTypeReader::default();
        self.walk("[Content_Types].xml", &mut reader);
        reader.types
    }
}

fn damaged(error: &ZipError) -> ReadError {
    ReadError::Damaged(format!("zip: {error}"))
}

/// Which other Office program a main part belongs to.
fn other_office(part: &str, kind: &str) -> Option<ReadError> {
    let part = folded(part);
    let what = if kind.contains("spreadsheetml") || kind.contains("ms-excel") || part.starts_with("xl/") {
        ".xlsx"
    } else if kind.contains("presentationml") || kind.contains("powerpoint") || part.starts_with("ppt/") {
        ".pptx"
    } else if kind.contains("visio") || part.starts_with("visio/") {
        ".vsdx"
    } else {
        return None;
    };
    Some(ReadError::NotWord(what.to_owned()))
}

/// A part name as it is compared: lower case, forward slashes, no escapes, no leading slash.
fn folded(name: &str) -> String {
    let name = name.replace('\\', "/");
    let name = name.trim_start_matches("./").trim_start_matches('/');
    unescaped(name).to_lowercase()
}

fn unescaped(name: &str) -> String {
    if !name.contains('%') {
        return name.to_owned();
    }
    let bytes = name.as_bytes();
    let mut text = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = name
            .get(at + 1..at + 3)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                text.push(byte);
                at += 3;
            }
            (byte, _) => {
                text.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// The name of the part that `target` means, seen from a part in `folder`.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|part| !part.is_empty()).collect()
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Counts what is unpacked against the budget.
struct Metered<'a> {
    inner: &'a mut dyn Read,
    budget: &'a Cell<usize>,
    part: usize,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let allowed = self.part.min(self.budget.get());
        if allowed == 0 {
            return Err(io::Error::other("unpacks to more than is allowed"));
        }
        let wanted = buffer.len().min(allowed);
        let read = self.inner.read(&mut buffer[..wanted])?;
        self.part -= read;
        self.budget.set(self.budget.get() - read);
        Ok(read)
    }
}

struct RelationReader<'a> {
    folder: &'a str,
    relations: Relations,
}

impl Visitor for RelationReader<'_> {
    fn start(&mut self, element: &Element<'_>) -> Step {
        if element.ns == Ns::Package
            && element.local() == "Relationship"
            && let (Some(id), Some(kind), Some(target)) =
                (element.attr("Id"), element.attr("Type"), element.attr("Target"))
        {
            let external = element
                .attr("TargetMode")
                .is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
            let relation = Relation {
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: if external {
                    target
                } else {
                    resolved(self.folder, &target)
                },
                external,
            };
            self.relations.insert(id, relation);
        }
        Step::Enter
    }

    fn end(&mut self) {}
}

#[derive(Default)]
struct ContentTypeReader {
    types: BTreeMap<String, String>,
}

impl Visitor for ContentTypeReader {
    fn start(&mut self, element: &Element<'_>) -> Step {
        if element.local() == "Override"
            && let (Some(part), Some(kind)) = (element.attr("PartName"), element.attr("ContentType"))
        {
            self.types.insert(folded(&part), kind);
        }
        Step::Enter
    }

    fn end(&mut self) {}
}
