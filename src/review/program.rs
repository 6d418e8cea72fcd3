//! Programs of others, found on the search path and ended when they take too long.

use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::document::ReadError;

/// How often a running program is looked after.
const PAUSE: Duration = Duration::from_millis(20);

/// The first program on the search path that has one of these names.
pub(super) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| {
            names
                .iter()
                .map(move |name| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        })
        .find(|candidate| candidate.is_file())
}

/// Runs `command`, called `name` where it fails, without input and output.
///
/// # Errors
/// When it cannot be started, or takes longer than `timeout`.
pub(super) fn run(name: &str, command: &mut Command, timeout: Duration) -> Result<ExitStatus, ReadError> {
    let failed = |error: io::Error| ReadError::Crashed(format!("{name}: {error}"));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let begun = Instant::now();
    loop {
        match child.try_wait().map_err(failed)? {
            Some(status) => return Ok(status),
            None if begun.elapsed() < timeout => std::thread::sleep(PAUSE),
            None => {
                // Gone already is as good as killed.
                let _ = child.kill();
                let _ = child.wait();
                return Err(ReadError::Timeout(timeout.as_secs()));
            }
        }
    }
}
