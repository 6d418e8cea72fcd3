//! Japanese on a page in another language: screen readers must be told to read it as such.

use maud::{Markup, html};

use crate::text::Lang;

/// `text`, its Japanese marked as such on a page in another language, for those who hear it.
pub(crate) fn native(text: &str, lang: Lang) -> Markup {
    html! {
        @if lang == Lang::Ja { (text) } @else {
            @for (is_japanese, stretch) in stretches(text) {
                @if is_japanese { span lang="ja" { (stretch) } } @else { (stretch) }
            }
        }
    }
}

/// `text` in stretches with and without Japanese. Signs, figures and spaces between two Japanese words go with them.
fn stretches(text: &str) -> Vec<(bool, &str)> {
    let mut stretches = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find(is_japanese) {
        let letters = |c: char| c.is_ascii_alphabetic();
        let foreign = rest[from..]
            .find(letters)
            .map_or(rest.len(), |length| from + length);
        // Up to the last Japanese sign before the next Latin letter.
        let last = rest[from..foreign].char_indices().rfind(|(_, c)| is_japanese(*c));
        let to = last.map_or(foreign, |(at, c)| from + at + c.len_utf8());
        if from > 0 {
            stretches.push((false, &rest[..from]));
        }
        stretches.push((true, &rest[from..to]));
        rest = &rest[to..];
    }
    if !rest.is_empty() {
        stretches.push((false, rest));
    }
    stretches
}

/// Whether a sign is one of Japanese writing.
fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff9f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_is_marked_where_the_page_is_in_english() {
        let marked = |text| native(text, Lang::En).into_string();
        assert_eq!(
            marked("no duty: 研修 1回 (研修) in 第2条"),
            "no duty: <span lang=\"ja\">研修 1回 (研修</span>) in <span lang=\"ja\">第2条</span>"
        );
        assert_eq!(marked("<none>"), "&lt;none&gt;");
        assert_eq!(marked("研修"), "<span lang=\"ja\">研修</span>");
        assert_eq!(native("研修 and", Lang::Ja).into_string(), "研修 and");
    }
}
