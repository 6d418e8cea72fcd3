//! The corpus: every clause on file, searchable at once.
//!
//! One row a clause in an embedded index. A review never looks at it, so that a finding depends on nothing else on
//! file; only a report may show beside a finding how others on file word the same (`wordings`).

mod analysis;
mod check;
mod clause;
mod corpus;
mod error;
mod export;
mod ids;
mod inversion;
mod like;
mod packed;
mod query;
mod schema;
mod search;
mod segment;
mod similar;
mod snippet;
mod store;
mod variants;
mod wordings;
mod writer;

pub use clause::{IndexedClause, IndexedFile, IndexedSubmission, submission_id};
pub use corpus::{Corpus, FORMAT, Status};
pub use error::IndexError;
pub use export::{Engine, Manifest, Part};
pub use query::{Query, QueryField};
pub use search::{Hit, Hits};
pub use similar::similar;
pub use snippet::{Snippet, marks};
pub use store::{DocumentStore, build};
pub use variants::variants;
pub use wordings::{Wording, Wordings};
pub use writer::{Added, Writer};
