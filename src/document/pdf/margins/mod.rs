//! Running heads, page numbers and line numbers: told from the text by their place and by repetition.
//!
//! | module | what |
//! | --- | --- |
//! | `candidates` | the few lines at the edges of each page that may be marginal |
//! | `repeated` | which of them are: a line of the text must never be taken for one |
//! | `masks` | what two lines have in common but for their numbers |

mod candidates;
mod masks;
mod repeated;

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Item, Line, PageLayout, lines_of};
use candidates::Candidate;

/// Takes the marginal lines out of `pages`.
pub(super) fn take(pages: &mut [PageLayout]) -> Vec<Line> {
    let mut marginal = marginal(pages);
    let mut lines = Vec::new();
    for (at, page) in pages.iter_mut().enumerate() {
        let taken = marginal.remove(&at).unwrap_or_default();
        let mut kept = Vec::with_capacity(page.items.len());
        for (index, item) in std::mem::take(&mut page.items).into_iter().enumerate() {
            match item {
                Item::Line(line) if taken.contains(&index) => lines.push(line),
                other => kept.push(other),
            }
        }
        page.items = kept;
        lines.append(&mut page.aslant);
    }
    lines
}

/// The marginal items of each page.
fn marginal(pages: &[PageLayout]) -> BTreeMap<usize, BTreeSet<usize>> {
    let candidates: Vec<Candidate<'_>> = pages
        .iter()
        .enumerate()
        .flat_map(|(at, page)| candidates::of_page(at, page))
        .collect();
    let mut marginal: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for at in repeated::find(&candidates, pages) {
        let candidate = &candidates[at];
        marginal.entry(candidate.page).or_default().insert(candidate.item);
    }
    for (at, page) in pages.iter().enumerate() {
        marginal.entry(at).or_default().extend(line_numbers(page));
    }
    marginal
}

/// Numbers of lines: figures alone, left of everything else, growing.
fn line_numbers(page: &PageLayout) -> Vec<usize> {
    let is_number = |line: &Line| {
        let length: usize = line.parts.iter().map(|part| part.text.len()).sum();
        length <= 24 && masks::masked(&line.text()) == "#"
    };
    let body = lines_of(&page.items)
        .filter(|line| !is_number(line))
        .map(|line| line.area.x0)
        .fold(f32::INFINITY, f32::min);
    let numbers: Vec<usize> = page
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| {
            item.as_line()
                .is_some_and(|line| line.area.x1 < body && is_number(line))
        })
        .map(|(at, _)| at)
        .collect();
    if numbers.len() >= 5 { numbers } else { Vec::new() }
}
