//! What the beginning of a line may be: a number of some style, a heading word, a bullet.
//!
//! A marker is only a candidate. Whether it opens a provision is decided by the sequence ([`super::machine`]).

use crate::text::numerals;

use super::model::ProvisionKind;
use super::vocabulary::{
    APPENDED, BULLETS, COUNTERS, DASH_BULLETS, REMARKS, RUNNING_ON, RUNNING_ON_AFTER_BLANK, TITLE_BRACKETS,
};

/// How a number of a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// Ⅰ, I.
    Roman,
    /// 第1 (without 条)
    Dai,
    /// 「2　」
    Bare,
    /// 2.
    Dot,
    /// 1-1, 4.2.1
    Path,
    /// 2)
    Close,
    /// (2), ⑵
    Paren,
    /// 二
    Kanji,
    /// （二）, ㈡
    ParenKanji,
    /// ②
    Circle,
    /// イ in the order ア, イ, ウ
    Kana,
    /// ロ in the order イ, ロ, ハ
    Iroha,
    /// (イ)
    ParenKana,
    /// (ロ)
    ParenIroha,
    /// a.
    Alpha,
    /// (a)
    ParenAlpha,
    /// ii
    SmallRoman,
    /// (ii)
    ParenRoman,
}

/// What a line begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marker {
    /// 第3章, 第9条の2.
    Unit {
        /// Part to Division, or Article.
        kind: ProvisionKind,
        /// Number and branch numbers.
        number: Vec<u32>,
        /// The last of a range that was deleted together: 「第10条から第12条まで 削除」.
        to: Option<u32>,
    },
    /// A number in a list; each reading that its signs allow, the likeliest first.
    List(Vec<(Style, Vec<u32>)>),
    /// 附則
    Supplementary,
    /// 別表, 様式, 別紙 with the name it is cited by.
    Appended {
        /// Which.
        kind: ProvisionKind,
        /// 「別表第1」
        name: String,
    },
    /// 目次
    Contents,
    /// ・
    Bullet,
    /// ※
    Remark,
}

/// A marker and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// What it is.
    pub marker: Marker,
    /// Where the printed number ends.
    pub label: usize,
    /// Where what follows begins.
    pub rest: usize,
    /// Whether the signs alone make it a number of a provision.
    pub strong: bool,
}

/// Reads the marker at the start of `text`, which begins with no blank. `auto` is the length of the automatic
/// numbering label, 0 where there is none.
pub fn scan(text: &str, auto: usize) -> Option<Marked> {
    unit(text, auto)
        .or_else(|| heading_word(text))
        .or_else(|| appended(text))
        .or_else(|| list(text, auto))
        .or_else(|| bullet(text, auto))
}

/// How many bytes of blank `text` begins with.
pub fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn marked(marker: Marker, text: &str, label: usize, strong: bool) -> Marked {
    Marked {
        marker,
        label,
        rest: label + blank(&text[label..]),
        strong,
    }
}

fn starts_with_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.starts_with(word))
}

// ---- 第3章, 第9条の2 ----

fn unit(text: &str, auto: usize) -> Option<Marked> {
    let bracket = text
        .chars()
        .next()
        .filter(|&c| matches!(c, '【' | '〔' | '［' | '[' | '≪' | '《' | '＜'));
    let inner = bracket.map_or(0, char::len_utf8);
    let (kind, number, length) = unit_number(&text[inner..])?;
    let end = inner + length;
    let after = &text[end..];
    if kind == ProvisionKind::Article
        && let Some((to, gone)) = deleted_range(after)
    {
        let label = end + gone;
        return Some(marked(
            Marker::Unit {
                kind,
                number,
                to: Some(to),
            },
            text,
            label,
            true,
        ));
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
        starts_with_any(next, RUNNING_ON_AFTER_BLANK) || cites_on(next)
    } else {
        starts_with_any(next, RUNNING_ON) || cites_on(next) || bracket_runs_on(next)
    };
    if running {
        return None;
    }
    let strong = labelled || gap > 0 || next.is_empty() || bracket.is_some() || opens_title(next);
    Some(marked(
        Marker::Unit {
            kind,
            number,
            to: None,
        },
        text,
        end,
        strong,
    ))
}

/// Whether a citation goes on: 「第2項」 after 第14条; 「第三者」 does not.
fn cites_on(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('第') else {
        return false;
    };
    let rest = rest.trim_start();
    numerals::number(rest).is_some_and(|(_, length)| {
        rest[length..]
            .trim_start()
            .starts_with(['条', '項', '号', '章', '節', '編', '款'])
    })
}

/// 「第 9 条の 2」: kind, numbers, length.
pub fn unit_number(text: &str) -> Option<(ProvisionKind, Vec<u32>, usize)> {
    let mut at = '第'.len_utf8();
    let rest = text.strip_prefix('第')?;
    at += blank(rest);
    let (value, length) = numerals::number(&text[at..])?;
    at += length;
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
    let mut number = vec![value];
    while let Some((branch, length)) = branch(&text[at..]) {
        number.push(branch);
        at += length;
    }
    Some((kind, number, at))
}

/// 「の2」 after 第9条.
fn branch(text: &str) -> Option<(u32, usize)> {
    let mut at = blank(text);
    at += text[at..].strip_prefix('の').map(|_| 'の'.len_utf8())?;
    at += blank(&text[at..]);
    let (value, length) = numerals::number(&text[at..])?;
    at += length;
    let next = &text[at..];
    // 「第3条の三者」「第3条の2名」 are not branches; 「第3条の2の規定」 is one, but runs on.
    let counted = starts_with_any(next, &["者", "名", "人", "部", "つ", "種", "台", "般", "回"]);
    (value >= 2 && !counted).then_some((value, at))
}

/// 「から第12条まで」 or 「及び第9条」 before 削除: the last number and the length of the words before 削除.
fn deleted_range(text: &str) -> Option<(u32, usize)> {
    let mut at = blank(text);
    let joint = ["から", "及び", "・", "～", "〜", "―", "－", "-", "、", "より"]
        .iter()
        .find(|joint| text[at..].starts_with(**joint))?;
    at += joint.len();
    at += blank(&text[at..]);
    let (kind, number, length) = unit_number(&text[at..])?;
    at += length;
    if text[at..].starts_with("まで") {
        at += "まで".len();
    }
    (kind == ProvisionKind::Article && is_deleted(&text[at..])).then(|| (number[0], at))
}

/// Whether `text` says only that something was deleted.
pub fn is_deleted(text: &str) -> bool {
    let word: String = text.chars().filter(|c| !c.is_whitespace()).take(4).collect();
    starts_with_any(&word, &["削除", "（削除", "(削除", "【削除", "［削除"])
}

fn opens_title(text: &str) -> bool {
    TITLE_BRACKETS.iter().any(|(open, _)| text.starts_with(*open))
}

/// Whether a bracket after a number belongs to running text: 「第12条（第3項を除く。）の規定により」.
fn bracket_runs_on(text: &str) -> bool {
    match bracketed_title(text) {
        Some((inner, length)) => {
            inner.starts_with("以下")
                || starts_with_any(&text[length..], &["の", "に", "を", "は", "が", "、", "，"])
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
                let fits = !inner.trim().is_empty() && inner.chars().count() <= 60 && !inner.contains('。');
                return fits.then_some((inner, at + close.len_utf8()));
            }
        }
    }
    None
}

// ---- 附則, 目次, 別表 ----

fn heading_word(text: &str) -> Option<Marked> {
    for (first, second, marker) in [
        ('附', '則', Marker::Supplementary),
        ('付', '則', Marker::Supplementary),
        ('目', '次', Marker::Contents),
    ] {
        let Some(rest) = text.strip_prefix(first) else {
            continue;
        };
        let gap = blank(rest);
        let Some(after) = rest[gap..].strip_prefix(second) else {
            continue;
        };
        let label = text.len() - after.len();
        let next = after.trim_start();
        let alone = next.is_empty() || matches!(next, "抄" | "(抄)" | "（抄）");
        let fits = match marker {
            Marker::Contents => alone,
            _ => {
                alone
                    || opens_title(next)
                    || (after.len() > next.len() && !starts_with_any(next, RUNNING_ON_AFTER_BLANK))
            }
        };
        if fits {
            return Some(marked(marker, text, label, true));
        }
    }
    let (first, length) = bracketed_title(text)?;
    let bare: String = first.chars().filter(|c| !c.is_whitespace()).collect();
    let marker = match bare.as_str() {
        "附則" | "付則" => Marker::Supplementary,
        "目次" => Marker::Contents,
        _ => return None,
    };
    text[length..]
        .trim()
        .is_empty()
        .then(|| marked(marker, text, text.len(), true))
}

fn appended(text: &str) -> Option<Marked> {
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
    let titled =
        after.len() > next.len() && !next.contains('。') && !starts_with_any(next, RUNNING_ON_AFTER_BLANK);
    let related = match bracketed_title(next) {
        Some((_, length)) => !starts_with_any(&next[length..], RUNNING_ON) && !next.contains('。'),
        None => false,
    };
    let coloned = next.starts_with([':', '：', '.', '．']) && !next.contains('。');
    (titled || related || coloned).then(|| marked(Marker::Appended { kind, name }, text, end, true))
}

/// 「別表第1」, 「様式第2号」, 「第2号様式」, 「別記第1号様式」, 「表1」: kind, citation, length.
fn appended_name(text: &str) -> Option<(ProvisionKind, String, usize)> {
    if let Some((number, length)) = numbered_form(text) {
        return Some((ProvisionKind::AppendedForm, format!("第{number}号様式"), length));
    }
    let (word, sort) = APPENDED.iter().find(|(word, _)| text.starts_with(word))?;
    let kind = match sort {
        't' => ProvisionKind::AppendedTable,
        'f' => ProvisionKind::AppendedForm,
        _ => ProvisionKind::Appendix,
    };
    let mut at = word.len();
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
    // 「表」 and 「図」 alone are words like any other.
    (numbered || !matches!(*word, "表" | "図")).then_some((kind, name, at))
}

fn hyphened(text: &str) -> Option<(u32, usize)> {
    let dash = text.chars().next().filter(|&c| is_dash(c))?;
    numerals::arabic(&text[dash.len_utf8()..]).map(|(value, length)| (value, dash.len_utf8() + length))
}

fn sign_or_number(text: &str) -> Option<(u32, usize)> {
    let first = text.chars().next()?;
    numerals::circled(first)
        .map(|value| (value, first.len_utf8()))
        .or_else(|| numerals::number(text))
}

fn numbered_form(text: &str) -> Option<(u32, usize)> {
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

// ---- lists ----

fn list(text: &str, auto: usize) -> Option<Marked> {
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
    if first == '第' {
        return dai(text, auto);
    }
    if numerals::digit(first).is_some() {
        return arabic(text, auto);
    }
    lettered(text, first, auto)
}

/// (1), （一）, (ア), (a), (ii).
fn parenthesized(text: &str, open: usize) -> Option<Marked> {
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
    let strong = !starts_with_any(
        next,
        &[
            "の", "に", "を", "は", "と", "が", "及び", "又は", "、", "，", "から", "まで", "で",
        ],
    );
    (!readings.is_empty()).then(|| marked(Marker::List(readings), text, label, strong))
}

/// 第1 without a unit, before a blank: 「第1　趣旨」.
fn dai(text: &str, auto: usize) -> Option<Marked> {
    let rest = text.strip_prefix('第')?;
    let (value, length) = numerals::number(rest.trim_start())?;
    let label = text.len() - rest.trim_start().len() + length;
    let after = &text[label..];
    let fits =
        blank(after) > 0 && !starts_with_any(after.trim_start(), COUNTERS) || (auto > 0 && auto >= label);
    fits.then(|| marked(Marker::List(vec![(Style::Dai, vec![value])]), text, label, true))
}

/// 「2　」, 2., 2), 2-1, 4.2.1, 4.2.1.
fn arabic(text: &str, auto: usize) -> Option<Marked> {
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
        let running = starts_with_any(after.trim_start(), COUNTERS);
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
    let running = starts_with_any(after.trim_start(), COUNTERS);
    let strong = match style {
        // 「1)の結果と」「7.のリスク表」 are citations.
        Style::Close => !(running && gap == 0),
        Style::Dot => !((running && gap == 0) || matches!(next, Some('、' | '，'))),
        _ => {
            let wide = after.starts_with(['\u{3000}', '\t']);
            after.is_empty()
                || (gap > 0 && (wide && !starts_with_any(after.trim_start(), &["年", "月"]) || !running))
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

/// Whether a word may follow a bare number without a blank: kanji or kana, or a title in brackets.
fn plain_word(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}') || opens_title(text))
}

/// 「.2」 or 「-1」 within a number.
fn step(text: &str) -> Option<(char, u32, usize)> {
    let sign = text.chars().next()?;
    let kind = match sign {
        '.' | '．' => '.',
        sign if is_dash(sign) => '-',
        _ => return None,
    };
    let (value, length) = numerals::arabic(&text[sign.len_utf8()..])?;
    (value < 1000).then_some((kind, value, sign.len_utf8() + length))
}

fn is_dash(sign: char) -> bool {
    matches!(sign, '-' | '－' | '―' | '‐' | '‑' | '–' | '—' | '−' | 'ー' | 'ｰ')
}

/// 一　, イ, a., Ⅱ, ii.
fn lettered(text: &str, first: char, auto: usize) -> Option<Marked> {
    let one = first.len_utf8();
    let mut readings = Vec::new();
    let mut label = one;
    if let Some((value, length, capital)) = numerals::roman(text) {
        let style = if capital { Style::Roman } else { Style::SmallRoman };
        readings.push((style, vec![value]));
        label = length;
        if length == one && first.is_ascii_lowercase() {
            readings.extend(letter(first).map(|value| (Style::Alpha, vec![value])));
        }
    } else if let Some((value, length)) = numerals::kanji(text) {
        readings.push((Style::Kanji, vec![value]));
        label = length;
        readings.extend(lookalike(&text[..length]).map(|value| (Style::Iroha, vec![value])));
    } else {
        readings.extend(numerals::aiueo(first).map(|value| (Style::Kana, vec![value])));
        readings.extend(iroha(first).map(|value| (Style::Iroha, vec![value])));
        readings.extend(letter(first).map(|value| (Style::Alpha, vec![value])));
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
    let roman_sign = matches!(first, 'Ⅰ'..='Ⅻ' | 'ⅰ'..='ⅻ');
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
    // ア対象: a katakana before a kanji may be a number whose blank was lost.
    let lost = matches!(readings[0].0, Style::Kana | Style::Iroha)
        && after
            .chars()
            .next()
            .is_some_and(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    lost.then(|| marked(Marker::List(readings), text, label, false))
}

fn letter(character: char) -> Option<u32> {
    let letter = numerals::half_width(character).to_ascii_lowercase();
    letter
        .is_ascii_lowercase()
        .then(|| letter as u32 - 'a' as u32 + 1)
}

fn iroha(character: char) -> Option<u32> {
    match character {
        'へ' => numerals::iroha('ヘ'),
        '口' => numerals::iroha('ロ'),
        other => numerals::iroha(other),
    }
}

/// Kanji numerals that look like katakana: 二 (ニ) and 八 (ハ) in a list イ, ロ, ハ, ニ.
fn lookalike(words: &str) -> Option<u32> {
    match words {
        "二" => numerals::iroha('ニ'),
        "八" => numerals::iroha('ハ'),
        _ => None,
    }
}

// ---- bullets and remarks ----

fn bullet(text: &str, auto: usize) -> Option<Marked> {
    if starts_with_any(text, REMARKS) && remark(text) {
        return Some(marked(Marker::Remark, text, 0, true));
    }
    let first = text.chars().next()?;
    let label = if auto > 0 {
        auto.min(text.len())
    } else {
        first.len_utf8()
    };
    let after = &text[label..];
    let listed = BULLETS.contains(&first) || (DASH_BULLETS.contains(&first) && blank(after) > 0);
    (listed || auto > 0).then(|| marked(Marker::Bullet, text, label, true))
}

/// Whether a line that begins with 備考 or 注意事項 is a remark and not a sentence about remarks.
fn remark(text: &str) -> bool {
    let word = REMARKS
        .iter()
        .find(|word| text.starts_with(**word))
        .map_or("", |word| word);
    let signed = !word.starts_with(['備', '注']) || word.ends_with(['）', ')']);
    let after = &text[word.len()..];
    signed || after.is_empty() || blank(after) > 0 || after.starts_with([':', '：', '1', '１'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> (Style, Vec<u32>, bool) {
        match scan(text, 0) {
            Some(Marked {
                marker: Marker::List(readings),
                strong,
                ..
            }) => (readings[0].0, readings[0].1.clone(), strong),
            other => panic!("{text}: {other:?}"),
        }
    }

    fn unit(text: &str) -> Option<(ProvisionKind, Vec<u32>, Option<u32>)> {
        match scan(text, 0)?.marker {
            Marker::Unit { kind, number, to } => Some((kind, number, to)),
            _ => None,
        }
    }

    #[test]
    fn reads_every_style_of_number() {
        for (text, style, number) in [
            ("２　管理者は", Style::Bare, vec![2]),
            ("2 管理者は", Style::Bare, vec![2]),
            ("2. 管理者は", Style::Dot, vec![2]),
            ("１．（目的）", Style::Dot, vec![1]),
            ("1)　目的", Style::Close, vec![1]),
            ("(3) 端末", Style::Paren, vec![3]),
            ("（３）端末", Style::Paren, vec![3]),
            ("⑶端末", Style::Paren, vec![3]),
            ("③端末", Style::Circle, vec![3]),
            ("三　端末", Style::Kanji, vec![3]),
            ("（三）端末", Style::ParenKanji, vec![3]),
            ("ア　端末", Style::Kana, vec![1]),
            ("ア: 端末", Style::Kana, vec![1]),
            ("(ア) 端末", Style::ParenKana, vec![1]),
            ("a. 端末", Style::Alpha, vec![1]),
            ("(b) 端末", Style::ParenAlpha, vec![2]),
            ("Ⅲ　体制", Style::Roman, vec![3]),
            ("III. 体制", Style::Roman, vec![3]),
            ("ii) 体制", Style::SmallRoman, vec![2]),
            ("4.2.1 体制", Style::Path, vec![4, 2, 1]),
            ("1－1－1　目的", Style::Path, vec![1, 1, 1]),
            ("第1　趣旨", Style::Dai, vec![1]),
        ] {
            assert_eq!(list(text), (style, number, true), "{text}");
        }
    }

    #[test]
    fn reads_units_and_their_branches() {
        for (text, kind, number) in [
            ("第１条　この規程は", ProvisionKind::Article, vec![1]),
            ("第 1 条（目的）", ProvisionKind::Article, vec![1]),
            ("第九条の二の三　管理者", ProvisionKind::Article, vec![9, 2, 3]),
            ("第2章第1節", ProvisionKind::Chapter, vec![2]),
            ("【第1章 総則】", ProvisionKind::Chapter, vec![1]),
            ("第十二条　病院長は", ProvisionKind::Article, vec![12]),
        ] {
            if text.contains("第1節") {
                assert_eq!(unit(text), None, "{text}");
            } else {
                assert_eq!(unit(text), Some((kind, number, None)), "{text}");
            }
        }
        assert_eq!(
            unit("第10条から第12条まで　削除"),
            Some((ProvisionKind::Article, vec![10], Some(12)))
        );
    }

    #[test]
    fn running_text_is_no_heading() {
        for text in [
            "第14条の規定により",
            "第14条及び第15条に",
            "第3条第2項の",
            "第12条（第3項を除く。）の規定",
            "第9条の2の規定",
            "平成25年4月1日",
            "2022年4月1日",
            "3日以内に",
            "アクセスの記録",
            "表のとおり",
            "附則第2項の規定",
            "別表第1に掲げる",
        ] {
            assert_eq!(scan(text, 0), None, "{text}");
        }
    }

    #[test]
    fn names_what_is_appended() {
        for (text, name) in [
            ("別表第一（第十九条関係）", "別表第1"),
            ("別表（第3条関係）", "別表"),
            ("様式第１号（第５条関係）", "様式第1号"),
            ("第2号様式（第5条関係）", "第2号様式"),
            ("別記第1号様式", "別記第1号様式"),
            ("表1　役割分担表", "表1"),
            ("別紙１", "別紙1"),
            ("【別紙2】", "別紙2"),
        ] {
            match scan(text, 0).map(|marked| marked.marker) {
                Some(Marker::Appended { name: found, .. }) => assert_eq!(found, name),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
