//! `kitei register review`.

use clap::{Args, Subcommand};

use super::Desk;
use crate::cli::arguments::LimitArguments;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::review::DEFAULT_GUIDELINES;
use crate::cli::{extract, guideline, output};
use crate::register::{Register, Submission, review_for};
use crate::review;

#[derive(Debug, Args)]
pub(super) struct ReviewCall {
    #[command(subcommand)]
    command: ReviewCommand,
}

#[derive(Debug, Subcommand)]
enum ReviewCommand {
    /// 台帳の提出物を点検し、結果を登録する。判定はそのまま残る
    #[command(
        after_help = "例:\n  kitei register review add 1\n  kitei register review add 1 --guideline mhlw-7.0"
    )]
    Add {
        /// 提出物の番号
        submission: i64,
        /// ガイドラインの ID（省くと申請のもの、申請がなければ申請者の種別のもの）
        #[arg(long, value_name = "ID")]
        guideline: Vec<String>,
        #[command(flatten)]
        limits: LimitArguments,
    },
    /// 提出物の点検結果の一覧（新しい順）
    List {
        /// 提出物の番号
        submission: i64,
    },
    /// 点検結果の全体を JSON で出す（kitei review --format json と同じ）
    Show {
        /// 点検結果の番号
        review: i64,
    },
}

pub(super) fn run(call: &ReviewCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let mut register = desk.open()?;
    match &call.command {
        ReviewCommand::Add {
            submission,
            guideline,
            limits,
        } => {
            let submission = register.submission(*submission)?;
            make(&mut register, &submission, guideline, limits, desk)
        }
        ReviewCommand::List { submission } => {
            register.submission(*submission)?;
            desk.print(&register, &register.reviews(*submission)?)
        }
        ReviewCommand::Show { review } => {
            output::print(&(register.review_result(*review)?.to_json() + "\n"))?;
            Ok(Exit::Done)
        }
    }
}

/// Reviews a submission and puts the results on file.
pub(super) fn make(
    register: &mut Register,
    submission: &Submission,
    named: &[String],
    limits: &LimitArguments,
    desk: &Desk<'_>,
) -> Result<Exit, Failure> {
    let organization = register.organization(submission.facts.organization)?;
    let ids = if named.is_empty() {
        vec![match submission.facts.application {
            Some(application) => register.application(application)?.facts.guideline,
            None => DEFAULT_GUIDELINES
                .iter()
                .find(|(audience, _)| *audience == organization.facts.audience)
                .map_or_else(String::new, |(_, id)| (*id).to_owned()),
        }]
    } else {
        named.to_vec()
    };
    let guidelines = ids
        .iter()
        .map(|id| guideline::load(id))
        .collect::<Result<Vec<_>, _>>()?;
    let pool = extract::pool(limits)?;
    let read = review::read(&register.files().input(submission), &pool);
    let mut made = Vec::new();
    let mut exit = Exit::Done;
    for guideline in &guidelines {
        let result = review_for(&read, &organization.facts.profile, guideline, &pool);
        for warning in result.warnings.iter().filter(|warning| warning.loss) {
            exit = Exit::Incomplete;
            output::say(&format!(
                "{} {}: {}",
                submission.facts.name,
                warning.file,
                warning.in_lang(desk.lang)
            ));
        }
        made.push(register.add_review(submission.id, &result, guideline, &desk.stamp()?)?);
    }
    desk.print(register, &made)?;
    Ok(exit)
}
