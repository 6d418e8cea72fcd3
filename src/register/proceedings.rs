//! How an application went (経過): the body's taking part, completion, the examination of what was handed in.

use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use super::applications::{self, Category, Route};
use super::coded::coded;
use super::error::{Kind, RegisterError};
use super::time::{Day, Moment};
use super::{Application, Register, Result, Stamp, log};
use crate::text::Lang::{En, Ja};

coded! {
    /// Steps of an application.
    Step {
        /// Route (1): the body took part in drafting the regulation.
        Drafting = "drafting", "規程の起草に参画", "took part in drafting";
        /// Route (1): the body took part in the audit.
        Auditing = "auditing", "監査に参画", "took part in the audit";
        /// Route (1): the body followed operation under the regulation.
        Operating = "operating", "規程に基づく運用を確認", "followed operation under the regulation";
        /// Route (1): what is to be certified is complete.
        Completed = "completed", "完了を確認", "completed";
        /// Route (2): what was handed in was examined and accepted.
        Accepted = "accepted", "提出物の審査: 適合", "examined and accepted";
        /// Route (2): what was handed in was examined and sent back.
        Returned = "returned", "提出物の審査: 差戻し", "examined and sent back";
    }
}

/// A step on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proceeding {
    /// Its id.
    pub id: i64,
    /// The application.
    pub application: i64,
    /// What happened.
    pub step: Step,
    /// When.
    pub on: Day,
    /// Who did it for the body.
    pub person: String,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who entered it.
    pub by: String,
    /// When it was entered.
    pub at: Moment,
}

impl Step {
    /// The step by which the body takes part in what `category` certifies.
    pub fn of(category: Category) -> Self {
        match category {
            Category::Regulation => Self::Drafting,
            Category::Audit => Self::Auditing,
            Category::Operation => Self::Operating,
        }
    }

    /// Whether it is a step of such an application.
    fn belongs(self, category: Category, route: Route) -> bool {
        match route {
            Route::Joint => self == Self::Completed || self == Self::of(category),
            Route::Review => matches!(self, Self::Accepted | Self::Returned),
        }
    }
}

impl Register {
    /// Puts a step of an application on file.
    ///
    /// # Errors
    /// When the application has ended, or the step is none of its category and route.
    pub fn add_proceeding(
        &mut self,
        application: i64,
        step: Step,
        on: &Day,
        person: &str,
        note: Option<&str>,
        stamp: &Stamp,
    ) -> Result<Proceeding> {
        if person.trim().is_empty() {
            return Err(RegisterError::refused(
                "誰が行ったかが空",
                "it is not said who did it",
            ));
        }
        self.change(|transaction| {
            let of = applications::find(transaction, application)?;
            of.expect_open()?;
            check(&of, step)?;
            transaction.execute(
                "INSERT INTO proceeding (application_id, step, happened_on, person, note, entered_by, entered_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![application, step, on, person, note, stamp.by, stamp.at],
            )?;
            let proceeding = Proceeding {
                id: transaction.last_insert_rowid(),
                application,
                step,
                on: on.clone(),
                person: person.to_owned(),
                note: note.map(str::to_owned),
                by: stamp.by.clone(),
                at: stamp.at.clone(),
            };
            log::added(transaction, stamp, Kind::Proceeding, proceeding.id, &proceeding)?;
            Ok(proceeding)
        })
    }

    /// The steps of an application, by day.
    pub fn proceedings(&self, application: i64) -> Result<Vec<Proceeding>> {
        all(&self.connection, application)
    }
}

fn check(application: &Application, step: Step) -> Result<()> {
    let (category, route) = (application.facts.category, application.facts.route);
    if step.belongs(category, route) {
        return Ok(());
    }
    let steps: Vec<_> = Step::ALL
        .iter()
        .filter(|step| step.belongs(category, route))
        .collect();
    let codes = steps
        .iter()
        .map(|step| step.code())
        .collect::<Vec<_>>()
        .join(", ");
    Err(RegisterError::refused(
        format!(
            "申請 {}（{}、{}）の経過に {} はない。記録できるのは {codes}",
            application.id,
            category.word(Ja),
            route.word(Ja),
            step.code()
        ),
        format!(
            "application {} ({}, {}) has no step {}; it has {codes}",
            application.id,
            category.word(En),
            route.word(En),
            step.code()
        ),
    ))
}

/// The steps of an application, by day.
pub(super) fn all(connection: &Connection, application: i64) -> Result<Vec<Proceeding>> {
    let mut statement =
        connection.prepare("SELECT * FROM proceeding WHERE application_id = ? ORDER BY happened_on, id")?;
    let rows = statement.query_map([application], proceeding)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn proceeding(row: &Row<'_>) -> rusqlite::Result<Proceeding> {
    Ok(Proceeding {
        id: row.get("id")?,
        application: row.get("application_id")?,
        step: row.get("step")?,
        on: row.get("happened_on")?,
        person: row.get("person")?,
        note: row.get("note")?,
        by: row.get("entered_by")?,
        at: row.get("entered_at")?,
    })
}
