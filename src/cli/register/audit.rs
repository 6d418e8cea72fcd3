//! `kitei register audit`.

use clap::{Args, Subcommand};

use super::{Desk, choice, day};
use crate::cli::outcome::{Exit, Failure};
use crate::cli::review::DEFAULT_GUIDELINES;
use crate::register::{AuditFacts, AuditKind, Day};

#[derive(Debug, Args)]
pub(super) struct AuditCall {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// 監査を記録する
    #[command(
        after_help = "例:\n  kitei register audit add --application 2 --kind external --auditor 〇〇監査法人 --on 2026-10-10 --findings 文書の版の管理 --improvement 台帳を設けた\n  kitei register audit add --organization 青空病院 --kind internal --auditor 内部監査室 --support 認証機関 --on 2026-10-10"
    )]
    Add {
        /// 申請者の番号か名称（--application があれば省ける）
        #[arg(long, value_name = "NAME", required_unless_present = "application")]
        organization: Option<String>,
        /// 申請の番号
        #[arg(long, value_name = "ID")]
        application: Option<i64>,
        /// 外部監査か、支援を受けた内部監査か
        #[arg(long, value_parser = choice!(AuditKind), value_name = "KIND")]
        kind: AuditKind,
        /// 監査人
        #[arg(long, value_name = "NAME")]
        auditor: String,
        /// 実施日（終わった日）
        #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
        on: Day,
        /// 基準としたガイドラインの ID（省くと申請のもの）
        #[arg(long, value_name = "ID")]
        guideline: Option<String>,
        #[command(flatten)]
        result: ResultArguments,
    },
    /// 監査の記載を改める（改善の追記など。以前の内容は記録に残る）
    Change {
        /// 監査の番号
        audit: i64,
        /// 申請の番号
        #[arg(long, value_name = "ID")]
        application: Option<i64>,
        #[command(flatten)]
        result: ResultArguments,
    },
    /// 監査の一覧
    List {
        /// この申請者のものだけ
        #[arg(long, value_name = "NAME")]
        organization: Option<String>,
    },
}

#[derive(Debug, Args)]
struct ResultArguments {
    /// 支援した者（内部監査では必ず要る）
    #[arg(long, value_name = "NAME")]
    support: Option<String>,
    /// 指摘事項
    #[arg(long, value_name = "TEXT")]
    findings: Option<String>,
    /// 運用の改善
    #[arg(long, value_name = "TEXT")]
    improvement: Option<String>,
    /// 備考（公開しない）
    #[arg(long, value_name = "NOTE")]
    note: Option<String>,
}

pub(super) fn run(call: &AuditCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let mut register = desk.open()?;
    match &call.command {
        AuditCommand::Add {
            organization,
            application,
            kind,
            auditor,
            on,
            guideline,
            result,
        } => {
            let applied = application.map(|id| register.application(id)).transpose()?;
            let audited = match (organization, &applied) {
                (Some(named), _) => desk.organization(&register, named)?,
                (None, Some(applied)) => register.organization(applied.facts.organization)?,
                (None, None) => return Err(desk.usage("--organization が要る", "--organization is needed")),
            };
            let default = DEFAULT_GUIDELINES
                .iter()
                .find(|(audience, _)| *audience == audited.facts.audience)
                .map_or_else(String::new, |(_, id)| (*id).to_owned());
            let facts = AuditFacts {
                organization: audited.id,
                application: *application,
                kind: *kind,
                auditor: auditor.clone(),
                support: result.support.clone(),
                performed_on: on.clone(),
                guideline: guideline
                    .clone()
                    .or(applied.map(|applied| applied.facts.guideline))
                    .unwrap_or(default),
                findings: result.findings.clone(),
                improvement: result.improvement.clone(),
                note: result.note.clone(),
            };
            let added = register.add_audit(&facts, &desk.stamp()?)?;
            desk.print(&register, &[added])
        }
        AuditCommand::Change {
            audit,
            application,
            result,
        } => {
            let before = register.audit(*audit)?;
            let mut facts = before.facts;
            facts.application = application.or(facts.application);
            facts.support = result.support.clone().or(facts.support);
            facts.findings = result.findings.clone().or(facts.findings);
            facts.improvement = result.improvement.clone().or(facts.improvement);
            facts.note = result.note.clone().or(facts.note);
            let after = register.change_audit(before.id, before.version, &facts, &desk.stamp()?)?;
            desk.print(&register, &[after])
        }
        AuditCommand::List { organization } => {
            let of = organization
                .as_deref()
                .map(|named| desk.organization(&register, named))
                .transpose()?;
            desk.print(&register, &register.audits(of.map(|found| found.id))?)
        }
    }
}
