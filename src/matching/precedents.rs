//! Precedents (先例): clauses of labelled regulations, and which elements people found fulfilled by them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// Why precedents were not loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("precedents: {0}")]
pub struct PrecedentsError(String);

/// The precedents of one guideline.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Precedents {
    /// Id of the guideline whose elements they speak of.
    #[serde(default)]
    pub guideline: String,
    /// The clauses, by source and citation.
    #[serde(default, rename = "clause")]
    pub clauses: Vec<Precedent>,
}

/// A clause of a labelled regulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Precedent {
    /// Name of the regulation.
    pub source: String,
    /// Citation in it.
    pub citation: String,
    /// Title and lead sentence.
    #[serde(default)]
    pub context: String,
    /// Its own words.
    pub text: String,
    /// Elements that it fulfils, as `M12-5/1`.
    #[serde(default)]
    pub fulfils: BTreeSet<String>,
    /// Elements that nothing in its regulation fulfils, and that it comes nearest to.
    #[serde(default)]
    pub falls_short: BTreeSet<String>,
}

static BUILTIN: LazyLock<Precedents> =
    LazyLock::new(|| Precedents::load(include_str!("../../corpus/precedents.toml")).unwrap_or_default());

static NONE: Precedents = Precedents {
    guideline: String::new(),
    clauses: Vec::new(),
};

impl Precedents {
    /// The precedents inside the binary.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// No precedent at all.
    pub fn none() -> &'static Self {
        &NONE
    }

    /// Reads precedents.
    ///
    /// # Errors
    /// When the text is not of the format.
    pub fn load(text: &str) -> Result<Self, PrecedentsError> {
        toml::from_str(text).map_err(|error| PrecedentsError(error.to_string()))
    }

    /// The precedents as a file of the same format.
    ///
    /// # Errors
    /// When they cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String, PrecedentsError> {
        toml::to_string(self).map_err(|error| PrecedentsError(error.to_string()))
    }

    /// Those of other regulations than `source`: what is judged must not be its own precedent.
    #[must_use]
    pub fn without(&self, source: &str) -> Self {
        Self {
            guideline: self.guideline.clone(),
            clauses: self
                .clauses
                .iter()
                .filter(|clause| clause.source != source)
                .cloned()
                .collect(),
        }
    }

    /// The precedents that several regulations give.
    pub fn of(guideline: &str, clauses: impl IntoIterator<Item = Precedent>) -> Self {
        let mut all: BTreeMap<(String, String), Precedent> = BTreeMap::new();
        for clause in clauses {
            let key = (clause.source.clone(), clause.citation.clone());
            match all.get_mut(&key) {
                Some(known) => {
                    known.fulfils.extend(clause.fulfils);
                    known.falls_short.extend(clause.falls_short);
                }
                None => {
                    all.insert(key, clause);
                }
            }
        }
        Self {
            guideline: guideline.to_owned(),
            clauses: all.into_values().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn precedent(source: &str, fulfils: &str) -> Precedent {
        Precedent {
            source: source.to_owned(),
            citation: "第1条".to_owned(),
            context: String::new(),
            text: "職員は、端末を施錠する。".to_owned(),
            fulfils: [fulfils.to_owned()].into(),
            falls_short: BTreeSet::new(),
        }
    }

    #[test]
    fn a_clause_stands_once_with_all_that_it_fulfils() {
        let all = Precedents::of(
            "g",
            [
                precedent("a", "x/1"),
                precedent("a", "x/2"),
                precedent("b", "x/1"),
            ],
        );
        assert_eq!(all.clauses.len(), 2);
        assert_eq!(all.clauses[0].fulfils.len(), 2);
        assert_eq!(all.without("a").clauses.len(), 1);
    }

    #[test]
    fn they_read_what_they_write() {
        let all = Precedents::of("g", [precedent("a", "x/1")]);
        assert_eq!(Precedents::load(&all.to_toml().expect("writes")), Ok(all));
    }

    #[test]
    fn the_builtin_ones_load() {
        assert!(Precedents::load(include_str!("../../corpus/precedents.toml")).is_ok());
    }
}
