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
use super::super::refusal::Refusal;
use super::super::session::Session;
use super::{day, page, some, to};
use crate::guideline::{ApplicantKind, Audience, Placement, Profile};
use crate::register::{AuditFacts, AuditKind, Organization, OrganizationFacts, Register, Role};
use crate::text::Lang::Ja;

const KINDS: [(ApplicantKind, &str, &str); 8] = [
    (ApplicantKind::Hospital, "hospital", "病院"),
    (ApplicantKind::Clinic, "clinic", "診療所"),
    (ApplicantKind::Dental, "dental", "歯科診療所"),
    (ApplicantKind::Pharmacy, "pharmacy", "薬局"),
    (
        ApplicantKind::VisitingNursing,
        "visiting-nursing",
        "訪問看護ステーション",
    ),
    (ApplicantKind::Care, "care", "介護事業者"),
    (ApplicantKind::Network, "network", "地域医療情報連携ネットワーク"),
    (ApplicantKind::Vendor, "vendor", "情報処理事業者"),
];

const PLACEMENTS: [(Placement, &str, &str); 3] = [
    (Placement::OnPremise, "on-premise", "院内設置"),
    (Placement::Cloud, "cloud", "クラウド"),
    (Placement::Mixed, "mixed", "併用"),
];

/// Every organization.
pub(super) async fn list(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let organizations = register.organizations()?;
            let body = html! {
                section {
                    @if organizations.is_empty() { p.empty { "まだ申請者がない。" } } @else {
                        table.cards {
                            thead { tr { th scope="col" { "名称" } th scope="col" { "種別" } th scope="col" { "番号" } th scope="col" { "公開" } } }
                            tbody { @for organization in &organizations { @let facts = &organization.facts; tr {
                                th scope="row" { a href={ "/register/organizations/" (organization.id) } { (facts.name) } }
                                td { (audience(facts.audience)) }
                                td { (facts.code.as_deref().unwrap_or("")) }
                                td { (if facts.listed { "同意あり" } else { "なし" }) }
                            } } }
                        }
                    }
                }
                @if session.role >= Role::Reviewer {
                    section aria-labelledby="h-new" {
                        h2 #h-new { "申請者を登録する" }
                        (form("/register/organizations", &session, None))
                    }
                }
            };
            Ok(page(&session, "/register/organizations", "申請者", &body))
        })
        .await
}

fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Institution => "医療機関等",
        Audience::Vendor => "情報処理事業者",
    }
}

/// One organization.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Refusal> {
    bench
        .run(move |bench, register| {
            let organization = register.organization(id)?;
            let may = session.role >= Role::Reviewer;
            let body = html! {
                (record(register, id)?)
                section aria-labelledby="h-facts" {
                    h2 #h-facts { "申請者の情報" }
                    @if may { (form(&format!("/register/organizations/{id}"), &session, Some(&organization))) }
                    @else { dl.provenance { dt { "種別" } dd { (audience(organization.facts.audience)) } @if let Some(address) = &organization.facts.address { dt { "住所" } dd { (address) } } } }
                }
                @if may { (audit_form(bench, id, &session)?) }
            };
            Ok(page(&session, "/register/organizations", &organization.facts.name, &body))
        })
        .await
}

/// What is on file of an organization.
fn record(register: &Register, id: i64) -> Result<Markup, Refusal> {
    let applications = register.applications(Some(id))?;
    let submissions = register.submissions(Some(id))?;
    let certificates = register.certificates(Some(id))?;
    let audits = register.audits(Some(id))?;
    let seminars = register.seminars_attended(id)?;
    Ok(html! {
        section aria-labelledby="h-record" {
            h2 #h-record { "記録" }
            dl.provenance {
                dt { "申請" } dd { @if applications.is_empty() { "なし" } @for one in &applications { div { a href={ "/register/applications/" (one.id) } { (one.id) " " (one.facts.category.word(Ja)) } "　" (one.state.word(Ja)) } } }
                dt { "提出物" } dd { @if submissions.is_empty() { "なし" } @for one in &submissions { div { a href={ "/s/" (one.id) } { (one.facts.name) } "　" (one.facts.received_on) } } }
                dt { "認証" } dd { @if certificates.is_empty() { "なし" } @for one in &certificates { div { a href={ "/register/certificates/" (one.id) } { (one.number) } "　" (one.category.word(Ja)) "　" (one.as_of) @if one.withdrawal.is_some() { "　取消し" } } } }
                dt { "監査" } dd { @if audits.is_empty() { "なし" } @for one in &audits { div { (one.facts.performed_on) "　" (one.facts.kind.word(Ja)) "　" (one.facts.auditor) } } }
                dt { "セミナー" } dd { @if seminars.is_empty() { "なし" } @for one in &seminars { div { (one.held_on) "　" (one.title) } } }
            }
        }
    })
}

fn form(action: &str, session: &Session, of: Option<&Organization>) -> Markup {
    let empty = OrganizationFacts::named("", Audience::Institution);
    let facts = of.map_or(&empty, |organization| &organization.facts);
    let profile = &facts.profile;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let kind = KINDS
        .iter()
        .find(|(kind, ..)| profile.kind == Some(*kind))
        .map_or("", |(_, code, _)| code);
    let placement = PLACEMENTS
        .iter()
        .find(|(placement, ..)| profile.placement == Some(*placement))
        .map_or("", |(_, code, _)| code);
    html! {
        form.fields method="post" action=(action) {
            (layout::mark(session))
            input type="hidden" name="version" value=(of.map_or(0, |organization| organization.version));
            label for="o-name" { "名称" } input #o-name type="text" name="name" required value=(facts.name);
            label for="o-name-en" { "英語の名称" } input #o-name-en type="text" name="name_en" value=(text(&facts.name_en));
            label for="o-code" { "番号" } div { input #o-code type="text" name="code" value=(text(&facts.code)); span.hint { "医療機関コード・法人番号。同じ名称の申請者を区別する。" } }
            label for="o-audience" { "種別" }
            div { select #o-audience name="audience" {
                option value="institution" selected[facts.audience == Audience::Institution] { "医療機関等" }
                option value="vendor" selected[facts.audience == Audience::Vendor] { "情報処理事業者" }
            } }
            label for="o-kind" { "施設の種類" }
            div { select #o-kind name="kind" {
                option value="" { "不明（すべて適用する）" }
                @for (_, code, words) in KINDS { option value=(code) selected[code == kind] { (words) } }
            } }
            label for="o-placement" { "システムの置き場所" }
            div { select #o-placement name="placement" {
                option value="" { "不明（すべて適用する）" }
                @for (_, code, words) in PLACEMENTS { option value=(code) selected[code == placement] { (words) } }
            } }
            (choice("administrator", "専任の管理者", profile.administrator))
            (choice("updates_contracted_out", "更新をすべて契約で委託（保守委託機関）", profile.updates_contracted_out))
            (choice("scans_paper", "紙の記録をスキャンして保存", profile.scans_paper))
            (choice("external_storage", "外部保存", profile.external_storage))
            (choice("wireless_lan", "無線LAN", profile.wireless_lan))
            (choice("electronic_signature", "電子署名", profile.electronic_signature))
            label for="o-address" { "住所（公開）" } input #o-address type="text" name="address" value=(text(&facts.address));
            label for="o-contact" { "連絡先（非公開）" } input #o-contact type="text" name="contact" value=(text(&facts.contact));
            label for="o-note" { "備考（非公開）" } textarea #o-note name="note" rows="2" { (text(&facts.note)) }
            span.label { "公開一覧" }
            label.choice { input type="checkbox" name="listed" value="1" checked[facts.listed]; "載せることに同意を得ている" }
            span {} div { button.main[of.is_none()] type="submit" { (if of.is_some() { "変える" } else { "登録する" }) } }
        }
    }
}

/// A question that may be open: then nothing is left out.
fn choice(name: &str, words: &str, value: Option<bool>) -> Markup {
    html! {
        label for={ "o-" (name) } { (words) }
        div { select id={ "o-" (name) } name=(name) {
            option value="" { "不明（すべて適用する）" }
            option value="yes" selected[value == Some(true)] { "あり" }
            option value="no" selected[value == Some(false)] { "なし" }
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
                    .find(|(_, code, _)| *code == self.kind)
                    .map(|(kind, ..)| *kind),
                placement: PLACEMENTS
                    .iter()
                    .find(|(_, code, _)| *code == self.placement)
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
    let guidelines = bench.guidelines.all()?;
    Ok(html! {
        section aria-labelledby="h-audit" {
            h2 #h-audit { "監査を記録する" }
            form.fields method="post" action={ "/register/organizations/" (id) "/audit" } {
                (layout::mark(session))
                label for="a-kind" { "種類" } div { select #a-kind name="kind" { @for kind in AuditKind::ALL { option value=(kind.code()) { (kind.word(Ja)) } } } }
                label for="a-auditor" { "監査した者" } input #a-auditor type="text" name="auditor" required;
                label for="a-support" { "支援した者（内部監査）" } input #a-support type="text" name="support";
                label for="a-on" { "監査の日" } input #a-on type="date" name="performed_on" required value=(now().day_in_japan());
                label for="a-guideline" { "ガイドライン" } div { select #a-guideline name="guideline" { @for known in guidelines { option value=(known.guideline.id) { (known.title()) } } } }
                label for="a-findings" { "指摘" } textarea #a-findings name="findings" rows="2" {}
                label for="a-improvement" { "改善" } textarea #a-improvement name="improvement" rows="2" {}
                span {} div { button type="submit" { "記録する" } }
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
                kind: AuditKind::from_code(&sent.kind).ok_or_else(|| Refusal::wrong("監査の種類を選ぶ。"))?,
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
