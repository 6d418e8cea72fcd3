//! The whole register as JSON lines, files and history included, and back.
//!
//! Tables are written as they are, in the order of their keys, so that the export of an import is the same, byte for
//! byte. Sessions are left out, and what the database derives itself.

use std::io::{BufRead, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rusqlite::types::{Value as Cell, ValueRef};
use rusqlite::{Connection, Transaction, TransactionBehavior, params_from_iter};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::error::RegisterError;
use super::{FileStore, Register, Result, reviews, schema};

/// The name and version of the export.
pub const EXPORT_SCHEMA: &str = "kitei.register/1";

/// The tables, each after those it refers to.
const TABLES: [&str; 17] = [
    "setting",
    "organization",
    "application",
    "file",
    "submission",
    "submission_file",
    "review",
    "decision",
    "assignment",
    "account",
    "proceeding",
    "audit",
    "seminar",
    "attendance",
    "certificate",
    "withdrawal",
    "log",
];

impl Register {
    /// Writes the whole register: a line for each row and file.
    ///
    /// # Errors
    /// When a file is missing or damaged, or `out` cannot be written.
    pub fn export(&self, out: &mut impl Write) -> Result<()> {
        // One transaction: what others write meanwhile is in it wholly or not at all.
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred)?;
        let mut lines = Lines { out, count: 0 };
        lines.put(&json!({ "schema": EXPORT_SCHEMA, "format": schema::FORMAT }))?;
        for table in tables(&transaction)? {
            rows(&transaction, table, |row| {
                lines.put(&json!({ "table": table, "row": row }))
            })?;
        }
        for sha256 in hashes(&transaction)? {
            let bytes = self.files.get(&sha256)?;
            lines.put(&json!({ "file": sha256, "base64": BASE64.encode(bytes) }))?;
        }
        let count = lines.count;
        lines.put(&json!({ "end": count }))?;
        lines.out.flush().map_err(stream)
    }

    /// Makes a register at `path`, where there is none yet, from an export: the whole of it or nothing.
    ///
    /// # Errors
    /// When there is something at `path`, or the export is cut off, damaged, or of a later version.
    pub fn import(path: &Path, input: &mut impl BufRead) -> Result<Self> {
        if path.exists() {
            let path = path.display();
            return Err(RegisterError::refused(
                format!("{path}: 既に台帳がある。何も上書きしないため、--register で新しい場所を指定する"),
                format!(
                    "{path}: there is a register already; name a new place with --register, nothing is overwritten"
                ),
            ));
        }
        // Under another name until it is whole.
        let partial = path.with_extension("importing");
        for rest in ["importing", "importing-wal", "importing-shm"] {
            let rest = path.with_extension(rest);
            if rest.exists() {
                std::fs::remove_file(&rest).map_err(|source| RegisterError::Io { path: rest, source })?;
            }
        }
        read(&partial, &FileStore::beside(path), input)?;
        std::fs::rename(&partial, path).map_err(|source| RegisterError::Io {
            path: path.to_owned(),
            source,
        })?;
        Self::open(path)
    }
}

/// The tables that this register has, in order.
fn tables(connection: &Connection) -> Result<Vec<&'static str>> {
    let mut there = Vec::new();
    for table in TABLES {
        let is_there: bool = connection.query_row(
            "SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table' AND name = ?",
            [table],
            |row| row.get(0),
        )?;
        if is_there {
            there.push(table);
        }
    }
    Ok(there)
}

fn hashes(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT sha256 FROM file ORDER BY sha256")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Calls `each` with every row of a table, by its key.
fn rows(connection: &Connection, table: &str, mut each: impl FnMut(Value) -> Result<()>) -> Result<()> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut line = Map::new();
        for (index, name) in names.iter().enumerate() {
            line.insert(name.clone(), plain(row.get_ref(index)?)?);
        }
        each(Value::Object(line))?;
    }
    Ok(())
}

/// A cell as JSON; what is packed is unpacked.
fn plain(cell: ValueRef<'_>) -> Result<Value> {
    Ok(match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
        ValueRef::Blob(packed) => {
            let json = reviews::unpack(packed).map_err(stream)?;
            json!({ "packed": String::from_utf8_lossy(&json) })
        }
    })
}

/// A cell from its JSON.
fn cell(value: Value) -> Result<Cell> {
    Ok(match value {
        Value::Null => Cell::Null,
        Value::Bool(is) => Cell::Integer(is.into()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Cell::Integer(whole),
            None => Cell::Real(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Cell::Text(text),
        Value::Object(mut packed) => match packed.remove("packed") {
            Some(Value::String(json)) => Cell::Blob(reviews::pack(json.as_bytes()).map_err(stream)?),
            _ => return Err(damaged("a cell")),
        },
        Value::Array(_) => return Err(damaged("a cell")),
    })
}

/// One line of an export.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Head { schema: String, format: i64 },
    Row { table: String, row: Map<String, Value> },
    File { file: String, base64: String },
    End { end: u64 },
}

fn read(path: &Path, files: &FileStore, input: &mut impl BufRead) -> Result<()> {
    let mut lines = input.lines();
    let mut next = || -> Result<Option<Line>> {
        match lines.next() {
            None => Ok(None),
            Some(line) => Ok(Some(serde_json::from_str(&line.map_err(stream)?)?)),
        }
    };
    let format = match next()? {
        Some(Line::Head { schema, format }) if schema == EXPORT_SCHEMA && format > 0 => format,
        _ => return Err(damaged("the first line")),
    };
    if format > schema::FORMAT {
        return Err(RegisterError::Newer {
            path: path.to_owned(),
            found: format,
            known: schema::FORMAT,
        });
    }
    let mut connection = schema::open_at(path, format)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let mut count = 1;
    loop {
        match next()? {
            Some(Line::Row { table, row }) => insert(&transaction, &table, row)?,
            Some(Line::File { file, base64 }) => {
                let bytes = BASE64.decode(base64).map_err(|_| damaged(&file))?;
                if files.put(&bytes)? != file {
                    return Err(RegisterError::Damaged(file));
                }
            }
            Some(Line::End { end }) if end == count => break,
            // Cut off, or put together from two.
            Some(Line::End { .. } | Line::Head { .. }) | None => return Err(damaged("the end")),
        }
        count += 1;
    }
    transaction.commit()?;
    // Into one file, so that it can be renamed.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

fn insert(transaction: &Transaction<'_>, table: &str, row: Map<String, Value>) -> Result<()> {
    // Names come from the file: only those that this program writes are let into a statement.
    let is_name = |name: &String| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b"_0123456789".contains(&b))
    };
    if !TABLES.contains(&table) || !row.keys().all(is_name) {
        return Err(damaged(table));
    }
    let names: Vec<String> = row.keys().map(|name| format!("\"{name}\"")).collect();
    let marks = vec!["?"; names.len()].join(", ");
    let cells = row
        .into_iter()
        .map(|(_, value)| cell(value))
        .collect::<Result<Vec<_>>>()?;
    transaction.execute(
        &format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", ")),
        params_from_iter(cells),
    )?;
    Ok(())
}

/// Writes lines and counts them.
struct Lines<'a, W> {
    out: &'a mut W,
    count: u64,
}

impl<W: Write> Lines<'_, W> {
    fn put(&mut self, line: &Value) -> Result<()> {
        self.count += 1;
        writeln!(self.out, "{line}").map_err(stream)
    }
}

fn stream(source: std::io::Error) -> RegisterError {
    RegisterError::Io {
        path: "export".into(),
        source,
    }
}

fn damaged(what: &str) -> RegisterError {
    RegisterError::refused(
        format!("書き出した台帳として読めない（{what}）。途中で切れていないか、別のファイルでないか確かめる"),
        format!("not an export of a register, or cut off ({what}); look at the file"),
    )
}
