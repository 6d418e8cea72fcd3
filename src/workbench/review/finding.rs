//! The middle pane: what the machine found on one requirement, and the form to decide it.

use maud::{Markup, html};

use super::super::layout;
use super::super::parts::{
    VERDICTS, lines, native, page_link, verdict_badge, verdict_class, verdict_mark, when,
};
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
    let lang = view.lang();
    html! {
        section #finding data-r=(requirement.id) aria-label=(lang.say("所見と判定", "Finding and decision")) {
            @if let Some(draft) = shown.draft { p.alarm role="alert" { (native(&draft.alarm, lang)) } }
            @if let Some((id, verdict)) = shown.done { (told(view, id, verdict)) }
            h1 tabindex="-1" {
                (requirement.id)
                span.official lang="ja" { (view.case.known.book_title(requirement)) " " (requirement.official_number()) }
            }
            p.flags {
                (badge(item.finding.coverage, lang))
                @if shown.entry.unsure { span.tag.unsure { (unsure(lang)) } }
                @if requirement.is_unconfirmed() { span.tag { (unconfirmed(lang)) } }
                span.tag { (expected_word(requirement.expected, lang)) }
            }
            p.text lang="ja" { (requirement.text) }
            @if let Some(why) = &item.finding.not_applicable { p.why { (native(why.in_lang(lang), lang)) } }
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
    let lang = view.lang();
    html! {
        p.told {
            a href=(view.to(id)) data-r=(id) { (id) }
            @match verdict {
                Some(verdict) => { (lang.say(" を「", " decided: ")) (verdict_word(verdict, lang)) (lang.say("」とした", "")) }
                None => { (lang.say(" の記録を改めた", " changed")) }
            }
        }
    }
}

/// An element with its evidence, and the word of a person on it where a checklist brought one.
fn element(view: &View<'_>, found: &ElementFinding, said: Option<Verdict>) -> Markup {
    let lang = view.lang();
    let answers = usize::from(found.coverage != ElementCoverage::Uncovered);
    let near = &found.evidence[answers.min(found.evidence.len())..found.evidence.len().min(EVIDENCE)];
    html! {
        li {
            p.point {
                b class={ "b " (element_code(found.coverage)) } { (element_mark(found.coverage)) " " (element_word(found.coverage, lang)) }
                " " span lang="ja" { (found.point) }
                @if found.is_unsure() { " " span.tag.unsure { (unsure(lang)) } }
            }
            @if let Some(verdict) = said { p.said { (said_in(view.reading, lang)) " " (verdict_badge(verdict, lang)) } }
            p.why { (native(found.reason.in_lang(lang), lang)) }
            @if found.coverage != ElementCoverage::NotApplicable {
                @for best in found.evidence.iter().take(answers) {
                    blockquote {
                        (citation(view, best)) (place(view, best))
                        @if best.ocr { span.tag { (lang.say("文字認識", "OCR")) } }
                        p lang="ja" { (excerpt(&best.text, &best.matched)) }
                    }
                }
                @if !near.is_empty() {
                    p.near { (if answers == 1 { lang.say("ほかに:", "Also:") } else { lang.say("近い条項:", "Closest clauses:") })
                        @for other in near { " " (citation(view, other)) } }
                }
            }
        }
    }
}

fn citation(view: &View<'_>, evidence: &Evidence) -> Markup {
    html! {
        @if let Some((r, p)) = view.case.clause(evidence) {
            a.cite href={ "#c" (r) "-" (p) } data-m=(ranges(&evidence.matched)) lang="ja" { (evidence.citation) }
        } @else { span.cite lang="ja" { (evidence.citation) } }
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
            (Some(number), Some(sha256)) => (page_link(sha256, number, view.lang())),
            (Some(number), None) => span.sub { (page(number, view.lang())) },
            (None, _) => {}
        }
        @if view.case.review.submission.files.len() > 1 { span.sub { (native(&evidence.file, view.lang())) } }
    }
}

fn related(view: &View<'_>, item: &Item<'_>) -> Markup {
    html! {
        @if !item.requirement.related.is_empty() {
            p.related { (view.lang().say("関連:", "Related:"))
                @for id in &item.requirement.related {
                    " "
                    @match view.case.coverage(id) {
                        Some(coverage) => a.chip href=(view.to(id)) data-r=(id) {
                            b class=(crate::report::code(coverage)) aria-hidden="true" { (crate::report::mark(coverage)) }
                            (id) span.vh { " " (crate::report::word(coverage, view.lang())) }
                        },
                        None => span.chip { (id) },
                    }
                }
            }
        }
    }
}

/// 「1次判定」: which reading a decision belongs to.
pub(super) fn said_in(reading: Reading, lang: Lang) -> String {
    let word = reading.word(lang);
    say!(lang, "{word}判定", "{word} decision")
}

fn others(view: &View<'_>, others: &[DecisionEntry]) -> Markup {
    let lang = view.lang();
    html! {
        @for entry in others {
            p.stands { span {
                @if entry.key.guideline != view.case.on_file.guideline { (entry.key.guideline) (lang.say(" の", " ")) }
                (said_in(entry.key.reading, lang)) " "
                @if let Some(verdict) = entry.decided.verdict { (verdict_badge(verdict, lang)) }
                " " (native(&entry.by, lang)) " " (when(&entry.at, &view.now, lang))
                @if let Some(comment) = &entry.decided.comment { "　" (lines(comment, lang)) }
            } }
        }
    }
}

fn history(view: &View<'_>, history: &[DecisionEntry]) -> Markup {
    let (lang, count) = (view.lang(), history.len());
    html! {
        @if let Some(last) = history.last() {
            @if let Some(comment) = &last.decided.comment { p.near { (lang.say("コメント:", "Comment:")) " " (lines(comment, lang)) } }
            @if !last.decided.places.is_empty() {
                p.near { (lang.say("人が示した箇所:", "Places people pointed to:"))
                    @for place in &last.decided.places {
                        " "
                        @match view.case.cited(&place.citation) {
                            Some((r, p)) => a.cite href={ "#c" (r) "-" (p) } data-m="" lang="ja" { (place.citation) },
                            None => span.cite lang="ja" { (place.citation) },
                        }
                    }
                }
            }
            details.history {
                summary { (say!(lang, "経過 {count}件（", "History: {count} (")) (native(&last.by, lang)) " " (when(&last.at, &view.now, lang)) (lang.say("）", ")")) }
                ol { @for entry in history.iter().rev() { li {
                    (when(&entry.at, &view.now, lang)) " " (native(&entry.by, lang)) " "
                    @if entry.restores.is_some() { (lang.say("取消し→", "undone → ")) }
                    @if entry.carried_from.is_some() { (lang.say("引継ぎ ", "carried over ")) }
                    @match entry.decided.verdict { Some(verdict) => (verdict_badge(verdict, lang)), None => { (lang.say("判定なし", "no verdict")) } }
                    @if let Some(comment) = &entry.decided.comment { " " (lines(comment, lang)) }
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
    let lang = view.lang();
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
            all.join(lang.say("、", ", "))
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
                    button.vh type="submit" name="verdict" value="keep" tabindex="-1" aria-hidden="true" { (lang.say("判定せず記録", "Save, no verdict")) }
                    fieldset.verdicts {
                        legend.vh { (lang.say("判定", "Verdict")) }
                        @for (key, one) in (1..).zip(VERDICTS) {
                            button type="submit" name="verdict" value=(verdict_code(one)) class=(verdict_class(one)) data-key=(key)
                                data-machine[one == proposed] aria-pressed=(if verdict == Some(one) { "true" } else { "false" })
                                title=[(one == proposed).then(|| lang.say("所見のとおり（a）", "as the machine found (a)"))]
                            {
                                kbd aria-hidden="true" { (key) } span { span aria-hidden="true" { (verdict_mark(one)) " " } (verdict_word(one, lang)) }
                                @if one == proposed { span.vh { (lang.say("（所見のとおり）", " (as the machine found)")) } }
                            }
                        }
                    }
                    div.notes {
                        label for="comment" { (lang.say("コメント", "Comment")) }
                        textarea #comment name="comment" rows="2" { (comment) }
                        label for="place" { (lang.say("別の箇所", "Another place")) }
                        div.with {
                            input #place type="text" name="places" value=(places) list="places" placeholder=(lang.say("機械が見落とした条項（第12条第3項）", "a clause that the machine missed")) autocomplete="off";
                            button #pick type="button" aria-pressed="false" hidden { (lang.say("本文から選ぶ", "Pick in the text")) }
                            button type="submit" name="verdict" value="keep" { (lang.say("判定せず記録", "Save, no verdict")) }
                        }
                    }
                }
            }
            div.stands {
                span.row {
                    @if let Some(before) = shown.before { a #previous.button href=(view.to(before)) data-r=(before) { (lang.say("← 前", "← Previous")) kbd aria-hidden="true" { "k" } } }
                    @if let Some(after) = shown.after { a #next.button href=(view.to(after)) data-r=(after) { (lang.say("次 →", "Next →")) kbd aria-hidden="true" { "j" } } }
                }
                @if may && last.is_some() {
                    form method="post" action=(view.action("undo")) data-part="undo" {
                        (hidden(view, shown))
                        button #undo type="submit" { (lang.say("取り消す", "Undo")) kbd aria-hidden="true" { "u" } }
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
