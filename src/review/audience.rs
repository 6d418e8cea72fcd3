//! Whom a submission's guideline addresses: institutions or vendors.

use crate::guideline::Audience;
use crate::regulation::{DocumentKind, Submission};

/// Words by which a vendor speaks of itself and of its customers.
const VENDOR_WORDS: [&str; 10] = [
    "当社",
    "弊社",
    "本サービス",
    "お客様",
    "契約者",
    "顧客",
    "株式会社",
    "合同会社",
    "サービス提供",
    "医療機関等に対し",
];
/// Words by which an institution speaks of itself.
const INSTITUTION_WORDS: [&str; 18] = [
    "病院",
    "当院",
    "本院",
    "診療所",
    "医院",
    "院長",
    "クリニック",
    "薬局",
    "ステーション",
    "外来",
    "病棟",
    "診療録",
    "医療センター",
    "患者",
    // A pharmacy may be a company's, which calls itself 当社 as a vendor does.
    "ファーマシー",
    "調剤",
    "処方",
    "薬剤師",
];

/// Tells from its words who wrote a submission; an institution where they do not tell.
pub fn audience(submission: &Submission) -> Audience {
    let count = |words: &[&str]| -> usize {
        let texts = submission.regulations.iter().flat_map(|regulation| {
            // The title and the organization say most: they count ten times.
            let heads = [
                Some(regulation.title.as_str()),
                regulation.organization.as_deref(),
            ];
            let heads = heads.into_iter().flatten().map(|text| (text, 10));
            heads.chain(regulation.clauses().map(|(_, clause)| (clause.text.as_str(), 1)))
        });
        texts
            .map(|(text, weight)| weight * words.iter().map(|word| text.matches(word).count()).sum::<usize>())
            .sum()
    };
    let is_agreement = submission
        .regulations
        .iter()
        .any(|r| r.kind == DocumentKind::Agreement);
    let vendor = count(&VENDOR_WORDS) + if is_agreement { 20 } else { 0 };
    if vendor > count(&INSTITUTION_WORDS) {
        Audience::Vendor
    } else {
        Audience::Institution
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{ReadOptions, read};
    use crate::regulation::{assemble, understand};

    fn of(text: &str) -> Audience {
        let document = read("規程.txt", text.as_bytes(), &ReadOptions::default()).expect("reads");
        audience(&assemble("規程", vec![understand(&document)]))
    }

    #[test]
    fn a_pharmacy_of_a_company_is_an_institution() {
        let rules = "有限会社つゆくさファーマシー\n情報管理規程\n第1条　当社は、調剤と処方箋の情報を守る。\n第2条　薬剤師は、当社の端末で患者の情報を見る。\n";
        assert_eq!(of(rules), Audience::Institution);
    }

    #[test]
    fn who_serves_institutions_is_a_vendor() {
        let rules = "株式会社うみかぜ\n情報管理規程\n第1条　当社は、お客様である医療機関等に対し本サービスを提供する。\n第2条　当社は、患者の情報を契約者の指示なく見ない。\n";
        assert_eq!(of(rules), Audience::Vendor);
    }
}
