//! A guideline: books, sections, requirements, elements.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::judging::Judging;

use super::applicability::Rule;
use super::origins::Origin;
use crate::text::Message;

/// A security guideline in one version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guideline {
    /// Its id, `mhlw-6.0`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version as printed, 「第6.0版」.
    pub version: String,
    /// The day it was published, ISO 8601.
    pub published: String,
    /// Who published it.
    pub publisher: String,
    /// Whom it addresses.
    pub audience: Audience,
    /// What a reviewer must know of this catalogue, shown on a report's first page.
    pub notice: Option<String>,
    /// The version that this catalogue states its changes to, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<String>,
    /// That version itself: what is inherited is judged as that version judges it, so that a revision elsewhere
    /// changes nothing of it.
    #[serde(skip)]
    pub base: Option<Box<Self>>,
    /// Its books (編) in order.
    pub books: Vec<Book>,
    /// Its requirements in the order of the books.
    pub requirements: Vec<Requirement>,
    /// What does not apply to whom (`applicability.toml`), beside what the base says of its own items.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// What does not apply to the applicant at hand, and why: requirements (`M16-1`) and elements (`C5-3/2`).
    #[serde(default)]
    pub outside: BTreeMap<String, Message>,
    /// Duties of the version before that this one no longer demands.
    #[serde(default)]
    pub unfounded: Vec<UnfoundedRule>,
    /// Where its items stood in earlier versions, as far as that is known, beside what the base says of its own.
    #[serde(default)]
    pub origins: Vec<Origin>,
    /// SHA-256 of the catalogue's files, lower-case hexadecimal.
    pub sha256: String,
}

/// Whom a guideline addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Hospitals, clinics, pharmacies and the like (医療機関等).
    Institution,
    /// Vendors of systems and services (提供事業者).
    Vendor,
}

/// A book (編).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// `governance`, `management`, `control`, `vendor`.
    pub id: String,
    /// 「企画管理編」
    pub title: String,
    /// Its sections (章・節) in order.
    pub sections: Vec<Section>,
}

/// A section (章・節) of a book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its number as printed, 「12」「3.4.1」.
    pub number: String,
    /// Its official title.
    pub title: String,
}

/// A requirement (遵守事項).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Its id, `M12-5`.
    pub id: String,
    /// The id of its book.
    pub book: String,
    /// The number of its section.
    pub section: String,
    /// Its official item number, ① = 1; 0 where it is not known.
    pub item: u32,
    /// What must be done: in our own words, or as the guideline itself words it.
    pub text: String,
    /// Whether `text` is the guideline's own wording.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub official: bool,
    /// Its separate duties.
    pub elements: Vec<Element>,
    /// Ids of requirements of the other books that say the same duty.
    pub related: Vec<String>,
    /// Where it stood in the version before, or `new`.
    pub origin: Option<String>,
    /// Where the fact was read.
    pub source: Option<String>,
    /// How sure the catalogue is of it.
    pub confidence: Confidence,
    /// Where it is expected to be written.
    pub expected: Expected,
    /// The version it was taken over from unread, where this one states nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherited: Option<String>,
    /// The base's requirement that this one was, where the catalogue is based on another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// An element (観点): one separate duty within a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Element {
    /// Where its judging knowledge stands: `mhlw-6.0/C14-6/3`; an element that was taken over keeps that of the
    /// version it came from.
    #[serde(default)]
    pub key: String,
    /// The duty in a short phrase.
    pub point: String,
    /// Groups of interchangeable words, one of each expected: a quick start for matching.
    #[serde(default)]
    pub any: Vec<Vec<String>>,
    /// How to judge it; empty where nobody has written it.
    #[serde(skip)]
    pub judging: Judging,
}

/// A duty that a version before demanded and this one does not: a provision that still orders it is no mistake, but
/// may be reconsidered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnfoundedRule {
    /// Its id, unique within the catalogue.
    pub id: String,
    /// The element that demanded it, `C14-6/2`.
    pub was: String,
    /// The duty in a short phrase.
    pub point: String,
    /// Groups of interchangeable words: a sentence that holds one of each orders it.
    pub any: Vec<Vec<String>>,
    /// Words of sentences about another matter.
    #[serde(default)]
    pub not: Vec<String>,
    /// What a reviewer tells the applicant.
    pub advice: Message,
    /// Where the fact was read.
    pub source: String,
}

/// How sure a catalogue is of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Seen in the source.
    Read,
    /// The source was cut; the rest is inferred.
    Partial,
    /// From memory only.
    Recalled,
    /// From secondary sources.
    Secondary,
}

/// Where a duty is expected to be written, the strictest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    /// In the regulation itself.
    #[default]
    Regulation,
    /// In another document that the regulation names and requires.
    Reference,
    /// Nowhere: an attitude that no text proves.
    Posture,
}

impl Guideline {
    /// The requirement with this id.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|requirement| requirement.id == id)
    }

    /// The book with this id.
    pub fn book(&self, id: &str) -> Option<&Book> {
        self.books.iter().find(|book| book.id == id)
    }

    /// The title of a requirement's section.
    pub fn section_title(&self, requirement: &Requirement) -> &str {
        self.book(&requirement.book)
            .and_then(|book| book.sections.iter().find(|s| s.number == requirement.section))
            .map_or("", |section| &section.title)
    }
}

impl Guideline {
    /// This version, then the one that it is based on, then that one's, and so on.
    pub fn chain(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |version| version.base.as_deref())
    }

    /// Whether an element was written for this version, not taken over from the one it is based on.
    pub fn is_own(&self, element: &Element) -> bool {
        element.home() == self.id
    }

    /// The requirements that this one was in the versions below, nearest first: each with the digest of its version.
    pub fn lineage<'a>(&'a self, requirement: &'a Requirement) -> Vec<(&'a str, &'a str)> {
        let mut line = vec![(self.sha256.as_str(), requirement.id.as_str())];
        let mut at = requirement;
        for base in self.chain().skip(1) {
            match at.was.as_deref().and_then(|id| base.requirement(id)) {
                Some(was) => {
                    line.push((base.sha256.as_str(), was.id.as_str()));
                    at = was;
                }
                None => break,
            }
        }
        line
    }
}

impl Element {
    /// The version that its judging knowledge belongs to.
    pub fn home(&self) -> &str {
        self.key.split_once('/').map_or("", |(version, _)| version)
    }

    /// What it is called there: `C14-6/3`.
    pub fn name_at_home(&self) -> &str {
        self.key.split_once('/').map_or("", |(_, name)| name)
    }
}

impl Requirement {
    /// How the guideline itself cites it: 「企画管理編 12.⑤」; without an item number where that is not known.
    pub fn official_number(&self) -> String {
        match self.item {
            0 => self.section.clone(),
            item => format!("{}.{}", self.section, circled(item)),
        }
    }

    /// Whether it must be shown as 未確認.
    pub fn is_unconfirmed(&self) -> bool {
        self.confidence != Confidence::Read
    }
}

/// ①–㊿ for 1–50; plain digits in brackets beyond.
fn circled(number: u32) -> String {
    let base = match number {
        1..=20 => 0x2460 - 1,
        21..=35 => 0x3251 - 21,
        36..=50 => 0x32b1 - 36,
        _ => return format!("({number})"),
    };
    char::from_u32(base + number).map_or_else(|| number.to_string(), String::from)
}
