//! `kitei register`: applications, decisions, certificates.

mod account;
mod application;
mod audit;
mod certificate;
mod decision;
mod keep;
mod organization;
mod proposals;
mod public;
mod review;
mod seminar;
mod setting;
mod show;
mod submission;

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, Subcommand};

use super::arguments::TextFormat;
use super::outcome::{Exit, Failure};
use crate::register::{Day, Moment, Organization, Register, RegisterError, Stamp};
use crate::text::Lang;
use show::Show;

#[derive(Debug, Args)]
#[command(
    about = "申請・提出物・判定・監査・セミナー・認証の台帳",
    long_about = "認証機関の台帳。申請者、3種の申請（規程認証・監査認証・態勢認証）と2つの経路、提出物、点検結果、判定、監査、セミナー、認証を記録する。何も上書きされず、変更はすべて記録に残る。",
    after_help = "例:\n  kitei register setting issuer 〇〇認証機構\n  kitei register organization add 青空病院 --kind institution --listed\n  kitei register application add --organization 青空病院 --category regulation --route review\n  kitei register submission add 規程.docx 細則.docx --application 1 --from 事務部 --review\n  kitei register decision import 点検表.xlsx --submission 1\n  kitei register application conditions 1\n  kitei register certificate issue 1 --as-of 2026-11-22 --out 証書\n  kitei register public --out 公開\n\n提出されたファイルは台帳の隣のフォルダ（kitei.files）に置く。控えは kitei register export で取る。"
)]
pub(in crate::cli) struct RegisterCall {
    /// 台帳のファイル
    #[arg(
        long = "register",
        global = true,
        default_value = "register/kitei.sqlite",
        value_name = "FILE"
    )]
    path: PathBuf,
    /// 記録に残す名前
    #[arg(
        long,
        help = "記録に残す名前（省くと環境変数 KITEI_USER、USER の順）",
        global = true,
        value_name = "NAME"
    )]
    by: Option<String>,
    /// 記録の日時（YYYY-MM-DD か YYYY-MM-DDThh:mm:ssZ。省くと現在）
    #[arg(long, global = true, value_parser = moment, value_name = "DATE")]
    date: Option<Moment>,
    /// 出力の形式（json は1行1件）
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "text",
        value_name = "FORMAT"
    )]
    format: TextFormat,
    #[command(subcommand)]
    command: RegisterCommand,
}

#[derive(Debug, Subcommand)]
enum RegisterCommand {
    /// 申請者
    Organization(organization::OrganizationCall),
    /// 申請と、認証の条件
    Application(application::ApplicationCall),
    /// 提出物
    Submission(submission::SubmissionCall),
    /// 点検結果
    Review(review::ReviewCall),
    /// 所見への判定
    Decision(decision::DecisionCall),
    /// 監査
    Audit(audit::AuditCall),
    /// セミナーと受講
    Seminar(seminar::SeminarCall),
    /// 認証（発行・更新・取消し）
    Certificate(certificate::CertificateCall),
    /// 公開する認証取得者の一覧（HTML と CSV）
    Public(public::PublicCall),
    /// 台帳の利用者（kitei serve で使う）
    Account(account::AccountCall),
    /// 認証機関の名称など
    Setting(setting::SettingCall),
    /// 変更の記録
    Log(keep::LogCall),
    /// 台帳を提出ファイルごと1つの JSON に書き出す
    Export(keep::ExportCall),
    /// 書き出した JSON から台帳を作る
    Import(keep::ImportCall),
    /// 台帳に壊れたところがないか確かめる
    Check,
}

pub(super) fn run(call: &RegisterCall, lang: Lang) -> Result<Exit, Failure> {
    let desk = Desk { call, lang };
    match &call.command {
        RegisterCommand::Organization(of) => organization::run(of, &desk),
        RegisterCommand::Application(of) => application::run(of, &desk),
        RegisterCommand::Submission(of) => submission::run(of, &desk),
        RegisterCommand::Review(of) => review::run(of, &desk),
        RegisterCommand::Decision(of) => decision::run(of, &desk),
        RegisterCommand::Audit(of) => audit::run(of, &desk),
        RegisterCommand::Seminar(of) => seminar::run(of, &desk),
        RegisterCommand::Certificate(of) => certificate::run(of, &desk),
        RegisterCommand::Public(of) => public::run(of, &desk),
        RegisterCommand::Account(of) => account::run(of, &desk),
        RegisterCommand::Setting(of) => setting::run(of, &desk),
        RegisterCommand::Log(of) => keep::log(of, &desk),
        RegisterCommand::Export(of) => keep::export(of, &desk),
        RegisterCommand::Import(of) => keep::import(of, &desk),
        RegisterCommand::Check => keep::check(&desk),
    }
}

/// What every command of the register has before it.
struct Desk<'a> {
    call: &'a RegisterCall,
    lang: Lang,
}

impl Desk<'_> {
    /// The register, which must be there.
    fn open(&self) -> Result<Register, Failure> {
        Ok(Register::open(&self.call.path)?)
    }

    /// The register, made where it is not there yet.
    fn open_or_create(&self) -> Result<Register, Failure> {
        Ok(Register::open_or_create(&self.call.path)?)
    }

    /// The time of this call.
    fn now(&self) -> Moment {
        self.call.date.clone().unwrap_or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Moment::from_unix(since.as_secs() as i64)
        })
    }

    /// The day of this call in Japan.
    fn today(&self) -> Day {
        self.now().day_in_japan()
    }

    /// Who writes, and when.
    fn stamp(&self) -> Result<Stamp, Failure> {
        let name = |key| std::env::var(key).ok().filter(|name| !name.trim().is_empty());
        let by = self
            .call
            .by
            .clone()
            .or_else(|| name("KITEI_USER"))
            .or_else(|| name("USER"));
        match by {
            Some(by) if !by.trim().is_empty() => Ok(Stamp::new(by, self.now())),
            _ => Err(self.usage(
                "誰の記録かが分からない。--by 名前 を付けるか、環境変数 KITEI_USER を設定する",
                "it is not known who writes; add --by NAME or set KITEI_USER",
            )),
        }
    }

    /// The organization of this id or name.
    fn organization(&self, register: &Register, named: &str) -> Result<Organization, Failure> {
        if let Ok(id) = named.parse() {
            return Ok(register.organization(id)?);
        }
        let found = register.organizations_named(named)?;
        let ids = || {
            found
                .iter()
                .map(|o| o.id.to_string())
                .collect::<Vec<_>>()
                .join(" ")
        };
        match found.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(self.usage(
                &format!("申請者 {named} は台帳にない（kitei register organization list で確かめる）"),
                &format!("no organization {named} on file; see kitei register organization list"),
            )),
            _ => Err(self.usage(
                &format!("{named} という申請者が複数ある。番号で指定する: {}", ids()),
                &format!(
                    "several organizations are named {named}; give the number: {}",
                    ids()
                ),
            )),
        }
    }

    /// Wrong usage, in the language of the call.
    fn usage(&self, ja: &str, en: &str) -> Failure {
        Failure::Said(self.say(ja, en).to_owned(), Exit::Usage)
    }

    fn say<'a>(&self, ja: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }

    /// Prints records, in the format of the call.
    fn print<T: Show>(&self, register: &Register, records: &[T]) -> Result<Exit, Failure> {
        show::print(register, records, self.call.format, self.lang)
    }

    /// Whether machines read the output.
    fn is_json(&self) -> bool {
        self.call.format == TextFormat::Json
    }
}

/// A moment, or a day: nine o'clock in the morning of it in Japan.
fn moment(text: &str) -> Result<Moment, String> {
    let parsed = match text.parse::<Day>() {
        Ok(day) => format!("{day}T00:00:00Z").parse(),
        Err(_) => text.parse::<Moment>(),
    };
    parsed.map_err(|error| error.message().ja)
}

/// A day.
fn day(text: &str) -> Result<Day, String> {
    text.parse::<Day>().map_err(|error| error.message().ja)
}

/// Parses the codes of an enumeration of the register, with its words in the help.
macro_rules! choice {
    ($kind:ty) => {{
        use clap::builder::TypedValueParser;
        clap::builder::PossibleValuesParser::new(<$kind>::ALL.iter().map(|value| {
            clap::builder::PossibleValue::new(value.code()).help(value.word($crate::text::Lang::Ja))
        }))
        .try_map(|code| <$kind>::from_code(&code).ok_or("unknown"))
    }};
}
use choice;

impl From<RegisterError> for Failure {
    fn from(error: RegisterError) -> Self {
        Self::Register(error)
    }
}
