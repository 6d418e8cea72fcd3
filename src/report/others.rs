//! How other regulations on file word what this one lacks: beside a finding, never part of it.

use crate::index::{IndexedFile, Wording, Wordings, submission_id};
use crate::review::Review;
use crate::text::Lang;

/// How many wordings are shown for an element.
const SHOWN: usize = 3;

/// What stands in the place of a name that is not to be told.
const UNNAMED: &str = "〇〇";

/// What is on file, as a report shows it.
#[derive(Debug, Clone, Copy)]
pub struct Others<'a> {
    /// The wordings on file.
    pub wordings: &'a Wordings,
    /// Whether applicants stay unnamed, for a report that leaves the house.
    pub anonymous: bool,
    /// The folder of the index, as the caller named it.
    pub index: &'a str,
}

/// One wording as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown<'a> {
    /// Who words it so.
    pub applicant: &'a str,
    pub citation: &'a str,
    pub page: Option<u32>,
    pub text: String,
    /// Ranges of characters of `text`.
    pub matched: &'a [(usize, usize)],
}

impl<'a> Others<'a> {
    /// The best wordings of an element by others than the one who handed in what `review` is about.
    pub(super) fn of(
        &self,
        review: &Review,
        applicant: &str,
        requirement: &str,
        element: usize,
        lang: Lang,
    ) -> Vec<Shown<'a>> {
        let own = own_id(review);
        let known = self
            .wordings
            .get(requirement)
            .and_then(|elements| elements.get(element));
        known
            .into_iter()
            .flatten()
            .filter(|wording| wording.submission_id != own && wording.applicant != applicant)
            .take(SHOWN)
            .map(|wording| self.shown(wording, lang))
            .collect()
    }

    fn shown(&self, wording: &'a Wording, lang: Lang) -> Shown<'a> {
        let evidence = &wording.evidence;
        let tells = self.anonymous && evidence.text.contains(&wording.applicant);
        Shown {
            applicant: if self.anonymous {
                super::words::pick(lang, "登録済みの規程", "a regulation on file")
            } else {
                &wording.applicant
            },
            citation: &evidence.citation,
            page: evidence.page,
            text: if tells {
                evidence.text.replace(&wording.applicant, UNNAMED)
            } else {
                evidence.text.clone()
            },
            // In other words the ranges would mark the wrong ones.
            matched: if tells { &[] } else { &evidence.matched },
        }
    }

    /// The command that shows more.
    pub(super) fn command(&self, guideline: &str, requirement: &str) -> String {
        let quoted = if self.index.contains(|c: char| c.is_whitespace() || c == '\'') {
            format!("\"{}\"", self.index)
        } else {
            self.index.to_owned()
        };
        format!("kitei search --requirement {requirement} --guideline {guideline} --index {quoted}")
    }
}

/// The id that the reviewed submission has, or would have, on file.
fn own_id(review: &Review) -> String {
    let files: Vec<IndexedFile> = review
        .submission
        .files
        .iter()
        .map(|file| IndexedFile {
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            readable: true,
        })
        .collect();
    submission_id(&files)
}
