//! From the built tree to provisions.

use super::citation::{half_width, number_sign};
use super::marker::Style;
use super::model::{Provision, ProvisionKind};
use super::tree::{Node, Origin};

/// The provisions of settled nodes; an empty preamble is left out.
pub fn provisions(nodes: Vec<Node>, citations: Vec<String>) -> Vec<Provision> {
    let skip = usize::from(
        nodes
            .first()
            .is_some_and(|node| node.body.text.is_empty() && node.kind == ProvisionKind::Preamble),
    );
    let supplementary = supplementary(&nodes);
    nodes
        .into_iter()
        .zip(citations)
        .zip(supplementary)
        .skip(skip)
        .map(|((node, citation), supplementary)| Provision {
            parent: node.parent.map(|parent| parent - skip),
            kind: node.kind,
            number: number(&node),
            label: node.label,
            title: node.title,
            text: node.body.text,
            sources: node.body.spans,
            citation,
            place: node.place,
            column_heads: if node.kind == ProvisionKind::TableRow {
                node.column_heads
            } else {
                Vec::new()
            },
            supplementary,
            ocr: node.ocr,
        })
        .collect()
}

fn number(node: &Node) -> Option<String> {
    let joined = || {
        node.number
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("-")
    };
    match node.origin {
        Origin::Bullet => None,
        Origin::List(Style::Path) => Some(half_width(&node.label).trim_end_matches('.').to_owned()),
        Origin::List(
            Style::Kana
            | Style::Iroha
            | Style::ParenKana
            | Style::ParenIroha
            | Style::Alpha
            | Style::Capital
            | Style::ParenAlpha,
        ) => Some(number_sign(node).trim_matches(['(', ')']).to_owned()),
        _ if node.number.is_empty() => {
            let digits: String = node
                .name
                .as_deref()
                .filter(|_| node.kind != ProvisionKind::TableRow)?
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            Some(digits).filter(|digits| !digits.is_empty())
        }
        _ => Some(joined()),
    }
}

fn supplementary(nodes: &[Node]) -> Vec<bool> {
    let mut within = vec![false; nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        within[at] = node.kind == ProvisionKind::SupplementaryProvision
            || node.parent.is_some_and(|parent| within[parent]);
    }
    within
}
