//! Who has a submission on their desk.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::decisions::Reading;
use super::error::Kind;
use super::time::Moment;
use super::{Register, Result, Stamp, log, submissions};

/// One entry: from then on this reviewer has the submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Its id.
    pub id: i64,
    /// The submission.
    pub submission: i64,
    /// As which reviewer.
    pub reading: Reading,
    /// Who has it; `None` where it was given back.
    pub reviewer: Option<String>,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Moment,
}

impl Register {
    /// Gives a submission to a reviewer, or (`None`) takes it back.
    pub fn assign(
        &mut self,
        submission: i64,
        reading: Reading,
        reviewer: Option<&str>,
        stamp: &Stamp,
    ) -> Result<Assignment> {
        self.change(|transaction| {
            submissions::find(transaction, submission)?;
            transaction.execute(
                "INSERT INTO assignment (submission_id, reading, reviewer, assigned_by, assigned_at)
                 VALUES (?, ?, ?, ?, ?)",
                params![submission, reading, reviewer, stamp.by, stamp.at],
            )?;
            let assignment = Assignment {
                id: transaction.last_insert_rowid(),
                submission,
                reading,
                reviewer: reviewer.map(str::to_owned),
                by: stamp.by.clone(),
                at: stamp.at.clone(),
            };
            log::added(transaction, stamp, Kind::Assignment, assignment.id, &assignment)?;
            Ok(assignment)
        })
    }

    /// Who has a submission now.
    pub fn assignee(&self, submission: i64, reading: Reading) -> Result<Option<String>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT reviewer FROM assignment WHERE submission_id = ? AND reading = ? ORDER BY id DESC LIMIT 1",
        )?;
        let last: Option<Option<String>> = statement
            .query_row(params![submission, reading], |row| row.get(0))
            .optional()?;
        Ok(last.flatten())
    }
}
