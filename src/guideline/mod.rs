//! Guidelines: requirement catalogues, loaded and checked.

mod applicability;
mod based;
mod builtin;
mod error;
mod file;
mod load;
mod model;
mod profile;

pub use applicability::Rule;
pub use builtin::{builtin, catalogues, ids};
pub use error::{At, CatalogueError, Problem};
pub use file::CatalogueFile;
pub use load::{Catalogues, load};
pub use model::{
    Audience, Book, Confidence, Element, Expected, Guideline, Requirement, Section, UnfoundedRule,
};
pub use profile::{ApplicantKind, Placement, Profile};
