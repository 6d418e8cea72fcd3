//! The left pane: every requirement, narrowed down, with how far the work has gone.

use maud::{Markup, PreEscaped, html};

use super::super::parts::{VERDICTS, bar, verdict_class, verdict_mark};
use super::View;
use super::seek::Entry;
use crate::register::{Agreement, Reading, verdict_word};
use crate::text::Lang;

const FINDINGS: [(&str, &str); 7] = [
    ("", "所見: すべて"),
    ("gap", "× と △"),
    ("uncovered", "× 不足"),
    ("partial", "△ 一部充足"),
    ("covered", "○ 充足"),
    ("na", "－ 対象外"),
    ("unsure", "要確認"),
];

const DECISIONS: [(&str, &str); 5] = [
    ("", "判定: すべて"),
    ("open", "未判定"),
    ("decided", "判定済み"),
    ("check", "判定が要確認"),
    ("differs", "1次と2次が違う"),
];

/// The whole pane.
pub(super) fn pane(
    view: &View<'_>,
    entries: &[Entry<'_>],
    now: &str,
    agreement: Option<&Agreement>,
) -> Markup {
    let seek = view.seek;
    let select = |name: &str, label: &str, options: &[(&str, &str)], chosen: &str| {
        html! {
            select name=(name) aria-label=(label) {
                @for (value, words) in options { option value=(value) selected[*value == chosen] { (words) } }
            }
        }
    };
    html! {
        section #list aria-label="遵守事項の一覧" {
            form #filter method="get" action=(view.address()) role="search" aria-label="遵守事項を絞る" data-part="list" {
                input type="hidden" name="as" value=(seek.reading);
                input type="hidden" name="list" value="1";
                (select("f", "所見で絞る", &FINDINGS, &seek.f))
                (select("d", "判定で絞る", &DECISIONS, &seek.d))
                div.search {
                    input #q type="search" name="q" value=(seek.q) placeholder="語・ID" aria-label="遵守事項を検索";
                    button type="submit" { "絞る" }
                }
            }
            (progress(view, entries, agreement))
            (items(view, entries, now))
            (help())
        }
    }
}

/// How many are decided, and how far two reviewers agree.
pub(super) fn progress(view: &View<'_>, entries: &[Entry<'_>], agreement: Option<&Agreement>) -> Markup {
    let open = entries.iter().filter(|entry| entry.is_open()).count();
    let decided = entries.iter().filter(|entry| entry.verdict.is_some()).count();
    let mut parts: Vec<(&'static str, usize)> = VERDICTS
        .iter()
        .map(|verdict| {
            let count = entries
                .iter()
                .filter(|entry| entry.verdict == Some(*verdict))
                .count();
            (verdict_class(*verdict), count)
        })
        .collect();
    parts.push(("open", open));
    html! {
        div #progress {
            p { span { (view.reading.word(Lang::Ja)) "判定 " b { (decided) } " / " (decided + open) }
                span { "残り " (open) } }
            (bar(&parts, &format!("判定済み {decided}、残り {open}")))
            @if let Some(agreement) = agreement.filter(|agreement| agreement.both > 0) {
                p { span { "1次・2次の一致 " b { (agreement.same) } " / " (agreement.both)
                        "（" (format!("{:.0}", 100.0 * agreement.same as f64 / agreement.both as f64)) "%）" }
                    @if let Some(kappa) = agreement.kappa { span title="偶然の一致を除いた一致の度合い。1 が完全な一致" { "κ " (format!("{kappa:.2}")) } } }
            }
        }
    }
}

/// The list itself.
pub(super) fn items(view: &View<'_>, entries: &[Entry<'_>], now: &str) -> Markup {
    let guideline = &view.case.known.guideline;
    let shown: Vec<&Entry<'_>> = entries
        .iter()
        .filter(|entry| view.seek.wants(entry) || entry.item.requirement.id == now)
        .collect();
    let of_one_book = |a: &&Entry<'_>, b: &&Entry<'_>| a.item.requirement.book == b.item.requirement.book;
    let of_one_chapter =
        |a: &&Entry<'_>, b: &&Entry<'_>| a.item.requirement.section == b.item.requirement.section;
    html! {
        ul #items aria-label="遵守事項" tabindex="-1" {
            @for book in shown.chunk_by(of_one_book) {
                @if guideline.books.len() > 1 {
                    li.book { (guideline.book(&book[0].item.requirement.book).map_or("", |book| book.title.as_str())) }
                }
                @for chapter in book.chunk_by(of_one_chapter) {
                    @let first = chapter[0].item.requirement;
                    @let title = guideline.section_title(first);
                    li.chapter title=(title) { (first.section) " " (title) }
                    @for entry in chapter { (item(view, entry, now)) }
                }
            }
            @if shown.is_empty() { li.empty { "条件に合う遵守事項はない。" } }
        }
    }
}

/// One of its entries.
pub(super) fn item(view: &View<'_>, entry: &Entry<'_>, now: &str) -> Markup {
    let requirement = entry.item.requirement;
    html! {
        li id={ "i-" (requirement.id) } {
            a href=(view.to(&requirement.id)) data-r=(requirement.id) aria-current=[(requirement.id == now).then_some("true")] {
                (PreEscaped(entry.shown))
                @match entry.verdict {
                    Some(verdict) => span class={ "v " (verdict_class(verdict)) } {
                        span aria-hidden="true" { (verdict_mark(verdict)) }
                        span.vh { " 判定 " (verdict_word(verdict, Lang::Ja)) }
                    }
                    None => span.v { span.vh { " 未判定" } }
                }
            }
        }
    }
}

fn help() -> Markup {
    let keys = [
        ("1–5", "判定して次へ"),
        ("a", "所見のとおり判定して次へ"),
        ("j k", "次・前"),
        ("u", "取り消す"),
        ("c", "コメント"),
        ("p", "別の箇所を本文から選ぶ"),
        ("o", "次の根拠を見る"),
        ("v", "原本と本文を切り替える"),
        ("/", "検索"),
        ("Esc", "入力欄を出る"),
    ];
    html! {
        details #help.help {
            summary { "キー操作（?）" }
            label.choice hidden { input #keys type="checkbox" checked; "1文字キーを使う" }
            dl { @for (key, what) in keys { dt { kbd { (key) } } dd { (what) } } }
        }
    }
}

/// The readings one can switch to.
pub(super) fn readings(view: &View<'_>) -> Markup {
    html! {
        nav.readings aria-label="判定の段階" {
            @for reading in Reading::ALL {
                a href=(view.seek.reading_as(reading.code())) aria-current=[(*reading == view.reading).then_some("true")] {
                    (reading.word(Lang::Ja))
                    @if let Some(who) = view.assignees.get(reading) { span.sub { (who) } }
                }
            }
        }
    }
}
