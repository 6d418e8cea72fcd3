//! Certificates on file, and what the public may know.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use maud::html;
use serde::Deserialize;

use super::super::Workbench;
use super::super::bench::now;
use super::super::files::download;
use super::super::form::Posted;
use super::super::layout;
use super::super::papers::{DOCX, apart};
use super::super::parts::{heads, native};
use super::super::refusal::Refusal;
use super::super::session::Session;
use super::{day, page, to};
use crate::register::{
    Certificate, Register, Role, certificate_docx, certificate_html, public_csv, public_html,
};
use crate::report::safe;

/// Every certificate, latest first.
pub(super) async fn list(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let lang = session.lang;
            let mut certificates = register.certificates(None)?;
            certificates.reverse();
            let body = html! {
                section {
                    @if certificates.is_empty() { p.empty { (lang.say("まだ認証がない。申請の頁から発行する。", "No certificates yet. They are issued from the page of an application.")) } } @else {
                        table.cards {
                            (heads(lang, &[("番号", "Number"), ("名称", "Name"), ("認証", "Certification"), ("基準日", "As of"), ("状態", "State")]))
                            tbody { @for certificate in &certificates { tr {
                                th scope="row" { a href={ "/register/certificates/" (certificate.id) } { (certificate.number) } }
                                td { (native(&certificate.content.organization, lang)) }
                                td { (certificate.category.word(lang)) }
                                td.nowrap { (certificate.as_of) }
                                td { @match &certificate.withdrawal { Some(withdrawal) => { (lang.say("取消し（", "withdrawn (")) (withdrawal.on) (lang.say("）", ")")) } None => { (lang.say("有効", "valid")) } } }
                            } } }
                        }
                    }
                }
            };
            Ok(page(&session, "/register/certificates", lang.say("認証", "Certificates"), &body))
        })
        .await
}

fn find(register: &Register, id: i64) -> Result<Certificate, Refusal> {
    let all = register.certificates(None)?;
    all.into_iter()
        .find(|certificate| certificate.id == id)
        .ok_or_else(|| Refusal::missing("この認証", "such certificate"))
}

/// One certificate.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let lang = session.lang;
            let certificate = find(register, id)?;
            let number = &certificate.number;
            let title = say!(lang, "認証 {number}", "Certificate {number}");
            let earlier = register.earlier_certificates(&certificate)?;
            let body = html! {
                section {
                    dl.provenance {
                        dt { (lang.say("名称", "Name")) } dd { a href={ "/register/organizations/" (certificate.organization) } { (native(&certificate.content.organization, lang)) } }
                        dt { (lang.say("認証", "Certification")) } dd { (certificate.category.word(lang)) "　" (certificate.route.word(lang)) }
                        dt { (lang.say("基準日", "As of")) } dd { (certificate.as_of) }
                        dt { (lang.say("ガイドライン", "Guideline")) } dd lang="ja" { (certificate.content.guideline) }
                        dt { (lang.say("発行", "Issued by")) } dd { (native(&certificate.issued_by, lang)) }
                        @for one in &earlier { dt { (lang.say("前の認証", "Earlier certificate")) } dd { a href={ "/register/certificates/" (one.id) } { (one.number) } (lang.say("（", " (")) (one.as_of) (lang.say("）", ")")) } }
                        @if let Some(withdrawal) = &certificate.withdrawal { dt { (lang.say("取消し", "Withdrawn")) } dd { (withdrawal.on) "　" (native(&withdrawal.reason, lang)) "　" (native(&withdrawal.by, lang)) } }
                    }
                    div.row {
                        a.button href={ "/register/certificates/" (id) "/page" } target="_blank" rel="noopener" { (lang.say("証書を見る・印刷する", "View and print the certificate")) }
                        a.button href={ "/register/certificates/" (id) "/docx" } { (lang.say("証書（DOCX）", "Certificate (DOCX)")) }
                    }
                }
                section aria-labelledby="h-basis" {
                    h2 #h-basis { (lang.say("満たした条件", "Conditions that were met")) }
                    ul.plain { @for basis in &certificate.content.basis { li { (native(basis.in_lang(lang), lang)) } } }
                }
                @if certificate.withdrawal.is_none() && session.role >= Role::Approver {
                    section aria-labelledby="h-withdraw" {
                        h2 #h-withdraw { (lang.say("認証を取り消す", "Withdraw the certificate")) }
                        form.fields method="post" action={ "/register/certificates/" (id) "/withdraw" } {
                            (layout::mark(&session))
                            label for="on" { (lang.say("取消しの日", "Withdrawn on")) } input #on type="date" name="on" required value=(now().day_in_japan());
                            label for="reason" { (lang.say("理由（非公開）", "Reason (not public)")) } input #reason type="text" name="reason" required;
                            span {} div { button type="submit" { (lang.say("取り消す", "Withdraw")) } }
                        }
                    }
                }
            };
            Ok(page(&session, "/register/certificates", &title, &body))
        })
        .await
}

/// The certificate to be printed.
pub(super) async fn sheet(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let certificate = find(register, id)?;
            let earlier = register.earlier_certificates(&certificate)?;
            Ok(apart(certificate_html(&certificate, &earlier, session.lang)))
        })
        .await
}

/// The certificate to be edited and signed.
pub(super) async fn document(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let certificate = find(register, id)?;
            let earlier = register.earlier_certificates(&certificate)?;
            let bytes = certificate_docx(&certificate, &earlier, session.lang).map_err(Refusal::failed)?;
            Ok(download(
                &format!("{}.docx", safe(&certificate.number)),
                DOCX,
                bytes,
            ))
        })
        .await
}

#[derive(Deserialize)]
pub(in super::super) struct Withdrawn {
    on: String,
    reason: String,
}

/// Withdraws a certificate.
pub(super) async fn withdraw(
    State(bench): State<Arc<Workbench>>,
    Path(id): Path<i64>,
    Posted(session, sent): Posted<Withdrawn>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let certificate = find(register, id)?;
            register.withdraw(
                &certificate.number,
                &day(&sent.on)?,
                &sent.reason,
                &session.stamp(),
            )?;
            Ok(to(&format!("/register/certificates/{id}")))
        })
        .await
}

/// The public register as it would be published today.
pub(super) async fn public(
    State(bench): State<Arc<Workbench>>,
    session: Session,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let lang = session.lang;
            let entries = register.public_entries(&now().day_in_japan())?;
            let body = html! {
                section {
                    p.legend { (lang.say("公開に同意した申請者の、取り消されていない最新の認証だけが載る。ファイルを自機関のサイトに置く。", "Only the latest certificates that stand are listed, of applicants that agreed to be listed. Put the files on your own site.")) }
                    div.row { a.button href="/register/public.html" target="_blank" rel="noopener" { (lang.say("公開する頁（HTML）", "Page to publish (HTML)")) } a.button href="/register/public.csv" { (lang.say("表（CSV）", "Table (CSV)")) } }
                    @if entries.is_empty() { p.empty { (lang.say("公開する認証はない。", "There are no certificates to publish.")) } } @else {
                        table.cards {
                            (heads(lang, &[("名称", "Name"), ("認証", "Certification"), ("番号", "Number"), ("基準日", "As of"), ("ガイドライン", "Guideline")]))
                            tbody { @for entry in &entries { tr {
                                th scope="row" { (native(&entry.organization, lang)) @if let Some(address) = &entry.address { span.sub { (native(address, lang)) } } }
                                td { (entry.category.word(lang)) } td { (entry.number) } td.nowrap { (entry.as_of) } td lang="ja" { (entry.guideline) }
                            } } }
                        }
                    }
                }
            };
            Ok(page(&session, "/register/public", lang.say("公開一覧", "Public register"), &body))
        })
        .await
}

/// The page to be published.
pub(super) async fn public_page(
    State(bench): State<Arc<Workbench>>,
    session: Session,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let (today, lang) = (now().day_in_japan(), session.lang);
            let entries = register.public_entries(&today)?;
            Ok(apart(public_html(
                &entries,
                &register.issuer(lang)?,
                &today,
                lang,
            )))
        })
        .await
}

/// The table to be published.
pub(super) async fn public_table(
    State(bench): State<Arc<Workbench>>,
    session: Session,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let lang = session.lang;
            let entries = register.public_entries(&now().day_in_japan())?;
            Ok(download(
                lang.say("認証取得者一覧.csv", "certified-organizations.csv"),
                "text/csv; charset=utf-8",
                public_csv(&entries, lang)?,
            ))
        })
        .await
}
