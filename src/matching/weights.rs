//! The weights of the signals: data, fitted by a command, reviewable.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::signals::{COUNT, NAMES, Signals};

/// How much the best clause counts above the next: where it is high, several good clauses are little better than one.
pub(super) const SHARPNESS: f32 = 4.0;

/// Log odds of several clauses together: those of the best, a little more where others are nearly as good.
pub(super) fn pool(odds: impl Iterator<Item = f32> + Clone) -> f32 {
    let highest = odds.clone().fold(f32::NEG_INFINITY, f32::max);
    if highest == f32::NEG_INFINITY {
        return highest;
    }
    let whole: f32 = odds.map(|odds| (SHARPNESS * (odds - highest)).exp()).sum();
    highest + whole.ln() / SHARPNESS
}

/// Why weights were not loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// The TOML is not of the format.
    #[error("weights: {0}")]
    Format(String),
    /// A signal that is not known.
    #[error("weights: {0} is no signal")]
    Unknown(String),
}

/// What each signal is worth, in log odds of the clause fulfilling the element, and how each element leans.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub(super) bias: f32,
    pub(super) of: [f32; COUNT],
    /// How much sooner an element, by its id, is found fulfilled than its signals say: one duty hides behind the words
    /// of others, another is read strictly.
    pub(super) leanings: BTreeMap<String, f32>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bias: f32,
    #[serde(default)]
    signal: Vec<Entry>,
    #[serde(default)]
    leaning: BTreeMap<String, f32>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    weight: f32,
}

static BUILTIN: LazyLock<Weights> = LazyLock::new(|| inside(include_str!("../../corpus/weights.toml")));
static WITHOUT_PRECEDENT: LazyLock<Weights> =
    LazyLock::new(|| inside(include_str!("../../corpus/weights-without-precedent.toml")));

/// Weights inside the binary, which a test loads.
fn inside(text: &str) -> Weights {
    Weights::load(text).unwrap_or(Weights {
        bias: 0.0,
        of: [0.0; COUNT],
        leanings: BTreeMap::new(),
    })
}

impl Weights {
    /// The weights inside the binary.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Those inside the binary for elements that have no precedent: their examples, which stand in for precedents,
    /// are fewer and less alike to what institutions write.
    pub fn without_precedent() -> &'static Self {
        &WITHOUT_PRECEDENT
    }

    /// Reads weights; a signal that is not named weighs nothing.
    pub fn load(text: &str) -> Result<Self, WeightsError> {
        let file: File = toml::from_str(text).map_err(|error| WeightsError::Format(error.to_string()))?;
        let mut of = [0.0; COUNT];
        for entry in file.signal {
            let at = NAMES
                .iter()
                .position(|name| *name == entry.name)
                .ok_or(WeightsError::Unknown(entry.name))?;
            of[at] = entry.weight;
        }
        Ok(Self {
            bias: file.bias,
            of,
            leanings: file.leaning,
        })
    }

    /// The weights as a file of the same format.
    pub fn to_toml(&self) -> String {
        let mut text = format!("bias = {:.4}\n", self.bias);
        for (name, weight) in NAMES.iter().zip(self.of) {
            let _ = write!(text, "\n[[signal]]\nname = \"{name}\"\nweight = {weight:.4}\n");
        }
        if !self.leanings.is_empty() {
            text.push_str("\n[leaning]\n");
        }
        for (id, leaning) in &self.leanings {
            let _ = writeln!(text, "\"{id}\" = {leaning:.2}");
        }
        text
    }

    /// The same for a guideline that nobody has labelled: what is known of its elements is their signals alone.
    #[must_use]
    pub fn without_leanings(self) -> Self {
        Self {
            leanings: BTreeMap::new(),
            ..self
        }
    }

    /// An element's leaning, in log odds; 0 where nobody has labelled it.
    pub(super) fn leaning(&self, element: &str) -> f32 {
        self.leanings.get(element).copied().unwrap_or_default()
    }

    /// The log odds that these signals speak of a fulfilled duty.
    pub(super) fn log_odds(&self, signals: &Signals) -> f32 {
        self.bias
            + self
                .of
                .iter()
                .zip(signals)
                .map(|(weight, signal)| weight * signal)
                .sum::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_ones_load_and_print_as_they_are() {
        for text in [
            include_str!("../../corpus/weights.toml"),
            include_str!("../../corpus/weights-without-precedent.toml"),
        ] {
            let weights = Weights::load(text).expect("loads");
            assert_eq!(
                Weights::load(&weights.to_toml()).expect("reads its own output"),
                weights
            );
            assert!(weights.of.iter().any(|weight| *weight != 0.0));
        }
    }

    #[test]
    fn an_unknown_signal_is_said() {
        let text = "bias = 0.0\n[[signal]]\nname = \"luck\"\nweight = 1.0\n";
        assert_eq!(Weights::load(text), Err(WeightsError::Unknown("luck".to_owned())));
    }
}
