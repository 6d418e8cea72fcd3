//! `kitei merge`: the reports of several shards as if one run had written them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::arguments::MergeCall;
use super::deliver::{Delivered, Delivery};
use super::outcome::{Exit, Failure};
use super::{guideline, output};
use crate::guideline::{Guideline, Profile};
use crate::review::{Done, Review, ReviewCache};
use crate::text::Lang;

pub(super) fn run(call: &MergeCall, lang: Lang) -> Result<Exit, Failure> {
    let into = ReviewCache::new(&call.out.join(super::review::CACHE));
    let mut all: BTreeMap<usize, (Done, Vec<Review>)> = BTreeMap::new();
    for folder in &call.folders {
        let cache = ReviewCache::new(&folder.join(super::review::CACHE));
        let batch = cache.batch().ok_or_else(|| no_batch(folder, lang))?;
        for done in batch {
            let reviews = cache.get(&done.key).ok_or_else(|| no_batch(folder, lang))?;
            for file in &done.files {
                let path = folder.join(file);
                let bytes = fs::read(&path).map_err(|source| Failure::File { path, source })?;
                output::write_whole(&call.out.join(file), &bytes)?;
            }
            into.put(&done.key, &reviews)?;
            into.put_done(&done)?;
            all.insert(done.position, (done, reviews));
        }
    }
    let keys: Vec<String> = all.values().map(|(done, _)| done.key.clone()).collect();
    into.put_batch(&keys)?;
    let missing = missing(all.keys().copied());
    let profile = call.profile.as_deref().map(guideline::profile).transpose()?;
    let guidelines = guidelines(&all, profile.as_ref())?;
    let delivery = Delivery::into(&call.out, call.format.clone(), call.date.as_deref(), lang);
    let delivered = delivered(&delivery, &all, &guidelines);
    delivery.finish(delivered, &guidelines)?;
    let losses = all
        .values()
        .flat_map(|(_, reviews)| reviews)
        .any(Review::has_losses);
    if missing > 0 {
        output::say(&match lang {
            Lang::Ja => {
                format!("欠けている提出物が {missing} 件ある。すべてのシャードの出力フォルダを指定する")
            }
            Lang::En => format!("{missing} submissions are missing; name the folders of all shards"),
        });
    }
    Ok(if losses || missing > 0 {
        Exit::Incomplete
    } else {
        Exit::Done
    })
}

/// How many positions before the last are not there.
fn missing(positions: impl Iterator<Item = usize>) -> usize {
    let (count, last) = positions.fold((0, None), |(count, _), position| (count + 1, Some(position)));
    last.map_or(0, |last: usize| last + 1 - count)
}

/// The guidelines of the reviews, in the order in which one run has them.
fn guidelines(
    all: &BTreeMap<usize, (Done, Vec<Review>)>,
    profile: Option<&Profile>,
) -> Result<Vec<Guideline>, Failure> {
    let mut seen = BTreeSet::new();
    let mut ids: Vec<String> = super::review::DEFAULT_GUIDELINES
        .iter()
        .map(|(_, id)| (*id).to_owned())
        .collect();
    let used = all
        .values()
        .flat_map(|(_, reviews)| reviews)
        .map(|r| r.guideline.id.clone());
    ids.extend(used);
    ids.retain(|id| seen.insert(id.clone()));
    ids.iter()
        .map(|id| {
            let guideline = guideline::load(id)?;
            Ok(match profile {
                Some(profile) => guideline.for_profile(profile),
                None => guideline,
            })
        })
        .collect()
}

fn delivered(
    delivery: &Delivery<'_>,
    all: &BTreeMap<usize, (Done, Vec<Review>)>,
    guidelines: &[Guideline],
) -> Vec<Delivered> {
    let mut delivered = Vec::new();
    for (done, reviews) in all.values() {
        for (review, stem) in reviews.iter().zip(&done.stems) {
            if let Some(guideline) = guidelines.iter().find(|g| g.id == review.guideline.id) {
                delivered.push(delivery.again(review, guideline, stem));
            }
        }
    }
    delivered
}

fn no_batch(folder: &Path, lang: Lang) -> Failure {
    let folder = folder.display();
    Failure::Said(
        match lang {
            Lang::Ja => format!(
                "{folder}: 点検結果がない。kitei review … --out {folder} --shard i/n の出力フォルダを指定する"
            ),
            Lang::En => format!(
                "{folder}: no results; name a folder written by kitei review … --out {folder} --shard i/n"
            ),
        },
        Exit::Usage,
    )
}
