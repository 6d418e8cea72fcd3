//! Running heads are taken out of the text, and nothing else is.

use kitei::document::{Document, plain};

use super::build::{ja, latin, read_pages};

/// The text and the marginal lines.
fn parted(document: &Document) -> (Vec<String>, Vec<String>) {
    let heads = document.marginalia.iter().map(|line| line.text.clone());
    (plain::lines(document), heads.collect())
}

/// Lines of a text that no other page has.
fn body(page: usize) -> String {
    (0..5)
        .map(|line| {
            let words = ["点検", "教育", "監査", "委託", "復旧", "記録", "保管"][(3 * page + line) % 7];
            ja(
                50,
                300 - 40 * line as u16,
                &format!("職員は、{words}について{page}の{line}を届け出る。"),
            )
        })
        .collect()
}

#[test]
fn a_line_that_comes_again_at_the_same_height_is_no_running_head() {
    let first = latin(50, 380, "repeated words") + &latin(50, 366, "and what follows them");
    let second = latin(50, 380, "repeated words") + &latin(50, 366, "but other words here");
    let document = read_pages(&[first, second], "");
    assert!(document.marginalia.is_empty(), "{:?}", document.marginalia);
}

#[test]
fn two_identical_pages_keep_their_body() {
    let form = ja(50, 380, "医療情報システム利用申請書")
        + &ja(50, 355, "みどり坂病院長　殿")
        + &ja(50, 200, "次のとおり利用を申請します。")
        + &ja(50, 40, "この申請書は五年間保存する。")
        + &ja(200, 10, "- 1 -");
    let (text, heads) = parted(&read_pages(&[&form, &form], ""));
    assert_eq!(text.len(), 8, "{text:?}");
    assert_eq!(heads, ["- 1 -", "- 1 -"]);
}

#[test]
fn forms_that_differ_in_one_line_keep_their_heads() {
    let form = |who: &str| {
        let rest: String = (0..8)
            .map(|line| {
                ja(
                    50,
                    300 - 30 * line,
                    ["氏名", "所属", "理由", "期間"][usize::from(line) % 4],
                )
            })
            .collect();
        ja(50, 380, "医療情報システム利用申請書") + &ja(50, 330, who) + &rest
    };
    let (text, heads) = parted(&read_pages(&[form("みどり坂病院長"), form("あおば台病院長")], ""));
    assert!(heads.is_empty(), "{heads:?}");
    assert_eq!(text.iter().filter(|line| line.contains("申請書")).count(), 2);
}

#[test]
fn headings_that_begin_several_pages_are_text() {
    for heading in ["【遵守事項】", "様式第1号（第3条関係）"] {
        let pages: Vec<String> = (0..8)
            .map(|page| {
                let first = if page % 2 == 0 {
                    heading.replace('1', &(page + 1).to_string())
                } else {
                    [
                        "",
                        "点検の担当者を置く。",
                        "",
                        "記録を残す。",
                        "",
                        "鍵を預かる。",
                        "",
                        "教育を行う。",
                    ][page]
                        .to_owned()
                };
                ja(50, 380, &first) + &body(page)
            })
            .collect();
        let (text, heads) = parted(&read_pages(&pages, ""));
        assert!(heads.is_empty(), "{heads:?}");
        let start: String = heading.chars().take(2).collect();
        assert_eq!(
            text.iter().filter(|line| line.starts_with(&start)).count(),
            4,
            "{text:?}"
        );
    }
}

#[test]
fn forms_numbered_on_every_page_keep_their_numbers() {
    let pages: Vec<String> = (1..5)
        .map(|page| ja(50, 380, &format!("様式第{page}号（第3条関係）")) + &body(page))
        .collect();
    let (_, heads) = parted(&read_pages(&pages, ""));
    assert!(heads.is_empty(), "{heads:?}");
}

#[test]
fn heads_that_name_the_chapter_are_taken_with_the_page_numbers() {
    let chapters = [
        "第1章　総則",
        "第1章　総則",
        "第2章　組織",
        "第2章　組織",
        "第3章　監査",
    ];
    let pages: Vec<String> = chapters
        .iter()
        .enumerate()
        .map(|(page, chapter)| {
            ja(250, 385, chapter) + &body(page) + &latin(200, 15, &format!("{} / 5", page + 1))
        })
        .collect();
    let (text, heads) = parted(&read_pages(&pages, ""));
    assert_eq!(text.concat().matches("届け出る").count(), 25, "{text:?}");
    assert!(!text.concat().contains(['章', '/']), "{text:?}");
    assert_eq!(heads.len(), 10, "{heads:?}");
}

#[test]
fn a_page_of_nothing_but_repeated_lines_keeps_them() {
    let pages: Vec<String> = (1..5).map(|page| ja(50, 380, &format!("参考図{page}"))).collect();
    let (text, heads) = parted(&read_pages(&pages, ""));
    assert_eq!(text.len(), 4, "{heads:?}");
}

#[test]
fn a_page_marked_as_no_content_throughout_is_text() {
    let page = format!(
        "/Artifact BMC {} {} EMC",
        ja(50, 380, "この規程の目的を定める。"),
        body(1)
    );
    let (text, heads) = parted(&read_pages(&[page], ""));
    assert!(heads.is_empty(), "{heads:?}");
    assert_eq!(text.len(), 6);
}
