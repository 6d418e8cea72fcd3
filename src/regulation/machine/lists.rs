//! Numbered lists: which open level a number continues, or whether it opens one.

use super::super::lines::Line;
use super::super::marker::{Marked, Style, bracketed_title, deleted_items};
use super::super::model::ProvisionKind;
use super::super::sequence::{Step, path_step, unit_step};
use super::super::tree::{Node, Origin, is_complete};
use super::super::vocabulary::LEADS;
use super::{Frame, Irregular, Machine, Section};

impl<'a> Machine<'a> {
    pub(super) fn list(
        &mut self,
        line: Line<'a>,
        marked: &Marked,
        readings: &[(Style, Vec<u32>)],
        dangling: bool,
    ) -> bool {
        if dangling || (self.section == Section::Front && self.scheme.articles) {
            return false;
        }
        let complete = self.is_settled() || self.heads(&marked.marker);
        if !marked.strong && !complete {
            return false;
        }
        for (style, number) in readings {
            if *style == Style::Path {
                return self.path(line, marked, number, complete);
            }
        }
        self.continued(line, marked, readings)
            || self.continued_entry(line, marked, readings)
            || self.second_paragraph(line, marked, readings)
            || self.begun(line, marked, readings)
            || self.irregular(line, marked, readings)
    }

    /// Whether the words so far may end here.
    pub(super) fn is_settled(&self) -> bool {
        !self.pending.is_empty() || is_complete(self.nodes[self.open].last_words())
    }

    /// The next number of an open level.
    pub(super) fn continued(
        &mut self,
        line: Line<'a>,
        marked: &Marked,
        readings: &[(Style, Vec<u32>)],
    ) -> bool {
        let indent = line.paragraph.look.indent;
        let mut fits: Vec<_> = (0..self.frames.len())
            .rev()
            .filter_map(|at| {
                let frame = &self.frames[at];
                let likely = readings
                    .iter()
                    .position(|(style, number)| frame.is_followed_by(*style, number))?;
                let (style, number) = &readings[likely];
                Some((at, *style, number.clone(), likely))
            })
            .collect();
        if fits.len() > 1 {
            // Two levels of one style, or 二 where ニ could be meant: the printed indentation tells which, then the sign.
            let near = |at: usize| (self.frames[at].indent - indent).abs();
            fits.sort_by(|a, b| {
                let indent = near(a.0).total_cmp(&near(b.0));
                indent.then(a.3.cmp(&b.3)).then(b.0.cmp(&a.0))
            });
        }
        let Some((at, style, number, _)) = fits.into_iter().next() else {
            return false;
        };
        self.frames.truncate(at + 1);
        self.open_list(line, marked, style, &number);
        true
    }

    /// The next numbered entry behind a heading: 「第2章」 and then 「3　」, where 「2　」 was in the chapter before.
    fn continued_entry(&mut self, line: Line<'a>, marked: &Marked, readings: &[(Style, Vec<u32>)]) -> bool {
        let Some((style, last)) = self.last_entry.clone() else {
            return false;
        };
        let headings = [Style::Roman, Style::Capital];
        let behind_heading =
            self.base.is_none() && self.frames.iter().all(|frame| headings.contains(&frame.style));
        let next = readings
            .iter()
            .find(|(each, number)| *each == style && unit_step(&last, number) == Step::Next);
        match next {
            Some((_, number)) if behind_heading && marked.strong => {
                self.new_frame(line, marked, style, number);
                true
            }
            _ => false,
        }
    }

    /// 「2　」 after an unnumbered first paragraph.
    pub(super) fn second_paragraph(
        &mut self,
        line: Line<'a>,
        marked: &Marked,
        readings: &[(Style, Vec<u32>)],
    ) -> bool {
        let Some((style, number)) = readings.iter().find(|(style, number)| {
            matches!(style, Style::Bare | Style::Dot | Style::Circle | Style::Close) && number == &[2]
        }) else {
            return false;
        };
        let level = self
            .frames
            .iter()
            .rposition(|frame| self.scheme.is_entry(frame.style));
        let home = match level {
            Some(at) => Some(self.frames[at].node),
            None => self.base,
        };
        let Some(home) = home else { return false };
        let has_words = !self.nodes[home].head.text.is_empty() || !self.nodes[home].body.text.is_empty();
        let known = self.frames.iter().any(|frame| frame.style == *style);
        let appended = !matches!(
            self.nodes[home].kind,
            ProvisionKind::Article | ProvisionKind::SupplementaryProvision
        ) && level.is_none();
        if !has_words || known || appended || (!marked.strong && !self.is_settled()) {
            return false;
        }
        let keep = level.map_or(0, |at| at + 1);
        self.frames.truncate(keep);
        let (style, number) = (*style, number.clone());
        self.new_frame(line, marked, style, &number);
        true
    }

    /// The first number of a new level.
    pub(super) fn begun(&mut self, line: Line<'a>, marked: &Marked, readings: &[(Style, Vec<u32>)]) -> bool {
        let Some((style, number)) = Self::opening(readings).or_else(|| self.late_opening(readings)) else {
            return false;
        };
        if !marked.strong && !self.leads() {
            return false;
        }
        if self.frames.is_empty() && self.base.is_none() && !self.scheme.may_be_root(style) {
            return false;
        }
        // The same style again, directly: another list beside the first.
        if self.frames.last().is_some_and(|frame| frame.style == style) {
            self.frames.pop();
        }
        self.new_frame(line, marked, style, &number);
        if number != [1] {
            self.irregular.push(Irregular::Gap(self.open));
        }
        true
    }

    /// The first number of a document whose beginning is missing.
    fn late_opening(&self, readings: &[(Style, Vec<u32>)]) -> Option<(Style, Vec<u32>)> {
        let nothing = self.frames.is_empty() && self.base.is_none() && self.last_entry.is_none();
        let late = |(style, number): &&(Style, Vec<u32>)| self.scheme.begins_late(*style, number);
        readings.iter().find(late).filter(|_| nothing).cloned()
    }

    pub(super) fn opening(readings: &[(Style, Vec<u32>)]) -> Option<(Style, Vec<u32>)> {
        let first = |style: Style| {
            readings
                .iter()
                .find(|(each, number)| *each == style && number == &[1])
                .map(|(style, number)| (*style, number.clone()))
        };
        let roman = first(Style::SmallRoman).or_else(|| first(Style::ParenRoman));
        roman.or_else(|| {
            readings
                .iter()
                .find(|(_, number)| number == &[1])
                .map(|(style, number)| (*style, number.clone()))
        })
    }

    /// Whether the open words announce a list.
    pub(super) fn leads(&self) -> bool {
        let words = self.nodes[self.open].last_words();
        let tail: String = words
            .chars()
            .rev()
            .take(30)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        LEADS.iter().any(|lead| tail.contains(lead))
    }

    /// A number that leaves some out or comes twice.
    pub(super) fn irregular(
        &mut self,
        line: Line<'a>,
        marked: &Marked,
        readings: &[(Style, Vec<u32>)],
    ) -> bool {
        if !marked.strong {
            return false;
        }
        let settled = self.is_settled();
        for at in (0..self.frames.len()).rev() {
            let frame = &self.frames[at];
            let Some((style, number)) = readings.iter().find(|(style, _)| *style == frame.style).cloned()
            else {
                continue;
            };
            let (last, now) = (frame.last[0], number[0]);
            let entry = self.scheme.is_entry(style) && at == 0 && !line.text.contains('。');
            let most = if entry { 20 } else { 4 };
            let jump = if now > last + 1 && now <= last + most && (settled || style != Style::Bare) {
                Irregular::Gap(self.nodes.len())
            } else if now == last && settled {
                Irregular::Duplicate(self.nodes.len())
            } else {
                return false;
            };
            self.flush_keep_title();
            self.frames.truncate(at + 1);
            self.open_list(line, marked, style, &number);
            self.irregular.push(match jump {
                Irregular::Gap(_) => Irregular::Gap(self.open),
                Irregular::Duplicate(_) => Irregular::Duplicate(self.open),
            });
            return true;
        }
        // The head of a list was lost: (2) behind words that announce a list.
        let lost = readings.iter().find(|(_, number)| number == &[2]).cloned();
        let Some((style, number)) = lost.filter(|_| self.leads() && self.innermost().is_some()) else {
            return false;
        };
        self.new_frame(line, marked, style, &number);
        self.irregular.push(Irregular::Gap(self.open));
        true
    }

    pub(super) fn new_frame(&mut self, line: Line<'a>, marked: &Marked, style: Style, number: &[u32]) {
        self.ready_title();
        let parent = self.innermost();
        self.frames.push(Frame {
            style,
            last: number.to_vec(),
            node: parent.unwrap_or(0),
            indent: line.paragraph.look.indent,
        });
        self.open_list(line, marked, style, number);
    }

    /// Opens the node of the innermost level.
    pub(super) fn open_list(&mut self, line: Line<'a>, marked: &Marked, style: Style, number: &[u32]) {
        let depth = self.frames.len() - 1;
        let parent = match depth.checked_sub(1) {
            Some(above) => Some(self.frames[above].node),
            None => self.base.or(self.units.last().copied()),
        };
        let title = self.take_title();
        let id = self.open_node(line, marked, parent, Origin::List(style), ProvisionKind::Item);
        number.clone_into(&mut self.nodes[id].number);
        self.nodes[id].title = title;
        if let Some(frame) = self.frames.last_mut() {
            frame.node = id;
            frame.last = number.to_vec();
        }
        let entry = self.scheme.is_entry(style) && self.frames.iter().all(|frame| frame.style != Style::Path);
        if entry && !self.scheme.articles {
            self.path = number.to_vec();
            let above = &self.frames[..self.frames.len().saturating_sub(1)];
            let outer = |style| matches!(style, Style::Roman | Style::Capital);
            // 第３ goes on under Ⅱ from 第２ under Ⅰ.
            let kept = outer(style) && self.last_entry.as_ref().is_some_and(|(inner, _)| !outer(*inner));
            if !kept && above.iter().all(|frame| outer(frame.style)) {
                self.last_entry = Some((style, number.to_vec()));
            }
        }
        if self.section == Section::Front {
            self.section = Section::Body;
        }
        if entry && self.nodes[id].title.is_none() {
            self.title_on_line(id);
        }
        if number.len() == 1 && style != Style::Path && !self.deleted_together(line, marked, id) {
            self.chained(line, id);
        }
    }

    /// 「(3)から(5)まで　削除」: items for the other numbers.
    fn deleted_together(&mut self, line: Line<'a>, marked: &Marked, id: usize) -> bool {
        let Some((gone, length)) = deleted_items(&marked.marker, &self.nodes[id].head.text) else {
            return false;
        };
        let node = &mut self.nodes[id];
        let words = node.head.split_front(length);
        node.label.push_str(words.trim_end());
        let (parent, origin) = (node.parent, node.origin);
        for number in gone {
            let mut node = Node::new(parent, origin, ProvisionKind::Item, Some(line));
            node.number = vec![number];
            if let Some(frame) = self.frames.last_mut() {
                frame.last = vec![number];
            }
            self.add(node);
        }
        true
    }

    /// 1-1-1, 4.2.1.
    fn path(&mut self, line: Line<'a>, marked: &Marked, number: &[u32], complete: bool) -> bool {
        let titled = !self.pending.is_empty() || bracketed_title(&line.text[marked.rest..]).is_some();
        // Within 第3条, 3-1 may stand, and 4-1 may not.
        if self.scheme.articles && self.base.is_some() && self.path.first() != number.first() {
            return false;
        }
        let late = self.path.is_empty() && self.scheme.begins_late(Style::Path, number);
        let gap = match path_step(&self.path, number) {
            Step::Next | Step::First => false,
            _ if late && marked.strong => true,
            Step::Gap if marked.strong && (complete || titled) => true,
            _ => return false,
        };
        if !marked.strong && !complete {
            return false;
        }
        let holds = |frame: &Frame| {
            let depth = frame.last.len();
            let heads = [Style::Path, Style::Bare, Style::Dot, Style::Dai, Style::Capital];
            heads.contains(&frame.style) && depth < number.len() && frame.last == number[..depth]
        };
        let keep = self.frames.iter().rposition(holds).map_or_else(
            || {
                self.frames
                    .iter()
                    .rposition(|frame| frame.style == Style::Roman)
                    .map_or(0, |at| at + 1)
            },
            |at| at + 1,
        );
        self.frames.truncate(keep);
        self.path = number.to_vec();
        self.new_frame(line, marked, Style::Path, number);
        if gap {
            self.irregular.push(Irregular::Gap(self.open));
        }
        true
    }
}
