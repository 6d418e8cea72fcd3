//! Some elements of a guideline, judged in many submissions.
//!
//! An element is compared with all others of its version, but only by how near they come; words that tell of the
//! others alone are left out. The findings are those of the whole matcher.

use std::collections::BTreeMap;

use super::context;
use super::frame::Frames;
use super::model::ElementFinding;
use super::{Element, Matcher, Numbered, Submission};

/// Some elements of a guideline, made ready to be judged in many submissions.
pub struct Selection<'m, 'a>(Vec<Version<'m, 'a>>);

/// The elements that come from one version.
struct Version<'m, 'a> {
    matcher: &'m Matcher<'a>,
    elements: Vec<Numbered<'a>>,
    frames: Frames,
}

impl<'a> Matcher<'a> {
    /// Makes the elements that are wanted ready to be judged without the others.
    pub fn select(&self, wanted: &dyn Fn(&Element) -> bool) -> Selection<'_, 'a> {
        let mut versions = Vec::new();
        self.by_version(wanted, &mut |matcher, elements| {
            let mut judged = vec![false; matcher.frames.len()];
            for (number, _) in elements {
                judged[*number] = true;
            }
            versions.push(Version {
                matcher,
                elements: elements.to_vec(),
                frames: matcher.indexed.only(&judged),
            });
        });
        Selection(versions)
    }
}

impl<'a> Selection<'_, 'a> {
    /// Judges the elements in a submission: the findings by the elements' keys.
    pub fn judge(&self, submission: &Submission) -> BTreeMap<&'a str, ElementFinding> {
        let clauses = context::clauses(submission);
        let judged = self.0.iter().flat_map(|version| {
            version
                .matcher
                .judge(submission, &clauses, &version.elements, &version.frames)
        });
        judged.collect()
    }
}
