//! Understanding a document as a regulation: provisions, citations, dates, references.
//!
//! | file | job |
//! | --- | --- |
//! | `lines`, `comparison` | the document as a flow of lines and tables |
//! | `marker`, `vocabulary`, `beginnings` | what the beginning of a line may be |
//! | `contents`, `scheme`, `headings` | the table of contents; which numbering scheme; headings without numbers |
//! | `sequence`, `machine`, `tables` | which markers open provisions, by the sequence |
//! | `titles`, `kinds`, `citation`, `finish` | titles, 項 or 号, citations |
//! | `front`, `dates`, `named`, `sources`, `definitions` | what the document tells of itself, what it names |
//! | `inner` | further documents in the same file |
//! | `checks`, `numbering`, `references`, `roles` | what a reviewer should look at |
//! | `currency` | whether it keeps up with a guideline |
//! | `assemble`, `delegations` | several documents as one submission; what one leaves to another |
//! | `context` | what a clause inherits |

mod assemble;
mod beginnings;
mod checks;
mod citation;
mod comparison;
mod contents;
mod context;
mod currency;
mod dates;
mod definitions;
mod delegations;
mod finish;
mod front;
mod headings;
mod inner;
mod kinds;
mod lines;
mod machine;
mod marker;
mod model;
mod named;
mod numbering;
mod references;
mod roles;
mod scheme;
mod sequence;
mod sources;
mod tables;
mod titles;
mod tree;
mod vocabulary;

pub use assemble::assemble;
pub use context::ClauseContext;
pub use currency::against;
pub use delegations::{Delegation, Fulfilment};
pub use model::{
    DatedEvent, Definition, DocumentKind, EventKind, NamedSource, Provision, ProvisionId, ProvisionKind,
    Regulation, SourceSpan, Submission,
};
pub use sources::Edition;

use crate::document::{Document, Format, Origin, Place, Warning};
use crate::text::Message;

/// Understands one document. It never fails: what was not understood stands in the warnings, and every
/// character of the body stands in some provision.
pub fn understand(document: &Document) -> Regulation {
    let flow = lines::flow(document);
    let contents = contents::range(&flow.pieces);
    let joined = document.format == Format::Pdf || document.origin == Origin::Ocr;
    let scheme = scheme::Scheme::of(&flow.pieces, &contents, joined);
    let headings = headings::find(&flow.pieces, &contents, &scheme);
    let mut machine = machine::Machine::new(scheme.clone());
    let inner = inner::starts(&flow.pieces);
    machine.run(flow.pieces, &contents, &inner, &headings);
    let machine::Machine {
        mut nodes, irregular, ..
    } = machine;
    titles::settle(&mut nodes, joined, true);
    kinds::assign(&mut nodes, &scheme);
    titles::settle(&mut nodes, joined, false);
    titles::share(&mut nodes);
    let citations = citation::cite(&nodes, &scheme);
    let lines: Vec<&str> = nodes[0].body.text.lines().collect();
    let front = front::read(&lines, &front::aside(&nodes, &document.marginalia));
    let mut warnings = compared(&flow.compared);
    warnings.extend(numbering::warnings(&irregular, &nodes, &citations));
    let provisions = finish::provisions(nodes, citations);
    let definitions = definitions::find(&provisions);
    let named = named::find(&provisions);
    warnings.extend(checks::of(&provisions, &definitions, &named, ""));
    warnings.extend(roles::warnings(&provisions, &[(&provisions, &definitions)]));
    warnings.extend(front::warnings(&front, &provisions));
    Regulation {
        file: document.name.clone(),
        title: front.title,
        kind: front.kind,
        organization: front.organization,
        dates: dates::events(&provisions),
        named,
        definitions,
        provisions,
        warnings,
    }
}

/// Says of each comparison table that its old side was left out.
fn compared(places: &[Place]) -> Vec<Warning> {
    let message = || {
        Message::new(
            "新旧対照表。新しい側だけを規程として読み、古い側は読まない",
            "comparison table: only the new side is read as the regulation, the old side is left out",
        )
    };
    places
        .iter()
        .map(|place| Warning::new("comparison-table", message()).at(*place))
        .collect()
}
