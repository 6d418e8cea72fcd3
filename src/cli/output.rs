//! What the program says and writes.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::outcome::Failure;

/// Says one line to the person, on stderr.
#[allow(clippy::print_stderr, reason = "the one place that talks to the person")]
pub(super) fn say(line: &str) {
    // Nobody is left to tell when stderr is closed.
    let _ = writeln!(io::stderr(), "{line}");
}

/// Writes result lines to stdout.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Writes a file whole or not at all: into a temporary file beside it, which is then renamed.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = beside(path).map_err(failed(path))?;
    file.write_all(bytes).map_err(failed(path))?;
    name(file, path)
}

/// Lines that come one after the other, for stdout or for a file that is there whole or not at all.
pub(super) struct Growing {
    file: Option<(tempfile::NamedTempFile, std::path::PathBuf)>,
}

impl Growing {
    /// Begins them.
    pub(super) fn begin(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self { file: None });
        };
        let file = beside(path).map_err(failed(path))?;
        Ok(Self {
            file: Some((file, path.to_owned())),
        })
    }

    /// Adds some.
    pub(super) fn add(&mut self, lines: &str) -> Result<(), Failure> {
        match &mut self.file {
            Some((file, path)) => file.write_all(lines.as_bytes()).map_err(failed(path)),
            None => print(lines),
        }
    }

    /// The file takes its name.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.file {
            Some((file, path)) => name(file, &path),
            None => Ok(()),
        }
    }
}

/// A temporary file beside `path`.
fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    tempfile::Builder::new().prefix(".kitei-").tempfile_in(folder)
}

/// Gives a temporary file its name.
fn name(file: tempfile::NamedTempFile, path: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is private by default; a report is for others too.
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644)).map_err(failed(path))?;
    }
    file.persist(path).map_err(|error| failed(path)(error.error))?;
    Ok(())
}

fn failed(path: &Path) -> impl Fn(io::Error) -> Failure + use<> {
    let path = path.to_owned();
    move |source| Failure::File {
        path: path.clone(),
        source,
    }
}

/// What stands around found words: colour on a terminal, brackets elsewhere.
pub(super) fn mark() -> (&'static str, &'static str) {
    use std::io::IsTerminal;
    if io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) {
        ("\u{1b}[1;33m", "\u{1b}[0m")
    } else {
        ("【", "】")
    }
}
