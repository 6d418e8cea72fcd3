//! Ruby: small kana over their base, which are no line of their own.

use super::segments::Segment;

/// How small ruby is at most, against its base.
const RUBY_SIZE: f32 = 0.65;
/// How many segments may stand between ruby and its base in the stream.
const NEAR: usize = 24;

/// Gives ruby to the segments they stand over.
pub(super) fn attach(segments: Vec<Segment>) -> Vec<Segment> {
    let bases: Vec<Option<usize>> = (0..segments.len()).map(|at| base_of(&segments, at)).collect();
    if bases.iter().all(Option::is_none) {
        return segments;
    }
    let mut readings: Vec<(usize, (f32, f32), String)> = segments
        .iter()
        .zip(&bases)
        .filter_map(|(ruby, base)| Some(((*base)?, (ruby.area.x0, ruby.area.x1), ruby.text().text)))
        .collect();
    let mut kept: Vec<Option<Segment>> = segments
        .into_iter()
        .zip(&bases)
        .map(|(segment, base)| base.is_none().then_some(segment))
        .collect();
    for (base, span, reading) in readings.drain(..) {
        if let Some(Some(segment)) = kept.get_mut(base) {
            segment.ruby.push((span, reading));
        }
    }
    kept.into_iter().flatten().collect()
}

fn base_of(segments: &[Segment], at: usize) -> Option<usize> {
    let ruby = &segments[at];
    let is_kana = |character: char| matches!(character, 'ぁ'..='ヿ' | 'ｦ'..='ﾟ') || character.is_whitespace();
    if !ruby
        .glyphs
        .iter()
        .all(|glyph| glyph.text.first().is_some_and(is_kana))
    {
        return None;
    }
    let fits = |base: &Segment| {
        ruby.size <= RUBY_SIZE * base.size
            && (ruby.area.y1 - base.area.y0).abs() < 0.5 * base.size
            && ruby.area.x0 > base.area.x0 - 0.8 * base.size
            && ruby.area.x1 < base.area.x1 + 0.8 * base.size
    };
    let from = at.saturating_sub(NEAR);
    let to = (at + NEAR).min(segments.len());
    (from..to).find(|&other| other != at && fits(&segments[other]))
}
