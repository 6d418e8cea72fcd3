//! The sheets beside the checklist: summary, view from the articles, warnings.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::chapters::{applicable, chapters, share};
use super::super::reverse::articles;
use super::super::view::{Item, Report};
use super::super::{mark, word, words};
use super::checklist::link;
use super::heads;
use super::style::Styles;
use crate::matching::RequirementCoverage as C;
use crate::text::Lang;

fn pick(lang: Lang, (ja, en): (&'static str, &'static str)) -> &'static str {
    words::pick(lang, ja, en)
}

/// Figures, coverage by chapter, provenance.
pub(super) fn summary(report: &Report<'_>, styles: &Styles, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let review = report.review;
    sheet.set_name(super::sheet(report.lang, "概要", "Summary"))?;
    for (column, width) in [
        (0, 22.0),
        (1, 54.0),
        (2, 9.0),
        (3, 9.0),
        (4, 9.0),
        (5, 9.0),
        (6, 9.0),
    ] {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_with_format(0, 0, review.submission.name.as_str(), &styles.title)?;
    let mut row = 2;
    let unsure = report.items().filter(Item::is_unsure).count();
    let s = review.summary;
    let counts = [
        (C::Covered, s.covered),
        (C::Partial, s.partial),
        (C::Uncovered, s.uncovered),
        (C::NotApplicable, s.not_applicable),
    ];
    for (coverage, count) in counts {
        let name = format!("{} {}", mark(coverage), word(coverage, report.lang));
        sheet.write_with_format(row, 0, name, &styles.head)?;
        sheet.write_with_format(row, 1, count as u32, &styles.text)?;
        row += 1;
    }
    sheet.write_with_format(row, 0, words::unsure(report.lang), &styles.head)?;
    sheet.write_with_format(row, 1, unsure as u32, &styles.text)?;
    row = provenance(report, styles, sheet, row + 2)?;
    by_chapter(report, styles, sheet, row + 1)?;
    sheet.set_paper_size(9); // A4
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn provenance(
    report: &Report<'_>,
    styles: &Styles,
    sheet: &mut Worksheet,
    mut row: u32,
) -> Result<u32, XlsxError> {
    let review = report.review;
    let mut facts = vec![
        (
            pick(report.lang, heads::SUBMISSION),
            review.submission.name.clone(),
        ),
        (
            report.say("ガイドライン", "Guideline"),
            review.guideline.title.clone(),
        ),
        (pick(report.lang, heads::GUIDELINE), review.guideline.id.clone()),
        (
            report.say("ガイドライン SHA-256", "Guideline SHA-256"),
            review.guideline.sha256.clone(),
        ),
        (
            report.say("道具", "Tool"),
            format!("{} {}", review.tool.name, review.tool.version),
        ),
    ];
    if let Some(notice) = &report.guideline.notice {
        facts.push((report.say("目録の注意", "Notice"), notice.clone()));
    }
    if let Some(profile) = &review.settings.profile {
        facts.push((report.say("適用区分 SHA-256", "Profile SHA-256"), profile.clone()));
    }
    if let Some(date) = report.date {
        facts.push((report.say("点検日", "Date"), date.to_owned()));
    }
    for file in &review.submission.files {
        facts.push((
            report.say("ファイル", "File"),
            format!("{}\n{}", file.name, file.sha256),
        ));
    }
    facts.push((
        pick(report.lang, heads::RESULT),
        report.result_sha256().to_owned(),
    ));
    for (name, fact) in facts {
        sheet.write_with_format(row, 0, name, &styles.head)?;
        sheet.write_with_format(row, 1, fact, &styles.text)?;
        row += 1;
    }
    Ok(row)
}

fn by_chapter(
    report: &Report<'_>,
    styles: &Styles,
    sheet: &mut Worksheet,
    mut row: u32,
) -> Result<(), XlsxError> {
    let heads = [
        report.say("編", "Book"),
        report.say("章", "Chapter"),
        "○",
        "△",
        "×",
        "－",
        report.say("充足率", "Share"),
    ];
    for (column, head) in (0..).zip(heads) {
        sheet.write_with_format(row, column, head, &styles.head)?;
    }
    for chapter in chapters(report.review, report.guideline) {
        row += 1;
        let book = report
            .guideline
            .book(&chapter.book)
            .map_or("", |book| book.title.as_str());
        sheet.write_with_format(row, 0, book, &styles.text)?;
        sheet.write_with_format(
            row,
            1,
            format!("{} {}", chapter.section.number, chapter.section.title),
            &styles.text,
        )?;
        let s = chapter.summary;
        for (column, count) in (2..).zip([s.covered, s.partial, s.uncovered, s.not_applicable]) {
            sheet.write_with_format(row, column, count as u32, &styles.centre)?;
        }
        match share(&s).filter(|_| applicable(&s) > 0) {
            Some(share) => sheet.write_with_format(
                row,
                6,
                f64::from((share * 100.0).round()) / 100.0,
                &styles.centre.clone().set_num_format("0%"),
            )?,
            None => sheet.write_with_format(row, 6, "－", &styles.centre)?,
        };
    }
    Ok(())
}

/// Which requirements each article answers.
pub(super) fn reverse(
    report: &Report<'_>,
    page: Option<&str>,
    styles: &Styles,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    sheet.set_name(super::sheet(report.lang, "条項から", "By article"))?;
    let heads = [
        (report.say("ファイル", "File"), 30.0),
        (report.say("条項", "Article"), 18.0),
        (report.say("見出し", "Title"), 34.0),
        (report.say("件数", "Count"), 8.0),
        (report.say("答える遵守事項", "Requirements it answers"), 70.0),
    ];
    for (column, (head, width)) in (0..).zip(heads) {
        sheet.set_column_width(column, width)?;
        sheet.write_with_format(0, column, head, &styles.head)?;
    }
    let mut row = 0;
    for article in articles(report) {
        let Some(provision) = report.provision(article.clause) else {
            continue;
        };
        row += 1;
        let anchor = format!("c{}-{}", article.clause.0, article.clause.1);
        sheet.write_with_format(row, 0, article.file, &styles.soft)?;
        link(sheet, row, 1, page, &anchor, &provision.citation, &styles.link)?;
        sheet.write_with_format(
            row,
            2,
            provision.title.as_deref().unwrap_or_default(),
            &styles.text,
        )?;
        sheet.write_with_format(row, 3, article.requirements.len() as u32, &styles.centre)?;
        let answers = if article.requirements.is_empty() {
            report.say("なし", "none").to_owned()
        } else {
            article.requirements.join(" ")
        };
        sheet.write_with_format(row, 4, answers, &styles.text)?;
    }
    table_setup(sheet, row, 4)
}

/// What could not be read, and what a reviewer should know.
pub(super) fn warnings(report: &Report<'_>, styles: &Styles, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(super::sheet(report.lang, "注意", "Warnings"))?;
    let heads = [
        (report.say("ファイル", "File"), 30.0),
        (report.say("頁", "Page"), 7.0),
        (report.say("欠落", "Text lost"), 7.0),
        (report.say("内容", "Message"), 90.0),
        (report.say("符号", "Code"), 20.0),
    ];
    for (column, (head, width)) in (0..).zip(heads) {
        sheet.set_column_width(column, width)?;
        sheet.write_with_format(0, column, head, &styles.head)?;
    }
    let mut row = 0;
    for warning in &report.review.warnings {
        row += 1;
        sheet.write_with_format(row, 0, warning.file.as_str(), &styles.text)?;
        match warning.page {
            Some(page) => sheet.write_with_format(row, 1, page, &styles.centre)?,
            None => sheet.write_blank(row, 1, &styles.centre)?,
        };
        let loss = if warning.loss {
            report.say("あり", "yes")
        } else {
            ""
        };
        sheet.write_with_format(row, 2, loss, &styles.centre)?;
        sheet.write_with_format(row, 3, warning.in_lang(report.lang), &styles.text)?;
        sheet.write_with_format(row, 4, warning.code.as_str(), &styles.soft)?;
    }
    table_setup(sheet, row, 4)
}

fn table_setup(sheet: &mut Worksheet, last: u32, columns: u16) -> Result<(), XlsxError> {
    sheet.autofilter(0, 0, last.max(1), columns)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_paper_size(9); // A4
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}
