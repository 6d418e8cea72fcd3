//! Documents without numbers: headings and paragraphs, which are counted.

use super::super::lines::Line;
use super::super::marker::bracketed_title;
use super::super::model::ProvisionKind;
use super::super::titles::is_bare_title;
use super::super::tree::{Node, Origin, is_complete};
use super::{Machine, Section};

impl<'a> Machine<'a> {
    /// Opens a heading or a paragraph for a line without a number; `false` if the line belongs to what is open.
    pub(super) fn unnumbered(&mut self, line: Line<'a>) -> bool {
        if matches!(self.section, Section::Appended | Section::Form) {
            return false;
        }
        let bracketed = bracketed_title(line.text).is_some_and(|(_, length)| length == line.text.len());
        let front = self.section == Section::Front;
        let look = line.paragraph.look;
        let heading = bracketed
            || (!front
                && is_bare_title(line.text)
                && (look.heading.is_some() || look.bold || !line.text.contains('。')));
        if front && !bracketed && !line.text.contains('。') {
            return false;
        }
        self.section = Section::Body;
        if heading {
            let mut node = Node::new(None, Origin::Fixed, ProvisionKind::Chapter, Some(line));
            let title = bracketed_title(line.text)
                .filter(|_| bracketed)
                .map_or(line.text, |(inner, _)| inner);
            node.title = Some(title.trim().to_owned());
            let id = self.add(node);
            self.units = vec![id];
            self.frames.clear();
            self.base = None;
            self.open = id;
            return true;
        }
        let last = &self.nodes[self.open];
        if self.scheme.joined && last.origin == Origin::Bullet && !is_complete(last.last_words()) {
            return false;
        }
        let parent = self.units.last().copied();
        let mut node = Node::new(parent, Origin::Bullet, ProvisionKind::Paragraph, Some(line));
        node.head.push(line, 0, "");
        let id = self.add(node);
        self.frames.clear();
        self.base = Some(id);
        self.open = id;
        true
    }
}
