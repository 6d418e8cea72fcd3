//! `kitei register public`.

use std::path::PathBuf;

use clap::Args;

use super::{Desk, day};
use crate::cli::outcome::{Exit, Failure};
use crate::cli::output;
use crate::register::{Day, PublicEntry, Register, public_csv, public_html};
use crate::text::Lang;

#[derive(Debug, Args)]
#[command(
    after_help = "載せるのは、公表に同意した申請者（organization add --listed）の、取り消されていない最新の認証だけ。\n連絡先・備考・提出物・判定・受講者などは載らない。\n\n例:\n  kitei register public --out 公開                 一覧.html と一覧.csv を書く\n  kitei register public --format json              標準出力に1行1件"
)]
pub(super) struct PublicCall {
    /// HTML と CSV を書くフォルダ
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// いつ現在の一覧か（省くと今日）
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    on: Option<Day>,
}

pub(super) fn run(call: &PublicCall, desk: &Desk<'_>) -> Result<Exit, Failure> {
    let register = desk.open()?;
    let on = call.on.clone().unwrap_or_else(|| desk.today());
    let entries = register.public_entries(&on)?;
    if let Some(out) = &call.out {
        let stem = desk.say("認証取得者一覧", "certified-organizations");
        let html = public_html(&entries, &register.issuer(desk.lang)?, &on, desk.lang);
        for (extension, bytes) in [
            ("html", html.into_bytes()),
            ("csv", public_csv(&entries, desk.lang)?),
        ] {
            let path = out.join(format!("{stem}.{extension}"));
            output::write_whole(&path, &bytes)?;
            output::say(&path.display().to_string());
        }
    } else {
        print(&entries, desk)?;
    }
    say_unlisted(&register, &on, entries.len(), desk)?;
    Ok(Exit::Done)
}

fn print(entries: &[PublicEntry], desk: &Desk<'_>) -> Result<(), Failure> {
    let mut text = String::new();
    for entry in entries {
        if desk.is_json() {
            let mut line = serde_json::json!({ "schema": "kitei.register.public/1" });
            if let serde_json::Value::Object(fields) =
                serde_json::to_value(entry).map_err(std::io::Error::from)?
            {
                line.as_object_mut()
                    .into_iter()
                    .for_each(|line| line.extend(fields.clone()));
            }
            text += &line.to_string();
        } else {
            text += &[
                entry.number.as_str(),
                &entry.organization,
                entry.category.word(desk.lang),
                entry.as_of.as_str(),
                &entry.guideline,
            ]
            .join("\t");
        }
        text.push('\n');
    }
    output::print(&text)
}

/// Says how many certificates are left out because the organization did not agree to be named.
fn say_unlisted(register: &Register, on: &Day, listed: usize, desk: &Desk<'_>) -> Result<(), Failure> {
    let mut held = 0;
    for organization in register.organizations()? {
        for category in crate::register::Category::ALL {
            held += usize::from(register.held(organization.id, *category, on)?.is_some());
        }
    }
    if held > listed {
        let hidden = held - listed;
        output::say(&match desk.lang {
            Lang::Ja => format!(
                "公表の同意がないため載せない認証 {hidden} 件（同意があれば organization change --listed）"
            ),
            Lang::En => format!(
                "{hidden} certificates left out: no consent to be named (organization change --listed)"
            ),
        });
    }
    Ok(())
}
