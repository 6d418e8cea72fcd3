//! Composite fonts: codes of one to four bytes that select CIDs (ISO 32000-2, 9.7).

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Object};

use super::program::Program;
use super::{Shown, Text, overlaid};
use crate::document::pdf::cmap::{self, CodeSpace, EmbeddedCMap};
use crate::document::pdf::file::{File, as_number};

/// A Type 0 font.
pub(super) struct Composite<'a> {
    to_unicode: Option<EmbeddedCMap>,
    /// Whether codes are UTF-16 because `ToUnicode` names an identity map.
    unicode_codes: bool,
    encoding: Encoding,
    /// CID to Unicode, of the character collection.
    collection: Option<Rc<hayro_cmap::CMap>>,
    embedded: Embedded<'a>,
    widths: BTreeMap<u32, f32>,
    default_width: f32,
    vertical_widths: BTreeMap<u32, (f32, f32, f32)>,
    default_vertical: (f32, f32),
    /// Whether it is for vertical writing.
    pub(super) vertical: bool,
}

/// How codes lead to CIDs.
enum Encoding {
    /// The code is the CID.
    Identity,
    /// Codes are Unicode in this layout, and a predefined map leads to CIDs.
    Predefined {
        space: CodeSpace,
        unicode: bool,
        map: Option<Rc<hayro_cmap::CMap>>,
    },
    /// A map in the file, which may extend a predefined one.
    Embedded {
        map: EmbeddedCMap,
        base: Option<(CodeSpace, Rc<hayro_cmap::CMap>)>,
    },
}

/// The embedded font program, unpacked and parsed when it is needed first: it is often large and rarely needed.
struct Embedded<'a> {
    file: &'a File,
    dict: &'a Dictionary,
    glyphs: Option<Vec<u8>>,
    program: OnceCell<Option<Program>>,
}

impl<'a> Composite<'a> {
    /// Reads the font `dict` with its `descendant`.
    pub(super) fn load(
        file: &'a File,
        dict: &'a Dictionary,
        descendant: &'a Dictionary,
        to_unicode: Option<EmbeddedCMap>,
    ) -> Self {
        let (encoding, vertical) = Encoding::load(file, dict);
        let ordering = file
            .dict(descendant, b"CIDSystemInfo")
            .and_then(|info| file.get(info, b"Ordering").as_str().ok())
            .unwrap_or_default();
        let collection =
            collection_of(ordering, file.name(dict, b"Encoding")).and_then(|name| file.predefined(name));
        let default_vertical = match file.array(descendant, b"DW2") {
            Some([origin, advance, ..]) => (
                as_number(file.resolve(origin)).unwrap_or(880.0),
                as_number(file.resolve(advance)).unwrap_or(-1000.0),
            ),
            _ => (880.0, -1000.0),
        };
        let identity = file
            .name(dict, b"ToUnicode")
            .is_some_and(|name| name.starts_with(b"Identity"));
        let widths = widths(file, descendant);
        let default_width = file.number(descendant, b"DW").unwrap_or(1000.0);
        let mut to_unicode = to_unicode;
        if let Some(map) = to_unicode.as_mut().filter(|map| map.by_ghostscript) {
            overlaid::mend(&mut map.characters, |code| {
                widths.get(&encoding.cid(code, 2)).unwrap_or(&default_width) >= &980.0
            });
        }
        Self {
            to_unicode,
            unicode_codes: identity,
            encoding,
            collection,
            embedded: Embedded {
                file,
                dict: descendant,
                glyphs: match file.get(descendant, b"CIDToGIDMap") {
                    Object::Stream(stream) => Some(file.unpack(stream).bytes),
                    _ => None,
                },
                program: OnceCell::new(),
            },
            widths,
            default_width,
            vertical_widths: if vertical {
                vertical_widths(file, descendant)
            } else {
                BTreeMap::new()
            },
            default_vertical,
            vertical,
        }
    }

    /// How many bytes the next code of `bytes` has.
    pub(super) fn code_length(&self, bytes: &[u8]) -> usize {
        match &self.encoding {
            Encoding::Identity => 2,
            Encoding::Predefined { space, .. } => space.code_length(bytes),
            Encoding::Embedded { map, base } => map
                .code_length(bytes)
                .or_else(|| base.as_ref().map(|(space, _)| space.code_length(bytes)))
                .unwrap_or(2),
        }
    }

    /// What `code`, written as `bytes`, shows.
    pub(super) fn show(&self, code: u32, bytes: &[u8]) -> Shown {
        let cid = self.encoding.cid(code, bytes.len());
        let width = self.widths.get(&cid).copied().unwrap_or(self.default_width) / 1000.0;
        let (advance, origin) = if self.vertical {
            let (advance, x, y) = self.vertical_widths.get(&cid).copied().unwrap_or((
                self.default_vertical.1,
                width * 500.0,
                self.default_vertical.0,
            ));
            (-advance / 1000.0, (x / 1000.0, y / 1000.0))
        } else {
            (width, (0.0, 0.0))
        };
        Shown {
            text: self.text(code, bytes, cid),
            advance,
            origin,
            is_space: bytes == b" ",
        }
    }

    fn text(&self, code: u32, bytes: &[u8], cid: u32) -> Text {
        if let Some(text) = self.to_unicode.as_ref().and_then(|map| map.characters(code)) {
            return Text::of(text);
        }
        if (self.unicode_codes || self.encoding.is_unicode())
            && let Some(text) = self.encoding.unicode(bytes, self.unicode_codes)
        {
            return Text::of(&text);
        }
        let of_collection = self
            .collection
            .as_ref()
            .and_then(|map| map.lookup_bf_string(cid))
            .map(cmap::text_of)
            .filter(|text| !text.contains(['\u{fffd}', '\0']))
            // The collection tells forms of an ideograph apart by variation selectors; nobody types them in a search.
            .map(|text| text.replace(|character| matches!(character, '\u{e0100}'..='\u{e01ef}'), ""));
        if let Some(text) = of_collection {
            return Text::of(&text);
        }
        self.embedded.characters(cid).map_or(Text::Unknown, Text::of)
    }
}

impl Encoding {
    fn load(file: &File, dict: &Dictionary) -> (Self, bool) {
        match file.get(dict, b"Encoding") {
            Object::Stream(stream) => {
                let mut map = EmbeddedCMap::parse(&file.unpack(stream).bytes);
                let vertical = map.vertical || file.number(&stream.dict, b"WMode") == Some(1.0);
                if let Some(name) = file.name(&stream.dict, b"UseCMap") {
                    map.base = Some(String::from_utf8_lossy(name).into_owned());
                }
                let base = map
                    .base
                    .as_deref()
                    .and_then(|name| Some((CodeSpace::of(name), file.predefined(name)?)));
                (Self::Embedded { map, base }, vertical)
            }
            Object::Name(name) => {
                let name = String::from_utf8_lossy(name);
                let vertical = name.ends_with("-V") || name == "V";
                if name.starts_with("Identity") {
                    return (Self::Identity, vertical);
                }
                let map = file
                    .predefined(&name)
                    .or_else(|| file.predefined(substitute(&name)?));
                let encoding = Self::Predefined {
                    space: CodeSpace::of(&name),
                    unicode: name.starts_with("Uni"),
                    map,
                };
                (encoding, vertical)
            }
            _ => (Self::Identity, false),
        }
    }

    fn cid(&self, code: u32, length: usize) -> u32 {
        let length = length as u8;
        let found = match self {
            Self::Identity => Some(code),
            Self::Predefined { map, .. } => map.as_ref().and_then(|map| map.lookup_cid_code(code, length)),
            Self::Embedded { map, base } => map
                .cid(code)
                .or_else(|| base.as_ref()?.1.lookup_cid_code(code, length))
                .or_else(|| (!map.has_cids() && base.is_none()).then_some(code)),
        };
        found.unwrap_or(0)
    }

    fn is_unicode(&self) -> bool {
        matches!(self, Self::Predefined { unicode: true, .. })
    }

    /// The characters that the bytes of a code are.
    fn unicode(&self, bytes: &[u8], identity: bool) -> Option<String> {
        let space = match self {
            Self::Predefined { space, .. } => *space,
            _ if identity => CodeSpace::Utf16,
            _ => return None,
        };
        let text = match space {
            CodeSpace::Utf8 => std::str::from_utf8(bytes).ok()?.to_owned(),
            CodeSpace::Utf32 => {
                let code = bytes
                    .iter()
                    .fold(0, |code: u32, byte| code << 8 | u32::from(*byte));
                char::from_u32(code)?.to_string()
            }
            _ => {
                let units = bytes
                    .chunks_exact(2)
                    .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                char::decode_utf16(units).collect::<Result<String, _>>().ok()?
            }
        };
        (!text.is_empty() && !text.contains('\0')).then_some(text)
    }
}

impl Embedded<'_> {
    fn characters(&self, cid: u32) -> Option<&str> {
        let program = self
            .program
            .get_or_init(|| super::program(self.file, self.dict))
            .as_ref()?;
        let glyph = match &self.glyphs {
            Some(map) => {
                let at = 2 * cid as usize;
                u16::from_be_bytes([*map.get(at)?, *map.get(at + 1)?])
            }
            None => program.glyph_of_cid(cid)?,
        };
        program.characters(glyph)
    }
}

/// The map from CIDs to Unicode of a character collection; where the font names none, that of its encoding.
fn collection_of(ordering: &[u8], encoding: Option<&[u8]>) -> Option<&'static str> {
    match ordering {
        b"Japan1" | b"Japan2" => return Some("Adobe-Japan1-UCS2"),
        b"GB1" => return Some("Adobe-GB1-UCS2"),
        b"CNS1" => return Some("Adobe-CNS1-UCS2"),
        b"Korea1" | b"KR" => return Some("Adobe-Korea1-UCS2"),
        _ => {}
    }
    let encoding = String::from_utf8_lossy(encoding?);
    let has = |parts: &[&str]| parts.iter().any(|part| encoding.contains(part));
    if has(&["RKSJ", "UniJIS", "EUC-H", "EUC-V"]) && !has(&["GB", "KSC", "CNS"])
        || matches!(&*encoding, "H" | "V")
        || jis_direction(&encoding).is_some()
    {
        Some("Adobe-Japan1-UCS2")
    } else if has(&["GB"]) {
        Some("Adobe-GB1-UCS2")
    } else if has(&["B5", "CNS"]) {
        Some("Adobe-CNS1-UCS2")
    } else if has(&["KSC", "UniKS"]) {
        Some("Adobe-Korea1-UCS2")
    } else {
        None
    }
}

/// A shipped map that gives nearly the same CIDs as one that is not shipped: they matter for widths only.
fn substitute(name: &str) -> Option<&'static str> {
    if name.starts_with("UniJIS")
        && (name.contains("UTF16") || name.contains("UTF8") || name.contains("UTF32"))
    {
        Some(if name.ends_with('V') {
            "UniJIS-UTF16-V"
        } else {
            "UniJIS-UTF16-H"
        })
    } else if let Some(direction) = jis_direction(name) {
        Some(match (direction, name.contains("EUC")) {
            ('V', true) => "EUC-V",
            (_, true) => "EUC-H",
            ('V', _) => "V",
            _ => "H",
        })
    } else if name.starts_with("90pv-RKSJ") || name.starts_with("83pv-RKSJ") {
        Some("90pv-RKSJ-H")
    } else if name.contains("RKSJ") {
        Some(if name.ends_with('V') {
            "90ms-RKSJ-V"
        } else {
            "90ms-RKSJ-H"
        })
    } else {
        None
    }
}

/// The direction of an older or wider map of the codes that `H` and `V`, or `EUC-H` and `EUC-V`, map.
fn jis_direction(name: &str) -> Option<char> {
    let (kind, direction) = name.rsplit_once('-')?;
    let is_jis = matches!(kind, "78" | "Add" | "Ext" | "NWP" | "78-EUC");
    let direction = direction.chars().next()?;
    (is_jis && matches!(direction, 'H' | 'V')).then_some(direction)
}

/// The most widths that one font may list; some claim billions.
const WIDTH_LIMIT: usize = 100_000;

/// `W`: `first [w w …]` or `first last w` (ISO 32000-2, 9.7.4.3).
fn widths(file: &File, dict: &Dictionary) -> BTreeMap<u32, f32> {
    let mut widths = BTreeMap::new();
    let Some(items) = file.array(dict, b"W") else {
        return widths;
    };
    let (mut at, mut work) = (0, 0);
    while at + 1 < items.len() && work < WIDTH_LIMIT {
        let first = as_number(file.resolve(&items[at])).unwrap_or(0.0) as u32;
        match file.resolve(&items[at + 1]) {
            Object::Array(list) => {
                work += list.len();
                for (cid, width) in (first..).zip(list) {
                    widths.extend(as_number(file.resolve(width)).map(|width| (cid, width)));
                }
                at += 2;
            }
            last => {
                let last = as_number(last).unwrap_or(0.0) as u32;
                let width = items.get(at + 2).and_then(|width| as_number(file.resolve(width)));
                work += 1 + (last.saturating_sub(first) as usize).min(65_535);
                if let Some(width) = width {
                    widths.extend((first..=last).take(65_536).map(|cid| (cid, width)));
                }
                at += 3;
            }
        }
    }
    widths
}

/// `W2`: `first [w x y …]` or `first last w x y`.
fn vertical_widths(file: &File, dict: &Dictionary) -> BTreeMap<u32, (f32, f32, f32)> {
    let mut widths = BTreeMap::new();
    let Some(items) = file.array(dict, b"W2") else {
        return widths;
    };
    let number = |item: &Object| as_number(file.resolve(item)).unwrap_or(0.0);
    let (mut at, mut work) = (0, 0);
    while at + 1 < items.len() && work < WIDTH_LIMIT {
        let first = number(&items[at]) as u32;
        if let Object::Array(list) = file.resolve(&items[at + 1]) {
            work += list.len();
            for (cid, triple) in (first..).zip(list.chunks_exact(3)) {
                widths.insert(cid, (number(&triple[0]), number(&triple[1]), number(&triple[2])));
            }
            at += 2;
        } else {
            if let [last, advance, x, y] = items.get(at + 1..at + 5).unwrap_or_default() {
                work += 1 + (number(last) as u32).saturating_sub(first).min(65_535) as usize;
                let triple = (number(advance), number(x), number(y));
                widths.extend(
                    (first..=number(last) as u32)
                        .take(65_536)
                        .map(|cid| (cid, triple)),
                );
            }
            at += 5;
        }
    }
    widths
}
