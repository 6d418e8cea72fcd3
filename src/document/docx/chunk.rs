//! Texts that a part draws in from other parts: chunks of other formats, diagrams.

use super::findings::Kind;
use super::walk::Walker;
use super::xml::{Element, Ns, Step, Visitor};

impl Walker<'_> {
    pub(super) fn foreign_chunk(&mut self, _element: &Element<'_>) {
        self.stories.find(Kind::ForeignChunk);
    }

    /// The words of a diagram (`SmartArt`) stand in a part of their own.
    pub(super) fn diagram(&mut self, element: &Element<'_>) {
        let env = self.stories.env;
        let part = element
            .attr_in(Ns::Relation, "dm")
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

/// Collects the words of `DrawingML` text, a paragraph a line.
#[derive(Default)]
struct DrawnWords {
    lines: Vec<String>,
    line: String,
    path: Vec<bool>,
    paragraphs: Vec<bool>,
}

impl Visitor for DrawnWords {
    fn start(&mut self, element: &Element<'_>) -> Step {
        let local = element.local();
        let drawn = element.ns == Ns::Drawing;
        if drawn && local == "br" {
            self.line.push('\n');
        }
        self.path.push(drawn && local == "t");
        self.paragraphs.push(drawn && local == "p");
        Step::Enter
    }

    fn end(&mut self) {
        self.path.pop();
        if self.paragraphs.pop() == Some(true) {
            let line = std::mem::take(&mut self.line);
            if !line.trim().is_empty() {
                self.lines.push(line);
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.path.last() == Some(&true) {
            self.line.push_str(text);
        }
    }
}
