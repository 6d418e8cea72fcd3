//! Searching: a query to the clauses that answer it, best first.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Bound;

use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue, SortByString};
use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query as EngineQuery,
    RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{Order, Searcher};

use super::analysis::{self, Shape};
use super::clause::IndexedClause;
use super::corpus::Corpus;
use super::error::IndexError;
use super::ids::Ids;
use super::packed::Unpacked;
use super::query::{Query, QueryField};
use super::schema::{CLAUSE, ID_COLUMN, NUMBER_COLUMN, SUBMISSION};
use crate::text::{Message, normalize};

/// How many terms one character at the end of a query may go on to.
const MOST_ENDINGS: u32 = 20_000;

/// A clause that answers a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The clause.
    pub clause: IndexedClause,
    /// How well it answers, for ordering only.
    pub score: f32,
}

/// The clauses that answer a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// How many there are in all.
    pub total: usize,
    /// The best of them, best first.
    pub best: Vec<Hit>,
}

impl Hits {
    /// Nothing found.
    pub(super) fn none() -> Self {
        Self {
            total: 0,
            best: Vec::new(),
        }
    }
}

impl Corpus {
    /// The clauses of the one submission with this id, in the order of the document.
    pub fn clauses_of(&self, submission_id: &str) -> Result<Vec<IndexedClause>, IndexError> {
        self.unpacked(&self.searcher(), submission_id)?.clauses()
    }

    /// The clauses of the one submission with this id; none where it is not on file.
    fn unpacked(&self, searcher: &Searcher, submission_id: &str) -> Result<Unpacked, IndexError> {
        let query = BooleanQuery::intersection(vec![
            Box::new(term(self.fields.submission_id, submission_id)),
            Box::new(term(self.fields.row_kind, SUBMISSION)),
        ]);
        match searcher.search(&query, &DocSetCollector)?.into_iter().next() {
            Some(address) => self.fields.clauses_in(&searcher.doc(address)?),
            None => Ok(Unpacked::default()),
        }
    }

    /// The best `limit` clauses for `query`. Clauses of the same score stand in the order of their submissions' ids
    /// and of the document, whenever they were added.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Hits, IndexError> {
        let clauses: Box<dyn EngineQuery> = Box::new(ConstScoreQuery::new(
            Box::new(term(self.fields.row_kind, CLAUSE)),
            0.0,
        ));
        let query = BooleanQuery::new(vec![
            (Occur::Must, self.engine_query(query)?),
            (Occur::Must, clauses),
        ]);
        self.run(&query, limit)
    }

    pub(super) fn run(&self, query: &dyn EngineQuery, limit: usize) -> Result<Hits, IndexError> {
        let best = TopDocs::with_limit(limit.max(1)).order_by((
            (SortBySimilarityScore, Order::Desc),
            (SortByString::for_field(ID_COLUMN), Order::Asc),
            (SortByStaticFastValue::<u64>::for_field(NUMBER_COLUMN), Order::Asc),
        ));
        let searcher = self.searcher();
        let (total, found) = searcher.search(query, &(Count, best))?;
        let mut submissions = BTreeMap::new();
        let best = found
            .into_iter()
            .take(limit)
            .map(|((score, id, number), _)| {
                let unpacked = match submissions.entry(id.unwrap_or_default()) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => {
                        let unpacked = self.unpacked(&searcher, new.key())?;
                        new.insert(unpacked)
                    }
                };
                let clause = unpacked.clause(number.unwrap_or_default())?;
                Ok(Hit { clause, score })
            })
            .collect::<Result<_, IndexError>>()?;
        Ok(Hits { total, best })
    }

    fn engine_query(&self, query: &Query) -> Result<Box<dyn EngineQuery>, IndexError> {
        let parts = |parts: &[Query], occur| {
            parts
                .iter()
                .map(|part| match part {
                    Query::Not(inner) if occur == Occur::Must => {
                        Ok((Occur::MustNot, self.engine_query(inner)?))
                    }
                    part => Ok((occur, self.engine_query(part)?)),
                })
                .collect::<Result<Vec<_>, IndexError>>()
        };
        Ok(match query {
            Query::All(all) => {
                let mut parts = parts(all, Occur::Must)?;
                // The engine finds nothing where everything is excluded from nothing.
                parts.push((
                    Occur::Should,
                    Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
                ));
                Box::new(BooleanQuery::new(parts))
            }
            Query::Any(any) => Box::new(BooleanQuery::new(parts(any, Occur::Should)?)),
            Query::Not(inner) => Box::new(BooleanQuery::new(vec![
                (
                    Occur::Must,
                    Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
                ),
                (Occur::MustNot, self.engine_query(inner)?),
            ])),
            Query::Words(text) => phrase(self.fields.words, text)?,
            Query::Field(field, value) => self.field_query(*field, value)?,
        })
    }

    fn field_query(&self, field: QueryField, value: &str) -> Result<Box<dyn EngineQuery>, IndexError> {
        let fields = self.fields;
        // A field narrows down; how often its value occurs says nothing about the clause.
        let query: Box<dyn EngineQuery> = match field {
            QueryField::Applicant => self.of_submissions(&*together(fields.applicant, value)?)?,
            QueryField::Name => self.of_submissions(&*together(fields.name, value)?)?,
            QueryField::Chapter => together(fields.chapter, value)?,
            QueryField::Kind => Box::new(term(fields.kind, &normalize(value))),
            QueryField::Citation => Box::new(term(fields.citation, &normalize(value))),
            QueryField::Year => {
                let (from, to) = years(value)?;
                let year = |year| Term::from_field_u64(fields.year, year);
                Box::new(RangeQuery::new(
                    Bound::Included(year(from)),
                    Bound::Included(year(to)),
                ))
            }
        };
        Ok(Box::new(ConstScoreQuery::new(query, 0.0)))
    }

    /// The rows of the submissions that `query` finds: what all clauses of a submission have in common is looked for
    /// once, not in each of them.
    fn of_submissions(&self, query: &dyn EngineQuery) -> Result<Box<dyn EngineQuery>, IndexError> {
        let searcher = self.searcher();
        let (mut ids, mut terms) = (Ids::new(&searcher), Vec::new());
        for address in searcher.search(query, &DocSetCollector)? {
            let id = ids.of(address)?;
            terms.push(Term::from_field_text(self.fields.submission_id, &id));
        }
        Ok(Box::new(TermSetQuery::new(terms)))
    }
}

fn term(field: Field, text: &str) -> TermQuery {
    TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs)
}

/// The terms of `text` in `field`, at least one, and whether the last of them may go on.
fn asked(field: Field, text: &str) -> Result<(Vec<Term>, bool), IndexError> {
    let (mut found, _) = analysis::terms(text);
    // A run may go on in the clause where it ends in the query: its last character alone is no condition, unless
    // there is nothing else before it.
    let mut open = false;
    if found.last().is_some_and(|last| last.shape == Shape::Last) {
        let before = found.len().checked_sub(2).map(|i| found[i].shape);
        if before == Some(Shape::Pair) {
            found.pop();
        } else {
            open = true;
        }
    }
    if found.is_empty() {
        return Err(IndexError::Query(Message::new(
            format!("「{text}」には検索できる文字がない"),
            format!("nothing to look for in \"{text}\""),
        )));
    }
    let terms = found
        .iter()
        .map(|found| Term::from_field_text(field, &found.text));
    Ok((terms.collect(), open))
}

/// Terms of which the last may go on.
fn open_ended(terms: Vec<Term>) -> Box<dyn EngineQuery> {
    let mut query = PhrasePrefixQuery::new(terms);
    query.set_max_expansions(MOST_ENDINGS);
    Box::new(query)
}

/// `text` somewhere in a `field` without positions: all its terms together.
fn together(field: Field, text: &str) -> Result<Box<dyn EngineQuery>, IndexError> {
    let (mut terms, open) = asked(field, text)?;
    let last = if open { terms.pop() } else { None }.map(|last| open_ended(vec![last]));
    let term = |term| -> Box<dyn EngineQuery> { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
    let all = terms.into_iter().map(term).chain(last).collect();
    Ok(Box::new(BooleanQuery::intersection(all)))
}

/// `text` as an exact run of terms in `field`.
fn phrase(field: Field, text: &str) -> Result<Box<dyn EngineQuery>, IndexError> {
    let (terms, open) = asked(field, text)?;
    Ok(match terms.as_slice() {
        _ if open => open_ended(terms),
        [only] => Box::new(TermQuery::new(only.clone(), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new(terms)),
    })
}

/// 「2024」「2020..2024」「2020..」「..2024」
fn years(value: &str) -> Result<(u64, u64), IndexError> {
    let folded = normalize(value).replace(['年', '〜', '~'], "");
    let (from, to) = match folded.split_once("..") {
        Some((from, to)) => (from, to),
        None => (folded.as_str(), folded.as_str()),
    };
    let bound = |text: &str, otherwise| {
        if text.is_empty() && folded.contains("..") {
            Some(otherwise)
        } else {
            text.parse().ok()
        }
    };
    match (bound(from, 0), bound(to, u64::MAX)) {
        (Some(from), Some(to)) => Ok((from, to)),
        _ => Err(IndexError::Query(Message::new(
            format!("year:{value} は年ではない。例: year:2024、year:2020..2024"),
            format!("year:{value} is no year; e.g. year:2024, year:2020..2024"),
        ))),
    }
}
