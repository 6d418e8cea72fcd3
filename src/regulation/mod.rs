//! Understanding a document as a regulation: provisions, citations, dates, references.
//!
//! | file | job |
//! | --- | --- |
//! | `lines`, `comparison` | the document as a flow of lines and tables |
//! | `marker`, `vocabulary` | what the beginning of a line may be |
//! | `contents`, `scheme` | the table of contents; which numbering scheme |
//! | `sequence`, `machine`, `tables` | which markers open provisions, by the sequence |
//! | `titles`, `kinds`, `citation`, `finish` | titles, 項 or 号, citations |
//! | `front` | title, kind, organization |
//! | `assemble` | several documents as one submission |
//! | `context` | what a clause inherits |

mod assemble;
mod citation;
mod comparison;
mod contents;
mod context;
mod finish;
mod front;
mod kinds;
mod lines;
mod machine;
mod marker;
mod model;
mod scheme;
mod sequence;
mod tables;
mod titles;
mod tree;
mod vocabulary;

pub use assemble::assemble;
pub use context::ClauseContext;
pub use model::{
    DatedEvent, Definition, DocumentKind, EventKind, NamedSource, Provision, ProvisionId, ProvisionKind,
    Regulation, SourceSpan, Submission,
};

use crate::document::{Document, Format, Origin};

/// Understands one document. It never fails: what was not understood stands in the warnings, and every
/// character of the body stands in some provision.
pub fn understand(document: &Document) -> Regulation {
    let flow = lines::flow(document);
    let contents = contents::range(&flow.pieces);
    let joined = document.format == Format::Pdf || document.origin == Origin::Ocr;
    let scheme = scheme::Scheme::of(&flow.pieces, &contents, joined);
    let mut machine = machine::Machine::new(scheme.clone());
    machine.run(&flow.pieces, &contents, &[]);
    let mut nodes = machine.nodes;
    titles::settle(&mut nodes, joined, true);
    kinds::assign(&mut nodes, &scheme);
    titles::settle(&mut nodes, joined, false);
    titles::share(&mut nodes);
    let citations = citation::cite(&nodes, &scheme);
    let lines: Vec<&str> = nodes[0].body.text.lines().collect();
    let front = front::read(&lines);
    Regulation {
        file: document.name.clone(),
        title: front.title,
        kind: front.kind,
        organization: front.organization,
        dates: Vec::new(),
        named: Vec::new(),
        definitions: Vec::new(),
        provisions: finish::provisions(nodes, citations),
        warnings: Vec::new(),
    }
}
