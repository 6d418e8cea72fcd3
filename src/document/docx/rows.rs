//! Tables, rows and cells: what the elements in them mean.

use super::findings::Kind;
use super::section::{is_vertical, set_vertical};
use super::table::{Merge, OpenTable, columns};
use super::walk::{Close, In, Walker};
use super::xml::{Element, Ns};
use crate::document::Block;

/// Tables and boxes that lie deeper are laid flat: their words stand in the cell around them.
const DEEPEST: usize = 14;

impl Walker<'_> {
    pub(super) fn open_table(&mut self) -> (In, Close) {
        self.stories.flush();
        if self.nesting >= DEEPEST {
            return (In::Blocks, Close::Nothing);
        }
        self.nesting += 1;
        self.stories.story().tables.push(OpenTable::default());
        (In::Table, Close::Table)
    }

    /// Whether a box may still be kept as a note of its own.
    pub(super) fn may_nest(&self) -> bool {
        self.nesting < DEEPEST
    }

    pub(super) fn in_table(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns != Ns::Word {
            return None;
        }
        match element.local() {
            "tr" => {
                let serial = self.stories.begin();
                let page = self.stories.page;
                self.stories.story().tables.last_mut()?.open_row(serial, page);
                Some((In::Row, Close::Row))
            }
            "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => Some((In::Table, Close::Nothing)),
            _ => None,
        }
    }

    pub(super) fn in_row(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns != Ns::Word {
            return None;
        }
        match element.local() {
            "trPr" => Some((In::RowProps, Close::Nothing)),
            "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" => Some((In::Row, Close::Nothing)),
            "tc" => {
                self.stories.tally.items += 1;
                let story = self.stories.story();
                let table = story.tables.last_mut()?;
                if table.row().gone {
                    return None;
                }
                table.open_cell();
                story.sinks.push(Vec::new());
                let page = table.row().page;
                self.stories.page = page;
                Some((In::Blocks, Close::Cell))
            }
            _ => None,
        }
    }

    pub(super) fn in_row_props(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns != Ns::Word {
            return None;
        }
        let local = element.local();
        if matches!(local, "ins" | "del" | "trPrChange") {
            self.stories.find(Kind::TrackedChange);
        }
        let hides = local == "hidden" && element.is_on();
        if hides {
            self.stories.find(Kind::HiddenText);
        }
        let row = self.stories.story().tables.last_mut()?.row();
        match local {
            "tblHeader" => row.header = element.is_on(),
            "gridBefore" => row.column += columns(element.number()),
            "del" => row.gone = true,
            _ => row.gone |= hides,
        }
        None
    }

    pub(super) fn in_cell_props(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns != Ns::Word {
            return None;
        }
        let local = element.local();
        if matches!(local, "cellIns" | "cellDel" | "cellMerge" | "tcPrChange") {
            self.stories.find(Kind::TrackedChange);
        }
        let cell = &mut self.stories.story().tables.last_mut()?.row().cell;
        let merge = || match element.val().as_deref() {
            Some("restart" | "rest") => Merge::Restart,
            _ => Merge::Continue,
        };
        match local {
            "gridSpan" => cell.columns = columns(element.number()).max(1),
            "vMerge" => cell.down = merge(),
            "hMerge" => cell.across = merge(),
            "textDirection" => cell.vertical = element.val().is_some_and(|value| is_vertical(&value)),
            "cellDel" => {
                cell.gone = true;
                // Nothing in it counts: neither its words nor the numbers of its lists.
                let around = self.frames.len().checked_sub(2)?;
                self.frames[around].inner = In::Nowhere;
            }
            _ => {}
        }
        None
    }

    pub(super) fn close_cell(&mut self) {
        self.stories.flush();
        let page = self.stories.page;
        let story = self.stories.story();
        let Some(mut blocks) = story.sinks.pop() else {
            return;
        };
        let Some(table) = story.tables.last_mut() else {
            return;
        };
        let row = table.row();
        row.last_page = row.last_page.max(page);
        if row.cell.vertical {
            blocks.iter_mut().for_each(set_vertical);
        }
        let unseen = table.close_cell(blocks);
        if !unseen.iter().all(Block::is_blank) {
            self.stories.find(Kind::HiddenText);
        }
    }

    pub(super) fn close_row(&mut self) {
        let Some(table) = self.stories.story().tables.last_mut() else {
            return;
        };
        let page = table.row().last_page;
        table.close_row();
        self.stories.page = page;
    }

    pub(super) fn close_table(&mut self) {
        self.nesting = self.nesting.saturating_sub(1);
        let story = self.stories.story();
        if let Some(table) = story.tables.pop().and_then(OpenTable::close) {
            story.push(Block::Table(table));
        }
    }
}
