//! What the workbooks of comparisons have in common: one look of cells, no time of making.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};

use super::ReportError;

/// How cells look.
pub(super) struct Cells {
    /// Words.
    pub(super) cell: Format,
    /// The head of a column.
    pub(super) head: Format,
}

impl Cells {
    /// The look of all of them.
    pub(super) fn new() -> Self {
        let cell = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Hair);
        Self {
            head: cell
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0xE3_E9_F0)),
            cell,
        }
    }
}

/// A workbook of this title. The same result has the same bytes: it does not hold the time of its making.
pub(super) fn workbook(title: &str) -> Result<Workbook, ReportError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("kitei")
        .set_creation_datetime(&made);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// Lines of words, a cell each, from the top; gives the row after them.
pub(super) fn lines(sheet: &mut Worksheet, lines: &[&str]) -> Result<u32, ReportError> {
    let mut at = 0;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        sheet.write_string(at, 0, *line)?;
        at += 1;
    }
    Ok(at)
}

/// The heads of columns, with their widths, in row `at`.
pub(super) fn heads(
    sheet: &mut Worksheet,
    at: u32,
    heads: &[(&str, f64)],
    cells: &Cells,
) -> Result<(), ReportError> {
    for (column, (words, width)) in (0..).zip(heads) {
        sheet.write_string_with_format(at, column, *words, &cells.head)?;
        sheet.set_column_width(column, *width)?;
    }
    Ok(())
}

/// A sheet with lines above a table; cells that hold nothing but digits are numbers.
pub(super) fn table(
    sheet: &mut Worksheet,
    name: &str,
    above: &[&str],
    columns: &[(&str, f64)],
    rows: &[Vec<String>],
) -> Result<(), ReportError> {
    let cells = Cells::new();
    sheet.set_name(name)?;
    let first = lines(sheet, above)?;
    heads(sheet, first, columns, &cells)?;
    sheet.set_freeze_panes(first + 1, 1)?;
    let mut at = first;
    for row in rows {
        at += 1;
        for (column, words) in (0..).zip(row) {
            match words.parse::<u32>() {
                Ok(number) => sheet.write_number_with_format(at, column, number, &cells.cell)?,
                Err(_) => sheet.write_string_with_format(at, column, words, &cells.cell)?,
            };
        }
    }
    sheet.autofilter(
        first,
        0,
        at.max(first + 1),
        columns.len().saturating_sub(1) as u16,
    )?;
    Ok(())
}
