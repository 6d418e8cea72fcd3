//! Clauses that leave something to another document, and which document of the submission fulfils them.

use serde::{Deserialize, Serialize};

use super::model::{ProvisionKind, Regulation, Submission};

/// How a clause leaves something to another document.
const LEAVING: &[&str] = &["別に定め", "別途定め", "別途、定め", "別に、定め"];

/// A clause that leaves something to another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// The clause, as cited within the submission.
    pub citation: String,
    /// The file of the document that fulfils it; `None` where the submission holds none.
    pub to: Option<String>,
}

impl Submission {
    /// The clauses that leave something to another document, in order, and where the submission fulfils them.
    ///
    /// A clause is fulfilled by the document that it names (「別に定める『媒体取扱細則』による」), and by one that names
    /// the clause in turn (「規程第9条第2項に基づき」).
    pub fn delegations(&self) -> Vec<Delegation> {
        self.regulations
            .iter()
            .enumerate()
            .flat_map(|(at, regulation)| {
                regulation
                    .clauses()
                    .filter(|(_, clause)| clause.kind != ProvisionKind::Preamble)
                    .filter(|(_, clause)| LEAVING.iter().any(|words| clause.text.contains(words)))
                    .map(move |(_, clause)| Delegation {
                        citation: clause.citation.clone(),
                        to: self.fulfilling(at, &clause.text, &clause.citation),
                    })
            })
            .collect()
    }

    fn fulfilling(&self, from: usize, text: &str, citation: &str) -> Option<String> {
        let others = || {
            self.regulations
                .iter()
                .enumerate()
                .filter(move |(at, _)| *at != from)
                .map(|(_, other)| other)
        };
        let words = bare(text);
        // The longest title counts: 「システム運用細則」 before 「運用細則」.
        let named = others()
            .filter(|other| {
                short_title(other, &self.regulations[from]).is_some_and(|title| words.contains(&title))
            })
            .max_by_key(|other| other.title.len());
        named
            .or_else(|| others().find(|other| names_clause(other, citation)))
            .map(|other| other.file.clone())
    }
}

/// The title without the organization in front, by which the house cites it; `None` where it is only a word for a
/// kind of document (「細則」), which would be found in every clause.
fn short_title(other: &Regulation, from: &Regulation) -> Option<String> {
    let title = bare(&other.title);
    let organization = other.organization.as_ref().or(from.organization.as_ref());
    let short = organization
        .and_then(|name| title.strip_prefix(&bare(name)))
        .unwrap_or(&title);
    (short.chars().count() >= 4).then(|| short.to_owned())
}

/// Whether the first words of a document say that it rests on the clause.
fn names_clause(other: &Regulation, citation: &str) -> bool {
    citation.starts_with('第')
        && other.provisions.iter().take(6).any(|provision| {
            let words = bare(&provision.text);
            words
                .match_indices(citation)
                .any(|(at, found)| rests(&words[..at], &words[at + found.len()..]))
        })
}

/// 「運用管理規程第9条の規定に基づき」: of another document, and as its ground.
fn rests(before: &str, behind: &str) -> bool {
    let other = ["規程", "規則", "規定", "要綱"]
        .iter()
        .any(|word| before.ends_with(word));
    let ground = ["に基づ", "の規定", "により", "に規定", "の定め"]
        .iter()
        .any(|word| behind.starts_with(word));
    other && ground
}

fn bare(words: &str) -> String {
    super::citation::half_width(words).split_whitespace().collect()
}
