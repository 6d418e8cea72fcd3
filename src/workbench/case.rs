//! One review with the words it is about, as the reviewer works on it; kept for a while, for reading it anew takes
//! longer than anything else a page does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use maud::{Markup, html};

use super::Workbench;
use super::known::Known;
use super::refusal::Refusal;
use crate::guideline::Requirement;
use crate::matching::{Evidence, RequirementCoverage};
use crate::register::{self, Reading, Register, ReviewOnFile, Verdicts};
use crate::regulation::{ProvisionKind, Submission};
use crate::report::{ClauseId, Item, Report, code, html as report_html, mark, unsure, word};
use crate::review::{self, ReadSubmission, Review};
use crate::text::{Lang, normalize};

/// How many reviews are kept ready: for as many people at once, each at another one.
const KEPT: usize = 64;

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
    /// The language of its parts that are kept ready.
    pub lang: Lang,
    /// The submission's text as a page shows it.
    pub text: Markup,
    /// The citations one can point to.
    pub places: Markup,
    /// The requirements with their findings, in the guideline's order.
    pub rows: Vec<Row>,
    /// Clauses by file and citation.
    clauses: BTreeMap<String, BTreeMap<String, ClauseId>>,
    /// Citations as they are compared, with their clauses.
    citations: Vec<(String, ClauseId)>,
    /// What people had said when the log ended with this line.
    said: Mutex<Option<(i64, Arc<Standing>)>>,
}

/// The verdicts that stand on a review, by reading.
pub(super) type Standing = BTreeMap<Reading, Verdicts>;

/// A requirement of a case, as far as it is the same whoever looks at it.
pub(super) struct Row {
    /// What is demanded.
    pub requirement: &'static Requirement,
    /// The number of its finding.
    finding: usize,
    /// The words by which it is found.
    pub words: &'static str,
    /// Whether the machine is not sure.
    pub unsure: bool,
    /// Mark, id and text, as a list shows them.
    pub shown: Markup,
}

/// The reviews that were looked at last.
#[derive(Default)]
pub(super) struct Cases {
    /// Least recently used first.
    kept: Mutex<Vec<(Which, Arc<Place>)>>,
}

/// Of a review, in a language.
type Which = (i64, Lang);

/// Where a case stands, or is being made by whoever holds it.
type Place = Mutex<Option<Arc<Case>>>;

impl Case {
    /// The review in the form that the renderers of reports take.
    pub fn report<'a>(&'a self, date: Option<&'a str>) -> Report<'a> {
        Report::new(
            &self.review,
            &self.submission,
            &self.known.guideline,
            self.lang,
            date,
        )
    }

    /// The finding of one of its rows.
    pub fn item(&self, row: &Row) -> Item<'_> {
        Item {
            requirement: row.requirement,
            finding: &self.review.findings[row.finding],
        }
    }

    /// The verdicts that stand on it. They are read anew only when the log has gone on: every decision writes there.
    pub fn standing(&self, register: &Register) -> Result<Arc<Standing>, Refusal> {
        let line = register.last_log_line()?;
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, standing)) = said.as_ref().filter(|(read, _)| *read >= line) {
            return Ok(Arc::clone(standing));
        }
        let on_file = &self.on_file;
        let standing = Arc::new(register.standing_verdicts(on_file.submission, &on_file.guideline)?);
        *said = Some((line, Arc::clone(&standing)));
        Ok(standing)
    }

    /// The coverage of a requirement, where it is among those reviewed.
    pub fn coverage(&self, id: &str) -> Option<RequirementCoverage> {
        let row = self.rows.iter().find(|row| row.requirement.id == id)?;
        Some(self.item(row).finding.coverage)
    }

    /// The clause that evidence stands in.
    pub fn clause(&self, evidence: &Evidence) -> Option<ClauseId> {
        self.clauses.get(&evidence.file)?.get(&evidence.citation).copied()
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
    /// The place of a review, now the one used last.
    fn place(&self, id: Which) -> Arc<Place> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = match kept.iter().position(|(other, _)| *other == id) {
            Some(at) => kept.remove(at).1,
            None => Arc::default(),
        };
        kept.push((id, Arc::clone(&place)));
        if kept.len() > KEPT {
            kept.remove(0);
        }
        place
    }
}

impl Workbench {
    /// The review of this id, ready. Of several who ask for it at once, one makes it and the others wait for that.
    pub(super) fn case(&self, register: &Register, id: i64, lang: Lang) -> Result<Arc<Case>, Refusal> {
        let place = self.cases.place((id, lang));
        let mut held = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(case) = &*held {
            return Ok(Arc::clone(case));
        }
        let case = Arc::new(self.make_case(register, id, lang)?);
        *held = Some(Arc::clone(&case));
        Ok(case)
    }

    fn make_case(&self, register: &Register, id: i64, lang: Lang) -> Result<Case, Refusal> {
        let on_file = register.review(id)?;
        let review = register.review_result(id)?;
        let known = self.guidelines.get(&on_file.guideline)?;
        let submission = self
            .read(register, &register.submission(on_file.submission)?)
            .submission;
        let mut case = Case {
            on_file,
            rows: rows(&review, known, lang),
            review,
            clauses: clauses(&submission),
            submission,
            known,
            lang,
            text: Markup::default(),
            places: Markup::default(),
            citations: Vec::new(),
            said: Mutex::default(),
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
        Ok(case)
    }

    /// The latest review of a submission against a guideline, ready.
    pub(super) fn case_of(
        &self,
        register: &Register,
        submission: i64,
        guideline: &str,
        lang: Lang,
    ) -> Result<Arc<Case>, Refusal> {
        let on_file = register
            .latest_review(submission, guideline)?
            .ok_or_else(|| not_reviewed(submission, guideline))?;
        self.case(register, on_file.id, lang)
    }

    /// Reads the files of a submission on file: from what was kept of an earlier reading, or in the guarded child.
    pub(super) fn read(&self, register: &Register, submission: &register::Submission) -> ReadSubmission {
        review::read(&register.files().input(submission), &self.readers)
    }
}

/// A submission was not reviewed against a guideline.
pub(super) fn not_reviewed(submission: i64, guideline: &str) -> Refusal {
    Refusal::missing(
        &format!("提出物 {submission} の {guideline} による点検結果"),
        &format!("review of submission {submission} against {guideline}"),
    )
}

/// The requirements that a review has findings on.
fn rows(review: &Review, known: &'static Known, lang: Lang) -> Vec<Row> {
    let findings: BTreeMap<&str, usize> = (0..)
        .zip(&review.findings)
        .map(|(number, finding)| (finding.requirement.as_str(), number))
        .collect();
    let all = known.guideline.requirements.iter().zip(&known.words);
    all.filter_map(|(requirement, words)| {
        let finding = *findings.get(requirement.id.as_str())?;
        let item = Item {
            requirement,
            finding: &review.findings[finding],
        };
        Some(Row {
            requirement,
            finding,
            words,
            unsure: item.is_unsure(),
            shown: shown(&item, lang),
        })
    })
    .collect()
}

/// Mark, id and text of a requirement in the list.
fn shown(item: &Item<'_>, lang: Lang) -> Markup {
    let coverage = item.finding.coverage;
    html! {
        b class=(code(coverage)) aria-hidden="true" { (mark(coverage)) }
        span.id { (item.requirement.id) }
        span.short { span lang="ja" { (item.requirement.text) }
            span.vh { " " (lang.say("所見", "finding:")) " " (word(coverage, lang)) @if item.is_unsure() { " " (unsure(lang)) } } }
    }
}

/// The first provision of each citation, by file.
fn clauses(submission: &Submission) -> BTreeMap<String, BTreeMap<String, ClauseId>> {
    let mut clauses: BTreeMap<String, BTreeMap<String, ClauseId>> = BTreeMap::new();
    for (r, regulation) in submission.regulations.iter().enumerate() {
        let of_file = clauses.entry(regulation.file.clone()).or_default();
        for (p, provision) in regulation.provisions.iter().enumerate() {
            of_file.entry(provision.citation.clone()).or_insert((r, p));
        }
    }
    clauses
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
