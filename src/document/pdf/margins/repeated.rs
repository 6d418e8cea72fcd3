//! Which lines at the edges of pages are marginal.
//!
//! A running head says the same at the same place on several pages. So may the text: it begins at the same height on
//! every page, forms repeat each other, and a page may be there twice. What tells them apart:
//! - only pages that say something of their own bear witness, for of copies every line is repeated;
//! - at the place of a running head most pages have one, at the place of the text they say different things;
//! - a running head stands apart from the text, and does not begin a provision;
//! - it leaves a text: where all of a page would be marginal on every page that has it, none of it is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{Candidate, Edge, SAME};
use super::masks::{Label, is_page_number_line};
use crate::document::pdf::layout::{Item, Line, PageLayout, lines_of};

/// One in so many lines of a page must be said by no other page, or it is a copy of others.
const OWN: usize = 5;

/// The candidates that are marginal, by index.
pub(super) fn find(candidates: &[Candidate<'_>], pages: &[PageLayout]) -> BTreeSet<usize> {
    let own = own_pages(pages);
    let groups = groups(candidates);
    let mut repeats = vec![0; candidates.len()];
    for members in &groups {
        let count = distinct_pages(members.iter().map(|&at| &candidates[at]), |page| own[page]);
        for &at in members {
            repeats[at] = count;
        }
    }
    let slots = Slots::of(candidates, &repeats, &own);
    let mut marginal: BTreeSet<usize> = BTreeSet::new();
    for page in by_page(candidates) {
        let of_page = &candidates[page.clone()];
        let trusts_marks = marks_say_something(&pages[of_page[0].page]);
        for at in page.clone() {
            let candidate = &candidates[at];
            // Heads of several lines stand close together.
            let heads: Vec<usize> = page
                .clone()
                .filter(|&other| repeats[other] > 1 && candidates[other].edge == candidate.edge)
                .map(|other| candidates[other].item)
                .collect();
            let alone = |heads: &[usize]| stands_alone(candidate, heads, &pages[candidate.page]);
            let most = repeats[at] > 2 && 2 * (repeats[at] - 1) >= pages.len();
            let repeated = repeats[at] > 1
                && is_telling(&candidate.key)
                && !slots.is_contested(candidate)
                && match candidate.label {
                    Label::None => most || alone(&heads),
                    Label::Division => alone(&heads),
                    Label::Appendix | Label::Other => most,
                };
            let marked = trusts_marks && candidate.line.artifact;
            if repeated || marked || candidate.is_number && alone(&[]) {
                marginal.insert(at);
            }
        }
    }
    add_changing_heads(&mut marginal, candidates, pages);
    release(&mut marginal, &groups, candidates, pages);
    marginal
}

fn is_telling(key: &str) -> bool {
    key.chars().count() >= 4 || key.contains('#')
}

/// Whether each page says enough that no other page says at the same height.
fn own_pages(pages: &[PageLayout]) -> Vec<bool> {
    let mut said: Vec<(i32, Cow<'_, str>, usize)> = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let lines = all_lines(page).map(|line| (bucket(line.area.y1), line.text(), at));
        said.extend(lines.filter(|(_, text, _)| !is_page_number_line(text)));
    }
    said.sort_unstable();
    said.dedup();
    // How many lines each page has, and how many of them are its own.
    let mut counts = vec![(0, 0); pages.len()];
    for same in said.chunk_by(|one, other| (one.0, &one.1) == (other.0, &other.1)) {
        for (.., page) in same {
            counts[*page].0 += 1;
            counts[*page].1 += usize::from(same.len() == 1);
        }
    }
    counts
        .into_iter()
        .map(|(all, own)| own > 0 && OWN * own >= all)
        .collect()
}

fn all_lines(page: &PageLayout) -> impl Iterator<Item = &Line> {
    let cells = page.items.iter().filter_map(|item| match item {
        Item::Line(_) => None,
        Item::Table(grid) => Some(grid.rows.iter().flatten().flat_map(|cell| &cell.lines)),
    });
    lines_of(&page.items).chain(cells.flatten())
}

/// The candidates that say the same at the same place.
fn groups(candidates: &[Candidate<'_>]) -> Vec<Vec<usize>> {
    let mut sorted: Vec<usize> = (0..candidates.len()).collect();
    sorted.sort_by(|&one, &other| {
        let (one, other) = (&candidates[one], &candidates[other]);
        (one.edge, &one.key)
            .cmp(&(other.edge, &other.key))
            .then(one.place.total_cmp(&other.place))
            .then(one.page.cmp(&other.page))
    });
    sorted
        .chunk_by(|&one, &other| {
            let (one, other) = (&candidates[one], &candidates[other]);
            one.edge == other.edge && one.key == other.key && other.place - one.place < SAME
        })
        .map(<[usize]>::to_vec)
        .collect()
}

/// The candidates of each page: they come page by page.
fn by_page(candidates: &[Candidate<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut start = 0;
    candidates
        .chunk_by(|one, other| one.page == other.page)
        .map(|chunk| {
            start += chunk.len();
            start - chunk.len()..start
        })
        .collect()
}

fn distinct_pages<'a, 'b: 'a>(
    candidates: impl Iterator<Item = &'a Candidate<'b>>,
    counts: impl Fn(usize) -> bool,
) -> usize {
    let pages: BTreeSet<usize> = candidates
        .map(|candidate| candidate.page)
        .filter(|&page| counts(page))
        .collect();
    pages.len()
}

/// A place in whole points.
fn bucket(place: f32) -> i32 {
    place.round() as i32
}

/// How many pages have a line at a place that is said again elsewhere, and how many one that is not.
struct Slots(BTreeMap<(Edge, i32), (usize, usize)>);

impl Slots {
    fn of(candidates: &[Candidate<'_>], repeats: &[usize], own: &[bool]) -> Self {
        let mut slots: BTreeMap<(Edge, i32), (usize, usize)> = BTreeMap::new();
        for (candidate, &repeats) in candidates.iter().zip(repeats) {
            if own[candidate.page] {
                let slot = slots
                    .entry((candidate.edge, bucket(candidate.place)))
                    .or_default();
                if repeats > 1 || candidate.is_number {
                    slot.0 += 1;
                } else {
                    slot.1 += 1;
                }
            }
        }
        Self(slots)
    }

    /// Whether more pages than not say things of their own where the candidate stands: there the text begins or ends.
    fn is_contested(&self, candidate: &Candidate<'_>) -> bool {
        let place = bucket(candidate.place);
        let near = self
            .0
            .range((candidate.edge, place - 1)..=(candidate.edge, place + 1));
        let (same, other) = near.fold((0, 0), |sum, (_, slot)| (sum.0 + slot.0, sum.1 + slot.1));
        other > same
    }
}

/// Whether the file marks some of a page as no content, and not all or most of it, as some producers do.
fn marks_say_something(page: &PageLayout) -> bool {
    let marked = lines_of(&page.items).filter(|line| line.artifact).count();
    2 * marked <= page.items.len()
}

/// A head that changes with every chapter stands where the others stand.
fn add_changing_heads(marginal: &mut BTreeSet<usize>, candidates: &[Candidate<'_>], pages: &[PageLayout]) {
    let mut slots: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for &at in marginal.iter() {
        let candidate = &candidates[at];
        let slot = (candidate.place, candidate.line.size, candidate.page);
        slots
            .entry((candidate.edge, bucket(candidate.place)))
            .or_default()
            .push(slot);
    }
    // Where hardly a page has one there is nothing to compare with; else few slots are left.
    slots.retain(|_, heads| 4 * heads.len() >= pages.len());
    let usual = |candidate: &Candidate<'_>| {
        let place = bucket(candidate.place);
        let near = slots.range((candidate.edge, place - 1)..=(candidate.edge, place + 1));
        let heads: BTreeSet<usize> = near
            .flat_map(|(_, heads)| heads)
            .filter(|(place, size, _)| {
                (place - candidate.place).abs() < 0.7 && (size - candidate.line.size).abs() < 0.1 * size
            })
            .map(|(.., page)| *page)
            .collect();
        heads.len() >= 3 && 2 * heads.len() >= pages.len()
    };
    let added: Vec<usize> = (0..candidates.len())
        .filter(|at| !marginal.contains(at))
        .filter(|&at| {
            let candidate = &candidates[at];
            candidate.label != Label::Appendix
                && stands_alone(candidate, &[], &pages[candidate.page])
                && usual(candidate)
        })
        .collect();
    marginal.extend(added);
}

/// Gives back what would leave pages without a text, unless it is marginal on a page that has one.
fn release(
    marginal: &mut BTreeSet<usize>,
    groups: &[Vec<usize>],
    candidates: &[Candidate<'_>],
    pages: &[PageLayout],
) {
    let mut taken = vec![0; pages.len()];
    for &at in marginal.iter() {
        taken[candidates[at].page] += 1;
    }
    let is_empty = |page: usize| taken[page] == pages[page].items.len();
    for members in groups {
        let backed = members
            .iter()
            .any(|at| marginal.contains(at) && !is_empty(candidates[*at].page));
        if !backed {
            for at in members {
                marginal.remove(at);
            }
        }
    }
}

/// Whether more than a line's height is free between the candidate and the body, of which `heads` are no part.
fn stands_alone(candidate: &Candidate<'_>, heads: &[usize], page: &PageLayout) -> bool {
    let line = candidate.line;
    let nearest = page
        .items
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != candidate.item && !heads.contains(at))
        .filter_map(|(_, item)| {
            let area = item.area();
            let gap = match candidate.edge {
                Edge::Top => area.y0 - line.area.y1,
                Edge::Bottom => line.area.y0 - area.y1,
                Edge::Left => area.x0 - line.area.x1,
                Edge::Right => line.area.x0 - area.x1,
            };
            (gap > -0.5 * line.size).then_some(gap)
        })
        .fold(f32::INFINITY, f32::min);
    nearest > 0.9 * line.size
}
