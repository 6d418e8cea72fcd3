//! A certificate as DOCX: one cell with a double line around it is the frame, since it prints the same everywhere.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BorderType, Docx, HeightRule, LineSpacing, LineSpacingType, PageMargin, Paragraph, Run,
    RunFonts, Table, TableAlignmentType, TableBorder, TableBorderPosition, TableBorders, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::wording::Sheet;
use crate::report::ReportError;
use crate::text::Lang;

const LINE: &str = "1F3A5F";
const GOLD: &str = "9A7A2E";
const SOFT: &str = "55606E";

/// The frame in twentieths of a point: A4 less the margins.
const WIDTH: usize = 10_206;
const HEIGHT: f32 = 14_950.0;
/// From the frame to the words.
const INSIDE: usize = 1000;
/// The columns of the facts.
const FACTS: [usize; 2] = [1900, WIDTH - 2 * INSIDE - 1900];

pub(super) fn render(sheet: &Sheet, lang: Lang) -> Result<Vec<u8>, ReportError> {
    let font = RunFonts::new()
        .ascii("Times New Roman")
        .hi_ansi("Times New Roman")
        .east_asia("游明朝");
    let frame = Table::new(vec![
        TableRow::new(vec![page(sheet, lang)])
            .row_height(HEIGHT)
            .height_rule(HeightRule::AtLeast)
            .cant_split(),
    ])
    .layout(TableLayoutType::Fixed)
    .align(TableAlignmentType::Center)
    .width(WIDTH, WidthType::Dxa)
    .set_grid(vec![WIDTH])
    .margins(TableCellMargins::new().margin(500, INSIDE, 300, INSIDE))
    .set_borders(borders(BorderType::ThinThickSmallGap, 24, LINE, true));
    // Word demands a paragraph after a table; this one takes no room.
    let end = Paragraph::new()
        .add_run(Run::new().size(2))
        .line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(20));
    let mut bytes = Cursor::new(Vec::new());
    Docx::new()
        .default_fonts(font)
        .default_size(22)
        .page_size(11906, 16838)
        .page_margin(
            PageMargin::new()
                .top(850)
                .bottom(700)
                .left(850)
                .right(850)
                .header(0)
                .footer(0),
        )
        .add_table(frame)
        .add_paragraph(end)
        .pack(&mut bytes)
        .map_err(|error| ReportError::Docx(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// The words within the frame.
fn page(sheet: &Sheet, lang: Lang) -> TableCell {
    let ja = lang == Lang::Ja;
    let air = air(sheet, lang);
    let title = Run::new().add_text(&sheet.title).bold().color(LINE);
    let title = if ja {
        title.size(76).character_spacing(260)
    } else {
        title.size(60)
    };
    let mut cell = TableCell::new()
        .width(WIDTH, WidthType::Dxa)
        .vertical_align(VAlignType::Top)
        .add_paragraph(line(&sheet.number, 21, 0).align(AlignmentType::Right));
    if let Some(withdrawn) = &sheet.withdrawn {
        let run = Run::new().add_text(withdrawn).size(32).bold().color("A4161A");
        cell = cell.add_paragraph(Paragraph::new().add_run(run).align(AlignmentType::Center));
    }
    cell = cell
        .add_paragraph(
            Paragraph::new()
                .add_run(title)
                .align(AlignmentType::Center)
                .line_spacing(before(900 + air)),
        )
        .add_paragraph(
            Paragraph::new()
                .add_run(Run::new().add_text("―――――　◆　―――――").size(18).color(GOLD))
                .align(AlignmentType::Center)
                .line_spacing(before(200)),
        )
        .add_paragraph(
            Paragraph::new()
                .add_run(
                    Run::new()
                        .add_text(&sheet.holder)
                        .size(if ja { 44 } else { 46 })
                        .bold(),
                )
                .align(AlignmentType::Center)
                .line_spacing(before(900 + air)),
        );
    if let Some(address) = &sheet.address {
        cell = cell.add_paragraph(line(address, 22, 80).align(AlignmentType::Center));
    }
    let words = sheet.body.concat();
    let body = Paragraph::new()
        .add_run(
            Run::new()
                .add_text(if ja { format!("　{words}") } else { words })
                .size(28),
        )
        .align(if ja {
            AlignmentType::Both
        } else {
            AlignmentType::Center
        })
        .line_spacing(before(760 + air).line(if ja { 500 } else { 420 }));
    cell = cell
        .add_paragraph(body)
        .add_paragraph(line("", 20, 200))
        .add_table(facts(sheet))
        .add_paragraph(line(&sheet.issued, 25, 700 + air))
        .add_paragraph(
            Paragraph::new()
                .add_run(Run::new().add_text(&sheet.issuer).size(34).bold())
                .align(AlignmentType::Right)
                .line_spacing(before(360)),
        );
    if !sheet.signatory.is_empty() {
        let seal = if ja { "　　㊞" } else { "" };
        cell = cell
            .add_paragraph(line(&format!("{}{seal}", sheet.signatory), 26, 120).align(AlignmentType::Right));
    }
    cell.add_paragraph(
        Paragraph::new()
            .add_run(Run::new().add_text(&sheet.note).size(16).color(SOFT))
            .line_spacing(before(620 + air / 2)),
    )
}

/// The room that is left between the parts where there are few words, so that the page is filled.
fn air(sheet: &Sheet, lang: Lang) -> u32 {
    // Characters of a line of the body and of a fact, the height of a line, and the room there is for both.
    let (body, fact, height, room) = match lang {
        Lang::Ja => (30, 32, 500, 4200),
        Lang::En => (62, 60, 420, 5500),
    };
    let lines = |text: &str, of: usize| text.chars().count().div_ceil(of) as u32;
    let facts: u32 = sheet
        .facts
        .iter()
        .map(|(_, value)| 120 + 300 * lines(value, fact))
        .sum();
    u32::saturating_sub(room, facts + height * lines(&sheet.body.concat(), body)) / 5
}

fn facts(sheet: &Sheet) -> Table {
    let rows = sheet.facts.iter().map(|(label, value)| {
        let cell = |width: usize, text: &str, color: &str| {
            let run = Run::new().add_text(text).size(22).color(color);
            TableCell::new()
                .width(width, WidthType::Dxa)
                .vertical_align(VAlignType::Center)
                .add_paragraph(Paragraph::new().add_run(run).line_spacing(before(70).after(70)))
        };
        TableRow::new(vec![cell(FACTS[0], label, SOFT), cell(FACTS[1], value, "1C2433")])
    });
    Table::new(rows.collect())
        .layout(TableLayoutType::Fixed)
        .width(FACTS.iter().sum(), WidthType::Dxa)
        .set_grid(FACTS.to_vec())
        .margins(TableCellMargins::new().margin(0, 60, 0, 60))
        .set_borders(borders(BorderType::Single, 4, "C9BD9C", false))
}

/// Lines above, below and between rows; at the sides too where it is a frame.
fn borders(kind: BorderType, size: usize, color: &str, sides: bool) -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, Left, Right, Top};
    [
        (Top, true),
        (Bottom, true),
        (InsideH, true),
        (Left, sides),
        (Right, sides),
    ]
    .into_iter()
    .filter(|(_, is_drawn)| *is_drawn)
    .fold(TableBorders::with_empty(), |borders, (position, _)| {
        borders.set(
            TableBorder::new(position)
                .border_type(kind)
                .size(size)
                .color(color),
        )
    })
}

fn line(text: &str, size: usize, above: u32) -> Paragraph {
    Paragraph::new()
        .add_run(Run::new().add_text(text).size(size))
        .line_spacing(before(above))
}

fn before(above: u32) -> LineSpacing {
    LineSpacing::new().before(above)
}
