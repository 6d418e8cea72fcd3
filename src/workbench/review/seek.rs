//! Which requirements a reviewer has before them: what the address says, and what it leads to next.

use std::fmt::Write;

use serde::Deserialize;

use super::super::layout::encoded;
use crate::matching::RequirementCoverage;
use crate::report::Item;
use crate::report::decisions::Verdict;
use crate::text::normalize;

/// What the address of a review says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(in super::super) struct Seek {
    /// The requirement before the reviewer.
    #[serde(default)]
    pub r: String,
    /// As which reviewer.
    #[serde(default, rename = "as")]
    pub reading: String,
    /// Which findings: a coverage, `gap`, `unsure`; all where empty.
    #[serde(default)]
    pub f: String,
    /// Which decisions: `open`, `decided`, `check`, `differs`; all where empty.
    #[serde(default)]
    pub d: String,
    /// Words to be found in the requirement.
    #[serde(default)]
    pub q: String,
    /// The requirement that was just decided.
    #[serde(default)]
    pub done: String,
    /// Whether the list is wanted too, when only a part of the page is.
    #[serde(default)]
    pub list: String,
}

/// What is known of a requirement when it is sought.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Entry<'a> {
    /// The requirement and its finding.
    pub item: Item<'a>,
    /// The words by which it is found.
    pub words: &'a str,
    /// Whether the machine is not sure.
    pub unsure: bool,
    /// Mark, id and text, as the list shows them.
    pub shown: &'a str,
    /// The verdict in this reading.
    pub verdict: Option<Verdict>,
    /// Whether the two readings differ on it.
    pub differs: bool,
}

impl Entry<'_> {
    /// Whether it still needs a person's word: what the machine found not applicable does not.
    pub fn is_open(&self) -> bool {
        self.verdict.is_none() && self.item.finding.coverage != RequirementCoverage::NotApplicable
    }
}

impl Seek {
    /// What the address of every requirement ends with that is seen in the same way.
    pub fn tail(&self) -> String {
        let all = [
            ("as", &self.reading),
            ("f", &self.f),
            ("d", &self.d),
            ("q", &self.q),
        ];
        let mut tail = String::new();
        for (name, value) in all.into_iter().filter(|(_, value)| !value.is_empty()) {
            let _ = write!(tail, "&{name}={}", encoded(value));
        }
        tail
    }

    /// The same as another reviewer.
    pub fn reading_as(&self, reading: &str) -> String {
        let mut other = self.clone();
        reading.clone_into(&mut other.reading);
        format!("?r={}{}", encoded(&self.r), other.tail())
    }

    /// The address after a decision on `done`.
    pub fn after(&self, next: &str, done: &str) -> String {
        format!("?r={}&done={}{}", encoded(next), encoded(done), self.tail())
    }

    /// Whether a requirement is among those sought.
    pub fn wants(&self, entry: &Entry<'_>) -> bool {
        use RequirementCoverage as C;
        let coverage = entry.item.finding.coverage;
        let by_finding = match self.f.as_str() {
            "gap" => matches!(coverage, C::Partial | C::Uncovered),
            "unsure" => entry.unsure,
            "" => true,
            code => crate::report::code(coverage) == code,
        };
        let by_decision = match self.d.as_str() {
            "open" => entry.is_open(),
            "decided" => entry.verdict.is_some(),
            "check" => entry.verdict == Some(Verdict::Check),
            "differs" => entry.differs,
            _ => true,
        };
        by_finding && by_decision && self.finds(entry.words)
    }

    fn finds(&self, words: &str) -> bool {
        if self.q.is_empty() {
            return true;
        }
        normalize(&self.q)
            .split_whitespace()
            .all(|word| words.contains(word))
    }

    /// The requirement to show: the one named, or the first sought that is not decided.
    pub fn chosen<'a>(&self, entries: &'a [Entry<'a>]) -> Option<&'a Entry<'a>> {
        let named = entries.iter().find(|entry| entry.item.requirement.id == self.r);
        let mut sought = entries.iter().filter(|entry| self.wants(entry));
        named
            .or_else(|| sought.clone().find(|entry| entry.is_open()))
            .or_else(|| sought.next())
            .or_else(|| entries.first())
    }

    /// The requirements sought before and after `r`.
    pub fn neighbours<'a>(&self, entries: &'a [Entry<'a>], r: &str) -> (Option<&'a str>, Option<&'a str>) {
        let at = position(entries, r);
        let id = |entry: &'a Entry<'a>| entry.item.requirement.id.as_str();
        let before = entries
            .iter()
            .take(at)
            .rev()
            .find(|entry| self.wants(entry))
            .map(id);
        let after = entries
            .iter()
            .skip(at + 1)
            .find(|entry| self.wants(entry))
            .map(id);
        (before, after)
    }

    /// Where to go once `r` is decided: to the next sought that is open, from the start again where there is none
    /// after it; to the next at all where everything is decided.
    pub fn next<'a>(&self, entries: &'a [Entry<'a>], r: &'a str) -> &'a str {
        let at = position(entries, r);
        let (before, after) = entries.split_at(at.min(entries.len()));
        let open =
            |entry: &&Entry<'_>| entry.is_open() && entry.item.requirement.id != r && self.wants(entry);
        after
            .iter()
            .chain(before)
            .find(open)
            .map(|entry| entry.item.requirement.id.as_str())
            .or_else(|| self.neighbours(entries, r).1)
            .unwrap_or(r)
    }
}

fn position(entries: &[Entry<'_>], r: &str) -> usize {
    let at = entries.iter().position(|entry| entry.item.requirement.id == r);
    at.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guideline::{Guideline, builtin};
    use crate::matching::{ElementCoverage, ElementFinding, Finding};
    use crate::text::Message;

    fn guideline() -> Guideline {
        builtin("mhlw-6.0").expect("listed").expect("loads")
    }

    fn finding(id: &str, coverage: ElementCoverage) -> Finding {
        Finding::new(
            id,
            vec![ElementFinding {
                point: String::new(),
                coverage,
                certainty: 1.0,
                reason: Message::new("", ""),
                evidence: Vec::new(),
            }],
        )
    }

    #[test]
    fn a_decision_leads_to_the_next_open_one_that_is_sought() {
        let guideline = guideline();
        let requirements = &guideline.requirements[..4];
        let coverages = [
            ElementCoverage::Uncovered,
            ElementCoverage::Covered,
            ElementCoverage::Uncovered,
            ElementCoverage::Uncovered,
        ];
        let findings: Vec<Finding> = requirements
            .iter()
            .zip(coverages)
            .map(|(requirement, coverage)| finding(&requirement.id, coverage))
            .collect();
        let decided = [None, None, Some(Verdict::Uncovered), None];
        let entries: Vec<Entry<'_>> = requirements
            .iter()
            .zip(&findings)
            .zip(decided)
            .map(|((requirement, finding), verdict)| Entry {
                item: Item { requirement, finding },
                words: "",
                unsure: false,
                shown: "",
                verdict,
                differs: false,
            })
            .collect();
        let ids: Vec<&str> = requirements.iter().map(|r| r.id.as_str()).collect();
        let all = Seek::default();
        assert_eq!(all.next(&entries, ids[0]), ids[1]);
        assert_eq!(all.next(&entries, ids[1]), ids[3]);
        // From the end it goes on at the start.
        assert_eq!(all.next(&entries, ids[3]), ids[0]);
        let gaps = Seek {
            f: "gap".to_owned(),
            ..Seek::default()
        };
        assert_eq!(gaps.next(&entries, ids[0]), ids[3]);
        assert_eq!(gaps.neighbours(&entries, ids[2]), (Some(ids[0]), Some(ids[3])));
        assert_eq!(gaps.tail(), "&f=gap");
    }
}
