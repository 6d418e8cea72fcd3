//! Bullets and remarks.

use super::super::vocabulary::{BULLETS, DASH_BULLETS, REMARKS};
use super::{Marked, Marker, blank, marked, starts_with_any};

pub(super) fn bullet(text: &str, auto: usize) -> Option<Marked> {
    if starts_with_any(text, REMARKS) && remark(text) {
        return Some(marked(Marker::Remark, text, 0, true));
    }
    let first = text.chars().next()?;
    let label = if auto > 0 {
        auto.min(text.len())
    } else {
        first.len_utf8()
    };
    let after = &text[label..];
    let listed = BULLETS.contains(&first) || (DASH_BULLETS.contains(&first) && blank(after) > 0);
    (listed || auto > 0).then(|| marked(Marker::Bullet, text, label, true))
}

/// Whether a line that begins with 備考 or 注意事項 is a remark and not a sentence about remarks.
pub(super) fn remark(text: &str) -> bool {
    let word = REMARKS
        .iter()
        .find(|word| text.starts_with(**word))
        .map_or("", |word| word);
    let signed = !word.starts_with(['備', '注']) || word.ends_with(['）', ')']);
    let after = &text[word.len()..];
    signed || after.is_empty() || blank(after) > 0 || after.starts_with([':', '：', '1', '１'])
}
