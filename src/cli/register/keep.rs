//! `kitei register log|export|import|check`: what keeps the register safe.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Desk, choice};
use crate::cli::outcome::{Exit, Failure};
use crate::cli::output;
use crate::register::{Kind, Register};
use crate::text::Lang;

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  kitei register log\n  kitei register log --about application --id 1 --format json   変更の前後の内容も出す"
)]
pub(super) struct LogCall {
    /// この種類のものだけ
    #[arg(long, value_parser = choice!(Kind), requires = "id", value_name = "KIND")]
    about: Option<Kind>,
    /// その番号
    #[arg(long, requires = "about", value_name = "ID")]
    id: Option<String>,
    /// 新しいものから何行
    #[arg(long, default_value_t = 100, value_name = "N")]
    limit: u32,
}

#[derive(Debug, Args)]
#[command(
    after_help = "提出ファイル、判定の履歴、変更の記録、利用者（パスワードのハッシュ）を含む。保管に注意する。\n\n例:\n  kitei register export --out 台帳.jsonl\n  kitei register import 台帳.jsonl --register 控え/kitei.sqlite"
)]
pub(super) struct ExportCall {
    /// 書くファイル（省くと標準出力）
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "例:\n  kitei register import 台帳.jsonl --register 控え/kitei.sqlite")]
pub(super) struct ImportCall {
    /// kitei register export が書いたファイル
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn log(call: &LogCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let register = desk.open()?;
    let about = call.about.zip(call.id.as_deref());
    desk.print(&register, &register.log(about, call.limit)?)
}

pub(super) fn export(call: &ExportCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let register = desk.open()?;
    let Some(path) = &call.out else {
        register.export(&mut BufWriter::new(io::stdout().lock()))?;
        return Ok(Exit::Done);
    };
    let failed = |source| Failure::File {
        path: path.clone(),
        source,
    };
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    // Whole or not at all; and readable by its owner only, for it holds more than is public.
    let mut file = tempfile::Builder::new()
        .prefix(".kitei-")
        .tempfile_in(folder)
        .map_err(failed)?;
    let mut out = BufWriter::new(&mut file);
    register.export(&mut out)?;
    out.flush().map_err(failed)?;
    drop(out);
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    output::say(&path.display().to_string());
    Ok(Exit::Done)
}

pub(super) fn import(call: &ImportCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let file = File::open(&call.file).map_err(|source| Failure::File {
        path: call.file.clone(),
        source,
    })?;
    let register = Register::import(&desk.call.path, &mut BufReader::new(file))?;
    sound(&register, desk)
}

pub(super) fn check(desk: &Desk<'_>) -> Result<Exit, Failure> {
    sound(&desk.open()?, desk)
}

/// Says whether the register is sound.
fn sound(register: &Register, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let problems = register.check()?;
    for problem in &problems {
        output::say(problem.in_lang(desk.lang));
    }
    if !problems.is_empty() {
        return Ok(Exit::Failed);
    }
    output::say(match desk.lang {
        Lang::Ja => "台帳に異常はない",
        Lang::En => "the register is sound",
    });
    Ok(Exit::Done)
}
