//! The stack machine: decides by the sequence which markers open provisions, and at which level.
//!
//! A number counts only if it continues a sequence that is open or begins one; everything else is text of the
//! provision that is open.

use std::ops::Range;

use crate::document::{Block, Note, NoteKind};

use super::lines::{Line, Piece, lines_of};
use super::marker::{Marked, Marker, Style, bracketed_title, is_deleted, scan};
use super::model::ProvisionKind;
use super::scheme::Scheme;
use super::sequence::{Step, path_step, unit_step};
use super::titles::{is_amendment_note, is_bare_title, is_dated};
use super::tree::{Node, Origin, Words, is_complete, is_dangling};
use super::vocabulary::LEADS;

/// A level of numbers that is open.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    style: Style,
    last: Vec<u32>,
    pub(super) node: usize,
    indent: f32,
}

/// Where in the document the machine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Before the first provision.
    Front,
    /// Among the provisions, also those of 附則.
    Body,
    /// In 別表 or 別紙.
    Appended,
    /// In a form, where numbers are only fields.
    Form,
}

/// A jump in a sequence: the node after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Irregular {
    /// Numbers were left out before this node.
    Gap(usize),
    /// The number was there before.
    Duplicate(usize),
}

/// The machine.
pub struct Machine<'a> {
    pub(super) scheme: Scheme,
    /// The provisions so far.
    pub nodes: Vec<Node>,
    /// Jumps in sequences.
    pub irregular: Vec<Irregular>,
    pub(super) frames: Vec<Frame>,
    units: Vec<usize>,
    /// The article, 附則 or appended table under which lists open.
    pub(super) base: Option<usize>,
    /// What takes the next words.
    pub(super) open: usize,
    pending: Vec<Line<'a>>,
    last_article: Vec<u32>,
    /// Whether a unit was opened since the last article, so that articles may begin again.
    fresh_unit: bool,
    path: Vec<u32>,
    pub(super) section: Section,
    /// How many tables without a name were met.
    pub(super) tables: u32,
    /// The table whose rows came last, if nothing came since.
    pub(super) last_table: Option<usize>,
}

impl<'a> Machine<'a> {
    /// A machine at the beginning of a document.
    pub fn new(scheme: Scheme) -> Self {
        Self {
            scheme,
            nodes: vec![Node::new(None, Origin::Fixed, ProvisionKind::Preamble, None)],
            irregular: Vec::new(),
            frames: Vec::new(),
            units: Vec::new(),
            base: None,
            open: 0,
            pending: Vec::new(),
            last_article: Vec::new(),
            fresh_unit: false,
            path: Vec::new(),
            section: Section::Front,
            tables: 0,
            last_table: None,
        }
    }

    /// Reads the whole flow. Lines in `contents` are the table of contents.
    pub fn run(&mut self, pieces: &[Piece<'a>], contents: &Range<usize>, inner: &[usize]) {
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Line(line) if contents.contains(&at) => self.contents(*line, at == contents.start),
                Piece::Line(line) => {
                    let next = match pieces.get(at + 1) {
                        Some(Piece::Line(next)) => Some(*next),
                        _ => None,
                    };
                    if inner.contains(&at) {
                        self.inner_document(*line);
                    } else {
                        self.line(*line, next);
                    }
                    self.last_table = None;
                }
                Piece::Table(table) => {
                    self.flush();
                    self.table(table);
                }
                Piece::Note(note) => self.note(note),
            }
        }
        self.flush();
    }

    pub(super) fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn line(&mut self, line: Line<'a>, next: Option<Line<'a>>) {
        let opened = scan(line.text, line.auto).is_some_and(|marked| self.marked(line, &marked));
        if opened {
            return;
        }
        // （目的）第1条 …: the title stands before the number on the same line.
        if let Some((_, length)) = bracketed_title(line.text) {
            let rest = line.text[length..].trim_start();
            let from = line.text.len() - rest.len();
            if rest.is_empty() {
                self.pending.push(line);
                return;
            }
            if let Some(
                marked @ Marked {
                    marker:
                        Marker::Unit {
                            kind: ProvisionKind::Article,
                            ..
                        },
                    ..
                },
            ) = scan(rest, 0)
            {
                let title = Line {
                    text: line.text[..length].trim_end(),
                    ..line
                };
                self.flush();
                self.pending.push(title);
                let rest = Line {
                    text: rest,
                    offset: line.offset + from,
                    auto: 0,
                    ..line
                };
                if self.marked(rest, &marked) {
                    return;
                }
                self.pending.clear();
            }
        }
        if self.is_title_of(line, next) {
            self.flush();
            self.pending.push(line);
            return;
        }
        self.flush();
        self.text(line);
    }

    /// Whether a line without brackets is the title of the article on the next line.
    fn is_title_of(&self, line: Line<'a>, next: Option<Line<'a>>) -> bool {
        let Some(next) = next else { return false };
        self.scheme.articles
            && self.section == Section::Body
            && is_bare_title(line.text)
            && (!self.scheme.joined || is_complete(self.nodes[self.open].last_words()))
            && matches!(scan(next.text, next.auto), Some(Marked { marker: Marker::Unit { kind: ProvisionKind::Article, .. }, strong: true, rest, .. })
                if bracketed_title(&next.text[rest..]).is_none())
    }

    /// Opens what the marker says, if the sequence allows it.
    fn marked(&mut self, line: Line<'a>, marked: &Marked) -> bool {
        let dangling =
            line.auto == 0 && is_dangling(self.nodes[self.open].last_words()) && self.pending.is_empty();
        match &marked.marker {
            Marker::Unit {
                kind: ProvisionKind::Article,
                number,
                to,
            } => !dangling && self.section != Section::Form && self.article(line, marked, number, *to),
            Marker::Unit { kind, number, .. } => {
                let fits =
                    !dangling && marked.strong && self.section != Section::Form && !line.text.ends_with('。');
                if fits {
                    self.unit(line, marked, *kind, number);
                }
                fits
            }
            Marker::Supplementary => {
                let fits = !dangling && self.section != Section::Front;
                if fits {
                    self.supplementary(line, marked);
                }
                fits
            }
            Marker::Appended { kind, name } => {
                if dangling {
                    return false;
                }
                self.appended(line, marked, *kind, name);
                true
            }
            Marker::List(readings) => {
                self.section != Section::Form && self.list(line, marked, readings, dangling)
            }
            Marker::Bullet if self.section == Section::Body => {
                if dangling {
                    return false;
                }
                self.flush();
                let parent = self.innermost();
                self.open_node(line, marked, parent, Origin::Bullet, ProvisionKind::Item);
                true
            }
            Marker::Remark if self.section != Section::Front => {
                self.flush();
                let parent = self.base.or(self.innermost());
                self.open_node(line, marked, parent, Origin::Fixed, ProvisionKind::Note);
                true
            }
            Marker::Bullet | Marker::Remark | Marker::Contents => false,
        }
    }

    /// The node under which a list opens.
    pub(super) fn innermost(&self) -> Option<usize> {
        self.frames
            .last()
            .map(|frame| frame.node)
            .or(self.base)
            .or(self.units.last().copied())
    }

    /// Adds a node for `line` and leaves it open; what follows the marker is its head.
    fn open_node(
        &mut self,
        line: Line<'a>,
        marked: &Marked,
        parent: Option<usize>,
        origin: Origin,
        kind: ProvisionKind,
    ) -> usize {
        let mut node = Node::new(parent, origin, kind, Some(line));
        line.text[..marked.label].trim().clone_into(&mut node.label);
        node.head.push(line, marked.rest, "");
        self.open = self.add(node);
        self.open
    }

    // ---- articles and units ----

    fn article(&mut self, line: Line<'a>, marked: &Marked, number: &[u32], to: Option<u32>) -> bool {
        let titled = !self.pending.is_empty() || bracketed_title(&line.text[marked.rest..]).is_some();
        let step = unit_step(&self.last_article, number);
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
        self.last_article = to.map_or_else(|| number.to_vec(), |to| vec![to]);
        self.fresh_unit = false;
        if let Some(title) = title {
            self.nodes[id].title = Some(title);
        } else {
            self.title_on_line(id);
        }
        for deleted in to.into_iter().flat_map(|to| number[0] + 1..=to) {
            let mut node = Node::new(parent, Origin::Fixed, ProvisionKind::Article, Some(line));
            node.number = vec![deleted];
            self.add(node);
        }
        self.chained(line, id);
        true
    }

    /// What articles belong to: 附則 while it is open, else the innermost unit.
    fn article_parent(&self) -> Option<usize> {
        let supplementary = self.base.and_then(|base| {
            let path = std::iter::successors(Some(base), |&at| self.nodes[at].parent);
            path.into_iter()
                .find(|&at| matches!(self.nodes[at].kind, ProvisionKind::SupplementaryProvision))
        });
        supplementary.or(self.units.last().copied())
    }

    /// Makes `id` what lists open under.
    fn begin(&mut self, id: usize, path: &[u32]) {
        self.frames.clear();
        self.base = Some(id);
        self.open = id;
        self.path = path.to_vec();
        if self.section != Section::Appended || self.nodes[id].kind == ProvisionKind::Article {
            self.section = Section::Body;
        }
    }

    /// Takes a bracketed title off the head of a node.
    fn title_on_line(&mut self, id: usize) {
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
    fn chained(&mut self, line: Line<'a>, id: usize) {
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

    fn unit(&mut self, line: Line<'a>, marked: &Marked, kind: ProvisionKind, number: &[u32]) {
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

    fn supplementary(&mut self, line: Line<'a>, marked: &Marked) {
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

    fn appended(&mut self, line: Line<'a>, marked: &Marked, kind: ProvisionKind, name: &str) {
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
    fn inner_document(&mut self, line: Line<'a>) {
        self.flush();
        let mut node = Node::new(None, Origin::Fixed, ProvisionKind::Appendix, Some(line));
        node.title = Some(line.text.to_owned());
        node.name = Some(super::front::kind_of(line.text).word().to_owned());
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

    // ---- lists ----

    fn list(
        &mut self,
        line: Line<'a>,
        marked: &Marked,
        readings: &[(Style, Vec<u32>)],
        dangling: bool,
    ) -> bool {
        if dangling || (self.section == Section::Front && self.scheme.articles) {
            return false;
        }
        let complete = self.is_settled();
        if !marked.strong && !complete {
            return false;
        }
        for (style, number) in readings {
            if *style == Style::Path {
                return self.path(line, marked, number);
            }
        }
        self.continued(line, marked, readings)
            || self.second_paragraph(line, marked, readings)
            || self.begun(line, marked, readings)
            || self.irregular(line, marked, readings)
    }

    /// Whether the words so far may end here.
    fn is_settled(&self) -> bool {
        !self.pending.is_empty() || is_complete(self.nodes[self.open].last_words())
    }

    /// The next number of an open level.
    fn continued(&mut self, line: Line<'a>, marked: &Marked, readings: &[(Style, Vec<u32>)]) -> bool {
        let indent = line.paragraph.look.indent;
        let mut fits: Vec<_> = (0..self.frames.len())
            .rev()
            .filter_map(|at| {
                let frame = &self.frames[at];
                let (style, number) = readings
                    .iter()
                    .find(|(style, number)| *style == frame.style && number[0] == frame.last[0] + 1)?;
                Some((at, *style, number.clone()))
            })
            .collect();
        if fits.len() > 1 {
            // Two levels of one style: the printed indentation tells which.
            let near = |at: usize| (self.frames[at].indent - indent).abs();
            fits.sort_by(|a, b| near(a.0).total_cmp(&near(b.0)).then(b.0.cmp(&a.0)));
        }
        let Some((at, style, number)) = fits.into_iter().next() else {
            return false;
        };
        self.frames.truncate(at + 1);
        self.open_list(line, marked, style, &number);
        true
    }

    /// 「2　」 after an unnumbered first paragraph.
    fn second_paragraph(&mut self, line: Line<'a>, marked: &Marked, readings: &[(Style, Vec<u32>)]) -> bool {
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
    fn begun(&mut self, line: Line<'a>, marked: &Marked, readings: &[(Style, Vec<u32>)]) -> bool {
        let Some((style, number)) = Self::opening(readings) else {
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
        true
    }

    fn opening(readings: &[(Style, Vec<u32>)]) -> Option<(Style, Vec<u32>)> {
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
    fn leads(&self) -> bool {
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
    fn irregular(&mut self, line: Line<'a>, marked: &Marked, readings: &[(Style, Vec<u32>)]) -> bool {
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
            let jump = if now > last + 1 && now <= last + 4 && (settled || style != Style::Bare) {
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

    fn new_frame(&mut self, line: Line<'a>, marked: &Marked, style: Style, number: &[u32]) {
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
    fn open_list(&mut self, line: Line<'a>, marked: &Marked, style: Style, number: &[u32]) {
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
        }
        if self.section == Section::Front {
            self.section = Section::Body;
        }
        if entry && self.nodes[id].title.is_none() {
            self.title_on_line(id);
        }
        if number.len() == 1 && style != Style::Path {
            self.chained(line, id);
        }
    }

    /// 1-1-1, 4.2.1.
    fn path(&mut self, line: Line<'a>, marked: &Marked, number: &[u32]) -> bool {
        let titled = !self.pending.is_empty() || bracketed_title(&line.text[marked.rest..]).is_some();
        let gap = match path_step(&self.path, number) {
            Step::Next | Step::First => false,
            Step::Gap if marked.strong && (self.is_settled() || titled) => true,
            _ => return false,
        };
        if !marked.strong && !self.is_settled() {
            return false;
        }
        let holds = |frame: &Frame| {
            let depth = frame.last.len();
            matches!(frame.style, Style::Path | Style::Bare | Style::Dot | Style::Dai)
                && depth < number.len()
                && frame.last == number[..depth]
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

    // ---- text ----

    /// Appends a line to what is open.
    fn text(&mut self, line: Line<'a>) {
        self.text_from(line, 0);
    }

    pub(super) fn text_from(&mut self, line: Line<'a>, from: usize) {
        let appended = matches!(self.section, Section::Appended)
            && self.base == Some(self.open)
            && self.nodes[self.open].body.text.is_empty()
            && self.nodes[self.open].head.text.is_empty()
            && is_bare_title(line.text);
        let joined = self.scheme.joined;
        let node = &mut self.nodes[self.open];
        node.ocr |= line.paragraph.ocr;
        if appended {
            let title = node.title.get_or_insert_default();
            if !title.is_empty() {
                title.push('　');
            }
            title.push_str(line.text);
            return;
        }
        let complete = is_complete(node.last_words());
        let joint = if joined && !complete && self.section == Section::Body {
            ""
        } else {
            "\n"
        };
        node.body.push(line, from, joint);
    }

    /// The title that waits for the provision now opened.
    fn take_title(&mut self) -> Option<String> {
        let last = self.pending.pop();
        self.flush();
        let last = last?;
        if is_amendment_note(last.text) || is_dated(last.text) {
            self.pending.push(last);
            self.flush();
            return None;
        }
        Some(match bracketed_title(last.text) {
            Some((inner, length)) if length == last.text.len() => inner.trim().to_owned(),
            _ => last.text.to_owned(),
        })
    }

    fn flush_keep_title(&mut self) {
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

    fn contents(&mut self, line: Line<'a>, first: bool) {
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

    fn note(&mut self, note: &'a Note) {
        let lines: Vec<Line<'a>> = note
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Paragraph(paragraph) => Some(paragraph),
                _ => None,
            })
            .flat_map(lines_of)
            .collect();
        let is_article = |line: &Line<'_>| {
            matches!(
                scan(line.text, line.auto),
                Some(Marked {
                    marker: Marker::Unit { .. },
                    strong: true,
                    ..
                })
            )
        };
        if note.kind == NoteKind::TextBox && lines.iter().any(is_article) {
            for (at, line) in lines.iter().enumerate() {
                self.line(*line, lines.get(at + 1).copied());
            }
        } else if !lines.is_empty() {
            let parent = self.base.or(self.innermost());
            let mut beside = Node::new(parent, Origin::Fixed, ProvisionKind::Note, None);
            beside.place = note.place;
            note.mark.clone_into(&mut beside.label);
            let mut words = Words::default();
            for line in &lines {
                words.push(*line, 0, "\n");
                beside.ocr |= line.paragraph.ocr;
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
