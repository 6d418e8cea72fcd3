//! The clauses of one submission, packed: they share most of their words, so that together they take a fraction of
//! what they take one by one.
//!
//! A line of JSON with what they have in common, then one line a clause, compressed.

use std::borrow::Cow;

use serde::de::Error;
use serde::{Deserialize, Serialize};

use super::clause::{IndexedClause, IndexedSubmission};
use super::error::IndexError;

/// How hard zstd works: two levels more take three times as long for four hundredths of the size.
const LEVEL: i32 = 3;

/// What the clauses of a submission have in common.
#[derive(Serialize, Deserialize)]
struct Head<'a> {
    submission_id: Cow<'a, str>,
    submission: Cow<'a, str>,
    applicant: Cow<'a, str>,
    documents: Vec<Document<'a>>,
}

/// What the clauses of a document have in common.
#[derive(Serialize, Deserialize)]
struct Document<'a> {
    file: Cow<'a, str>,
    kind: Cow<'a, str>,
    dates: Cow<'a, [String]>,
}

/// What a clause has alone, without the names of the fields.
#[derive(Serialize, Deserialize)]
struct Line<'a>(
    /// Its document's number in the head.
    usize,
    /// `citation`
    Cow<'a, str>,
    /// `within`
    Cow<'a, [String]>,
    /// `chapter`
    Cow<'a, [String]>,
    /// `title`
    Option<Cow<'a, str>>,
    /// `page`
    Option<u32>,
    /// `text`
    Cow<'a, str>,
    /// `ocr`
    bool,
);

/// The `clauses` of a `submission`, in the order of their numbers, compressed.
pub(super) fn pack(submission: &IndexedSubmission, clauses: &[IndexedClause]) -> Result<Vec<u8>, IndexError> {
    let same = |a: &IndexedClause, b: &IndexedClause| a.file == b.file;
    let documents: Vec<&[IndexedClause]> = clauses.chunk_by(same).collect();
    let head = Head {
        submission_id: Cow::from(&submission.id),
        submission: Cow::from(&submission.name),
        applicant: Cow::from(&submission.applicant),
        documents: documents
            .iter()
            .map(|clauses| Document {
                file: Cow::from(&clauses[0].file),
                kind: Cow::from(&clauses[0].kind),
                dates: Cow::from(&clauses[0].dates),
            })
            .collect(),
    };
    let mut lines = serde_json::to_vec(&head)?;
    lines.push(b'\n');
    for (document, clauses) in documents.iter().enumerate() {
        for clause in *clauses {
            let line = Line(
                document,
                Cow::from(&clause.citation),
                Cow::from(&clause.within),
                Cow::from(&clause.chapter),
                clause.title.as_deref().map(Cow::from),
                clause.page,
                Cow::from(&clause.text),
                clause.ocr,
            );
            serde_json::to_writer(&mut lines, &line)?;
            lines.push(b'\n');
        }
    }
    zstd::bulk::compress(&lines, LEVEL).map_err(IndexError::Packed)
}

/// Clauses that [`pack`] packed, unpacked but not yet understood.
#[derive(Default)]
pub(super) struct Unpacked(Vec<u8>);

impl Unpacked {
    /// Unpacks.
    pub fn new(packed: &[u8]) -> Result<Self, IndexError> {
        zstd::stream::decode_all(packed)
            .map(Self)
            .map_err(IndexError::Packed)
    }

    /// The clause with this number, from 0.
    pub fn clause(&self, number: u64) -> Result<IndexedClause, IndexError> {
        let mut lines = self.lines();
        let head: Head<'_> = serde_json::from_slice(lines.next().unwrap_or_default())?;
        let at = u32::try_from(number).map_err(serde_json::Error::custom)?;
        head.clause(at, lines.nth(at as usize).unwrap_or_default())
    }

    /// All, in the order of the document.
    pub fn clauses(&self) -> Result<Vec<IndexedClause>, IndexError> {
        let mut lines = self.lines();
        let Some(head) = lines.next() else {
            return Ok(Vec::new());
        };
        let head: Head<'_> = serde_json::from_slice(head)?;
        (0..)
            .zip(lines)
            .map(|(number, line)| head.clause(number, line))
            .collect()
    }

    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split_inclusive(|byte| *byte == b'\n')
    }
}

impl Head<'_> {
    fn clause(&self, number: u32, line: &[u8]) -> Result<IndexedClause, IndexError> {
        let Line(document, citation, within, chapter, title, page, text, ocr) = serde_json::from_slice(line)?;
        let document = self.documents.get(document);
        let document = document.ok_or_else(|| serde_json::Error::custom("no such document"))?;
        Ok(IndexedClause {
            submission_id: self.submission_id.to_string(),
            submission: self.submission.to_string(),
            applicant: self.applicant.to_string(),
            file: document.file.to_string(),
            kind: document.kind.to_string(),
            citation: citation.into_owned(),
            within: within.into_owned(),
            chapter: chapter.into_owned(),
            title: title.map(Cow::into_owned),
            page,
            dates: document.dates.to_vec(),
            text: text.into_owned(),
            ocr,
            number,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(file: &str, number: u32) -> IndexedClause {
        IndexedClause {
            submission_id: "id".to_owned(),
            submission: "提出物".to_owned(),
            applicant: "病院".to_owned(),
            file: file.to_owned(),
            kind: "規程".to_owned(),
            citation: format!("第{number}条"),
            within: vec!["第1章".to_owned()],
            chapter: Vec::new(),
            title: (number > 0).then(|| "題".to_owned()),
            page: Some(number + 1),
            dates: vec!["2024-04-01".to_owned()],
            text: format!("{file}の\n「文」{number}"),
            ocr: number == 2,
            number,
        }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let clauses = [clause("a", 0), clause("a", 1), clause("b", 2), clause("a", 3)];
        let card = IndexedSubmission {
            id: "id".to_owned(),
            name: "提出物".to_owned(),
            applicant: "病院".to_owned(),
            path: None,
            files: Vec::new(),
            clauses: clauses.len(),
            bytes: 0,
        };
        let packed = Unpacked::new(&pack(&card, &clauses).expect("packs")).expect("unpacks");
        assert_eq!(packed.clauses().expect("reads"), clauses);
        assert_eq!(packed.clause(2).expect("reads"), clauses[2]);
        assert!(packed.clause(4).is_err());
        assert!(Unpacked::default().clauses().expect("reads").is_empty());
    }
}
