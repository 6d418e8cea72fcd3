//! Tables as provisions: a row each, its cells keeping the heads of their columns.

use crate::document::{Block, Cell, Row, Table};

use super::lines::lines_of;
use super::machine::{Machine, Section};
use super::model::ProvisionKind;
use super::tree::{Node, Origin, Words};

impl Machine<'_> {
    /// Reads a table into rows under 別表, 様式 or 別紙 if one is open, else under a table of its own.
    pub(super) fn table(&mut self, table: &Table) {
        if let Some(holder) = self.last_table.filter(|&holder| self.goes_on(holder, table)) {
            self.rows(holder, table, true);
            return;
        }
        let holder = self.holder(table);
        self.rows(holder, table, false);
        self.last_table = Some(holder);
        // What follows a table within a provision belongs to that provision.
        if let Some(parent) = self.nodes[holder].parent.filter(|_| self.base != Some(holder)) {
            self.open = parent;
        } else if self.section == Section::Front {
            self.open = 0;
        }
    }

    /// Whether `table` is the rest of the last one, broken by the page.
    fn goes_on(&self, holder: usize, table: &Table) -> bool {
        let heads = self
            .nodes
            .iter()
            .rev()
            .find(|node| node.parent == Some(holder))
            .map(|row| row.column_heads.len());
        heads.is_some_and(|heads| heads > 0 && heads == columns(table))
    }

    fn holder(&mut self, table: &Table) -> usize {
        let named = matches!(
            self.nodes[self.open].kind,
            ProvisionKind::AppendedTable | ProvisionKind::AppendedForm | ProvisionKind::Appendix
        );
        if named && (self.base == Some(self.open) || self.nodes.len() == self.open + 1) {
            return self.open;
        }
        if let Some(base) = self
            .base
            .filter(|_| matches!(self.section, Section::Appended | Section::Form))
        {
            return base;
        }
        let parent = if self.section == Section::Front {
            None
        } else {
            Some(self.open)
        };
        let mut node = Node::new(parent, Origin::Fixed, ProvisionKind::AppendedTable, None);
        node.place = table.place;
        if self.section == Section::Front {
            node.name = Some("前付の表".to_owned());
        } else {
            self.tables += 1;
            node.name = Some(format!("表{}", self.tables));
            node.number = vec![self.tables];
        }
        self.add(node)
    }

    fn rows(&mut self, holder: usize, table: &Table, continued: bool) {
        let form = self.section == Section::Form;
        let mut skip = if form { 0 } else { head_rows(table) };
        let mut heads = heads(table, skip);
        if continued {
            let before = self
                .nodes
                .iter()
                .rev()
                .find(|node| node.parent == Some(holder))
                .map(|row| row.column_heads.clone());
            let before = before.unwrap_or_default();
            if heads != before {
                // The rest of the table has no heads of its own.
                skip = 0;
            }
            heads = before;
        }
        let mut merged = Vec::new();
        for (at, row) in table.rows.iter().enumerate().skip(skip) {
            if row
                .cells
                .iter()
                .all(|cell| cell.blocks.iter().all(Block::is_blank))
            {
                continue;
            }
            // A row cut by the page: its first cell is empty, the words belong to the row before.
            if continued
                && at == 0
                && row
                    .cells
                    .first()
                    .is_some_and(|cell| cell.text().trim().is_empty())
            {
                self.join_row(row);
                continue;
            }
            self.row(holder, row, &heads, &mut merged);
        }
        let _ = self.nodes[holder]
            .column_heads
            .is_empty()
            .then(|| self.nodes[holder].column_heads.clone_from(&heads));
    }

    fn row(&mut self, holder: usize, row: &Row, heads: &[String], merged: &mut Vec<(usize, String)>) {
        let mut node = Node::new(Some(holder), Origin::Fixed, ProvisionKind::TableRow, None);
        node.place = row.place;
        node.column_heads = heads.to_vec();
        let mut column = 0;
        let mut first = true;
        for cell in &row.cells {
            // Cells that a merged cell above covers stay empty, so that the words keep their columns.
            while column < cell.column {
                if !first {
                    node.body.text.push('\t');
                }
                first = false;
                column += 1;
            }
            if !first {
                node.body.text.push('\t');
            }
            first = false;
            add_cell(&mut node.body, cell, &mut node.ocr);
            column = cell.column + cell.columns.max(1);
        }
        let own = row
            .cells
            .iter()
            .map(key)
            .find(|key| !key.is_empty())
            .unwrap_or_default();
        let covered = row.cells.first().is_some_and(|cell| cell.column > 0);
        merged.retain(|(rows, _)| *rows > 0);
        let name = match merged.first() {
            Some((_, above)) if covered => above.clone(),
            _ => own,
        };
        for (rows, _) in merged.iter_mut() {
            *rows = rows.saturating_sub(1);
        }
        if let Some(cell) = row.cells.first().filter(|cell| cell.column == 0 && cell.rows > 1) {
            merged.clear();
            merged.push((cell.rows - 1, key(cell)));
        }
        node.name = Some(name);
        self.add(node);
    }

    fn join_row(&mut self, row: &Row) {
        let Some(last) = self
            .nodes
            .last_mut()
            .filter(|node| node.kind == ProvisionKind::TableRow)
        else {
            return;
        };
        // The cells go behind those of the row before; the source spans stay in order of the text.
        let before = std::mem::take(&mut last.body);
        let cells: Vec<Words> = split_cells(&before);
        let mut joined = Words::default();
        for (at, mut cell) in cells.into_iter().enumerate() {
            if let Some(more) = row.cells.iter().find(|more| more.column == at) {
                let mut words = Words::default();
                add_cell(&mut words, more, &mut last.ocr);
                cell.append(words, "");
            }
            if at > 0 {
                joined.text.push('\t');
            }
            let base = joined.text.len();
            joined.text.push_str(&cell.text);
            joined.spans.extend(cell.spans.into_iter().map(|mut span| {
                span.at += base;
                span
            }));
        }
        last.body = joined;
    }
}

fn split_cells(words: &Words) -> Vec<Words> {
    let mut cells = Vec::new();
    let mut start = 0;
    for part in words.text.split('\t') {
        let end = start + part.len();
        cells.push(Words {
            text: part.to_owned(),
            spans: words
                .spans
                .iter()
                .filter(|span| (start..=end).contains(&span.at) && (span.at < end || part.is_empty()))
                .map(|span| super::model::SourceSpan {
                    at: span.at - start,
                    ..*span
                })
                .collect(),
        });
        start = end + 1;
    }
    cells
}

fn add_cell(words: &mut Words, cell: &Cell, ocr: &mut bool) {
    let start = words.text.len();
    add_blocks(words, &cell.blocks, start, ocr);
}

fn add_blocks(words: &mut Words, blocks: &[Block], start: usize, ocr: &mut bool) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                *ocr |= paragraph.ocr;
                for line in lines_of(paragraph) {
                    let joint = if words.text.len() > start { "\n" } else { "" };
                    words.push_in_cell(line, joint);
                }
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    add_blocks(words, &cell.blocks, start, ocr);
                }
            }
            Block::Note(note) => add_blocks(words, &note.blocks, start, ocr),
        }
    }
}

/// The first cell on one line, as a row is cited by.
fn key(cell: &Cell) -> String {
    cell.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn columns(table: &Table) -> usize {
    table
        .rows
        .iter()
        .map(|row| {
            row.cells
                .last()
                .map_or(0, |cell| cell.column + cell.columns.max(1))
        })
        .max()
        .unwrap_or(0)
}

/// How many rows at the top are heads: what the file marks, or a first row of short words over longer ones.
fn head_rows(table: &Table) -> usize {
    if table.header_rows > 0 {
        return table.header_rows.min(table.rows.len().saturating_sub(1));
    }
    let Some((first, rest)) = table.rows.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return 0;
    };
    let texts: Vec<String> = first.cells.iter().map(Cell::text).collect();
    let short = texts.iter().all(|text| {
        let count = text.trim().chars().count();
        (1..=16).contains(&count)
            && !text.contains(['。', '、'])
            && !text.trim().chars().all(char::is_numeric)
    });
    let full = first.cells.iter().map(|cell| cell.columns.max(1)).sum::<usize>() == columns(table)
        && first.cells.len() >= 2;
    let longer = rest.iter().flat_map(|row| &row.cells).any(|cell| {
        let text = cell.text();
        text.contains('。')
            || texts
                .iter()
                .all(|head| text.chars().count() > head.chars().count())
    });
    usize::from(short && full && (longer || rest.len() >= 2))
}

/// The heads, one for each column; heads of several rows are joined.
fn heads(table: &Table, rows: usize) -> Vec<String> {
    if rows == 0 {
        return Vec::new();
    }
    let mut heads = vec![String::new(); columns(table)];
    for row in table.rows.iter().take(rows) {
        for cell in &row.cells {
            let text = key(cell);
            for head in heads.iter_mut().skip(cell.column).take(cell.columns.max(1)) {
                if !head.is_empty() && !text.is_empty() {
                    head.push('・');
                }
                head.push_str(&text);
            }
        }
    }
    heads
}
