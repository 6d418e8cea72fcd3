//! Judging knowledge: what a clause must say to fulfil an element, with examples and near misses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::error::{CatalogueError, Problem};
use super::file::CatalogueFile;

/// What a clause must say to fulfil an element. A slot without words is not asked for; of a slot with words any
/// one must be there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Frame {
    /// What is done; the first word is the one to show. In every slot a word that is a value with a bound (「13文字以上」,
    /// 「2か月以内ごと」) stands for all values that meet it, and 「定期」 for every recurrence.
    #[serde(default)]
    pub action: Vec<String>,
    /// To or about what.
    #[serde(default)]
    pub object: Vec<String>,
    /// A second thing that must be there too: a means, a condition.
    #[serde(default)]
    pub with: Vec<String>,
    /// Who acts, where only a certain role will do.
    #[serde(default)]
    pub actor: Vec<String>,
    /// To whom.
    #[serde(default)]
    pub recipient: Vec<String>,
    /// How often, by when, or on what occasion.
    #[serde(default)]
    pub when: Vec<String>,
    /// Words that show that a clause is about something else.
    #[serde(default)]
    pub not: Vec<String>,
}

/// How to judge an element.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Judging {
    /// What a clause must say.
    #[serde(flatten)]
    pub frame: Frame,
    /// Clauses that fulfil the element.
    #[serde(default)]
    pub examples: Vec<String>,
    /// Clauses that share words with it and do not.
    #[serde(default)]
    pub near_misses: Vec<String>,
}

/// The slots of a [`Frame`] that ask for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// [`Frame::action`]
    Action,
    /// [`Frame::object`]
    Object,
    /// [`Frame::with`]
    With,
    /// [`Frame::actor`]
    Actor,
    /// [`Frame::recipient`]
    Recipient,
    /// [`Frame::when`]
    When,
}

impl Slot {
    /// All slots, in the order of the frame.
    pub const ALL: [Self; 6] = [
        Self::Action,
        Self::Object,
        Self::With,
        Self::Actor,
        Self::Recipient,
        Self::When,
    ];
}

impl Frame {
    /// The words of a slot.
    pub fn words(&self, slot: Slot) -> &[String] {
        match slot {
            Slot::Action => &self.action,
            Slot::Object => &self.object,
            Slot::With => &self.with,
            Slot::Actor => &self.actor,
            Slot::Recipient => &self.recipient,
            Slot::When => &self.when,
        }
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        Slot::ALL.iter().all(|&slot| self.words(slot).is_empty())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    element: Vec<ElementEntry>,
}

#[derive(Deserialize)]
struct ElementEntry {
    /// Requirement id, a slash, the element's number from 1.
    id: Spanned<String>,
    #[serde(flatten)]
    judging: Judging,
}

/// The judging knowledge of a file, by element id (`M12-5/1`), each with its line.
pub(super) fn parse(file: CatalogueFile<'_>) -> Result<BTreeMap<String, (usize, Judging)>, CatalogueError> {
    let content: File = file.parse()?;
    let mut all = BTreeMap::new();
    for entry in content.element {
        let line = file.line_of(&entry.id);
        let id = entry.id.into_inner();
        if all.insert(id.clone(), (line, entry.judging)).is_some() {
            return Err(file.error(line, Problem::Duplicate(id)));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_text(text: &str) -> Result<BTreeMap<String, (usize, Judging)>, CatalogueError> {
        parse(CatalogueFile {
            name: "judging/a.toml",
            text,
        })
    }

    #[test]
    fn reads_an_element() {
        let text = "[[element]]\nid = \"M1-1/2\"\naction = [\"守\"]\nexamples = [\"職員は法令を守る。\"]\n";
        let all = parse_text(text).expect("reads");
        let (line, judging) = &all["M1-1/2"];
        assert_eq!(*line, 2);
        assert_eq!(judging.frame.action, ["守"]);
        assert_eq!(judging.examples.len(), 1);
        assert!(!judging.frame.is_empty());
    }

    #[test]
    fn an_element_stands_once() {
        let twice = parse_text("[[element]]\nid = \"M1-1/1\"\n[[element]]\nid = \"M1-1/1\"\n");
        assert_eq!(twice.expect_err("twice").at.line, 4);
    }
}
