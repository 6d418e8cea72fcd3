//! Styles: what a paragraph or run has without saying so.

use std::collections::BTreeMap;

use super::numbering::Definitions;
use super::props::{Indent, ParagraphProps, RunProps};
use super::xml::{Element, Ns, Step, Visitor};

/// A chain of styles based on each other that is longer is a circle.
const LONGEST_CHAIN: usize = 64;

/// Word itself stops at fewer.
const MOST_STYLES: usize = 32_768;

/// A style as it stands in the file.
#[derive(Debug, Clone, Default)]
struct Raw {
    kind: String,
    name: String,
    based_on: Option<String>,
    default: bool,
    paragraph: ParagraphProps,
    run: RunProps,
}

/// The styles part as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    styles: BTreeMap<String, Raw>,
    defaults: (ParagraphProps, RunProps),
}

/// A style with all that it inherits.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    /// Indentation, that of its list level included.
    pub indent: Indent,
    /// Whether it centres.
    pub centred: bool,
    /// Outline level 1–9 of a heading.
    pub heading: Option<u8>,
    /// Numbering instance and level.
    pub list: Option<(i32, u8)>,
    /// The level alone, for paragraphs that name another instance.
    pub level: Option<u8>,
    /// Run properties.
    pub run: RunProps,
}

/// All styles, resolved.
#[derive(Debug, Default)]
pub(super) struct Styles {
    paragraphs: BTreeMap<String, Style>,
    characters: BTreeMap<String, RunProps>,
    default: Style,
    defaults: RunProps,
}

impl Sheet {
    /// The instance that a numbering style names (17.9.21).
    pub fn list_of(&self, style: &str) -> Option<i32> {
        self.styles.get(style).and_then(|style| style.paragraph.num)
    }

    /// Resolves all styles; `lists` tells which level belongs to which style.
    pub fn resolve(self, lists: &Definitions) -> Styles {
        let mut styles = Styles {
            defaults: self.defaults.1.clone(),
            ..Styles::default()
        };
        for (id, raw) in &self.styles {
            if raw.kind == "character" {
                styles.characters.insert(id.clone(), self.character(id));
            } else if raw.kind != "table" && raw.kind != "numbering" {
                let style = self.paragraph(id, lists);
                if raw.default {
                    styles.default = style.clone();
                }
                styles.paragraphs.insert(id.clone(), style);
            }
        }
        styles
    }

    /// The style and those it is based on, from the root.
    fn chain(&self, id: &str) -> Vec<(&str, &Raw)> {
        let mut chain = Vec::new();
        let mut next = self.styles.get_key_value(id);
        while let Some((id, raw)) = next {
            if chain.len() == LONGEST_CHAIN {
                break;
            }
            chain.push((id.as_str(), raw));
            next = raw
                .based_on
                .as_ref()
                .and_then(|base| self.styles.get_key_value(base));
        }
        chain.reverse();
        chain
    }

    fn character(&self, id: &str) -> RunProps {
        self.chain(id)
            .iter()
            .fold(RunProps::default(), |base, (_, raw)| raw.run.clone().over(&base))
    }

    fn paragraph(&self, id: &str, lists: &Definitions) -> Style {
        let mut style = Style {
            indent: self.defaults.0.indent,
            centred: self.defaults.0.centred.unwrap_or_default(),
            ..Style::default()
        };
        let mut num = None;
        let mut outline = None;
        for (id, raw) in self.chain(id) {
            let props = &raw.paragraph;
            num = props.num.or(num);
            // The level that names the style wins over the level that the style names (17.9.23).
            let level = num
                .and_then(|num| lists.level_of_style(num, id))
                .or_else(|| level(props.level));
            style.level = level.or(style.level);
            style.list = num
                .filter(|num| *num > 0)
                .map(|num| (num, style.level.unwrap_or_default()));
            if (props.num.is_some() || level.is_some())
                && let Some(level) = style.list.and_then(|(num, level)| lists.level(num, level))
            {
                style.indent = level.indent.over(style.indent);
            }
            style.indent = props.indent.over(style.indent);
            style.centred = props.centred.unwrap_or(style.centred);
            outline = props.outline.or(outline).or_else(|| heading_by_name(&raw.name));
            style.run = raw.run.clone().over(&style.run);
        }
        style.heading = outline.filter(|level| *level < 9).map(|level| level + 1);
        style
    }
}

/// A list level out of `w:ilvl`.
pub(super) fn level(value: Option<i32>) -> Option<u8> {
    value
        .and_then(|level| u8::try_from(level).ok())
        .filter(|level| *level < 9)
}

/// Word knows its built-in headings by name, whatever their properties.
fn heading_by_name(name: &str) -> Option<u8> {
    let name = name.to_ascii_lowercase();
    let number = name.strip_prefix("heading ")?.trim().parse::<u8>().ok()?;
    (1..=9).contains(&number).then(|| number - 1)
}

impl Styles {
    /// The style of a paragraph that names `id`, or none.
    pub fn paragraph(&self, id: Option<&str>) -> &Style {
        id.and_then(|id| self.paragraphs.get(id)).unwrap_or(&self.default)
    }

    /// How the characters of a run look and whether they are seen.
    pub fn run(&self, paragraph: &Style, direct: &RunProps) -> Look {
        let none = RunProps::default();
        let character = direct
            .style
            .as_ref()
            .and_then(|id| self.characters.get(id))
            .unwrap_or(&none);
        // Toggle properties of a paragraph style and a character style cancel out (17.7.3).
        let toggle = |direct: Option<bool>, of: fn(&RunProps) -> Option<bool>| {
            direct.unwrap_or_else(|| {
                of(&self.defaults).unwrap_or_default()
                    || of(&paragraph.run).unwrap_or_default() != of(character).unwrap_or_default()
            })
        };
        Look {
            bold: toggle(direct.bold, |run| run.bold),
            hidden: toggle(direct.hidden, |run| run.hidden),
            size: direct
                .size
                .or(character.size)
                .or(paragraph.run.size)
                .or(self.defaults.size)
                .unwrap_or(20),
        }
    }

    /// The font of a run.
    pub fn font<'a>(&'a self, paragraph: &'a Style, direct: &'a RunProps) -> Option<&'a str> {
        let character = direct.style.as_ref().and_then(|id| self.characters.get(id));
        direct
            .font
            .as_deref()
            .or_else(|| character.and_then(|style| style.font.as_deref()))
            .or(paragraph.run.font.as_deref())
            .or(self.defaults.font.as_deref())
    }

    /// Width of a full-width character of the default style, in points.
    pub fn character_width(&self) -> f32 {
        f32::from(self.run(&self.default, &RunProps::default()).size) / 2.0
    }
}

/// How characters look, and whether they are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Look {
    /// Bold.
    pub bold: bool,
    /// Not seen.
    pub hidden: bool,
    /// Size in half points.
    pub size: u16,
}

/// Reads the styles part.
#[derive(Debug, Default)]
pub(super) struct SheetReader {
    /// What was read.
    pub sheet: Sheet,
    path: Vec<In>,
    style: Option<(String, Raw)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum In {
    Container,
    Style,
    Paragraph,
    Run,
}

impl Visitor for SheetReader {
    fn start(&mut self, element: &Element<'_>) -> Step {
        let (paragraph, run) = match &mut self.style {
            Some((_, raw)) => (&mut raw.paragraph, &mut raw.run),
            None => (&mut self.sheet.defaults.0, &mut self.sheet.defaults.1),
        };
        let next = match (self.path.last(), element.local()) {
            (Some(In::Paragraph), _) => match paragraph.apply(element) {
                Step::Enter => In::Paragraph,
                Step::Skip => return Step::Skip,
            },
            (Some(In::Run), _) => {
                run.apply(element);
                return Step::Skip;
            }
            _ if element.ns != Ns::Word => return Step::Skip,
            (_, "pPr") => In::Paragraph,
            (_, "rPr") => In::Run,
            (None | Some(In::Container), "styles" | "docDefaults" | "pPrDefault" | "rPrDefault") => {
                In::Container
            }
            (Some(In::Container), "style") => {
                let raw = Raw {
                    kind: element.attr("type").unwrap_or_else(|| "paragraph".to_owned()),
                    default: element
                        .attr("default")
                        .is_some_and(|value| super::xml::on(&value)),
                    ..Raw::default()
                };
                self.style = Some((element.attr("styleId").unwrap_or_default(), raw));
                In::Style
            }
            (Some(In::Style), local) => {
                if let Some((_, raw)) = &mut self.style {
                    match local {
                        "name" => raw.name = element.val().unwrap_or_default(),
                        "basedOn" => raw.based_on = element.val(),
                        _ => {}
                    }
                }
                return Step::Skip;
            }
            _ => return Step::Skip,
        };
        self.path.push(next);
        Step::Enter
    }

    fn end(&mut self) {
        if self.path.pop() == Some(In::Style)
            && let Some((id, raw)) = self.style.take()
            && self.sheet.styles.len() < MOST_STYLES
        {
            self.sheet.styles.insert(id, raw);
        }
    }
}
