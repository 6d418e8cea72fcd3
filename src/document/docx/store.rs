//! Where the parts of a package lie: in a zip, or in memory where the zip is broken off or the package is one XML file.

use std::io::{Cursor, Read};

use flate2::read::DeflateDecoder;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::encoding::Utf8;

/// The header of an entry (APPNOTE.TXT, 4.3.7).
const ENTRY: &[u8] = b"PK\x03\x04";
const HEADER: usize = 30;

/// The parts of a package by number.
pub(super) enum Store<'a> {
    /// A zip with its directory.
    Zip(ZipArchive<Cursor<&'a [u8]>>),
    /// Parts that are unpacked already.
    Loose(Vec<Vec<u8>>),
}

/// Parts that were got out of something else than a sound zip.
#[derive(Debug, Default)]
pub(super) struct Loose {
    /// Their names and bytes.
    pub parts: Vec<(String, Vec<u8>)>,
    /// The parts that are not whole.
    pub broken: Vec<String>,
}

impl Store<'_> {
    /// Gives the bytes of a part to `read`.
    pub fn read(
        &self,
        index: usize,
        read: impl FnOnce(&mut dyn Read) -> Result<(), String>,
    ) -> Result<(), String> {
        match self {
            Self::Zip(archive) => {
                // Cloning shares the directory; each open part has a position of its own.
                let mut archive = archive.clone();
                let mut entry = archive.by_index(index).map_err(|error| error.to_string())?;
                read(&mut entry)
            }
            Self::Loose(parts) => read(&mut parts.get(index).map_or(&[][..], Vec::as_slice)),
        }
    }

    /// Whether a part is encrypted within the zip.
    pub fn is_encrypted(&self, index: usize) -> bool {
        match self {
            Self::Zip(archive) => archive.by_index_data(index).is_ok_and(|entry| entry.encrypted()),
            Self::Loose(_) => false,
        }
    }
}

impl Loose {
    /// The parts of a zip whose end, and with it the directory, is missing: as many as stand in it, the last as far
    /// as it goes. `None` where there is none.
    pub fn salvaged(bytes: &[u8], budget: usize) -> Option<Self> {
        let mut loose = Self::default();
        let mut left = budget;
        let mut at = find(bytes, 0)?;
        while let Some(entry) = Entry::at(bytes, at) {
            let (part, used, whole) = entry.unpacked(left);
            left -= part.len();
            if !part.is_empty() {
                if !whole {
                    loose.broken.push(entry.name.clone());
                }
                loose.parts.push((entry.name, part));
            }
            match find(bytes, entry.data_at + used) {
                Some(next) => at = next,
                None => break,
            }
        }
        (!loose.parts.is_empty()).then_some(loose)
    }

    /// The parts of a package that Word saved as one XML file (`pkg:package`). `None` where it is something else.
    pub fn flat(bytes: &[u8], budget: usize) -> Option<Self> {
        let mut text = String::new();
        let limited = bytes.take(budget as u64);
        Utf8::new(limited).read_to_string(&mut text).ok()?;
        let mut loose = Self::default();
        let mut types = Vec::new();
        let mut part = None;
        let mut reader = Reader::from_str(&text);
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => match element.local_name().as_ref() {
                    "package" => {}
                    "part" => {
                        let name = attribute(&element, "name")?;
                        let kind = attribute(&element, "contentType").unwrap_or_default();
                        types.push(format!(r#"<Override PartName="{name}" ContentType="{kind}"/>"#));
                        part = Some(name);
                    }
                    "xmlData" => {
                        let from = usize::try_from(reader.buffer_position()).ok()?;
                        let name = part.take()?;
                        let end = reader.read_to_end(element.name());
                        let content = match &end {
                            Ok(span) => text.get(from..usize::try_from(span.end).ok()?)?,
                            Err(_) => text.get(from..)?,
                        };
                        if end.is_err() {
                            loose.broken.push(name.clone());
                        }
                        loose.parts.push((name, content.as_bytes().to_vec()));
                    }
                    // Pictures and other bytes.
                    "binaryData" => drop(reader.read_to_end(element.name())),
                    _ => return None,
                },
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        let content_types = format!(
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>"#,
            types.concat()
        );
        let found = !loose.parts.is_empty();
        loose
            .parts
            .push(("[Content_Types].xml".to_owned(), content_types.into_bytes()));
        found.then_some(loose)
    }
}

/// An attribute as it stands in the file.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|each| each.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

/// An entry of a zip as its own header tells it.
struct Entry<'a> {
    name: String,
    /// Where its bytes begin in the file.
    data_at: usize,
    /// Its bytes, or all to the end of the file where its header does not tell how many they are.
    data: &'a [u8],
    told: bool,
    method: u16,
    /// Whether the file ends before they do.
    cut: bool,
}

impl<'a> Entry<'a> {
    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let header = bytes.get(at..at + HEADER)?;
        let short = |from: usize| u16::from_le_bytes([header[from], header[from + 1]]);
        let long = |from: usize| u32::from(short(from)) | u32::from(short(from + 2)) << 16;
        let name_at = at + HEADER;
        let data_at = name_at + usize::from(short(26)) + usize::from(short(28));
        let name = bytes.get(name_at..name_at + usize::from(short(26)))?;
        let rest = bytes.get(data_at..)?;
        let size = long(18) as usize;
        let told = short(6) & 8 == 0 && size != u32::MAX as usize;
        Some(Self {
            name: String::from_utf8_lossy(name).into_owned(),
            data_at,
            data: if told {
                rest.get(..size).unwrap_or(rest)
            } else {
                rest
            },
            told,
            method: short(8),
            cut: told && rest.len() < size,
        })
    }

    /// What it unpacks to, up to `limit` bytes, how many bytes of the file it takes, and whether it is whole. Only
    /// markup is unpacked: pictures are not read anyway.
    fn unpacked(&self, limit: usize) -> (Vec<u8>, usize, bool) {
        let name = self.name.to_ascii_lowercase();
        let markup = [".xml", ".rels"].iter().any(|end| name.ends_with(end));
        if self.told && !markup {
            return (Vec::new(), self.data.len(), true);
        }
        let mut part = Vec::new();
        let (used, read) = match self.method {
            0 => {
                let size = if self.told {
                    self.data.len()
                } else {
                    stored(self.data)
                };
                let read = self.data[..size].take(limit as u64).read_to_end(&mut part);
                (size, read)
            }
            8 => {
                let mut unpacking = DeflateDecoder::new(self.data).take(limit as u64);
                let read = unpacking.read_to_end(&mut part);
                let used = unpacking.into_inner().total_in() as usize;
                (used.min(self.data.len()), read)
            }
            _ => return (Vec::new(), 0, false),
        };
        let whole = read.is_ok() && !self.cut && part.len() < limit;
        if markup {
            (part, used, whole)
        } else {
            (Vec::new(), used, whole)
        }
    }
}

/// The length of a stored entry that does not tell it: up to the next header.
fn stored(data: &[u8]) -> usize {
    let next = data
        .windows(4)
        .position(|word| matches!(word, b"PK\x03\x04" | b"PK\x07\x08" | b"PK\x01\x02"));
    next.unwrap_or(data.len())
}

/// Where the next entry begins.
fn find(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(ENTRY.len())
        .position(|word| word == ENTRY)
        .map(|at| from + at)
}
