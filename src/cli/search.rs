//! `kitei search`: clauses on file that hold what was asked for.

use std::fmt::Write;
use std::io;

use serde::Serialize;

use super::arguments::SearchCall;
use super::outcome::{Exit, Failure};
use super::{guideline, index, output};
use crate::index::{Corpus, Hit, Hits, IndexError, IndexedClause, Query, Snippet, marks, similar, variants};
use crate::matching::Matcher;
use crate::text::{Lang, Thesaurus, normalize};

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
    let corpus = Corpus::open(&call.index.folder)?;
    let (hits, words) = if let Some(like) = &call.like {
        let clause = clause(&corpus, like, lang)?;
        let except = Some((clause.submission_id.as_str(), clause.number));
        (corpus.like(&clause.text, except, call.limit)?, Vec::new())
    } else if let Some(id) = &call.requirement {
        let guideline = guideline::load(&call.guideline)?;
        let requirement = guideline
            .requirement(id)
            .ok_or_else(|| guideline::unknown_requirement(&guideline, id, lang))?;
        let words = requirement
            .elements
            .iter()
            .flat_map(|element| &element.any)
            .flatten();
        (
            corpus.best_written(&Matcher::new(&guideline), requirement, call.limit)?,
            words.cloned().collect(),
        )
    } else {
        let query = Query::parse(&call.query.join(" "))
            .map_err(IndexError::Query)?
            .widened(&|words| others(words, call));
        let words = query.words().into_iter().map(str::to_owned).collect();
        (corpus.search(&query, call.limit)?, words)
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if call.json {
        output::print(&ndjson(&hits.best, &words)?)?;
    } else {
        output::print(&text(&hits.best, &words, lang))?;
    }
    output::say(&count(&hits, lang));
    Ok(Exit::Done)
}

/// The other ways to say `words` that count as well.
fn others(words: &str, call: &SearchCall) -> Vec<String> {
    let mut all = variants(words, call.sound_alikes);
    if call.similar {
        all.extend(similar(words, Thesaurus::builtin()));
    }
    all
}

/// The clause on file that 「FILE#第12条」 names; where an article has no words of its own, its first clause.
fn clause(corpus: &Corpus, named: &str, lang: Lang) -> Result<IndexedClause, Failure> {
    let usage = |ja: String, en: String| Failure::Said(if lang == Lang::Ja { ja } else { en }, Exit::Usage);
    let Some((file, citation)) = named.rsplit_once('#') else {
        return Err(usage(
            format!("{named}: 「提出物#第12条」の形で指定する"),
            format!("{named}: write it as SUBMISSION#CITATION"),
        ));
    };
    let submissions = corpus.submissions()?;
    let submission = match submissions
        .iter()
        .find(|s| s.files.iter().any(|f| f.name == file))
    {
        Some(submission) => submission,
        None => index::one(&submissions, file, lang)?,
    };
    let wanted = normalize(citation);
    corpus
        .clauses_of(&submission.id)?
        .into_iter()
        .find(|clause| {
            clause
                .within
                .iter()
                .chain([&clause.citation])
                .any(|c| normalize(c) == wanted)
        })
        .ok_or_else(|| {
            usage(
                format!("{file} に {citation} はない（条項の一覧は kitei outline）"),
                format!("{file} has no {citation} (its provisions: kitei outline)"),
            )
        })
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
        let ocr = match (clause.ocr, lang) {
            (false, _) => "",
            (true, Lang::Ja) => " ［文字認識］",
            (true, Lang::En) => " [recognized]",
        };
        let _ = writeln!(
            text,
            "{}{title}  {} {}{page}{ocr}\n    {}",
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
