//! `kitei register setting`.

use clap::Args;
use serde_json::json;

use super::{Desk, choice};
use crate::cli::outcome::{Exit, Failure};
use crate::cli::output;
use crate::register::{Register, Setting};

#[derive(Debug, Args)]
#[command(
    after_help = "例:\n  kitei register setting                         すべての設定\n  kitei register setting issuer 〇〇認証機構\n  kitei register setting seminars-required 2"
)]
pub(super) struct SettingCall {
    /// 項目（省くとすべてを示す）
    #[arg(value_parser = choice!(Setting), value_name = "KEY")]
    key: Option<Setting>,
    /// 値（省くと今の値を示す）
    value: Option<String>,
}

pub(super) fn run(call: &SettingCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let shown: Vec<Setting> = call.key.map_or_else(|| Setting::ALL.to_vec(), |key| vec![key]);
    if let (Some(key), Some(value)) = (call.key, &call.value) {
        let mut register = desk.open_or_create()?;
        register.set(key, value, &desk.stamp()?)?;
        return print(&register, &shown, desk);
    }
    print(&desk.open()?, &shown, desk)
}

fn print(register: &Register, settings: &[Setting], desk: &Desk<'_>) -> Result<Exit, Failure> {
    let mut text = String::new();
    for setting in settings {
        let value = register.setting(*setting)?;
        let line = if desk.is_json() {
            let key = setting.code();
            json!({ "schema": "kitei.register.setting/1", "key": key, "value": value }).to_string()
        } else {
            format!("{}\t{value}\t{}", setting.code(), setting.word(desk.lang))
        };
        text.push_str(&line);
        text.push('\n');
    }
    output::print(&text)?;
    Ok(Exit::Done)
}
