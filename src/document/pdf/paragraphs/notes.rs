//! Footnotes: lines in small print at the end of a page.

use crate::document::pdf::layout::{Item, lines_of};

/// Where the footnotes begin among the items of a page: lines at its end in smaller print, the first with a mark.
pub(super) fn notes_from(items: &[Item]) -> usize {
    let mut sizes: Vec<f32> = lines_of(items).map(|line| line.size).collect();
    sizes.sort_by(f32::total_cmp);
    let Some(usual) = sizes.get(sizes.len() / 2) else {
        return items.len();
    };
    let small = items
        .iter()
        .rev()
        .take_while(|item| matches!(item, Item::Line(line) if line.size < 0.93 * usual))
        .count();
    let from = items.len() - small;
    items[from..]
        .iter()
        .position(|item| matches!(item, Item::Line(line) if note_mark(&line.text()).is_some()))
        .map_or(items.len(), |first| from + first)
}

/// The mark that a footnote begins with: 「※1」「*2」「注3」「1)」「1」.
pub(super) fn note_mark(text: &str) -> Option<String> {
    let text = text.trim_start();
    let stem = text.trim_start_matches(['※', '*', '＊', '†', '注', '（', '(', '[']);
    let digits = stem.trim_start_matches(|character: char| {
        character.is_numeric() || matches!(character, ')' | '）' | ']')
    });
    let mark = text[..text.len() - digits.len()].trim().to_owned();
    // A bracket alone opens a heading as often.
    let tells = mark.contains(|letter: char| !matches!(letter, '（' | '(' | '[' | '）' | ')' | ']'));
    (tells && mark.chars().count() <= 5).then_some(mark)
}
