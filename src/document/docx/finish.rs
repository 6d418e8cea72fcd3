//! The last pass: running numbers, pages, and where the findings are.

use crate::document::{Block, Place};

/// Numbers paragraphs and rows in reading order.
#[derive(Debug, Default)]
pub(super) struct Places {
    next: u32,
    /// Whether the file says where pages begin.
    paged: bool,
    /// The places of what had a running number while it was read.
    found: Vec<(u32, Place)>,
}

impl Places {
    /// Places that keep their pages if `paged`.
    pub fn new(paged: bool) -> Self {
        Self {
            paged,
            ..Self::default()
        }
    }

    /// Numbers `blocks`.
    pub fn assign(&mut self, blocks: &mut [Block]) {
        self.walk(blocks, None, Place::default());
    }

    /// The place of the first paragraph or row that was read at `serial` or later.
    pub fn sort(&mut self) {
        self.found
            .sort_by_key(|(serial, place)| (*serial, place.paragraph));
    }

    /// The place of the first paragraph or row that was read at `serial` or later; `sort` first.
    pub fn of(&self, serial: u32) -> Option<Place> {
        let index = self.found.partition_point(|(found, _)| *found < serial);
        self.found
            .get(index)
            .or(self.found.last())
            .map(|(_, place)| *place)
    }

    /// `row` is the row around the blocks; `anchor` is the place of the paragraph before them.
    fn walk(&mut self, blocks: &mut [Block], row: Option<Place>, mut anchor: Place) {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    self.number(&mut paragraph.place, row);
                    anchor = paragraph.place;
                }
                Block::Table(table) => {
                    for line in &mut table.rows {
                        let first = line.cells.iter().flat_map(|cell| &cell.blocks).next();
                        if let Some(page) = first.and_then(|block| block.place().page) {
                            line.place.page = Some(page);
                        }
                        self.number(&mut line.place, row);
                        for cell in &mut line.cells {
                            self.walk(&mut cell.blocks, Some(line.place), line.place);
                        }
                    }
                    table.place = table.rows.first().map_or(anchor, |line| line.place);
                    anchor = table.place;
                }
                Block::Note(note) => {
                    note.place = row.unwrap_or(anchor);
                    self.walk(&mut note.blocks, row, note.place);
                }
            }
        }
    }

    fn number(&mut self, place: &mut Place, row: Option<Place>) {
        let serial = place.paragraph;
        if row.is_none() {
            self.next += 1;
        }
        place.paragraph = row.map_or(self.next, |row| row.paragraph);
        if !self.paged {
            place.page = None;
            place.approximate = false;
        }
        self.found.push((serial, *place));
    }
}

/// Gives everything in `block` one running number and page, as if it had been read there.
pub(super) fn reset(block: &mut Block, serial: u32, page: u32) {
    let here = Place {
        page: Some(page),
        approximate: true,
        paragraph: serial,
    };
    match block {
        Block::Paragraph(paragraph) => paragraph.place = here,
        Block::Table(table) => {
            for row in &mut table.rows {
                row.place = here;
                row.cells
                    .iter_mut()
                    .flat_map(|cell| &mut cell.blocks)
                    .for_each(|block| reset(block, serial, page));
            }
        }
        Block::Note(note) => note
            .blocks
            .iter_mut()
            .for_each(|block| reset(block, serial, page)),
    }
}
