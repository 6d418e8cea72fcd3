//! Drawings: the boxes in them are text, the rest is noted.

use super::findings::Kind;
use super::story::{Count, Story};
use super::walk::{Close, In, Walker};
use super::xml::{Element, Ns};
use crate::document::{Block, Note, NoteKind, Paragraph, Place};

impl Walker<'_> {
    pub(super) fn in_drawing(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        let inside = Some((In::Drawing, Close::Nothing));
        match (element.ns, element.local()) {
            (Ns::Word, "txbxContent") => {
                self.nesting += 1;
                self.stories.open.push(Story::new(Count::Boxes));
                return Some((In::Blocks, Close::Box));
            }
            (Ns::Word, "control") => self.stories.find(Kind::EmbeddedObject),
            (Ns::Drawing, "docPr") => {
                if element
                    .attr_in(Ns::None, "hidden")
                    .is_some_and(|value| super::xml::on(&value))
                    && let Some(frame) = self.frames.last_mut()
                {
                    frame.inner = In::Nowhere;
                }
                return None;
            }
            (Ns::Drawing, "blip") => {
                let linked = element.attr_in(Ns::Relation, "link").is_some();
                self.stories.find(if linked {
                    Kind::LinkedPicture
                } else {
                    Kind::Picture
                });
            }
            (Ns::Vml, "imagedata") => {
                let linked = element.attr_in(Ns::Relation, "href").is_some();
                self.stories.find(if linked {
                    Kind::LinkedPicture
                } else {
                    Kind::Picture
                });
            }
            (Ns::Vml, "textpath") => self.word_art(element),
            (Ns::Vml, _) if is_hidden(element) => return None,
            (Ns::Chart, "chart") => {
                self.stories.find(Kind::Chart);
                self.drawn_part(element, "id");
            }
            (Ns::Diagram, "relIds") => self.drawn_part(element, "dm"),
            _ => {}
        }
        inside
    }

    pub(super) fn close_box(&mut self) {
        self.stories.flush();
        self.nesting = self.nesting.saturating_sub(1);
        let Some(story) = self.stories.open.pop() else {
            return;
        };
        let blocks: Vec<Block> = story.sinks.into_iter().flatten().collect();
        self.add_box(blocks);
    }

    /// A box stands at the open paragraph.
    pub(super) fn add_box(&mut self, blocks: Vec<Block>) {
        if blocks.iter().all(Block::is_blank) {
            return;
        }
        let flat = !self.may_nest();
        if self.stories.story().paragraph.is_none() {
            self.stories.open_paragraph(true);
        }
        if let Some(paragraph) = &mut self.stories.story().paragraph {
            if flat {
                paragraph.notes.extend(blocks);
            } else {
                paragraph.notes.push(Block::Note(Note {
                    place: Place::default(),
                    kind: NoteKind::TextBox,
                    mark: String::new(),
                    blocks,
                }));
            }
        }
    }

    /// A paragraph of `words` that does not stand in the part itself.
    pub(super) fn paragraph_of(&mut self, words: &str) -> Block {
        let paragraph = self.stories.begin();
        let page = Some(self.stories.page);
        Block::Paragraph(Paragraph {
            place: Place {
                page,
                approximate: true,
                paragraph,
            },
            text: words.to_owned(),
            ..Paragraph::default()
        })
    }

    fn word_art(&mut self, element: &Element<'_>) {
        let words = element.attr_in(Ns::None, "string").unwrap_or_default();
        let blocks = vec![self.paragraph_of(words.trim())];
        self.add_box(blocks);
    }
}

fn is_hidden(element: &Element<'_>) -> bool {
    element.attr_in(Ns::None, "style").is_some_and(|style| {
        style
            .replace(' ', "")
            .to_ascii_lowercase()
            .contains("visibility:hidden")
    })
}
