//! Where items stood in an earlier version (項目移行対応表): `from-5.2.csv` beside the catalogue.

use serde::{Deserialize, Serialize};

use super::error::{CatalogueError, Problem};
use super::file::CatalogueFile;
use super::model::{Guideline, Requirement};

/// One row of a table of moved items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The earlier version, 「5.2」.
    pub version: String,
    /// The item there as printed, 「6.5 C12」.
    pub from: String,
    /// The book here.
    pub book: String,
    /// The section here.
    pub section: String,
    /// The item here; `None` where only the section is known.
    pub item: Option<u32>,
}

const COLUMNS: [&str; 4] = ["from_version", "from_item", "to_book", "to_item"];

impl Origin {
    pub(super) fn parse(file: CatalogueFile<'_>) -> Result<Vec<Self>, CatalogueError> {
        let mut reader = csv::Reader::from_reader(file.text.as_bytes());
        let wrong = |line: usize, error: csv::Error| file.error(line, Problem::Format(error.to_string()));
        let heads = reader.headers().map_err(|error| wrong(1, error))?;
        if heads.iter().ne(COLUMNS) {
            return Err(file.error(1, Problem::OriginColumns(COLUMNS.join(","))));
        }
        let mut origins = Vec::new();
        for (line, record) in (2..).zip(reader.records()) {
            let record = record.map_err(|error| wrong(line, error))?;
            let cell = |at: usize| record.get(at).unwrap_or_default().trim().to_owned();
            let to = cell(3);
            let (section, item) = match to.rsplit_once('-') {
                Some((section, item)) => {
                    let item = item
                        .parse()
                        .map_err(|_| file.error(line, Problem::OriginItem(to.clone())))?;
                    (section.to_owned(), Some(item))
                }
                None => (to, None),
            };
            origins.push(Self {
                version: cell(0),
                from: cell(1),
                book: cell(2),
                section,
                item,
            });
        }
        Ok(origins)
    }

    fn leads_to(&self, requirement: &Requirement) -> bool {
        self.book == requirement.book
            && match self.item {
                Some(item) => self.section == requirement.section && item == requirement.item,
                None => {
                    self.section == requirement.section
                        || requirement.section.starts_with(&format!("{}.", self.section))
                }
            }
    }
}

impl Guideline {
    /// Where a requirement stood in earlier versions, as far as that is known.
    pub fn origins_of(&self, requirement: &Requirement) -> Vec<&Origin> {
        let own = self.origins.iter().filter(|origin| origin.leads_to(requirement));
        // The base's table has the base's numbers.
        let before = self.base.as_deref().and_then(|base| {
            let was = base.requirement(requirement.was.as_deref()?)?;
            Some(base.origins_of(was))
        });
        own.chain(before.into_iter().flatten()).collect()
    }
}
