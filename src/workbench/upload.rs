//! Taking submissions in: files are kept as they are, read in the guarded child, judged, and put into the corpus.

use std::io::Write;
use std::path::Path as FilePath;
use std::sync::Arc;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::Workbench;
use super::bench::now;
use super::form::{Posted, too_large};
use super::known::usual;
use super::layout::{self, Page, Part};
use super::refusal::Refusal;
use super::session::{self, Session};
use crate::guideline::Audience;
use crate::index::{Corpus, IndexedFile, Writer};
use crate::matching::Matcher;
use crate::register::{self, Day, OrganizationFacts, Register, SubmissionFacts};
use crate::report::safe;
use crate::review::{self, ReadSubmission, SettingsRecord};
use crate::text::Lang;

/// The most files of one submission.
const MOST_FILES: usize = 200;
/// The most characters of a field.
const LONGEST_FIELD: usize = 2000;

/// The fields of the form, apart from the files.
#[derive(Debug, Default, Clone)]
struct Fields {
    organization: String,
    audience: String,
    name: String,
    guideline: String,
    received_on: String,
    received_from: String,
    application: String,
}

/// The form.
pub(super) async fn form(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let body = page(bench, register, &session)?;
            Ok(Page::new(&session, Part::Upload, title(session.lang)).with(&body))
        })
        .await
}

fn title(lang: Lang) -> &'static str {
    lang.say("提出物を取り込む", "Upload a submission")
}

fn page(bench: &Workbench, register: &Register, session: &Session) -> Result<Markup, Refusal> {
    let organizations = register.organizations()?;
    let open = register
        .applications(None)?
        .into_iter()
        .filter(|application| application.state == register::State::Open);
    let guidelines = bench.guidelines.all()?;
    let (today, lang) = (now().day_in_japan(), session.lang);
    Ok(html! {
        main #main.room {
            header { h1 { (title(lang)) } }
            section {
                form.fields method="post" action="/upload" enctype="multipart/form-data" data-busy=(lang.say("読み取りと点検をしている…", "Reading and reviewing…")) {
                    (layout::mark(session))
                    label for="files" { (lang.say("ファイル", "Files")) }
                    div {
                        input #files type="file" name="files" multiple required accept=".pdf,.docx,.docm,.txt,.zip";
                        span.hint { (lang.say("1件の提出物のファイルをまとめて選ぶ（規程・細則・別紙。zip でもよい）。PDF・DOCX・テキスト。", "All files of one submission (regulation, detailed rules, annexes; a zip will do). PDF, DOCX or text.")) }
                    }
                    label for="organization" { (lang.say("申請者", "Applicant")) }
                    div {
                        input #organization type="text" name="organization" required list="organizations" autocomplete="off";
                        datalist #organizations { @for organization in &organizations { option value=(organization.facts.name) {} } }
                        span.hint { (lang.say("登録簿にない名前を書くと、新しい申請者として登録する。", "A name that is not in the register is added as a new applicant.")) }
                    }
                    span.label #l-audience { (lang.say("種別", "Kind")) }
                    fieldset aria-labelledby="l-audience" {
                        label { input type="radio" name="audience" value="institution" checked; (lang.say("医療機関等", "Medical institution")) }
                        label { input type="radio" name="audience" value="vendor"; (lang.say("情報処理事業者", "Vendor")) }
                    }
                    label for="application" { (lang.say("申請", "Application")) }
                    div { select #application name="application" {
                        option value="" { (lang.say("申請によらない", "none")) }
                        @for application in open {
                            option value=(application.id) {
                                (application.id) " " (application.facts.category.word(lang)) "　"
                                (organizations.iter().find(|o| o.id == application.facts.organization).map_or("", |o| o.facts.name.as_str()))
                            }
                        }
                    } }
                    label for="name" { (lang.say("提出物の名前", "Name of the submission")) }
                    div { input #name type="text" name="name" placeholder=(lang.say("省くとファイルの名前", "if empty, the file's name")); }
                    label for="guideline" { (lang.say("ガイドライン", "Guideline")) }
                    div { select #guideline name="guideline" {
                        option value="" { (lang.say("種別による（医療機関等は厚生労働省、事業者は経済産業省・総務省）", "by kind (institutions: MHLW; vendors: METI and MIC)")) }
                        @for known in guidelines { option value=(known.guideline.id) lang="ja" { (known.title()) } }
                    } }
                    label for="received_on" { (lang.say("受付日", "Received on")) }
                    div { input #received_on type="date" name="received_on" value=(today) required; }
                    label for="received_from" { (lang.say("提出した人", "Handed in by")) }
                    div { input #received_from type="text" name="received_from" placeholder=(lang.say("申請者の担当者（省くと申請者）", "the applicant's contact (if empty, the applicant)")); }
                    span {} div { button.main type="submit" { (lang.say("取り込んで点検する", "Upload and review")) } }
                }
            }
        }
    })
}

/// Takes a submission in.
pub(super) async fn upload(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    mut multipart: Multipart,
) -> Result<Response, Refusal> {
    let folder = tempfile::tempdir().map_err(Refusal::failed)?;
    let mut fields = Fields::default();
    let mut marked = false;
    let mut files = 0;
    while let Some(mut field) = multipart.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "_csrf" {
            marked = session::same(&short(&mut field).await?, &session.csrf);
        }
        // The mark stands first in our form: nothing is taken in before it is seen.
        if !marked {
            return Err(Refusal::forged());
        }
        match name.as_str() {
            "files" => {
                let given = field.file_name().unwrap_or_default().to_owned();
                if given.is_empty() {
                    continue;
                }
                files += 1;
                if files > MOST_FILES {
                    return Err(Refusal::wrong(
                        format!("1件の提出物のファイルは {MOST_FILES} まで。"),
                        format!("A submission has at most {MOST_FILES} files."),
                    ));
                }
                keep(&mut field, folder.path(), &given).await?;
            }
            "organization" => fields.organization = short(&mut field).await?,
            "audience" => fields.audience = short(&mut field).await?,
            "name" => fields.name = short(&mut field).await?,
            "guideline" => fields.guideline = short(&mut field).await?,
            "received_on" => fields.received_on = short(&mut field).await?,
            "received_from" => fields.received_from = short(&mut field).await?,
            "application" => fields.application = short(&mut field).await?,
            _ => {}
        }
    }
    if !marked {
        return Err(Refusal::forged());
    }
    let to = bench
        .run_long(move |bench, register| take_in(bench, register, &session, &fields, folder.path()))
        .await?;
    Ok(Redirect::to(&to).into_response())
}

fn broken(error: &MultipartError) -> Refusal {
    too_large(error.status())
}

/// A field's text.
async fn short(field: &mut Field<'_>) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_FIELD {
            return Err(Refusal::wrong(
                "入力が長すぎる。",
                "What you entered is too long.",
            ));
        }
    }
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// Writes a file into the folder under a name that cannot lead out of it.
async fn keep(field: &mut Field<'_>, folder: &FilePath, given: &str) -> Result<(), Refusal> {
    // Some browsers send the folder too.
    let name = safe(given.rsplit(['/', '\\']).next().unwrap_or_default());
    let mut path = folder.join(&name);
    let mut number = 1;
    while path.exists() {
        number += 1;
        path = folder.join(format!("{number}_{name}"));
    }
    let mut file = std::fs::File::create(&path).map_err(Refusal::failed)?;
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        file.write_all(&chunk).map_err(Refusal::failed)?;
    }
    Ok(())
}

/// Puts what came on file, has it reviewed, and says where its page is.
fn take_in(
    bench: &Workbench,
    register: &mut Register,
    session: &Session,
    fields: &Fields,
    folder: &FilePath,
) -> Result<String, Refusal> {
    let files = files(folder)?;
    let received_on: Day = fields.received_on.parse().map_err(|_| {
        to_the_form(Refusal::wrong(
            "受付日は 2026-04-01 の形で書く。",
            "Write the day of receipt like 2026-04-01.",
        ))
    })?;
    let organization = organization(register, session, fields)?;
    let name = if fields.name.is_empty() {
        let first = files.first().map_or("", |(name, _)| name.as_str());
        FilePath::new(first)
            .file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    } else {
        fields.name.clone()
    };
    let facts = SubmissionFacts {
        organization: organization.id,
        application: fields.application.parse().ok(),
        name,
        received_on,
        received_from: if fields.received_from.is_empty() {
            organization.facts.name.clone()
        } else {
            fields.received_from.clone()
        },
        note: None,
    };
    let submission = register.add_submission(&facts, &files, &session.stamp())?;
    let read = bench.read(register, &submission);
    let wanted = if fields.guideline.is_empty() {
        usual(organization.facts.audience)
    } else {
        &fields.guideline
    };
    judge(bench, register, session, &submission, &read, wanted)?;
    if let Err(error) = index(bench, &read) {
        // It can be found later by `kitei index add`; the review stands all the same.
        let name = &facts.name;
        (bench.announce)(&say!(
            bench.lang,
            "kitei: {name}: 検索の索引に入れられなかった（{error}）",
            "kitei: {name}: could not be put into the search index ({error})"
        ));
    }
    Ok(format!("/s/{}/{wanted}", submission.id))
}

fn to_the_form(refusal: Refusal) -> Refusal {
    refusal.leading("/upload", "取り込みの画面へ", "Back to the upload")
}

/// The files of a submission: those inside an archive one by one.
fn files(folder: &FilePath) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let nothing = || {
        to_the_form(Refusal::wrong(
            "読めるファイルがない。PDF か DOCX を選ぶ。",
            "There is no file that can be read. Choose PDF or DOCX.",
        ))
    };
    let collected = review::collect(&[folder.to_owned()]).map_err(|_| nothing())?;
    let mut files = Vec::new();
    for file in collected
        .submissions
        .into_iter()
        .flat_map(|submission| submission.files)
    {
        let bytes = file.bytes().map_err(|error| {
            let (name, why) = (&file.name, error.message());
            to_the_form(Refusal::wrong(
                format!("{name}: {}", why.ja),
                format!("{name}: {}", why.en),
            ))
        })?;
        files.push((file.name, bytes));
    }
    if files.is_empty() {
        Err(nothing())
    } else {
        Ok(files)
    }
}

/// The organization of this name; a new one where there is none.
fn organization(
    register: &mut Register,
    session: &Session,
    fields: &Fields,
) -> Result<register::Organization, Refusal> {
    if let Ok(id) = fields.application.parse::<i64>() {
        let application = register.application(id)?;
        return Ok(register.organization(application.facts.organization)?);
    }
    let mut known = register.organizations_named(&fields.organization)?;
    if !known.is_empty() {
        return Ok(known.remove(0));
    }
    let audience = if fields.audience == "vendor" {
        Audience::Vendor
    } else {
        Audience::Institution
    };
    Ok(register.add_organization(
        &OrganizationFacts::named(&fields.organization, audience),
        &session.stamp(),
    )?)
}

/// Judges a submission by a guideline as it applies to the applicant, and puts the review on file.
pub(super) fn judge(
    bench: &Workbench,
    register: &mut Register,
    session: &Session,
    submission: &register::Submission,
    read: &ReadSubmission,
    guideline: &str,
) -> Result<register::ReviewOnFile, Refusal> {
    let known = bench.guidelines.get(guideline)?;
    let profile = register
        .organization(submission.facts.organization)?
        .facts
        .profile;
    let applying = known.guideline.clone().for_profile(&profile);
    let matcher: &Matcher<'_> = known.matcher();
    let settings = bench.settings(&profile);
    let review = review::review(read, &applying, matcher, &settings);
    Ok(register.add_review(submission.id, &review, &applying, &session.stamp())?)
}

impl Workbench {
    /// The settings of a review for an applicant of this profile.
    pub(super) fn settings(&self, profile: &crate::guideline::Profile) -> SettingsRecord {
        SettingsRecord {
            profile: (*profile != crate::guideline::Profile::default()).then(|| profile.sha256()),
            ocr: self.readers.recognizer(),
            ..SettingsRecord::default()
        }
    }
}

/// Makes a submission's clauses searchable.
fn index(bench: &Workbench, read: &ReadSubmission) -> Result<(), crate::index::IndexError> {
    if read.submission.regulations.is_empty() {
        return Ok(());
    }
    let files = read
        .files
        .iter()
        .map(|file| IndexedFile {
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            readable: file.origin != "failed",
        })
        .collect();
    let corpus = Corpus::open_or_create(&bench.index)?;
    let mut writer = Writer::new(&corpus)?;
    writer.add(&read.submission, files, None)?;
    writer.finish()
}

/// Against which guideline a submission shall be reviewed too.
#[derive(Debug, Deserialize)]
pub(super) struct Again {
    guideline: String,
}

/// Reviews a submission against another guideline.
pub(super) async fn review(
    State(bench): State<Arc<Workbench>>,
    Path(id): Path<i64>,
    Posted(session, sent): Posted<Again>,
) -> Result<Response, Refusal> {
    bench
        .run_long(move |bench, register| {
            let submission = register.submission(id)?;
            let read = bench.read(register, &submission);
            judge(bench, register, &session, &submission, &read, &sent.guideline)?;
            Ok(Redirect::to(&format!("/s/{id}/{}", sent.guideline)).into_response())
        })
        .await
}
