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
        .map(|each| (each.citation, each.to))
        .collect();
    assert_eq!(
        told,
        [
            ("第1条".to_owned(), Some("媒体.txt".to_owned())),
            ("第2条".to_owned(), Some("監査.txt".to_owned())),
            ("第3条".to_owned(), None),
            ("要領第2条".to_owned(), None),
        ]
    );
}
