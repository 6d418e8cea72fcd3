//! What the 新旧対照表 of two guideline versions, and of two versions of a submission, consist of.

use super::comparison::{Comparison, ComparisonRow};
use crate::guideline::{Change, Guideline, ItemChange, ItemPlace};
use crate::regulation::Submission;
use crate::review::{ProvisionChange, Review, Shift, ShiftKind, compare_submissions};
use crate::text::Mark;

impl Comparison {
    /// Two versions of a guideline beside each other.
    pub fn of_guidelines(items: &[ItemChange], old: &Guideline, new: &Guideline) -> Self {
        let named = |guideline: &Guideline| format!("{} {}", guideline.title, guideline.version);
        let notices = [old, new]
            .into_iter()
            .filter_map(|guideline| Some(format!("{}: {}", guideline.id, guideline.notice.as_ref()?)))
            .collect();
        Self {
            title: format!("新旧対照表　{} → {}", old.id, new.id),
            notices,
            old: named(old),
            new: named(new),
            rows: items.iter().map(item_row).collect(),
        }
    }

    /// Two versions of a submission beside each other, with what the amendment did to duties.
    pub fn of_submissions(
        (old, before): (&Submission, &Review),
        (new, after): (&Submission, &Review),
        effects: &[Shift],
        guideline: &Guideline,
    ) -> Self {
        let rows = compare_submissions(old, new)
            .into_iter()
            .map(|change| {
                let shifted = change.change == Change::Same && change.old != change.new;
                ComparisonRow {
                    remarks: remarks(effects, before, after, &change, shifted),
                    change: change.change,
                    old_place: change.old.unwrap_or_default(),
                    new_place: change.new.unwrap_or_default(),
                    pieces: change.pieces,
                }
            })
            .collect();
        Self {
            title: format!(
                "新旧対照表　{} → {}",
                before.submission.name, after.submission.name
            ),
            notices: effects.iter().map(|shift| effect(shift, guideline)).collect(),
            old: format!("旧（{}）", before.submission.name),
            new: format!("新（{}）", after.submission.name),
            rows,
        }
    }
}

fn item_row(item: &ItemChange) -> ComparisonRow {
    let place = |place: &Option<ItemPlace>| {
        place
            .as_ref()
            .map_or(String::new(), |p| format!("{} {}", p.book, p.number))
    };
    let mut remarks: Vec<String> = item
        .elements
        .iter()
        .filter(|element| element.change != Change::Same && item.old.is_some() && item.new.is_some())
        .map(|element| {
            let words: String = element
                .point
                .iter()
                .filter(|p| p.mark != Mark::Removed || element.change == Change::Removed)
                .map(|p| p.text.as_str())
                .collect();
            format!("観点の{}: {words}", element.change.word())
        })
        .collect();
    if item.moved && item.change == Change::Changed {
        remarks.push("移動".to_owned());
    }
    remarks.extend(item.source.iter().map(|source| format!("出典: {source}")));
    ComparisonRow {
        change: item.change,
        old_place: place(&item.old),
        new_place: place(&item.new),
        pieces: item.text.clone(),
        remarks,
    }
}

/// One line on what an amendment did to a duty.
fn effect(shift: &Shift, guideline: &Guideline) -> String {
    let number = guideline
        .requirement(&shift.requirement)
        .map_or(String::new(), |r| {
            let book = guideline.book(&r.book).map_or("", |book| book.title.as_str());
            format!("{book} {}", r.official_number())
        });
    let what = if shift.kind == ShiftKind::NowFulfilled {
        "改正で満たされた"
    } else {
        "改正で欠けた"
    };
    format!("{what}: {} {number} {}", shift.requirement, shift.point)
}

/// What the amendment of this provision did to duties: those for which it is evidence.
fn remarks(
    effects: &[Shift],
    before: &Review,
    after: &Review,
    change: &ProvisionChange,
    shifted: bool,
) -> Vec<String> {
    let cites = |review: &Review, shift: &Shift, citation: &Option<String>| {
        let finding = review
            .findings
            .iter()
            .find(|f| f.requirement == shift.requirement);
        let element = finding.and_then(|f| f.elements.get(shift.element.saturating_sub(1)));
        element
            .filter(|element| !element.coverage.is_flagged())
            .and_then(|element| element.evidence.first())
            .is_some_and(|evidence| Some(&evidence.citation) == citation.as_ref())
    };
    let mut remarks: Vec<String> = if shifted {
        vec!["番号の移動".to_owned()]
    } else {
        Vec::new()
    };
    if change.change != Change::Same {
        for shift in effects {
            let line = match shift.kind {
                ShiftKind::NowFulfilled if cites(after, shift, &change.new) => "満たす",
                ShiftKind::NewlyMissing if cites(before, shift, &change.old) => "欠ける",
                _ => continue,
            };
            remarks.push(format!("{line}: {} {}", shift.requirement, shift.point));
        }
    }
    remarks
}
