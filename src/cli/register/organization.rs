//! `kitei register organization`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::Desk;
use crate::cli::guideline;
use crate::cli::outcome::{Exit, Failure};
use crate::guideline::Audience;
use crate::register::OrganizationFacts;

#[derive(Debug, Args)]
pub(super) struct OrganizationCall {
    #[command(subcommand)]
    command: OrganizationCommand,
}

#[derive(Debug, Subcommand)]
enum OrganizationCommand {
    /// 申請者を登録する
    #[command(
        after_help = "例:\n  kitei register organization add 青空病院 --kind institution --profile 適用区分.toml --address 東京都 --listed"
    )]
    Add {
        /// 正式な名称（証書に載る）
        name: String,
        /// 医療機関等（institution）か情報処理事業者（vendor）か
        #[arg(long, value_enum, value_name = "KIND")]
        kind: OrganizationKind,
        #[command(flatten)]
        facts: FactArguments,
    },
    /// 申請者の記載を改める（以前の内容は記録に残る）
    Change {
        /// 番号か名称
        organization: String,
        /// 新しい名称
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        facts: FactArguments,
        /// 公表の同意を取り消す
        #[arg(long, conflicts_with = "listed")]
        unlisted: bool,
    },
    /// 申請者の一覧
    List,
    /// 申請者と、その申請・提出物・監査・受講・認証
    Show {
        /// 番号か名称
        organization: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OrganizationKind {
    Institution,
    Vendor,
}

#[derive(Debug, Args)]
struct FactArguments {
    /// 英語の名称（英語の証書に載る）
    #[arg(long, value_name = "NAME")]
    name_en: Option<String>,
    /// 医療機関コード・法人番号など、同名の者と区別する番号
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// 所在地（公開の一覧に載る）
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    /// 連絡先（公開しない）
    #[arg(long, value_name = "CONTACT")]
    contact: Option<String>,
    /// 備考（公開しない）
    #[arg(long, value_name = "NOTE")]
    note: Option<String>,
    /// 適用区分（TOML）
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// 公開の一覧に載せる同意がある
    #[arg(long)]
    listed: bool,
}

pub(super) fn run(call: &OrganizationCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    match &call.command {
        OrganizationCommand::Add { name, kind, facts } => {
            let audience = match kind {
                OrganizationKind::Institution => Audience::Institution,
                OrganizationKind::Vendor => Audience::Vendor,
            };
            let stated = facts.over(OrganizationFacts::named(name, audience))?;
            let mut register = desk.open_or_create()?;
            let added = register.add_organization(&stated, &desk.stamp()?)?;
            desk.print(&register, &[added])
        }
        OrganizationCommand::Change {
            organization,
            name,
            facts,
            unlisted,
        } => {
            let mut register = desk.open()?;
            let before = desk.organization(&register, organization)?;
            let mut stated = facts.over(before.facts)?;
            if let Some(name) = name {
                stated.name.clone_from(name);
            }
            stated.listed &= !unlisted;
            let after = register.change_organization(before.id, before.version, &stated, &desk.stamp()?)?;
            desk.print(&register, &[after])
        }
        OrganizationCommand::List => {
            let register = desk.open()?;
            desk.print(&register, &register.organizations()?)
        }
        OrganizationCommand::Show { organization } => {
            let register = desk.open()?;
            let found = desk.organization(&register, organization)?;
            let (number, id) = (found.id, Some(found.id));
            desk.print(&register, &[found])?;
            desk.print(&register, &register.applications(id)?)?;
            desk.print(&register, &register.submissions(id)?)?;
            desk.print(&register, &register.audits(id)?)?;
            desk.print(&register, &register.seminars_attended(number)?)?;
            desk.print(&register, &register.certificates(id)?)
        }
    }
}

impl FactArguments {
    /// `facts` with what the arguments state.
    fn over(&self, mut facts: OrganizationFacts) -> Result<OrganizationFacts, Failure> {
        let set = |fact: &mut Option<String>, stated: &Option<String>| {
            if stated.is_some() {
                fact.clone_from(stated);
            }
        };
        set(&mut facts.name_en, &self.name_en);
        set(&mut facts.code, &self.code);
        set(&mut facts.address, &self.address);
        set(&mut facts.contact, &self.contact);
        set(&mut facts.note, &self.note);
        if let Some(profile) = self.profile.as_deref().map(Path::new) {
            facts.profile = guideline::profile(profile)?;
        }
        facts.listed |= self.listed;
        Ok(facts)
    }
}
