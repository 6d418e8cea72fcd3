//! Reviews (点検結果): what the machine found, whole, with the versions it was made by.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::columns::{audience, audience_code};
use super::error::{Kind, RegisterError};
use super::time::Moment;
use super::{Register, Result, Stamp, log, submissions};
use crate::guideline::{Audience, Guideline};
use crate::review::{Review, Summary};

/// How hard zstd works.
const LEVEL: i32 = 9;

/// What a review on file says of itself. Its findings are not among it: a query that names them reads them all.
const COLUMNS: &str = "id, submission_id, guideline, guideline_title, guideline_sha256, audience, tool_version, \
     result_sha256, covered, partial, uncovered, not_applicable, losses, made_by, made_at";

/// A review on file, without its findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewOnFile {
    /// Its id.
    pub id: i64,
    /// The submission.
    pub submission: i64,
    /// Id of the guideline.
    pub guideline: String,
    /// Title and version of the guideline.
    pub guideline_title: String,
    /// SHA-256 of the guideline's catalogue.
    pub guideline_sha256: String,
    /// Whom the guideline addresses.
    pub audience: Audience,
    /// Version of the tool.
    pub tool_version: String,
    /// SHA-256 of the review.
    pub result_sha256: String,
    /// How many requirements have which coverage.
    pub summary: Summary,
    /// How many of its warnings say that words could not be read.
    pub losses: i64,
    /// Who had it made.
    pub made_by: String,
    /// When.
    pub made_at: Moment,
}

impl Register {
    /// Puts a review on file; the same result a second time is the one that is there.
    ///
    /// # Errors
    /// When it is a review of other files than the submission's.
    pub fn add_review(
        &mut self,
        submission: i64,
        review: &Review,
        guideline: &Guideline,
        stamp: &Stamp,
    ) -> Result<ReviewOnFile> {
        let json = review.to_json();
        let packed = pack(json.as_bytes()).map_err(packing)?;
        let losses = review.warnings.iter().filter(|warning| warning.loss).count() as i64;
        self.change(|transaction| {
            let on_file = submissions::find(transaction, submission)?;
            let reviewed: Vec<&str> = review.submission.files.iter().map(|f| f.sha256.as_str()).collect();
            let handed_in: Vec<&str> = on_file.files.iter().map(|f| f.sha256.as_str()).collect();
            if reviewed != handed_in {
                return Err(RegisterError::refused(
                    format!("提出物 {submission}: 点検したファイルが、提出されたファイルと同じではない。台帳のファイルを点検し直す"),
                    format!("submission {submission}: the review is of other files; review those on file"),
                ));
            }
            let result = review.result_sha256();
            if let Some(there) = by_result(transaction, submission, &result)? {
                return Ok(there);
            }
            transaction.execute(
                "INSERT INTO review
                 (submission_id, guideline, guideline_title, guideline_sha256, audience, tool_version, result_sha256,
                  covered, partial, uncovered, not_applicable, losses, made_by, made_at, json)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    submission,
                    review.guideline.id,
                    review.guideline.title,
                    review.guideline.sha256,
                    audience_code(guideline.audience),
                    review.tool.version,
                    result,
                    review.summary.covered as i64,
                    review.summary.partial as i64,
                    review.summary.uncovered as i64,
                    review.summary.not_applicable as i64,
                    losses,
                    stamp.by,
                    stamp.at,
                    packed
                ],
            )?;
            let made = find(transaction, transaction.last_insert_rowid())?;
            log::added(transaction, stamp, Kind::Review, made.id, &json!(made))?;
            Ok(made)
        })
    }

    /// The review of this id, without its findings.
    pub fn review(&self, id: i64) -> Result<ReviewOnFile> {
        find(&self.connection, id)
    }

    /// The reviews of a submission, latest first.
    pub fn reviews(&self, submission: i64) -> Result<Vec<ReviewOnFile>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM review WHERE submission_id = ? ORDER BY id DESC"
        ))?;
        let rows = statement.query_map([submission], review)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The latest review of a submission against a guideline.
    pub fn latest_review(&self, submission: i64, guideline: &str) -> Result<Option<ReviewOnFile>> {
        latest(&self.connection, submission, guideline)
    }

    /// The whole review of this id.
    pub fn review_result(&self, id: i64) -> Result<Review> {
        result(&self.connection, id)
    }
}

/// The review of this id, without its findings.
fn find(connection: &Connection, id: i64) -> Result<ReviewOnFile> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM review WHERE id = ?"))?
        .query_row([id], review)
        .optional()?
        .ok_or_else(|| RegisterError::unknown(Kind::Review, id))
}

fn by_result(connection: &Connection, submission: i64, sha256: &str) -> Result<Option<ReviewOnFile>> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM review WHERE submission_id = ? AND result_sha256 = ?"
        ))?
        .query_row(params![submission, sha256], review)
        .optional()?)
}

/// The latest review of a submission against a guideline.
pub(super) fn latest(
    connection: &Connection,
    submission: i64,
    guideline: &str,
) -> Result<Option<ReviewOnFile>> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM review WHERE submission_id = ? AND guideline = ? ORDER BY id DESC LIMIT 1"
        ))?
        .query_row(params![submission, guideline], review)
        .optional()?)
}

/// The whole review of this id.
pub(super) fn result(connection: &Connection, id: i64) -> Result<Review> {
    let packed: Vec<u8> = connection
        .prepare_cached("SELECT json FROM review WHERE id = ?")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| RegisterError::unknown(Kind::Review, id))?;
    Ok(serde_json::from_slice(&unpack(&packed).map_err(packing)?)?)
}

/// The JSON of a review as it is stored.
pub(super) fn pack(json: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::bulk::compress(json, LEVEL)
}

/// The JSON of a review from how it is stored.
pub(super) fn unpack(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::stream::decode_all(packed)
}

fn packing(error: std::io::Error) -> RegisterError {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, Box::new(error)).into()
}

fn review(row: &Row<'_>) -> rusqlite::Result<ReviewOnFile> {
    let count = |name| row.get::<_, u32>(name).map(|count| count as usize);
    Ok(ReviewOnFile {
        id: row.get("id")?,
        submission: row.get("submission_id")?,
        guideline: row.get("guideline")?,
        guideline_title: row.get("guideline_title")?,
        guideline_sha256: row.get("guideline_sha256")?,
        audience: audience(row)?,
        tool_version: row.get("tool_version")?,
        result_sha256: row.get("result_sha256")?,
        summary: Summary {
            covered: count("covered")?,
            partial: count("partial")?,
            uncovered: count("uncovered")?,
            not_applicable: count("not_applicable")?,
        },
        losses: row.get("losses")?,
        made_by: row.get("made_by")?,
        made_at: row.get("made_at")?,
    })
}
