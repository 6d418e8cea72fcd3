//! `kitei register account`.

use std::io::{self, BufRead, IsTerminal};

use clap::{Args, Subcommand};

use super::{Desk, choice};
use crate::cli::outcome::{Exit, Failure};
use crate::cli::output;
use crate::register::Role;

#[derive(Debug, Args)]
#[command(
    after_help = "パスワードは標準入力の1行目から読む（12文字以上）。\n\n例:\n  kitei register account add 山田 --role reviewer < パスワード.txt\n  kitei register account change 山田 --shut"
)]
pub(super) struct AccountCall {
    #[command(subcommand)]
    command: AccountCommand,
}

#[derive(Debug, Subcommand)]
enum AccountCommand {
    /// 利用者を加える
    Add {
        /// 名前
        name: String,
        /// 何ができるか
        #[arg(long, value_parser = choice!(Role), value_name = "ROLE")]
        role: Role,
    },
    /// パスワードを改める（開いているセッションは終わる）
    Password {
        /// 名前
        name: String,
    },
    /// できることを改める、利用を停止する・再開する
    Change {
        /// 名前
        name: String,
        /// 何ができるか
        #[arg(long, value_parser = choice!(Role), value_name = "ROLE")]
        role: Option<Role>,
        /// 利用を停止する
        #[arg(long)]
        shut: bool,
        /// 利用を再開する
        #[arg(long, conflicts_with = "shut")]
        reopen: bool,
    },
    /// 利用者の一覧
    List,
}

pub(super) fn run(call: &AccountCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    match &call.command {
        AccountCommand::Add { name, role } => {
            let password = password(desk)?;
            let mut register = desk.open_or_create()?;
            let added = register.add_account(name, *role, &password, &desk.stamp()?)?;
            desk.print(&register, &[added])
        }
        AccountCommand::Password { name } => {
            let mut register = desk.open()?;
            register.set_password(name, &password(desk)?, &desk.stamp()?)?;
            Ok(Exit::Done)
        }
        AccountCommand::Change {
            name,
            role,
            shut,
            reopen,
        } => {
            let mut register = desk.open()?;
            let before = register.account(name)?.ok_or_else(|| {
                desk.usage(
                    &format!("利用者 {name} はいない（kitei register account list で確かめる）"),
                    &format!("no account {name}; see kitei register account list"),
                )
            })?;
            let active = (before.active || *reopen) && !shut;
            let role = role.unwrap_or(before.role);
            let after = register.change_account(name, role, active, &desk.stamp()?)?;
            desk.print(&register, &[after])
        }
        AccountCommand::List => {
            let register = desk.open()?;
            desk.print(&register, &register.accounts()?)
        }
    }
}

/// The first line of standard input. On the command line others of the machine could read it.
fn password(desk: &Desk<'_>) -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        output::say(desk.say(
            "パスワードを入力する（画面に出る。人目のない所で、又はファイルから < で渡す）",
            "type the password (it shows on the screen; or pass it from a file with <)",
        ));
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
