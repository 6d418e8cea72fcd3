//! How a call ends: exit statuses, and failures as one line with a way out.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::guideline::CatalogueError;
use crate::guideline::import::ImportError;
use crate::index::IndexError;
use crate::register::RegisterError;
use crate::review::eval::EvalError;
use crate::review::{CollectError, OcrMissing};
use crate::text::Lang;

/// Exit status of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: done, and what `--fail-on` names was found.
    Matched,
    /// 2: wrong usage.
    Usage,
    /// 3: done, but some input could not be read.
    Incomplete,
    /// 4: could not do it.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Matched => 1,
            Exit::Usage => 2,
            Exit::Incomplete => 3,
            Exit::Failed => 4,
        })
    }
}

/// Why a call could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No submission to read.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// No guideline of this id.
    #[error("unknown guideline {id}")]
    UnknownGuideline {
        /// What was asked for.
        id: String,
        /// The nearest ids there are.
        nearest: Vec<String>,
    },
    /// A catalogue is not well-formed.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// A guideline's files cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Labelled regulations cannot be loaded.
    #[error(transparent)]
    Eval(#[from] EvalError),
    /// The index cannot be used.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The register refuses or cannot be used.
    #[error(transparent)]
    Register(RegisterError),
    /// Scanned pages cannot be recognized here.
    #[error(transparent)]
    Ocr(#[from] OcrMissing),
    /// Something could not be written or opened.
    #[error("{path}: {source}")]
    File {
        /// The path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Standard output or input broke.
    #[error(transparent)]
    Stream(#[from] io::Error),
    /// A message made where it happened.
    #[error("{0}")]
    Said(String, Exit),
}

impl Failure {
    /// One line for a person, with a way out.
    pub(super) fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Collect(CollectError::EmptyFolder { path }), Lang::Ja) => {
                format!(
                    "{}: PDF も DOCX もない。規程のあるフォルダかファイルを指定する",
                    path.display()
                )
            }
            (Self::Collect(CollectError::Open { path, source }), Lang::Ja) => {
                format!("{}: 開けない（{source}）。名前と権限を確かめる", path.display())
            }
            (Self::UnknownGuideline { id, nearest }, Lang::Ja) => {
                format!(
                    "ガイドライン {id} はない。近い名前: {}（一覧は kitei guideline list）",
                    nearest.join("、")
                )
            }
            (Self::UnknownGuideline { id, nearest }, Lang::En) => {
                format!(
                    "no guideline {id}; nearest: {} (all: kitei guideline list)",
                    nearest.join(", ")
                )
            }
            (Self::Ocr(missing), lang) => missing.message().in_lang(lang).to_owned(),
            (Self::Register(error), lang) => error.message().in_lang(lang).to_owned(),
            (Self::Import(error), lang) => error.message().in_lang(lang).to_owned(),
            (Self::Catalogue(error), lang) => error.message().in_lang(lang).to_owned(),
            (Self::Index(error), lang) => error.message().in_lang(lang).to_owned(),
            (other, _) => other.to_string(),
        }
    }

    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::UnknownGuideline { .. }
            | Self::Index(IndexError::Query(_))
            | Self::Register(RegisterError::Unknown { .. }) => Exit::Usage,
            Self::Said(_, exit) => *exit,
            other if other.is_broken_pipe() => Exit::Done,
            _ => Exit::Failed,
        }
    }

    /// Whether the reader of our output went away, as `head` does: that is no failure.
    pub(super) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Stream(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}
