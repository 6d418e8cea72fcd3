//! Programs of others, found on the search path and ended when they take too long.

use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
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

/// What a program may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    /// The longest time.
    pub(super) timeout: Duration,
    /// The most address space, in bytes, where there is a limit.
    pub(super) memory: Option<u64>,
}

/// Runs `command`, called `name` where it fails, without input and output.
///
/// # Errors
/// When it cannot be started, or takes longer than it may.
pub(super) fn run(name: &str, command: &mut Command, bounds: Bounds) -> Result<ExitStatus, ReadError> {
    let timeout = bounds.timeout;
    let failed = |error: io::Error| ReadError::Crashed(format!("{name}: {error}"));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    if let Some(memory) = bounds.memory {
        limit_memory(&child, memory);
    }
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

/// Limits the memory of a program that has just begun: it has taken next to nothing yet.
#[cfg(target_os = "linux")]
fn limit_memory(child: &Child, bytes: u64) {
    // One that is gone already needs no limit; and where the system refuses it, the time is limited still.
    if let Ok(process) = i32::try_from(child.id()) {
        let _ = rlimit::prlimit(process, rlimit::Resource::AS, Some((bytes, bytes)), None);
    }
}

#[cfg(not(target_os = "linux"))]
fn limit_memory(_child: &Child, _bytes: u64) {}
