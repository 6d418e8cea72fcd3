//! Understanding regulations: every way of numbering and every trap, as own-worded text.

mod assembling;
mod beyond;
mod labelled;
mod mixtures;
mod odd;
mod properties;
mod schemes;
mod tables;
mod telling;

use kitei::document::{Document, ReadOptions, read};
use kitei::regulation::{ProvisionKind, Regulation, understand};

/// A text document, a paragraph a line.
pub fn document(text: &str) -> Document {
    read("規程.txt", text.as_bytes(), &ReadOptions::default()).expect("text is read")
}

/// The regulation of a text.
pub fn regulation(text: &str) -> Regulation {
    understand(&document(text))
}

/// `citation=text` of each provision but the front; a title stands in brackets before the text.
pub fn outline(text: &str) -> Vec<String> {
    outline_of(&regulation(text))
}

/// The same of a regulation.
pub fn outline_of(regulation: &Regulation) -> Vec<String> {
    regulation
        .provisions
        .iter()
        .filter(|each| !matches!(each.kind, ProvisionKind::Preamble | ProvisionKind::Contents))
        .map(|each| {
            let title = each
                .title
                .as_deref()
                .map(|title| format!("[{title}]"))
                .unwrap_or_default();
            format!("{}={title}{}", each.citation, each.text)
        })
        .collect()
}

/// The codes of the warnings of a text. That these short texts have no title is left out.
pub fn codes(text: &str) -> Vec<String> {
    regulation(text)
        .warnings
        .into_iter()
        .map(|warning| warning.code)
        .filter(|code| code != "no-title")
        .collect()
}
