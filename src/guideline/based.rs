//! A catalogue in the making: the base's requirements, and what the files add, change and remove.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::applicability::Rule;
use super::error::{CatalogueError, Problem};
use super::file::{
    BookFile, CatalogueFile, ChangedEntry, ElementEntry, HeadFile, Keep, RequirementEntry, Wording,
};
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
    /// The books of the base that this catalogue states as a whole.
    anew: BTreeSet<String>,
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
            anew: BTreeSet::new(),
            related: BTreeMap::new(),
            base,
        };
        if let Some(base) = &draft.base {
            draft.books.clone_from(&base.books);
            draft.requirements = base
                .requirements
                .iter()
                .map(|requirement| Requirement {
                    inherited: Some(requirement.inherited.clone().unwrap_or_else(|| base.id.clone())),
                    was: Some(requirement.id.clone()),
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
        if content.whole {
            self.begin_anew(&content.book);
        }
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
            let requirement = self.added(file, entry, &content.book, content.wording)?;
            self.insert(requirement);
        }
        Ok(())
    }

    /// Takes the base's items and sections of a book out: the file at hand states the whole of it.
    fn begin_anew(&mut self, book: &str) {
        self.requirements.retain(|requirement| requirement.book != book);
        if let Some(book) = self.books.iter_mut().find(|known| known.id == book) {
            book.sections.clear();
        }
        self.anew.insert(book.to_owned());
    }

    pub(super) fn finish(mut self, head: HeadFile, sha256: String) -> Result<Guideline, CatalogueError> {
        self.rename_links();
        self.order();
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

    /// Links of what is inherited name the base's ids: in books that are stated anew the same id may mean another item.
    fn rename_links(&mut self) {
        let Some(base) = &self.base else { return };
        let renamed: BTreeMap<&str, &str> = self
            .requirements
            .iter()
            .filter_map(|r| Some((r.was.as_deref()?, r.id.as_str())))
            .collect();
        let name = |id: &String| match base.requirement(id) {
            Some(was) if self.anew.contains(&was.book) => renamed.get(id.as_str()).map(|id| (*id).to_owned()),
            _ => Some(id.clone()),
        };
        let links: Vec<Vec<String>> = self
            .requirements
            .iter()
            .map(|r| {
                if self.related.contains_key(&r.id) {
                    r.related.clone()
                } else {
                    r.related.iter().filter_map(name).collect()
                }
            })
            .collect();
        for (requirement, related) in self.requirements.iter_mut().zip(links) {
            requirement.related = related;
        }
    }

    /// The order of the books; within a book it is right already.
    fn order(&mut self) {
        let books = &self.books;
        if self.base.is_some() {
            self.requirements
                .sort_by_key(|requirement| books.iter().position(|book| book.id == requirement.book));
        }
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

    /// The base's requirement of this id.
    fn in_base(&self, file: CatalogueFile<'_>, id: &Spanned<String>) -> Result<&Requirement, CatalogueError> {
        let Some(base) = &self.base else {
            return Err(file.at(id, Problem::NothingToChange(id.get_ref().clone())));
        };
        base.requirement(id.get_ref()).ok_or_else(|| {
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
        wording: Wording,
    ) -> Result<Requirement, CatalogueError> {
        let id = entry.id.get_ref().clone();
        self.check_section(file, &id, book, &entry.section)?;
        let was = match &entry.was {
            Some(was) => Some(self.in_base(file, was)?),
            None => None,
        };
        let old = was.map_or_else(Vec::new, |was| was.elements.clone());
        let elements = self.elements(file, &entry.id, entry.elements, &old)?;
        Ok(Requirement {
            book: book.to_owned(),
            section: entry.section.into_inner(),
            item: entry.item,
            text: entry.text,
            official: wording == Wording::Official,
            elements,
            related: self.link(file, &id, entry.related),
            origin: entry.origin,
            source: entry.source,
            confidence: entry.confidence,
            expected: entry.expected,
            inherited: None,
            was: entry.was.map(Spanned::into_inner),
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
            official: old.official && entry.text.is_none(),
            text: entry.text.unwrap_or(old.text),
            elements,
            related,
            origin: entry.origin.or(old.origin),
            source: Some(entry.source),
            confidence: entry.confidence,
            expected: entry.expected.unwrap_or(old.expected),
            inherited: None,
            was: old.was,
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
        let element = |(number, spot): (usize, Spanned<ElementEntry>)| match spot.get_ref().keep.clone() {
            Some(Keep::Name(name)) => self.kept(file, id, &spot, name),
            Some(Keep::Number(kept)) => kept
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

    /// An element of the base by its name, 「M12-5/2」.
    fn kept(
        &self,
        file: CatalogueFile<'_>,
        id: &Spanned<String>,
        spot: &Spanned<ElementEntry>,
        name: String,
    ) -> Result<Element, CatalogueError> {
        let Some(base) = &self.base else {
            return Err(file.at(spot, Problem::NothingToChange(id.get_ref().clone())));
        };
        let found = name.rsplit_once('/').and_then(|(requirement, number)| {
            let at = number.parse::<usize>().ok()?.checked_sub(1)?;
            base.requirement(requirement)?.elements.get(at).cloned()
        });
        found.ok_or_else(|| {
            let problem = Problem::NoSuchKept {
                id: id.get_ref().clone(),
                name,
                base: base.id.clone(),
            };
            file.at(spot, problem)
        })
    }
}
