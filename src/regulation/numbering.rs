//! Warnings about numbers that were left out or came twice.

use crate::document::Warning;
use crate::text::Message;

use super::machine::Irregular;
use super::tree::Node;

/// Codes of the warnings of this module; their messages begin with a citation.
pub const CODES: [&str; 2] = ["numbering-gap", "numbering-duplicate"];

/// A warning for each jump in a sequence.
pub fn warnings(irregular: &[Irregular], nodes: &[Node], citations: &[String]) -> Vec<Warning> {
    irregular
        .iter()
        .map(|jump| {
            let (code, at, ja, en) = match *jump {
                Irregular::Gap(at) => (
                    "numbering-gap",
                    at,
                    "の前に番号の抜けがある",
                    "follows a gap in the numbering",
                ),
                Irregular::Duplicate(at) => (
                    "numbering-duplicate",
                    at,
                    "の番号が重複している、又は順序が前後している",
                    "has a number that came before",
                ),
            };
            let citation = &citations[at];
            Warning::new(
                code,
                Message::new(format!("{citation}{ja}"), format!("{citation} {en}")),
            )
            .at(nodes[at].place)
        })
        .collect()
}
