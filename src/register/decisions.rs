//! Decisions (判定): a person's word on a finding. Every word ever given stays on file; the latest stands.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::coded::coded;
use super::columns::from_json;
use super::error::{Kind, RegisterError};
use super::time::Moment;
use super::vocabulary::{verdict_code, verdict_from_code};
use super::{Register, Result, Stamp, log, submissions};
use crate::report::decisions::Verdict;

coded! {
    /// Whose turn a decision belongs to: two reviewers can judge independently, and a third word settles.
    Reading {
        /// The first reviewer.
        First = "first", "1次", "first";
        /// The second reviewer.
        Second = "second", "2次", "second";
        /// The word that settles where the two differ.
        Settled = "settled", "調整", "settled";
    }
}

/// What a decision is about. It belongs to the submission, not to one review of it: a re-run leaves it alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DecisionKey {
    /// The submission.
    pub submission: i64,
    /// Id of the guideline.
    pub guideline: String,
    /// Whose turn it is.
    pub reading: Reading,
    /// Id of the requirement.
    pub requirement: String,
    /// Number of the element in it, from 1; 0 for the requirement as a whole.
    pub element: u32,
}

/// What a person says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Decided {
    /// The verdict; `None` where it is only a comment, or where a verdict was undone.
    pub verdict: Option<Verdict>,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Other places: clauses that the machine missed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<CitedPlace>,
}

/// A clause that a person points to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedPlace {
    /// The file it stands in.
    pub file: String,
    /// Page from 1; `None` where the format has none.
    pub page: Option<u32>,
    /// Its citation.
    pub citation: String,
    /// Its exact words.
    pub text: String,
}

/// One entry: what someone said at some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionEntry {
    /// Its id.
    pub id: i64,
    /// What it is about.
    #[serde(flatten)]
    pub key: DecisionKey,
    /// 1 for the first entry on this key, and so on; to be named by whoever decides next.
    pub version: i64,
    /// The review that the person had before them.
    pub review: Option<i64>,
    /// What was said.
    #[serde(flatten)]
    pub decided: Decided,
    /// For an undo: the version whose words stand again; 0 where nothing had been said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<i64>,
    /// For a decision carried over from another guideline version: the entry it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<i64>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
}

impl Register {
    /// Says a word on a finding. `expected_version` is the version that the person saw, 0 where nothing had been said.
    ///
    /// # Errors
    /// [`RegisterError::Conflict`] when someone else wrote meanwhile.
    pub fn decide(
        &mut self,
        key: &DecisionKey,
        expected_version: i64,
        review: Option<i64>,
        decided: &Decided,
        stamp: &Stamp,
    ) -> Result<DecisionEntry> {
        self.change(|transaction| {
            submissions::find(transaction, key.submission)?;
            expect(transaction, key, expected_version)?;
            let entry = entry(key, expected_version + 1, decided.clone(), stamp);
            write(transaction, DecisionEntry { review, ..entry }, "decide", stamp)
        })
    }

    /// Says a word on several findings: all of them or none.
    ///
    /// # Errors
    /// As [`Self::decide`].
    pub fn decide_all(
        &mut self,
        decisions: &[(DecisionKey, i64, Decided)],
        review: Option<i64>,
        stamp: &Stamp,
    ) -> Result<Vec<DecisionEntry>> {
        self.change(|transaction| {
            let mut entries = Vec::new();
            for (key, expected_version, decided) in decisions {
                submissions::find(transaction, key.submission)?;
                expect(transaction, key, *expected_version)?;
                let entry = entry(key, expected_version + 1, decided.clone(), stamp);
                entries.push(write(
                    transaction,
                    DecisionEntry { review, ..entry },
                    "decide",
                    stamp,
                )?);
            }
            Ok(entries)
        })
    }

    /// Takes the last word back by a further entry: what stood before it stands again. Undoing once more goes further
    /// back.
    ///
    /// # Errors
    /// [`RegisterError::Conflict`] when someone else wrote meanwhile; a refusal when there is nothing to take back.
    pub fn undo(&mut self, key: &DecisionKey, expected_version: i64, stamp: &Stamp) -> Result<DecisionEntry> {
        self.change(|transaction| {
            expect(transaction, key, expected_version)?;
            let history = history(transaction, key)?;
            let words = |version: i64| history.iter().find(|entry| entry.version == version);
            // An undo's words are those of an earlier version.
            let origin = |version: i64| words(version).map_or(0, |e| e.restores.unwrap_or(version));
            let current = origin(expected_version);
            if current == 0 {
                return Err(RegisterError::refused(
                    format!("{}: 取り消す判定がない", key.requirement),
                    format!("{}: there is no decision to take back", key.requirement),
                ));
            }
            let restores = origin(current - 1);
            let decided = words(restores).map(|e| e.decided.clone()).unwrap_or_default();
            let undo = DecisionEntry {
                restores: Some(restores),
                review: words(expected_version).and_then(|e| e.review),
                ..entry(key, expected_version + 1, decided, stamp)
            };
            write(transaction, undo, "undo", stamp)
        })
    }

    /// Takes a decision over to another key (a later submission, another version of the guideline), where nothing has
    /// been said on it yet; says whether it was taken over.
    pub fn carry_over(&mut self, from: i64, to: &DecisionKey, stamp: &Stamp) -> Result<bool> {
        self.change(|transaction| {
            let source = transaction
                .prepare_cached("SELECT * FROM decision WHERE id = ?")?
                .query_row([from], decision)
                .optional()?
                .ok_or_else(|| RegisterError::unknown(Kind::Decision, from))?;
            if version(transaction, to)? > 0 {
                return Ok(false);
            }
            let carried = DecisionEntry {
                carried_from: Some(from),
                ..entry(to, 1, source.decided, stamp)
            };
            write(transaction, carried, "carry over", stamp)?;
            Ok(true)
        })
    }

    /// What stands on a submission: the latest entry on each finding, in the order of requirement and element ids.
    pub fn standing(&self, submission: i64, guideline: &str, reading: Reading) -> Result<Vec<DecisionEntry>> {
        standing(&self.connection, submission, guideline, reading)
    }

    /// What stands on one finding.
    pub fn decision(&self, key: &DecisionKey) -> Result<Option<DecisionEntry>> {
        Ok(history(&self.connection, key)?.pop())
    }

    /// Every entry on one finding, oldest first.
    pub fn decision_history(&self, key: &DecisionKey) -> Result<Vec<DecisionEntry>> {
        history(&self.connection, key)
    }
}

/// What stands on a submission.
pub(super) fn standing(
    connection: &Connection,
    submission: i64,
    guideline: &str,
    reading: Reading,
) -> Result<Vec<DecisionEntry>> {
    let mut statement = connection.prepare_cached(
        "SELECT decision.* FROM standing JOIN decision ON decision.id = standing.decision_id
         WHERE standing.submission_id = ? AND standing.guideline = ? AND standing.reading = ?
         ORDER BY standing.requirement, standing.element",
    )?;
    let rows = statement.query_map(params![submission, guideline, reading], decision)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Calls `then` with every entry there is, by id.
pub(super) fn each(connection: &Connection, mut then: impl FnMut(DecisionEntry) -> Result<()>) -> Result<()> {
    let mut statement = connection.prepare_cached("SELECT * FROM decision ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        then(decision(row)?)?;
    }
    Ok(())
}

fn history(connection: &Connection, key: &DecisionKey) -> Result<Vec<DecisionEntry>> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM decision WHERE submission_id = ? AND guideline = ? AND reading = ? AND requirement = ?
         AND element = ? ORDER BY version",
    )?;
    let rows = statement.query_map(
        params![
            key.submission,
            key.guideline,
            key.reading,
            key.requirement,
            key.element
        ],
        decision,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The version that stands on a finding; 0 where nothing has been said.
fn version(connection: &Connection, key: &DecisionKey) -> Result<i64> {
    let found = connection
        .prepare_cached(
            "SELECT version FROM standing WHERE submission_id = ? AND guideline = ? AND reading = ?
             AND requirement = ? AND element = ?",
        )?
        .query_row(
            params![
                key.submission,
                key.guideline,
                key.reading,
                key.requirement,
                key.element
            ],
            |row| row.get(0),
        )
        .optional()?;
    Ok(found.unwrap_or(0))
}

fn expect(connection: &Connection, key: &DecisionKey, expected: i64) -> Result<()> {
    let found = version(connection, key)?;
    if found == expected {
        return Ok(());
    }
    let last = history(connection, key)?.pop();
    match last {
        Some(last) => Err(RegisterError::Conflict {
            kind: Kind::Decision,
            id: key.requirement.clone(),
            expected,
            found,
            by: last.by,
            at: last.at,
        }),
        None => Err(RegisterError::refused(
            format!("{}: まだ判定がない。版は 0 とする", key.requirement),
            format!(
                "{}: nothing has been decided yet; the version is 0",
                key.requirement
            ),
        )),
    }
}

fn entry(key: &DecisionKey, version: i64, decided: Decided, stamp: &Stamp) -> DecisionEntry {
    DecisionEntry {
        id: 0,
        key: key.clone(),
        version,
        review: None,
        decided,
        restores: None,
        carried_from: None,
        by: stamp.by.clone(),
        at: stamp.at.clone(),
    }
}

fn write(
    transaction: &Transaction<'_>,
    mut entry: DecisionEntry,
    action: &'static str,
    stamp: &Stamp,
) -> Result<DecisionEntry> {
    let (key, decided) = (&entry.key, &entry.decided);
    transaction.execute(
        "INSERT INTO decision
         (submission_id, guideline, requirement, element, reading, version, review_id, verdict, comment, places,
          restores, carried_from, decided_by, decided_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            key.submission,
            key.guideline,
            key.requirement,
            key.element,
            key.reading,
            entry.version,
            entry.review,
            decided.verdict.map(verdict_code),
            decided.comment,
            serde_json::to_string(&decided.places)?,
            entry.restores,
            entry.carried_from,
            entry.by,
            entry.at
        ],
    )?;
    entry.id = transaction.last_insert_rowid();
    let change = log::Change {
        action,
        kind: Kind::Decision,
        id: &entry.id.to_string(),
        detail: json!({ "after": serde_json::to_value(&entry)? }),
    };
    log::append(transaction, stamp, &change)?;
    Ok(entry)
}

fn decision(row: &Row<'_>) -> rusqlite::Result<DecisionEntry> {
    let verdict: Option<String> = row.get("verdict")?;
    let places: String = row.get("places")?;
    Ok(DecisionEntry {
        id: row.get("id")?,
        key: DecisionKey {
            submission: row.get("submission_id")?,
            guideline: row.get("guideline")?,
            reading: row.get("reading")?,
            requirement: row.get("requirement")?,
            element: row.get("element")?,
        },
        version: row.get("version")?,
        review: row.get("review_id")?,
        decided: Decided {
            verdict: verdict.as_deref().and_then(verdict_from_code),
            comment: row.get("comment")?,
            places: from_json(&places)?,
        },
        restores: row.get("restores")?,
        carried_from: row.get("carried_from")?,
        by: row.get("decided_by")?,
        at: row.get("decided_at")?,
    })
}
