//! The guidelines that the workbench knows, each with what judges by it.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::refusal::Refusal;
use crate::guideline::{Audience, Guideline, Requirement, builtin, ids};
use crate::matching::Matcher;
use crate::text::normalize;

/// A guideline, and what was made from it once.
pub(super) struct Known {
    /// The guideline, with everything applying.
    pub guideline: Guideline,
    matcher: OnceLock<Matcher<'static>>,
    /// For each requirement, in order, the words by which it is found.
    pub words: Vec<String>,
}

impl Known {
    /// What judges submissions by it.
    pub fn matcher(&'static self) -> &'static Matcher<'static> {
        self.matcher.get_or_init(|| Matcher::new(&self.guideline))
    }

    /// The title of a requirement's book; none where the guideline is one book, whose title it has.
    pub fn book_title(&self, requirement: &Requirement) -> &str {
        let book = self.guideline.book(&requirement.book);
        book.filter(|_| self.guideline.books.len() > 1)
            .map_or("", |book| book.title.as_str())
    }

    /// The guideline in the words of a list: title and version.
    pub fn title(&self) -> String {
        format!("{} {}", self.guideline.title, self.guideline.version)
    }
}

/// All of them.
#[derive(Default)]
pub(super) struct Guidelines {
    /// Loaded when they are first asked for, and kept as long as the program runs: a matcher borrows its guideline,
    /// and the few there are are used until the end.
    loaded: Mutex<BTreeMap<String, &'static Known>>,
}

impl Guidelines {
    /// The guidelines inside the binary, and `more`, which take the place of those of the same id.
    pub fn with(more: Vec<Guideline>) -> Self {
        let loaded = more
            .into_iter()
            .map(|guideline| (guideline.id.clone(), known(guideline)));
        Self {
            loaded: Mutex::new(loaded.collect()),
        }
    }

    /// Their ids.
    pub fn ids(&self) -> Vec<String> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<String> = ids().map(str::to_owned).collect();
        all.extend(
            loaded
                .keys()
                .filter(|id| !ids().any(|known| known == id.as_str()))
                .cloned(),
        );
        all
    }

    /// The guideline of this id.
    pub fn get(&self, id: &str) -> Result<&'static Known, Refusal> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = loaded.get(id) {
            return Ok(known);
        }
        let guideline = builtin(id)
            .ok_or_else(|| Refusal::missing(&format!("ガイドライン {id} "), &format!("guideline {id}")))?
            .map_err(Refusal::failed)?;
        let found = known(guideline);
        loaded.insert(id.to_owned(), found);
        Ok(found)
    }

    /// All of them, in the order of their ids.
    pub fn all(&self) -> Result<Vec<&'static Known>, Refusal> {
        self.ids().iter().map(|id| self.get(id)).collect()
    }
}

fn known(guideline: Guideline) -> &'static Known {
    let words = guideline
        .requirements
        .iter()
        .map(|requirement| {
            let points = requirement.elements.iter().map(|element| element.point.as_str());
            let all: Vec<&str> = [requirement.id.as_str(), requirement.text.as_str()]
                .into_iter()
                .chain(points)
                .chain([guideline.section_title(requirement)])
                .collect();
            normalize(&all.join("\n"))
        })
        .collect();
    Box::leak(Box::new(Known {
        guideline,
        matcher: OnceLock::new(),
        words,
    }))
}

/// The guideline for an audience where none is named.
pub(super) fn usual(audience: Audience) -> &'static str {
    match audience {
        Audience::Institution => "mhlw-6.0",
        Audience::Vendor => "meti-mic-1.1",
    }
}
