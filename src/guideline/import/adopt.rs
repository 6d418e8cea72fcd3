//! New items laid beside the old ones: an item that is the old one, by number and by words, keeps its elements.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::correlation::{ItemName, LinkRow};
use super::error::{ImportError, Problem, Spot};
use super::gather::{BookKey, Gathered};
use super::listing::Item;
use super::{DoubtWords, Order, Part};
use crate::guideline::model::{Element, Expected, Guideline, Requirement, Section};
use crate::text::{ALIKE, Shingles, likeness, normalize};

/// The books of the new catalogue, with what their items were.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Adoption {
    pub(super) books: Vec<NewBook>,
    /// Old ids of the books that are stated anew, and what they are called now.
    renamed: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct NewBook {
    pub(super) key: BookKey,
    pub(super) sections: Vec<Section>,
    pub(super) items: Vec<NewItem>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct NewItem {
    pub(super) id: String,
    pub(super) item: Item,
    pub(super) was: Option<String>,
    pub(super) expected: Expected,
    pub(super) elements: Vec<NewElement>,
    pub(super) related: Vec<String>,
    pub(super) outcome: Outcome,
}

/// An element of a new item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewElement {
    pub(super) point: String,
    /// Which of the old ones it is, 「M12-5/2」.
    pub(super) kept: Option<String>,
    /// Why a person must look at it.
    pub(super) why: Option<Why>,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 同一
    Same,
    /// 原文に差し替え: ours was in our own words, and what it says cannot be compared word by word.
    Reworded,
    /// 変更
    Changed,
    /// 移動: the same under another title or in another book.
    Moved,
    /// 新設
    New,
    /// 削除
    Gone,
}

/// Why a person must look at an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Made from the item's words: nobody has said how to judge it.
    Made,
    /// Given by the file: nobody has said how to judge it.
    Given,
    /// Kept, but the item's words have changed.
    TextChanged,
    /// Kept, but the item is hardly like the old one.
    HardlyAlike,
}

/// What became of an item, for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adopted {
    /// What became of it.
    pub outcome: Outcome,
    /// Its id now; empty where it is gone.
    pub id: String,
    /// Its id before; empty where it is new.
    pub was: String,
    /// How it is cited: 「企画管理編 12.⑤」.
    pub place: String,
    /// Its words.
    pub text: String,
    /// How many elements it keeps.
    pub kept: usize,
    /// The elements that a person must look at: number, point, why.
    pub open: Vec<(usize, String, Why)>,
}

/// From here on two wordings are hardly of different hands: what differs is a change.
const SAME_HAND: f32 = 0.8;
/// Below this, and without the words of the elements, an item is hardly like the old one.
const HARDLY: f32 = 0.3;
/// The most elements made from the words of one item.
const MOST: usize = 8;

/// Lays the gathered books beside the old catalogue.
pub(super) fn adopt(order: &Order<'_>, books: Vec<Gathered>) -> Result<Adoption, ImportError> {
    let partners = partners(order.like, &books);
    let mut adoption = Adoption {
        books: Vec::new(),
        renamed: BTreeMap::new(),
    };
    for book in &books {
        for (id, _) in &book.items {
            if let Some((was, _)) = partners.get(id) {
                adoption.renamed.insert(was.id.clone(), id.clone());
            }
        }
    }
    let ids: BTreeSet<String> = books
        .iter()
        .flat_map(|book| &book.items)
        .map(|(id, _)| id.clone())
        .collect();
    for book in books {
        let mut items = Vec::new();
        for (id, item) in book.items {
            let was = partners.get(&id).copied();
            let related = match &item.related {
                Some(given) => checked(given, &item.spot, order.like, &ids)?,
                None => Vec::new(),
            };
            items.push(new_item(
                order.like,
                id,
                item,
                was,
                &book.key,
                &book.sections,
                related,
            ));
        }
        adoption.books.push(NewBook {
            key: book.key,
            sections: book.sections,
            items,
        });
    }
    carry_links(order.like, &mut adoption);
    Ok(adoption)
}

fn books_of(adoption: &Adoption) -> BTreeSet<String> {
    adoption.books.iter().map(|book| book.key.id.clone()).collect()
}

/// The ids of a `related` cell; one that leads nowhere is a mistake.
fn checked(
    given: &[String],
    spot: &Spot,
    like: &Guideline,
    ids: &BTreeSet<String>,
) -> Result<Vec<String>, ImportError> {
    let family = |id: &str| {
        let first = id.chars().next();
        ids.iter().any(|known| known.chars().next() == first)
            || like.requirements.iter().any(|r| r.id.chars().next() == first)
    };
    for id in given {
        if family(id) && !ids.contains(id) && like.requirement(id).is_none() {
            return Err(spot.clone().problem(Problem::UnknownRelated(id.clone())));
        }
    }
    Ok(given.to_vec())
}

/// For each new id the old requirement that it was, and how alike their words are.
fn partners<'a>(like: &'a Guideline, books: &[Gathered]) -> BTreeMap<String, (&'a Requirement, f32)> {
    let olds: Vec<(&Requirement, Shingles)> = like
        .requirements
        .iter()
        .map(|r| (r, Shingles::new(&r.text)))
        .collect();
    let mut candidates = Vec::new();
    let mut number = 0;
    for book in books {
        for (id, item) in &book.items {
            let words = Shingles::new(&item.text);
            let folded = normalize(&item.text);
            let title = book
                .sections
                .iter()
                .find(|s| s.number == item.section)
                .map_or("", |s| &s.title);
            for (at, (old, shingles)) in olds.iter().enumerate() {
                let alike = words.likeness(shingles);
                let here = old.book == book.key.id;
                let place = here && at_place(old, id, item);
                let titled = here && like.section_title(old) == title;
                let hint = if place || titled { hint(old, &folded) } else { 0.0 };
                let is = (place && (alike >= 0.15 || hint >= 0.5))
                    || (titled && (alike >= 0.35 || (alike >= 0.2 && hint >= 0.7)))
                    || (here && alike >= ALIKE)
                    || alike >= 0.7;
                if is {
                    let bonus = if place { 0.15 } else { 0.0 } + if titled { 0.05 } else { 0.0 };
                    candidates.push((alike + 0.3 * hint + bonus, alike, number, at, id));
                }
            }
            number += 1;
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut found = BTreeMap::new();
    let mut taken = vec![false; olds.len()];
    for (_, alike, _, at, id) in candidates {
        if !taken[at] && !found.contains_key(id) {
            taken[at] = true;
            found.insert(id.clone(), (olds[at].0, alike));
        }
    }
    found
}

/// Whether an old requirement has the number of a new item; letters tell groups apart.
fn at_place(old: &Requirement, id: &str, item: &Item) -> bool {
    old.id == id
        || (item.number > 0
            && old.section == item.section
            && old.item == item.number
            && group(&old.id) == group(id))
}

/// The letter of 「G1.2.1-b2」.
fn group(id: &str) -> Option<char> {
    let item = id.rsplit_once('-')?.1;
    item.chars().next().filter(char::is_ascii_lowercase)
}

/// How much of an old requirement's elements a text speaks of: the mean share of their groups of words that it has.
fn hint(old: &Requirement, folded: &str) -> f32 {
    let share = |element: &Element| {
        let has = |group: &&Vec<String>| group.iter().any(|word| folded.contains(&normalize(word)));
        element.any.iter().filter(has).count() as f32 / element.any.len().max(1) as f32
    };
    let shares: Vec<f32> = old
        .elements
        .iter()
        .filter(|e| !e.any.is_empty())
        .map(share)
        .collect();
    if shares.is_empty() {
        return 0.0;
    }
    shares.iter().sum::<f32>() / shares.len() as f32
}

fn new_item(
    like: &Guideline,
    id: String,
    item: Item,
    was: Option<(&Requirement, f32)>,
    key: &BookKey,
    sections: &[Section],
    related: Vec<String>,
) -> NewItem {
    let title = sections
        .iter()
        .find(|s| s.number == item.section)
        .map_or("", |s| s.title.as_str());
    let outcome = was.map_or(Outcome::New, |(old, alike)| {
        let moved = old.book != key.id || (like.section_title(old) != title && !title.is_empty());
        let same = normalize(&old.text) == normalize(&item.text);
        let comparable = old.official || alike >= SAME_HAND;
        match (same, moved) {
            (false, _) if comparable => Outcome::Changed,
            (_, true) => Outcome::Moved,
            (true, false) => Outcome::Same,
            (false, false) => Outcome::Reworded,
        }
    });
    let doubt = was.and_then(|(old, alike)| match outcome {
        Outcome::Changed => Some(Why::TextChanged),
        Outcome::Reworded | Outcome::Moved
            if alike < HARDLY && hint(old, &normalize(&item.text)) < SAME_HAND =>
        {
            Some(Why::HardlyAlike)
        }
        _ => None,
    });
    let old = was.map(|(old, _)| old);
    NewItem {
        elements: elements(old, &item, doubt),
        expected: old.map_or(Expected::default(), |old| old.expected),
        was: old.map(|old| old.id.clone()),
        id,
        item,
        related,
        outcome,
    }
}

/// The elements of a new item: those that the file gives, the old ones where it gives none, or made from the words.
fn elements(old: Option<&Requirement>, item: &Item, doubt: Option<Why>) -> Vec<NewElement> {
    let kept = |old: &Requirement, at: usize, why| NewElement {
        point: old.elements[at].point.clone(),
        kept: Some(format!("{}/{}", old.id, at + 1)),
        why,
    };
    if !item.elements.is_empty() {
        let mut taken = BTreeSet::new();
        let given = item.elements.iter().map(|point| {
            let best = old
                .into_iter()
                .flat_map(|old| old.elements.iter().enumerate())
                .filter(|(at, _)| !taken.contains(at));
            let best = best
                .map(|(at, element)| (likeness(&element.point, point), at))
                .filter(|(alike, _)| *alike >= ALIKE)
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            match (old, best) {
                (Some(old), Some((_, at))) => {
                    taken.insert(at);
                    kept(old, at, None)
                }
                _ => fresh(point, Why::Given),
            }
        });
        return given.collect();
    }
    match old {
        Some(old) => (0..old.elements.len()).map(|at| kept(old, at, doubt)).collect(),
        None => points(&item.text)
            .iter()
            .map(|point| fresh(point, Why::Made))
            .collect(),
    }
}

fn fresh(point: &str, why: Why) -> NewElement {
    NewElement {
        point: point.to_owned(),
        kept: None,
        why: Some(why),
    }
}

/// The separate duties that the words of an item name, as far as sentences and lists part them.
fn points(text: &str) -> Vec<String> {
    let mut points = Vec::new();
    for line in text.split('\n') {
        if super::marks::is_afterthought(line) {
            continue;
        }
        let sentences = line
            .split_inclusive('。')
            .map(|s| s.trim().trim_end_matches('。').trim());
        points.extend(sentences.filter(|s| !s.is_empty()).map(str::to_owned));
    }
    // A sentence that only leads a list in is no duty of its own.
    let lists = text.lines().any(super::marks::is_listed);
    if lists && points.len() > 1 {
        points.retain(|point| super::marks::is_listed(point) || !super::marks::awaits_list(point));
    }
    if points.is_empty() {
        points.push(text.replace('\n', " "));
    }
    points.truncate(MOST);
    points
}

/// Items that were linked stay so, under their new ids.
fn carry_links(like: &Guideline, adoption: &mut Adoption) {
    let books = books_of(adoption);
    let renamed = adoption.renamed.clone();
    for item in adoption.books.iter_mut().flat_map(|book| &mut book.items) {
        let Some(old) = item.was.as_deref().and_then(|was| like.requirement(was)) else {
            continue;
        };
        if item.item.related.is_some() {
            continue;
        }
        let now = old.related.iter().filter_map(|id| match like.requirement(id) {
            Some(other) if books.contains(&other.book) => renamed.get(id).cloned(),
            _ => Some(id.clone()),
        });
        item.related = now.collect();
    }
}

/// Links the items that a correlation table names together; what it says stands in place of what was inherited.
pub(super) fn link(adoption: &mut Adoption, order: &Order<'_>, rows: &[LinkRow]) -> Vec<(Spot, DoubtWords)> {
    let mut doubts = Vec::new();
    let named: BTreeSet<String> = rows
        .iter()
        .flat_map(|row| &row.items)
        .filter_map(|name| Some(BookKey::find(&name.book, order.like)?.id))
        .collect();
    let books = books_of(adoption);
    let letters: BTreeMap<String, String> = all_ids(adoption, order.like, &books);
    for item in adoption
        .books
        .iter_mut()
        .filter(|b| named.contains(&b.key.id))
        .flat_map(|b| &mut b.items)
    {
        item.related
            .retain(|id| letters.get(id).is_none_or(|book| !named.contains(book)));
    }
    for row in rows {
        let mut ids: Vec<(String, String)> = Vec::new();
        for name in &row.items {
            let Some(key) = BookKey::find(&name.book, order.like) else {
                continue;
            };
            match find(adoption, order.like, &key.id, name, &books) {
                Some(id) => ids.push((key.id, id)),
                None => doubts.push((row.spot.clone(), DoubtWords::NoSuchItem(name.clone()))),
            }
        }
        for item in adoption.books.iter_mut().flat_map(|book| &mut book.items) {
            let Some((own, _)) = ids.iter().find(|(_, id)| *id == item.id) else {
                continue;
            };
            for (book, id) in &ids {
                if book != own && !item.related.contains(id) {
                    item.related.push(id.clone());
                }
            }
        }
    }
    doubts
}

/// Every id there will be, with its book.
fn all_ids(adoption: &Adoption, like: &Guideline, anew: &BTreeSet<String>) -> BTreeMap<String, String> {
    let old = like.requirements.iter().filter(|r| !anew.contains(&r.book));
    let mut ids: BTreeMap<String, String> = old.map(|r| (r.id.clone(), r.book.clone())).collect();
    for book in &adoption.books {
        ids.extend(
            book.items
                .iter()
                .map(|item| (item.id.clone(), book.key.id.clone())),
        );
    }
    ids
}

/// The id of an item by its book, section and number.
fn find(
    adoption: &Adoption,
    like: &Guideline,
    book: &str,
    name: &ItemName,
    anew: &BTreeSet<String>,
) -> Option<String> {
    if anew.contains(book) {
        let items = adoption
            .books
            .iter()
            .filter(|b| b.key.id == book)
            .flat_map(|b| &b.items);
        let mut here =
            items.filter(|item| item.item.section == name.section && item.item.number == name.item);
        return here.next().map(|item| item.id.clone());
    }
    let mut here = like
        .requirements
        .iter()
        .filter(|r| r.book == book && r.section == name.section && r.item == name.item);
    here.next().map(|r| r.id.clone())
}

/// What the books themselves made doubtful.
pub(super) fn doubts(parts: &[Part]) -> Vec<(Spot, DoubtWords)> {
    let mut doubts = Vec::new();
    for part in parts {
        if let Part::Book(file, book) = part {
            doubts.extend(book.doubts.iter().map(|doubt| {
                let spot = Spot {
                    page: doubt.page,
                    ..Spot::file(file)
                };
                (spot, DoubtWords::Book(doubt.what.clone()))
            }));
        }
    }
    doubts
}

/// What became of every item: the new ones in order, then those that are gone.
pub(super) fn outcome(order: &Order<'_>, adoption: &Adoption) -> Vec<Adopted> {
    let circled = |number| crate::text::numerals::to_circled(number).map_or(String::new(), String::from);
    let mut all = Vec::new();
    for book in &adoption.books {
        all.extend(book.items.iter().map(|item| {
            Adopted {
                outcome: item.outcome,
                id: item.id.clone(),
                was: item.was.clone().unwrap_or_default(),
                place: format!(
                    "{} {}.{}",
                    book.key.title,
                    item.item.section,
                    circled(item.item.number)
                ),
                text: item.item.text.clone(),
                kept: item.elements.iter().filter(|e| e.kept.is_some()).count(),
                open: (1..)
                    .zip(&item.elements)
                    .filter_map(|(number, e)| Some((number, e.point.clone(), e.why?)))
                    .collect(),
            }
        }));
    }
    let books = books_of(adoption);
    let gone = order
        .like
        .requirements
        .iter()
        .filter(|r| books.contains(&r.book) && !adoption.renamed.contains_key(&r.id));
    all.extend(gone.map(|r| Adopted {
        outcome: Outcome::Gone,
        id: String::new(),
        was: r.id.clone(),
        place: {
            let book = order.like.book(&r.book).map_or("", |book| book.title.as_str());
            format!("{book} {}", r.official_number())
        },
        text: r.text.clone(),
        kept: 0,
        open: Vec::new(),
    }));
    all
}
