//! `kitei serve`: the workbench.

use super::arguments::ServeCall;
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output};
use crate::text::Lang;
use crate::workbench::{self, Options};

pub(super) fn run(call: &ServeCall, lang: Lang) -> Result<Exit, Failure> {
    let guidelines = call
        .guideline
        .iter()
        .map(|folder| guideline::load(folder))
        .collect::<Result<_, _>>()?;
    let options = Options {
        listen: call.listen,
        public_url: call.public_url.clone(),
        register: call.register.clone(),
        index: call.index.folder.clone(),
        guidelines,
        readers: extract::pool(&call.limits)?,
        largest_upload: call.max_upload << 20,
        person: call.name.clone().unwrap_or_else(person),
        announce: Box::new(output::say),
    };
    output::say(match lang {
        Lang::Ja => "審査画面を開く（終わるには Ctrl-C）:",
        Lang::En => "opening the workbench (Ctrl-C ends it):",
    });
    workbench::serve(options)
        .map_err(|error| Failure::Said(error.message().in_lang(lang).to_owned(), Exit::Failed))?;
    Ok(Exit::Done)
}

/// Who is logged in on this machine.
fn person() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "審査者".to_owned())
}
