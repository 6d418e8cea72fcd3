//! Catalogues from their TOML files, whole or as changes to another one.

use std::collections::BTreeMap;

use toml::Spanned;

use super::applicability::Rule;
use super::based::Draft;
use super::error::{CatalogueError, Problem};
use super::file::{BookFile, CatalogueFile, HeadFile};
use super::judging;
use super::model::Guideline;
use super::origins::Origin;
use crate::text::hex_digest;

/// Catalogues that are known by their ids, so that one can be based on another.
#[derive(Debug, Clone, Default)]
pub struct Catalogues<'a> {
    files: BTreeMap<String, Vec<CatalogueFile<'a>>>,
}

impl<'a> Catalogues<'a> {
    /// Adds a catalogue from its files, `guideline.toml` among them, and tells its id. One of the same id gives way
    /// to it: a catalogue with the official wording stands in for ours.
    ///
    /// # Errors
    /// When its `guideline.toml` is missing or malformed.
    pub fn add(&mut self, files: Vec<CatalogueFile<'a>>) -> Result<String, CatalogueError> {
        let head: HeadFile = head(&files)?.parse()?;
        self.files.insert(head.id.clone(), files);
        Ok(head.id)
    }

    /// The ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Loads and checks a catalogue; `None` where there is none of this id.
    pub fn load(&self, id: &str) -> Option<Result<Guideline, CatalogueError>> {
        self.files
            .get(id)
            .map(|files| self.assemble(files, &mut Vec::new()))
    }

    fn assemble(
        &self,
        files: &[CatalogueFile<'a>],
        above: &mut Vec<String>,
    ) -> Result<Guideline, CatalogueError> {
        let head_file = head(files)?;
        let head: HeadFile = head_file.parse()?;
        above.push(head.id.clone());
        let base = head
            .based_on
            .as_ref()
            .map(|base| self.base(head_file, base, above))
            .transpose()?;
        let mut draft = Draft::new(&head, base);
        for book in &head.books {
            let name = format!("{}.toml", book.get_ref());
            let file = CatalogueFile::find(files, &name)
                .ok_or_else(|| CatalogueError::new(&name, 0, Problem::Missing))?;
            let content: BookFile = file.parse()?;
            draft.add_book(file, content)?;
        }
        if let Some(file) = CatalogueFile::find(files, "applicability.toml") {
            draft.add_rules(Rule::parse(file)?);
        }
        for file in files.iter().filter(|file| file.name.starts_with("from-")) {
            draft.add_origins(Origin::parse(*file)?);
        }
        let sha256 = digest(files, draft.base_digest());
        let mut guideline = draft.finish(head, sha256)?;
        for file in files.iter().filter(|file| file.name.starts_with(JUDGING)) {
            add_judging(&mut guideline, *file)?;
        }
        Ok(guideline)
    }

    fn base(
        &self,
        file: CatalogueFile<'_>,
        base: &Spanned<String>,
        above: &mut Vec<String>,
    ) -> Result<Guideline, CatalogueError> {
        let id = base.get_ref();
        if above.contains(id) {
            let ring = [above.join(" → "), id.clone()].join(" → ");
            return Err(file.at(base, Problem::Cycle(ring)));
        }
        let files = self.files.get(id).ok_or_else(|| {
            let known = self.ids().collect::<Vec<_>>().join("、");
            let base_id = id.clone();
            file.at(base, Problem::UnknownBase { base: base_id, known })
        })?;
        self.assemble(files, above)
    }
}

/// The folder of the files with judging knowledge.
const JUDGING: &str = "judging/";

/// Gives the guideline's own elements their judging knowledge; those taken over from a base have brought theirs.
fn add_judging(guideline: &mut Guideline, file: CatalogueFile<'_>) -> Result<(), CatalogueError> {
    for (id, (line, judging)) in judging::parse(file)? {
        let key = format!("{}/{id}", guideline.id);
        let element = guideline
            .requirements
            .iter_mut()
            .flat_map(|requirement| &mut requirement.elements)
            .find(|element| element.key == key)
            .ok_or_else(|| file.error(line, Problem::UnknownElement(id)))?;
        element.judging = judging;
    }
    Ok(())
}

/// Loads one catalogue that is based on no other.
///
/// # Errors
/// When it is malformed.
pub fn load(files: &[CatalogueFile<'_>]) -> Result<Guideline, CatalogueError> {
    Catalogues::default().assemble(files, &mut Vec::new())
}

fn head<'a>(files: &[CatalogueFile<'a>]) -> Result<CatalogueFile<'a>, CatalogueError> {
    const NAME: &str = "guideline.toml";
    CatalogueFile::find(files, NAME).ok_or_else(|| CatalogueError::new(NAME, 0, Problem::Missing))
}

/// Over the names and contents of the files; that of the base too, for a change there is a change here.
fn digest(files: &[CatalogueFile<'_>], base: Option<&str>) -> String {
    let mut sorted: Vec<_> = files.iter().collect();
    sorted.sort_by_key(|file| file.name);
    let all: Vec<String> = sorted
        .iter()
        .map(|file| format!("{} {}\n", hex_digest(file.text.as_bytes()), file.name))
        .chain(base.map(|sha256| format!("{sha256} based_on\n")))
        .collect();
    hex_digest(all.concat().as_bytes())
}
