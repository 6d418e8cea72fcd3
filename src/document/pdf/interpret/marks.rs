//! Marked content (ISO 32000-2, 14.6): artifacts, hidden layers, replaced text, and places in the file's structure.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use super::{Interpreter, Scope, resource};
use crate::document::pdf::budget::MARK_DEPTH;
use crate::document::pdf::file::as_dict;
use crate::document::pdf::font::Text;
use crate::document::pdf::lexer::Token;
use crate::document::pdf::outline::text_string;
use crate::document::pdf::page::{Style, Tag};

/// An open marked-content sequence.
#[derive(Debug, Default)]
struct Mark {
    artifact: bool,
    hidden: bool,
    tag: Option<Tag>,
    /// Text that replaces that of the glyphs within, and the number of the first of them.
    actual: Option<(String, usize)>,
}

/// The sequences that are open.
#[derive(Debug, Default)]
pub(super) struct Marks {
    open: Vec<Mark>,
    /// How many were too deep to keep: their ends must not end others.
    lost: usize,
    /// The replacement texts of the structure that have been said.
    said: BTreeSet<usize>,
}

impl Marks {
    /// Marks `style` as what stands within these sequences, and tells its place in the structure.
    pub(super) fn apply(&self, style: &mut Style) -> Tag {
        style.artifact = self.open.iter().any(|mark| mark.artifact);
        style.hidden = self.open.iter().any(|mark| mark.hidden);
        let innermost = self.open.iter().rev().find_map(|mark| mark.tag);
        innermost.unwrap_or_default()
    }

    /// How many are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Opens the sequence that a form is; it is closed by [`Marks::close_form`].
    pub(super) fn open_form(&mut self, hidden: bool) {
        self.open.push(Mark {
            hidden,
            ..Mark::default()
        });
    }

    /// Closes the sequence of a form.
    pub(super) fn close_form(&mut self) {
        self.open.pop();
    }
}

impl Interpreter<'_, '_> {
    /// Opens a sequence of marked content.
    pub(super) fn begin_mark(&mut self, operands: &[Token<'_>], scope: Scope<'_>) {
        if self.marks.open.len() >= MARK_DEPTH {
            self.marks.lost += 1;
            return;
        }
        let mut mark = Mark::default();
        if let Some(Token::Name(tag)) = operands.first() {
            let mut buffer = Vec::new();
            let tag = tag.bytes(&mut buffer);
            mark.artifact = tag == b"Artifact";
            let (mut actual, number) = if let [_, Token::Name(name)] = operands {
                let name = name.to_vec();
                let dict = resource(self.file, scope, b"Properties", &name).and_then(as_dict);
                mark.hidden = tag == b"OC" && self.is_hidden_layer(dict, &name, scope);
                dict.map_or((None, None), |dict| self.listed(dict))
            } else {
                inline(operands)
            };
            let within = scope.stream.unwrap_or(self.page);
            if let Some(piece) = number.and_then(|number| self.structure.piece(within, number)) {
                mark.tag = Some(piece.tag);
                if let Some((text, says)) = self.structure.text(piece) {
                    // All pieces of an element are replaced together: by its text the first, the others by nothing.
                    let first = self.marks.said.insert(text);
                    actual = Some(if first { says.to_owned() } else { String::new() });
                }
            }
            mark.actual = actual.map(|text| (text, self.content.glyphs.len()));
        }
        self.marks.open.push(mark);
    }

    /// Closes the innermost sequence.
    pub(super) fn end_mark(&mut self) {
        if self.marks.lost > 0 {
            self.marks.lost -= 1;
            return;
        }
        let Some(Mark {
            actual: Some((text, first)),
            ..
        }) = self.marks.open.pop()
        else {
            return;
        };
        // The first glyph takes the whole text and the others give theirs up.
        for (at, glyph) in self.content.glyphs.iter_mut().skip(first).enumerate() {
            glyph.text = match at {
                0 if text.is_empty() => Text::Nothing,
                0 => Text::of(&text),
                _ => Text::Nothing,
            };
        }
    }

    /// Closes what a content stream left open beyond `depth`.
    pub(super) fn end_marks(&mut self, depth: usize) {
        self.marks.lost = 0;
        while self.marks.open.len() > depth {
            self.end_mark();
        }
    }

    /// Replacement text and number of content whose properties are listed among the resources.
    fn listed(&self, dict: &Dictionary) -> (Option<String>, Option<u32>) {
        let text = self.file.get(dict, b"ActualText").as_str().ok();
        let number = self.file.number(dict, b"MCID").map(|number| number as u32);
        (text.map(text_string), number)
    }

    fn is_hidden_layer(&self, dict: Option<&Dictionary>, name: &[u8], scope: Scope<'_>) -> bool {
        let list = scope
            .resources
            .and_then(|resources| self.file.dict(resources, b"Properties"));
        let id = list.and_then(|list| list.get(name).ok()?.as_reference().ok());
        id.is_some_and(|id| self.hidden.contains(&id)) || dict.is_some_and(|dict| self.members_hidden(dict))
    }

    /// Whether an optional-content membership leads to hidden groups only (ISO 32000-2, 8.11.2.2).
    fn members_hidden(&self, dict: &Dictionary) -> bool {
        let members: Vec<ObjectId> = match dict.get(b"OCGs") {
            Ok(Object::Reference(id)) => vec![*id],
            Ok(Object::Array(items)) => items.iter().filter_map(|item| item.as_reference().ok()).collect(),
            _ => return false,
        };
        !members.is_empty() && members.iter().all(|id| self.hidden.contains(id))
    }

    /// Whether the layer of a form is switched off.
    pub(super) fn is_hidden(&self, dict: &Dictionary) -> bool {
        match dict.get(b"OC") {
            Ok(Object::Reference(id)) if self.hidden.contains(id) => true,
            Ok(group) => as_dict(self.file.resolve(group)).is_some_and(|group| self.members_hidden(group)),
            Err(_) => false,
        }
    }
}

/// Replacement text and number of content whose properties stand in the stream itself.
fn inline(operands: &[Token<'_>]) -> (Option<String>, Option<u32>) {
    let (mut text, mut number) = (None, None);
    let mut buffer = Vec::new();
    for pair in operands.windows(2) {
        let [Token::Name(key), value] = pair else { continue };
        match (key.bytes(&mut buffer), value) {
            (b"ActualText", Token::String(string)) => text = Some(text_string(&string.to_vec())),
            (b"MCID", Token::Number(id)) => number = Some(*id as u32),
            _ => {}
        }
    }
    (text, number)
}
