//! How a reviewer cites each provision; every citation is unique within the regulation.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::text::numerals::{half_width as half_width_letter, kanji, to_circled, to_roman, to_roman_sign};

use super::kinds::is_entry;
use super::marker::{Style, is_dash};
use super::model::ProvisionKind;
use super::scheme::Scheme;
use super::tree::{Node, Origin};
use super::vocabulary::SUPPLEMENTARY;

/// The citations of all nodes, in their order.
pub fn cite(nodes: &[Node], scheme: &Scheme) -> Vec<String> {
    let restarts = Restarts::of(nodes, scheme);
    let mut citations: Vec<String> = Vec::with_capacity(nodes.len());
    let mut seen = HashSet::new();
    let mut bullets = BTreeMap::<Option<usize>, u32>::new();
    let mut again = BTreeMap::<String, u32>::new();
    for at in 0..nodes.len() {
        let node = &nodes[at];
        let citation = if node.origin == Origin::Bullet {
            // Under a heading without a number the paragraphs of the whole document are counted.
            let holder = node.parent.filter(|&parent| {
                !nodes[parent].number.is_empty() || nodes[parent].kind > ProvisionKind::Division
            });
            let count = bullets.entry(holder).or_default();
            *count += 1;
            let parent = holder.map_or("", |parent| &citations[parent]);
            format!("{parent} 段落{count}").trim_start().to_owned()
        } else {
            one(nodes, at, &citations, scheme, &restarts)
        };
        citations.push(unique(citation, node.kind, &mut seen, &mut again));
    }
    citations
}

fn unique(
    citation: String,
    kind: ProvisionKind,
    seen: &mut HashSet<String>,
    again: &mut BTreeMap<String, u32>,
) -> String {
    if seen.insert(citation.clone()) {
        return citation;
    }
    let count = again.entry(citation.clone()).or_insert(1);
    loop {
        *count += 1;
        let next = if kind == ProvisionKind::SupplementaryProvision {
            format!("{citation}{count}")
        } else {
            format!("{citation}〔{count}〕")
        };
        if seen.insert(next.clone()) {
            return next;
        }
    }
}

/// Whether numbers begin again under each heading, so that a citation needs the heading.
struct Restarts {
    articles: bool,
    entries: bool,
}

impl Restarts {
    fn of(nodes: &[Node], scheme: &Scheme) -> Self {
        let mut articles = BTreeSet::new();
        let mut entries = BTreeSet::new();
        let mut restarts = Self {
            articles: false,
            entries: false,
        };
        for (at, node) in nodes.iter().enumerate() {
            if node.kind == ProvisionKind::Article
                && node.origin == Origin::Fixed
                && node.number == [1]
                && !within(nodes, at, ProvisionKind::SupplementaryProvision)
            {
                restarts.articles |= !articles.insert((document(nodes, at), node.number.clone()));
            }
            let Some(style) = node.style() else { continue };
            let headed = node.parent.is_some_and(|parent| {
                nodes[parent].origin == Origin::Fixed
                    || matches!(nodes[parent].style(), Some(Style::Roman | Style::Capital))
            });
            if headed && style != Style::Path && is_entry(nodes, at, scheme) {
                restarts.entries |= !entries.insert((document(nodes, at), style, node.number.clone()));
            }
        }
        restarts
    }
}

fn within(nodes: &[Node], at: usize, kind: ProvisionKind) -> bool {
    std::iter::successors(nodes[at].parent, |&up| nodes[up].parent).any(|up| nodes[up].kind == kind)
}

/// The further document in the same file that holds a node.
fn document(nodes: &[Node], at: usize) -> Option<usize> {
    std::iter::successors(nodes[at].parent, |&up| nodes[up].parent)
        .find(|&up| nodes[up].kind == ProvisionKind::Appendix && nodes[up].name.is_some())
}

fn one(nodes: &[Node], at: usize, citations: &[String], scheme: &Scheme, restarts: &Restarts) -> String {
    let node = &nodes[at];
    let parent = node.parent.map_or("", |parent| citations[parent].as_str());
    let prefix = document(nodes, at).map_or("", |up| citations[up].as_str());
    match node.kind {
        ProvisionKind::Preamble => "前文".to_owned(),
        ProvisionKind::Contents => "目次".to_owned(),
        ProvisionKind::SupplementaryProvision => {
            // 付則, 付記 where it is printed so.
            let is_printed = |word: &&str| word.chars().all(|c| node.label.contains(c));
            let word = SUPPLEMENTARY.into_iter().find(is_printed).unwrap_or("附則");
            match &node.title {
                Some(title) if title.contains(['年', '号']) => {
                    format!("{prefix}{word}（{}）", dated(title))
                }
                _ => format!("{prefix}{word}"),
            }
        }
        ProvisionKind::AppendedTable | ProvisionKind::AppendedForm | ProvisionKind::Appendix => {
            format!("{prefix}{}", node.name.as_deref().unwrap_or_default())
        }
        ProvisionKind::TableRow => {
            let name = node
                .name
                .as_deref()
                .filter(|name| !name.is_empty())
                .unwrap_or("（空欄）");
            format!("{parent} {}", half_width(name))
        }
        ProvisionKind::Note => {
            let mark = half_width(node.label.trim());
            format!("{parent} 注{mark}").trim_start().to_owned()
        }
        _ if node.origin == Origin::Fixed => unit(nodes, at, parent, prefix, restarts),
        _ if is_entry(nodes, at, scheme) => entry(nodes, at, citations, prefix, restarts),
        ProvisionKind::Paragraph if numbered_by_words(nodes, at, scheme) => {
            format!("{parent}第{}項", node.number[0])
        }
        ProvisionKind::Item if numbered_by_words(nodes, at, scheme) && !is_lettered(node) => {
            format!("{parent}第{}号", node.number[0])
        }
        // Below 号 the brackets of (ア) are not cited, unless ア itself is the level above.
        _ if numbered_by_words(nodes, at, scheme)
            && node.parent.is_some_and(|up| !is_kana(&nodes[up]))
            && is_kana(node) =>
        {
            format!("{parent}{}", number_sign(node).trim_matches(['(', ')']))
        }
        _ => sign(nodes, at, parent),
    }
}

fn is_kana(node: &Node) -> bool {
    matches!(
        node.style(),
        Some(Style::Kana | Style::Iroha | Style::ParenKana | Style::ParenIroha)
    )
}

/// 第3章第2節, 第9条の2.
fn unit(nodes: &[Node], at: usize, parent: &str, prefix: &str, restarts: &Restarts) -> String {
    let node = &nodes[at];
    let sign = match node.kind {
        ProvisionKind::Part if node.label.contains('部') => "部",
        ProvisionKind::Part => "編",
        ProvisionKind::Chapter => "章",
        ProvisionKind::Section => "節",
        ProvisionKind::Subsection => "款",
        ProvisionKind::Division => "目",
        _ => "条",
    };
    let Some(number) = node.number.first() else {
        return format!("{prefix}「{}」", node.title.as_deref().unwrap_or_default());
    };
    // As printed: 第1-2条, 第Ⅱ章.
    let printed = node.label.split(sign).next().unwrap_or_default();
    let steps = printed
        .chars()
        .filter(|&c| is_dash(c))
        .count()
        .min(node.number.len() - 1);
    let roman = printed
        .chars()
        .any(|c| matches!(half_width_letter(c), 'Ⅰ'..='Ⅻ' | 'I' | 'V' | 'X'));
    let mut own = String::from("第");
    own.push_str(&if roman {
        to_roman_sign(*number)
    } else {
        number.to_string()
    });
    for step in &node.number[1..=steps] {
        own.push('-');
        own.push_str(&step.to_string());
    }
    own.push_str(sign);
    for branch in &node.number[1 + steps..] {
        own.push('の');
        own.push_str(&branch.to_string());
    }
    let whole = node.kind != ProvisionKind::Article
        || restarts.articles
        || within(nodes, at, ProvisionKind::SupplementaryProvision);
    if whole {
        format!("{parent}{own}")
    } else {
        format!("{prefix}{own}")
    }
}

/// 4, 4.2.1, Ⅲ-2.
fn entry(nodes: &[Node], at: usize, citations: &[String], prefix: &str, restarts: &Restarts) -> String {
    let node = &nodes[at];
    let own = match node.style() {
        Some(Style::Path) => {
            let joint = if node.label.contains(['.', '．'])
                && !node.label.contains(['-', '－', '―', '‐', '–', 'ー', '−', '—'])
            {
                "."
            } else {
                "-"
            };
            let mut steps: Vec<String> = node.number.iter().map(ToString::to_string).collect();
            if node
                .label
                .starts_with(|c: char| half_width_letter(c).is_ascii_uppercase())
            {
                steps[0] = capital(node.number[0]);
            }
            steps.join(joint)
        }
        Some(Style::Capital) => capital(node.number[0]),
        Some(Style::Roman) => to_roman_sign(node.number[0]),
        Some(Style::Dai) => {
            let steps: Vec<String> = node.number.iter().map(ToString::to_string).collect();
            format!("第{}", steps.join("の"))
        }
        Some(Style::Bare | Style::Dot | Style::Kanji) | None => node.number[0].to_string(),
        Some(_) => number_sign(node),
    };
    let above = node
        .parent
        .filter(|_| restarts.entries && node.style() != Some(Style::Path));
    match above {
        Some(parent)
            if nodes[parent].origin != Origin::Fixed
                && own.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, 'Ⅰ'..='Ⅻ')) =>
        {
            format!("{}-{own}", citations[parent])
        }
        Some(parent) => format!("{}{own}", citations[parent]),
        // 「別紙1 2」 is the second entry of 別紙1.
        None if prefix.ends_with(|c: char| c.is_ascii_digit())
            || document(nodes, at).is_some_and(|up| !nodes[up].label.is_empty()) =>
        {
            format!("{prefix} {own}")
        }
        None => format!("{prefix}{own}"),
    }
}

/// Whether a list entry is cited in words (第3項, 第2号): under an article or its 附則, and not in a decimal document.
fn numbered_by_words(nodes: &[Node], at: usize, scheme: &Scheme) -> bool {
    let article = |up: usize| match nodes[up].origin {
        Origin::Fixed => {
            (nodes[up].kind == ProvisionKind::Article)
                || (nodes[up].kind == ProvisionKind::SupplementaryProvision
                    && (scheme.articles || matches!(nodes[at].style(), Some(Style::Bare | Style::Dot))))
        }
        _ => false,
    };
    std::iter::successors(nodes[at].parent, |&up| nodes[up].parent).any(article)
}

fn is_lettered(node: &Node) -> bool {
    !matches!(
        node.style(),
        Some(
            Style::Paren
                | Style::Circle
                | Style::Close
                | Style::Kanji
                | Style::ParenKanji
                | Style::Bare
                | Style::Dot
        )
    )
}

/// ア, ①, (1) behind the parent's citation.
fn sign(nodes: &[Node], at: usize, parent: &str) -> String {
    let node = &nodes[at];
    let own = number_sign(node);
    let under = node.parent.map(|parent| &nodes[parent]);
    let joint = match under {
        Some(above) if above.style() == Some(Style::Dai) && own.starts_with(|c: char| c.is_ascii_digit()) => {
            "の"
        }
        Some(above) if above.kind == ProvisionKind::Appendix => " ",
        // 4.2.1 (3), but 4(1) and 1-1-1(2): only behind a dotted number is the bracket set off.
        Some(above) if above.style() == Some(Style::Path) && parent.contains('.') && own.starts_with('(') => {
            " "
        }
        _ if own.starts_with(|c: char| c.is_ascii_alphanumeric())
            && parent.ends_with(|c: char| c.is_ascii_alphanumeric()) =>
        {
            " "
        }
        _ => "",
    };
    format!("{parent}{joint}{own}")
}

/// The number of a list entry as it stands in a citation.
pub fn number_sign(node: &Node) -> String {
    let value = node.number.first().copied().unwrap_or_default();
    let kana = |order: fn(char) -> Option<u32>| {
        ('ア'..='ン')
            .find(|&each| order(each) == Some(value))
            .map_or_else(|| value.to_string(), String::from)
    };
    let letter = || {
        let upper = node
            .label
            .chars()
            .any(|c| half_width_letter(c).is_ascii_uppercase());
        let letter = capital(value);
        if upper { letter } else { letter.to_lowercase() }
    };
    match node.style() {
        Some(Style::Paren | Style::Close | Style::ParenKanji) => format!("({value})"),
        Some(Style::Square) => format!("[{value}]"),
        Some(Style::Circle) => to_circled(value).map_or_else(|| format!("({value})"), String::from),
        Some(Style::Kana) => kana(crate::text::numerals::aiueo),
        Some(Style::Iroha) => kana(crate::text::numerals::iroha),
        Some(Style::ParenKana) => format!("({})", kana(crate::text::numerals::aiueo)),
        Some(Style::ParenIroha) => format!("({})", kana(crate::text::numerals::iroha)),
        Some(Style::Alpha | Style::Capital) => letter(),
        Some(Style::ParenAlpha) => format!("({})", letter()),
        Some(Style::SmallRoman) => to_roman(value).to_lowercase(),
        Some(Style::ParenRoman) => format!("({})", to_roman(value).to_lowercase()),
        Some(Style::Roman) => to_roman_sign(value),
        Some(Style::Path | Style::Dai | Style::Bare | Style::Dot | Style::Kanji) | None => node
            .number
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("-"),
    }
}

/// A for 1, B for 2.
fn capital(value: u32) -> String {
    char::from_u32('A' as u32 + value.saturating_sub(1))
        .filter(char::is_ascii_uppercase)
        .map_or_else(|| value.to_string(), String::from)
}

/// Kanji numerals before 年, 月, 日 and 号 to digits, as in every other citation.
fn dated(words: &str) -> String {
    let mut digits = String::new();
    let mut at = 0;
    while let Some(next) = words[at..].chars().next() {
        match kanji(&words[at..]) {
            Some((value, length)) if words[at + length..].starts_with(['年', '月', '日', '号']) => {
                digits.push_str(&value.to_string());
                at += length;
            }
            _ => {
                digits.push(next);
                at += next.len_utf8();
            }
        }
    }
    half_width(&digits)
}

/// Full-width digits and letters to half width; brackets stay as printed.
pub fn half_width(words: &str) -> String {
    words
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => half_width_letter(c),
            other => other,
        })
        .collect()
}
