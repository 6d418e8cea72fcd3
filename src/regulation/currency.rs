//! Whether a regulation keeps up with the guideline that it is reviewed against.
//!
//! What is the newest edition follows from that guideline, not from the day of the review: the same review says the
//! same next year.

use super::model::{DatedEvent, Regulation};
use super::named::{bare, tenths, today};
use super::sources::{EDITIONS, Edition};
use crate::document::Warning;
use crate::text::Message;

/// A warning for each older edition that `regulation` names, and one if it was last amended before `reviewed` was
/// published.
pub fn against(regulation: &Regulation, reviewed: Edition<'_>) -> Vec<Warning> {
    let mut warnings = outdated(regulation, reviewed);
    warnings.extend(amended_before(&regulation.dates, reviewed));
    warnings
}

fn outdated(regulation: &Regulation, reviewed: Edition<'_>) -> Vec<Warning> {
    today(&regulation.named, &regulation.provisions)
        .into_iter()
        .filter_map(|source| {
            let version = source.version.as_deref()?;
            let name = bare(&source.name);
            let newest = EDITIONS
                .iter()
                .filter(|edition| edition.published <= reviewed.published && edition.title != reviewed.title)
                .chain([&reviewed])
                .filter(|edition| name.ends_with(&bare(edition.title)))
                .max_by_key(|edition| tenths(edition.version))?;
            if tenths(version)? >= tenths(newest.version)? {
                return None;
            }
            let newest = newest.version;
            let message = Message::new(
                format!(
                    "{}が「{}」{version}を名指ししている。その後{newest}が出ている",
                    source.citation, source.name
                ),
                format!(
                    "{} names {} {version}, which {newest} has replaced",
                    source.citation, source.name
                ),
            );
            Some(Warning::new("outdated-guideline", message).at(source.place))
        })
        .collect()
}

fn amended_before(dates: &[DatedEvent], reviewed: Edition<'_>) -> Option<Warning> {
    let last = dates.iter().max_by(|one, other| one.date.cmp(&other.date))?;
    // A date may lack its day; then only what it has is compared.
    let published = reviewed.published.get(..last.date.len())?;
    if last.date.as_str() >= published {
        return None;
    }
    let Edition {
        version, published, ..
    } = reviewed;
    let message = Message::new(
        format!(
            "最後の制定・改正・施行（{}）が、ガイドライン{version}の公表（{published}）より前",
            last.date
        ),
        format!(
            "last enacted, amended or brought into force on {}, before the guideline's {version} was published on {published}",
            last.date
        ),
    );
    Some(Warning::new("amended-before-guideline", message).at(last.place))
}
