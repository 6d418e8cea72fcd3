//! Properties of paragraphs and runs, as far as they decide what is seen or how it looks.

use super::xml::{Element, Ns, Step, number};

/// A length in points, or in hundredths of a character.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Length {
    /// Points.
    Points(f32),
    /// Hundredths of the width of a full-width character.
    Chars(f32),
}

/// Where the lines of a paragraph begin.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Indent {
    /// All lines.
    pub left: Option<Length>,
    /// The first line, seen from the others.
    pub first: Option<Length>,
}

impl Indent {
    fn read(element: &Element<'_>) -> Self {
        let length = |twips: &[&str], chars: &[&str], sign: f32| {
            let chars = chars
                .iter()
                .find_map(|name| element.attr(name))
                .and_then(|value| number(&value));
            let points = twips
                .iter()
                .find_map(|name| element.attr(name))
                .and_then(|value| points(&value));
            // Word lets the count of characters win, and writes 0 for "no such count".
            match (chars, points) {
                (Some(chars), None) => Some(Length::Chars(chars as f32 * sign)),
                (Some(chars), _) if chars != 0 => Some(Length::Chars(chars as f32 * sign)),
                (_, Some(points)) => Some(Length::Points(points * sign)),
                (None, None) => None,
            }
        };
        Self {
            left: length(&["left", "start"], &["leftChars", "startChars"], 1.0),
            first: length(&["hanging"], &["hangingChars"], -1.0)
                .or_else(|| length(&["firstLine"], &["firstLineChars"], 1.0)),
        }
    }

    /// This, and `base` where this says nothing.
    pub fn over(self, base: Self) -> Self {
        Self {
            left: self.left.or(base.left),
            first: self.first.or(base.first),
        }
    }

    /// Distance of the first line from the edge, in points, where a character is `width` points wide.
    pub fn of_first_line(self, width: f32) -> f32 {
        let length = |length: Option<Length>| match length {
            Some(Length::Points(points)) => points,
            Some(Length::Chars(chars)) => chars * width / 100.0,
            None => 0.0,
        };
        length(self.left) + length(self.first)
    }
}

/// Points of a measure: twentieths of a point, or a number with its unit.
fn points(value: &str) -> Option<f32> {
    let value = value.trim();
    let end = value
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(value.len());
    let amount: f32 = value[..end].parse().ok()?;
    let unit = match &value[end..] {
        "" => 1.0 / 20.0,
        "pt" => 1.0,
        "in" => 72.0,
        "cm" => 72.0 / 2.54,
        "mm" => 72.0 / 25.4,
        "pc" | "pi" => 12.0,
        _ => return None,
    };
    Some(amount * unit).filter(|points| points.is_finite())
}

/// What `w:pPr` says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct ParagraphProps {
    /// Style id.
    pub style: Option<String>,
    /// Numbering instance; 0 takes numbering away.
    pub num: Option<i32>,
    /// Level in it.
    pub level: Option<i32>,
    /// Indentation.
    pub indent: Indent,
    /// Whether it is centred.
    pub centred: Option<bool>,
    /// Outline level, 0–9; 9 is body text.
    pub outline: Option<u8>,
}

impl ParagraphProps {
    /// Takes in a child of `w:pPr` or `w:numPr`.
    pub fn apply(&mut self, element: &Element<'_>) -> Step {
        if element.ns != Ns::Word {
            return Step::Skip;
        }
        match element.local() {
            "numPr" => return Step::Enter,
            "pStyle" => self.style = element.val(),
            "numId" => self.num = element.number(),
            "ilvl" => self.level = element.number(),
            "ind" => self.indent = Indent::read(element).over(self.indent),
            "jc" => self.centred = element.val().map(|value| value == "center"),
            "outlineLvl" => self.outline = element.number().and_then(|level| u8::try_from(level).ok()),
            _ => {}
        }
        Step::Skip
    }
}

/// What `w:rPr` says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct RunProps {
    /// Style id.
    pub style: Option<String>,
    /// Whether bold.
    pub bold: Option<bool>,
    /// Whether hidden.
    pub hidden: Option<bool>,
    /// Size in half points.
    pub size: Option<u16>,
    /// Font of characters that have no script of their own.
    pub font: Option<String>,
}

impl RunProps {
    /// Takes in a child of `w:rPr`.
    pub fn apply(&mut self, element: &Element<'_>) {
        if element.ns != Ns::Word {
            return;
        }
        match element.local() {
            "rStyle" => self.style = element.val(),
            "b" => self.bold = Some(element.is_on()),
            "vanish" | "specVanish" => self.hidden = Some(element.is_on()),
            "sz" => {
                self.size = element
                    .val()
                    .and_then(|value| match points(&value) {
                        // A bare number counts half points; `points` took it for twentieths.
                        Some(_) if value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => {
                            number(&value)
                        }
                        Some(points) => Some((points * 2.0) as i32),
                        None => None,
                    })
                    .and_then(|size| u16::try_from(size).ok());
            }
            "rFonts" => {
                self.font = ["ascii", "hAnsi", "cs", "eastAsia"]
                    .iter()
                    .find_map(|name| element.attr(name));
            }
            _ => {}
        }
    }

    /// This, and `base` where this says nothing: how a style takes over from the one it is based on.
    pub fn over(self, base: &Self) -> Self {
        Self {
            style: self.style,
            bold: self.bold.or(base.bold),
            hidden: self.hidden.or(base.hidden),
            size: self.size.or(base.size),
            font: self.font.or_else(|| base.font.clone()),
        }
    }
}
