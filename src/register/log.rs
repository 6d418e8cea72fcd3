//! The log: every change with who, when, and the record before and after. Each line holds the hash of the line before,
//! so that one taken out or changed later shows.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::{Kind, RegisterError};
use super::time::Moment;
use super::{Register, Result, Stamp};
use crate::text::hex_digest;

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Its number, from 1 without gaps.
    pub id: i64,
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// What was done: `add`, `change`, `decide`, …
    pub action: String,
    /// To which kind of thing: the code of a [`Kind`].
    pub subject: String,
    /// To which one.
    pub subject_id: String,
    /// The record before and after, or what else belongs to the action.
    pub detail: Value,
    /// SHA-256 over this line and the hash of the line before.
    pub hash: String,
}

/// What a line says beside who and when.
pub(super) struct Change<'a> {
    pub action: &'static str,
    pub kind: Kind,
    pub id: &'a str,
    pub detail: Value,
}

/// Logs that something was added.
pub(super) fn added(
    transaction: &Transaction<'_>,
    stamp: &Stamp,
    kind: Kind,
    id: i64,
    after: &impl Serialize,
) -> Result<()> {
    let detail = json!({ "after": serde_json::to_value(after)? });
    append(
        transaction,
        stamp,
        &Change {
            action: "add",
            kind,
            id: &id.to_string(),
            detail,
        },
    )
}

/// Logs that a record was changed.
pub(super) fn changed(
    transaction: &Transaction<'_>,
    stamp: &Stamp,
    kind: Kind,
    id: i64,
    before: &impl Serialize,
    after: &impl Serialize,
) -> Result<()> {
    let detail = json!({ "before": serde_json::to_value(before)?, "after": serde_json::to_value(after)? });
    append(
        transaction,
        stamp,
        &Change {
            action: "change",
            kind,
            id: &id.to_string(),
            detail,
        },
    )
}

/// Writes a line.
pub(super) fn append(transaction: &Transaction<'_>, stamp: &Stamp, change: &Change<'_>) -> Result<()> {
    let last: Option<(i64, String)> = transaction
        .prepare_cached("SELECT id, hash FROM log ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last_id, last_hash) = last.unwrap_or_default();
    let id = last_id + 1;
    let detail = change.detail.to_string();
    let hash = chain(
        &last_hash,
        &[
            &id.to_string(),
            stamp.at.as_str(),
            &stamp.by,
            change.action,
            change.kind.code(),
            change.id,
            &detail,
        ],
    );
    transaction.execute(
        "INSERT INTO log (id, at, by, action, subject, subject_id, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        params![id, stamp.at, stamp.by, change.action, change.kind, change.id, detail, hash],
    )?;
    Ok(())
}

/// The hash of a line: over the hash before it and its own fields, each with its length so that none runs into the
/// next.
pub(super) fn chain(previous: &str, fields: &[&str]) -> String {
    let mut bytes = previous.as_bytes().to_vec();
    for field in fields {
        bytes.extend((field.len() as u64).to_be_bytes());
        bytes.extend(field.as_bytes());
    }
    hex_digest(&bytes)
}

impl Register {
    /// The number of the log's last line, 0 where it is empty: as long as it stays the same, nothing has changed.
    pub fn last_log_line(&self) -> Result<i64> {
        Ok(self
            .connection
            .prepare_cached("SELECT coalesce(max(id), 0) FROM log")?
            .query_row([], |row| row.get(0))?)
    }

    /// The log, latest first; `about` restricts it to one thing.
    pub fn log(&self, about: Option<(Kind, &str)>, limit: u32) -> Result<Vec<LogEntry>> {
        let (subject, id) = about.map_or((None, None), |(kind, id)| (Some(kind), Some(id)));
        let mut statement = self.connection.prepare_cached(
            "SELECT * FROM log WHERE (?1 IS NULL OR subject = ?1) AND (?2 IS NULL OR subject_id = ?2)
             ORDER BY id DESC LIMIT ?3",
        )?;
        let rows = statement.query_map(params![subject, id, limit], entry)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<LogEntry> {
    let detail: String = row.get("detail")?;
    Ok(LogEntry {
        id: row.get("id")?,
        at: row.get("at")?,
        by: row.get("by")?,
        action: row.get("action")?,
        subject: row.get("subject")?,
        subject_id: row.get("subject_id")?,
        detail: serde_json::from_str(&detail).unwrap_or(Value::String(detail)),
        hash: row.get("hash")?,
    })
}

/// Refuses a write by someone who had not seen the version on file, and says who wrote it.
pub(super) fn expect(
    transaction: &Transaction<'_>,
    kind: Kind,
    id: i64,
    expected: i64,
    found: i64,
) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    let (by, at) = transaction
        .prepare_cached(
            "SELECT by, at FROM log WHERE subject = ? AND subject_id = ? ORDER BY id DESC LIMIT 1",
        )?
        .query_row(params![kind, id.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Err(RegisterError::Conflict {
        kind,
        id: id.to_string(),
        expected,
        found,
        by,
        at,
    })
}
