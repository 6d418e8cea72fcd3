//! The letter to the applicant (指摘事項通知書): what is missing and where it would belong, to be edited in Word.

use std::io::{self, Cursor};

use docx_rs::{
    AlignmentType, Docx, LineSpacing, PageMargin, Paragraph, Run, RunFonts, Shading, Table, TableCell,
    TableCellMargins, TableLayoutType, TableRow, WidthType,
};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::ReportError;
use super::reverse::article_of;
use super::view::{Item, Report};
use super::words;
use crate::guideline::Expected;
use crate::matching::{ElementCoverage, ElementFinding};
use crate::text::Lang;

/// How hard the letter is compressed: more takes longer and saves little.
const QUICK: i64 = 3;
/// Widths of the columns in twentieths of a point: A4 less the margins.
const WIDTHS: [usize; 3] = [1500, 5100, 2700];

/// The letter as a DOCX file.
///
/// # Errors
/// When the file cannot be packed.
pub fn render(report: &Report<'_>) -> Result<Vec<u8>, ReportError> {
    let font = match report.lang {
        Lang::Ja => RunFonts::new()
            .ascii("Times New Roman")
            .hi_ansi("Times New Roman")
            .east_asia("游明朝"),
        Lang::En => RunFonts::new()
            .ascii("Calibri")
            .hi_ansi("Calibri")
            .east_asia("游ゴシック"),
    };
    let mut docx = Docx::new()
        .default_fonts(font)
        .default_size(21)
        .page_size(11906, 16838)
        .page_margin(PageMargin::new().top(1418).bottom(1418).left(1304).right(1304));
    for paragraph in head(report) {
        docx = docx.add_paragraph(paragraph);
    }
    let gaps: Vec<_> = report.items().filter(Item::is_gap).collect();
    let same_chapter = |a: &Item<'_>, b: &Item<'_>| {
        (&a.requirement.book, &a.requirement.section) == (&b.requirement.book, &b.requirement.section)
    };
    for chapter in gaps.chunk_by(same_chapter) {
        let requirement = chapter[0].requirement;
        let heading = format!(
            "{}　{} {}",
            report.book_title(requirement),
            requirement.section,
            report.guideline.section_title(requirement)
        );
        let heading = bold(heading.trim_start(), 21).keep_next(true);
        docx = docx
            .add_paragraph(heading.line_spacing(LineSpacing::new().before(240).after(80)))
            .add_table(table(report, chapter));
    }
    for paragraph in foot(report) {
        docx = docx.add_paragraph(paragraph);
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.pack(&mut bytes).map_err(unpacked)?;
    deflated(bytes)
}

/// The same archive with its parts compressed: it is packed without, ten times as large.
fn deflated(stored: Cursor<Vec<u8>>) -> Result<Vec<u8>, ReportError> {
    let mut from = ZipArchive::new(stored).map_err(unpacked)?;
    let mut into = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(QUICK))
        .last_modified_time(DateTime::default());
    for index in 0..from.len() {
        let mut part = from.by_index(index).map_err(unpacked)?;
        if part.is_file() {
            let name = part.name().map_err(unpacked)?.into_owned();
            into.start_file(name, options).map_err(unpacked)?;
            io::copy(&mut part, &mut into).map_err(unpacked)?;
        }
    }
    Ok(into.finish().map_err(unpacked)?.into_inner())
}

fn unpacked(error: impl std::fmt::Display) -> ReportError {
    ReportError::Docx(error.to_string())
}

fn line(text: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text))
}

/// A line of its own size, in half points.
fn sized(text: &str, size: usize) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text).size(size))
}

/// A line in bold.
fn bold(text: &str, size: usize) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text).size(size).bold())
}

/// A small grey line.
fn soft(text: &str, size: usize) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(text).size(size).color("55606E"))
}

/// From the date to the sentence that opens the list.
fn head(report: &Report<'_>) -> Vec<Paragraph> {
    let date = report.date.map_or_else(
        || report.say("　　　　年　　月　　日", "Date:").to_owned(),
        |date| day(date, report.lang),
    );
    let organization = report.applicant();
    let titles: Vec<&str> = report
        .submission
        .regulations
        .iter()
        .map(|regulation| regulation.title.as_str())
        .filter(|title| !title.is_empty())
        .collect();
    let name = if titles.is_empty() {
        report.review.submission.name.clone()
    } else {
        titles.join("」「")
    };
    let summary = report.review.summary;
    let body = match report.lang {
        Lang::Ja => format!(
            "　ご提出いただいた「{name}」を「{}」に照らして確認したところ、次の事項について記載を確認できませんでした（不足 {} 件、一部充足 {} 件）。追記又は別文書の提出をご検討ください。",
            report.review.guideline.title, summary.uncovered, summary.partial
        ),
        Lang::En => format!(
            "We have reviewed “{name}” against “{}” and could not find the following ({} not covered, {} partial). Please consider adding them, or submit the documents that contain them.",
            report.review.guideline.title, summary.uncovered, summary.partial
        ),
    };
    let address = match report.lang {
        Lang::Ja => format!("{organization}　御中"),
        Lang::En => format!("To: {organization}"),
    };
    let mut paragraphs = vec![
        line(&date).align(AlignmentType::Right),
        line(&address),
        line(report.say("（審査機関名）", "(name of the reviewing body)")).align(AlignmentType::Right),
        bold(report.say("指摘事項通知書", "Notice of findings"), 32)
            .align(AlignmentType::Center)
            .line_spacing(LineSpacing::new().before(360).after(360)),
    ];
    if report.is_unread() {
        paragraphs.push(line(report.say(
            "　ご提出いただいたファイルから文字を読み取れませんでした。文字を含む PDF 又は DOCX の再提出をお願いします。",
            "No text could be read from the files you submitted. Please submit them again as PDF or DOCX files that contain text.",
        )));
    } else {
        paragraphs.push(line(&body));
    }
    paragraphs
}

/// A day as a letter has it: 「2024年6月1日」.
fn day(date: &str, lang: Lang) -> String {
    let parts: Vec<&str> = date.split('-').map(|part| part.trim_start_matches('0')).collect();
    match (lang, parts.as_slice()) {
        (Lang::Ja, [year, month, day]) => format!("{year}年{month}月{day}日"),
        _ => date.to_owned(),
    }
}

fn foot(report: &Report<'_>) -> Vec<Paragraph> {
    let note = report.say(
        "「記載箇所の目安」は、貴規程のうち内容の近い条です。ほかの条又は別文書に記載することもできます。「未確認」は、ガイドラインの確定版で番号又は文言を確かめられていない事項です。",
        "“Suggested place” names the article of your regulation that comes closest in content; the item may also be stated in another article or in a separate document. For items marked “unconfirmed”, number or wording has not been confirmed against the final text of the guideline.",
    );
    vec![
        sized(note, 18).line_spacing(LineSpacing::new().before(300)),
        line(report.say("以上", "")).align(AlignmentType::Right),
    ]
}

fn table(report: &Report<'_>, chapter: &[Item<'_>]) -> Table {
    let heads = [
        report.say("番号", "Number"),
        report.say("記載を確認できなかった事項", "Not found in the regulation"),
        report.say("記載箇所の目安", "Suggested place"),
    ];
    let head = heads.into_iter().zip(WIDTHS).map(|(head, width)| {
        cell(width, vec![bold(head, 19).keep_next(true)]).shading(Shading::new().fill("E9EDF2"))
    });
    let mut rows = vec![TableRow::new(head.collect()).cant_split()];
    rows.extend(chapter.iter().map(|item| row(report, item)));
    Table::new(rows)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(50, 100, 50, 100))
        .width(WIDTHS.iter().sum(), WidthType::Dxa)
        .set_grid(WIDTHS.to_vec())
}

fn cell(width: usize, paragraphs: Vec<Paragraph>) -> TableCell {
    paragraphs.into_iter().fold(
        TableCell::new().width(width, WidthType::Dxa),
        TableCell::add_paragraph,
    )
}

fn row(report: &Report<'_>, item: &Item<'_>) -> TableRow {
    let requirement = item.requirement;
    let mut number = vec![
        sized(&requirement.official_number(), 19),
        soft(&requirement.id, 16),
    ];
    if requirement.is_unconfirmed() {
        number.push(soft(words::unconfirmed(report.lang), 16));
    }
    let mut missing = vec![soft(&requirement.text, 18)];
    let flagged = item
        .finding
        .elements
        .iter()
        .filter(|element| element.coverage.is_flagged());
    missing.extend(flagged.map(|element| sized(&point(report, element), 20)));
    let mut place = vec![sized(&belongs(report, item), 19)];
    if requirement.expected != Expected::Regulation {
        place.push(soft(super::expected_word(requirement.expected, report.lang), 16));
    }
    let cells = [number, missing, place].into_iter().zip(WIDTHS);
    TableRow::new(cells.map(|(paragraphs, width)| cell(width, paragraphs)).collect()).cant_split()
}

/// A missing duty, and what is wrong with what is written of it.
fn point(report: &Report<'_>, element: &ElementFinding) -> String {
    let cited = element
        .evidence
        .first()
        .map_or("", |evidence| evidence.citation.as_str());
    match (element.coverage, report.lang) {
        (ElementCoverage::Weak, Lang::Ja) => format!("・{}（{cited}は努力・任意の書き方）", element.point),
        (ElementCoverage::Weak, Lang::En) => format!(
            "• {} ({cited} is worded as an effort or an option only)",
            element.point
        ),
        (ElementCoverage::Delegated, Lang::Ja) => {
            format!("・{}（{cited}が委任する文書が提出されていない）", element.point)
        }
        (ElementCoverage::Delegated, Lang::En) => format!(
            "• {} ({cited} refers to a document that was not submitted)",
            element.point
        ),
        (_, Lang::Ja) => format!("・{}", element.point),
        (_, Lang::En) => format!("• {}", element.point),
    }
}

/// The article that comes nearest, as the applicant names it: 「第12条（教育）」.
fn belongs(report: &Report<'_>, item: &Item<'_>) -> String {
    let written = |element: &&ElementFinding| element.coverage != ElementCoverage::Uncovered;
    let (first, rest): (Vec<_>, Vec<_>) = item.finding.elements.iter().partition(written);
    let nearest = first
        .into_iter()
        .chain(rest)
        .find_map(|element| element.evidence.first());
    let article = nearest.and_then(|evidence| {
        let clause = report.clause(evidence)?;
        report.provision((clause.0, article_of(report, clause)))
    });
    match article {
        Some(article) => match &article.title {
            Some(title) => format!("{}（{title}）", article.citation),
            None => article.citation.clone(),
        },
        None => report.say("新たな条", "in a new article").to_owned(),
    }
}
