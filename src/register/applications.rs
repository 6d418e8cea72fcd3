//! Applications (申請): which certificate an organization asks for, and by which route.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::coded::coded;
use super::error::{Kind, RegisterError};
use super::time::Day;
use super::{Register, Result, Stamp, log, organizations};
use crate::guideline::{Audience, Guideline};
use crate::text::Lang::{En, Ja};

coded! {
    /// What a certificate certifies.
    Category {
        /// 規程認証: a regulation based on the guideline is in place.
        Regulation = "regulation", "規程認証", "Certification of the regulation";
        /// 監査認証: an audit of guideline conformity was carried out to improve operation.
        Audit = "audit", "監査認証", "Certification of the audit";
        /// 態勢認証: operation under the regulation, by an organization that holds 規程認証.
        Operation = "operation", "態勢認証", "Certification of operation";
    }
}

coded! {
    /// How the body comes to know what it certifies.
    Route {
        /// (1) The body takes part in drafting or audit, and certifies on completion.
        Joint = "joint", "(1) 参画", "(1) joint";
        /// (2) The applicant does it alone and hands in the result for review.
        Review = "review", "(2) 提出審査", "(2) review";
    }
}

coded! {
    /// Where an application stands.
    State {
        /// Under way.
        Open = "open", "受付中", "open";
        /// A certificate was issued.
        Certified = "certified", "認証済み", "certified";
        /// The body declined.
        Declined = "declined", "不認証", "declined";
        /// The applicant took it back.
        Retracted = "retracted", "取下げ", "retracted";
    }
}

/// What an application says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationFacts {
    /// Who applies.
    pub organization: i64,
    /// For what.
    pub category: Category,
    /// By which route.
    pub route: Route,
    /// Id of the guideline it refers to.
    pub guideline: String,
    /// Title and version of the guideline.
    pub guideline_title: String,
    /// The day it came in.
    pub received_on: Day,
    /// What the body should know; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An application on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: i64,
    /// How often it was written; to be named when changing it.
    pub version: i64,
    /// Where it stands.
    pub state: State,
    /// What it says.
    #[serde(flatten)]
    pub facts: ApplicationFacts,
}

impl Register {
    /// Puts an application on file.
    ///
    /// # Errors
    /// When 態勢認証 is asked for by route (2), or the guideline is for the other kind of organization.
    pub fn add_application(
        &mut self,
        organization: i64,
        (category, route): (Category, Route),
        guideline: &Guideline,
        received_on: &Day,
        note: Option<&str>,
        stamp: &Stamp,
    ) -> Result<Application> {
        self.change(|transaction| {
            let applicant = organizations::find(transaction, organization)?;
            check(&applicant.facts.name, applicant.facts.audience, (category, route), guideline)?;
            let facts = ApplicationFacts {
                organization,
                category,
                route,
                guideline: guideline.id.clone(),
                guideline_title: format!("{} {}", guideline.title, guideline.version),
                received_on: received_on.clone(),
                note: note.map(str::to_owned),
            };
            transaction.execute(
                "INSERT INTO application
                 (version, organization_id, category, route, guideline, guideline_title, received_on, state, note)
                 VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    facts.organization,
                    facts.category,
                    facts.route,
                    facts.guideline,
                    facts.guideline_title,
                    facts.received_on,
                    State::Open,
                    facts.note
                ],
            )?;
            let application = Application {
                id: transaction.last_insert_rowid(),
                version: 1,
                state: State::Open,
                facts,
            };
            log::added(transaction, stamp, Kind::Application, application.id, &application)?;
            Ok(application)
        })
    }

    /// Ends an application without a certificate: declined, or taken back.
    ///
    /// # Errors
    /// When it has ended already. A certificate is issued by its own call.
    pub fn close_application(
        &mut self,
        id: i64,
        state: State,
        note: &str,
        stamp: &Stamp,
    ) -> Result<Application> {
        if !matches!(state, State::Declined | State::Retracted) {
            return Err(RegisterError::refused(
                "申請を終えられるのは、不認証か取下げ。認証は kitei register certificate issue で発行する",
                "an application is closed as declined or retracted; certificates are issued by kitei register certificate issue",
            ));
        }
        self.change(|transaction| {
            let before = find(transaction, id)?;
            before.expect_open()?;
            set_state(transaction, &before, state, Some(note), stamp)
        })
    }

    /// The application of this id.
    pub fn application(&self, id: i64) -> Result<Application> {
        find(&self.connection, id)
    }

    /// Every application, by id; of one organization where it is named.
    pub fn applications(&self, organization: Option<i64>) -> Result<Vec<Application>> {
        let mut statement = self
            .connection
            .prepare("SELECT * FROM application WHERE ?1 IS NULL OR organization_id = ?1 ORDER BY id")?;
        let rows = statement.query_map([organization], application)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Application {
    /// Refuses to go on with an application that has ended.
    pub(super) fn expect_open(&self) -> Result<()> {
        if self.state == State::Open {
            return Ok(());
        }
        Err(RegisterError::refused(
            format!(
                "申請 {} は終わっている（{}）。新しい申請を登録する",
                self.id,
                self.state.word(Ja)
            ),
            format!(
                "application {} has ended ({}); put a new one on file",
                self.id,
                self.state.word(En)
            ),
        ))
    }
}

fn check(
    name: &str,
    audience: Audience,
    (category, route): (Category, Route),
    guideline: &Guideline,
) -> Result<()> {
    if category == Category::Operation && route != Route::Joint {
        return Err(RegisterError::refused(
            "態勢認証は必ず (1) の経路（認証機関が参画する）で行う。--route joint とする",
            "operation is always certified by route (1), the body taking part; use --route joint",
        ));
    }
    if guideline.audience != audience {
        let id = &guideline.id;
        return Err(RegisterError::refused(
            format!(
                "{name}: {id} は別の種別の申請者のガイドライン。医療機関等は厚生労働省の、情報処理事業者は経済産業省・総務省のものによる"
            ),
            format!(
                "{name}: {id} is for the other kind of organization; institutions go by MHLW's guideline, vendors by METI/MIC's"
            ),
        ));
    }
    Ok(())
}

/// The application of this id.
pub(super) fn find(connection: &Connection, id: i64) -> Result<Application> {
    connection
        .query_row("SELECT * FROM application WHERE id = ?", [id], application)
        .optional()?
        .ok_or_else(|| RegisterError::unknown(Kind::Application, id))
}

/// Moves an application to another state, with a further note.
pub(super) fn set_state(
    transaction: &rusqlite::Transaction<'_>,
    before: &Application,
    state: State,
    note: Option<&str>,
    stamp: &Stamp,
) -> Result<Application> {
    let mut after = before.clone();
    after.version += 1;
    after.state = state;
    if let Some(note) = note {
        let earlier = after
            .facts
            .note
            .take()
            .map(|earlier| earlier + "\n")
            .unwrap_or_default();
        after.facts.note = Some(earlier + note);
    }
    transaction.execute(
        "UPDATE application SET version = ?, state = ?, note = ? WHERE id = ?",
        params![after.version, after.state, after.facts.note, after.id],
    )?;
    log::changed(transaction, stamp, Kind::Application, after.id, before, &after)?;
    Ok(after)
}

fn application(row: &Row<'_>) -> rusqlite::Result<Application> {
    Ok(Application {
        id: row.get("id")?,
        version: row.get("version")?,
        state: row.get("state")?,
        facts: ApplicationFacts {
            organization: row.get("organization_id")?,
            category: row.get("category")?,
            route: row.get("route")?,
            guideline: row.get("guideline")?,
            guideline_title: row.get("guideline_title")?,
            received_on: row.get("received_on")?,
            note: row.get("note")?,
        },
    })
}
