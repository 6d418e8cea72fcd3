//! Certificates (認証): issued as of one day when every condition is fulfilled, numbered, renewed, withdrawn.

use rusqlite::{Connection, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::applications::{self, Category, Route, State};
use super::audits::{self, AuditKind};
use super::columns::from_json;
use super::conditions::{self, Condition};
use super::error::{Kind, RegisterError};
use super::settings::{self, Setting};
use super::time::{Day, Moment};
use super::{Application, Register, Result, Stamp, log, organizations};
use crate::text::Message;

/// A certificate on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Its id.
    pub id: i64,
    /// The number that stands on it.
    pub number: String,
    /// The application it answers.
    pub application: i64,
    /// Who holds it.
    pub organization: i64,
    /// What it certifies.
    pub category: Category,
    /// By which route.
    pub route: Route,
    /// The one day of which it holds.
    pub as_of: Day,
    /// The certificate that it renews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<i64>,
    /// What stands on it.
    pub content: CertificateContent,
    /// Who issued it.
    pub issued_by: String,
    /// When.
    pub issued_at: Moment,
    /// Its withdrawal, where it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
}

/// What stands on a certificate: as it was on the day of issue, whatever changes later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateContent {
    /// Name of the organization.
    pub organization: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_en: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Title and version of the guideline.
    pub guideline: String,
    /// Kind and day of the audit, for 監査認証.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<(AuditKind, Day)>,
    /// Number of the 規程認証 that 態勢認証 stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regulation_certificate: Option<String>,
    /// Name of the certification body.
    pub issuer: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer_en: String,
    /// Who signs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signatory: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signatory_en: String,
    /// By what each condition was fulfilled; kept on file, not printed.
    pub basis: Vec<Message>,
}

/// A withdrawal on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// From which day the certificate does not hold.
    pub on: Day,
    /// Why; never public.
    pub reason: String,
    /// Who withdrew it.
    pub by: String,
    /// When it was entered.
    pub at: Moment,
}

impl Register {
    /// Issues the certificate that an application asks for, as of one day.
    ///
    /// # Errors
    /// [`RegisterError::NotFulfilled`] with what is missing; a refusal when the day has not come yet.
    pub fn issue(&mut self, application: i64, as_of: &Day, stamp: &Stamp) -> Result<Certificate> {
        self.change(|transaction| {
            let application = applications::find(transaction, application)?;
            if *as_of > stamp.at.day_in_japan() {
                return Err(RegisterError::refused(
                    format!("{as_of} はまだ来ていない。認証は、確かめた日までの日を基準日とする"),
                    format!("{as_of} has not come yet; a certificate holds as of a day up to today"),
                ));
            }
            let conditions = conditions::check(transaction, &application, as_of)?;
            let (met, missing): (Vec<_>, Vec<_>) =
                conditions.into_iter().partition(|condition| condition.met);
            if !missing.is_empty() {
                return Err(RegisterError::NotFulfilled {
                    application: application.id,
                    missing,
                });
            }
            let certificate = write(transaction, &application, as_of, met, stamp)?;
            applications::set_state(transaction, &application, State::Certified, None, stamp)?;
            Ok(certificate)
        })
    }

    /// Withdraws a certificate; it stays on file.
    ///
    /// # Errors
    /// When it is withdrawn already, or before the day of which it holds.
    pub fn withdraw(&mut self, number: &str, on: &Day, reason: &str, stamp: &Stamp) -> Result<Certificate> {
        if reason.trim().is_empty() {
            return Err(RegisterError::refused(
                "取消しの理由が空",
                "the withdrawal gives no reason",
            ));
        }
        self.change(|transaction| {
            let before = by_number(transaction, number)?;
            if let Some(withdrawal) = &before.withdrawal {
                return Err(RegisterError::refused(
                    format!("認証 {number} は {} に取り消されている", withdrawal.on),
                    format!("certificate {number} was withdrawn on {}", withdrawal.on),
                ));
            }
            if *on < before.as_of {
                return Err(RegisterError::refused(
                    format!("取消しの日 {on} が、認証の基準日 {} より前", before.as_of),
                    format!(
                        "the withdrawal of {on} lies before the day of the certificate, {}",
                        before.as_of
                    ),
                ));
            }
            transaction.execute(
                "INSERT INTO withdrawal (certificate_id, withdrawn_on, reason, withdrawn_by, withdrawn_at)
                 VALUES (?, ?, ?, ?, ?)",
                params![before.id, on, reason, stamp.by, stamp.at],
            )?;
            let after = by_number(transaction, number)?;
            log::changed(transaction, stamp, Kind::Certificate, before.id, &before, &after)?;
            Ok(after)
        })
    }

    /// The certificate of this number.
    pub fn certificate(&self, number: &str) -> Result<Certificate> {
        by_number(&self.connection, number)
    }

    /// Every certificate, withdrawn ones too, by id; of one organization where it is named.
    pub fn certificates(&self, organization: Option<i64>) -> Result<Vec<Certificate>> {
        select(
            &self.connection,
            "?1 IS NULL OR certificate.organization_id = ?1 ORDER BY certificate.id",
            params![organization],
        )
    }

    /// The certificate of a category that an organization holds on a day.
    pub fn held(&self, organization: i64, category: Category, day: &Day) -> Result<Option<Certificate>> {
        held(&self.connection, organization, category, day)
    }

    /// The certificates that this one renews, one after another, latest first.
    pub fn earlier_certificates(&self, certificate: &Certificate) -> Result<Vec<Certificate>> {
        let mut chain = Vec::new();
        let mut next = certificate.renews;
        while let Some(id) = next {
            let earlier = by_id(&self.connection, id)?;
            next = earlier.renews;
            chain.push(earlier);
        }
        Ok(chain)
    }
}

impl Certificate {
    /// Whether it held on `day`: of that day or an earlier one, and not withdrawn by then.
    pub fn held_on(&self, day: &Day) -> bool {
        self.as_of <= *day
            && self
                .withdrawal
                .as_ref()
                .is_none_or(|withdrawal| withdrawal.on > *day)
    }
}

/// The letter of a category in a certificate's number.
fn letter(category: Category) -> char {
    match category {
        Category::Regulation => 'R',
        Category::Audit => 'A',
        Category::Operation => 'O',
    }
}

/// The next number: category, year, and a count within both without gaps.
fn next_number(connection: &Connection, category: Category, as_of: &Day) -> Result<String> {
    let prefix = settings::value(connection, Setting::NumberPrefix)?;
    let (year, ..) = as_of.parts();
    let count: i64 = connection.query_row(
        "SELECT count(*) FROM certificate WHERE category = ? AND substr(as_of, 1, 4) = ?",
        params![category, format!("{year:04}")],
        |row| row.get(0),
    )?;
    Ok(format!("{prefix}{}{year:04}-{:04}", letter(category), count + 1))
}

fn write(
    transaction: &Transaction<'_>,
    application: &Application,
    as_of: &Day,
    met: Vec<Condition>,
    stamp: &Stamp,
) -> Result<Certificate> {
    let facts = &application.facts;
    let renews = renewable(transaction, facts.organization, facts.category)?;
    let content = content(transaction, application, as_of, met)?;
    transaction.execute(
        "INSERT INTO certificate
         (number, application_id, organization_id, category, route, as_of, renews, content, issued_by, issued_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            next_number(transaction, facts.category, as_of)?,
            application.id,
            facts.organization,
            facts.category,
            facts.route,
            as_of,
            renews.map(|earlier| earlier.id),
            serde_json::to_string(&content)?,
            stamp.by,
            stamp.at
        ],
    )?;
    let certificate = by_id(transaction, transaction.last_insert_rowid())?;
    log::added(
        transaction,
        stamp,
        Kind::Certificate,
        certificate.id,
        &certificate,
    )?;
    Ok(certificate)
}

fn content(
    connection: &Connection,
    application: &Application,
    as_of: &Day,
    met: Vec<Condition>,
) -> Result<CertificateContent> {
    let facts = &application.facts;
    let holder = organizations::find(connection, facts.organization)?.facts;
    let audit = match facts.category {
        Category::Audit => audits::of_application(connection, application.id)?
            .into_iter()
            .rfind(|audit| audit.facts.performed_on <= *as_of)
            .map(|audit| (audit.facts.kind, audit.facts.performed_on)),
        _ => None,
    };
    let stands_on = match facts.category {
        Category::Operation => held(connection, facts.organization, Category::Regulation, as_of)?,
        _ => None,
    };
    Ok(CertificateContent {
        organization: holder.name,
        organization_en: holder.name_en,
        address: holder.address,
        guideline: facts.guideline_title.clone(),
        audit,
        regulation_certificate: stands_on.map(|certificate| certificate.number),
        issuer: settings::value(connection, Setting::Issuer)?,
        issuer_en: settings::value(connection, Setting::IssuerEn)?,
        signatory: settings::value(connection, Setting::Signatory)?,
        signatory_en: settings::value(connection, Setting::SignatoryEn)?,
        basis: met.into_iter().map(|condition| condition.says).collect(),
    })
}

/// The certificate that a new one of this organization and category renews: the latest, unless it was withdrawn.
pub(super) fn renewable(
    connection: &Connection,
    organization: i64,
    category: Category,
) -> Result<Option<Certificate>> {
    let latest = select(
        connection,
        "certificate.organization_id = ? AND category = ? ORDER BY certificate.id DESC LIMIT 1",
        params![organization, category],
    )?;
    Ok(latest
        .into_iter()
        .find(|certificate| certificate.withdrawal.is_none()))
}

/// The certificate of a category that an organization held on a day: the latest by then, unless it was withdrawn. An
/// earlier one that it renewed does not come back to life.
pub(super) fn held(
    connection: &Connection,
    organization: i64,
    category: Category,
    day: &Day,
) -> Result<Option<Certificate>> {
    let latest = select(
        connection,
        "certificate.organization_id = ? AND category = ? AND as_of <= ? ORDER BY as_of DESC, certificate.id DESC LIMIT 1",
        params![organization, category, day],
    )?;
    Ok(latest.into_iter().find(|certificate| certificate.held_on(day)))
}

fn by_number(connection: &Connection, number: &str) -> Result<Certificate> {
    select(connection, "number = ?", params![number])?
        .pop()
        .ok_or_else(|| RegisterError::unknown(Kind::Certificate, number))
}

fn by_id(connection: &Connection, id: i64) -> Result<Certificate> {
    select(connection, "certificate.id = ?", params![id])?
        .pop()
        .ok_or_else(|| RegisterError::unknown(Kind::Certificate, id))
}

fn select(
    connection: &Connection,
    which: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Certificate>> {
    let mut statement = connection.prepare(&format!(
        "SELECT certificate.*, withdrawn_on, reason, withdrawn_by, withdrawn_at FROM certificate
         LEFT JOIN withdrawal ON withdrawal.certificate_id = certificate.id WHERE {which}"
    ))?;
    let rows = statement.query_map(parameters, certificate)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn certificate(row: &Row<'_>) -> rusqlite::Result<Certificate> {
    let content: String = row.get("content")?;
    let withdrawn_on: Option<Day> = row.get("withdrawn_on")?;
    let withdrawal = match withdrawn_on {
        None => None,
        Some(on) => Some(Withdrawal {
            on,
            reason: row.get("reason")?,
            by: row.get("withdrawn_by")?,
            at: row.get("withdrawn_at")?,
        }),
    };
    Ok(Certificate {
        id: row.get("id")?,
        number: row.get("number")?,
        application: row.get("application_id")?,
        organization: row.get("organization_id")?,
        category: row.get("category")?,
        route: row.get("route")?,
        as_of: row.get("as_of")?,
        renews: row.get("renews")?,
        content: from_json(&content)?,
        issued_by: row.get("issued_by")?,
        issued_at: row.get("issued_at")?,
        withdrawal,
    })
}
