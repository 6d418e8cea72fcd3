//! What holds of every text.

use std::collections::{BTreeMap, BTreeSet};

use kitei::document::{Block, Document};
use kitei::regulation::{ProvisionKind, Regulation, understand};
use proptest::prelude::*;

use super::{document, outline_of};

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
        odd_line(),
        "[ぁ-ん、。（）「」0-9 　]{1,20}",
    ]
}

/// Lines of rarer forms.
fn odd_line() -> impl Strategy<Value = String> {
    let number = 1..6_u32;
    let sign = |row: &'static str, n: u32| {
        row.chars()
            .nth(n as usize - 1)
            .map_or(String::new(), String::from)
    };
    prop_oneof![
        (number.clone(), number.clone()).prop_map(|(n, m)| format!("第{n}-{m}条（題）手順による。")),
        (number.clone(), number.clone()).prop_map(|(n, m)| format!("第{n}条の{m}（題）手順による。")),
        (number.clone(), number.clone()).prop_map(|(n, m)| format!("第{n}条から第{m}条まで　削除")),
        (number.clone(), number.clone()).prop_map(|(n, m)| format!("({n})から({m})まで　削除")),
        (number.clone(), number.clone()).prop_map(|(n, m)| format!("{n}.{m}手順")),
        number.clone().prop_map(|n| format!("{n}手順")),
        number.clone().prop_map(|n| format!("第{n}　手順")),
        number
            .clone()
            .prop_map(move |n| format!("第{}章　手順", sign("ⅠⅡⅢⅣⅤ", n))),
        number
            .clone()
            .prop_map(move |n| format!("{}　手順", sign("ⅠⅡⅢⅣⅤ", n))),
        number
            .clone()
            .prop_map(move |n| format!("{}　手順", sign("一二三四五", n))),
        number
            .clone()
            .prop_map(move |n| format!("（{}）手順", sign("一二三四五", n))),
        number
            .clone()
            .prop_map(move |n| format!("{}　手順", sign("イロハニホ", n))),
        number
            .clone()
            .prop_map(move |n| format!("{} 手順", sign("①②③④⑤", n))),
        number.prop_map(move |n| format!("{} 手順", sign("ｱｲｳｴｵ", n))),
        Just("○端末".to_owned()),
        Just("■媒体".to_owned()),
        Just("【連絡】".to_owned()),
        Just("役割\t就く者\t仕事".to_owned()),
        Just("係長\t院長の指名\t点検する。".to_owned()),
        Just("| 院長 | 責任を負う。 |".to_owned()),
        Just("点検細則".to_owned()),
        Just("附　則（令和6年4月1日訓令第2号）".to_owned()),
        Just("別紙2　連絡先".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(line(), 1..40).prop_map(|lines| lines.join("\n"))
}

fn paragraphs<'a>(blocks: &'a [Block], texts: &mut BTreeMap<u32, &'a str>) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                texts.insert(paragraph.place.paragraph, &paragraph.text);
            }
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                cells.for_each(|cell| paragraphs(&cell.blocks, texts));
            }
            Block::Note(note) => paragraphs(&note.blocks, texts),
        }
    }
}

/// Letters and digits of the paragraphs that no provision's text covers, and how often each is covered at most.
fn uncovered(document: &Document, regulation: &Regulation) -> Result<Vec<char>, String> {
    let mut covered: BTreeMap<(u32, usize), u32> = BTreeMap::new();
    let mut texts = BTreeMap::new();
    paragraphs(&document.blocks, &mut texts);
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

/// Letters and digits of numbers, titles and, once for each table, heads of columns.
fn heads(regulation: &Regulation) -> Vec<char> {
    let mut tables = BTreeSet::new();
    let mut heads: Vec<char> = regulation
        .provisions
        .iter()
        .flat_map(|each| {
            let columns = each.kind == ProvisionKind::TableRow && tables.insert(each.parent);
            let columns = each.column_heads.iter().filter(move |_| columns);
            let words = columns.chain(&each.title).flat_map(|words| words.chars());
            each.label.chars().chain(words)
        })
        .filter(|c| c.is_alphanumeric())
        .collect();
    heads.sort_unstable();
    heads
}

/// A well-formed regulation of one of many mixtures of numbering, and the citations that it should have.
fn well_formed() -> impl Strategy<Value = (String, Vec<String>)> {
    let article = (
        any::<bool>(),
        proptest::collection::vec(proptest::collection::vec(0..4_u32, 0..4), 1..4),
    );
    (
        0..3_usize,
        0..3_usize,
        0..7_usize,
        0..7_usize,
        proptest::collection::vec(article, 1..8),
        any::<bool>(),
    )
        .prop_map(|(articles, paragraphs, items, subitems, body, appended)| {
            let kanji = |n: u32| ["一", "二", "三", "四", "五", "六", "七", "八"][n as usize - 1].to_owned();
            let wide = |n: u32| char::from_u32('０' as u32 + n).unwrap_or('０').to_string();
            let kana = |row: &str, n: u32| {
                row.chars()
                    .nth(n as usize - 1)
                    .map_or(String::new(), String::from)
            };
            let mut lines = vec!["海辺病院運用管理規程".to_owned()];
            let mut citations = Vec::new();
            for (n, (titled, list)) in (1..).zip(body) {
                let number = [n.to_string(), wide(n), kanji(n)][articles].clone();
                if titled {
                    lines.push("（責任者）".to_owned());
                }
                for (k, list) in (1..).zip(list) {
                    let citation = if k == 1 {
                        format!("第{n}条")
                    } else {
                        format!("第{n}条第{k}項")
                    };
                    let label = match (k, paragraphs) {
                        (1, _) => format!("第{number}条　"),
                        (_, 0) => format!("{k}　"),
                        (_, 1) => format!("{}　", wide(k)),
                        _ => format!("{k}. "),
                    };
                    lines.push(format!("{label}責任者は、次の事項を行う。"));
                    citations.push(citation.clone());
                    for (i, below) in (1..).zip(list) {
                        let label = match items {
                            0 => format!("({i})　"),
                            1 => format!("（{}）", wide(i)),
                            2 => format!("{}　", kanji(i)),
                            3 => format!("{} ", kana("①②③④", i)),
                            4 => format!("{i}) "),
                            5 => format!("（{}）", kanji(i)),
                            _ => format!("{} ", kana("⑴⑵⑶⑷", i)),
                        };
                        lines.push(format!("{label}台帳を備えること。"));
                        citations.push(format!("{citation}第{i}号"));
                        for m in 1..=below {
                            let (label, sign) = match subitems {
                                0 => (format!("{}　", kana("アイウエ", m)), kana("アイウエ", m)),
                                1 => (format!("{}　", kana("イロハニ", m)), kana("イロハニ", m)),
                                2 => (format!("{}．", kana("アイウエ", m)), kana("アイウエ", m)),
                                3 => (format!("（{}）", kana("アイウエ", m)), kana("アイウエ", m)),
                                4 => (format!("{} ", kana("ｱｲｳｴ", m)), kana("アイウエ", m)),
                                5 => (
                                    format!("({}) ", kana("abcd", m)),
                                    format!("({})", kana("abcd", m)),
                                ),
                                _ => (format!("{}) ", kana("abcd", m)), kana("abcd", m)),
                            };
                            lines.push(format!("{label}端末の記録"));
                            citations.push(format!("{citation}第{i}号{sign}"));
                        }
                    }
                }
            }
            if appended {
                lines.extend(["附　則", "この規程は、令和6年4月1日から施行する。"].map(str::to_owned));
                citations.push("附則".to_owned());
            }
            (lines.join("\n"), citations)
        })
}

/// A well-formed document without articles, of one of many schemes, and the citations that it should have.
fn without_articles() -> impl Strategy<Value = (String, Vec<String>)> {
    let chapter = proptest::collection::vec(0..4_u32, 1..4);
    (0..7_usize, proptest::collection::vec(chapter, 2..5)).prop_map(|(scheme, chapters)| {
        let mut lines = vec!["海辺病院情報の手引".to_owned()];
        let mut citations = Vec::new();
        let mut running = 0;
        for (n, entries) in (1..).zip(chapters) {
            let title = ["総則", "体制", "端末", "媒体"][n - 1];
            let roman = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"][n - 1];
            let (line, chapter) = match scheme {
                0 => (format!("{n}. {title}"), n.to_string()),
                1 => (format!("{n}　{title}"), n.to_string()),
                2 => (format!("{n}{title}"), n.to_string()),
                3 | 4 => (format!("{roman}　{title}"), roman.to_owned()),
                5 => (format!("第{n}章　{title}"), format!("第{n}章")),
                _ => (format!("■{title}"), format!("「{title}」")),
            };
            lines.push(line);
            citations.push(chapter.clone());
            for (k, items) in (1..).zip(entries) {
                running += 1;
                let (label, entry) = match scheme {
                    0 => (format!("{n}.{k} "), format!("{n}.{k}")),
                    1 => (format!("{n}-{k}　"), format!("{n}-{k}")),
                    2 => (format!("{n}.{k}"), format!("{n}.{k}")),
                    3 => (format!("{k}. "), format!("{roman}-{k}")),
                    4 | 5 => (format!("第{running}　"), format!("第{running}")),
                    _ => (format!("{k}. "), format!("{chapter}{k}")),
                };
                lines.push(format!("{label}点検"));
                lines.push("担当者は、次の事項を行う。".to_owned());
                citations.push(entry.clone());
                for i in 1..=items {
                    lines.push(format!("({i})　記録を残すこと。"));
                    let joint = if entry.contains('.') { " " } else { "" };
                    citations.push(format!("{entry}{joint}({i})"));
                }
            }
        }
        (lines.join("\n"), citations)
    })
}

/// A regulation as text again: number, title and words of each provision.
fn rendered(regulation: &Regulation) -> String {
    let mut lines = Vec::new();
    for each in &regulation.provisions {
        let label = each.label.trim_start_matches(['【', '［']);
        // The articles of a range that was deleted together stand in one line.
        if label.is_empty() && each.number.is_some() {
            continue;
        }
        let title = each.title.as_deref().filter(|title| !title.is_empty());
        let before = each.kind == ProvisionKind::Article && label.contains('条');
        let mut line = label.to_owned();
        let mut words = each.text.as_str();
        match title {
            Some(title) if before => lines.push(format!("（{title}）")),
            Some(title) if each.kind == ProvisionKind::SupplementaryProvision => {
                line = format!("{label}（{title}）");
            }
            Some(title) => line = format!("{label}　{title}"),
            None => {}
        }
        if (title.is_none() || before) && !label.is_empty() {
            let (first, rest) = words.split_once('\n').unwrap_or((words, ""));
            line = format!("{label}　{first}");
            words = rest;
        }
        lines.extend([line.trim_end().to_owned(), words.to_owned()]);
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn understood_again(text: &str) -> Result<(), TestCaseError> {
    let regulation = understand(&document(text));
    let again = understand(&document(&rendered(&regulation)));
    prop_assert_eq!(outline_of(&regulation), outline_of(&again));
    prop_assert_eq!(&regulation.title, &again.title);
    let kinds = |regulation: &Regulation| {
        regulation
            .provisions
            .iter()
            .map(|each| each.kind)
            .collect::<Vec<_>>()
    };
    prop_assert_eq!(kinds(&regulation), kinds(&again));
    Ok(())
}

/// Every provision has the citation that was put down, and the text rendered from them is understood alike.
fn cited_and_understood_again(text: &str, citations: &[String]) -> Result<(), TestCaseError> {
    let regulation = understand(&document(text));
    let found: Vec<_> = regulation
        .provisions
        .iter()
        .filter(|each| each.kind != ProvisionKind::Preamble)
        .map(|each| each.citation.clone())
        .collect();
    prop_assert_eq!(found, citations, "{}", text);
    understood_again(text)
}

#[test]
fn what_was_understood_is_understood_again() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/regulation");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the fixtures are there") {
        let path = entry.expect("a fixture").path();
        let name = path.to_string_lossy().into_owned();
        let text = path.extension().is_some_and(|extension| extension == "txt");
        if text && !name.contains(".citations") {
            count += 1;
            let text = std::fs::read_to_string(&path).expect("a text");
            understood_again(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
    assert!(count >= 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_mixture_of_numbering_is_cited_and_understood_again((text, citations) in well_formed()) {
        cited_and_understood_again(&text, &citations)?;
    }

    #[test]
    fn every_scheme_without_articles_is_cited_and_understood_again((text, citations) in without_articles()) {
        cited_and_understood_again(&text, &citations)?;
    }

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
