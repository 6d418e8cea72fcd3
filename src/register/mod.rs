//! The register: who applied, what was handed in, found, decided and certified (`SQLite`).
//!
//! Nothing on file is lost: records change by a further version whose forerunner stands in the log, decisions and the
//! log take only further rows, submitted files lie beside the database under the hash of their content. The library
//! reads no clock: whoever writes says who and when ([`Stamp`]).

mod accounts;
mod agreement;
mod applications;
mod assignments;
mod audits;
mod certificates;
mod check;
mod coded;
mod columns;
mod conditions;
mod decisions;
mod error;
mod files;
mod inbox;
mod log;
mod organizations;
mod pages;
mod proceedings;
mod reviewing;
mod reviews;
mod schema;
mod seminars;
mod settings;
mod submissions;
mod time;
mod transfer;
mod verdicts;
mod vocabulary;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use accounts::{Account, MIN_PASSWORD, Role};
pub use agreement::Agreement;
pub use applications::{Application, ApplicationFacts, Category, Route, State};
pub use assignments::Assignment;
pub use audits::{Audit, AuditFacts, AuditKind};
pub use certificates::{Certificate, CertificateContent, Withdrawal};
pub use conditions::Condition;
pub use decisions::{CitedPlace, Decided, DecisionEntry, DecisionKey, Reading};
pub use error::{Kind, RegisterError};
pub use files::FileStore;
pub use inbox::{InboxReview, InboxRow};
pub use log::LogEntry;
pub use organizations::{Organization, OrganizationFacts};
pub use pages::{PublicEntry, certificate_docx, certificate_html, public_csv, public_html};
pub use proceedings::{Proceeding, Step};
pub use reviewing::review_for;
pub use reviews::ReviewOnFile;
pub use seminars::{Attendance, Seminar};
pub use settings::Setting;
pub use submissions::{Submission, SubmissionFacts, SubmissionFile};
pub use time::{Day, Moment, TimeError};
pub use transfer::EXPORT_SCHEMA;
pub use verdicts::{FindingVerdict, Verdicts};
pub use vocabulary::{verdict_code, verdict_from_code, verdict_word};

/// The result of a call to the register.
pub type Result<T> = std::result::Result<T, RegisterError>;

/// Who writes, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The person (or program) by the name that shall stand in the log.
    pub by: String,
    /// The time.
    pub at: Moment,
}

impl Stamp {
    /// A stamp of `by` at `at`.
    pub fn new(by: impl Into<String>, at: Moment) -> Self {
        Self { by: by.into(), at }
    }
}

/// An open register. One connection: a server opens one a thread, or keeps it behind a lock; several processes may
/// have the same register open.
pub struct Register {
    connection: Connection,
    files: FileStore,
    path: PathBuf,
}

impl Register {
    /// Opens the register at `path`, which must exist; an older one is brought up to date, after a backup.
    ///
    /// # Errors
    /// When there is none, when it is no register, or when a later version of kitei wrote it.
    pub fn open(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Err(RegisterError::Missing(path.to_owned()));
        }
        Self::open_or_create(path)
    }

    /// Opens the register at `path`, or makes an empty one with its folder.
    ///
    /// # Errors
    /// As [`Self::open`], and when the file cannot be made.
    pub fn open_or_create(path: &Path) -> Result<Self> {
        Ok(Self {
            connection: schema::open(path)?,
            files: FileStore::beside(path),
            path: path.to_owned(),
        })
    }

    /// Where the database lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes of submitted files.
    pub fn files(&self) -> &FileStore {
        &self.files
    }

    /// Carries out one change: the whole of it, with its line in the log, or nothing.
    fn change<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        // Immediate: what is read here still holds when it is written.
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
}
