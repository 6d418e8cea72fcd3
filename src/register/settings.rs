//! Settings of the body that keeps the register: its name, and what it demands.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use super::coded::coded;
use super::error::{Kind, RegisterError};
use super::{Register, Result, Stamp, log};

coded! {
    /// What can be set.
    Setting {
        /// Name of the body, as it stands on certificates.
        Issuer = "issuer", "認証機関の名称", "name of the certification body";
        /// The same in English.
        IssuerEn = "issuer-en", "認証機関の英語の名称", "name of the body in English";
        /// Who signs: office and name.
        Signatory = "signatory", "証書に署名する者（役職と氏名）", "who signs (office and name)";
        /// The same in English.
        SignatoryEn = "signatory-en", "署名する者の英語の表記", "who signs, in English";
        /// What certificate numbers begin with.
        NumberPrefix = "number-prefix", "証書番号の前に付ける文字", "what certificate numbers begin with";
        /// How many seminars 態勢認証 needs.
        SeminarsRequired = "seminars-required", "態勢認証に要るセミナー受講の回数", "seminars that certification of operation needs";
        /// Within how many months before the day of the certificate; 0 for ever.
        SeminarMonths = "seminar-months", "受講を数える期間（月。0 は無期限）", "months within which seminars count (0: any time)";
        /// How many findings may stand as partly covered.
        PartialAllowed = "partial-allowed", "規程認証で許す一部充足の件数", "partly covered findings that are allowed";
    }
}

impl Setting {
    /// What holds where nothing was set.
    pub fn default_value(self) -> &'static str {
        match self {
            Self::Issuer | Self::IssuerEn | Self::Signatory | Self::SignatoryEn | Self::NumberPrefix => "",
            Self::SeminarsRequired => "2",
            Self::SeminarMonths | Self::PartialAllowed => "0",
        }
    }

    fn is_number(self) -> bool {
        matches!(
            self,
            Self::SeminarsRequired | Self::SeminarMonths | Self::PartialAllowed
        )
    }
}

impl Register {
    /// The value of a setting.
    pub fn setting(&self, setting: Setting) -> Result<String> {
        value(&self.connection, setting)
    }

    /// Sets a value; the earlier one stays in the log.
    ///
    /// # Errors
    /// When a number is demanded and it is none.
    pub fn set(&mut self, setting: Setting, text: &str, stamp: &Stamp) -> Result<()> {
        if setting.is_number() && text.parse::<u32>().is_err() {
            return Err(RegisterError::refused(
                format!("{}: 0 以上の整数を指定する", setting.code()),
                format!("{}: give a whole number", setting.code()),
            ));
        }
        self.change(|transaction| {
            let before = value(transaction, setting)?;
            transaction.execute(
                "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                params![setting, text],
            )?;
            let change = log::Change {
                action: "change",
                kind: Kind::Setting,
                id: setting.code(),
                detail: json!({ "before": before, "after": text }),
            };
            log::append(transaction, stamp, &change)
        })
    }
}

/// The value of a setting.
pub(super) fn value(connection: &Connection, setting: Setting) -> Result<String> {
    let set: Option<String> = connection
        .query_row("SELECT value FROM setting WHERE key = ?", [setting], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(set.unwrap_or_else(|| setting.default_value().to_owned()))
}

/// The value of a setting that is a number.
pub(super) fn number(connection: &Connection, setting: Setting) -> Result<u32> {
    Ok(value(connection, setting)?.parse().unwrap_or(0))
}
