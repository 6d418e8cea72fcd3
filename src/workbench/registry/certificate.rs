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
use super::super::refusal::Refusal;
use super::super::session::Session;
use super::{day, page, to};
use crate::register::{
    Certificate, Register, Role, certificate_docx, certificate_html, public_csv, public_html,
};
use crate::report::safe;
use crate::text::Lang::Ja;

/// Every certificate, latest first.
pub(super) async fn list(State(bench): State<Arc<Workbench>>, session: Session) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let mut certificates = register.certificates(None)?;
            certificates.reverse();
            let body = html! {
                section {
                    @if certificates.is_empty() { p.empty { "まだ認証がない。申請の頁から発行する。" } } @else {
                        table.cards {
                            thead { tr { th scope="col" { "番号" } th scope="col" { "名称" } th scope="col" { "認証" } th scope="col" { "基準日" } th scope="col" { "状態" } } }
                            tbody { @for certificate in &certificates { tr {
                                th scope="row" { a href={ "/register/certificates/" (certificate.id) } { (certificate.number) } }
                                td { (certificate.content.organization) }
                                td { (certificate.category.word(Ja)) }
                                td.nowrap { (certificate.as_of) }
                                td { @match &certificate.withdrawal { Some(withdrawal) => { "取消し（" (withdrawal.on) "）" } None => { "有効" } } }
                            } } }
                        }
                    }
                }
            };
            Ok(page(&session, "/register/certificates", "認証", &body))
        })
        .await
}

fn find(register: &Register, id: i64) -> Result<Certificate, Refusal> {
    let all = register.certificates(None)?;
    all.into_iter()
        .find(|certificate| certificate.id == id)
        .ok_or_else(|| Refusal::missing("この認証"))
}

/// One certificate.
pub(super) async fn show(
    State(bench): State<Arc<Workbench>>,
    session: Session,
    Path(id): Path<i64>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let certificate = find(register, id)?;
            let earlier = register.earlier_certificates(&certificate)?;
            let body = html! {
                section {
                    dl.provenance {
                        dt { "名称" } dd { a href={ "/register/organizations/" (certificate.organization) } { (certificate.content.organization) } }
                        dt { "認証" } dd { (certificate.category.word(Ja)) "　" (certificate.route.word(Ja)) }
                        dt { "基準日" } dd { (certificate.as_of) }
                        dt { "ガイドライン" } dd { (certificate.content.guideline) }
                        dt { "発行" } dd { (certificate.issued_by) }
                        @for one in &earlier { dt { "前の認証" } dd { a href={ "/register/certificates/" (one.id) } { (one.number) } "（" (one.as_of) "）" } }
                        @if let Some(withdrawal) = &certificate.withdrawal { dt { "取消し" } dd { (withdrawal.on) "　" (withdrawal.reason) "　" (withdrawal.by) } }
                    }
                    div.row {
                        a.button href={ "/register/certificates/" (id) "/page" } target="_blank" rel="noopener" { "証書を見る・印刷する" }
                        a.button href={ "/register/certificates/" (id) "/docx" } { "証書（DOCX）" }
                    }
                }
                section aria-labelledby="h-basis" {
                    h2 #h-basis { "満たした条件" }
                    ul.plain { @for basis in &certificate.content.basis { li { (basis.in_lang(Ja)) } } }
                }
                @if certificate.withdrawal.is_none() && session.role >= Role::Approver {
                    section aria-labelledby="h-withdraw" {
                        h2 #h-withdraw { "認証を取り消す" }
                        form.fields method="post" action={ "/register/certificates/" (id) "/withdraw" } {
                            (layout::mark(&session))
                            label for="on" { "取消しの日" } input #on type="date" name="on" required value=(now().day_in_japan());
                            label for="reason" { "理由（非公開）" } input #reason type="text" name="reason" required;
                            span {} div { button type="submit" { "取り消す" } }
                        }
                    }
                }
            };
            Ok(page(&session, "/register/certificates", &format!("認証 {}", certificate.number), &body))
        })
        .await
}

/// The certificate to be printed.
pub(super) async fn sheet(
    State(bench): State<Arc<Workbench>>,
    _: Session,
    Path(id): Path<i64>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let certificate = find(register, id)?;
            let earlier = register.earlier_certificates(&certificate)?;
            Ok(apart(certificate_html(&certificate, &earlier, Ja)))
        })
        .await
}

/// The certificate to be edited and signed.
pub(super) async fn document(
    State(bench): State<Arc<Workbench>>,
    _: Session,
    Path(id): Path<i64>,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let certificate = find(register, id)?;
            let earlier = register.earlier_certificates(&certificate)?;
            let bytes = certificate_docx(&certificate, &earlier, Ja).map_err(Refusal::failed)?;
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
            let entries = register.public_entries(&now().day_in_japan())?;
            let body = html! {
                section {
                    p.legend { "公開に同意した申請者の、取り消されていない最新の認証だけが載る。ファイルを自機関のサイトに置く。" }
                    div.row { a.button href="/register/public.html" target="_blank" rel="noopener" { "公開する頁（HTML）" } a.button href="/register/public.csv" { "表（CSV）" } }
                    @if entries.is_empty() { p.empty { "公開する認証はない。" } } @else {
                        table.cards {
                            thead { tr { th scope="col" { "名称" } th scope="col" { "認証" } th scope="col" { "番号" } th scope="col" { "基準日" } th scope="col" { "ガイドライン" } } }
                            tbody { @for entry in &entries { tr {
                                th scope="row" { (entry.organization) @if let Some(address) = &entry.address { span.sub { (address) } } }
                                td { (entry.category.word(Ja)) } td { (entry.number) } td.nowrap { (entry.as_of) } td { (entry.guideline) }
                            } } }
                        }
                    }
                }
            };
            Ok(page(&session, "/register/public", "公開一覧", &body))
        })
        .await
}

/// The page to be published.
pub(super) async fn public_page(
    State(bench): State<Arc<Workbench>>,
    _: Session,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let today = now().day_in_japan();
            let entries = register.public_entries(&today)?;
            Ok(apart(public_html(&entries, &register.issuer(Ja)?, &today, Ja)))
        })
        .await
}

/// The table to be published.
pub(super) async fn public_table(
    State(bench): State<Arc<Workbench>>,
    _: Session,
) -> Result<Response, Refusal> {
    bench
        .run(move |_, register| {
            let entries = register.public_entries(&now().day_in_japan())?;
            Ok(download(
                "認証取得者一覧.csv",
                "text/csv; charset=utf-8",
                public_csv(&entries, Ja)?,
            ))
        })
        .await
}
