//! `kitei register submission`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Desk, choice, day, review};
use crate::cli::arguments::LimitArguments;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::output;
use crate::register::{Day, Reading, Register, Submission, SubmissionFacts};
use crate::review::{Source, SubmissionInput, collect};

#[derive(Debug, Args)]
pub(super) struct SubmissionCall {
    #[command(subcommand)]
    command: SubmissionCommand,
}

#[derive(Debug, Subcommand)]
enum SubmissionCommand {
    /// 提出されたファイルを登録する。並べたファイル全体、フォルダ1つ、zip 1つが1件の提出物
    #[command(
        after_help = "例:\n  kitei register submission add 規程.docx 細則.docx --application 1 --from 事務部 --review\n  kitei register submission add 提出物.zip --organization 青空病院 --from 情報管理室"
    )]
    Add(Box<AddCall>),
    /// 提出物の一覧
    List {
        /// この申請者のものだけ
        #[arg(long, value_name = "NAME")]
        organization: Option<String>,
    },
    /// 提出物と、その点検結果
    Show {
        /// 提出物の番号
        submission: i64,
    },
    /// 提出されたファイルをそのまま取り出す
    File {
        /// 提出物の番号
        submission: i64,
        /// ファイル名
        name: String,
        /// 書くファイル
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// 提出物の記載を改める（ファイルは変わらない。以前の内容は記録に残る）
    Change {
        /// 提出物の番号
        submission: i64,
        /// 申請の番号
        #[arg(long, value_name = "ID")]
        application: Option<i64>,
        /// 提出物の名前
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// 提出者
        #[arg(long, value_name = "NAME")]
        from: Option<String>,
        /// 備考
        #[arg(long, value_name = "NOTE")]
        note: Option<String>,
    },
    /// 担当を決める（--to を省くと担当を外す）
    Assign {
        /// 提出物の番号
        submission: i64,
        /// 担当者
        #[arg(long, value_name = "NAME")]
        to: Option<String>,
        /// 1次か2次か
        #[arg(long, value_parser = choice!(Reading), default_value = "first", value_name = "READING")]
        reading: Reading,
    },
}

#[derive(Debug, Args)]
struct AddCall {
    /// ファイル、又はフォルダか zip を1つ
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// 申請者の番号か名称（--application があれば省ける）
    #[arg(long, value_name = "NAME", required_unless_present = "application")]
    organization: Option<String>,
    /// 申請の番号
    #[arg(long, value_name = "ID")]
    application: Option<i64>,
    /// 提出者（部署・氏名）
    #[arg(long, value_name = "NAME")]
    from: String,
    /// 提出物の名前（省くと最初のファイルかフォルダの名前）
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// 受付日（省くと今日）
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    received: Option<Day>,
    /// 備考（公開しない）
    #[arg(long, value_name = "NOTE")]
    note: Option<String>,
    /// 登録して直ちに点検する
    #[arg(long)]
    review: bool,
    /// 点検のガイドライン（省くと申請のもの、申請がなければ申請者の種別のもの）
    #[arg(long, value_name = "ID", requires = "review")]
    guideline: Option<String>,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) fn run(call: &SubmissionCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let mut register = desk.open()?;
    match &call.command {
        SubmissionCommand::Add(call) => add(&mut register, call, desk),
        SubmissionCommand::List { organization } => {
            let of = organization
                .as_deref()
                .map(|named| desk.organization(&register, named))
                .transpose()?;
            desk.print(&register, &register.submissions(of.map(|found| found.id))?)
        }
        SubmissionCommand::Show { submission } => {
            desk.print(&register, &[register.submission(*submission)?])?;
            desk.print(&register, &register.reviews(*submission)?)
        }
        SubmissionCommand::File {
            submission,
            name,
            out,
        } => {
            let found = register.submission(*submission)?;
            let Some(file) = found.files.iter().find(|file| file.name == *name) else {
                let names = found
                    .files
                    .iter()
                    .map(|file| file.name.as_str())
                    .collect::<Vec<_>>()
                    .join(" ");
                return Err(desk.usage(
                    &format!("提出物 {submission} に {name} はない。あるのは: {names}"),
                    &format!("submission {submission} has no {name}; it has: {names}"),
                ));
            };
            output::write_whole(out, &register.files().get(&file.sha256)?)?;
            Ok(Exit::Done)
        }
        SubmissionCommand::Change {
            submission,
            application,
            name,
            from,
            note,
        } => {
            let before = register.submission(*submission)?;
            let mut facts = before.facts;
            facts.application = application.or(facts.application);
            facts.note = note.clone().or(facts.note);
            if let Some(name) = name {
                facts.name.clone_from(name);
            }
            if let Some(from) = from {
                facts.received_from.clone_from(from);
            }
            let after = register.change_submission(before.id, before.version, &facts, &desk.stamp()?)?;
            desk.print(&register, &[after])
        }
        SubmissionCommand::Assign {
            submission,
            to,
            reading,
        } => {
            let assigned = register.assign(*submission, *reading, to.as_deref(), &desk.stamp()?)?;
            desk.print(&register, &[assigned])
        }
    }
}

fn add(register: &mut Register, call: &AddCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let organization = match (call.application, &call.organization) {
        (Some(application), None) => register.application(application)?.facts.organization,
        (_, Some(named)) => desk.organization(register, named)?.id,
        (None, None) => return Err(desk.usage("--organization が要る", "--organization is needed")),
    };
    let input = together(call, desk)?;
    let mut files = Vec::new();
    for file in &input.files {
        let bytes = file.bytes().map_err(|error| {
            let reason = error.message();
            desk.usage(
                &format!("{}: {}。提出されたままのファイルを指定する", file.name, reason.ja),
                &format!("{}: {}; name the file as it was handed in", file.name, reason.en),
            )
        })?;
        files.push((file.name.clone(), bytes));
    }
    let facts = SubmissionFacts {
        organization,
        application: call.application,
        name: call.name.clone().unwrap_or(input.name),
        received_on: call.received.clone().unwrap_or_else(|| desk.today()),
        received_from: call.from.clone(),
        note: call.note.clone(),
    };
    let added = register.add_submission(&facts, &files, &desk.stamp()?)?;
    desk.print(register, std::slice::from_ref(&added))?;
    if !call.review {
        return Ok(Exit::Done);
    }
    reviewed(register, &added, call, desk)
}

fn reviewed(
    register: &mut Register,
    added: &Submission,
    call: &AddCall,
    desk: &Desk<'_>,
) -> Result<Exit, Failure> {
    let guidelines: Vec<_> = call.guideline.iter().cloned().collect();
    review::make(register, added, &guidelines, &call.limits, desk)
}

/// The files of one submission, from files, a folder or an archive.
fn together(call: &AddCall, desk: &Desk<'_>) -> Result<SubmissionInput, Failure> {
    let is_folder = matches!(call.paths.as_slice(), [only] if only.is_dir());
    let mut collected = collect(&call.paths)?;
    for path in &collected.passed_over {
        output::say(&match desk.lang {
            crate::text::Lang::Ja => {
                format!("{}: 規程のファイルではないとみて登録しなかった", path.display())
            }
            crate::text::Lang::En => format!("{}: passed over (not a document)", path.display()),
        });
    }
    // A folder's direct files are one submission here, since the person named them together.
    let name = match (is_folder, call.paths.first()) {
        (true, Some(folder)) => folder.file_name().map(|name| name.to_string_lossy().into_owned()),
        _ => None,
    };
    let first = collected.submissions.first().map(|first| first.name.clone());
    let files: Vec<_> = collected
        .submissions
        .drain(..)
        .flat_map(|submission| submission.files)
        .collect();
    for file in &files {
        if let Source::Unreadable(error) = &file.source {
            let reason = error.message();
            return Err(desk.usage(
                &format!(
                    "{}: 書庫から取り出せない（{}）。取り出してから登録する",
                    file.name, reason.ja
                ),
                &format!(
                    "{}: cannot be unpacked ({}); unpack it first",
                    file.name, reason.en
                ),
            ));
        }
    }
    Ok(SubmissionInput {
        name: name.or(first).unwrap_or_default(),
        files,
    })
}
