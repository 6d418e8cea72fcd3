//! Formulas as a line of text: their characters in order, with the brackets and signs that the markup implies.

use super::findings::Kind;
use super::walk::{Close, In, Walker};
use super::xml::{Element, Ns};

/// The brackets of a formula that is open.
#[derive(Debug)]
pub(super) struct Delimiters {
    begin: String,
    end: String,
    separator: String,
    arguments: usize,
}

impl Default for Delimiters {
    fn default() -> Self {
        Self {
            begin: "(".to_owned(),
            end: ")".to_owned(),
            separator: "|".to_owned(),
            arguments: 0,
        }
    }
}

impl Walker<'_> {
    pub(super) fn in_math(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        match (element.ns, element.local()) {
            (Ns::Word, "rPr") => return Some((In::RunProps, Close::RunProps)),
            (Ns::Word, "r") => {
                self.stories.open_run();
                return Some((In::Run, Close::Run));
            }
            (Ns::Word, "ins" | "moveTo") => {
                self.stories.find(Kind::TrackedChange);
                return Some((In::Math, Close::Nothing));
            }
            (Ns::Word, "del" | "moveFrom") => {
                self.stories.find(Kind::TrackedChange);
                return None;
            }
            (Ns::Math, _) => {}
            _ => return None,
        }
        match element.local() {
            "r" => {
                self.stories.open_run();
                return Some((In::Math, Close::Run));
            }
            "t" => return Some((In::Words, Close::Words(false))),
            "d" => {
                self.delimiters.push(Delimiters::default());
                return Some((In::Math, Close::Delimited));
            }
            "dPr" => return Some((In::MathProps, Close::Nothing)),
            "naryPr" => {
                "∫".clone_into(&mut self.operator);
                return Some((In::MathProps, Close::Operator));
            }
            "e" if self
                .frames
                .last()
                .is_some_and(|frame| frame.close == Close::Delimited) =>
            {
                if let Some(open) = self.delimiters.last_mut() {
                    let sign = if open.arguments == 0 {
                        &open.begin
                    } else {
                        &open.separator
                    };
                    let sign = sign.clone();
                    open.arguments += 1;
                    self.stories.say(&sign);
                }
            }
            "den" => self.stories.say("/"),
            "rad" => self.stories.say("√"),
            name if name.ends_with("Pr") => return None,
            _ => {}
        }
        Some((In::Math, Close::Nothing))
    }

    pub(super) fn in_math_props(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        let sign = element.val();
        let open = self.delimiters.last_mut();
        match (element.local(), open) {
            ("begChr", Some(open)) => open.begin = sign.unwrap_or_default(),
            ("endChr", Some(open)) => open.end = sign.unwrap_or_default(),
            ("sepChr", Some(open)) => open.separator = sign.unwrap_or_default(),
            ("chr", _) => self.operator = sign.unwrap_or_default(),
            _ => {}
        }
        None
    }

    pub(super) fn close_delimited(&mut self) {
        if let Some(open) = self.delimiters.pop() {
            self.stories.say(&open.end);
        }
    }
}
