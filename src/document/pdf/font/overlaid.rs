//! Maps to characters that Ghostscript 10.00 has written. For a range of codes it lays the two bytes of the first
//! character over each other: 「お」, U+304A, becomes U+007A, and the characters behind it count on from there. What the
//! bytes were cannot be told from that alone. But fonts hold their glyphs in the order of some standard, so the right
//! characters nearby tell which one is due, and the bytes laid over each other tell whether it is.

use std::collections::BTreeMap;

/// How many codes away a right character may be.
const NEAR: u32 = 128;
/// Characters beyond this are right: two bytes laid over each other make one, and ranges are short.
const LEAST_RIGHT: char = '\u{2000}';

/// Codes in a row whose characters are in a row.
struct Run {
    first: u32,
    length: u32,
    /// What stands where the first character should.
    overlaid: u32,
}

/// Puts the characters of `map` right where they are wrong and it is sure what they should be; `is_wide` tells whether
/// the glyph of a code is as wide as it is high.
pub(super) fn mend(map: &mut BTreeMap<u32, String>, is_wide: impl Fn(u32) -> bool) {
    let mut right: BTreeMap<u32, char> = map
        .iter()
        .filter_map(|(code, text)| Some((*code, only(text)?)))
        .filter(|(_, character)| *character >= LEAST_RIGHT)
        .collect();
    let mut doubtful = runs(map);
    loop {
        let before = doubtful.len();
        doubtful.retain(|run| {
            let all_wide = (run.first..run.first + run.length).all(&is_wide);
            let Some(first) = due(run, &right).filter(|first| all_wide || is_half_width(*first)) else {
                return true;
            };
            for step in 0..run.length {
                if let Some(character) = char::from_u32(first as u32 + step) {
                    map.insert(run.first + step, character.to_string());
                    right.insert(run.first + step, character);
                }
            }
            false
        });
        // What has been put right may tell of what is beside it.
        if doubtful.len() == before {
            return;
        }
    }
}

/// The runs that may have come of a range.
fn runs(map: &BTreeMap<u32, String>) -> Vec<Run> {
    let single: Vec<(u32, u32)> = map
        .iter()
        .filter_map(|(code, text)| Some((*code, only(text)?)))
        .filter(|(_, character)| *character < LEAST_RIGHT)
        .map(|(code, character)| (code, character as u32))
        .collect();
    single
        .chunk_by(|one, next| (one.0 + 1, one.1 + 1) == *next)
        .filter(|run| run.len() > 1)
        .map(|run| Run {
            first: run[0].0,
            length: run.len() as u32,
            overlaid: run[0].1,
        })
        .collect()
}

fn only(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// The character that a run should begin with, by the right characters beside it.
fn due(run: &Run, right: &BTreeMap<u32, char>) -> Option<char> {
    let before = right.range(run.first.saturating_sub(NEAR)..run.first).rev();
    let behind = right.range(run.first..run.first.saturating_add(NEAR));
    before
        .take(3)
        .chain(behind.take(3))
        .flat_map(|(code, character)| {
            let steps = i64::from(run.first) - i64::from(*code);
            [in_unicode(*character, steps), in_jis(*character, steps)]
        })
        .flatten()
        .find(|first| gives(*first, run))
}

/// Whether a range that begins with `first` was written as `run`.
fn gives(first: char, run: &Run) -> bool {
    let code = first as u32;
    let (high, low) = (code >> 8, code & 0xff);
    (0x20..=0xff).contains(&high) && high | low == run.overlaid && low + run.length <= 0x100
}

fn is_half_width(character: char) -> bool {
    matches!(character, '｡'..='ﾟ')
}

/// The character so many steps behind `from` in Unicode.
fn in_unicode(from: char, steps: i64) -> Option<char> {
    char::from_u32(u32::try_from(i64::from(from as u32) + steps).ok()?)
}

/// The character so many steps behind `from` in JIS X 0208, whose order Japanese fonts have.
fn in_jis(from: char, steps: i64) -> Option<char> {
    let mut buffer = [0; 4];
    let (bytes, ..) = encoding_rs::EUC_JP.encode(from.encode_utf8(&mut buffer));
    let [row @ 0xa1..=0xfe, cell @ 0xa1..=0xfe] = bytes[..] else {
        return None;
    };
    let place = 94 * i64::from(row - 0xa1) + i64::from(cell - 0xa1) + steps;
    let (row, cell) = (u8::try_from(place / 94).ok()?, (place % 94) as u8);
    let bytes = [row.checked_add(0xa1)?, cell.checked_add(0xa1)?];
    let text = encoding_rs::EUC_JP.decode_without_bom_handling_and_without_replacement(&bytes)?;
    only(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(entries: &[(u32, &str)]) -> String {
        let mut map: BTreeMap<u32, String> = entries
            .iter()
            .map(|(code, text)| (*code, (*text).to_owned()))
            .collect();
        mend(&mut map, |code| code > 0x100 && code < 0x700);
        map.into_values().collect()
    }

    #[test]
    fn right_characters_nearby_tell_what_a_range_began_with() {
        assert_eq!(
            mended(&[(0x267, "え"), (0x269, "z"), (0x26a, "{"), (0x26b, "|")]),
            "えおかが"
        );
        // In the order of JIS: 「、。，．・」.
        assert_eq!(mended(&[(0x190, "1"), (0x191, "2"), (0x194, "・")]), "、。・");
        assert_eq!(
            mended(&[(0x1aa, "ー"), (0x1b8, "\u{ff}"), (0x1b9, "\u{100}")]),
            "ー（）"
        );
        // Of half the width only what is so in Japanese, too.
        assert_eq!(
            mended(&[(0x744, "ｶ"), (0x748, "\u{ff}"), (0x749, "\u{100}")]),
            "ｶｺｻ"
        );
        // One that has been put right tells of the next: 「え」 is too far from 「ナ」.
        let entries = [
            (0x267, "え"),
            (0x269, "z"),
            (0x26a, "{"),
            (0x26b, "|"),
            (0x26c, "}"),
        ];
        let entries = [&entries[..], &[(0x2e9, "\u{fa}"), (0x2ea, "\u{fb}")]].concat();
        assert_eq!(mended(&entries), "えおかがきナニ");
    }

    #[test]
    fn letters_stay() {
        for entries in [
            &[(0x44, "a"), (0x45, "b"), (0x90, "え")][..],
            &[(0x244, "a"), (0x245, "b"), (0x260, "え")],
            &[(0x269, "z"), (0x26a, "{")],
        ] {
            let given: String = entries.iter().map(|(_, text)| *text).collect();
            assert_eq!(mended(entries), given);
        }
    }
}
