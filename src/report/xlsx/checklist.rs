//! The first sheet: one row an element.

use rust_xlsxwriter::{
    ConditionalFormatText, ConditionalFormatTextRule, DataValidation, DataValidationErrorStyle, Format, Url,
    Worksheet, XlsxError,
};

use unicode_width::UnicodeWidthStr;

use super::super::view::{Item, Report};
use super::super::words::{self, pick};
use super::super::{element_mark, element_word, expected_word, mark, word};
use super::heads;
use super::style::Styles;
use crate::matching::{ElementFinding, Evidence};

/// The verdicts that a person may choose.
pub const VERDICTS: [(&str, &str); 5] = [
    ("充足", "covered"),
    ("一部充足", "partial"),
    ("不足", "not covered"),
    ("対象外", "not applicable"),
    ("要確認", "to check"),
];

/// The row of the heads: the title stands above.
const HEAD: u32 = 2;
/// The first column to fill in, and the last column of all.
const FILL: u16 = 14;
const LAST: u16 = 17;
/// The most characters of a clause in a cell, and how many of them before the words that matched; the whole stands
/// in the regulation.
const WORDS: usize = 180;
const BEFORE: usize = 30;

/// The columns: head in both languages, width.
const COLUMNS: [((&str, &str), f64); 18] = [
    (heads::REQUIREMENT, 10.0),
    (("編", "Book"), 11.0),
    (("章", "Chapter"), 15.0),
    (("項番", "Number"), 8.0),
    (("遵守事項", "Text of the requirement"), 38.0),
    (("遵守事項の状況", "Coverage of requirement"), 11.0),
    (heads::ELEMENT, 9.0),
    (heads::POINT, 30.0),
    (("観点の状況", "Coverage of element"), 12.0),
    (("確からしさ", "Certainty"), 9.0),
    (("根拠条項", "Clause"), 19.0),
    (("頁", "Page"), 5.0),
    (("規程の文言", "Wording of the regulation"), 46.0),
    (("備考", "Notes"), 18.0),
    (heads::VERDICT, 10.0),
    (heads::COMMENT, 34.0),
    (heads::REVIEWER, 11.0),
    (heads::DATE, 12.0),
];

/// The heads that we write: what stands under others was added by people.
pub(in super::super) fn known_heads() -> impl Iterator<Item = (&'static str, &'static str)> {
    COLUMNS.iter().map(|(head, _)| *head)
}

pub(super) fn add(
    report: &Report<'_>,
    page: Option<&str>,
    styles: &Styles,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    sheet.set_name(super::sheet(report.lang, "点検表", "Checklist"))?;
    sheet.write_with_format(0, 0, report.review.submission.name.as_str(), &styles.title)?;
    let against = format!(
        "{}　{}",
        report.review.guideline.title,
        report.say(
            "黄色の列に記入する。並べ替え・列の追加をしても取り込める（遵守事項ID・観点番号の列は消さない）。",
            "Fill in the yellow columns. You may sort rows and add columns; keep the requirement and element columns."
        )
    );
    sheet.write(1, 0, against)?;
    for (column, (head, width)) in (0..).zip(COLUMNS) {
        let head = pick(report.lang, head.0, head.1);
        let format = if column < FILL {
            &styles.head
        } else {
            &styles.fill_head
        };
        sheet.set_column_width(column, width)?;
        sheet.write_with_format(HEAD, column, head, format)?;
    }
    sheet.set_row_height(0, 24)?;
    sheet.set_row_height(HEAD, 30)?;
    let mut row = HEAD + 1;
    for item in report.items() {
        for (number, element) in (1..).zip(&item.finding.elements) {
            write_row(report, page, styles, sheet, row, &item, (number, element))?;
            row += 1;
        }
    }
    finish(report, styles, sheet, row.saturating_sub(1).max(HEAD + 1))
}

fn write_row(
    report: &Report<'_>,
    page: Option<&str>,
    styles: &Styles,
    sheet: &mut Worksheet,
    row: u32,
    item: &Item<'_>,
    (number, element): (u32, &ElementFinding),
) -> Result<(), XlsxError> {
    let requirement = item.requirement;
    let coverage = item.finding.coverage;
    let best = element.evidence.first();
    // The nearest clause of a duty that is not written is a hint, not evidence: it must not look like one.
    let near =
        element.coverage.is_flagged() && element.coverage == crate::matching::ElementCoverage::Uncovered;
    link(
        sheet,
        row,
        0,
        page,
        &requirement.id,
        &requirement.id,
        &styles.link,
    )?;
    let chapter = format!(
        "{} {}",
        requirement.section,
        report.guideline.section_title(requirement)
    );
    let words = |format: &Format, column: u16, text: &str, sheet: &mut Worksheet| -> Result<(), XlsxError> {
        sheet.write_with_format(row, column, text, format)?;
        Ok(())
    };
    words(&styles.soft, 1, report.book_title(requirement), sheet)?;
    words(&styles.soft, 2, &chapter, sheet)?;
    words(&styles.soft, 3, &requirement.official_number(), sheet)?;
    words(&styles.text, 4, &requirement.text, sheet)?;
    words(
        &styles.centre,
        5,
        &format!("{} {}", mark(coverage), word(coverage, report.lang)),
        sheet,
    )?;
    sheet.write_with_format(row, 6, number, &styles.centre)?;
    words(&styles.text, 7, &element.point, sheet)?;
    let state = format!(
        "{} {}",
        element_mark(element.coverage),
        element_word(element.coverage, report.lang)
    );
    words(&styles.centre, 8, &state, sheet)?;
    words(
        &styles.centre,
        9,
        if element.is_unsure() {
            words::unsure(report.lang)
        } else {
            ""
        },
        sheet,
    )?;
    let quoted = best.map(clipped).unwrap_or_default();
    match best {
        Some(evidence) => write_evidence(report, page, styles, sheet, row, (evidence, &quoted), near)?,
        None => {
            for column in 10..13 {
                sheet.write_blank(row, column, &styles.text)?;
            }
        }
    }
    let notes = notes(report, item);
    words(&styles.soft, 13, &notes, sheet)?;
    let tall = [
        (2, chapter.as_str()),
        (4, &requirement.text),
        (7, &element.point),
        (12, &quoted),
        (13, &notes),
    ];
    sheet.set_row_height(row, height(&tall))?;
    for column in FILL..LAST {
        sheet.write_blank(row, column, &styles.fill)?;
    }
    sheet.write_blank(row, LAST, &styles.date)?;
    Ok(())
}

fn write_evidence(
    report: &Report<'_>,
    page: Option<&str>,
    styles: &Styles,
    sheet: &mut Worksheet,
    row: u32,
    (evidence, quoted): (&Evidence, &str),
    near: bool,
) -> Result<(), XlsxError> {
    let mut citation = if near {
        format!("{}{}", report.say("近い条項: ", "closest: "), evidence.citation)
    } else {
        evidence.citation.clone()
    };
    if evidence.ocr {
        citation.push_str(report.say("［文字認識］", " [OCR]"));
    }
    let target = report.clause(evidence).map(|(r, p)| format!("c{r}-{p}"));
    link(
        sheet,
        row,
        10,
        page.filter(|_| target.is_some()),
        target.as_deref().unwrap_or_default(),
        &citation,
        &styles.link,
    )?;
    match evidence.page {
        Some(number) => sheet.write_with_format(row, 11, number, &styles.centre)?,
        None => sheet.write_blank(row, 11, &styles.centre)?,
    };
    sheet.write_with_format(row, 12, quoted, &styles.soft)?;
    Ok(())
}

/// The words of a clause around those that matched.
fn clipped(evidence: &Evidence) -> String {
    let length = evidence.text.chars().count();
    let first = evidence.matched.first().map_or(0, |range| range.0);
    // A clause that fits is shown whole.
    let from = if length <= WORDS {
        0
    } else {
        first.saturating_sub(BEFORE)
    };
    let words: String = evidence.text.chars().skip(from).take(WORDS).collect();
    let cut = |cut: bool| if cut { "…" } else { "" };
    format!("{}{words}{}", cut(from > 0), cut(from + WORDS < length))
}

/// The height of a row that shows all its words: not every program fits rows to wrapped text when it opens a file.
fn height(cells: &[(u16, &str)]) -> f64 {
    let lines = cells.iter().map(|(column, text)| {
        // A cell holds about one full-width character less than its width says.
        let width = (COLUMNS[usize::from(*column)].1 - 2.0).max(2.0) as usize;
        text.lines()
            .map(|line| line.width().div_ceil(width).max(1))
            .sum::<usize>()
    });
    let lines = lines.max().unwrap_or(1).clamp(1, 24);
    f64::from(lines as u32) * 13.5 + 4.0
}

/// What else a reviewer should know of a row.
fn notes(report: &Report<'_>, item: &Item<'_>) -> String {
    let requirement = item.requirement;
    let mut notes = Vec::new();
    if requirement.is_unconfirmed() {
        notes.push(words::unconfirmed(report.lang).to_owned());
    }
    if requirement.expected != crate::guideline::Expected::Regulation {
        notes.push(expected_word(requirement.expected, report.lang).to_owned());
    }
    if !requirement.related.is_empty() {
        notes.push(format!(
            "{}{}",
            report.say("関連 ", "related "),
            requirement.related.join(" ")
        ));
    }
    notes.join("\n")
}

/// Words that lead into the HTML report at the address `page`, where there is one.
pub(super) fn link(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    page: Option<&str>,
    anchor: &str,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    match page {
        Some(page) => {
            let url = Url::new(format!("{page}#{anchor}")).set_text(text);
            sheet.write_url_with_format(row, column, url, format)?;
        }
        None => {
            sheet.write_with_format(row, column, text, format)?;
        }
    }
    Ok(())
}

fn finish(report: &Report<'_>, styles: &Styles, sheet: &mut Worksheet, last: u32) -> Result<(), XlsxError> {
    let first = HEAD + 1;
    sheet.autofilter(HEAD, 0, last, LAST)?;
    sheet.set_freeze_panes(first, 1)?;
    for column in [5, 8] {
        marks(sheet, styles, (first, column, last, column))?;
    }
    let unsure = ConditionalFormatText::new()
        .set_rule(ConditionalFormatTextRule::Contains(
            words::unsure(report.lang).to_owned(),
        ))
        .set_format(&styles.unsure);
    sheet.add_conditional_format(first, 9, last, 9, &unsure)?;
    let verdicts = DataValidation::new()
        .allow_list_strings(&VERDICTS.map(|(ja, en)| pick(report.lang, ja, en)))?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_message(report.say("一覧から選ぶ", "Choose from the list"))?;
    sheet.add_data_validation(first, FILL, last, FILL, &verdicts)?;
    sheet.set_landscape();
    sheet.set_paper_size(8); // A3
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEAD, HEAD)?;
    sheet.set_footer("&L&F&R&P / &N");
    Ok(())
}

/// The colours of the marks; the marks themselves stand in the cells.
pub(super) fn marks(
    sheet: &mut Worksheet,
    styles: &Styles,
    (r, c, last_r, last_c): (u32, u16, u32, u16),
) -> Result<(), XlsxError> {
    for (mark, format) in &styles.marks {
        let rule = ConditionalFormatText::new()
            .set_rule(ConditionalFormatTextRule::BeginsWith((*mark).to_owned()))
            .set_format(format);
        sheet.add_conditional_format(r, c, last_r, last_c, &rule)?;
    }
    Ok(())
}
