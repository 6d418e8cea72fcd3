//! What a revision of a guideline changes for the submissions on file.

use std::fmt::Write;

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::decisions::Verdict;
use super::words::pick;
use super::{ReportError, sheets};
use crate::guideline::Guideline;
use crate::review::{ElementPlace, Plan, Shift, ShiftKind, Standing, Unfounded, breaks};
use crate::text::Lang;

/// The report over all submissions.
pub struct Revision<'a> {
    /// The version before.
    pub from: &'a Guideline,
    /// The new version.
    pub to: &'a Guideline,
    /// The submissions, in the order of their names.
    pub submissions: &'a [RevisedSubmission],
    /// The language of its heads and kinds.
    pub lang: Lang,
}

/// What a revision changes for one submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RevisedSubmission {
    /// Its name.
    pub name: String,
    /// The elements whose coverage changed.
    pub shifts: Vec<Shift>,
    /// Provisions that the new version no longer founds.
    pub unfounded: Vec<Unfounded>,
    /// What people decided before, and what becomes of it.
    pub decisions: Vec<CarriedDecision>,
}

/// A person's decision on an element of the old version, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedDecision {
    /// What it was about; the number 0 means the requirement as a whole.
    pub was: ElementPlace,
    /// Whether it stands, and where.
    #[serde(flatten)]
    pub standing: Standing,
    /// The verdict.
    pub verdict: Option<Verdict>,
    /// The comment.
    pub comment: Option<String>,
    /// Who decided.
    pub by: Option<String>,
    /// When, as written.
    pub at: Option<String>,
}

/// What becomes of a decision.
pub fn carry(
    plan: &Plan,
    was: ElementPlace,
    verdict: Option<Verdict>,
    comment: Option<String>,
    by: Option<String>,
    at: Option<String>,
) -> CarriedDecision {
    CarriedDecision {
        standing: plan.standing(&was),
        was,
        verdict,
        comment,
        by,
        at,
    }
}

const KINDS: [ShiftKind; 3] = [
    ShiftKind::NewlyMissing,
    ShiftKind::NowFulfilled,
    ShiftKind::AlreadyFulfilled,
];

impl CarriedDecision {
    fn word(&self, lang: Lang) -> &'static str {
        match self.standing {
            Standing::Stands(_) => pick(lang, "引き継いだ判定", "decision carried over"),
            Standing::Again(_) => pick(lang, "判定し直し", "to be decided again"),
            Standing::Gone => pick(
                lang,
                "義務がなくなった判定",
                "decision on a duty that no longer exists",
            ),
        }
    }

    /// 「M12-5/2 → M12-6/2」
    fn place(&self) -> String {
        let named = |place: &ElementPlace| match place.element {
            0 => place.requirement.clone(),
            number => format!("{}/{number}", place.requirement),
        };
        match &self.standing {
            Standing::Stands(now) | Standing::Again(now) if *now != self.was => {
                format!("{} → {}", named(&self.was), named(now))
            }
            _ => named(&self.was),
        }
    }

    fn words(&self, lang: Lang) -> String {
        let verdict = self.verdict.map(|verdict| verdict_word(verdict, lang).to_owned());
        let parts = [verdict, self.comment.clone(), self.by.clone(), self.at.clone()];
        parts
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(pick(lang, "　", " · "))
    }
}

fn verdict_word(verdict: Verdict, lang: Lang) -> &'static str {
    match verdict {
        Verdict::Covered => pick(lang, "充足", "covered"),
        Verdict::Partial => pick(lang, "一部充足", "partial"),
        Verdict::Uncovered => pick(lang, "不足", "not covered"),
        Verdict::NotApplicable => pick(lang, "対象外", "not applicable"),
        Verdict::Check => pick(lang, "要確認", "to check"),
    }
}

impl Revision<'_> {
    fn say<'w>(&self, ja: &'w str, en: &'w str) -> &'w str {
        pick(self.lang, ja, en)
    }

    fn title(&self) -> String {
        format!(
            "{} {} → {}",
            self.say("改定の影響", "What the revision changes"),
            self.from.id,
            self.to.id
        )
    }

    /// What no longer has a foundation.
    fn unfounded(&self) -> &'static str {
        pick(self.lang, "根拠を失った条項", "provision that has lost its basis")
    }

    fn heads(&self) -> [&'static str; 7] {
        let [missing, fulfilled, already] = KINDS.map(|kind| kind.word(self.lang));
        [
            pick(self.lang, "提出物", "submission"),
            missing,
            fulfilled,
            already,
            self.unfounded(),
            pick(self.lang, "引き継いだ判定", "decisions carried over"),
            pick(self.lang, "判定し直し", "to be decided again"),
        ]
    }

    fn counts(one: &RevisedSubmission) -> [usize; 6] {
        let count = |kind| one.shifts.iter().filter(|shift| shift.kind == kind).count();
        let [missing, fulfilled, already] = KINDS.map(count);
        let of = |stands: bool| {
            let is = |decision: &&CarriedDecision| match decision.standing {
                Standing::Stands(_) => stands,
                Standing::Again(_) => !stands,
                Standing::Gone => false,
            };
            one.decisions.iter().filter(is).count()
        };
        [
            missing,
            fulfilled,
            already,
            one.unfounded.len(),
            of(true),
            of(false),
        ]
    }

    /// A row a submission.
    fn rows(&self) -> Vec<Vec<String>> {
        let row = |one: &RevisedSubmission| {
            let counts = Self::counts(one).map(|count| count.to_string());
            std::iter::once(one.name.clone()).chain(counts).collect()
        };
        self.submissions.iter().map(row).collect()
    }

    /// Requirement, how many submissions it breaks, how it is cited.
    fn breaks(&self) -> Vec<Vec<String>> {
        let shifts = self.submissions.iter().map(|one| one.shifts.as_slice());
        let cited = |id: &str| {
            self.to.requirement(id).map_or(String::new(), |r| {
                let book = self.to.book(&r.book).map_or("", |book| book.title.as_str());
                format!("{book} {}　{}", r.official_number(), r.text)
            })
        };
        let row = |(id, count): (String, usize)| vec![id.clone(), count.to_string(), cited(&id)];
        breaks(shifts, self.to).into_iter().map(row).collect()
    }

    /// Submission, kind, requirement and element or citation, words.
    fn details(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for one in self.submissions {
            for kind in KINDS {
                for shift in one.shifts.iter().filter(|shift| shift.kind == kind) {
                    let duty = format!("{}/{}", shift.requirement, shift.element);
                    rows.push(vec![
                        one.name.clone(),
                        kind.word(self.lang).to_owned(),
                        duty,
                        shift.point.clone(),
                    ]);
                }
            }
            for provision in &one.unfounded {
                let page = provision.page.map_or(String::new(), |page| match self.lang {
                    Lang::Ja => format!(" {page}頁"),
                    Lang::En => format!(" p. {page}"),
                });
                let place = format!("{} {}{page}", provision.file, provision.citation);
                let words = format!("{}　→ {}", provision.text, provision.advice.in_lang(self.lang));
                rows.push(vec![one.name.clone(), self.unfounded().to_owned(), place, words]);
            }
            let again = one
                .decisions
                .iter()
                .filter(|d| !matches!(d.standing, Standing::Stands(_)));
            rows.extend(again.map(|decision| self.decided(one, decision)));
        }
        rows
    }

    /// The decisions that stand.
    fn carried(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for one in self.submissions {
            let stand = one
                .decisions
                .iter()
                .filter(|d| matches!(d.standing, Standing::Stands(_)));
            rows.extend(stand.map(|decision| self.decided(one, decision)));
        }
        rows
    }

    fn decided(&self, one: &RevisedSubmission, decision: &CarriedDecision) -> Vec<String> {
        vec![
            one.name.clone(),
            decision.word(self.lang).to_owned(),
            decision.place(),
            decision.words(self.lang),
        ]
    }

    /// For a terminal: the submissions, then the requirements that break most, then each change.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.title());
        if let Some(notice) = &self.to.notice {
            let _ = writeln!(text, "※ {notice}");
        }
        let _ = writeln!(text, "\n{}", self.heads().join("\t"));
        let mut lines = |rows: &[Vec<String>]| {
            for row in rows {
                let _ = writeln!(text, "{}", row.join("\t").replace('\n', " "));
            }
        };
        lines(&self.rows());
        let [id, count, _] = self.break_heads();
        lines(&[vec![String::new()], vec![id.to_owned(), count.to_owned()]]);
        lines(&self.breaks());
        lines(&[vec![String::new()]]);
        lines(&self.details());
        text
    }

    fn break_heads(&self) -> [&'static str; 3] {
        [
            "ID",
            pick(
                self.lang,
                "新たに不足する提出物",
                "submissions newly falling short",
            ),
            pick(self.lang, "遵守事項", "requirement"),
        ]
    }

    fn detail_heads(&self) -> [&'static str; 4] {
        [
            pick(self.lang, "提出物", "submission"),
            pick(self.lang, "区分", "kind"),
            pick(self.lang, "遵守事項・条項", "requirement or provision"),
            pick(self.lang, "内容", "content"),
        ]
    }

    /// As a page.
    pub fn html(&self) -> String {
        let carried = self.carried();
        let body = html! {
            main #main {
                section {
                    h1 { (self.title()) }
                    @if let Some(notice) = &self.to.notice { p.notice { (notice) } }
                    (table(&self.heads(), &self.rows()))
                }
                section {
                    h2 { (self.say("新たに不足させる遵守事項", "Requirements that submissions newly fall short of")) }
                    (table(&self.break_heads(), &self.breaks()))
                }
                section {
                    h2 { (self.say("提出物ごとの内訳", "Submission by submission")) }
                    (table(&self.detail_heads(), &self.details()))
                }
                @if !carried.is_empty() {
                    section {
                        h2 { (self.say("引き継いだ判定", "Decisions carried over")) }
                        (table(&self.detail_heads(), &carried))
                    }
                }
            }
        };
        super::html::document(self.lang, &self.title(), &body, None)
    }

    /// As a workbook.
    ///
    /// # Errors
    /// When the workbook cannot be built.
    pub fn xlsx(&self) -> Result<Vec<u8>, ReportError> {
        let mut workbook = sheets::workbook(&self.title())?;
        let above = [&*self.title(), self.to.notice.as_deref().unwrap_or_default()];
        let mut add = |name: &str, heads: &[&str], widths: &[f64], rows: &[Vec<String>]| {
            let columns: Vec<(&str, f64)> = heads.iter().copied().zip(widths.iter().copied()).collect();
            sheets::table(workbook.add_worksheet(), name, &above, &columns, rows)
        };
        let counts = [40.0, 14.0, 14.0, 20.0, 18.0, 16.0, 14.0];
        add(
            self.say("提出物", "Submissions"),
            &self.heads(),
            &counts,
            &self.rows(),
        )?;
        let widths = [12.0, 20.0, 90.0];
        add(
            self.say("遵守事項", "Requirements"),
            &self.break_heads(),
            &widths,
            &self.breaks(),
        )?;
        let widths = [30.0, 24.0, 28.0, 90.0];
        add(
            self.say("内訳", "Details"),
            &self.detail_heads(),
            &widths,
            &self.details(),
        )?;
        add(
            self.say("引き継いだ判定", "Decisions"),
            &self.detail_heads(),
            &widths,
            &self.carried(),
        )?;
        Ok(workbook.save_to_buffer()?)
    }
}

/// A table; the first cell of a row is its head.
fn table(heads: &[&str], rows: &[Vec<String>]) -> Markup {
    html! {
        div.scroll { table {
            thead { tr { @for head in heads { th { (head) } } } }
            tbody { @for row in rows { tr {
                @for (at, words) in row.iter().enumerate() {
                    @if at == 0 { th scope="row" { (words) } } @else { td { (words) } }
                }
            } } }
        } }
    }
}
