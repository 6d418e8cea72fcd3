//! The stretch of a clause that shows why it was found.

use super::analysis::{self, Shape, Term};

/// A stretch of a clause with the words that were looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The words, with 「…」 where something was cut off.
    pub text: String,
    /// The words that were looked for: ranges of characters (Unicode scalar values) of `text`, in order, disjoint.
    pub marks: Vec<(usize, usize)>,
}

impl Snippet {
    /// About `length` characters of `text` around the first of `words`, line breaks as spaces.
    pub fn new(text: &str, words: &[&str], length: usize) -> Self {
        let text = text.replace(['\n', '\t', '\r'], " ");
        let marks = marks(&text, words);
        let count = text.chars().count();
        let lead = length / 4;
        let first = marks.first().map_or(0, |mark| mark.0);
        let start = if count <= length {
            0
        } else {
            first.saturating_sub(lead).min(count - length)
        };
        let end = (start + length).min(count);
        let (before, after) = (
            if start > 0 { "…" } else { "" },
            if end < count { "…" } else { "" },
        );
        let shift = before.chars().count();
        let cut: String = text.chars().skip(start).take(end - start).collect();
        Self {
            text: format!("{before}{cut}{after}"),
            marks: marks
                .into_iter()
                .filter(|mark| mark.0 < end && mark.1 > start)
                .map(|mark| (mark.0.max(start) - start + shift, mark.1.min(end) - start + shift))
                .collect(),
        }
    }

    /// The text with `open` and `close` around the marks.
    pub fn marked(&self, open: &str, close: &str) -> String {
        let mut marked = String::new();
        for (at, character) in self.text.chars().enumerate() {
            if self.marks.iter().any(|mark| mark.0 == at) {
                marked.push_str(open);
            }
            marked.push(character);
            if self.marks.iter().any(|mark| mark.1 == at + 1) {
                marked.push_str(close);
            }
        }
        marked
    }
}

/// Where `words` stand in `text`: ranges of characters, in order, disjoint.
pub fn marks(text: &str, words: &[&str]) -> Vec<(usize, usize)> {
    let (terms, folded) = analysis::terms(text);
    let mut ranges = Vec::new();
    for word in words {
        let (wanted, _) = analysis::terms(word);
        ranges.extend(places(&terms, &wanted).map(|(from, to)| {
            // A long-vowel mark that the index leaves out belongs to the word before it.
            let silent = folded.text[to..]
                .chars()
                .take_while(|c| *c == 'ー')
                .map(char::len_utf8)
                .sum::<usize>();
            folded.source_range(from, to + silent)
        }));
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for range in ranges {
        // A range runs up to the next character that counts; white space before that is no part of the word.
        let end = range.start + text[range.clone()].trim_end().len();
        let characters = |at: usize| text[..at].chars().count();
        let (from, to) = (characters(range.start), characters(end));
        match marks.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => marks.push((from, to)),
        }
    }
    marks
}

/// Stretches of `terms` that are `wanted`, whose last character may go on into a longer run.
fn places<'a>(terms: &'a [Term], wanted: &'a [Term]) -> impl Iterator<Item = (usize, usize)> + 'a {
    let open = wanted.last().is_some_and(|last| last.shape == Shape::Last);
    let last = wanted.len().saturating_sub(1);
    terms
        .windows(wanted.len().max(1))
        .filter(move |stretch| {
            !wanted.is_empty()
                && stretch
                    .iter()
                    .zip(wanted)
                    .enumerate()
                    .all(|(i, (found, wanted))| {
                        found.text == wanted.text
                            || (open && i == last && found.text.starts_with(&wanted.text))
                    })
        })
        .map(move |stretch| {
            let end = &stretch[last];
            let to = if open && end.shape == Shape::Pair {
                end.from + end.text.chars().next().map_or(0, char::len_utf8)
            } else {
                end.to
            };
            (stretch[0].from, to)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_words_whatever_their_width() {
        let snippet = Snippet::new(
            "院内のＵＳＢメモリーは、USB メモリ台帳に記す。",
            &["usbメモリ"],
            80,
        );
        assert_eq!(
            snippet.marked("[", "]"),
            "院内の[ＵＳＢメモリー]は、[USB メモリ]台帳に記す。"
        );
    }

    #[test]
    fn cuts_around_the_first_mark() {
        let text = format!("{}鍵を保管する。{}", "あ".repeat(100), "い".repeat(100));
        let snippet = Snippet::new(&text, &["鍵"], 20);
        assert_eq!(
            snippet.marked("[", "]"),
            "…あああああ[鍵]を保管する。いいいいいいいい…"
        );
    }
}
