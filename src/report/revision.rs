//! What a revision of a guideline changes for the submissions on file.

use std::fmt::Write;

use maud::html;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};

use super::ReportError;
use crate::guideline::Guideline;
use crate::review::{Rechecked, ShiftKind, breaks};
use crate::text::Lang;

/// The report over all submissions.
pub struct Revision<'a> {
    /// The version before.
    pub from: &'a Guideline,
    /// The new version.
    pub to: &'a Guideline,
    /// The submissions, in the order of their names.
    pub submissions: &'a [Rechecked],
}

const KINDS: [ShiftKind; 3] = [
    ShiftKind::NewlyMissing,
    ShiftKind::NowFulfilled,
    ShiftKind::AlreadyFulfilled,
];

impl Revision<'_> {
    fn title(&self) -> String {
        format!("改定の影響　{} → {}", self.from.id, self.to.id)
    }

    fn heads() -> [&'static str; 5] {
        [
            "提出物",
            "新たに不足",
            "充足に転じた",
            "新しい義務・記載あり",
            "根拠を失った条項",
        ]
    }

    fn counts(one: &Rechecked) -> [usize; 4] {
        let count = |kind| one.shifts.iter().filter(|shift| shift.kind == kind).count();
        let [missing, fulfilled, already] = KINDS.map(count);
        [missing, fulfilled, already, one.unfounded.len()]
    }

    /// Requirement, how it is cited, how many submissions it breaks.
    fn breaks(&self) -> Vec<(String, String, usize)> {
        breaks(self.submissions.iter().map(|one| one.shifts.as_slice()), self.to)
            .into_iter()
            .map(|(id, count)| {
                let cited = self.to.requirement(&id).map_or(String::new(), |r| {
                    let book = self.to.book(&r.book).map_or("", |book| book.title.as_str());
                    format!("{book} {}　{}", r.official_number(), r.text)
                });
                (id, cited, count)
            })
            .collect()
    }

    /// Submission, kind, requirement and element or citation, words.
    fn details(&self) -> Vec<[String; 4]> {
        let mut rows = Vec::new();
        for one in self.submissions {
            let name = &one.review.submission.name;
            for kind in KINDS {
                for shift in one.shifts.iter().filter(|shift| shift.kind == kind) {
                    let duty = format!("{}/{}", shift.requirement, shift.element);
                    rows.push([name.clone(), kind.word().to_owned(), duty, shift.point.clone()]);
                }
            }
            for provision in &one.unfounded {
                let page = provision.page.map_or(String::new(), |page| format!(" {page}頁"));
                let place = format!("{} {}{page}", provision.file, provision.citation);
                let words = format!("{}　→ {}", provision.text, provision.advice.ja);
                rows.push([name.clone(), "根拠を失った条項".to_owned(), place, words]);
            }
        }
        rows
    }

    /// For a terminal: the submissions, then the requirements that break most, then each change.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.title());
        if let Some(notice) = &self.to.notice {
            let _ = writeln!(text, "※ {notice}");
        }
        let _ = writeln!(text, "\n{}", Self::heads().join("\t"));
        for one in self.submissions {
            let counts = Self::counts(one).map(|count| count.to_string());
            let _ = writeln!(text, "{}\t{}", one.review.submission.name, counts.join("\t"));
        }
        text += "\n遵守事項\t新たに不足する提出物\n";
        for (id, cited, count) in self.breaks() {
            let _ = writeln!(text, "{id}\t{count}\t{cited}");
        }
        text.push('\n');
        for row in self.details() {
            let _ = writeln!(text, "{}", row.join("\t").replace('\n', " "));
        }
        text
    }

    /// As a page.
    pub fn html(&self, lang: Lang) -> String {
        let body = html! {
            main #main {
                section {
                    h1 { (self.title()) }
                    @if let Some(notice) = &self.to.notice { p.notice { (notice) } }
                    div.scroll { table {
                        thead { tr { @for head in Self::heads() { th { (head) } } } }
                        tbody { @for one in self.submissions { tr {
                            th scope="row" { (one.review.submission.name) }
                            @for count in Self::counts(one) { td { (count) } }
                        } } }
                    } }
                }
                section {
                    h2 { "新たに不足させる遵守事項" }
                    div.scroll { table {
                        thead { tr { th { "ID" } th { "提出物" } th { "遵守事項" } } }
                        tbody { @for (id, cited, count) in self.breaks() { tr {
                            th scope="row" { (id) } td { (count) } td { (cited) }
                        } } }
                    } }
                }
                section {
                    h2 { "提出物ごとの内訳" }
                    div.scroll { table {
                        thead { tr { th { "提出物" } th { "区分" } th { "遵守事項・条項" } th { "内容" } } }
                        tbody { @for [name, kind, place, words] in self.details() { tr {
                            th scope="row" { (name) } td { (kind) } td { (place) } td { (words) }
                        } } }
                    } }
                }
            }
        };
        super::html::document(lang, &self.title(), &body, None)
    }

    /// As a workbook.
    ///
    /// # Errors
    /// When the workbook cannot be built.
    pub fn xlsx(&self) -> Result<Vec<u8>, ReportError> {
        let mut workbook = Workbook::new();
        // The same result has the same bytes: it must not hold the time of its making.
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(
            &DocProperties::new()
                .set_title(self.title())
                .set_author("kitei")
                .set_creation_datetime(&made),
        );
        let submissions: Vec<Vec<String>> = self
            .submissions
            .iter()
            .map(|one| {
                let counts = Self::counts(one).map(|count| count.to_string());
                std::iter::once(one.review.submission.name.clone())
                    .chain(counts)
                    .collect()
            })
            .collect();
        let breaks: Vec<Vec<String>> = self
            .breaks()
            .into_iter()
            .map(|(id, cited, count)| vec![id, count.to_string(), cited])
            .collect();
        let details: Vec<Vec<String>> = self.details().into_iter().map(Vec::from).collect();
        let notice = self.to.notice.as_deref().unwrap_or_default();
        let lines = [&*self.title(), notice];
        let mut add = |name, heads: &[&str], widths: &[f64], rows: &[Vec<String>]| {
            table(workbook.add_worksheet(), name, &lines, heads, widths, rows)
        };
        add(
            "提出物",
            &Self::heads(),
            &[40.0, 14.0, 14.0, 20.0, 18.0],
            &submissions,
        )?;
        let heads = ["ID", "新たに不足する提出物", "遵守事項"];
        add("遵守事項", &heads, &[12.0, 20.0, 90.0], &breaks)?;
        let heads = ["提出物", "区分", "遵守事項・条項", "内容"];
        add("内訳", &heads, &[30.0, 20.0, 28.0, 90.0], &details)?;
        Ok(workbook.save_to_buffer()?)
    }
}

/// Lines above a table; cells that hold nothing but digits are numbers.
fn table(
    sheet: &mut Worksheet,
    name: &str,
    lines: &[&str],
    heads: &[&str],
    widths: &[f64],
    rows: &[Vec<String>],
) -> Result<(), ReportError> {
    let cell = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Hair);
    let head = cell
        .clone()
        .set_bold()
        .set_background_color(Color::RGB(0xE3_E9_F0));
    sheet.set_name(name)?;
    let mut at = 0;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        sheet.write_string(at, 0, *line)?;
        at += 1;
    }
    for (column, (words, width)) in (0..).zip(heads.iter().zip(widths)) {
        sheet.write_string_with_format(at, column, *words, &head)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(at + 1, 1)?;
    let first = at;
    for row in rows {
        at += 1;
        for (column, words) in (0..).zip(row) {
            match words.parse::<u32>() {
                Ok(number) => sheet.write_number_with_format(at, column, number, &cell)?,
                Err(_) => sheet.write_string_with_format(at, column, words, &cell)?,
            };
        }
    }
    sheet.autofilter(first, 0, at.max(first + 1), heads.len().saturating_sub(1) as u16)?;
    Ok(())
}
