//! The regulation's text beside the findings, and the view from the articles.

use maud::{Markup, html};

use super::super::reverse::{articles, is_heading};
use super::super::view::Report;
use super::super::{mark, words};
use crate::regulation::{Provision, ProvisionKind, Regulation};

/// The text of every regulation of the submission.
pub(super) fn pane(report: &Report<'_>) -> Markup {
    html! {
        aside #text tabindex="0" aria-label=(report.say("規程の本文", "Text of the regulation")) {
            p.back hidden { a #back href="#requirements" { "← " span {} } }
            (text(report))
        }
    }
}

/// The provisions of every regulation; the clause `(r, p)` has the id `cR-P`.
pub(crate) fn text(report: &Report<'_>) -> Markup {
    html! {
        @if report.submission.regulations.is_empty() {
            p { (report.say("読み取れた本文はない。", "No text was read.")) }
        }
        @for (r, regulation) in report.submission.regulations.iter().enumerate() {
            section aria-label=(regulation.file) {
                h2.regulation { (if regulation.title.is_empty() { &regulation.file } else { &regulation.title }) }
                p.sub { (regulation.file) }
                (provisions(report, r, regulation))
            }
        }
    }
}

fn provisions(report: &Report<'_>, r: usize, regulation: &Regulation) -> Markup {
    let numbered: Vec<(usize, &Provision)> = regulation.provisions.iter().enumerate().collect();
    let of_one_table = |a: &(usize, &Provision), b: &(usize, &Provision)| {
        let is_row = |provision: &Provision| provision.kind == ProvisionKind::TableRow;
        is_row(a.1) && is_row(b.1) && a.1.parent == b.1.parent && a.1.column_heads == b.1.column_heads
    };
    html! {
        @for run in numbered.chunk_by(of_one_table) {
            @if run[0].1.kind == ProvisionKind::TableRow { (table(r, run)) }
            @else { @for &(p, provision) in run { (one(report, r, regulation, (p, provision))) } }
        }
    }
}

fn one(
    report: &Report<'_>,
    r: usize,
    regulation: &Regulation,
    (p, provision): (usize, &Provision),
) -> Markup {
    let depth = depth(regulation, p);
    html! {
        div id={ "c" (r) "-" (p) } class={ "p d" (depth) @if is_heading(provision.kind) { " head" } } tabindex="-1" {
            @if provision.kind == ProvisionKind::Contents { }
            @else if provision.kind == ProvisionKind::Article || !is_heading(provision.kind) && depth == 0 { (heading(report, provision)) }
            @else { (label(provision)) }
            @if !provision.text.is_empty() { span.t { (provision.text) } }
        }
    }
}

/// Rows of one table; each is a clause of its own.
fn table(r: usize, rows: &[(usize, &Provision)]) -> Markup {
    let heads = &rows[0].1.column_heads;
    html! {
        table.rows {
            @if !heads.is_empty() { thead { tr { @for head in heads { th scope="col" { (head) } } } } }
            tbody { @for (p, row) in rows {
                tr.p id={ "c" (r) "-" (p) } tabindex="-1" { @for cell in row.text.split('\t') { td.t { (cell) } } }
            } }
        }
    }
}

/// How deep a provision stands below the headings that hold articles, at most 4.
fn depth(regulation: &Regulation, p: usize) -> usize {
    let path = regulation.path(p);
    let held = path
        .iter()
        .filter(|&&at| !is_heading(regulation.provisions[at].kind))
        .count();
    held.saturating_sub(1).min(4)
}

fn heading(report: &Report<'_>, provision: &Provision) -> Markup {
    html! {
        p.article {
            b { (if provision.label.is_empty() { &provision.citation } else { &provision.label }) }
            @if let Some(title) = &provision.title { @if title.starts_with(['（', '(']) { " " (title) } @else { " （" (title) "）" } }
            @if let Some(page) = provision.place.page { span.page { (words::page(page, report.lang)) } }
            @if provision.ocr { " " span.tag { (report.say("文字認識", "OCR")) } }
        }
    }
}

fn label(provision: &Provision) -> Markup {
    html! {
        @if !provision.label.is_empty() { span.l { (provision.label) } " " }
        @if let Some(title) = &provision.title { b { (title) } " " }
    }
}

/// Which requirements each article answers.
pub(super) fn reverse(report: &Report<'_>) -> Markup {
    let articles = articles(report);
    let silent = articles.iter().filter(|a| a.requirements.is_empty()).count();
    html! {
        section #reverse aria-labelledby="h-reverse" {
            h2 #h-reverse { (report.say("条項から見る", "By article")) }
            p.legend { (report.say("条ごとに、それが答える遵守事項。どれにも答えない条: ", "Which requirements each article answers. Articles that answer none: ")) (silent) }
            @if !articles.is_empty() {
                div.scroll tabindex="0" role="group" aria-labelledby="h-reverse" {
                    table.reverse {
                        thead { tr { th scope="col" { (report.say("条", "Article")) } th scope="col" { (report.say("答える遵守事項", "Requirements it answers")) } } }
                        tbody {
                            @for article in &articles {
                                @if let Some(provision) = report.provision(article.clause) {
                                    tr.silent[article.requirements.is_empty()] {
                                        th scope="row" {
                                            a href={ "#c" (article.clause.0) "-" (article.clause.1) } { (provision.citation) }
                                            @if let Some(title) = &provision.title { span.sub { (title) } }
                                        }
                                        td {
                                            @if article.requirements.is_empty() { (report.say("なし", "none")) }
                                            @for id in &article.requirements { (chip(report, id)) " " }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn chip(report: &Report<'_>, id: &str) -> Markup {
    html! {
        a.chip href={ "#" (id) } {
            @if let Some(coverage) = report.coverage(id) { b class=(words::code(coverage)) aria-hidden="true" { (mark(coverage)) } }
            (id)
        }
    }
}
