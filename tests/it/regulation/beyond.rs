//! What is no provision, and what stands around the provisions.

use kitei::document::Format;
use kitei::regulation::{ProvisionKind, understand};

use super::{codes, document, outline, outline_of, regulation};

#[test]
fn the_table_of_contents_is_kept_apart() {
    let text = "規程\n目次\n第1章　総則（第1条・第2条）\n第2章　体制（第3条―第5条）\n附則\n第1章　総則\n（目的）\n第1条　目的を定める。\n第2章　体制\n第2条　体制を定める。";
    let regulation = regulation(text);
    let contents: Vec<_> = regulation
        .provisions
        .iter()
        .filter(|each| each.kind == ProvisionKind::Contents)
        .collect();
    assert_eq!(contents.len(), 1);
    assert!(contents[0].text.contains("第3条―第5条"));
    assert_eq!(
        outline(text),
        [
            "第1章=[総則]",
            "第1条=[目的]目的を定める。",
            "第2章=[体制]",
            "第2条=体制を定める。"
        ]
    );
    assert!(
        regulation
            .clauses()
            .all(|(_, clause)| clause.kind != ProvisionKind::Contents)
    );
}

#[test]
fn a_table_of_contents_with_pages_needs_no_heading() {
    assert_eq!(
        outline(
            "手引\n1. 目的……1\n2. 範囲……2\n3. 点検……5\n1. 目的\n目的を定める。\n2. 範囲\n範囲を定める。\n3. 点検\n毎月行う。"
        ),
        [
            "1=[目的]目的を定める。",
            "2=[範囲]範囲を定める。",
            "3=[点検]毎月行う。"
        ]
    );
}

#[test]
fn running_citations_years_and_amounts_are_text() {
    assert_eq!(
        outline(
            "第1条　次による。\n第14条の規定により行う。\n第2条第3項の報告を行う。\n平成25年に定めたものによる。\n2024年4月1日から行う。\n3日以内に報告する。\n30分を超えないこと。\n第2条　二とする。"
        ),
        [
            "第1条=次による。\n第14条の規定により行う。\n第2条第3項の報告を行う。\n平成25年に定めたものによる。\n2024年4月1日から行う。\n3日以内に報告する。\n30分を超えないこと。",
            "第2条=二とする。",
        ]
    );
}

#[test]
fn amendment_notes_stand_apart() {
    assert_eq!(
        outline(
            "（目的）\n第1条　目的を定める。\n（令元訓令6・一部改正）\n（範囲）\n第2条　範囲を定める。\n（平28規程3・追加）"
        ),
        [
            "第1条=[目的]目的を定める。",
            "第1条 注=（令元訓令6・一部改正）",
            "第2条=[範囲]範囲を定める。",
            "第2条 注=（平28規程3・追加）",
        ]
    );
}

#[test]
fn supplementary_provisions_are_counted_apart() {
    let text = "第1条　目的を定める。\n附　則\n（施行期日）\n1　この規程は、令和6年4月1日から施行する。\n（経過措置）\n2　なお従前の例による。\n附則（令和7年3月1日訓令第2号）\nこの訓令は、令和7年4月1日から施行する。\n附則\n第1条　この規程は、公布の日から施行する。";
    assert_eq!(
        outline(text),
        [
            "第1条=目的を定める。",
            "附則=",
            "附則第1項=[施行期日]この規程は、令和6年4月1日から施行する。",
            "附則第2項=[経過措置]なお従前の例による。",
            "附則（令和7年3月1日訓令第2号）=[令和7年3月1日訓令第2号]この訓令は、令和7年4月1日から施行する。",
            "附則2=",
            "附則2第1条=この規程は、公布の日から施行する。",
        ]
    );
    let regulation = regulation(text);
    assert_eq!(
        regulation
            .provisions
            .iter()
            .filter(|each| each.supplementary)
            .count(),
        6
    );
}

#[test]
fn forms_hold_their_fields() {
    assert_eq!(
        outline(
            "第1条　申請する。\n様式第1号（第1条関係）\n持出申請書\n年　月　日\n1　申請者\n所属　　　　氏名　　　印\n2　持ち出すもの\n別紙1\n連絡先\n病院長"
        ),
        [
            "第1条=申請する。",
            "様式第1号=[第1条関係]持出申請書\n年　月　日\n1　申請者\n所属　　　　氏名　　　印\n2　持ち出すもの",
            "別紙1=[連絡先]病院長",
        ]
    );
}

#[test]
fn remarks_are_notes() {
    assert_eq!(
        outline("第1条　次による。\n(1)　端末\n※　携帯型を含む。\n(2)　媒体"),
        [
            "第1条=次による。",
            "第1条第1号=端末",
            "第1条 注=※　携帯型を含む。",
            "第1条第2号=媒体"
        ]
    );
}

#[test]
fn gaps_and_duplicates_are_told() {
    assert_eq!(
        codes("第1条　一とする。\n第2条　二とする。\n第4条　四とする。"),
        ["numbering-gap"]
    );
    assert_eq!(
        codes("（い）\n第1条　一とする。\n（ろ）\n第2条　二とする。\n（は）\n第2条　三とする。"),
        ["numbering-duplicate"]
    );
    assert_eq!(
        codes("第1条　次による。\n(1)　一\n(2)　二\n(4)　四"),
        ["numbering-gap"]
    );
    assert!(
        codes("第1条　一とする。\n第2条　二とする。\n第2条の2　枝とする。\n第3条　三とする。").is_empty()
    );
}

#[test]
fn a_document_behind_the_first_is_cited_by_its_kind() {
    let citations: Vec<String> = outline("海辺病院運用管理規程\n第1条　目的を定める。\n第2条　別に定める。\n附則\nこの規程は、公布の日から施行する。\n海辺病院運用管理細則\n（目的）\n第1条　細目を定める。\n第2条　点検する。\n2　記録する。\n附則\n公布の日から施行する。")
        .into_iter()
        .map(|line| line.split('=').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        citations,
        [
            "第1条",
            "第2条",
            "附則",
            "細則",
            "細則第1条",
            "細則第2条",
            "細則第2条第2項",
            "細則附則"
        ]
    );
}

#[test]
fn broken_and_joined_lines_of_a_page_are_put_right() {
    let mut page = document(
        "1　総則\n1-1　目的\n約束をまとめたものです。1-2　範囲\n(1) 職員は、前の\n2 日以内に知らせ、次の\n(1)の記録を残す。(2) 端末は、\n鍵をかける。2 人で行う。\n2　体制\n2-1　責任者\n責任者を置く。",
    );
    page.format = Format::Pdf;
    assert_eq!(
        outline_of(&understand(&page)),
        [
            "1=[総則]",
            "1-1=[目的]約束をまとめたものです。",
            "1-2=[範囲]",
            "1-2(1)=職員は、前の2 日以内に知らせ、次の(1)の記録を残す。",
            "1-2(2)=端末は、鍵をかける。2 人で行う。",
            "2=[体制]",
            "2-1=[責任者]責任者を置く。",
        ]
    );
}

#[test]
fn a_sentence_broken_at_a_middle_dot_is_no_bullet() {
    let words = "1　入退室\n(1) 登録のない者は入室簿に会社名、氏名、入室\n・退室の時刻を書くこと。\n(2) サーバ室の中で守らなければならない事項\n・飲食をしない。\n・撮影をしない。";
    let mut page = document(words);
    page.format = Format::Pdf;
    let said = outline_of(&understand(&page));
    assert_eq!(
        said,
        [
            "1=[入退室]",
            "1(1)=登録のない者は入室簿に会社名、氏名、入室・退室の時刻を書くこと。",
            "1(2)=サーバ室の中で守らなければならない事項",
            "1(2) 段落1=飲食をしない。",
            "1(2) 段落2=撮影をしない。",
        ]
    );
    assert!(
        outline_of(&understand(&document(words))).contains(&"1(1) 段落1=退室の時刻を書くこと。".to_owned())
    );
}

#[test]
fn a_heading_behind_a_full_stop_is_one_where_lines_of_a_page_were_joined() {
    let mut page = document(
        "第１部　体制\n1.1　責任者\n責任者を置く。第２部　委託\n2.1　契約\n契約を結ぶ。第９部　雑則を除く。",
    );
    page.format = Format::Pdf;
    assert_eq!(
        outline_of(&understand(&page)),
        [
            "第1部=[体制]",
            "1.1=[責任者]責任者を置く。",
            "第2部=[委託]",
            "2.1=[契約]契約を結ぶ。第９部　雑則を除く。",
        ]
    );
}

#[test]
fn a_sentence_that_was_typed_on_two_lines_is_one() {
    assert_eq!(
        outline("1　非常時\n非常時とは\n次のときをいう。\n2　利用者\n職員が使うもの\n客が使うもの"),
        [
            "1=[非常時]非常時とは次のときをいう。",
            "2=[利用者]職員が使うもの\n客が使うもの",
        ]
    );
}
