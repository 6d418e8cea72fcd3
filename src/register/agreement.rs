//! How far two reviewers of a submission agree.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decisions::Reading;
use super::vocabulary::VERDICTS;
use super::{Register, Result};
use crate::report::decisions::Verdict;

/// How far two reviewers agree.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Findings that both have given a verdict on.
    pub both: usize,
    /// On how many of them it is the same.
    pub same: usize,
    /// Cohen's kappa: agreement beyond chance, 1 is full; `None` where it is not defined.
    pub kappa: Option<f64>,
}

impl Register {
    /// How far the first and the second reviewer of a submission agree.
    pub fn agreement(&self, submission: i64, guideline: &str) -> Result<Agreement> {
        let verdicts = |reading| -> Result<BTreeMap<(String, u32), Verdict>> {
            Ok(self
                .standing(submission, guideline, reading)?
                .into_iter()
                .filter_map(|entry| {
                    Some(((entry.key.requirement, entry.key.element), entry.decided.verdict?))
                })
                .collect())
        };
        let (first, second) = (verdicts(Reading::First)?, verdicts(Reading::Second)?);
        let pairs: Vec<_> = first
            .iter()
            .filter_map(|(key, verdict)| Some((*verdict, *second.get(key)?)))
            .collect();
        Ok(Agreement::of(&pairs))
    }
}

impl Agreement {
    /// The agreement of pairs of verdicts on the same findings.
    fn of(pairs: &[(Verdict, Verdict)]) -> Self {
        let both = pairs.len();
        let same = pairs.iter().filter(|(first, second)| first == second).count();
        let share = |is: &dyn Fn(&(Verdict, Verdict)) -> bool| {
            pairs.iter().filter(|pair| is(pair)).count() as f64 / both as f64
        };
        let by_chance: f64 = VERDICTS
            .iter()
            .map(|(verdict, ..)| share(&|pair| pair.0 == *verdict) * share(&|pair| pair.1 == *verdict))
            .sum();
        let beyond = 1.0 - by_chance;
        Self {
            both,
            same,
            kappa: (both > 0 && beyond > 1e-9).then(|| (same as f64 / both as f64 - by_chance) / beyond),
        }
    }
}
