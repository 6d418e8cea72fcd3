//! Audits (監査) of guideline conformity: by whom, with which findings, and what was improved.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::coded::coded;
use super::error::{Kind, RegisterError};
use super::time::Day;
use super::{Register, Result, Stamp, applications, log, organizations};

coded! {
    /// Kinds of audit.
    AuditKind {
        /// By an outside auditor.
        External = "external", "外部監査", "external audit";
        /// By the organization itself, with support from outside.
        Internal = "internal", "内部監査（支援あり）", "internal audit with support";
    }
}

/// What is known of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFacts {
    /// Who was audited.
    pub organization: i64,
    /// For which application, where it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<i64>,
    /// Its kind.
    pub kind: AuditKind,
    /// Who audited.
    pub auditor: String,
    /// Who supported it from outside; an internal audit must have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<String>,
    /// The day it was carried out (its last).
    pub performed_on: Day,
    /// Id of the guideline it went by.
    pub guideline: String,
    /// What was found; `None` while it is not known yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<String>,
    /// What was or will be improved; `None` while it is not known yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub improvement: Option<String>,
    /// What the body should know; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An audit on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// Its id.
    pub id: i64,
    /// How often it was written; to be named when changing it.
    pub version: i64,
    /// What is known of it.
    #[serde(flatten)]
    pub facts: AuditFacts,
}

impl Register {
    /// Puts an audit on file.
    ///
    /// # Errors
    /// When an internal audit names no support, or the application is another organization's.
    pub fn add_audit(&mut self, facts: &AuditFacts, stamp: &Stamp) -> Result<Audit> {
        self.change(|transaction| {
            check(transaction, facts)?;
            transaction.execute(
                "INSERT INTO audit
                 (version, organization_id, application_id, kind, auditor, support, performed_on, guideline, findings,
                  improvement, note)
                 VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    facts.organization,
                    facts.application,
                    facts.kind,
                    facts.auditor,
                    facts.support,
                    facts.performed_on,
                    facts.guideline,
                    facts.findings,
                    facts.improvement,
                    facts.note
                ],
            )?;
            let audit = Audit {
                id: transaction.last_insert_rowid(),
                version: 1,
                facts: facts.clone(),
            };
            log::added(transaction, stamp, Kind::Audit, audit.id, &audit)?;
            Ok(audit)
        })
    }

    /// Changes what is known of an audit (improvement comes later, as a rule); the earlier state stays in the log.
    ///
    /// # Errors
    /// [`RegisterError::Conflict`] when someone changed it after `expected_version`.
    pub fn change_audit(
        &mut self,
        id: i64,
        expected_version: i64,
        facts: &AuditFacts,
        stamp: &Stamp,
    ) -> Result<Audit> {
        self.change(|transaction| {
            let before = find(transaction, id)?;
            log::expect(transaction, Kind::Audit, id, expected_version, before.version)?;
            check(transaction, facts)?;
            transaction.execute(
                "UPDATE audit SET version = ?, organization_id = ?, application_id = ?, kind = ?, auditor = ?,
                 support = ?, performed_on = ?, guideline = ?, findings = ?, improvement = ?, note = ? WHERE id = ?",
                params![
                    before.version + 1,
                    facts.organization,
                    facts.application,
                    facts.kind,
                    facts.auditor,
                    facts.support,
                    facts.performed_on,
                    facts.guideline,
                    facts.findings,
                    facts.improvement,
                    facts.note,
                    id
                ],
            )?;
            let after = Audit {
                id,
                version: before.version + 1,
                facts: facts.clone(),
            };
            log::changed(transaction, stamp, Kind::Audit, id, &before, &after)?;
            Ok(after)
        })
    }

    /// The audit of this id.
    pub fn audit(&self, id: i64) -> Result<Audit> {
        find(&self.connection, id)
    }

    /// Every audit, by id; of one organization where it is named.
    pub fn audits(&self, organization: Option<i64>) -> Result<Vec<Audit>> {
        let mut statement = self
            .connection
            .prepare("SELECT * FROM audit WHERE ?1 IS NULL OR organization_id = ?1 ORDER BY id")?;
        let rows = statement.query_map([organization], audit)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn check(connection: &Connection, facts: &AuditFacts) -> Result<()> {
    let is_blank = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
    if is_blank(Some(&facts.auditor)) {
        return Err(RegisterError::refused("監査人が空", "it is not said who audited"));
    }
    if facts.kind == AuditKind::Internal && is_blank(facts.support.as_deref()) {
        return Err(RegisterError::refused(
            "内部監査は支援を受けたものだけが対象。--support で支援した者を指定する",
            "an internal audit counts only with support; name who gave it with --support",
        ));
    }
    organizations::find(connection, facts.organization)?;
    let Some(application) = facts.application else {
        return Ok(());
    };
    let of = applications::find(connection, application)?;
    if of.facts.organization != facts.organization {
        return Err(RegisterError::refused(
            format!("申請 {application} は別の申請者のもの。申請者か申請の番号を確かめる"),
            format!("application {application} is another organization's; look at the numbers again"),
        ));
    }
    Ok(())
}

fn find(connection: &Connection, id: i64) -> Result<Audit> {
    connection
        .query_row("SELECT * FROM audit WHERE id = ?", [id], audit)
        .optional()?
        .ok_or_else(|| RegisterError::unknown(Kind::Audit, id))
}

/// The audits that were carried out for an application, by day.
pub(super) fn of_application(connection: &Connection, application: i64) -> Result<Vec<Audit>> {
    let mut statement =
        connection.prepare("SELECT * FROM audit WHERE application_id = ? ORDER BY performed_on, id")?;
    let rows = statement.query_map([application], audit)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn audit(row: &Row<'_>) -> rusqlite::Result<Audit> {
    Ok(Audit {
        id: row.get("id")?,
        version: row.get("version")?,
        facts: AuditFacts {
            organization: row.get("organization_id")?,
            application: row.get("application_id")?,
            kind: row.get("kind")?,
            auditor: row.get("auditor")?,
            support: row.get("support")?,
            performed_on: row.get("performed_on")?,
            guideline: row.get("guideline")?,
            findings: row.get("findings")?,
            improvement: row.get("improvement")?,
            note: row.get("note")?,
        },
    })
}
