//! 附則, 目次, and what stands behind the provisions: 別表, 様式, 別紙.

use crate::text::numerals;

use super::super::model::ProvisionKind;
use super::super::vocabulary::{APPENDED, RUNNING_ON, RUNNING_ON_AFTER_BLANK};
use super::list::is_dash;
use super::unit::{branch, opens_title};
use super::{Marked, Marker, blank, bracketed_title, marked};

pub(super) fn heading_word(text: &str) -> Option<Marked> {
    let first = text.chars().next()?;
    let (second, marker): (&[char], _) = match first {
        '附' | '付' => (&['則', '記'], Marker::Supplementary),
        '目' => (&['次'], Marker::Contents),
        _ => return bracketed_word(text),
    };
    let rest = text[first.len_utf8()..].trim_start();
    let after = rest.strip_prefix(second)?;
    let next = after.trim_start();
    // 付記 is also a remark: it is a supplementary provision where it says from when the text holds.
    if rest.starts_with('記') {
        let says_when = after.len() > next.len() && from_a_day(next);
        return says_when.then(|| marked(marker, text, text.len() - after.len(), true));
    }
    let alone = next.is_empty() || matches!(next, "抄" | "(抄)" | "（抄）");
    let set_off = || after.len() > next.len() && !RUNNING_ON_AFTER_BLANK.open(next);
    let fits = alone || marker == Marker::Supplementary && (opens_title(next) || set_off());
    fits.then(|| marked(marker, text, text.len() - after.len(), true))
}

/// 「令和7年10月1日から使います。」「この規程は、公布の日から施行する。」
fn from_a_day(text: &str) -> bool {
    let first = text.split('。').next().unwrap_or_default();
    first.contains("日から")
}

/// 【附　則】
fn bracketed_word(text: &str) -> Option<Marked> {
    let (inner, length) = bracketed_title(text)?;
    let says = |word: &str| inner.chars().filter(|c| !c.is_whitespace()).eq(word.chars());
    let marker = if says("附則") || says("付則") {
        Marker::Supplementary
    } else if says("目次") {
        Marker::Contents
    } else {
        return None;
    };
    let alone = text[length..].trim().is_empty();
    alone.then(|| marked(marker, text, text.len(), true))
}

pub(super) fn appended(text: &str) -> Option<Marked> {
    let open = text
        .chars()
        .next()
        .filter(|&c| matches!(c, '【' | '（' | '(' | '［' | '〔' | '＜'));
    let start = open.map_or(0, char::len_utf8);
    let (kind, name, length) = appended_name(&text[start..])?;
    let end = start + length;
    let after = &text[end..];
    let next = after.trim_start();
    if next.is_empty() || (open.is_some() && next.starts_with(['】', '）', ')', '］', '〕', '＞'])) {
        return Some(marked(Marker::Appended { kind, name }, text, end, true));
    }
    if open.is_some() {
        return None;
    }
    let titled = after.len() > next.len() && !next.contains('。') && !RUNNING_ON_AFTER_BLANK.open(next);
    let related = match bracketed_title(next) {
        Some((_, length)) => !RUNNING_ON.open(&next[length..]) && !next.contains('。'),
        None => false,
    };
    let coloned = next.starts_with([':', '：', '.', '．']) && !next.contains('。');
    (titled || related || coloned).then(|| marked(Marker::Appended { kind, name }, text, end, true))
}

/// 「別表第1」, 「様式第2号」, 「第2号様式」, 「別記第1号様式」, 「表1」: kind, citation, length.
pub(super) fn appended_name(text: &str) -> Option<(ProvisionKind, String, usize)> {
    if let Some((number, length)) = numbered_form(text) {
        return Some((ProvisionKind::AppendedForm, format!("第{number}号様式"), length));
    }
    let (word, sort, mut at) = APPENDED.iter().find_map(|(word, sort)| {
        let length = spaced(text, word)?;
        Some((word, sort, length))
    })?;
    let kind = match sort {
        't' => ProvisionKind::AppendedTable,
        'f' => ProvisionKind::AppendedForm,
        _ => ProvisionKind::Appendix,
    };
    if let Some((number, length)) = numbered_form(&text[at..]) {
        return Some((
            ProvisionKind::AppendedForm,
            format!("{word}第{number}号様式"),
            at + length,
        ));
    }
    let mut name = (*word).to_owned();
    let mut numbered = false;
    let from = at + blank(&text[at..]);
    let ordinal = text[from..].starts_with('第');
    let digits = if ordinal { from + '第'.len_utf8() } else { from };
    let digits = digits + blank(&text[digits..]);
    if let Some((number, length)) = sign_or_number(&text[digits..]) {
        numbered = true;
        at = digits + length;
        name.push_str(if ordinal { "第" } else { "" });
        name.push_str(&number.to_string());
        let unit = at + blank(&text[at..]);
        if text[unit..].starts_with('号') {
            at = unit + '号'.len_utf8();
            name.push('号');
        }
        while let Some((value, length)) = branch(&text[at..]).or_else(|| hyphened(&text[at..])) {
            name.push('の');
            name.push_str(&value.to_string());
            at += length;
        }
    }
    if !numbered && let Some((letter, length)) = capital(&text[from..]) {
        name.push(letter);
        numbered = true;
        at = from + length;
    }
    // 「表」「図」 and 「資料」 alone are words like any other.
    (numbered || !matches!(*word, "表" | "図" | "資料")).then_some((kind, name, at))
}

/// The length of `word` at the start of `text`, where blanks may stand between its characters: 「別　表」.
fn spaced(text: &str, word: &str) -> Option<usize> {
    let mut at = 0;
    for (place, character) in word.chars().enumerate() {
        if place > 0 {
            at += blank(&text[at..]);
        }
        if !text[at..].starts_with(character) {
            return None;
        }
        at += character.len_utf8();
    }
    Some(at)
}

/// The letter of 付録A, in half width.
fn capital(text: &str) -> Option<(char, usize)> {
    let first = text.chars().next()?;
    let letter = numerals::half_width(first);
    let alone = text[first.len_utf8()..]
        .chars()
        .next()
        .is_none_or(|next| !numerals::half_width(next).is_ascii_alphanumeric());
    (letter.is_ascii_uppercase() && alone).then_some((letter, first.len_utf8()))
}

pub(super) fn hyphened(text: &str) -> Option<(u32, usize)> {
    let dash = text.chars().next().filter(|&c| is_dash(c))?;
    numerals::arabic(&text[dash.len_utf8()..]).map(|(value, length)| (value, dash.len_utf8() + length))
}

pub(super) fn sign_or_number(text: &str) -> Option<(u32, usize)> {
    let first = text.chars().next()?;
    numerals::circled(first)
        .map(|value| (value, first.len_utf8()))
        .or_else(|| numerals::number(text))
}

pub(super) fn numbered_form(text: &str) -> Option<(u32, usize)> {
    let rest = text.strip_prefix('第')?;
    let (number, length) = numerals::number(rest.trim_start())?;
    let at = text.len() - rest.trim_start().len() + length;
    let tail = text[at..]
        .trim_start()
        .strip_prefix('号')?
        .trim_start()
        .strip_prefix("様式")?;
    Some((number, text.len() - tail.len()))
}
