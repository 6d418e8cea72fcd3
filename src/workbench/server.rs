//! Starting and stopping.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::bench::{Made, Workbench};
use super::door::Door;
use super::guard::Gate;
use super::known::{Guidelines, usual};
use super::routes::router;
use super::session::NoRandom;
use crate::guideline::{Audience, Guideline};
use crate::index::{DocumentStore, build};
use crate::register::{Register, RegisterError};
use crate::review::WorkerPool;
use crate::text::{Lang, Message};

/// Threads that wait for the register; more would only wait for the processor.
const WAITING: usize = 16;

/// How the workbench is served.
pub struct Options {
    /// Where to listen.
    pub listen: SocketAddr,
    /// How it is reached from elsewhere, `https://kitei.example.jp`, where a reverse proxy stands before it.
    pub public_url: Option<String>,
    /// The register; it is made where there is none.
    pub register: PathBuf,
    /// The folder of the corpus.
    pub index: PathBuf,
    /// Guidelines beside those in the binary.
    pub guidelines: Vec<Guideline>,
    /// Those who read files.
    pub readers: WorkerPool,
    /// The most bytes of an upload.
    pub largest_upload: usize,
    /// The name under which whoever comes by the link works.
    pub person: String,
    /// What people read in who have not chosen otherwise.
    pub lang: Lang,
    /// Says a line to whoever started it: the link among others.
    pub announce: Box<dyn Fn(&str) + Send + Sync>,
}

/// Why the workbench could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another address than loopback, and nobody has an account.
    #[error("{0}: accounts are needed")]
    NoAccounts(SocketAddr),
    /// Every address of the machine, and no name to be known by.
    #[error("{0}: a public address is needed")]
    NoName(SocketAddr),
    /// What is given as public address is none.
    #[error("{0}: not an address")]
    PublicUrl(String),
    /// The register cannot be used.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The address cannot be used.
    #[error("{address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// No random numbers.
    #[error(transparent)]
    NoRandom(#[from] NoRandom),
    /// The system refuses threads or sockets.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl ServeError {
    /// One line for a person, with a way out.
    pub fn message(&self) -> Message {
        let en = self.to_string();
        match self {
            Self::NoAccounts(address) => Message::new(
                format!(
                    "{address}: ほかの計算機から開けるようにするには、先に利用者を登録する（kitei register account add、又は手元で開いた審査画面の「利用者」）"
                ),
                format!(
                    "{en}; add them with kitei register account add, or on the workbench opened on this machine"
                ),
            ),
            Self::NoName(address) => Message::new(
                format!("{address}: 利用者が開くときの名前を --public-url https://… で指定する"),
                format!("{en}; give the name people reach it by with --public-url https://…"),
            ),
            Self::PublicUrl(url) => Message::new(
                format!("{url}: https://kitei.example.jp の形で指定する（道筋は付けない）"),
                format!("{en}; write https://kitei.example.jp, without a path"),
            ),
            Self::Register(error) => error.message(),
            Self::Listen { address, source } => Message::new(
                format!(
                    "{address} で待ち受けられない（{source}）。ほかの kitei serve が動いていないか確かめるか、--listen で別の番号を指定する"
                ),
                format!(
                    "cannot listen on {address} ({source}); is another kitei serve running? else choose another with --listen"
                ),
            ),
            Self::NoRandom(_) | Self::Io(_) => Message::new(en.clone(), en),
        }
    }
}

impl Workbench {
    /// Tells whoever started the program the link that opens the workbench once.
    pub(super) fn announce_link(&self) -> Result<(), NoRandom> {
        let token = self.sessions.new_link()?;
        (self.announce)(&format!("{}/enter?token={token}", self.address));
        Ok(())
    }
}

/// Serves the workbench until Ctrl-C or the end of the process is asked for; requests under way are finished.
///
/// # Errors
/// When it cannot begin: the register, the address, or accounts that are missing.
pub fn serve(options: Options) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(WAITING)
        .build()?;
    runtime.block_on(run(options))
}

async fn run(options: Options) -> Result<(), ServeError> {
    let register = Register::open_or_create(&options.register)?;
    let has_accounts = register.accounts()?.iter().any(|account| account.active);
    let public = options.public_url.as_deref().map(checked).transpose()?;
    if !options.listen.ip().is_loopback() {
        if !has_accounts {
            return Err(ServeError::NoAccounts(options.listen));
        }
        if options.listen.ip().is_unspecified() && public.is_none() {
            return Err(ServeError::NoName(options.listen));
        }
    }
    let listen = |source| ServeError::Listen {
        address: options.listen,
        source,
    };
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let bench = Arc::new(Workbench::new(Made {
        gate: Gate::new(address, public),
        guidelines: Guidelines::with(options.guidelines),
        readers: options
            .readers
            .keeping(DocumentStore::new(&documents(&options.register), &build())),
        index: options.index,
        person: options.person,
        announce: options.announce,
        lang: options.lang,
        address: public.map_or_else(|| format!("http://{address}"), str::to_owned),
        register,
        has_accounts,
    }));
    if address.ip().is_loopback() {
        bench.announce_link()?;
    } else {
        (bench.announce)(&bench.address);
    }
    warm(&bench);
    let app = router(Arc::clone(&bench), options.largest_upload);
    axum::serve(Door::new(listener), app)
        .with_graceful_shutdown(asked_to_stop())
        .await?;
    Ok(())
}

/// Extracted documents lie beside the register, so that nothing of a submission is left anywhere else.
fn documents(register: &Path) -> PathBuf {
    register.with_extension("documents")
}

/// A public address: scheme and name, nothing after it.
fn checked(url: &str) -> Result<&str, ServeError> {
    let wrong = || ServeError::PublicUrl(url.to_owned());
    let url = url.trim_end_matches('/');
    let name = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .ok_or_else(wrong)?;
    let is_name = !name.is_empty()
        && name.bytes().all(|b| {
            b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b':' | b'[' | b']')
        });
    is_name.then_some(url).ok_or_else(wrong)
}

/// Makes ready what the first pages need, while nobody waits for it.
fn warm(bench: &Arc<Workbench>) {
    let bench = Arc::clone(bench);
    std::thread::spawn(move || {
        for audience in [Audience::Institution, Audience::Vendor] {
            if let Ok(known) = bench.guidelines.get(usual(audience)) {
                known.matcher();
            }
        }
        // What cannot be made ready now says why when it is asked for.
        let _ = bench.guidelines.all();
        let _ = bench.with_register(|bench, register| bench.inbox(register).map(drop));
    });
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Where no handler can be set, the signal ends the program at once.
    let _ = interrupt.await;
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn a_public_address_is_a_scheme_and_a_name() {
        assert_eq!(
            checked("https://kitei.example.jp/").ok(),
            Some("https://kitei.example.jp")
        );
        for wrong in [
            "kitei.example.jp",
            "https://",
            "https://a/b",
            "https://a b",
            "javascript:1",
        ] {
            assert!(checked(wrong).is_err(), "{wrong}");
        }
    }
}
