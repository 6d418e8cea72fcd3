//! Bullets and remarks.

use super::super::vocabulary::{BULLETS, DASH_BULLETS, REMARKS};
use super::{Marked, Marker, blank, marked};

pub(super) fn bullet(text: &str, auto: usize) -> Option<Marked> {
    if let Some(word) = REMARKS.find(text)
        && remark(word, &text[word.len()..])
    {
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

/// Whether a line that begins with `word`, 備考 or 注意事項, is a remark and not a sentence about remarks.
fn remark(word: &str, after: &str) -> bool {
    let signed = !word.starts_with(['備', '注']) || word.ends_with(['）', ')']);
    signed || after.is_empty() || blank(after) > 0 || after.starts_with([':', '：', '1', '１'])
}
