//! `kitei verify`: makes a stored review again and says whether it is the same.

use std::fs;

use super::arguments::VerifyCall;
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output, thesaurus};
use crate::guideline::Profile;
use crate::matching::{Knowledge, Matcher};
use crate::review::{self, Review, SettingsRecord, SubmissionInput};
use crate::text::{Lang, Message};

pub(super) fn run(call: &VerifyCall, lang: Lang) -> Result<Exit, Failure> {
    let stored = stored(call, lang)?;
    let inputs = review::collect(&call.files)?;
    let mut files: Vec<_> = inputs.submissions.into_iter().flat_map(|s| s.files).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let input = SubmissionInput {
        name: stored.submission.name.clone(),
        files,
    };
    let pool = extract::pool(&call.limits)?;
    let read = review::read(&input, &pool);
    let profile = call.profile.as_deref().map(guideline::profile).transpose()?;
    let mut guideline = guideline::load(call.guideline.as_ref().unwrap_or(&stored.guideline.id))?;
    if let Some(profile) = &profile {
        guideline = guideline.for_profile(profile);
    }
    let own = call.thesaurus.as_deref().map(thesaurus::extended).transpose()?;
    let mut knowledge = Knowledge::default();
    if let Some((thesaurus, _)) = &own {
        knowledge.thesaurus = thesaurus;
    }
    let settings = SettingsRecord {
        profile: profile.as_ref().map(Profile::sha256),
        thesaurus: own.as_ref().map(|(_, sha256)| sha256.clone()).unwrap_or_default(),
        ocr: pool.recognizer(),
    };
    let matcher = Matcher::with(&guideline, knowledge);
    let again = review::review(&read, &guideline, &matcher, &settings);
    let differences = differences(&stored, &again);
    for difference in &differences {
        output::say(difference.in_lang(lang));
    }
    let (hash, verdict) = (again.result_sha256(), differences.is_empty());
    output::print(&match (verdict, lang) {
        (true, Lang::Ja) => format!("同じ結果になった\t{hash}\n"),
        (true, Lang::En) => format!("the same\t{hash}\n"),
        (false, Lang::Ja) => format!("違う結果になった\t{} → {hash}\n", stored.result_sha256()),
        (false, Lang::En) => format!("not the same\t{} → {hash}\n", stored.result_sha256()),
    })?;
    Ok(if verdict { Exit::Done } else { Exit::Matched })
}

fn stored(call: &VerifyCall, lang: Lang) -> Result<Review, Failure> {
    let text = fs::read_to_string(&call.report).map_err(|source| Failure::File {
        path: call.report.clone(),
        source,
    })?;
    serde_json::from_str(&text).map_err(|error| {
        let message = match lang {
            Lang::Ja => format!(
                "{}: kitei review の JSON ではない（{error}）",
                call.report.display()
            ),
            Lang::En => format!(
                "{}: not the JSON of kitei review ({error})",
                call.report.display()
            ),
        };
        Failure::Said(message, Exit::Usage)
    })
}

/// What differs, the causes before the consequences; empty where the reviews are the same.
fn differences(stored: &Review, again: &Review) -> Vec<Message> {
    let mut found = Vec::new();
    let mut differ = |ja: &str, en: &str, before: String, now: String| {
        if before != now {
            found.push(Message::new(
                format!("{ja}: {before} → {now}"),
                format!("{en}: {before} → {now}"),
            ));
        }
    };
    let files = |review: &Review| {
        let files = review.submission.files.iter();
        files
            .map(|file| format!("{} {}", file.name, file.sha256))
            .collect::<Vec<_>>()
            .join("、")
    };
    differ("ファイル", "files", files(stored), files(again));
    differ(
        "ガイドライン",
        "guideline",
        stored.guideline.sha256.clone(),
        again.guideline.sha256.clone(),
    );
    differ(
        "版",
        "version",
        stored.tool.version.clone(),
        again.tool.version.clone(),
    );
    let profile = |review: &Review| review.settings.profile.clone().unwrap_or_else(|| "－".to_owned());
    differ(
        "適用区分（--profile）",
        "profile (--profile)",
        profile(stored),
        profile(again),
    );
    let ocr = |review: &Review| review.settings.ocr.clone().unwrap_or_else(|| "－".to_owned());
    differ("文字認識（--ocr）", "recognizer (--ocr)", ocr(stored), ocr(again));
    let mut changed = Vec::new();
    for finding in &stored.findings {
        let now = again
            .findings
            .iter()
            .find(|f| f.requirement == finding.requirement);
        if now != Some(finding) {
            changed.push(finding.requirement.as_str());
        }
    }
    if !changed.is_empty() {
        let ids = changed.join(" ");
        found.push(Message::new(
            format!("違う所見: {ids}"),
            format!("findings that differ: {ids}"),
        ));
    }
    if found.is_empty() && stored.result_sha256() != again.result_sha256() {
        found.push(Message::new("警告か記録が違う", "warnings or records differ"));
    }
    found
}
