//! What a revision of a guideline changes, before any submission is looked at: what is judged again, what is carried
//! over, and what becomes of people's words.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::guideline::{Change, Guideline, ItemChange, compare};

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

    /// The elements of the old version whose coverage tells what changed: those of every item that is not the same, and
    /// those that its new side carries over.
    pub(super) fn asked(&self, to: &Guideline) -> BTreeSet<ElementPlace> {
        let mut asked = BTreeSet::new();
        for item in self.changes.iter().filter(|item| item.change != Change::Same) {
            for element in &item.elements {
                if let (Some(old), Some(number)) = (&item.old, element.old) {
                    asked.insert(ElementPlace {
                        requirement: old.id.clone(),
                        element: number,
                    });
                }
            }
            let new = item.new.as_ref().and_then(|new| to.requirement(&new.id));
            let elements = new.iter().flat_map(|requirement| &requirement.elements);
            asked.extend(elements.filter_map(|element| self.carried(&element.key).cloned()));
        }
        asked
    }

    /// Where the element of the new version with this key stood in the old one, if it is carried over; otherwise it is
    /// judged again.
    pub fn carried(&self, key: &str) -> Option<&ElementPlace> {
        self.carried.get(key)
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
pub(super) fn places(guideline: &Guideline) -> impl Iterator<Item = (&str, ElementPlace)> {
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

/// Whether an element is not for the applicant at hand.
pub(super) fn is_outside(guideline: &Guideline, place: &ElementPlace) -> bool {
    let element = format!("{}/{}", place.requirement, place.element);
    guideline.outside.contains_key(&place.requirement) || guideline.outside.contains_key(&element)
}
