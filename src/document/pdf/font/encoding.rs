//! Encodings of simple fonts (ISO 32000-2, annex D) and what glyph names mean.

use unicode_normalization::UnicodeNormalization;

/// The encodings that a simple font can build on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BaseEncoding {
    /// Adobe's standard Latin.
    Standard,
    /// Windows code page 1252.
    WinAnsi,
    /// Mac OS Roman.
    MacRoman,
}

impl BaseEncoding {
    /// The encoding called `name`.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        match name {
            b"WinAnsiEncoding" => Some(Self::WinAnsi),
            b"MacRomanEncoding" => Some(Self::MacRoman),
            b"StandardEncoding" => Some(Self::Standard),
            _ => None,
        }
    }

    /// The character of `code`.
    pub(super) fn character(self, code: u8) -> Option<char> {
        if code < 0x20 {
            return None;
        }
        let found = match self {
            Self::Standard => return standard(code),
            Self::WinAnsi => encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(&[code])
                .0
                .chars()
                .next(),
            Self::MacRoman => encoding_rs::MACINTOSH
                .decode_without_bom_handling(&[code])
                .0
                .chars()
                .next(),
        };
        found.filter(|character| !character.is_control())
    }
}

fn standard(code: u8) -> Option<char> {
    const UPPER: [(u8, &str); 6] = [
        (0xa1, "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ"),
        (0xb1, "–†‡·"),
        (0xb6, "¶•‚„”»…‰"),
        (0xc1, "`´ˆ˜¯˘˙¨"),
        (0xca, "˚¸"),
        (0xcd, "˝˛ˇ—"),
    ];
    const LETTERS: [(u8, char); 14] = [
        (0xbf, '¿'),
        (0xe1, 'Æ'),
        (0xe3, 'ª'),
        (0xe8, 'Ł'),
        (0xe9, 'Ø'),
        (0xea, 'Œ'),
        (0xeb, 'º'),
        (0xf1, 'æ'),
        (0xf5, 'ı'),
        (0xf8, 'ł'),
        (0xf9, 'ø'),
        (0xfa, 'œ'),
        (0xfb, 'ß'),
        (0x27, '’'),
    ];
    if code == 0x60 {
        return Some('‘');
    }
    if let Some((_, letter)) = LETTERS.iter().find(|(at, _)| *at == code) {
        return Some(*letter);
    }
    if (0x20..0x7f).contains(&code) {
        return Some(char::from(code));
    }
    UPPER.iter().find_map(|(start, row)| {
        let at = code.checked_sub(*start)?;
        row.chars().nth(usize::from(at))
    })
}

/// The characters that the glyph called `name` stands for, after the Adobe Glyph List's rules.
pub(super) fn characters_of_name(name: &str) -> Option<String> {
    // A suffix such as `.vert` names a form of the same character.
    let stem = match name.split_once('.') {
        Some(("", _)) => return None,
        Some((stem, _)) => stem,
        None => name,
    };
    let text: Option<String> = stem.split('_').map(component).collect();
    text.filter(|text| !text.is_empty())
}

fn component(name: &str) -> Option<String> {
    if let Some(character) = plain_name(name) {
        return Some(character.to_string());
    }
    if let Some(hex) = name.strip_prefix("uni")
        && hex.len() >= 4
        && hex.len().is_multiple_of(4)
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        let units: Option<Vec<u16>> = (0..hex.len())
            .step_by(4)
            .map(|at| u16::from_str_radix(&hex[at..at + 4], 16).ok())
            .collect();
        return String::from_utf16(&units?).ok();
    }
    let hex = name
        .strip_prefix('u')
        .filter(|hex| (4..=6).contains(&hex.len()))?;
    let code = u32::from_str_radix(hex, 16).ok()?;
    char::from_u32(code).map(String::from)
}

/// Names without digits of a code in them: letters, letters with accents, Greek letters, and signs.
fn plain_name(name: &str) -> Option<char> {
    let mut letters = name.chars();
    let first = letters.next()?;
    if letters.as_str().is_empty() {
        return first.is_ascii_alphabetic().then_some(first);
    }
    if let Some((_, character)) = SIGNS.iter().find(|(known, _)| *known == name) {
        return Some(*character);
    }
    if let Some((_, mark)) = ACCENTS.iter().find(|(accent, _)| *accent == letters.as_str()) {
        return [first, *mark].into_iter().nfc().next();
    }
    let lower = name.to_ascii_lowercase();
    let at = GREEK.iter().position(|known| *known == lower)?;
    let upper = first.is_ascii_uppercase();
    // The Greek block has a gap at the final sigma.
    let offset = at as u32 + u32::from(at >= 17);
    char::from_u32(if upper { 0x391 } else { 0x3b1 } + offset)
}

const ACCENTS: [(&str, char); 12] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("tilde", '\u{303}'),
    ("ring", '\u{30a}'),
    ("cedilla", '\u{327}'),
    ("caron", '\u{30c}'),
    ("macron", '\u{304}'),
    ("breve", '\u{306}'),
    ("ogonek", '\u{328}'),
    ("dotaccent", '\u{307}'),
];

const GREEK: [&str; 24] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
];

const SIGNS: &[(&str, char)] = &[
    ("space", ' '),
    ("nbspace", '\u{a0}'),
    ("exclam", '!'),
    ("quotedbl", '"'),
    ("numbersign", '#'),
    ("dollar", '$'),
    ("percent", '%'),
    ("ampersand", '&'),
    ("quotesingle", '\''),
    ("quoteright", '’'),
    ("quoteleft", '‘'),
    ("parenleft", '('),
    ("parenright", ')'),
    ("asterisk", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("sfthyphen", '-'),
    ("minus", '−'),
    ("period", '.'),
    ("slash", '/'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("less", '<'),
    ("equal", '='),
    ("greater", '>'),
    ("question", '?'),
    ("at", '@'),
    ("bracketleft", '['),
    ("backslash", '\\'),
    ("bracketright", ']'),
    ("asciicircum", '^'),
    ("underscore", '_'),
    ("grave", '`'),
    ("braceleft", '{'),
    ("bar", '|'),
    ("braceright", '}'),
    ("asciitilde", '~'),
    ("exclamdown", '¡'),
    ("cent", '¢'),
    ("sterling", '£'),
    ("fraction", '⁄'),
    ("yen", '¥'),
    ("florin", 'ƒ'),
    ("section", '§'),
    ("currency", '¤'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("quotedblbase", '„'),
    ("quotesinglbase", '‚'),
    ("guillemotleft", '«'),
    ("guillemotright", '»'),
    ("guilsinglleft", '‹'),
    ("guilsinglright", '›'),
    ("fi", 'ﬁ'),
    ("fl", 'ﬂ'),
    ("ff", 'ﬀ'),
    ("ffi", 'ﬃ'),
    ("ffl", 'ﬄ'),
    ("endash", '–'),
    ("emdash", '—'),
    ("dagger", '†'),
    ("daggerdbl", '‡'),
    ("periodcentered", '·'),
    ("middot", '·'),
    ("paragraph", '¶'),
    ("bullet", '•'),
    ("ellipsis", '…'),
    ("perthousand", '‰'),
    ("questiondown", '¿'),
    ("acute", '´'),
    ("circumflex", 'ˆ'),
    ("tilde", '˜'),
    ("macron", '¯'),
    ("dieresis", '¨'),
    ("ring", '˚'),
    ("cedilla", '¸'),
    ("AE", 'Æ'),
    ("ae", 'æ'),
    ("OE", 'Œ'),
    ("oe", 'œ'),
    ("Oslash", 'Ø'),
    ("oslash", 'ø'),
    ("Lslash", 'Ł'),
    ("lslash", 'ł'),
    ("Eth", 'Ð'),
    ("eth", 'ð'),
    ("Thorn", 'Þ'),
    ("thorn", 'þ'),
    ("germandbls", 'ß'),
    ("dotlessi", 'ı'),
    ("ordfeminine", 'ª'),
    ("ordmasculine", 'º'),
    ("degree", '°'),
    ("plusminus", '±'),
    ("multiply", '×'),
    ("divide", '÷'),
    ("onequarter", '¼'),
    ("onehalf", '½'),
    ("threequarters", '¾'),
    ("onesuperior", '¹'),
    ("twosuperior", '²'),
    ("threesuperior", '³'),
    ("copyright", '©'),
    ("registered", '®'),
    ("trademark", '™'),
    ("Euro", '€'),
    ("brokenbar", '¦'),
    ("logicalnot", '¬'),
    ("mu", 'µ'),
    ("infinity", '∞'),
    ("notequal", '≠'),
    ("lessequal", '≤'),
    ("greaterequal", '≥'),
    ("approxequal", '≈'),
    ("summation", '∑'),
    ("product", '∏'),
    ("radical", '√'),
    ("integral", '∫'),
    ("partialdiff", '∂'),
    ("lozenge", '◊'),
    ("arrowleft", '←'),
    ("arrowup", '↑'),
    ("arrowright", '→'),
    ("arrowdown", '↓'),
    ("arrowboth", '↔'),
    ("arrowdblright", '⇒'),
    ("circle", '○'),
    ("H18533", '■'),
    ("filledbox", '■'),
    ("square", '□'),
    ("checkmark", '✓'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_characters() {
        let cases = [
            ("A", "A"),
            ("eacute", "é"),
            ("Scaron", "Š"),
            ("uni65E5672C", "日本"),
            ("u20BB7", "𠮷"),
            ("uni3042.vert", "あ"),
            ("f_i", "fi"),
            ("omega", "ω"),
            ("Sigma", "Σ"),
        ];
        for (name, text) in cases {
            assert_eq!(characters_of_name(name).as_deref(), Some(text), "{name}");
        }
        for name in [".notdef", "g123", "", "uni12", "é"] {
            assert_eq!(characters_of_name(name), None, "{name}");
        }
    }

    #[test]
    fn encodings_differ_above_ascii() {
        assert_eq!(BaseEncoding::WinAnsi.character(0x96), Some('–'));
        assert_eq!(BaseEncoding::MacRoman.character(0xd0), Some('–'));
        assert_eq!(BaseEncoding::Standard.character(0xb1), Some('–'));
        assert_eq!(BaseEncoding::Standard.character(0x27), Some('’'));
        assert_eq!(BaseEncoding::Standard.character(0xff), None);
    }
}
