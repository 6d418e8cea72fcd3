//! Accounts and sessions of those who may come in.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::coded::coded;
use super::error::{Kind, RegisterError};
use super::time::Moment;
use super::{Register, Result, Stamp, log};
use crate::text::hex_digest;

/// The fewest characters of a password.
pub const MIN_PASSWORD: usize = 12;
/// The most bytes of one: hashing a longer one only takes time.
const MAX_PASSWORD: usize = 1024;

coded! {
    /// What an account may do; each may do what those before it may.
    Role {
        /// Looks.
        Viewer = "viewer", "閲覧者", "viewer";
        /// Takes submissions in and decides findings.
        Reviewer = "reviewer", "審査者", "reviewer";
        /// Issues and withdraws certificates.
        Approver = "approver", "承認者", "approver";
    }
}

/// An account on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: i64,
    /// How often it was written.
    pub version: i64,
    /// The name to come in by, and in the log.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Whether it may come in.
    pub active: bool,
}

impl Register {
    /// Adds an account.
    ///
    /// # Errors
    /// When the name is taken or the password too short.
    pub fn add_account(&mut self, name: &str, role: Role, password: &str, stamp: &Stamp) -> Result<Account> {
        let hash = hash(password)?;
        if name.trim().is_empty() {
            return Err(RegisterError::refused(
                "利用者の名前が空",
                "the account has no name",
            ));
        }
        self.change(|transaction| {
            if find(transaction, name)?.is_some() {
                return Err(RegisterError::refused(
                    format!("利用者 {name} は既にある。別の名前にする"),
                    format!("there is an account {name} already; take another name"),
                ));
            }
            transaction.execute(
                "INSERT INTO account (version, name, role, password, active) VALUES (1, ?, ?, ?, 1)",
                params![name, role, hash],
            )?;
            let account = Account {
                id: transaction.last_insert_rowid(),
                version: 1,
                name: name.to_owned(),
                role,
                active: true,
            };
            log::added(transaction, stamp, Kind::Account, account.id, &account)?;
            Ok(account)
        })
    }

    /// Sets a new password; every session of the account ends.
    pub fn set_password(&mut self, name: &str, password: &str, stamp: &Stamp) -> Result<()> {
        let hash = hash(password)?;
        self.change(|transaction| {
            let before = expect(transaction, name)?;
            transaction.execute(
                "UPDATE account SET password = ?, version = version + 1 WHERE id = ?",
                params![hash, before.id],
            )?;
            end_sessions(transaction, before.id)?;
            let change = log::Change {
                action: "set password",
                kind: Kind::Account,
                id: &before.id.to_string(),
                detail: json!({ "name": name }),
            };
            log::append(transaction, stamp, &change)
        })
    }

    /// Changes what an account may do, or shuts it; every session of the account ends.
    pub fn change_account(&mut self, name: &str, role: Role, active: bool, stamp: &Stamp) -> Result<Account> {
        self.change(|transaction| {
            let before = expect(transaction, name)?;
            let after = Account {
                version: before.version + 1,
                role,
                active,
                ..before.clone()
            };
            transaction.execute(
                "UPDATE account SET version = ?, role = ?, active = ? WHERE id = ?",
                params![after.version, role, active, after.id],
            )?;
            end_sessions(transaction, after.id)?;
            log::changed(transaction, stamp, Kind::Account, after.id, &before, &after)?;
            Ok(after)
        })
    }

    /// Every account, by name.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        let mut statement = self.connection.prepare("SELECT * FROM account ORDER BY name")?;
        let rows = statement.query_map([], account)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The account of this name.
    pub fn account(&self, name: &str) -> Result<Option<Account>> {
        find(&self.connection, name)
    }

    /// The account, if the password is right and it may come in. It takes as long where there is no such account.
    pub fn log_in(&self, name: &str, password: &str) -> Result<Option<Account>> {
        let stored: Option<String> = self
            .connection
            .query_row("SELECT password FROM account WHERE name = ?", [name], |row| {
                row.get(0)
            })
            .optional()?;
        if password.len() > MAX_PASSWORD {
            return Ok(None);
        }
        let Some(stored) = stored else {
            let _ = Argon2::default().hash_password(password.as_bytes());
            return Ok(None);
        };
        let is_right = PasswordHash::new(&stored).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        });
        Ok(find(&self.connection, name)?.filter(|account| is_right && account.active))
    }

    /// Opens a session until `expires`, and gives the token that only the person's browser keeps: here stands its hash.
    pub fn open_session(&mut self, account: &Account, now: &Moment, expires: &Moment) -> Result<String> {
        let token = token()?;
        self.change(|transaction| {
            transaction.execute("DELETE FROM session WHERE expires_at <= ?", [now])?;
            transaction.execute(
                "INSERT INTO session (token_sha256, account_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
                params![hex_digest(token.as_bytes()), account.id, now, expires],
            )?;
            Ok(())
        })?;
        Ok(token)
    }

    /// The account whose session this token is, while it lasts.
    pub fn session(&self, token: &str, now: &Moment) -> Result<Option<Account>> {
        Ok(self
            .connection
            .query_row(
                "SELECT account.* FROM session JOIN account ON account.id = session.account_id
                 WHERE token_sha256 = ? AND expires_at > ? AND active = 1",
                params![hex_digest(token.as_bytes()), now],
                account,
            )
            .optional()?)
    }

    /// Ends a session.
    pub fn close_session(&mut self, token: &str) -> Result<()> {
        self.connection.execute(
            "DELETE FROM session WHERE token_sha256 = ?",
            [hex_digest(token.as_bytes())],
        )?;
        Ok(())
    }
}

/// A word that nobody guesses: made from 256 random bits.
fn token() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        RegisterError::refused(
            format!("乱数が得られない（{error}）"),
            format!("no random numbers ({error})"),
        )
    })?;
    Ok(hex_digest(&bytes))
}

fn hash(password: &str) -> Result<String> {
    if password.chars().count() < MIN_PASSWORD || password.len() > MAX_PASSWORD {
        return Err(RegisterError::refused(
            format!("パスワードは {MIN_PASSWORD} 文字以上 {MAX_PASSWORD} バイト以下にする"),
            format!("a password has at least {MIN_PASSWORD} characters and at most {MAX_PASSWORD} bytes"),
        ));
    }
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| {
            RegisterError::refused(
                format!("パスワードを保護できない（{error}）"),
                format!("the password cannot be hashed ({error})"),
            )
        })
}

fn end_sessions(transaction: &Transaction<'_>, account: i64) -> Result<()> {
    transaction.execute("DELETE FROM session WHERE account_id = ?", [account])?;
    Ok(())
}

fn find(connection: &Connection, name: &str) -> Result<Option<Account>> {
    Ok(connection
        .query_row("SELECT * FROM account WHERE name = ?", [name], account)
        .optional()?)
}

fn expect(connection: &Connection, name: &str) -> Result<Account> {
    find(connection, name)?.ok_or_else(|| RegisterError::unknown(Kind::Account, name))
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get("id")?,
        version: row.get("version")?,
        name: row.get("name")?,
        role: row.get("role")?,
        active: row.get("active")?,
    })
}
