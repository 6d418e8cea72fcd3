//! Normalization for comparing, with a map back to the source.

use unicode_normalization::UnicodeNormalization;

/// A text folded for comparing, which knows where each of its characters came from.
///
/// Folded are: width and compatibility forms (NFKC), Latin case, the long-vowel mark at a word's end after
/// katakana (サーバー = サーバ), small kana in loan words (ウィルス = ウイルス), dashes, and white space (removed).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Normalized {
    /// The folded text.
    pub text: String,
    /// For each byte of `text`, and one past its end, the byte offset in the source where its character begins.
    map: Vec<usize>,
}

impl Normalized {
    /// Folds `source`.
    pub fn new(source: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(source.len()),
            map: Vec::with_capacity(source.len() + 1),
        };
        // Where the characters begin that stay as they are and are not yet copied.
        let mut begin = 0;
        for (start, character) in source.char_indices() {
            let length = character.len_utf8();
            if is_plain(character) && fold(character) == character {
                folded.map.extend_from_slice(&[start; 4][..length]);
                continue;
            }
            folded.text.push_str(&source[begin..start]);
            begin = start + length;
            if is_ignored(character) {
                continue;
            }
            for unit in std::iter::once(character)
                .nfkc()
                .flat_map(char::to_lowercase)
                .filter(|unit| !is_ignored(*unit))
            {
                folded.push(unit, start);
            }
        }
        folded.text.push_str(&source[begin..]);
        folded.map.push(source.len());
        folded.without_final_long_vowels()
    }

    /// Adds a character that came from `start` in the source.
    fn push(&mut self, unit: char, start: usize) {
        let unit = fold(unit);
        self.text.push(unit);
        self.map.extend(std::iter::repeat_n(start, unit.len_utf8()));
    }

    /// Drops the long-vowel mark that ends a katakana word of three letters or more.
    fn without_final_long_vowels(self) -> Self {
        if !self.text.contains(LONG_VOWEL) {
            return self;
        }
        let mut kept = Self::default();
        let (mut letters, mut begin) = (0, 0);
        let mut characters = self.text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            if character == LONG_VOWEL && letters >= 2 && !next.is_some_and(is_katakana) {
                kept.text.push_str(&self.text[begin..at]);
                kept.map.extend_from_slice(&self.map[begin..at]);
                begin = at + character.len_utf8();
            }
            letters = if is_katakana(character) { letters + 1 } else { 0 };
        }
        if begin == 0 {
            return self;
        }
        kept.text.push_str(&self.text[begin..]);
        kept.map.extend_from_slice(&self.map[begin..]);
        kept
    }

    /// The bytes of the source that `start..end` of [`Self::text`] came from.
    pub fn source_range(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let last = self.map.len() - 1;
        let from = self.map[start.min(last)];
        // The next character that came from elsewhere ends the range: one source character may fold to several.
        let inside = self.map[end.min(last).saturating_sub(1)];
        let to = self.map[end.min(last)..]
            .iter()
            .copied()
            .find(|&offset| offset > inside)
            .unwrap_or(inside);
        from..to.max(from)
    }
}

/// The folded text alone.
pub fn normalize(source: &str) -> String {
    Normalized::new(source).text
}

const LONG_VOWEL: char = 'ー';

fn is_katakana(character: char) -> bool {
    matches!(character, 'ァ'..='ヺ' | LONG_VOWEL)
}

/// Characters that have no other form, most of any Japanese text: the tables need not be asked for them.
fn is_plain(character: char) -> bool {
    matches!(character, '一'..='鿿' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '、' | '。' | 'a'..='z' | '0'..='9')
}

fn is_ignored(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}' | '\u{ad}')
}

fn fold(unit: char) -> char {
    match unit {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' => '-',
        '，' | ',' => '、',
        '．' => '.',
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_width_case_and_small_kana() {
        assert_eq!(normalize("ＵＳＢ　ウィルス"), "usbウイルス");
    }

    #[test]
    fn drops_the_long_vowel_at_a_words_end_only() {
        assert_eq!(
            normalize("サーバー室のユーザーID、データ、キー"),
            "サーバ室のユーザid、データ、キー"
        );
        let source = "サーバー室";
        let folded = Normalized::new(source);
        let at = folded.text.find('室').expect("there");
        assert_eq!(&source[folded.source_range(at, at + 3)], "室");
    }

    #[test]
    fn plain_characters_are_those_that_fold_to_themselves() {
        let plain: Vec<char> = ('\0'..=char::MAX).filter(|c| is_plain(*c)).collect();
        assert!(plain.len() > 20_000);
        for character in plain {
            let units: Vec<char> = std::iter::once(character)
                .nfkc()
                .flat_map(char::to_lowercase)
                .collect();
            assert_eq!(units, [character]);
            assert!(!is_ignored(character));
        }
    }

    #[test]
    fn maps_back_to_the_source() {
        let source = "㍿ＡＢ 規程";
        let folded = Normalized::new(source);
        let at = folded.text.find("規程").expect("there");
        assert_eq!(&source[folded.source_range(at, at + 6)], "規程");
        let first = folded.source_range(0, "株".len());
        assert_eq!(&source[first], "㍿");
    }
}
