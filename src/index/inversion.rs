//! The terms of many rows turned round: from each row its terms, to each term its rows.
//!
//! The engine's own writer looks every term up in a table of byte strings and lets a list grow for each. Here a term
//! is a number as soon as it is seen, its occurrences are only written down, and one counting sort at the end brings
//! those of each term together, in the order in which the engine's serializer wants them: a fraction of the time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};
use std::io;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::Field;

use super::analysis::Piece;

/// Every so many occurrences their row is written down, so that it is found without a search.
const STRIDE: usize = 64;

/// The terms of one field.
#[derive(Default)]
pub(super) struct Inversion {
    /// Numbers of the terms of one or two characters.
    pairs: HashMap<u64, u32, BuildHasherDefault<Spread>>,
    /// Numbers of all others.
    others: HashMap<Box<[u8]>, u32>,
    /// The bytes of each term, by its number.
    terms: Terms,
    /// The terms that occur, by number, row after row.
    occurrences: Vec<u32>,
    /// Where in `occurrences` each row begins.
    rows: Vec<u32>,
}

impl Inversion {
    /// Begins the next row.
    pub fn next_row(&mut self) {
        self.rows.push(self.occurrences.len() as u32);
    }

    /// A term of the row at hand.
    pub fn piece(&mut self, piece: Piece<'_>) {
        let (first, second) = match piece {
            Piece::Pair(first, second) => (first, Some(second)),
            Piece::Last(last) => (last, None),
            Piece::Word(word) => return self.term(word.as_bytes()),
        };
        let key = (u64::from(u32::from(first)) << 32) | u64::from(second.map_or(u32::MAX, u32::from));
        let number = match self.pairs.entry(key) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let mut bytes = [0; 8];
                let mut end = first.encode_utf8(&mut bytes).len();
                end += second.map_or(0, |second| second.encode_utf8(&mut bytes[end..]).len());
                *new.insert(self.terms.add(&bytes[..end]))
            }
        };
        self.occurrences.push(number);
    }

    /// A term of the row at hand, by its bytes.
    pub fn term(&mut self, bytes: &[u8]) {
        let number = if let Some(number) = self.others.get(bytes) {
            *number
        } else {
            let number = self.terms.add(bytes);
            self.others.insert(bytes.into(), number);
            number
        };
        self.occurrences.push(number);
    }

    /// The row at hand has the same terms as the one before it.
    pub fn as_before(&mut self) {
        if let [.., before, now] = self.rows.as_slice() {
            self.occurrences
                .extend_from_within(*before as usize..*now as usize);
        }
    }

    /// How many terms the row at hand has.
    pub fn in_row(&self) -> u32 {
        let begin = self.rows.last().copied().unwrap_or(0);
        self.occurrences.len() as u32 - begin
    }

    /// How many occurrences there are in all.
    pub fn len(&self) -> usize {
        self.occurrences.len()
    }

    /// Writes everything as the postings of `field`: where `norms` are given with frequencies and positions, which
    /// count the terms of a row, otherwise the rows alone.
    pub fn write(
        &self,
        field: Field,
        norms: Option<FieldNormReader>,
        serializer: &mut InvertedIndexSerializer,
    ) -> io::Result<()> {
        if self.occurrences.is_empty() {
            return Ok(());
        }
        let with_positions = norms.is_some();
        let mut serializer = serializer.new_field(field, self.occurrences.len() as u64, norms)?;
        let sorted = Sorted::new(&self.occurrences, self.terms.len());
        let rows = Rows::new(&self.rows, self.occurrences.len());
        let mut postings = Postings::default();
        for number in self.terms.in_order() {
            postings.read(sorted.of(number), &rows);
            postings.write(self.terms.bytes(number), with_positions, &mut serializer)?;
        }
        serializer.close()
    }
}

/// The bytes of terms, one behind the other.
#[derive(Default)]
struct Terms {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Terms {
    fn add(&mut self, term: &[u8]) -> u32 {
        self.bytes.extend_from_slice(term);
        self.ends.push(self.bytes.len() as u32);
        self.ends.len() as u32 - 1
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn bytes(&self, number: u32) -> &[u8] {
        let at = number as usize;
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[begin as usize..self.ends[at] as usize]
    }

    /// The numbers in the order of the bytes.
    fn in_order(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..self.len() as u32).collect();
        numbers.sort_unstable_by_key(|number| self.bytes(*number));
        numbers
    }
}

/// The occurrences, by term.
struct Sorted {
    /// Where in the field each occurrence stands, those of a term together and in order.
    places: Vec<u32>,
    /// Where in `places` those of each term end.
    ends: Vec<u32>,
}

impl Sorted {
    fn new(occurrences: &[u32], terms: usize) -> Self {
        let mut ends = vec![0u32; terms];
        for term in occurrences {
            ends[*term as usize] += 1;
        }
        let mut before = 0;
        for end in &mut ends {
            (*end, before) = (before, before + *end);
        }
        // Where those of each term begin; they move to where they end while the places are filled in.
        let mut places = vec![0u32; occurrences.len()];
        for (place, term) in (0..).zip(occurrences) {
            let next = &mut ends[*term as usize];
            places[*next as usize] = place;
            *next += 1;
        }
        Self { places, ends }
    }

    fn of(&self, term: u32) -> &[u32] {
        let at = term as usize;
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.places[begin as usize..self.ends[at] as usize]
    }
}

/// Which row a place is in.
struct Rows<'a> {
    begins: &'a [u32],
    /// The row of every [`STRIDE`]th place.
    at_stride: Vec<u32>,
}

impl<'a> Rows<'a> {
    fn new(begins: &'a [u32], places: usize) -> Self {
        let mut row = 0;
        let at_stride = (0..places)
            .step_by(STRIDE)
            .map(|place| {
                row += begins[row + 1..]
                    .iter()
                    .take_while(|begin| **begin as usize <= place)
                    .count();
                row as u32
            })
            .collect();
        Self { begins, at_stride }
    }

    /// The row of `place` and the place at which the next row begins.
    fn of(&self, place: u32) -> (u32, u32) {
        let mut row = self.at_stride[place as usize / STRIDE] as usize;
        loop {
            match self.begins.get(row + 1) {
                Some(next) if *next <= place => row += 1,
                next => return (row as u32, next.copied().unwrap_or(u32::MAX)),
            }
        }
    }
}

/// The rows of one term.
#[derive(Default)]
struct Postings {
    /// Each row, and how often the term occurs in it.
    rows: Vec<(u32, u32)>,
    /// The positions in row after row, each as the distance from the one before it.
    deltas: Vec<u32>,
}

impl Postings {
    fn read(&mut self, places: &[u32], rows: &Rows<'_>) {
        self.rows.clear();
        self.deltas.clear();
        let (mut end, mut before) = (0, 0);
        for place in places {
            if *place >= end {
                let row;
                (row, end) = rows.of(*place);
                before = rows.begins[row as usize];
                self.rows.push((row, 0));
            }
            self.deltas.push(place - before);
            before = *place;
            if let Some((_, times)) = self.rows.last_mut() {
                *times += 1;
            }
        }
    }

    fn write(
        &self,
        term: &[u8],
        with_positions: bool,
        serializer: &mut FieldSerializer<'_>,
    ) -> io::Result<()> {
        let frequency = if with_positions { self.rows.len() as u32 } else { 0 };
        serializer.new_term(term, frequency, with_positions)?;
        let mut rest = self.deltas.as_slice();
        for (row, times) in &self.rows {
            if with_positions {
                let (positions, others) = rest.split_at(*times as usize);
                serializer.write_doc(*row, *times, positions);
                rest = others;
            } else {
                serializer.write_doc(*row, 0, &[]);
            }
        }
        serializer.close_term()
    }
}

/// Spreads a number over all bits by one multiplication: its terms come from text, not from an attacker's choice
/// of numbers, and a wrong guess costs time only.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}
