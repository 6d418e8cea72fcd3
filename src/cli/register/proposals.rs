//! Many decisions at once: from a filled-in checklist, or as the machine proposes.

use std::fs;
use std::path::Path;

use super::Desk;
use super::decision::{AtArguments, VerdictArgument};
use crate::cli::decisions::message;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::{guideline, output};
use crate::matching::RequirementCoverage;
use crate::register::{Decided, Register};
use crate::report::decisions;
use crate::text::Lang;

/// Takes in what people filled into a checklist.
pub(super) fn import(
    register: &mut Register,
    file: &Path,
    at: &AtArguments,
    desk: &Desk<'_>,
) -> Result<Exit, Failure> {
    let review = at.review(register, desk)?;
    let bytes = fs::read(file).map_err(|source| Failure::File {
        path: file.to_owned(),
        source,
    })?;
    let catalogue = guideline::load(&review.guideline)?;
    let read = decisions::read(&bytes, &catalogue).map_err(|error| {
        Failure::Said(
            format!("{}: {}", file.display(), message(&error, desk.lang)),
            Exit::Failed,
        )
    })?;
    let mut said = Vec::new();
    for decision in &read.decisions {
        let key = at.key(
            &review,
            &format!("{}/{}", decision.requirement, decision.element),
            desk,
        )?;
        let standing = register.decision(&key)?;
        let note: Vec<&str> = [&decision.reviewer, &decision.date]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let comment = match (&decision.comment, note.as_slice()) {
            (comment, []) => comment.clone(),
            (None, note) => Some(format!("（{}）", note.join(" "))),
            (Some(comment), note) => Some(format!("{comment}（{}）", note.join(" "))),
        };
        let decided = Decided {
            verdict: decision.verdict,
            comment,
            places: standing
                .as_ref()
                .map(|entry| entry.decided.places.clone())
                .unwrap_or_default(),
        };
        // The same checklist a second time says nothing new.
        if standing.as_ref().is_none_or(|entry| entry.decided != decided) {
            said.push((key, standing.map_or(0, |entry| entry.version), decided));
        }
    }
    register.decide_all(&said, Some(review.id), &desk.stamp()?)?;
    for row in &read.unplaced {
        output::say(&format!(
            "{} {}: {}",
            row.sheet,
            row.row,
            row.reason.in_lang(desk.lang)
        ));
    }
    let (new, same, unplaced) = (said.len(), read.decisions.len() - said.len(), read.unplaced.len());
    output::say(&match desk.lang {
        Lang::Ja => format!(
            "判定 {new} 件を登録した（変わらないもの {same} 件、置き場所の分からない行 {unplaced} 件）"
        ),
        Lang::En => {
            format!("{new} decisions put on file ({same} unchanged, {unplaced} rows could not be placed)")
        }
    });
    Ok(if read.unplaced.is_empty() {
        Exit::Done
    } else {
        Exit::Incomplete
    })
}

/// A person takes the machine's proposals for their own, where nothing was said yet.
pub(super) fn accept(
    register: &mut Register,
    coverage: VerdictArgument,
    at: &AtArguments,
    comment: Option<&str>,
    desk: &Desk<'_>,
) -> Result<Exit, Failure> {
    let review = at.review(register, desk)?;
    let proposal = match coverage {
        VerdictArgument::Covered => RequirementCoverage::Covered,
        VerdictArgument::Partial => RequirementCoverage::Partial,
        VerdictArgument::Uncovered => RequirementCoverage::Uncovered,
        VerdictArgument::NotApplicable => RequirementCoverage::NotApplicable,
        VerdictArgument::Check => {
            return Err(desk.usage(
                "機械は「要確認」を提案しない",
                "the machine proposes no such verdict",
            ));
        }
    };
    let standing = register.standing(at.submission, &review.guideline, at.reading)?;
    let result = register.review_result(review.id)?;
    let said = result
        .findings
        .iter()
        .filter(|finding| finding.coverage == proposal)
        .filter(|finding| {
            !standing
                .iter()
                .any(|entry| entry.key.requirement == finding.requirement)
        })
        .map(|finding| {
            let decided = Decided {
                verdict: Some(coverage.verdict()),
                comment: comment.map(str::to_owned),
                places: Vec::new(),
            };
            Ok((at.key(&review, &finding.requirement, desk)?, 0, decided))
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    let entries = register.decide_all(&said, Some(review.id), &desk.stamp()?)?;
    desk.print(register, &entries)
}
