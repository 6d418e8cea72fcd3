//! `kitei register application`.

use clap::{Args, Subcommand};

use super::{Desk, choice, day};
use crate::cli::guideline;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::review::DEFAULT_GUIDELINES;
use crate::register::{Category, Day, Route, State, Step};

#[derive(Debug, Args)]
pub(super) struct ApplicationCall {
    #[command(subcommand)]
    command: ApplicationCommand,
}

#[derive(Debug, Subcommand)]
enum ApplicationCommand {
    /// 申請を登録する
    #[command(
        after_help = "認証の種類と経路:\n  regulation 規程認証 / audit 監査認証 / operation 態勢認証（必ず joint。規程認証とセミナーの受講が要る）\n  joint (1) 認証機関が起草・監査に参画し、完了をもって認証する / review (2) 申請者が作った規程・監査結果を審査する\n\n例:\n  kitei register application add --organization 青空病院 --category regulation --route review\n  kitei register application add --organization 青空病院 --category operation --route joint"
    )]
    Add {
        /// 申請者の番号か名称
        #[arg(long, value_name = "NAME")]
        organization: String,
        /// 認証の種類
        #[arg(long, value_parser = choice!(Category), value_name = "CATEGORY")]
        category: Category,
        /// 経路
        #[arg(long, value_parser = choice!(Route), value_name = "ROUTE")]
        route: Route,
        /// ガイドラインの ID（省くと、医療機関等は厚生労働省の、事業者は経済産業省・総務省のもの）
        #[arg(long, value_name = "ID")]
        guideline: Option<String>,
        /// 受付日（省くと今日）
        #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
        received: Option<Day>,
        /// 備考（公開しない）
        #[arg(long, value_name = "NOTE")]
        note: Option<String>,
    },
    /// 申請の一覧
    List {
        /// この申請者のものだけ
        #[arg(long, value_name = "NAME")]
        organization: Option<String>,
    },
    /// 経過を記録する（参画・完了・審査）
    #[command(
        after_help = "例:\n  kitei register application step 1 drafting --on 2026-10-01 --person 認証部\n  kitei register application step 1 completed --on 2026-11-20 --person 認証部"
    )]
    Step {
        /// 申請の番号
        application: i64,
        /// 何をしたか
        #[arg(value_parser = choice!(Step), value_name = "STEP")]
        step: Step,
        /// いつ（省くと今日）
        #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
        on: Option<Day>,
        /// 認証機関の誰が
        #[arg(long, value_name = "NAME")]
        person: String,
        /// 備考
        #[arg(long, value_name = "NOTE")]
        note: Option<String>,
    },
    /// 経過の一覧
    Steps {
        /// 申請の番号
        application: i64,
    },
    /// 認証の条件のうち、満たしたものと足りないもの
    Conditions {
        /// 申請の番号
        application: i64,
        /// 認証の基準日（省くと今日）
        #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
        as_of: Option<Day>,
    },
    /// 認証せずに申請を終える（不認証・取下げ）
    Close {
        /// 申請の番号
        application: i64,
        /// declined 不認証 / retracted 取下げ
        #[arg(long, value_parser = choice!(State), value_name = "STATE")]
        state: State,
        /// 理由
        #[arg(long, value_name = "NOTE")]
        note: String,
    },
}

pub(super) fn run(call: &ApplicationCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let mut register = desk.open()?;
    match &call.command {
        ApplicationCommand::Add {
            organization,
            category,
            route,
            guideline: named,
            received,
            note,
        } => {
            let applicant = desk.organization(&register, organization)?;
            let default = DEFAULT_GUIDELINES
                .iter()
                .find(|(audience, _)| *audience == applicant.facts.audience)
                .map_or("", |(_, id)| *id);
            let guideline = guideline::load(named.as_deref().unwrap_or(default))?;
            let received = received.clone().unwrap_or_else(|| desk.today());
            let added = register.add_application(
                applicant.id,
                (*category, *route),
                &guideline,
                &received,
                note.as_deref(),
                &desk.stamp()?,
            )?;
            desk.print(&register, &[added])
        }
        ApplicationCommand::List { organization } => {
            let of = organization
                .as_deref()
                .map(|named| desk.organization(&register, named))
                .transpose()?;
            desk.print(&register, &register.applications(of.map(|found| found.id))?)
        }
        ApplicationCommand::Step {
            application,
            step,
            on,
            person,
            note,
        } => {
            let on = on.clone().unwrap_or_else(|| desk.today());
            let added =
                register.add_proceeding(*application, *step, &on, person, note.as_deref(), &desk.stamp()?)?;
            desk.print(&register, &[added])
        }
        ApplicationCommand::Steps { application } => {
            register.application(*application)?;
            desk.print(&register, &register.proceedings(*application)?)
        }
        ApplicationCommand::Conditions { application, as_of } => {
            let as_of = as_of.clone().unwrap_or_else(|| desk.today());
            desk.print(&register, &register.conditions(*application, &as_of)?)
        }
        ApplicationCommand::Close {
            application,
            state,
            note,
        } => {
            let closed = register.close_application(*application, *state, note, &desk.stamp()?)?;
            desk.print(&register, &[closed])
        }
    }
}
