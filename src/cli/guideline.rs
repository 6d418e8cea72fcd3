//! `kitei guideline`: the catalogues.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::arguments::{GuidelineCall, GuidelineCommand, TextFormat};
use super::outcome::{Exit, Failure};
use super::{compare, import, output};
use crate::guideline::{CatalogueFile, Guideline, Profile, Requirement, builtin, catalogues, ids};
use crate::text::Lang;

/// The file by which a folder is known as that of a catalogue.
pub(super) const HEAD: &str = "guideline.toml";

pub(super) fn run(call: &GuidelineCall, lang: Lang) -> Result<Exit, Failure> {
    match &call.command {
        GuidelineCommand::List => list(lang),
        GuidelineCommand::Show {
            id,
            requirement,
            format,
        } => show(id, requirement.as_deref(), *format, lang),
        GuidelineCommand::Import(call) => import::run(call, lang),
        GuidelineCommand::Diff { old, new, output } => compare::versions(old, new, output, lang),
    }
}

/// Loads the guideline `id`, which may also be the folder of a catalogue, or says which ids are nearest to it.
pub(super) fn load(id: &str) -> Result<Guideline, Failure> {
    if Path::new(id).join(HEAD).is_file() {
        return load_folder(Path::new(id));
    }
    match builtin(id) {
        Some(loaded) => Ok(loaded?),
        None => Err(Failure::UnknownGuideline {
            id: id.to_owned(),
            nearest: nearest(id),
        }),
    }
}

/// Loads the catalogue in `folder`; it may be based on one of the binary or on one in a folder beside it.
fn load_folder(folder: &Path) -> Result<Guideline, Failure> {
    load_texts(folder, read_catalogue(folder)?)
}

/// Loads the catalogue of `own` files, as one that lies in `folder`.
pub(super) fn load_texts(folder: &Path, own: Vec<(String, String)>) -> Result<Guideline, Failure> {
    let beside = folder.parent().map(|parent| {
        if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        }
    });
    let mut texts = Vec::new();
    for other in beside.into_iter().flat_map(folders) {
        // A neighbour that cannot be read matters only where something is based on it.
        texts.push((false, read_catalogue(&other).unwrap_or_default()));
    }
    texts.push((true, own));
    let mut catalogues = catalogues()?;
    let mut id = String::new();
    for (wanted, files) in &texts {
        let files = files
            .iter()
            .map(|(name, text)| CatalogueFile { name, text })
            .collect();
        match catalogues.add(files) {
            Ok(added) => id = added,
            Err(error) if *wanted => return Err(error.into()),
            Err(_) => {}
        }
    }
    match catalogues.load(&id) {
        Some(loaded) => Ok(loaded?),
        None => Err(Failure::UnknownGuideline {
            nearest: nearest(&id),
            id,
        }),
    }
}

/// The folders of catalogues in `parent`, by name.
fn folders(parent: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(parent)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    folders.retain(|path| path.join(HEAD).is_file());
    folders.sort();
    folders
}

/// The files of a catalogue's folder: names and texts.
pub(super) fn read_catalogue(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Failure::File { path, source }
    };
    let mut files = Vec::new();
    for part in [folder.to_owned(), folder.join("judging")] {
        if !part.is_dir() {
            continue;
        }
        let inside = part != folder;
        for entry in fs::read_dir(&part).map_err(failed(&part))?.flatten() {
            let path = entry.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml" || extension == "csv")
            {
                let name = entry.file_name().to_string_lossy().into_owned();
                let name = if inside { format!("judging/{name}") } else { name };
                files.push((name, fs::read_to_string(&path).map_err(failed(&path))?));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The three ids most like `id`, by Jaro-Winkler similarity.
fn nearest(id: &str) -> Vec<String> {
    let mut known: Vec<&str> = ids().collect();
    known.sort_by(|a, b| strsim::jaro_winkler(b, id).total_cmp(&strsim::jaro_winkler(a, id)));
    known.into_iter().take(3).map(str::to_owned).collect()
}

/// Reads an applicant's profile.
pub(super) fn profile(path: &Path) -> Result<Profile, Failure> {
    let text = fs::read_to_string(path).map_err(|source| Failure::File {
        path: path.to_owned(),
        source,
    })?;
    Profile::parse(&text).map_err(|message| {
        let keys = "kind administrator placement updates_contracted_out scans_paper external_storage wireless_lan electronic_signature";
        Failure::Said(
            format!("{} {message}（書ける項目: {keys}）", path.display()),
            Exit::Usage,
        )
    })
}

fn list(lang: Lang) -> Result<Exit, Failure> {
    let mut text = String::new();
    for id in ids() {
        let guideline = load(id)?;
        let elements: usize = guideline.requirements.iter().map(|r| r.elements.len()).sum();
        let counts = match lang {
            Lang::Ja => format!("遵守事項 {} 観点 {elements}", guideline.requirements.len()),
            Lang::En => format!(
                "{} requirements, {elements} elements",
                guideline.requirements.len()
            ),
        };
        let _ = writeln!(
            text,
            "{id}\t{} {}\t{}\t{counts}",
            guideline.title, guideline.version, guideline.published
        );
    }
    output::print(&text)?;
    Ok(Exit::Done)
}

fn show(id: &str, requirement: Option<&str>, format: TextFormat, lang: Lang) -> Result<Exit, Failure> {
    let guideline = load(id)?;
    let wanted: Vec<&Requirement> = match requirement {
        None => guideline.requirements.iter().collect(),
        Some(id) => vec![
            guideline
                .requirement(id)
                .ok_or_else(|| unknown_requirement(&guideline, id, lang))?,
        ],
    };
    match format {
        TextFormat::Text => output::print(
            &wanted
                .iter()
                .map(|r| text(&guideline, r, lang))
                .collect::<String>(),
        )?,
        TextFormat::Json => {
            let lines: Result<Vec<_>, _> = wanted.iter().map(serde_json::to_string).collect();
            output::print(&(lines.map_err(io::Error::from)?.join("\n") + "\n"))?;
        }
    }
    Ok(Exit::Done)
}

fn text(guideline: &Guideline, requirement: &Requirement, lang: Lang) -> String {
    let book = guideline.book(&requirement.book).map_or("", |book| &book.title);
    let unconfirmed = match (requirement.is_unconfirmed(), lang) {
        (false, _) => "",
        (true, Lang::Ja) => "［未確認］",
        (true, Lang::En) => " [unconfirmed]",
    };
    let mut text = format!(
        "{}  {book} {} {}{unconfirmed}\n  {}\n",
        requirement.id,
        requirement.official_number(),
        guideline.section_title(requirement),
        requirement.text
    );
    for (number, element) in (1..).zip(&requirement.elements) {
        let _ = writeln!(text, "  {number}. {}", element.point);
    }
    if !requirement.related.is_empty() {
        let _ = writeln!(text, "  → {}", requirement.related.join(" "));
    }
    text
}

pub(super) fn unknown_requirement(guideline: &Guideline, id: &str, lang: Lang) -> Failure {
    let mut known: Vec<&str> = guideline.requirements.iter().map(|r| r.id.as_str()).collect();
    known.sort_by(|a, b| strsim::jaro_winkler(b, id).total_cmp(&strsim::jaro_winkler(a, id)));
    let nearest = known.into_iter().take(3).collect::<Vec<_>>().join(" ");
    let message = match lang {
        Lang::Ja => format!("{} に遵守事項 {id} はない。近い ID: {nearest}", guideline.id),
        Lang::En => format!("{} has no requirement {id}; nearest: {nearest}", guideline.id),
    };
    Failure::Said(message, Exit::Usage)
}
