//! The public register: organizations that hold a certificate and agreed to be named. Nothing else stands there.

use maud::{DOCTYPE, PreEscaped, html};
use serde::{Deserialize, Serialize};

use crate::register::{Category, Certificate, Day, Register, RegisterError, Result, Setting};
use crate::text::Lang;

const STYLE: &str = include_str!("public.css");

/// A line of the public register: all that the public may know of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicEntry {
    /// Number of the certificate.
    pub number: String,
    /// Name of the organization.
    pub organization: String,
    /// Its name in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_en: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What is certified.
    pub category: Category,
    /// The day of which it holds.
    pub as_of: Day,
    /// Title and version of the guideline.
    pub guideline: String,
    /// Number and day of those that it renews, latest first.
    pub earlier: Vec<(String, Day)>,
}

impl Register {
    /// The public register on a day: of each organization that agreed, the latest certificate of each category, unless
    /// it was withdrawn by then. By organization, then category.
    pub fn public_entries(&self, day: &Day) -> Result<Vec<PublicEntry>> {
        let mut entries = Vec::new();
        for organization in self.organizations()?.into_iter().filter(|o| o.facts.listed) {
            for category in Category::ALL {
                if let Some(certificate) = self.held(organization.id, *category, day)? {
                    entries.push(self.public_entry(&certificate)?);
                }
            }
        }
        entries.sort_by(|a, b| {
            (&a.organization, a.category, &a.number).cmp(&(&b.organization, b.category, &b.number))
        });
        Ok(entries)
    }

    fn public_entry(&self, certificate: &Certificate) -> Result<PublicEntry> {
        let earlier = self.earlier_certificates(certificate)?;
        let content = &certificate.content;
        Ok(PublicEntry {
            number: certificate.number.clone(),
            organization: content.organization.clone(),
            organization_en: content.organization_en.clone(),
            address: content.address.clone(),
            category: certificate.category,
            as_of: certificate.as_of.clone(),
            guideline: content.guideline.clone(),
            earlier: earlier
                .into_iter()
                .filter(|one| one.withdrawal.is_none())
                .map(|one| (one.number, one.as_of))
                .collect(),
        })
    }

    /// Name of the body in a language.
    pub fn issuer(&self, lang: Lang) -> Result<String> {
        let japanese = self.setting(Setting::Issuer)?;
        if lang == Lang::En {
            let english = self.setting(Setting::IssuerEn)?;
            return Ok(if english.is_empty() { japanese } else { english });
        }
        Ok(japanese)
    }
}

/// The heads of the columns.
fn heads(lang: Lang) -> [&'static str; 7] {
    match lang {
        Lang::Ja => [
            "認証番号",
            "名称",
            "所在地",
            "認証の種類",
            "基準日",
            "ガイドライン",
            "これまでの認証",
        ],
        Lang::En => [
            "Number",
            "Name",
            "Address",
            "Category",
            "As of",
            "Guideline",
            "Earlier record",
        ],
    }
}

fn cells(entry: &PublicEntry, lang: Lang) -> [String; 7] {
    let name = match (lang, &entry.organization_en) {
        (Lang::En, Some(english)) => english,
        _ => &entry.organization,
    };
    let earlier: Vec<_> = entry
        .earlier
        .iter()
        .map(|(number, day)| format!("{number} ({day})"))
        .collect();
    [
        entry.number.clone(),
        name.clone(),
        entry.address.clone().unwrap_or_default(),
        entry.category.word(lang).to_owned(),
        entry.as_of.to_string(),
        entry.guideline.clone(),
        earlier.join(" / "),
    ]
}

/// The public register as CSV, in UTF-8 with the mark by which spreadsheets know it.
///
/// # Errors
/// Never with what stands in a register.
pub fn csv(entries: &[PublicEntry], lang: Lang) -> Result<Vec<u8>> {
    let failed = |error: csv::Error| RegisterError::Io {
        path: "csv".into(),
        source: error.into(),
    };
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(heads(lang)).map_err(failed)?;
    for entry in entries {
        writer
            .write_record(cells(entry, lang).map(plain))
            .map_err(failed)?;
    }
    writer.into_inner().map_err(|error| RegisterError::Io {
        path: "csv".into(),
        source: error.into_error(),
    })
}

/// A cell that no spreadsheet takes for a formula.
fn plain(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

/// The public register as one HTML page, as of `day`.
pub fn html(entries: &[PublicEntry], issuer: &str, day: &Day, lang: Lang) -> String {
    let (code, title, of, none) = match lang {
        Lang::Ja => (
            "ja",
            "認証取得者一覧",
            format!("{}現在　{} 件", day.spoken(lang), entries.len()),
            "認証を取得した者はまだない。",
        ),
        Lang::En => (
            "en",
            "Certified organizations",
            format!("as of {}; {} certificates", day.spoken(lang), entries.len()),
            "No organization is certified yet.",
        ),
    };
    let explained = match lang {
        Lang::Ja => "認証は、それぞれの基準日現在の事実を示す。公表に同意した者だけを載せている。",
        Lang::En => {
            "Each certificate states facts as of its own day. Only organizations that agreed to be named are listed."
        }
    };
    html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) @if !issuer.is_empty() { " — " (issuer) } }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    p.issuer { (issuer) }
                    h1 { (title) }
                    p.day { (of) }
                    @if entries.is_empty() { p { (none) } } @else {
                        div.wide role="region" aria-label=(title) tabindex="0" {
                            table {
                                thead { tr { @for head in heads(lang) { th scope="col" { (head) } } } }
                                tbody {
                                    @for entry in entries {
                                        @let cells = cells(entry, lang);
                                        tr {
                                            td { (cells[0]) }
                                            th scope="row" { (cells[1]) }
                                            @for cell in &cells[2..] { td { (cell) } }
                                        }
                                    }
                                }
                            }
                        }
                    }
                    p.note { (explained) }
                }
            }
        }
    }
    .into_string()
}
