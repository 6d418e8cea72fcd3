//! Clauses that say the like: of a clause, how others word it; of a requirement, how it was fulfilled.

use std::collections::BTreeMap;

use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query as EngineQuery, TermQuery};
use tantivy::schema::{IndexRecordOption, Term};

use super::analysis::{self, Shape};
use super::corpus::Corpus;
use super::error::IndexError;
use super::schema::CLAUSE;
use super::search::Hits;
use crate::guideline::Requirement;
use crate::text::normalize;

/// How many of a text's rarest terms are looked for: more cost time and find the same.
const TERMS: usize = 40;
/// How many candidates are weighed for a requirement.
const CANDIDATES: usize = 200;
/// Endings that leave the duty open: such a clause is no model for a drafter.
const SOFT: [&str; 6] = [
    "努める",
    "望ましい",
    "ことができる",
    "努めなければ",
    "別に定める",
    "この限りでない",
];

impl Corpus {
    /// The clauses most like `text`, without the clause `except` (a submission's id and a number in it).
    pub fn like(&self, text: &str, except: Option<(&str, u32)>, limit: usize) -> Result<Hits, IndexError> {
        let Some(query) = self.like_query(text)? else {
            return Ok(Hits::none());
        };
        let mut hits = self.run(&query, limit + 1)?;
        let before = hits.best.len();
        hits.best
            .retain(|hit| except != Some((hit.clause.submission_id.as_str(), hit.clause.number)));
        hits.total -= before - hits.best.len();
        hits.best.truncate(limit);
        Ok(hits)
    }

    /// The clauses that fulfil `requirement`, best written first: those that name the most of its concepts in one
    /// place and say them as a duty.
    pub fn fulfilling(&self, requirement: &Requirement, limit: usize) -> Result<Hits, IndexError> {
        let words = requirement
            .elements
            .iter()
            .flat_map(|element| &element.any)
            .flatten();
        let points = requirement.elements.iter().map(|element| &element.point);
        let text: Vec<&str> = points.chain(words).map(String::as_str).collect();
        let Some(query) = self.like_query(&format!("{}。{}", requirement.text, text.join("。")))? else {
            return Ok(Hits::none());
        };
        let mut hits = self.run(&query, CANDIDATES)?;
        let best = hits.best.first().map_or(1.0, |hit| hit.score);
        for hit in &mut hits.best {
            hit.score = worth(&hit.clause.text, requirement) + hit.score / best;
        }
        // Stable, so that equal ones keep the order that does not depend on when they were added.
        hits.best.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits.best.truncate(limit);
        Ok(hits)
    }

    /// The rarest terms of `text`, one of which is enough.
    fn like_query(&self, text: &str) -> Result<Option<BooleanQuery>, IndexError> {
        let searcher = self.searcher();
        let count = searcher.num_docs() as f32;
        let mut times: BTreeMap<String, f32> = BTreeMap::new();
        for term in analysis::terms(text).0 {
            if term.shape != Shape::Last && !term.text.chars().all(is_hiragana) {
                *times.entry(term.text).or_default() += 1.0;
            }
        }
        let mut weighed = Vec::new();
        for (text, times) in times {
            let term = Term::from_field_text(self.fields.words, &text);
            let frequency = searcher.doc_freq(&term)? as f32;
            if frequency > 0.0 {
                weighed.push((times.sqrt() * (1.0 + count / frequency).ln(), times.sqrt(), term));
            }
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
        weighed.truncate(TERMS);
        if weighed.is_empty() {
            return Ok(None);
        }
        let mut parts: Vec<(Occur, Box<dyn EngineQuery>)> = weighed
            .into_iter()
            .map(|(_, times, term)| {
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                let query: Box<dyn EngineQuery> = Box::new(BoostQuery::new(Box::new(query), times));
                (Occur::Should, query)
            })
            .collect();
        let clause = Term::from_field_text(self.fields.row_kind, CLAUSE);
        let clause = TermQuery::new(clause, IndexRecordOption::Basic);
        parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(clause), 0.0))));
        Ok(Some(BooleanQuery::with_minimum_required_clauses(parts, 1)))
    }
}

/// How well a clause words the requirement: the share of an element's groups that it names, best element first,
/// the others for a quarter, less where the duty stays open.
fn worth(text: &str, requirement: &Requirement) -> f32 {
    let text = normalize(text);
    let mut shares: Vec<f32> = requirement
        .elements
        .iter()
        .filter(|element| !element.any.is_empty())
        .map(|element| {
            let named = element
                .any
                .iter()
                .filter(|group| group.iter().any(|word| text.contains(&normalize(word))))
                .count();
            named as f32 / element.any.len() as f32
        })
        .collect();
    shares.sort_by(|a, b| b.total_cmp(a));
    let rest: f32 = shares.iter().skip(1).sum::<f32>() / shares.len().max(1) as f32;
    let worth = 2.0 * shares.first().unwrap_or(&0.0) + rest / 2.0;
    if SOFT.iter().any(|soft| text.contains(soft)) {
        worth * 0.6
    } else {
        worth
    }
}

fn is_hiragana(character: char) -> bool {
    ('ぁ'..='ゖ').contains(&character)
}
