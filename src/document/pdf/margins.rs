//! Running heads, page numbers and line numbers: told from the text by their place and by repetition.

use std::collections::BTreeMap;

use super::layout::{Item, Line, PageLayout};

/// How much of a page counts as its upper and its lower edge.
const EDGE: f32 = 0.14;
/// How many lines at an edge may be running heads.
const ROWS: usize = 3;

/// An edge of the page, in reading coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    Top,
    Bottom,
    Left,
    Right,
}

/// A line near an edge.
#[derive(Debug, Clone)]
struct Candidate {
    page: usize,
    item: usize,
    edge: Edge,
    /// How far from the edge it runs, in points.
    place: f32,
    masked: String,
}

/// Takes the marginal lines out of `pages`.
pub(super) fn take(pages: &mut [PageLayout]) -> Vec<Line> {
    let candidates: Vec<Candidate> = pages
        .iter()
        .enumerate()
        .flat_map(|(at, page)| candidates(at, page))
        .collect();
    let mut marginal: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in repeated(&candidates, pages) {
        let candidate = &candidates[at];
        marginal.entry(candidate.page).or_default().push(candidate.item);
    }
    for (at, page) in pages.iter().enumerate() {
        marginal.entry(at).or_default().extend(line_numbers(page));
    }
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

fn candidates(page: usize, layout: &PageLayout) -> Vec<Candidate> {
    let lines: Vec<(usize, &Line)> = layout
        .items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| match item {
            Item::Line(line) => Some((at, line)),
            Item::Table(_) => None,
        })
        .collect();
    let (width, height) = (layout.width, layout.height);
    let edges: &[Edge] = if lines.iter().any(|(_, line)| line.vertical) {
        // The upper and lower edge of a page in vertical writing are the ends of its lines.
        &[Edge::Top, Edge::Bottom, Edge::Left, Edge::Right]
    } else {
        &[Edge::Top, Edge::Bottom]
    };
    let mut found: Vec<Candidate> = Vec::new();
    for &edge in edges {
        let distance = |line: &Line| match edge {
            Edge::Top => line.area.y1 / height,
            Edge::Bottom => (height - line.area.y0) / height,
            Edge::Left => line.area.x1 / width,
            Edge::Right => (width - line.area.x0) / width,
        };
        let mut near: Vec<&(usize, &Line)> = lines.iter().filter(|(_, line)| distance(line) < EDGE).collect();
        near.sort_by(|one, other| distance(one.1).total_cmp(&distance(other.1)));
        let mut rows: Vec<f32> = Vec::new();
        for (item, line) in near {
            let place = match edge {
                Edge::Top | Edge::Bottom => line.area.y1,
                Edge::Left => line.area.x0,
                Edge::Right => line.area.x1,
            };
            if !rows.iter().any(|row| (row - place).abs() < 3.0) {
                rows.push(place);
            }
            if rows.len() > ROWS {
                break;
            }
            if !found.iter().any(|known| known.item == *item) {
                found.push(Candidate {
                    page,
                    item: *item,
                    edge,
                    place,
                    masked: masked(&line.text()),
                });
            }
        }
    }
    found
}

/// The candidates that are marginal, by index.
fn repeated(candidates: &[Candidate], pages: &[PageLayout]) -> Vec<usize> {
    let mut groups: BTreeMap<(Edge, &str), Vec<usize>> = BTreeMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        groups
            .entry((candidate.edge, candidate.masked.as_str()))
            .or_default()
            .push(at);
    }
    let mut marginal = Vec::new();
    let mut slots: Vec<(Edge, f32, usize)> = Vec::new();
    for ((edge, text), members) in &groups {
        let telling = text.chars().count() >= 4 || text.contains('#');
        for &at in members {
            let candidate = &candidates[at];
            let twins = members
                .iter()
                .filter(|&&other| {
                    candidates[other].page != candidate.page
                        && (candidates[other].place - candidate.place).abs() < 3.0
                })
                .count();
            let marked = line_of(candidate, pages).is_some_and(|line| line.artifact);
            // A line of the text may come twice at the same height; at the height of most pages it does not.
            let repeated = twins > 0 && telling && {
                let most = 2 * twins >= pages.len() && twins > 1;
                most || stands_alone(candidate, &twins_of_page(candidate, candidates, &groups), pages)
            };
            if repeated || marked || is_page_number(text) && stands_alone(candidate, &[], pages) {
                marginal.push(at);
                slots.push((*edge, candidate.place, candidate.page));
            }
        }
    }
    // A head that changes with every chapter stands where the others stand.
    for (at, candidate) in candidates.iter().enumerate() {
        let mut same_place: Vec<usize> = slots
            .iter()
            .filter(|(edge, place, _)| *edge == candidate.edge && (place - candidate.place).abs() < 0.7)
            .map(|(_, _, page)| *page)
            .collect();
        same_place.dedup();
        let usual = same_place.len() >= 3 && 2 * same_place.len() >= pages.len();
        if usual && !marginal.contains(&at) && stands_alone(candidate, &[], pages) {
            marginal.push(at);
        }
    }
    marginal
}

fn line_of<'a>(candidate: &Candidate, pages: &'a [PageLayout]) -> Option<&'a Line> {
    match pages[candidate.page].items.get(candidate.item) {
        Some(Item::Line(line)) => Some(line),
        _ => None,
    }
}

/// The other lines at the candidate's edge of its page that come again on other pages: heads of several lines.
fn twins_of_page(
    candidate: &Candidate,
    candidates: &[Candidate],
    groups: &BTreeMap<(Edge, &str), Vec<usize>>,
) -> Vec<usize> {
    candidates
        .iter()
        .filter(|other| other.page == candidate.page && other.edge == candidate.edge)
        .filter(|other| {
            let same = groups.get(&(other.edge, other.masked.as_str()));
            same.is_some_and(|same| same.iter().any(|&twin| candidates[twin].page != other.page))
        })
        .map(|other| other.item)
        .collect()
}

/// Whether more than a line's height is free between the candidate and the body, of which `heads` are no part.
fn stands_alone(candidate: &Candidate, heads: &[usize], pages: &[PageLayout]) -> bool {
    let Some(line) = line_of(candidate, pages) else {
        return false;
    };
    let page = &pages[candidate.page];
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

/// The text with every number as `#` and without spaces.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        if character.is_numeric() && !matches!(character, '一'..='龠') {
            if !masked.ends_with('#') {
                masked.push('#');
            }
        } else {
            masked.push(character);
        }
    }
    masked
}

/// Whether a masked text is a number with nothing but ornaments and words for a page around it.
fn is_page_number(masked: &str) -> bool {
    let bare: String = masked
        .chars()
        .filter(|character| {
            !matches!(
                character,
                '-' | '−'
                    | '–'
                    | '—'
                    | '―'
                    | '‐'
                    | 'ー'
                    | '－'
                    | '/'
                    | '／'
                    | '('
                    | ')'
                    | '（'
                    | '）'
                    | '.'
                    | '・'
                    | '|'
                    | '~'
            )
        })
        .collect();
    let words = ["ページ", "頁", "Page", "page", "PAGE", "P", "p", "of", "全", "第"];
    let bare = words.iter().fold(bare, |text, word| text.replace(word, ""));
    matches!(bare.as_str(), "#" | "##")
}

/// Numbers of lines: figures alone, left of everything else, growing.
fn line_numbers(page: &PageLayout) -> Vec<usize> {
    let lines: Vec<(usize, &Line)> = page
        .items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| match item {
            Item::Line(line) => Some((at, line)),
            Item::Table(_) => None,
        })
        .collect();
    let is_number = |line: &Line| masked(&line.text()) == "#";
    let body = lines
        .iter()
        .filter(|(_, line)| !is_number(line))
        .map(|(_, line)| line.area.x0)
        .fold(f32::INFINITY, f32::min);
    let numbers: Vec<usize> = lines
        .iter()
        .filter(|(_, line)| is_number(line) && line.area.x1 < body)
        .map(|(at, _)| *at)
        .collect();
    if numbers.len() >= 5 { numbers } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_page_numbers() {
        for text in ["- 12 -", "12", "3/17", "第3頁", "Page 3 of 9", "－３－"] {
            assert!(is_page_number(&masked(text)), "{text}");
        }
        for text in ["第3条", "2024年4月1日", "別表1", "-"] {
            assert!(!is_page_number(&masked(text)), "{text}");
        }
    }
}
