//! Recognized words to paragraphs.

use super::columns::{self, Span};
use crate::document::{Look, Paragraph};
use crate::text::numerals::{circled, number};

/// Column of the table: what a row describes; 5 is a word.
const LEVEL: usize = 0;
const BLOCK: usize = 2;
const PARAGRAPH: usize = 3;
const LINE: usize = 4;
const LEFT: usize = 6;
const TOP: usize = 7;
const WIDTH: usize = 8;
const HEIGHT: usize = 9;
const CONFIDENCE: usize = 10;
const TEXT: usize = 11;

/// What provisions are counted by.
const UNITS: [char; 7] = ['条', '章', '節', '款', '編', '項', '号'];
/// What goes on after a number in a sentence.
const COUNTERS: [char; 18] = [
    '年', '月', '日', '回', '人', '名', '時', '分', '週', '件', '個', '箇', '%', '％', '以', 'か', 'ヶ', '条',
];
/// What goes on after a citation in a sentence.
const PARTICLES: [char; 16] = [
    'の', 'に', 'は', 'を', 'と', 'か', 'で', 'が', '第', '及', '又', '、', '。', '）', ')', '・',
];

/// What was recognized on a page.
pub(super) struct Reading {
    /// Its words; places are not filled in.
    pub paragraphs: Vec<Paragraph>,
    /// Mean confidence of its characters, 0 to 100.
    pub confidence: f32,
}

/// A line: along the writing direction from `start` to `end`.
struct Line {
    id: [u32; 3],
    text: String,
    start: f32,
    end: f32,
    /// Size of a character.
    size: f32,
}

/// Reads a table of words (TSV).
pub(super) fn read(table: &str, vertical: bool) -> Reading {
    let mut lines: Vec<Line> = Vec::new();
    let (mut trust, mut characters) = (0.0, 0.0);
    for row in table.lines() {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        if cells.len() <= TEXT || cells[LEVEL] != "5" || cells[TEXT].trim().is_empty() {
            continue;
        }
        let figure = |column: usize| cells[column].parse::<f32>().unwrap_or(0.0);
        let id = [BLOCK, PARAGRAPH, LINE].map(|column| cells[column].parse().unwrap_or(0));
        let (start, length, size) = if vertical {
            (figure(TOP), figure(HEIGHT), figure(WIDTH))
        } else {
            (figure(LEFT), figure(WIDTH), figure(HEIGHT))
        };
        let word = cells[TEXT].trim();
        let count = word.chars().count() as f32;
        trust += figure(CONFIDENCE) * count;
        characters += count;
        match lines.last_mut().filter(|line| line.id == id) {
            Some(line) => line.push(word, start, start + length, size),
            None => lines.push(Line {
                id,
                text: word.to_owned(),
                start,
                end: start + length,
                size,
            }),
        }
    }
    Reading {
        paragraphs: paragraphs(&lines, vertical),
        confidence: if characters > 0.0 { trust / characters } else { 0.0 },
    }
}

impl Line {
    /// Adds the next word. Boxes of Japanese words are loose: only a gap of a whole character is a space, and none
    /// after a mark, whose box is narrower than its character.
    fn push(&mut self, word: &str, start: f32, end: f32, size: f32) {
        let last = self.text.chars().next_back().unwrap_or(' ');
        let first = word.chars().next().unwrap_or(' ');
        self.size = self.size.max(size);
        if is_latin(last) && is_latin(first) {
            self.text.push(' ');
        } else if start - self.end > self.size && last.is_alphanumeric() {
            self.text.push('\u{3000}');
        }
        self.text.push_str(word);
        self.end = end;
    }
}

/// A letter or digit of a script that puts spaces between words.
fn is_latin(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

/// Joins lines: one goes on in the next where it fills the measure and the next does not begin a provision.
fn paragraphs(lines: &[Line], vertical: bool) -> Vec<Paragraph> {
    let spans = lines.iter().map(|line| {
        let (start, end) = (line.start, line.end);
        (line.id[0], Span { start, end })
    });
    let columns = columns::of_blocks(spans);
    let fills = |line: &Line| {
        // A scan is never quite straight, and a mark at the end of a line may hang or be pushed in.
        columns.get(&line.id[0]).is_some_and(|column| {
            line.start - column.start < 4.0 * line.size && column.end - line.end < 2.0 * line.size
        })
    };
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut goes_on = false;
    for line in lines {
        match paragraphs.last_mut() {
            Some(paragraph) if goes_on && !begins(&line.text) => {
                let ends_latin = paragraph.text.chars().next_back().is_some_and(is_latin);
                if ends_latin && line.text.starts_with(is_latin) {
                    paragraph.text.push(' ');
                }
                paragraph.text.push_str(&line.text);
            }
            _ => paragraphs.push(Paragraph {
                text: spaced(&line.text),
                look: Look {
                    vertical,
                    ..Look::default()
                },
                ocr: true,
                ..Paragraph::default()
            }),
        }
        goes_on = fills(line);
    }
    paragraphs
}

/// Whether a line begins a provision: 「第1条」, a number, 「(1)」, 「（目的）」, a bullet, a circled number.
fn begins(text: &str) -> bool {
    label(text).is_some()
        || text.starts_with(['(', '（', '〔', '【', '・', '●', '○', '■', '附', '別'])
        || text.starts_with(|c: char| circled(c).is_some())
}

/// How many bytes of the line are the number of a provision: 「第1条」, 「第1条の2」, 「2」. Nothing where the number
/// belongs to a sentence that goes on, such as 「第3条の規定により」 or 「30日以内に」.
fn label(text: &str) -> Option<usize> {
    let Some(numbered) = text.strip_prefix('第') else {
        let (_, length) = number(text)?;
        let counts = text[length..].starts_with(COUNTERS);
        return (text.starts_with(|c: char| c.is_numeric()) && !counts).then_some(length);
    };
    let (_, length) = number(numbered)?;
    let unit = numbered[length..].chars().next().filter(|c| UNITS.contains(c))?;
    let mut end = '第'.len_utf8() + length + unit.len_utf8();
    if let Some((_, branch)) = text[end..].strip_prefix('の').and_then(number) {
        end += 'の'.len_utf8() + branch;
    }
    (!text[end..].starts_with(PARTICLES)).then_some(end)
}

/// The line with the space that is printed after the number of a provision: its box is often too loose to show it.
fn spaced(text: &str) -> String {
    match label(text) {
        Some(end) if text[end..].starts_with(|c: char| c.is_alphabetic()) => {
            format!("{}\u{3000}{}", &text[..end], &text[end..])
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u32, left: u32, width: u32, confidence: &str, word: &str) -> String {
        format!("5\t1\t1\t1\t{line}\t1\t{left}\t0\t{width}\t50\t{confidence}\t{word}\n")
    }

    fn texts(table: &str) -> Vec<String> {
        let paragraphs = read(table, false).paragraphs;
        paragraphs.into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn full_lines_go_on_and_provisions_begin_anew() {
        let table = row(1, 200, 1700, "90", "第1条この規則は、情報の守")
            + &row(2, 200, 300, "90", "り方を定める。")
            + &row(3, 200, 1700, "90", "第2条職員は、端末を施錠して保管すること。")
            + &row(4, 200, 900, "90", "2責任者は、これを守らせる。")
            + &row(5, 1500, 400, "90", "令和2年6月1日")
            + &row(6, 1500, 400, "90", "かえで坂整形外科");
        assert_eq!(
            texts(&table),
            [
                "第1条　この規則は、情報の守り方を定める。",
                "第2条　職員は、端末を施錠して保管すること。",
                "2　責任者は、これを守らせる。",
                "令和2年6月1日",
                "かえで坂整形外科",
            ]
        );
    }

    #[test]
    fn a_line_is_full_by_the_column_that_it_stands_in() {
        let row = |block: u32, line: u32, left: u32, width: u32, word: &str| {
            format!("5\t1\t{block}\t1\t{line}\t1\t{left}\t0\t{width}\t50\t90\t{word}\n")
        };
        let table = row(1, 1, 200, 800, "職員は、端末を施錠し")
            + &row(1, 2, 200, 300, "て保管する。")
            + &row(1, 3, 200, 800, "責任者は、記録を毎月")
            + &row(2, 1, 1100, 800, "調べ、その結果を委員")
            + &row(2, 2, 1100, 400, "会に報告する。");
        assert_eq!(
            texts(&table),
            [
                "職員は、端末を施錠して保管する。",
                "責任者は、記録を毎月調べ、その結果を委員会に報告する。",
            ]
        );
    }

    #[test]
    fn a_line_of_vertical_writing_is_full_by_its_tier() {
        // The upper tier from 200 to 1600, the lower from 1800 to 3200; lines run down and follow each other leftward.
        let row = |block: u32, line: u32, left: u32, top: u32, height: u32, word: &str| {
            format!("5\t1\t{block}\t1\t{line}\t1\t{left}\t{top}\t50\t{height}\t90\t{word}\n")
        };
        let table = row(1, 1, 1900, 200, 1400, "第一条職員は、端末を施錠し")
            + &row(1, 2, 1800, 200, 500, "て保管する。")
            + &row(1, 3, 1700, 200, 900, "二責任者は、記録を点検する。")
            + &row(1, 4, 1600, 200, 1400, "院長は、毎年一回その結果を")
            + &row(2, 1, 1900, 1800, 1400, "委員会に報告し、又必要な改")
            + &row(2, 2, 1800, 1800, 300, "善を行う。");
        let paragraphs = read(&table, true).paragraphs;
        assert!(paragraphs.iter().all(|paragraph| paragraph.look.vertical));
        let texts: Vec<String> = paragraphs.into_iter().map(|paragraph| paragraph.text).collect();
        assert_eq!(
            texts,
            [
                "第一条　職員は、端末を施錠して保管する。",
                "二責任者は、記録を点検する。",
                "院長は、毎年一回その結果を委員会に報告し、又必要な改善を行う。",
            ]
        );
    }

    #[test]
    fn a_number_within_a_sentence_begins_nothing() {
        let table = row(1, 200, 1700, "90", "漏えいを知ったときは、")
            + &row(2, 200, 300, "90", "30日以内に届け出る。");
        assert_eq!(texts(&table), ["漏えいを知ったときは、30日以内に届け出る。"]);
    }

    #[test]
    fn a_citation_within_a_sentence_begins_nothing() {
        assert_eq!(label("第3条の規定により"), None);
        assert_eq!(label("第3条の2職員は"), Some("第3条の2".len()));
        assert_eq!(label("一般の職員は"), None);
        assert_eq!(spaced("第12条職員は"), "第12条\u{3000}職員は");
    }

    #[test]
    fn spaces_stand_between_latin_words_and_where_there_is_a_gap() {
        let table = row(1, 200, 50, "90", "2")
            + &row(1, 330, 100, "90", "責任者")
            + &row(1, 440, 50, "90", "は")
            + &row(1, 500, 100, "90", "Remote")
            + &row(1, 620, 100, "90", "Desktop")
            + &row(1, 730, 50, "90", "を");
        assert_eq!(texts(&table), ["2\u{3000}責任者はRemote Desktopを"]);
    }

    #[test]
    fn confidence_counts_characters_and_a_broken_table_reads_as_nothing() {
        let table = row(1, 200, 50, "90", "情報管") + &row(1, 250, 50, "50", "理");
        assert!((read(&table, false).confidence - 80.0).abs() < 0.01);
        let broken = read("level\tpage\n5\t1\n\u{0}", false);
        assert!(broken.paragraphs.is_empty() && broken.confidence == 0.0);
    }
}
