//! Organizations: who they are, what applies to them, what they handed in and hold.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::Workbench;
use super::super::bench::now;
use super::super::form::Posted;
use super::super::layout;
use super::super::parts::{audience_word, heads, native};
use super::super::refusal::Refusal;
use super::super::session::Session;
use super::{day, page, some, to};
use crate::guideline::{ApplicantKind, Audience, Placement, Profile};
use crate::register::{AuditFacts, AuditKind, Organization, OrganizationFacts, Register, Role};
use crate::text::Lang;

const KINDS: [(ApplicantKind, &str, &str, &str); 8] = [
    (ApplicantKind::Hospital, "hospital", "病院", "hospital"),
    (ApplicantKind::Clinic, "clinic", "診療所", "clinic"),
    (ApplicantKind::Dental, "dental", "歯科診療所", "dental clinic"),
    (ApplicantKind::Pharmacy, "pharmacy", "薬局", "pharmacy"),
    (
        ApplicantKind::VisitingNursing,
        "visiting-nursing",
        "訪問看護ステーション",
        "visiting nursing station",
    ),
    (ApplicantKind::Care, "care", "介護事業者", "care provider"),
    (
        ApplicantKind::Network,
        "network",
        "地域医療情報連携ネットワーク",
        "regional medical information network",
    ),
    (ApplicantKind::Vendor, "vendor", "情報処理事業者", "vendor"),
];

const PLACEMENTS: [(Placement, &str, &str, &str); 3] = [
    (Placement::OnPremise, "on-premise", "院内設置", "on the premises"),
    (Placement::Cloud, "cloud", "クラウド", "in the cloud"),
    (Placement::Mixed, "mixed", "併用", "both"),
];

/// Every organization.
pub(super) async fn list(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let lang = session.lang;
            let organizations = register.organizations()?;
            let body = html! {
                section {
                    @if organizations.is_empty() { p.empty { (lang.say("まだ申請者がない。", "No applicants yet.")) } } @else {
                        table.cards {
                            (heads(lang, &[("名称", "Name"), ("種別", "Kind"), ("番号", "Number"), ("公開", "Listed")]))
                            tbody { @for organization in &organizations { @let facts = &organization.facts; tr {
                                th scope="row" { a href={ "/register/organizations/" (organization.id) } { (native(&facts.name, lang)) } }
                                td { (audience_word(facts.audience, lang)) }
                                td { (facts.code.as_deref().unwrap_or("")) }
                                td { (if facts.listed { lang.say("同意あり", "agreed") } else { lang.say("なし", "no") }) }
                            } } }
                        }
                    }
                }
                @if session.role >= Role::Reviewer {
                    section aria-labelledby="h-new" {
                        h2 #h-new { (lang.say("申請者を登録する", "Add an applicant")) }
                        (form("/register/organizations", &session, None))
                    }
                }
            };
            Ok(page(&session, "/register/organizations", lang.say("申請者", "Applicants"), &body))
        })
        .await
}

/// One organization.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let lang = session.lang;
            let organization = register.organization(id)?;
            let may = session.role >= Role::Reviewer;
            let body = html! {
                (record(register, id, lang)?)
                section aria-labelledby="h-facts" {
                    h2 #h-facts { (lang.say("申請者の情報", "About the applicant")) }
                    @if may { (form(&format!("/register/organizations/{id}"), &session, Some(&organization))) }
                    @else { dl.provenance { dt { (lang.say("種別", "Kind")) } dd { (audience_word(organization.facts.audience, lang)) } @if let Some(address) = &organization.facts.address { dt { (lang.say("住所", "Address")) } dd { (native(address, lang)) } } } }
                }
                @if may { (audit_form(bench, id, &session)?) }
            };
            Ok(page(&session, "/register/organizations", &organization.facts.name, &body))
        })
        .await
}

/// What is on file of an organization.
fn record(register: &Register, id: i64, lang: Lang) -> Result<Markup, Refusal> {
    let applications = register.applications(Some(id))?;
    let submissions = register.submissions(Some(id))?;
    let certificates = register.certificates(Some(id))?;
    let audits = register.audits(Some(id))?;
    let seminars = register.seminars_attended(id)?;
    Ok(html! {
        section aria-labelledby="h-record" {
            h2 #h-record { (lang.say("記録", "On file")) }
            dl.provenance {
                dt { (lang.say("申請", "Applications")) } dd { @if applications.is_empty() { (lang.say("なし", "none")) } @for one in &applications { div { a href={ "/register/applications/" (one.id) } { (one.id) " " (one.facts.category.word(lang)) } "　" (one.state.word(lang)) } } }
                dt { (lang.say("提出物", "Submissions")) } dd { @if submissions.is_empty() { (lang.say("なし", "none")) } @for one in &submissions { div { a href={ "/s/" (one.id) } { (native(&one.facts.name, lang)) } "　" (one.facts.received_on) } } }
                dt { (lang.say("認証", "Certificates")) } dd { @if certificates.is_empty() { (lang.say("なし", "none")) } @for one in &certificates { div { a href={ "/register/certificates/" (one.id) } { (one.number) } "　" (one.category.word(lang)) "　" (one.as_of) @if one.withdrawal.is_some() { "　" (lang.say("取消し", "withdrawn")) } } } }
                dt { (lang.say("監査", "Audits")) } dd { @if audits.is_empty() { (lang.say("なし", "none")) } @for one in &audits { div { (one.facts.performed_on) "　" (one.facts.kind.word(lang)) "　" (native(&one.facts.auditor, lang)) } } }
                dt { (lang.say("セミナー", "Seminars")) } dd { @if seminars.is_empty() { (lang.say("なし", "none")) } @for one in &seminars { div { (one.held_on) "　" (native(&one.title, lang)) } } }
            }
        }
    })
}

fn form(action: &str, session: &Session, of: Option<&Organization>) -> Markup {
    let empty = OrganizationFacts::named("", Audience::Institution);
    let facts = of.map_or(&empty, |organization| &organization.facts);
    let (profile, lang) = (&facts.profile, session.lang);
    let unknown = lang.say("不明（すべて適用する）", "unknown (everything applies)");
    let choice = |name: &str, words: &str, value: Option<bool>| choice(lang, name, words, value);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let kind = KINDS
        .iter()
        .find(|(kind, ..)| profile.kind == Some(*kind))
        .map_or("", |(_, code, ..)| code);
    let placement = PLACEMENTS
        .iter()
        .find(|(placement, ..)| profile.placement == Some(*placement))
        .map_or("", |(_, code, ..)| code);
    html! {
        form.fields method="post" action=(action) {
            (layout::mark(session))
            input type="hidden" name="version" value=(of.map_or(0, |organization| organization.version));
            label for="o-name" { (lang.say("名称", "Name")) } input #o-name type="text" name="name" required value=(facts.name);
            label for="o-name-en" { (lang.say("英語の名称", "Name in English")) } input #o-name-en type="text" name="name_en" value=(text(&facts.name_en));
            label for="o-code" { (lang.say("番号", "Number")) } div { input #o-code type="text" name="code" value=(text(&facts.code)); span.hint { (lang.say("医療機関コード・法人番号。同じ名称の申請者を区別する。", "The institution's code or the corporate number. It tells applicants of the same name apart.")) } }
            label for="o-audience" { (lang.say("種別", "Kind")) }
            div { select #o-audience name="audience" {
                option value="institution" selected[facts.audience == Audience::Institution] { (lang.say("医療機関等", "Medical institution")) }
                option value="vendor" selected[facts.audience == Audience::Vendor] { (lang.say("情報処理事業者", "Vendor")) }
            } }
            label for="o-kind" { (lang.say("施設の種類", "Kind of facility")) }
            div { select #o-kind name="kind" {
                option value="" { (unknown) }
                @for (_, code, ja, en) in KINDS { option value=(code) selected[code == kind] { (lang.say(ja, en)) } }
            } }
            label for="o-placement" { (lang.say("システムの置き場所", "Where the systems are")) }
            div { select #o-placement name="placement" {
                option value="" { (unknown) }
                @for (_, code, ja, en) in PLACEMENTS { option value=(code) selected[code == placement] { (lang.say(ja, en)) } }
            } }
            (choice("administrator", lang.say("専任の管理者", "Full-time administrator"), profile.administrator))
            (choice("updates_contracted_out", lang.say("更新をすべて契約で委託（保守委託機関）", "All updates contracted out"), profile.updates_contracted_out))
            (choice("scans_paper", lang.say("紙の記録をスキャンして保存", "Paper records scanned and kept"), profile.scans_paper))
            (choice("external_storage", lang.say("外部保存", "Storage outside"), profile.external_storage))
            (choice("wireless_lan", lang.say("無線LAN", "Wireless LAN"), profile.wireless_lan))
            (choice("electronic_signature", lang.say("電子署名", "Electronic signature"), profile.electronic_signature))
            label for="o-address" { (lang.say("住所（公開）", "Address (public)")) } input #o-address type="text" name="address" value=(text(&facts.address));
            label for="o-contact" { (lang.say("連絡先（非公開）", "Contact (not public)")) } input #o-contact type="text" name="contact" value=(text(&facts.contact));
            label for="o-note" { (lang.say("備考（非公開）", "Note (not public)")) } textarea #o-note name="note" rows="2" { (text(&facts.note)) }
            span.label { (lang.say("公開一覧", "Public register")) }
            label.choice { input type="checkbox" name="listed" value="1" checked[facts.listed]; (lang.say("載せることに同意を得ている", "has agreed to be listed")) }
            span {} div { button.main[of.is_none()] type="submit" { (if of.is_some() { lang.say("変える", "Change") } else { lang.say("登録する", "Add") }) } }
        }
    }
}

/// A question that may be open: then nothing is left out.
fn choice(lang: Lang, name: &str, words: &str, value: Option<bool>) -> Markup {
    html! {
        label for={ "o-" (name) } { (words) }
        div { select id={ "o-" (name) } name=(name) {
            option value="" { (lang.say("不明（すべて適用する）", "unknown (everything applies)")) }
            option value="yes" selected[value == Some(true)] { (lang.say("あり", "yes")) }
            option value="no" selected[value == Some(false)] { (lang.say("なし", "no")) }
        } }
    }
}

/// An organization as the form sends it.
#[derive(Deserialize)]
pub(in super::super) struct Sent {
    version: i64,
    name: String,
    name_en: String,
    code: String,
    audience: String,
    kind: String,
    placement: String,
    administrator: String,
    updates_contracted_out: String,
    scans_paper: String,
    external_storage: String,
    wireless_lan: String,
    electronic_signature: String,
    address: String,
    contact: String,
    note: String,
    #[serde(default)]
    listed: String,
}

impl Sent {
    fn facts(&self) -> OrganizationFacts {
        let answer = |text: &str| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        OrganizationFacts {
            name: self.name.trim().to_owned(),
            name_en: some(&self.name_en),
            code: some(&self.code),
            audience: if self.audience == "vendor" {
                Audience::Vendor
            } else {
                Audience::Institution
            },
            address: some(&self.address),
            contact: some(&self.contact),
            note: some(&self.note),
            profile: Profile {
                kind: KINDS
                    .iter()
                    .find(|(_, code, ..)| *code == self.kind)
                    .map(|(kind, ..)| *kind),
                placement: PLACEMENTS
                    .iter()
                    .find(|(_, code, ..)| *code == self.placement)
                    .map(|(placement, ..)| *placement),
                administrator: answer(&self.administrator),
                updates_contracted_out: answer(&self.updates_contracted_out),
                scans_paper: answer(&self.scans_paper),
                external_storage: answer(&self.external_storage),
                wireless_lan: answer(&self.wireless_lan),
                electronic_signature: answer(&self.electronic_signature),
            },
            listed: self.listed == "1",
        }
    }
}

/// Puts an organization on file.
pub(super) async fn add(
    State(bench): State<Arc<Workbench>>,
    Posted(session, sent): Posted<Sent>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let added = register.add_organization(&sent.facts(), &session.stamp())?;
            Ok(to(&format!("/register/organizations/{}", added.id)))
        })
        .await
}

/// Changes what is known of an organization.
pub(super) async fn change(
    State(bench): State<Arc<Workbench>>,
    Path(id): Path<i64>,
    Posted(session, sent): Posted<Sent>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            register.change_organization(id, sent.version, &sent.facts(), &session.stamp())?;
            Ok(to(&format!("/register/organizations/{id}")))
        })
        .await
}

fn audit_form(bench: &Workbench, id: i64, session: &Session) -> Result<Markup, Refusal> {
    let (guidelines, lang) = (bench.guidelines.all()?, session.lang);
    Ok(html! {
        section aria-labelledby="h-audit" {
            h2 #h-audit { (lang.say("監査を記録する", "Record an audit")) }
            form.fields method="post" action={ "/register/organizations/" (id) "/audit" } {
                (layout::mark(session))
                label for="a-kind" { (lang.say("種類", "Kind")) } div { select #a-kind name="kind" { @for kind in AuditKind::ALL { option value=(kind.code()) { (kind.word(lang)) } } } }
                label for="a-auditor" { (lang.say("監査した者", "Auditor")) } input #a-auditor type="text" name="auditor" required;
                label for="a-support" { (lang.say("支援した者（内部監査）", "Supported by (internal audit)")) } input #a-support type="text" name="support";
                label for="a-on" { (lang.say("監査の日", "Day of the audit")) } input #a-on type="date" name="performed_on" required value=(now().day_in_japan());
                label for="a-guideline" { (lang.say("ガイドライン", "Guideline")) } div { select #a-guideline name="guideline" { @for known in guidelines { option value=(known.guideline.id) lang="ja" { (known.title()) } } } }
                label for="a-findings" { (lang.say("指摘", "Findings")) } textarea #a-findings name="findings" rows="2" {}
                label for="a-improvement" { (lang.say("改善", "Improvement")) } textarea #a-improvement name="improvement" rows="2" {}
                span {} div { button type="submit" { (lang.say("記録する", "Record")) } }
            }
        }
    })
}

#[derive(Deserialize)]
pub(in super::super) struct Audited {
    kind: String,
    auditor: String,
    support: String,
    performed_on: String,
    guideline: String,
    findings: String,
    improvement: String,
}

/// Puts an audit on file, for the open application it belongs to where there is one.
pub(super) async fn audit(
    State(bench): State<Arc<Workbench>>,
    Path(id): Path<i64>,
    Posted(session, sent): Posted<Audited>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let application = register
                .applications(Some(id))?
                .into_iter()
                .find(|one| {
                    one.state == crate::register::State::Open
                        && one.facts.category == crate::register::Category::Audit
                })
                .map(|one| one.id);
            let facts = AuditFacts {
                organization: id,
                application,
                kind: AuditKind::from_code(&sent.kind)
                    .ok_or_else(|| Refusal::wrong("監査の種類を選ぶ。", "Choose the kind of audit."))?,
                auditor: sent.auditor.clone(),
                support: some(&sent.support),
                performed_on: day(&sent.performed_on)?,
                guideline: sent.guideline.clone(),
                findings: some(&sent.findings),
                improvement: some(&sent.improvement),
                note: None,
            };
            register.add_audit(&facts, &session.stamp())?;
            Ok(to(&format!("/register/organizations/{id}")))
        })
        .await
}
