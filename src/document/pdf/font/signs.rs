//! Fonts of signs: their codes are no letters, though they lie where letters do.

use super::Text;
use crate::document::symbols;

/// How the names of fonts begin whose codes are no letters.
const NAMES: [&str; 9] = [
    "symbol",
    "wingding",
    "webding",
    "zapfdingbat",
    "dingbat",
    "marlett",
    "mtextra",
    "fontawesome",
    "eudc",
];

/// A font of signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signs {
    /// The name that its table has.
    table: String,
}

impl Signs {
    /// The signs of the font called `base_font`, if that is a font of signs.
    pub(super) fn of(base_font: &[u8]) -> Option<Self> {
        let name = String::from_utf8_lossy(base_font).to_ascii_lowercase();
        let name: String = name
            .chars()
            .filter(|letter| !matches!(letter, ' ' | '-' | '_' | ','))
            .collect();
        // A subset has a tag in front: 「ABCDEF+Wingdings」.
        let name = name.split_once('+').map_or(name.as_str(), |(_, name)| name);
        if !NAMES.iter().any(|known| name.starts_with(known)) {
            return None;
        }
        let tables = [
            "wingdings2",
            "wingdings3",
            "wingdings",
            "webdings",
            "zapfdingbats",
            "symbol",
        ];
        let table = tables.iter().find(|table| name.starts_with(**table));
        Some(Self {
            table: match table.copied().unwrap_or(name) {
                "wingdings2" => "wingdings 2".to_owned(),
                "wingdings3" => "wingdings 3".to_owned(),
                other => other.to_owned(),
            },
        })
    }

    /// What `code` shows, if that is known.
    pub(super) fn character(&self, code: u8) -> Option<char> {
        symbols::character(code.into(), &self.table)
    }

    /// `text`, or the sign that it stands for where it only repeats a code of the font (U+F020 to U+F0FF).
    pub(super) fn resolved(&self, text: Text) -> Text {
        match text {
            Text::One(code @ '\u{f020}'..='\u{f0ff}') => {
                symbols::character(code.into(), &self.table).map_or(Text::Unknown, Text::One)
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_known_by_the_font_s_name() {
        let sign = |font: &str, code| Signs::of(font.as_bytes()).and_then(|signs| signs.character(code));
        assert_eq!(sign("ABCDEF+Wingdings-Regular", 0xd8), Some('➢'));
        assert_eq!(sign("SymbolMT", 0x61), Some('α'));
        assert_eq!(sign("ZapfDingbats", 0x34), Some('✔'));
        assert_eq!(sign("Wingdings2", 0x52), Some('☑'));
        assert_eq!(sign("EUDC", 0x41), None);
        assert_eq!(Signs::of(b"TimesNewRomanPSMT"), None);
    }

    #[test]
    fn a_code_given_as_a_character_is_resolved() {
        let signs = Signs::of(b"Wingdings").expect("signs");
        assert_eq!(signs.resolved(Text::One('\u{f06c}')), Text::One('●'));
        assert_eq!(signs.resolved(Text::One('あ')), Text::One('あ'));
    }
}
