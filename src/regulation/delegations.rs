//! Clauses that leave something to another document, and where the submission fulfils them.

use serde::{Deserialize, Serialize};

use super::model::{Provision, ProvisionKind, Regulation, Submission};

/// How a clause leaves something to another document.
const LEAVING: &[&str] = &[
    "別に定め",
    "別途定め",
    "別途、定め",
    "別に、定め",
    "別に規定",
    "別途規定",
    "細則で定め",
    "細則に定め",
    "要領で定め",
    "要領に定め",
    "手順書で定め",
    "手順書に定め",
    "マニュアルで定め",
    "マニュアルに定め",
];

/// A clause that leaves something to another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// The clause, as cited within the submission.
    pub citation: String,
    /// Where the submission fulfils it; `None` where it does not.
    pub to: Option<Fulfilment>,
}

/// Where something that a clause leaves to another document is fulfilled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fulfilment {
    /// The file.
    pub file: String,
    /// The provision that says so, or else the first of the document.
    pub citation: String,
}

/// A document: a file, or one bound behind another in the same file.
struct Candidate<'a> {
    regulation: &'a Regulation,
    title: String,
    provisions: &'a [Provision],
}

impl Submission {
    /// The clauses that leave something to another document, in order, and where the submission fulfils them.
    ///
    /// A clause is fulfilled by the document that it names (「別に定める『媒体取扱細則』による」), by one that names the
    /// clause in turn (「規程第9条第2項に基づき」, 「別表第1（規程第9条関係）」), and where it names a kind of document
    /// (「細則で定める」) by the only one of that kind.
    pub fn delegations(&self) -> Vec<Delegation> {
        let candidates: Vec<Candidate<'_>> = self.regulations.iter().flat_map(Candidate::of).collect();
        let mut delegations = Vec::new();
        for (at, holder) in candidates.iter().enumerate() {
            let others = || {
                candidates
                    .iter()
                    .enumerate()
                    .filter_map(|(each, other)| (each != at).then_some(other))
            };
            let clauses = holder.provisions.iter().filter(|clause| {
                !matches!(clause.kind, ProvisionKind::Preamble | ProvisionKind::Contents)
                    && leaves(&clause.text)
            });
            delegations.extend(clauses.map(|clause| {
                Delegation {
                    citation: clause.citation.clone(),
                    to: named(others(), &clause.text)
                        .or_else(|| grounded(others(), &clause.citation))
                        .or_else(|| of_kind(others(), &clause.text)),
                }
            }));
        }
        delegations
    }
}

/// Whether a clause leaves something to another document, and not to itself or to a law.
fn leaves(text: &str) -> bool {
    LEAVING.iter().any(|words| {
        text.match_indices(words).any(|(at, _)| {
            let kind = &words[..words.find(['で', 'に']).unwrap_or_default()];
            let before = text[..at].trim_end();
            let own = !kind.is_empty() && kind != "別" && before.ends_with(['の', '本']);
            let law = ["法令に", "法律に", "条例に"]
                .iter()
                .any(|end| before.ends_with(end));
            let none = text[at + words.len()..].starts_with(['が', 'の']);
            !own && !law && !none
        })
    })
}

/// The document whose title a clause names; the longest counts: 「システム運用細則」 before 「運用細則」.
fn named<'a>(others: impl Iterator<Item = &'a Candidate<'a>>, text: &str) -> Option<Fulfilment> {
    let words = bare(text);
    others
        .filter(|other| other.short_title().is_some_and(|title| words.contains(&title)))
        .max_by_key(|other| other.title.len())
        .and_then(|other| Some(other.fulfilment(other.first()?)))
}

/// The document whose first words rest on the clause.
fn grounded<'a>(mut others: impl Iterator<Item = &'a Candidate<'a>>, citation: &str) -> Option<Fulfilment> {
    others.find_map(|other| Some(other.fulfilment(other.ground(citation)?)))
}

/// The only document of the kind that a clause leaves something to.
fn of_kind<'a>(others: impl Iterator<Item = &'a Candidate<'a>>, text: &str) -> Option<Fulfilment> {
    let kind = LEAVING
        .iter()
        .filter(|words| text.contains(**words))
        .find_map(|words| words.strip_suffix("定め")?.strip_suffix(['で', 'に']))
        .filter(|kind| *kind != "別")?;
    let mut fitting = others.filter(|other| other.title.ends_with(kind));
    let only = fitting.next()?;
    fitting
        .next()
        .is_none()
        .then(|| Some(only.fulfilment(only.first()?)))
        .flatten()
}

impl<'a> Candidate<'a> {
    fn of(regulation: &'a Regulation) -> Vec<Self> {
        let all = &regulation.provisions;
        let mut starts = vec![(0, regulation.title.as_str())];
        starts.extend(all.iter().enumerate().filter_map(|(at, each)| {
            let bound =
                each.kind == ProvisionKind::Appendix && each.parent.is_none() && each.label.is_empty();
            Some((at, each.title.as_deref()?)).filter(|_| bound)
        }));
        let ends = starts[1..].iter().map(|(at, _)| *at).chain([all.len()]);
        let documents = starts.iter().zip(ends).map(|(&(from, title), to)| Self {
            regulation,
            title: bare(title),
            provisions: &all[from..to],
        });
        documents.collect()
    }

    /// The title without the organization in front, by which the house cites it; `None` where it is only a word for
    /// a kind of document (「細則」), which would be found in every clause.
    fn short_title(&self) -> Option<String> {
        let organization = self.regulation.organization.as_deref().map(bare);
        let short = organization
            .and_then(|name| self.title.strip_prefix(&name))
            .unwrap_or(&self.title);
        (short.chars().count() >= 4).then(|| short.to_owned())
    }

    /// Its first provision that is no heading and no front.
    fn first(&self) -> Option<&Provision> {
        let article = self
            .provisions
            .iter()
            .find(|each| each.kind == ProvisionKind::Article);
        article.or(self.provisions.first())
    }

    /// The provision that names `citation` as its ground: 「運用管理規程第9条の規定に基づき」, 「（規程第9条関係）」.
    fn ground(&self, citation: &str) -> Option<&Provision> {
        // 「第9条の2」 of 「第9条の2第2項」.
        let article = match citation.get('第'.len_utf8()..).and_then(|rest| rest.find('第')) {
            Some(at) => &citation[..'第'.len_utf8() + at],
            None => citation,
        };
        let says = |words: &str, citation: &str, of: fn(&str, &str) -> bool| {
            let words = bare(words);
            words
                .match_indices(citation)
                .any(|(at, found)| of(&words[..at], &words[at + found.len()..]))
        };
        self.provisions.iter().find(|provision| {
            let title = provision.title.as_deref().unwrap_or_default();
            citation.starts_with('第')
                && (says(&provision.text, citation, rests) || says(title, article, relates))
        })
    }

    fn fulfilment(&self, provision: &Provision) -> Fulfilment {
        Fulfilment {
            file: self.regulation.file.clone(),
            citation: provision.citation.clone(),
        }
    }
}

/// Whether a citation behind these words is one of another document.
fn is_of_other(before: &str) -> bool {
    ["規程", "規則", "規定", "要綱", "）", "」"]
        .iter()
        .any(|word| before.ends_with(word) && !before.ends_with(&format!("この{word}")))
}

/// Whether a citation between these words is the ground of the document.
fn rests(before: &str, behind: &str) -> bool {
    let ground = ["に基づ", "の規定", "により", "に規定", "の定め", "に定め"]
        .iter()
        .any(|word| behind.starts_with(word));
    is_of_other(before) && ground
}

/// Whether a citation between these words of a title is what the provision belongs to.
fn relates(before: &str, behind: &str) -> bool {
    let listed = before.ends_with(['、', '・']) || before.ends_with("及び");
    (is_of_other(before) || listed && before.contains("規程"))
        && ["関係", "及び", "、", "・"]
            .iter()
            .any(|word| behind.starts_with(word))
}

fn bare(words: &str) -> String {
    super::citation::half_width(words).split_whitespace().collect()
}
