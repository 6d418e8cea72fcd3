//! The thesaurus (用語集): words of the field that mean the same, and what is narrower than what.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::normalize;

/// Index of a concept in its [`Thesaurus`].
pub type ConceptId = u32;

/// Why a thesaurus was not loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThesaurusError {
    /// The TOML is not of the thesaurus format.
    #[error("thesaurus: {0}")]
    Format(String),
    /// A concept without words.
    #[error("thesaurus: concept {0} has no terms; give it some or remove it")]
    Empty(String),
    /// A concept is narrower than one that does not exist.
    #[error("thesaurus: concept {id} names the broader concept {broader}, which does not exist")]
    UnknownBroader {
        /// The concept.
        id: String,
        /// The one it names.
        broader: String,
    },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    concept: Vec<Concept>,
}

/// A concept: words that stand for each other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// Its name in the file.
    pub id: String,
    /// What it is: `role`, `medium`, `event`, …
    pub group: String,
    /// Its words, the one to show first.
    pub terms: Vec<String>,
    /// The concepts it is a kind of.
    #[serde(default)]
    pub broader: Vec<String>,
}

/// A place where a text names concepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention<'a> {
    /// Byte offset in the normalized text where the word begins.
    pub start: usize,
    /// Byte offset where it ends.
    pub end: usize,
    /// The concepts that the word stands for, ascending.
    pub concepts: &'a [ConceptId],
    /// These and all that are broader, ascending; none where the word only guards another ([`Thesaurus::is_guard`]).
    pub widened: &'a [ConceptId],
}

impl Mention<'_> {
    /// The same in what follows the first bytes of the text; none where it begins before.
    #[must_use]
    pub fn moved_back(&self, bytes: usize) -> Option<Self> {
        Some(Self {
            start: self.start.checked_sub(bytes)?,
            end: self.end - bytes,
            ..*self
        })
    }
}

/// Concepts and the words that stand for them.
#[derive(Debug, Clone)]
pub struct Thesaurus {
    concepts: Vec<Concept>,
    /// For each concept itself and all that are broader, ascending.
    widened: Vec<Vec<ConceptId>>,
    words: BTreeMap<String, Vec<ConceptId>>,
    finder: Option<AhoCorasick>,
    /// Concepts of each word, and these with all that are broader, in the order of `words`.
    of_word: Vec<(Vec<ConceptId>, Vec<ConceptId>)>,
}

const BUILTIN_FILE: &str = include_str!("../../corpus/thesaurus.toml");

static BUILTIN: LazyLock<Thesaurus> =
    LazyLock::new(|| Thesaurus::load(&[BUILTIN_FILE]).unwrap_or_else(|_| Thesaurus::empty()));

impl Thesaurus {
    /// The thesaurus inside the binary.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The thesaurus inside the binary, extended by a file of one's own.
    ///
    /// # Errors
    /// When the file is not of the format, or names a broader concept that neither has.
    pub fn extended(own: &str) -> Result<Self, ThesaurusError> {
        Self::load(&[BUILTIN_FILE, own])
    }

    /// A thesaurus without a word.
    pub fn empty() -> Self {
        Self {
            concepts: Vec::new(),
            widened: Vec::new(),
            words: BTreeMap::new(),
            finder: None,
            of_word: Vec::new(),
        }
    }

    /// Loads the thesaurus of several files together; a concept that stands in more than one has the words of all.
    pub fn load(files: &[&str]) -> Result<Self, ThesaurusError> {
        let mut concepts: Vec<Concept> = Vec::new();
        for text in files {
            let file: File =
                toml::from_str(text).map_err(|error| ThesaurusError::Format(error.to_string()))?;
            for concept in file.concept {
                match concepts.iter_mut().find(|known| known.id == concept.id) {
                    Some(known) => {
                        known.terms.extend(concept.terms);
                        known.broader.extend(concept.broader);
                    }
                    None => concepts.push(concept),
                }
            }
        }
        Self::of(concepts)
    }

    /// The thesaurus of the concepts that `keep` accepts: for measuring what a part of it is worth.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&Concept) -> bool) -> Self {
        let mut concepts: Vec<Concept> = self.concepts.iter().filter(|c| keep(c)).cloned().collect();
        let ids: Vec<String> = concepts.iter().map(|c| c.id.clone()).collect();
        for concept in &mut concepts {
            concept.broader.retain(|id| ids.contains(id));
        }
        Self::of(concepts).unwrap_or_else(|_| Self::empty())
    }

    fn of(concepts: Vec<Concept>) -> Result<Self, ThesaurusError> {
        let numbers: BTreeMap<&str, ConceptId> =
            (0..).zip(&concepts).map(|(n, c)| (c.id.as_str(), n)).collect();
        let mut broader: Vec<Vec<ConceptId>> = Vec::new();
        let mut words: BTreeMap<String, Vec<ConceptId>> = BTreeMap::new();
        for (number, concept) in (0..).zip(&concepts) {
            if concept.terms.is_empty() {
                return Err(ThesaurusError::Empty(concept.id.clone()));
            }
            let up = concept.broader.iter().map(|id| {
                numbers
                    .get(id.as_str())
                    .copied()
                    .ok_or_else(|| ThesaurusError::UnknownBroader {
                        id: concept.id.clone(),
                        broader: id.clone(),
                    })
            });
            broader.push(up.collect::<Result<_, _>>()?);
            for term in &concept.terms {
                let folded = normalize(term);
                let of_word = words.entry(folded).or_default();
                if !of_word.contains(&number) {
                    of_word.push(number);
                }
            }
        }
        words.remove("");
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(words.keys())
            .map_err(|error| ThesaurusError::Format(error.to_string()))?;
        let widened = (0..)
            .zip(&broader)
            .map(|(number, _)| closure(number, &broader))
            .collect();
        let mut thesaurus = Self {
            concepts,
            widened,
            of_word: Vec::new(),
            finder: Some(finder),
            words,
        };
        thesaurus.of_word = thesaurus
            .words
            .values()
            .map(|concepts| (concepts.clone(), thesaurus.all_widened(concepts)))
            .collect();
        Ok(thesaurus)
    }

    /// The words of a normalized text that stand for concepts: from left to right, the longest that fits.
    pub fn mentions<'a>(&'a self, normalized: &'a str) -> impl Iterator<Item = Mention<'a>> {
        self.finder.iter().flat_map(move |finder| {
            finder.find_iter(normalized).map(|found| {
                let (concepts, widened) = &self.of_word[found.pattern().as_usize()];
                Mention {
                    start: found.start(),
                    end: found.end(),
                    concepts,
                    widened,
                }
            })
        })
    }

    fn all_widened(&self, concepts: &[ConceptId]) -> Vec<ConceptId> {
        if concepts.iter().any(|&concept| self.is_guard(concept)) {
            return Vec::new();
        }
        let mut all: Vec<_> = concepts
            .iter()
            .flat_map(|&concept| self.widened(concept))
            .copied()
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The concepts that a normalized word stands for by itself.
    pub fn concepts_of(&self, word: &str) -> &[ConceptId] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }

    /// A concept and all that are broader, ascending.
    pub fn widened(&self, concept: ConceptId) -> &[ConceptId] {
        self.widened.get(concept as usize).map_or(&[], Vec::as_slice)
    }

    /// The words of a concept and of all that are narrower, in the order of the thesaurus.
    pub fn words_of(&self, concept: ConceptId) -> impl Iterator<Item = &str> {
        self.concepts
            .iter()
            .zip(&self.widened)
            .filter(move |(_, widened)| widened.contains(&concept))
            .flat_map(|(narrower, _)| narrower.terms.iter().map(String::as_str))
    }

    /// Whether a concept only keeps its words from being taken for another (医療安全 is no 安全), and proves nothing.
    pub fn is_guard(&self, concept: ConceptId) -> bool {
        self.concepts
            .get(concept as usize)
            .is_some_and(|concept| concept.id.ends_with("-guard"))
    }

    /// A concept.
    pub fn concept(&self, id: ConceptId) -> Option<&Concept> {
        self.concepts.get(id as usize)
    }

    /// How many concepts there are.
    pub fn len(&self) -> usize {
        self.concepts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }
}

fn closure(start: ConceptId, broader: &[Vec<ConceptId>]) -> Vec<ConceptId> {
    let mut reached = vec![start];
    let mut next = 0;
    while let Some(&at) = reached.get(next) {
        for &up in &broader[at as usize] {
            if !reached.contains(&up) {
                reached.push(up);
            }
        }
        next += 1;
    }
    reached.sort_unstable();
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
[[concept]]
id = "medium"
group = "medium"
terms = ["可搬媒体", "記録媒体"]

[[concept]]
id = "usb"
group = "medium"
terms = ["USBメモリ"]
broader = ["medium"]

[[concept]]
id = "drill"
group = "event"
terms = ["訓練"]

[[concept]]
id = "fire-drill-guard"
group = "guard"
terms = ["避難訓練"]
"#;

    fn names<'a>(thesaurus: &'a Thesaurus, text: &str) -> Vec<&'a str> {
        let folded = normalize(text);
        let mut names = Vec::new();
        for mention in thesaurus.mentions(&folded) {
            for &concept in mention.concepts {
                names.extend(thesaurus.concept(concept).map(|c| c.id.as_str()));
            }
        }
        names
    }

    #[test]
    fn takes_the_longest_word() {
        let thesaurus = Thesaurus::load(&[SMALL]).expect("loads");
        assert_eq!(names(&thesaurus, "ＵＳＢメモリーの訓練"), ["usb", "drill"]);
        assert_eq!(names(&thesaurus, "避難訓練"), ["fire-drill-guard"]);
    }

    #[test]
    fn broader_goes_upward_only() {
        let thesaurus = Thesaurus::load(&[SMALL]).expect("loads");
        let usb = thesaurus.concepts_of("usbメモリ")[0];
        let medium = thesaurus.concepts_of("可搬媒体")[0];
        assert!(thesaurus.widened(usb).contains(&medium));
        assert!(!thesaurus.widened(medium).contains(&usb));
    }

    #[test]
    fn a_users_file_adds_words() {
        let own = "[[concept]]\nid = \"medium\"\ngroup = \"medium\"\nterms = [\"小箱\"]\n";
        let thesaurus = Thesaurus::load(&[SMALL, own]).expect("loads");
        assert_eq!(names(&thesaurus, "小箱"), ["medium"]);
    }

    #[test]
    fn the_builtin_one_loads() {
        assert!(Thesaurus::load(&[include_str!("../../corpus/thesaurus.toml")]).is_ok());
        assert!(Thesaurus::builtin().len() > 500);
    }
}
