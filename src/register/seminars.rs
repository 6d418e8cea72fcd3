//! Seminars, and who attended.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::error::{Kind, RegisterError};
use super::time::{Day, Moment};
use super::{Register, Result, Stamp, log, organizations};

/// A seminar on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seminar {
    /// Its id.
    pub id: i64,
    /// How often it was written.
    pub version: i64,
    /// Its title.
    pub title: String,
    /// The day it was held.
    pub held_on: Day,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An entry: an organization attended a seminar, or (a correction) did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Its id.
    pub id: i64,
    /// The seminar.
    pub seminar: i64,
    /// The organization.
    pub organization: i64,
    /// Whether it attended.
    pub attended: bool,
    /// Who came; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<String>,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: Moment,
}

impl Register {
    /// Puts a seminar on file.
    ///
    /// # Errors
    /// When one of this title and day is on file already.
    pub fn add_seminar(
        &mut self,
        title: &str,
        held_on: &Day,
        note: Option<&str>,
        stamp: &Stamp,
    ) -> Result<Seminar> {
        if title.trim().is_empty() {
            return Err(RegisterError::refused(
                "セミナーの名称が空",
                "the seminar has no title",
            ));
        }
        self.change(|transaction| {
            let there: Option<i64> = transaction
                .query_row(
                    "SELECT id FROM seminar WHERE title = ? AND held_on = ?",
                    params![title, held_on],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(id) = there {
                return Err(RegisterError::refused(
                    format!("{title}（{held_on}）は台帳にある（{id}）"),
                    format!("{title} ({held_on}) is on file already as {id}"),
                ));
            }
            transaction.execute(
                "INSERT INTO seminar (version, title, held_on, note) VALUES (1, ?, ?, ?)",
                params![title, held_on, note],
            )?;
            let seminar = Seminar {
                id: transaction.last_insert_rowid(),
                version: 1,
                title: title.to_owned(),
                held_on: held_on.clone(),
                note: note.map(str::to_owned),
            };
            log::added(transaction, stamp, Kind::Seminar, seminar.id, &seminar)?;
            Ok(seminar)
        })
    }

    /// Enters whether an organization attended; the latest entry stands.
    pub fn attend(
        &mut self,
        seminar: i64,
        organization: i64,
        attended: bool,
        people: Option<&str>,
        stamp: &Stamp,
    ) -> Result<Attendance> {
        self.change(|transaction| {
            find(transaction, seminar)?;
            organizations::find(transaction, organization)?;
            transaction.execute(
                "INSERT INTO attendance (seminar_id, organization_id, attended, people, entered_by, entered_at)
                 VALUES (?, ?, ?, ?, ?, ?)",
                params![seminar, organization, attended, people, stamp.by, stamp.at],
            )?;
            let attendance = Attendance {
                id: transaction.last_insert_rowid(),
                seminar,
                organization,
                attended,
                people: people.map(str::to_owned),
                by: stamp.by.clone(),
                at: stamp.at.clone(),
            };
            log::added(transaction, stamp, Kind::Attendance, attendance.id, &attendance)?;
            Ok(attendance)
        })
    }

    /// The seminar of this id.
    pub fn seminar(&self, id: i64) -> Result<Seminar> {
        find(&self.connection, id)
    }

    /// Every seminar, by day.
    pub fn seminars(&self) -> Result<Vec<Seminar>> {
        let mut statement = self
            .connection
            .prepare("SELECT * FROM seminar ORDER BY held_on, id")?;
        let rows = statement.query_map([], seminar)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The organizations that attended a seminar, as it stands now.
    pub fn attendances(&self, seminar: i64) -> Result<Vec<Attendance>> {
        let mut statement = self.connection.prepare(
            "SELECT * FROM attendance WHERE attended = 1 AND id IN
               (SELECT max(id) FROM attendance WHERE seminar_id = ? GROUP BY organization_id)
             ORDER BY organization_id",
        )?;
        let rows = statement.query_map([seminar], attendance)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The seminars that an organization attended, by day.
    pub fn seminars_attended(&self, organization: i64) -> Result<Vec<Seminar>> {
        attended(&self.connection, organization)
    }
}

fn find(connection: &Connection, id: i64) -> Result<Seminar> {
    connection
        .query_row("SELECT * FROM seminar WHERE id = ?", [id], seminar)
        .optional()?
        .ok_or_else(|| RegisterError::unknown(Kind::Seminar, id))
}

/// The seminars that an organization attended, by day.
pub(super) fn attended(connection: &Connection, organization: i64) -> Result<Vec<Seminar>> {
    let mut statement = connection.prepare(
        "SELECT * FROM seminar WHERE id IN
           (SELECT seminar_id FROM attendance WHERE attended = 1 AND id IN
             (SELECT max(id) FROM attendance WHERE organization_id = ? GROUP BY seminar_id))
         ORDER BY held_on, id",
    )?;
    let rows = statement.query_map([organization], seminar)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn seminar(row: &Row<'_>) -> rusqlite::Result<Seminar> {
    Ok(Seminar {
        id: row.get("id")?,
        version: row.get("version")?,
        title: row.get("title")?,
        held_on: row.get("held_on")?,
        note: row.get("note")?,
    })
}

fn attendance(row: &Row<'_>) -> rusqlite::Result<Attendance> {
    Ok(Attendance {
        id: row.get("id")?,
        seminar: row.get("seminar_id")?,
        organization: row.get("organization_id")?,
        attended: row.get("attended")?,
        people: row.get("people")?,
        by: row.get("entered_by")?,
        at: row.get("entered_at")?,
    })
}
