//! 規程認証: a regulation based on the guideline is in place.

use super::{Case, Condition, submission_condition};
use crate::matching::RequirementCoverage;
use crate::register::proceedings::Step;
use crate::register::settings::{self, Setting};
use crate::register::verdicts::{self, FindingVerdict};
use crate::register::{Result, Route, Submission, reviews};
use crate::report::decisions::Verdict;

/// How many requirements a sentence names at most.
const NAMED: usize = 5;

impl Case<'_> {
    pub(super) fn regulation(&self) -> Result<Vec<Condition>> {
        let submission = self.submission()?;
        let mut conditions = vec![submission_condition(
            submission.as_ref(),
            self.application.id,
            "規程",
            "regulation",
        )];
        match self.application.facts.route {
            Route::Joint => conditions.extend(self.taken_part()),
            Route::Review => {
                if let Some(submission) = &submission {
                    conditions.extend(self.reviewed(submission)?);
                }
            }
        }
        Ok(conditions)
    }

    /// Route (2): the regulation was reviewed, and a person decided every finding.
    fn reviewed(&self, submission: &Submission) -> Result<Vec<Condition>> {
        let (id, guideline) = (submission.id, &self.application.facts.guideline);
        let Some(review) = reviews::latest(self.connection, id, guideline)? else {
            return Ok(vec![Condition::new(
                "reviewed",
                false,
                format!(
                    "提出物 {id} は {guideline} で点検されていない。kitei register review add {id} --guideline {guideline} で点検する"
                ),
                format!(
                    "submission {id} was not reviewed against {guideline}; do it with kitei register review add {id} --guideline {guideline}"
                ),
            )]);
        };
        let short = review.result_sha256.get(..12).unwrap_or_default();
        let mut conditions = vec![Condition::new(
            "reviewed",
            true,
            format!(
                "提出物 {id} を {} で点検（結果 {}）",
                review.guideline_title, short
            ),
            format!(
                "submission {id} reviewed against {} (result {})",
                review.guideline_title, short
            ),
        )];
        let examined = self.accepted();
        let is_returned = self
            .last(&[Step::Accepted, Step::Returned])
            .is_some_and(|s| s.step == Step::Returned);
        if review.losses > 0 && !examined.met {
            conditions.push(Condition::new(
                "read",
                false,
                format!("機械が読めなかった部分がある（{} か所）。人が確かめ、kitei register application step {} accepted … で記録する", review.losses, self.application.id),
                format!("the machine could not read everything ({} places); look at them and enter step accepted for application {}", review.losses, self.application.id),
            ));
        } else if is_returned || examined.met {
            conditions.push(examined);
        }
        let result = reviews::result(self.connection, review.id)?;
        let verdicts = verdicts::of_review(self.connection, id, &result)?;
        conditions.extend(self.decided(id, &verdicts)?);
        Ok(conditions)
    }

    fn decided(&self, submission: i64, verdicts: &[FindingVerdict]) -> Result<Vec<Condition>> {
        let applying: Vec<_> = verdicts
            .iter()
            .filter(|finding| {
                finding.verdict.is_some() || finding.proposed != RequirementCoverage::NotApplicable
            })
            .collect();
        let those = |is: &dyn Fn(&FindingVerdict) -> bool| -> Vec<&str> {
            applying
                .iter()
                .filter(|f| is(f))
                .map(|f| f.requirement.as_str())
                .collect()
        };
        let all = applying.len();
        let undecided = those(&|f| f.verdict.is_none());
        let disputed = those(&|f| f.disputed);
        let to_check = those(&|f| f.verdict == Some(Verdict::Check));
        let missing = those(&|f| f.verdict == Some(Verdict::Uncovered));
        let partial = those(&|f| f.verdict == Some(Verdict::Partial));
        let allowed = settings::number(self.connection, Setting::PartialAllowed)? as usize;
        let mut conditions = vec![if undecided.is_empty() {
            Condition::new(
                "decided",
                true,
                format!("所見 {all} 件すべてを人が判定"),
                format!("people decided all {all} findings"),
            )
        } else {
            Condition::new(
                "decided",
                false,
                format!(
                    "{all} 件のうち {} 件が未判定（{}）。kitei register decision で判定する（提出物 {submission}）",
                    undecided.len(),
                    named(&undecided)
                ),
                format!(
                    "{} of {all} findings are not decided ({}); decide them with kitei register decision (submission {submission})",
                    undecided.len(),
                    named(&undecided)
                ),
            )
        }];
        let mut none = |id, found: &[&str], ja: &str, en: &str| {
            if !found.is_empty() {
                conditions.push(Condition::new(
                    id,
                    false,
                    format!("{ja}（{} 件: {}）", found.len(), named(found)),
                    format!("{en} ({}: {})", found.len(), named(found)),
                ));
            }
        };
        none(
            "settled",
            &disputed,
            "2人の審査者の判定が食い違ったまま。調整の判定をする",
            "two reviewers differ; settle it",
        );
        none(
            "checked",
            &to_check,
            "要確認のままの所見がある",
            "findings are still to be checked",
        );
        let is_sufficient = missing.is_empty() && partial.len() <= allowed;
        if is_sufficient && !undecided.is_empty() {
            // Nothing can be said of it yet.
            return Ok(conditions);
        }
        if is_sufficient {
            conditions.push(Condition::new(
                "sufficient",
                true,
                format!("不足なし、一部充足 {} 件（許容 {allowed} 件）", partial.len()),
                format!(
                    "nothing missing, {} partly covered ({allowed} allowed)",
                    partial.len()
                ),
            ));
        } else {
            let found: Vec<&str> = missing.iter().chain(&partial).copied().collect();
            conditions.push(Condition::new(
                "sufficient",
                false,
                format!(
                    "不足 {} 件、一部充足 {} 件（許容 {allowed} 件）: {}。規程の改正・追加提出を求める",
                    missing.len(),
                    partial.len(),
                    named(&found)
                ),
                format!(
                    "{} missing, {} partly covered ({allowed} allowed): {}; ask for an amended regulation",
                    missing.len(),
                    partial.len(),
                    named(&found)
                ),
            ));
        }
        Ok(conditions)
    }
}

/// The first few ids of a list.
fn named(ids: &[&str]) -> String {
    let more = if ids.len() > NAMED { " …" } else { "" };
    format!(
        "{}{more}",
        ids.iter().take(NAMED).copied().collect::<Vec<_>>().join(" ")
    )
}
