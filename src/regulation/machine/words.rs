//! Text of what is open, waiting titles, and what stands beside the body.

use crate::document::{Block, Note, NoteKind};

use super::super::lines::{Line, Piece, lines_of};
use super::super::marker::{Marked, Marker, bracketed_title};
use super::super::model::ProvisionKind;
use super::super::titles::{is_amendment_note, is_bare_title, is_dated};
use super::super::tree::{Node, Origin, Words, is_complete, is_dangling, joint};
use super::super::vocabulary::JOINING;
use super::{Machine, Section};

impl<'a> Machine<'a> {
    /// Appends a line to what is open.
    pub(super) fn text(&mut self, line: Line<'a>) {
        self.text_from(line, 0);
    }

    pub(super) fn text_from(&mut self, line: Line<'a>, from: usize) {
        let appended = matches!(self.section, Section::Appended)
            && self.base == Some(self.open)
            && self.nodes[self.open].body.text.is_empty()
            && self.nodes[self.open].head.text.is_empty()
            && self.titled != Some(self.open)
            && is_bare_title(line.text);
        let joined = self.scheme.joined;
        let node = &mut self.nodes[self.open];
        node.ocr |= line.paragraph.ocr;
        if appended {
            self.titled = Some(self.open);
            let title = node.title.get_or_insert_default();
            if !title.is_empty() {
                title.push('　');
            }
            title.push_str(line.text);
            return;
        }
        let joint = if self.section == Section::Body && !is_dated(line.text) {
            joint(node.last_words(), joined)
        } else {
            "\n"
        };
        node.body.push(line, from, joint);
    }

    /// What announced a list that has ended before a paragraph without a number: a sentence behind bare items, or a
    /// paragraph further to the left than they are.
    pub(super) fn behind_list(&self, line: Line<'a>) -> Option<usize> {
        let frame = self.frames.last()?;
        let open = &self.nodes[self.open];
        let parent = open.parent?;
        let item = frame.node == self.open
            && self.section == Section::Body
            && open.body.text.is_empty()
            && !self.scheme.is_entry(frame.style)
            && self.nodes[parent].kind >= ProvisionKind::Article;
        if !item {
            return None;
        }
        let words = &open.head.text;
        let complete = is_complete(words);
        let left = line.paragraph.look.indent + 4.0 < frame.indent && (complete || !self.scheme.joined);
        let short = words.chars().count() <= 30 && !is_dangling(words);
        let sentence = line.text.ends_with('。') && !JOINING.open(line.text);
        // Where items are headings, what follows is theirs.
        let mut items = self.nodes.iter().enumerate().skip(parent + 1);
        let bare = |(at, node): (usize, &Node)| {
            node.parent != Some(parent)
                || node.body.text.is_empty()
                    && !node.head.text.contains('。')
                    && self.nodes.get(at + 1).is_none_or(|next| next.parent != Some(at))
        };
        let listed = short && sentence && open.number.first() >= Some(&2);
        (left || listed && items.all(bare)).then_some(parent)
    }

    /// The title that waits for the provision now opened.
    pub(super) fn take_title(&mut self) -> Option<String> {
        self.ready_title();
        let last = self.pending.pop()?;
        Some(match bracketed_title(last.text) {
            Some((inner, length)) if length == last.text.len() => inner.trim().to_owned(),
            _ => last.text.to_owned(),
        })
    }

    /// Gives waiting lines to what is open, but for a last one that can be the title of what comes.
    pub(super) fn ready_title(&mut self) {
        match self.pending.last() {
            Some(last) if is_amendment_note(last.text) || is_dated(last.text) => self.flush(),
            _ => self.flush_keep_title(),
        }
    }

    pub(super) fn flush_keep_title(&mut self) {
        let last = self.pending.pop();
        self.flush();
        self.pending.extend(last);
    }

    /// Gives waiting lines that were no titles to what is open.
    pub(super) fn flush(&mut self) {
        for line in std::mem::take(&mut self.pending) {
            if is_amendment_note(line.text) && self.section != Section::Front {
                let parent = self.base.or(self.innermost());
                let mut node = Node::new(parent, Origin::Fixed, ProvisionKind::Note, Some(line));
                node.body.push(line, 0, "");
                self.add(node);
            } else {
                self.text(line);
            }
        }
    }

    // ---- what is not the body ----

    pub(super) fn contents(&mut self, line: Line<'a>, first: bool) {
        if first {
            self.flush();
            let node = Node::new(None, Origin::Fixed, ProvisionKind::Contents, Some(line));
            self.add(node);
        }
        if let Some(node) = self
            .nodes
            .iter_mut()
            .rev()
            .find(|node| node.kind == ProvisionKind::Contents)
        {
            node.body.push(line, 0, "\n");
        }
    }

    pub(super) fn note(&mut self, note: &'a Note) {
        let pieces: Vec<Piece<'a>> = note
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Paragraph(paragraph) => Some(paragraph),
                _ => None,
            })
            .flat_map(lines_of)
            .map(Piece::of)
            .collect();
        let is_article = |piece: &Piece<'_>| {
            matches!(
                piece,
                Piece::Line(
                    _,
                    Some(Marked {
                        marker: Marker::Unit { .. },
                        strong: true,
                        ..
                    })
                )
            )
        };
        if note.kind == NoteKind::TextBox && pieces.iter().any(is_article) {
            let mut pieces = pieces.into_iter().peekable();
            while let Some(piece) = pieces.next() {
                if let Piece::Line(line, marked) = piece {
                    self.line(line, marked, pieces.peek());
                }
            }
        } else if !pieces.is_empty() {
            let parent = self.base.or(self.innermost());
            let mut beside = Node::new(parent, Origin::Fixed, ProvisionKind::Note, None);
            beside.place = note.place;
            note.mark.clone_into(&mut beside.label);
            let mut words = Words::default();
            for piece in &pieces {
                if let Piece::Line(line, _) = piece {
                    words.push(*line, 0, "\n");
                    beside.ocr |= line.paragraph.ocr;
                }
            }
            beside.body = words;
            self.add(beside);
        }
        for block in &note.blocks {
            if let Block::Table(table) = block {
                self.table(table);
            }
        }
    }
}
