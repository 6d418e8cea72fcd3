//! Which submission a row of the index belongs to.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, Searcher, SegmentOrdinal};

use super::error::IndexError;
use super::schema::ID_COLUMN;

/// The ids of the submissions of rows, from a column that is opened once a segment.
pub(super) struct Ids<'s> {
    searcher: &'s Searcher,
    columns: BTreeMap<SegmentOrdinal, Option<StrColumn>>,
}

impl<'s> Ids<'s> {
    /// Those of the rows that `searcher` finds.
    pub fn new(searcher: &'s Searcher) -> Self {
        Self {
            searcher,
            columns: BTreeMap::new(),
        }
    }

    /// That of the row at `address`.
    pub fn of(&mut self, address: DocAddress) -> Result<String, IndexError> {
        let column = match self.columns.entry(address.segment_ord) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let segment = self.searcher.segment_reader(address.segment_ord);
                new.insert(segment.fast_fields().str(ID_COLUMN)?)
            }
        };
        let mut id = String::new();
        if let Some(column) = column
            && let Some(known) = column.ords().first(address.doc_id)
        {
            column.ord_to_str(known, &mut id).map_err(IndexError::Packed)?;
        }
        Ok(id)
    }
}
