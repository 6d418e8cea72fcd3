//! What a certificate says, once for every form in which it is issued.

use crate::register::{Category, Certificate, Route};
use crate::text::Lang;

/// The words of a certificate, from top to bottom.
pub(super) struct Sheet {
    /// 「第 R2026-0001 号」
    pub number: String,
    /// 「規程認証書」
    pub title: String,
    /// Who holds it, with the form of address.
    pub holder: String,
    /// Where it is.
    pub address: Option<String>,
    /// What is certified: the words before the day, the day, the words after it.
    pub body: [String; 3],
    /// Label and value of what belongs to it.
    pub facts: Vec<(String, String)>,
    /// The day of issue.
    pub issued: String,
    /// Who issued it.
    pub issuer: String,
    /// Who signs.
    pub signatory: String,
    /// What the reader must not take it for.
    pub note: String,
    /// That it holds no more.
    pub withdrawn: Option<String>,
}

impl Sheet {
    pub(super) fn of(certificate: &Certificate, earlier: &[Certificate], lang: Lang) -> Self {
        let content = &certificate.content;
        let issued = certificate.issued_at.day_in_japan().spoken(lang);
        let or = |english: &str, japanese: &str| {
            if lang == Lang::En && !english.is_empty() {
                english.to_owned()
            } else {
                japanese.to_owned()
            }
        };
        let name = or(
            content.organization_en.as_deref().unwrap_or_default(),
            &content.organization,
        );
        Self {
            number: match lang {
                Lang::Ja => format!("認証番号　{}", certificate.number),
                Lang::En => format!("No. {}", certificate.number),
            },
            title: match (certificate.category, lang) {
                (category, Lang::Ja) => format!("{}書", category.word(lang)),
                (Category::Regulation, Lang::En) => "Certificate of Regulation".to_owned(),
                (Category::Audit, Lang::En) => "Certificate of Audit".to_owned(),
                (Category::Operation, Lang::En) => "Certificate of Operation".to_owned(),
            },
            holder: match lang {
                Lang::Ja => format!("{name}　殿"),
                Lang::En => name,
            },
            address: content.address.clone(),
            body: body(certificate, lang),
            facts: facts(certificate, earlier, lang),
            issued,
            issuer: or(&content.issuer_en, &content.issuer),
            signatory: or(&content.signatory_en, &content.signatory),
            note: match lang {
                Lang::Ja => "この認証は、基準日現在の事実を示すものである。基準日より後の規程・監査・運用については、更新された認証により確かめられたい。",
                Lang::En => "This certificate states facts as of the day named above. What has changed since is shown by a renewed certificate only.",
            }
            .to_owned(),
            withdrawn: certificate.withdrawal.as_ref().map(|withdrawal| {
                let on = withdrawal.on.spoken(lang);
                match lang {
                    Lang::Ja => format!("この認証は {on} に取り消された"),
                    Lang::En => format!("Withdrawn on {on}"),
                }
            }),
        }
    }
}

/// What is certified, in one sentence that is divided around its day.
fn body(certificate: &Certificate, lang: Lang) -> [String; 3] {
    let guideline = &certificate.content.guideline;
    let what = match (certificate.category, lang) {
        (Category::Regulation, Lang::Ja) => {
            format!("上記の者が、「{guideline}」に基づく規程を定めていることを、")
        }
        (Category::Regulation, Lang::En) => {
            format!(" the above has a regulation in place that is based on “{guideline}”.")
        }
        (Category::Audit, Lang::Ja) => format!(
            "上記の者が、「{guideline}」への適合について監査を行い、その結果により運用の改善に取り組んでいることを、"
        ),
        (Category::Audit, Lang::En) => format!(
            " the above has had its conformity with “{guideline}” audited and improves its operation by the result."
        ),
        (Category::Operation, Lang::Ja) => {
            "上記の者が、規程認証を受けた規程に基づいて運用し、安全管理の態勢を整えていることを、".to_owned()
        }
        (Category::Operation, Lang::En) => {
            " the above operates under its certified regulation and has the organization for it.".to_owned()
        }
    };
    let day = certificate.as_of.spoken(lang);
    match lang {
        Lang::Ja => [what, day, "現在の事実として、ここに認証する。".to_owned()],
        Lang::En => [
            "It is hereby certified that, as of ".to_owned(),
            format!("{day},"),
            what,
        ],
    }
}

fn facts(certificate: &Certificate, earlier: &[Certificate], lang: Lang) -> Vec<(String, String)> {
    let content = &certificate.content;
    let pick = |ja: &str, en: &str| match lang {
        Lang::Ja => ja.to_owned(),
        Lang::En => en.to_owned(),
    };
    let mut facts = vec![(pick("基準日", "As of"), certificate.as_of.spoken(lang))];
    let route = match certificate.route {
        Route::Joint => pick(
            "認証機関が参画し、完了を確認",
            "the certification body took part and saw it completed",
        ),
        Route::Review => pick("提出された資料を審査", "what was handed in was examined"),
    };
    facts.push((pick("認証の経路", "Route"), route));
    if let Some((kind, day)) = &content.audit {
        let (kind, day) = (kind.word(lang), day.spoken(lang));
        facts.push((
            pick("監査", "Audit"),
            pick(&format!("{kind}　{day}実施"), &format!("{kind}, {day}")),
        ));
    }
    if let Some(number) = &content.regulation_certificate {
        facts.push((
            pick("規程認証", "Regulation"),
            pick(&format!("認証番号 {number}"), &format!("No. {number}")),
        ));
    }
    if !earlier.is_empty() {
        facts.push((pick("これまでの認証", "Earlier record"), record(earlier, lang)));
    }
    facts
}

/// How many earlier certificates are named beside the first.
const NAMED: usize = 3;

/// The certificates before this one: the latest few, and the very first.
fn record(earlier: &[Certificate], lang: Lang) -> String {
    let one = |certificate: &Certificate| {
        let (number, day) = (&certificate.number, certificate.as_of.spoken(lang));
        match (certificate.withdrawal.is_some(), lang) {
            (false, Lang::Ja) => format!("{number}（{day}現在）"),
            (false, Lang::En) => format!("{number} (as of {day})"),
            (true, Lang::Ja) => format!("{number}（{day}現在。取消し）"),
            (true, Lang::En) => format!("{number} (as of {day}, withdrawn)"),
        }
    };
    let (named, rest) = earlier.split_at(earlier.len().min(NAMED));
    let mut record: Vec<String> = named.iter().map(one).collect();
    if let Some((first, between)) = rest.split_last() {
        if !between.is_empty() {
            record.push(match lang {
                Lang::Ja => format!("ほか {} 件", between.len()),
                Lang::En => format!("{} more", between.len()),
            });
        }
        record.push(one(first));
    }
    record.join(match lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    })
}
