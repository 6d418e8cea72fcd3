//! Why a guideline was not imported: where, and what to do. Nothing is imported by halves.

use std::fmt::{self, Write};

use crate::text::Message;

/// Why a guideline was not imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{spot}: {problem}")]
pub struct ImportError {
    /// Where it stands.
    pub spot: Box<Spot>,
    /// What is wrong, with a way out.
    pub problem: Box<Problem>,
}

/// A place in a file that is imported.
#[derive(Debug, Clone, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Spot {
    /// The file's name.
    pub file: String,
    /// The sheet of a workbook, otherwise empty.
    pub sheet: String,
    /// The page, where the file has pages.
    pub page: Option<u32>,
    /// The line or row, from 1; `None` where the whole file is meant.
    pub row: Option<usize>,
}

/// What is wrong with a file that is imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The file is not of its format.
    #[error("{0}")]
    Format(String),
    /// Neither items nor a correlation table.
    #[error(
        "遵守事項も相関表も見つからない。編の PDF（【遵守事項】のあるもの）、編の題が並ぶ相関表、または {} の列をもつ CSV・XLSX を指定する",
        COLUMNS
    )]
    Nothing,
    /// The head row has a column that is not known.
    #[error("列「{0}」は分からない。使える列: {COLUMNS}")]
    UnknownColumn(String),
    /// A column stands twice.
    #[error("列「{0}」が二つある。一つにする")]
    DoubleColumn(String),
    /// A needed column is missing.
    #[error("列「{0}」がない。1行目の見出しに {COLUMNS} を書く（text と、id か section・item は必ず要る）")]
    MissingColumn(&'static str),
    /// A needed cell is empty.
    #[error("「{0}」の欄が空。書くか、行ごと消す")]
    EmptyCell(&'static str),
    /// A number that is none.
    #[error("item「{0}」は項目番号でない。5 か ⑤ と書く")]
    NoNumber(String),
    /// An id from which no section and item can be read.
    #[error("id「{0}」から章と項目番号を読み取れない。「M12-5」の形にするか、section と item の列を書く")]
    BadId(String),
    /// An id stands twice.
    #[error("{id} が二度ある（もう一つは {other}）。一方の ID を改める")]
    Duplicate {
        /// The id.
        id: String,
        /// Where it stands first.
        other: Spot,
    },
    /// An item is related to an id that does not exist.
    #[error("related にある {0} はない。直すか外す")]
    UnknownRelated(String),
    /// It is not told which book the items belong to.
    #[error("どの編か分からない。--book で編の題を指定する（例 --book 企画管理編）")]
    NoBook,
    /// A book stands in two files.
    #[error("{book} は {other} にもある。一方だけを指定する")]
    BookTwice {
        /// The book's title.
        book: String,
        /// The other file.
        other: String,
    },
    /// Only correlation tables were given.
    #[error("相関表だけでは目録を作れない。編のファイルも指定する")]
    OnlyLinks,
    /// The id is that of the catalogue it is based on.
    #[error("ID {0} は元の目録と同じ。--id に別の ID（例 {0}-official）を付ける")]
    SameId(String),
}

/// The columns of a table of items.
pub const COLUMNS: &str = "id, book, section, section_title, item, text, elements, related";

impl Spot {
    /// The whole file.
    pub fn file(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            ..Self::default()
        }
    }

    /// A problem at this place.
    pub(super) fn problem(self, problem: Problem) -> ImportError {
        ImportError {
            spot: Box::new(self),
            problem: Box::new(problem),
        }
    }
}

impl ImportError {
    /// One line for a person, with a way out.
    pub fn message(&self) -> Message {
        let en = format!("{}: {}", self.spot.en(), self.problem.en());
        Message::new(self.to_string(), en)
    }
}

impl Spot {
    /// The same in English.
    pub fn en(&self) -> String {
        let mut words = self.file.clone();
        if !self.sheet.is_empty() {
            let _ = write!(words, " \"{}\"", self.sheet);
        }
        if let Some(page) = self.page {
            let _ = write!(words, " page {page}");
        }
        if let Some(row) = self.row {
            let _ = write!(words, " row {row}");
        }
        words
    }
}

impl Problem {
    /// The same in English.
    fn en(&self) -> String {
        match self {
            Self::Format(words) => words.clone(),
            Self::Nothing => format!(
                "neither items nor a correlation table; give the PDF of a book (with 【遵守事項】), a correlation table with the books' titles, or a CSV or XLSX with the columns {COLUMNS}"
            ),
            Self::UnknownColumn(name) => format!("unknown column \"{name}\"; known: {COLUMNS}"),
            Self::DoubleColumn(name) => format!("column \"{name}\" stands twice; keep one"),
            Self::MissingColumn(name) => format!(
                "no column \"{name}\"; the first row must hold {COLUMNS} (text, and id or section and item, are needed)"
            ),
            Self::EmptyCell(name) => format!("\"{name}\" is empty; fill it or remove the row"),
            Self::NoNumber(item) => format!("item \"{item}\" is no number; write 5 or ⑤"),
            Self::BadId(id) => format!(
                "no section and item can be read from id \"{id}\"; write it as M12-5, or fill section and item"
            ),
            Self::Duplicate { id, other } => {
                format!(
                    "{id} stands twice (also {}); give one of them another id",
                    other.en()
                )
            }
            Self::UnknownRelated(id) => {
                format!("related names {id}, which does not exist; mend it or take it out")
            }
            Self::NoBook => {
                "which book is not told; name its title with --book (e.g. --book 企画管理編)".to_owned()
            }
            Self::BookTwice { book, other } => format!("{book} is in {other} too; give one of them only"),
            Self::OnlyLinks => {
                "correlation tables alone make no catalogue; give the books' files too".to_owned()
            }
            Self::SameId(id) => {
                format!("{id} is the id of the catalogue it is like; give another --id, e.g. {id}-official")
            }
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        if !self.sheet.is_empty() {
            write!(out, " 「{}」", self.sheet)?;
        }
        if let Some(page) = self.page {
            write!(out, " {page}頁")?;
        }
        match self.row {
            Some(row) => write!(out, " {row}行"),
            None => Ok(()),
        }
    }
}
