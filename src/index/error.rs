//! What can go wrong with the index.

use std::io;
use std::path::PathBuf;

use crate::text::Message;

/// Why the index could not be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no index in this folder.
    #[error("{0}: no index")]
    Missing(PathBuf),
    /// The index was written by another version.
    #[error("{path}: format {found}, this version reads {expected}")]
    Format {
        /// The index.
        path: PathBuf,
        /// The format it has.
        found: String,
        /// The format this version reads.
        expected: String,
    },
    /// Another process writes to the index.
    #[error("{path}: in use by {by}")]
    Locked {
        /// The index.
        path: PathBuf,
        /// What is known of the other process.
        by: String,
    },
    /// The query cannot be understood.
    #[error("{}", .0.en)]
    Query(Message),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A document that the index was built from is not kept any more.
    #[error("{submission} {file}: no extracted document")]
    Lost {
        /// The submission.
        submission: String,
        /// Its file.
        file: String,
    },
    /// The search engine's own errors.
    #[error(transparent)]
    Engine(#[from] tantivy::TantivyError),
    /// The clauses of a submission cannot be packed or unpacked.
    #[error("damaged clauses: {0}")]
    Packed(io::Error),
    /// A row of the index is not what this version writes.
    #[error("damaged row: {0}")]
    Row(#[from] serde_json::Error),
}

impl IndexError {
    /// One line for a person, with a way out.
    pub fn message(&self) -> Message {
        let en = self.to_string();
        match self {
            Self::Missing(path) => {
                let path = path.display();
                Message::new(
                    format!("{path}: 索引がない。kitei index add PATH… --index {path} で作る"),
                    format!("{path}: no index; make one with kitei index add PATH… --index {path}"),
                )
            }
            Self::Format {
                path,
                found,
                expected,
            } => {
                let path = path.display();
                Message::new(
                    format!(
                        "{path}: 索引の形式が違う（{found}、この版は {expected}）。kitei index rebuild --index {path} で作り直す"
                    ),
                    format!("{en}; run kitei index rebuild --index {path}"),
                )
            }
            Self::Locked { path, by } => Message::new(
                format!(
                    "{}: 別の処理（{by}）が書き込み中。終わってからもう一度実行する",
                    path.display()
                ),
                format!("{en}; try again when it is done"),
            ),
            Self::Query(message) => message.clone(),
            Self::File { path, source } => Message::new(
                format!(
                    "{}: 読み書きできない（{source}）。権限と空き容量を確かめる",
                    path.display()
                ),
                format!("{en}; check permissions and free space"),
            ),
            Self::Lost { submission, file } => Message::new(
                format!(
                    "{submission} {file}: 読み取り結果がない。kitei index add でもう一度登録してから作り直す"
                ),
                format!("{en}; add the file again, then rebuild"),
            ),
            Self::Engine(_) | Self::Packed(_) | Self::Row(_) => Message::new(
                format!(
                    "索引が壊れている（{en}）。kitei index verify で確かめ、kitei index rebuild で作り直す"
                ),
                format!("{en}; check with kitei index verify, then kitei index rebuild"),
            ),
        }
    }
}
