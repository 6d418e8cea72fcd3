//! Failed log-ins: whoever guesses has to wait.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many failures in a row are taken before one has to wait.
const MOST: usize = 10;
/// How long.
const WAIT: Duration = Duration::from_mins(15);
/// How many names are remembered; beyond that, those that failed longest ago are forgotten.
const NAMES: usize = 10_000;

/// Failures by name.
#[derive(Default)]
pub(super) struct Attempts {
    failed: Mutex<BTreeMap<String, (usize, Instant)>>,
}

impl Attempts {
    /// Whether a name has to wait.
    pub fn are_too_many(&self, name: &str) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed
            .get(name)
            .is_some_and(|(count, last)| *count >= MOST && last.elapsed() < WAIT)
    }

    /// Another failure.
    pub fn failed(&self, name: &str) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.retain(|_, (_, last)| last.elapsed() < WAIT);
        if failed.len() >= NAMES
            && let Some(oldest) = failed
                .iter()
                .min_by_key(|(_, (_, last))| *last)
                .map(|(name, _)| name.clone())
        {
            failed.remove(&oldest);
        }
        let entry = failed.entry(name.to_owned()).or_insert((0, Instant::now()));
        *entry = (entry.0 + 1, Instant::now());
    }

    /// Came in: the failures before do not count.
    pub fn succeeded(&self, name: &str) {
        self.failed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_stopped_and_coming_in_forgives() {
        let attempts = Attempts::default();
        for _ in 0..MOST {
            assert!(!attempts.are_too_many("甲"));
            attempts.failed("甲");
        }
        assert!(attempts.are_too_many("甲") && !attempts.are_too_many("乙"));
        attempts.succeeded("甲");
        assert!(!attempts.are_too_many("甲"));
    }
}
