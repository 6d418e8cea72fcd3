//! Columns that hold what the database has no type for.

use rusqlite::Row;
use rusqlite::types::Type;

use crate::guideline::Audience;

/// What stands in a column as JSON.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

/// How an audience stands in the database.
pub(super) fn audience_code(audience: Audience) -> &'static str {
    match audience {
        Audience::Institution => "institution",
        Audience::Vendor => "vendor",
    }
}

/// The audience in the column of this name.
pub(super) fn audience(row: &Row<'_>) -> rusqlite::Result<Audience> {
    let code: String = row.get("audience")?;
    Ok(if code == "vendor" {
        Audience::Vendor
    } else {
        Audience::Institution
    })
}
