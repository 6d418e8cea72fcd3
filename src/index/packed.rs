//! The clauses of one submission, packed: they share most of their words, so that together they take a fraction of
//! what they take one by one.

use super::clause::IndexedClause;
use super::error::IndexError;

/// How hard zstd works: beyond this, adding gets slower and the index hardly smaller.
const LEVEL: i32 = 9;

/// Clauses as JSON, a line each, compressed.
pub(super) fn pack(clauses: &[IndexedClause]) -> Result<Vec<u8>, IndexError> {
    let mut lines = Vec::new();
    for clause in clauses {
        serde_json::to_writer(&mut lines, clause)?;
        lines.push(b'\n');
    }
    zstd::bulk::compress(&lines, LEVEL).map_err(IndexError::Packed)
}

/// Clauses that [`pack`] packed, unpacked but not yet understood.
#[derive(Default)]
pub(super) struct Unpacked(Vec<u8>);

impl Unpacked {
    /// Unpacks.
    pub fn new(packed: &[u8]) -> Result<Self, IndexError> {
        zstd::stream::decode_all(packed)
            .map(Self)
            .map_err(IndexError::Packed)
    }

    /// The clause with this number, from 0.
    pub fn clause(&self, number: u32) -> Result<IndexedClause, IndexError> {
        let line = self.lines().nth(number as usize).unwrap_or_default();
        Ok(serde_json::from_slice(line)?)
    }

    /// All, in the order of the document.
    pub fn clauses(&self) -> Result<Vec<IndexedClause>, IndexError> {
        self.lines()
            .map(|line| Ok(serde_json::from_slice(line)?))
            .collect()
    }

    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.0.split_inclusive(|byte| *byte == b'\n')
    }
}
