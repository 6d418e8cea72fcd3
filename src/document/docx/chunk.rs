//! Texts that a part draws in from other parts: chunks of other formats, diagrams.

use super::findings::Kind;
use super::html::{self, Piece};
use super::walk::Walker;
use super::xml::{Element, Ns, Step, Visitor};
use crate::document::{Block, Cell, Document, Place, Row, Table, plain};

/// Documents in documents in documents are not followed further.
const DEEPEST: u8 = 3;

impl Walker<'_> {
    /// A chunk of another format (17.17.2): Word shows it as part of the text.
    pub(super) fn foreign_chunk(&mut self, element: &Element<'_>) {
        self.stories.flush();
        let env = self.stories.env;
        let relation = element
            .attr_in(Ns::Relation, "id")
            .and_then(|id| env.relations.get(&id));
        let bytes = relation
            .filter(|relation| !relation.external)
            .and_then(|part| env.package.bytes(&part.target));
        match bytes.and_then(|bytes| self.chunk(&bytes)) {
            Some(blocks) => blocks
                .into_iter()
                .for_each(|block| self.stories.story().push(block)),
            None => self.stories.find(Kind::ForeignChunk),
        }
    }

    fn chunk(&mut self, bytes: &[u8]) -> Option<Vec<Block>> {
        let start = bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(bytes)
            .trim_ascii_start();
        if bytes.starts_with(b"PK") {
            return self.document(bytes);
        }
        if start.starts_with(b"{\\rtf") || !plain::is_text(bytes) {
            return None;
        }
        let archive = start
            .get(..13)
            .is_some_and(|head| head.eq_ignore_ascii_case(b"MIME-Version:"));
        let text = if archive {
            plain::decode(&html::from_archive(bytes)?)
        } else {
            plain::decode(bytes)
        };
        if archive || start.starts_with(b"<") {
            return Some(
                html::pieces(&text)
                    .into_iter()
                    .map(|piece| self.piece(piece))
                    .collect(),
            );
        }
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        Some(lines.map(|line| self.paragraph_of(line)).collect())
    }

    fn piece(&mut self, piece: Piece) -> Block {
        match piece {
            Piece::Line(line) => self.paragraph_of(&line),
            Piece::Row(cells) => {
                let place = Place {
                    page: Some(self.stories.page),
                    approximate: true,
                    paragraph: self.stories.begin(),
                };
                let cells = cells.iter().enumerate();
                let cells = cells
                    .map(|(column, cell)| Cell::single(column, vec![self.paragraph_of(cell)]))
                    .collect();
                Block::Table(Table {
                    place,
                    rows: vec![Row { place, cells }],
                    header_rows: 0,
                })
            }
        }
    }

    fn document(&mut self, bytes: &[u8]) -> Option<Vec<Block>> {
        let package = self.stories.env.package;
        let inner = package.inner(bytes).filter(|inner| inner.depth <= DEEPEST)?;
        let result = super::read_package(&inner);
        package.spend(&inner);
        let Document {
            mut blocks, warnings, ..
        } = result.ok()?;
        self.stories
            .tally
            .warnings
            .extend(warnings.into_iter().map(|mut warning| {
                warning.page = None;
                warning.paragraph = None;
                warning
            }));
        let serial = self.stories.begin();
        let page = self.stories.page;
        for block in &mut blocks {
            super::finish::reset(block, serial, page);
        }
        // What lies deep already is not nested further.
        if self.nesting > 0 {
            blocks = super::paragraphs_of(blocks)
                .into_iter()
                .map(Block::Paragraph)
                .collect();
        }
        Some(blocks)
    }

    /// The words of a diagram (`SmartArt`) or chart stand in a part of their own, which `attribute` refers to.
    pub(super) fn drawn_part(&mut self, element: &Element<'_>, attribute: &str) {
        let env = self.stories.env;
        let part = element
            .attr_in(Ns::Relation, attribute)
            .and_then(|id| env.relations.get(&id));
        let Some(part) = part.filter(|part| !part.external) else {
            return;
        };
        let mut words = DrawnWords::default();
        env.package.walk(&part.target, &mut words);
        let blocks = words.lines.iter().map(|line| self.paragraph_of(line)).collect();
        self.add_box(blocks);
    }
}

/// What an element of a drawn part means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drawn {
    Nothing,
    Paragraph,
    Words,
    /// Names that a chart keeps of its rows and columns.
    Names,
    Name,
}

/// Collects the words of `DrawingML` text, a paragraph a line.
#[derive(Default)]
struct DrawnWords {
    lines: Vec<String>,
    line: String,
    path: Vec<Drawn>,
}

impl Visitor for DrawnWords {
    fn start(&mut self, element: &Element<'_>) -> Step {
        let drawn = match (element.ns, element.local()) {
            (Ns::Drawing, "p") => Drawn::Paragraph,
            (Ns::Drawing, "t") => Drawn::Words,
            (Ns::Chart, "strCache") => Drawn::Names,
            (Ns::Chart, "v") if self.path.contains(&Drawn::Names) => Drawn::Name,
            (Ns::Drawing, "br") => {
                self.line.push('\n');
                Drawn::Nothing
            }
            _ => Drawn::Nothing,
        };
        self.path.push(drawn);
        Step::Enter
    }

    fn end(&mut self) {
        let drawn = self.path.pop();
        if matches!(drawn, Some(Drawn::Paragraph | Drawn::Name)) {
            let line = std::mem::take(&mut self.line);
            // A chart keeps the names of its columns once for each row.
            let again = drawn == Some(Drawn::Name) && self.lines.contains(&line);
            if !line.trim().is_empty() && !again {
                self.lines.push(line);
            }
        }
    }

    fn text(&mut self, text: &str) {
        if matches!(self.path.last(), Some(Drawn::Words | Drawn::Name)) {
            self.line.push_str(text);
        }
    }
}
