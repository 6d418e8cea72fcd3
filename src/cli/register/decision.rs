//! `kitei register decision`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Desk, choice, proposals};
use crate::cli::outcome::{Exit, Failure};
use crate::cli::{guideline, output};
use crate::register::{CitedPlace, Decided, DecisionKey, Reading, Register, ReviewOnFile};
use crate::report::decisions::Verdict;
use crate::text::Lang;

#[derive(Debug, Args)]
pub(super) struct DecisionCall {
    #[command(subcommand)]
    command: DecisionCommand,
}

#[derive(Debug, Subcommand)]
enum DecisionCommand {
    /// 所見を判定する。前の判定は履歴に残る
    #[command(
        after_help = "例:\n  kitei register decision add M12-5 covered --submission 1 --comment 第12条で足りる\n  kitei register decision add M12-5/2 uncovered --submission 1\n  kitei register decision add M12-5 covered --submission 1 --place '細則.docx#第4条'"
    )]
    Add {
        /// 遵守事項の ID。観点を判定するときは ID/番号
        finding: String,
        /// 判定
        #[arg(value_enum)]
        verdict: VerdictArgument,
        #[command(flatten)]
        at: AtArguments,
        /// 所見
        #[arg(long, value_name = "TEXT")]
        comment: Option<String>,
        /// 機械が見落とした条項（ファイル名#条項番号）
        #[arg(long, value_name = "FILE#CITATION")]
        place: Vec<String>,
        /// 見た版。ほかの人が先に書いていれば断る（省くと今の版）
        #[arg(long, value_name = "VERSION")]
        expect: Option<i64>,
    },
    /// 最後の判定を取り消し、その前の判定に戻す（取消しも履歴に残る）
    Undo {
        /// 遵守事項の ID。観点の判定は ID/番号
        finding: String,
        #[command(flatten)]
        at: AtArguments,
        /// 見た版
        #[arg(long, value_name = "VERSION")]
        expect: Option<i64>,
    },
    /// 今の判定の一覧
    List {
        #[command(flatten)]
        at: AtArguments,
    },
    /// 所見の判定の履歴（古い順）
    History {
        /// 遵守事項の ID。観点の判定は ID/番号
        finding: String,
        #[command(flatten)]
        at: AtArguments,
    },
    /// 記入した点検表（XLSX）の判定を登録する
    #[command(after_help = "例:\n  kitei register decision import reports/規程.xlsx --submission 1")]
    Import {
        /// 記入した点検表
        #[arg(value_name = "FILE.xlsx")]
        file: PathBuf,
        #[command(flatten)]
        at: AtArguments,
    },
    /// まだ判定のない所見のうち、機械の提案がこの充足状況のものを、提案どおりに判定する
    #[command(after_help = "例:\n  kitei register decision accept covered --submission 1")]
    Accept {
        /// 機械の提案
        #[arg(value_enum)]
        coverage: VerdictArgument,
        #[command(flatten)]
        at: AtArguments,
        /// 所見
        #[arg(long, value_name = "TEXT")]
        comment: Option<String>,
    },
    /// 1次と2次の審査者の一致
    Agreement {
        #[command(flatten)]
        at: AtArguments,
    },
}

#[derive(Debug, Args)]
pub(super) struct AtArguments {
    /// 提出物の番号
    #[arg(long, value_name = "ID")]
    pub submission: i64,
    /// ガイドラインの ID（点検したものが1つなら省ける）
    #[arg(long, value_name = "ID")]
    guideline: Option<String>,
    /// 1次・2次・調整
    #[arg(long, value_parser = choice!(Reading), default_value = "first", value_name = "READING")]
    pub reading: Reading,
}

/// A verdict on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum VerdictArgument {
    /// 充足
    Covered,
    /// 一部充足
    Partial,
    /// 不足
    Uncovered,
    /// 対象外
    #[value(name = "not_applicable", alias = "not-applicable")]
    NotApplicable,
    /// 要確認
    Check,
}

impl VerdictArgument {
    pub(super) fn verdict(self) -> Verdict {
        match self {
            Self::Covered => Verdict::Covered,
            Self::Partial => Verdict::Partial,
            Self::Uncovered => Verdict::Uncovered,
            Self::NotApplicable => Verdict::NotApplicable,
            Self::Check => Verdict::Check,
        }
    }
}

pub(super) fn run(call: &DecisionCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let mut register = desk.open()?;
    match &call.command {
        DecisionCommand::Add {
            finding,
            verdict,
            at,
            comment,
            place,
            expect,
        } => {
            let review = at.review(&register, desk)?;
            let key = at.key(&review, finding, desk)?;
            check_requirement(&register, &review, &key, desk)?;
            let decided = Decided {
                verdict: Some(verdict.verdict()),
                comment: comment.clone(),
                places: place
                    .iter()
                    .map(|place| cited(place, desk))
                    .collect::<Result<_, _>>()?,
            };
            let version = version(&register, &key, *expect)?;
            let entry = register.decide(&key, version, Some(review.id), &decided, &desk.stamp()?)?;
            desk.print(&register, &[entry])
        }
        DecisionCommand::Undo { finding, at, expect } => {
            let review = at.review(&register, desk)?;
            let key = at.key(&review, finding, desk)?;
            let version = version(&register, &key, *expect)?;
            let entry = register.undo(&key, version, &desk.stamp()?)?;
            desk.print(&register, &[entry])
        }
        DecisionCommand::List { at } => {
            let review = at.review(&register, desk)?;
            desk.print(
                &register,
                &register.standing(at.submission, &review.guideline, at.reading)?,
            )
        }
        DecisionCommand::History { finding, at } => {
            let review = at.review(&register, desk)?;
            let key = at.key(&review, finding, desk)?;
            desk.print(&register, &register.decision_history(&key)?)
        }
        DecisionCommand::Import { file, at } => proposals::import(&mut register, file, at, desk),
        DecisionCommand::Accept {
            coverage,
            at,
            comment,
        } => proposals::accept(&mut register, *coverage, at, comment.as_deref(), desk),
        DecisionCommand::Agreement { at } => agreement(&register, at, desk),
    }
}

impl AtArguments {
    /// The latest review that the decisions are about.
    pub(super) fn review(&self, register: &Register, desk: &Desk<'_>) -> Result<ReviewOnFile, Failure> {
        register.submission(self.submission)?;
        let reviews = register.reviews(self.submission)?;
        let mut ids: Vec<&str> = reviews.iter().map(|review| review.guideline.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let id = match (&self.guideline, ids.as_slice()) {
            (Some(id), _) => id.as_str(),
            (None, [only]) => only,
            (None, []) => "",
            (None, several) => {
                let several = several.join(" ");
                return Err(desk.usage(
                    &format!("複数のガイドラインで点検されている。--guideline で指定する: {several}"),
                    &format!("reviewed against several guidelines; name one with --guideline: {several}"),
                ));
            }
        };
        let submission = self.submission;
        reviews.iter().find(|review| review.guideline == id).cloned().ok_or_else(|| {
            desk.usage(
                &format!("提出物 {submission} はまだ点検されていない。kitei register review add {submission} で点検する"),
                &format!("submission {submission} is not reviewed yet; run kitei register review add {submission}"),
            )
        })
    }

    pub(super) fn key(
        &self,
        review: &ReviewOnFile,
        finding: &str,
        desk: &Desk<'_>,
    ) -> Result<DecisionKey, Failure> {
        let (requirement, element) = match finding.split_once('/') {
            None => (finding, Ok(0)),
            Some((requirement, element)) => (requirement, element.parse()),
        };
        let element = element.map_err(|_| {
            desk.usage(
                &format!("{finding}: 観点は M12-5/2 のように番号で指定する"),
                &format!("{finding}: name an element by its number, as in M12-5/2"),
            )
        })?;
        Ok(DecisionKey {
            submission: self.submission,
            guideline: review.guideline.clone(),
            reading: self.reading,
            requirement: requirement.to_owned(),
            element,
        })
    }
}

/// Refuses a decision on something that the review does not hold.
fn check_requirement(
    register: &Register,
    review: &ReviewOnFile,
    key: &DecisionKey,
    desk: &Desk<'_>,
) -> Result<(), Failure> {
    let result = register.review_result(review.id)?;
    let Some(finding) = result
        .findings
        .iter()
        .find(|finding| finding.requirement == key.requirement)
    else {
        return Err(guideline::unknown_requirement(
            &guideline::load(&review.guideline)?,
            &key.requirement,
            desk.lang,
        ));
    };
    let count = finding.elements.len();
    if key.element as usize <= count {
        return Ok(());
    }
    Err(desk.usage(
        &format!("{} の観点は {count} まで", key.requirement),
        &format!("{} has {count} elements", key.requirement),
    ))
}

/// The version that the person saw: as they say, or the one that stands.
fn version(register: &Register, key: &DecisionKey, expect: Option<i64>) -> Result<i64, Failure> {
    match expect {
        Some(version) => Ok(version),
        None => Ok(register.decision(key)?.map_or(0, |entry| entry.version)),
    }
}

fn cited(place: &str, desk: &Desk<'_>) -> Result<CitedPlace, Failure> {
    let (file, citation) = place.rsplit_once('#').ok_or_else(|| {
        desk.usage(
            &format!("{place}: ファイル名#条項番号 の形で指定する（例 規程.docx#第12条）"),
            &format!("{place}: give FILE#CITATION, as in 規程.docx#第12条"),
        )
    })?;
    Ok(CitedPlace {
        file: file.to_owned(),
        page: None,
        citation: citation.to_owned(),
        text: String::new(),
    })
}

fn agreement(register: &Register, at: &AtArguments, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let review = at.review(register, desk)?;
    let agreement = register.agreement(at.submission, &review.guideline)?;
    if desk.is_json() {
        let mut json = serde_json::json!({ "schema": "kitei.register.agreement/1" });
        json["both"] = agreement.both.into();
        json["same"] = agreement.same.into();
        json["kappa"] = agreement.kappa.into();
        output::print(&format!("{json}\n"))?;
        return Ok(Exit::Done);
    }
    let kappa = agreement
        .kappa
        .map_or("－".to_owned(), |kappa| format!("{kappa:.2}"));
    output::print(&match desk.lang {
        Lang::Ja => format!(
            "2人とも判定 {}\t一致 {}\tκ {kappa}\n",
            agreement.both, agreement.same
        ),
        Lang::En => format!(
            "both {}\tsame {}\tkappa {kappa}\n",
            agreement.both, agreement.same
        ),
    })?;
    Ok(Exit::Done)
}
