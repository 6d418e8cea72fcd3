//! The report as one HTML file that opens from disk: no network, readable without script.

mod excerpt;
mod first;
mod native;
mod regulation;
mod requirements;

use maud::{DOCTYPE, Markup, PreEscaped, html};

pub(crate) use excerpt::{excerpt, ranges};
pub(crate) use native::native;
pub(crate) use regulation::text;

use super::view::Report;
use crate::text::Lang;

/// The style of all our pages.
pub(crate) const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The report of one review.
pub fn render(report: &Report<'_>) -> String {
    let title = format!(
        "{} — {}",
        report.review.submission.name,
        report.say("規程点検報告書", "Regulation review")
    );
    let main = html! {
        (bar(report))
        div.panes {
            main #main tabindex="-1" {
                (first::page(report))
                (requirements::list(report))
                (regulation::reverse(report))
            }
            (regulation::pane(report))
        }
        p #said .vh role="status" aria-live="polite" {}
    };
    document(report.lang, &title, &main, Some(SCRIPT))
}

/// A whole page around `body`, with the style of all our pages.
pub(super) fn document(lang: Lang, title: &str, body: &Markup, script: Option<&str>) -> String {
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(concat!("kitei ", env!("CARGO_PKG_VERSION")));
                title { (title) }
                // An empty icon: browsers would otherwise ask for one.
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                (body)
                @if let Some(script) = script { script { (PreEscaped(script)) } }
            }
        }
    }
    .into_string()
}

/// The bar at the top: where one is, filters, search.
fn bar(report: &Report<'_>) -> Markup {
    let select = |id: &str, label: &str, options: Vec<(String, String)>| {
        html! {
            span.pair {
                label for=(id) { (label) }
                select id=(id) {
                    option value="" { (report.say("すべて", "all")) }
                    @for (value, text) in options { option value=(value) { (text) } }
                }
            }
        }
    };
    html! {
        a.skip href="#requirements" { (report.say("遵守事項へ", "Skip to the requirements")) }
        header.bar {
            nav aria-label=(report.say("報告書の中", "In this report")) {
                strong.name { (report.review.submission.name) }
                a href="#summary" { (report.say("概要", "Summary")) }
                a href="#gaps" { (report.say("書かれていないもの", "Not written")) }
                a href="#requirements" { (report.say("遵守事項", "Requirements")) }
                a href="#reverse" { (report.say("条項から見る", "By article")) }
                a.to-text href="#text" { (report.say("規程の本文", "Regulation")) }
            }
            form #filters role="search" aria-label=(report.say("絞り込み", "Filters")) hidden {
                (select("f-coverage", report.say("充足状況", "Coverage"), coverages(report)))
                (select("f-section", report.say("編・章", "Chapter"), sections(report)))
                (select("f-expected", report.say("記載場所", "Expected"), expected(report)))
                label.check { input #f-unsure type="checkbox"; " " (super::words::unsure(report.lang)) }
                span.pair {
                    label for="f-search" { (report.say("検索", "Search")) }
                    input #f-search type="search" placeholder=(report.say("語・ID", "word or ID"));
                }
                span.pair {
                    label for="f-group" { (report.say("並び", "Order")) }
                    select #f-group {
                        option value="" { (report.say("章の順", "by chapter")) }
                        option value="linked" { (report.say("関連をまとめる", "related together")) }
                    }
                }
                button type="reset" { (report.say("解除", "Clear")) }
                output #count {}
                label.check title=(report.say("j 次へ・k 前へ・/ 検索・o 根拠・b 戻る", "j next, k previous, / search, o evidence, b back")) {
                    input #keys type="checkbox" checked; " " (report.say("1文字キー", "single-letter keys"))
                }
            }
        }
    }
}

fn coverages(report: &Report<'_>) -> Vec<(String, String)> {
    use crate::matching::RequirementCoverage as C;
    let one = |c| {
        (
            super::words::code(c).to_owned(),
            format!("{} {}", super::mark(c), super::word(c, report.lang)),
        )
    };
    let gaps = report.say("×と△", "× and △").to_owned();
    let mut options = vec![("gap".to_owned(), gaps)];
    options.extend([C::Uncovered, C::Partial, C::Covered, C::NotApplicable].map(one));
    options
}

fn sections(report: &Report<'_>) -> Vec<(String, String)> {
    let mut options = Vec::new();
    let mut book = String::new();
    for chapter in super::chapters(report.review, report.guideline) {
        if book != chapter.book {
            chapter.book.clone_into(&mut book);
            let title = report.guideline.book(&book).map_or("", |b| &b.title);
            options.push((format!("{book}/"), title.to_owned()));
        }
        options.push((
            format!("{book}/{}", chapter.section.number),
            format!("　{} {}", chapter.section.number, chapter.section.title),
        ));
    }
    options
}

fn expected(report: &Report<'_>) -> Vec<(String, String)> {
    use crate::guideline::Expected as E;
    [E::Regulation, E::Reference, E::Posture]
        .map(|place| {
            (
                super::words::expected_code(place).to_owned(),
                super::expected_word(place, report.lang).to_owned(),
            )
        })
        .into()
}

/// The mark and word of a requirement's coverage.
pub(crate) fn badge(coverage: crate::matching::RequirementCoverage, lang: Lang) -> Markup {
    html! {
        span class={ "b " (super::words::code(coverage)) } {
            b aria-hidden="true" { (super::mark(coverage)) } " " (super::word(coverage, lang))
        }
    }
}
