//! The left pane: every requirement, narrowed down, with how far the work has gone.

use maud::{Markup, PreEscaped, html};

use super::super::parts::{VERDICTS, bar, native, verdict_class, verdict_mark};
use super::View;
use super::finding::said_in;
use super::seek::Entry;
use crate::register::{Agreement, Reading, verdict_word};
use crate::text::Lang;

/// What a choice sends, and its words in both languages.
type Choice = (&'static str, &'static str, &'static str);

const FINDINGS: [Choice; 7] = [
    ("", "所見: すべて", "findings: all"),
    ("gap", "× と △", "× and △"),
    ("uncovered", "× 不足", "× not covered"),
    ("partial", "△ 一部充足", "△ partial"),
    ("covered", "○ 充足", "○ covered"),
    ("na", "－ 対象外", "－ not applicable"),
    ("unsure", "要確認", "to check"),
];

const DECISIONS: [Choice; 5] = [
    ("", "判定: すべて", "decisions: all"),
    ("open", "未判定", "not decided"),
    ("decided", "判定済み", "decided"),
    ("check", "判定が要確認", "decided: to check"),
    ("differs", "1次と2次が違う", "first and second differ"),
];

/// The whole pane.
pub(super) fn pane(
    view: &View<'_>,
    entries: &[Entry<'_>],
    now: &str,
    agreement: Option<&Agreement>,
) -> Markup {
    let (seek, lang) = (view.seek, view.lang());
    let select = |name: &str, label: &str, options: &[Choice], chosen: &str| {
        html! {
            select name=(name) aria-label=(label) {
                @for (value, ja, en) in options { option value=(value) selected[*value == chosen] { (lang.say(ja, en)) } }
            }
        }
    };
    html! {
        section #list aria-label=(lang.say("遵守事項の一覧", "List of requirements")) {
            form #filter method="get" action=(view.address()) role="search" aria-label=(lang.say("遵守事項を絞る", "Filter the requirements")) data-part="list" {
                input type="hidden" name="as" value=(seek.reading);
                input type="hidden" name="list" value="1";
                (select("f", lang.say("所見で絞る", "Filter by finding"), &FINDINGS, &seek.f))
                (select("d", lang.say("判定で絞る", "Filter by decision"), &DECISIONS, &seek.d))
                div.search {
                    input #q type="search" name="q" value=(seek.q) placeholder=(lang.say("語・ID", "word or ID")) aria-label=(lang.say("遵守事項を検索", "Search the requirements"));
                    button type="submit" { (lang.say("絞る", "Filter")) }
                }
            }
            (progress(view, entries, agreement))
            (items(view, entries, now))
            (help(lang))
        }
    }
}

/// How many are decided, and how far two reviewers agree.
pub(super) fn progress(view: &View<'_>, entries: &[Entry<'_>], agreement: Option<&Agreement>) -> Markup {
    let lang = view.lang();
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
            p { span { (said_in(view.reading, lang)) " " b { (decided) } " / " (decided + open) }
                span { (say!(lang, "残り {open}", "{open} left")) } }
            (bar(&parts, &say!(lang, "判定済み {decided}、残り {open}", "decided {decided}, left {open}")))
            @if let Some(agreement) = agreement.filter(|agreement| agreement.both > 0) {
                p { span { (lang.say("1次・2次の一致", "first and second agree")) " " b { (agreement.same) } " / " (agreement.both)
                        (lang.say("（", " (")) (format!("{:.0}", 100.0 * agreement.same as f64 / agreement.both as f64)) (lang.say("%）", "%)")) }
                    @if let Some(kappa) = agreement.kappa { span title=(lang.say("偶然の一致を除いた一致の度合い。1 が完全な一致", "agreement beyond chance; 1 is complete")) { "κ " (format!("{kappa:.2}")) } } }
            }
        }
    }
}

/// The list itself.
pub(super) fn items(view: &View<'_>, entries: &[Entry<'_>], now: &str) -> Markup {
    let (guideline, lang) = (&view.case.known.guideline, view.lang());
    let shown: Vec<&Entry<'_>> = entries
        .iter()
        .filter(|entry| view.seek.wants(entry) || entry.item.requirement.id == now)
        .collect();
    let of_one_book = |a: &&Entry<'_>, b: &&Entry<'_>| a.item.requirement.book == b.item.requirement.book;
    let of_one_chapter =
        |a: &&Entry<'_>, b: &&Entry<'_>| a.item.requirement.section == b.item.requirement.section;
    html! {
        ul #items aria-label=(lang.say("遵守事項", "Requirements")) tabindex="-1" {
            @for book in shown.chunk_by(of_one_book) {
                @if guideline.books.len() > 1 {
                    li.book lang="ja" { (guideline.book(&book[0].item.requirement.book).map_or("", |book| book.title.as_str())) }
                }
                @for chapter in book.chunk_by(of_one_chapter) {
                    @let first = chapter[0].item.requirement;
                    @let title = guideline.section_title(first);
                    li.chapter title=(title) lang="ja" { (first.section) " " (title) }
                    @for entry in chapter { (item(view, entry, now)) }
                }
            }
            @if shown.is_empty() { li.empty { (lang.say("条件に合う遵守事項はない。", "No requirement matches.")) } }
        }
    }
}

/// One of its entries.
pub(super) fn item(view: &View<'_>, entry: &Entry<'_>, now: &str) -> Markup {
    let (requirement, lang) = (entry.item.requirement, view.lang());
    html! {
        li id={ "i-" (requirement.id) } {
            a href=(view.to(&requirement.id)) data-r=(requirement.id) aria-current=[(requirement.id == now).then_some("true")] {
                (PreEscaped(entry.shown))
                @match entry.verdict {
                    Some(verdict) => span class={ "v " (verdict_class(verdict)) } {
                        span aria-hidden="true" { (verdict_mark(verdict)) }
                        span.vh { " " (lang.say("判定", "decision:")) " " (verdict_word(verdict, lang)) }
                    }
                    None => span.v { span.vh { " " (lang.say("未判定", "not decided")) } }
                }
            }
        }
    }
}

fn help(lang: Lang) -> Markup {
    let keys = [
        ("1–5", "判定して次へ", "decide and go on"),
        (
            "a",
            "所見のとおり判定して次へ",
            "decide as the machine found and go on",
        ),
        ("j k", "次・前", "next, previous"),
        ("u", "取り消す", "undo"),
        ("c", "コメント", "comment"),
        ("p", "別の箇所を本文から選ぶ", "pick another place in the text"),
        ("o", "次の根拠を見る", "see the next evidence"),
        ("v", "原本と本文を切り替える", "switch between original and text"),
        ("/", "検索", "search"),
        ("Esc", "入力欄を出る", "leave a field"),
    ];
    html! {
        details #help.help {
            summary { (lang.say("キー操作（?）", "Keys (?)")) }
            label.choice hidden { input #keys type="checkbox" checked; (lang.say("1文字キーを使う", "use single-letter keys")) }
            dl { @for (key, ja, en) in keys { dt { kbd { (key) } } dd { (lang.say(ja, en)) } } }
        }
    }
}

/// The readings one can switch to.
pub(super) fn readings(view: &View<'_>) -> Markup {
    html! {
        nav.readings aria-label=(view.lang().say("判定の段階", "Readings")) {
            @for reading in Reading::ALL {
                a href=(view.seek.reading_as(reading.code())) aria-current=[(*reading == view.reading).then_some("true")] {
                    (reading.word(view.lang()))
                    @if let Some(who) = view.assignees.get(reading) { span.sub { (native(who, view.lang())) } }
                }
            }
        }
    }
}
