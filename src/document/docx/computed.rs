//! Numbers of fields that Word computes each time and does not store (ECMA-376 part 1, 17.16.5): AUTONUM, AUTONUMLGL,
//! AUTONUMOUT and LISTNUM.

use std::collections::BTreeMap;

use super::numerals;

/// Formats of the nine levels, and the signs around the number.
type Levels = [(&'static str, &'static str, &'static str); 9];

/// AUTONUMOUT and the list `OutlineDefault`.
const OUTLINE: Levels = [
    ("", "upperRoman", "."),
    ("", "upperLetter", "."),
    ("", "decimal", "."),
    ("", "lowerLetter", ")"),
    ("(", "decimal", ")"),
    ("(", "lowerLetter", ")"),
    ("(", "lowerRoman", ")"),
    ("(", "lowerLetter", ")"),
    ("(", "lowerRoman", ")"),
];

/// The list `NumberDefault`.
const NUMBER: Levels = [
    ("", "decimal", ")"),
    ("", "lowerLetter", ")"),
    ("", "lowerRoman", ")"),
    ("(", "decimal", ")"),
    ("(", "lowerLetter", ")"),
    ("(", "lowerRoman", ")"),
    ("", "decimal", "."),
    ("", "lowerLetter", "."),
    ("", "lowerRoman", "."),
];

/// Number formats by the word behind `\*`, as far as numbers of paragraphs use them.
const FORMATS: [(&str, &str); 12] = [
    ("ROMAN", "upperRoman"),
    ("roman", "lowerRoman"),
    ("ALPHABETIC", "upperLetter"),
    ("alphabetic", "lowerLetter"),
    ("DBCHAR", "decimalFullWidth"),
    ("DBNUM1", "japaneseCounting"),
    ("KANJINUM1", "ideographDigital"),
    ("KANJINUM2", "japaneseLegal"),
    ("KANJINUM3", "japaneseCounting"),
    ("CIRCLENUM", "decimalEnclosedCircle"),
    ("AIUEO", "aiueoFullWidth"),
    ("IROHA", "irohaFullWidth"),
];

/// Where a field stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// The paragraph.
    pub paragraph: u32,
    /// Its heading level, from 1.
    pub heading: Option<u8>,
    /// Whether nothing stands before the field.
    pub begins: bool,
    /// Whether the paragraph is in a list.
    pub listed: bool,
}

/// How far the fields of a document have been counted.
#[derive(Debug, Default)]
pub(super) struct Computed {
    outlines: BTreeMap<String, Outline>,
    lists: BTreeMap<String, [i32; 9]>,
    /// The paragraph and level of the last LISTNUM.
    last: Option<(u32, usize)>,
}

/// Numbers of one kind of AUTONUM field.
#[derive(Debug, Default)]
struct Outline {
    counts: [i32; 9],
    /// The level below the last heading, where other paragraphs are counted.
    below: usize,
}

impl Computed {
    /// The number that the field with `code` shows, and its level from 0; `None` for lists that are not Word's own.
    pub fn number(&mut self, code: &str, spot: Spot) -> Option<(String, u8)> {
        let mut words = code.split_whitespace();
        let name = words.next()?.to_ascii_uppercase();
        let switches = Switches::of(words);
        let (text, level) = if name == "LISTNUM" {
            self.list(&switches, spot)?
        } else {
            self.outline(&name, &switches, spot)
        };
        Some((text, u8::try_from(level).unwrap_or(8)))
    }

    fn outline(&mut self, name: &str, switches: &Switches<'_>, spot: Spot) -> (String, usize) {
        let outline = self.outlines.entry(name.to_owned()).or_default();
        let level = match spot.heading {
            Some(heading) => {
                let level = usize::from(heading.clamp(1, 9) - 1);
                outline.below = (level + 1).min(8);
                level
            }
            None => outline.below,
        };
        count(&mut outline.counts, level, None);
        let separator = switches.after("\\s").unwrap_or(".");
        let text = match name {
            "AUTONUMLGL" => {
                let end = if switches.has("\\e") { "" } else { separator };
                legal(&outline.counts[..=level], separator, end)
            }
            "AUTONUMOUT" => in_format(OUTLINE[level], outline.counts[level]),
            _ => {
                let format = switches.after("\\*").and_then(|word| {
                    let found = FORMATS.iter().find(|(name, _)| *name == word);
                    found.map(|(_, format)| *format)
                });
                format!(
                    "{}{separator}",
                    numerals::format(outline.counts[level], format.unwrap_or("decimal"), None)
                )
            }
        };
        (text, level)
    }

    fn list(&mut self, switches: &Switches<'_>, spot: Spot) -> Option<(String, usize)> {
        let name = switches.name.unwrap_or("NumberDefault").to_ascii_lowercase();
        if !matches!(name.as_str(), "numberdefault" | "outlinedefault" | "legaldefault") {
            return None;
        }
        let asked = switches
            .number("\\l")
            .and_then(|level| usize::try_from(level - 1).ok());
        // Within a paragraph the fields are on one level, which is below that of its own number.
        let level = match (asked, self.last) {
            (Some(level), _) => level,
            (None, Some((paragraph, level))) if paragraph == spot.paragraph && !spot.begins => level.max(1),
            _ => usize::from(spot.listed),
        }
        .min(8);
        self.last = Some((spot.paragraph, level));
        let counts = self.lists.entry(name.clone()).or_default();
        count(counts, level, switches.number("\\s"));
        let text = match name.as_str() {
            "legaldefault" => legal(&counts[..=level], ".", "."),
            "outlinedefault" => in_format(OUTLINE[level], counts[level]),
            _ => in_format(NUMBER[level], counts[level]),
        };
        Some((text, level))
    }
}

/// Counts one at `level`; the levels below it begin again.
fn count(counts: &mut [i32; 9], level: usize, start: Option<i32>) {
    counts[level] = start.unwrap_or_else(|| counts[level].saturating_add(1));
    counts[level + 1..].fill(0);
}

fn in_format((before, format, after): (&str, &str, &str), number: i32) -> String {
    format!("{before}{}{after}", numerals::format(number, format, None))
}

/// 1.2.1.
fn legal(counts: &[i32], separator: &str, end: &str) -> String {
    let steps: Vec<String> = counts.iter().map(|&count| count.max(1).to_string()).collect();
    steps.join(separator) + end
}

/// What stands behind the name of a field.
struct Switches<'a> {
    name: Option<&'a str>,
    words: Vec<&'a str>,
}

impl<'a> Switches<'a> {
    fn of(words: impl Iterator<Item = &'a str>) -> Self {
        let words: Vec<&str> = words.map(|word| word.trim_matches('"')).collect();
        Self {
            name: words.first().copied().filter(|word| !word.starts_with('\\')),
            words,
        }
    }

    fn has(&self, switch: &str) -> bool {
        self.words.contains(&switch)
    }

    /// The word behind a switch, with or without a blank between.
    fn after(&self, switch: &str) -> Option<&'a str> {
        let at = self.words.iter().position(|word| word.starts_with(switch))?;
        match &self.words[at][switch.len()..] {
            "" => self.words.get(at + 1).copied(),
            word => Some(word),
        }
    }

    fn number(&self, switch: &str) -> Option<i32> {
        self.after(switch)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of fields, each in a paragraph of its own unless its code begins with `+`; `#2` is a heading.
    fn numbers(fields: &[&str]) -> Vec<String> {
        let mut computed = Computed::default();
        let mut paragraph = 0;
        let mut shown = Vec::new();
        for field in fields {
            let (field, begins) = match field.strip_prefix('+') {
                Some(field) => (field, false),
                None => (*field, true),
            };
            let (heading, code) = match field.strip_prefix('#') {
                Some(field) => (field[..1].parse().ok(), &field[1..]),
                None => (None, field),
            };
            paragraph += u32::from(begins);
            let spot = Spot {
                paragraph,
                heading,
                begins,
                listed: false,
            };
            shown.push(
                computed
                    .number(code, spot)
                    .map_or("?".to_owned(), |(text, _)| text),
            );
        }
        shown
    }

    #[test]
    fn paragraphs_are_counted_below_their_headings() {
        assert_eq!(
            numbers(&["AUTONUM", "AUTONUM", "AUTONUM \\* CIRCLENUM \\s )"]),
            ["1.", "2.", "③)"]
        );
        assert_eq!(
            numbers(&[
                "#1AUTONUMLGL",
                "AUTONUMLGL",
                "AUTONUMLGL \\e",
                "#1AUTONUMLGL",
                "#2AUTONUMLGL",
                "AUTONUMLGL"
            ]),
            ["1.", "1.1.", "1.2", "2.", "2.1.", "2.1.1."]
        );
        assert_eq!(
            numbers(&["#1AUTONUMOUT", "#2AUTONUMOUT", "#2AUTONUMOUT", "#1AUTONUMOUT"]),
            ["I.", "A.", "B.", "II."]
        );
    }

    #[test]
    fn lists_within_paragraphs_have_levels_of_their_own() {
        assert_eq!(
            numbers(&[
                "LISTNUM",
                "+LISTNUM",
                "+LISTNUM",
                "LISTNUM",
                "LISTNUM LegalDefault \\l 2",
                "LISTNUM \\l 1 \\s 7"
            ]),
            ["1)", "a)", "b)", "2)", "1.1.", "7)"]
        );
        assert_eq!(numbers(&["LISTNUM 条文"]), ["?"]);
    }
}
