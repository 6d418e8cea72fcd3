//! Titles: which lines are one, and titles that stand behind the number without brackets.

use super::marker::{Style, bracketed_title, is_deleted, scan};
use super::model::ProvisionKind;
use super::tree::{Node, Origin, is_dangling, joint};
use super::vocabulary::AMENDMENT_WORDS;

/// Whether a line can be a title without brackets.
pub fn is_bare_title(text: &str) -> bool {
    text.chars().count() <= 25
        && !text.contains(['。', '、', '，', '\t'])
        && !text.starts_with(['（', '(', '・', '※', '以'])
        && !text.chars().next().is_some_and(char::is_numeric)
        && !is_dangling(text)
        && !text.ends_with(['る', 'い', 'と', 'で', '：', ':', '.'])
        && scan(text, 0).is_none()
}

/// Whether a line in brackets says how the provision was amended.
pub fn is_amendment_note(text: &str) -> bool {
    bracketed_title(text).is_some_and(|(inner, length)| {
        let numeral = |c: char| c.is_numeric() || "元一二三四五六七八九十".contains(c);
        let worded = AMENDMENT_WORDS.iter().any(|word| inner.contains(word));
        // （平26訓令2）
        let numbered = inner.starts_with(['昭', '平', '令'])
            && inner.chars().nth(1).is_some_and(numeral)
            && inner.ends_with(numeral)
            && ["訓", "規", "告", "程", "要", "達", "裁"]
                .iter()
                .any(|word| inner.contains(word));
        length == text.len() && (numbered || worded && inner.chars().any(numeral))
    })
}

/// Whether a line in brackets is a date or a number of promulgation.
pub fn is_dated(text: &str) -> bool {
    let day = text.contains('年') && text.contains('月') && text.contains('日');
    day || (text.trim_end().ends_with(['号', '）', ')']) && text.contains('第') && text.contains('号'))
}

/// Decides for each node whether the words behind its number are its title, and gives the others back to its text:
/// first for articles, because the kinds of what is below depend on it, then for the rest.
pub fn settle(nodes: &mut [Node], joined: bool, articles: bool) {
    let worded = worded_titles(nodes);
    let with_children = children(nodes);
    for at in 0..nodes.len() {
        let node = &nodes[at];
        let fixed_article = node.origin == Origin::Fixed && node.kind == ProvisionKind::Article;
        if node.head.text.is_empty() || fixed_article != articles {
            continue;
        }
        let followed = !node.body.text.is_empty() || with_children[at];
        let heading = match (node.origin, node.kind) {
            (Origin::Fixed, ProvisionKind::Article) => true,
            (Origin::List(style), kind) => {
                kind <= ProvisionKind::Article || matches!(style, Style::Roman | Style::Dai | Style::Path)
            }
            _ => false,
        };
        let node = &mut nodes[at];
        if heading && node.title.is_none() && !is_deleted(&node.head.text) {
            // What provisions follow directly has ended, whatever its last word.
            let broken = joined && !node.body.text.is_empty();
            if followed && is_heading(&node.head.text, broken) {
                let length = node.head.text.len();
                node.title = Some(node.head.split_front(length));
            } else if worded && let Some(length) = first_word(&node.head.text) {
                node.title = Some(node.head.split_front(length));
            }
        }
        let head = std::mem::take(&mut node.head);
        let body = std::mem::take(&mut node.body);
        let joint = joint(&head.text, joined);
        node.body = head;
        node.body.append(body, joint);
    }
}

fn children(nodes: &[Node]) -> Vec<bool> {
    let mut with = vec![false; nodes.len()];
    for node in nodes {
        if let Some(parent) = node.parent {
            with[parent] = true;
        }
    }
    with
}

/// Whether the words behind a number are a heading and not the beginning of a sentence.
fn is_heading(text: &str, joined: bool) -> bool {
    text.chars().count() <= 40
        && !text.contains('。')
        && !(is_dangling(text) && (joined || text.ends_with(['、', '，', 'は', 'を', 'が'])))
        && !text.ends_with(['：', ':'])
        && !["とおり", "通り", "すること", "である", "とする", "する"]
            .iter()
            .any(|end| text.ends_with(end))
        // 「次のとき」 announces a list; 「異動のとき」 is a heading.
        && !(text.ends_with("とき") && ["次", "以下", "いずれ"].iter().any(|word| text.contains(word)))
}

/// The length of a word that stands for itself before a blank: 「目的　この規程は…」.
fn first_word(text: &str) -> Option<usize> {
    let at = text.find(char::is_whitespace)?;
    let (word, rest) = (&text[..at], text[at..].trim_start());
    let fits = word.chars().count() <= 20
        && rest.chars().count() > word.chars().count()
        && !word.contains(['。', '、', '，'])
        && !word.ends_with(['は', 'が', 'を', 'に', 'の', 'で', 'と', 'も', '（', '「'])
        && rest.contains(['は', '。', '、']);
    fits.then_some(at)
}

/// Whether most articles without a title in brackets have a word before a blank: then that is their title.
fn worded_titles(nodes: &[Node]) -> bool {
    let bare = nodes.iter().filter(|node| {
        node.kind == ProvisionKind::Article
            && node.title.is_none()
            && !node.head.text.is_empty()
            && !is_deleted(&node.head.text)
    });
    let (mut words, mut all) = (0, 0);
    for node in bare {
        all += 1;
        words += u32::from(first_word(&node.head.text).is_some());
    }
    words >= 2 && words * 10 >= all * 6
}

/// Lets articles without a title share that of the article before them in the same chapter, as one heading may
/// stand over several.
pub fn share(nodes: &mut [Node]) {
    let mut last: Option<(Option<usize>, String)> = None;
    for node in nodes
        .iter_mut()
        .filter(|node| node.kind == ProvisionKind::Article && node.origin == Origin::Fixed)
    {
        match &node.title {
            Some(title) => last = Some((node.parent, title.clone())),
            None if is_deleted(&node.body.text) || node.body.text.is_empty() => last = None,
            None => {
                if let Some((parent, title)) = &last
                    && *parent == node.parent
                {
                    node.title = Some(title.clone());
                }
            }
        }
    }
}
