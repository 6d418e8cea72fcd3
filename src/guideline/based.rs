//! A catalogue in the making: the base's requirements, and what the files add, change and remove.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::applicability::Rule;
use super::error::{CatalogueError, Problem};
use super::file::{BookFile, CatalogueFile, ChangedEntry, ElementEntry, HeadFile, RequirementEntry};
use super::judging::Judging;
use super::model::{Book, Element, Guideline, Requirement};
use super::origins::Origin;
use super::profile::Profile;

/// A catalogue in the making.
pub(super) struct Draft {
    id: String,
    base: Option<Guideline>,
    books: Vec<Book>,
    requirements: Vec<Requirement>,
    rules: Vec<Rule>,
    origins: Vec<Origin>,
    seen: BTreeSet<String>,
    /// Where each requirement that this catalogue states says what it is related to.
    related: BTreeMap<String, Vec<(String, CatalogueError)>>,
}

impl Draft {
    pub(super) fn new(head: &HeadFile, base: Option<Guideline>) -> Self {
        let mut draft = Self {
            id: head.id.clone(),
            books: Vec::new(),
            requirements: Vec::new(),
            rules: Vec::new(),
            origins: Vec::new(),
            seen: BTreeSet::new(),
            related: BTreeMap::new(),
            base,
        };
        if let Some(base) = &draft.base {
            draft.books.clone_from(&base.books);
            draft.rules.clone_from(&base.rules);
            draft.origins.clone_from(&base.origins);
            draft.requirements = base
                .requirements
                .iter()
                .map(|requirement| Requirement {
                    inherited: Some(requirement.inherited.clone().unwrap_or_else(|| base.id.clone())),
                    ..requirement.clone()
                })
                .collect();
        }
        draft
    }

    pub(super) fn base_digest(&self) -> Option<&str> {
        self.base.as_ref().map(|base| base.sha256.as_str())
    }

    pub(super) fn add_rules(&mut self, rules: Vec<Rule>) {
        self.rules.extend(rules);
    }

    pub(super) fn add_origins(&mut self, origins: Vec<Origin>) {
        self.origins.extend(origins);
    }

    pub(super) fn add_book(
        &mut self,
        file: CatalogueFile<'_>,
        content: BookFile,
    ) -> Result<(), CatalogueError> {
        match self.books.iter_mut().find(|book| book.id == content.book) {
            Some(book) => {
                for section in content.section {
                    match book.sections.iter_mut().find(|s| s.number == section.number) {
                        Some(old) => *old = section,
                        None => book.sections.push(section),
                    }
                }
            }
            None => self.books.push(Book {
                id: content.book.clone(),
                title: content.book_title,
                sections: content.section,
            }),
        }
        for removed in &content.removed {
            let at = self.position(file, &removed.id)?;
            self.requirements.remove(at);
        }
        for entry in content.changed {
            let at = self.position(file, &entry.id)?;
            self.see(file, &entry.id)?;
            self.requirements[at] = self.changed(file, entry, at)?;
        }
        for entry in content.requirement {
            self.see(file, &entry.id)?;
            if self.requirements.iter().any(|r| r.id == *entry.id.get_ref()) {
                return Err(file.at(&entry.id, Problem::Duplicate(entry.id.get_ref().clone())));
            }
            let requirement = self.added(file, entry, &content.book)?;
            self.insert(requirement);
        }
        Ok(())
    }

    pub(super) fn finish(self, head: HeadFile, sha256: String) -> Result<Guideline, CatalogueError> {
        let ids: BTreeSet<&str> = self.requirements.iter().map(|r| r.id.as_str()).collect();
        // A vendor catalogue points to the institutions' guideline: only ids of the same family can be checked here.
        let families: BTreeSet<char> = ids.iter().filter_map(|id| id.chars().next()).collect();
        for (id, error) in self.related.into_values().flatten() {
            if !ids.contains(id.as_str()) && id.starts_with(|c| families.contains(&c)) {
                return Err(error);
            }
        }
        // What is gone is nobody's link any more.
        let gone = |id: &String| id.starts_with(|c| families.contains(&c)) && !ids.contains(id.as_str());
        let kept: Vec<Vec<String>> = self
            .requirements
            .iter()
            .map(|r| r.related.iter().filter(|id| !gone(id)).cloned().collect())
            .collect();
        let requirements = self
            .requirements
            .into_iter()
            .zip(kept)
            .map(|(requirement, related)| Requirement {
                related,
                ..requirement
            })
            .collect();
        Ok(Guideline {
            id: head.id,
            title: head.title,
            version: head.version,
            published: head.published,
            publisher: head.publisher,
            audience: head.audience,
            notice: head.notice,
            based_on: head.based_on.map(Spanned::into_inner),
            base: self.base.map(Box::new),
            books: self.books,
            requirements,
            rules: self.rules,
            outside: BTreeMap::new(),
            origins: self.origins,
            unfounded: head.unfounded,
            sha256,
        }
        .for_profile(&Profile::default()))
    }

    /// Where the requirement stands that the base must have.
    fn position(&self, file: CatalogueFile<'_>, id: &Spanned<String>) -> Result<usize, CatalogueError> {
        let Some(base) = &self.base else {
            return Err(file.at(id, Problem::NothingToChange(id.get_ref().clone())));
        };
        self.requirements
            .iter()
            .position(|r| r.id == *id.get_ref())
            .ok_or_else(|| {
                let (id_text, base) = (id.get_ref().clone(), base.id.clone());
                file.at(id, Problem::NotInBase { id: id_text, base })
            })
    }

    fn see(&mut self, file: CatalogueFile<'_>, id: &Spanned<String>) -> Result<(), CatalogueError> {
        if self.seen.insert(id.get_ref().clone()) {
            Ok(())
        } else {
            Err(file.at(id, Problem::Duplicate(id.get_ref().clone())))
        }
    }

    /// At the end of its section, so that a report keeps the order of the book.
    fn insert(&mut self, requirement: Requirement) {
        let same = |r: &Requirement| r.book == requirement.book && r.section == requirement.section;
        let at = match &self.base {
            Some(_) => self
                .requirements
                .iter()
                .rposition(same)
                .map_or(self.requirements.len(), |at| at + 1),
            None => self.requirements.len(),
        };
        self.requirements.insert(at, requirement);
    }

    fn added(
        &mut self,
        file: CatalogueFile<'_>,
        entry: RequirementEntry,
        book: &str,
    ) -> Result<Requirement, CatalogueError> {
        let id = entry.id.get_ref().clone();
        self.check_section(file, &id, book, &entry.section)?;
        let elements = self.elements(file, &entry.id, entry.elements, &[])?;
        Ok(Requirement {
            book: book.to_owned(),
            section: entry.section.into_inner(),
            item: entry.item,
            text: entry.text,
            elements,
            related: self.link(file, &id, entry.related),
            origin: entry.origin,
            source: entry.source,
            confidence: entry.confidence,
            expected: entry.expected,
            inherited: None,
            id,
        })
    }

    fn changed(
        &mut self,
        file: CatalogueFile<'_>,
        entry: ChangedEntry,
        at: usize,
    ) -> Result<Requirement, CatalogueError> {
        let old = self.requirements[at].clone();
        if let Some(section) = &entry.section {
            self.check_section(file, &old.id, &old.book, section)?;
        }
        let elements = match entry.elements {
            Some(elements) => self.elements(file, &entry.id, elements, &old.elements)?,
            None => old.elements,
        };
        let related = match entry.related {
            Some(related) => self.link(file, &old.id, related),
            None => old.related,
        };
        Ok(Requirement {
            id: old.id,
            book: old.book,
            section: entry.section.map_or(old.section, Spanned::into_inner),
            item: entry.item.unwrap_or(old.item),
            text: entry.text.unwrap_or(old.text),
            elements,
            related,
            origin: entry.origin.or(old.origin),
            source: Some(entry.source),
            confidence: entry.confidence,
            expected: entry.expected.unwrap_or(old.expected),
            inherited: None,
        })
    }

    fn check_section(
        &self,
        file: CatalogueFile<'_>,
        id: &str,
        book: &str,
        section: &Spanned<String>,
    ) -> Result<(), CatalogueError> {
        let known = self
            .books
            .iter()
            .filter(|b| b.id == book)
            .flat_map(|b| &b.sections);
        if known.into_iter().any(|s| s.number == *section.get_ref()) {
            return Ok(());
        }
        let problem = Problem::UnknownSection {
            id: id.to_owned(),
            section: section.get_ref().clone(),
        };
        Err(file.at(section, problem))
    }

    fn link(&mut self, file: CatalogueFile<'_>, id: &str, related: Vec<Spanned<String>>) -> Vec<String> {
        let stated = related
            .iter()
            .map(|spot| {
                let problem = Problem::UnknownRelated {
                    id: id.to_owned(),
                    related: spot.get_ref().clone(),
                };
                (spot.get_ref().clone(), file.at(spot, problem))
            })
            .collect();
        self.related.insert(id.to_owned(), stated);
        related.into_iter().map(Spanned::into_inner).collect()
    }

    fn elements(
        &self,
        file: CatalogueFile<'_>,
        id: &Spanned<String>,
        entries: Vec<Spanned<ElementEntry>>,
        old: &[Element],
    ) -> Result<Vec<Element>, CatalogueError> {
        if entries.is_empty() {
            return Err(file.at(id, Problem::EmptyElement(id.get_ref().clone())));
        }
        let element = |(number, spot): (usize, Spanned<ElementEntry>)| match spot.get_ref().keep {
            Some(kept) => kept
                .checked_sub(1)
                .and_then(|at| old.get(at))
                .cloned()
                .ok_or_else(|| {
                    let problem = Problem::NoSuchElement {
                        id: id.get_ref().clone(),
                        number: kept,
                        count: old.len(),
                    };
                    file.at(&spot, problem)
                }),
            None if spot.get_ref().point.trim().is_empty() => {
                Err(file.at(&spot, Problem::EmptyElement(id.get_ref().clone())))
            }
            None => {
                let entry = spot.into_inner();
                Ok(Element {
                    key: format!("{}/{}/{number}", self.id, id.get_ref()),
                    point: entry.point,
                    any: entry.any,
                    judging: Judging::default(),
                })
            }
        };
        (1..).zip(entries).map(element).collect()
    }
}
