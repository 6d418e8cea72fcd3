//! Runs and properties: what each element in them shows.

use super::field::{Field, Shown};
use super::findings::Kind;
use super::story::{NoteKindKey, Stories};
use super::walk::{Close, In, Walker};
use super::xml::{Element, Ns, Step};
use crate::document::symbols;
use crate::document::{Block, Note, Place};

impl Walker<'_> {
    pub(super) fn in_run(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns == Ns::Math {
            return Some((In::Math, Close::Nothing)).filter(|_| element.local() == "oMath");
        }
        if element.ns == Ns::Extension && element.local() == "symEx" {
            self.symbol(element);
        }
        if element.ns != Ns::Word {
            return None;
        }
        match element.local() {
            "rPr" => return Some((In::RunProps, Close::RunProps)),
            "t" => return Some((In::Words, Close::Words(false))),
            "instrText" => return Some((In::Code, Close::Nothing)),
            "ruby" => return Some((In::Ruby, Close::Nothing)),
            "fldChar" => return self.field_char(element),
            "tab" | "ptab" => self.stories.say("\t"),
            "cr" => self.stories.say("\n"),
            "br" => match element.attr("type").as_deref() {
                Some("page" | "column") => {
                    if let Some(paragraph) = &mut self.stories.story().paragraph {
                        paragraph.break_page();
                    }
                }
                _ => self.stories.say("\n"),
            },
            "noBreakHyphen" => self.stories.say("-"),
            "sym" => self.symbol(element),
            "lastRenderedPageBreak" => self.stories.turn_page(),
            "footnoteReference" => self.note(NoteKindKey::Foot, element),
            "endnoteReference" => self.note(NoteKindKey::End, element),
            "commentReference" => self.stories.find(Kind::Comment),
            "object" => {
                self.stories.find(Kind::EmbeddedObject);
                return self.drawing();
            }
            "drawing" | "pict" => return self.drawing(),
            // Some producers put a run, or what holds runs, into a run.
            "r" => {
                self.stories.open_run();
                return Some((In::Run, Close::Run));
            }
            "sdt" | "sdtContent" | "smartTag" | "hyperlink" | "fldSimple" => {
                return Some((In::Inline, Close::Nothing));
            }
            _ => {}
        }
        None
    }

    fn drawing(&mut self) -> Option<(In, Close)> {
        self.stories.shows().then_some((In::Drawing, Close::Nothing))
    }

    fn symbol(&mut self, element: &Element<'_>) {
        let code = element
            .attr("char")
            .and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
        let Some(code) = code else { return };
        let symbol = symbols::symbol(code, &element.attr("font").unwrap_or_default());
        if symbol == char::REPLACEMENT_CHARACTER {
            self.stories.find(Kind::UnknownSymbol);
        }
        self.stories.say(symbol.encode_utf8(&mut [0; 4]));
    }

    fn note(&mut self, kind: NoteKindKey, element: &Element<'_>) {
        let id = element.attr("id").as_deref().and_then(super::xml::number);
        if !self.stories.shows() {
            return;
        }
        // A note has one reference; a second one would show nothing in Word either.
        let Some(blocks) = id.and_then(|id| self.stories.env.notes.borrow_mut().remove(&(kind, id))) else {
            return;
        };
        let note = Note {
            place: Place::default(),
            kind: kind.into(),
            mark: String::new(),
            blocks,
        };
        if let Some(paragraph) = &mut self.stories.story().paragraph {
            paragraph.notes.push(Block::Note(note));
            self.awaits_mark = element
                .attr("customMarkFollows")
                .is_some_and(|value| super::xml::on(&value));
        }
    }

    fn field_char(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        match element.attr("fldCharType").as_deref() {
            Some("begin") => {
                self.stories.story().fields.push(Field::default());
                return Some((In::Form, Close::Nothing));
            }
            Some("separate") => {
                if let Some(field) = self.stories.story().fields.last_mut() {
                    field.begin_result();
                    if field.links_picture() {
                        self.stories.find(Kind::LinkedPicture);
                    }
                }
            }
            Some("end") => {
                let field = self.stories.story().fields.pop()?;
                if !field.in_result || field.form.is_some() {
                    self.show(field.shown());
                }
            }
            _ => {}
        }
        None
    }

    fn show(&mut self, shown: Shown) {
        match shown {
            Shown::Nothing => {}
            Shown::Words(words) => self.stories.say(&words),
            Shown::Ruby(base, reading) => {
                let start = self
                    .stories
                    .story()
                    .paragraph
                    .as_ref()
                    .map_or(0, |paragraph| paragraph.text.len());
                self.stories.say(&base);
                self.stories.add_ruby(start, reading);
            }
            Shown::Number(code) => self.stories.say_number(&code),
        }
    }

    /// Form fields of old documents: a box to tick, or a list to choose from.
    pub(super) fn in_form(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns != Ns::Word {
            return None;
        }
        let field = self.stories.story().fields.last_mut()?;
        let form = &mut field.form;
        match element.local() {
            "ffData" | "ddList" => {}
            "checkBox" => *form = Some("☐".to_owned()),
            "default" | "checked" if form.is_some() => {
                *form = Some(if element.is_on() { "☒" } else { "☐" }.to_owned());
            }
            "default" | "result" => field.chosen = element.number(),
            "listEntry" => {
                field.entries += 1;
                if field.entries == field.chosen.unwrap_or_default() + 1 {
                    *form = element.val();
                }
            }
            _ => return None,
        }
        Some((In::Form, Close::Nothing))
    }

    pub(super) fn in_run_props(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns == Ns::Word && element.local() == "rPrChange" {
            self.stories.find(Kind::TrackedChange);
        } else if let Some(run) = self.stories.story().runs.last_mut() {
            run.props.apply(element);
        }
        None
    }

    pub(super) fn in_mark_props(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        let changes = element.ns == Ns::Word
            && matches!(
                element.local(),
                "ins" | "del" | "moveFrom" | "moveTo" | "rPrChange"
            );
        if changes {
            self.stories.find(Kind::TrackedChange);
        }
        if let Some(paragraph) = &mut self.stories.story().paragraph {
            match element.local() {
                "del" | "moveFrom" if changes => paragraph.mark.deleted = true,
                _ => paragraph.mark_run.apply(element),
            }
        }
        None
    }

    pub(super) fn in_paragraph_props(&mut self, element: &Element<'_>) -> Option<(In, Close)> {
        if element.ns == Ns::Extension && element.local() == "symEx" {
            self.symbol(element);
        }
        if element.ns != Ns::Word {
            return None;
        }
        match element.local() {
            "rPr" => Some((In::MarkProps, Close::Nothing)),
            "sectPr" => {
                self.section = super::section::Section::default();
                // Boxes and notes have no sections.
                if self.stories.open.len() > 1 {
                    return None;
                }
                self.stories.story().paragraph.as_mut()?.ends_section = true;
                Some((In::Section, Close::Section))
            }
            "pPrChange" => {
                self.stories.find(Kind::TrackedChange);
                None
            }
            _ => {
                let paragraph = self.stories.story().paragraph.as_mut()?;
                (paragraph.props.apply(element) == Step::Enter)
                    .then_some((In::ParagraphProps, Close::Nothing))
            }
        }
    }
}

impl Stories<'_> {
    /// `words` with the codes of the run's symbol font in Unicode.
    pub fn unicode(&mut self, words: &str) -> String {
        let styles = self.env.styles;
        let style = self.paragraph_style();
        let font = self
            .story()
            .runs
            .last()
            .and_then(|run| styles.font(style, &run.props));
        symbols::text(words, font).into_owned()
    }
}
