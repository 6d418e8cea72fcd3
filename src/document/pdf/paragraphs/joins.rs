//! Which lines make one paragraph, and how their texts are put together.

use super::columns::Column;
use crate::document::pdf::labels::{
    Start, closes_bracket, ends_sentence, goes_on, is_bracketed, is_heading, start_of,
};
use crate::document::pdf::layout::{Line, is_wide};
use crate::document::{Look, Paragraph, Place, Ruby};

/// Whether `line` goes on with the paragraph that `last` belongs to.
pub(super) fn joins(last: &Line, of: Column, line: &Line, column: Column, lines: usize) -> bool {
    let size = last.size.max(line.size);
    let text = last.text();
    let end = text.trim_end().chars().next_back();
    let next = line.text();
    if last.vertical != line.vertical || (last.size - line.size).abs() > 0.12 * size {
        return false;
    }
    if last.bold && !line.bold && lines == 1 && ends_sentence(end) {
        return false;
    }
    let same_flow = last.page == line.page && line.area.y0 > last.area.y0;
    if same_flow && line.area.y0 - last.area.y1 > of.leading.max(0.0) + 0.6 * size {
        return false;
    }
    // Whether the first word of the next line would still have stood on this one.
    let room = of.right - last.blank_end.unwrap_or(last.area.x1);
    // A long line that stops within a sentence was broken early for a reason that is not seen: a word kept together.
    let early = last.area.width() > 0.7 * (of.right - of.left)
        && !ends_sentence(end)
        && start_of(&next) == Start::None;
    let slack = if early { 2.0 } else { 0.25 };
    if first_unit(&next, line.size) + slack * size < room {
        return false;
    }
    let short = last.area.width() < 0.6 * (of.right - of.left);
    if is_leader(&text) || lines == 1 && short && is_heading(&text) {
        return false;
    }
    let indented = (line.area.x0 - column.left) - (last.area.x0 - of.left) > 0.7 * size;
    if indented && ends_sentence(end) && lines > 1 {
        return false;
    }
    match start_of(&next) {
        // A bracket behind a full line of a cell says more of it: cells have no headings.
        Start::Sure if of.is_cell() && is_bracketed(&next) => !ends_sentence(end),
        Start::Sure if next.starts_with('・') => room < 0.6 * size && parts_word(&text),
        Start::Sure => goes_on(&text) && !next.starts_with(['●', '○', '第', '（']),
        Start::Likely => goes_on(&text) || closes_bracket(&text, &next),
        // A line that is indented by one character after a full stop begins a paragraph.
        Start::None => !(ends_sentence(end) && indented && line.area.x0 - column.left < 1.6 * size),
    }
}

/// Whether a full line breaks off in a word such as 「入室・退室」 before its dot: with a noun, and not as an item.
fn parts_word(line: &str) -> bool {
    let is_noun = |last: char| last.is_alphanumeric() && !matches!(last, 'ぁ'..='ゖ');
    !line.starts_with('・') && line.chars().next_back().is_some_and(is_noun)
}

/// Width of what cannot be broken at the start of `text`: a word, or a character with the punctuation that clings to it.
fn first_unit(text: &str, size: f32) -> f32 {
    let width = |character: char| if is_wide(character) { size } else { 0.55 * size };
    let mut total = 0.0;
    let mut letters = text.trim_start().chars().peekable();
    let Some(first) = letters.next() else { return 0.0 };
    total += width(first);
    if is_wide(first) {
        if matches!(first, '（' | '「' | '『' | '【' | '〔' | '《') {
            total += letters.next().map_or(0.0, width);
        }
        while let Some(next) = letters.next_if(|next| {
            matches!(
                next,
                '、' | '。'
                    | '，'
                    | '．'
                    | '」'
                    | '』'
                    | '）'
                    | '】'
                    | '〕'
                    | 'ー'
                    | '々'
                    | '・'
                    | 'ァ'
                    | 'ィ'
                    | 'ゥ'
                    | 'ェ'
                    | 'ォ'
                    | 'ッ'
                    | 'ャ'
                    | 'ュ'
                    | 'ョ'
                    | 'ぁ'
                    | 'ぃ'
                    | 'ぅ'
                    | 'ぇ'
                    | 'ぉ'
                    | 'っ'
                    | 'ゃ'
                    | 'ゅ'
                    | 'ょ'
            )
        }) {
            total += width(next);
        }
        return total;
    }
    for next in letters {
        if is_wide(next) || next.is_whitespace() || total > 20.0 * size {
            break;
        }
        total += width(next);
    }
    total
}

/// Whether a line ends as those of a table of contents do.
fn is_leader(text: &str) -> bool {
    let bare = text
        .trim_end()
        .trim_end_matches(|character: char| character.is_numeric() || character == ' ' || character == '-');
    bare.len() < text.trim_end().len()
        && (bare.ends_with("……") || bare.ends_with("....") || bare.ends_with("・・・"))
}

/// The paragraph that `lines` make.
pub(super) fn paragraph(lines: &[(Line, Column)], place: Place) -> Paragraph {
    let mut text = String::new();
    let mut ruby = Vec::new();
    let mut blank = false;
    for (line, _) in lines {
        let (content, readings) = line.text_and_ruby();
        let trimmed = content.trim();
        if blank {
            text.push('\u{3000}');
        }
        join_text(&mut text, trimmed);
        blank = line.blank_end.is_some();
        let cut = content.len() - content.trim_start().len();
        let start = text.len() - trimmed.len();
        ruby.extend(readings.into_iter().map(|reading| Ruby {
            start: (start + reading.start).saturating_sub(cut),
            end: (start + reading.end).saturating_sub(cut),
            ..reading
        }));
    }
    let (first, column) = &lines[0];
    let mut look = look(first, first.area.x0 - column.left);
    let slack = column.right - first.area.x1;
    look.centred =
        lines.len() == 1 && look.indent > 2.0 * first.size && (look.indent - slack).abs() < 1.5 * first.size;
    Paragraph {
        place,
        text,
        look,
        ruby,
        ocr: lines.iter().all(|(line, _)| line.invisible),
        ..Paragraph::default()
    }
}

/// How a line looks that begins `indent` points behind the start of its column.
pub(super) fn look(line: &Line, indent: f32) -> Look {
    Look {
        indent: indent.max(0.0),
        font_size: line.size,
        bold: line.bold,
        vertical: line.vertical,
        ..Look::default()
    }
}

/// Puts two lines together: with a space only where two words of letters meet, without the hyphen that parts a word.
pub(super) fn join_text(text: &mut String, next: &str) {
    let (Some(last), Some(first)) = (text.chars().next_back(), next.chars().next()) else {
        text.push_str(next);
        return;
    };
    let is_letter = |character: char| character.is_alphanumeric() && !is_wide(character);
    if last == '\u{ad}' {
        text.pop();
    } else if !is_wide(last) && !is_wide(first) && !last.is_whitespace() {
        let hyphenated = last == '-' && first.is_lowercase() && {
            let before = text.chars().rev().nth(1);
            before.is_some_and(|character| character.is_lowercase() && is_letter(character))
        };
        if hyphenated {
            text.pop();
        } else if !matches!(last, '-' | '/' | '(') || !is_letter(first) {
            text.push(' ');
        }
    }
    text.push_str(next);
}
