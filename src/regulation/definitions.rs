//! Terms that a regulation defines, and terms defined twice.

use std::collections::BTreeMap;

use crate::document::Warning;
use crate::text::Message;

use super::model::{Definition, Provision, ProvisionKind};

/// Words by which an article announces definitions.
const ANNOUNCING: &[&str] = &["定義", "用語", "意義", "ことばの意味", "言葉の意味", "語の意味"];
/// How a definition ends.
const MEANS: &[&str] = &[
    "をいう",
    "という",
    "をいいます",
    "のこと",
    "といいます",
    "とする",
    "指す",
    "いい、",
    "入りません",
];

/// The definitions: items of an article of definitions, 「X」とは, and （以下「X」という。）.
pub fn find(provisions: &[Provision]) -> Vec<Definition> {
    let mut definitions = Vec::new();
    for provision in provisions {
        if matches!(provision.kind, ProvisionKind::Contents | ProvisionKind::Preamble) {
            continue;
        }
        let add = |term: &str, meaning: &str, definitions: &mut Vec<Definition>| {
            let term = term.trim();
            if !term.is_empty() && term.chars().count() <= 40 {
                definitions.push(Definition {
                    term: term.to_owned(),
                    meaning: meaning.trim().to_owned(),
                    citation: provision.citation.clone(),
                });
            }
        };
        let text = provision.text.as_str();
        if let Some((term, meaning)) = quoted(text) {
            add(term, meaning, &mut definitions);
        } else if announced(provisions, provision)
            && let Some((term, meaning)) = spaced(text)
        {
            add(term, meaning, &mut definitions);
        }
        for (term, meaning) in abbreviations(text) {
            add(term, meaning, &mut definitions);
        }
    }
    definitions
}

/// 「X」とは、…をいう。
fn quoted(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix(['「', '『'])?;
    let close = rest.find(['」', '』'])?;
    let behind = &rest[close + '」'.len_utf8()..];
    let meaning = behind.strip_prefix("とは")?.trim_start_matches(['、', '，']);
    Some((&rest[..close], meaning))
}

fn announced(provisions: &[Provision], provision: &Provision) -> bool {
    if !matches!(provision.kind, ProvisionKind::Item | ProvisionKind::Paragraph) {
        return false;
    }
    let mut above = provision.parent;
    while let Some(at) = above {
        let holder = &provisions[at];
        let words = |text: &str| ANNOUNCING.iter().any(|word| text.contains(word));
        if holder.title.as_deref().is_some_and(words) || words(&holder.text) {
            return true;
        }
        if holder.kind == ProvisionKind::Article {
            return false;
        }
        above = holder.parent;
    }
    false
}

/// 「語　説明」 or 「語：説明」.
fn spaced(text: &str) -> Option<(&str, &str)> {
    let at = text.find(|c: char| c.is_whitespace() || matches!(c, '：' | ':'))?;
    let (term, rest) = (&text[..at], &text[at..]);
    let meaning = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':'));
    let fits = !term.contains(['。', '、', '，']) && MEANS.iter().any(|end| meaning.contains(end));
    fits.then_some((term, meaning))
}

/// （以下「X」という。） and what stands before it.
fn abbreviations(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (at, word) in text.match_indices("以下") {
        let before = text[..at].trim_end();
        let Some(bracket) = before.strip_suffix(['（', '(', '、', '。']) else {
            continue;
        };
        let rest = text[at + word.len()..].trim_start_matches(['単', 'に', '、', ' ']);
        let Some(rest) = rest.strip_prefix(['「', '『']) else {
            continue;
        };
        let Some(close) = rest.find(['」', '』']) else {
            continue;
        };
        let behind = &rest[close + '」'.len_utf8()..];
        if !["という", "といい", "と総称", "と称", "とする", "と略"]
            .iter()
            .any(|word| behind.starts_with(word))
        {
            continue;
        }
        let start = bracket.rfind(['、', '。', '，', '\n', '（']).map_or(0, |from| {
            from + bracket[from..].chars().next().map_or(0, char::len_utf8)
        });
        found.push((&rest[..close], &bracket[start..]));
    }
    found
}

/// A warning for each term defined in two places.
pub fn warnings(definitions: &[Definition], provisions: &[Provision]) -> Vec<Warning> {
    let mut first = BTreeMap::<&str, &str>::new();
    let mut warnings = Vec::new();
    for definition in definitions {
        match first.get(definition.term.as_str()) {
            Some(before) if *before != definition.citation => {
                let message = Message::new(
                    format!(
                        "「{}」を{before}と{}の二か所で定義している",
                        definition.term, definition.citation
                    ),
                    format!(
                        "{} is defined in {before} and again in {}",
                        definition.term, definition.citation
                    ),
                );
                let place = provisions
                    .iter()
                    .find(|each| each.citation == definition.citation)
                    .map(|each| each.place);
                warnings.push(Warning::new("defined-twice", message).at(place.unwrap_or_default()));
            }
            Some(_) => {}
            None => {
                first.insert(&definition.term, &definition.citation);
            }
        }
    }
    warnings
}
