//! What people decided against the old version: from checklists they filled in, and from the register.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::super::arguments::RecheckCall;
use super::super::outcome::{Exit, Failure};
use crate::guideline::Guideline;
use crate::register::{DecisionEntry, DecisionKey, Moment, Reading, Register, Stamp};
use crate::report::decisions::{self, Decisions};
use crate::report::{CarriedDecision, carry};
use crate::review::{ElementPlace, Plan, Standing, SubmissionRecord};
use crate::text::Lang;

/// The decisions that the call names.
pub(super) struct Decided {
    /// By the names of the submissions.
    filled: BTreeMap<String, Vec<Decisions>>,
    used: BTreeSet<String>,
    register: Option<OnFile>,
}

/// Decisions in a register.
struct OnFile {
    register: Register,
    from: String,
    /// Submissions by the hashes of their files; the latest of the same files.
    submissions: BTreeMap<Vec<String>, i64>,
    /// Who carries the decisions over, where that is wished, and how many were.
    carrying: Option<(Stamp, usize)>,
}

impl Decided {
    /// Reads what the call names.
    pub(super) fn read(call: &RecheckCall, from: &Guideline, lang: Lang) -> Result<Self, Failure> {
        let mut filled: BTreeMap<String, Vec<Decisions>> = BTreeMap::new();
        for path in &call.decisions {
            let decisions = read(path, from, lang)?;
            let name = decisions.submission.clone().unwrap_or_default();
            filled.entry(name).or_default().push(decisions);
        }
        let register = call
            .register
            .as_deref()
            .map(|path| OnFile::open(path, call, from))
            .transpose()?;
        Ok(Self {
            filled,
            used: BTreeSet::new(),
            register,
        })
    }

    /// The decisions on a submission, and what becomes of each; carried over in the register where that is wished.
    pub(super) fn of(
        &mut self,
        submission: &SubmissionRecord,
        plan: &Plan,
        to: &Guideline,
    ) -> Result<Vec<CarriedDecision>, Failure> {
        let mut carried = Vec::new();
        for decisions in self.filled.get(&submission.name).into_iter().flatten() {
            self.used.insert(submission.name.clone());
            carried.extend(decisions.decisions.iter().cloned().map(|decision| {
                let was = ElementPlace {
                    requirement: decision.requirement,
                    element: decision.element,
                };
                carry(
                    plan,
                    was,
                    decision.verdict,
                    decision.comment,
                    decision.reviewer,
                    decision.date,
                )
            }));
        }
        if let Some(on_file) = &mut self.register {
            carried.extend(on_file.of(submission, plan, to)?);
        }
        Ok(carried)
    }

    /// Names of submissions that decisions were given for, and that did not come up.
    pub(super) fn unused(&self) -> impl Iterator<Item = &str> {
        self.filled
            .keys()
            .filter(|name| !self.used.contains(*name))
            .map(String::as_str)
    }

    /// How many decisions were carried over in the register; `None` where that was not wished.
    pub(super) fn carried(&self) -> Option<usize> {
        Some(self.register.as_ref()?.carrying.as_ref()?.1)
    }
}

/// The decisions of one file: a filled-in checklist, or what `kitei decisions import` made of it.
fn read(path: &Path, from: &Guideline, lang: Lang) -> Result<Decisions, Failure> {
    let bytes = fs::read(path).map_err(|source| Failure::File {
        path: path.to_owned(),
        source,
    })?;
    let said = |message: String| Failure::Said(format!("{}: {message}", path.display()), Exit::Failed);
    let read: Decisions = if bytes.starts_with(b"PK") {
        decisions::read(&bytes, from).map_err(|error| said(super::super::decisions::message(&error, lang)))?
    } else {
        serde_json::from_slice(&bytes).map_err(|error| said(error.to_string()))?
    };
    if read.guideline == from.id {
        return Ok(read);
    }
    let (theirs, ours) = (&read.guideline, &from.id);
    Err(said(match lang {
        Lang::Ja => format!(
            "{theirs} の判定で、--from の {ours} のものではない。--from を {theirs} にするか、このファイルを外す"
        ),
        Lang::En => {
            format!("decisions on {theirs}, not on {ours}; use --from {theirs} or leave the file out")
        }
    }))
}

impl OnFile {
    fn open(path: &Path, call: &RecheckCall, from: &Guideline) -> Result<Self, Failure> {
        let register = Register::open(path)?;
        let mut submissions = BTreeMap::new();
        for submission in register.submissions(None)? {
            let hashes = submission.files.iter().map(|file| file.sha256.clone()).collect();
            submissions.insert(hashes, submission.id);
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = Moment::from_unix(since.as_secs() as i64);
        Ok(Self {
            register,
            from: from.id.clone(),
            submissions,
            carrying: call
                .carry_over
                .as_ref()
                .map(|by| (Stamp::new(by.clone(), now), 0)),
        })
    }

    fn of(
        &mut self,
        submission: &SubmissionRecord,
        plan: &Plan,
        to: &Guideline,
    ) -> Result<Vec<CarriedDecision>, Failure> {
        let hashes: Vec<String> = submission.files.iter().map(|file| file.sha256.clone()).collect();
        let Some(id) = self.submissions.get(&hashes).copied() else {
            return Ok(Vec::new());
        };
        let mut carried = Vec::new();
        for reading in [Reading::First, Reading::Second, Reading::Settled] {
            for entry in self.register.standing(id, &self.from, reading)? {
                carried.push(self.one(&entry, plan, to)?);
            }
        }
        Ok(carried)
    }

    fn one(
        &mut self,
        entry: &DecisionEntry,
        plan: &Plan,
        to: &Guideline,
    ) -> Result<CarriedDecision, Failure> {
        let was = ElementPlace {
            requirement: entry.key.requirement.clone(),
            element: entry.key.element as usize,
        };
        let by = Some(entry.by.clone());
        let at = Some(entry.at.to_string());
        let decided = entry.decided.clone();
        let carried = carry(plan, was, decided.verdict, decided.comment, by, at);
        if let (Standing::Stands(now), Some((stamp, count))) = (&carried.standing, &mut self.carrying) {
            let key = DecisionKey {
                guideline: to.id.clone(),
                requirement: now.requirement.clone(),
                element: now.element as u32,
                ..entry.key.clone()
            };
            *count += usize::from(self.register.carry_over(entry.id, &key, stamp)?);
        }
        Ok(carried)
    }
}
