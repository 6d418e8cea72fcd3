//! `kitei decisions`: what people filled into a checklist.

use std::fs;
use std::path::Path;

use super::arguments::{DecisionsCall, DecisionsCommand};
use super::outcome::{Exit, Failure};
use super::{guideline, output};
use crate::report::decisions::{self, Decisions, DecisionsError};
use crate::text::Lang;

pub(super) fn run(call: &DecisionsCall, lang: Lang) -> Result<Exit, Failure> {
    match &call.command {
        DecisionsCommand::Import { file, guideline } => import(file, guideline.as_deref(), lang),
    }
}

/// Prints the decisions as JSON and says what could not be placed.
fn import(file: &Path, named: Option<&str>, lang: Lang) -> Result<Exit, Failure> {
    let bytes = fs::read(file).map_err(|source| Failure::File {
        path: file.to_owned(),
        source,
    })?;
    let told = |error: DecisionsError| {
        Failure::Said(
            format!("{}: {}", file.display(), message(&error, lang)),
            Exit::Failed,
        )
    };
    let id = match named {
        Some(id) => id.to_owned(),
        None => decisions::guideline_of(&bytes).map_err(told)?,
    };
    let decisions = decisions::read(&bytes, &guideline::load(&id)?).map_err(told)?;
    say(&decisions, lang);
    let json = serde_json::to_string(&decisions).map_err(std::io::Error::from)?;
    output::print(&(json + "\n"))?;
    Ok(if decisions.unplaced.is_empty() {
        Exit::Done
    } else {
        Exit::Incomplete
    })
}

fn say(decisions: &Decisions, lang: Lang) {
    for row in &decisions.unplaced {
        let reason = row.reason.in_lang(lang);
        output::say(&match lang {
            Lang::Ja => format!(
                "{} {}行: {reason}（記入は unplaced に残した）",
                row.sheet, row.row
            ),
            Lang::En => format!("{} row {}: {reason} (kept under unplaced)", row.sheet, row.row),
        });
    }
    let (placed, unplaced) = (decisions.decisions.len(), decisions.unplaced.len());
    output::say(&match lang {
        Lang::Ja => format!("判定 {placed} 件を読み取った。置き場所の分からない行 {unplaced} 件"),
        Lang::En => format!("{placed} decisions read; {unplaced} rows could not be placed"),
    });
}

pub(super) fn message(error: &DecisionsError, lang: Lang) -> String {
    match (error, lang) {
        (DecisionsError::Workbook(source), Lang::Ja) => format!("表計算のファイルとして読めない（{source}）"),
        (DecisionsError::NoChecklist, Lang::Ja) => {
            "点検表がない。見出し「遵守事項ID」と「判定」の列を消さずに保存したファイルを指定する".to_owned()
        }
        (DecisionsError::NoGuideline, Lang::Ja) => {
            "どのガイドラインの点検表か分からない。--guideline で指定する".to_owned()
        }
        (other, _) => other.to_string(),
    }
}
