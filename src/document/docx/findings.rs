//! What a reviewer should know of the file: each kind once, with its count and first place.

use crate::document::{Place, Warning};
use crate::text::Message;

/// Kinds of thing that are counted while reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Insertions, deletions, moves and changes of format that nobody has accepted yet.
    TrackedChange,
    /// Comments.
    Comment,
    /// Text that is set to be hidden.
    HiddenText,
    /// Objects of other programs.
    EmbeddedObject,
    /// Pictures that are not in the file.
    LinkedPicture,
    /// Pictures, which are not read.
    Picture,
    /// Charts, of which only the words are read.
    Chart,
    /// Numbers that Word computes and the file does not hold.
    UncomputedField,
    /// Fields without an end.
    BrokenField,
    /// Other documents drawn in.
    ForeignChunk,
    /// Symbols that no table knows.
    UnknownSymbol,
}

/// Counts per kind, with the running number of the thing where each was first met.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kinds: Vec<(Kind, u32, u32)>,
}

impl Findings {
    /// Counts one of `kind` at the paragraph with the running number `serial`.
    pub fn add(&mut self, kind: Kind, serial: u32) {
        match self.kinds.iter_mut().find(|(known, ..)| *known == kind) {
            Some((_, count, _)) => *count += 1,
            None => self.kinds.push((kind, 1, serial)),
        }
    }

    /// How many of `kind` there are.
    pub fn count(&self, kind: Kind) -> u32 {
        self.kinds
            .iter()
            .find(|(known, ..)| *known == kind)
            .map_or(0, |(_, count, _)| *count)
    }

    /// The warnings, in a fixed order; `place_of` finds the paragraph that a running number became.
    pub fn warnings(mut self, place_of: impl Fn(u32) -> Option<Place>) -> Vec<Warning> {
        self.kinds.sort_by_key(|(kind, ..)| *kind);
        self.kinds
            .iter()
            .filter_map(|(kind, count, serial)| {
                let warning = warning(*kind, *count)?;
                Some(match place_of(*serial) {
                    Some(place) => warning.at(place),
                    None => warning,
                })
            })
            .collect()
    }
}

fn warning(kind: Kind, count: u32) -> Option<Warning> {
    let (code, loss, ja, en) = match kind {
        Kind::TrackedChange => (
            "tracked-changes",
            false,
            format!(
                "承認されていない変更履歴が {count} 件ある。すべて承認した状態で読んだ。提出者に確定版を求める"
            ),
            format!(
                "{count} tracked changes are not accepted; read as if all were; ask for the final version"
            ),
        ),
        Kind::Comment => (
            "comments",
            false,
            format!("コメントが {count} 件残っている。本文としては読んでいない"),
            format!("{count} comments are left in the file; they are not read as text"),
        ),
        Kind::HiddenText => (
            "hidden-text",
            false,
            format!("隠し文字が {count} か所ある。印刷されないので読んでいない"),
            format!("hidden text in {count} places; it is not printed and was not read"),
        ),
        Kind::EmbeddedObject => (
            "embedded-objects",
            false,
            format!("埋め込みオブジェクトが {count} 個ある。中身は読んでいない。開いて確かめる"),
            format!("{count} embedded objects; their content was not read; open them to check"),
        ),
        Kind::LinkedPicture => (
            "linked-pictures",
            false,
            format!("ファイルの外にある画像へのリンクが {count} 個ある"),
            format!("{count} pictures are linked and not in the file"),
        ),
        Kind::Chart => (
            "charts",
            false,
            format!("グラフが {count} 個ある。中の語だけを読み、数値は読んでいない"),
            format!("{count} charts; their words were read, their figures were not"),
        ),
        Kind::UncomputedField => (
            "uncomputed-fields",
            true,
            format!("Word が表示のときに計算する番号が {count} か所あり、ファイルに値がない"),
            format!("{count} numbers that Word computes when it shows the file; they are not in it"),
        ),
        Kind::BrokenField => (
            "broken-fields",
            true,
            format!("閉じていないフィールドが {count} 個あり、読めない語があるかもしれない"),
            format!("{count} fields have no end; words may be missing"),
        ),
        Kind::ForeignChunk => (
            "unread-chunks",
            true,
            format!("取り込まれた別形式の文書が {count} 個あり、読んでいない"),
            format!("{count} chunks of other documents were not read"),
        ),
        Kind::UnknownSymbol => (
            "unknown-symbols",
            false,
            format!("記号フォントの文字 {count} 個は何の記号か分からない"),
            format!("{count} characters of symbol fonts are not known"),
        ),
        Kind::Picture => return None,
    };
    let mut warning = Warning::new(code, Message::new(ja, en));
    warning.loss = loss;
    Some(warning)
}
