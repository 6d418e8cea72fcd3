//! The conditions of a certificate: which are fulfilled, which are missing.

mod audit;
mod operation;
mod regulation;

use rusqlite::Connection;
use serde::Serialize;

use super::applications::{Category, State};
use super::certificates;
use super::proceedings::{self, Proceeding, Step};
use super::settings::{self, Setting};
use super::time::Day;
use super::{Application, Register, Result, Submission, applications, submissions};
use crate::text::Lang::{En, Ja};
use crate::text::Message;

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
