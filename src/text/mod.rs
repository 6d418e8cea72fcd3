//! Words: normalization with a map back to the source, numerals, the thesaurus, messages.

mod diff;
mod digest;
mod message;
mod normalize;
pub mod numerals;
mod pairing;
mod thesaurus;

pub use diff::{Mark, Piece, Shingles, diff, likeness};
pub use digest::hex_digest;
pub use message::{Lang, Message};
pub use normalize::{Normalized, normalize};
pub use pairing::{ALIKE, Couple, Pairable, pair, together};
pub use thesaurus::{Concept, ConceptId, Mention, Thesaurus, ThesaurusError};
