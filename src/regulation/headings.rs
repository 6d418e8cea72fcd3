//! Headings that have a sign and no number: 「○端末」「【端末】」 over paragraphs, or over numbers that begin again.

use std::collections::BTreeMap;
use std::ops::Range;

use super::front::is_document_title;
use super::lines::{Line, Piece};
use super::marker::{Marker, bracketed_title, unit_number};
use super::model::ProvisionKind;
use super::scheme::Scheme;
use super::titles::{is_amendment_note, is_dated};
use super::tree::is_dangling;
use super::vocabulary::HEADING_SIGNS;

/// A line that has the sign of a heading.
struct Signed {
    /// Its piece.
    at: usize,
    sign: char,
    /// Whether its words can be a heading.
    fits: bool,
    /// Whether nothing stands below it: the next line has the same sign.
    alone: bool,
    /// Whether the next number of a list is the first of its list.
    begins: bool,
}

/// The pieces that are headings with a sign, and their levels from 0.
pub fn find(pieces: &[Piece<'_>], contents: &Range<usize>, scheme: &Scheme) -> BTreeMap<usize, usize> {
    if scheme.articles {
        return BTreeMap::new();
    }
    let signed = signed(pieces, contents);
    let mut levels = Vec::new();
    for sign in signed.iter().map(|each| each.sign) {
        if !levels.contains(&sign) && is_heading_sign(sign, &signed, scheme) {
            levels.push(sign);
        }
    }
    signed
        .iter()
        .filter(|each| each.fits)
        .filter_map(|each| Some((each.at, levels.iter().position(|sign| *sign == each.sign)?)))
        .collect()
}

/// The words of a heading: without its sign or brackets.
pub fn words<'a>(line: &Line<'a>) -> (&'a str, &'a str) {
    match bracketed_title(line.text) {
        _ if is_about_article(line.text) => ("", line.text),
        Some((inner, length)) if length == line.text.len() => ("", inner.trim()),
        _ => {
            let sign = line.text.chars().next().map_or(0, char::len_utf8);
            (
                &line.text[..sign],
                line.text[sign..].trim().trim_end_matches(['：', ':']),
            )
        }
    }
}

fn signed(pieces: &[Piece<'_>], contents: &Range<usize>) -> Vec<Signed> {
    let mut signed: Vec<Signed> = Vec::new();
    // Lines with a sign that wait for the next number.
    let mut waiting = None;
    let mut before: Option<usize> = None;
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Line(line, marked) = piece else {
            if let Some(before) = before.take() {
                signed[before].alone = false;
            }
            continue;
        };
        if contents.contains(&at) {
            continue;
        }
        let sign = sign_of(line);
        if let Some(before) = before.take().filter(|&before| sign != Some(signed[before].sign)) {
            signed[before].alone = false;
        }
        if let Some(sign) = sign {
            before = Some(signed.len());
            waiting = Some(signed.len());
            signed.push(Signed {
                at,
                sign,
                fits: is_heading(words(line).1),
                alone: true,
                begins: false,
            });
        } else if let Some(marked) = marked
            && let Marker::List(readings) = &marked.marker
            && (marked.strong || marked.is_glued())
            && let Some(heading) = waiting.take()
        {
            signed[heading].begins = readings
                .iter()
                .any(|(_, number)| number.iter().all(|&step| step == 1));
        }
    }
    signed
}

fn sign_of(line: &Line<'_>) -> Option<char> {
    let first = line.text.chars().next()?;
    let whole = bracketed_title(line.text).is_some_and(|(_, length)| length == line.text.len());
    let fits = whole && first != '「' || HEADING_SIGNS.contains(&first) || is_about_article(line.text);
    (fits && !is_document_title(line.text) && !is_amendment_note(line.text) && !is_dated(line.text))
        .then_some(first)
}

/// 「第3条関係」 over what explains that article.
fn is_about_article(text: &str) -> bool {
    unit_number(text).is_some_and(|(kind, _, length)| {
        let tail = text[length..].trim();
        let tail = tail.rsplit(['項', '号']).next().unwrap_or(tail).trim();
        kind == ProvisionKind::Article && matches!(tail, "関係" | "について")
    })
}

fn is_heading(words: &str) -> bool {
    let sentence = ["る", "ない", "こと", "ます", "です", "せん", "う", "た"];
    (1..=30).contains(&words.chars().count())
        && !words.contains(['。', '、', '，', '\t'])
        && !is_dangling(words)
        && !sentence.iter().any(|end| words.ends_with(end))
}

/// Whether lines with `sign` are headings: most can be one and stand over something else; where the document has
/// numbers, these begin again below them.
fn is_heading_sign(sign: char, signed: &[Signed], scheme: &Scheme) -> bool {
    let own = || signed.iter().filter(|each| each.sign == sign);
    let count = |fits: fn(&Signed) -> bool| own().filter(|each| fits(each)).count();
    let all = own().count();
    let bracket = sign != '第' && !HEADING_SIGNS.contains(&sign);
    let over = if scheme.unnumbered {
        // A title in brackets is a heading there anyway.
        !bracket
    } else {
        count(|each| each.begins) >= 2
    };
    all >= 2 && over && count(|each| each.fits) * 5 >= all * 4 && count(|each| each.alone) * 4 <= all
}
