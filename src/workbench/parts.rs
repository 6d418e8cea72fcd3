//! Pieces that several pages share.

use maud::{Markup, PreEscaped, html};

use crate::guideline::Audience;
use crate::register::{Day, Moment, verdict_code, verdict_word};
pub(super) use crate::report::html::native;
use crate::report::{self, decisions::Verdict};
use crate::review::Summary;
use crate::text::Lang;

/// The verdicts in the order of their keys, from 1.
pub(super) const VERDICTS: [Verdict; 5] = [
    Verdict::Covered,
    Verdict::Partial,
    Verdict::Uncovered,
    Verdict::NotApplicable,
    Verdict::Check,
];

/// The class of a verdict.
pub(super) fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotApplicable => "na",
        other => verdict_code(other),
    }
}

/// The verdict of a code.
pub(super) fn verdict_of(code: &str) -> Option<Verdict> {
    VERDICTS
        .into_iter()
        .find(|verdict| verdict_code(*verdict) == code)
}

/// The mark of a verdict.
pub(super) fn verdict_mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Covered => "○",
        Verdict::Partial => "△",
        Verdict::Uncovered => "×",
        Verdict::NotApplicable => "－",
        Verdict::Check => "？",
    }
}

/// Mark and word of a verdict.
pub(super) fn verdict_badge(verdict: Verdict, lang: Lang) -> Markup {
    html! {
        span class={ "b " (verdict_class(verdict)) } { b aria-hidden="true" { (verdict_mark(verdict)) } " " (verdict_word(verdict, lang)) }
    }
}

/// The head of a table: its columns in both languages.
pub(super) fn heads(lang: Lang, columns: &[(&str, &str)]) -> Markup {
    html! { thead { tr { @for (ja, en) in columns { th scope="col" { (lang.say(ja, en)) } } } } }
}

/// What a button is about, for those who do not see what it stands beside.
pub(super) fn about(lang: Lang, what: &str) -> Markup {
    html! { span.vh { (say!(lang, "（{what}）", " ({what})")) } }
}

/// A bar whose parts stand for the counts. Widths are attributes of a drawing, since pages carry no style inside.
pub(super) fn bar(parts: &[(&'static str, usize)], label: &str) -> Markup {
    let total = parts.iter().map(|part| part.1).sum::<usize>().max(1) as f32;
    let mut from = 0.0;
    html! {
        svg.stack role="img" aria-label=(label) viewBox="0 0 100 10" preserveAspectRatio="none" {
            title { (label) }
            @for (class, count) in parts.iter().filter(|part| part.1 > 0) {
                @let width = 100.0 * *count as f32 / total;
                rect class=(class) x=(format!("{from:.2}")) y="0" width=(format!("{width:.2}")) height="10" {}
                @let () = from += width;
            }
        }
    }
}

/// The bar of a review's coverage.
pub(super) fn coverage_bar(summary: &Summary, lang: Lang) -> Markup {
    let Summary {
        covered,
        partial,
        uncovered,
        not_applicable,
    } = *summary;
    bar(
        &[
            ("covered", covered),
            ("partial", partial),
            ("uncovered", uncovered),
            ("na", not_applicable),
        ],
        &say!(
            lang,
            "充足 {covered}、一部充足 {partial}、不足 {uncovered}、対象外 {not_applicable}",
            "covered {covered}, partial {partial}, not covered {uncovered}, not applicable {not_applicable}"
        ),
    )
}

/// 「5頁」 as a link to the page in the file, where the file has pages.
pub(super) fn page_link(sha256: &str, page: u32, lang: Lang) -> Markup {
    html! {
        a.page-link href=(format!("/files/{sha256}?p={page}#page={page}&navpanes=0")) target="_blank" rel="noopener" {
            (report::page(page, lang))
        }
    }
}

/// Whom a guideline or a certificate is for.
pub(super) fn audience_word(audience: Audience, lang: Lang) -> &'static str {
    match audience {
        Audience::Institution => lang.say("医療機関等", "Medical institution"),
        Audience::Vendor => lang.say("情報処理事業者", "Vendor"),
    }
}

/// A moment as it is read in Japan: 「11/22 16:25」, with the year where it is another. In English the order of month and
/// day would leave doubts: `2026-11-22 16:25`.
pub(super) fn clock(at: &Moment, now: &Moment, lang: Lang) -> String {
    let local = Moment::from_unix(at.unix() + 9 * 3600);
    let (year, month, day) = local.day().parts();
    let time = local.as_str().get(11..16).unwrap_or_default();
    if lang == Lang::En {
        format!("{year}-{month:02}-{day:02} {time}")
    } else if now.day_in_japan().parts().0 == year {
        format!("{month}/{day} {time}")
    } else {
        format!("{year}/{month}/{day} {time}")
    }
}

/// The same, with the exact moment for machines.
pub(super) fn when(at: &Moment, now: &Moment, lang: Lang) -> Markup {
    html! { time datetime=(at.as_str()) { (clock(at, now, lang)) } }
}

/// Days from `from` to `to`; 0 where it lies ahead.
pub(super) fn days(from: &Day, to: &Day) -> i64 {
    let noon = |day: &Day| {
        format!("{day}T12:00:00Z")
            .parse::<Moment>()
            .map_or(0, |moment| moment.unix())
    };
    ((noon(to) - noon(from)) / 86_400).max(0)
}

/// A block of text as its lines.
pub(super) fn lines(text: &str, lang: Lang) -> Markup {
    html! {
        @for (number, line) in text.lines().enumerate() {
            @if number > 0 { (PreEscaped("<br>")) }
            (native(line, lang))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_wide_as_its_parts_together() {
        let drawn = bar(&[("covered", 1), ("partial", 0), ("uncovered", 3)], "数").into_string();
        assert!(
            drawn.contains("x=\"0.00\"") && drawn.contains("width=\"25.00\""),
            "{drawn}"
        );
        assert!(
            drawn.contains("x=\"25.00\"") && drawn.contains("width=\"75.00\""),
            "{drawn}"
        );
        assert!(!drawn.contains("partial") && !drawn.contains("style="));
    }

    #[test]
    fn days_are_counted_by_the_calendar() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        assert_eq!(days(&day("2026-02-27"), &day("2026-03-02")), 3);
        assert_eq!(days(&day("2026-03-02"), &day("2026-02-27")), 0);
    }
}
