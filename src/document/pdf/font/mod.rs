//! Fonts: from the bytes of a string to characters and widths (ISO 32000-2, 9.6 to 9.10).

mod composite;
mod encoding;
mod known;
mod overlaid;
mod program;
mod signs;
mod simple;
mod unify;

use std::cell::RefCell;
use std::rc::Rc;

use lopdf::{Dictionary, Object};

use self::composite::Composite;
use self::known::Known;
use self::signs::Signs;
use self::simple::Simple;
use super::cmap::EmbeddedCMap;
use super::file::File;

/// The characters of a glyph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Text {
    /// One character, as nearly always.
    One(char),
    /// Several, such as those of a ligature.
    Many(Rc<String>),
    /// It stands within a text that its neighbour gives as a whole.
    Nothing,
    /// The file does not say.
    Unknown,
}

impl Text {
    /// The characters `text`, each in its ordinary form.
    pub(super) fn of(text: &str) -> Self {
        let mut characters = text
            .chars()
            .filter(|character| *character != '\0')
            .map(unify::unify);
        match (characters.next(), characters.next()) {
            (Some(only), None) => Self::One(only),
            (None, _) => Self::Unknown,
            _ => Self::Many(text.chars().map(unify::unify).collect::<String>().into()),
        }
    }

    /// Appends the characters to `text`.
    #[inline]
    pub(super) fn push_to(&self, text: &mut String) {
        match self {
            Self::One(character) => text.push(*character),
            Self::Many(characters) => text.push_str(characters),
            Self::Nothing => {}
            Self::Unknown => text.push('\u{fffd}'),
        }
    }

    /// Whether it is white space.
    #[inline]
    pub(super) fn is_blank(&self) -> bool {
        match self {
            // Nearly all characters are asked, more than once: the usual ones first.
            Self::Unknown | Self::One('\u{3001}'..='\u{fefe}') => false,
            Self::One(character) => character.is_whitespace() || is_filler(*character),
            Self::Many(characters) => characters.chars().all(char::is_whitespace),
            Self::Nothing => true,
        }
    }

    /// Its first character.
    #[inline]
    pub(super) fn first(&self) -> Option<char> {
        match self {
            Self::One(character) => Some(*character),
            Self::Many(characters) => characters.chars().next(),
            Self::Nothing | Self::Unknown => None,
        }
    }

    /// Its last character.
    #[inline]
    pub(super) fn last(&self) -> Option<char> {
        match self {
            Self::One(character) => Some(*character),
            Self::Many(characters) => characters.chars().next_back(),
            Self::Nothing | Self::Unknown => None,
        }
    }
}

fn is_filler(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}') || character.is_control()
}

/// A code of a string, decoded.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// What it means.
    pub(super) text: Text,
    /// Its advance in em: to the right, or downward in vertical writing.
    pub(super) advance: f32,
    /// Where the origin for vertical writing lies, from the origin for horizontal writing, in em.
    pub(super) origin: (f32, f32),
    /// Whether it is the one-byte code 32, which word spacing widens.
    pub(super) is_space: bool,
}

/// A font.
pub(super) struct Font<'a> {
    coding: Coding<'a>,
    /// Where it is a font of signs: what its codes show.
    signs: Option<Signs>,
    /// Whether it is for vertical writing.
    pub(super) vertical: bool,
    /// Whether it is bold.
    pub(super) bold: bool,
    known: RefCell<Known>,
}

enum Coding<'a> {
    Simple(Box<Simple>),
    Composite(Box<Composite<'a>>),
}

impl<'a> Font<'a> {
    /// Reads a font dictionary. There is always a font; one that says nothing gives unknown characters.
    pub(super) fn load(file: &'a File, dict: &'a Dictionary) -> Self {
        let to_unicode = to_unicode(file, dict);
        let descendant = file
            .array(dict, b"DescendantFonts")
            .and_then(|fonts| super::file::as_dict(file.resolve(fonts.first()?)));
        let (coding, vertical, descriptor_of) = match descendant {
            Some(descendant) => {
                let composite = Composite::load(file, dict, descendant, to_unicode);
                let vertical = composite.vertical;
                (Coding::Composite(Box::new(composite)), vertical, descendant)
            }
            None => (
                Coding::Simple(Box::new(Simple::load(file, dict, to_unicode))),
                false,
                dict,
            ),
        };
        Self {
            coding,
            signs: file.name(dict, b"BaseFont").and_then(Signs::of),
            vertical,
            bold: is_bold(file, dict, descriptor_of),
            known: RefCell::default(),
        }
    }

    /// Decodes `bytes`, a code at a time.
    pub(super) fn decode(&self, bytes: &[u8], mut show: impl FnMut(&Shown)) {
        let mut known = self.known.borrow_mut();
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = match &self.coding {
                Coding::Simple(_) => 1,
                Coding::Composite(composite) => composite.code_length(rest),
            };
            let (code, tail) = rest.split_at(length.clamp(1, rest.len()));
            rest = tail;
            show(known.of(code, |number| self.shown(number, code)));
        }
    }

    /// What the code `number`, written as `code`, shows.
    fn shown(&self, number: u32, code: &[u8]) -> Shown {
        let mut shown = match &self.coding {
            Coding::Simple(simple) => simple.show(number as u8),
            Coding::Composite(composite) => composite.show(number, code),
        };
        if let Some(signs) = &self.signs {
            shown.text = signs.resolved(shown.text);
        }
        shown
    }
}

fn to_unicode(file: &File, dict: &Dictionary) -> Option<EmbeddedCMap> {
    let Object::Stream(stream) = file.get(dict, b"ToUnicode") else {
        // A name is allowed for Identity only, and then codes are UTF-16: see `Composite`.
        return None;
    };
    let map = EmbeddedCMap::parse(&file.unpack(stream).bytes);
    map.has_characters().then_some(map)
}

fn is_bold(file: &File, dict: &Dictionary, descriptor_of: &Dictionary) -> bool {
    let name = file.name(dict, b"BaseFont").unwrap_or_default();
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    let named = ["bold", "heavy", "black", "-w6", "-w7", "-w8", "-w9", "demi"]
        .iter()
        .any(|word| name.contains(word));
    let descriptor = file.dict(descriptor_of, b"FontDescriptor");
    let weight = descriptor.and_then(|descriptor| file.number(descriptor, b"FontWeight"));
    let flags = descriptor.and_then(|descriptor| file.number(descriptor, b"Flags"));
    // Bit 19 of the flags forces bold (ISO 32000-2, 9.8.2).
    named
        || weight.is_some_and(|weight| weight >= 600.0)
        || flags.is_some_and(|flags| flags as i64 & 1 << 18 != 0)
}

/// The embedded program of the font that `descriptor_of` describes, unpacked.
fn program(file: &File, descriptor_of: &Dictionary) -> Option<program::Program> {
    let descriptor = file.dict(descriptor_of, b"FontDescriptor")?;
    let stream = [&b"FontFile2"[..], b"FontFile3", b"FontFile"]
        .iter()
        .find_map(|key| file.get(descriptor, key).as_stream().ok())?;
    Some(program::Program::parse(&file.unpack(stream).bytes))
}
