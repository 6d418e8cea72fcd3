//! Guidelines: requirement catalogues, loaded and checked.

mod builtin;
mod load;
mod model;

pub use builtin::{builtin, ids};
pub use load::{CatalogueError, CatalogueFile, load};
pub use model::{Audience, Book, Confidence, Element, Expected, Guideline, Requirement, Section};
