//! A table for the terminal, aligned where full-width characters stand.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::index::Entry;
use super::view::{Item, Report};
use super::words::pick;
use super::{element_mark, mark};
use crate::guideline::Expected;
use crate::text::Lang;

/// The widest a name is shown.
const NAME: usize = 36;

/// One line for each review.
pub fn table(entries: &[Entry], lang: Lang) -> String {
    let heads = match lang {
        Lang::Ja => [
            "提出物",
            "ガイドライン",
            "○充足",
            "△一部",
            "×不足",
            "－対象外",
            "要確認",
            "注意",
        ],
        Lang::En => [
            "submission",
            "guideline",
            "○ yes",
            "△ partly",
            "× no",
            "－ n/a",
            "to check",
            "warnings",
        ],
    };
    let rows: Vec<[String; 8]> = entries
        .iter()
        .map(|entry| {
            let s = entry.summary;
            let counts =
                [s.covered, s.partial, s.uncovered, s.not_applicable, entry.unsure].map(|n| n.to_string());
            let [covered, partial, uncovered, not_applicable, unsure] = if entry.unread {
                std::array::from_fn(|_| "—".to_owned())
            } else {
                counts
            };
            let warnings = if entry.losses.is_empty() {
                entry.warnings.to_string()
            } else {
                format!("{} ({})", entry.warnings, pick(lang, "欠落あり", "text lost"))
            };
            [
                clip(&entry.name, NAME),
                entry.guideline.clone(),
                covered,
                partial,
                uncovered,
                not_applicable,
                unsure,
                warnings,
            ]
        })
        .collect();
    let widths: Vec<usize> = (0..heads.len())
        .map(|column| {
            let cells = rows.iter().map(|row| row[column].width());
            cells.chain([heads[column].width()]).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    line(&mut text, &heads.map(str::to_owned), &widths);
    for row in &rows {
        line(&mut text, row, &widths);
    }
    text
}

/// What is not written, the weightiest first: one line a requirement, one a missing point.
pub fn gaps(report: &Report<'_>) -> String {
    let mut text = String::new();
    let gaps = report.gaps();
    if gaps.is_empty() || report.is_unread() {
        return text;
    }
    let _ = writeln!(
        text,
        "\n{}",
        report.say("書かれていないもの（重い順）", "Not written, most serious first")
    );
    for item in &gaps {
        let _ = writeln!(
            text,
            "{} {}{}",
            mark(item.finding.coverage),
            heading(report, item),
            tags(report, item)
        );
        for element in item.finding.elements.iter().filter(|e| e.coverage.is_flagged()) {
            let _ = writeln!(text, "    {} {}", element_mark(element.coverage), element.point);
        }
    }
    text
}

fn heading(report: &Report<'_>, item: &Item<'_>) -> String {
    let requirement = item.requirement;
    let id = pad(&requirement.id, 10);
    let place = format!(
        "{} {}",
        report.book_title(requirement),
        requirement.official_number()
    );
    format!("{id} {}", place.trim_start())
}

fn tags(report: &Report<'_>, item: &Item<'_>) -> String {
    let unsure = item.is_unsure().then(|| super::words::unsure(report.lang));
    let unconfirmed = item
        .requirement
        .is_unconfirmed()
        .then(|| super::words::unconfirmed(report.lang));
    let expected = item.requirement.expected;
    let elsewhere = (expected != Expected::Regulation).then(|| super::expected_word(expected, report.lang));
    elsewhere
        .into_iter()
        .chain(unsure)
        .chain(unconfirmed)
        .fold(String::new(), |mut tags, tag| {
            let _ = write!(tags, " [{tag}]");
            tags
        })
}

/// Words to the left, numbers to the right.
fn line(text: &mut String, cells: &[String; 8], widths: &[usize]) {
    for (column, (cell, &width)) in cells.iter().zip(widths).enumerate() {
        let space = " ".repeat(width.saturating_sub(cell.width()));
        let _ = match column {
            0 => write!(text, "{cell}{space}"),
            1 => write!(text, "  {cell}{space}"),
            _ => write!(text, "  {space}{cell}"),
        };
    }
    let kept = text.trim_end().len();
    text.truncate(kept);
    text.push('\n');
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn clip(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut clipped = String::new();
    for character in text.chars() {
        if clipped.width() + character.to_string().width() + 1 > width {
            break;
        }
        clipped.push(character);
    }
    clipped + "…"
}
