//! What can go wrong with the register.

use std::io;
use std::path::PathBuf;

use super::coded::coded;
use super::conditions::Condition;
use super::time::Moment;
use crate::text::{Lang, Message};

coded! {
    /// Kinds of things on file.
    Kind {
        /// An organization.
        Organization = "organization", "申請者", "organization";
        /// An application.
        Application = "application", "申請", "application";
        /// A submission.
        Submission = "submission", "提出物", "submission";
        /// A review.
        Review = "review", "点検結果", "review";
        /// A decision.
        Decision = "decision", "判定", "decision";
        /// Who has a submission.
        Assignment = "assignment", "担当", "assignment";
        /// An account.
        Account = "account", "利用者", "account";
        /// A submitted file.
        File = "file", "ファイル", "file";
        /// A step of an application.
        Proceeding = "proceeding", "経過", "step";
        /// An audit.
        Audit = "audit", "監査", "audit";
        /// A seminar.
        Seminar = "seminar", "セミナー", "seminar";
        /// Attendance of a seminar.
        Attendance = "attendance", "受講", "attendance";
        /// A certificate.
        Certificate = "certificate", "認証", "certificate";
        /// A setting.
        Setting = "setting", "設定", "setting";
    }
}

/// Why the register could not do it.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// There is no register at this path.
    #[error("{0}: no register")]
    Missing(PathBuf),
    /// The file is another program's database, or none at all.
    #[error("{0}: not a register of kitei")]
    Foreign(PathBuf),
    /// A later version of kitei wrote it.
    #[error("{path}: format {found}, this version knows up to {known}")]
    Newer {
        /// The register.
        path: PathBuf,
        /// The format it has.
        found: i64,
        /// The latest format this version knows.
        known: i64,
    },
    /// Nothing of this kind and id is on file.
    #[error("no {} {id}", .kind.word(Lang::En))]
    Unknown {
        /// What was looked for.
        kind: Kind,
        /// Its id or name.
        id: String,
    },
    /// Someone else wrote meanwhile.
    #[error("{} {id}: {by} wrote at {at}; version {found}, not {expected}", .kind.word(Lang::En))]
    Conflict {
        /// What both wrote to.
        kind: Kind,
        /// Its id or name.
        id: String,
        /// The version the writer had seen.
        expected: i64,
        /// The version on file.
        found: i64,
        /// Who wrote it.
        by: String,
        /// When.
        at: Moment,
    },
    /// What was asked for is against the rules of the scheme; the message says which and what to do.
    #[error("{}", .0.en)]
    Refused(Message),
    /// A certificate was asked for while conditions are missing.
    #[error("application {application}: {}", sentences(.missing, Lang::En))]
    NotFulfilled {
        /// The application.
        application: i64,
        /// The conditions that are missing.
        missing: Vec<Condition>,
    },
    /// The content of a file on file is not what was handed in.
    #[error("file {0}: missing or damaged")]
    Damaged(String),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The database's own errors.
    #[error(transparent)]
    Database(#[from] rusqlite::Error),
    /// JSON in the database or in an export is not what this version writes.
    #[error("damaged entry: {0}")]
    Json(#[from] serde_json::Error),
}

impl RegisterError {
    /// A refusal in both languages.
    pub(super) fn refused(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused(Message::new(ja, en))
    }

    /// Nothing of this kind and id.
    pub(super) fn unknown(kind: Kind, id: impl Into<Id>) -> Self {
        Self::Unknown {
            kind,
            id: id.into().0,
        }
    }

    /// One line for a person, with a way out.
    pub fn message(&self) -> Message {
        let en = self.to_string();
        match self {
            Self::Missing(path) => {
                let path = path.display();
                Message::new(
                    format!(
                        "{path}: 台帳がない。kitei register organization add … で作るか、--register で場所を指定する"
                    ),
                    format!(
                        "{en}; make one with kitei register organization add …, or say where it is with --register"
                    ),
                )
            }
            Self::Foreign(path) => Message::new(
                format!(
                    "{}: kitei の台帳ではない。--register で台帳を指定する",
                    path.display()
                ),
                format!("{en}; name the register with --register"),
            ),
            Self::Newer { path, found, known } => Message::new(
                format!(
                    "{}: 新しい版の kitei が書いた台帳（形式 {found}、この版が読めるのは {known} まで）。kitei を更新する",
                    path.display()
                ),
                format!("{en}; update kitei"),
            ),
            Self::Unknown { kind, id } => Message::new(
                format!(
                    "{} {id} は台帳にない（kitei register {} list で確かめる）",
                    kind.word(Lang::Ja),
                    kind.code()
                ),
                format!("{en} on file; see kitei register {} list", kind.code()),
            ),
            Self::Conflict { kind, id, by, at, .. } => Message::new(
                format!(
                    "{} {id}: 先に {by} が {at} に書き込んだ。最新の内容を確かめてから、もう一度行う",
                    kind.word(Lang::Ja)
                ),
                format!(
                    "{} {id}: {by} wrote first, at {at}; look at what stands there now, then try again",
                    kind.word(Lang::En)
                ),
            ),
            Self::Refused(message) => message.clone(),
            Self::NotFulfilled { application, missing } => Message::new(
                format!(
                    "申請 {application} は認証の条件を満たさないため発行しない: {}",
                    sentences(missing, Lang::Ja)
                ),
                format!(
                    "not issued, conditions of application {application} are missing: {}",
                    sentences(missing, Lang::En)
                ),
            ),
            Self::Damaged(sha256) => Message::new(
                format!(
                    "ファイル {sha256} が失われたか壊れている。kitei register check で調べ、控えから戻す"
                ),
                format!("{en}; look with kitei register check and restore it from a copy"),
            ),
            Self::Io { path, source } => Message::new(
                format!(
                    "{}: 読み書きできない（{source}）。権限と空き容量を確かめる",
                    path.display()
                ),
                format!("{en}; check permissions and free space"),
            ),
            Self::Database(rusqlite::Error::SqliteFailure(error, _))
                if error.code == rusqlite::ErrorCode::DatabaseBusy =>
            {
                Message::new(
                    "台帳は別の処理が書き込み中。少し待ってもう一度実行する",
                    "another process is writing to the register; try again in a moment",
                )
            }
            Self::Database(_) | Self::Json(_) => Message::new(
                format!("台帳を読み書きできない（{en}）。kitei register check で調べる"),
                format!("the register cannot be used ({en}); look with kitei register check"),
            ),
        }
    }
}

/// An id or a name, by which something was looked for.
pub(super) struct Id(String);

impl From<i64> for Id {
    fn from(id: i64) -> Self {
        Self(id.to_string())
    }
}

impl From<&str> for Id {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

fn sentences(missing: &[Condition], lang: Lang) -> String {
    missing
        .iter()
        .map(|condition| condition.says.in_lang(lang))
        .collect::<Vec<_>>()
        .join(" / ")
}
