//! Organizations that apply: who they are, and what decides which requirements apply to them.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::columns::{audience, audience_code, from_json};
use super::error::{Kind, RegisterError};
use super::{Register, Result, Stamp, log};
use crate::guideline::{ApplicantKind, Audience, Profile};

/// What is known of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationFacts {
    /// Its name, as it shall stand on a certificate.
    pub name: String,
    /// Its name in English, for certificates in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// A number that tells it from others of the same name (医療機関コード, 法人番号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Whether it is an institution (医療機関等) or a vendor (情報処理事業者).
    pub audience: Audience,
    /// Its address, as it may stand in public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Whom to write to; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What the body should know; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What decides which requirements apply.
    #[serde(default)]
    pub profile: Profile,
    /// Whether it agreed to stand in the public register.
    pub listed: bool,
}

/// An organization on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Its id.
    pub id: i64,
    /// How often it was written; to be named when changing it.
    pub version: i64,
    /// What is known of it.
    #[serde(flatten)]
    pub facts: OrganizationFacts,
}

impl OrganizationFacts {
    /// Facts of an organization of which only the name is known.
    pub fn named(name: &str, audience: Audience) -> Self {
        Self {
            name: name.to_owned(),
            name_en: None,
            code: None,
            audience,
            address: None,
            contact: None,
            note: None,
            profile: Profile::default(),
            listed: false,
        }
    }

    fn check(&self) -> Result<()> {
        if self.name.trim().is_empty() {
            return Err(RegisterError::refused(
                "申請者の名前が空。正式な名称を指定する",
                "the organization has no name; give its full name",
            ));
        }
        let stated = self.profile.kind.map(ApplicantKind::audience);
        if stated.is_some_and(|stated| stated != self.audience) {
            return Err(RegisterError::refused(
                format!(
                    "{}: 適用区分の種別が、医療機関等か事業者かの別と合わない。どちらかを直す",
                    self.name
                ),
                format!(
                    "{}: the profile's kind contradicts institution or vendor; mend one of them",
                    self.name
                ),
            ));
        }
        Ok(())
    }
}

impl Register {
    /// Puts an organization on file.
    ///
    /// # Errors
    /// When one of the same name (and code) is on file already.
    pub fn add_organization(&mut self, facts: &OrganizationFacts, stamp: &Stamp) -> Result<Organization> {
        facts.check()?;
        self.change(|transaction| {
            refuse_double(transaction, facts, None)?;
            transaction.execute(
                "INSERT INTO organization
                 (version, name, name_en, code, audience, address, contact, note, profile, listed)
                 VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    facts.name,
                    facts.name_en,
                    facts.code,
                    audience_code(facts.audience),
                    facts.address,
                    facts.contact,
                    facts.note,
                    serde_json::to_string(&facts.profile)?,
                    facts.listed
                ],
            )?;
            let organization = Organization {
                id: transaction.last_insert_rowid(),
                version: 1,
                facts: facts.clone(),
            };
            log::added(
                transaction,
                stamp,
                Kind::Organization,
                organization.id,
                &organization,
            )?;
            Ok(organization)
        })
    }

    /// Changes what is known of an organization; the earlier state stays in the log.
    ///
    /// # Errors
    /// [`RegisterError::Conflict`] when someone changed it after `expected_version`.
    pub fn change_organization(
        &mut self,
        id: i64,
        expected_version: i64,
        facts: &OrganizationFacts,
        stamp: &Stamp,
    ) -> Result<Organization> {
        facts.check()?;
        self.change(|transaction| {
            let before = find(transaction, id)?;
            log::expect(transaction, Kind::Organization, id, expected_version, before.version)?;
            refuse_double(transaction, facts, Some(id))?;
            let after = Organization {
                id,
                version: before.version + 1,
                facts: facts.clone(),
            };
            transaction.execute(
                "UPDATE organization SET version = ?, name = ?, name_en = ?, code = ?, audience = ?, address = ?,
                 contact = ?, note = ?, profile = ?, listed = ? WHERE id = ?",
                params![
                    after.version,
                    facts.name,
                    facts.name_en,
                    facts.code,
                    audience_code(facts.audience),
                    facts.address,
                    facts.contact,
                    facts.note,
                    serde_json::to_string(&facts.profile)?,
                    facts.listed,
                    id
                ],
            )?;
            log::changed(transaction, stamp, Kind::Organization, id, &before, &after)?;
            Ok(after)
        })
    }

    /// The organization of this id.
    pub fn organization(&self, id: i64) -> Result<Organization> {
        find(&self.connection, id)
    }

    /// The organizations of this name.
    pub fn organizations_named(&self, name: &str) -> Result<Vec<Organization>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT * FROM organization WHERE name = ? ORDER BY id")?;
        let rows = statement.query_map([name], organization)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every organization, by id.
    pub fn organizations(&self) -> Result<Vec<Organization>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT * FROM organization ORDER BY id")?;
        let rows = statement.query_map([], organization)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// The organization of this id.
pub(super) fn find(connection: &rusqlite::Connection, id: i64) -> Result<Organization> {
    connection
        .prepare_cached("SELECT * FROM organization WHERE id = ?")?
        .query_row([id], organization)
        .optional()?
        .ok_or_else(|| RegisterError::unknown(Kind::Organization, id))
}

/// Two entries of one name are one organization entered twice, unless a code tells them apart.
fn refuse_double(transaction: &Transaction<'_>, facts: &OrganizationFacts, but: Option<i64>) -> Result<()> {
    let there: Option<i64> = transaction
        .query_row(
            "SELECT id FROM organization WHERE name = ?1 AND coalesce(code, '') = coalesce(?2, '') AND id IS NOT ?3",
            params![facts.name, facts.code, but],
            |row| row.get(0),
        )
        .optional()?;
    match there {
        None => Ok(()),
        Some(id) => Err(RegisterError::refused(
            format!(
                "{}: 同じ名前の申請者が台帳にある（{id}）。別の申請者なら、医療機関コードなどの番号で区別する",
                facts.name
            ),
            format!(
                "{}: on file already as {id}; if it is another one, tell them apart by a code",
                facts.name
            ),
        )),
    }
}

fn organization(row: &Row<'_>) -> rusqlite::Result<Organization> {
    let profile: String = row.get("profile")?;
    Ok(Organization {
        id: row.get("id")?,
        version: row.get("version")?,
        facts: OrganizationFacts {
            name: row.get("name")?,
            name_en: row.get("name_en")?,
            code: row.get("code")?,
            audience: audience(row)?,
            address: row.get("address")?,
            contact: row.get("contact")?,
            note: row.get("note")?,
            profile: from_json(&profile)?,
            listed: row.get("listed")?,
        },
    })
}
