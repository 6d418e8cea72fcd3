//! What holds of every text.

use std::collections::{BTreeMap, BTreeSet};

use kitei::document::{Block, Document};
use kitei::regulation::{Regulation, understand};
use proptest::prelude::*;

use super::document;

/// Lines as regulations have them, and lines that only look so.
fn line() -> impl Strategy<Value = String> {
    let number = 1..6_u32;
    prop_oneof![
        number
            .clone()
            .prop_map(|n| format!("第{n}条　（題{n}）　責任者は、記録を残す。")),
        number.clone().prop_map(|n| format!("第{n}章　章の題")),
        number.clone().prop_map(|n| format!("{n}　担当者は、点検する。")),
        number.clone().prop_map(|n| format!("{n}. 担当者は、点検する。")),
        number.clone().prop_map(|n| format!("({n})　端末の記録")),
        number.clone().prop_map(|n| format!("{n}) 端末の記録。")),
        number.clone().prop_map(|n| format!("1-{n}　手順を書く。")),
        number.prop_map(|n| format!("第{n}条の規定により行う。")),
        Just("①　印刷物".to_owned()),
        Just("ア　媒体".to_owned()),
        Just("・鍵をかける".to_owned()),
        Just("（目的）".to_owned()),
        Just("（令元訓令6・一部改正）".to_owned()),
        Just("附　則".to_owned()),
        Just("目次".to_owned()),
        Just("別表第1（第3条関係）".to_owned()),
        Just("様式第1号".to_owned()),
        Just("※　注を書く。".to_owned()),
        Just("2024年4月1日から行う。".to_owned()),
        "[ぁ-ん、。（）「」0-9 　]{1,20}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(line(), 1..40).prop_map(|lines| lines.join("\n"))
}

/// Letters and digits of the paragraphs that no provision's text covers, and how often each is covered at most.
fn uncovered(document: &Document, regulation: &Regulation) -> Result<Vec<char>, String> {
    let mut covered: BTreeMap<(u32, usize), u32> = BTreeMap::new();
    let texts: BTreeMap<u32, &str> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some((paragraph.place.paragraph, paragraph.text.as_str())),
            _ => None,
        })
        .collect();
    for provision in &regulation.provisions {
        for (at, span) in provision.sources.iter().enumerate() {
            let end = provision
                .sources
                .get(at + 1)
                .map_or(provision.text.len(), |next| next.at);
            let stretch = provision.text[span.at..end].trim_end_matches(['\n', '\t']);
            let source = texts
                .get(&span.paragraph)
                .and_then(|text| text.get(span.offset..span.offset + stretch.len()));
            if source != Some(stretch) {
                return Err(format!(
                    "{}: {stretch:?} is not at its source {source:?}",
                    provision.citation
                ));
            }
            for byte in 0..stretch.len() {
                *covered.entry((span.paragraph, span.offset + byte)).or_default() += 1;
            }
        }
    }
    if let Some((place, _)) = covered.iter().find(|(_, count)| **count > 1) {
        return Err(format!("{place:?} is doubled"));
    }
    let mut left = Vec::new();
    for (paragraph, text) in texts {
        left.extend(
            text.char_indices()
                .filter(|(at, c)| c.is_alphanumeric() && !covered.contains_key(&(paragraph, *at)))
                .map(|(_, c)| c),
        );
    }
    left.sort_unstable();
    Ok(left)
}

/// Letters and digits of numbers and titles.
fn heads(regulation: &Regulation) -> Vec<char> {
    let mut heads: Vec<char> = regulation
        .provisions
        .iter()
        .flat_map(|each| {
            each.label
                .chars()
                .chain(each.title.iter().flat_map(|title| title.chars()))
        })
        .filter(|c| c.is_alphanumeric())
        .collect();
    heads.sort_unstable();
    heads
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_character_is_lost_or_doubled(text in text()) {
        let document = document(&text);
        let regulation = understand(&document);
        let left = uncovered(&document, &regulation).map_err(TestCaseError::fail)?;
        // Titles shared by several articles are the only words that stand twice; these texts have none without one.
        prop_assert_eq!(left, heads(&regulation), "{}", text);
    }

    #[test]
    fn citations_are_unique_and_parents_stand_before(text in text()) {
        let regulation = understand(&document(&text));
        let citations: BTreeSet<_> = regulation.provisions.iter().map(|each| each.citation.as_str()).collect();
        prop_assert_eq!(citations.len(), regulation.provisions.len());
        for (at, provision) in regulation.provisions.iter().enumerate() {
            prop_assert!(provision.parent.is_none_or(|parent| parent < at));
        }
    }

    #[test]
    fn any_text_is_understood(text in "\\PC{1,200}") {
        understand(&document(&text));
    }
}
