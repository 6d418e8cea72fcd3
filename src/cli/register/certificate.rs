//! `kitei register certificate`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{Desk, day};
use crate::cli::outcome::{Exit, Failure};
use crate::cli::output;
use crate::register::{Certificate, Day, Register, certificate_docx, certificate_html};
use crate::report::safe;

#[derive(Debug, Args)]
pub(super) struct CertificateCall {
    #[command(subcommand)]
    command: CertificateCommand,
}

#[derive(Debug, Subcommand)]
enum CertificateCommand {
    /// 条件がすべて満たされていれば、ある日現在の認証を発行する（同じ種類の認証があれば更新）
    #[command(
        after_help = "条件が足りなければ発行せず、足りないものを示す（終了コード 4）。条件は kitei register application conditions で見られる。\n\n例:\n  kitei register certificate issue 1 --as-of 2026-11-22 --out 証書"
    )]
    Issue {
        /// 申請の番号
        application: i64,
        /// 基準日（省くと今日）
        #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
        as_of: Option<Day>,
        /// 証書（DOCX と HTML）を書くフォルダ
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// 発行した認証の証書（DOCX と HTML）を書く
    #[command(
        after_help = "例:\n  kitei register certificate print R2026-0001 --out 証書\n  kitei register certificate print R2026-0001 --out 証書 --lang en"
    )]
    Print {
        /// 認証番号
        number: String,
        /// 書くフォルダ
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// 認証の一覧（取り消したものも残る）
    List {
        /// この申請者のものだけ
        #[arg(long, value_name = "NAME")]
        organization: Option<String>,
    },
    /// 認証と、それが更新したこれまでの認証
    Show {
        /// 認証番号
        number: String,
    },
    /// 認証を取り消す（台帳には残り、公開の一覧からは外れる）
    #[command(
        after_help = "例:\n  kitei register certificate withdraw R2026-0001 --on 2027-03-01 --reason 規程の廃止"
    )]
    Withdraw {
        /// 認証番号
        number: String,
        /// 取消しの日（省くと今日）
        #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
        on: Option<Day>,
        /// 理由（公開しない）
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

pub(super) fn run(call: &CertificateCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let mut register = desk.open()?;
    match &call.command {
        CertificateCommand::Issue {
            application,
            as_of,
            out,
        } => {
            let as_of = as_of.clone().unwrap_or_else(|| desk.today());
            let issued = register.issue(*application, &as_of, &desk.stamp()?)?;
            if let Some(out) = out {
                write(&register, &issued, out, desk)?;
            }
            desk.print(&register, &[issued])
        }
        CertificateCommand::Print { number, out } => {
            write(&register, &register.certificate(number)?, out, desk)?;
            Ok(Exit::Done)
        }
        CertificateCommand::List { organization } => {
            let of = organization
                .as_deref()
                .map(|named| desk.organization(&register, named))
                .transpose()?;
            desk.print(&register, &register.certificates(of.map(|found| found.id))?)
        }
        CertificateCommand::Show { number } => {
            let mut all = vec![register.certificate(number)?];
            all.extend(register.earlier_certificates(&all[0])?);
            desk.print(&register, &all)
        }
        CertificateCommand::Withdraw { number, on, reason } => {
            let on = on.clone().unwrap_or_else(|| desk.today());
            let withdrawn = register.withdraw(number, &on, reason, &desk.stamp()?)?;
            desk.print(&register, &[withdrawn])
        }
    }
}

/// Writes a certificate in both forms.
fn write(register: &Register, certificate: &Certificate, out: &Path, desk: &Desk<'_>) -> Result<(), Failure> {
    let earlier = register.earlier_certificates(certificate)?;
    let stem = safe(&format!(
        "{}-{}",
        certificate.number, certificate.content.organization
    ));
    let docx = certificate_docx(certificate, &earlier, desk.lang)
        .map_err(|error| Failure::Said(error.to_string(), Exit::Failed))?;
    let html = certificate_html(certificate, &earlier, desk.lang);
    for (extension, bytes) in [("docx", docx.as_slice()), ("html", html.as_bytes())] {
        let path = out.join(format!("{stem}.{extension}"));
        output::write_whole(&path, bytes)?;
        output::say(&path.display().to_string());
    }
    Ok(())
}
