//! Simple fonts: one byte a code (ISO 32000-2, 9.6).

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object};

use super::encoding::{BaseEncoding, characters_of_name};
use super::program::Program;
use super::signs::Signs;
use super::{Shown, Text};
use crate::document::pdf::cmap::EmbeddedCMap;
use crate::document::pdf::file::{File, as_number};

/// A Type 1, TrueType or Type 3 font.
pub(super) struct Simple {
    texts: Vec<Text>,
    advances: Vec<f32>,
}

impl Simple {
    /// Reads the font `dict`.
    pub(super) fn load(file: &File, dict: &Dictionary, to_unicode: Option<EmbeddedCMap>) -> Self {
        let texts = Encoding::load(file, dict, to_unicode);
        let texts: Vec<Text> = (0..=u8::MAX).map(|code| texts.text(code)).collect();
        let scale = width_scale(file, dict);
        let first = file.number(dict, b"FirstChar").unwrap_or(0.0) as usize;
        let widths = file.array(dict, b"Widths");
        let missing = file
            .dict(dict, b"FontDescriptor")
            .and_then(|descriptor| file.number(descriptor, b"MissingWidth"));
        let advances = texts
            .iter()
            .enumerate()
            .map(|(code, text)| {
                let width = widths.and_then(|widths| {
                    let at = code.checked_sub(first)?;
                    as_number(file.resolve(widths.get(at)?))
                });
                match width {
                    Some(width) => width * scale,
                    None if widths.is_some() => missing.unwrap_or(0.0) * scale,
                    // One of the fonts that every viewer has: their letters have about these widths.
                    None => usual_width(text.first()),
                }
            })
            .collect();
        Self { texts, advances }
    }

    /// What `code` shows.
    pub(super) fn show(&self, code: u8) -> Shown {
        Shown {
            text: self.texts[usize::from(code)].clone(),
            advance: self.advances[usize::from(code)],
            origin: (0.0, 0.0),
            is_space: code == b' ',
        }
    }
}

/// Widths are in thousandths of an em, in a Type 3 font in its own glyph space.
fn width_scale(file: &File, dict: &Dictionary) -> f32 {
    if file.name(dict, b"Subtype") != Some(b"Type3") {
        return 0.001;
    }
    file.array(dict, b"FontMatrix")
        .and_then(|matrix| as_number(file.resolve(matrix.first()?)))
        .map_or(0.001, f32::abs)
}

fn usual_width(character: Option<char>) -> f32 {
    match character {
        Some('i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '/') => 0.278,
        Some('f' | 't' | 'r' | '(' | ')' | '-' | '[' | ']') => 0.333,
        Some('m' | 'w' | 'M' | 'W' | '%') => 0.85,
        Some('A'..='Z') => 0.68,
        _ => 0.556,
    }
}

struct Encoding {
    to_unicode: Option<EmbeddedCMap>,
    differences: BTreeMap<u8, String>,
    base: Option<BaseEncoding>,
    program: Option<Program>,
    /// Where it is a font of signs: what its codes show.
    signs: Option<Signs>,
    /// Whether a code that nothing else tells of is the letter that it is in other fonts.
    letters: bool,
}

impl Encoding {
    fn load(file: &File, dict: &Dictionary, to_unicode: Option<EmbeddedCMap>) -> Self {
        let (mut base, mut differences) = (None, BTreeMap::new());
        match file.get(dict, b"Encoding") {
            Object::Name(name) => base = BaseEncoding::of(name),
            Object::Dictionary(encoding) => {
                base = file.name(encoding, b"BaseEncoding").and_then(BaseEncoding::of);
                let mut code = 0_i64;
                for item in file
                    .array(encoding, b"Differences")
                    .unwrap_or_default()
                    .iter()
                    .take(2000)
                {
                    match file.resolve(item) {
                        Object::Integer(number) => code = *number,
                        Object::Real(number) => code = *number as i64,
                        Object::Name(name) => {
                            if let Ok(code) = u8::try_from(code) {
                                differences.insert(code, String::from_utf8_lossy(name).into_owned());
                            }
                            code += 1;
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        let signs = file.name(dict, b"BaseFont").and_then(Signs::of);
        let program = super::program(file, dict);
        let letters = signs.is_none()
            && (!is_symbolic(file, dict) || program.as_ref().is_none_or(Program::keeps_codes_of_letters));
        Self {
            to_unicode,
            differences,
            base,
            program,
            signs,
            letters,
        }
    }

    fn text(&self, code: u8) -> Text {
        if let Some(text) = self
            .to_unicode
            .as_ref()
            .and_then(|map| map.characters(u32::from(code)))
        {
            return Text::of(text);
        }
        if let Some(name) = self.differences.get(&code) {
            if let Some(text) = characters_of_name(name) {
                return Text::of(&text);
            }
            // Names such as `g17` or `cid17` say nothing; the program may.
            return self
                .by_program(code)
                .or_else(|| self.sign(code))
                .unwrap_or(Text::Unknown);
        }
        // An encoding of letters says nothing of signs.
        if let Some(sign) = self.sign(code) {
            return sign;
        }
        let of_base = || self.base.and_then(|base| base.character(code)).map(Text::One);
        let guessed = || BaseEncoding::Standard.character(code).map(Text::One);
        of_base()
            .filter(|_| self.signs.is_none())
            .or_else(|| self.by_program(code))
            .or_else(|| guessed().filter(|_| self.letters))
            .unwrap_or(Text::Unknown)
    }

    fn sign(&self, code: u8) -> Option<Text> {
        self.signs.as_ref()?.character(code).map(Text::One)
    }

    fn by_program(&self, code: u8) -> Option<Text> {
        let program = self.program.as_ref()?;
        program.characters_of_code(code).map(Text::of)
    }
}

/// Whether the font says that its codes are not those of letters (ISO 32000-2, 9.8.2: bit 3, and bit 6 is its
/// opposite).
fn is_symbolic(file: &File, dict: &Dictionary) -> bool {
    let flags = file
        .dict(dict, b"FontDescriptor")
        .and_then(|descriptor| file.number(descriptor, b"Flags"))
        .map_or(0, |flags| flags as i64);
    flags & 1 << 2 != 0 && flags & 1 << 5 == 0
}
