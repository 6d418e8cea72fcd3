//! `CMaps`: how many bytes a code has, which CID it selects, which characters it means (ISO 32000-2, 9.7.5, 9.10.3).

use std::collections::BTreeMap;

use hayro_cmap::{BfString, CMapName};

use super::lexer::{Lexer, Token};

/// The most mappings that one `CMap` may have.
const ENTRY_LIMIT: usize = 400_000;

/// A `CMap` that stands in the file: an embedded encoding, or a `ToUnicode` map.
#[derive(Debug, Default)]
pub(super) struct EmbeddedCMap {
    /// Code lengths with their lowest and highest code.
    codespace: Vec<(usize, u32, u32)>,
    /// Code to characters.
    pub(super) characters: BTreeMap<u32, String>,
    /// Ranges of codes to CIDs: first, last, CID of the first.
    cids: Vec<(u32, u32, u32)>,
    /// The name of the `CMap` that this one extends.
    pub(super) base: Option<String>,
    /// Whether it is for vertical writing.
    pub(super) vertical: bool,
    /// Whether it has a name such as Ghostscript gives, a letter and the number of an object: `R91`.
    pub(super) by_ghostscript: bool,
    /// How many mappings were read, those included that replaced others.
    work: usize,
}

impl EmbeddedCMap {
    /// Reads a `CMap`, leniently: sections may lack their counts and ends.
    pub(super) fn parse(source: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(source);
        let mut operands: Vec<Operand> = Vec::new();
        let mut list: Option<Vec<Vec<u8>>> = None;
        let mut section = Section::None;
        while let Some(token) = lexer.next() {
            let operand = match token {
                // Some writers give destinations as literal strings.
                Token::String(string) => Operand::Code(string.to_vec()),
                Token::Number(number) => Operand::Number(number as i64),
                Token::Name(name) => Operand::Name(String::from_utf8_lossy(&name.to_vec()).into_owned()),
                Token::ArrayStart => {
                    list = Some(Vec::new());
                    continue;
                }
                Token::ArrayEnd => match list.take() {
                    Some(items) => Operand::List(items),
                    None => continue,
                },
                Token::DictStart | Token::DictEnd => continue,
                Token::Word(word) => {
                    map.word(word, &operands, &mut section);
                    operands.clear();
                    continue;
                }
            };
            if let (Some(items), Operand::Code(bytes)) = (&mut list, &operand) {
                items.push(bytes.clone());
                continue;
            }
            operands.push(operand);
            if map.entry(section, &operands) {
                operands.clear();
            }
            if operands.len() > 16 {
                operands.remove(0);
            }
            if map.work > ENTRY_LIMIT {
                break;
            }
        }
        map.cids.sort_unstable();
        map
    }

    fn word(&mut self, word: &[u8], operands: &[Operand], section: &mut Section) {
        match word {
            b"begincodespacerange" => *section = Section::Codespace,
            b"beginbfchar" => *section = Section::Character,
            b"beginbfrange" => *section = Section::CharacterRange,
            b"begincidchar" => *section = Section::Cid,
            b"begincidrange" => *section = Section::CidRange,
            b"usecmap" => {
                if let Some(Operand::Name(name)) = operands.last() {
                    self.base = Some(name.clone());
                }
            }
            b"def" => {
                if let [.., Operand::Name(key), Operand::Number(value)] = operands
                    && key == "WMode"
                {
                    self.vertical = *value == 1;
                }
                if let [.., Operand::Name(key), Operand::Name(name)] = operands
                    && key == "CMapName"
                {
                    let number = name.strip_prefix('R');
                    self.by_ghostscript =
                        number.is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
                }
            }
            _ if word.starts_with(b"end") => *section = Section::None,
            _ => {}
        }
    }

    /// Takes an entry of `section` if `operands` make one.
    fn entry(&mut self, section: Section, operands: &[Operand]) -> bool {
        match (section, operands) {
            (Section::Codespace, [Operand::Code(low), Operand::Code(high)]) => {
                if (1..=4).contains(&low.len()) {
                    self.codespace.push((low.len(), code(low), code(high)));
                }
            }
            (Section::Character, [Operand::Code(from), Operand::Code(to)]) => {
                self.characters.insert(code(from), utf16(to));
            }
            (Section::Character, [Operand::Code(_), Operand::Name(_)]) => {}
            (Section::CharacterRange, [Operand::Code(first), Operand::Code(last), Operand::Code(to)]) => {
                let (first, last) = (code(first), code(last));
                self.work += (last.saturating_sub(first) as usize).min(65_535);
                for (step, at) in (first..=last).take(65_536).enumerate() {
                    self.characters.insert(at, utf16_plus(to, step as u32));
                }
            }
            (Section::CharacterRange, [Operand::Code(first), Operand::Code(last), Operand::List(items)]) => {
                let (first, last) = (code(first), code(last));
                for (at, item) in (first..=last).zip(items) {
                    self.characters.insert(at, utf16(item));
                }
            }
            (Section::Cid, [Operand::Code(from), Operand::Number(cid)]) => {
                self.cids.push((code(from), code(from), *cid as u32));
            }
            (Section::CidRange, [Operand::Code(first), Operand::Code(last), Operand::Number(cid)]) => {
                self.cids.push((code(first), code(last), *cid as u32));
            }
            _ => return false,
        }
        self.work += 1;
        true
    }

    /// The characters of `code`; `None` where the map has none or none that means anything.
    pub(super) fn characters(&self, code: u32) -> Option<&str> {
        self.characters.get(&code).map(String::as_str).filter(|text| {
            !text.is_empty()
                && !text
                    .chars()
                    .all(|character| matches!(character, '\0' | '\u{fffd}'))
        })
    }

    /// The CID of `code`.
    pub(super) fn cid(&self, code: u32) -> Option<u32> {
        let at = self.cids.partition_point(|(first, ..)| *first <= code);
        let (first, last, cid) = *self.cids.get(at.checked_sub(1)?)?;
        (code <= last).then(|| cid.wrapping_add(code - first))
    }

    /// How many bytes the next code of `bytes` has, by the code space; `None` where there is no code space.
    pub(super) fn code_length(&self, bytes: &[u8]) -> Option<usize> {
        match self.codespace[..] {
            [] => return None,
            // All codes are of one length, as nearly always.
            [(length, ..)] => return Some(length),
            _ => {}
        }
        let shortest = self.codespace.iter().map(|(length, ..)| *length).min()?;
        let fits = (1..=bytes.len().min(4)).find(|&length| {
            self.codespace.iter().any(|&(of, low, high)| {
                // Every byte has its own range (ISO 32000-2, 9.7.6.2).
                of == length
                    && bytes[..length].iter().enumerate().all(|(at, byte)| {
                        let shift = 8 * (length - 1 - at);
                        ((low >> shift & 0xff) as u8..=(high >> shift & 0xff) as u8).contains(byte)
                    })
            })
        });
        Some(fits.unwrap_or(shortest))
    }

    /// Whether it maps any code to a character.
    pub(super) fn has_characters(&self) -> bool {
        !self.characters.is_empty()
    }

    /// Whether all of its code space is of one byte, as in maps of simple fonts.
    pub(super) fn has_cids(&self) -> bool {
        !self.cids.is_empty()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    None,
    Codespace,
    Character,
    CharacterRange,
    Cid,
    CidRange,
}

#[derive(Debug)]
enum Operand {
    Code(Vec<u8>),
    List(Vec<Vec<u8>>),
    Number(i64),
    Name(String),
}

fn code(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |code: u32, byte| code << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    utf16_plus(bytes, 0)
}

/// UTF-16BE with `step` added to its last character; one byte alone is a character, too.
fn utf16_plus(bytes: &[u8], step: u32) -> String {
    let units: Vec<u16> = if let [one] = bytes {
        vec![u16::from(*one)]
    } else {
        bytes
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect()
    };
    let mut text: Vec<char> = char::decode_utf16(units)
        .map(|unit| unit.unwrap_or('\u{fffd}'))
        .collect();
    if step > 0
        && let Some(last) = text.last_mut()
    {
        *last = char::from_u32(*last as u32 + step).unwrap_or('\u{fffd}');
    }
    text.into_iter().collect()
}

/// How codes of a predefined `CMap` are laid out in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeSpace {
    /// Always two bytes.
    Two,
    /// UTF-16: two bytes, or four for a surrogate pair.
    Utf16,
    /// UTF-8.
    Utf8,
    /// UTF-32.
    Utf32,
    /// Shift JIS: one byte, or two.
    ShiftJis,
    /// EUC-JP: one byte, two, or two after 0x8E.
    EucJp,
    /// Other multi-byte encodings: one byte below 0x81, else two.
    Mixed,
    /// GB 18030: one, two or four bytes.
    Gb18030,
}

impl CodeSpace {
    /// The layout of the predefined `CMap` called `name`.
    pub(super) fn of(name: &str) -> Self {
        if name.contains("UTF16") {
            Self::Utf16
        } else if name.contains("UTF8") {
            Self::Utf8
        } else if name.contains("UTF32") {
            Self::Utf32
        } else if name.contains("RKSJ") {
            Self::ShiftJis
        } else if matches!(name, "EUC-H" | "EUC-V" | "78-EUC-H" | "78-EUC-V") {
            Self::EucJp
        } else if name.starts_with("GBK2K") {
            Self::Gb18030
        } else if name.starts_with("Identity") || name.contains("UCS2") || is_jis(name) {
            Self::Two
        } else {
            Self::Mixed
        }
    }

    /// How many bytes the next code of `bytes` has.
    pub(super) fn code_length(self, bytes: &[u8]) -> usize {
        let first = bytes.first().copied().unwrap_or(0);
        match self {
            Self::Utf32 => 4,
            Self::Utf16 if (0xd8..0xdc).contains(&first) => 4,
            Self::Two | Self::Utf16 => 2,
            Self::Utf8 => match first {
                0..0xc0 => 1,
                0xc0..0xe0 => 2,
                0xe0..0xf0 => 3,
                _ => 4,
            },
            Self::ShiftJis => match first {
                0..=0x80 | 0xa0..=0xdf | 0xfd.. => 1,
                _ => 2,
            },
            Self::EucJp => match first {
                0x8e | 0xa1..=0xfe => 2,
                _ => 1,
            },
            Self::Gb18030 if first > 0x80 && bytes.get(1).is_some_and(u8::is_ascii_digit) => 4,
            Self::Mixed | Self::Gb18030 => 1 + usize::from(first > 0x80 && first < 0xff),
        }
    }
}

/// Whether the codes of the predefined `CMap` called `name` are the two bytes of JIS X 0208.
fn is_jis(name: &str) -> bool {
    let kind = name.trim_end_matches(['H', 'V']);
    matches!(kind, "" | "78-" | "Add-" | "Ext-" | "NWP-")
}

/// The predefined `CMap` called `name`.
pub(super) fn predefined(name: &str) -> Option<hayro_cmap::CMap> {
    let data = hayro_cmap::load_embedded(CMapName::from_bytes(name.as_bytes()))?;
    hayro_cmap::CMap::parse(data, hayro_cmap::load_embedded)
}

/// Characters of a `hayro` lookup.
pub(super) fn text_of(found: BfString) -> String {
    match found {
        BfString::Char(character) => character.to_string(),
        BfString::String(text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ranges_lists_and_careless_sections() {
        let map = EmbeddedCMap::parse(
            b"1 begincodespacerange <0000> <ffff> endcodespacerange\n\
              2 beginbfrange <0001><0003><3042> <0010> <0011> [<65E5> <672C8A9E>] endbfrange\n\
              beginbfchar <20> <D842DFB7> <21> <0000>",
        );
        assert_eq!(map.characters(2), Some("\u{3043}"));
        assert_eq!(map.characters(0x11), Some("本語"));
        assert_eq!(map.characters(0x20), Some("𠮷"));
        assert_eq!(map.characters(0x21), None);
        assert_eq!(map.code_length(&[0, 1, 2]), Some(2));
    }

    #[test]
    fn tells_code_lengths_of_mixed_encodings() {
        let lengths = |space: CodeSpace, bytes: &[u8]| {
            let (mut at, mut lengths) = (0, Vec::new());
            while at < bytes.len() {
                let length = space.code_length(&bytes[at..]);
                lengths.push(length);
                at += length;
            }
            lengths
        };
        assert_eq!(lengths(CodeSpace::ShiftJis, b"a\x82\xa0\xb1"), [1, 2, 1]);
        assert_eq!(lengths(CodeSpace::EucJp, b"a\xa4\xa2\x8e\xb1"), [1, 2, 2]);
        assert_eq!(lengths(CodeSpace::Utf16, b"\xd8\x42\xdf\xb7\x30\x42"), [4, 2]);
    }

    #[test]
    fn predefined_maps_lead_to_cids() {
        let map = predefined("90ms-RKSJ-H").expect("shipped");
        let japan = predefined("Adobe-Japan1-UCS2").expect("shipped");
        let cid = map.lookup_cid_code(0x82a0, 2).expect("あ");
        assert_eq!(japan.lookup_bf_string(cid).map(text_of).as_deref(), Some("あ"));
    }
}
