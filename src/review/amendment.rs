//! Two versions of one regulation: what differs, and what the amendment fixed or broke.

use super::model::Review;
use super::recheck::{Shift, ShiftKind};
use crate::guideline::{Change, Guideline};
use crate::matching::ElementCoverage;
use crate::regulation::{Provision, ProvisionKind, Regulation, Submission};
use crate::text::{Pairable, Piece, Shingles, diff, normalize, pair, together};

/// A provision of two versions beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisionChange {
    /// How it compares; a number that shifted is no change.
    pub change: Change,
    /// Its citation in the old version.
    pub old: Option<String>,
    /// Its citation in the new version.
    pub new: Option<String>,
    /// Its words, old and new.
    pub pieces: Vec<Piece>,
}

/// A provision as it is compared, with its regulation.
struct Side<'a> {
    regulation: &'a Regulation,
    provision: &'a Provision,
    path: Vec<&'a str>,
}

/// Lays two versions of a submission's regulations beside each other, provision by provision. A number that shifted
/// because a provision was put in before it is no change.
pub fn compare_submissions(old: &Submission, new: &Submission) -> Vec<ProvisionChange> {
    let (old, new) = (sides(old), sides(new));
    let pairable = |sides: &[Side<'_>]| -> Vec<Pairable> { sides.iter().map(Side::pairable).collect() };
    let partners = pair(&pairable(&old), &pairable(&new));
    together(&partners, old.len())
        .into_iter()
        .map(|(o, n)| row(o.and_then(|at| old.get(at)), n.and_then(|at| new.get(at))))
        .collect()
}

/// What the amendment fixed or broke, from the reviews of both versions against one guideline.
pub fn effects(before: &Review, after: &Review, guideline: &Guideline) -> Vec<Shift> {
    let mut shifts = Vec::new();
    for requirement in &guideline.requirements {
        let find = |review: &Review| {
            let found = review.findings.iter().find(|f| f.requirement == requirement.id);
            found.map(|finding| finding.elements.iter().map(|e| e.coverage).collect::<Vec<_>>())
        };
        let (Some(old), Some(new)) = (find(before), find(after)) else {
            continue;
        };
        for (number, (was, is)) in (1..).zip(old.into_iter().zip(new)) {
            let kind = match (ElementCoverage::is_flagged(was), ElementCoverage::is_flagged(is)) {
                (false, true) => ShiftKind::NewlyMissing,
                (true, false) => ShiftKind::NowFulfilled,
                _ => continue,
            };
            let point = requirement
                .elements
                .get(number - 1)
                .map_or("", |e| e.point.as_str());
            shifts.push(Shift {
                kind,
                requirement: requirement.id.clone(),
                element: number,
                point: point.to_owned(),
                before: Some(was),
                after: Some(is),
            });
        }
    }
    shifts
}

fn sides(submission: &Submission) -> Vec<Side<'_>> {
    let mut sides = Vec::new();
    for regulation in &submission.regulations {
        for (id, provision) in regulation.clauses() {
            let path = regulation.path(id);
            let titles = path
                .iter()
                .filter_map(|at| regulation.provisions[*at].title.as_deref());
            sides.push(Side {
                regulation,
                provision,
                path: titles.collect(),
            });
        }
    }
    sides
}

impl Side<'_> {
    fn words(&self) -> String {
        match &self.provision.title {
            Some(title) if self.provision.kind == ProvisionKind::Article => {
                format!("（{title}）{}", self.provision.text)
            }
            _ => self.provision.text.clone(),
        }
    }

    fn pairable(&self) -> Pairable {
        Pairable {
            words: Shingles::new(&self.provision.text),
            places: vec![format!(
                "{} {}",
                self.regulation.kind.word(),
                self.provision.citation
            )],
            context: self.path.join(" "),
        }
    }
}

fn row(old: Option<&Side<'_>>, new: Option<&Side<'_>>) -> ProvisionChange {
    let words = |side: Option<&Side<'_>>| side.map_or(String::new(), Side::words);
    let citation = |side: Option<&Side<'_>>| side.map(|side| side.provision.citation.clone());
    let (was, is) = (words(old), words(new));
    let change = match (old, new) {
        (None, _) => Change::Added,
        (_, None) => Change::Removed,
        (Some(_), Some(_)) if normalize(&was) != normalize(&is) => Change::Changed,
        (Some(old), Some(new)) if old.path != new.path => Change::Moved,
        _ => Change::Same,
    };
    ProvisionChange {
        change,
        old: citation(old),
        new: citation(new),
        pieces: diff(&was, &is),
    }
}
