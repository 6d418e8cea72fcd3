//! XML as the parts of a package use it: names by namespace, one branch of alternate content, any encoding.
//!
//! The reader never recurses, so that the depth of a file costs memory and not stack.

use std::cell::Cell;
use std::io::BufRead;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// Deeper markup was made to exhaust memory.
const DEEPEST: usize = 1_000_000;
/// More prefixes at one place were made to exhaust time.
const MOST_PREFIXES: usize = 10_000;

/// The namespaces that mean something here, transitional and strict alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ns {
    /// WordprocessingML.
    Word,
    /// Relationship ids in markup.
    Relation,
    /// Package relationships.
    Package,
    /// Content types of a package.
    ContentTypes,
    /// Markup compatibility.
    Compatibility,
    /// Office math.
    Math,
    /// `DrawingML`, its Word anchors, and charts.
    Drawing,
    /// Charts in `DrawingML`.
    Chart,
    /// Diagrams (`SmartArt`).
    Diagram,
    /// VML shapes.
    Vml,
    /// Office additions to VML.
    Office,
    /// Extensions of Word that are read as their namesakes of `Word` and `Drawing`.
    Extension,
    /// `xml:`.
    Xml,
    /// An attribute or element without a namespace.
    None,
    /// Anything else.
    Other,
}

impl Ns {
    fn of(uri: &str) -> Self {
        const STRICT: &str = "http://purl.oclc.org/ooxml/";
        const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/";
        const MICROSOFT: &str = "http://schemas.microsoft.com/office/";
        if let Some(rest) = uri.strip_prefix(TRANSITIONAL) {
            match rest {
                "wordprocessingml/2006/main" | "wordprocessingml/2006/3/main" => Self::Word,
                "officeDocument/2006/relationships" => Self::Relation,
                "officeDocument/2006/math" => Self::Math,
                "package/2006/relationships" => Self::Package,
                "package/2006/content-types" => Self::ContentTypes,
                "markup-compatibility/2006" => Self::Compatibility,
                "drawingml/2006/chart" => Self::Chart,
                "drawingml/2006/diagram" => Self::Diagram,
                _ if rest.starts_with("drawingml/2006/") => Self::Drawing,
                _ => Self::Other,
            }
        } else if let Some(rest) = uri.strip_prefix(STRICT) {
            match rest {
                "wordprocessingml/main" => Self::Word,
                "officeDocument/relationships" => Self::Relation,
                "officeDocument/math" => Self::Math,
                "drawingml/chart" => Self::Chart,
                "drawingml/diagram" => Self::Diagram,
                _ if rest.starts_with("drawingml/") => Self::Drawing,
                _ => Self::Other,
            }
        } else if let Some(rest) = uri.strip_prefix(MICROSOFT) {
            // chartex and 3D models come with a fallback that everybody reads; they are not claimed.
            let known = ["word/20", "drawing/20", "mac/"]
                .iter()
                .any(|start| rest.starts_with(start));
            let other = rest.contains("chartex") || rest.contains("chart/") || rest.contains("model3d");
            if known && !other {
                Self::Extension
            } else {
                Self::Other
            }
        } else {
            match uri {
                "urn:schemas-microsoft-com:vml" => Self::Vml,
                "urn:schemas-microsoft-com:office:office" => Self::Office,
                "http://www.w3.org/XML/1998/namespace" => Self::Xml,
                "" => Self::None,
                _ => Self::Other,
            }
        }
    }

    /// Whether an alternate that requires it can be taken.
    fn understood(self) -> bool {
        !matches!(self, Self::Other | Self::None)
    }
}

/// What a part's reader wants to see of an element that begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Its content and its end.
    Enter,
    /// Neither.
    Skip,
}

/// A reader of one part.
pub(super) trait Visitor {
    /// An element begins.
    fn start(&mut self, element: &Element<'_>) -> Step;
    /// The innermost element that was entered ends.
    fn end(&mut self);
    /// Character data of the innermost element that was entered, with references resolved.
    fn text(&mut self, _text: &str) {}
    /// Whether enough was read.
    fn is_full(&self) -> bool {
        false
    }
}

/// The start of an element.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Its namespace.
    pub ns: Ns,
    start: BytesStart<'a>,
    scopes: &'a Scopes,
}

impl Element<'_> {
    /// Its name without prefix.
    pub fn local(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// An attribute of the element's own namespace, or without one.
    pub fn attr(&self, name: &str) -> Option<String> {
        self.attr_in(self.ns, name)
    }

    /// An attribute of `ns`, or without a namespace.
    pub fn attr_in(&self, ns: Ns, name: &str) -> Option<String> {
        self.start
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| {
                let (local, prefix) = attribute.key.decompose();
                local.into_inner() == name
                    && prefix.is_none_or(|prefix| self.scopes.resolve(prefix.into_inner()) == ns)
            })
            .map(|attribute| value_of(&attribute))
    }

    /// The attribute `val`.
    pub fn val(&self) -> Option<String> {
        self.attr("val")
    }

    /// The attribute `val` as a whole number; fractions are cut off.
    pub fn number(&self) -> Option<i32> {
        number(&self.val()?)
    }

    /// An on/off property: present means on unless its value says off.
    pub fn is_on(&self) -> bool {
        self.val().is_none_or(|value| on(&value))
    }

    /// `xml:space`, where given.
    pub fn preserves_space(&self) -> Option<bool> {
        self.start
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.into_inner() == "xml:space")
            .map(|attribute| attribute.value == "preserve")
    }

    fn requires_what_is_understood(&self) -> bool {
        self.attr("Requires").is_some_and(|prefixes| {
            prefixes
                .split_whitespace()
                .all(|prefix| self.scopes.resolve(prefix).understood())
        })
    }
}

/// Reads an on/off value.
pub(super) fn on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off")
}

/// A whole number out of `12`, `-3`, `10.5`, `10.5pt`.
pub(super) fn number(value: &str) -> Option<i32> {
    let value = value.trim();
    let end = value
        .char_indices()
        .find(|&(at, c)| !(c.is_ascii_digit() || at == 0 && matches!(c, '-' | '+')))
        .map_or(value.len(), |(at, _)| at);
    value[..end]
        .parse::<i64>()
        .ok()
        .map(|n| n.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
}

fn value_of(attribute: &quick_xml::events::attributes::Attribute<'_>) -> String {
    match attribute.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) => value.into_owned(),
        Err(_) => attribute.value.to_string(),
    }
}

/// The prefixes that are bound at the place where the reader is.
#[derive(Debug, Default)]
struct Scopes {
    bindings: Vec<(usize, Box<str>, Ns)>,
    /// The binding that was found last: most names of a part have the same prefix.
    last: Cell<usize>,
}

impl Scopes {
    fn enter(&mut self, depth: usize, start: &BytesStart<'_>) {
        for attribute in start.attributes().with_checks(false).flatten() {
            let key = attribute.key.into_inner();
            let Some(rest) = key.strip_prefix("xmlns") else {
                continue;
            };
            let prefix = match rest.strip_prefix(':') {
                Some(prefix) => prefix,
                None if rest.is_empty() => "",
                None => continue,
            };
            if self.bindings.len() == MOST_PREFIXES {
                return;
            }
            self.bindings
                .push((depth, prefix.into(), Ns::of(value_of(&attribute).trim())));
            self.last.set(usize::MAX);
        }
    }

    fn leave(&mut self, depth: usize) {
        while self.bindings.last().is_some_and(|(bound, ..)| *bound >= depth) {
            self.bindings.pop();
            self.last.set(usize::MAX);
        }
    }

    fn resolve(&self, prefix: &str) -> Ns {
        if let Some((_, bound, ns)) = self.bindings.get(self.last.get())
            && **bound == *prefix
        {
            return *ns;
        }
        if prefix == "xml" {
            return Ns::Xml;
        }
        match self.bindings.iter().rposition(|(_, bound, _)| **bound == *prefix) {
            Some(index) => {
                self.last.set(index);
                self.bindings[index].2
            }
            None if prefix.is_empty() => Ns::None,
            None => Ns::Other,
        }
    }
}

/// What was done with an element that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// The visitor entered it.
    Entered,
    /// `mc:AlternateContent`, and whether a branch of it was taken.
    Alternate(bool),
    /// The branch that was taken.
    Branch,
}

/// Walks `visitor` through the UTF-8 of `bytes`.
///
/// # Errors
/// When the part is not well-formed, ends too early, or cannot be unpacked: why, in a few words. What came before
/// was given to the visitor.
pub(super) fn walk(bytes: impl BufRead, visitor: &mut impl Visitor) -> Result<(), String> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    reader.config_mut().allow_dangling_amp = true;
    let mut buffer = Vec::new();
    let mut place = Position::default();
    loop {
        buffer.clear();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|error| error.to_string())?;
        match event {
            Event::Start(start) => place.open(&start, visitor),
            Event::Empty(start) => {
                place.open(&start, visitor);
                place.close(visitor);
            }
            Event::End(_) => place.close(visitor),
            Event::Text(text) if place.skipped == 0 => visitor.text(&text.xml10_content()),
            Event::CData(text) if place.skipped == 0 => visitor.text(&text.xml10_content()),
            Event::GeneralRef(reference) if place.skipped == 0 => match reference.resolve_char_ref() {
                Ok(Some(c)) => visitor.text(c.encode_utf8(&mut [0; 4])),
                Err(_) => visitor.text("\u{fffd}"),
                Ok(None) => match quick_xml::escape::resolve_xml_entity(&reference.xml10_content()) {
                    Some(text) => visitor.text(text),
                    None => visitor.text("\u{fffd}"),
                },
            },
            Event::Eof if place.depth > 0 => return Err("ends too early".to_owned()),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if place.depth > DEEPEST {
            return Err("nested too deeply".to_owned());
        }
        if visitor.is_full() {
            return Ok(());
        }
    }
}

/// Where the reader is in the tree.
#[derive(Debug, Default)]
struct Position {
    scopes: Scopes,
    /// How many elements are open in all.
    depth: usize,
    /// How many of them lie in what is passed over.
    skipped: usize,
    /// The others.
    open: Vec<Open>,
}

impl Position {
    fn open(&mut self, start: &BytesStart<'_>, visitor: &mut impl Visitor) {
        self.depth += 1;
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        self.scopes.enter(self.depth, start);
        let prefix = start
            .name()
            .prefix()
            .map_or("", quick_xml::name::Prefix::into_inner);
        let element = Element {
            ns: self.scopes.resolve(prefix),
            start: start.borrow(),
            scopes: &self.scopes,
        };
        let shown = match (element.ns, element.local(), self.open.last_mut()) {
            (Ns::Compatibility, "AlternateContent", _) => Some(Open::Alternate(false)),
            (Ns::Compatibility, name, Some(Open::Alternate(taken))) => {
                let take = !*taken && (name == "Fallback" || element.requires_what_is_understood());
                *taken |= take;
                take.then_some(Open::Branch)
            }
            _ => (visitor.start(&element) == Step::Enter).then_some(Open::Entered),
        };
        match shown {
            Some(open) => self.open.push(open),
            None => self.skipped = 1,
        }
    }

    fn close(&mut self, visitor: &mut impl Visitor) {
        if self.skipped > 1 {
            self.skipped -= 1;
        } else {
            self.scopes.leave(self.depth);
            if self.skipped == 1 {
                self.skipped = 0;
            } else if self.open.pop() == Some(Open::Entered) {
                visitor.end();
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }
}
