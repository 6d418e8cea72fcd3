//! Numbers of lists: (1), ①, ア, 二, 1.1, Ⅱ.

use crate::text::numerals;

use super::super::vocabulary::{COUNTERS, PARTICLES, RUNNING_ON_AFTER_BLANK, UNCOUNTED};
use super::unit::{branch, opens_title};
use super::{Marked, Marker, Style, blank, marked, unit};

/// Brackets of numbers that stand above those in round ones.
const SQUARE: &[(char, char)] = &[
    ('[', ']'),
    ('［', '］'),
    ('〔', '〕'),
    ('【', '】'),
    ('＜', '＞'),
    ('<', '>'),
    ('《', '》'),
    ('〈', '〉'),
];

pub(super) fn list(text: &str, auto: usize) -> Option<Marked> {
    let mut marked = signed(text, auto)?;
    // 「(3)から(5)まで　削除」 is no citation.
    marked.strong |= deleted_items(&marked.marker, &text[marked.rest..]).is_some();
    Some(marked)
}

/// 「から(5)まで」 before 削除, behind a number: the other numbers that are gone, and the length of the words before
/// 削除.
pub fn deleted_items(first: &Marker, text: &str) -> Option<(Vec<u32>, usize)> {
    let Marker::List(readings) = first else {
        return None;
    };
    let (style, number) = readings.first()?;
    let mut last = *number.first()?;
    let mut gone = Vec::new();
    let mut at = 0;
    loop {
        let (range, length) = unit::joint(&text[at..])?;
        at += length;
        let (value, length) = item(*style, &text[at..])?;
        at += length;
        if range && (value <= last || value - last > 100) {
            return None;
        }
        gone.extend(if range { last + 1..=value } else { value..=value });
        last = value;
        at += unit::until(&text[at..]);
        if unit::is_deleted(&text[at..]) {
            return Some((gone, at));
        }
    }
}

/// The number of `style` at the start of `text`, and its length.
fn item(style: Style, text: &str) -> Option<(u32, usize)> {
    if style == Style::Kanji {
        return numerals::kanji(text);
    }
    let marked = signed(text, 0)?;
    let Marker::List(readings) = &marked.marker else {
        return None;
    };
    let (_, number) = readings.iter().find(|(each, _)| *each == style)?;
    Some((*number.first()?, marked.label))
}

/// A number of a list and the signs around it.
fn signed(text: &str, auto: usize) -> Option<Marked> {
    let first = text.chars().next()?;
    let one = first.len_utf8();
    let certain = |style, value, length| {
        Some(marked(
            Marker::List(vec![(style, vec![value])]),
            text,
            length,
            true,
        ))
    };
    if let Some(value) = numerals::circled(first) {
        return certain(Style::Circle, value, one);
    }
    if let Some(value) = numerals::bracketed(first) {
        let style = if first >= '㈠' {
            Style::ParenKanji
        } else {
            Style::Paren
        };
        return certain(style, value, one);
    }
    if let Some(value) = numerals::stopped(first) {
        return certain(Style::Dot, value, one);
    }
    if matches!(first, '(' | '（') {
        return parenthesized(text, one);
    }
    if let Some((_, close)) = SQUARE.iter().find(|(open, _)| *open == first) {
        return square(text, one, *close);
    }
    if first == '第' {
        return dai(text, auto);
    }
    if numerals::digit(first).is_some() {
        return arabic(text, auto);
    }
    lettered(text, first, auto)
}

/// (1), （一）, (ア), (a), (ii).
pub(super) fn parenthesized(text: &str, open: usize) -> Option<Marked> {
    let inner = &text[open..];
    let close = inner.find([')', '）'])?;
    let words = inner[..close].trim();
    let label = open + close + inner[close..].chars().next()?.len_utf8();
    let mut readings = Vec::new();
    if let Some((value, length)) = numerals::arabic(words) {
        if length != words.len() {
            return None;
        }
        readings.push((Style::Paren, vec![value]));
    } else if let Some((value, length)) = numerals::kanji(words) {
        if length != words.len() {
            return None;
        }
        readings.push((Style::ParenKanji, vec![value]));
        readings.extend(lookalike(words).map(|value| (Style::ParenIroha, vec![value])));
    } else {
        let mut characters = words.chars();
        let (first, second) = (characters.next()?, characters.next());
        if second.is_none() {
            readings.extend(numerals::aiueo(first).map(|value| (Style::ParenKana, vec![value])));
            readings.extend(iroha(first).map(|value| (Style::ParenIroha, vec![value])));
            readings.extend(letter(first).map(|value| (Style::ParenAlpha, vec![value])));
        }
        if let Some((value, length, _)) =
            numerals::roman(words).filter(|(_, length, _)| *length == words.len())
        {
            let _ = length;
            readings.push((Style::ParenRoman, vec![value]));
        }
    }
    // 「(1)の事項については」 is a citation.
    let next = &text[label..];
    let strong = !PARTICLES.open(next);
    (!readings.is_empty()).then(|| marked(Marker::List(readings), text, label, strong))
}

/// [1], 〔１〕, ＜1＞.
fn square(text: &str, open: usize, close: char) -> Option<Marked> {
    let inner = &text[open..];
    let end = inner.find(close)?;
    let words = inner[..end].trim();
    let (value, length) = numerals::arabic(words).filter(|(value, _)| *value < 100)?;
    let label = open + end + close.len_utf8();
    let fits = length == words.len() && !PARTICLES.open(&text[label..]);
    fits.then(|| {
        marked(
            Marker::List(vec![(Style::Square, vec![value])]),
            text,
            label,
            true,
        )
    })
}

/// 第1 without a unit, before a blank: 「第1　趣旨」.
pub(super) fn dai(text: &str, auto: usize) -> Option<Marked> {
    let rest = text.strip_prefix('第')?;
    let (value, length) = numerals::number(rest.trim_start())?;
    let mut number = vec![value];
    let mut label = text.len() - rest.trim_start().len() + length;
    while let Some((value, length)) = branch(&text[label..]) {
        number.push(value);
        label += length;
    }
    // 第1項 and 第2号 printed in full are what 「1　」 and (2) are elsewhere.
    let unit = [('項', Style::Bare), ('号', Style::Paren)]
        .into_iter()
        .find(|(unit, _)| number.len() == 1 && text[label..].starts_with(*unit));
    if let Some((unit, style)) = unit {
        let end = label + unit.len_utf8();
        let after = &text[end..];
        let set_off = blank(after) > 0 && !RUNNING_ON_AFTER_BLANK.open(after.trim_start());
        return (set_off || after.is_empty() || auto >= end)
            .then(|| marked(Marker::List(vec![(style, number)]), text, end, true));
    }
    let after = &text[label..];
    let fits = blank(after) > 0 && !COUNTERS.open(after.trim_start()) || (auto > 0 && auto >= label);
    fits.then(|| marked(Marker::List(vec![(Style::Dai, number)]), text, label, true))
}

/// 「2　」, 2., 2), 2-1, 4.2.1, 4.2.1.
pub(super) fn arabic(text: &str, auto: usize) -> Option<Marked> {
    let (value, mut at) = numerals::arabic(text)?;
    let mut number = vec![value];
    let mut separator = None;
    while let Some((sign, value, length)) = step(&text[at..]) {
        if separator.is_some_and(|s| s != sign) {
            return None;
        }
        separator = Some(sign);
        number.push(value);
        at += length;
    }
    let labelled = auto > 0 && auto >= at;
    let next = text[at..].chars().next();
    if number.len() > 1 {
        if next.is_some_and(|c| matches!(c, '.' | '．')) {
            at += next.map_or(0, char::len_utf8);
        }
        let after = &text[at..];
        let gap = blank(after);
        let running = runs_on(after);
        let weak = (gap == 0 && !after.is_empty() && !opens_title(after)) || running;
        if running && gap == 0 && !labelled {
            return None;
        }
        return Some(marked(
            Marker::List(vec![(Style::Path, number)]),
            text,
            at,
            labelled || !weak,
        ));
    }
    let (style, label) = match next {
        Some(sign @ ('.' | '．' | '、' | '，')) => (Style::Dot, at + sign.len_utf8()),
        Some(sign @ (')' | '）')) => (Style::Close, at + sign.len_utf8()),
        _ => (Style::Bare, at),
    };
    let after = &text[label..];
    let gap = blank(after);
    let running = runs_on(after);
    let strong = match style {
        // 「1)の結果と」「7.のリスク表」 are citations.
        Style::Close => !(running && gap == 0),
        Style::Dot => !((running && gap == 0) || matches!(next, Some('、' | '，'))),
        _ => {
            let wide = after.starts_with(['\u{3000}', '\t']);
            let next = after.trim_start();
            let dated = next.starts_with(['年', '月']) && !UNCOUNTED.open(next);
            after.is_empty() || (gap > 0 && (wide && !dated || !running))
        }
    };
    if style == Style::Bare && gap == 0 && !after.is_empty() && (running || !plain_word(after)) && !labelled {
        return None;
    }
    Some(marked(
        Marker::List(vec![(style, vec![value])]),
        text,
        label,
        strong || labelled,
    ))
}

/// Whether what follows a number makes it an amount, or a citation of a number.
fn runs_on(after: &str) -> bool {
    let next = after.trim_start();
    COUNTERS.open(next) && !UNCOUNTED.open(next) || PARTICLES.open(after)
}

/// Whether a word may follow a bare number without a blank: kanji or kana, or a title in brackets.
pub(super) fn plain_word(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}') || opens_title(text))
}

/// 「.2」 or 「-1」 within a number.
pub(super) fn step(text: &str) -> Option<(char, u32, usize)> {
    let sign = text.chars().next()?;
    let kind = match sign {
        '.' | '．' => '.',
        sign if is_dash(sign) => '-',
        _ => return None,
    };
    let (value, length) = numerals::arabic(&text[sign.len_utf8()..])?;
    (value < 1000).then_some((kind, value, sign.len_utf8() + length))
}

/// Whether a sign may join the steps of a number.
pub fn is_dash(sign: char) -> bool {
    matches!(sign, '-' | '－' | '―' | '‐' | '‑' | '–' | '—' | '−' | 'ー' | 'ｰ')
}

/// 一　, イ, a., Ⅱ, ii.
pub(super) fn lettered(text: &str, first: char, auto: usize) -> Option<Marked> {
    let one = first.len_utf8();
    if let Some(marked) = capital_path(text, first, auto) {
        return Some(marked);
    }
    let mut readings = Vec::new();
    let mut label = one;
    if let Some((value, length, capital)) = numerals::roman(text) {
        let style = if capital { Style::Roman } else { Style::SmallRoman };
        readings.push((style, vec![value]));
        label = length;
        if length == one && !roman_sign(first) {
            readings.extend(letter(first).map(|value| (alphabet(first), vec![value])));
        }
    } else if let Some((value, length)) = numerals::kanji(text) {
        readings.push((Style::Kanji, vec![value]));
        label = length;
        readings.extend(lookalike(&text[..length]).map(|value| (Style::Iroha, vec![value])));
    } else {
        readings.extend(numerals::aiueo(first).map(|value| (Style::Kana, vec![value])));
        readings.extend(iroha(first).map(|value| (Style::Iroha, vec![value])));
        readings.extend(letter(first).map(|value| (alphabet(first), vec![value])));
    }
    if readings.is_empty() {
        return None;
    }
    let after = &text[label..];
    let labelled = auto > 0 && auto >= label;
    let sign = after.chars().next();
    let signed = sign.is_some_and(|c| matches!(c, '.' | '．' | ')' | '）' | ':' | '：'))
        || (sign == Some('、') && readings[0].0 == Style::Kanji)
        || (sign == Some('、') && after.chars().nth(1).is_some_and(char::is_whitespace));
    if signed {
        label += sign.map_or(0, char::len_utf8);
        return Some(marked(Marker::List(readings), text, label, true));
    }
    let gap = blank(after);
    let latin = first.is_ascii_alphabetic() || matches!(first, 'ａ'..='ｚ' | 'Ａ'..='Ｚ');
    let roman_sign = roman_sign(first);
    if gap > 0 {
        // 「I D」 and other words set apart are not numbers: a letter needs a word of Japanese behind it.
        let fits = !latin || plain_word(after.trim_start());
        return fits.then(|| marked(Marker::List(readings), text, label, true));
    }
    if labelled || roman_sign {
        return Some(marked(
            Marker::List(readings),
            text,
            label,
            labelled || after.is_empty() || roman_sign,
        ));
    }
    // 三から五まで　削除
    if readings[0].0 == Style::Kanji && deleted_items(&Marker::List(readings[..1].to_vec()), after).is_some()
    {
        return Some(marked(Marker::List(readings), text, label, true));
    }
    // ア対象: a katakana before a kanji may be a number whose blank was lost.
    let lost = matches!(readings[0].0, Style::Kana | Style::Iroha)
        && after
            .chars()
            .next()
            .is_some_and(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    lost.then(|| marked(Marker::List(readings), text, label, false))
}

/// A-1, A-1-2, A.1.
fn capital_path(text: &str, first: char, auto: usize) -> Option<Marked> {
    let mut number = vec![letter(first).filter(|_| alphabet(first) == Style::Capital)?];
    let mut at = first.len_utf8();
    while let Some((_, value, length)) = step(&text[at..]) {
        number.push(value);
        at += length;
    }
    let after = &text[at..];
    let labelled = auto > 0 && auto >= at;
    // 「A-2の者」 and 「A-4判」 are no numbers of provisions.
    let set_off = blank(after) > 0 || after.is_empty() || opens_title(after);
    let fits = number.len() > 1 && (labelled || set_off && !runs_on(after));
    fits.then(|| marked(Marker::List(vec![(Style::Path, number)]), text, at, true))
}

fn roman_sign(character: char) -> bool {
    matches!(character, 'Ⅰ'..='Ⅻ' | 'ⅰ'..='ⅻ')
}

/// The style of a list numbered by letters, of which `character` is one.
fn alphabet(character: char) -> Style {
    if numerals::half_width(character).is_ascii_uppercase() {
        Style::Capital
    } else {
        Style::Alpha
    }
}

pub(super) fn letter(character: char) -> Option<u32> {
    let letter = numerals::half_width(character).to_ascii_lowercase();
    letter
        .is_ascii_lowercase()
        .then(|| letter as u32 - 'a' as u32 + 1)
}

pub(super) fn iroha(character: char) -> Option<u32> {
    match character {
        'へ' => numerals::iroha('ヘ'),
        '口' => numerals::iroha('ロ'),
        other => numerals::iroha(other),
    }
}

/// Kanji numerals that look like katakana: 二 (ニ) and 八 (ハ) in a list イ, ロ, ハ, ニ.
pub(super) fn lookalike(words: &str) -> Option<u32> {
    match words {
        "二" => numerals::iroha('ニ'),
        "八" => numerals::iroha('ハ'),
        _ => None,
    }
}
