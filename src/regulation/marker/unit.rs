//! 編, 章, 節, 款, 目 and 条, and titles in brackets.

use crate::text::numerals;

use super::super::model::ProvisionKind;
use super::super::vocabulary::{
    DELETED_JOINTS, LEFT_OUT, RUNNING_ON, RUNNING_ON_AFTER_BLANK, TITLE_BRACKETS,
};
use super::appended::hyphened;
use super::{Marked, Marker, blank, is_dash, marked};

/// A range of more is no range of deleted provisions.
const MOST_DELETED: u32 = 300;

pub(super) fn unit(text: &str, auto: usize) -> Option<Marked> {
    let bracket = text
        .chars()
        .next()
        .filter(|&c| matches!(c, '【' | '〔' | '［' | '[' | '≪' | '《' | '＜'));
    let inner = bracket.map_or(0, char::len_utf8);
    let (kind, number, length) = unit_number(&text[inner..])?;
    let end = inner + length;
    let after = &text[end..];
    let hyphened = text[inner..end].contains(is_dash);
    if kind == ProvisionKind::Article
        && let Some((gone, length)) = deleted_range(&number, after)
    {
        let marker = Marker::Unit {
            kind,
            number,
            hyphened,
            gone,
        };
        return Some(marked(marker, text, end + length, true));
    }
    if bracket.is_some() && kind == ProvisionKind::Article {
        return None;
    }
    let gap = blank(after);
    let next = &after[gap..];
    let labelled = auto > 0 && auto >= end;
    let running = if labelled {
        false
    } else if gap > 0 {
        RUNNING_ON_AFTER_BLANK.open(next) || cites_on(next, &['項', '号'])
    } else {
        RUNNING_ON.open(next)
            || cites_on(next, &['条', '項', '号', '章', '節', '編', '款'])
            || bracket_runs_on(next)
    };
    if running {
        return None;
    }
    let strong = labelled || gap > 0 || next.is_empty() || bracket.is_some() || opens_title(next);
    if !strong && kind != ProvisionKind::Article {
        // 「第1　目的」 is no 第1目.
        return None;
    }
    let marker = Marker::Unit {
        kind,
        number,
        hyphened,
        gone: Vec::new(),
    };
    Some(marked(marker, text, end, strong))
}

/// Whether a citation goes on: 「第2項」 after 第14条; 「第三者」 does not.
pub(super) fn cites_on(text: &str, units: &[char]) -> bool {
    let Some(rest) = text.strip_prefix('第') else {
        return false;
    };
    let rest = rest.trim_start();
    numerals::number(rest).is_some_and(|(_, length)| rest[length..].trim_start().starts_with(units))
}

/// 「第 9 条の 2」「第1-2条」「第Ⅱ章」: kind, numbers, length.
pub fn unit_number(text: &str) -> Option<(ProvisionKind, Vec<u32>, usize)> {
    let mut at = '第'.len_utf8();
    let rest = text.strip_prefix('第')?;
    at += blank(rest);
    let (value, length) = numerals::number(&text[at..]).or_else(|| capital_roman(&text[at..]))?;
    at += length;
    let mut number = vec![value];
    while let Some((step, length)) = hyphened(&text[at..]) {
        number.push(step);
        at += length;
    }
    at += blank(&text[at..]);
    let sign = text[at..].chars().next()?;
    let kind = match sign {
        '編' | '部' => ProvisionKind::Part,
        '章' => ProvisionKind::Chapter,
        '節' => ProvisionKind::Section,
        '款' => ProvisionKind::Subsection,
        '目' => ProvisionKind::Division,
        '条' => ProvisionKind::Article,
        _ => return None,
    };
    at += sign.len_utf8();
    while let Some((branch, length)) = branch(&text[at..]) {
        number.push(branch);
        at += length;
    }
    Some((kind, number, at))
}

fn capital_roman(text: &str) -> Option<(u32, usize)> {
    numerals::roman(text)
        .filter(|(_, _, capital)| *capital)
        .map(|(value, length, _)| (value, length))
}

/// 「の2」 after 第9条.
pub(super) fn branch(text: &str) -> Option<(u32, usize)> {
    let mut at = blank(text);
    at += text[at..].strip_prefix('の').map(|_| 'の'.len_utf8())?;
    at += blank(&text[at..]);
    let (value, length) = numerals::number(&text[at..])?;
    at += length;
    let next = &text[at..];
    // 「第3条の三者」「第3条の2名」 are not branches; 「第3条の2の規定」 is one, but runs on.
    let counted = next.starts_with(['者', '名', '人', '部', 'つ', '種', '台', '般', '回']);
    (value >= 2 && !counted).then_some((value, at))
}

/// 「から第12条まで」 or 「、第9条及び第11条」 before 削除, behind `first`: the other articles that are gone, and the
/// length of the words before 削除.
pub(super) fn deleted_range(first: &[u32], text: &str) -> Option<(Vec<Vec<u32>>, usize)> {
    let mut gone = Vec::new();
    let mut last = first.to_vec();
    let mut at = 0;
    loop {
        let (range, length) = joint(&text[at..])?;
        at += length;
        let (kind, number, length) = unit_number(&text[at..])?;
        if kind != ProvisionKind::Article {
            return None;
        }
        at += length;
        if range {
            gone.extend(between(&last, &number)?);
        } else {
            gone.push(number.clone());
        }
        last = number;
        at += until(&text[at..]);
        if is_deleted(&text[at..]) {
            return Some((gone, at));
        }
    }
}

/// What joins numbers that were deleted together: whether it makes a range, and its length with blanks.
pub(super) fn joint(text: &str) -> Option<(bool, usize)> {
    let mut at = blank(text);
    let (word, range) = DELETED_JOINTS
        .iter()
        .find(|(word, _)| text[at..].starts_with(word))?;
    at += word.len();
    Some((*range, at + blank(&text[at..])))
}

/// The length of 「まで」 at the start of `text`.
pub(super) fn until(text: &str) -> usize {
    if text.starts_with("まで") {
        "まで".len()
    } else {
        0
    }
}

/// The articles behind `from` up to `to`. How many branches an article between them had, nobody knows.
fn between(from: &[u32], to: &[u32]) -> Option<Vec<Vec<u32>>> {
    let (&first, &last) = (from.first()?, to.first()?);
    if last < first || last - first > MOST_DELETED {
        return None;
    }
    let mut all: Vec<Vec<u32>> = (first + 1..=last).map(|number| vec![number]).collect();
    if let [above @ .., branch] = to
        && !above.is_empty()
    {
        let from = match from {
            [same @ .., before] if same == above => before + 1,
            _ => 2,
        };
        let branches = from..=(*branch).min(MOST_DELETED);
        all.extend(branches.map(|branch| [above, &[branch][..]].concat()));
    }
    Some(all)
}

/// Whether `text` says only that something was deleted.
pub fn is_deleted(text: &str) -> bool {
    let mut words = text.chars().filter(|c| !c.is_whitespace());
    let first = words.next();
    let first = match first {
        Some('（' | '(' | '【' | '［') => words.next(),
        _ => first,
    };
    first == Some('削') && words.next() == Some('除')
}

pub(super) fn opens_title(text: &str) -> bool {
    let first = text.chars().next();
    TITLE_BRACKETS.iter().any(|(open, _)| first == Some(*open))
}

/// Whether a bracket after a number belongs to running text: 「第12条（第3項を除く。）の規定により」.
pub(super) fn bracket_runs_on(text: &str) -> bool {
    match bracketed_title(text) {
        Some((inner, length)) => {
            inner.starts_with("以下")
                || text[length..].starts_with(['の', 'に', 'を', 'は', 'が', '、', '，'])
        }
        None => opens_title(text) && text.contains('。'),
    }
}

/// A title in brackets at the start of `text`: what is inside, and the length with brackets.
pub fn bracketed_title(text: &str) -> Option<(&str, usize)> {
    let open = text.chars().next()?;
    let (_, close) = TITLE_BRACKETS.iter().find(|(each, _)| *each == open)?;
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        if character == open {
            depth += 1;
        } else if character == *close {
            depth -= 1;
            if depth == 0 {
                let inner = &text[open.len_utf8()..at];
                let fits = inner.chars().count() <= 60
                    && !inner.contains('。')
                    && !is_number(inner.trim())
                    && !LEFT_OUT.contains(&inner.trim());
                return fits.then_some((inner, at + close.len_utf8()));
            }
        }
    }
    None
}

/// Whether what stands in brackets is a number of a list, or nothing.
fn is_number(words: &str) -> bool {
    let one = words.chars().nth(1).is_none();
    let sign = one
        && words
            .chars()
            .all(|c| c.is_ascii_alphabetic() || numerals::aiueo(c).is_some());
    sign || numerals::roman(words).is_some_and(|(_, length, _)| length == words.len())
        || words
            .chars()
            .all(|c| c.is_numeric() || numerals::kanji(c.encode_utf8(&mut [0; 4])).is_some())
}
