//! Guidelines: requirement catalogues, loaded and checked.

mod applicability;
mod based;
mod builtin;
mod diff;
mod error;
mod file;
pub mod import;
mod judging;
mod links;
mod load;
mod model;
mod origins;
mod profile;

pub use applicability::Rule;
pub use builtin::{builtin, catalogues, ids};
pub use diff::{Change, ElementChange, ItemChange, ItemPlace, compare, partners};
pub use error::{At, CatalogueError, Problem};
pub use file::CatalogueFile;
pub use judging::{Frame, Judging, Slot};
pub use load::{Catalogues, load};
pub use model::{
    Audience, Book, Confidence, Element, Expected, Guideline, Requirement, Section, UnfoundedRule,
};
pub use origins::Origin;
pub use profile::{ApplicantKind, Placement, Profile};
