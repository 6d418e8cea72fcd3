//! What two lines have in common but for their numbers, and what begins a provision.

use crate::document::pdf::labels::{Start, is_heading, start_of};

/// What a line begins with, if it looks like the start of a provision. Such lines stand at the head of a page as often
/// as elsewhere, so they need more evidence to be running heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// Nothing of the kind.
    None,
    /// 「第2章　運用」: running heads often name the chapter.
    Division,
    /// 「別表第1」「様式第2号」「附則」: a running head only where most pages have the very same.
    Appendix,
    /// 「【遵守事項】」「（目的）」「2　」.
    Other,
}

impl Label {
    /// The label of the line `text`.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        match text.chars().next() {
            _ if start_of(text) == Start::None => Self::None,
            Some('附' | '付' | '別' | '様') => Self::Appendix,
            Some('第') if is_heading(text) => Self::Division,
            _ => Self::Other,
        }
    }
}

/// What a line has in common with those that repeat it: the text with its numbers masked, but for the number that it
/// is labelled with, for another number is another provision.
pub(super) fn key(text: &str) -> String {
    if Label::of(text) == Label::None {
        return masked(text);
    }
    let text = text.trim();
    let start = text.find(is_number).unwrap_or(text.len());
    let behind = text[start..].find(|character| !is_number(character));
    let end = behind.map_or(text.len(), |length| start + length);
    format!("{}{}", &text[..end], masked(&text[end..]))
}

/// The text with every number as `#` and without spaces.
pub(super) fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        if is_number(character) {
            if !masked.ends_with('#') {
                masked.push('#');
            }
        } else {
            masked.push(character);
        }
    }
    masked
}

fn is_number(character: char) -> bool {
    // Most letters are Japanese, and to look one up among all numbers of the world takes long.
    !matches!(character, 'ぁ'..='ヿ' | '一'..='龠') && character.is_numeric()
}

/// The most bytes that a line with nothing but a page number has.
const PAGE_NUMBER: usize = 80;

/// Whether the line `text` is nothing but the number of its page.
pub(super) fn is_page_number_line(text: &str) -> bool {
    // Most lines say something, and at once.
    let says = |letter: char| {
        matches!(letter, 'ぁ'..='ん' | 'ァ'..='ヺ' | '一'..='龠')
            && !matches!(letter, 'ペ' | 'ジ' | '頁' | '全' | '第')
    };
    text.len() <= PAGE_NUMBER && !text.contains(says) && is_page_number(&masked(text))
}

/// Whether a masked text is a number with nothing but ornaments and words for a page around it.
fn is_page_number(masked: &str) -> bool {
    let ornaments = "-−–—―‐ー－/／()（）.・|~";
    let words = ["ページ", "頁", "Page", "page", "PAGE", "P", "p", "of", "全", "第"];
    if !masked.contains('#') {
        return false;
    }
    // The words first: one of them has a stroke in it that is an ornament elsewhere.
    let bare = words
        .iter()
        .fold(masked.to_owned(), |text, word| text.replace(word, ""));
    let bare: String = bare
        .chars()
        .filter(|&letter| !ornaments.contains(letter))
        .collect();
    matches!(bare.as_str(), "#" | "##")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_page_numbers() {
        for text in [
            "- 12 -",
            "12",
            "3/17",
            "第3頁",
            "3 ページ",
            "Page 3 of 9",
            "－３－",
        ] {
            assert!(is_page_number_line(text), "{text}");
        }
        for text in ["第3条", "2024年4月1日", "別表1", "-"] {
            assert!(!is_page_number_line(text), "{text}");
        }
    }

    #[test]
    fn a_label_keeps_its_number_and_other_numbers_do_not_matter() {
        assert_eq!(key("運用管理規程 3/17"), key("運用管理規程 12/17"));
        assert_ne!(key("様式第1号（第3条関係）"), key("様式第2号（第3条関係）"));
        assert_eq!(key("第2章　運用　15"), key("第2章　運用　16"));
        assert_eq!(Label::of("第2章　運用"), Label::Division);
        assert_eq!(Label::of("様式第1号（第3条関係）"), Label::Appendix);
        assert_eq!(Label::of("【遵守事項】"), Label::Other);
        assert_eq!(Label::of("みどり坂病院　運用管理規程"), Label::None);
    }
}
