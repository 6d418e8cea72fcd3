//! The conditions of a certificate: which are fulfilled, which are missing.

use rusqlite::Connection;
use serde::Serialize;

use super::applications::{Category, Route, State};
use super::audits::{self, AuditFacts};
use super::certificates;
use super::proceedings::{self, Proceeding, Step};
use super::settings::{self, Setting};
use super::time::Day;
use super::verdicts::{self, FindingVerdict};
use super::{Application, Register, Result, Submission, applications, reviews, seminars, submissions};
use crate::matching::RequirementCoverage;
use crate::report::decisions::Verdict;
use crate::text::Lang::{En, Ja};
use crate::text::Message;

/// How many requirements a sentence names at most.
const NAMED: usize = 5;

/// A condition of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Which one it is, the same in every version.
    pub id: &'static str,
    /// Whether it is fulfilled.
    pub met: bool,
    /// By what it is fulfilled; or what is missing, and how to mend it.
    pub says: Message,
}

impl Condition {
    fn new(id: &'static str, met: bool, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            id,
            met,
            says: Message::new(ja, en),
        }
    }
}

impl Register {
    /// The conditions of the certificate that an application asks for, as of a day.
    pub fn conditions(&self, application: i64, as_of: &Day) -> Result<Vec<Condition>> {
        let application = applications::find(&self.connection, application)?;
        check(&self.connection, &application, as_of)
    }
}

/// The conditions of the certificate that `application` asks for, as of a day.
pub(super) fn check(
    connection: &Connection,
    application: &Application,
    as_of: &Day,
) -> Result<Vec<Condition>> {
    let case = Case {
        connection,
        application,
        as_of,
        steps: proceedings::all(connection, application.id)?
            .into_iter()
            .filter(|step| step.on <= *as_of)
            .collect(),
    };
    let mut conditions = vec![case.open(), case.received(), case.issuer()?];
    conditions.extend(case.later_than_before()?);
    match application.facts.category {
        Category::Regulation => conditions.extend(case.regulation()?),
        Category::Audit => conditions.extend(case.audit()?),
        Category::Operation => conditions.extend(case.operation()?),
    }
    Ok(conditions)
}

/// One application, and what is known of it by the day of the certificate.
struct Case<'a> {
    connection: &'a Connection,
    application: &'a Application,
    as_of: &'a Day,
    steps: Vec<Proceeding>,
}

impl Case<'_> {
    fn open(&self) -> Condition {
        let (id, state) = (self.application.id, self.application.state);
        if state == State::Open {
            return Condition::new(
                "open",
                true,
                format!("申請 {id} は受付中"),
                format!("application {id} is open"),
            );
        }
        Condition::new(
            "open",
            false,
            format!(
                "申請 {id} は終わっている（{}）。新しい申請を登録する",
                state.word(Ja)
            ),
            format!(
                "application {id} has ended ({}); put a new one on file",
                state.word(En)
            ),
        )
    }

    fn received(&self) -> Condition {
        let received = &self.application.facts.received_on;
        Condition::new(
            "received",
            received <= self.as_of,
            format!(
                "申請の受付日 {received}（認証の基準日 {} 以前であること）",
                self.as_of
            ),
            format!(
                "application received on {received} (not after the day of the certificate, {})",
                self.as_of
            ),
        )
    }

    fn issuer(&self) -> Result<Condition> {
        let issuer = settings::value(self.connection, Setting::Issuer)?;
        Ok(if issuer.is_empty() {
            Condition::new(
                "issuer",
                false,
                "認証機関の名称が設定されていない。kitei register setting issuer 名称 で設定する",
                "the certification body has no name yet; set it with kitei register setting issuer NAME",
            )
        } else {
            Condition::new(
                "issuer",
                true,
                format!("認証機関 {issuer}"),
                format!("certification body: {issuer}"),
            )
        })
    }

    /// A renewed certificate is of a later day than the one it renews.
    fn later_than_before(&self) -> Result<Option<Condition>> {
        let facts = &self.application.facts;
        let Some(earlier) = certificates::renewable(self.connection, facts.organization, facts.category)?
        else {
            return Ok(None);
        };
        let (number, day) = (&earlier.number, &earlier.as_of);
        Ok(Some(Condition::new(
            "renewal",
            day < self.as_of,
            format!("更新する認証 {number}（{day} 現在）より後の基準日であること"),
            format!("of a later day than the certificate that it renews, {number} as of {day}"),
        )))
    }

    fn regulation(&self) -> Result<Vec<Condition>> {
        let submission = self.submission()?;
        let mut conditions = vec![submission_condition(
            submission.as_ref(),
            self.application.id,
            "規程",
            "regulation",
        )];
        match self.application.facts.route {
            Route::Joint => conditions.extend(self.taken_part()),
            Route::Review => {
                if let Some(submission) = &submission {
                    conditions.extend(self.reviewed(submission)?);
                }
            }
        }
        Ok(conditions)
    }

    fn audit(&self) -> Result<Vec<Condition>> {
        let mut conditions = self.audited()?;
        match self.application.facts.route {
            Route::Joint => conditions.extend(self.taken_part()),
            Route::Review => {
                let submission = self.submission()?;
                conditions.push(submission_condition(
                    submission.as_ref(),
                    self.application.id,
                    "監査の結果",
                    "result of the audit",
                ));
                conditions.push(self.accepted());
            }
        }
        Ok(conditions)
    }

    fn operation(&self) -> Result<Vec<Condition>> {
        let mut conditions = vec![self.holds_regulation()?, self.seminars()?];
        conditions.extend(self.taken_part());
        Ok(conditions)
    }

    /// The latest submission for the application.
    fn submission(&self) -> Result<Option<Submission>> {
        Ok(submissions::of_application(self.connection, self.application.id)?
            .into_iter()
            .rfind(|submission| submission.facts.received_on <= *self.as_of))
    }

    fn last(&self, of: &[Step]) -> Option<&Proceeding> {
        self.steps.iter().rfind(|entry| of.contains(&entry.step))
    }

    /// Route (1): the body took part, and what is certified is complete.
    fn taken_part(&self) -> Vec<Condition> {
        let id = self.application.id;
        let step = Step::of(self.application.facts.category);
        let condition = |name, step: Step| {
            if let Some(entry) = self.last(&[step]) {
                return Condition::new(
                    name,
                    true,
                    format!("{}: {} {}", step.word(Ja), entry.on, entry.person),
                    format!("{}: {} {}", step.word(En), entry.on, entry.person),
                );
            }
            let code = step.code();
            Condition::new(
                name,
                false,
                format!(
                    "「{}」の記録がない。kitei register application step {id} {code} … で記録する",
                    step.word(Ja)
                ),
                format!(
                    "no record that the body {}; enter it with kitei register application step {id} {code} …",
                    step.word(En)
                ),
            )
        };
        vec![
            condition("took-part", step),
            condition("completed", Step::Completed),
        ]
    }

    /// Route (2): what was handed in was examined, and the last word is that it is accepted.
    fn accepted(&self) -> Condition {
        let id = self.application.id;
        match self.last(&[Step::Accepted, Step::Returned]) {
            Some(entry) if entry.step == Step::Accepted => Condition::new(
                "accepted",
                true,
                format!("{}: {} {}", entry.step.word(Ja), entry.on, entry.person),
                format!("{}: {} {}", entry.step.word(En), entry.on, entry.person),
            ),
            Some(entry) => Condition::new(
                "accepted",
                false,
                format!(
                    "{} に差し戻されたまま。再提出を審査し、kitei register application step {id} accepted … で記録する",
                    entry.on
                ),
                format!(
                    "sent back on {}; examine what is handed in again and enter step accepted for application {id}",
                    entry.on
                ),
            ),
            None => Condition::new(
                "accepted",
                false,
                format!(
                    "提出物の審査の記録がない。kitei register application step {id} accepted … で記録する"
                ),
                format!(
                    "no record that it was examined; enter it with kitei register application step {id} accepted …"
                ),
            ),
        }
    }

    /// Route (2): the regulation was reviewed, and a person decided every finding.
    fn reviewed(&self, submission: &Submission) -> Result<Vec<Condition>> {
        let (id, guideline) = (submission.id, &self.application.facts.guideline);
        let Some(review) = reviews::latest(self.connection, id, guideline)? else {
            return Ok(vec![Condition::new(
                "reviewed",
                false,
                format!(
                    "提出物 {id} は {guideline} で点検されていない。kitei register review add {id} --guideline {guideline} で点検する"
                ),
                format!(
                    "submission {id} was not reviewed against {guideline}; do it with kitei register review add {id} --guideline {guideline}"
                ),
            )]);
        };
        let mut conditions = vec![Condition::new(
            "reviewed",
            true,
            format!(
                "提出物 {id} を {} で点検（結果 {}）",
                review.guideline_title,
                &review.result_sha256[..12]
            ),
            format!(
                "submission {id} reviewed against {} (result {})",
                review.guideline_title,
                &review.result_sha256[..12]
            ),
        )];
        let examined = self.accepted();
        let is_returned = self
            .last(&[Step::Accepted, Step::Returned])
            .is_some_and(|s| s.step == Step::Returned);
        if review.losses > 0 && !examined.met {
            conditions.push(Condition::new(
                "read",
                false,
                format!("機械が読めなかった部分がある（{} か所）。人が確かめ、kitei register application step {} accepted … で記録する", review.losses, self.application.id),
                format!("the machine could not read everything ({} places); look at them and enter step accepted for application {}", review.losses, self.application.id),
            ));
        } else if is_returned || examined.met {
            conditions.push(examined);
        }
        let result = reviews::result(self.connection, review.id)?;
        let verdicts = verdicts::of_review(self.connection, id, &result)?;
        conditions.extend(self.decided(id, &verdicts)?);
        Ok(conditions)
    }

    fn decided(&self, submission: i64, verdicts: &[FindingVerdict]) -> Result<Vec<Condition>> {
        let applying: Vec<_> = verdicts
            .iter()
            .filter(|finding| {
                finding.verdict.is_some() || finding.proposed != RequirementCoverage::NotApplicable
            })
            .collect();
        let those = |is: &dyn Fn(&FindingVerdict) -> bool| -> Vec<&str> {
            applying
                .iter()
                .filter(|f| is(f))
                .map(|f| f.requirement.as_str())
                .collect()
        };
        let all = applying.len();
        let undecided = those(&|f| f.verdict.is_none());
        let disputed = those(&|f| f.disputed);
        let to_check = those(&|f| f.verdict == Some(Verdict::Check));
        let missing = those(&|f| f.verdict == Some(Verdict::Uncovered));
        let partial = those(&|f| f.verdict == Some(Verdict::Partial));
        let allowed = settings::number(self.connection, Setting::PartialAllowed)? as usize;
        let mut conditions = vec![if undecided.is_empty() {
            Condition::new(
                "decided",
                true,
                format!("所見 {all} 件すべてを人が判定"),
                format!("people decided all {all} findings"),
            )
        } else {
            Condition::new(
                "decided",
                false,
                format!(
                    "{all} 件のうち {} 件が未判定（{}）。kitei register decision で判定する（提出物 {submission}）",
                    undecided.len(),
                    named(&undecided)
                ),
                format!(
                    "{} of {all} findings are not decided ({}); decide them with kitei register decision (submission {submission})",
                    undecided.len(),
                    named(&undecided)
                ),
            )
        }];
        let mut none = |id, found: &[&str], ja: &str, en: &str| {
            if !found.is_empty() {
                conditions.push(Condition::new(
                    id,
                    false,
                    format!("{ja}（{} 件: {}）", found.len(), named(found)),
                    format!("{en} ({}: {})", found.len(), named(found)),
                ));
            }
        };
        none(
            "settled",
            &disputed,
            "2人の審査者の判定が食い違ったまま。調整の判定をする",
            "two reviewers differ; settle it",
        );
        none(
            "checked",
            &to_check,
            "要確認のままの所見がある",
            "findings are still to be checked",
        );
        if missing.is_empty() && partial.len() <= allowed {
            conditions.push(Condition::new(
                "sufficient",
                true,
                format!("不足なし、一部充足 {} 件（許容 {allowed} 件）", partial.len()),
                format!(
                    "nothing missing, {} partly covered ({allowed} allowed)",
                    partial.len()
                ),
            ));
        } else {
            let found: Vec<&str> = missing.iter().chain(&partial).copied().collect();
            conditions.push(Condition::new(
                "sufficient",
                false,
                format!(
                    "不足 {} 件、一部充足 {} 件（許容 {allowed} 件）: {}。規程の改正・追加提出を求める",
                    missing.len(),
                    partial.len(),
                    named(&found)
                ),
                format!(
                    "{} missing, {} partly covered ({allowed} allowed): {}; ask for an amended regulation",
                    missing.len(),
                    partial.len(),
                    named(&found)
                ),
            ));
        }
        Ok(conditions)
    }

    /// An audit of conformity was carried out, with findings and improvement.
    fn audited(&self) -> Result<Vec<Condition>> {
        let id = self.application.id;
        let guideline = &self.application.facts.guideline;
        let audits = audits::of_application(self.connection, id)?;
        let Some(audit) = audits
            .iter()
            .rfind(|audit| audit.facts.performed_on <= *self.as_of)
        else {
            return Ok(vec![Condition::new(
                "audited",
                false,
                format!(
                    "{} までの監査の記録がない。kitei register audit add --application {id} … で記録する",
                    self.as_of
                ),
                format!(
                    "no audit by {}; enter it with kitei register audit add --application {id} …",
                    self.as_of
                ),
            )]);
        };
        let AuditFacts {
            kind,
            auditor,
            performed_on,
            ..
        } = &audit.facts;
        let mut conditions = vec![Condition::new(
            "audited",
            true,
            format!("{}: {performed_on} {auditor}", kind.word(Ja)),
            format!("{}: {performed_on} {auditor}", kind.word(En)),
        )];
        conditions.push(Condition::new(
            "audit-guideline",
            audit.facts.guideline == *guideline,
            format!("監査の基準 {}（申請は {guideline}）", audit.facts.guideline),
            format!(
                "audited against {} (the application says {guideline})",
                audit.facts.guideline
            ),
        ));
        let mut recorded = |name, text: Option<&str>, option: &str, ja: &str, en: &str| {
            let is_there = text.is_some_and(|text| !text.trim().is_empty());
            conditions.push(if is_there {
                Condition::new(name, true, format!("{ja}の記録あり"), format!("{en} on file"))
            } else {
                let audit = audit.id;
                Condition::new(
                    name,
                    false,
                    format!("{ja}の記録がない。kitei register audit change {audit} --{option} … で記録する"),
                    format!("no {en} on file; enter with kitei register audit change {audit} --{option} …"),
                )
            });
        };
        recorded(
            "audit-findings",
            audit.facts.findings.as_deref(),
            "findings",
            "監査の指摘事項",
            "findings of the audit",
        );
        recorded(
            "improvement",
            audit.facts.improvement.as_deref(),
            "improvement",
            "運用の改善",
            "improvement of operation",
        );
        Ok(conditions)
    }

    fn holds_regulation(&self) -> Result<Condition> {
        let organization = self.application.facts.organization;
        let held = certificates::held(self.connection, organization, Category::Regulation, self.as_of)?;
        Ok(match held {
            Some(certificate) => Condition::new(
                "holds-regulation",
                true,
                format!("規程認証 {}（{} 現在）", certificate.number, certificate.as_of),
                format!(
                    "certification of the regulation {} as of {}",
                    certificate.number, certificate.as_of
                ),
            ),
            None => Condition::new(
                "holds-regulation",
                false,
                format!("{} に有効な規程認証がない。先に規程認証を申請する", self.as_of),
                format!(
                    "no certification of the regulation held on {}; apply for that first",
                    self.as_of
                ),
            ),
        })
    }

    fn seminars(&self) -> Result<Condition> {
        let required = settings::number(self.connection, Setting::SeminarsRequired)? as usize;
        let months = settings::number(self.connection, Setting::SeminarMonths)?;
        let from = (months > 0).then(|| self.as_of.months_before(months.into()));
        let attended = seminars::attended(self.connection, self.application.facts.organization)?;
        let counted = attended
            .iter()
            .filter(|seminar| {
                seminar.held_on <= *self.as_of && from.as_ref().is_none_or(|from| seminar.held_on >= *from)
            })
            .count();
        let (within, within_en) = match &from {
            Some(from) => (format!("{from} 以後に"), format!(" since {from}")),
            None => (String::new(), String::new()),
        };
        Ok(if counted >= required {
            Condition::new(
                "seminars",
                true,
                format!("セミナーを{within} {counted} 回受講（必要 {required} 回）"),
                format!("{counted} seminars attended{within_en} ({required} required)"),
            )
        } else {
            Condition::new(
                "seminars",
                false,
                format!(
                    "セミナーの受講が{within} {counted} 回で、必要な {required} 回に足りない。受講したら kitei register seminar attend … で記録する"
                ),
                format!(
                    "{counted} seminars attended{within_en}, {required} required; enter more with kitei register seminar attend …"
                ),
            )
        })
    }
}

fn submission_condition(submission: Option<&Submission>, application: i64, ja: &str, en: &str) -> Condition {
    match submission {
        Some(submission) => Condition::new(
            "submission",
            true,
            format!(
                "{ja}の提出物 {}（{} 受付）",
                submission.id, submission.facts.received_on
            ),
            format!(
                "{en}: submission {} received on {}",
                submission.id, submission.facts.received_on
            ),
        ),
        None => Condition::new(
            "submission",
            false,
            format!(
                "{ja}が提出されていない。kitei register submission add --application {application} … で登録する"
            ),
            format!(
                "no {en} handed in; put it on file with kitei register submission add --application {application} …"
            ),
        ),
    }
}

/// The first few ids of a list.
fn named(ids: &[&str]) -> String {
    let more = if ids.len() > NAMED { " …" } else { "" };
    format!(
        "{}{more}",
        ids.iter().take(NAMED).copied().collect::<Vec<_>>().join(" ")
    )
}
