//! `kitei search`: clauses on file that hold what was asked for.

use std::fmt::Write;
use std::io;

use serde::Serialize;

use super::arguments::SearchCall;
use super::outcome::{Exit, Failure};
use super::output;
use crate::index::{Corpus, Hit, Hits, IndexError, IndexedClause, Query, Snippet, marks};
use crate::text::Lang;

/// Characters of a clause shown in a list.
const SNIPPET: usize = 100;

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    rank: usize,
    score: f32,
    #[serde(flatten)]
    clause: &'a IndexedClause,
    /// Ranges of characters of `text`.
    marks: Vec<(usize, usize)>,
}

pub(super) fn run(call: &SearchCall, lang: Lang) -> Result<Exit, Failure> {
    let query = Query::parse(&call.query.join(" ")).map_err(IndexError::Query)?;
    let corpus = Corpus::open(&call.index.folder)?;
    let hits = corpus.search(&query, call.limit)?;
    let words = query.words();
    if call.json {
        output::print(&ndjson(&hits.best, &words)?)?;
    } else {
        output::print(&text(&hits.best, &words, lang))?;
    }
    output::say(&count(&hits, lang));
    Ok(Exit::Done)
}

fn ndjson(hits: &[Hit], words: &[&str]) -> Result<String, Failure> {
    let mut text = String::new();
    for (rank, hit) in (1..).zip(hits) {
        let line = Line {
            schema: "kitei.search/1",
            rank,
            score: hit.score,
            clause: &hit.clause,
            marks: marks(&hit.clause.text, words),
        };
        text.push_str(&serde_json::to_string(&line).map_err(io::Error::from)?);
        text.push('\n');
    }
    Ok(text)
}

fn text(hits: &[Hit], words: &[&str], lang: Lang) -> String {
    let (open, close) = output::mark();
    let mut text = String::new();
    for Hit { clause, .. } in hits {
        let title = clause
            .title
            .as_deref()
            .map_or_else(String::new, |title| format!("（{title}）"));
        let page = match (clause.page, lang) {
            (None, _) => String::new(),
            (Some(page), Lang::Ja) => format!(" {page}ページ"),
            (Some(page), Lang::En) => format!(" page {page}"),
        };
        let _ = writeln!(
            text,
            "{}{title}  {} {}{page}\n    {}",
            clause.citation,
            clause.applicant,
            clause.file,
            Snippet::new(&clause.text, words, SNIPPET).marked(open, close)
        );
    }
    text
}

fn count(hits: &Hits, lang: Lang) -> String {
    match lang {
        Lang::Ja if hits.total == 0 => {
            "該当なし。語を減らすか、言い換えてみる（一覧は kitei index status）".to_owned()
        }
        Lang::Ja => format!("{} 条項中 {} 条項", hits.total, hits.best.len()),
        Lang::En if hits.total == 0 => "nothing found; try fewer or other words".to_owned(),
        Lang::En => format!("{} of {} clauses", hits.best.len(), hits.total),
    }
}
