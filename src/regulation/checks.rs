//! What a reviewer should look at in the words of one regulation.

use super::model::{Definition, NamedSource, Provision};
use super::{definitions, named, references};
use crate::document::Warning;

/// Codes of the warnings that [`of`] gives.
pub const CODES: [&str; 3] = ["missing-article", "defined-twice", "abolished-source"];

/// Citations of articles that do not exist, terms defined twice, names of what was abolished.
///
/// The citations may begin with `word`, the document's kind, where it is one of several.
pub fn of(
    provisions: &[Provision],
    definitions: &[Definition],
    named: &[NamedSource],
    word: &str,
) -> Vec<Warning> {
    let mut warnings = references::warnings(provisions, word);
    warnings.extend(definitions::warnings(definitions, provisions));
    warnings.extend(named::warnings(named, provisions));
    warnings
}
