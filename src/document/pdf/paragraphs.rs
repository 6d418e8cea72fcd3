//! Lines to paragraphs, over columns and pages; tables to blocks.

use super::labels::{Start, closes_bracket, ends_sentence, goes_on, is_heading, start_of};
use super::layout::{Grid, Item, Line, PageLayout, is_wide};
use crate::document::{Block, Cell, Look, Note, NoteKind, Paragraph, Place, Row, Ruby, Table};

/// The blocks of all pages in order.
pub(super) fn blocks(pages: Vec<PageLayout>) -> Vec<Block> {
    let edge = pages
        .iter()
        .filter_map(|page| firm_edge(&page.items, page.width))
        .reduce(f32::max);
    let mut builder = Builder {
        edge,
        tagged: are_paragraphs_tagged(&pages, edge),
        ..Builder::default()
    };
    for page in pages {
        builder.page(page);
    }
    builder.flush();
    builder.blocks
}

/// The paragraphs that marginal lines are: each its own.
pub(super) fn marginalia(lines: &[Line]) -> Vec<Paragraph> {
    let mut sorted: Vec<&Line> = lines.iter().collect();
    sorted.sort_by(|one, other| {
        one.page
            .cmp(&other.page)
            .then(one.area.y0.total_cmp(&other.area.y0))
    });
    sorted
        .into_iter()
        .map(|line| Paragraph {
            place: Place {
                page: Some(line.page),
                ..Place::default()
            },
            text: line.text().trim().to_owned(),
            look: look(line, line.area.x0),
            ocr: line.invisible,
            ..Paragraph::default()
        })
        .collect()
}

/// Lines that follow each other down a column.
#[derive(Debug, Clone, Copy)]
struct Column {
    left: f32,
    right: f32,
    /// The usual free space between two lines.
    leading: f32,
}

/// Whether the paragraphs that the file's structure declares are worth more than what the page looks like. Some
/// producers declare every line, or a whole page, to be a paragraph.
fn are_paragraphs_tagged(pages: &[PageLayout], edge: Option<f32>) -> bool {
    let (mut pairs, mut tagged, mut alike) = (0, 0, 0);
    for page in pages {
        let columns = columns(&page.items, page.width, edge);
        let lines: Vec<(&Line, Column)> = page
            .items
            .iter()
            .zip(columns)
            .filter_map(|(item, column)| match item {
                Item::Line(line) => Some((line, column)),
                Item::Table(_) => None,
            })
            .collect();
        for pair in lines.windows(2) {
            let ((last, of), (line, column)) = (pair[0], pair[1]);
            pairs += 1;
            if let Some(one) = same_paragraph(last, line) {
                tagged += 1;
                alike += usize::from(one == joins(last, of, line, column, 1));
            }
        }
    }
    tagged > 0 && 10 * tagged >= 9 * pairs && 10 * alike >= 8 * tagged
}

/// Whether the file's structure puts both lines in one paragraph, where it says anything.
fn same_paragraph(last: &Line, line: &Line) -> Option<bool> {
    (last.blocks.1 > 0 && line.blocks.0 > 0).then_some(last.blocks.1 == line.blocks.0)
}

#[derive(Debug, Default)]
struct Builder {
    blocks: Vec<Block>,
    open: Vec<(Line, Column)>,
    number: u32,
    /// Whether the file's structure tells where paragraphs end.
    tagged: bool,
    /// Footnotes of the page, which come after the paragraph that is open.
    notes: Vec<Block>,
    /// How far the lines of full pages reach.
    edge: Option<f32>,
    /// The last table, while nothing stands behind it.
    last_table: Option<LastTable>,
}

impl Builder {
    fn page(&mut self, page: PageLayout) {
        let mut page = page;
        let foot = page.items.split_off(notes_from(&page.items));
        let columns = columns(&page.items, page.width, self.edge);
        for (item, column) in page.items.into_iter().zip(columns) {
            match item {
                Item::Line(line) => {
                    self.last_table = None;
                    let goes_on = self.open.last().is_some_and(|(last, of)| {
                        let declared = same_paragraph(last, &line).filter(|_| self.tagged);
                        declared.unwrap_or_else(|| joins(last, *of, &line, column, self.open.len()))
                    });
                    if !goes_on {
                        self.flush();
                    }
                    self.open.push((line, column));
                }
                Item::Table(grid) => {
                    self.flush();
                    self.table(&grid, page.number);
                }
            }
        }
        self.add_notes(foot, page.width);
    }

    /// Keeps the footnotes `items` until the paragraph that may go on over the page has ended.
    fn add_notes(&mut self, items: Vec<Item>, width: f32) {
        let columns = columns(&items, width, self.edge);
        let mut open: Vec<(Line, Column)> = Vec::new();
        for (item, column) in items.into_iter().zip(columns) {
            let Item::Line(line) = item else { continue };
            if note_mark(&line.text()).is_some() && !open.is_empty() {
                self.add_note(&std::mem::take(&mut open));
            }
            open.push((line, column));
        }
        if !open.is_empty() {
            self.add_note(&open);
        }
        if self.open.is_empty() {
            self.blocks.append(&mut self.notes);
        }
    }

    fn add_note(&mut self, lines: &[(Line, Column)]) {
        self.number += 1;
        let place = Place {
            page: Some(lines[0].0.page),
            paragraph: self.number,
            ..Place::default()
        };
        let paragraph = paragraph(lines, place);
        self.notes.push(Block::Note(Note {
            place,
            kind: NoteKind::Footnote,
            mark: note_mark(&paragraph.text).unwrap_or_default(),
            blocks: vec![Block::Paragraph(paragraph)],
        }));
    }

    fn flush(&mut self) {
        let lines = std::mem::take(&mut self.open);
        if lines.is_empty() {
            self.blocks.append(&mut self.notes);
            return;
        }
        self.number += 1;
        let place = Place {
            page: Some(lines[0].0.page),
            paragraph: self.number,
            ..Place::default()
        };
        let paragraph = paragraph(&lines, place);
        if !paragraph.text.is_empty() {
            self.blocks.push(Block::Paragraph(paragraph));
        }
        self.blocks.append(&mut self.notes);
    }

    fn table(&mut self, grid: &Grid, page: u32) {
        let rows = self.rows(grid, page);
        let last = self.last_table.replace(LastTable {
            columns: grid.columns.clone(),
            tagged: grid.tagged,
            page,
        });
        let continues = last
            .as_ref()
            .map_or(Continues::No, |last| last.continues(grid, page));
        match self.blocks.last_mut() {
            Some(Block::Table(table)) if continues != Continues::No => append(table, rows, continues),
            _ => self.blocks.push(Block::Table(Table {
                place: rows.first().map(|row| row.place).unwrap_or_default(),
                rows,
                header_rows: 0,
            })),
        }
    }

    fn rows(&mut self, grid: &Grid, page: u32) -> Vec<Row> {
        grid.rows
            .iter()
            .map(|cells| {
                self.number += 1;
                let place = Place {
                    page: Some(page),
                    paragraph: self.number,
                    ..Place::default()
                };
                let cells = cells
                    .iter()
                    .map(|cell| Cell {
                        column: cell.column,
                        columns: cell.columns.max(1),
                        rows: cell.rows.max(1),
                        blocks: cell_blocks(&cell.lines, grid, cell.column, cell.columns, place),
                    })
                    .collect();
                Row { place, cells }
            })
            .collect()
    }
}

/// What is remembered of a table that may go on on the next page.
#[derive(Debug)]
struct LastTable {
    columns: Vec<f32>,
    tagged: Option<(u32, u32, u32)>,
    page: u32,
}

/// Whether a table goes on with the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Continues {
    /// It is another table.
    No,
    /// With a new row, or with a row that the page's end cut: its cells tell.
    Perhaps,
    /// With a new row.
    NewRow,
    /// With a row that the page's end cut.
    SameRow,
}

impl LastTable {
    fn continues(&self, grid: &Grid, page: u32) -> Continues {
        if let (Some((table, _, last)), Some((other, first, _))) = (self.tagged, grid.tagged) {
            return match table == other {
                true if last == first => Continues::SameRow,
                true => Continues::NewRow,
                false => Continues::No,
            };
        }
        let alike = self.page + 1 == page
            && self.columns.len() == grid.columns.len()
            && self
                .columns
                .iter()
                .zip(&grid.columns)
                .all(|(one, other)| (one - other).abs() < 6.0);
        if alike { Continues::Perhaps } else { Continues::No }
    }
}

/// Where the footnotes begin among the items of a page: lines at its end in smaller print, the first with a mark.
fn notes_from(items: &[Item]) -> usize {
    let lines: Vec<&Line> = items
        .iter()
        .filter_map(|item| match item {
            Item::Line(line) => Some(line),
            Item::Table(_) => None,
        })
        .collect();
    let mut sizes: Vec<f32> = lines.iter().map(|line| line.size).collect();
    sizes.sort_by(f32::total_cmp);
    let Some(usual) = sizes.get(sizes.len() / 2) else {
        return items.len();
    };
    let small = items
        .iter()
        .rev()
        .take_while(|item| matches!(item, Item::Line(line) if line.size < 0.93 * usual))
        .count();
    let from = items.len() - small;
    items[from..]
        .iter()
        .position(|item| matches!(item, Item::Line(line) if note_mark(&line.text()).is_some()))
        .map_or(items.len(), |first| from + first)
}

/// The mark that a footnote begins with: 「※1」「*2」「注3」「1)」「1」.
fn note_mark(text: &str) -> Option<String> {
    let text = text.trim_start();
    let stem = text.trim_start_matches(['※', '*', '＊', '†', '注', '（', '(', '[']);
    let digits = stem.trim_start_matches(|character: char| {
        character.is_numeric() || matches!(character, ')' | '）' | ']')
    });
    let mark = text[..text.len() - digits.len()].trim().to_owned();
    // A bracket alone opens a heading as often.
    let tells = mark.contains(|letter: char| !matches!(letter, '（' | '(' | '[' | '）' | ')' | ']'));
    (tells && mark.chars().count() <= 5).then_some(mark)
}

/// Adds the rows of a table that goes on on a new page; a head that is printed again is left out, and a row that was
/// cut by the page's end is put together.
fn append(table: &mut Table, mut rows: Vec<Row>, how: Continues) {
    let texts = |row: &Row| row.cells.iter().map(Cell::text).collect::<Vec<_>>();
    if let (Some(head), Some(again)) = (table.rows.first(), rows.first())
        && rows.len() > 1
        && texts(head) == texts(again)
    {
        rows.remove(0);
    }
    let cut = match how {
        Continues::SameRow => true,
        Continues::Perhaps => {
            let pair = table.rows.last().zip(rows.first());
            pair.is_some_and(|(last, first)| is_cut(last, first))
        }
        _ => false,
    };
    if cut && let Some(last) = table.rows.last_mut() {
        for (above, below) in last.cells.iter_mut().zip(rows.remove(0).cells) {
            let mut below = below.blocks.into_iter();
            if let Some(Block::Paragraph(end)) = above.blocks.last_mut()
                && let Some(next) = below.next()
            {
                match next {
                    Block::Paragraph(more) if !ends_sentence(end.text.chars().next_back()) => {
                        join_text(&mut end.text, &more.text);
                    }
                    other => above.blocks.push(other),
                }
            }
            above.blocks.extend(below);
        }
    }
    table.rows.append(&mut rows);
}

/// Whether `first`, the first row of a page, is the rest of `last`: it has nothing in its first cell, and a text of it
/// goes on with an unfinished one, or all stand where the row had nothing yet, or it says too little for a row.
fn is_cut(last: &Row, first: &Row) -> bool {
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.blocks.is_empty()).count();
    let starts_empty = first.cells.first().is_some_and(|cell| cell.blocks.is_empty());
    let texts: Vec<(&Cell, &Cell)> = last
        .cells
        .iter()
        .zip(&first.cells)
        .filter(|(_, below)| !below.blocks.is_empty())
        .collect();
    let unfinished = texts
        .iter()
        .any(|(above, _)| !above.blocks.is_empty() && !above.text().ends_with('。'));
    let delayed = texts.iter().all(|(above, _)| above.blocks.is_empty());
    let width = last.cells.len();
    let little = width >= 3 && filled(last) == width && filled(first) == 1;
    starts_empty && width == first.cells.len() && (unfinished || delayed || little)
}

fn cell_blocks(lines: &[Line], grid: &Grid, column: usize, columns: usize, place: Place) -> Vec<Block> {
    let left = grid.columns.get(column).copied().unwrap_or(0.0);
    let right = grid.columns.get(column + columns).copied().unwrap_or(left);
    // Between the rule and the text there is some room, the same on both sides.
    let inner = lines
        .iter()
        .map(|line| line.area.x0 - left)
        .fold(f32::INFINITY, f32::min);
    let inner = if inner.is_finite() {
        inner.clamp(0.0, 12.0)
    } else {
        0.0
    };
    let of = Column {
        left: left + inner,
        // Without rules the text itself tells how wide the column is.
        right: grid.ends.get(column).copied().unwrap_or(right - inner.min(6.0)),
        leading: f32::INFINITY,
    };
    let mut blocks = Vec::new();
    let mut open: Vec<(Line, Column)> = Vec::new();
    for line in lines {
        let goes_on = open
            .last()
            .is_some_and(|(last, _)| joins(last, of, line, of, open.len()));
        if !goes_on && !open.is_empty() {
            blocks.push(Block::Paragraph(paragraph(&std::mem::take(&mut open), place)));
        }
        open.push((line.clone(), of));
    }
    if !open.is_empty() {
        blocks.push(Block::Paragraph(paragraph(&open, place)));
    }
    blocks
}

/// Whether `line` goes on with the paragraph that `last` belongs to.
fn joins(last: &Line, of: Column, line: &Line, column: Column, lines: usize) -> bool {
    let size = last.size.max(line.size);
    let text = last.text();
    let end = text.trim_end().chars().next_back();
    let next = line.text();
    if last.vertical != line.vertical || (last.size - line.size).abs() > 0.12 * size {
        return false;
    }
    if last.bold && !line.bold && lines == 1 && ends_sentence(end) {
        return false;
    }
    let same_flow = last.page == line.page && line.area.y0 > last.area.y0;
    if same_flow && line.area.y0 - last.area.y1 > of.leading.max(0.0) + 0.6 * size {
        return false;
    }
    // Whether the first word of the next line would still have stood on this one.
    let room = of.right - last.area.x1;
    // A long line that stops within a sentence was broken early for a reason that is not seen: a word kept together.
    let early = last.area.width() > 0.7 * (of.right - of.left)
        && !ends_sentence(end)
        && start_of(&next) == Start::None;
    let slack = if early { 2.0 } else { 0.25 };
    if first_unit(&next, line.size) + slack * size < room {
        return false;
    }
    let short = last.area.width() < 0.6 * (of.right - of.left);
    if is_leader(&text) || lines == 1 && short && is_heading(&text) {
        return false;
    }
    let indented = (line.area.x0 - column.left) - (last.area.x0 - of.left) > 0.7 * size;
    if indented && ends_sentence(end) && lines > 1 {
        return false;
    }
    match start_of(&next) {
        Start::Sure => goes_on(&text) && !next.starts_with(['・', '●', '○', '第', '（']),
        Start::Likely => goes_on(&text) || closes_bracket(&text, &next),
        // A line that is indented by one character after a full stop begins a paragraph.
        Start::None => !(ends_sentence(end) && indented && line.area.x0 - column.left < 1.6 * size),
    }
}

/// Width of what cannot be broken at the start of `text`: a word, or a character with the punctuation that clings to it.
fn first_unit(text: &str, size: f32) -> f32 {
    let width = |character: char| if is_wide(character) { size } else { 0.55 * size };
    let mut total = 0.0;
    let mut letters = text.trim_start().chars().peekable();
    let Some(first) = letters.next() else { return 0.0 };
    total += width(first);
    if is_wide(first) {
        if matches!(first, '（' | '「' | '『' | '【' | '〔' | '《') {
            total += letters.next().map_or(0.0, width);
        }
        while let Some(next) = letters.next_if(|next| {
            matches!(
                next,
                '、' | '。'
                    | '，'
                    | '．'
                    | '」'
                    | '』'
                    | '）'
                    | '】'
                    | '〕'
                    | 'ー'
                    | '々'
                    | '・'
                    | 'ァ'
                    | 'ィ'
                    | 'ゥ'
                    | 'ェ'
                    | 'ォ'
                    | 'ッ'
                    | 'ャ'
                    | 'ュ'
                    | 'ョ'
                    | 'ぁ'
                    | 'ぃ'
                    | 'ぅ'
                    | 'ぇ'
                    | 'ぉ'
                    | 'っ'
                    | 'ゃ'
                    | 'ゅ'
                    | 'ょ'
            )
        }) {
            total += width(next);
        }
        return total;
    }
    for next in letters {
        if is_wide(next) || next.is_whitespace() || total > 20.0 * size {
            break;
        }
        total += width(next);
    }
    total
}

/// Whether a line ends as those of a table of contents do.
fn is_leader(text: &str) -> bool {
    let bare = text
        .trim_end()
        .trim_end_matches(|character: char| character.is_numeric() || character == ' ' || character == '-');
    bare.len() < text.trim_end().len()
        && (bare.ends_with("……") || bare.ends_with("....") || bare.ends_with("・・・"))
}

fn paragraph(lines: &[(Line, Column)], place: Place) -> Paragraph {
    let mut text = String::new();
    let mut ruby = Vec::new();
    for (line, _) in lines {
        let (content, readings) = line.text_and_ruby();
        let trimmed = content.trim();
        join_text(&mut text, trimmed);
        let cut = content.len() - content.trim_start().len();
        let start = text.len() - trimmed.len();
        ruby.extend(readings.into_iter().map(|reading| Ruby {
            start: (start + reading.start).saturating_sub(cut),
            end: (start + reading.end).saturating_sub(cut),
            ..reading
        }));
    }
    let (first, column) = &lines[0];
    let mut look = look(first, first.area.x0 - column.left);
    let slack = column.right - first.area.x1;
    look.centred =
        lines.len() == 1 && look.indent > 2.0 * first.size && (look.indent - slack).abs() < 1.5 * first.size;
    Paragraph {
        place,
        text,
        look,
        ruby,
        ocr: lines.iter().all(|(line, _)| line.invisible),
        ..Paragraph::default()
    }
}

fn look(line: &Line, indent: f32) -> Look {
    Look {
        indent: indent.max(0.0),
        font_size: line.size,
        bold: line.bold,
        vertical: line.vertical,
        ..Look::default()
    }
}

/// Puts two lines together: with a space only where two words of letters meet, without the hyphen that parts a word.
fn join_text(text: &mut String, next: &str) {
    let (Some(last), Some(first)) = (text.chars().next_back(), next.chars().next()) else {
        text.push_str(next);
        return;
    };
    let is_letter = |character: char| character.is_alphanumeric() && !is_wide(character);
    if last == '\u{ad}' {
        text.pop();
    } else if !is_wide(last) && !is_wide(first) && !last.is_whitespace() {
        let hyphenated = last == '-' && first.is_lowercase() && {
            let before = text.chars().rev().nth(1);
            before.is_some_and(|character| character.is_lowercase() && is_letter(character))
        };
        if hyphenated {
            text.pop();
        } else if !matches!(last, '-' | '/' | '(') || !is_letter(first) {
            text.push(' ');
        }
    }
    text.push_str(next);
}

/// The column that each item stands in. A page of short lines only does not tell how wide it is: there the `edge` of
/// other pages counts, or a margin as wide as the left one.
fn columns(items: &[Item], width: f32, edge: Option<f32>) -> Vec<Column> {
    let mut columns = Vec::with_capacity(items.len());
    let mut start = 0;
    for at in 1..=items.len() {
        let jumps = at == items.len() || items[at].area().y0 < items[at - 1].area().y0 - 2.0;
        if jumps {
            let mut of = column(&items[start..at]);
            if at - start == items.len() && firm_edge(items, width).is_none() {
                of.right = of.right.max(edge.unwrap_or(width - of.left));
            }
            columns.extend(std::iter::repeat_n(of, at - start));
            start = at;
        }
    }
    columns
}

/// Where the lines of a page of this width end, if several end there: as far from the right as they begin from the
/// left, or many of them.
fn firm_edge(items: &[Item], width: f32) -> Option<f32> {
    let mut ends: Vec<f32> = lines_of(items).map(text_end).collect();
    ends.sort_by(|one, other| other.total_cmp(one));
    let size = lines_of(items).next()?.size;
    let left = lines_of(items).map(|line| line.area.x0).reduce(f32::min)?;
    // A title or two may be wider than the text.
    let close = |three: &&[f32]| three[0] - three[2] < 0.8 * size;
    let edge = ends.windows(3).take(3).find(close)?[0];
    let there = ends
        .iter()
        .filter(|end| (edge - **end).abs() < 0.8 * size)
        .count();
    let balanced = edge > width - left - 3.0 * size;
    (balanced || there >= 5.max(ends.len() / 5)).then_some(edge)
}

fn lines_of(items: &[Item]) -> impl Iterator<Item = &Line> {
    items.iter().filter_map(|item| match item {
        Item::Line(line) => Some(line),
        Item::Table(_) => None,
    })
}

/// Where the letters of a line end: punctuation may hang beyond the edge.
fn text_end(line: &Line) -> f32 {
    let last = line.parts.last().and_then(|part| part.text.chars().next_back());
    let hangs = last.is_some_and(|last| matches!(last, '、' | '。' | '，' | '．'));
    line.area.x1 - if hangs { line.size } else { 0.0 }
}

fn column(items: &[Item]) -> Column {
    let lines: Vec<&Line> = lines_of(items).collect();
    let size = lines.first().map_or(10.0, |line| line.size);
    let rights: Vec<f32> = lines.iter().map(|line| text_end(line)).collect();
    let lefts: Vec<f32> = lines.iter().map(|line| -line.area.x0).collect();
    let mut gaps: Vec<f32> = lines
        .windows(2)
        .map(|pair| pair[1].area.y0 - pair[0].area.y1)
        .filter(|gap| *gap > -size)
        .collect();
    gaps.sort_by(f32::total_cmp);
    let leading = gaps.get(gaps.len() / 2).copied().unwrap_or(size).min(1.5 * size);
    Column {
        left: -supported(lefts, size),
        right: supported(rights, size),
        leading,
    }
}

/// The greatest value that is not alone: a title may be wider than the text.
fn supported(mut values: Vec<f32>, size: f32) -> f32 {
    values.sort_by(|one, other| other.total_cmp(one));
    let alone = values.first().copied().unwrap_or(0.0);
    if values.len() < 6 {
        return alone;
    }
    values
        .windows(2)
        .find(|pair| pair[0] - pair[1] < 0.8 * size)
        .map_or(alone, |pair| pair[0])
}
