//! A book of a guideline from its official file: its sections with their items (遵守事項), the explanation left out.
//!
//! The items stand behind 【遵守事項】, in a box, a table or plain, and end where the explanation begins. Lines are taken
//! one by one; what has been read so far decides what a line can be.

use super::lines::{Line, lines};
use super::marks;
use crate::document::Document;

/// A book, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadBook {
    /// Its title, 「企画管理編」, where its first pages tell.
    pub title: Option<String>,
    /// The version they tell, 「第7.0版」.
    pub version: Option<String>,
    /// The month of its publication, `2026-06`.
    pub published: Option<String>,
    /// The sections that hold items, in order.
    pub sections: Vec<ReadSection>,
    /// What looks as if something were missing.
    pub doubts: Vec<Doubt>,
}

/// A section that holds items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadSection {
    /// Its number, 「12」「3.4.1」.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its items, in order.
    pub items: Vec<ReadItem>,
}

/// An item as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadItem {
    /// The head over it within the section, 「説明責任」, where items are counted anew under each.
    pub group: Option<String>,
    /// Its number, ① = 1.
    pub number: u32,
    /// Its words; lists and afterthoughts begin a new line.
    pub text: String,
    /// The page it begins on.
    pub page: Option<u32>,
}

/// Something to look at in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The page.
    pub page: Option<u32>,
    /// The section and what is strange about it.
    pub what: Strange,
}

/// What may be wrong with what was read of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strange {
    /// Before this item of a section others are missing.
    Missing(String, u32),
    /// Items without a section's heading.
    NoHeading,
    /// A section's 【遵守事項】 without an item.
    NoItem(String),
}

/// Reads the items of a book.
pub fn read_book(document: &Document) -> ReadBook {
    let lines = lines(document);
    let mut reader = Reader {
        body: body_size(&lines),
        ..Reader::default()
    };
    front(&lines, &mut reader.book);
    for (at, line) in lines.iter().enumerate() {
        reader.take(line, &lines[at + 1..]);
    }
    reader.close();
    reader.book
}

/// How many lines are looked at for the next item.
const LOOK_AHEAD: usize = 6;

/// How many lines from the top may tell what book it is.
const FRONT: usize = 40;

/// What the first lines tell of the book.
fn front(lines: &[Line], book: &mut ReadBook) {
    for line in lines.iter().take(FRONT) {
        let text: String = line.text.chars().filter(|c| !c.is_whitespace()).collect();
        if book.version.is_none() {
            book.version = version(&text);
        }
        if book.published.is_none() {
            book.published = month(&text);
        }
        if book.title.is_none() && !marks::is_contents(&line.text) {
            let after_version = text.rsplit('版').next().unwrap_or(&text);
            let title = after_version.trim_start_matches(['(', '（', '）', ')', '案']);
            if title.ends_with('編') && (2..=20).contains(&title.chars().count()) {
                book.title = Some(title.to_owned());
            }
        }
    }
}

/// 「第7.0版」 in a text.
fn version(text: &str) -> Option<String> {
    let start = text.find('第')?;
    let inner = &text[start + '第'.len_utf8()..];
    let number: String = inner
        .chars()
        .map(crate::text::numerals::half_width)
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let after: String = inner.chars().skip(number.chars().count()).take(1).collect();
    (after == "版" && !number.is_empty()).then(|| format!("第{number}版"))
}

/// 「令和８年６月」 as `2026-06`.
fn month(text: &str) -> Option<String> {
    let text: String = text.chars().map(crate::text::numerals::half_width).collect();
    let (year, rest) = match text.split_once("令和") {
        Some((_, rest)) => (2018, rest),
        None => (0, text.as_str()),
    };
    let (number, rest) = match rest.strip_prefix('元') {
        Some(rest) => (1, rest),
        None => crate::text::numerals::arabic(rest).map(|(number, length)| (number, &rest[length..]))?,
    };
    let (month, length) = crate::text::numerals::arabic(rest.strip_prefix('年')?)?;
    let year = year + number;
    let told = rest["年".len() + length..].starts_with('月') && (1..=12).contains(&month);
    (told && (2000..2200).contains(&year)).then(|| format!("{year}-{month:02}"))
}

/// The size that most characters have.
fn body_size(lines: &[Line]) -> f32 {
    let mut sizes: Vec<(u32, usize)> = Vec::new();
    for line in lines {
        let size = (line.size * 10.0).round() as u32;
        match sizes.iter_mut().find(|(known, _)| *known == size) {
            Some((_, count)) => *count += line.text.len(),
            None => sizes.push((size, line.text.len())),
        }
    }
    let most = sizes.iter().max_by_key(|(size, count)| (*count, *size));
    most.map_or(0.0, |(size, _)| *size as f32 / 10.0)
}

/// A heading that items may follow.
#[derive(Debug, Clone)]
struct Heading {
    number: String,
    title: String,
    size: f32,
    bold: bool,
}

#[derive(Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about what was read so far"
)]
struct Reader {
    book: ReadBook,
    body: f32,
    heading: Option<Heading>,
    /// Whether the line before was the heading, which may go on.
    at_heading: bool,
    /// Whether items are being read.
    open: bool,
    /// Whether they stand in a box.
    boxed: bool,
    /// The head over the items to come.
    group: Option<String>,
    /// Whether that head was just read.
    new_group: bool,
    /// Where the number of the latest item stands.
    indent: f32,
    /// Whether the latest line was one of a list within the item, and how far in it stood.
    listed: Option<f32>,
    page: Option<u32>,
}

impl Reader {
    /// Takes a line, with those that come after it.
    fn take(&mut self, line: &Line, after: &[Line]) {
        match marks::items_head(&line.text) {
            Some(rest) if !marks::is_contents(&line.text) && !ends_in_page(rest) => {
                self.begin(line, rest, after);
            }
            _ if self.open => self.inside(line, after),
            _ => self.outside(line),
        }
        self.page = line.page;
    }

    /// A line of the explanation: only headings count.
    fn outside(&mut self, line: &Line) {
        if let Some((number, title)) = marks::heading(&line.text) {
            if !line.grid && self.is_later(&number) {
                self.heading = Some(Heading {
                    number,
                    title: title.to_owned(),
                    size: line.size,
                    bold: line.bold,
                });
                self.at_heading = true;
            }
            return;
        }
        if let Some(heading) = self.heading.as_mut().filter(|_| self.at_heading) {
            // A long title goes on in the next line, which looks the same and unlike the body.
            let looks = (line.size - heading.size).abs() < 0.2 && line.bold == heading.bold;
            let stands_out = line.bold || line.size > self.body + 0.2;
            if looks && stands_out && line.text.chars().count() <= 40 && !marks::is_complete(&line.text) {
                heading.title.push_str(&line.text);
                return;
            }
        }
        self.at_heading = false;
    }

    /// Whether a section of this number can follow the latest one: numbers in the explanation's lists cannot.
    fn is_later(&self, number: &str) -> bool {
        let parts = |number: &str| {
            number
                .split('.')
                .filter_map(|n| n.parse::<u32>().ok())
                .collect::<Vec<_>>()
        };
        let last = self.book.sections.last();
        last.is_none_or(|last| parts(number) > parts(&last.number))
    }

    /// 【遵守事項】
    fn begin(&mut self, line: &Line, rest: &str, after: &[Line]) {
        self.close();
        self.at_heading = false;
        self.open = true;
        self.boxed = line.boxed;
        self.group = None;
        self.new_group = false;
        self.listed = None;
        match self.heading.take() {
            Some(heading) => self.book.sections.push(ReadSection {
                number: heading.number,
                title: heading.title,
                items: Vec::new(),
            }),
            // A second box, or the same one again on the next page.
            None if !self.book.sections.is_empty() => {}
            None => {
                self.doubt(line.page, Strange::NoHeading);
                self.open = false;
                return;
            }
        }
        if !rest.is_empty() && !rest.starts_with(['(', '（']) {
            let rest = Line {
                text: rest.to_owned(),
                ..line.clone()
            };
            self.inside(&rest, after);
        }
    }

    /// A line where items are read.
    fn inside(&mut self, line: &Line, after: &[Line]) {
        if let Some(group) = marks::group_head(&line.text) {
            self.group = Some(group.to_owned());
            self.new_group = true;
            return;
        }
        if self.is_end(line) {
            return self.end(line);
        }
        if let Some((number, rest)) = marks::item(&line.text) {
            if self.begins_item(number, rest, line) {
                return self.add_item(number, rest, line);
            }
            if number == 1 && !marks::refers(rest) {
                // A list of the explanation, numbered as items are.
                return self.end(line);
            }
        }
        if self.items().is_some_and(Vec::is_empty) {
            // A sentence that leads the items in.
            return;
        }
        let listed = marks::is_listed(&line.text);
        if listed && self.may_list(line) {
            self.append(&line.text, true);
            self.listed = Some(line.indent);
        } else if self.goes_on(line) || self.is_due(line, after) {
            let complete = marks::is_complete(self.last_text());
            self.append(
                &line.text,
                complete && self.listed.is_none() || marks::is_afterthought(&line.text),
            );
        } else {
            self.end(line);
        }
    }

    /// What can be no part of an item wherever it stands.
    fn is_end(&self, line: &Line) -> bool {
        let is_heading = || {
            marks::heading(&line.text)
                .is_some_and(|(number, _)| self.is_later(&number) || self.is_within(&number))
                && marks::item(&line.text).is_none()
                && marks::is_complete_or_listed(self.last_text(), self.listed.is_some())
        };
        marks::is_other_head(&line.text)
            || line.text.starts_with(['○', '◯'])
            || (line.grid && marks::is_complete(self.last_text()))
            || (!line.boxed && is_heading())
    }

    /// Whether a heading is one below the section at hand: 「12.1」 in 12.
    fn is_within(&self, number: &str) -> bool {
        self.book
            .sections
            .last()
            .is_some_and(|section| number.starts_with(&format!("{}.", section.number)))
    }

    fn end(&mut self, line: &Line) {
        self.close();
        self.outside(line);
    }

    /// The items of the section at hand have come to an end.
    fn close(&mut self) {
        if self.open {
            self.open = false;
            let empty = self
                .book
                .sections
                .last()
                .filter(|s| s.items.is_empty())
                .map(|s| s.number.clone());
            if let Some(number) = empty {
                self.book.sections.pop();
                self.doubt(self.page, Strange::NoItem(number));
            }
        }
    }

    /// Whether a circled number begins an item here, and is no reference to one.
    fn begins_item(&self, number: u32, rest: &str, line: &Line) -> bool {
        let expected = self.expected();
        // 「③　①及び②の措置」: a number that stands apart, where the next item is due, begins it whatever follows.
        let apart = number == expected && is_apart(&line.text) && self.has_ended();
        if marks::refers(rest) && !apart {
            return false;
        }
        let has_items = self.items().is_some_and(|items| !items.is_empty());
        number == expected
            || (number == 1 && (self.new_group || (has_items && self.boxed && line.boxed)))
            || (number > expected && number <= expected + 3 && marks::is_complete(self.last_text()))
    }

    /// Whether the latest item may have come to an end.
    fn has_ended(&self) -> bool {
        marks::is_complete_or_listed(self.last_text(), self.listed.is_some()) || self.last_text().is_empty()
    }

    fn expected(&self) -> u32 {
        let last = self.items().and_then(|items| items.last());
        last.filter(|_| !self.new_group).map_or(1, |last| last.number + 1)
    }

    fn add_item(&mut self, number: u32, rest: &str, line: &Line) {
        let expected = self.expected();
        let anew = number == 1 && expected != 1;
        let section = self
            .book
            .sections
            .last()
            .map_or(String::new(), |s| s.number.clone());
        if number > expected {
            self.doubt(line.page, Strange::Missing(section, number));
        }
        if anew {
            // Counted anew without a head: told apart by a number.
            let groups = self
                .items()
                .map_or(0, |items| items.iter().filter(|i| i.number == 1).count());
            self.group = Some((groups + 1).to_string());
        }
        self.new_group = false;
        self.listed = None;
        self.indent = line.indent;
        self.boxed |= line.boxed;
        // Two items that the reader took for one paragraph.
        let (own, next) = split(rest, number + 1);
        let item = ReadItem {
            group: self.group.clone(),
            number,
            text: own.trim_end().to_owned(),
            page: line.page,
        };
        if let Some(section) = self.book.sections.last_mut() {
            section.items.push(item);
        }
        if let Some((number, rest)) = next.and_then(marks::item) {
            self.add_item(number, rest, line);
        }
    }

    /// Whether a line with a list's label belongs to the item.
    fn may_list(&self, line: &Line) -> bool {
        (self.boxed && line.boxed)
            || self.listed.is_some()
            || marks::awaits_list(self.last_text())
            || line.indent > self.indent + 4.0
    }

    /// Whether a line without a label belongs to the item.
    fn goes_on(&self, line: &Line) -> bool {
        if (self.boxed && line.boxed) || (!marks::is_complete(self.last_text()) && self.listed.is_none()) {
            return true;
        }
        let width = if line.size > 0.0 { line.size } else { 10.5 };
        let deep = line.indent >= self.indent + 1.4 * width;
        // 「①の措置を…」 at the depth of the item's words goes on with them.
        let refers = marks::item(&line.text).is_some() && line.indent >= self.indent + 0.9 * width;
        let over_page = line.page != self.page && !marks::is_complete(self.last_text());
        match self.listed {
            // A list's item that goes on over the page.
            Some(indent) => over_page && line.indent >= indent || deep && marks::is_afterthought(&line.text),
            None => deep || refers || marks::is_afterthought(&line.text),
        }
    }

    /// Whether the next item comes soon, set as the latest one is: then the explanation has not begun.
    fn is_due(&self, this: &Line, after: &[Line]) -> bool {
        // A sentence at the depth of the item's words that leads a list in.
        let width = if this.size > 0.0 { this.size } else { 10.5 };
        let leads = marks::awaits_list(&this.text) && this.indent >= self.indent + 0.9 * width;
        let listed = |line: &Line| marks::is_listed(&line.text) && line.indent > self.indent + 4.0;
        if leads && after.first().is_some_and(listed) {
            return true;
        }
        for line in after.iter().take(LOOK_AHEAD) {
            let ends = marks::items_head(&line.text).is_some() || self.is_end(line);
            match marks::item(&line.text) {
                _ if ends => return false,
                Some((number, rest)) if !marks::refers(rest) => {
                    return number == self.expected()
                        && number > 1
                        && (line.indent - self.indent).abs() < 3.0;
                }
                _ => {}
            }
        }
        false
    }

    fn append(&mut self, text: &str, on_new_line: bool) {
        let expected = self.expected();
        let (own, next) = split(text, expected);
        let own = own.trim_end().to_owned();
        let next = next
            .and_then(marks::item)
            .map(|(number, rest)| (number, rest.to_owned()));
        if let Some(item) = self.book.sections.last_mut().and_then(|s| s.items.last_mut()) {
            let joins_words = item.text.ends_with(|c: char| c.is_ascii_alphanumeric())
                && own.starts_with(|c: char| c.is_ascii_alphanumeric());
            if on_new_line {
                item.text.push('\n');
            } else if joins_words {
                item.text.push(' ');
            }
            item.text.push_str(&own);
        }
        if let Some((number, rest)) = next {
            let line = Line {
                text: String::new(),
                page: self.page,
                indent: self.indent,
                size: 0.0,
                bold: false,
                boxed: self.boxed,
                grid: false,
            };
            self.add_item(number, &rest, &line);
        }
    }

    fn items(&self) -> Option<&Vec<ReadItem>> {
        self.book.sections.last().map(|section| &section.items)
    }

    fn last_text(&self) -> &str {
        self.items()
            .and_then(|items| items.last())
            .map_or("", |item| &item.text)
    }

    fn doubt(&mut self, page: Option<u32>, what: Strange) {
        self.book.doubts.push(Doubt { page, what });
    }
}

/// The words of an item, and what begins the next one of number `next` behind the end of a sentence in them.
fn split(text: &str, next: u32) -> (&str, Option<&str>) {
    let Some(sign) = crate::text::numerals::to_circled(next) else {
        return (text, None);
    };
    for (at, _) in text.match_indices(sign) {
        let rest = text[at + sign.len_utf8()..].trim_start();
        if text[..at].trim_end().ends_with('。') && !marks::refers(rest) {
            return (&text[..at], Some(&text[at..]));
        }
    }
    (text, None)
}

/// Whether a space parts the first character from the rest.
fn is_apart(text: &str) -> bool {
    text.chars().nth(1).is_some_and(char::is_whitespace)
}

/// A page number alone: the head stands in a table of contents.
fn ends_in_page(rest: &str) -> bool {
    !rest.is_empty()
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | '…' | '・' | ' ' | '\t' | '　'))
}
