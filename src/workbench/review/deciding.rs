//! What a reviewer does: decide and go on, take back, take over.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Workbench;
use super::super::bench::now;
use super::super::form::Posted;
use super::super::parts::{clock, verdict_of};
use super::super::refusal::Refusal;
use super::finding::Draft;
use super::seek::Seek;
use super::{Asked, entries, is_part, reading, respond};
use crate::register::{CitedPlace, Decided, DecisionEntry, DecisionKey, Register, RegisterError};
use crate::report::decisions::Verdict;
use crate::text::Lang;

/// A decision as the form sends it.
#[derive(Debug, Deserialize)]
pub(in super::super) struct Decision {
    r: String,
    #[serde(rename = "as")]
    reading: String,
    version: i64,
    review: i64,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    places: String,
    #[serde(default)]
    f: String,
    #[serde(default)]
    d: String,
    #[serde(default)]
    q: String,
}

impl Decision {
    fn seek(&self, r: &str) -> Seek {
        Seek {
            r: r.to_owned(),
            reading: self.reading.clone(),
            f: self.f.clone(),
            d: self.d.clone(),
            q: self.q.clone(),
            ..Seek::default()
        }
    }

    fn key(&self, submission: i64, guideline: &str) -> Result<DecisionKey, Refusal> {
        Ok(DecisionKey {
            submission,
            guideline: guideline.to_owned(),
            reading: reading(&self.reading)?,
            requirement: self.r.clone(),
            element: 0,
        })
    }

    fn draft(&self, alarm: String) -> Draft {
        Draft {
            alarm,
            comment: self.comment.clone(),
            places: self.places.clone(),
        }
    }

    fn asked(&self, submission: i64, guideline: String, session: super::Session, part: bool) -> Asked {
        Asked {
            submission,
            guideline,
            session,
            seek: self.seek(&self.r),
            part,
        }
    }
}

/// Records a decision and goes to the next requirement.
pub(in super::super) async fn decide(
    State(bench): State<Arc<Workbench>>,
    Path((submission, guideline)): Path<(i64, String)>,
    headers: HeaderMap,
    Posted(session, sent): Posted<Decision>,
) -> Result<Response, Refusal> {
    let part = is_part(&headers);
    bench
        .run(move |bench, register| {
            let case = bench.case_of(register, submission, &guideline, session.lang)?;
            if case
                .review
                .findings
                .iter()
                .all(|finding| finding.requirement != sent.r)
            {
                let id = &sent.r;
                return Err(Refusal::missing(
                    &format!("遵守事項 {id} "),
                    &format!("requirement {id}"),
                ));
            }
            let (key, lang) = (sent.key(submission, &guideline)?, session.lang);
            let stamp = session.stamp();
            let asked = sent.asked(submission, guideline.clone(), session, part);
            let before = register.decision(&key)?;
            let decided = match decided(&sent, &case, before.as_ref()) {
                Ok(decided) => decided,
                Err(alarm) => {
                    let draft = sent.draft(alarm);
                    return respond(
                        bench,
                        register,
                        &asked,
                        Some(&draft),
                        StatusCode::UNPROCESSABLE_ENTITY,
                    );
                }
            };
            match register.decide(&key, sent.version, Some(sent.review), &decided, &stamp) {
                Ok(_) => {}
                Err(RegisterError::Conflict { .. }) => {
                    let draft = sent.draft(conflict(register, &key, lang)?);
                    return respond(bench, register, &asked, Some(&draft), StatusCode::CONFLICT);
                }
                Err(error) => return Err(error.into()),
            }
            let seek = sent.seek(&sent.r);
            let verdicts = case.standing(register)?;
            let entries = entries(&case, &verdicts, key.reading);
            let next = if sent.verdict == "keep" {
                sent.r.as_str()
            } else {
                seek.next(&entries, &sent.r)
            };
            Ok(Redirect::to(&format!(
                "/s/{submission}/{guideline}{}",
                seek.after(next, &sent.r)
            ))
            .into_response())
        })
        .await
}

/// What the form says, or what is wrong with it.
fn decided(
    sent: &Decision,
    case: &super::super::case::Case,
    before: Option<&DecisionEntry>,
) -> Result<Decided, String> {
    let verdict: Option<Verdict> = match sent.verdict.as_str() {
        "keep" | "" => before.and_then(|entry| entry.decided.verdict),
        code => Some(verdict_of(code).ok_or_else(|| {
            say!(
                case.lang,
                "判定「{code}」はない。",
                "There is no verdict “{code}”."
            )
        })?),
    };
    let named = sent
        .places
        .split(['、', ',', '，'])
        .map(str::trim)
        .filter(|citation| !citation.is_empty());
    let mut places = Vec::new();
    for citation in named {
        let clause = case.cited(citation).ok_or_else(|| {
            say!(
                case.lang,
                "「{citation}」という条項は本文にない。本文の条項番号（第12条第3項 など）で指定する。判定はまだ記録していない。",
                "The text has no clause “{citation}”. Name it as the text numbers it (such as 第12条第3項). The decision is not recorded yet."
            )
        })?;
        let regulation = &case.submission.regulations[clause.0];
        let provision = &regulation.provisions[clause.1];
        places.push(CitedPlace {
            file: regulation.file.clone(),
            page: provision.place.page,
            citation: provision.citation.clone(),
            text: provision.text.clone(),
        });
    }
    let comment = sent.comment.replace("\r\n", "\n").trim().to_owned();
    Ok(Decided {
        verdict,
        comment: (!comment.is_empty()).then_some(comment),
        places,
    })
}

/// What somebody else said meanwhile.
fn conflict(register: &Register, key: &DecisionKey, lang: Lang) -> Result<String, Refusal> {
    let last = register.decision(key)?;
    Ok(last.map_or_else(
        || {
            let undone = lang.say(
                "先に取り消された。いまの内容を確かめ、もう一度判定する。",
                "It was undone meanwhile. Look at what stands there now, then decide again.",
            );
            undone.to_owned()
        },
        |last| {
            let verdict = last
                .decided
                .verdict
                .map_or(lang.say("判定なし", "no verdict"), |verdict| {
                    crate::register::verdict_word(verdict, lang)
                });
            let (by, at) = (last.by, clock(&last.at, &now(), lang));
            say!(
                lang,
                "先に {by} が {at} に「{verdict}」と記録した。あなたの判定はまだ記録していない（コメントは残してある）。いまの内容を確かめ、もう一度判定する。",
                "{by} recorded “{verdict}” first, at {at}. Your decision is not recorded yet (your comment is kept). Look at what stands there now, then decide again."
            )
        },
    ))
}

/// Takes the last decision back.
pub(in super::super) async fn undo(
    State(bench): State<Arc<Workbench>>,
    Path((submission, guideline)): Path<(i64, String)>,
    headers: HeaderMap,
    Posted(session, sent): Posted<Decision>,
) -> Result<Response, Refusal> {
    let part = is_part(&headers);
    bench
        .run(move |bench, register| {
            let (key, lang) = (sent.key(submission, &guideline)?, session.lang);
            let alarm = match register.undo(&key, sent.version, &session.stamp()) {
                Ok(_) => {
                    let seek = sent.seek(&sent.r);
                    let to = format!("/s/{submission}/{guideline}{}", seek.after(&sent.r, &sent.r));
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(RegisterError::Conflict { .. }) => conflict(register, &key, lang)?,
                Err(RegisterError::Refused(message)) => message.in_lang(lang).to_owned(),
                Err(error) => return Err(error.into()),
            };
            let asked = sent.asked(submission, guideline, session, part);
            respond(
                bench,
                register,
                &asked,
                Some(&sent.draft(alarm)),
                StatusCode::CONFLICT,
            )
        })
        .await
}

/// Who takes a submission over, as which reviewer.
#[derive(Debug, Deserialize)]
pub(in super::super) struct Assign {
    #[serde(rename = "as")]
    reading: String,
    /// `me`, or empty to give it back.
    #[serde(default)]
    who: String,
    #[serde(default)]
    back: String,
}

/// Gives a submission to the person at work, or takes it back.
pub(in super::super) async fn assign(
    State(bench): State<Arc<Workbench>>,
    Path(submission): Path<i64>,
    Posted(session, sent): Posted<Assign>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let who = (sent.who == "me").then_some(session.name.as_str());
            register.assign(submission, reading(&sent.reading)?, who, &session.stamp())?;
            let back = if sent.back == "inbox" {
                "/".to_owned()
            } else {
                format!("/s/{submission}")
            };
            Ok(Redirect::to(&back).into_response())
        })
        .await
}
