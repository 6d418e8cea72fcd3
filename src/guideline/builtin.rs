//! The catalogues inside the binary, so that kitei runs anywhere.

use super::error::CatalogueError;
use super::file::CatalogueFile;
use super::load::Catalogues;
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
        "control.toml",
        "applicability.toml",
        "from-5.2.csv",
        "judging/governance.toml",
        "judging/management-1-7.toml",
        "judging/management-8-15.toml",
        "judging/management-more.toml",
        "judging/control-1-10.toml",
        "judging/control-11-18.toml",
        "judging/control-more.toml"
    ),
    catalogue!(
        "mhlw-7.0",
        "guideline.toml",
        "governance.toml",
        "management.toml",
        "control.toml",
        "contracted.toml",
        "applicability.toml",
        "judging/reported.toml"
    ),
    catalogue!(
        "meti-mic-1.1",
        "guideline.toml",
        "vendor.toml",
        "judging/vendor.toml",
        "applicability.toml"
    ),
];

/// The ids of the catalogues inside the binary.
pub fn ids() -> impl Iterator<Item = &'static str> {
    CATALOGUES.iter().map(|(id, _)| *id)
}

/// The catalogues inside the binary, to which others can be added.
///
/// # Errors
/// Never with the catalogues as they are: a test loads them all.
pub fn catalogues() -> Result<Catalogues<'static>, CatalogueError> {
    let mut catalogues = Catalogues::default();
    for (_, files) in CATALOGUES {
        catalogues.add(files.to_vec())?;
    }
    Ok(catalogues)
}

/// Loads a catalogue inside the binary; `None` where there is none of this id.
pub fn builtin(id: &str) -> Option<Result<Guideline, CatalogueError>> {
    match catalogues() {
        Ok(catalogues) => catalogues.load(id),
        Err(error) => Some(Err(error)),
    }
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
