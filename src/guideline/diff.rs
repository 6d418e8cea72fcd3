//! What differs between two versions of a guideline.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::model::{Element, Guideline, Requirement};
use crate::text::{ALIKE, Lang, Pairable, Piece, Shingles, diff, likeness, normalize, pair, together};

/// How a requirement or an element of two versions compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// 同一: at most its number has shifted.
    Same,
    /// 変更
    Changed,
    /// 移動: the same in another book or section.
    Moved,
    /// 新設
    Added,
    /// 削除
    Removed,
}

/// A requirement of two versions beside each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemChange {
    /// How it compares.
    pub change: Change,
    /// Whether it stands in another book or section now, whatever else changed.
    pub moved: bool,
    /// Its id and number in the old version.
    pub old: Option<ItemPlace>,
    /// Its id and number in the new version.
    pub new: Option<ItemPlace>,
    /// Its text, old and new, word by word.
    pub text: Vec<Piece>,
    /// Its elements: those of the new version in order, then those that are gone.
    pub elements: Vec<ElementChange>,
    /// Where the new version's fact was read, and how sure it is.
    pub source: Option<String>,
}

/// Where a requirement stands in a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemPlace {
    /// Its id.
    pub id: String,
    /// The title of its book.
    pub book: String,
    /// Its official number, 「12.⑤」.
    pub number: String,
    /// The title of its section.
    pub section: String,
    /// Its text.
    pub text: String,
}

/// An element of two versions beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementChange {
    /// How it compares; an element never moves.
    pub change: Change,
    /// Its number in the old version, from 1.
    pub old: Option<usize>,
    /// Its number in the new version, from 1.
    pub new: Option<usize>,
    /// Its point, old and new, word by word.
    pub point: Vec<Piece>,
}

/// Lays two versions beside each other: the requirements of the new one in order, those that are gone after the one
/// they stood behind.
pub fn compare(old: &Guideline, new: &Guideline) -> Vec<ItemChange> {
    let partners = partners(old, new);
    together(&partners, old.requirements.len())
        .into_iter()
        .map(|(o, n)| {
            let was = o.and_then(|at| old.requirements.get(at));
            let is = n.and_then(|at| new.requirements.get(at));
            item(was, is, old, new)
        })
        .collect()
}

/// For each requirement of the new version, the one of the old version that it was: as the catalogues state it where
/// one is based on the other or both on a third, by place and words where they are written apart.
pub fn partners(old: &Guideline, new: &Guideline) -> Vec<Option<usize>> {
    let mut ancestors: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (at, requirement) in old.requirements.iter().enumerate() {
        ancestors.extend(
            old.lineage(requirement)
                .into_iter()
                .map(|ancestor| (ancestor, at)),
        );
    }
    let stated = |requirement| {
        let line = new.lineage(requirement);
        line.iter().find_map(|ancestor| ancestors.get(ancestor).copied())
    };
    let mut partners: Vec<Option<usize>> = new.requirements.iter().map(stated).collect();
    let is_above = |a: &Guideline, b: &Guideline| {
        a.chain()
            .any(|version| version.id == b.id && version.sha256 == b.sha256)
    };
    if is_above(new, old) || is_above(old, new) {
        return partners;
    }
    let taken: BTreeSet<usize> = partners.iter().flatten().copied().collect();
    let left: Vec<usize> = (0..old.requirements.len())
        .filter(|at| !taken.contains(at))
        .collect();
    let open: Vec<usize> = (0..partners.len()).filter(|at| partners[*at].is_none()).collect();
    for (n, o) in open.iter().zip(by_words(old, &left, new, &open)) {
        partners[*n] = o.map(|at| left[at]);
    }
    partners
}

/// For each of some requirements of the new version, which of some of the old version it was, by place and words.
fn by_words(old: &Guideline, left: &[usize], new: &Guideline, open: &[usize]) -> Vec<Option<usize>> {
    let pairable = |guideline: &Guideline, some: &[usize]| -> Vec<Pairable> {
        let one = |r: &Requirement| Pairable {
            words: Shingles::new(&r.text),
            places: vec![r.id.clone(), format!("{}-{}-{}", r.book, r.section, r.item)]
                .into_iter()
                .filter(|place| !place.ends_with("-0"))
                .collect(),
            context: format!("{} {}", r.book, guideline.section_title(r)),
        };
        some.iter().map(|at| one(&guideline.requirements[*at])).collect()
    };
    pair(&pairable(old, left), &pairable(new, open))
}

fn item(
    old: Option<&Requirement>,
    new: Option<&Requirement>,
    from: &Guideline,
    to: &Guideline,
) -> ItemChange {
    let place = |guideline: &Guideline, r: &Requirement| ItemPlace {
        id: r.id.clone(),
        book: guideline
            .book(&r.book)
            .map_or_else(String::new, |book| book.title.clone()),
        number: r.official_number(),
        section: guideline.section_title(r).to_owned(),
        text: r.text.clone(),
    };
    let (old_place, new_place) = (old.map(|r| place(from, r)), new.map(|r| place(to, r)));
    let elements = elements(
        old.map_or(&[], |r| r.elements.as_slice()),
        new.map_or(&[], |r| r.elements.as_slice()),
    );
    let moved = match (&old_place, &new_place) {
        (Some(a), Some(b)) => a.book != b.book || a.section != b.section,
        _ => false,
    };
    let change = match (old, new) {
        (None, _) => Change::Added,
        (_, None) => Change::Removed,
        (Some(a), Some(b)) if differ(a, b) || elements.iter().any(|e| e.change != Change::Same) => {
            Change::Changed
        }
        _ if moved => Change::Moved,
        _ => Change::Same,
    };
    let text = |r: Option<&Requirement>| r.map_or("", |r| r.text.as_str()).to_owned();
    ItemChange {
        change,
        moved,
        text: diff(&text(old), &text(new)),
        elements,
        source: new
            .filter(|_| change != Change::Same)
            .and_then(|r| r.source.clone()),
        old: old_place,
        new: new_place,
    }
}

/// Whether two texts differ. Where one is ours and the other the guideline's own, they differ in words only: whether the
/// duty did change, the elements tell.
fn differ(old: &Requirement, new: &Requirement) -> bool {
    old.official == new.official && !same(&old.text, &new.text)
}

fn elements(old: &[Element], new: &[Element]) -> Vec<ElementChange> {
    let mut taken = vec![false; old.len()];
    let mut partner = vec![None; new.len()];
    for (n, is) in new.iter().enumerate().filter(|(_, is)| !is.key.is_empty()) {
        let same = (0..old.len()).find(|o| !taken[*o] && old[*o].key == is.key);
        if let Some(o) = same {
            partner[n] = Some(o);
            taken[o] = true;
        }
    }
    for needed in [1.0, ALIKE] {
        for (n, is) in new
            .iter()
            .enumerate()
            .filter(|(n, _)| partner[*n].is_none())
            .collect::<Vec<_>>()
        {
            let best = (0..old.len())
                .filter(|o| !taken[*o])
                .map(|o| (likeness(&old[o].point, &is.point), o))
                .filter(|(alike, _)| *alike >= needed)
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            if let Some((_, o)) = best {
                partner[n] = Some(o);
                taken[o] = true;
            }
        }
    }
    let one = |o: Option<usize>, n: Option<usize>| {
        let point = |elements: &[Element], at: Option<usize>| {
            at.map_or(String::new(), |at| elements[at].point.clone())
        };
        let (was, is) = (point(old, o), point(new, n));
        ElementChange {
            change: match (o, n) {
                (None, _) => Change::Added,
                (_, None) => Change::Removed,
                _ if same(&was, &is) => Change::Same,
                _ => Change::Changed,
            },
            old: o.map(|at| at + 1),
            new: n.map(|at| at + 1),
            point: diff(&was, &is),
        }
    };
    let gone = (0..old.len()).filter(|o| !taken[*o]).map(|o| one(Some(o), None));
    let there = partner.iter().enumerate().map(|(n, o)| one(*o, Some(n)));
    there.collect::<Vec<_>>().into_iter().chain(gone).collect()
}

/// Whether two wordings differ in nothing but spaces and widths.
fn same(a: &str, b: &str) -> bool {
    normalize(a) == normalize(b)
}

impl Change {
    /// The word for it in a 新旧対照表.
    pub fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Same, Lang::Ja) => "同一",
            (Self::Changed, Lang::Ja) => "変更",
            (Self::Moved, Lang::Ja) => "移動",
            (Self::Added, Lang::Ja) => "新設",
            (Self::Removed, Lang::Ja) => "削除",
            (Self::Same, Lang::En) => "same",
            (Self::Changed, Lang::En) => "changed",
            (Self::Moved, Lang::En) => "moved",
            (Self::Added, Lang::En) => "added",
            (Self::Removed, Lang::En) => "removed",
        }
    }
}
