//! Several documents as one submission.

use std::collections::BTreeMap;

use super::model::{DocumentKind, Regulation, Submission};
use super::{checks, numbering, roles};

/// Puts the regulations of one submission together: the main one first, the others' citations with their kind
/// in front (「細則第5条第2項」, 「細則2第5条」 where two are of one kind).
pub fn assemble(name: &str, mut regulations: Vec<Regulation>) -> Submission {
    // The order of the files counts among documents of one rank.
    if let Some(main) = (0..regulations.len()).min_by_key(|&at| rank(&regulations[at])) {
        let main = regulations.remove(main);
        regulations.insert(0, main);
    }
    let mut counts = BTreeMap::new();
    for regulation in regulations.iter_mut().skip(1) {
        let count = counts.entry(regulation.kind.word()).or_insert(0);
        *count += 1;
        let word = if *count == 1 {
            regulation.kind.word().to_owned()
        } else {
            format!("{}{count}", regulation.kind.word())
        };
        prefix(regulation, &word);
    }
    if regulations.len() > 1 {
        appoint(&mut regulations);
    }
    Submission {
        name: name.to_owned(),
        regulations,
        warnings: Vec::new(),
    }
}

/// How likely a document is the main regulation of a submission; the lowest is.
fn rank(regulation: &Regulation) -> u8 {
    let general = ["運用管理", "安全管理", "管理運用", "管理運営"]
        .iter()
        .any(|word| regulation.title.contains(word));
    match regulation.kind {
        DocumentKind::Regulation if general => 0,
        DocumentKind::Rules | DocumentKind::Outline if general => 1,
        DocumentKind::Regulation => 2,
        DocumentKind::Rules | DocumentKind::Outline => 3,
        DocumentKind::Policy => 4,
        DocumentKind::DetailedRules => 5,
        DocumentKind::Procedure | DocumentKind::Manual => 6,
        DocumentKind::Agreement | DocumentKind::Other => 7,
        DocumentKind::Annex | DocumentKind::ComparisonTable => 8,
    }
}

/// Looks for the appointment of each role in all documents of the submission.
fn appoint(regulations: &mut [Regulation]) {
    let all: Vec<_> = regulations
        .iter()
        .map(|each| (each.provisions.as_slice(), each.definitions.as_slice()))
        .collect();
    let missing: Vec<_> = regulations
        .iter()
        .map(|each| roles::warnings(&each.provisions, &all))
        .collect();
    for (regulation, missing) in regulations.iter_mut().zip(missing) {
        regulation
            .warnings
            .retain(|warning| warning.code != "role-not-appointed");
        regulation.warnings.extend(missing);
    }
}

/// Puts `word` in front of every citation, also of those in the warnings.
fn prefix(regulation: &mut Regulation, word: &str) {
    let citations = (regulation
        .provisions
        .iter_mut()
        .map(|provision| &mut provision.citation))
    .chain(
        regulation
            .definitions
            .iter_mut()
            .map(|definition| &mut definition.citation),
    )
    .chain(regulation.named.iter_mut().map(|named| &mut named.citation));
    for citation in citations {
        citation.insert_str(0, word);
    }
    regulation
        .warnings
        .retain(|warning| !checks::CODES.contains(&warning.code.as_str()));
    for warning in &mut regulation.warnings {
        if numbering::CODES.contains(&warning.code.as_str()) {
            warning.message.ja.insert_str(0, word);
            warning.message.en.insert_str(0, word);
        }
    }
    let again = checks::of(
        &regulation.provisions,
        &regulation.definitions,
        &regulation.named,
        word,
    );
    regulation.warnings.extend(again);
}
