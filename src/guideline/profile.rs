//! What is known of an applicant and decides which requirements apply.

use serde::{Deserialize, Serialize};

use super::model::Audience;
use crate::text::hex_digest;

/// What is known of an applicant; as asked in a profile file (TOML).
///
/// What is not stated is taken as applying: nothing is left out by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// What kind of applicant it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ApplicantKind>,
    /// Whether it has a dedicated system administrator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub administrator: Option<bool>,
    /// Where its systems stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// Whether updating all its servers is contracted out, by contract (保守委託機関).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updates_contracted_out: Option<bool>,
    /// Whether it scans records that are on paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scans_paper: Option<bool>,
    /// Whether it keeps records in storage outside its own premises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_storage: Option<bool>,
    /// Whether it uses a wireless LAN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wireless_lan: Option<bool>,
    /// Whether it signs documents electronically in place of a seal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub electronic_signature: Option<bool>,
}

/// Kinds of applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicantKind {
    /// 病院
    Hospital,
    /// 診療所
    Clinic,
    /// 歯科診療所
    Dental,
    /// 薬局
    Pharmacy,
    /// 訪問看護ステーション
    VisitingNursing,
    /// 介護事業者
    Care,
    /// 地域医療情報連携ネットワーク
    Network,
    /// 提供事業者
    Vendor,
}

/// Where an applicant's systems stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    /// 院内設置
    OnPremise,
    /// クラウド
    Cloud,
    /// 併用
    Mixed,
}

impl ApplicantKind {
    /// Whose guideline it is reviewed against.
    pub fn audience(self) -> Audience {
        match self {
            Self::Vendor => Audience::Vendor,
            _ => Audience::Institution,
        }
    }
}

impl Profile {
    /// A profile from its TOML; the error is one line with the line number.
    ///
    /// # Errors
    /// When it is no TOML, or states something that is not asked.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                text.get(..span.start).unwrap_or_default().matches('\n').count() + 1
            });
            format!("{line}行: {}", error.message())
        })
    }

    /// SHA-256 over what it states, whatever the order and comments of its file.
    pub fn sha256(&self) -> String {
        hex_digest(toml::to_string(self).unwrap_or_default().as_bytes())
    }

    /// Whether everything that `condition` states is stated here too, and the same.
    fn states(&self, condition: &Self) -> bool {
        fn agrees<T: PartialEq>(condition: Option<&T>, stated: Option<&T>) -> bool {
            condition.is_none_or(|value| stated == Some(value))
        }
        agrees(condition.kind.as_ref(), self.kind.as_ref())
            && agrees(condition.administrator.as_ref(), self.administrator.as_ref())
            && agrees(condition.placement.as_ref(), self.placement.as_ref())
            && agrees(
                condition.updates_contracted_out.as_ref(),
                self.updates_contracted_out.as_ref(),
            )
            && agrees(condition.scans_paper.as_ref(), self.scans_paper.as_ref())
            && agrees(
                condition.external_storage.as_ref(),
                self.external_storage.as_ref(),
            )
            && agrees(condition.wireless_lan.as_ref(), self.wireless_lan.as_ref())
            && agrees(
                condition.electronic_signature.as_ref(),
                self.electronic_signature.as_ref(),
            )
    }

    /// Whether one of `conditions` holds.
    pub(super) fn states_any(&self, conditions: &[Self]) -> bool {
        conditions.iter().any(|condition| self.states(condition))
    }
}
