//! Tagged PDF (ISO 32000-2, 14.7 and 14.8): which paragraph or table cell each piece of marked content belongs to.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId};

use super::file::{File, as_dict, as_number};
use super::outline::text_string;
use super::page::Tag;

/// The most elements and pieces of content that are visited.
const ELEMENT_LIMIT: usize = 2_000_000;
/// The deepest nesting of elements.
const DEPTH: u16 = 200;

/// The structure of a file, as far as the layout can use it.
#[derive(Debug, Default)]
pub(super) struct Structure {
    /// By the page or form that marked content stands in, and its number there.
    content: BTreeMap<(ObjectId, u32), Piece>,
    /// Cells by [`Tag::cell`] less one.
    cells: Vec<CellTag>,
    /// The numbers of the cells in each row of each table.
    rows: BTreeMap<(u32, u32), Vec<u32>>,
    /// How many columns each table has.
    widths: BTreeMap<u32, u32>,
    /// Replacement texts of elements.
    texts: Vec<String>,
}

/// What is known of a piece of marked content.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Piece {
    /// Its paragraph and cell.
    pub(super) tag: Tag,
    /// The number of the text that an element around it replaces all of its content by.
    text: Option<usize>,
}

/// A table cell of the structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellTag {
    /// The table, from 1.
    pub(super) table: u32,
    /// The row within the table, from 0.
    pub(super) row: u32,
    /// The first column, from 0.
    pub(super) column: u32,
    /// How many columns it covers.
    pub(super) columns: u32,
    /// How many rows it covers.
    pub(super) rows: u32,
}

impl Structure {
    /// The structure that the file declares; an empty one where it declares none.
    pub(super) fn load(file: &File) -> Self {
        let root = file
            .catalog()
            .and_then(|catalog| file.dict(catalog, b"StructTreeRoot"));
        let mut reader = Reader {
            file,
            roles: root.and_then(|root| file.dict(root, b"RoleMap")),
            found: Self::default(),
            blocks: 0,
            begun: BTreeSet::new(),
            tables: Vec::new(),
        };
        if let Some(root) = root {
            reader.walk(root);
        }
        reader.found
    }

    /// What the piece number `id` of the stream or page `within` is.
    pub(super) fn piece(&self, within: ObjectId, id: u32) -> Option<Piece> {
        self.content.get(&(within, id)).copied()
    }

    /// The text that replaces the piece, and its number, for it is said once for all pieces that have the number.
    pub(super) fn text(&self, piece: Piece) -> Option<(usize, &str)> {
        let number = piece.text?;
        Some((number, self.texts.get(number)?))
    }

    /// The cell called `cell` in a [`Tag`].
    pub(super) fn cell(&self, cell: u32) -> Option<CellTag> {
        self.cells.get((cell as usize).checked_sub(1)?).copied()
    }

    /// How many columns a table has.
    pub(super) fn columns(&self, table: u32) -> u32 {
        self.widths.get(&table).copied().unwrap_or(0)
    }

    /// The cells of a row in order.
    pub(super) fn row(&self, table: u32, row: u32) -> impl Iterator<Item = CellTag> {
        let cells = self
            .rows
            .get(&(table, row))
            .map(Vec::as_slice)
            .unwrap_or_default();
        cells.iter().filter_map(|cell| self.cell(*cell))
    }
}

/// What an element hands down to what is in it.
#[derive(Debug, Clone, Copy, Default)]
struct Context {
    page: Option<ObjectId>,
    tag: Tag,
    text: Option<usize>,
    /// The number of the table, from 1.
    table: u32,
    row: u32,
    /// Within a paragraph, so that a container without meaning begins no new one.
    in_block: bool,
    /// Within the body of a list item, whose first paragraph is one with its label.
    list_body: bool,
    depth: u16,
}

/// The rows of a table in the making.
#[derive(Debug, Default)]
struct Rows {
    count: u32,
    /// Up to which row each column is covered by a cell that began above.
    covered: Vec<u32>,
}

struct Reader<'a> {
    file: &'a File,
    roles: Option<&'a Dictionary>,
    found: Structure,
    blocks: u32,
    /// List items whose first paragraph has come.
    begun: BTreeSet<u32>,
    tables: Vec<Rows>,
}

impl<'a> Reader<'a> {
    /// Visits all elements in order, without recursion.
    fn walk(&mut self, root: &'a Dictionary) {
        let mut open: Vec<(&'a Object, Context)> = Vec::new();
        let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
        self.push_kids(root, Context::default(), &mut open);
        let mut visited = 0;
        while let Some((object, context)) = open.pop() {
            visited += 1;
            if visited > ELEMENT_LIMIT {
                break;
            }
            if let Ok(id) = object.as_reference()
                && !seen.insert(id)
            {
                continue;
            }
            match self.file.resolve(object) {
                Object::Integer(number) => self.content(context.page, *number, context),
                Object::Dictionary(dict) => match self.file.name(dict, b"Type") {
                    Some(b"OBJR") => {}
                    Some(b"MCR") => {
                        let within = ["Stm", "Pg"]
                            .iter()
                            .find_map(|key| dict.get(key.as_bytes()).ok()?.as_reference().ok());
                        let number = self.file.number(dict, b"MCID").unwrap_or(-1.0);
                        self.content(within.or(context.page), number as i64, context);
                    }
                    _ => {
                        let context = self.element(dict, context);
                        if context.depth < DEPTH {
                            self.push_kids(dict, context, &mut open);
                        }
                    }
                },
                _ => {}
            }
        }
    }

    fn push_kids(&self, dict: &'a Dictionary, context: Context, open: &mut Vec<(&'a Object, Context)>) {
        let Ok(kids) = dict.get(b"K") else { return };
        match self.file.resolve(kids) {
            Object::Array(items) => open.extend(items.iter().rev().map(|item| (item, context))),
            _ => open.push((kids, context)),
        }
    }

    fn content(&mut self, within: Option<ObjectId>, number: i64, context: Context) {
        if let (Some(within), Ok(number)) = (within, u32::try_from(number)) {
            let piece = Piece {
                tag: context.tag,
                text: context.text,
            };
            self.found.content.insert((within, number), piece);
        }
    }

    /// The context within the element `dict`.
    fn element(&mut self, dict: &'a Dictionary, outer: Context) -> Context {
        let mut inner = Context {
            depth: outer.depth + 1,
            list_body: false,
            ..outer
        };
        if let Some(page) = dict.get(b"Pg").ok().and_then(|page| page.as_reference().ok()) {
            inner.page = Some(page);
        }
        if let Ok(text) = self.file.get(dict, b"ActualText").as_str()
            && outer.text.is_none()
        {
            inner.text = Some(self.found.texts.len());
            self.found.texts.push(text_string(text));
        }
        match self.role(self.file.name(dict, b"S").unwrap_or_default()) {
            // Within a line: the paragraph goes on.
            b"Span" | b"Link" | b"Lbl" | b"Ruby" | b"RB" | b"RT" | b"RP" | b"Warichu" | b"WT" | b"WP"
            | b"Quote" | b"Em" | b"Strong" | b"Sub" | b"Reference" | b"Annot" | b"Form" | b"BibEntry"
            | b"Code" => {
                inner.list_body = outer.list_body;
            }
            b"NonStruct" | b"Private" if outer.in_block => inner.list_body = outer.list_body,
            b"Document" | b"Part" | b"Art" | b"Sect" | b"Div" | b"L" | b"TOC" | b"Aside" | b"NonStruct"
            | b"Private" | b"THead" | b"TBody" | b"TFoot" => {
                inner.tag.block = self.next_block();
                inner.in_block = false;
            }
            b"LBody" => inner.list_body = true,
            b"P" if outer.list_body && self.begun.insert(outer.tag.block) => {}
            b"Table" if outer.table == 0 => {
                self.tables.push(Rows::default());
                inner.table = self.tables.len() as u32;
                inner.tag.block = self.next_block();
            }
            b"TR" if inner.tag.cell == 0 => {
                if let Some(rows) = self.rows(inner.table) {
                    inner.row = rows.count;
                    rows.count += 1;
                }
            }
            b"TD" | b"TH" if inner.tag.cell == 0 => {
                inner.tag.block = self.next_block();
                inner.in_block = false;
                inner.tag.cell = self.cell(dict, inner);
            }
            _ => {
                inner.tag.block = self.next_block();
                inner.in_block = true;
            }
        }
        inner
    }

    fn next_block(&mut self) -> u32 {
        self.blocks += 1;
        self.blocks
    }

    fn rows(&mut self, table: u32) -> Option<&mut Rows> {
        self.tables.get_mut((table as usize).checked_sub(1)?)
    }

    /// Notes the cell `dict` at the next free place of its row.
    fn cell(&mut self, dict: &'a Dictionary, context: Context) -> u32 {
        let (columns, rows) = (self.span(dict, b"ColSpan"), self.span(dict, b"RowSpan"));
        let Some(grid) = self.rows(context.table) else {
            return 0;
        };
        // A row's own cells cover it, too: what is free comes after them.
        let free = grid.covered.iter().position(|until| *until <= context.row);
        let column = free.unwrap_or(grid.covered.len());
        if grid.covered.len() < column + columns as usize {
            grid.covered.resize(column + columns as usize, 0);
        }
        grid.covered[column..column + columns as usize].fill(context.row + rows);
        self.found.cells.push(CellTag {
            table: context.table,
            row: context.row,
            column: column as u32,
            columns,
            rows,
        });
        let number = self.found.cells.len() as u32;
        let row = self.found.rows.entry((context.table, context.row));
        row.or_default().push(number);
        let width = self.found.widths.entry(context.table).or_default();
        *width = (*width).max(column as u32 + columns);
        number
    }

    /// A span among the attributes of an element (ISO 32000-2, 14.7.6).
    fn span(&self, dict: &'a Dictionary, key: &[u8]) -> u32 {
        let attributes = self.file.get(dict, b"A");
        let lists = match attributes {
            Object::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        lists
            .iter()
            .filter_map(|item| as_dict(self.file.resolve(item)))
            .find_map(|list| as_number(self.file.get(list, key)))
            .map_or(1, |span| (span as u32).clamp(1, 200))
    }

    /// The standard type that `name` stands for.
    fn role(&self, name: &'a [u8]) -> &'a [u8] {
        let mut name = name;
        for _ in 0..8 {
            match self.roles.and_then(|roles| self.file.name(roles, name)) {
                Some(next) if next != name => name = next,
                _ => break,
            }
        }
        name
    }
}
