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
