//! The database file: how it is opened, and brought from an older format to this one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::Result;
use super::error::RegisterError;

/// Marks a database file as a register: "kite" in the header of the file.
const APPLICATION: i64 = 0x6b69_7465;

/// The steps from an empty database to the format of this version, each applied once and never changed.
const MIGRATIONS: [&str; 2] = [
    include_str!("schema/001-reviewing.sql"),
    include_str!("schema/002-certifying.sql"),
];

/// The format of this version.
pub(super) const FORMAT: i64 = MIGRATIONS.len() as i64;

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many statements a connection keeps understood; all those that pages are made from.
const STATEMENTS: usize = 64;

/// Opens a register or makes an empty one, in the format of this version.
pub(super) fn open(path: &Path) -> Result<Connection> {
    open_at(path, FORMAT)
}

/// Opens a register, bringing it up to `format`.
pub(super) fn open_at(path: &Path, format: i64) -> Result<Connection> {
    let is_new = fs::metadata(path).map_or(true, |data| data.len() == 0);
    if is_new {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder {
            fs::create_dir_all(folder).map_err(|source| RegisterError::Io {
                path: folder.to_owned(),
                source,
            })?;
        }
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| foreign(path, error))?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let application = number(&connection, "application_id").map_err(|error| foreign(path, error))?;
    let found = number(&connection, "user_version")?;
    if application != APPLICATION && (application != 0 || found != 0 || !is_empty(&connection)?) {
        return Err(RegisterError::Foreign(path.to_owned()));
    }
    if found > FORMAT {
        return Err(RegisterError::Newer {
            path: path.to_owned(),
            found,
            known: FORMAT,
        });
    }
    // FULL: what was said to be written is written, even when the power fails a moment later.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
    )?;
    if found < format {
        if found > 0 {
            back_up(&connection, path, found)?;
        }
        migrate(&mut connection, format)?;
    }
    Ok(connection)
}

fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

fn foreign(path: &Path, error: rusqlite::Error) -> RegisterError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => RegisterError::Foreign(path.to_owned()),
        _ => error.into(),
    }
}

/// Carries out the steps that are missing, each whole or not at all. Several processes may come here at once.
fn migrate(connection: &mut Connection, format: i64) -> Result<()> {
    for (step, sql) in (1..=format).zip(MIGRATIONS) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if number(&transaction, "user_version")? < step {
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", step)?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

/// Copies the register as it is beside itself before its format changes; no copy is ever overwritten.
fn back_up(connection: &Connection, path: &Path, format: i64) -> Result<()> {
    let copy = (1..=u32::MAX)
        .map(|number| backup_path(path, format, number))
        .find(|copy| !copy.exists())
        .unwrap_or_default();
    // Under another name until it is whole.
    let partial = copy.with_extension("partial");
    let mut target = Connection::open(&partial)?;
    Backup::new(connection, &mut target)?.run_to_completion(1024, Duration::ZERO, None)?;
    drop(target);
    fs::rename(&partial, &copy).map_err(|source| RegisterError::Io { path: copy, source })
}

fn backup_path(path: &Path, format: i64, number: u32) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let number = if number == 1 {
        String::new()
    } else {
        format!("-{number}")
    };
    path.with_file_name(format!("{name}.format-{format}{number}.bak"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_register_is_brought_up_to_date_after_a_backup() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path().join("台帳.sqlite");
        let old = open_at(&path, 1).expect("made");
        old.execute("INSERT INTO setting (key, value) VALUES ('issuer', '見本')", [])
            .expect("written");
        assert_eq!(number(&old, "user_version").expect("read"), 1);
        drop(old);
        let new = open(&path).expect("brought up to date");
        assert_eq!(number(&new, "user_version").expect("read"), FORMAT);
        let issuer = |connection: &Connection| {
            connection.query_row("SELECT value FROM setting", [], |row| row.get::<_, String>(0))
        };
        assert_eq!(issuer(&new).expect("kept"), "見本");
        drop(new);
        let copy = folder.path().join("台帳.sqlite.format-1.bak");
        let copy = Connection::open(copy).expect("a backup");
        assert_eq!(number(&copy, "user_version").expect("read"), 1);
        assert_eq!(issuer(&copy).expect("kept"), "見本");
        drop(open(&path).expect("opened again"));
        assert!(
            !folder.path().join("台帳.sqlite.format-1-2.bak").exists(),
            "no second backup without need"
        );
    }

    #[test]
    fn no_backup_is_overwritten() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path().join("x.sqlite");
        drop(open_at(&path, 1).expect("made"));
        fs::write(backup_path(&path, 1, 1), "an earlier backup").expect("written");
        drop(open(&path).expect("brought up to date"));
        let kept = fs::read_to_string(backup_path(&path, 1, 1)).expect("there");
        assert_eq!(kept, "an earlier backup");
        assert!(backup_path(&path, 1, 2).is_file());
    }

    #[test]
    fn what_was_written_lasts_and_readers_do_not_wait() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let connection = open(&folder.path().join("x.sqlite")).expect("made");
        let mode: String = connection
            .pragma_query_value(None, "journal_mode", |row| row.get(0))
            .expect("read");
        assert_eq!(mode, "wal");
        assert_eq!(number(&connection, "synchronous").expect("read"), 2);
        assert_eq!(number(&connection, "foreign_keys").expect("read"), 1);
    }
}
