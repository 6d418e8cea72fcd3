//! The command line: one file a command, messages on stderr, results on stdout.

mod arguments;
mod compare;
mod completions;
mod decisions;
mod deliver;
mod eval;
mod export;
mod extract;
mod guideline;
mod import;
mod index;
mod machine;
mod merge;
mod on_file;
mod outcome;
mod outline;
mod output;
mod recheck;
mod register;
mod review;
mod search;
mod serve;
mod thesaurus;
mod verify;

pub use arguments::Arguments;
pub use outcome::Exit;

use arguments::Command;
use outcome::Failure;

use crate::text::Lang;

/// Carries out one call of the program.
pub fn run(arguments: Arguments) -> Exit {
    let lang = arguments.lang();
    let outcome = match arguments.command {
        Command::Review(call) => review::run(&call, lang),
        Command::Extract(call) => extract::run(&call, lang),
        Command::Outline(call) => outline::run(&call, lang),
        Command::Guideline(call) => guideline::run(&call, lang),
        Command::Decisions(call) => decisions::run(&call, lang),
        Command::Verify(call) => verify::run(&call, lang),
        Command::Recheck(call) => recheck::run(&call, lang),
        Command::Compare(call) => compare::run(&call, lang),
        Command::Eval(call) => eval::run(&call, lang),
        Command::Merge(call) => merge::run(&call, lang),
        Command::Index(call) => index::run(&call, lang),
        Command::Export(call) => export::run(&call, lang),
        Command::Register(call) => register::run(&call, lang),
        Command::Search(call) => search::run(&call, lang),
        Command::Serve(call) => serve::run(&call, lang),
        Command::Completions(call) => completions::shell(&call),
        Command::Man => completions::man(),
        Command::ReadWorker(call) => extract::worker(&call),
    };
    outcome.unwrap_or_else(|failure| report(&failure, lang))
}

fn report(failure: &Failure, lang: Lang) -> Exit {
    if !failure.is_broken_pipe() {
        output::say(&format!("kitei: {}", failure.message(lang)));
    }
    failure.exit()
}
