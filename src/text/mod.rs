//! Words: normalization with a map back to the source, numerals, the thesaurus, messages.

mod digest;
mod message;
mod normalize;
pub mod numerals;

pub use digest::hex_digest;
pub use message::{Lang, Message};
pub use normalize::{Normalized, normalize};
