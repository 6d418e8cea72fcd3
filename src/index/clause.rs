//! What the index keeps of a clause and of a submission.

use serde::{Deserialize, Serialize};

use crate::regulation::{EventKind, ProvisionId, ProvisionKind, Regulation, Submission};
use crate::text::hex_digest;

/// A clause on file: one row of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedClause {
    /// Id of its submission.
    pub submission_id: String,
    /// Name of its submission.
    pub submission: String,
    /// Who handed it in.
    pub applicant: String,
    /// The file it stands in.
    pub file: String,
    /// What kind of document that is: 「規程」「細則」.
    pub kind: String,
    /// Its citation.
    pub citation: String,
    /// Citations of the provisions that hold it, outermost first.
    pub within: Vec<String>,
    /// Titles of the chapters, sections and articles that hold it, outermost first.
    pub chapter: Vec<String>,
    /// Its own title.
    pub title: Option<String>,
    /// Page from 1; `None` where the format has none.
    pub page: Option<u32>,
    /// Days on which the document was made, amended, or comes into force, ISO 8601.
    pub dates: Vec<String>,
    /// Its exact words.
    pub text: String,
    /// Whether the words were recognized from a picture.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ocr: bool,
    /// Its number within the submission, from 0.
    pub number: u32,
}

/// A file of a submission on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Whether anything could be read from it.
    pub readable: bool,
}

/// A submission on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedSubmission {
    /// Its id: a hash of its files' contents.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who handed it in.
    pub applicant: String,
    /// Where it was read from, as far as it lay in the file system: what comes from there later replaces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its files.
    pub files: Vec<IndexedFile>,
    /// How many clauses it has.
    pub clauses: usize,
    /// How many bytes of text they have.
    pub bytes: usize,
}

/// The id of a submission of these files: the same contents have the same id, whatever the files are called.
pub fn submission_id(files: &[IndexedFile]) -> String {
    let mut hashes: Vec<&str> = files.iter().map(|file| file.sha256.as_str()).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hex_digest(hashes.join("\n").as_bytes())[..32].to_owned()
}

/// A submission as it stands in the index, and its clauses.
pub fn rows(
    submission: &Submission,
    files: Vec<IndexedFile>,
    path: Option<String>,
) -> (IndexedSubmission, Vec<IndexedClause>) {
    let id = submission_id(&files);
    let applicant = submission
        .regulations
        .iter()
        .find_map(|regulation| regulation.organization.clone())
        .unwrap_or_else(|| submission.name.clone());
    let mut clauses = Vec::new();
    for regulation in &submission.regulations {
        let dates = dates(regulation);
        for (at, provision) in regulation.clauses() {
            clauses.push(IndexedClause {
                submission_id: id.clone(),
                submission: submission.name.clone(),
                applicant: applicant.clone(),
                file: regulation.file.clone(),
                kind: regulation.kind.word().to_owned(),
                citation: provision.citation.clone(),
                within: holders(regulation, at)
                    .map(|holder| regulation.provisions[holder].citation.clone())
                    .collect(),
                chapter: holders(regulation, at)
                    .filter_map(|holder| heading(regulation, holder))
                    .collect(),
                title: provision.title.clone(),
                page: provision.place.page,
                dates: dates.clone(),
                text: provision.text.clone(),
                ocr: provision.ocr,
                number: clauses.len() as u32,
            });
        }
    }
    let card = IndexedSubmission {
        id,
        name: submission.name.clone(),
        applicant,
        path,
        files,
        clauses: clauses.len(),
        bytes: clauses.iter().map(|clause| clause.text.len()).sum(),
    };
    (card, clauses)
}

/// The provisions that hold `at`, outermost first, without itself.
fn holders(regulation: &Regulation, at: ProvisionId) -> impl Iterator<Item = ProvisionId> {
    let mut path = regulation.path(at);
    path.pop();
    path.into_iter()
}

/// 「第3章 管理体制」, or the title alone of what has no printed number.
fn heading(regulation: &Regulation, at: ProvisionId) -> Option<String> {
    let provision = &regulation.provisions[at];
    let title = provision.title.as_deref()?;
    Some(match provision.kind {
        ProvisionKind::Article | ProvisionKind::Paragraph => title.to_owned(),
        _ if provision.label.is_empty() => title.to_owned(),
        _ => format!("{} {title}", provision.label),
    })
}

fn dates(regulation: &Regulation) -> Vec<String> {
    let mut dates: Vec<String> = regulation
        .dates
        .iter()
        .filter(|event| {
            matches!(
                event.kind,
                EventKind::Enacted | EventKind::Amended | EventKind::InForce
            )
        })
        .map(|event| event.date.clone())
        .collect();
    dates.sort();
    dates.dedup();
    dates
}
