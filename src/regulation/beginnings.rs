//! Words that a text may begin with.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A list of words that the beginnings of all lines are compared with: they are found by their first character.
pub struct Beginnings {
    words: &'static [&'static str],
    by_first: OnceLock<BTreeMap<char, Vec<&'static str>>>,
}

impl Beginnings {
    /// The words as they are listed.
    pub const fn of(words: &'static [&'static str]) -> Self {
        Self {
            words,
            by_first: OnceLock::new(),
        }
    }

    /// The first of the words, in the order of the list, that `text` begins with.
    pub fn find(&self, text: &str) -> Option<&'static str> {
        let by_first = self.by_first.get_or_init(|| {
            let mut by_first = BTreeMap::<char, Vec<&'static str>>::new();
            for word in self.words {
                if let Some(first) = word.chars().next() {
                    by_first.entry(first).or_default().push(word);
                }
            }
            by_first
        });
        let words = by_first.get(&text.chars().next()?)?;
        words.iter().find(|word| text.starts_with(**word)).copied()
    }

    /// Whether `text` begins with one of the words.
    pub fn open(&self, text: &str) -> bool {
        self.find(text).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_at_the_beginning_only() {
        static WORDS: Beginnings = Beginnings::of(&["回以", "回", "名", "回の"]);
        for (text, found) in [
            ("回の終わり", Some("回")),
            ("回以上", Some("回以")),
            ("名", Some("名")),
            ("以回", None),
            ("", None),
        ] {
            assert_eq!(WORDS.find(text), found, "{text}");
        }
    }
}
