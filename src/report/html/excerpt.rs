//! The words of a clause around those that matched.

use maud::{Markup, html};

/// How many characters are shown before the first and after the last matched word.
const AROUND: usize = 40;
/// The most characters of an excerpt.
const LONGEST: usize = 180;

/// The words around the matched characters of `text`, marked; the whole text stands in the regulation beside it.
pub(crate) fn excerpt(text: &str, matched: &[(usize, usize)]) -> Markup {
    let characters: Vec<char> = text.chars().collect();
    let first = matched.first().map_or(0, |range| range.0);
    let from = first.saturating_sub(AROUND);
    let last = matched.last().map_or(0, |range| range.1);
    let to = (last + AROUND)
        .max(from + AROUND)
        .min(from + LONGEST)
        .min(characters.len());
    let piece = |from: usize, to: usize| -> String {
        let one_line = |c: &char| if matches!(c, '\n' | '\t') { '　' } else { *c };
        characters
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .map(one_line)
            .collect()
    };
    // What follows each marked piece reaches to the next one.
    let clamped: Vec<_> = matched
        .iter()
        .map(|&(start, end)| (start.clamp(from, to), end.clamp(from, to)))
        .collect();
    let next = clamped.iter().skip(1).map(|range| range.0).chain([to]);
    html! {
        @if from > 0 { "…" }
        (piece(from, clamped.first().map_or(to, |range| range.0)))
        @for (&(start, end), next) in clamped.iter().zip(next) {
            @if start < end { mark { (piece(start, end)) } }
            (piece(end, next))
        }
        @if to < characters.len() { "…" }
    }
}

/// Matched ranges for the script: `3-5 10-14`.
pub(crate) fn ranges(matched: &[(usize, usize)]) -> String {
    let ranges: Vec<String> = matched.iter().map(|(from, to)| format!("{from}-{to}")).collect();
    ranges.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_the_words_that_matched() {
        assert_eq!(
            excerpt("毎年<一回>訓練を行う", &[(0, 2), (6, 8)]).into_string(),
            "<mark>毎年</mark>&lt;一回&gt;<mark>訓練</mark>を行う"
        );
    }

    #[test]
    fn leaves_out_what_is_far_away() {
        let text = format!("{}訓練{}", "あ".repeat(100), "い".repeat(300));
        let shown = excerpt(&text, &[(100, 102)]).into_string();
        assert!(shown.starts_with("…あ") && shown.ends_with("い…") && shown.contains("<mark>訓練</mark>"));
    }

    #[test]
    fn takes_ranges_beyond_the_text() {
        assert_eq!(excerpt("短い", &[(1, 9)]).into_string(), "短<mark>い</mark>");
    }
}
