//! Periods and numbers as values: 年1回, 半年に1回, 2か月ごと, 13文字以上, 5年間, 7日以内.

use std::ops::Range;

use crate::text::numerals;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Measure {
    /// How many days lie between one time and the next.
    Interval,
    /// How many days something lasts, or within how many it is done.
    Days,
    /// How many characters long.
    Characters,
}

/// Which side of the value is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bound {
    /// 以上
    AtLeast,
    /// 以内, 以下; every interval: what recurs sooner suffices.
    AtMost,
    /// The bare value.
    Exactly,
}

/// A value in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantity {
    pub(super) measure: Measure,
    pub(super) value: f32,
    pub(super) bound: Bound,
    /// Bytes of the text.
    pub(super) place: Range<usize>,
}

/// Months and years differ in length: values this close are the same.
const SLACK: f32 = 1.05;

impl Quantity {
    /// A word that demands a value: 「13文字以上」, 「2か月ごと」, and 「定期」, which any recurrence meets.
    pub(super) fn demanded(word: &str) -> Option<Self> {
        if word == "定期" {
            return Some(Self {
                measure: Measure::Interval,
                value: f32::INFINITY,
                bound: Bound::AtMost,
                place: 0..word.len(),
            });
        }
        quantities(word)
            .into_iter()
            .find(|quantity| quantity.place == (0..word.len()) && quantity.bound != Bound::Exactly)
    }

    /// Whether what this value says is enough for what `demanded` asks.
    pub(super) fn meets(&self, demanded: &Self) -> bool {
        self.measure == demanded.measure
            && match demanded.bound {
                Bound::AtLeast => self.bound != Bound::AtMost && self.value * SLACK >= demanded.value,
                Bound::AtMost => self.bound != Bound::AtLeast && self.value <= demanded.value * SLACK,
                Bound::Exactly => (self.value - demanded.value).abs() < f32::EPSILON,
            }
    }
}

/// The values of a normalized text, in order.
pub(super) fn quantities(normalized: &str) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(character) = normalized[at..].chars().next() {
        let rest = &normalized[at..];
        let named = if BEGINNINGS.contains(&character) {
            RECURRING.iter().find(|(word, _)| rest.starts_with(word))
        } else {
            None
        };
        let number = numerals::number(rest).map(|(number, length)| (number, at + length));
        let quantity = match named {
            Some((word, days)) => Some(interval(at..at + word.len(), *days)),
            None => number.and_then(|(number, end)| of_number(normalized, at, number as f32, end)),
        };
        at = match quantity {
            Some(quantity) => {
                let end = quantity.place.end;
                found.push(quantity);
                end
            }
            None => number.map_or(at + character.len_utf8(), |(_, end)| end),
        };
    }
    found
}

/// The characters that words of [`RECURRING`] begin with: every place of every text is looked at.
const BEGINNINGS: [char; 7] = ['毎', '年', '半', '四', '隔', '奇', '偶'];

/// Words that name an interval, longer ones first, in days.
const RECURRING: &[(&str, f32)] = &[
    ("毎年度", YEAR),
    ("毎事業年度", YEAR),
    ("毎会計年度", YEAR),
    ("年度ごと", YEAR),
    ("年度毎", YEAR),
    ("毎年", YEAR),
    ("半年ごと", YEAR / 2.0),
    ("半年毎", YEAR / 2.0),
    ("半期ごと", YEAR / 2.0),
    ("四半期ごと", YEAR / 4.0),
    ("四半期に", YEAR / 4.0),
    ("毎四半期", YEAR / 4.0),
    ("隔月", 2.0 * MONTH),
    ("奇数月", 2.0 * MONTH),
    ("偶数月", 2.0 * MONTH),
    ("毎月", MONTH),
    ("隔週", 14.0),
    ("毎週", 7.0),
    ("毎日", 1.0),
    ("毎朝", 1.0),
    ("毎夕", 1.0),
    ("毎晩", 1.0),
    ("毎夜", 1.0),
];

const YEAR: f32 = 365.0;
const MONTH: f32 = 30.0;

/// Words before a number of times: 「年に2回」.
const PER: &[(&str, f32)] = &[
    ("半年に", YEAR / 2.0),
    ("年度に", YEAR),
    ("年に", YEAR),
    ("年", YEAR),
    ("月に", MONTH),
    ("月", MONTH),
    ("週に", 7.0),
    ("週", 7.0),
    ("日に", 1.0),
    ("日", 1.0),
];

/// Units behind a number, longer ones first, in days.
const UNITS: &[(&str, f32)] = &[
    ("か年", YEAR),
    ("箇年", YEAR),
    ("年度", YEAR),
    ("年", YEAR),
    ("か月", MONTH),
    ("箇月", MONTH),
    ("ヶ月", MONTH),
    ("ケ月", MONTH),
    ("カ月", MONTH),
    ("ヵ月", MONTH),
    ("月", MONTH),
    ("週間", 7.0),
    ("週", 7.0),
    ("日", 1.0),
    ("時間", 1.0 / 24.0),
];

const EVERY: &[&str] = &[
    "ごと",
    "毎",
    "おき",
    "に1回",
    "に一回",
    "に1度",
    "に一度",
    "に1遍",
];

fn interval(place: Range<usize>, days: f32) -> Quantity {
    Quantity {
        measure: Measure::Interval,
        value: days,
        bound: Bound::AtMost,
        place,
    }
}

/// The value that a number at `start..end` is part of.
fn of_number(text: &str, start: usize, number: f32, end: usize) -> Option<Quantity> {
    let rest = &text[end..];
    if number <= 0.0 {
        return None;
    }
    if let Some(unit) = ["回", "度", "遍"].iter().find(|unit| rest.starts_with(**unit)) {
        let (word, days) = PER.iter().find(|(word, _)| text[..start].ends_with(word))?;
        return Some(interval(start - word.len()..end + unit.len(), days / number));
    }
    if let Some(unit) = ["文字", "桁", "けた", "字"]
        .iter()
        .find(|unit| rest.starts_with(**unit))
    {
        let (bound, length) = bound(&rest[unit.len()..]);
        // 「一字」 alone is no length.
        if *unit == "字" && bound == Bound::Exactly {
            return None;
        }
        return Some(Quantity {
            measure: Measure::Characters,
            value: number,
            bound,
            place: start..end + unit.len() + length,
        });
    }
    let (unit, days) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit))?;
    let behind = &rest[unit.len()..];
    let after = end + unit.len();
    let skipped = ["以内", "を超えない期間", "間"]
        .iter()
        .find(|word| behind.starts_with(**word))
        .map_or(0, |word| word.len());
    if let Some(every) = EVERY.iter().find(|every| behind[skipped..].starts_with(**every)) {
        return Some(interval(start..after + skipped + every.len(), days * number));
    }
    // 「令和3年」, 「5月」 and 「20日」 are dates: a span says so.
    let span = ["間", "以上", "以内", "以下", "を超", "未満"]
        .iter()
        .any(|word| behind.starts_with(word))
        || *unit == "時間"
        || unit.ends_with("か月")
        || unit.ends_with("箇月");
    if !span {
        return None;
    }
    let between = if behind.starts_with('間') {
        '間'.len_utf8()
    } else {
        0
    };
    let (bound, length) = bound(&behind[between..]);
    Some(Quantity {
        measure: Measure::Days,
        value: days * number,
        bound,
        place: start..after + between + length,
    })
}

/// The bound at the start of `text` and how many bytes it takes.
fn bound(text: &str) -> (Bound, usize) {
    [
        ("以上", Bound::AtLeast),
        ("を超え", Bound::AtLeast),
        ("以内", Bound::AtMost),
        ("以下", Bound::AtMost),
        ("未満", Bound::AtMost),
    ]
    .into_iter()
    .find(|(word, _)| text.starts_with(word))
    .map_or((Bound::Exactly, 0), |(word, bound)| (bound, word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_recurrence_are_found_by_their_beginnings() {
        for (word, _) in RECURRING {
            assert!(word.starts_with(BEGINNINGS), "{word}");
        }
    }

    fn only(text: &str) -> Quantity {
        let mut all = quantities(text);
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        all.remove(0)
    }

    #[test]
    fn intervals_are_days() {
        for (text, days) in [
            ("年1回", 365.0),
            ("年に2回行う", 182.5),
            ("2か月ごとに変更", 60.0),
            ("3月ごとに報告", 90.0),
            ("半年に1回", 182.5),
            ("六箇月に一回", 180.0),
            ("毎月末に", 30.0),
            ("2か月を超えない期間ごとに", 60.0),
            ("隔週の月曜", 14.0),
        ] {
            let quantity = only(text);
            assert_eq!(quantity.measure, Measure::Interval, "{text}");
            assert!((quantity.value - days).abs() < 0.1, "{text}: {quantity:?}");
        }
    }

    #[test]
    fn dates_are_no_values() {
        for text in ["令和3年4月1日", "5月に開く", "20日に締める", "第3条", "一字一句"] {
            assert_eq!(quantities(text), [], "{text}");
        }
    }

    #[test]
    fn values_are_compared() {
        let demanded = Quantity::demanded("13文字以上").expect("a value");
        assert!(only("16桁以上とする").meets(&demanded));
        assert!(only("13文字とする").meets(&demanded));
        assert!(!only("十二文字以上").meets(&demanded));
        assert!(!only("14文字以下").meets(&demanded));
        let demanded = Quantity::demanded("2か月以内ごと").expect("a value");
        assert!(only("60日ごとに").meets(&demanded));
        assert!(only("毎月").meets(&demanded));
        assert!(!only("3か月ごとに").meets(&demanded));
        let demanded = Quantity::demanded("5年以上").expect("a value");
        assert!(only("10年間保存する").meets(&demanded) && !only("三年間保存する").meets(&demanded));
        let demanded = Quantity::demanded("定期").expect("a value");
        assert!(only("2年に1回").meets(&demanded) && !only("7日以内").meets(&demanded));
    }

    #[test]
    fn a_word_is_a_demand_only_as_a_whole() {
        assert_eq!(Quantity::demanded("毎月点検"), None);
        assert_eq!(Quantity::demanded("13文字"), None);
    }
}
