//! What a document means: provisions with citations, dates, parties, references.

use serde::{Deserialize, Serialize};

use crate::document::{Place, Warning};

/// A document understood as provisions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Regulation {
    /// The file it was read from.
    pub file: String,
    /// Its title (題名), as printed; empty where none was found.
    pub title: String,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// Whose regulation it is, where the title or the first lines tell.
    pub organization: Option<String>,
    /// Days on which it was made, amended, or comes into force.
    pub dates: Vec<DatedEvent>,
    /// Guidelines, laws and other documents that it names.
    pub named: Vec<NamedSource>,
    /// Terms that it defines.
    pub definitions: Vec<Definition>,
    /// Its provisions in document order; a parent stands before its children.
    pub provisions: Vec<Provision>,
    /// What was not understood, and what a reviewer should look at.
    pub warnings: Vec<Warning>,
}

/// Index of a provision in [`Regulation::provisions`].
pub type ProvisionId = usize;

/// One provision: a node of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provision {
    /// The provision that holds it.
    pub parent: Option<ProvisionId>,
    /// What it is.
    pub kind: ProvisionKind,
    /// Its number in half-width digits, kana or letters: 「3」「9-2」 for 第9条の2, 「ア」; `None` where it has none.
    pub number: Option<String>,
    /// Its number as printed, 「第９条の２」「（３）」; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Its title (見出し・章名) without brackets; also a title that it shares with the article before it.
    pub title: Option<String>,
    /// Its own words as printed, without number and title; `\n` separates paragraphs of the source.
    pub text: String,
    /// For each byte range of `text`, where it stands in the document, in order.
    pub sources: Vec<SourceSpan>,
    /// How a reviewer cites it; unique within the regulation.
    pub citation: String,
    /// Where it begins.
    pub place: Place,
    /// Heads of the columns, for a row of a table: one for each TAB-separated cell of `text`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub column_heads: Vec<String>,
    /// Whether it stands in a supplementary provision (附則), where past facts and transition are told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub supplementary: bool,
    /// Whether its words were recognized from a picture.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ocr: bool,
}

/// A stretch of a provision's text and the paragraph of the document it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceSpan {
    /// Byte offset in [`Provision::text`] where the stretch begins; it ends where the next begins.
    pub at: usize,
    /// Number of the paragraph in the document.
    pub paragraph: u32,
    /// Byte offset in that paragraph's text.
    pub offset: usize,
}

/// Kinds of provision: names of the 法令標準XML, and what regulations have beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvisionKind {
    /// 前文, and words before the first provision.
    Preamble,
    /// 目次: kept, but says nothing of its own.
    Contents,
    /// 編
    Part,
    /// 章; also 「Ⅰ」 and the upper levels of a decimal document.
    Chapter,
    /// 節
    Section,
    /// 款
    Subsection,
    /// 目
    Division,
    /// 条; also 「1.（目的）」 and the numbered entries of a decimal document.
    Article,
    /// 項
    Paragraph,
    /// 号
    Item,
    /// イ, (イ), … below an item.
    Subitem,
    /// 附則
    SupplementaryProvision,
    /// 別表
    AppendedTable,
    /// A row of a table.
    TableRow,
    /// 様式
    AppendedForm,
    /// 別紙, 付録
    Appendix,
    /// Foot- or endnote, remark (※), text box.
    Note,
}

/// Kinds of document in a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 規程・規定・訓令: what a submission's main regulation usually is.
    Regulation,
    /// 規則
    Rules,
    /// 要綱
    Outline,
    /// 細則
    DetailedRules,
    /// 要領
    Procedure,
    /// 方針・ポリシー
    Policy,
    /// 手順書・マニュアル
    Manual,
    /// 別紙
    Annex,
    /// 新旧対照表
    ComparisonTable,
    /// 契約書・約款・SLA・開示書
    Agreement,
    /// Not told.
    Other,
}

impl DocumentKind {
    /// The word that stands in front of a citation: 「細則」 in 「細則第5条第2項」.
    pub fn word(self) -> &'static str {
        match self {
            Self::Regulation => "規程",
            Self::Rules => "規則",
            Self::Outline => "要綱",
            Self::DetailedRules => "細則",
            Self::Procedure => "要領",
            Self::Policy => "方針",
            Self::Manual => "手順書",
            Self::Annex => "別紙",
            Self::ComparisonTable => "新旧対照表",
            Self::Agreement => "契約書",
            Self::Other => "文書",
        }
    }
}

/// A day that the document names for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedEvent {
    /// What happened.
    pub kind: EventKind,
    /// ISO 8601 date, `2024-06-01`; without the day where the document gives none.
    pub date: String,
    /// The words as printed.
    pub words: String,
    /// Where they stand.
    pub place: Place,
}

/// Kinds of [`DatedEvent`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// 制定
    Enacted,
    /// 改正・改訂
    Amended,
    /// 施行・適用
    InForce,
}

/// A guideline, law or document named in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedSource {
    /// Its name as printed.
    pub name: String,
    /// Its version as printed, 「第6.0版」.
    pub version: Option<String>,
    /// The provision that names it.
    pub citation: String,
    /// Where.
    pub place: Place,
}

/// A term the regulation defines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// The term.
    pub term: String,
    /// What it means, as printed.
    pub meaning: String,
    /// The provision that defines it.
    pub citation: String,
}

/// One or more documents that one applicant handed in together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Its name: the file's or folder's name.
    pub name: String,
    /// Its regulations; the main one first. Citations of the others carry their kind in front.
    pub regulations: Vec<Regulation>,
    /// What concerns the submission as a whole.
    pub warnings: Vec<Warning>,
}

impl Regulation {
    /// The provisions from the outermost that holds `id` down to `id` itself.
    pub fn path(&self, id: ProvisionId) -> Vec<ProvisionId> {
        let mut path: Vec<_> =
            std::iter::successors(Some(id), |&at| self.provisions.get(at).and_then(|p| p.parent)).collect();
        path.reverse();
        path
    }

    /// The provisions that have words of their own, the table of contents left out: what is indexed and matched.
    pub fn clauses(&self) -> impl Iterator<Item = (ProvisionId, &Provision)> {
        self.provisions.iter().enumerate().filter(|(_, provision)| {
            provision.kind != ProvisionKind::Contents && !provision.text.trim().is_empty()
        })
    }
}

impl Provision {
    /// A provision with words and nothing else.
    pub fn new(kind: ProvisionKind, citation: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            parent: None,
            kind,
            number: None,
            label: String::new(),
            title: None,
            text: text.into(),
            sources: Vec::new(),
            citation: citation.into(),
            place: Place::default(),
            column_heads: Vec::new(),
            supplementary: false,
            ocr: false,
        }
    }
}
