//! What a reviewer asks first: title, organization, dates, names, definitions; and what clauses inherit.

use kitei::regulation::{DocumentKind, Edition, EventKind, against};

use super::{codes, regulation};

#[test]
fn title_kind_and_organization() {
    for (text, title, kind, organization) in [
        (
            "○海辺市民病院情報システム運用管理規程\n令和6年4月1日\n訓令第3号\n第1条　一とする。",
            "海辺市民病院情報システム運用管理規程",
            DocumentKind::Regulation,
            Some("海辺市民病院"),
        ),
        (
            "医療法人海辺会\nみなと薬局\n情報管理要領（第3版）\n1. 目的\n定める。\n2. 範囲\n定める。",
            "情報管理要領（第3版）",
            DocumentKind::Procedure,
            Some("みなと薬局"),
        ),
        (
            "情報セキュリティ基本方針\n1　目的\n定める。\n2　範囲\n定める。",
            "情報セキュリティ基本方針",
            DocumentKind::Policy,
            None,
        ),
        (
            "運用管理細則\n第1条　一とする。",
            "運用管理細則",
            DocumentKind::DetailedRules,
            None,
        ),
    ] {
        let regulation = regulation(text);
        assert_eq!(regulation.title, title);
        assert_eq!(regulation.kind, kind, "{title}");
        assert_eq!(regulation.organization.as_deref(), organization, "{title}");
    }
}

#[test]
fn dates_of_making_amending_and_coming_into_force() {
    let regulation = regulation(
        "運用管理規程\n平成25年3月29日\n改正　平成28年3月25日規程第3号\n第1条　平成20年の例による。\n附則\nこの規程は、平成25年4月1日から施行する。\n附則（令和６年３月２７日規程第４号）\n1　この規程は、令和6年4月1日から施行する。\n2　令和5年5月31日までに結んだ契約は、従前の例による。",
    );
    let dates: Vec<_> = regulation
        .dates
        .iter()
        .map(|event| (event.kind, event.date.as_str()))
        .collect();
    assert_eq!(
        dates,
        [
            (EventKind::Enacted, "2013-03-29"),
            (EventKind::Amended, "2016-03-25"),
            (EventKind::InForce, "2013-04-01"),
            (EventKind::Amended, "2024-03-27"),
            (EventKind::InForce, "2024-04-01"),
        ]
    );
}

#[test]
fn definitions_of_each_form() {
    let regulation = regulation(
        "第1条　海辺病院（以下「病院」という。）の規程とする。\n（定義）\n第2条　用語の意義は、次のとおりとする。\n(1)　端末　机の上の機器をいう。\n(2)　媒体：持ち運ぶものをいう。\n第3条　「監査」とは、記録を調べることをいう。",
    );
    let terms: Vec<_> = regulation
        .definitions
        .iter()
        .map(|each| (each.term.as_str(), each.citation.as_str()))
        .collect();
    assert_eq!(
        terms,
        [
            ("病院", "第1条"),
            ("端末", "第2条第1号"),
            ("媒体", "第2条第2号"),
            ("監査", "第3条")
        ]
    );
    assert_eq!(
        codes(
            "（定義）\n第1条　用語は、次による。\n(1)　端末　机の上の機器をいう。\n(2)　端末　手に持つ機器をいう。"
        ),
        ["defined-twice"]
    );
}

#[test]
fn citations_of_articles_that_do_not_exist() {
    assert_eq!(
        codes("第1条　第15条の規定による。\n第2条　第1条第2項による。"),
        ["missing-article", "missing-article"]
    );
    assert!(codes("第1条　医療法第15条の規定による。\n2　二とする。\n第2条　第1条第2項による。").is_empty());
}

#[test]
fn a_role_that_acts_is_appointed_somewhere() {
    assert_eq!(
        codes("第1条　監査責任者は、毎年監査を行う。"),
        ["role-not-appointed"]
    );
    for text in [
        "第1条　病院に監査責任者を置く。\n2　監査責任者は、毎年監査を行う。",
        "第1条　監査責任者は、毎年監査を行う。\n2　監査責任者は、事務長をもって充てる。",
        "第1条　監査責任者は、毎年監査を行う。\n第2条　院長は、職員から監査責任者を任命する。",
    ] {
        assert!(codes(text).is_empty(), "{text}");
    }
}

#[test]
fn what_was_abolished_is_told() {
    assert_eq!(
        codes("第1条　医療情報システムの安全管理に関するガイドライン第4.1版及び薬事法に従う。"),
        ["abolished-source"]
    );
}

/// Codes of the warnings that `text` does not keep up with an edition of the institutions' guideline.
fn behind(text: &str, version: &str, published: &str) -> Vec<String> {
    let title = "医療情報システムの安全管理に関するガイドライン";
    let reviewed = Edition {
        title,
        version,
        published,
    };
    let warnings = against(&regulation(text), reviewed);
    warnings.into_iter().map(|warning| warning.code).collect()
}

#[test]
fn an_edition_is_old_as_against_the_guideline_of_the_review() {
    let text = "規程\n第1条　医療情報システムの安全管理に関するガイドライン第6.0版に従う。";
    assert!(behind(text, "第6.0版", "2023-05-31").is_empty());
    assert_eq!(behind(text, "第7.0版", "2026-06-29"), ["outdated-guideline"]);
    let newer = text.replace("第6.0版", "第7.0版");
    assert!(behind(&newer, "第6.0版", "2023-05-31").is_empty());
    // The other guideline's newest edition is the one that was out when this one was published.
    let other = "規程\n第1条　医療情報を取り扱う情報システム・サービスの提供事業者における安全管理ガイドライン（第1.0版）に従う。";
    assert!(behind(other, "第6.0版", "2023-05-31").is_empty());
    assert_eq!(behind(other, "第7.0版", "2026-06-29"), ["outdated-guideline"]);
}

#[test]
fn a_remark_that_says_from_when_is_a_supplementary_provision() {
    let text = "当院の情報の決まり\n1　目的\n患者の情報を守ります。\n2　係\n院長が係を決めます。\n付記　令和7年10月1日から使います。";
    let told = regulation(text);
    let last = told.clauses().last().expect("a clause").1;
    assert_eq!(last.citation, "付記");
    assert!(last.supplementary);
    let dates = told.dates.iter();
    assert!(
        dates
            .clone()
            .any(|event| event.kind == EventKind::InForce && event.date == "2025-10-01")
    );
    let remark = regulation("決まり\n1　目的\n守ります。\n付記　別の紙に書いたことも読むこと。");
    assert!(remark.clauses().all(|(_, provision)| !provision.supplementary));
}

#[test]
fn a_regulation_last_amended_before_the_guideline_is_told() {
    let text = "規程\n平成25年3月29日\n第1条　一とする。\n附則\nこの規程は、令和5年4月1日から施行する。";
    assert_eq!(
        behind(text, "第6.0版", "2023-05-31"),
        ["amended-before-guideline"]
    );
    let month = text.replace("令和5年4月1日", "令和5年5月");
    assert!(behind(&month, "第6.0版", "2023-05-31").is_empty());
    assert!(behind("規程\n第1条　一とする。", "第6.0版", "2023-05-31").is_empty());
}

#[test]
fn a_document_without_title_or_provisions_is_told() {
    let codes = |text: &str| -> Vec<String> {
        let warnings = regulation(text).warnings;
        warnings.into_iter().map(|warning| warning.code).collect()
    };
    assert_eq!(codes("第1条　一とする。"), ["no-title"]);
    assert_eq!(codes("運用管理規程\n海辺病院"), ["no-provisions"]);
    assert!(codes("運用管理規程\n第1条　一とする。").is_empty());
}

#[test]
fn an_item_inherits_headings_leads_and_subject() {
    let regulation = regulation(
        "第2章　体制\n（システム管理者）\n第5条　病院長は、システム管理者を置く。\n2　システム管理者は、次に掲げる事項を行う。\n(1)　台帳の作成\nア　端末",
    );
    let id = regulation
        .provisions
        .iter()
        .position(|each| each.citation == "第5条第2項第1号ア")
        .expect("there");
    let context = regulation.context(id);
    assert_eq!(context.headings, ["体制"]);
    assert_eq!(context.title, Some("システム管理者"));
    assert_eq!(
        context.leads,
        [
            "病院長は、システム管理者を置く。",
            "システム管理者は、次に掲げる事項を行う。",
            "台帳の作成"
        ]
    );
    assert_eq!(context.subject, Some("システム管理者"));
}
