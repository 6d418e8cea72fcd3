//! A batch in parts: shards for several machines, and stopping between two submissions.

use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};

/// One of several equal parts of a batch: 「2/8」.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    part: usize,
    parts: usize,
}

/// Why a text is no shard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("i/n with 1 ≤ i ≤ n, e.g. 2/8")]
pub struct ShardError;

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let (part, parts) = text.split_once('/').ok_or(ShardError)?;
        let shard = Self {
            part: part.parse().map_err(|_| ShardError)?,
            parts: parts.parse().map_err(|_| ShardError)?,
        };
        if (1..=shard.parts).contains(&shard.part) {
            Ok(shard)
        } else {
            Err(ShardError)
        }
    }
}

impl Shard {
    /// Whether the submission at `position`, from 0, is in it: taken in turn, so that folders of large files spread.
    pub fn holds(self, position: usize) -> bool {
        position % self.parts == self.part - 1
    }
}

/// A wish to stop, which is looked at before every submission.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// No wish to stop.
    pub const fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    /// Wishes to stop; says whether that was wished before.
    pub fn wish(&self) -> bool {
        self.0.swap(true, Ordering::SeqCst)
    }

    /// Whether to stop.
    pub fn is_wished(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_submission_is_in_one_shard() {
        let shards: Vec<Shard> = ["1/3", "2/3", "3/3"]
            .iter()
            .map(|s| s.parse().expect("a shard"))
            .collect();
        for position in 0..10 {
            assert_eq!(shards.iter().filter(|s| s.holds(position)).count(), 1);
        }
        for wrong in ["0/3", "4/3", "1", "a/b", "1/0", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
