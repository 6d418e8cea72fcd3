//! Days that the document names for itself: 制定, 改正, 施行.

use std::ops::Range;

use crate::document::Place;
use crate::text::numerals;

use super::model::{DatedEvent, EventKind, Provision, ProvisionKind, SourceSpan};

/// Eras and the year before their first, longest name first.
const ERAS: &[(&str, u32)] = &[
    ("令和", 2018),
    ("平成", 1988),
    ("昭和", 1925),
    ("大正", 1911),
    ("明治", 1867),
    ("㋿", 2018),
    ("㍻", 1988),
    ("㍼", 1925),
];

/// Words of each kind of event. The order decides where several stand by one date.
const EVENTS: &[(EventKind, &[&str])] = &[
    (EventKind::InForce, &["施行", "適用", "実施", "発効"]),
    (
        EventKind::Amended,
        &["改正", "改訂", "改定", "変更", "更新", "見直し", "全改", "追加"],
    ),
    (
        EventKind::Enacted,
        &[
            "制定",
            "作成",
            "策定",
            "初版",
            "発行",
            "決定",
            "裁定",
            "第1版",
            "第１版",
            "第一版",
            "新規",
        ],
    ),
];

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDate {
    /// Where it stands.
    pub range: Range<usize>,
    /// ISO 8601, without the day or month where there is none.
    pub iso: String,
}

/// The dates in `text`, in order: 令和6年4月1日, 二〇二四年四月, 2024/4/1.
pub fn find(text: &str) -> Vec<FoundDate> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut numeral_before = false;
    while let Some(character) = text[at..].chars().next() {
        let numeral = numerals::number(&text[at..]).is_some();
        if (!numeral || !numeral_before)
            && let Some((iso, length)) = date(&text[at..])
        {
            found.push(FoundDate {
                range: at..at + length,
                iso,
            });
            at += length;
            numeral_before = false;
            continue;
        }
        numeral_before = numeral;
        at += character.len_utf8();
    }
    found
}

fn date(text: &str) -> Option<(String, usize)> {
    let era = ERAS.iter().find(|(name, _)| text.starts_with(name));
    let mut at = era.map_or(0, |(name, _)| name.len());
    at += blank(&text[at..]);
    let (mut year, length) = if era.is_some() && text[at..].starts_with('元') {
        (1, '元'.len_utf8())
    } else {
        numerals::number(&text[at..])?
    };
    at += length;
    if let Some((_, before)) = era {
        year += before;
    }
    if !(1868..2200).contains(&year) {
        return None;
    }
    at += blank(&text[at..]);
    let sign = text[at..].chars().next()?;
    let signs: [&str; 2] = match sign {
        '年' => ["月", "日"],
        '/' | '／' | '.' | '．' | '-' | '－' if era.is_none() => ["", ""],
        _ => return None,
    };
    at += sign.len_utf8();
    let mut iso = format!("{year:04}");
    let mut end = at;
    for (step, unit) in signs.into_iter().enumerate() {
        let from = end + blank(&text[end..]);
        let Some((value, length)) = numerals::number(&text[from..]) else {
            break;
        };
        let after = from + length + blank(&text[from + length..]);
        let limit = if step == 0 { 12 } else { 31 };
        if !(1..=limit).contains(&value) || !text[after..].starts_with(unit) {
            break;
        }
        iso.push('-');
        if value < 10 {
            iso.push('0');
        }
        iso.push_str(&value.to_string());
        end = if unit.is_empty() {
            from + length
        } else {
            after + unit.len()
        };
        if unit.is_empty() && step == 0 {
            match text[end..].chars().next() {
                Some(next) if next == sign => end += next.len_utf8(),
                _ => return None,
            }
        }
    }
    // 「2024/」 or 「3.5」 is no date; a year alone is one only with its sign.
    (sign == '年' || iso.len() == 10).then_some((iso, end))
}

fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The events that the provisions tell: in the front, in revision tables and in 附則.
pub fn events(provisions: &[Provision]) -> Vec<DatedEvent> {
    let mut events = Vec::new();
    for (at, provision) in provisions.iter().enumerate() {
        match provision.kind {
            ProvisionKind::Preamble => front(provision, &mut events),
            ProvisionKind::SupplementaryProvision => {
                if let Some(title) = &provision.title
                    && let Some(date) = find(title).into_iter().next()
                {
                    events.push(event(EventKind::Amended, date.iso, title, provision.place));
                }
                in_force(provision, &mut events);
            }
            ProvisionKind::TableRow if is_history(provisions, at) => history(provision, &mut events),
            _ if provision.supplementary => in_force(provision, &mut events),
            _ => {}
        }
    }
    events
}

fn event(kind: EventKind, date: String, words: &str, place: Place) -> DatedEvent {
    DatedEvent {
        kind,
        date,
        words: words.trim().to_owned(),
        place,
    }
}

/// Lines of the front: each date with the word behind it, or else before it.
fn front(provision: &Provision, events: &mut Vec<DatedEvent>) {
    let mut at = 0;
    for line in provision.text.split('\n') {
        let place = place_at(provision, at);
        at += line.len() + 1;
        let dates = find(line);
        for (index, date) in dates.iter().enumerate() {
            let behind =
                &line[date.range.end..dates.get(index + 1).map_or(line.len(), |next| next.range.start)];
            let before =
                &line[index.checked_sub(1).map_or(0, |last| dates[last].range.end)..date.range.start];
            let edition = behind.contains('版')
                && !behind.contains("第1版")
                && !behind.contains("第１版")
                && !behind.contains("初版");
            let kind = kind_in(behind)
                .or(edition.then_some(EventKind::Amended))
                .or_else(|| kind_in(before))
                .or_else(|| {
                    let first = events.iter().all(|event| event.kind != EventKind::Enacted);
                    (first && before.trim().is_empty()).then_some(EventKind::Enacted)
                });
            if let Some(kind) = kind {
                events.push(event(kind, date.iso.clone(), line, place));
            }
        }
    }
}

fn kind_in(words: &str) -> Option<EventKind> {
    EVENTS
        .iter()
        .find(|(_, signs)| signs.iter().any(|sign| words.contains(sign)))
        .map(|(kind, _)| *kind)
}

/// 「…から施行する」
fn in_force(provision: &Provision, events: &mut Vec<DatedEvent>) {
    for sentence in provision.text.split_inclusive('。') {
        let starts = ["施行", "適用", "実施", "使います", "使う"];
        let fits = find(sentence).into_iter().find(|date| {
            let behind = sentence[date.range.end..].trim_start();
            behind.starts_with("から") && starts.iter().any(|word| behind.contains(word))
                || behind.starts_with(['施', '適'])
        });
        if let Some(date) = fits {
            events.push(event(EventKind::InForce, date.iso, sentence, provision.place));
        }
    }
}

/// Whether a row belongs to a table of revisions.
fn is_history(provisions: &[Provision], at: usize) -> bool {
    let row = &provisions[at];
    let title = row
        .parent
        .and_then(|parent| provisions[parent].title.as_deref())
        .unwrap_or_default();
    let signs = ["改訂", "改正", "改定", "制定", "版数", "履歴"];
    row.column_heads
        .iter()
        .map(String::as_str)
        .chain([title])
        .any(|words| signs.iter().any(|sign| words.contains(sign)))
        || row.citation.contains("前付の表") && signs.iter().any(|sign| row.text.contains(sign))
}

fn history(row: &Provision, events: &mut Vec<DatedEvent>) {
    let Some(date) = find(&row.text).into_iter().next() else {
        return;
    };
    let enacted = ["制定", "初版", "新規", "作成", "策定"]
        .iter()
        .any(|word| row.text.contains(word));
    let kind = if enacted {
        EventKind::Enacted
    } else {
        EventKind::Amended
    };
    events.push(event(kind, date.iso, &row.text.replace('\t', " "), row.place));
}

/// The place of the words at byte `at` of a provision.
pub fn place_at(provision: &Provision, at: usize) -> Place {
    let span: Option<&SourceSpan> = provision.sources.iter().rev().find(|span| span.at <= at);
    Place {
        paragraph: span.map_or(provision.place.paragraph, |span| span.paragraph),
        ..provision.place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_of_every_way_of_writing() {
        for (text, iso) in [
            ("令和6年4月1日", "2024-04-01"),
            ("平成元年四月一日", "1989-04-01"),
            ("昭和六十三年十二月三十一日", "1988-12-31"),
            ("2022 年 4 月 1 日作成", "2022-04-01"),
            ("２０２４年４月", "2024-04"),
            ("二〇二四年四月一日", "2024-04-01"),
            ("2024/4/1", "2024-04-01"),
            ("2024.04.01", "2024-04-01"),
        ] {
            let found = find(text);
            assert_eq!(found.first().map(|date| date.iso.as_str()), Some(iso), "{text}");
        }
        for text in ["第3.5版", "30年保存", "令和の時代", "1/2"] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
