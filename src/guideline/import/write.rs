//! The new catalogue as texts that people can edit: one file a book, elements that are kept by the old ones' names.

use std::fmt::Write;

use super::adopt::{Adoption, NewBook, NewElement, NewItem, Why};
use super::{Meta, Order};
use crate::guideline::applicability::Rule;
use crate::guideline::model::{Audience, Expected, UnfoundedRule};

/// The catalogue's files: name and text.
pub(super) fn files(order: &Order<'_>, meta: &Meta, adoption: &Adoption) -> Vec<(String, String)> {
    let mut files = vec![("guideline.toml".to_owned(), head(order, meta, adoption))];
    for book in &adoption.books {
        files.push((format!("{}.toml", book.key.id), of_book(order, book)));
    }
    if let Some(text) = rules(order) {
        files.push(("applicability.toml".to_owned(), text));
    }
    files
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A text of several lines, so that it can be read and edited; what TOML would take for a sign is escaped.
fn block(text: &str) -> String {
    if text.contains('\n') && !text.contains("'''") && !text.contains(|c: char| c.is_control() && c != '\n') {
        format!("'''\n{text}'''")
    } else {
        quoted(text)
    }
}

fn head(order: &Order<'_>, meta: &Meta, adoption: &Adoption) -> String {
    let mut text = format!(
        "# {} の目録。公式のファイルから取り込み、観点は {} のものを引き継ぐ。文と観点は書き換えてよい。\n",
        order.id, order.like.id
    );
    let audience = match order.like.audience {
        Audience::Institution => "institution",
        Audience::Vendor => "vendor",
    };
    let books: Vec<String> = adoption.books.iter().map(|book| quoted(&book.key.id)).collect();
    let facts = [
        ("id", order.id),
        ("title", &meta.title),
        ("version", &meta.version),
        ("published", &meta.published),
        ("publisher", &order.like.publisher),
        ("audience", audience),
        ("based_on", &order.like.id),
        ("notice", &notice(order, adoption)),
    ];
    for (name, value) in facts {
        let _ = writeln!(text, "{name} = {}", quoted(value));
    }
    let _ = writeln!(text, "books = [{}]", books.join(", "));
    for rule in unfounded(order, adoption) {
        text.push_str(&tables("unfounded", rule));
    }
    text
}

/// What a reviewer must know of the catalogue, on a report's first page.
fn notice(order: &Order<'_>, adoption: &Adoption) -> String {
    let imported: Vec<&str> = adoption
        .books
        .iter()
        .map(|book| book.key.title.as_str())
        .collect();
    let left: Vec<&str> = order
        .like
        .books
        .iter()
        .filter(|book| !adoption.books.iter().any(|new| new.key.id == book.id))
        .map(|book| book.title.as_str())
        .collect();
    let items = adoption.books.iter().flat_map(|book| &book.items);
    let open = items
        .flat_map(|item| &item.elements)
        .filter(|e| e.why.is_some())
        .count();
    let mut text = format!(
        "{}の遵守事項は公式のファイルから取り込んだもの、観点は {} から引き継いだもの。",
        imported.join("・"),
        order.like.id
    );
    if !left.is_empty() {
        let _ = write!(text, "{}は {} のまま。", left.join("・"), order.like.id);
    }
    if open > 0 {
        let _ = write!(text, "人がまだ確かめていない観点が {open} ある。");
    }
    text
}

/// Duties no longer demanded, as far as they are known and the element that demanded them is gone.
fn unfounded<'a>(order: &Order<'a>, adoption: &Adoption) -> Vec<&'a UnfoundedRule> {
    let elements = || {
        adoption
            .books
            .iter()
            .flat_map(|book| &book.items)
            .flat_map(|item| &item.elements)
    };
    let is_kept =
        |rule: &UnfoundedRule| elements().any(|element| element.kept.as_deref() == Some(rule.was.as_str()));
    let mut rules: Vec<&UnfoundedRule> = order.like.unfounded.iter().collect();
    for rule in order.shipped.iter().flat_map(|shipped| &shipped.unfounded) {
        if !rules.iter().any(|known| known.id == rule.id) && !is_kept(rule) {
            rules.push(rule);
        }
    }
    rules
}

/// The rules of the shipped catalogue of the same id that are about whole books: they hold whatever the numbers are.
fn rules(order: &Order<'_>) -> Option<String> {
    let whole = |rule: &&Rule| {
        let patterns = || rule.requirements.iter().chain(&rule.except);
        patterns().all(|pattern| pattern.ends_with('*') && !pattern.contains(|c: char| c.is_ascii_digit()))
    };
    let rules: Vec<&Rule> = order.shipped?.rules.iter().filter(whole).collect();
    let tables: String = rules.iter().map(|rule| tables("rule", rule)).collect();
    (!tables.is_empty())
        .then(|| format!("# 適用区分: 編ごとの規則。項目ごとの規則は元の目録から引き継ぐ。\n{tables}"))
}

/// One more `[[name]]` with what serde makes of a value.
fn tables<T: serde::Serialize>(name: &str, value: &T) -> String {
    let mut whole = toml::Table::new();
    if let Ok(value) = toml::Value::try_from(value) {
        whole.insert(name.to_owned(), toml::Value::Array(vec![value]));
    }
    toml::to_string(&whole).map_or_else(|_| String::new(), |text| format!("\n{text}"))
}

fn of_book(order: &Order<'_>, book: &NewBook) -> String {
    let mut text = format!(
        "# {}の遵守事項。text は原文。was は {} の ID、keep はその観点（行末は観点の文）。\n\
         guideline = {}\nbook = {}\nbook_title = {}\nwhole = true\nwording = \"official\"\n",
        book.key.title,
        order.like.id,
        quoted(order.id),
        quoted(&book.key.id),
        quoted(&book.key.title)
    );
    for section in &book.sections {
        let (number, title) = (quoted(&section.number), quoted(&section.title));
        let _ = write!(text, "\n[[section]]\nnumber = {number}\ntitle = {title}\n");
    }
    for item in &book.items {
        requirement(item, &mut text);
    }
    text
}

fn requirement(item: &NewItem, text: &mut String) {
    let _ = write!(text, "\n[[requirement]]\nid = {}\n", quoted(&item.id));
    if let Some(was) = &item.was {
        let _ = writeln!(text, "was = {}", quoted(was));
    }
    let _ = writeln!(
        text,
        "section = {}\nitem = {}",
        quoted(&item.item.section),
        item.item.number
    );
    let words = match &item.item.group {
        // A number stands for a head that the file does not have.
        Some(group) if group.parse::<u32>().is_err() => format!("（{group}）{}", item.item.text),
        _ => item.item.text.clone(),
    };
    let _ = writeln!(text, "text = {}\nelements = [", block(&words));
    for element in &item.elements {
        of_element(element, text);
    }
    text.push_str("]\n");
    if !item.related.is_empty() {
        let related: Vec<String> = item.related.iter().map(|id| quoted(id)).collect();
        let _ = writeln!(text, "related = [{}]", related.join(", "));
    }
    let source = item.item.spot.to_string();
    let _ = writeln!(text, "source = {}\nconfidence = \"read\"", quoted(&source));
    match item.expected {
        Expected::Regulation => {}
        Expected::Reference => text.push_str("expected = \"reference\"\n"),
        Expected::Posture => text.push_str("expected = \"posture\"\n"),
    }
}

fn of_element(element: &NewElement, text: &mut String) {
    if let Some(why) = element.why {
        let _ = writeln!(text, "  # 要確認: {}", why.words());
    }
    let point = element.point.replace('\n', " ");
    let _ = match &element.kept {
        Some(name) => writeln!(text, "  {{ keep = {} }}, # {point}", quoted(name)),
        None => writeln!(text, "  {{ point = {} }},", quoted(&point)),
    };
}

impl Why {
    /// What it says beside the element.
    pub fn words(self) -> &'static str {
        match self {
            Self::Made => "本文から作った。何が書かれていればよいかを point・any に書く",
            Self::Given => "表にあった観点。判定の語（any）がまだない",
            Self::TextChanged => "文が変わった。この観点のままでよいか、足すものがないかを見る",
            Self::HardlyAlike => "元の項目と文があまり似ていない。同じ義務か見る",
        }
    }

    /// The same in English.
    pub fn words_en(self) -> &'static str {
        match self {
            Self::Made => "made from the text: say in point and any what must be written",
            Self::Given => "given by the table: no words to judge by (any) yet",
            Self::TextChanged => {
                "the text has changed: see whether the element still stands and whether one is missing"
            }
            Self::HardlyAlike => "the item is hardly like the old one: see whether it is the same duty",
        }
    }
}
