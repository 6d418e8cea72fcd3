//! `kitei serve`: the workbench.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::arguments::{IndexArguments, LimitArguments};
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output};
use crate::text::Lang;
use crate::workbench::{self, Options};

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  kitei serve                                        この計算機だけで使う。表示されたリンクを開く（一度だけ使える）\n  kitei register account add 佐藤 --role reviewer    利用者を登録する\n  kitei serve --public-url https://kitei.example.jp  TLS の逆プロキシを前に置いて、ほかの計算機からも使う"
)]
pub(super) struct ServeCall {
    /// 待ち受けるアドレス。この計算機の外から開けるアドレスは、利用者を登録してから使える
    #[arg(long, default_value = "127.0.0.1:4848", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// 利用者が開くときのアドレス（TLS の逆プロキシを前に置くとき）
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// 台帳
    #[arg(long, default_value = "register/kitei.sqlite", value_name = "FILE")]
    pub register: PathBuf,
    #[command(flatten)]
    pub index: IndexArguments,
    /// 使えるようにするガイドラインの目録のフォルダ
    #[arg(long, value_name = "DIR")]
    pub guideline: Vec<String>,
    /// リンクで入った人の名前。判定はこの名前で記録する（省くとログイン中の利用者の名前）
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// 一度に取り込めるファイルの大きさの上限（MiB）
    #[arg(long, default_value_t = 200, value_name = "MIB")]
    pub max_upload: usize,
    #[command(flatten)]
    pub limits: LimitArguments,
}

pub(super) fn run(call: &ServeCall, lang: Lang) -> Result<Exit, Failure> {
    let guidelines = call
        .guideline
        .iter()
        .map(|folder| guideline::load(folder))
        .collect::<Result<_, _>>()?;
    let options = Options {
        listen: call.listen,
        public_url: call.public_url.clone(),
        register: call.register.clone(),
        index: call.index.folder.clone(),
        guidelines,
        readers: extract::pool(&call.limits)?,
        largest_upload: call.max_upload << 20,
        person: call.name.clone().unwrap_or_else(|| person(lang)),
        lang,
        announce: Box::new(output::say),
    };
    output::say(lang.say(
        "審査画面を開く（終わるには Ctrl-C）:",
        "opening the workbench (Ctrl-C ends it):",
    ));
    workbench::serve(options)
        .map_err(|error| Failure::Said(error.message().in_lang(lang).to_owned(), Exit::Failed))?;
    Ok(Exit::Done)
}

/// Who is logged in on this machine.
fn person(lang: Lang) -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| lang.say("審査者", "reviewer").to_owned())
}
