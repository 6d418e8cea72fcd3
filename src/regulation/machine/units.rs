//! Articles, chapters, 附則, 別表 and further documents.

use super::super::front;
use super::super::headings;
use super::super::lines::Line;
use super::super::marker::{Marked, Marker, bracketed_title, is_deleted, scan};
use super::super::model::ProvisionKind;
use super::super::sequence::{Step, article_step, unit_step};
use super::super::tree::{Node, Origin};
use super::{Irregular, Machine, Section};

impl<'a> Machine<'a> {
    pub(super) fn article(
        &mut self,
        line: Line<'a>,
        marked: &Marked,
        number: &[u32],
        (hyphened, gone): (bool, &[Vec<u32>]),
    ) -> bool {
        let titled = !self.pending.is_empty() || bracketed_title(&line.text[marked.rest..]).is_some();
        let step = article_step(&self.last_article, number, hyphened);
        let fits = match step {
            Step::Next => true,
            Step::First => {
                marked.strong
                    && (self.last_article.is_empty() || self.fresh_unit || (titled && number == [1]))
            }
            Step::Gap => {
                marked.strong && (titled || number[0] <= self.last_article.first().copied().unwrap_or(0) + 10)
            }
            Step::Back => marked.strong && titled,
        };
        if !fits {
            return false;
        }
        let parent = self.article_parent();
        let title = self.take_title();
        let id = self.open_node(line, marked, parent, Origin::Fixed, ProvisionKind::Article);
        number.clone_into(&mut self.nodes[id].number);
        match step {
            Step::Gap => self.irregular.push(Irregular::Gap(id)),
            Step::Back => self.irregular.push(Irregular::Duplicate(id)),
            Step::Next | Step::First => {}
        }
        self.begin(id, number);
        self.last_article = gone.last().map_or(number, Vec::as_slice).to_vec();
        self.fresh_unit = false;
        if let Some(title) = title {
            self.nodes[id].title = Some(title);
        } else {
            self.title_on_line(id);
        }
        for deleted in gone {
            let mut node = Node::new(parent, Origin::Fixed, ProvisionKind::Article, Some(line));
            node.number.clone_from(deleted);
            self.add(node);
        }
        self.chained(line, id);
        true
    }

    /// What articles belong to: 附則 while it is open, else the innermost unit.
    pub(super) fn article_parent(&self) -> Option<usize> {
        let supplementary = self.base.and_then(|base| {
            let path = std::iter::successors(Some(base), |&at| self.nodes[at].parent);
            path.into_iter()
                .find(|&at| matches!(self.nodes[at].kind, ProvisionKind::SupplementaryProvision))
        });
        supplementary.or(self.units.last().copied())
    }

    /// Makes `id` what lists open under.
    pub(super) fn begin(&mut self, id: usize, path: &[u32]) {
        self.frames.clear();
        self.base = Some(id);
        self.open = id;
        self.path = path.to_vec();
        if self.section != Section::Appended || self.nodes[id].kind == ProvisionKind::Article {
            self.section = Section::Body;
        }
    }

    /// Takes a bracketed title off the head of a node.
    pub(super) fn title_on_line(&mut self, id: usize) {
        let node = &mut self.nodes[id];
        if let Some((inner, length)) = bracketed_title(&node.head.text)
            && !is_deleted(&node.head.text)
            && !node.head.text.starts_with('「')
        {
            node.title = Some(inner.trim().to_owned());
            node.head.split_front(length);
        }
    }

    /// 「第5条　1. …」: a list that begins on the heading's line.
    pub(super) fn chained(&mut self, line: Line<'a>, id: usize) {
        let head = &self.nodes[id].head.text;
        let length = head.len();
        let Some(marked) = scan(head, 0) else { return };
        let Marker::List(readings) = &marked.marker else {
            return;
        };
        let begins = readings.iter().any(|(_, number)| number == &[1]);
        if !begins || !marked.strong || marked.rest >= length {
            return;
        }
        let from = line.text.len() - length;
        let rest = Line {
            text: &line.text[from..],
            offset: line.offset + from,
            auto: 0,
            ..line
        };
        let head = std::mem::take(&mut self.nodes[id].head);
        if !self.list(rest, &marked, readings, false) {
            self.nodes[id].head = head;
        }
    }

    pub(super) fn unit(&mut self, line: Line<'a>, marked: &Marked, kind: ProvisionKind, number: &[u32]) {
        self.flush();
        while self
            .units
            .last()
            .is_some_and(|&last| self.nodes[last].kind >= kind || !is_unit(self.nodes[last].kind))
        {
            // An inner document holds its own units.
            if self
                .units
                .last()
                .is_some_and(|&last| self.nodes[last].kind == ProvisionKind::Appendix)
            {
                break;
            }
            self.units.pop();
        }
        let parent = self.units.last().copied();
        let before = self
            .nodes
            .iter()
            .rev()
            .find(|node| node.kind == kind && node.parent == parent)
            .map(|node| node.number.clone());
        let id = self.open_node(line, marked, parent, Origin::Fixed, kind);
        number.clone_into(&mut self.nodes[id].number);
        match before.map(|before| unit_step(&before, number)) {
            Some(Step::Gap) => self.irregular.push(Irregular::Gap(id)),
            Some(Step::Back) => self.irregular.push(Irregular::Duplicate(id)),
            _ => {}
        }
        let node = &mut self.nodes[id];
        let bracket = node.label.starts_with(['【', '〔', '［', '[', '≪', '《', '＜']);
        if bracket && let Some(end) = node.head.text.find(['】', '〕', '］', ']', '≫', '》', '＞']) {
            let title = node.head.split_front(end);
            node.title = Some(title.trim().to_owned()).filter(|title| !title.is_empty());
            let close = node.head.text.chars().next().map_or(0, char::len_utf8);
            node.head.split_front(close);
            if node.title.is_none() && !node.head.text.is_empty() {
                let length = node.head.text.len();
                node.title = Some(node.head.split_front(length));
            }
        } else if let Some((inner, length)) =
            bracketed_title(&node.head.text).filter(|(_, length)| *length == node.head.text.len())
        {
            node.title = Some(inner.trim().to_owned());
            node.head.split_front(length);
        } else {
            let length = node.head.text.len();
            let title = node.head.split_front(length);
            node.title = Some(title.trim().to_owned()).filter(|title| !title.is_empty());
        }
        self.units.push(id);
        self.frames.clear();
        self.base = None;
        self.open = id;
        self.path = number[..1].to_vec();
        self.fresh_unit = true;
        self.section = Section::Body;
    }

    /// Whether a line with the sign of a heading can be one here.
    pub(super) fn takes_headings(&self) -> bool {
        matches!(self.section, Section::Front | Section::Body)
    }

    /// A heading without a number, `level` steps below the numbered units.
    pub(super) fn heading(&mut self, line: Line<'a>, level: usize) {
        const KINDS: [ProvisionKind; 4] = [
            ProvisionKind::Chapter,
            ProvisionKind::Section,
            ProvisionKind::Subsection,
            ProvisionKind::Division,
        ];
        self.flush();
        let numbered = self
            .units
            .iter()
            .any(|&unit| is_unit(self.nodes[unit].kind) && !self.nodes[unit].number.is_empty());
        let kind = KINDS[(level + usize::from(numbered)).min(KINDS.len() - 1)];
        while let Some(&last) = self.units.last()
            && is_unit(self.nodes[last].kind)
            && self.nodes[last].kind >= kind
        {
            self.units.pop();
        }
        let (sign, words) = headings::words(&line);
        let mut node = Node::new(self.units.last().copied(), Origin::Fixed, kind, Some(line));
        sign.clone_into(&mut node.label);
        node.title = Some(words.to_owned());
        let id = self.add(node);
        self.units.push(id);
        self.frames.clear();
        self.base = None;
        self.open = id;
        self.path.clear();
        self.last_entry = None;
        self.section = Section::Body;
    }

    pub(super) fn supplementary(&mut self, line: Line<'a>, marked: &Marked) {
        self.flush();
        let inner = self
            .units
            .iter()
            .copied()
            .find(|&unit| self.nodes[unit].kind == ProvisionKind::Appendix);
        self.units.retain(|&unit| Some(unit) == inner);
        let id = self.open_node(
            line,
            marked,
            inner,
            Origin::Fixed,
            ProvisionKind::SupplementaryProvision,
        );
        self.last_article.clear();
        self.section = Section::Body;
        self.begin(id, &[]);
        self.title_on_line(id);
        self.chained(line, id);
    }

    pub(super) fn appended(&mut self, line: Line<'a>, marked: &Marked, kind: ProvisionKind, name: &str) {
        let within = name.starts_with('表') || name.starts_with('図');
        self.flush();
        let parent = if within { self.innermost() } else { None };
        let id = self.open_node(line, marked, parent, Origin::Fixed, kind);
        let node = &mut self.nodes[id];
        node.name = Some(name.to_owned());
        if within {
            self.tables += u32::from(name.starts_with('表'));
        } else {
            self.frames.clear();
            self.units.clear();
            self.base = Some(id);
            self.path.clear();
            self.last_article.clear();
            self.section = if kind == ProvisionKind::AppendedForm {
                Section::Form
            } else {
                Section::Appended
            };
        }
        let node = &mut self.nodes[id];
        if !is_deleted(&node.head.text) {
            let length = node.head.text.len();
            let title = node.head.split_front(length);
            let title = title
                .trim()
                .trim_start_matches(['】', '）', ')', '］', '〕', '＞', ':', '：', '.', '．'])
                .trim();
            let title = match bracketed_title(title) {
                Some((inner, length)) if length == title.len() => inner,
                _ => title,
            };
            node.title = Some(title.to_owned()).filter(|title| !title.is_empty());
        }
    }

    /// A further document in the same file.
    pub(super) fn inner_document(&mut self, line: Line<'a>) {
        self.flush();
        let mut node = Node::new(None, Origin::Fixed, ProvisionKind::Appendix, Some(line));
        node.title = Some(line.text.to_owned());
        let word = front::kind_of(line.text).word();
        let count = self
            .nodes
            .iter()
            .filter(|node| {
                node.kind == ProvisionKind::Appendix
                    && front::is_document_title(node.title.as_deref().unwrap_or_default())
            })
            .filter(|node| node.name.as_deref().is_some_and(|name| name.starts_with(word)))
            .count();
        node.name = Some(if count == 0 {
            word.to_owned()
        } else {
            format!("{word}{}", count + 1)
        });
        let id = self.add(node);
        self.units = vec![id];
        self.frames.clear();
        self.base = None;
        self.open = id;
        self.path.clear();
        self.last_article.clear();
        self.fresh_unit = true;
        self.section = Section::Body;
    }
}

fn is_unit(kind: ProvisionKind) -> bool {
    matches!(
        kind,
        ProvisionKind::Part
            | ProvisionKind::Chapter
            | ProvisionKind::Section
            | ProvisionKind::Subsection
            | ProvisionKind::Division
    )
}
