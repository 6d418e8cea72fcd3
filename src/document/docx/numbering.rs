//! Numbering definitions (ECMA-376 part 1, 17.9): which label a level shows.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::props::{Indent, ParagraphProps, RunProps};
use super::styles::Sheet;
use super::xml::{Element, Ns, Step, Visitor};

/// Word itself stops at fewer.
const MOST_LISTS: usize = 32_768;

/// What stands between a label and the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Suffix {
    /// A tab.
    #[default]
    Tab,
    /// A space.
    Space,
    /// Nothing.
    Nothing,
}

/// One level of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    /// First number.
    pub start: i32,
    /// Name of the number format.
    pub format: String,
    /// Pattern of the format `custom`.
    pub pattern: Option<String>,
    /// Text with `%1`…`%9` for the numbers.
    pub text: String,
    /// What follows the label.
    pub suffix: Suffix,
    /// After which level it begins again, from 1; 0 is never.
    pub restart: Option<i32>,
    /// Whether all numbers are shown in decimal digits.
    pub legal: bool,
    /// The paragraph style that it belongs to.
    pub style: Option<String>,
    /// Indentation of its paragraphs.
    pub indent: Indent,
    /// Font and visibility of the label.
    pub run: RunProps,
}

/// A list that paragraphs can be in: the levels in force for one `w:num`.
#[derive(Debug, Clone, Default)]
pub(super) struct List {
    /// The definition whose counters it shares.
    pub counters: i32,
    /// Its levels, which lists of one definition share.
    pub levels: BTreeMap<u8, Rc<Level>>,
    /// Levels that begin anew where this list is first used.
    pub restarts: BTreeMap<u8, i32>,
}

/// All lists of a document.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    lists: BTreeMap<i32, List>,
}

impl Definitions {
    /// The list of a `w:num`.
    pub fn list(&self, num: i32) -> Option<&List> {
        self.lists.get(&num)
    }

    /// A level of a list.
    pub fn level(&self, num: i32, level: u8) -> Option<&Level> {
        self.list(num)?.levels.get(&level).map(Rc::as_ref)
    }

    /// The level that belongs to a paragraph style.
    pub fn level_of_style(&self, num: i32, style: &str) -> Option<u8> {
        let levels = &self.list(num)?.levels;
        levels
            .iter()
            .find(|(_, level)| level.style.as_deref() == Some(style))
            .map(|(index, _)| *index)
    }
}

#[derive(Debug, Default)]
struct Abstract {
    levels: BTreeMap<u8, Rc<Level>>,
    style_link: Option<String>,
}

#[derive(Debug, Default)]
struct Num {
    definition: i32,
    starts: BTreeMap<u8, i32>,
    levels: BTreeMap<u8, Rc<Level>>,
}

/// Reads the numbering part.
#[derive(Debug, Default)]
pub(super) struct NumberingReader {
    abstracts: BTreeMap<i32, Abstract>,
    nums: BTreeMap<i32, Num>,
    path: Vec<In>,
    definition: i32,
    num: i32,
    level: u8,
    open: Level,
    ind: ParagraphProps,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum In {
    Part,
    Abstract,
    Num,
    Override,
    Level,
    Paragraph,
    Run,
}

impl NumberingReader {
    /// The lists, with links through numbering styles followed.
    pub fn resolve(self, styles: &Sheet) -> Definitions {
        let lists = self
            .nums
            .iter()
            .filter_map(|(id, num)| {
                let (definition, base) = self.follow(num.definition, styles)?;
                let mut levels = base.levels.clone();
                levels.extend(num.levels.iter().map(|(index, level)| (*index, Rc::clone(level))));
                for (index, start) in &num.starts {
                    if let Some(level) = levels.get_mut(index) {
                        Rc::make_mut(level).start = *start;
                    }
                }
                let list = List {
                    counters: definition,
                    levels,
                    restarts: num.starts.clone(),
                };
                Some((*id, list))
            })
            .collect();
        Definitions { lists }
    }

    /// The definition that has the levels: itself, or the one its style links to (17.9.21).
    fn follow(&self, mut id: i32, styles: &Sheet) -> Option<(i32, &Abstract)> {
        for _ in 0..8 {
            let definition = self.abstracts.get(&id)?;
            let linked = definition
                .style_link
                .as_ref()
                .and_then(|style| styles.list_of(style))
                .and_then(|num| self.nums.get(&num))
                .map(|num| num.definition);
            match linked {
                Some(next) if next != id => id = next,
                _ => return Some((id, definition)),
            }
        }
        None
    }

    fn read_level(&mut self, element: &Element<'_>) -> Option<In> {
        match element.local() {
            "start" => self.open.start = element.number().unwrap_or_default(),
            "numFmt" => {
                self.open.format = element.val().unwrap_or_default();
                self.open.pattern = element.attr("format");
            }
            "lvlText" => self.open.text = element.val().unwrap_or_default(),
            "lvlRestart" => self.open.restart = element.number(),
            "isLgl" => self.open.legal = element.is_on(),
            "pStyle" => self.open.style = element.val(),
            "suff" => {
                self.open.suffix = match element.val().as_deref() {
                    Some("space") => Suffix::Space,
                    Some("nothing") => Suffix::Nothing,
                    _ => Suffix::Tab,
                };
            }
            "pPr" => return Some(In::Paragraph),
            "rPr" => return Some(In::Run),
            _ => {}
        }
        None
    }
}

impl Visitor for NumberingReader {
    fn start(&mut self, element: &Element<'_>) -> Step {
        if element.ns != Ns::Word {
            return Step::Skip;
        }
        let id = |name: &str| {
            element
                .attr(name)
                .as_deref()
                .and_then(super::xml::number)
                .unwrap_or(-1)
        };
        let next = match (self.path.last(), element.local()) {
            (None, _) => Some(In::Part),
            (Some(In::Part), "abstractNum") if self.abstracts.len() < MOST_LISTS => {
                self.definition = id("abstractNumId");
                self.abstracts.insert(self.definition, Abstract::default());
                Some(In::Abstract)
            }
            (Some(In::Part), "num") if self.nums.len() < MOST_LISTS => {
                self.num = id("numId");
                self.nums.insert(self.num, Num::default());
                Some(In::Num)
            }
            (Some(In::Abstract | In::Override), "lvl") => {
                self.level = u8::try_from(id("ilvl")).unwrap_or(u8::MAX);
                self.open = Level {
                    format: "decimal".to_owned(),
                    ..Level::default()
                };
                self.ind = ParagraphProps::default();
                Some(In::Level)
            }
            (Some(In::Abstract), "numStyleLink") => {
                if let Some(definition) = self.abstracts.get_mut(&self.definition) {
                    definition.style_link = element.val();
                }
                None
            }
            (Some(In::Num), "abstractNumId") => {
                if let (Some(num), Some(definition)) = (self.nums.get_mut(&self.num), element.number()) {
                    num.definition = definition;
                }
                None
            }
            (Some(In::Num), "lvlOverride") => {
                self.level = u8::try_from(id("ilvl")).unwrap_or(u8::MAX);
                Some(In::Override)
            }
            (Some(In::Override), "startOverride") => {
                if let (Some(num), Some(start)) = (self.nums.get_mut(&self.num), element.number()) {
                    num.starts.insert(self.level, start);
                }
                None
            }
            (Some(In::Level), _) => self.read_level(element),
            (Some(In::Paragraph), _) => {
                self.ind.apply(element);
                None
            }
            (Some(In::Run), _) => {
                self.open.run.apply(element);
                None
            }
            _ => None,
        };
        match next {
            Some(next) => {
                self.path.push(next);
                Step::Enter
            }
            None => Step::Skip,
        }
    }

    fn end(&mut self) {
        if self.path.pop() != Some(In::Level) {
            return;
        }
        let mut level = std::mem::take(&mut self.open);
        level.indent = self.ind.indent;
        if self.path.last() == Some(&In::Override) {
            if let Some(num) = self.nums.get_mut(&self.num) {
                num.levels.insert(self.level, Rc::new(level));
            }
        } else if let Some(definition) = self.abstracts.get_mut(&self.definition) {
            definition.levels.insert(self.level, Rc::new(level));
        }
    }
}
