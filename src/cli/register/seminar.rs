//! `kitei register seminar`.

use clap::{Args, Subcommand};

use super::{Desk, day};
use crate::cli::outcome::{Exit, Failure};
use crate::register::Day;

#[derive(Debug, Args)]
pub(super) struct SeminarCall {
    #[command(subcommand)]
    command: SeminarCommand,
}

#[derive(Debug, Subcommand)]
enum SeminarCommand {
    /// セミナーを登録する
    #[command(
        after_help = "例:\n  kitei register seminar add 安全管理セミナー --on 2026-06-01\n  kitei register seminar attend 1 青空病院 --people '山田、佐藤'"
    )]
    Add {
        /// 名称
        title: String,
        /// 開催日
        #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
        on: Day,
        /// 備考
        #[arg(long, value_name = "NOTE")]
        note: Option<String>,
    },
    /// 受講を記録する
    Attend {
        /// セミナーの番号
        seminar: i64,
        /// 申請者の番号か名称
        organization: String,
        /// 受講した者（公開しない）
        #[arg(long, value_name = "NAMES")]
        people: Option<String>,
        /// 誤って記録した受講を打ち消す
        #[arg(long)]
        absent: bool,
    },
    /// セミナーと、受講した申請者の一覧
    List,
}

pub(super) fn run(call: &SeminarCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    match &call.command {
        SeminarCommand::Add { title, on, note } => {
            let mut register = desk.open_or_create()?;
            let added = register.add_seminar(title, on, note.as_deref(), &desk.stamp()?)?;
            desk.print(&register, &[added])
        }
        SeminarCommand::Attend {
            seminar,
            organization,
            people,
            absent,
        } => {
            let mut register = desk.open()?;
            let who = desk.organization(&register, organization)?.id;
            let entry = register.attend(*seminar, who, !absent, people.as_deref(), &desk.stamp()?)?;
            desk.print(&register, &[entry])
        }
        SeminarCommand::List => {
            let register = desk.open()?;
            desk.print(&register, &register.seminars()?)
        }
    }
}
