//! Several documents in one submission.

use kitei::regulation::assemble;

use super::regulation;

#[test]
fn the_main_regulation_stands_first_and_bare() {
    let submission = assemble(
        "海辺病院",
        vec![
            regulation("運用管理細則\n第1条　監査責任者は、監査を行う。"),
            regulation("海辺病院運用管理規程\n第1条　監査責任者を置く。\n2　二とする。"),
            regulation("媒体取扱細則\n第1条　三とする。"),
        ],
    );
    let citations: Vec<Vec<&str>> = submission
        .regulations
        .iter()
        .map(|each| {
            each.provisions
                .iter()
                .map(|provision| provision.citation.as_str())
                .collect()
        })
        .collect();
    assert_eq!(
        citations,
        [
            vec!["前文", "第1条", "第1条第2項"],
            vec!["細則前文", "細則第1条"],
            vec!["細則2前文", "細則2第1条"],
        ]
    );
    // The role that the 細則 names is appointed in the main regulation.
    assert!(submission.regulations.iter().all(|each| each.warnings.is_empty()));
}

#[test]
fn what_a_clause_leaves_to_another_document_points_to_it() {
    let named = |name: &str, text: &str| {
        let mut regulation = regulation(text);
        name.clone_into(&mut regulation.file);
        regulation
    };
    let submission = assemble(
        "海辺病院",
        vec![
            named(
                "規程.txt",
                "海辺病院運用管理規程\n第1条　媒体の扱いは、別に定める媒体取扱細則による。\n第2条　監査の手順は、別に定める。\n第3条　教育の計画は、別に定める。\n第4条　媒体取扱細則を守る。",
            ),
            named("媒体.txt", "海辺病院媒体取扱細則\n第1条　媒体を封じる。"),
            named(
                "監査.txt",
                "海辺病院監査実施要領\n第1条　この要領は、運用管理規程第２条の規定に基づき、監査の手順を定める。\n第2条　細部は、別に定める。",
            ),
        ],
    );
    let told: Vec<_> = submission
        .delegations()
        .into_iter()
        .map(|each| (each.citation, each.to.map(|to| (to.file, to.citation))))
        .collect();
    assert_eq!(
        told,
        [
            delegation("第1条", Some(("媒体.txt", "細則第1条"))),
            delegation("第2条", Some(("監査.txt", "要領第1条"))),
            delegation("第3条", None),
            delegation("要領第2条", None),
        ]
    );
}

fn delegation(citation: &str, to: Option<(&str, &str)>) -> (String, Option<(String, String)>) {
    let owned = |(file, citation): (&str, &str)| (file.to_owned(), citation.to_owned());
    (citation.to_owned(), to.map(owned))
}

#[test]
fn a_document_bound_behind_fulfils_what_the_first_leaves_to_it() {
    let submission = assemble(
        "海辺病院",
        vec![regulation(
            "海辺病院運用管理規程\n第1条　媒体の扱いは、細則で定める。\n第2条　媒体管理細則に従う。\n第3条　記録の様式は、別途定める媒体管理細則による。\n第4条　法令に別に定めがある場合を除く。\n海辺病院媒体管理細則\n第1条　この細則は、運用管理規程第1条の規定により、媒体の扱いを定める。\n第2条　この細則に定めるもののほかは、院長が決める。",
        )],
    );
    let told: Vec<_> = submission
        .delegations()
        .into_iter()
        .map(|each| (each.citation, each.to.map(|to| (to.file, to.citation))))
        .collect();
    let to = Some(("規程.txt", "細則第1条"));
    assert_eq!(told, [delegation("第1条", to), delegation("第3条", to)]);
}

#[test]
fn a_title_or_the_only_document_of_a_kind_tells_what_fulfils_a_clause() {
    let submission = assemble(
        "海辺病院",
        vec![
            regulation(
                "運用管理規程\n第1条　記録の年数は、細則で定める。\n第2条　一とする。\n2　鍵の貸出しは、別に定める。\n第3条　訓練は、要領で定める。",
            ),
            regulation(
                "情報の細則\n第1条　鍵を守る。\n別表第1（規程第2条及び第4条関係）\n鍵の一覧\n別表第2（第1条関係）\n記録",
            ),
        ],
    );
    let told: Vec<_> = submission
        .delegations()
        .into_iter()
        .map(|each| (each.citation, each.to.map(|to| (to.file, to.citation))))
        .collect();
    assert_eq!(
        told,
        [
            delegation("第1条", Some(("規程.txt", "細則第1条"))),
            delegation("第2条第2項", Some(("規程.txt", "細則別表第1"))),
            delegation("第3条", None),
        ]
    );
}

#[test]
fn warnings_of_the_others_cite_as_their_provisions_do() {
    let submission = assemble(
        "海辺病院",
        vec![
            regulation("海辺病院運用管理規程\n第1条　一とする。\n第2条　第9条による。"),
            regulation(
                "運用管理細則\n第1条　第1条による。\n第3条　第8条による。\n2　第3条第2項による。\n3　薬事法による。",
            ),
        ],
    );
    let messages = |at: usize| -> Vec<&str> {
        let warnings = &submission.regulations[at].warnings;
        warnings
            .iter()
            .map(|warning| warning.message.ja.as_str())
            .collect()
    };
    assert_eq!(messages(0), ["第2条が引く第9条は、この規程にない"]);
    assert_eq!(
        messages(1),
        [
            "細則第3条の前に番号の抜けがある",
            "細則第3条が引く第8条は、この規程にない",
            "細則第3条第3項が名指しする「薬事法」は廃止された。現在は「医薬品、医療機器等の品質、有効性及び安全性の確保等に関する法律」",
        ]
    );
}
