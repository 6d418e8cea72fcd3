//! How Japanese is cut into index terms, without a dictionary.
//!
//! A run of Japanese characters becomes overlapping pairs, so that any part of a compound is found and a phrase is
//! exact; the last character of a run also stands alone, so that every character begins a term. Latin letters and
//! digits become whole words. Punctuation ends a run; white space does not, since lines of a PDF break anywhere.

use crate::text::Normalized;

/// An index term of a text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The folded characters.
    pub text: String,
    /// What the characters are.
    pub shape: Shape,
    /// First byte in the folded text.
    pub from: usize,
    /// One past the last byte in the folded text.
    pub to: usize,
}

/// What an index term is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Two neighbouring Japanese characters.
    Pair,
    /// The last Japanese character of a run.
    Last,
    /// A run of Latin letters and digits.
    Word,
}

/// The terms of `source` in order, and the folded text that their offsets count in.
pub fn terms(source: &str) -> (Vec<Term>, Normalized) {
    let mut terms = Vec::new();
    let folded = Cut::default().all(source, |piece, from, to| {
        let (text, shape) = match piece {
            Piece::Pair(first, second) => (String::from_iter([first, second]), Shape::Pair),
            Piece::Last(last) => (last.to_string(), Shape::Last),
            Piece::Word(word) => (word.to_owned(), Shape::Word),
        };
        terms.push(Term {
            text,
            shape,
            from,
            to,
        });
    });
    (terms, folded)
}

/// What a term is made of.
#[derive(Clone, Copy)]
pub(super) enum Piece<'a> {
    /// [`Shape::Pair`]
    Pair(char, char),
    /// [`Shape::Last`]
    Last(char),
    /// [`Shape::Word`]
    Word(&'a str),
}

/// Cuts one text after the other into terms, which it hands on without keeping them.
#[derive(Default)]
pub(super) struct Cut {
    /// The run at hand: its characters and where each stands in the folded text.
    run: Vec<(usize, char)>,
}

impl Cut {
    /// Gives the terms of `source` to `take`, each with where it stands in the folded text, which is returned.
    pub fn all(&mut self, source: &str, mut take: impl FnMut(Piece<'_>, usize, usize)) -> Normalized {
        let folded = Normalized::new(source);
        self.run.clear();
        let mut script = Script::Other;
        for (at, character) in folded.text.char_indices() {
            let next = Script::of(character);
            let split =
                next == Script::Latin && script == Script::Latin && is_spaced(source, &folded, &self.run);
            if next != script || split {
                self.close(&folded.text, script, &mut take);
                script = next;
            }
            if script != Script::Other {
                self.run.push((at, character));
            }
        }
        self.close(&folded.text, script, &mut take);
        folded
    }

    /// Ends the run at hand.
    fn close(&mut self, text: &str, script: Script, take: &mut impl FnMut(Piece<'_>, usize, usize)) {
        let Some(&(last_at, last)) = self.run.last() else {
            return;
        };
        let end = last_at + last.len_utf8();
        if script == Script::Latin {
            let first = self.run[0].0;
            take(Piece::Word(&text[first..end]), first, end);
        } else {
            // The last character that counts and where it stands.
            let mut before: Option<(char, usize, usize)> = None;
            for i in 0..self.run.len() {
                if is_silent(&self.run, i) {
                    continue;
                }
                let (from, character) = self.run[i];
                let to = self.run.get(i + 1).map_or(end, |(next, _)| *next);
                if let Some((first, from, _)) = before {
                    take(Piece::Pair(first, character), from, to);
                }
                before = Some((character, from, to));
            }
            if let Some((last, from, to)) = before {
                take(Piece::Last(last), from, to);
            }
        }
        self.run.clear();
    }
}

/// Whether white space, which folding removed, stood after the last character of `run`.
fn is_spaced(source: &str, folded: &Normalized, run: &[(usize, char)]) -> bool {
    run.last().is_some_and(|&(at, character)| {
        source[folded.source_range(at, at + character.len_utf8())].contains(char::is_whitespace)
    })
}

/// Loan words of the field that are written with and without a long-vowel mark, also within a compound
/// (コンピューターウイルス).
const STEMS: [&str; 32] = [
    "サーバ",
    "ユーザ",
    "コンピュータ",
    "メモリ",
    "フォルダ",
    "プリンタ",
    "スキャナ",
    "ルータ",
    "モニタ",
    "ブラウザ",
    "ベンダ",
    "プロバイダ",
    "フイルタ",
    "アダプタ",
    "オペレータ",
    "アドミニストレータ",
    "インストーラ",
    "エディタ",
    "ドライバ",
    "コネクタ",
    "コントローラ",
    "シュレッダ",
    "セキュリテイ",
    "テクノロジ",
    "ディレクトリ",
    "リポジトリ",
    "カテゴリ",
    "バッテリ",
    "ライブラリ",
    "ポリシ",
    "レジスタ",
    "マスタ",
];

/// The long-vowel mark at the end of a loan word is written or not: サーバー = サーバ. Short words need theirs (キー).
fn is_silent(run: &[(usize, char)], i: usize) -> bool {
    let is_katakana = |c: char| ('ァ'..='ヺ').contains(&c) || c == 'ー';
    if run[i].1 != 'ー' {
        return false;
    }
    let ends_run = run.get(i + 1).is_none_or(|(_, next)| !is_katakana(*next))
        && i >= 2
        && run[i - 2..i].iter().all(|(_, before)| is_katakana(*before));
    let ends_stem = |stem: &&str| {
        stem.chars()
            .rev()
            .eq(run[..i].iter().rev().map(|(_, c)| *c).take(stem.chars().count()))
    };
    ends_run || STEMS.iter().any(ends_stem)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Japanese,
    Latin,
    Other,
}

impl Script {
    fn of(character: char) -> Self {
        /// Where the CJK blocks begin.
        const CJK: char = '\u{2e80}';
        match character {
            // Most of a Japanese text, told without looking it up.
            'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='鿿' => Self::Japanese,
            '、' | '。' | '「' | '」' | '・' => Self::Other,
            _ if !character.is_alphanumeric() => Self::Other,
            _ if character < CJK => Self::Latin,
            _ => Self::Japanese,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        terms(text).0.into_iter().map(|term| term.text).collect()
    }

    #[test]
    fn japanese_becomes_pairs_and_latin_words() {
        assert_eq!(cut("情報管理"), ["情報", "報管", "管理", "理"]);
        assert_eq!(cut("ＵＳＢメモリ、鍵"), ["usb", "メモ", "モリ", "リ", "鍵"]);
        assert_eq!(cut("ISO 27001 と"), ["iso", "27001", "と"]);
    }

    #[test]
    fn a_line_break_in_a_word_is_nothing() {
        assert_eq!(cut("情報\n管理"), cut("情報管理"));
    }

    #[test]
    fn the_long_vowel_mark_at_the_end_of_a_loan_word_is_nothing() {
        assert_eq!(cut("サーバー室"), cut("サーバ室"));
        assert_eq!(cut("コンピューターウィルス"), cut("コンピュータウイルス"));
        assert_eq!(cut("鍵（キー）"), ["鍵", "キー", "ー"]);
    }

    #[test]
    fn offsets_lead_back_to_the_source() {
        let source = "第１ サーバー室";
        let (terms, folded) = terms(source);
        let term = terms.iter().find(|term| term.text == "バ室").expect("there");
        assert_eq!(&source[folded.source_range(term.from, term.to)], "バー室");
    }
}
