//! Reports: every format of one small review, and decisions back from the checklist.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use kitei::document::{Place, ReadOptions, Warning};
use kitei::guideline::{CatalogueFile, Guideline, load};
use kitei::index::{IndexedFile, Wording, Wordings, submission_id};
use kitei::matching::{ElementCoverage, ElementFinding, Evidence, Finding};
use kitei::regulation::{DocumentKind, Provision, ProvisionKind, Regulation, Submission};
use kitei::report::decisions::{self, Verdict};
use kitei::report::index::{Entry, Links};
use kitei::report::{self, Others, Report};
use kitei::review::{
    FileRecord, GuidelineRecord, Review, ReviewWarning, SCHEMA, SettingsRecord, SubmissionRecord, Summary,
    ToolRecord,
};
use kitei::text::{Lang, Message};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;

pub(super) const HEAD: &str = r#"
id = "sample-1"
title = "見本の指針"
version = "第1版"
published = "2024-01-01"
publisher = "見本の会"
audience = "institution"
books = ["management"]
"#;

pub(super) const BOOK: &str = r#"
guideline = "sample-1"
book = "management"
book_title = "管理編"
[[section]]
number = "1"
title = "教育"
[[section]]
number = "2"
title = "非常時"
[[requirement]]
id = "M1-1"
section = "1"
item = 1
text = "職員を教育し、<記録>を残す。"
elements = [
  { point = "教育を年1回行う", any = [["教育"]] },
  { point = "教育の記録を残す", any = [["記録"]] },
]
related = ["M2-1"]
confidence = "read"
[[requirement]]
id = "M2-1"
section = "2"
item = 1
text = "非常時の手順を定める。"
elements = [{ point = "手順を定める", any = [["手順"]] }, { point = "訓練を行う", any = [["訓練"]] }]
confidence = "partial"
[[requirement]]
id = "M2-2"
section = "2"
item = 2
text = "控えを離れた場所に置く。"
elements = [{ point = "控えを離して置く", any = [["控え"]] }]
related = ["M1-1"]
confidence = "read"
"#;

fn guideline() -> Guideline {
    let file = |name, text| CatalogueFile { name, text };
    load(&[file("guideline.toml", HEAD), file("management.toml", BOOK)]).expect("well-formed")
}

fn submission() -> Submission {
    use ProvisionKind::{Article, Chapter, Item};
    let provision = |parent, kind, label: &str, title: Option<&str>, citation: &str, text: &str| Provision {
        parent,
        label: label.to_owned(),
        title: title.map(str::to_owned),
        place: Place {
            page: Some(3),
            ..Place::default()
        },
        ..Provision::new(kind, citation, text)
    };
    let provisions = vec![
        provision(None, Chapter, "第1章", Some("総則"), "第1章", ""),
        provision(
            Some(0),
            Article,
            "第１条",
            Some("目的"),
            "第1条",
            "この規程は、情報の取扱いを定める。",
        ),
        provision(
            Some(0),
            Article,
            "第２条",
            Some("教育"),
            "第2条",
            "院長は、𠮷野村の職員に毎年1回<教育>を行い、次に掲げるよう努める。",
        ),
        provision(Some(2), Item, "(1)", None, "第2条第1号", "記録を残すこと"),
    ];
    Submission {
        name: "小さな病院".to_owned(),
        regulations: vec![Regulation {
            file: "規程.pdf".to_owned(),
            title: "情報管理規程".to_owned(),
            kind: DocumentKind::Regulation,
            organization: Some("見本病院".to_owned()),
            dates: Vec::new(),
            named: Vec::new(),
            definitions: Vec::new(),
            provisions,
            warnings: Vec::new(),
        }],
        warnings: Vec::new(),
    }
}

fn evidence(submission: &Submission, at: usize, words: &str, score: f32) -> Evidence {
    let provision = &submission.regulations[0].provisions[at];
    let byte = provision.text.find(words).expect("in the clause");
    let start = provision.text[..byte].chars().count();
    Evidence {
        file: "規程.pdf".to_owned(),
        page: provision.place.page,
        citation: provision.citation.clone(),
        text: provision.text.clone(),
        score,
        matched: vec![(start, start + words.chars().count())],
        why: Message::new("語が合う", "words match"),
        ocr: false,
    }
}

fn element(
    point: &str,
    coverage: ElementCoverage,
    certainty: f32,
    evidence: Vec<Evidence>,
) -> ElementFinding {
    ElementFinding {
        point: point.to_owned(),
        coverage,
        certainty,
        reason: Message::new("理由の一行", "one line of reason"),
        evidence,
    }
}

fn review(submission: &Submission, guideline: &Guideline) -> Review {
    use ElementCoverage::{Covered, Uncovered, Weak};
    let findings = vec![
        Finding::new(
            "M1-1",
            vec![
                element(
                    "教育を年1回行う",
                    Covered,
                    0.9,
                    vec![evidence(submission, 2, "毎年1回<教育>", 0.9)],
                ),
                element(
                    "教育の記録を残す",
                    Weak,
                    0.5,
                    vec![
                        evidence(submission, 3, "記録", 0.7),
                        evidence(submission, 2, "教育", 0.4),
                    ],
                ),
            ],
        ),
        Finding::new(
            "M2-1",
            vec![
                element(
                    "手順を定める",
                    Uncovered,
                    0.8,
                    vec![evidence(submission, 1, "定める", 0.3)],
                ),
                element("訓練を行う", Uncovered, 0.8, Vec::new()),
            ],
        ),
        Finding::new(
            "M2-2",
            vec![element("控えを離して置く", Uncovered, 0.8, Vec::new())],
        ),
    ];
    let warning = Warning::new(
        "page-unread",
        Message::new("4頁を読めなかった", "page 4 was not read"),
    )
    .on_page(4)
    .losing();
    Review {
        schema: SCHEMA.to_owned(),
        submission: SubmissionRecord {
            name: submission.name.clone(),
            files: vec![FileRecord {
                name: "規程.pdf".to_owned(),
                sha256: "ab".repeat(32),
                pages: Some(5),
                origin: "native".to_owned(),
            }],
        },
        guideline: GuidelineRecord::of(guideline),
        tool: ToolRecord {
            name: "kitei".to_owned(),
            version: "0.0.0".to_owned(),
        },
        settings: SettingsRecord::default(),
        summary: Summary::of(&findings),
        warnings: vec![ReviewWarning::of("規程.pdf", &warning)],
        findings,
    }
}

fn with_report<T>(lang: Lang, render: impl Fn(&Report<'_>) -> T) -> T {
    let (submission, guideline) = (submission(), guideline());
    let review = review(&submission, &guideline);
    render(&Report::new(
        &review,
        &submission,
        &guideline,
        lang,
        Some("2024-06-01"),
    ))
}

/// A page without its style and script, a line an element.
fn bare(page: &str) -> String {
    let without = |page: &str, tag: &str| {
        let start = page.find(&format!("<{tag}>")).unwrap_or(page.len());
        let end = page.find(&format!("</{tag}>")).unwrap_or(page.len());
        format!("{}{}", &page[..start], &page[end..])
    };
    without(&without(page, "style"), "script").replace("><", ">\n<")
}

/// Every filled cell of a workbook.
fn cells(bytes: &[u8]) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    let rows = |range: calamine::Range<Data>| {
        range
            .rows()
            .map(|row| row.iter().map(ToString::to_string).collect())
            .collect()
    };
    workbook
        .sheet_names()
        .into_iter()
        .map(|name| {
            let range = workbook.worksheet_range(&name).expect("a sheet");
            (name, rows(range))
        })
        .collect()
}

#[test]
fn html_holds_everything_a_reviewer_needs() {
    insta::assert_snapshot!("html", bare(&with_report(Lang::Ja, report::html::render)));
}

#[test]
fn html_speaks_english_around_the_catalogue() {
    insta::assert_snapshot!("html-en", bare(&with_report(Lang::En, report::html::render)));
}

/// What two submissions on file say of what the small hospital lacks; the first is the small hospital itself.
fn wordings(review: &Review) -> Wordings {
    let own: Vec<IndexedFile> = review
        .submission
        .files
        .iter()
        .map(|file| IndexedFile {
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            readable: true,
        })
        .collect();
    let wording = |id: &str, applicant: &str, text: &str| Wording {
        submission_id: id.to_owned(),
        submission: applicant.to_owned(),
        applicant: applicant.to_owned(),
        evidence: Evidence {
            file: "規程.docx".to_owned(),
            page: Some(7),
            citation: "第9条".to_owned(),
            text: text.to_owned(),
            score: 0.9,
            matched: vec![(0, 2)],
            why: Message::new("", ""),
            ocr: false,
        },
    };
    let known = vec![
        wording(&submission_id(&own), "小さな病院", "自らの文言"),
        wording("b", "大きな病院", "控えは、大きな病院の外に置く。"),
    ];
    BTreeMap::from([
        ("M1-1".to_owned(), vec![known.clone(), known.clone()]),
        ("M2-1".to_owned(), vec![known.clone(), known.clone()]),
        ("M2-2".to_owned(), vec![known]),
    ])
}

/// The page with what is on file beside the findings.
fn page_beside(anonymous: bool) -> String {
    let (submission, guideline) = (submission(), guideline());
    let review = review(&submission, &guideline);
    let wordings = wordings(&review);
    let others = Others {
        wordings: &wordings,
        anonymous,
        index: "登録 簿",
    };
    let report = Report::new(&review, &submission, &guideline, Lang::Ja, None).beside(Some(others));
    bare(&report::html::render(&report))
}

#[test]
fn html_shows_how_others_word_what_is_missing() {
    let page = page_beside(false);
    let gaps = with_report(Lang::Ja, |report| {
        let items = report.items().collect::<Vec<_>>();
        let flagged = items.iter().flat_map(|item| &item.finding.elements);
        flagged.filter(|element| element.coverage.is_flagged()).count()
    });
    assert!(gaps > 0);
    assert_eq!(page.matches("<details class=\"others\">").count(), gaps);
    assert!(page.contains("大きな病院</b> 第9条") && page.contains("<mark>控え</mark>"));
    assert!(
        !page.contains("自らの文言"),
        "what was handed in is not how others word it"
    );
    assert!(
        page.contains("kitei search --requirement M2-2 --guideline sample-1 --index &quot;登録 簿&quot;")
    );
}

#[test]
fn html_names_no_other_applicant_where_none_is_to_be_named() {
    let page = page_beside(true);
    assert!(page.contains("登録済みの規程</b> 第9条") && page.contains("控えは、〇〇の外に置く。"));
    assert!(!page.contains("大きな病院"));
}

#[test]
fn html_needs_no_network() {
    let page = with_report(Lang::Ja, report::html::render);
    for outside in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

/// A snapshot in each language; the English one under the name with `-en`.
fn in_both(name: &str, shown: impl Fn(Lang) -> String) {
    insta::assert_snapshot!(name, shown(Lang::Ja));
    insta::assert_snapshot!(format!("{name}-en"), shown(Lang::En));
}

#[test]
fn terminal_lists_what_is_missing() {
    in_both("terminal", |lang| {
        with_report(lang, |report| {
            let entry = Entry::of(report.review, report.guideline, "小さな病院");
            report::terminal::table(&[entry], lang) + &report::terminal::gaps(report)
        })
    });
}

#[test]
fn index_shows_the_batch() {
    let links = Links {
        html: true,
        xlsx: true,
        json: false,
        letter: true,
    };
    in_both("index", |lang| {
        let page = with_report(lang, |report| {
            let entry = Entry::of(report.review, report.guideline, "小さな 病院");
            report::index::render(&[entry], &[report.guideline], links, lang, None)
        });
        bare(&page)
    });
}

#[test]
fn oscal_is_assessment_results() {
    insta::assert_snapshot!("oscal", with_report(Lang::Ja, report::oscal::render));
}

#[test]
fn json_holds_the_whole_review() {
    let line = with_report(Lang::Ja, |report| report::json::render(report.review));
    assert_eq!(line.trim_end().lines().count(), 1, "one object a line");
    let value: Value = serde_json::from_str(&line).expect("JSON");
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&value).expect("JSON"));
}

#[test]
fn workbook_is_the_reviewers_checklist() {
    in_both("xlsx", |lang| {
        let bytes = with_report(lang, |report| {
            report::xlsx::render(report, Some("小さな病院.html")).expect("renders")
        });
        let mut text = String::new();
        for (name, rows) in cells(&bytes) {
            let _ = writeln!(text, "[{name}]");
            for row in rows {
                let _ = writeln!(text, "{}", row.join(" | "));
            }
        }
        text
    });
}

#[test]
fn letter_reads_as_a_letter() {
    in_both("letter", |lang| {
        let bytes = with_report(lang, |report| report::letter::render(report).expect("renders"));
        let document = kitei::document::read("letter.docx", &bytes, &ReadOptions::default()).expect("a DOCX");
        kitei::document::plain::lines(&document).join("\n")
    });
}

#[test]
fn the_same_review_gives_the_same_bytes() {
    let all = || {
        with_report(Lang::Ja, |report| {
            (
                report::html::render(report),
                report::xlsx::render(report, None).expect("renders"),
                report::letter::render(report).expect("renders"),
                report::oscal::render(report),
            )
        })
    };
    let first = all();
    // A file that holds the time of its making differs after its clock's step, two seconds for zip archives.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(first == all());
}

#[test]
fn the_schema_describes_the_json() {
    let schema: Value =
        serde_json::from_str(include_str!("../../schemas/kitei.review-1.schema.json")).expect("JSON");
    let review: Value = with_report(Lang::Ja, |report| {
        serde_json::from_str(&report::json::render(report.review)).expect("JSON")
    });
    assert_eq!(problems(&schema, &schema, &review, "$"), Vec::<String>::new());
    let mut wrong = review.clone();
    wrong["findings"][0]["coverage"] = Value::from("perhaps");
    wrong["summary"]
        .as_object_mut()
        .expect("an object")
        .remove("partial");
    assert_eq!(problems(&schema, &schema, &wrong, "$").len(), 2);
}

/// What the schema says against a value: the few keywords of JSON Schema that our schema uses.
fn problems(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return problems(
            root,
            &root["$defs"][name.trim_start_matches("#/$defs/")],
            value,
            at,
        );
    }
    let mut found = Vec::new();
    let types = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |name: &&str| match *name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        _ => false,
    };
    if !types.is_empty() && !types.iter().any(is) {
        found.push(format!("{at}: not {types:?}"));
    }
    let constant = schema.get("const").is_some_and(|wanted| wanted != value);
    let listed = schema["enum"]
        .as_array()
        .is_some_and(|list| !list.contains(value));
    if constant || listed {
        found.push(format!("{at}: {value}"));
    }
    if let Some(object) = value.as_object() {
        for name in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !object.contains_key(name) {
                found.push(format!("{at}: no {name}"));
            }
        }
        for (name, inner) in object {
            match schema["properties"].get(name) {
                Some(described) => found.extend(problems(root, described, inner, &format!("{at}.{name}"))),
                None => found.push(format!("{at}.{name}: not described")),
            }
        }
    }
    for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(problems(root, &schema["items"], inner, &format!("{at}[{index}]")));
    }
    found
}

/// The checklist as people hand it back: heads two rows further down, rows turned round, a column in front and one in
/// the middle, decisions filled in.
fn handed_back(fill: impl Fn(&mut BTreeMap<String, String>, usize)) -> Vec<u8> {
    let bytes = with_report(Lang::Ja, |report| {
        report::xlsx::render(report, None).expect("renders")
    });
    let sheets = cells(&bytes);
    let list = &sheets["点検表"];
    let at = list.iter().position(|row| row[0] == "遵守事項ID").expect("heads");
    let heads = &list[at];
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("点検表").expect("a name");
    let mut order: Vec<String> = vec!["二次確認".to_owned()];
    order.extend(heads.iter().cloned());
    order.insert(5, "整理番号".to_owned());
    for (column, head) in (0..).zip(&order) {
        sheet.write(4, column, head).expect("writes");
    }
    for (row, (index, cells)) in (5..).zip(list[at + 1..].iter().enumerate().rev()) {
        let mut named: BTreeMap<String, String> = heads.iter().cloned().zip(cells.iter().cloned()).collect();
        fill(&mut named, index);
        for (column, head) in (0..).zip(&order) {
            let Some(words) = named.get(head).filter(|words| !words.is_empty()) else {
                continue;
            };
            if head == "判定日" && words == "date" {
                let date = ExcelDateTime::from_ymd(2024, 6, 3).expect("a date");
                let format = Format::new().set_num_format("yyyy/m/d");
                sheet
                    .write_with_format(row, column, &date, &format)
                    .expect("writes");
            } else {
                sheet.write(row, column, words).expect("writes");
            }
        }
    }
    let facts = workbook.add_worksheet();
    facts.set_name("概要").expect("a name");
    for (row, cells) in (0..).zip(&sheets["概要"]) {
        for (column, words) in (0..).zip(cells) {
            facts.write(row, column, words).expect("writes");
        }
    }
    workbook.save_to_buffer().expect("saves")
}

#[test]
fn decisions_come_back_from_a_changed_checklist() {
    let bytes = handed_back(|row, index| {
        let mut set = |head: &str, words: &str| row.insert(head.to_owned(), words.to_owned());
        match index {
            0 => {
                set("判定", "充足");
                set("判定日", "date");
                set("判定者", "山田");
            }
            1 => {
                set("所見", "第2条を直す予定");
                set("観点番号", "");
            }
            3 => {
                set("判定", " 一部充足 ");
                set("二次確認", "済");
            }
            _ => {}
        }
    });
    assert_eq!(decisions::guideline_of(&bytes).expect("named"), "sample-1");
    let read = decisions::read(&bytes, &guideline()).expect("a checklist");
    assert_eq!(read.submission.as_deref(), Some("小さな病院"));
    assert_eq!(read.result_sha256.map(|hash| hash.len()), Some(64));
    assert_eq!(read.unplaced, []);
    let told: Vec<_> = read
        .decisions
        .iter()
        .map(|d| (d.requirement.as_str(), d.element, d.verdict))
        .collect();
    assert_eq!(
        told,
        [
            ("M1-1", 1, Some(Verdict::Covered)),
            ("M1-1", 2, None),
            ("M2-1", 2, Some(Verdict::Partial))
        ]
    );
    assert_eq!(read.decisions[0].date.as_deref(), Some("2024-06-03"));
    assert_eq!(read.decisions[1].comment.as_deref(), Some("第2条を直す予定"));
    assert_eq!(read.decisions[2].extra["二次確認"], "済");
}

#[test]
fn what_cannot_be_placed_is_told_and_kept() {
    let bytes = handed_back(|row, index| {
        let mut set = |head: &str, words: &str| row.insert(head.to_owned(), words.to_owned());
        match index {
            0 => {
                set("遵守事項ID", "M9-9");
                set("判定", "充足");
            }
            1 => {
                set("判定", "たぶん充足");
                set("所見", "残すこと");
            }
            // The point's words are those of the other element.
            2 => {
                set("観点", "訓練を行う");
                set("判定", "不足");
            }
            // A copy of the row after it, decided otherwise.
            4 => {
                set("遵守事項ID", "M2-1");
                set("観点番号", "2");
                set("観点", "訓練を行う");
                set("判定", "不足");
            }
            3 => {
                set("判定", "対象外");
            }
            _ => {}
        }
    });
    let read = decisions::read(&bytes, &guideline()).expect("a checklist");
    assert_eq!(read.decisions.len(), 1);
    assert_eq!(read.unplaced.len(), 4);
    let kept: Vec<_> = read
        .unplaced
        .iter()
        .filter_map(|row| row.cells.get("所見"))
        .collect();
    assert_eq!(kept, ["残すこと"]);
}

#[test]
fn a_workbook_without_a_checklist_is_named_as_such() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "別の表").expect("writes");
    let bytes = workbook.save_to_buffer().expect("saves");
    assert!(matches!(
        decisions::read(&bytes, &guideline()),
        Err(decisions::DecisionsError::NoChecklist)
    ));
    assert!(matches!(
        decisions::read(b"no workbook", &guideline()),
        Err(decisions::DecisionsError::Workbook(_))
    ));
}
