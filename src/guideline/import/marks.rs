//! What the first characters of a line say: a section's heading, an item, an item of a list within it.

use crate::text::numerals::{arabic, circled};

/// The words over the items of a section.
const HEAD: &str = "遵守事項";

/// What follows 【遵守事項】 on its line; `None` where the line is no such head.
pub(super) fn items_head(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['【', '［', '[', '〔', '「', '■', '<', '＜', '〈'])?;
    let rest = rest.trim_start().strip_prefix(HEAD)?.trim_start();
    Some(
        rest.strip_prefix(['】', '］', ']', '〕', '」', '>', '＞', '〉'])
            .unwrap_or(rest)
            .trim(),
    )
}

/// Whether a line is a head in 【 】 of whatever words.
pub(super) fn is_other_head(text: &str) -> bool {
    text.starts_with('【') && text.ends_with('】') && items_head(text).is_none()
}

/// The words of a head over some of a section's items: 「＜説明責任＞」.
pub(super) fn group_head(text: &str) -> Option<&str> {
    let pairs = [('<', '>'), ('＜', '＞'), ('〈', '〉'), ('《', '》')];
    let inner = pairs
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))?
        .trim();
    (!inner.is_empty() && inner.chars().count() <= 40).then_some(inner)
}

/// The number and the title of a section's heading: 「12．サイバーセキュリティ」, 「3.4.1 …」, 「第12章　…」.
pub(super) fn heading(text: &str) -> Option<(String, &str)> {
    let (start, is_chapter) = text
        .strip_prefix('第')
        .map_or((text, false), |rest| (rest.trim_start(), true));
    let mut rest = start;
    let mut numbers = Vec::new();
    while let Some((number, length)) = arabic(rest) {
        numbers.push(number.to_string());
        rest = &rest[length..];
        match rest.strip_prefix(['.', '．']) {
            Some(after) => rest = after,
            None => break,
        }
    }
    let ended = rest.len() < start.len() && start[..start.len() - rest.len()].ends_with(['.', '．']);
    let title = match rest.strip_prefix('章') {
        Some(after) if is_chapter => after,
        _ if is_chapter => return None,
        _ if ended || rest.starts_with(char::is_whitespace) => rest,
        _ => return None,
    };
    let title = title.trim();
    let is_title = !numbers.is_empty()
        && numbers.len() <= 4
        && (1..=80).contains(&title.chars().count())
        && !title.ends_with(['。', '、'])
        && !title.is_ascii()
        && !is_contents(text);
    is_title.then(|| (numbers.join("."), title))
}

/// Whether a line is one of a table of contents: leaders, and a page at the end.
pub(super) fn is_contents(text: &str) -> bool {
    let ends_in_digit = text
        .chars()
        .last()
        .and_then(crate::text::numerals::digit)
        .is_some();
    let leaders: usize = text
        .chars()
        .map(|c| match c {
            '…' => 3,
            '‥' => 2,
            '.' | '・' | '･' => 1,
            _ => 0,
        })
        .sum();
    leaders >= 6 || (ends_in_digit && text.contains(['\t', '　']) && leaders == 0 && trailing_page(text))
}

/// A page number behind a wide space at the end.
fn trailing_page(text: &str) -> bool {
    let last = text.rsplit(['\t', '　']).next().unwrap_or_default().trim();
    !last.is_empty() && last.len() < text.trim().len() && last.chars().all(|c| c.is_ascii_digit())
}

/// The number of an item and what follows: 「⑤ …」.
pub(super) fn item(text: &str) -> Option<(u32, &str)> {
    let mut characters = text.chars();
    let number = circled(characters.next()?)?;
    Some((number, characters.as_str().trim_start()))
}

/// Whether what follows a circled number goes on with a sentence that refers to it: 「②の措置」, 「①及び②」.
pub(super) fn refers(rest: &str) -> bool {
    const GOES_ON: [&str; 20] = [
        "の",
        "及び",
        "および",
        "又は",
        "または",
        "並びに",
        "から",
        "まで",
        "～",
        "〜",
        "、",
        "，",
        "と",
        "に",
        "で",
        "は",
        "を",
        "・",
        "）",
        "」",
    ];
    rest.is_empty() || GOES_ON.iter().any(|word| rest.starts_with(word)) || item(rest).is_some()
}

/// Whether a line is an item of a list within an item: 「ア …」, 「a) …」, 「(1) …」, 「・…」.
pub(super) fn is_listed(text: &str) -> bool {
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return false;
    };
    let rest = characters.as_str();
    match first {
        '・' | '･' | '●' | '•' | '－' | '–' | '➢' | '※' => true,
        '-' | '*' => rest.starts_with(char::is_whitespace),
        '(' | '（' => {
            let inner: Vec<char> = rest.chars().take_while(|c| !matches!(c, ')' | '）')).collect();
            rest.chars().nth(inner.len()).is_some()
                && (1..=3).contains(&inner.len())
                && inner.iter().copied().all(is_label)
        }
        _ if is_label(first) => {
            let label = rest.trim_start_matches(is_label);
            rest.len() - label.len() <= 6
                && (label.starts_with([')', '）', '.', '．'])
                    || (label.starts_with(char::is_whitespace) && is_kana_label(text)))
        }
        _ => false,
    }
}

/// A letter, digit or kana that lists are numbered with.
fn is_label(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, 'ａ'..='ｚ' | 'Ａ'..='Ｚ' | '０'..='９' | 'ア'..='ン' | 'ⅰ'..='ⅻ' | 'Ⅰ'..='Ⅻ')
}

/// One kana, letter or Roman number before a space: more of them are a word.
fn is_kana_label(text: &str) -> bool {
    let label = text.split(char::is_whitespace).next().unwrap_or_default();
    label.chars().count() == 1 && !label.starts_with(|c| crate::text::numerals::digit(c).is_some())
}

/// Whether a text has come to an end of a sentence.
pub(super) fn is_complete(text: &str) -> bool {
    let end = text.trim_end().trim_end_matches(['」', '）', ')', '』', '”']);
    end.ends_with(['。', '．', '！', '？'])
}

/// Whether a text has come to an end: of a sentence, or of a list's item, which need be no sentence.
pub(super) fn is_complete_or_listed(text: &str, listed: bool) -> bool {
    listed || is_complete(text)
}

/// Words with which an afterthought to an item begins.
pub(super) fn is_afterthought(text: &str) -> bool {
    [
        "なお",
        "ただし",
        "また、",
        "この場合",
        "その際",
        "特に",
        "※",
        "（注",
        "注）",
        "例えば、次",
    ]
    .iter()
    .any(|word| text.starts_with(word))
}

/// Whether a text announces a list: 「次の事項」.
pub(super) fn awaits_list(text: &str) -> bool {
    let tail: String = {
        let characters: Vec<char> = text.chars().collect();
        characters[characters.len().saturating_sub(60)..].iter().collect()
    };
    ["次の", "以下", "下記", "次に掲げる", "掲げる"]
        .iter()
        .any(|word| tail.contains(word))
        || text.ends_with(['：', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_numbers_with_a_title_and_nothing_else() {
        assert_eq!(
            heading("１２．サイバーセキュリティ"),
            Some(("12".to_owned(), "サイバーセキュリティ"))
        );
        assert_eq!(
            heading("3.4.1 事業継続計画の整備"),
            Some(("3.4.1".to_owned(), "事業継続計画の整備"))
        );
        assert_eq!(heading("第5章　責任分界"), Some(("5".to_owned(), "責任分界")));
        for other in [
            "12．サイバーセキュリティ……………45",
            "1. 手順を定める。",
            "12台の端末",
            "第5条　責任",
            "2．責任分界　4",
        ] {
            assert_eq!(heading(other), None, "{other}");
        }
    }

    #[test]
    fn the_head_of_the_items_may_be_followed_by_the_first() {
        assert_eq!(items_head("【遵守事項】"), Some(""));
        assert_eq!(items_head("【遵守事項】① 定める。"), Some("① 定める。"));
        assert_eq!(items_head("遵守事項を確かめる。"), None);
        assert!(is_other_head("【考え方】") && !is_other_head("【遵守事項】"));
    }

    #[test]
    fn an_item_is_told_from_a_reference_to_one() {
        assert_eq!(item("⑤　訓練を行う"), Some((5, "訓練を行う")));
        for reference in ["の措置", "及び②", "から③まで", "②", ""] {
            assert!(refers(reference), "{reference}");
        }
        assert!(!refers("職員に周知する"));
    }

    #[test]
    fn lists_within_items_are_known_by_their_labels() {
        for listed in ["ア 氏名", "a) 氏名", "（1）氏名", "・氏名", "ⅱ）氏名", "1) 氏名"] {
            assert!(is_listed(listed), "{listed}");
        }
        for plain in [
            "アクセスを制限する",
            "（略）氏名",
            "CD を保管する",
            "12 月に行う",
            "（責任者を含む）",
        ] {
            assert!(!is_listed(plain), "{plain}");
        }
    }
}
