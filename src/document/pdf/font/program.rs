//! What an embedded font program knows of characters, for fonts that say nothing else.

use std::collections::BTreeMap;

use ttf_parser::{GlyphId, RawFace, Tag, cff, cmap, post};

use super::encoding;
use super::unify::unify;
use crate::document::pdf::lexer::{Lexer, Token, find};

/// Characters by glyph, and glyphs by code or CID.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// The characters of a glyph.
    characters: BTreeMap<u16, String>,
    /// The glyph of a CID, where the program orders its glyphs by CID.
    glyphs_by_cid: Option<BTreeMap<u32, u16>>,
    /// The characters of a code by the program's own encoding.
    encoding: BTreeMap<u8, String>,
    /// The glyph of a code by a symbol or Macintosh `cmap`.
    glyphs_by_code: BTreeMap<u8, u16>,
}

impl Program {
    /// Reads a TrueType, OpenType, bare CFF or Type 1 font program.
    pub(super) fn parse(data: &[u8]) -> Self {
        let mut program = Self::default();
        if let Ok(face) = RawFace::parse(data, 0) {
            if let Some(table) = face.table(Tag::from_bytes(b"post")).and_then(post::Table::parse) {
                program.add_post_names(&table);
            }
            if let Some(table) = face.table(Tag::from_bytes(b"CFF ")).and_then(cff::Table::parse) {
                program.add_cff(&table);
            }
            let cmap = face.table(Tag::from_bytes(b"cmap"));
            if let Some(table) = cmap.filter(|data| is_bounded(data)).and_then(cmap::Table::parse) {
                program.add_cmap(&table);
            }
        } else if let Some(table) = cff::Table::parse(data) {
            program.add_cff(&table);
        } else {
            program.add_type1(data);
        }
        program
    }

    /// The characters of glyph number `glyph`.
    pub(super) fn characters(&self, glyph: u16) -> Option<&str> {
        self.characters.get(&glyph).map(String::as_str)
    }

    /// The glyph of `cid` (ISO 32000-2, 9.7.4.2): by the program's charset, or the CID is the glyph's number.
    pub(super) fn glyph_of_cid(&self, cid: u32) -> Option<u16> {
        match &self.glyphs_by_cid {
            Some(map) => map.get(&cid).copied(),
            None => u16::try_from(cid).ok(),
        }
    }

    /// The characters of `code` in a simple font without an encoding of its own.
    pub(super) fn characters_of_code(&self, code: u8) -> Option<&str> {
        let own = self.encoding.get(&code).map(String::as_str);
        own.or_else(|| self.characters(*self.glyphs_by_code.get(&code)?))
    }

    /// Whether the codes of letters are likely those of the font that this one is a part of, so that they are letters:
    /// its glyphs stand in the order of a whole font, or its codes have gaps. A font that was coded anew has its codes
    /// in a row, and they say nothing.
    pub(super) fn keeps_codes_of_letters(&self) -> bool {
        let letters: Vec<(u8, u16)> = self
            .glyphs_by_code
            .range(b'!'..=b'~')
            .map(|(code, glyph)| (*code, *glyph))
            .collect();
        let (Some((first, _)), Some((last, _))) = (letters.first(), letters.last()) else {
            return false;
        };
        // In the usual orders of Latin and of Japanese fonts the exclamation mark is glyph 4 or 2.
        let in_order = [29, 31].iter().any(|shift| {
            letters
                .iter()
                .all(|(code, glyph)| u16::from(*code) == glyph + shift)
        });
        let has_gaps = letters.len() < usize::from(last - first) + 1;
        in_order || has_gaps || letters.len() > 90
    }

    fn add_cmap(&mut self, table: &cmap::Table<'_>) {
        for subtable in table.subtables {
            let unicode = subtable.is_unicode();
            subtable.codepoints(|code| {
                let Some(GlyphId(glyph)) = subtable.glyph_index(code) else {
                    return;
                };
                if glyph == 0 {
                    return;
                }
                if unicode && !(0xf000..=0xf0ff).contains(&code) {
                    if let Some(character) = char::from_u32(code) {
                        self.add_character(glyph, character);
                    }
                } else if let Ok(code) = u8::try_from(code & 0xff)
                    && !unicode
                {
                    self.glyphs_by_code.entry(code).or_insert(glyph);
                } else {
                    self.glyphs_by_code.insert((code & 0xff) as u8, glyph);
                }
            });
        }
    }

    /// Of several characters that share a glyph the plainest is kept.
    fn add_character(&mut self, glyph: u16, character: char) {
        let rank = |character: char| match character {
            _ if unify(character) != character => 3,
            '\u{e000}'..='\u{f8ff}' => 4,
            '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{9fff}' | ' '..='~' => 0,
            _ => 1,
        };
        let plainer = self
            .characters
            .get(&glyph)
            .and_then(|known| known.chars().next())
            .is_none_or(|known| rank(character) < rank(known));
        if plainer {
            self.characters.insert(glyph, unify(character).to_string());
        }
    }

    fn add_post_names(&mut self, table: &post::Table<'_>) {
        for (glyph, name) in (0..u16::MAX).zip(table.names()) {
            if let Some(text) = encoding::characters_of_name(name) {
                self.characters.entry(glyph).or_insert(text);
            }
        }
    }

    fn add_cff(&mut self, table: &cff::Table<'_>) {
        let mut by_cid = BTreeMap::new();
        for glyph in 0..table.number_of_glyphs() {
            if let Some(cid) = table.glyph_cid(GlyphId(glyph)) {
                by_cid.insert(u32::from(cid), glyph);
            } else if let Some(text) = table
                .glyph_name(GlyphId(glyph))
                .and_then(encoding::characters_of_name)
            {
                self.characters.entry(glyph).or_insert(text);
            }
        }
        for code in 0..=u8::MAX {
            if let Some(GlyphId(glyph)) = table.glyph_index(code).filter(|glyph| glyph.0 > 0) {
                self.glyphs_by_code.entry(code).or_insert(glyph);
            }
        }
        self.glyphs_by_cid = (!by_cid.is_empty()).then_some(by_cid);
    }

    /// The clear part of a Type 1 program names its glyphs: `dup 65 /A put`.
    fn add_type1(&mut self, data: &[u8]) {
        let clear = &data[..find(data, b"eexec").unwrap_or(data.len().min(1 << 16))];
        let Some(start) = find(clear, b"/Encoding") else {
            return;
        };
        let mut lexer = Lexer::new(&clear[start..]);
        let (mut code, mut steps) = (None, 0);
        while let Some(token) = lexer.next() {
            steps += 1;
            match token {
                Token::Number(number) => code = Some(number),
                Token::Name(name) => {
                    if let Some(code) = code.take().filter(|code| (0.0..256.0).contains(code))
                        && let Ok(name) = std::str::from_utf8(&name.to_vec())
                        && let Some(text) = encoding::characters_of_name(name)
                    {
                        self.encoding.insert(code as u8, text);
                    }
                }
                Token::Word(b"StandardEncoding") if steps < 4 => {
                    for code in 0..=u8::MAX {
                        let character = encoding::BaseEncoding::Standard.character(code);
                        self.encoding
                            .extend(character.map(|character| (code, character.to_string())));
                    }
                    break;
                }
                Token::Word(b"def" | b"readonly") if steps > 12 => break,
                Token::Word(_) => {}
                _ => code = None,
            }
        }
    }
}

/// Whether walking all codes of a `cmap` ends soon: groups of formats 12 and 13 may claim billions of codes.
fn is_bounded(table: &[u8]) -> bool {
    let number = |at: usize, bytes: usize| {
        let field = table.get(at..at + bytes)?;
        Some(
            field
                .iter()
                .fold(0_u64, |number, byte| number << 8 | u64::from(*byte)),
        )
    };
    let records = number(2, 2).unwrap_or(0) as usize;
    let mut codes = 0_u64;
    for record in 0..records {
        let Some(start) = number(4 + 8 * record + 4, 4) else {
            break;
        };
        let start = start as usize;
        if !matches!(number(start, 2), Some(12 | 13)) {
            codes += 65_536;
            continue;
        }
        let groups = number(start + 12, 4).unwrap_or(0) as usize;
        for group in 0..groups {
            let at = start + 16 + 12 * group;
            let (Some(first), Some(last)) = (number(at, 4), number(at + 4, 4)) else {
                break;
            };
            codes += last.saturating_sub(first) + 1;
            if codes > CODE_LIMIT {
                return false;
            }
        }
    }
    codes <= CODE_LIMIT
}

/// The most codes of a `cmap` that are walked.
const CODE_LIMIT: u64 = 4 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_encoding_of_a_type1_program() {
        let program = Program::parse(
            b"%!PS-AdobeFont-1.0\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\n\
              dup 65 /uni65E5 put\ndup 66 /B put\nreadonly def\ncurrentfile eexec",
        );
        assert_eq!(program.characters_of_code(65), Some("日"));
        assert_eq!(program.characters_of_code(66), Some("B"));
        assert_eq!(program.characters_of_code(67), None);
    }

    #[test]
    fn a_program_that_points_beyond_four_gigabytes_has_no_characters() {
        let collection = b"ttcf/\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0";
        let cff = b"\x01\x67\0\x01\0\0\0\x01\x04\x03\x01\x08\xff\xff\xff\xff\xfe\xfb\x8b";
        for data in [&collection[..], cff] {
            assert!(Program::parse(data).characters(1).is_none());
        }
    }

    #[test]
    fn refuses_a_cmap_that_claims_too_many_codes() {
        let mut table = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12];
        table.extend([0, 12, 0, 0, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert!(is_bounded(
            &[&table[..], &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]].concat()
        ));
        assert!(!is_bounded(
            &[&table[..], &[0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 1]].concat()
        ));
    }
}
