//! One review: requirements left, the finding in the middle, the regulation's text right.

mod deciding;
mod finding;
mod list;
mod seek;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};

pub(super) use deciding::{assign, decide, undo};
pub(super) use seek::Seek;

use super::Workbench;
use super::bench::now;
use super::case::{Case, Standing};
use super::layout::{Page, Part, encoded};
use super::parts::native;
use super::refusal::Refusal;
use super::session::Session;
use crate::register::{DecisionEntry, DecisionKey, Moment, Reading, Register};
use crate::report::Item;
use crate::text::Lang;
use finding::{Draft, Shown};
use seek::Entry;

/// All that the panes need.
struct View<'a> {
    case: &'a Case,
    organization: String,
    session: &'a Session,
    seek: &'a Seek,
    /// What every link to a requirement ends with.
    tail: String,
    reading: Reading,
    assignees: BTreeMap<Reading, String>,
    now: Moment,
}

impl View<'_> {
    fn lang(&self) -> Lang {
        self.session.lang
    }

    fn address(&self) -> String {
        let on_file = &self.case.on_file;
        format!("/s/{}/{}", on_file.submission, on_file.guideline)
    }

    /// The address of the requirement `r`, seen in the same way.
    fn to(&self, r: &str) -> String {
        format!("?r={}{}", encoded(r), self.tail)
    }

    fn action(&self, name: &str) -> String {
        format!("{}/{name}", self.address())
    }

    fn key(&self, requirement: &str, reading: Reading) -> DecisionKey {
        let on_file = &self.case.on_file;
        DecisionKey {
            submission: on_file.submission,
            guideline: on_file.guideline.clone(),
            reading,
            requirement: requirement.to_owned(),
            element: 0,
        }
    }
}

/// How a review is asked for.
struct Asked {
    submission: i64,
    guideline: String,
    session: Session,
    seek: Seek,
    /// Whether only a part of the page is wanted.
    part: bool,
}

/// The page.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path((submission, guideline)): Path<(i64, String)>,
    Query(seek): Query<Seek>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let asked = Asked {
        submission,
        guideline,
        session,
        seek,
        part: is_part(&headers),
    };
    bench
        .run(move |bench, register| respond(bench, register, &asked, None, StatusCode::OK))
        .await
}

/// Whether the script asks for parts of a page only.
fn is_part(headers: &HeaderMap) -> bool {
    headers.contains_key("x-part")
}

/// The page, or the parts of it that differ.
fn respond(
    bench: &Workbench,
    register: &Register,
    asked: &Asked,
    draft: Option<&Draft>,
    status: StatusCode,
) -> Result<Response, Refusal> {
    let case = bench.case_of(register, asked.submission, &asked.guideline, asked.session.lang)?;
    let on_file = register.submission(asked.submission)?;
    let mut assignees = BTreeMap::new();
    for reading in Reading::ALL {
        if let Some(who) = register.assignee(asked.submission, *reading)? {
            assignees.insert(*reading, who);
        }
    }
    let reading = Reading::from_code(&asked.seek.reading).unwrap_or_else(|| {
        // Whoever has it as the second reviewer works as the second.
        if assignees.get(&Reading::Second) == Some(&asked.session.name) {
            Reading::Second
        } else {
            Reading::First
        }
    });
    let mut seek = asked.seek.clone();
    reading.code().clone_into(&mut seek.reading);
    let view = View {
        case: &case,
        organization: register.organization(on_file.facts.organization)?.facts.name,
        session: &asked.session,
        seek: &seek,
        tail: seek.tail(),
        reading,
        assignees,
        now: now(),
    };
    page(register, &view, asked.part, draft, status)
}

fn page(
    register: &Register,
    view: &View<'_>,
    part: bool,
    draft: Option<&Draft>,
    status: StatusCode,
) -> Result<Response, Refusal> {
    let (case, seek) = (view.case, view.seek);
    let verdicts = case.standing(register)?;
    let entries = entries(case, &verdicts, view.reading);
    let entry = seek
        .chosen(&entries)
        .ok_or_else(|| Refusal::missing("遵守事項", "requirement"))?;
    let id = entry.item.requirement.id.as_str();
    let history = register.decision_history(&view.key(id, view.reading))?;
    let decided = history
        .last()
        .is_some_and(|entry| entry.decided.verdict.is_some());
    let mut others: Vec<DecisionEntry> = Vec::new();
    for other in Reading::ALL {
        if finding::visible(view.reading, decided, *other) {
            others.extend(register.decision(&view.key(id, *other))?);
        }
    }
    if let Some(base) = case
        .known
        .guideline
        .based_on
        .clone()
        .filter(|_| history.is_empty())
    {
        // What was said of it under the version before helps, though it was not carried over.
        let earlier = DecisionKey {
            guideline: base,
            ..view.key(id, view.reading)
        };
        others.extend(register.decision(&earlier)?);
    }
    let (before, after) = seek.neighbours(&entries, id);
    let done = entries
        .iter()
        .find(|entry| entry.item.requirement.id == seek.done);
    let shown = Shown {
        entry,
        verdicts: verdicts.get(&view.reading),
        history: &history,
        others: &others,
        draft,
        done: done.map(|entry| (entry.item.requirement.id.as_str(), entry.verdict)),
        before,
        after,
    };
    let middle = finding::pane(view, &shown);
    let agreement = match verdicts.get(&Reading::Second) {
        Some(second) if !second.is_empty() => {
            Some(register.agreement(case.on_file.submission, &case.on_file.guideline)?)
        }
        _ => None,
    };
    let agreement = agreement.as_ref();
    if part {
        let parts = html! {
            (middle)
            (list::progress(view, &entries, agreement))
            @if !seek.list.is_empty() { (list::items(view, &entries, id)) }
            @else { @for changed in done.into_iter().chain([entry]) { (list::item(view, changed, id)) } }
        };
        return Ok(partial(
            status,
            &parts,
            &format!("{}{}", view.address(), view.to(id)),
        ));
    }
    let lang = view.lang();
    let body = html! {
        (head(view))
        // What the script says: it has no words of its own.
        div #work.work data-file=(lang.say("提出されたファイル", "The submitted file"))
            data-offline=(lang.say("つながらない。kitei serve が動いているか確かめ、もう一度行う。", "No connection. Make sure that kitei serve is running, then try again."))
            data-failed=(lang.say("処理できなかった。", "Could not be done."))
            data-picking=(lang.say("本文の条項を選ぶ。Esc でやめる。", "Pick a clause in the text. Esc ends it."))
            data-not-a-clause=(lang.say("この行は条項として指せない。", "This line is no clause that one can point to."))
            data-stop=(lang.say("。", ". ")) data-comma=(lang.say("、", ", "))
        {
            (list::pane(view, &entries, id, agreement))
            main #main { div #middle { (middle) } }
            (side(view))
        }
    };
    let title = format!("{id} {}", case.submission.name);
    Ok(Page {
        wide: true,
        ..Page::new(view.session, Part::Inbox, &title)
    }
    .with_status(status, &body))
}

fn entries<'a>(case: &'a Case, verdicts: &Standing, reading: Reading) -> Vec<Entry<'a>> {
    let of = |reading: Reading, item: &Item<'_>| verdicts.get(&reading).and_then(|of| of.on(item.finding));
    case.rows
        .iter()
        .map(|row| {
            let item = case.item(row);
            let (first, second) = (of(Reading::First, &item), of(Reading::Second, &item));
            Entry {
                words: row.words,
                unsure: row.unsure,
                shown: &row.shown.0,
                verdict: of(reading, &item),
                differs: first.is_some() && second.is_some() && first != second,
                item,
            }
        })
        .collect()
}

fn head(view: &View<'_>) -> Markup {
    let case = view.case;
    let (warnings, lang) = (case.review.warnings.len(), view.lang());
    let submission = case.on_file.submission;
    html! {
        section.case aria-label=(lang.say("提出物", "Submission")) {
            span.name { a href={ "/s/" (submission) } { (native(&case.submission.name, lang)) } }
            span { (native(&view.organization, lang)) }
            span.sub lang="ja" { (case.known.title()) }
            @if warnings > 0 { a href={ "/s/" (submission) "#warnings" } { (lang.say("読み取りの注意", "Warnings")) " " (warnings) } }
            (list::readings(view))
            nav aria-label=(lang.say("この提出物", "This submission")) {
                a href={ (view.address()) "/report" } { (lang.say("報告書", "Report")) }
                a href={ (view.address()) "/letter" } { (lang.say("通知書", "Notice")) }
                a href={ (view.address()) "/changes" } { (lang.say("前回との違い", "Changes")) }
            }
        }
    }
}

fn side(view: &View<'_>) -> Markup {
    let (case, lang) = (view.case, view.lang());
    let first = case
        .review
        .submission
        .files
        .iter()
        .find(|file| file.pages.is_some() && !file.sha256.is_empty());
    html! {
        section.side aria-label=(lang.say("規程", "Regulation")) {
            div #tabs {
                span.switch hidden {
                    button type="button" data-shows="text" aria-pressed="true" { (lang.say("本文", "Text")) }
                    @if first.is_some() { button type="button" data-shows="file" aria-pressed="false" { (lang.say("原本", "Original")) } }
                }
                @for file in &case.review.submission.files {
                    @if !file.sha256.is_empty() {
                        a.page-link href={ "/files/" (file.sha256) } target="_blank" rel="noopener" { (native(&file.name, lang)) }
                    }
                }
            }
            div #text tabindex="0" role="region" aria-label=(lang.say("規程の本文", "Text of the regulation")) { div lang="ja" { (case.text) } }
            div #original hidden {}
            datalist #places lang="ja" { (case.places) }
        }
    }
}

/// Parts of a page for the script, and the address of what they show.
fn partial(status: StatusCode, parts: &Markup, address: &str) -> Response {
    let mut response = (status, Html(parts.clone().into_string())).into_response();
    let headers = response.headers_mut();
    headers.insert("x-part", HeaderValue::from_static("finding"));
    if let Ok(address) = HeaderValue::from_str(address) {
        headers.insert("x-address", address);
    }
    response
}

/// The reading of a form's code.
fn reading(code: &str) -> Result<Reading, Refusal> {
    Reading::from_code(code).ok_or_else(|| {
        Refusal::wrong(
            format!("判定の段階「{code}」はない。"),
            format!("There is no reading “{code}”."),
        )
    })
}
