//! Numerals as regulations print them: Arabic of either width, kanji, Roman, circled, bracketed, kana.

/// The value of a decimal digit of either width.
pub fn digit(character: char) -> Option<u32> {
    match character {
        '0'..='9' => Some(character as u32 - '0' as u32),
        '０'..='９' => Some(character as u32 - '０' as u32),
        _ => None,
    }
}

/// An Arabic number at the start of `text`, and how many bytes it takes.
pub fn arabic(text: &str) -> Option<(u32, usize)> {
    let mut value = None;
    let mut length = 0;
    for character in text.chars() {
        let Some(digit) = digit(character) else { break };
        value = Some(value.unwrap_or(0_u32).checked_mul(10)?.checked_add(digit)?);
        length += character.len_utf8();
    }
    value.map(|value| (value, length))
}

/// A number in kanji at the start of `text` (十二, 百二十, 二〇), and how many bytes it takes.
pub fn kanji(text: &str) -> Option<(u32, usize)> {
    let (mut total, mut current, mut length) = (0_u32, None, 0);
    for character in text.chars() {
        if let Some(digit) = kanji_digit(character) {
            current = Some(current.unwrap_or(0_u32).checked_mul(10)?.checked_add(digit)?);
        } else if let Some(unit) = kanji_unit(character) {
            total = total.checked_add(current.take().unwrap_or(1).checked_mul(unit)?)?;
        } else {
            break;
        }
        length += character.len_utf8();
    }
    (length > 0).then(|| (total.saturating_add(current.unwrap_or(0)), length))
}

/// A number at the start of `text`, Arabic or kanji, and how many bytes it takes.
pub fn number(text: &str) -> Option<(u32, usize)> {
    arabic(text).or_else(|| kanji(text))
}

fn kanji_digit(character: char) -> Option<u32> {
    Some(match character {
        '〇' | '零' => 0,
        '一' | '壱' => 1,
        '二' | '弐' => 2,
        '三' | '参' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn kanji_unit(character: char) -> Option<u32> {
    Some(match character {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// The value of a circled number: ① to ㊿, ❶, ⓵.
pub fn circled(character: char) -> Option<u32> {
    let at = character as u32;
    Some(match character {
        '①'..='⑳' => at - '①' as u32 + 1,
        '㉑'..='㉟' => at - '㉑' as u32 + 21,
        '㊱'..='㊿' => at - '㊱' as u32 + 36,
        '❶'..='❿' => at - '❶' as u32 + 1,
        '⓵'..='⓾' => at - '⓵' as u32 + 1,
        '➀'..='➉' => at - '➀' as u32 + 1,
        _ => return None,
    })
}

/// The circled number of a value, where there is one.
pub fn to_circled(value: u32) -> Option<char> {
    match value {
        1..=20 => char::from_u32('①' as u32 + value - 1),
        21..=35 => char::from_u32('㉑' as u32 + value - 21),
        36..=50 => char::from_u32('㊱' as u32 + value - 36),
        _ => None,
    }
}

/// The value of a bracketed number that is one character: ⑴, ㈠.
pub fn bracketed(character: char) -> Option<u32> {
    let at = character as u32;
    Some(match character {
        '⑴'..='⒇' => at - '⑴' as u32 + 1,
        '㈠'..='㈩' => at - '㈠' as u32 + 1,
        _ => return None,
    })
}

/// The value of a number with a full stop that is one character: ⒈.
pub fn stopped(character: char) -> Option<u32> {
    ('⒈'..='⒛')
        .contains(&character)
        .then(|| character as u32 - '⒈' as u32 + 1)
}

/// A Roman number at the start of `text`: one character (Ⅳ, ⅳ) or letters (IV, ＩＶ); its value, its length in
/// bytes, and whether it is written in capitals. Letters are not mixed with small ones.
pub fn roman(text: &str) -> Option<(u32, usize, bool)> {
    let first = text.chars().next()?;
    let at = first as u32;
    match first {
        'Ⅰ'..='Ⅻ' => return Some((at - 'Ⅰ' as u32 + 1, first.len_utf8(), true)),
        'ⅰ'..='ⅻ' => return Some((at - 'ⅰ' as u32 + 1, first.len_utf8(), false)),
        _ => {}
    }
    let capital = roman_letter(first, true).is_some();
    let mut values = Vec::new();
    let mut length = 0;
    for character in text.chars() {
        let Some(value) = roman_letter(character, capital) else {
            break;
        };
        values.push(value);
        length += character.len_utf8();
    }
    let value = values.iter().enumerate().fold(0_i32, |sum, (at, &value)| {
        let next = values.get(at + 1).copied().unwrap_or(0);
        if value < next { sum - value } else { sum + value }
    });
    let value = u32::try_from(value)
        .ok()
        .filter(|value| (1..40).contains(value))?;
    // Only the one right spelling counts, so that words such as "ii" pass and "vx" do not.
    let spelled: Vec<_> = text[..length].chars().map(half_width).collect();
    let right = to_roman(value);
    let right = if capital { right } else { right.to_lowercase() };
    spelled
        .into_iter()
        .eq(right.chars())
        .then_some((value, length, capital))
}

fn roman_letter(character: char, capital: bool) -> Option<i32> {
    let letter = half_width(character);
    if letter.is_ascii_uppercase() != capital {
        return None;
    }
    match letter.to_ascii_lowercase() {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        _ => None,
    }
}

/// `value` in Roman letters.
pub fn to_roman(mut value: u32) -> String {
    let mut roman = String::new();
    for (unit, letters) in [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")] {
        while value >= unit {
            roman.push_str(letters);
            value -= unit;
        }
    }
    roman
}

/// `value` as one Roman character (Ⅳ), or in letters above twelve.
pub fn to_roman_sign(value: u32) -> String {
    match value {
        1..=12 => char::from_u32('Ⅰ' as u32 + value - 1).map(String::from),
        _ => None,
    }
    .unwrap_or_else(|| to_roman(value))
}

const AIUEO: &str =
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
const IROHA: &str =
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン";

/// The same in half width, in the same order.
const HALF_WIDTH_AIUEO: &str = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ";

/// The place of a katakana of either width in the order アイウエオ, from 1.
pub fn aiueo(kana: char) -> Option<u32> {
    place(kana, AIUEO)
}

fn place(kana: char, order: &str) -> Option<u32> {
    // Asked of the first character of every line, most of which are none.
    if !matches!(kana, 'ァ'..='ヺ' | 'ｦ'..='ﾝ') {
        return None;
    }
    let kana = full_width(kana);
    (order.chars().zip(1..)).find_map(|(each, place)| (each == kana).then_some(place))
}

fn full_width(kana: char) -> char {
    let mut pairs = HALF_WIDTH_AIUEO.chars().zip(AIUEO.chars());
    pairs
        .find_map(|(half, full)| (half == kana).then_some(full))
        .unwrap_or(kana)
}

/// The place of a katakana of either width in the order イロハ, from 1.
pub fn iroha(kana: char) -> Option<u32> {
    place(kana, IROHA)
}

/// The half-width form of a full-width letter, digit or sign; other characters as they are.
pub fn half_width(character: char) -> char {
    match character {
        '！'..='～' => char::from_u32(character as u32 - '！' as u32 + '!' as u32).unwrap_or(character),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_kanji_numbers_of_both_ways_of_writing() {
        for (words, value) in [
            ("十", 10),
            ("二十一", 21),
            ("百二", 102),
            ("二〇二四", 2024),
            ("千三百", 1300),
        ] {
            assert_eq!(kanji(words), Some((value, words.len())), "{words}");
        }
        assert_eq!(kanji("条"), None);
    }

    #[test]
    fn reads_arabic_numbers_of_both_widths() {
        assert_eq!(arabic("１2条"), Some((12, 4)));
        assert_eq!(arabic("99999999999"), None);
    }

    #[test]
    fn reads_roman_numbers_only_where_they_are_spelled_right() {
        assert_eq!(roman("Ⅳ 章"), Some((4, 3, true)));
        assert_eq!(roman("xiv"), Some((14, 3, false)));
        assert_eq!(roman("IIII"), None);
        assert_eq!(roman("VPN"), Some((5, 1, true)));
        assert_eq!(to_roman_sign(3), "Ⅲ");
    }

    #[test]
    fn every_sign_knows_its_value() {
        for value in 1..=50 {
            assert_eq!(to_circled(value).and_then(circled), Some(value));
        }
        assert_eq!(bracketed('⑵'), Some(2));
        assert_eq!(bracketed('㈢'), Some(3));
        assert_eq!(stopped('⒉'), Some(2));
        assert_eq!(
            (aiueo('イ'), iroha('イ'), iroha('ハ'), aiueo('ｲ'), iroha('ﾛ')),
            (Some(2), Some(1), Some(3), Some(2), Some(2))
        );
    }
}
