//! `kitei extract`: what the tool reads from a file; and the worker that reads it.

use std::io::{self, BufReader, BufWriter};
use std::path::Path;
use std::time::Duration;

use super::arguments::{ExtractCall, LimitArguments, TextFormat, WorkerCall};
use super::outcome::{Exit, Failure};
use super::output;
use crate::document::{Document, plain};
use crate::review::{Converter, InputFile, Limits, Ocr, Source, WorkerPool, serve_worker};
use crate::text::Lang;

pub(super) fn run(call: &ExtractCall, lang: Lang) -> Result<Exit, Failure> {
    let document = read(&call.file, &call.limits, lang)?;
    match call.format {
        TextFormat::Text => {
            let mut text = plain::lines(&document).join("\n");
            text.push('\n');
            output::print(&text)?;
        }
        TextFormat::Json => {
            let json = serde_json::to_string(&document).map_err(io::Error::from)?;
            output::print(&(json + "\n"))?;
        }
    }
    Ok(exit_of(&document))
}

/// Answers the parent process until it closes our input.
pub(super) fn worker(call: &WorkerCall) -> Result<Exit, Failure> {
    // Ctrl-C reaches every process of the terminal; the parent decides when its workers end.
    let _ = ctrlc::set_handler(|| ());
    // Line by line, as stdout would have it, an answer of one long line costs a twentieth of reading a file.
    let mut answers = BufWriter::new(io::stdout().lock());
    serve_worker(call.memory, &mut BufReader::new(io::stdin()), &mut answers)?;
    Ok(Exit::Done)
}

/// A pool of workers of this program.
pub(super) fn pool(limits: &LimitArguments) -> Result<WorkerPool, Failure> {
    let mut pool = WorkerPool::new(
        std::env::current_exe()?,
        Limits {
            timeout: Duration::from_secs(limits.timeout),
            memory: limits.memory << 20,
        },
    );
    if limits.ocr {
        pool = pool.recognizing(Ocr::find()?);
    }
    if !limits.convert {
        return Ok(pool);
    }
    match Converter::find() {
        Some(converter) => Ok(pool.converting(converter)),
        None => Err(Failure::Said(
            "--convert には LibreOffice が要る。soffice を入れるか、--convert を外す (LibreOffice not found)"
                .to_owned(),
            Exit::Failed,
        )),
    }
}

/// Reads one file in a worker and says its warnings.
pub(super) fn read(path: &Path, limits: &LimitArguments, lang: Lang) -> Result<Document, Failure> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let file = InputFile {
        name: name.clone(),
        source: Source::Path(path.to_owned()),
    };
    let pool = pool(limits)?;
    let document = file
        .bytes()
        .and_then(|bytes| pool.read(&name, &bytes))
        .map_err(|error| {
            Failure::Said(
                format!("{}: {}", path.display(), error.message().in_lang(lang)),
                Exit::Failed,
            )
        })?;
    for warning in &document.warnings {
        output::say(&format!(
            "{}: {}",
            place(&name, warning.page, lang),
            warning.message.in_lang(lang)
        ));
    }
    Ok(document)
}

/// 3 where words of the file are missing from what was read.
pub(super) fn exit_of(document: &Document) -> Exit {
    if document.warnings.iter().any(|warning| warning.loss) || !document.has_text() {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}

fn place(name: &str, page: Option<u32>, lang: Lang) -> String {
    match (page, lang) {
        (None, _) => name.to_owned(),
        (Some(page), Lang::Ja) => format!("{name} {page}ページ"),
        (Some(page), Lang::En) => format!("{name} page {page}"),
    }
}
