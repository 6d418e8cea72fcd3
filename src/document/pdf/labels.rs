//! Lines that begin a new paragraph of a regulation by what they begin with: 「第3条」「２　」「(1)」「ア」「（目的）」.

/// How surely a line begins a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Start {
    /// It has no label.
    None,
    /// It has one that could as well stand within a sentence.
    Likely,
    /// It has one that stands at the start only.
    Sure,
}

/// How surely `line` begins a paragraph.
pub(super) fn start_of(line: &str) -> Start {
    let text = line.trim_start();
    let Some(first) = text.chars().next() else {
        return Start::None;
    };
    if is_bracketed(text) || is_dated(text) {
        return Start::Sure;
    }
    match first {
        '第' => ordinal(text),
        '①'..='⓿' | '❶'..='➓' | '㋐'..='㋾' | '㊀'..='㊉' | '㈠'..='㈩' => Start::Likely,
        '・' | '●' | '○' | '◯' | '◎' | '◆' | '◇' | '■' | '□' | '▪' | '•' | '※' | '►' | '➢' | '✓' | '☐' => {
            Start::Sure
        }
        '(' | '（' => parenthesized(text),
        '附' | '付'
            if ["附則", "附　則", "附 則", "付則"]
                .iter()
                .any(|word| text.starts_with(word)) =>
        {
            ends_soon(text)
        }
        '別' | '様'
            if ["別表", "別紙", "別添", "別記", "様式"]
                .iter()
                .any(|word| text.starts_with(word)) =>
        {
            ends_soon(text)
        }
        _ => numbered(text),
    }
}

/// When a regulation was made or changed, on a line of its own: 「令和2年4月1日制定」.
fn is_dated(line: &str) -> bool {
    const EVENTS: [&str; 9] = [
        "制定", "改定", "改正", "施行", "実施", "適用", "発行", "作成", "更新",
    ];
    let event = line.trim_end().trim_end_matches(['）', ')']);
    if !EVENTS.iter().any(|word| event.ends_with(word)) || line.contains(['、', '。']) {
        return false;
    }
    let text: String = line
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    text.chars().count() <= 40 && begins_with_date(&text)
}

/// Whether a line without spaces begins with a year and a month.
fn begins_with_date(text: &str) -> bool {
    let eras = ["令和", "平成", "昭和"];
    let year = eras.iter().find_map(|era| text.strip_prefix(era)).unwrap_or(text);
    after_count(year, '年').is_some_and(|month| after_count(month, '月').is_some())
}

/// What follows a number and its `unit`.
fn after_count(text: &str, unit: char) -> Option<&str> {
    let rest = text.trim_start_matches(|character| is_digit(character) || character == '元');
    (rest.len() < text.len()).then(|| rest.strip_prefix(unit))?
}

/// A heading in brackets on a line of its own.
pub(super) fn is_bracketed(text: &str) -> bool {
    let text = text.trim_end();
    let inner = [('（', '）'), ('(', ')'), ('【', '】'), ('［', '］'), ('〔', '〕')]
        .into_iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    inner.is_some_and(|inner| {
        let length = inner.chars().count();
        (2..=30).contains(&length) && !inner.contains(['（', '）', '(', ')', '。'])
    })
}

fn ends_soon(text: &str) -> Start {
    if text.chars().count() <= 24 && !text.contains('。') {
        Start::Sure
    } else {
        Start::None
    }
}

/// 「第3条」 and the like: at the start of an article a space, a bracket or nothing follows; within a sentence a
/// particle does.
fn ordinal(text: &str) -> Start {
    let rest: &str = text['第'.len_utf8()..].trim_start();
    let after = rest.trim_start_matches(|character: char| is_digit(character) || character == ' ');
    if after.len() == rest.len() {
        return Start::None;
    }
    let mut letters = after.chars();
    match letters.next() {
        // 「第2部長」 is a person.
        Some('部') if !letters.as_str().starts_with(char::is_whitespace) => return Start::None,
        Some('部' | '編' | '章' | '節' | '款' | '目' | '条') => {}
        _ => return Start::None,
    }
    let mut tail = letters.as_str();
    while let Some(branch) = tail.strip_prefix('の') {
        let next = branch.trim_start_matches(is_digit);
        if next.len() == branch.len() {
            break;
        }
        tail = next;
    }
    match tail.chars().next() {
        Some(next) if next.is_whitespace() => Start::Sure,
        None | Some('（' | '(' | '【') => Start::Likely,
        _ => Start::None,
    }
}

/// 「(1)」「（ア）」「（一）」.
fn parenthesized(text: &str) -> Start {
    let inner: String = text
        .chars()
        .skip(1)
        .take_while(|character| !matches!(character, ')' | '）'))
        .take(5)
        .collect();
    let length = inner.chars().count();
    let label = length <= 3 && inner.chars().all(is_digit)
        || length <= 2 && inner.chars().all(is_roman)
        || length == 1 && inner.chars().all(is_counter);
    if label && length > 0 {
        Start::Likely
    } else {
        Start::None
    }
}

/// 「2　」「2.」「2)」「2-1」「ア　」「一　」「Ⅰ」.
fn numbered(text: &str) -> Start {
    let digits: String = text
        .chars()
        .take_while(|character| is_digit(*character))
        .collect();
    if !digits.is_empty() && digits.chars().count() <= 3 {
        return after_number(&text[digits.len()..]);
    }
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return Start::None;
    };
    if !is_counter(first) && !is_roman(first) {
        return Start::None;
    }
    match letters.next() {
        Some('　' | ' ' | '\t' | '.' | '．' | ')' | '）') => Start::Likely,
        _ => Start::None,
    }
}

fn after_number(rest: &str) -> Start {
    let mut letters = rest.chars();
    match (letters.next(), letters.next()) {
        (Some('　' | '\t' | ')' | '）'), _) | (Some(' '), Some('　')) => Start::Likely,
        // 「2 台」 is a wrapped line as often as 「2 前項」 is a paragraph.
        (Some(' '), Some(next)) if !is_digit(next) => Start::Likely,
        (Some('.' | '．'), Some(next)) if next.is_ascii_digit() || is_digit(next) => {
            // 「4.2.1 見出し」 is a heading; 「37.5℃」 is none.
            let tail =
                rest.trim_start_matches(|character| is_digit(character) || matches!(character, '.' | '．'));
            if tail.starts_with([' ', '　']) {
                Start::Likely
            } else {
                Start::None
            }
        }
        (Some('.' | '．' | '、'), _) => Start::Likely,
        (Some('-' | '－' | '‐' | '–' | '−'), Some(next)) if is_digit(next) => hyphened(rest),
        _ => Start::None,
    }
}

/// 「8-2-2　見出し」 behind its first number; 「9-2の手順」 and 「03-1234-5678」 are none.
fn hyphened(rest: &str) -> Start {
    let steps = rest.trim_start_matches(|character| {
        is_digit(character) || matches!(character, '-' | '－' | '‐' | '–' | '−')
    });
    let short = rest[..rest.len() - steps.len()].chars().count() <= 9;
    if short && steps.starts_with(['　', ' ', '\t', '（']) {
        Start::Likely
    } else {
        Start::None
    }
}

/// Whether a line that is full goes on in the next, by its last character: items end with 「こと」 and 「もの」, but
/// sentences pause after a particle.
pub(super) fn goes_on(line: &str) -> bool {
    let line = line.trim_end();
    if line.ends_with("こと") || line.ends_with("もの") {
        return false;
    }
    line.chars().next_back().is_some_and(|last| {
        matches!(
            last,
            'は' | 'が'
                | 'を'
                | 'に'
                | 'で'
                | 'の'
                | 'や'
                | 'も'
                | 'へ'
                | 'と'
                | '、'
                | '，'
                | '及'
                | '又'
                | '・'
                | '「'
                | '（'
                | '('
                | '第'
                | '条'
                | '項'
        )
    })
}

/// Whether `line` breaks off within brackets that `next` closes: 「（ロ」「グ）を」 holds no label 「グ）」.
pub(super) fn closes_bracket(line: &str, next: &str) -> bool {
    let (open, close) = (['（', '('], ['）', ')']);
    let last_open = line.rfind(open);
    let last_close = line.rfind(close);
    let opened = last_open.is_some_and(|at| last_close.is_none_or(|closed| closed < at));
    let first_close = next.find(close);
    opened && first_close.is_some_and(|at| next.find(open).is_none_or(|other| at < other))
}

/// Whether `line` is a heading that no sentence goes on from: 「附則」「第1章　総則」「（目的）」.
pub(super) fn is_heading(line: &str) -> bool {
    let text = line.trim();
    let is_division = || {
        let rest = text.strip_prefix('第').map(|rest| {
            rest.trim_start_matches(|character: char| is_digit(character) || character.is_whitespace())
        });
        rest.is_some_and(|rest| rest.starts_with(['部', '編', '章', '節', '款', '目']))
    };
    let is_appendix = || text.starts_with(['附', '付', '別', '様']);
    start_of(text) == Start::Sure && (is_bracketed(text) || is_division() || is_appendix())
}

/// Whether `last` ends a sentence.
pub(super) fn ends_sentence(last: Option<char>) -> bool {
    last.is_some_and(|last| {
        matches!(
            last,
            '。' | '．' | '」' | '）' | ')' | '』' | '】' | '：' | ':' | '？' | '！'
        )
    })
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
        || matches!(
            character,
            '０'..='９' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '〇'
        )
}

fn is_roman(character: char) -> bool {
    matches!(character, 'Ⅰ'..='Ⅻ' | 'ⅰ'..='ⅻ' | 'i' | 'v' | 'x')
}

fn is_counter(character: char) -> bool {
    matches!(character, 'ア'..='ン' | 'ｱ'..='ﾝ' | 'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ')
        && !matches!(
            character,
            'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_starts_of_provisions() {
        for line in [
            "第3条　事務部長は",
            "第 3 条（目的） この",
            "第十二条の二　前条",
            "２　前項",
            "2. 前項",
            "2) 前項",
            "(1) 氏名",
            "（１）氏名",
            "（ア） 氏名",
            "① 氏名",
            "ア　氏名",
            "一　氏名",
            "（目的）",
            "・氏名",
            "附則",
            "別表第1（第2条関係）",
            "4.2.1 管理",
            "8-2-2　管理",
            "第４部　外部委託",
            "2018年10月1日制定　2025年5月1日　6回目の改定",
            "（令和元年 5 月 1 日施行）",
            "平成二十年四月一日 施行",
        ] {
            assert!(start_of(line) > Start::None, "{line}");
        }
    }

    #[test]
    fn knows_headings_and_brackets_that_a_line_leaves_open() {
        for line in ["附則", "第1章　総則", "（目的）", "別表第1（第2条関係）"] {
            assert!(is_heading(line), "{line}");
        }
        assert!(!is_heading("第3条　事務部長は"));
        assert!(closes_bracket("操作の記録（ロ", "グ）を点検し"));
        assert!(!closes_bracket("操作の記録（ログ）を", "1) 点検し"));
        assert!(!closes_bracket("次のもの（抄", "(1) 点検"));
    }

    #[test]
    fn leaves_sentences_alone() {
        for line in [
            "第3条の規定により",
            "第3条及び第4条",
            "37.5℃を超える",
            "9-2の手順",
            "03-1234-5678 に電話する",
            "1人につき",
            "アクセスする",
            "（以下「当院」という。）が",
            "別表に掲げる事項について、院長の承認を得なければならない。",
            "一部を",
            "第2部長は",
            "令和5年4月1日から施行する。",
            "令和5年4月1日の規程の改正、その他の改正",
            "規程の改正",
        ] {
            assert_eq!(start_of(line), Start::None, "{line}");
        }
    }
}
