//! 監査認証: an audit of conformity was carried out to improve operation.

use super::{Case, Condition, submission_condition};
use crate::register::audits::{self, AuditFacts};
use crate::register::{Result, Route};
use crate::text::Lang::{En, Ja};

impl Case<'_> {
    pub(super) fn audit(&self) -> Result<Vec<Condition>> {
        let mut conditions = self.audited()?;
        match self.application.facts.route {
            Route::Joint => conditions.extend(self.taken_part()),
            Route::Review => {
                let submission = self.submission()?;
                conditions.push(submission_condition(
                    submission.as_ref(),
                    self.application.id,
                    "監査の結果",
                    "result of the audit",
                ));
                conditions.push(self.accepted());
            }
        }
        Ok(conditions)
    }

    /// An audit of conformity was carried out, with findings and improvement.
    fn audited(&self) -> Result<Vec<Condition>> {
        let id = self.application.id;
        let guideline = &self.application.facts.guideline;
        let audits = audits::of_application(self.connection, id)?;
        let Some(audit) = audits
            .iter()
            .rfind(|audit| audit.facts.performed_on <= *self.as_of)
        else {
            return Ok(vec![Condition::new(
                "audited",
                false,
                format!(
                    "{} までの監査の記録がない。kitei register audit add --application {id} … で記録する",
                    self.as_of
                ),
                format!(
                    "no audit by {}; enter it with kitei register audit add --application {id} …",
                    self.as_of
                ),
            )]);
        };
        let AuditFacts {
            kind,
            auditor,
            performed_on,
            ..
        } = &audit.facts;
        let mut conditions = vec![Condition::new(
            "audited",
            true,
            format!("{}: {performed_on} {auditor}", kind.word(Ja)),
            format!("{}: {performed_on} {auditor}", kind.word(En)),
        )];
        conditions.push(Condition::new(
            "audit-guideline",
            audit.facts.guideline == *guideline,
            format!("監査の基準 {}（申請は {guideline}）", audit.facts.guideline),
            format!(
                "audited against {} (the application says {guideline})",
                audit.facts.guideline
            ),
        ));
        let mut recorded = |name, text: Option<&str>, option: &str, ja: &str, en: &str| {
            let is_there = text.is_some_and(|text| !text.trim().is_empty());
            conditions.push(if is_there {
                Condition::new(name, true, format!("{ja}の記録あり"), format!("{en} on file"))
            } else {
                let audit = audit.id;
                Condition::new(
                    name,
                    false,
                    format!("{ja}の記録がない。kitei register audit change {audit} --{option} … で記録する"),
                    format!("no {en} on file; enter with kitei register audit change {audit} --{option} …"),
                )
            });
        };
        recorded(
            "audit-findings",
            audit.facts.findings.as_deref(),
            "findings",
            "監査の指摘事項",
            "findings of the audit",
        );
        recorded(
            "improvement",
            audit.facts.improvement.as_deref(),
            "improvement",
            "運用の改善",
            "improvement of operation",
        );
        Ok(conditions)
    }
}
