//! The settings part, as far as it decides what is seen.

use super::section::Section;
use super::story::NoteKindKey;
use super::xml::{Element, Ns, Step, Visitor};

/// Reads the settings part.
#[derive(Debug, Default)]
pub(super) struct SettingsReader {
    /// Whether even pages have heads and feet of their own.
    pub even_pages: bool,
    /// How notes are numbered where a section does not say it.
    pub notes: Section,
    path: Vec<Option<NoteKindKey>>,
}

impl Visitor for SettingsReader {
    fn start(&mut self, element: &Element<'_>) -> Step {
        if element.ns != Ns::Word {
            return Step::Skip;
        }
        let kind = match element.local() {
            "settings" => None,
            "footnotePr" => Some(NoteKindKey::Foot),
            "endnotePr" => Some(NoteKindKey::End),
            "evenAndOddHeaders" => {
                self.even_pages = element.is_on();
                return Step::Skip;
            }
            _ => {
                if let Some(Some(kind)) = self.path.last() {
                    self.notes.note_prop(*kind, element);
                }
                return Step::Skip;
            }
        };
        self.path.push(kind);
        Step::Enter
    }

    fn end(&mut self) {
        self.path.pop();
    }
}
