//! How much of the machine a call takes, and how it says how far it is.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::arguments::LimitArguments;
use super::outcome::{Exit, Failure};

/// The threads of a call: as many as it names, otherwise as many as there are processors.
pub(super) fn threads(limits: &LimitArguments) -> Result<ThreadPool, Failure> {
    ThreadPoolBuilder::new()
        .num_threads(limits.threads.unwrap_or(0))
        .build()
        .map_err(|error| Failure::Said(error.to_string(), Exit::Failed))
}

/// A bar with rate and time left, on a terminal only.
pub(super) fn progress(count: usize, limits: &LimitArguments) -> ProgressBar {
    if limits.no_progress || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} 件 {per_sec} 残り {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(count as u64).with_style(style)
}
