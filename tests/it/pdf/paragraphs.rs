//! Which lines make one paragraph.

use kitei::document::plain;

use super::build::{ja, read_page};

/// What is read of lines of 25 characters at most, which fill the page.
fn read_lines(lines: &[&str]) -> Vec<String> {
    let content: String = lines
        .iter()
        .zip((1..).map(|row| 380 - 20 * row))
        .map(|(line, y)| ja(50, y, line))
        .collect();
    plain::lines(&read_page(&content, ""))
}

#[test]
fn a_word_that_a_line_parts_before_its_dot_is_whole() {
    let word = [
        "登録のない者は受付の入室簿に会社の名と氏名及び入室",
        "・退室の時刻を書く。",
    ];
    assert_eq!(read_lines(&word), [word.concat()]);
    let items = [
        "次に掲げる事項を台帳に記録し、又毎月これを点検する",
        "・端末の番号",
        "・使う人",
    ];
    assert_eq!(read_lines(&items), items);
    let short = ["記録する事項", "・端末の番号", "・使う人"];
    assert_eq!(read_lines(&short), short);
}

#[test]
fn a_part_begins_behind_a_full_line() {
    let lines = [
        "プログラムの有無を別の端末で確かめるものとします。",
        "第４部　外部委託",
    ];
    assert_eq!(read_lines(&lines), lines);
}

#[test]
fn the_line_that_says_when_a_regulation_was_made_stands_by_itself() {
    let lines = [
        "株式会社ひだまり（本社及び訪問看護の事業所四か所）",
        "２０１８年１０月１日制定　２０２５年５月１日改定",
    ];
    assert_eq!(read_lines(&lines), lines);
}

#[test]
fn a_bracket_goes_on_with_a_full_line_of_its_cell() {
    let cell = |first: &str, second: &str| {
        let across = [300, 260].map(|y| format!("50 {y} m 250 {y} l S "));
        let down = [50, 150, 250].map(|x| format!("{x} 260 m {x} 300 l S "));
        let texts = [ja(55, 284, first), ja(55, 266, second), ja(155, 284, "訪問")];
        let content = [across.concat(), down.concat(), texts.concat()].concat();
        plain::lines(&read_page(&content, ""))
    };
    assert_eq!(
        cell("往診の端末一台", "（番号一）"),
        ["往診の端末一台（番号一）\t訪問"]
    );
    // The bracket would have had room on the line of the name: somebody wanted it below.
    assert_eq!(cell("氏名", "（読み）"), ["氏名 （読み）\t訪問"]);
}
