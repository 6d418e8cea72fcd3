//! What stands before the first provision: title, kind, organization.

use super::model::{DocumentKind, Provision, ProvisionKind};
use super::titles::is_dated;
use super::tree::Node;
use super::vocabulary::{KIND_WORDS, ORGANIZATIONS};
use crate::document::{Paragraph, Warning};
use crate::text::Message;

/// What the front tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Front {
    /// The title as printed.
    pub title: String,
    /// Its kind.
    pub kind: DocumentKind,
    /// Whose it is.
    pub organization: Option<String>,
}

/// The kind of document that a title names: the word nearest its end.
pub fn kind_of(title: &str) -> DocumentKind {
    let words: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    KIND_WORDS
        .iter()
        .filter_map(|(word, kind)| words.rfind(word).map(|at| (at + word.len(), word.len(), *kind)))
        .max_by_key(|(end, length, _)| (*end, *length))
        .map_or(DocumentKind::Other, |(_, _, kind)| kind)
}

/// Whether a line may be a title of a document: short, no sentence, a word for a kind of document at its end.
pub fn is_document_title(line: &str) -> bool {
    if line.ends_with('。') {
        return false;
    }
    let words = bare(line);
    words.chars().count() <= 60
        && !words.contains(['。', '、', '「'])
        && KIND_WORDS.iter().any(|(word, _)| words.ends_with(word))
}

/// A title without the mark of a collection of regulations; 「○○病院」 is a name that was masked.
fn unmarked(line: &str) -> &str {
    const MARKS: [char; 5] = ['○', '◯', '〇', '●', '◎'];
    let rest = line.strip_prefix(MARKS).filter(|rest| !rest.starts_with(MARKS));
    rest.unwrap_or(line).trim()
}

/// A title without what stands around it: 「○」, （案）, 第3版.
fn bare(line: &str) -> String {
    let words: String = unmarked(line).chars().filter(|c| !c.is_whitespace()).collect();
    let mut words = words.as_str();
    loop {
        let cut = words
            .strip_suffix(['）', ')', '】', '］'])
            .and_then(|inner| inner.rfind(['（', '(', '【', '［']).map(|at| &inner[..at]))
            .or_else(|| {
                words
                    .strip_suffix('版')
                    .and_then(|inner| inner.rfind('第').map(|at| &inner[..at]))
            });
        match cut.filter(|cut| !cut.is_empty()) {
            Some(cut) => words = cut,
            None => return words.to_owned(),
        }
    }
}

/// Lines beside the front: boxes and notes before the first provision, then running heads.
pub fn aside<'a>(nodes: &'a [Node], marginalia: &'a [Paragraph]) -> Vec<&'a str> {
    nodes
        .iter()
        .skip(1)
        .take_while(|node| matches!(node.kind, ProvisionKind::Note | ProvisionKind::Contents))
        .filter(|node| node.kind == ProvisionKind::Note)
        .flat_map(|node| node.body.text.lines())
        .chain(marginalia.iter().map(|paragraph| paragraph.text.trim()))
        .collect()
}

/// Warnings about a document that has no title, or nothing that is a provision.
pub fn warnings(front: &Front, provisions: &[Provision]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if provisions.iter().all(|each| each.text.trim().is_empty()) {
        // A picture without words is told by who reads the file.
        return warnings;
    }
    if front.title.is_empty() {
        let message = Message::new(
            "題名が見つからない。規程の種類も分からない",
            "no title was found, so the kind of document is not known either",
        );
        warnings.push(Warning::new("no-title", message));
    }
    let none = provisions.iter().all(|each| {
        matches!(
            each.kind,
            ProvisionKind::Preamble | ProvisionKind::Contents | ProvisionKind::Note
        )
    });
    if none {
        let message = Message::new(
            "条項が見つからない。全文を前文として読んだ",
            "no provision was found; all words are read as a preamble",
        );
        warnings.push(Warning::new("no-provisions", message));
    }
    warnings
}

/// Reads the lines before the first provision; where none of them is a title, one of `aside` may be. Bookmarks and
/// the file's name are not asked.
pub fn read(lines: &[&str], aside: &[&str]) -> Front {
    let head: Vec<&str> = lines
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty())
        .take(40)
        .collect();
    let titled = head.iter().position(|line| is_document_title(line));
    let beside = aside.iter().find(|line| is_document_title(line));
    let at = titled.or_else(|| {
        // A line that names no kind of document is a title only where nothing else is.
        head.iter().position(|line| {
            let organization = organization_in(line).is_some_and(|name| name.len() == line.len());
            beside.is_none()
                && !organization
                && !is_dated(line)
                && !line.contains('。')
                && line.chars().count() <= 60
        })
    });
    let Some(line) = at.map(|at| &head[at]).or(beside) else {
        return Front {
            title: String::new(),
            kind: DocumentKind::Other,
            organization: None,
        };
    };
    let at = at.unwrap_or_default();
    let title = unmarked(line).to_owned();
    let organization = organization_in(&title)
        .or_else(|| head[..at].iter().rev().find_map(|line| whole_organization(line)))
        .or_else(|| {
            head.iter()
                .skip(at + 1)
                .take(12)
                .find_map(|line| whole_organization(line))
        });
    Front {
        kind: kind_of(&bare(&title)),
        title,
        organization,
    }
}

fn whole_organization(line: &str) -> Option<String> {
    organization_in(line)
        .filter(|name| name.chars().count() + 8 >= line.chars().count() && !line.contains(['。', '、']))
        .map(|_| line.to_owned())
        .filter(|line| !is_dated(line) && !is_document_title(line))
        .or_else(|| {
            let company = [
                "株式会社",
                "有限会社",
                "合同会社",
                "医療法人",
                "社会福祉法人",
                "一般社団法人",
            ];
            let fits = company
                .iter()
                .any(|word| line.starts_with(word) || line.ends_with(word))
                && line.chars().count() <= 40
                && !line.contains(['。', '、']);
            fits.then(|| line.to_owned())
        })
}

/// The organization that a title begins with: up to the last word for an institution.
fn organization_in(line: &str) -> Option<String> {
    ORGANIZATIONS
        .iter()
        .filter_map(|word| {
            let at = line.rfind(word)?;
            let end = at + word.len();
            // 「病院情報システム」 names no hospital; 「市民病院」 does.
            (at > 0).then_some(end)
        })
        .max()
        .map(|end| line[..end].trim().to_owned())
        .filter(|name| name.chars().count() >= 4 && !name.contains(['。', '、', '年']))
}
