//! The register: what is refused and why, what stays on file, and the command line around it.

mod certifying;
mod keeping;
mod program;
mod reviewing;

use std::path::PathBuf;

use kitei::guideline::{Audience, CatalogueFile, Guideline, load};
use kitei::matching::{ElementCoverage, ElementFinding, Finding};
use kitei::register::{
    Application, Category, Day, Decided, DecisionKey, Moment, OrganizationFacts, Reading, Register,
    RegisterError, ReviewOnFile, Route, Setting, Stamp, Submission, SubmissionFacts,
};
use kitei::report::decisions::Verdict;
use kitei::review::{
    FileRecord, GuidelineRecord, Review, SCHEMA, SettingsRecord, SubmissionRecord, Summary, ToolRecord,
};
use kitei::text::Message;
use tempfile::TempDir;

const BOOK: &str = r#"
guideline = "sample-1"
book = "management"
book_title = "管理編"
[[section]]
number = "1"
title = "教育"
[[requirement]]
id = "M1-1"
section = "1"
item = 1
text = "職員を教育し、記録を残す。"
elements = [{ point = "教育を行う", any = [["教育"]] }, { point = "記録を残す", any = [["記録"]] }]
confidence = "read"
[[requirement]]
id = "M1-2"
section = "1"
item = 2
text = "手順を定める。"
elements = [{ point = "手順を定める", any = [["手順"]] }]
confidence = "read"
"#;

/// The head of a catalogue of two requirements.
fn head(audience: &str) -> String {
    format!(
        "id = \"sample-1\"\ntitle = \"見本の指針\"\nversion = \"第1版\"\npublished = \"2024-01-01\"\npublisher = \"見本の会\"\naudience = \"{audience}\"\nbooks = [\"management\"]\n"
    )
}

/// A catalogue of two requirements for an audience.
fn guideline_for(audience: &str) -> Guideline {
    let head = head(audience);
    let file = |name, text| CatalogueFile { name, text };
    load(&[file("guideline.toml", &head), file("management.toml", BOOK)]).expect("well-formed")
}

fn guideline() -> Guideline {
    guideline_for("institution")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// 山田, at noon in Japan.
fn on(day: &str) -> Stamp {
    by("山田", day)
}

fn by(name: &str, day: &str) -> Stamp {
    let at: Moment = format!("{day}T03:00:00Z").parse().expect("a moment");
    Stamp::new(name, at)
}

/// A register in a folder of its own.
struct Case {
    folder: TempDir,
    register: Register,
}

impl Case {
    /// An empty register with a body that issues certificates.
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let mut register =
            Register::open_or_create(&folder.path().join("台帳.sqlite")).expect("a new register");
        register
            .set(Setting::Issuer, "見本認証機構", &on("2026-01-01"))
            .expect("set");
        Self { folder, register }
    }

    fn path(&self) -> PathBuf {
        self.register.path().to_owned()
    }

    fn organization(&mut self, name: &str) -> i64 {
        let facts = OrganizationFacts {
            listed: true,
            ..OrganizationFacts::named(name, Audience::Institution)
        };
        self.register
            .add_organization(&facts, &on("2026-01-01"))
            .expect("added")
            .id
    }

    fn application(&mut self, organization: i64, category: Category, route: Route) -> Application {
        self.register
            .add_application(
                organization,
                (category, route),
                &guideline(),
                &day("2026-02-01"),
                None,
                &on("2026-02-01"),
            )
            .expect("added")
    }

    fn submission(&mut self, application: &Application, bytes: &[u8]) -> Submission {
        let facts = SubmissionFacts {
            organization: application.facts.organization,
            application: Some(application.id),
            name: "規程".to_owned(),
            received_on: day("2026-02-10"),
            received_from: "事務部".to_owned(),
            note: None,
        };
        self.register
            .add_submission(
                &facts,
                &[("規程.txt".to_owned(), bytes.to_vec())],
                &on("2026-02-10"),
            )
            .expect("added")
    }

    fn review(&mut self, submission: &Submission) -> ReviewOnFile {
        let result = review(submission, [ElementCoverage::Uncovered; 3]);
        self.register
            .add_review(submission.id, &result, &guideline(), &on("2026-02-11"))
            .expect("added")
    }

    /// Decides a finding of a submission at the version that stands.
    fn decide(&mut self, submission: i64, reading: Reading, requirement: &str, verdict: Verdict) {
        let key = key(submission, reading, requirement, 0);
        let version = self
            .register
            .decision(&key)
            .expect("read")
            .map_or(0, |entry| entry.version);
        self.register
            .decide(&key, version, None, &said(verdict), &on("2026-02-12"))
            .expect("decided");
    }

    /// The ids of the conditions that are missing.
    fn missing(&self, application: i64, as_of: &str) -> Vec<&'static str> {
        self.register
            .conditions(application, &day(as_of))
            .expect("checked")
            .into_iter()
            .filter(|condition| !condition.met)
            .map(|condition| condition.id)
            .collect()
    }

    /// A 規程認証 by route (1) as of a day, from nothing.
    fn certified(&mut self, organization: i64, as_of: &str) -> String {
        use kitei::register::Step::{Completed, Drafting};
        let application = self.application(organization, Category::Regulation, Route::Joint);
        self.submission(&application, b"regulation");
        for step in [Drafting, Completed] {
            self.register
                .add_proceeding(
                    application.id,
                    step,
                    &day("2026-02-15"),
                    "認証部",
                    None,
                    &on(as_of),
                )
                .expect("added");
        }
        self.register
            .issue(application.id, &day(as_of), &on(as_of))
            .expect("every condition is fulfilled")
            .number
    }
}

fn key(submission: i64, reading: Reading, requirement: &str, element: u32) -> DecisionKey {
    DecisionKey {
        submission,
        guideline: "sample-1".to_owned(),
        reading,
        requirement: requirement.to_owned(),
        element,
    }
}

fn said(verdict: Verdict) -> Decided {
    Decided {
        verdict: Some(verdict),
        ..Decided::default()
    }
}

/// A review of what is on file, with this coverage of the three elements.
fn review(submission: &Submission, coverage: [ElementCoverage; 3]) -> Review {
    let element = |coverage| ElementFinding {
        point: "観点".to_owned(),
        coverage,
        certainty: 0.9,
        reason: Message::new("理由", "reason"),
        evidence: Vec::new(),
    };
    let findings = vec![
        Finding::new("M1-1", vec![element(coverage[0]), element(coverage[1])]),
        Finding::new("M1-2", vec![element(coverage[2])]),
    ];
    let file = |file: &kitei::register::SubmissionFile| FileRecord {
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        pages: None,
        origin: "native".to_owned(),
    };
    Review {
        schema: SCHEMA.to_owned(),
        submission: SubmissionRecord {
            name: submission.facts.name.clone(),
            files: submission.files.iter().map(file).collect(),
        },
        guideline: GuidelineRecord::of(&guideline()),
        tool: ToolRecord::this(),
        settings: SettingsRecord::default(),
        summary: Summary::of(&findings),
        warnings: Vec::new(),
        findings,
    }
}

/// What a refusal says, in Japanese; anything else fails the test.
fn refusal<T: std::fmt::Debug>(result: Result<T, RegisterError>) -> String {
    match result.expect_err("refused") {
        RegisterError::Refused(message) => {
            assert!(!message.en.is_empty() && message.en.is_ascii() || message.en != message.ja);
            message.ja
        }
        other => panic!("refused otherwise: {other}"),
    }
}
