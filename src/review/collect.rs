//! From paths to submissions: which files one applicant handed in together.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::archive;
use crate::document::ReadError;

/// The largest file that is read, in bytes.
pub const MAX_FILE: u64 = 200 << 20;

/// Files that one applicant handed in together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionInput {
    /// Its name, unique among those collected together.
    pub name: String,
    /// Its files in the order of their names.
    pub files: Vec<InputFile>,
}

/// One file of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Its name without folders.
    pub name: String,
    /// Where its bytes are.
    pub source: Source,
}

/// Where a file's bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// On disk.
    Path(PathBuf),
    /// In memory, unpacked from an archive.
    Bytes(Vec<u8>),
    /// Nowhere: it could not be unpacked, for this reason.
    Unreadable(ReadError),
}

/// Why paths hold no submission.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// A path does not exist or cannot be opened.
    #[error("{path}: {source}")]
    Open {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A folder holds no file that could be a regulation.
    #[error("{path}: no PDF or DOCX in this folder")]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
}

/// What was collected.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// The submissions in the order of their names.
    pub submissions: Vec<SubmissionInput>,
    /// Files passed over because their names say that they are no documents.
    pub passed_over: Vec<PathBuf>,
}

/// Collects submissions: a file is one, a folder's direct files are one each, a sub-folder or a zip archive is one
/// of several files.
///
/// # Errors
/// When a path cannot be opened or a folder holds nothing to read.
pub fn collect(paths: &[PathBuf]) -> Result<Collected, CollectError> {
    let mut collected = Collected::default();
    for path in paths {
        if path.is_dir() {
            let before = collected.submissions.len();
            collect_folder(path, &mut collected)?;
            if collected.submissions.len() == before {
                return Err(CollectError::EmptyFolder { path: path.clone() });
            }
        } else {
            fs::metadata(path).map_err(opening(path))?;
            collected.submissions.push(single(path));
        }
    }
    make_names_unique(&mut collected.submissions);
    Ok(collected)
}

impl InputFile {
    /// The file's bytes.
    ///
    /// # Errors
    /// When it cannot be opened, or is larger than [`MAX_FILE`].
    pub fn bytes(&self) -> Result<Vec<u8>, ReadError> {
        let io = |error: io::Error| ReadError::Io(error.to_string());
        match &self.source {
            Source::Bytes(bytes) => Ok(bytes.clone()),
            Source::Unreadable(error) => Err(error.clone()),
            Source::Path(path) => {
                let length = fs::metadata(path).map_err(io)?.len();
                if length > MAX_FILE {
                    return Err(ReadError::Io(format!(
                        "{} MB > {} MB",
                        length >> 20,
                        MAX_FILE >> 20
                    )));
                }
                fs::read(path).map_err(io)
            }
        }
    }
}

fn collect_folder(folder: &Path, collected: &mut Collected) -> Result<(), CollectError> {
    for path in sorted_entries(folder)? {
        if path.is_dir() {
            let mut files = Vec::new();
            collect_files(&path, &mut files, &mut collected.passed_over)?;
            if !files.is_empty() {
                collected.submissions.push(SubmissionInput {
                    name: file_name(&path),
                    files,
                });
            }
        } else if could_be_document(&path) {
            collected.submissions.push(single(&path));
        } else {
            collected.passed_over.push(path);
        }
    }
    Ok(())
}

fn collect_files(
    folder: &Path,
    files: &mut Vec<InputFile>,
    passed_over: &mut Vec<PathBuf>,
) -> Result<(), CollectError> {
    for path in sorted_entries(folder)? {
        if path.is_dir() {
            collect_files(&path, files, passed_over)?;
        } else if could_be_document(&path) {
            files.extend(archive::expand(&path));
        } else {
            passed_over.push(path);
        }
    }
    Ok(())
}

fn single(path: &Path) -> SubmissionInput {
    let name = path
        .file_stem()
        .map_or_else(|| file_name(path), |stem| stem.to_string_lossy().into_owned());
    SubmissionInput {
        name,
        files: archive::expand(path),
    }
}

/// Two submissions of one name would overwrite each other's reports: they get their extension, then a number.
fn make_names_unique(submissions: &mut [SubmissionInput]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for submission in submissions {
        let count = seen.entry(submission.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            submission.name = format!("{}-{count}", submission.name);
        }
    }
}

fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>, CollectError> {
    let mut paths = fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|e| e.path()))
                .collect::<Result<Vec<_>, _>>()
        })
        .map_err(opening(folder))?;
    paths.retain(|path| !is_clutter(path));
    paths.sort();
    Ok(paths)
}

/// Files that systems and Word leave behind, which no applicant means to submit.
fn is_clutter(path: &Path) -> bool {
    let name = file_name(path);
    name.starts_with('.') || name.starts_with("~$") || name == "Thumbs.db" || name == "desktop.ini"
}

/// Whether a file's name could be that of a document; a file without an extension could.
fn could_be_document(path: &Path) -> bool {
    const DOCUMENTS: [&str; 13] = [
        "pdf", "docx", "docm", "dotx", "doc", "rtf", "odt", "jtd", "txt", "htm", "html", "zip", "xlsx",
    ];
    path.extension()
        .is_none_or(|extension| DOCUMENTS.contains(&extension.to_string_lossy().to_lowercase().as_str()))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn opening(path: &Path) -> impl FnOnce(io::Error) -> CollectError {
    let path = path.to_owned();
    move |source| CollectError::Open { path, source }
}
