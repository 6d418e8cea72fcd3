//! What the beginning of a line may be: a number of some style, a heading word, a bullet.
//!
//! A marker is only a candidate. Whether it opens a provision is decided by the sequence ([`super::machine`]).

mod appended;
mod bullet;
mod list;
#[cfg(test)]
mod tests;
mod unit;

pub use list::{deleted_items, is_dash};
pub use unit::{bracketed_title, is_deleted, unit_number};

use super::model::ProvisionKind;

/// How a number of a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// Ⅰ, I.
    Roman,
    /// A.
    Capital,
    /// 第1 (without 条), 第1の2
    Dai,
    /// 「2　」
    Bare,
    /// 2.
    Dot,
    /// 1-1, 4.2.1, A-1
    Path,
    /// 2)
    Close,
    /// (2), ⑵
    Paren,
    /// [2], 〔2〕, ＜2＞
    Square,
    /// 二
    Kanji,
    /// （二）, ㈡
    ParenKanji,
    /// ②
    Circle,
    /// イ in the order ア, イ, ウ
    Kana,
    /// ロ in the order イ, ロ, ハ
    Iroha,
    /// (イ)
    ParenKana,
    /// (ロ)
    ParenIroha,
    /// a.
    Alpha,
    /// (a)
    ParenAlpha,
    /// ii
    SmallRoman,
    /// (ii)
    ParenRoman,
}

/// What a line begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marker {
    /// 第3章, 第9条の2.
    Unit {
        /// Part to Division, or Article.
        kind: ProvisionKind,
        /// Number and branch numbers.
        number: Vec<u32>,
        /// Whether the steps of its number stand before the unit: 第1-2条.
        hyphened: bool,
        /// Those that were deleted together with it: 第11条 and 第12条 of 「第10条から第12条まで 削除」.
        gone: Vec<Vec<u32>>,
    },
    /// A number in a list; each reading that its signs allow, the likeliest first.
    List(Vec<(Style, Vec<u32>)>),
    /// 附則
    Supplementary,
    /// 別表, 様式, 別紙 with the name it is cited by.
    Appended {
        /// Which.
        kind: ProvisionKind,
        /// 「別表第1」
        name: String,
    },
    /// 目次
    Contents,
    /// ・
    Bullet,
    /// ※
    Remark,
}

/// A marker and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// What it is.
    pub marker: Marker,
    /// Where the printed number ends.
    pub label: usize,
    /// Where what follows begins.
    pub rest: usize,
    /// Whether the signs alone make it a number of a provision.
    pub strong: bool,
}

impl Marked {
    /// Whether a plain number stands directly before a word: 「1目的」.
    pub fn is_glued(&self) -> bool {
        let plain = |readings: &[(Style, Vec<u32>)]| {
            readings
                .iter()
                .any(|(style, _)| matches!(style, Style::Bare | Style::Path))
        };
        !self.strong
            && self.label == self.rest
            && matches!(&self.marker, Marker::List(readings) if plain(readings))
    }
}

/// Reads the marker at the start of `text`, which begins with no blank. `auto` is the length of the automatic
/// numbering label, 0 where there is none.
pub fn scan(text: &str, auto: usize) -> Option<Marked> {
    unit::unit(text, auto)
        .or_else(|| appended::heading_word(text))
        .or_else(|| appended::appended(text))
        .or_else(|| list::list(text, auto))
        .or_else(|| bullet::bullet(text, auto))
}

/// How many bytes of blank `text` begins with.
pub fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn marked(marker: Marker, text: &str, label: usize, strong: bool) -> Marked {
    Marked {
        marker,
        label,
        rest: label + blank(&text[label..]),
        strong,
    }
}
