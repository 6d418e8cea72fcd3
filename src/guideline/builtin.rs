//! The catalogues inside the binary, so that kitei runs anywhere.

use super::load::{CatalogueError, CatalogueFile, load};
use super::model::Guideline;

macro_rules! catalogue {
    ($id:literal, $($name:literal),+) => {
        ($id, &[$(CatalogueFile {
            name: $name,
            text: include_str!(concat!("../../corpus/guidelines/", $id, "/", $name)),
        }),+])
    };
}

/// Every catalogue inside the binary: id and files.
const CATALOGUES: &[(&str, &[CatalogueFile<'static>])] = &[
    catalogue!(
        "mhlw-6.0",
        "guideline.toml",
        "governance.toml",
        "management.toml",
        "control.toml"
    ),
    catalogue!("meti-mic-1.1", "guideline.toml", "vendor.toml"),
];

/// The ids of the catalogues inside the binary.
pub fn ids() -> impl Iterator<Item = &'static str> {
    CATALOGUES.iter().map(|(id, _)| *id)
}

/// Loads a catalogue inside the binary; `None` where there is none of this id.
pub fn builtin(id: &str) -> Option<Result<Guideline, CatalogueError>> {
    CATALOGUES
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, files)| load(files))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_catalogue_loads_under_its_own_id() {
        for id in ids() {
            let guideline = builtin(id).expect("listed").expect("loads");
            assert_eq!(guideline.id, id);
            assert!(!guideline.requirements.is_empty());
        }
    }
}
