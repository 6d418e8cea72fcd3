//! The page over a batch: submissions × chapters, the duties most often missing, what could not be read.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use maud::{Markup, html};

use super::chapters::{ChapterCoverage, chapters, share};
use super::view::is_unread;
use super::words::pick;
use super::{html as page, mark, word};
use crate::guideline::Guideline;
use crate::matching::RequirementCoverage;
use crate::review::{Review, ReviewWarning, Summary};
use crate::text::Lang;

/// How many of the most often missing duties are listed.
const MOST_MISSING: usize = 20;

/// What the index shows of one review.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The submission's name.
    pub name: String,
    /// The name of its report without extension.
    pub stem: String,
    /// Id of the guideline.
    pub guideline: String,
    /// How many requirements have which coverage.
    pub summary: Summary,
    /// How many findings a person should look at first.
    pub unsure: usize,
    /// Coverage by chapter.
    pub chapters: Vec<ChapterCoverage>,
    /// Ids of the requirements that are not or only partly written.
    pub gaps: Vec<(String, RequirementCoverage)>,
    /// What could not be read.
    pub losses: Vec<ReviewWarning>,
    /// Whether nothing at all could be read.
    pub unread: bool,
    /// Number of warnings.
    pub warnings: usize,
}

impl Entry {
    /// The entry of `review`, whose report is named `stem`.
    pub fn of(review: &Review, guideline: &Guideline, stem: &str) -> Self {
        let is_gap = |coverage| {
            matches!(
                coverage,
                RequirementCoverage::Partial | RequirementCoverage::Uncovered
            )
        };
        Self {
            name: review.submission.name.clone(),
            stem: stem.to_owned(),
            guideline: review.guideline.id.clone(),
            summary: review.summary,
            unsure: review
                .findings
                .iter()
                .filter(|finding| finding.is_unsure())
                .count(),
            chapters: by_chapter(chapters(review, guideline)),
            gaps: review
                .findings
                .iter()
                .filter(|finding| is_gap(finding.coverage))
                .map(|finding| (finding.requirement.clone(), finding.coverage))
                .collect(),
            losses: review.warnings.iter().filter(|w| w.loss).cloned().collect(),
            unread: is_unread(review),
            warnings: review.warnings.len(),
        }
    }
}

/// The sections of one chapter together: a batch's table has a column a chapter, not one a section.
fn by_chapter(sections: Vec<ChapterCoverage>) -> Vec<ChapterCoverage> {
    let mut chapters: Vec<ChapterCoverage> = Vec::new();
    for mut section in sections {
        let number = section
            .section
            .number
            .split('.')
            .next()
            .unwrap_or_default()
            .to_owned();
        let last = chapters
            .last_mut()
            .filter(|c| c.book == section.book && c.section.number == number);
        if let Some(chapter) = last {
            let (sum, more) = (&mut chapter.summary, section.summary);
            sum.covered += more.covered;
            sum.partial += more.partial;
            sum.uncovered += more.uncovered;
            sum.not_applicable += more.not_applicable;
            chapter.section.title.push('、');
            chapter.section.title.push_str(&section.section.title);
        } else {
            section.section.number = number;
            chapters.push(section);
        }
    }
    chapters
}

/// Which reports were written, for the links.
#[allow(clippy::struct_excessive_bools, reason = "one for each format")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Links {
    /// HTML.
    pub html: bool,
    /// XLSX.
    pub xlsx: bool,
    /// JSON.
    pub json: bool,
    /// The letter to the applicant.
    pub letter: bool,
}

/// The index page.
pub fn render(
    entries: &[Entry],
    guidelines: &[&Guideline],
    links: Links,
    lang: Lang,
    date: Option<&str>,
) -> String {
    let title = pick(lang, "規程点検の一覧", "Regulation reviews");
    let body = html! {
        main.page-only {
            section {
                p.kind { "kitei " (env!("CARGO_PKG_VERSION")) @if let Some(date) = date { span.date { (date) } } }
                h1 { (title) }
                p.legend { (pick(lang, "提出物 ", "Submissions: ")) (count(entries))
                    (pick(lang, "　読めないものがあった提出物 ", "; with something unread: ")) (count_lossy(entries)) }
            }
            (failures(entries, lang))
            @for guideline in guidelines {
                @let of: Vec<&Entry> = entries.iter().filter(|e| e.guideline == guideline.id).collect();
                @if !of.is_empty() {
                    (heat(guideline, &of, links, lang))
                    (most_missing(guideline, &of, lang))
                }
            }
        }
    };
    page::document(lang, title, &body, None)
}

fn count(entries: &[Entry]) -> usize {
    entries
        .iter()
        .map(|e| &e.name)
        .collect::<std::collections::BTreeSet<_>>()
        .len()
}

fn count_lossy(entries: &[Entry]) -> usize {
    let lossy = entries.iter().filter(|e| !e.losses.is_empty()).map(|e| &e.name);
    lossy.collect::<std::collections::BTreeSet<_>>().len()
}

fn failures(entries: &[Entry], lang: Lang) -> Markup {
    // A submission reviewed against two guidelines fails once.
    let mut failures: Vec<(&str, &ReviewWarning)> = Vec::new();
    for entry in entries {
        for loss in &entry.losses {
            if !failures.contains(&(entry.name.as_str(), loss)) {
                failures.push((&entry.name, loss));
            }
        }
    }
    html! {
        @if !failures.is_empty() {
            section aria-labelledby="failures" {
                h2 #failures { (pick(lang, "読めなかったもの", "What could not be read")) " " span.n { (failures.len()) } }
                ul.warnings { @for (name, loss) in failures {
                    li.loss { b { (name) } " " span.where { (loss.file) @if let Some(page) = loss.page { " " (super::words::page(page, lang)) } } " " (loss.in_lang(lang)) }
                } }
            }
        }
    }
}

fn heat(guideline: &Guideline, entries: &[&Entry], links: Links, lang: Lang) -> Markup {
    let columns: Vec<&ChapterCoverage> = entries
        .iter()
        .map(|e| &e.chapters)
        .max_by_key(|c| c.len())
        .map(|c| c.iter().collect())
        .unwrap_or_default();
    let heading = format!("h-{}", guideline.id);
    html! {
        section aria-labelledby=(heading) {
            h2 id=(heading) { (guideline.title) " " (guideline.version) }
            p.legend { (pick(lang,
                "章ごとの充足の割合（％。一部充足は半分に数える）。濃い緑ほど書かれている。－は対象となる遵守事項がない章。",
                "Per cent of the requirements of each chapter that are covered, partial ones counted half. The greener, the more; − where no requirement applies.")) }
            div.scroll tabindex="0" role="group" aria-labelledby=(heading) {
                table.heat {
                    thead {
                        tr {
                            th rowspan="2" scope="col" { (pick(lang, "提出物", "Submission")) }
                            @for coverage in [RequirementCoverage::Covered, RequirementCoverage::Partial, RequirementCoverage::Uncovered] {
                                th rowspan="2" scope="col" { (mark(coverage)) br; (word(coverage, lang)) }
                            }
                            th rowspan="2" scope="col" { (super::words::unsure(lang)) }
                            @for book in &guideline.books {
                                @let span = columns.iter().filter(|c| c.book == book.id).count();
                                @if span > 0 { th colspan=(span) scope="colgroup" { (book.title) } }
                            }
                        }
                        tr { @for column in &columns { th scope="col" title=(column.section.title) { (column.section.number) } } }
                    }
                    tbody { @for entry in entries { (row(entry, &columns, links, lang)) } }
                }
            }
        }
    }
}

fn row(entry: &Entry, columns: &[&ChapterCoverage], links: Links, lang: Lang) -> Markup {
    let href = |extension: &str| format!("{}.{extension}", percent(&entry.stem));
    html! {
        tr {
            th.name scope="row" {
                @if links.html { a href=(href("html")) { (entry.name) } } @else { (entry.name) }
                span.sub {
                    @if links.xlsx { a href=(href("xlsx")) { "XLSX" } " " }
                    @if links.letter { a href=(href("letter.docx")) { (pick(lang, "通知書", "letter")) } " " }
                    @if links.json { a href=(href("json")) { "JSON" } " " }
                    @if entry.warnings > 0 { (pick(lang, "注意 ", "warnings ")) (entry.warnings) }
                }
            }
            @if entry.unread {
                td colspan=(4 + columns.len()) { b.b.uncovered { (pick(lang, "読めなかった", "not read")) } }
            } @else {
                td.h.covered { (entry.summary.covered) } td.h.partial { (entry.summary.partial) } td.h.uncovered { (entry.summary.uncovered) } td.h { (entry.unsure) }
                @for column in columns { (cell(entry, column)) }
            }
        }
    }
}

fn cell(entry: &Entry, column: &ChapterCoverage) -> Markup {
    let chapter = entry
        .chapters
        .iter()
        .find(|c| c.book == column.book && c.section.number == column.section.number);
    html! {
        @match chapter.and_then(|c| share(&c.summary).map(|share| (c, share))) {
            Some((chapter, share)) => {
                td class={ "h h" (((share * 5.0) as usize).min(4)) } title=(format!("{} {} ○{} △{} ×{}", chapter.section.number, chapter.section.title, chapter.summary.covered, chapter.summary.partial, chapter.summary.uncovered)) { (format!("{:.0}", share * 100.0)) }
            }
            None => { td.h { "－" } }
        }
    }
}

fn most_missing(guideline: &Guideline, entries: &[&Entry], lang: Lang) -> Markup {
    let read: Vec<_> = entries.iter().filter(|e| !e.unread).collect();
    let mut missing: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (id, coverage) in read.iter().flat_map(|e| &e.gaps) {
        let counts = missing.entry(id.as_str()).or_default();
        if *coverage == RequirementCoverage::Uncovered {
            counts.0 += 1;
        } else {
            counts.1 += 1;
        }
    }
    let mut rows: Vec<_> = guideline
        .requirements
        .iter()
        .filter_map(|r| missing.get(r.id.as_str()).map(|counts| (r, *counts)))
        .collect();
    rows.sort_by_key(|(_, counts)| Reverse(*counts));
    rows.truncate(MOST_MISSING);
    let heading = format!("m-{}", guideline.id);
    html! {
        @if !rows.is_empty() {
            section aria-labelledby=(heading) {
                h2 id=(heading) { (pick(lang, "書かれていないことの多い遵守事項", "Requirements most often missing")) " " span.n { (guideline.title) } }
                div.scroll tabindex="0" role="group" aria-labelledby=(heading) {
                    table {
                        thead { tr { th scope="col" { "ID" } th scope="col" { (pick(lang, "遵守事項", "Requirement")) }
                            th scope="col" { "× " (word(RequirementCoverage::Uncovered, lang)) } th scope="col" { "△ " (word(RequirementCoverage::Partial, lang)) } } }
                        tbody { @for (requirement, (uncovered, partial)) in rows {
                            tr { th scope="row" { (requirement.id) @if requirement.is_unconfirmed() { " " span.tag { (super::words::unconfirmed(lang)) } } }
                                td { (requirement.text) } td.count { (uncovered) } td.count { (partial) } }
                        } }
                    }
                }
                p.legend { (pick(lang, "読めた提出物 ", "Submissions read: ")) (read.len()) }
            }
        }
    }
}

/// A file name as a relative link.
pub(super) fn percent(name: &str) -> String {
    use std::fmt::Write;
    let mut link = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            link.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(link, "%{byte:02X}");
        }
    }
    link
}
