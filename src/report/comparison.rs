//! A 新旧対照表: two versions beside each other, what differs marked word by word.

use std::fmt::Write;

use docx_rs::{Docx, Paragraph, Run, RunFonts, Table, TableCell, TableRow, WidthType};
use maud::{Markup, PreEscaped, html};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};

use super::ReportError;
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
        .map(|change| format!("{} {}", change.word(), self.count(change)))
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
            let _ = writeln!(text, "\n{}\t{place}", row.change.word());
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
    pub fn html(&self, lang: Lang) -> String {
        let body = html! {
            style { (PreEscaped(STYLE)) }
            main #main {
                section {
                    h1 { (self.title) }
                    @for notice in &self.notices { p.notice { (notice) } }
                    (self.table())
                }
            }
        };
        super::html::document(lang, &self.title, &body, None)
    }

    /// How the versions compare in all, and what differs.
    pub(crate) fn table(&self) -> Markup {
        html! {
            p { (self.summary()) }
            div.scroll { table.comparison {
                thead { tr { th { "区分" } th { (self.old) } th { (self.new) } th { "備考" } } }
                tbody { @for row in self.differing() { (html_row(row)) } }
            } }
        }
    }

    /// As a workbook.
    ///
    /// # Errors
    /// When the workbook cannot be built.
    pub fn xlsx(&self) -> Result<Vec<u8>, ReportError> {
        let mut workbook = Workbook::new();
        // The same comparison has the same bytes: it must not hold the time of its making.
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        let properties = DocProperties::new()
            .set_title(&self.title)
            .set_author("kitei")
            .set_creation_datetime(&made);
        workbook.set_properties(&properties);
        let sheet = workbook.add_worksheet();
        sheet.set_name("新旧対照表")?.set_landscape();
        let cell = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Hair);
        let head = cell
            .clone()
            .set_bold()
            .set_background_color(Color::RGB(0xE3_E9_F0));
        let mut at = 0;
        for line in std::iter::once(&self.title).chain(&self.notices) {
            sheet.write_string(at, 0, line)?;
            at += 1;
        }
        sheet.write_string(at, 0, self.summary())?;
        at += 1;
        let heads = ["区分", "旧の番号", &self.old, "新の番号", &self.new, "備考"];
        for (column, (words, width)) in (0..).zip(heads.iter().zip([7.0, 16.0, 52.0, 16.0, 52.0, 40.0])) {
            sheet.write_string_with_format(at, column, *words, &head)?;
            sheet.set_column_width(column, width)?;
        }
        sheet.set_freeze_panes(at + 1, 0)?.set_repeat_rows(at, at)?;
        let first = at;
        for row in &self.rows {
            at += 1;
            sheet.write_string_with_format(at, 0, row.change.word(), &cell)?;
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
                return plain("（なし）");
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
        let mut rows = vec![line([plain(&self.new), plain(&self.old), plain("備考")])];
        for row in self.differing() {
            let remarks = std::iter::once(row.change.word().to_owned()).chain(row.remarks.iter().cloned());
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

fn html_row(row: &ComparisonRow) -> Markup {
    let side = |place: &str, mark: Mark| {
        html! {
            td {
                @if place.is_empty() { "（なし）" } @else {
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
            th scope="row" { (row.change.word()) }
            (side(&row.old_place, Mark::Removed))
            (side(&row.new_place, Mark::Added))
            td { @for remark in &row.remarks { p.why { (remark) } } }
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
