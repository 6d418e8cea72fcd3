//! The kind of each numbered list entry, from where it stands: 項, 号, or what is below.

use std::collections::{BTreeMap, BTreeSet};

use super::marker::Style;
use super::model::ProvisionKind;
use super::scheme::Scheme;
use super::tree::{Node, Origin};

/// What the styles directly under articles were found to mean.
struct Votes {
    /// Styles that are 項 where the article has no words of its own.
    paragraphs: BTreeSet<Style>,
}

/// Gives every list entry and bullet its kind. Heads of articles must be settled before.
pub fn assign(nodes: &mut [Node], scheme: &Scheme) {
    let first = first_numbers(nodes);
    let votes = votes(nodes, &first);
    let entries = entry_children(nodes, scheme);
    for at in 0..nodes.len() {
        let node = &nodes[at];
        let parent = node.parent.map(|parent| nodes[parent].kind);
        let kind = match node.origin {
            Origin::Fixed => continue,
            Origin::Bullet if node.label.is_empty() => ProvisionKind::Paragraph,
            Origin::Bullet => below(
                parent
                    .unwrap_or(ProvisionKind::Paragraph)
                    .max(ProvisionKind::Paragraph),
            ),
            Origin::List(style) => match parent {
                _ if is_entry(nodes, at, scheme) => entry_kind(nodes, at, &entries),
                Some(ProvisionKind::Article | ProvisionKind::SupplementaryProvision)
                    if scheme.articles || supplementary(parent) =>
                {
                    let holder = node.parent.unwrap_or(0);
                    let starts_late = first.get(&(holder, style)).is_some_and(|&number| number > 1);
                    let worded = has_words(&nodes[holder]);
                    let plain = matches!(style, Style::Bare | Style::Dot);
                    let paragraph = match style {
                        Style::Bare | Style::Dot => starts_late || !worded || supplementary(parent),
                        Style::Circle | Style::Close if starts_late => true,
                        _ => !worded && votes.paragraphs.contains(&style),
                    };
                    let _ = plain;
                    if paragraph {
                        ProvisionKind::Paragraph
                    } else {
                        ProvisionKind::Item
                    }
                }
                Some(kind @ (ProvisionKind::Paragraph | ProvisionKind::Item | ProvisionKind::Subitem)) => {
                    below(kind)
                }
                _ => ProvisionKind::Paragraph,
            },
        };
        nodes[at].kind = kind;
    }
}

fn supplementary(kind: Option<ProvisionKind>) -> bool {
    kind == Some(ProvisionKind::SupplementaryProvision)
}

fn below(kind: ProvisionKind) -> ProvisionKind {
    match kind {
        ProvisionKind::Paragraph => ProvisionKind::Item,
        _ => ProvisionKind::Subitem,
    }
}

/// Whether a node is a numbered entry that stands for an article or for a heading above articles.
pub fn is_entry(nodes: &[Node], at: usize, scheme: &Scheme) -> bool {
    let Origin::List(style) = nodes[at].origin else {
        return false;
    };
    if !scheme.is_entry(style) {
        return false;
    }
    match nodes[at].parent {
        None => true,
        Some(parent) => match nodes[parent].origin {
            Origin::Fixed => {
                nodes[parent].kind < ProvisionKind::Article || nodes[parent].kind == ProvisionKind::Appendix
            }
            Origin::List(above) => {
                is_entry(nodes, parent, scheme)
                    && (style == Style::Path || matches!(above, Style::Roman | Style::Capital))
            }
            Origin::Bullet => false,
        },
    }
}

fn entry_children(nodes: &[Node], scheme: &Scheme) -> Vec<bool> {
    let mut with = vec![false; nodes.len()];
    for at in 0..nodes.len() {
        if let Some(parent) = nodes[at].parent
            && is_entry(nodes, at, scheme)
        {
            with[parent] = true;
        }
    }
    with
}

fn entry_kind(nodes: &[Node], at: usize, entries: &[bool]) -> ProvisionKind {
    if !entries[at] {
        return ProvisionKind::Article;
    }
    let above = std::iter::successors(nodes[at].parent, |&up| nodes[up].parent)
        .filter(|&up| matches!(nodes[up].origin, Origin::List(_)))
        .count();
    match above {
        0 => ProvisionKind::Chapter,
        1 => ProvisionKind::Section,
        2 => ProvisionKind::Subsection,
        _ => ProvisionKind::Division,
    }
}

fn has_words(node: &Node) -> bool {
    !node.head.text.is_empty() || !node.body.text.is_empty()
}

/// The first number of each style directly under each node.
fn first_numbers(nodes: &[Node]) -> BTreeMap<(usize, Style), u32> {
    let mut first = BTreeMap::new();
    for node in nodes {
        if let (Some(parent), Some(style), Some(&number)) = (node.parent, node.style(), node.number.first()) {
            first.entry((parent, style)).or_insert(number);
        }
    }
    first
}

/// Whether ①, 1) or (1) directly under an article is a 項: it is, where articles have no words before it and the
/// document has no plain numbers for 項.
fn votes(nodes: &[Node], first: &BTreeMap<(usize, Style), u32>) -> Votes {
    let mut plain = 0;
    let mut counts = BTreeMap::<Style, (u32, u32)>::new();
    for (&(parent, style), &number) in first {
        let holder = &nodes[parent];
        if holder.kind != ProvisionKind::Article || holder.origin != Origin::Fixed {
            continue;
        }
        if matches!(style, Style::Bare | Style::Dot) {
            plain += u32::from(number > 1 || !has_words(holder));
        } else if number == 1 {
            let count = counts.entry(style).or_default();
            if has_words(holder) {
                count.1 += 1;
            } else {
                count.0 += 1;
            }
        }
    }
    let paragraphs = counts
        .into_iter()
        .filter(|(_, (empty, worded))| plain * 5 <= *empty && empty > worded)
        .map(|(style, _)| style)
        .collect();
    Votes { paragraphs }
}
