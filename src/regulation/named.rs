//! Guidelines, laws and ordinances that a regulation names, with their versions.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::document::Warning;
use crate::text::{Message, numerals};

use super::dates::place_at;
use super::model::{NamedSource, Provision, ProvisionKind};
use super::sources::{ABOLISHED, EDITIONS, LAWS};

/// Words that names end in.
const ENDS: &[&str] = &[
    "ガイドライン",
    "ガイダンス",
    "に関する法律",
    "する法律",
    "に関する省令",
    "保護条例",
];
/// Names do not go on before these.
const BOUNDS: &[char] = &[
    '、', '。', '，', '「', '『', '（', '(', '」', '』', '）', ')', '\n', '\t', ' ', '\u{3000}', '：', ':',
    '・',
];

/// What the provisions name, each name and version once, at its first place.
pub fn find(provisions: &[Provision]) -> Vec<NamedSource> {
    let mut named = Vec::new();
    let mut seen = BTreeSet::new();
    for provision in provisions
        .iter()
        .filter(|provision| provision.kind != ProvisionKind::Contents)
    {
        for (start, end) in names(&provision.text) {
            let name = provision.text[start..end].to_owned();
            let version = version(&provision.text[end..]);
            if seen.insert((name.clone(), version.clone())) {
                named.push(NamedSource {
                    name,
                    version,
                    citation: provision.citation.clone(),
                    place: place_at(provision, start),
                });
            }
        }
    }
    named
}

/// All words that names are found by, looked for in one pass; `None` would only be where they are too many.
static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(words()).ok());

/// Ends of names, then laws, then abolished sources.
fn words() -> impl Iterator<Item = &'static str> {
    let abolished = ABOLISHED.iter().map(|(name, _)| *name);
    ENDS.iter().chain(LAWS).copied().chain(abolished)
}

fn names(text: &str) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for found in WORDS.iter().flat_map(|words| words.find_overlapping_iter(text)) {
        let (at, stop) = (found.start(), found.end());
        let word = found.pattern().as_usize();
        if let Some(end) = ENDS.get(word) {
            let start = known_start(text, stop).unwrap_or_else(|| start(text, at));
            if start < at || *end == "に関する法律" {
                ranges.push((start, stop));
            }
        } else if word < ENDS.len() + LAWS.len() {
            let within = text[..at]
                .chars()
                .next_back()
                .is_some_and(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
            let compound = text[stop..].starts_with(['人', '施']);
            if !within && !compound {
                ranges.push((at, stop));
            }
        } else {
            ranges.push((at, stop));
        }
    }
    ranges.sort_by_key(|&(start, end)| (start, std::cmp::Reverse(end)));
    // A name within a longer one is no name of its own.
    let mut last = 0;
    ranges.retain(|&(start, end)| {
        let fits = start >= last && text[start..end].chars().count() <= 60;
        if fits {
            last = end;
        }
        fits
    });
    ranges
}

/// Where a name that is known begins, if it ends at `stop`.
fn known_start(text: &str, stop: usize) -> Option<usize> {
    let known = EDITIONS
        .iter()
        .map(|edition| edition.title)
        .chain(ABOLISHED.iter().map(|(name, _)| *name));
    known
        .filter(|name| text[..stop].ends_with(name))
        .map(|name| stop - name.len())
        .min()
}

/// Where an unknown name begins: behind the last mark, or behind the topic.
fn start(text: &str, at: usize) -> usize {
    let bound = |from: usize| text[from..].chars().next().map_or(from, |c| from + c.len_utf8());
    let start = text[..at].rfind(BOUNDS).map_or(0, bound);
    ["は", "及び", "又は", "並びに", "その他", "厚生労働省の"]
        .iter()
        .filter_map(|word| {
            text[start..at]
                .rfind(word)
                .map(|found| start + found + word.len())
        })
        .max()
        .unwrap_or(start)
}

/// 「第6.0版」「Ver.5.1」 close behind a name.
fn version(behind: &str) -> Option<String> {
    let window: String = behind.chars().take(24).collect();
    let stop = window.find(['。', '、', '\n']).unwrap_or(window.len());
    let window = &window[..stop];
    for (at, _) in window.char_indices() {
        let rest = &window[at..];
        let sign = ["第", "Ver.", "ver.", "Ver", "V", "バージョン", ""]
            .iter()
            .find(|sign| rest.starts_with(**sign))?;
        let digits = rest[sign.len()..].trim_start();
        let Some((_, mut length)) = numerals::number(digits) else {
            continue;
        };
        if let Some(more) = digits[length..].strip_prefix(['.', '．']) {
            length += digits[length..].len() - more.len();
            length += numerals::arabic(more).map_or(0, |(_, length)| length);
        }
        let lead = rest.len() - digits.len();
        let after = digits[length..].trim_start();
        if after.starts_with('版') {
            let end = rest.len() - after.len() + '版'.len_utf8();
            return Some(rest[..end].to_owned());
        }
        if !sign.is_empty() && *sign != "第" {
            return Some(rest[..lead + length].to_owned());
        }
    }
    None
}

/// A version in tenths: 第5.2版 is 52.
pub fn tenths(version: &str) -> Option<u32> {
    let from = version.find(|c| numerals::digit(c).is_some() || "一二三四五六七八九十".contains(c))?;
    let (whole, length) = numerals::number(&version[from..])?;
    let tenth = version[from + length..]
        .strip_prefix(['.', '．'])
        .and_then(numerals::arabic)
        .map_or(0, |(value, _)| value);
    Some(whole * 10 + tenth.min(9))
}

/// What is named today: 附則 tells the past and is left out.
pub fn today<'a>(named: &'a [NamedSource], provisions: &[Provision]) -> Vec<&'a NamedSource> {
    let past: BTreeSet<&str> = provisions
        .iter()
        .filter(|provision| provision.supplementary)
        .map(|provision| provision.citation.as_str())
        .collect();
    named
        .iter()
        .filter(|source| !past.contains(source.citation.as_str()))
        .collect()
}

/// A name in half width and without blanks, as the tables of names have it.
pub fn bare(name: &str) -> String {
    name.chars()
        .map(numerals::half_width)
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// A warning for each name that was abolished.
pub fn warnings(named: &[NamedSource], provisions: &[Provision]) -> Vec<Warning> {
    today(named, provisions)
        .into_iter()
        .filter_map(|source| {
            let bare = bare(&source.name);
            let (_, now) = ABOLISHED.iter().find(|(name, _)| *name == bare)?;
            let message = Message::new(
                format!(
                    "{}が名指しする「{}」は廃止された。現在は「{now}」",
                    source.citation, source.name
                ),
                format!(
                    "{} names an abolished source, {}; now {now}",
                    source.citation, source.name
                ),
            );
            Some(Warning::new("abolished-source", message).at(source.place))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(text: &str) -> Vec<Provision> {
        vec![Provision::new(ProvisionKind::Article, "第1条", text)]
    }

    #[test]
    fn finds_names_with_versions() {
        let text = "厚生労働省の「医療情報システムの安全管理に関するガイドライン第4.1版」及び個人情報の保護に関する法律に基づき、医療法を守る。";
        let provisions = clause(text);
        let named = find(&provisions);
        let found: Vec<_> = named
            .iter()
            .map(|source| (source.name.as_str(), source.version.as_deref()))
            .collect();
        assert_eq!(
            found,
            [
                ("医療情報システムの安全管理に関するガイドライン", Some("第4.1版")),
                ("個人情報の保護に関する法律", None),
                ("医療法", None),
            ]
        );
        assert_eq!(warnings(&named, &provisions), []);
    }

    #[test]
    fn medical_corporations_are_no_law() {
        let provisions =
            clause("医療法人は、医療情報システムの安全管理に関するガイドライン（第6.0版）に従う。");
        let named = find(&provisions);
        assert_eq!(named.len(), 1);
    }

    #[test]
    fn abolished_laws_are_named() {
        let provisions = clause("薬事法及び行政機関の保有する個人情報の保護に関する法律による。");
        let codes: Vec<_> = warnings(&find(&provisions), &provisions)
            .into_iter()
            .map(|warning| warning.code)
            .collect();
        assert_eq!(codes, ["abolished-source", "abolished-source"]);
    }
}
