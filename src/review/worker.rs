//! Reading files in child processes of the same program.
//!
//! A parser can abort, and an abort cannot be caught: so every file that comes from outside is parsed by a child
//! with a limit on memory, and a watchdog ends the child that takes too long. Children are used again as long as
//! they answer. One request is a JSON line and then the bytes; one answer is a JSON line.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::convert::{self, Converter};
use super::ocr::{OCR_FAILED, Ocr};
use super::program::Bounds;
use crate::document::{self, Document, Format, ReadError, ReadOptions};
use crate::guideline::import::{self, Grid};
use crate::index::DocumentStore;
use crate::text::hex_digest;

/// The sub-command that makes the program a worker.
pub const WORKER_COMMAND: &str = "read-worker";

/// What a worker may use for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest time for one file.
    pub timeout: Duration,
    /// The most address space, in bytes.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_mins(1),
            memory: 1 << 30,
        }
    }
}

/// Workers ready for use.
pub struct WorkerPool {
    program: PathBuf,
    limits: Limits,
    idle: Mutex<Vec<Worker>>,
    kept: Option<DocumentStore>,
    converter: Option<Converter>,
    ocr: Option<Ocr>,
}

#[derive(Serialize, Deserialize)]
struct Request {
    name: String,
    bytes: usize,
    wanted: Wanted,
}

/// What a file is read as.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Wanted {
    Document,
    /// The sheets of a workbook.
    Sheets,
}

type Answer<T = Document> = Result<T, ReadError>;

impl WorkerPool {
    /// A pool of children of `program`, which must answer to [`WORKER_COMMAND`].
    pub fn new(program: PathBuf, limits: Limits) -> Self {
        Self {
            program,
            limits,
            idle: Mutex::new(Vec::new()),
            kept: None,
            converter: None,
            ocr: None,
        }
    }

    /// The same pool, which has old formats converted.
    #[must_use]
    pub fn converting(mut self, converter: Converter) -> Self {
        self.converter = Some(converter);
        self
    }

    /// The same pool, which has scanned pages recognized.
    #[must_use]
    pub fn recognizing(mut self, ocr: Ocr) -> Self {
        self.ocr = Some(ocr);
        self
    }

    /// The recognizer and its version; `None` where scanned pages are not recognized.
    pub fn recognizer(&self) -> Option<String> {
        self.ocr.as_ref().map(|ocr| ocr.version().to_owned())
    }

    /// The same pool, which reads no file twice: what was read is taken from and put into `store`.
    #[must_use]
    pub fn keeping(mut self, store: DocumentStore) -> Self {
        self.kept = Some(store);
        self
    }

    /// Reads one file, from the store where it was read before. Safe to call from several threads at once.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Answer {
        let Some(store) = &self.kept else {
            return self.read_with_help(name, bytes);
        };
        let store = store.with_help(&self.help());
        if let Some(mut document) = store.get(&hex_digest(bytes)) {
            name.clone_into(&mut document.name);
            return Ok(document);
        }
        let document = self.read_with_help(name, bytes)?;
        if document.warnings.iter().any(|warning| warning.code == OCR_FAILED) {
            return Ok(document);
        }
        // Where it cannot be kept, it will be read again: that costs time and nothing else.
        let _ = store.put(&document);
        Ok(document)
    }

    /// The programs that help to read: with others a file may read differently.
    fn help(&self) -> String {
        let convert = self.converter.as_ref().map(|_| "convert".to_owned());
        convert
            .into_iter()
            .chain(self.recognizer())
            .collect::<Vec<_>>()
            .join("+")
    }

    /// Reads one file, and its scanned pages where that is wished.
    fn read_with_help(&self, name: &str, bytes: &[u8]) -> Answer {
        let document = self.read_or_convert(name, bytes)?;
        match &self.ocr {
            Some(ocr) if document.format == Format::Pdf && Ocr::helps(&document) => {
                let bounds = Bounds {
                    timeout: self.limits.timeout,
                    memory: Some(self.limits.memory),
                };
                ocr.complete(document, bytes, bounds)
            }
            _ => Ok(document),
        }
    }

    /// Reads one file; one of an old format after conversion, where that is wished.
    fn read_or_convert(&self, name: &str, bytes: &[u8]) -> Answer {
        match (self.ask(Wanted::Document, name, bytes), &self.converter) {
            (Err(error), Some(converter)) if Converter::helps(&error) => {
                let docx = converter.to_docx(bytes, self.limits.timeout)?;
                let document = self.ask(Wanted::Document, name, &docx)?;
                Ok(convert::mark(document, hex_digest(bytes)))
            }
            (answer, _) => answer,
        }
    }

    /// Reads the sheets of a workbook.
    ///
    /// # Errors
    /// When it is none, or a worker could not read it.
    pub fn read_sheets(&self, name: &str, bytes: &[u8]) -> Result<Vec<Grid>, ReadError> {
        self.ask(Wanted::Sheets, name, bytes)
    }

    /// Reads one file in a worker.
    fn ask<T: DeserializeOwned>(&self, wanted: Wanted, name: &str, bytes: &[u8]) -> Answer<T> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut worker = match idle {
            Some(worker) => worker,
            None => {
                Worker::start(&self.program, self.limits).map_err(|e| ReadError::Crashed(e.to_string()))?
            }
        };
        let answer = worker.ask(wanted, name, bytes, self.limits.timeout);
        if worker.alive {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(worker);
        }
        answer
    }
}

struct Worker {
    child: Arc<Mutex<Child>>,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    alive: bool,
}

impl Worker {
    fn start(program: &std::path::Path, limits: Limits) -> std::io::Result<Self> {
        let mut child = Command::new(program)
            .arg(WORKER_COMMAND)
            .arg(limits.memory.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let missing = || std::io::Error::other("pipe");
        let stdin = child.stdin.take().ok_or_else(missing)?;
        let stdout = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        Ok(Self {
            child: Arc::new(Mutex::new(child)),
            stdin,
            stdout,
            alive: true,
        })
    }

    fn ask<T: DeserializeOwned>(
        &mut self,
        wanted: Wanted,
        name: &str,
        bytes: &[u8],
        timeout: Duration,
    ) -> Answer<T> {
        let (done, watched) = mpsc::channel::<()>();
        let child = Arc::clone(&self.child);
        let watchdog = std::thread::spawn(move || {
            let late = watched.recv_timeout(timeout) == Err(RecvTimeoutError::Timeout);
            if late {
                // A child that is gone already needs no killing.
                let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
            }
            late
        });
        let answer = self.exchange(wanted, name, bytes);
        drop(done);
        let late = watchdog.join().unwrap_or(true);
        answer.unwrap_or_else(|error| {
            self.alive = false;
            Err(if late {
                ReadError::Timeout(timeout.as_secs())
            } else {
                ReadError::Crashed(self.last_word(&error))
            })
        })
    }

    fn exchange<T: DeserializeOwned>(
        &mut self,
        wanted: Wanted,
        name: &str,
        bytes: &[u8],
    ) -> std::io::Result<Answer<T>> {
        let request = Request {
            name: name.to_owned(),
            bytes: bytes.len(),
            wanted,
        };
        serde_json::to_writer(&mut self.stdin, &request)?;
        self.stdin.write_all(b"\n")?;
        self.stdin.write_all(bytes)?;
        self.stdin.flush()?;
        let mut line = String::new();
        self.stdout.read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    }

    /// How the child ended, in words for a person.
    fn last_word(&self, error: &std::io::Error) -> String {
        match self.child.lock().unwrap_or_else(PoisonError::into_inner).wait() {
            Ok(status) => status.to_string(),
            Err(_) => error.to_string(),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        // The child ends by itself when its input closes; killing it first spares waiting for one that hangs.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// What a worker process does: answers requests until its input ends.
///
/// # Errors
/// When its input or output breaks, or a request is not understood.
pub fn serve(memory: u64, input: &mut impl BufRead, output: &mut impl Write) -> std::io::Result<()> {
    limit_memory(memory);
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let request: Request = serde_json::from_str(&line)?;
        line.clear();
        let mut bytes = vec![0; request.bytes];
        input.read_exact(&mut bytes)?;
        match request.wanted {
            Wanted::Document => {
                let answer: Answer = document::read(&request.name, &bytes, &ReadOptions::default());
                serde_json::to_writer(&mut *output, &answer)?;
            }
            Wanted::Sheets => {
                let sheets = import::from_workbook(&request.name, &bytes);
                let answer: Answer<Vec<Grid>> =
                    sheets.map_err(|error| ReadError::Damaged(error.problem.to_string()));
                serde_json::to_writer(&mut *output, &answer)?;
            }
        }
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}

#[cfg(unix)]
fn limit_memory(bytes: u64) {
    // Where the system refuses the limit, the watchdog still stands.
    let _ = rlimit::setrlimit(rlimit::Resource::AS, bytes, bytes);
    let _ = rlimit::setrlimit(rlimit::Resource::CORE, 0, 0);
}

#[cfg(not(unix))]
fn limit_memory(_bytes: u64) {}
