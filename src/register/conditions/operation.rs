//! 態勢認証: operation under the regulation, by an organization that holds 規程認証 and attended seminars.

use super::{Case, Condition};
use crate::register::settings::{self, Setting};
use crate::register::{Category, Result, certificates, seminars};

impl Case<'_> {
    pub(super) fn operation(&self) -> Result<Vec<Condition>> {
        let mut conditions = vec![self.holds_regulation()?, self.seminars()?];
        conditions.extend(self.taken_part());
        Ok(conditions)
    }

    fn holds_regulation(&self) -> Result<Condition> {
        let organization = self.application.facts.organization;
        let held = certificates::held(self.connection, organization, Category::Regulation, self.as_of)?;
        Ok(match held {
            Some(certificate) => Condition::new(
                "holds-regulation",
                true,
                format!("規程認証 {}（{} 現在）", certificate.number, certificate.as_of),
                format!(
                    "certification of the regulation {} as of {}",
                    certificate.number, certificate.as_of
                ),
            ),
            None => Condition::new(
                "holds-regulation",
                false,
                format!("{} に有効な規程認証がない。先に規程認証を申請する", self.as_of),
                format!(
                    "no certification of the regulation held on {}; apply for that first",
                    self.as_of
                ),
            ),
        })
    }

    fn seminars(&self) -> Result<Condition> {
        let required = settings::number(self.connection, Setting::SeminarsRequired)? as usize;
        let months = settings::number(self.connection, Setting::SeminarMonths)?;
        let from = (months > 0).then(|| self.as_of.months_before(months.into()));
        let attended = seminars::attended(self.connection, self.application.facts.organization)?;
        let counted = attended
            .iter()
            .filter(|seminar| {
                seminar.held_on <= *self.as_of && from.as_ref().is_none_or(|from| seminar.held_on >= *from)
            })
            .count();
        let (within, within_en) = match &from {
            Some(from) => (format!("{from} 以後に"), format!(" since {from}")),
            None => (String::new(), String::new()),
        };
        Ok(if counted >= required {
            Condition::new(
                "seminars",
                true,
                format!("セミナーを{within} {counted} 回受講（必要 {required} 回）"),
                format!("{counted} seminars attended{within_en} ({required} required)"),
            )
        } else {
            Condition::new(
                "seminars",
                false,
                format!(
                    "セミナーの受講が{within} {counted} 回で、必要な {required} 回に足りない。受講したら kitei register seminar attend … で記録する"
                ),
                format!(
                    "{counted} seminars attended{within_en}, {required} required; enter more with kitei register seminar attend …"
                ),
            )
        })
    }
}
