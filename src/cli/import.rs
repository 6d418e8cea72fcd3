//! `kitei guideline import`: official files into a catalogue that people can edit.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::arguments::{ImportCall, TextFormat};
use super::outcome::{Exit, Failure};
use super::{extract, guideline, output};
use crate::document::{Kind, ReadError, sniff};
use crate::guideline::builtin;
use crate::guideline::import::{self, Adopted, DoubtWords, Import, Order, Outcome, Part, Strange};
use crate::review::WorkerPool;
use crate::text::{Lang, hex_digest};

/// What an import wrote, so that a later one can tell whether people have edited it: a digest and a name a line.
const WRITTEN: &str = "imported.sha256";

pub(super) fn run(call: &ImportCall, lang: Lang) -> Result<Exit, Failure> {
    let like = guideline::load(&call.like)?;
    let shipped = builtin(&call.id).transpose()?;
    let out = call
        .out
        .clone()
        .unwrap_or_else(|| Path::new("guidelines").join(&call.id));
    let pool = extract::pool(&call.limits)?;
    let parts = call
        .files
        .iter()
        .map(|path| part(path, &pool, lang))
        .collect::<Result<Vec<_>, Failure>>()?;
    let order = Order {
        id: &call.id,
        like: &like,
        shipped: shipped.as_ref(),
        book: call.book.as_deref(),
    };
    let import = import::import(&order, &parts)?;
    // What would not load is not written.
    guideline::load_texts(&out, import.files.clone())
        .map_err(|failure| unloadable(&failure, call, &out, lang))?;
    write(&out, &import.files, call.replace, lang)?;
    match call.format {
        TextFormat::Text => output::print(&text(&import, &call.like, &out, lang))?,
        TextFormat::Json => output::print(&ndjson(&import, call))?,
    }
    for (spot, words) in &import.doubts {
        let at = match lang {
            Lang::Ja => spot.to_string(),
            Lang::En => spot.en(),
        };
        output::say(&format!("{at}: {}", doubt(words, lang)));
    }
    Ok(if import.doubts.is_empty() {
        Exit::Done
    } else {
        Exit::Incomplete
    })
}

/// A new catalogue that does not load can only miss the one that it is based on: nothing else is left unchecked.
fn unloadable(failure: &Failure, call: &ImportCall, out: &Path, lang: Lang) -> Failure {
    let told = failure.message(lang);
    let parent = out.parent().unwrap_or(Path::new(".")).display();
    let message = match lang {
        Lang::Ja => format!(
            "{told}（元の目録 {} がフォルダなら、--out をその隣に置く。今の置き場所: {parent}）",
            call.like
        ),
        Lang::En => format!(
            "{told} (where {} is a folder, put --out beside it; now in {parent})",
            call.like
        ),
    };
    Failure::Said(message, Exit::Failed)
}

/// What one file gives: all but plain text is read by a worker.
fn part(path: &Path, pool: &WorkerPool, lang: Lang) -> Result<Part, Failure> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let bytes = fs::read(path).map_err(|source| Failure::File {
        path: path.to_owned(),
        source,
    })?;
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let unread = |error: ReadError| {
        let message = format!("{}: {}", path.display(), error.message().in_lang(lang));
        Failure::Said(message, Exit::Failed)
    };
    match (sniff(&bytes), extension.as_str()) {
        (Kind::Zip, "xlsx" | "xlsm" | "ods") | (_, "xls") => {
            let grids = pool.read_sheets(&name, &bytes).map_err(unread)?;
            Ok(import::of_grids(&name, &grids)?)
        }
        (Kind::Text, "csv") => {
            let grid = import::from_csv(&name, &bytes)?;
            Ok(import::of_grids(&name, &[grid])?)
        }
        _ => {
            let document = pool.read(&name, &bytes).map_err(unread)?;
            for warning in document.warnings.iter().filter(|warning| warning.loss) {
                output::say(&format!("{name}: {}", warning.message.in_lang(lang)));
            }
            Ok(import::of_document(&document)?)
        }
    }
}

/// Writes the catalogue's folder whole or not at all; one that people have edited only where that is wished, and then
/// it is kept under another name.
fn write(out: &Path, files: &[(String, String)], replace: bool, lang: Lang) -> Result<(), Failure> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Failure::File { path, source }
    };
    let edited = edited(out)?;
    if !edited.is_empty() && !replace {
        let (folder, names) = (out.display(), edited.join("、"));
        let message = match lang {
            Lang::Ja => format!(
                "{folder} に人が書いたものがある（{names}）。何も書かなかった。別の --out を指定するか、--replace を付ける（今のフォルダは名前を変えて残す）"
            ),
            Lang::En => format!(
                "{folder} holds what people wrote ({names}); nothing was written. Name another --out, or add --replace (the folder is kept under another name)"
            ),
        };
        return Err(Failure::Said(message, Exit::Usage));
    }
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(failed(parent))?;
    let made = tempfile::Builder::new()
        .prefix(".kitei-")
        .tempdir_in(parent)
        .map_err(failed(parent))?;
    let mut digests = String::new();
    for (name, text) in files {
        let path = made.path().join(name);
        fs::write(&path, text).map_err(failed(&path))?;
        let _ = writeln!(digests, "{}  {name}", hex_digest(text.as_bytes()));
    }
    let path = made.path().join(WRITTEN);
    fs::write(&path, digests).map_err(failed(&path))?;
    let aside = out.exists().then(|| set_aside(out));
    if let Some(aside) = &aside {
        fs::rename(out, aside).map_err(failed(out))?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary folder is private by default; a catalogue is for others too.
        fs::set_permissions(made.path(), fs::Permissions::from_mode(0o755)).map_err(failed(out))?;
    }
    fs::rename(made.path(), out).map_err(failed(out))?;
    // It has gone to its place: there is nothing left to clear away.
    let _ = made.keep();
    match aside {
        Some(aside) if !edited.is_empty() => output::say(&match lang {
            Lang::Ja => format!(
                "書き換えられていた目録は {} に残した（{}）",
                aside.display(),
                edited.join("、")
            ),
            Lang::En => format!(
                "the edited catalogue is kept as {} ({})",
                aside.display(),
                edited.join(", ")
            ),
        }),
        Some(aside) => fs::remove_dir_all(&aside).map_err(failed(&aside))?,
        None => {}
    }
    Ok(())
}

/// The files of a folder that the latest import did not write as they are now.
fn edited(folder: &Path) -> Result<Vec<String>, Failure> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let failed = |source| Failure::File {
        path: folder.to_owned(),
        source,
    };
    let written: BTreeMap<String, String> = fs::read_to_string(folder.join(WRITTEN))
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(digest, name)| (name.to_owned(), digest.to_owned()))
        .collect();
    let mut edited = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = name == WRITTEN
            || fs::read(entry.path()).is_ok_and(|bytes| written.get(&name) == Some(&hex_digest(&bytes)));
        if !is_ours {
            edited.push(name);
        }
    }
    edited.sort();
    Ok(edited)
}

/// A name beside the folder that is free.
fn set_aside(folder: &Path) -> PathBuf {
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let names = (1..).map(|number| folder.with_file_name(format!("{name}.old-{number}")));
    names
        .into_iter()
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.with_file_name(format!("{name}.old")))
}

const OUTCOMES: [Outcome; 6] = [
    Outcome::New,
    Outcome::Changed,
    Outcome::Moved,
    Outcome::Gone,
    Outcome::Reworded,
    Outcome::Same,
];

fn word(outcome: Outcome, lang: Lang) -> &'static str {
    match (outcome, lang) {
        (Outcome::Same, Lang::Ja) => "同一",
        (Outcome::Reworded, Lang::Ja) => "原文に差し替え",
        (Outcome::Changed, Lang::Ja) => "変更",
        (Outcome::Moved, Lang::Ja) => "移動",
        (Outcome::New, Lang::Ja) => "新設",
        (Outcome::Gone, Lang::Ja) => "削除",
        (Outcome::Same, Lang::En) => "same",
        (Outcome::Reworded, Lang::En) => "now in the original's words",
        (Outcome::Changed, Lang::En) => "changed",
        (Outcome::Moved, Lang::En) => "moved",
        (Outcome::New, Lang::En) => "new",
        (Outcome::Gone, Lang::En) => "gone",
    }
}

/// What became of the items, and which elements a person must look at.
fn text(import: &Import, like: &str, out: &Path, lang: Lang) -> String {
    let count = |outcome| import.outcome.iter().filter(|one| one.outcome == outcome).count();
    let kept: usize = import.outcome.iter().map(|one| one.kept).sum();
    let open: usize = import.outcome.iter().map(|one| one.open.len()).sum();
    let items = import.outcome.len() - count(Outcome::Gone);
    let counts: Vec<String> = OUTCOMES
        .iter()
        .map(|outcome| format!("{} {}", word(*outcome, lang), count(*outcome)))
        .collect();
    let folder = out.display();
    let mut text = match lang {
        Lang::Ja => format!(
            "{folder}: 遵守事項 {items}（{like} から引き継いだ観点 {kept}、人の確認が要る観点 {open}）\n"
        ),
        Lang::En => format!(
            "{folder}: {items} requirements ({kept} elements kept from {like}, {open} for a person to look at)\n"
        ),
    };
    let _ = writeln!(text, "{}", counts.join("　"));
    let shifted = |one: &&Adopted| one.outcome == Outcome::Same && one.id != one.was;
    for outcome in [Outcome::New, Outcome::Changed, Outcome::Moved, Outcome::Gone] {
        for one in import.outcome.iter().filter(|one| one.outcome == outcome) {
            line(&mut text, word(outcome, lang), one);
        }
    }
    for one in import.outcome.iter().filter(shifted) {
        line(
            &mut text,
            match lang {
                Lang::Ja => "番号のみ",
                Lang::En => "number only",
            },
            one,
        );
    }
    text += match lang {
        Lang::Ja => "\n人の確認が要る観点\n",
        Lang::En => "\nElements for a person to look at\n",
    };
    for one in &import.outcome {
        for (number, point, why) in &one.open {
            let why = match lang {
                Lang::Ja => why.words(),
                Lang::En => why.words_en(),
            };
            let _ = writeln!(
                text,
                "{}/{number}\t{}\t{why}",
                one.id,
                point.replace(['\n', '\t'], " ")
            );
        }
    }
    text
}

fn line(text: &mut String, word: &str, one: &Adopted) {
    let ids = match (one.was.as_str(), one.id.as_str()) {
        (was, id) if was.is_empty() || was == id => id.to_owned(),
        (was, "") => was.to_owned(),
        (was, id) => format!("{was} → {id}"),
    };
    let words = one.text.replace(['\n', '\t'], " ");
    let _ = writeln!(text, "{word}\t{ids}\t{}\t{words}", one.place);
}

/// An object an item.
fn ndjson(import: &Import, call: &ImportCall) -> String {
    let mut lines = String::new();
    for one in &import.outcome {
        let open: Vec<_> = one
            .open
            .iter()
            .map(|(number, point, why)| json!({ "element": number, "point": point, "why": why }))
            .collect();
        let object = json!({
            "schema": "kitei.guideline-import/1", "guideline": call.id, "like": call.like, "outcome": one.outcome,
            "id": one.id, "was": one.was, "place": one.place, "text": one.text, "kept": one.kept, "open": open,
        });
        let _ = writeln!(lines, "{object}");
    }
    lines
}

/// What is doubtful, in words.
fn doubt(words: &DoubtWords, lang: Lang) -> String {
    match (words, lang) {
        (DoubtWords::Book(Strange::Missing(section, number)), Lang::Ja) => {
            format!("{section} の {number} 番目の前に項目が抜けている。原本と見比べる")
        }
        (DoubtWords::Book(Strange::Missing(section, number)), Lang::En) => {
            format!("section {section}: items are missing before number {number}; compare with the original")
        }
        (DoubtWords::Book(Strange::NoHeading), Lang::Ja) => {
            "【遵守事項】の前に章の見出しがない。読み飛ばした".to_owned()
        }
        (DoubtWords::Book(Strange::NoHeading), Lang::En) => {
            "items without a section's heading; passed over".to_owned()
        }
        (DoubtWords::Book(Strange::NoItem(section)), Lang::Ja) => {
            format!("{section} の【遵守事項】に ①②… の項目がない。原本と見比べる")
        }
        (DoubtWords::Book(Strange::NoItem(section)), Lang::En) => {
            format!("section {section} has no numbered item; compare with the original")
        }
        (DoubtWords::NoSuchItem(name), Lang::Ja) => {
            format!(
                "相関表にある {} {} の {} 番目の項目はない。結ばなかった",
                name.book, name.section, name.item
            )
        }
        (DoubtWords::NoSuchItem(name), Lang::En) => {
            format!(
                "the correlation table names {} {} item {}, which is not there; not linked",
                name.book, name.section, name.item
            )
        }
    }
}
