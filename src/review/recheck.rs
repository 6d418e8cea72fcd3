//! What a revision of the guideline changes for a submission: only what is new or changed is judged again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::model::{Review, SettingsRecord};
use super::run::{ReadSubmission, conclude};
use super::unfounded::{Unfounded, unfounded};
use crate::guideline::{Change, Element, Guideline, ItemChange, compare};
use crate::matching::{ElementCoverage, ElementFinding, Finding, Matcher};
use crate::text::{Lang, Mark};

/// What has to be judged again when a guideline is revised, and what is carried over.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What differs between the versions.
    pub changes: Vec<ItemChange>,
    /// Elements of the new version that are carried over, by their keys: where each stood in the old one.
    carried: BTreeMap<String, ElementPlace>,
    /// What becomes of a person's word on an element of the old version.
    words: BTreeMap<ElementPlace, Standing>,
}

/// What becomes of a person's word on an element (or, with the number 0, on a requirement) of the old version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "standing", content = "now")]
pub enum Standing {
    /// The duty is the same: the word stands, here.
    Stands(ElementPlace),
    /// The duty has changed: it is to be judged again, here.
    Again(ElementPlace),
    /// The duty is gone, and the word with it.
    Gone,
}

/// Where an element stands in a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ElementPlace {
    /// Id of the requirement.
    pub requirement: String,
    /// The element's number in it, from 1.
    pub element: usize,
}

impl Plan {
    /// Compares two versions, as they apply to one applicant.
    ///
    /// An element is carried over where both versions took it from the same third one, or one from the other: it is
    /// judged as that version judges it, so that the judgement is the same by construction, however many versions lie
    /// between. Everything else is judged again, all of it between versions that are written apart.
    pub fn new(from: &Guideline, to: &Guideline) -> Self {
        let shared: BTreeSet<&str> = from
            .chain()
            .filter(|old| to.chain().any(|new| new.id == old.id && new.sha256 == old.sha256))
            .map(|version| version.id.as_str())
            .collect();
        let known: BTreeMap<&str, ElementPlace> = places(from)
            // What was out of scope before was not judged.
            .filter(|(_, place)| !is_outside(from, place))
            .collect();
        let carried = places(to)
            .filter(|(key, _)| shared.contains(home(key)))
            .filter_map(|(key, _)| Some((key.to_owned(), known.get(key)?.clone())))
            .collect();
        let changes = compare(from, to);
        Self {
            words: changes.iter().flat_map(words).collect(),
            changes,
            carried,
        }
    }

    /// What becomes of a person's word on an element of the old version; the number 0 means the requirement as a whole.
    pub fn standing(&self, was: &ElementPlace) -> Standing {
        self.words.get(was).cloned().unwrap_or(Standing::Gone)
    }

    /// Where an element of the new version stood in the old one, if it is carried over; otherwise it is judged again.
    pub fn carried(&self, element: &Element) -> Option<&ElementPlace> {
        self.carried.get(&element.key)
    }
}

/// For each element of an item's old side, and the item as a whole, what becomes of a word on it.
fn words(item: &ItemChange) -> Vec<(ElementPlace, Standing)> {
    let Some(old) = &item.old else { return Vec::new() };
    let at = |requirement: &str, element: usize| ElementPlace {
        requirement: requirement.to_owned(),
        element,
    };
    let Some(new) = &item.new else {
        let elements = item.elements.iter().filter_map(|element| element.old);
        return std::iter::once(0)
            .chain(elements)
            .map(|element| (at(&old.id, element), Standing::Gone))
            .collect();
    };
    let whole = at(&new.id, 0);
    let same = item.elements.iter().all(|element| element.change == Change::Same);
    let mut words = vec![(
        at(&old.id, 0),
        if same {
            Standing::Stands(whole)
        } else {
            Standing::Again(whole)
        },
    )];
    for element in &item.elements {
        let Some(was) = element.old else { continue };
        let standing = match (element.new, element.change) {
            (Some(number), Change::Same) => Standing::Stands(at(&new.id, number)),
            (Some(number), _) => Standing::Again(at(&new.id, number)),
            (None, _) => Standing::Gone,
        };
        words.push((at(&old.id, was), standing));
    }
    words
}

/// Every element of a version: its key and where it stands.
fn places(guideline: &Guideline) -> impl Iterator<Item = (&str, ElementPlace)> {
    guideline.requirements.iter().flat_map(|requirement| {
        (1..).zip(&requirement.elements).map(|(number, element)| {
            let place = ElementPlace {
                requirement: requirement.id.clone(),
                element: number,
            };
            (element.key.as_str(), place)
        })
    })
}

fn home(key: &str) -> &str {
    key.split_once('/').map_or("", |(version, _)| version)
}

fn is_outside(guideline: &Guideline, place: &ElementPlace) -> bool {
    let element = format!("{}/{}", place.requirement, place.element);
    guideline.outside.contains_key(&place.requirement) || guideline.outside.contains_key(&element)
}

/// A submission after a revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rechecked {
    /// The review against the new version: the same as a full review.
    pub review: Review,
    /// What changed for it.
    pub shifts: Vec<Shift>,
    /// Provisions that the new version no longer founds.
    pub unfounded: Vec<Unfounded>,
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

/// Reviews a submission against the new version from its review against the old one;
/// `matcher` is that of the new version.
pub fn recheck(
    read: &ReadSubmission,
    before: &Review,
    to: &Guideline,
    plan: &Plan,
    matcher: &Matcher<'_>,
    settings: &SettingsRecord,
) -> Rechecked {
    let old = by_requirement(before);
    let elements = to
        .requirements
        .iter()
        .flat_map(|requirement| &requirement.elements);
    let known: BTreeMap<&str, &ElementFinding> = elements
        .filter_map(|element| {
            let place = plan.carried(element)?;
            let finding = old.get(place.requirement.as_str())?;
            Some((
                element.key.as_str(),
                finding.elements.get(place.element.checked_sub(1)?)?,
            ))
        })
        .collect();
    let findings = matcher.findings_with(&read.submission, &known);
    let review = conclude(read, to, findings, settings);
    Rechecked {
        shifts: shifts(&plan.changes, before, &review),
        unfounded: unfounded(&read.submission, to),
        review,
    }
}

/// What a revision changes, from the reviews before and after it.
pub fn shifts(changes: &[ItemChange], before: &Review, after: &Review) -> Vec<Shift> {
    let (old, new) = (by_requirement(before), by_requirement(after));
    let coverage = |findings: &BTreeMap<&str, &Finding>, id: &str, number: Option<usize>| {
        let element = findings.get(id)?.elements.get(number?.checked_sub(1)?)?;
        Some(element.coverage)
    };
    let mut shifts = Vec::new();
    for item in changes.iter().filter(|item| item.change != Change::Same) {
        let id = |place: &Option<crate::guideline::ItemPlace>| {
            place.as_ref().map_or(String::new(), |place| place.id.clone())
        };
        let (old_id, new_id) = (id(&item.old), id(&item.new));
        for element in &item.elements {
            let before = coverage(&old, &old_id, element.old);
            let after = coverage(&new, &new_id, element.new);
            let Some(kind) = kind(before, after) else { continue };
            let gone = element.new.is_none();
            let not = if gone { Mark::Added } else { Mark::Removed };
            shifts.push(Shift {
                kind,
                requirement: if gone { old_id.clone() } else { new_id.clone() },
                element: element.new.or(element.old).unwrap_or_default(),
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
