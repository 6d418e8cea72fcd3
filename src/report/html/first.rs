//! The first page: what was reviewed, how it stands, what is not written.

use maud::{Markup, html};

use super::super::chapters::{applicable, chapters};
use super::super::view::{Item, Report};
use super::super::{element_mark, element_word, expected_word, words};
use super::badge;
use crate::review::Summary;

pub(super) fn page(report: &Report<'_>) -> Markup {
    html! {
        section #summary aria-labelledby="title" {
            p.kind { (report.say("規程点検報告書", "Regulation review")) }
            h1 #title { (report.review.submission.name) }
            p.against { (report.review.guideline.title) @if let Some(date) = report.date { span.date { (date) } } }
            @if report.is_unread() {
                p.alarm { b { (report.say("文字を読み取れなかった。", "No text could be read.")) } " "
                    (report.say(
                        "以下の充足状況は規程の内容を表していない。理由は「読み取りの注意」にある。",
                        "The coverage below says nothing about the regulation. The warnings give the reason.")) }
            }
            @if let Some(notice) = &report.guideline.notice { p.notice { (notice) } }
            (secondary(report))
            (numbers(report, &report.review.summary))
        }
        (warnings(report))
        (gaps(report))
        (picture(report))
        (provenance(report))
    }
}

/// The requirements that are known from secondary sources only.
fn secondary(report: &Report<'_>) -> Markup {
    let is_secondary =
        |item: &Item<'_>| item.requirement.confidence == crate::guideline::Confidence::Secondary;
    let items: Vec<_> = report.items().filter(is_secondary).collect();
    html! {
        @if !items.is_empty() {
            p.notice { (report.say("二次資料だけで知られた遵守事項:", "Known from secondary sources only:"))
                @for item in &items { " " a href={ "#" (item.requirement.id) } { (item.requirement.id) } }
            }
        }
    }
}

/// The four numbers and one bar.
fn numbers(report: &Report<'_>, summary: &Summary) -> Markup {
    use crate::matching::RequirementCoverage as C;
    let counts = [
        (C::Covered, summary.covered),
        (C::Partial, summary.partial),
        (C::Uncovered, summary.uncovered),
        (C::NotApplicable, summary.not_applicable),
    ];
    let unsure = report.items().filter(Item::is_unsure).count();
    html! {
        dl.numbers {
            @for (coverage, count) in counts {
                div class=(words::code(coverage)) {
                    dt { b aria-hidden="true" { (words::mark(coverage)) } " " (words::word(coverage, report.lang)) }
                    dd { (count) }
                }
            }
            div.unsure { dt { (words::unsure(report.lang)) } dd { (unsure) } }
        }
        (stack(summary))
        p.legend { (report.say(
            "件数は遵守事項の数。要確認は、機械の判断が確かでない観点を含む遵守事項の数で、ほかの区分と重なる。機械は根拠を示すだけで、判定は人が行う。",
            "Numbers of requirements. “To check” counts those with an element that the tool is not sure of, and overlaps the others. The tool only shows where things are written; people decide.")) }
    }
}

/// A bar whose parts stand for the counts; the numbers stand beside it wherever it is used.
pub(in super::super) fn stack(summary: &Summary) -> Markup {
    let total = (applicable(summary) + summary.not_applicable).max(1);
    let parts = [
        ("covered", summary.covered),
        ("partial", summary.partial),
        ("uncovered", summary.uncovered),
        ("na", summary.not_applicable),
    ];
    html! {
        div.stack aria-hidden="true" {
            @for (class, count) in parts.into_iter().filter(|part| part.1 > 0) {
                i class=(class) style=(format!("width:{:.2}%", 100.0 * count as f32 / total as f32)) {}
            }
        }
    }
}

fn warnings(report: &Report<'_>) -> Markup {
    let warnings = &report.review.warnings;
    html! {
        section #warnings aria-labelledby="h-warnings" {
            h2 #h-warnings { (report.say("読み取りの注意", "Warnings")) " " span.n { (warnings.len()) } }
            @if warnings.is_empty() { p { (report.say("なし。", "None.")) } } @else {
                ul.warnings {
                    @for warning in warnings {
                        li.loss[warning.loss] {
                            @if warning.loss { b.tag { (report.say("欠落", "text lost")) } " " }
                            span.where {
                                (warning.file)
                                @if let Some(page) = warning.page { " " (words::page(page, report.lang)) }
                            }
                            " " (warning.in_lang(report.lang))
                        }
                    }
                }
            }
        }
    }
}

fn gaps(report: &Report<'_>) -> Markup {
    let gaps = report.gaps();
    html! {
        section #gaps aria-labelledby="h-gaps" {
            h2 #h-gaps { (report.say("書かれていないもの", "What is not written")) " " span.n { (gaps.len()) } }
            p.legend { (report.say(
                "重い順: 規程に記載すべきもの、別文書でもよいもの、姿勢・実態の順に、不足、一部充足の順。",
                "Most serious first: what the regulation itself must state, then what another document may state; missing before partial.")) }
            @if gaps.is_empty() { p { (report.say("なし。すべての遵守事項の記載がある。", "None: every requirement is covered.")) } } @else {
                div.scroll tabindex="0" role="group" aria-labelledby="h-gaps" {
                    table.gaps {
                        thead { tr {
                            th scope="col" { (report.say("遵守事項", "Requirement")) }
                            th scope="col" { (report.say("充足状況", "Coverage")) }
                            th scope="col" { (report.say("足りない観点", "Missing elements")) }
                            th scope="col" { (report.say("記載場所", "Expected")) }
                        } }
                        tbody { @for item in &gaps { (gap(report, item)) } }
                    }
                }
            }
        }
    }
}

fn gap(report: &Report<'_>, item: &Item<'_>) -> Markup {
    let requirement = item.requirement;
    html! {
        tr {
            th scope="row" {
                a href={ "#" (requirement.id) } { (requirement.id) }
                span.sub { (report.book_title(requirement)) " " (requirement.official_number()) }
                @if requirement.is_unconfirmed() { span.tag { (words::unconfirmed(report.lang)) } }
            }
            td { (badge(item.finding.coverage, report.lang))
                @if item.is_unsure() { " " span.tag.unsure { (words::unsure(report.lang)) } } }
            td { ul.points {
                @for element in item.finding.elements.iter().filter(|e| e.coverage.is_flagged()) {
                    li { b class=(words::element_code(element.coverage)) title=(element_word(element.coverage, report.lang)) { (element_mark(element.coverage)) }
                        " " (element.point)
                        @if element.coverage != crate::matching::ElementCoverage::Uncovered { span.sub { "（" (element_word(element.coverage, report.lang)) "）" } } }
                }
            } }
            td { (expected_word(requirement.expected, report.lang))
                @if !requirement.related.is_empty() { span.sub { (report.say("関連 ", "related ")) (requirement.related.len()) } } }
        }
    }
}

/// Coverage by chapter.
fn picture(report: &Report<'_>) -> Markup {
    let chapters = chapters(report.review, report.guideline);
    html! {
        section #chapters aria-labelledby="h-chapters" {
            h2 #h-chapters { (report.say("章ごとの充足状況", "Coverage by chapter")) }
            div.scroll tabindex="0" role="group" aria-labelledby="h-chapters" {
                table.chapters {
                    @for book in &report.guideline.books {
                        @let of_book: Vec<_> = chapters.iter().filter(|c| c.book == book.id).collect();
                        @if !of_book.is_empty() {
                            tbody {
                                tr { th.book scope="rowgroup" { (book.title) } td { span.vh { (report.say("割合", "share")) } }
                                    th.count scope="col" { "○" } th.count scope="col" { "△" } th.count scope="col" { "×" } th.count scope="col" { "－" } }
                                @for chapter in of_book {
                                    tr {
                                        th scope="row" { span.no { (chapter.section.number) } " " (chapter.section.title) }
                                        td.bar-cell { (stack(&chapter.summary)) }
                                        @for count in [chapter.summary.covered, chapter.summary.partial, chapter.summary.uncovered, chapter.summary.not_applicable] {
                                            td.count.zero[count == 0] { (count) }
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

/// What makes the same result again.
fn provenance(report: &Report<'_>) -> Markup {
    let review = report.review;
    html! {
        section #provenance aria-labelledby="h-provenance" {
            h2 #h-provenance { (report.say("来歴", "Provenance")) }
            dl.provenance {
                @for file in &review.submission.files {
                    dt { (report.say("ファイル", "File")) }
                    dd { (file.name)
                        @if let Some(pages) = file.pages { span.sub { (pages) (report.say("頁", " pages")) } }
                        @if file.origin != "native" { " " span.tag { (origin(report, &file.origin)) } }
                        @if !file.sha256.is_empty() { code { (file.sha256) } } }
                }
                dt { (report.say("ガイドライン", "Guideline")) }
                dd { (review.guideline.title) span.sub { (review.guideline.id) } code { (review.guideline.sha256) } }
                dt { (report.say("道具", "Tool")) }
                dd { (review.tool.name) " " (review.tool.version) }
                @if let Some(profile) = &review.settings.profile {
                    dt { (report.say("適用区分", "Profile")) } dd { code { (profile) } }
                }
                @if let Some(date) = report.date { dt { (report.say("点検日", "Date")) } dd { (date) } }
                dt { (report.say("結果", "Result")) }
                dd { code { (report.result_sha256()) } }
            }
            p.legend { (report.say(
                "値は SHA-256。同じファイル・ガイドライン・設定・版なら、結果は1バイトも違わない。",
                "Values are SHA-256. The same files, guideline, settings and version always give the same result, byte for byte.")) }
        }
    }
}

fn origin<'a>(report: &Report<'a>, word: &'a str) -> &'a str {
    match word {
        "ocr" => report.say("文字認識による", "text from OCR"),
        "converted" => report.say("変換して読んだ", "converted"),
        "failed" => report.say("読めなかった", "not read"),
        other => other,
    }
}
