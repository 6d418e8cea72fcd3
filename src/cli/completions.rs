//! `kitei completions`, `kitei man`: made from the arguments, so that they cannot drift.

use clap::CommandFactory;

use super::arguments::{Arguments, CompletionsCall};
use super::outcome::{Exit, Failure};

pub(super) fn shell(call: &CompletionsCall) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(call.shell, &mut Arguments::command(), "kitei", &mut script);
    super::output::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

pub(super) fn man() -> Result<Exit, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    super::output::print(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Done)
}
