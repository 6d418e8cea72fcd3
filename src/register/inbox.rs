//! The inbox: every submission with what a reviewer wants to see of it at a glance, in a few queries however many
//! there are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decisions::Reading;
use super::{Application, Register, Result, Submission};
use crate::review::Summary;

/// One submission as the inbox shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InboxRow {
    /// The submission.
    pub submission: Submission,
    /// Name of the organization.
    pub organization: String,
    /// The application, where it is for one.
    pub application: Option<Application>,
    /// Who has it, by reading.
    pub assignees: BTreeMap<Reading, String>,
    /// The latest review against each guideline.
    pub reviews: Vec<InboxReview>,
}

/// A review as the inbox shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxReview {
    /// Its id.
    pub review: i64,
    /// Id of the guideline.
    pub guideline: String,
    /// How many requirements have which coverage.
    pub summary: Summary,
    /// How many warnings say that words could not be read.
    pub losses: i64,
    /// On how many requirements a verdict stands, by reading.
    pub decided: BTreeMap<Reading, usize>,
}

impl Register {
    /// Every submission, latest first.
    pub fn inbox(&self) -> Result<Vec<InboxRow>> {
        let organizations: BTreeMap<i64, String> = self
            .organizations()?
            .into_iter()
            .map(|o| (o.id, o.facts.name))
            .collect();
        let applications: BTreeMap<i64, Application> =
            self.applications(None)?.into_iter().map(|a| (a.id, a)).collect();
        let mut reviews = self.inbox_reviews()?;
        let mut assignees = self.assignees()?;
        let rows = self
            .submissions(None)?
            .into_iter()
            .rev()
            .map(|submission| InboxRow {
                organization: organizations
                    .get(&submission.facts.organization)
                    .cloned()
                    .unwrap_or_default(),
                application: submission
                    .facts
                    .application
                    .and_then(|id| applications.get(&id).cloned()),
                assignees: assignees.remove(&submission.id).unwrap_or_default(),
                reviews: reviews.remove(&submission.id).unwrap_or_default(),
                submission,
            });
        Ok(rows.collect())
    }

    /// The latest review of each submission against each guideline.
    fn inbox_reviews(&self) -> Result<BTreeMap<i64, Vec<InboxReview>>> {
        let mut decided = self.decided()?;
        let mut statement = self.connection.prepare_cached(
            "SELECT submission_id, guideline, id, covered, partial, uncovered, not_applicable, losses FROM review
             WHERE id IN (SELECT max(id) FROM review GROUP BY submission_id, guideline) ORDER BY guideline",
        )?;
        let mut rows = statement.query([])?;
        let mut reviews: BTreeMap<i64, Vec<InboxReview>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let count = |column| row.get::<_, u32>(column).map(|count| count as usize);
            let (submission, guideline): (i64, String) = (row.get(0)?, row.get(1)?);
            let review = InboxReview {
                review: row.get(2)?,
                summary: Summary {
                    covered: count(3)?,
                    partial: count(4)?,
                    uncovered: count(5)?,
                    not_applicable: count(6)?,
                },
                losses: row.get(7)?,
                decided: decided
                    .remove(&(submission, guideline.clone()))
                    .unwrap_or_default(),
                guideline,
            };
            reviews.entry(submission).or_default().push(review);
        }
        Ok(reviews)
    }

    fn decided(&self) -> Result<BTreeMap<(i64, String), BTreeMap<Reading, usize>>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT submission_id, guideline, reading, count(DISTINCT requirement) FROM standing
             WHERE verdict IS NOT NULL GROUP BY submission_id, guideline, reading",
        )?;
        let mut rows = statement.query([])?;
        let mut decided: BTreeMap<_, BTreeMap<Reading, usize>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let of = decided.entry((row.get(0)?, row.get(1)?)).or_default();
            of.insert(row.get(2)?, row.get::<_, u32>(3)? as usize);
        }
        Ok(decided)
    }

    fn assignees(&self) -> Result<BTreeMap<i64, BTreeMap<Reading, String>>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT submission_id, reading, reviewer FROM assignment
             WHERE id IN (SELECT max(id) FROM assignment GROUP BY submission_id, reading)
               AND reviewer IS NOT NULL",
        )?;
        let mut rows = statement.query([])?;
        let mut assignees: BTreeMap<i64, BTreeMap<Reading, String>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            assignees
                .entry(row.get(0)?)
                .or_default()
                .insert(row.get(1)?, row.get(2)?);
        }
        Ok(assignees)
    }
}
