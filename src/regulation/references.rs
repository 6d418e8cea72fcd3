//! Articles that the text cites: does the regulation have them?

use std::collections::BTreeSet;

use crate::document::Warning;
use crate::text::{Message, numerals};

use super::dates::place_at;
use super::marker::{is_dash, unit_number};
use super::model::{Provision, ProvisionKind};
use super::vocabulary::{KIND_WORDS, SUPPLEMENTARY};

/// A citation of an article in running text.
struct Reference {
    start: usize,
    end: usize,
    article: String,
    paragraph: Option<u32>,
}

/// A warning for each citation of an article or paragraph that does not exist. Where the document is one of several,
/// its own citations begin with `word`; within it, it cites itself without.
pub fn warnings(provisions: &[Provision], word: &str) -> Vec<Warning> {
    let own = |citation| str::strip_prefix(citation, word).unwrap_or(citation);
    let citations: BTreeSet<&str> = provisions
        .iter()
        .map(|provision| own(provision.citation.as_str()))
        .collect();
    let articles = provisions.iter().any(|provision| {
        provision.kind == ProvisionKind::Article
            && own(&provision.citation).starts_with('第')
            && provision.citation.ends_with('条')
    });
    if !articles {
        return Vec::new();
    }
    let mut warnings = Vec::new();
    for provision in provisions
        .iter()
        .filter(|provision| !matches!(provision.kind, ProvisionKind::Contents | ProvisionKind::Preamble))
    {
        let mut outside = false;
        let mut last_end = 0;
        for reference in references(&provision.text) {
            let between = &provision.text[last_end..reference.start];
            // 「法第5条及び第6条」: both are of the law.
            outside = if last_end > 0 && is_joint(between) {
                outside
            } else {
                is_outside(&provision.text[..reference.start])
            };
            last_end = reference.end;
            if outside || provision.supplementary && provision.text.contains("改正") {
                continue;
            }
            let missing = if exists(&citations, &reference.article) {
                reference.paragraph.and_then(|paragraph| {
                    let cited = format!("{}第{paragraph}項", reference.article);
                    (paragraph > 1 && !citations.contains(cited.as_str())).then_some(cited)
                })
            } else {
                Some(reference.article.clone())
            };
            if let Some(missing) = missing {
                let message = Message::new(
                    format!("{}が引く{missing}は、この規程にない", provision.citation),
                    format!(
                        "{} cites {missing}, which the regulation does not have",
                        provision.citation
                    ),
                );
                warnings
                    .push(Warning::new("missing-article", message).at(place_at(provision, reference.start)));
            }
        }
    }
    warnings
}

fn exists(citations: &BTreeSet<&str>, article: &str) -> bool {
    citations.contains(article)
        || citations.iter().any(|citation| {
            citation.ends_with(article) && !SUPPLEMENTARY.iter().any(|word| citation.starts_with(word))
        })
}

fn references(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find('第') {
        let start = at + next;
        let Some((ProvisionKind::Article, number, length)) = unit_number(&text[start..]) else {
            at = start + '第'.len_utf8();
            continue;
        };
        let end = start + length;
        // 第1-2条 is an article, or two: nothing can be said.
        let printed = text[start..end].split('条').next().unwrap_or_default();
        if printed.contains(is_dash) {
            at = end;
            continue;
        }
        let mut article = format!("第{}条", number[0]);
        for branch in &number[1..] {
            article.push('の');
            article.push_str(&branch.to_string());
        }
        let paragraph = counted(&text[end..], '項');
        found.push(Reference {
            start,
            end: end + paragraph.map_or(0, |(_, length)| length),
            article,
            paragraph: paragraph.map(|(value, _)| value),
        });
        at = end;
    }
    found
}

/// 「第3項」 at the start of `text`.
fn counted(text: &str, unit: char) -> Option<(u32, usize)> {
    let rest = text.trim_start().strip_prefix('第')?.trim_start();
    let (value, length) = numerals::number(rest)?;
    let after = rest[length..].trim_start().strip_prefix(unit)?;
    Some((value, text.len() - after.len()))
}

fn is_joint(between: &str) -> bool {
    let words = between.trim_start_matches(['項', '号']).trim();
    let words = words.strip_prefix("第").map_or(words, |rest| {
        rest.trim_start_matches(|c: char| c.is_numeric() || "一二三四五六七八九十".contains(c))
            .trim_start_matches(['項', '号'])
    });
    matches!(
        words,
        "及び"
            | "又は"
            | "、"
            | "，"
            | "から"
            | "若しくは"
            | "並びに"
            | "・"
            | "～"
            | "―"
            | "－"
            | "まで、"
            | "まで及び"
    )
}

/// Whether what stands before a citation makes it one of another document.
fn is_outside(before: &str) -> bool {
    let before = before.trim_end();
    let inside = before.is_empty()
        || [
            "、",
            "。",
            "，",
            "「",
            "（",
            "(",
            "及び",
            "又は",
            "若しくは",
            "並びに",
            "から",
            "は",
            "が",
            "に",
            "を",
            "で",
            "と",
            "\n",
            "\t",
        ]
        .iter()
        .any(|end| before.ends_with(end));
    if inside {
        return false;
    }
    let before = before.strip_suffix('の').unwrap_or(before);
    !KIND_WORDS.iter().any(|(word, _)| {
        before
            .strip_suffix(word)
            .is_some_and(|rest| rest.ends_with("この") || rest.ends_with('本'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cites(text: &str) -> usize {
        let mut first = Provision::new(ProvisionKind::Article, "第1条", text);
        first.number = Some("1".to_owned());
        let second = Provision::new(ProvisionKind::Paragraph, "第1条第2項", "二。");
        warnings(&[first, second], "").len()
    }

    #[test]
    fn only_citations_of_the_regulation_itself_are_checked() {
        for (text, count) in [
            ("第15条の規定により", 1),
            ("この規程第15条により", 1),
            ("第1条第2項に基づき、第1条第3項の", 1),
            ("医療法第21条及び第22条により", 0),
            ("同法第67条の", 0),
            ("就業規則第30条による", 0),
            ("改正後の第17条により", 0),
            ("第1条第1項の", 0),
        ] {
            assert_eq!(cites(text), count, "{text}");
        }
    }
}
