//! Every requirement with its elements and evidence.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::others::Shown;
use super::super::view::{Item, Report};
use super::super::{element_mark, element_word, expected_word, mark, word, words};
use super::badge;
use super::excerpt::{excerpt, ranges};
use crate::guideline::Requirement;
use crate::matching::{ElementCoverage, ElementFinding, Evidence};

/// How many clauses are shown for an element; the JSON holds all.
const EVIDENCE: usize = 3;

pub(super) fn list(report: &Report<'_>) -> Markup {
    let items: Vec<_> = report.items().collect();
    let of_one_chapter = |a: &Item<'_>, b: &Item<'_>| {
        (&a.requirement.book, &a.requirement.section) == (&b.requirement.book, &b.requirement.section)
    };
    let clusters = clusters(report);
    html! {
        section #requirements aria-labelledby="h-requirements" {
            h2 #h-requirements { (report.say("遵守事項", "Requirements")) }
            @for chapter in items.chunk_by(of_one_chapter) {
                @let requirement = chapter[0].requirement;
                h3.chapter { (report.book_title(requirement)) " " (requirement.section) " " (report.guideline.section_title(requirement)) }
                @for item in chapter { (one(report, item, clusters.get(item.requirement.id.as_str()).copied())) }
            }
            p #none hidden { (report.say("条件に合う遵守事項はない。", "No requirement matches.")) }
        }
    }
}

/// By requirement, the number of the cluster of linked requirements that it stands in, where it is linked at all.
fn clusters<'a>(report: &Report<'a>) -> BTreeMap<&'a str, usize> {
    let linked = report
        .guideline
        .clusters()
        .into_iter()
        .filter(|cluster| cluster.len() > 1);
    (0..)
        .zip(linked)
        .flat_map(|(number, cluster)| cluster.into_iter().map(move |id| (id, number)))
        .collect()
}

fn one(report: &Report<'_>, item: &Item<'_>, cluster: Option<usize>) -> Markup {
    let requirement = item.requirement;
    let linked = report.guideline.linked(&requirement.id);
    let origins = origins(report, requirement);
    let unsure = item.is_unsure();
    html! {
        article.req id=(requirement.id) tabindex="-1" aria-labelledby={ "h-" (requirement.id) }
            data-c=(words::code(item.finding.coverage))
            data-s={ (requirement.book) "/" (requirement.section) }
            data-e=(words::expected_code(requirement.expected))
            data-u[unsure]
            data-g=[cluster]
        {
            h4 id={ "h-" (requirement.id) } {
                a.id href={ "#" (requirement.id) } { (requirement.id) }
                " " span.official { (report.book_title(requirement)) " " (requirement.official_number()) }
                " " (badge(item.finding.coverage, report.lang))
                @if unsure { " " span.tag.unsure { (words::unsure(report.lang)) } }
                @if requirement.is_unconfirmed() { " " span.tag { (words::unconfirmed(report.lang)) } }
                " " span.tag.place { (expected_word(requirement.expected, report.lang)) }
            }
            p.text { (requirement.text) }
            @if let Some(why) = &item.finding.not_applicable { p.why { (why.in_lang(report.lang)) } }
            ol.elements { @for (at, found) in item.finding.elements.iter().enumerate() { (element(report, requirement, at, found)) } }
            @if let Some(others) = report.others.filter(|_| item.is_gap()) { (command(report, &others.command(&report.guideline.id, &requirement.id))) }
            @if !linked.is_empty() {
                p.related { (report.say("関連:", "Related:"))
                    @for id in linked { " " (related(report, id)) }
                }
            }
            @if !origins.is_empty() {
                p.related { (report.say("以前の版での位置:", "In earlier versions:"))
                    @for origin in &origins { " " span.sub { (origin) } }
                }
            }
        }
    }
}

/// Where it stood in earlier versions, as far as that is known.
fn origins(report: &Report<'_>, requirement: &Requirement) -> Vec<String> {
    let table = report.guideline.origins_of(requirement);
    let mut origins: Vec<String> = table
        .iter()
        .map(|origin| format!("{}: {}", origin.version, origin.from))
        .collect();
    let stated = requirement.origin.iter().filter(|origin| *origin != "new");
    for origin in stated {
        if !origins.contains(origin) {
            origins.push(origin.clone());
        }
    }
    origins
}

fn related(report: &Report<'_>, id: &str) -> Markup {
    html! {
        @if let Some(coverage) = report.coverage(id) {
            a.chip href={ "#" (id) } { b class=(words::code(coverage)) aria-hidden="true" { (mark(coverage)) } (id) span.vh { " " (word(coverage, report.lang)) } }
        } @else { span.chip { (id) } }
    }
}

fn element(report: &Report<'_>, requirement: &Requirement, at: usize, found: &ElementFinding) -> Markup {
    let others = report
        .others
        .filter(|_| found.coverage.is_flagged())
        .map(|others| {
            others.of(
                report.review,
                report.applicant(),
                &requirement.id,
                at,
                report.lang,
            )
        });
    html! {
        li {
            p.point {
                b class={ "b " (words::element_code(found.coverage)) } { (element_mark(found.coverage)) " " (element_word(found.coverage, report.lang)) }
                " " (found.point)
                @if found.is_unsure() { " " span.tag.unsure { (words::unsure(report.lang)) } }
            }
            p.why { (found.reason.in_lang(report.lang)) }
            @if found.coverage != ElementCoverage::NotApplicable { (evidence(report, found)) }
            @if let Some(others) = others.filter(|others| !others.is_empty()) { (wordings(report, &others)) }
        }
    }
}

/// How others word it; folded, for it is no finding.
fn wordings(report: &Report<'_>, others: &[Shown<'_>]) -> Markup {
    html! {
        details.others {
            summary { (report.say("ほかの規程の書き方", "How other regulations word it")) " " (others.len()) }
            @for other in others {
                blockquote {
                    b { (other.applicant) } " " (other.citation)
                    @if let Some(page) = other.page { span.sub { (words::page(page, report.lang)) } }
                    p { (excerpt(&other.text, other.matched)) }
                }
            }
        }
    }
}

/// A command line to take over.
fn command(report: &Report<'_>, line: &str) -> Markup {
    html! {
        p.command { (report.say("ほかの書き方を探す:", "Find more wordings:")) " " kbd { (line) } " "
            button.copy type="button" { (report.say("写す", "Copy")) } }
    }
}

/// The best clause with its words where it answers; the rest, and whatever does not answer, as places to look at.
fn evidence(report: &Report<'_>, found: &ElementFinding) -> Markup {
    let answers = usize::from(found.coverage != ElementCoverage::Uncovered);
    let near = &found.evidence[answers.min(found.evidence.len())..found.evidence.len().min(EVIDENCE)];
    html! {
        @for best in found.evidence.iter().take(answers) {
            blockquote {
                (citation(report, best))
                @if let Some(page) = best.page { span.sub { (words::page(page, report.lang)) } }
                @if report.review.submission.files.len() > 1 { span.sub { (best.file) } }
                @if best.ocr { span.tag { (report.say("文字認識", "OCR")) } }
                p { (excerpt(&best.text, &best.matched)) }
            }
        }
        @if !near.is_empty() {
            p.near { (if answers == 1 { report.say("ほかに:", "Also:") } else { report.say("近い条項:", "Closest clauses:") })
                @for other in near { " " (citation(report, other)) }
            }
        }
    }
}

/// A citation that leads to the clause; the script marks the matched words there.
fn citation(report: &Report<'_>, evidence: &Evidence) -> Markup {
    html! {
        @if let Some((r, p)) = report.clause(evidence) {
            a.cite href={ "#c" (r) "-" (p) } data-m=(ranges(&evidence.matched)) { (evidence.citation) }
        } @else { span.cite { (evidence.citation) } }
    }
}
