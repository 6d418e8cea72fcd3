//! A submission after a revision of the guideline: only what is new or changed is judged again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::coverages::Coverages;
use super::model::{Review, SettingsRecord};
use super::plan::{ElementPlace, Plan, is_outside, places};
use super::run::{ReadSubmission, conclude};
use super::unfounded::{Unfounded, unfounded};
use crate::guideline::{Change, Element, Guideline, ItemChange, ItemPlace};
use crate::matching::{ElementCoverage, ElementFinding, Finding, Matcher};
use crate::text::{Lang, Mark};

/// A submission after a revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rechecked {
    /// The review against the new version: the same as a full review.
    pub review: Review,
    /// What changed for it.
    pub effect: Effect,
}

/// An element whose coverage a revision or an amendment changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// What happened.
    pub kind: ShiftKind,
    /// The requirement's id in the new version, or in the old one where it is gone.
    pub requirement: String,
    /// The element's number there, from 1.
    pub element: usize,
    /// The element's point.
    pub point: String,
    /// Its coverage before; `None` where the version did not have it.
    pub before: Option<ElementCoverage>,
    /// Its coverage after; `None` where the version does not have it.
    pub after: Option<ElementCoverage>,
}

/// What happened to an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftKind {
    /// 新たに不足: not sufficient now, and was not missing before.
    NewlyMissing,
    /// 充足に転じた: was missing and is written now, or need no longer be written.
    NowFulfilled,
    /// 新しい義務で記載あり: asked for the first time, and written already.
    AlreadyFulfilled,
}

/// What a revision changes for a submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The elements whose coverage changed.
    pub shifts: Vec<Shift>,
    /// Provisions that the new version no longer founds.
    pub unfounded: Vec<Unfounded>,
}

/// A revision made ready for many submissions.
pub struct Recheck<'m, 'a> {
    plan: &'m Plan,
    from: &'m Guideline,
    to: &'m Guideline,
    before: &'m Matcher<'a>,
    after: &'m Matcher<'a>,
    /// The keys of the elements of the old version that tell what changed.
    asked: BTreeSet<&'m str>,
    /// The keys of the elements of both versions.
    old_keys: BTreeMap<ElementPlace, &'m str>,
    new_keys: BTreeMap<ElementPlace, &'m str>,
}

impl<'m, 'a> Recheck<'m, 'a> {
    /// Makes `plan` ready between two versions, each given with its matcher.
    pub fn new(
        plan: &'m Plan,
        (from, before): (&'m Guideline, &'m Matcher<'a>),
        (to, after): (&'m Guideline, &'m Matcher<'a>),
    ) -> Self {
        let by_place = |guideline: &'m Guideline| -> BTreeMap<ElementPlace, &'m str> {
            places(guideline).map(|(key, place)| (place, key)).collect()
        };
        let old_keys = by_place(from);
        let asked = plan.asked(to);
        Self {
            plan,
            from,
            to,
            before,
            after,
            asked: asked
                .iter()
                .filter_map(|place| old_keys.get(place).copied())
                .collect(),
            new_keys: by_place(to),
            old_keys,
        }
    }

    /// The review against the new version from that against the old one: equal to a full review.
    pub fn review(&self, read: &ReadSubmission, before: &Review, settings: &SettingsRecord) -> Rechecked {
        let judged = self.again(read);
        let old = by_requirement(before);
        let carried = |element: &Element| {
            let place = self.plan.carried(&element.key)?;
            let finding = old.get(place.requirement.as_str())?;
            finding.elements.get(place.element.checked_sub(1)?)
        };
        let known: BTreeMap<&str, &ElementFinding> = self
            .to
            .requirements
            .iter()
            .flat_map(|requirement| &requirement.elements)
            .filter_map(|element| {
                let key = element.key.as_str();
                Some((key, judged.get(key).or_else(|| carried(element))?))
            })
            .collect();
        // What neither was judged nor stands in the old review is judged now.
        let findings = self.after.findings_with(&read.submission, &known);
        let review = conclude(read, self.to, findings, settings);
        Rechecked {
            effect: Effect {
                shifts: shifts(&self.plan.changes, before, &review),
                unfounded: unfounded(&read.submission, self.to),
            },
            review,
        }
    }

    /// What the revision changes, from what is `known` of the review against the old version; without one, the few
    /// elements that tell are judged.
    pub fn effect(&self, read: &ReadSubmission, known: Option<&Coverages>) -> Effect {
        let before = match known {
            Some(_) => BTreeMap::new(),
            None => self.before.elements_of(&read.submission, &|element| {
                self.asked.contains(element.key.as_str())
            }),
        };
        let again = self.again(read);
        let coverage = |found: &BTreeMap<&str, ElementFinding>, key: &str| Some(found.get(key)?.coverage);
        let was = |place: &ElementPlace| match known {
            Some(known) => known.of(place),
            None if is_outside(self.from, place) => Some(ElementCoverage::NotApplicable),
            None => coverage(&before, self.old_keys.get(place)?),
        };
        let is = |place: &ElementPlace| {
            let key = self.new_keys.get(place)?;
            if is_outside(self.to, place) {
                return Some(ElementCoverage::NotApplicable);
            }
            match self.plan.carried(key) {
                Some(place) => was(place),
                None => coverage(&again, key),
            }
        };
        Effect {
            shifts: shifts_of(&self.plan.changes, &was, &is),
            unfounded: unfounded(&read.submission, self.to),
        }
    }

    /// What of the new version is not carried over, judged.
    fn again(&self, read: &ReadSubmission) -> BTreeMap<&'a str, ElementFinding> {
        let is_new = |element: &Element| self.plan.carried(&element.key).is_none();
        self.after.elements_of(&read.submission, &is_new)
    }
}

/// What a revision changes, from the reviews before and after it.
pub fn shifts(changes: &[ItemChange], before: &Review, after: &Review) -> Vec<Shift> {
    let (old, new) = (by_requirement(before), by_requirement(after));
    let coverage = |findings: &BTreeMap<&str, &Finding>, place: &ElementPlace| {
        let finding = findings.get(place.requirement.as_str())?;
        Some(finding.elements.get(place.element.checked_sub(1)?)?.coverage)
    };
    shifts_of(changes, &|place| coverage(&old, place), &|place| {
        coverage(&new, place)
    })
}

/// What an element's coverage is, by its place.
type Covered<'f> = &'f dyn Fn(&ElementPlace) -> Option<ElementCoverage>;

/// What a revision changes, from how the elements `was` and `is` covered.
fn shifts_of(changes: &[ItemChange], was: Covered<'_>, is: Covered<'_>) -> Vec<Shift> {
    let mut shifts = Vec::new();
    for item in changes.iter().filter(|item| item.change != Change::Same) {
        let place = |item: &Option<ItemPlace>, number: Option<usize>| {
            Some(ElementPlace {
                requirement: item.as_ref()?.id.clone(),
                element: number?,
            })
        };
        for element in &item.elements {
            let (old, new) = (place(&item.old, element.old), place(&item.new, element.new));
            let before = old.as_ref().and_then(was);
            let after = new.as_ref().and_then(is);
            let Some(kind) = kind(before, after) else { continue };
            let not = if new.is_none() { Mark::Added } else { Mark::Removed };
            let Some(place) = new.or(old) else { continue };
            shifts.push(Shift {
                kind,
                requirement: place.requirement,
                element: place.element,
                point: element
                    .point
                    .iter()
                    .filter(|p| p.mark != not)
                    .map(|p| p.text.as_str())
                    .collect(),
                before,
                after,
            });
        }
    }
    shifts
}

fn kind(before: Option<ElementCoverage>, after: Option<ElementCoverage>) -> Option<ShiftKind> {
    let flagged = |coverage: Option<ElementCoverage>| coverage.is_some_and(ElementCoverage::is_flagged);
    match (flagged(before), flagged(after)) {
        (false, true) => Some(ShiftKind::NewlyMissing),
        (true, false) => Some(ShiftKind::NowFulfilled),
        (false, false) if before.is_none() && after == Some(ElementCoverage::Covered) => {
            Some(ShiftKind::AlreadyFulfilled)
        }
        _ => None,
    }
}

/// Which requirement breaks how many submissions: most first, then by the guideline's order.
pub fn breaks<'a>(all: impl IntoIterator<Item = &'a [Shift]>, to: &Guideline) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for shifts in all {
        let broken: BTreeSet<&str> = shifts
            .iter()
            .filter(|shift| shift.kind == ShiftKind::NewlyMissing)
            .map(|shift| shift.requirement.as_str())
            .collect();
        for id in broken {
            *counts.entry(id).or_default() += 1;
        }
    }
    let mut breaks: Vec<_> = to
        .requirements
        .iter()
        .filter_map(|r| Some((r.id.clone(), *counts.get(r.id.as_str())?)))
        .collect();
    breaks.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    breaks
}

fn by_requirement(review: &Review) -> BTreeMap<&str, &Finding> {
    review
        .findings
        .iter()
        .map(|finding| (finding.requirement.as_str(), finding))
        .collect()
}

impl ShiftKind {
    /// The word for it.
    pub fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::NewlyMissing, Lang::Ja) => "新たに不足",
            (Self::NowFulfilled, Lang::Ja) => "充足に転じた",
            (Self::AlreadyFulfilled, Lang::Ja) => "新しい義務・記載あり",
            (Self::NewlyMissing, Lang::En) => "newly missing",
            (Self::NowFulfilled, Lang::En) => "now fulfilled",
            (Self::AlreadyFulfilled, Lang::En) => "new duty, written already",
        }
    }
}
