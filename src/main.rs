//! The `kitei` program: parses its arguments and turns the outcome into an exit status.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    kitei::cli::run(kitei::cli::Arguments::parse()).into()
}
