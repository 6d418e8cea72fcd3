//! A 新旧対照表: two versions beside each other, what differs marked word by word.

use std::fmt::Write;

use docx_rs::{Docx, Paragraph, Run, RunFonts, Table, TableCell, TableRow, WidthType};
use maud::{Markup, PreEscaped, html};
use rust_xlsxwriter::{Color, Format, Worksheet};

use super::html::native;
use super::sheets::{self, Cells};
use super::{ReportError, words};
use crate::guideline::Change;
use crate::text::{Lang, Mark, Piece};

/// A 新旧対照表.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Its title.
    pub title: String,
    /// What a reader must know first.
    pub notices: Vec<String>,
    /// What the old column is called.
    pub old: String,
    /// What the new column is called.
    pub new: String,
    /// Its rows.
    pub rows: Vec<ComparisonRow>,
    /// The language of its heads.
    pub lang: Lang,
}

/// A row of a [`Comparison`].
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonRow {
    /// How the two compare.
    pub change: Change,
    /// Where it stands in the old version; empty where it does not.
    pub old_place: String,
    /// Where it stands in the new version; empty where it does not.
    pub new_place: String,
    /// Its words.
    pub pieces: Vec<Piece>,
    /// Remarks; the last column.
    pub remarks: Vec<String>,
}

impl Comparison {
    /// How many rows compare so.
    pub fn count(&self, change: Change) -> usize {
        self.rows.iter().filter(|row| row.change == change).count()
    }

    /// 「変更 5　移動 0　新設 6　削除 0　同一 215」
    pub fn summary(&self) -> String {
        [
            Change::Changed,
            Change::Moved,
            Change::Added,
            Change::Removed,
            Change::Same,
        ]
        .map(|change| format!("{} {}", change.word(self.lang), self.count(change)))
        .join("　")
    }

    fn differing(&self) -> impl Iterator<Item = &ComparisonRow> {
        self.rows.iter().filter(|row| row.change != Change::Same)
    }

    /// For a terminal: what differs, `［−…−］` only in the old version, `［＋…＋］` only in the new one.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.title);
        for notice in &self.notices {
            let _ = writeln!(text, "※ {notice}");
        }
        let _ = writeln!(text, "{}", self.summary());
        for row in self.differing() {
            let place = match (row.old_place.as_str(), row.new_place.as_str()) {
                (old, new) if old == new => new.to_owned(),
                ("", place) | (place, "") => place.to_owned(),
                (old, new) => format!("{old} → {new}"),
            };
            let _ = writeln!(text, "\n{}\t{place}", row.change.word(self.lang));
            let both = matches!(row.change, Change::Changed | Change::Moved);
            let words: String = row
                .pieces
                .iter()
                .map(|piece| match piece.mark {
                    Mark::Removed if both => format!("［−{}−］", piece.text),
                    Mark::Added if both => format!("［＋{}＋］", piece.text),
                    _ => piece.text.clone(),
                })
                .collect();
            let _ = writeln!(text, "  {}", words.replace('\n', "\n  "));
            for remark in &row.remarks {
                let _ = writeln!(text, "  ・{remark}");
            }
        }
        text
    }

    /// As a page.
    pub fn html(&self) -> String {
        let body = html! {
            style { (PreEscaped(STYLE)) }
            main #main {
                section {
                    h1 { (self.title) }
                    @for notice in &self.notices { p.notice { (native(notice, self.lang)) } }
                    (self.table())
                }
            }
        };
        super::html::document(self.lang, &self.title, &body, None)
    }

    /// How the versions compare in all, and what differs.
    pub(crate) fn table(&self) -> Markup {
        html! {
            p { (self.summary()) }
            div.scroll { table.comparison {
                thead { tr {
                    th { (words::pick(self.lang, "区分", "kind")) } th { (native(&self.old, self.lang)) } th { (native(&self.new, self.lang)) }
                    th { (words::pick(self.lang, "備考", "remarks")) }
                } }
                tbody { @for row in self.differing() { (html_row(row, self.lang)) } }
            } }
        }
    }

    /// As a workbook.
    ///
    /// # Errors
    /// When the workbook cannot be built.
    pub fn xlsx(&self) -> Result<Vec<u8>, ReportError> {
        let mut workbook = sheets::workbook(&self.title)?;
        let cells = Cells::new();
        let cell = cells.cell.clone();
        let words = |ja, en| words::pick(self.lang, ja, en);
        let sheet = workbook.add_worksheet();
        sheet.set_name(words("新旧対照表", "Comparison"))?.set_landscape();
        let summary = self.summary();
        let above: Vec<&str> = std::iter::once(&self.title)
            .chain(&self.notices)
            .chain([&summary])
            .map(String::as_str)
            .collect();
        let mut at = sheets::lines(sheet, &above)?;
        let columns = [
            (words("区分", "kind"), 9.0),
            (words("旧の番号", "old number"), 16.0),
            (self.old.as_str(), 52.0),
            (words("新の番号", "new number"), 16.0),
            (self.new.as_str(), 52.0),
            (words("備考", "remarks"), 40.0),
        ];
        sheets::heads(sheet, at, &columns, &cells)?;
        sheet.set_freeze_panes(at + 1, 0)?.set_repeat_rows(at, at)?;
        let first = at;
        for row in &self.rows {
            at += 1;
            sheet.write_string_with_format(at, 0, row.change.word(self.lang), &cell)?;
            sheet.write_string_with_format(at, 1, &row.old_place, &cell)?;
            rich(sheet, at, 2, &row.pieces, Mark::Removed, &cell)?;
            sheet.write_string_with_format(at, 3, &row.new_place, &cell)?;
            rich(sheet, at, 4, &row.pieces, Mark::Added, &cell)?;
            sheet.write_string_with_format(at, 5, row.remarks.join("\n"), &cell)?;
        }
        sheet.autofilter(first, 0, at.max(first + 1), 5)?;
        Ok(workbook.save_to_buffer()?)
    }

    /// As a document of two columns, the new version left as is the custom, what differs underlined.
    ///
    /// # Errors
    /// When the document cannot be built.
    pub fn docx(&self) -> Result<Vec<u8>, ReportError> {
        let plain = |text: &str| Paragraph::new().add_run(Run::new().add_text(text));
        let cell = |paragraph: Paragraph, width: usize| {
            TableCell::new()
                .add_paragraph(paragraph)
                .width(width, WidthType::Dxa)
        };
        let line = |words: [Paragraph; 3]| {
            let [new, old, remark] = words;
            TableRow::new(vec![cell(new, 3900), cell(old, 3900), cell(remark, 1700)])
        };
        let side = |row: &ComparisonRow, place: &str, not: Mark| {
            if place.is_empty() {
                return plain(none(self.lang));
            }
            let place = Paragraph::new().add_run(Run::new().add_text(format!("{place}　")).bold());
            row.pieces
                .iter()
                .filter(|piece| piece.mark != not)
                .fold(place, |paragraph, piece| {
                    let run = Run::new().add_text(piece.text.as_str());
                    paragraph.add_run(if piece.mark == Mark::Same {
                        run
                    } else {
                        run.underline("single")
                    })
                })
        };
        let mut rows = vec![line([
            plain(&self.new),
            plain(&self.old),
            plain(words::pick(self.lang, "備考", "remarks")),
        ])];
        for row in self.differing() {
            let remarks =
                std::iter::once(row.change.word(self.lang).to_owned()).chain(row.remarks.iter().cloned());
            rows.push(line([
                side(row, &row.new_place, Mark::Removed),
                side(row, &row.old_place, Mark::Added),
                plain(&remarks.collect::<Vec<_>>().join("／")),
            ]));
        }
        let mut docx = Docx::new()
            .default_fonts(RunFonts::new().east_asia("游明朝").ascii("Century"))
            .default_size(20)
            .add_paragraph(
                Paragraph::new().add_run(Run::new().add_text(self.title.as_str()).size(28).bold()),
            );
        for notice in &self.notices {
            docx = docx.add_paragraph(plain(notice));
        }
        let mut bytes = std::io::Cursor::new(Vec::new());
        docx.add_paragraph(plain(&self.summary()))
            .add_table(Table::new(rows))
            .build()
            .pack(&mut bytes)
            .map_err(|error| ReportError::Docx(error.to_string()))?;
        Ok(bytes.into_inner())
    }
}

/// Beside the style of all pages: what is gone is struck through, what is new underlined, as well as coloured.
const STYLE: &str = ".comparison{table-layout:fixed}.comparison th:first-child{width:4.5em}.comparison th:last-child{width:20%}.comparison .at{display:block;color:var(--soft);font-size:.84rem}.comparison del{background:var(--uncovered-bg);color:var(--uncovered)}.comparison ins{background:var(--covered-bg);color:var(--covered)}";

/// What stands where a version has nothing.
fn none(lang: Lang) -> &'static str {
    words::pick(lang, "（なし）", "(none)")
}

fn html_row(row: &ComparisonRow, lang: Lang) -> Markup {
    let side = |place: &str, mark: Mark| {
        html! {
            td lang=[(!place.is_empty()).then_some("ja")] {
                @if place.is_empty() { (none(lang)) } @else {
                    span.at { (place) }
                    @for piece in &row.pieces {
                        @if piece.mark == Mark::Same { (piece.text) }
                        @else if piece.mark == mark && mark == Mark::Removed { del { (piece.text) } }
                        @else if piece.mark == mark { ins { (piece.text) } }
                    }
                }
            }
        }
    };
    html! {
        tr {
            th scope="row" { (row.change.word(lang)) }
            (side(&row.old_place, Mark::Removed))
            (side(&row.new_place, Mark::Added))
            td { @for remark in &row.remarks { p.why { (native(remark, lang)) } } }
        }
    }
}

/// The pieces that stand in one version, those of `mark` coloured.
fn rich(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    pieces: &[Piece],
    mark: Mark,
    cell: &Format,
) -> Result<(), ReportError> {
    let plain = Format::new();
    let marked = match mark {
        Mark::Removed => Format::new()
            .set_font_color(Color::RGB(0xA0_1C_2B))
            .set_font_strikethrough(),
        _ => Format::new()
            .set_font_color(Color::RGB(0x1D_6A_45))
            .set_underline(rust_xlsxwriter::FormatUnderline::Single),
    };
    let parts: Vec<(&Format, &str)> = pieces
        .iter()
        .filter(|piece| piece.mark == Mark::Same || piece.mark == mark)
        .map(|piece| {
            (
                if piece.mark == mark { &marked } else { &plain },
                piece.text.as_str(),
            )
        })
        .collect();
    // A cell of one stretch is no rich text to the format.
    match parts.as_slice() {
        [] => sheet.write_blank(row, column, cell)?,
        [(_, text)] => sheet.write_string_with_format(row, column, *text, cell)?,
        parts => sheet.write_rich_string_with_format(row, column, parts, cell)?,
    };
    Ok(())
}
