//! What the 新旧対照表 of two guideline versions, and of two versions of a submission, consist of.

use super::comparison::{Comparison, ComparisonRow};
use super::words::pick;
use crate::guideline::{Change, Guideline, ItemChange, ItemPlace};
use crate::regulation::Submission;
use crate::review::{ProvisionChange, Review, Shift, ShiftKind, compare_submissions};
use crate::text::{Lang, Mark};

impl Comparison {
    /// Two versions of a guideline beside each other.
    pub fn of_guidelines(items: &[ItemChange], old: &Guideline, new: &Guideline, lang: Lang) -> Self {
        let named = |guideline: &Guideline| format!("{} {}", guideline.title, guideline.version);
        let notices = [old, new]
            .into_iter()
            .filter_map(|guideline| Some(format!("{}: {}", guideline.id, guideline.notice.as_ref()?)))
            .collect();
        Self {
            title: format!(
                "{} {} → {}",
                pick(lang, "新旧対照表", "Comparison"),
                old.id,
                new.id
            ),
            notices,
            old: named(old),
            new: named(new),
            rows: items.iter().map(|item| item_row(item, lang)).collect(),
            lang,
        }
    }

    /// Two versions of a submission beside each other, with what the amendment did to duties.
    pub fn of_submissions(
        (old, before): (&Submission, &Review),
        (new, after): (&Submission, &Review),
        effects: &[Shift],
        guideline: &Guideline,
        lang: Lang,
    ) -> Self {
        let rows = compare_submissions(old, new)
            .into_iter()
            .map(|change| {
                let shifted = change.change == Change::Same && change.old != change.new;
                ComparisonRow {
                    remarks: remarks(effects, before, after, &change, shifted, lang),
                    change: change.change,
                    old_place: change.old.unwrap_or_default(),
                    new_place: change.new.unwrap_or_default(),
                    pieces: change.pieces,
                }
            })
            .collect();
        Self {
            title: format!(
                "{} {} → {}",
                pick(lang, "新旧対照表", "Comparison"),
                before.submission.name,
                after.submission.name
            ),
            notices: effects
                .iter()
                .map(|shift| effect(shift, guideline, lang))
                .collect(),
            old: match lang {
                Lang::Ja => format!("旧（{}）", before.submission.name),
                Lang::En => format!("old ({})", before.submission.name),
            },
            new: match lang {
                Lang::Ja => format!("新（{}）", after.submission.name),
                Lang::En => format!("new ({})", after.submission.name),
            },
            rows,
            lang,
        }
    }
}

fn item_row(item: &ItemChange, lang: Lang) -> ComparisonRow {
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
            let change = element.change.word(lang);
            match lang {
                Lang::Ja => format!("観点の{change}: {words}"),
                Lang::En => format!("element {change}: {words}"),
            }
        })
        .collect();
    if item.moved && item.change == Change::Changed {
        remarks.push(Change::Moved.word(lang).to_owned());
    }
    remarks.extend(
        item.source
            .iter()
            .map(|source| format!("{}: {source}", pick(lang, "出典", "source"))),
    );
    ComparisonRow {
        change: item.change,
        old_place: place(&item.old),
        new_place: place(&item.new),
        pieces: item.text.clone(),
        remarks,
    }
}

/// One line on what an amendment did to a duty.
fn effect(shift: &Shift, guideline: &Guideline, lang: Lang) -> String {
    let number = guideline
        .requirement(&shift.requirement)
        .map_or(String::new(), |r| {
            let book = guideline.book(&r.book).map_or("", |book| book.title.as_str());
            format!("{book} {}", r.official_number())
        });
    let what = if shift.kind == ShiftKind::NowFulfilled {
        pick(lang, "改正で満たされた", "newly met by the amendment")
    } else {
        pick(lang, "改正で欠けた", "no longer met after the amendment")
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
    lang: Lang,
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
        vec![pick(lang, "番号の移動", "renumbered").to_owned()]
    } else {
        Vec::new()
    };
    if change.change != Change::Same {
        for shift in effects {
            let line = match shift.kind {
                ShiftKind::NowFulfilled if cites(after, shift, &change.new) => {
                    pick(lang, "満たす", "now met")
                }
                ShiftKind::NewlyMissing if cites(before, shift, &change.old) => {
                    pick(lang, "欠ける", "no longer met")
                }
                _ => continue,
            };
            remarks.push(format!("{line}: {} {}", shift.requirement, shift.point));
        }
    }
    remarks
}
