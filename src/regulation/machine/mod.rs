//! The stack machine: decides by the sequence which markers open provisions, and at which level.
//!
//! A number counts only if it continues a sequence that is open or begins one; everything else is text of the
//! provision that is open.

mod joined;
mod lists;
mod plain;
mod units;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use super::lines::{Line, Piece};
use super::marker::{Marked, Marker, Style, bracketed_title, scan};
use super::model::ProvisionKind;
use super::scheme::Scheme;
use super::sequence::{Step, path_step, unit_step};
use super::titles::is_bare_title;
use super::tree::{Node, Origin, is_complete, is_dangling, joint};

/// A level of numbers that is open.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    style: Style,
    last: Vec<u32>,
    pub(super) node: usize,
    indent: f32,
}

impl Frame {
    fn is_followed_by(&self, style: Style, number: &[u32]) -> bool {
        self.style == style && !self.last.is_empty() && unit_step(&self.last, number) == Step::Next
    }
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
    /// The last numbered entry of a document without articles.
    last_entry: Option<(Style, Vec<u32>)>,
    pub(super) section: Section,
    /// The annex whose title line was met.
    titled: Option<usize>,
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
            last_entry: None,
            section: Section::Front,
            titled: None,
            tables: 0,
            last_table: None,
        }
    }

    /// Reads the whole flow. Lines in `contents` are the table of contents.
    pub fn run(
        &mut self,
        pieces: Vec<Piece<'a>>,
        contents: &Range<usize>,
        inner: &[usize],
        headings: &BTreeMap<usize, usize>,
    ) {
        let mut pieces = pieces.into_iter().enumerate().peekable();
        while let Some((at, piece)) = pieces.next() {
            match piece {
                Piece::Line(line, _) if contents.contains(&at) => self.contents(line, at == contents.start),
                Piece::Line(line, marked) => {
                    if inner.contains(&at) {
                        self.inner_document(line);
                    } else if let Some(level) = headings.get(&at).filter(|_| self.takes_headings()) {
                        self.heading(line, *level);
                    } else {
                        self.joined_lines(line, marked, pieces.peek().map(|(_, next)| next));
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

    fn last_article(&self) -> &[u32] {
        &self.last_article
    }

    fn open_path(&self) -> &[u32] {
        &self.path
    }

    pub(super) fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Reads a line that begins with `marked`; `next` comes behind it.
    pub(super) fn line(&mut self, line: Line<'a>, marked: Option<Marked>, next: Option<&Piece<'a>>) {
        let marked = marked.map(|marked| Marked {
            strong: marked.strong || self.scheme.is_glued(&marked),
            ..marked
        });
        if marked.is_some_and(|marked| self.marked(line, &marked)) {
            return;
        }
        // （目的）第1条 …: the title stands before the number on the same line.
        if let Some((_, length)) = bracketed_title(line.text) {
            let rest = line.text[length..].trim_start();
            let from = line.text.len() - rest.len();
            if rest.is_empty() {
                if !self.scheme.unnumbered || !self.unnumbered(line) {
                    self.pending.push(line);
                }
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
        if self.scheme.unnumbered && self.unnumbered(line) {
            return;
        }
        self.flush();
        if let Some(home) = self.behind_list(line) {
            self.open = home;
        }
        self.text(line);
    }

    /// Whether a line without brackets is the title of the article on the next line.
    pub(super) fn is_title_of(&self, line: Line<'a>, next: Option<&Piece<'a>>) -> bool {
        let Some(Piece::Line(next, Some(marked))) = next else {
            return false;
        };
        let article = matches!(
            marked.marker,
            Marker::Unit {
                kind: ProvisionKind::Article,
                ..
            }
        );
        article
            && marked.strong
            && self.scheme.articles
            && self.section == Section::Body
            && bracketed_title(&next.text[marked.rest..]).is_none()
            && is_bare_title(line.text)
            && (!self.scheme.joined || is_complete(self.nodes[self.open].last_words()))
    }

    /// Opens what the marker says, if the sequence allows it.
    pub(super) fn marked(&mut self, line: Line<'a>, marked: &Marked) -> bool {
        let last = self.nodes[self.open].last_words();
        let broken = is_dangling(last) && (self.scheme.joined || last.ends_with(['、', '，']));
        let dangling = line.auto == 0 && broken && self.pending.is_empty() && !self.heads(&marked.marker);
        match &marked.marker {
            Marker::Unit {
                kind: ProvisionKind::Article,
                number,
                hyphened,
                gone,
            } => {
                !dangling
                    && self.section != Section::Form
                    && self.article(line, marked, number, (*hyphened, gone))
            }
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
            Marker::Bullet if self.section == Section::Body || self.scheme.unnumbered => {
                if dangling || self.is_broken_at(line) {
                    return false;
                }
                self.flush();
                let parent = if self.scheme.unnumbered {
                    self.units.last().copied()
                } else {
                    self.innermost()
                };
                self.open_node(line, marked, parent, Origin::Bullet, ProvisionKind::Item);
                self.section = if self.section == Section::Front {
                    Section::Body
                } else {
                    self.section
                };
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

    /// Whether `marker` is the next step of a path and what is open is a heading, which may end in any word:
    /// 「9　困ったときのために」 before 「9-1　…」.
    fn heads(&self, marker: &Marker) -> bool {
        let open = &self.nodes[self.open];
        let words = &open.head.text;
        let heading = matches!(open.origin, Origin::List(Style::Path | Style::Bare | Style::Dot))
            && open.body.text.is_empty()
            && words.chars().count() <= 25
            && !words.contains(['。', '、', '，']);
        let Marker::List(readings) = marker else {
            return false;
        };
        let next = |(style, number): &(Style, Vec<u32>)| {
            *style == Style::Path && path_step(&self.path, number) == Step::Next
        };
        heading && readings.iter().any(next)
    }

    /// Whether a line of a page begins with 「・」 because a sentence was broken there: 「入室簿に、入室」 before
    /// 「・退室の時刻を書く。」. A heading before bullets has no comma.
    fn is_broken_at(&self, line: Line<'a>) -> bool {
        let open = &self.nodes[self.open];
        let words = open.last_words();
        let sentence = words.rsplit(['。', '\n']).next().unwrap_or_default();
        self.scheme.joined
            && line.text.starts_with('・')
            && open.origin != Origin::Bullet
            && self.pending.is_empty()
            && !self.leads()
            && sentence.contains(['、', '，'])
            && joint(words, true).is_empty()
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
    pub(super) fn open_node(
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
}
