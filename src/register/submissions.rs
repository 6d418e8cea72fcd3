//! Submissions (提出物): which files came in when, from whom, for which application.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::error::{Kind, RegisterError};
use super::time::Day;
use super::{Register, Result, Stamp, applications, log, organizations};

/// What is known of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionFacts {
    /// Whose it is.
    pub organization: i64,
    /// For which application, where it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<i64>,
    /// Its name.
    pub name: String,
    /// The day it came in.
    pub received_on: Day,
    /// Who handed it in.
    pub received_from: String,
    /// What the body should know; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A submission on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Its id.
    pub id: i64,
    /// How often it was written; to be named when changing it.
    pub version: i64,
    /// What is known of it.
    #[serde(flatten)]
    pub facts: SubmissionFacts,
    /// Its files in their order.
    pub files: Vec<SubmissionFile>,
}

/// A file of a submission; its bytes are in [`super::FileStore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmissionFile {
    /// Its name as handed in.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How many bytes it has.
    pub size: i64,
}

impl Register {
    /// Puts a submission on file with its files (name and bytes, in the order in which they shall be read).
    ///
    /// # Errors
    /// When it has no file, or the application is another organization's or has ended.
    pub fn add_submission(
        &mut self,
        facts: &SubmissionFacts,
        files: &[(String, Vec<u8>)],
        stamp: &Stamp,
    ) -> Result<Submission> {
        if files.is_empty() {
            return Err(RegisterError::refused(
                format!("{}: ファイルがない。提出されたファイルを指定する", facts.name),
                format!("{}: no file; name what was handed in", facts.name),
            ));
        }
        // Files before rows: what the database names is there, whatever happens in between.
        let kept = files
            .iter()
            .map(|(name, bytes)| {
                Ok(SubmissionFile {
                    name: name.clone(),
                    sha256: self.files.put(bytes)?,
                    size: bytes.len() as i64,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        self.change(|transaction| {
            organizations::find(transaction, facts.organization)?;
            check_application(transaction, facts)?;
            transaction.execute(
                "INSERT INTO submission
                 (version, organization_id, application_id, name, received_on, received_from, note)
                 VALUES (1, ?, ?, ?, ?, ?, ?)",
                params![
                    facts.organization,
                    facts.application,
                    facts.name,
                    facts.received_on,
                    facts.received_from,
                    facts.note
                ],
            )?;
            let id = transaction.last_insert_rowid();
            for (position, file) in (1_i64..).zip(&kept) {
                transaction.execute(
                    "INSERT INTO file (sha256, size) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    params![file.sha256, file.size],
                )?;
                transaction.execute(
                    "INSERT INTO submission_file (submission_id, position, name, sha256) VALUES (?, ?, ?, ?)",
                    params![id, position, file.name, file.sha256],
                )?;
            }
            let submission = Submission {
                id,
                version: 1,
                facts: facts.clone(),
                files: kept,
            };
            log::added(transaction, stamp, Kind::Submission, id, &submission)?;
            Ok(submission)
        })
    }

    /// Changes what is known of a submission (never its files); the earlier state stays in the log.
    ///
    /// # Errors
    /// [`RegisterError::Conflict`] when someone changed it after `expected_version`.
    pub fn change_submission(
        &mut self,
        id: i64,
        expected_version: i64,
        facts: &SubmissionFacts,
        stamp: &Stamp,
    ) -> Result<Submission> {
        self.change(|transaction| {
            let before = find(transaction, id)?;
            log::expect(transaction, Kind::Submission, id, expected_version, before.version)?;
            organizations::find(transaction, facts.organization)?;
            if facts.application != before.facts.application {
                check_application(transaction, facts)?;
            }
            transaction.execute(
                "UPDATE submission SET version = ?, organization_id = ?, application_id = ?, name = ?, received_on = ?,
                 received_from = ?, note = ? WHERE id = ?",
                params![
                    before.version + 1,
                    facts.organization,
                    facts.application,
                    facts.name,
                    facts.received_on,
                    facts.received_from,
                    facts.note,
                    id
                ],
            )?;
            let after = Submission {
                id,
                version: before.version + 1,
                facts: facts.clone(),
                files: before.files.clone(),
            };
            log::changed(transaction, stamp, Kind::Submission, id, &before, &after)?;
            Ok(after)
        })
    }

    /// The submission of this id.
    pub fn submission(&self, id: i64) -> Result<Submission> {
        find(&self.connection, id)
    }

    /// Every submission, by id; of one organization where it is named.
    pub fn submissions(&self, organization: Option<i64>) -> Result<Vec<Submission>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT * FROM submission WHERE ?1 IS NULL OR organization_id = ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([organization], submission)?;
        let mut submissions = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut files = self.files_of(organization)?;
        for submission in &mut submissions {
            submission.files = files.remove(&submission.id).unwrap_or_default();
        }
        Ok(submissions)
    }

    /// The files of every submission in one query, however many there are.
    fn files_of(&self, organization: Option<i64>) -> Result<BTreeMap<i64, Vec<SubmissionFile>>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT submission_file.name, sha256, size, submission_id FROM submission_file
             JOIN file USING (sha256) JOIN submission ON submission.id = submission_id
             WHERE ?1 IS NULL OR organization_id = ?1 ORDER BY submission_id, position",
        )?;
        let mut rows = statement.query([organization])?;
        let mut files: BTreeMap<i64, Vec<SubmissionFile>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            files.entry(row.get(3)?).or_default().push(file(row)?);
        }
        Ok(files)
    }

    /// The name under which the file of this hash was first handed in; `None` where it belongs to no submission.
    pub fn file_name(&self, sha256: &str) -> Result<Option<String>> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT name FROM submission_file WHERE sha256 = ? ORDER BY submission_id LIMIT 1",
            )?
            .query_row([sha256], |row| row.get(0))
            .optional()?)
    }

    /// The submission of the same organization that came before this one.
    pub fn submission_before(&self, id: i64) -> Result<Option<Submission>> {
        let earlier: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT earlier.id FROM submission AS this JOIN submission AS earlier
                 ON earlier.organization_id = this.organization_id AND earlier.id < this.id
                 WHERE this.id = ? ORDER BY earlier.id DESC LIMIT 1",
            )?
            .query_row([id], |row| row.get(0))
            .optional()?;
        earlier.map(|id| self.submission(id)).transpose()
    }
}

fn check_application(connection: &Connection, facts: &SubmissionFacts) -> Result<()> {
    let Some(id) = facts.application else {
        return Ok(());
    };
    let application = applications::find(connection, id)?;
    if application.facts.organization != facts.organization {
        return Err(RegisterError::refused(
            format!("申請 {id} は別の申請者のもの。申請者か申請の番号を確かめる"),
            format!("application {id} is another organization's; look at the numbers again"),
        ));
    }
    application.expect_open()
}

/// The submission of this id.
pub(super) fn find(connection: &Connection, id: i64) -> Result<Submission> {
    let found = connection
        .prepare_cached("SELECT * FROM submission WHERE id = ?")?
        .query_row([id], submission)
        .optional()?
        .ok_or_else(|| RegisterError::unknown(Kind::Submission, id))?;
    with_files(connection, found)
}

/// The submissions for an application, by id.
pub(super) fn of_application(connection: &Connection, application: i64) -> Result<Vec<Submission>> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM submission WHERE application_id = ? ORDER BY id")?;
    let rows = statement.query_map([application], submission)?;
    rows.map(|row| with_files(connection, row?)).collect()
}

fn with_files(connection: &Connection, mut submission: Submission) -> Result<Submission> {
    let mut statement = connection.prepare_cached(
        "SELECT name, sha256, size FROM submission_file JOIN file USING (sha256)
         WHERE submission_id = ? ORDER BY position",
    )?;
    let rows = statement.query_map([submission.id], file)?;
    submission.files = rows.collect::<rusqlite::Result<_>>()?;
    Ok(submission)
}

/// A file from its name, hash and size.
fn file(row: &Row<'_>) -> rusqlite::Result<SubmissionFile> {
    Ok(SubmissionFile {
        name: row.get(0)?,
        sha256: row.get(1)?,
        size: row.get(2)?,
    })
}

fn submission(row: &Row<'_>) -> rusqlite::Result<Submission> {
    Ok(Submission {
        id: row.get("id")?,
        version: row.get("version")?,
        facts: SubmissionFacts {
            organization: row.get("organization_id")?,
            application: row.get("application_id")?,
            name: row.get("name")?,
            received_on: row.get("received_on")?,
            received_from: row.get("received_from")?,
            note: row.get("note")?,
        },
        files: Vec::new(),
    })
}
