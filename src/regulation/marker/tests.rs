//! Every form a number or heading may have, and running text that only looks like one.

use super::super::model::ProvisionKind;
use super::*;

fn list(text: &str) -> (Style, Vec<u32>, bool) {
    match scan(text, 0) {
        Some(Marked {
            marker: Marker::List(readings),
            strong,
            ..
        }) => (readings[0].0, readings[0].1.clone(), strong),
        other => panic!("{text}: {other:?}"),
    }
}

fn unit(text: &str) -> Option<(ProvisionKind, Vec<u32>, Vec<Vec<u32>>)> {
    match scan(text, 0)?.marker {
        Marker::Unit {
            kind, number, gone, ..
        } => Some((kind, number, gone)),
        _ => None,
    }
}

#[test]
fn reads_every_style_of_number() {
    for (text, style, number) in [
        ("２　管理者は", Style::Bare, vec![2]),
        ("2 管理者は", Style::Bare, vec![2]),
        ("２　月額の安さだけで", Style::Bare, vec![2]),
        ("2 年次の計画を", Style::Bare, vec![2]),
        ("2. 管理者は", Style::Dot, vec![2]),
        ("１．（目的）", Style::Dot, vec![1]),
        ("1)　目的", Style::Close, vec![1]),
        ("(3) 端末", Style::Paren, vec![3]),
        ("（３）端末", Style::Paren, vec![3]),
        ("⑶端末", Style::Paren, vec![3]),
        ("③端末", Style::Circle, vec![3]),
        ("三　端末", Style::Kanji, vec![3]),
        ("（三）端末", Style::ParenKanji, vec![3]),
        ("ア　端末", Style::Kana, vec![1]),
        ("ア: 端末", Style::Kana, vec![1]),
        ("ｲ 端末", Style::Kana, vec![2]),
        ("(3)から(5)まで　削除", Style::Paren, vec![3]),
        ("三及び四　削除", Style::Kanji, vec![3]),
        ("(ア) 端末", Style::ParenKana, vec![1]),
        ("a. 端末", Style::Alpha, vec![1]),
        ("(b) 端末", Style::ParenAlpha, vec![2]),
        ("Ⅲ　体制", Style::Roman, vec![3]),
        ("III. 体制", Style::Roman, vec![3]),
        ("ii) 体制", Style::SmallRoman, vec![2]),
        ("4.2.1 体制", Style::Path, vec![4, 2, 1]),
        ("1－1－1　目的", Style::Path, vec![1, 1, 1]),
        ("第1　趣旨", Style::Dai, vec![1]),
    ] {
        assert_eq!(list(text), (style, number, true), "{text}");
    }
}

#[test]
fn reads_units_and_their_branches() {
    for (text, kind, number) in [
        ("第１条　この規程は", ProvisionKind::Article, vec![1]),
        ("第 1 条（目的）", ProvisionKind::Article, vec![1]),
        ("第九条の二の三　管理者", ProvisionKind::Article, vec![9, 2, 3]),
        ("第2章第1節", ProvisionKind::Chapter, vec![2]),
        ("【第1章 総則】", ProvisionKind::Chapter, vec![1]),
        ("第十二条　病院長は", ProvisionKind::Article, vec![12]),
        ("第1-2条　病院長は", ProvisionKind::Article, vec![1, 2]),
        ("第Ⅱ章　体制", ProvisionKind::Chapter, vec![2]),
        ("第IV編　雑則", ProvisionKind::Part, vec![4]),
    ] {
        if text.contains("第1節") {
            assert_eq!(unit(text), None, "{text}");
        } else {
            assert_eq!(unit(text), Some((kind, number, vec![])), "{text}");
        }
    }
    for (text, number, gone) in [
        ("第10条から第12条まで　削除", vec![10], vec![vec![11], vec![12]]),
        ("第3条及び第4条　削除", vec![3], vec![vec![4]]),
        ("第3条、第5条及び第7条　削除", vec![3], vec![vec![5], vec![7]]),
        ("第七条～第九条　削除", vec![7], vec![vec![8], vec![9]]),
        (
            "第5条の2から第5条の4まで　削除",
            vec![5, 2],
            vec![vec![5, 3], vec![5, 4]],
        ),
        (
            "第5条から第6条の3まで　削除",
            vec![5],
            vec![vec![6], vec![6, 2], vec![6, 3]],
        ),
    ] {
        assert_eq!(unit(text), Some((ProvisionKind::Article, number, gone)), "{text}");
    }
    assert_eq!(unit("第1条から第4000000000条まで　削除"), None);
}

#[test]
fn running_text_is_no_heading() {
    for text in [
        "第14条の規定により",
        "第14条及び第15条に",
        "第3条第2項の",
        "第12条（第3項を除く。）の規定",
        "第9条の2の規定",
        "平成25年4月1日",
        "2022年4月1日",
        "3日以内に",
        "アクセスの記録",
        "表のとおり",
        "附則第2項の規定",
        "別表第1に掲げる",
    ] {
        assert_eq!(scan(text, 0), None, "{text}");
    }
}

#[test]
fn names_what_is_appended() {
    for (text, name) in [
        ("別表第一（第十九条関係）", "別表第1"),
        ("別表（第3条関係）", "別表"),
        ("様式第１号（第５条関係）", "様式第1号"),
        ("第2号様式（第5条関係）", "第2号様式"),
        ("別記第1号様式", "別記第1号様式"),
        ("表1　役割分担表", "表1"),
        ("別紙１", "別紙1"),
        ("【別紙2】", "別紙2"),
        ("付録Ａ　用語", "付録A"),
        ("別　表　（第3条関係）", "別表"),
        ("様　式　第2号", "様式第2号"),
    ] {
        match scan(text, 0).map(|marked| marked.marker) {
            Some(Marker::Appended { name: found, .. }) => assert_eq!(found, name),
            other => panic!("{text}: {other:?}"),
        }
    }
}
