//! The middle pane: what the machine found on one requirement, and the form to decide it.

use maud::{Markup, html};

use super::super::layout;
use super::super::parts::{VERDICTS, lines, page_link, verdict_badge, verdict_class, verdict_mark, when};
use super::View;
use super::seek::Entry;
use crate::matching::{ElementCoverage, ElementFinding, Evidence, RequirementCoverage};
use crate::register::{DecisionEntry, Reading, Role, Verdicts, verdict_code, verdict_word};
use crate::report::decisions::Verdict;
use crate::report::{
    Item, element_code, element_mark, element_word, expected_word, html::badge, html::excerpt, html::ranges,
    page, unconfirmed, unsure,
};
use crate::text::Lang;

/// How many clauses are shown for an element.
const EVIDENCE: usize = 4;

/// What a person has typed into the form and could not be recorded.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Draft {
    /// Why.
    pub alarm: String,
    pub comment: String,
    pub places: String,
}

/// All that the pane shows of one requirement.
pub(super) struct Shown<'a> {
    pub entry: &'a Entry<'a>,
    /// What stands in this reading.
    pub verdicts: Option<&'a Verdicts>,
    /// What was said on it in this reading, oldest first.
    pub history: &'a [DecisionEntry],
    /// What the other readings say, as far as this one may see it.
    pub others: &'a [DecisionEntry],
    pub draft: Option<&'a Draft>,
    /// What was just decided, and as what.
    pub done: Option<(&'a str, Option<Verdict>)>,
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
}

/// The pane.
pub(super) fn pane(view: &View<'_>, shown: &Shown<'_>) -> Markup {
    let item = shown.entry.item;
    let requirement = item.requirement;
    html! {
        section #finding data-r=(requirement.id) aria-label="所見と判定" {
            @if let Some(draft) = shown.draft { p.alarm role="alert" { (draft.alarm) } }
            @if let Some((id, verdict)) = shown.done { (told(view, id, verdict)) }
            h1 tabindex="-1" {
                (requirement.id)
                span.official { (view.case.known.book_title(requirement)) " " (requirement.official_number()) }
            }
            p.flags {
                (badge(item.finding.coverage, Lang::Ja))
                @if shown.entry.unsure { span.tag.unsure { (unsure(Lang::Ja)) } }
                @if requirement.is_unconfirmed() { span.tag { (unconfirmed(Lang::Ja)) } }
                span.tag { (expected_word(requirement.expected, Lang::Ja)) }
            }
            p.text { (requirement.text) }
            @if let Some(why) = &item.finding.not_applicable { p.why { (why.in_lang(Lang::Ja)) } }
            ol.elements { @for (number, found) in (1..).zip(&item.finding.elements) {
                @let said = shown.verdicts.and_then(|of| of.on_element(&requirement.id, number));
                (element(view, found, said))
            } }
            (related(view, &item))
            (others(view, shown.others))
            (history(view, shown.history))
            (decide(view, shown))
        }
    }
}

fn told(view: &View<'_>, id: &str, verdict: Option<Verdict>) -> Markup {
    html! {
        p.told {
            a href=(view.to(id)) data-r=(id) { (id) }
            @match verdict {
                Some(verdict) => { " を「" (verdict_word(verdict, Lang::Ja)) "」とした" }
                None => { " の記録を改めた" }
            }
        }
    }
}

/// An element with its evidence, and the word of a person on it where a checklist brought one.
fn element(view: &View<'_>, found: &ElementFinding, said: Option<Verdict>) -> Markup {
    let answers = usize::from(found.coverage != ElementCoverage::Uncovered);
    let near = &found.evidence[answers.min(found.evidence.len())..found.evidence.len().min(EVIDENCE)];
    html! {
        li {
            p.point {
                b class={ "b " (element_code(found.coverage)) } { (element_mark(found.coverage)) " " (element_word(found.coverage, Lang::Ja)) }
                " " (found.point)
                @if found.is_unsure() { " " span.tag.unsure { (unsure(Lang::Ja)) } }
            }
            @if let Some(verdict) = said { p.said { (view.reading.word(Lang::Ja)) "判定 " (verdict_badge(verdict)) } }
            p.why { (found.reason.in_lang(Lang::Ja)) }
            @if found.coverage != ElementCoverage::NotApplicable {
                @for best in found.evidence.iter().take(answers) {
                    blockquote {
                        (citation(view, best)) (place(view, best))
                        @if best.ocr { span.tag { "文字認識" } }
                        p { (excerpt(&best.text, &best.matched)) }
                    }
                }
                @if !near.is_empty() {
                    p.near { (if answers == 1 { "ほかに:" } else { "近い条項:" })
                        @for other in near { " " (citation(view, other)) } }
                }
            }
        }
    }
}

fn citation(view: &View<'_>, evidence: &Evidence) -> Markup {
    html! {
        @if let Some((r, p)) = view.case.clause(evidence) {
            a.cite href={ "#c" (r) "-" (p) } data-m=(ranges(&evidence.matched)) { (evidence.citation) }
        } @else { span.cite { (evidence.citation) } }
    }
}

/// Page and file, as a link into the file where it can be looked at.
fn place(view: &View<'_>, evidence: &Evidence) -> Markup {
    let viewable = view
        .case
        .sha256_of(&evidence.file)
        .filter(|_| view.case.has_pages(&evidence.file));
    html! {
        @match (evidence.page, viewable) {
            (Some(number), Some(sha256)) => (page_link(sha256, number)),
            (Some(number), None) => span.sub { (page(number, Lang::Ja)) },
            (None, _) => {}
        }
        @if view.case.review.submission.files.len() > 1 { span.sub { (evidence.file) } }
    }
}

fn related(view: &View<'_>, item: &Item<'_>) -> Markup {
    html! {
        @if !item.requirement.related.is_empty() {
            p.related { "関連:"
                @for id in &item.requirement.related {
                    " "
                    @match view.case.coverage(id) {
                        Some(coverage) => a.chip href=(view.to(id)) data-r=(id) {
                            b class=(crate::report::code(coverage)) aria-hidden="true" { (crate::report::mark(coverage)) }
                            (id) span.vh { " " (crate::report::word(coverage, Lang::Ja)) }
                        },
                        None => span.chip { (id) },
                    }
                }
            }
        }
    }
}

fn others(view: &View<'_>, others: &[DecisionEntry]) -> Markup {
    html! {
        @for entry in others {
            p.stands { span {
                @if entry.key.guideline != view.case.on_file.guideline { (entry.key.guideline) " の" }
                (entry.key.reading.word(Lang::Ja)) "判定 "
                @if let Some(verdict) = entry.decided.verdict { (verdict_badge(verdict)) }
                " " (entry.by) " " (when(&entry.at, &view.now))
                @if let Some(comment) = &entry.decided.comment { "　" (lines(comment)) }
            } }
        }
    }
}

fn history(view: &View<'_>, history: &[DecisionEntry]) -> Markup {
    html! {
        @if let Some(last) = history.last() {
            @if let Some(comment) = &last.decided.comment { p.near { "コメント: " (lines(comment)) } }
            @if !last.decided.places.is_empty() {
                p.near { "人が示した箇所:"
                    @for place in &last.decided.places {
                        " "
                        @match view.case.cited(&place.citation) {
                            Some((r, p)) => a.cite href={ "#c" (r) "-" (p) } data-m="" { (place.citation) },
                            None => span.cite { (place.citation) },
                        }
                    }
                }
            }
            details.history {
                summary { "経過 " (history.len()) "件（" (last.by) " " (when(&last.at, &view.now)) "）" }
                ol { @for entry in history.iter().rev() { li {
                    (when(&entry.at, &view.now)) " " (entry.by) " "
                    @if entry.restores.is_some() { "取消し→" }
                    @if entry.carried_from.is_some() { "引継ぎ " }
                    @match entry.decided.verdict { Some(verdict) => (verdict_badge(verdict)), None => { "判定なし" } }
                    @if let Some(comment) = &entry.decided.comment { " " (lines(comment)) }
                } } }
            }
        }
    }
}

/// The verdict that says what the machine says.
fn machine(coverage: RequirementCoverage) -> Verdict {
    match coverage {
        RequirementCoverage::Covered => Verdict::Covered,
        RequirementCoverage::Partial => Verdict::Partial,
        RequirementCoverage::Uncovered => Verdict::Uncovered,
        RequirementCoverage::NotApplicable => Verdict::NotApplicable,
    }
}

fn decide(view: &View<'_>, shown: &Shown<'_>) -> Markup {
    let (item, last) = (shown.entry.item, shown.history.last());
    let proposed = machine(item.finding.coverage);
    let verdict = shown.entry.verdict;
    let comment = match (shown.draft, last) {
        (Some(draft), _) => draft.comment.clone(),
        (None, Some(last)) => last.decided.comment.clone().unwrap_or_default(),
        (None, None) => String::new(),
    };
    let places = match (shown.draft, last) {
        (Some(draft), _) => draft.places.clone(),
        (None, Some(last)) => {
            let all: Vec<&str> = last
                .decided
                .places
                .iter()
                .map(|place| place.citation.as_str())
                .collect();
            all.join("、")
        }
        (None, None) => String::new(),
    };
    let may = view.session.role >= Role::Reviewer;
    html! {
        div #decide {
            @if may {
                form.decide method="post" action=(view.action("decide")) data-part="decide" {
                    (hidden(view, shown))
                    // Enter in a field presses the first button: it must not be a verdict.
                    button.vh type="submit" name="verdict" value="keep" tabindex="-1" aria-hidden="true" { "判定せず記録" }
                    fieldset.verdicts {
                        legend.vh { "判定" }
                        @for (key, one) in (1..).zip(VERDICTS) {
                            button type="submit" name="verdict" value=(verdict_code(one)) class=(verdict_class(one)) data-key=(key)
                                data-machine[one == proposed] aria-pressed=(if verdict == Some(one) { "true" } else { "false" })
                                title=[(one == proposed).then_some("所見のとおり（a）")]
                            {
                                kbd aria-hidden="true" { (key) } span { span aria-hidden="true" { (verdict_mark(one)) " " } (verdict_word(one, Lang::Ja)) }
                                @if one == proposed { span.vh { "（所見のとおり）" } }
                            }
                        }
                    }
                    div.notes {
                        label for="comment" { "コメント" }
                        textarea #comment name="comment" rows="2" { (comment) }
                        label for="place" { "別の箇所" }
                        div.with {
                            input #place type="text" name="places" value=(places) list="places" placeholder="機械が見落とした条項（第12条第3項）" autocomplete="off";
                            button #pick type="button" aria-pressed="false" hidden { "本文から選ぶ" }
                            button type="submit" name="verdict" value="keep" { "判定せず記録" }
                        }
                    }
                }
            }
            div.stands {
                span.row {
                    @if let Some(before) = shown.before { a #previous.button href=(view.to(before)) data-r=(before) { "← 前" kbd aria-hidden="true" { "k" } } }
                    @if let Some(after) = shown.after { a #next.button href=(view.to(after)) data-r=(after) { "次 →" kbd aria-hidden="true" { "j" } } }
                }
                @if may && last.is_some() {
                    form method="post" action=(view.action("undo")) data-part="undo" {
                        (hidden(view, shown))
                        button #undo type="submit" { "取り消す" kbd aria-hidden="true" { "u" } }
                    }
                }
            }
        }
    }
}

fn hidden(view: &View<'_>, shown: &Shown<'_>) -> Markup {
    let fields = [
        ("r", shown.entry.item.requirement.id.as_str()),
        ("as", view.reading.code()),
        ("f", &view.seek.f),
        ("d", &view.seek.d),
        ("q", &view.seek.q),
    ];
    let version = shown.history.last().map_or(0, |entry| entry.version);
    html! {
        (layout::mark(view.session))
        @for (name, value) in fields { @if !value.is_empty() { input type="hidden" name=(name) value=(value); } }
        input type="hidden" name="version" value=(version);
        input type="hidden" name="review" value=(view.case.on_file.id);
    }
}

/// What another reading may be seen of: the second reviewer judges for themselves first.
pub(super) fn visible(mine: Reading, decided: bool, other: Reading) -> bool {
    match mine {
        Reading::First | Reading::Settled => other != mine,
        Reading::Second => decided && other != mine,
    }
}
