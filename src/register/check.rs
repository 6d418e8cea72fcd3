//! Whether the register is sound: the database, the chain of the log, the files, and that every record is what the log
//! says of it.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde::Serialize;
use serde_json::Value;

use super::error::Kind;
use super::{Register, Result, decisions, log, reviews};
use crate::text::{Lang, Message, hex_digest};

/// What the log last said of each record: by kind and id.
type Logged = BTreeMap<(String, String), Value>;

impl Register {
    /// Looks for damage; nothing is changed. Each problem is one sentence.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn check(&self) -> Result<Vec<Message>> {
        let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Deferred)?;
        let mut problems = database(&transaction)?;
        let logged = log_chain(&transaction, &mut problems)?;
        self.records(&logged, &mut problems)?;
        standing(&transaction, &mut problems)?;
        results(&transaction, &mut problems)?;
        self.stored(&transaction, &mut problems)?;
        Ok(problems)
    }

    /// Every record is what the log says that was last written.
    fn records(&self, logged: &Logged, problems: &mut Vec<Message>) -> Result<()> {
        let mut compare = |kind, id: i64, record: &dyn erased::Record| -> Result<()> {
            let said = logged.get(&(Kind::code(kind).to_owned(), id.to_string()));
            if said != Some(&record.value()?) {
                problems.push(Message::new(
                    format!("{} {id}: 内容が、最後の変更の記録と違う。台帳の外から書き換えられた疑いがある", kind.word(Lang::Ja)),
                    format!("{} {id}: not what the log says was last written; it may have been changed from outside", kind.word(Lang::En)),
                ));
            }
            Ok(())
        };
        for record in self.organizations()? {
            compare(Kind::Organization, record.id, &record)?;
        }
        for record in self.applications(None)? {
            compare(Kind::Application, record.id, &record)?;
        }
        for record in self.submissions(None)? {
            compare(Kind::Submission, record.id, &record)?;
        }
        for record in self.audits(None)? {
            compare(Kind::Audit, record.id, &record)?;
        }
        for record in self.seminars()? {
            compare(Kind::Seminar, record.id, &record)?;
        }
        for record in self.certificates(None)? {
            compare(Kind::Certificate, record.id, &record)?;
        }
        decisions::each(&self.connection, |record| {
            compare(Kind::Decision, record.id, &record)
        })
    }

    /// Every file is there, and is what was handed in.
    fn stored(&self, connection: &Connection, problems: &mut Vec<Message>) -> Result<()> {
        let mut statement = connection.prepare("SELECT sha256 FROM file ORDER BY sha256")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        for sha256 in rows {
            if let Err(error) = self.files().get(&sha256?) {
                problems.push(error.message());
            }
        }
        Ok(())
    }
}

mod erased {
    use super::{Result, Serialize, Value};

    /// A record of any kind, as JSON.
    pub(super) trait Record {
        fn value(&self) -> Result<Value>;
    }

    impl<T: Serialize> Record for T {
        fn value(&self) -> Result<Value> {
            Ok(serde_json::to_value(self)?)
        }
    }
}

/// The database's own checks.
fn database(connection: &Connection) -> Result<Vec<Message>> {
    let mut problems = Vec::new();
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    for line in statement.query_map([], |row| row.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            problems.push(Message::new(
                format!("データベースが壊れている（{line}）。控えか書き出した JSON から戻す"),
                format!("the database is damaged ({line}); restore it from a copy or an export"),
            ));
        }
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    for line in statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?)))? {
        let (table, parent) = line?;
        problems.push(Message::new(
            format!("{table} の行が、{parent} にない行を指している"),
            format!("a row of {table} refers to one that {parent} does not have"),
        ));
    }
    Ok(problems)
}

/// Follows the chain of the log, and keeps what it last said of each record.
fn log_chain(connection: &Connection, problems: &mut Vec<Message>) -> Result<Logged> {
    let mut logged = Logged::new();
    let mut statement = connection
        .prepare("SELECT id, at, by, action, subject, subject_id, detail, hash FROM log ORDER BY id")?;
    let mut rows = statement.query([])?;
    let (mut previous, mut expected) = (String::new(), 1_i64);
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let fields = (1..7)
            .map(|column| row.get::<_, String>(column))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let hash: String = row.get(7)?;
        let number = id.to_string();
        let line: Vec<&str> = std::iter::once(number.as_str())
            .chain(fields.iter().map(String::as_str))
            .collect();
        if id != expected || log::chain(&previous, &line) != hash {
            problems.push(Message::new(
                format!("変更の記録の {expected} 行目で連鎖が切れている。行が失われたか、書き換えられた"),
                format!("the chain of the log breaks at line {expected}: a line is missing or was changed"),
            ));
        }
        let [_, _, _, subject, subject_id, detail] = fields.as_slice() else {
            continue;
        };
        let detail: Value = serde_json::from_str(detail).unwrap_or_default();
        if let Some(after) = detail.get("after") {
            logged.insert((subject.clone(), subject_id.clone()), after.clone());
        }
        (previous, expected) = (hash, id + 1);
    }
    Ok(logged)
}

/// What stands of each decision is its latest version.
fn standing(connection: &Connection, problems: &mut Vec<Message>) -> Result<()> {
    let differing: i64 = connection.query_row(
        "WITH latest AS (SELECT submission_id, guideline, reading, requirement, element, max(version) AS version
           FROM decision GROUP BY 1, 2, 3, 4, 5),
         named AS (SELECT submission_id, guideline, reading, requirement, element, version FROM standing)
         SELECT (SELECT count(*) FROM (SELECT * FROM latest EXCEPT SELECT * FROM named))
              + (SELECT count(*) FROM (SELECT * FROM named EXCEPT SELECT * FROM latest))",
        [],
        |row| row.get(0),
    )?;
    if differing > 0 {
        problems.push(Message::new(
            format!("今の判定の表が、判定の履歴と {differing} 件違う。書き出して読み込み直すと作り直される"),
            format!("{differing} standing decisions are not the latest; export and import to make them anew"),
        ));
    }
    Ok(())
}

/// Every review on file is the one whose hash was noted.
fn results(connection: &Connection, problems: &mut Vec<Message>) -> Result<()> {
    let mut statement = connection.prepare("SELECT id, result_sha256, json FROM review ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, noted, packed): (i64, String, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let is_same = reviews::unpack(&packed).is_ok_and(|json| hex_digest(&json) == noted);
        if !is_same {
            problems.push(Message::new(
                format!("点検結果 {id}: 内容が、記録されたハッシュと違う"),
                format!("review {id}: not what its hash says"),
            ));
        }
    }
    Ok(())
}
