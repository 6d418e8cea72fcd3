//! Counting: the label of each paragraph of a list, as Word prints it.

use std::collections::{BTreeMap, BTreeSet};

use super::numbering::{Definitions, Level, List, Suffix};
use super::numerals;
use crate::document::Label;
use crate::document::symbols;

/// How far the lists of one story (body, boxes, notes …) have been counted.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// By definition: lists of one definition go on counting each other.
    counts: BTreeMap<i32, BTreeMap<u8, i32>>,
    /// Lists and levels that have begun anew.
    begun: BTreeSet<(i32, u8)>,
}

impl Counters {
    /// Counts a paragraph at `level` of list `num`: its label, and what separates it from the words.
    pub fn next(&mut self, lists: &Definitions, num: i32, level: u8) -> Option<(Label, &'static str)> {
        let list = lists.list(num)?;
        let at = list.levels.get(&level)?;
        let counts = self.counts.entry(list.counters).or_default();
        let anew = list
            .restarts
            .get(&level)
            .filter(|_| self.begun.insert((num, level)));
        let number = match (anew, counts.get(&level)) {
            (Some(start), _) => *start,
            (None, Some(before)) => before.saturating_add(1),
            (None, None) => at.start,
        };
        counts.insert(level, number);
        counts.retain(|deeper, _| *deeper <= level || !restarts_after(list, *deeper, level));
        let text = text_of(list, at, counts);
        if text.is_empty() || at.run.hidden == Some(true) {
            return None;
        }
        let separator = match at.suffix {
            Suffix::Tab => "\t",
            Suffix::Space => " ",
            Suffix::Nothing => "",
        };
        Some((Label { text, level }, separator))
    }
}

/// Whether level `deeper` begins again after a paragraph of level `used` (17.9.10).
fn restarts_after(list: &List, deeper: u8, used: u8) -> bool {
    match list.levels.get(&deeper).and_then(|level| level.restart) {
        Some(0) => false,
        // Counted from 1; a level cannot wait for one below itself.
        Some(after) if after <= i32::from(deeper) => i32::from(used) < after,
        _ => true,
    }
}

fn text_of(list: &List, at: &Level, counts: &BTreeMap<u8, i32>) -> String {
    if at.format == "bullet" {
        return symbols::text(&at.text, at.run.font.as_deref()).into_owned();
    }
    let mut text = String::new();
    let mut rest = at.text.chars().peekable();
    while let Some(c) = rest.next() {
        let level = rest
            .peek()
            .and_then(|digit| digit.to_digit(10))
            .filter(|digit| c == '%' && *digit > 0);
        match level {
            Some(level) => {
                rest.next();
                text.push_str(&number_of(list, at, counts, level as u8 - 1));
            }
            None => text.push(c),
        }
    }
    text
}

fn number_of(list: &List, at: &Level, counts: &BTreeMap<u8, i32>, index: u8) -> String {
    let Some(level) = list.levels.get(&index) else {
        return String::new();
    };
    // A level that was passed over shows the number that it would begin with.
    let number = counts.get(&index).copied().unwrap_or(level.start);
    let format = if at.legal && level.format != "none" {
        "decimal"
    } else {
        &level.format
    };
    numerals::format(number, format, level.pattern.as_deref())
}
