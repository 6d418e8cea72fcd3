//! `kitei export`: the corpus for a search cluster.

use super::arguments::{ExportCall, ExportEngine};
use super::outcome::{Exit, Failure};
use super::output;
use crate::index::{Corpus, Engine};
use crate::text::Lang;

pub(super) fn run(call: &ExportCall, lang: Lang) -> Result<Exit, Failure> {
    let engine = match call.to {
        ExportEngine::Opensearch => Engine::OpenSearch,
        ExportEngine::Quickwit => Engine::Quickwit,
    };
    let manifest = Corpus::open(&call.index.folder)?.export(engine, &call.out)?;
    let (clauses, parts, out) = (manifest.clauses, manifest.parts.len(), call.out.display());
    output::say(&match lang {
        Lang::Ja => format!("{clauses} 条項を {parts} ファイルに書いた: {out}"),
        Lang::En => format!("{clauses} clauses in {parts} files: {out}"),
    });
    Ok(Exit::Done)
}
