//! How records are printed: a line a record, for people with tabs, for machines as JSON with the name of its schema.

use serde::Serialize;
use serde_json::Value;

use super::super::arguments::TextFormat;
use super::super::outcome::{Exit, Failure};
use super::super::output;
use crate::register::{
    Account, Application, Assignment, Attendance, Audit, Certificate, Condition, DecisionEntry, LogEntry,
    Organization, Proceeding, Register, ReviewOnFile, Seminar, Submission, verdict_word,
};
use crate::text::Lang;

/// A record that can be printed.
pub(super) trait Show: Serialize {
    /// What it is, in the name of its schema.
    const NAME: &'static str;

    /// Its cells for people.
    fn cells(&self, register: &Register, lang: Lang) -> Vec<String>;
}

/// Prints `records`, a line each.
pub(super) fn print<T: Show>(
    register: &Register,
    records: &[T],
    format: TextFormat,
    lang: Lang,
) -> Result<Exit, Failure> {
    let mut text = String::new();
    for record in records {
        match format {
            TextFormat::Text => {
                let cells = record.cells(register, lang);
                let cells: Vec<_> = cells.iter().map(|cell| cell.replace(['\t', '\n'], " ")).collect();
                text.push_str(cells.join("\t").trim_end());
            }
            TextFormat::Json => text.push_str(&json(record)?),
        }
        text.push('\n');
    }
    output::print(&text)?;
    Ok(Exit::Done)
}

/// A record as a line of JSON with the name of its schema.
fn json<T: Show>(record: &T) -> Result<String, Failure> {
    let mut line = serde_json::Map::new();
    line.insert(
        "schema".to_owned(),
        format!("kitei.register.{}/1", T::NAME).into(),
    );
    if let Value::Object(fields) = serde_json::to_value(record).map_err(std::io::Error::from)? {
        line.extend(fields);
    }
    Ok(Value::Object(line).to_string())
}

fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

/// The name of an organization, or its number where it cannot be found.
fn holder(register: &Register, id: i64) -> String {
    register
        .organization(id)
        .map_or_else(|_| id.to_string(), |found| found.facts.name)
}

fn yes(is: bool, lang: Lang, ja: &str, en: &str) -> String {
    match (is, lang) {
        (false, _) => String::new(),
        (true, Lang::Ja) => ja.to_owned(),
        (true, Lang::En) => en.to_owned(),
    }
}

impl Show for Organization {
    const NAME: &'static str = "organization";

    fn cells(&self, _: &Register, lang: Lang) -> Vec<String> {
        use crate::guideline::Audience::{Institution, Vendor};
        let kind = match (self.facts.audience, lang) {
            (Institution, Lang::Ja) => "医療機関等",
            (Institution, Lang::En) => "institution",
            (Vendor, Lang::Ja) => "情報処理事業者",
            (Vendor, Lang::En) => "vendor",
        };
        vec![
            self.id.to_string(),
            self.facts.name.clone(),
            kind.to_owned(),
            text(self.facts.code.as_deref()),
            text(self.facts.address.as_deref()),
            yes(self.facts.listed, lang, "公表可", "listed"),
        ]
    }
}

impl Show for Application {
    const NAME: &'static str = "application";

    fn cells(&self, register: &Register, lang: Lang) -> Vec<String> {
        vec![
            self.id.to_string(),
            holder(register, self.facts.organization),
            self.facts.category.word(lang).to_owned(),
            self.facts.route.word(lang).to_owned(),
            self.facts.guideline.clone(),
            self.facts.received_on.to_string(),
            self.state.word(lang).to_owned(),
        ]
    }
}

impl Show for Proceeding {
    const NAME: &'static str = "step";

    fn cells(&self, _: &Register, lang: Lang) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.application.to_string(),
            self.on.to_string(),
            self.step.word(lang).to_owned(),
            self.person.clone(),
            text(self.note.as_deref()),
        ]
    }
}

impl Show for Condition {
    const NAME: &'static str = "condition";

    fn cells(&self, _: &Register, lang: Lang) -> Vec<String> {
        let mark = if self.met { "○" } else { "×" };
        vec![mark.to_owned(), self.says.in_lang(lang).to_owned()]
    }
}

impl Show for Submission {
    const NAME: &'static str = "submission";

    fn cells(&self, register: &Register, _: Lang) -> Vec<String> {
        vec![
            self.id.to_string(),
            holder(register, self.facts.organization),
            self.facts.name.clone(),
            self.facts.received_on.to_string(),
            self.facts.received_from.clone(),
            self.facts
                .application
                .map(|id| id.to_string())
                .unwrap_or_default(),
            self.files
                .iter()
                .map(|file| file.name.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        ]
    }
}

impl Show for ReviewOnFile {
    const NAME: &'static str = "review";

    fn cells(&self, _: &Register, _: Lang) -> Vec<String> {
        let summary = self.summary;
        vec![
            self.id.to_string(),
            self.submission.to_string(),
            self.guideline.clone(),
            format!(
                "○{} △{} ×{} －{}",
                summary.covered, summary.partial, summary.uncovered, summary.not_applicable
            ),
            self.tool_version.clone(),
            self.result_sha256.get(..12).unwrap_or_default().to_owned(),
            self.made_at.to_string(),
        ]
    }
}

impl Show for DecisionEntry {
    const NAME: &'static str = "decision";

    fn cells(&self, _: &Register, lang: Lang) -> Vec<String> {
        let element = if self.key.element == 0 {
            String::new()
        } else {
            format!("/{}", self.key.element)
        };
        let places: Vec<_> = self
            .decided
            .places
            .iter()
            .map(|place| place.citation.as_str())
            .collect();
        vec![
            format!("{}{element}", self.key.requirement),
            self.decided
                .verdict
                .map_or("－", |verdict| verdict_word(verdict, lang))
                .to_owned(),
            self.key.reading.word(lang).to_owned(),
            self.version.to_string(),
            self.by.clone(),
            self.at.to_string(),
            text(self.decided.comment.as_deref()),
            places.join("、"),
        ]
    }
}

impl Show for Assignment {
    const NAME: &'static str = "assignment";

    fn cells(&self, _: &Register, lang: Lang) -> Vec<String> {
        vec![
            self.submission.to_string(),
            self.reading.word(lang).to_owned(),
            text(self.reviewer.as_deref()),
            self.by.clone(),
            self.at.to_string(),
        ]
    }
}

impl Show for Audit {
    const NAME: &'static str = "audit";

    fn cells(&self, register: &Register, lang: Lang) -> Vec<String> {
        vec![
            self.id.to_string(),
            holder(register, self.facts.organization),
            self.facts.kind.word(lang).to_owned(),
            self.facts.performed_on.to_string(),
            self.facts.auditor.clone(),
            text(self.facts.support.as_deref()),
            self.facts
                .application
                .map(|id| id.to_string())
                .unwrap_or_default(),
            text(self.facts.findings.as_deref()),
            text(self.facts.improvement.as_deref()),
        ]
    }
}

impl Show for Seminar {
    const NAME: &'static str = "seminar";

    fn cells(&self, register: &Register, _: Lang) -> Vec<String> {
        let who = register.attendances(self.id).unwrap_or_default();
        let who: Vec<_> = who.iter().map(|one| holder(register, one.organization)).collect();
        vec![
            self.id.to_string(),
            self.held_on.to_string(),
            self.title.clone(),
            who.join("、"),
        ]
    }
}

impl Show for Attendance {
    const NAME: &'static str = "attendance";

    fn cells(&self, register: &Register, lang: Lang) -> Vec<String> {
        vec![
            self.seminar.to_string(),
            holder(register, self.organization),
            match (self.attended, lang) {
                (true, Lang::Ja) => "受講",
                (true, Lang::En) => "attended",
                (false, Lang::Ja) => "受講なし",
                (false, Lang::En) => "did not attend",
            }
            .to_owned(),
            text(self.people.as_deref()),
        ]
    }
}

impl Show for Certificate {
    const NAME: &'static str = "certificate";

    fn cells(&self, _: &Register, lang: Lang) -> Vec<String> {
        let withdrawn = self.withdrawal.as_ref().map(|withdrawal| match lang {
            Lang::Ja => format!("{} 取消し: {}", withdrawal.on, withdrawal.reason),
            Lang::En => format!("withdrawn on {}: {}", withdrawal.on, withdrawal.reason),
        });
        vec![
            self.number.clone(),
            self.content.organization.clone(),
            self.category.word(lang).to_owned(),
            self.route.word(lang).to_owned(),
            self.as_of.to_string(),
            text(withdrawn.as_deref()),
        ]
    }
}

impl Show for Account {
    const NAME: &'static str = "account";

    fn cells(&self, _: &Register, lang: Lang) -> Vec<String> {
        vec![
            self.name.clone(),
            self.role.word(lang).to_owned(),
            yes(!self.active, lang, "停止", "shut"),
        ]
    }
}

impl Show for LogEntry {
    const NAME: &'static str = "log";

    fn cells(&self, _: &Register, _: Lang) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.at.to_string(),
            self.by.clone(),
            self.action.clone(),
            self.subject.clone(),
            self.subject_id.clone(),
        ]
    }
}
