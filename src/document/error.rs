//! Why a file could not be read at all.

use serde::{Deserialize, Serialize};

use crate::text::Message;

/// Why a file could not be read at all. Each has one line that says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "error", content = "detail")]
pub enum ReadError {
    /// It opens only with a password.
    #[error("password protected")]
    Password,
    /// Encrypted in a way that is not supported.
    #[error("unsupported encryption: {0}")]
    Encryption(String),
    /// Word 97–2003 binary file.
    #[error("old Word format (.doc)")]
    LegacyWord,
    /// Rich Text Format.
    #[error("RTF")]
    Rtf,
    /// OpenDocument text.
    #[error("OpenDocument")]
    OpenDocument,
    /// Ichitaro.
    #[error("Ichitaro (.jtd)")]
    Ichitaro,
    /// HTML under another name.
    #[error("HTML")]
    Html,
    /// A zip, or Office file, that is not a Word document.
    #[error("not a Word document: {0}")]
    NotWord(String),
    /// Nothing that is read here.
    #[error("unknown format")]
    Unknown,
    /// No bytes.
    #[error("empty file")]
    Empty,
    /// Too damaged.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The reader needed more time than allowed, in seconds.
    #[error("took longer than {0} s")]
    Timeout(u64),
    /// The reader ended without an answer: out of memory, or a crash.
    #[error("reader ended without an answer: {0}")]
    Crashed(String),
    /// The file could not be opened.
    #[error("cannot open: {0}")]
    Io(String),
}

impl ReadError {
    /// One line: what is wrong and what to do.
    pub fn message(&self) -> Message {
        let (ja, en) = match self {
            Self::Password => (
                "パスワードで保護されている。解除したファイルを提出してもらう".to_owned(),
                "password protected; ask for a file without a password".to_owned(),
            ),
            Self::Encryption(what) => (
                format!("対応していない暗号化（{what}）。暗号化していないファイルを提出してもらう"),
                format!("unsupported encryption ({what}); ask for an unencrypted file"),
            ),
            Self::LegacyWord => refused("古い Word 形式（.doc）", "old Word format (.doc)"),
            Self::Rtf => refused("リッチテキスト形式（.rtf）", "Rich Text Format (.rtf)"),
            Self::OpenDocument => refused("OpenDocument 形式（.odt）", "OpenDocument (.odt)"),
            Self::Ichitaro => refused("一太郎形式（.jtd）", "Ichitaro format (.jtd)"),
            Self::Html => refused("HTML", "HTML"),
            Self::NotWord(what) => (
                format!("Word 文書ではない（{what}）。PDF か DOCX を提出してもらう"),
                format!("not a Word document ({what}); ask for PDF or DOCX"),
            ),
            Self::Unknown => (
                "PDF でも DOCX でもない。拡張子と中身を確かめる".to_owned(),
                "neither PDF nor DOCX; check what the file is".to_owned(),
            ),
            Self::Empty => (
                "空のファイル（0 バイト）。送り直してもらう".to_owned(),
                "empty file (0 bytes); ask for it again".to_owned(),
            ),
            Self::Damaged(what) => (
                format!("壊れていて読めない（{what}）。送り直してもらう"),
                format!("too damaged to read ({what}); ask for it again"),
            ),
            Self::Timeout(seconds) => (
                format!("{seconds} 秒以内に読み終わらなかった。--timeout で延ばせる"),
                format!("not read within {seconds} s; --timeout allows more"),
            ),
            Self::Crashed(what) => (
                format!(
                    "読み取り処理が止まった（{what}）。--memory で上限を上げるか、別の形式で提出してもらう"
                ),
                format!("the reader stopped ({what}); raise --memory or ask for another format"),
            ),
            Self::Io(what) => (format!("開けない（{what}）"), format!("cannot open ({what})")),
        };
        Message { ja, en }
    }
}

fn refused(ja: &str, en: &str) -> (String, String) {
    (
        format!("{ja}は読めない。PDF か DOCX に変換して提出してもらう"),
        format!("{en} is not read; ask for PDF or DOCX"),
    )
}
