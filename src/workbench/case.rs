//! One review with the words it is about, as the reviewer works on it; kept for a while, for reading it anew takes
//! longer than anything else a page does.

use std::sync::{Arc, Mutex, PoisonError};

use maud::{Markup, html};

use super::Workbench;
use super::known::Known;
use super::refusal::Refusal;
use crate::register::{self, Register, ReviewOnFile};
use crate::regulation::{ProvisionKind, Submission};
use crate::report::{ClauseId, Report, html as report_html};
use crate::review::{self, ReadSubmission, Review};
use crate::text::{Lang, normalize};

/// How many reviews are kept ready.
const KEPT: usize = 32;

/// A review, ready to be worked on.
pub(super) struct Case {
    /// Its row in the register.
    pub on_file: ReviewOnFile,
    /// What the machine found.
    pub review: Review,
    /// The words it is about.
    pub submission: Submission,
    /// What it was reviewed against.
    pub known: &'static Known,
    /// The submission's text as a page shows it.
    pub text: Markup,
    /// The citations one can point to.
    pub places: Markup,
    /// Citations as they are compared, with their clauses.
    citations: Vec<(String, ClauseId)>,
}

/// The reviews that were looked at last.
#[derive(Default)]
pub(super) struct Cases {
    /// Least recently used first.
    kept: Mutex<Vec<Arc<Case>>>,
}

impl Case {
    /// The review in the form that the renderers of reports take.
    pub fn report<'a>(&'a self, date: Option<&'a str>) -> Report<'a> {
        Report::new(
            &self.review,
            &self.submission,
            &self.known.guideline,
            Lang::Ja,
            date,
        )
    }

    /// The clause of a citation as a person writes it.
    pub fn cited(&self, citation: &str) -> Option<ClauseId> {
        let wanted = normalize(citation);
        let found = self.citations.iter().find(|(citation, _)| *citation == wanted);
        found.map(|(_, clause)| *clause)
    }

    /// SHA-256 of the file of this name.
    pub fn sha256_of(&self, file: &str) -> Option<&str> {
        let files = &self.review.submission.files;
        let found = files.iter().find(|record| record.name == file)?;
        (!found.sha256.is_empty()).then_some(found.sha256.as_str())
    }

    /// The file whose pages can be looked at.
    pub fn has_pages(&self, file: &str) -> bool {
        let files = &self.review.submission.files;
        files
            .iter()
            .any(|record| record.name == file && record.pages.is_some())
    }
}

impl Cases {
    fn find(&self, id: i64) -> Option<Arc<Case>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|case| case.on_file.id == id)?;
        let case = kept.remove(at);
        kept.push(Arc::clone(&case));
        Some(case)
    }

    fn keep(&self, case: &Arc<Case>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.on_file.id != case.on_file.id);
        kept.push(Arc::clone(case));
        if kept.len() > KEPT {
            kept.remove(0);
        }
    }
}

impl Workbench {
    /// The review of this id, ready.
    pub(super) fn case(&self, register: &Register, id: i64) -> Result<Arc<Case>, Refusal> {
        if let Some(case) = self.cases.find(id) {
            return Ok(case);
        }
        let on_file = register.review(id)?;
        let review = register.review_result(id)?;
        let known = self.guidelines.get(&on_file.guideline)?;
        let submission = self
            .read(register, &register.submission(on_file.submission)?)
            .submission;
        let mut case = Case {
            on_file,
            review,
            submission,
            known,
            text: Markup::default(),
            places: Markup::default(),
            citations: Vec::new(),
        };
        let citations = citations(&case.submission);
        case.places = html! {
            @for (citation, (r, p)) in &citations { option value=(citation) data-at={ "c" (r) "-" (p) } {} }
        };
        case.text = report_html::text(&case.report(None));
        case.citations = citations
            .into_iter()
            .map(|(citation, clause)| (normalize(&citation), clause))
            .collect();
        let case = Arc::new(case);
        self.cases.keep(&case);
        Ok(case)
    }

    /// The latest review of a submission against a guideline, ready.
    pub(super) fn case_of(
        &self,
        register: &Register,
        submission: i64,
        guideline: &str,
    ) -> Result<Arc<Case>, Refusal> {
        let on_file = register
            .latest_review(submission, guideline)?
            .ok_or_else(|| Refusal::missing(&format!("提出物 {submission} の {guideline} による点検結果")))?;
        self.case(register, on_file.id)
    }

    /// Reads the files of a submission on file: from what was kept of an earlier reading, or in the guarded child.
    pub(super) fn read(&self, register: &Register, submission: &register::Submission) -> ReadSubmission {
        review::read(&register.files().input(submission), &self.readers)
    }
}

/// Every provision by its citation, in the order of the documents: an article can be pointed to as a whole.
fn citations(submission: &Submission) -> Vec<(String, ClauseId)> {
    let mut citations = Vec::new();
    for (r, regulation) in submission.regulations.iter().enumerate() {
        let named = regulation.provisions.iter().enumerate().filter(|(_, provision)| {
            provision.kind != ProvisionKind::Contents && !provision.citation.is_empty()
        });
        citations.extend(named.map(|(p, provision)| (provision.citation.clone(), (r, p))));
    }
    citations
}
