//! What all requests share: the register, the guidelines, those who read files, and who has come in.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::Semaphore;

use super::attempts::Attempts;
use super::case::Cases;
use super::guard::Gate;
use super::known::Guidelines;
use super::refusal::Refusal;
use super::session::{Session, Sessions};
use crate::index::Corpus;
use crate::register::{InboxRow, Moment, Register, Stamp};
use crate::review::WorkerPool;
use crate::text::{Lang, normalize};

/// How many submissions are read and judged at once; the rest wait, so that pages stay quick meanwhile.
const READING: usize = 2;

/// How many pages are made at once for each processor. More would take the processor from each other, and those that
/// take most work would come last; one may wait for the disk while another works.
const PAGES: usize = 2;

/// How many requests are taken at once. Those that wait for a thread hold little; those beyond are told to come again.
const TAKEN: usize = 256;

/// The workbench as all requests share it.
pub(super) struct Workbench {
    pub gate: Gate,
    pub sessions: Sessions,
    pub attempts: Attempts,
    pub guidelines: Guidelines,
    pub cases: Cases,
    pub readers: WorkerPool,
    /// Passed by every request.
    pub taken: Semaphore,
    /// Passed by every page, in the order in which they were asked for.
    turns: Semaphore,
    /// Passed by what reads files or judges.
    pub reading: Semaphore,
    /// Passed by what checks passwords, which takes memory and time on purpose.
    pub checking: Semaphore,
    /// How many submissions still wait to be re-checked.
    pub rechecking: AtomicUsize,
    /// The folder of the corpus.
    pub index: PathBuf,
    /// The name under which whoever comes by the link works.
    pub person: String,
    /// Says something to whoever started the program.
    pub announce: Box<dyn Fn(&str) + Send + Sync>,
    /// The address that stands in links.
    pub address: String,
    /// What people read in who have not chosen, and what is said to whoever started the program.
    pub lang: Lang,
    register: PathBuf,
    idle: Mutex<Vec<Register>>,
    accounts: AtomicBool,
    corpus: Mutex<Option<Arc<Corpus>>>,
    inbox: Mutex<Option<Arc<Glance>>>,
}

/// The inbox as it stood after a line of the log.
pub(super) struct Glance {
    line: i64,
    /// Its rows.
    pub rows: Vec<InboxRow>,
    /// By row, the words by which it is found.
    pub words: Vec<String>,
}

/// What a new workbench is made of.
pub(super) struct Made {
    pub gate: Gate,
    pub guidelines: Guidelines,
    pub readers: WorkerPool,
    pub index: PathBuf,
    pub person: String,
    pub announce: Box<dyn Fn(&str) + Send + Sync>,
    pub address: String,
    pub lang: Lang,
    pub register: Register,
    pub has_accounts: bool,
}

impl Workbench {
    pub fn new(made: Made) -> Self {
        Self {
            gate: made.gate,
            sessions: Sessions::default(),
            attempts: Attempts::default(),
            guidelines: made.guidelines,
            cases: Cases::default(),
            readers: made.readers,
            taken: Semaphore::new(TAKEN),
            turns: Semaphore::new(PAGES * std::thread::available_parallelism().map_or(2, usize::from)),
            reading: Semaphore::new(READING),
            checking: Semaphore::new(READING),
            rechecking: AtomicUsize::new(0),
            index: made.index,
            person: made.person,
            announce: made.announce,
            address: made.address,
            lang: made.lang,
            register: made.register.path().to_owned(),
            idle: Mutex::new(vec![made.register]),
            accounts: AtomicBool::new(made.has_accounts),
            corpus: Mutex::new(None),
            inbox: Mutex::new(None),
        }
    }

    /// Whether people come in by accounts; there is one at least.
    pub fn has_accounts(&self) -> bool {
        self.accounts.load(Ordering::Relaxed)
    }

    /// Looks anew whether there are accounts.
    pub fn count_accounts(&self, register: &Register) -> Result<(), Refusal> {
        let any = register.accounts()?.iter().any(|account| account.active);
        self.accounts.store(any, Ordering::Relaxed);
        Ok(())
    }

    /// Carries out what needs the register and is soon done, when its turn has come.
    pub async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &mut Register) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let _turn = self.turns.acquire().await.map_err(Refusal::failed)?;
        self.on_a_thread(work).await
    }

    /// Carries out what needs the register, on a thread that may wait for it.
    async fn on_a_thread<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &mut Register) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let bench = Arc::clone(self);
        tokio::task::spawn_blocking(move || bench.with_register(work))
            .await
            .map_err(Refusal::failed)?
    }

    /// Carries out what reads files or judges: few at a time, beside the pages.
    pub async fn run_long<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &mut Register) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let _turn = self.reading.acquire().await.map_err(Refusal::failed)?;
        self.on_a_thread(work).await
    }

    /// The same for what checks passwords: few at a time.
    pub async fn run_checking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &mut Register) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let _turn = self.checking.acquire().await.map_err(Refusal::failed)?;
        self.on_a_thread(work).await
    }

    /// Carries out what needs the register, on this thread.
    pub fn with_register<T>(
        &self,
        work: impl FnOnce(&Self, &mut Register) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut register = match idle {
            Some(register) => register,
            None => Register::open(&self.register)?,
        };
        let done = work(self, &mut register);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(register);
        done
    }

    /// The inbox. It is read anew only when the log has gone on: every change writes there, whoever makes it.
    pub fn inbox(&self, register: &Register) -> Result<Arc<Glance>, Refusal> {
        let line = register.last_log_line()?;
        // Held while it is read: whoever comes meanwhile wants the same rows, and waits less than by reading them too.
        let mut kept = self.inbox.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(glance) = kept.as_ref().filter(|glance| glance.line >= line) {
            return Ok(Arc::clone(glance));
        }
        let rows = register.inbox()?;
        let words = rows
            .iter()
            .map(|row| normalize(&format!("{} {}", row.submission.facts.name, row.organization)))
            .collect();
        let glance = Arc::new(Glance { line, rows, words });
        *kept = Some(Arc::clone(&glance));
        Ok(glance)
    }

    /// The corpus as it stands now; `None` where none was begun.
    pub fn corpus(&self) -> Result<Option<Arc<Corpus>>, Refusal> {
        let mut corpus = self.corpus.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = &*corpus {
            open.reload().map_err(Refusal::failed)?;
            return Ok(Some(Arc::clone(open)));
        }
        if !self.index.join("format").exists() {
            return Ok(None);
        }
        let open = Arc::new(Corpus::open(&self.index).map_err(Refusal::failed)?);
        *corpus = Some(Arc::clone(&open));
        Ok(Some(open))
    }
}

/// The present moment.
pub(super) fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Moment::from_unix(since.map_or(0, |since| since.as_secs() as i64))
}

impl Session {
    /// Their stamp on what they do now.
    pub fn stamp(&self) -> Stamp {
        Stamp::new(&self.name, now())
    }
}
