//! The corpus: what is on file is found, by every way of asking, and nothing else.

use kitei::document::Place;
use kitei::index::{Added, Corpus, Engine, IndexError, IndexedFile, Query, Writer, similar, variants};
use kitei::regulation::{
    DatedEvent, DocumentKind, EventKind, Provision, ProvisionKind, Regulation, Submission,
};
use kitei::text::Thesaurus;

fn provision(
    parent: Option<usize>,
    kind: ProvisionKind,
    citation: &str,
    title: &str,
    text: &str,
) -> Provision {
    Provision {
        parent,
        title: (!title.is_empty()).then(|| title.to_owned()),
        ..Provision::new(kind, citation, text)
    }
}

/// A submission of one regulation with these articles.
fn submission(name: &str, kind: DocumentKind, year: u32, articles: &[(&str, &str)]) -> Submission {
    let mut provisions = vec![provision(None, ProvisionKind::Chapter, "第1章", "総則", "")];
    for (number, (title, text)) in (1..).zip(articles) {
        let mut article = provision(
            Some(0),
            ProvisionKind::Article,
            &format!("第{number}条"),
            title,
            text,
        );
        article.place = Place {
            page: Some(number),
            ..Place::default()
        };
        provisions.push(article);
    }
    let date = DatedEvent {
        kind: EventKind::InForce,
        date: format!("{year}-04-01"),
        words: String::new(),
        place: Place::default(),
    };
    let regulation = Regulation {
        file: format!("{name}.pdf"),
        title: String::new(),
        kind,
        organization: Some(format!("{name}病院")),
        dates: vec![date],
        named: Vec::new(),
        definitions: Vec::new(),
        provisions,
        warnings: Vec::new(),
    };
    Submission {
        name: name.to_owned(),
        regulations: vec![regulation],
        warnings: Vec::new(),
    }
}

fn files(content: &str) -> Vec<IndexedFile> {
    vec![IndexedFile {
        name: format!("{content}.pdf"),
        sha256: kitei::text::hex_digest(content.as_bytes()),
        readable: true,
    }]
}

fn sample() -> [Submission; 2] {
    [
        submission(
            "青空",
            DocumentKind::Regulation,
            2023,
            &[
                (
                    "目的",
                    "この規程は、医療情報システムの安全管理に関し必要な事項を定める。",
                ),
                (
                    "可搬媒体",
                    "職員は、ＵＳＢメモリー等の可搬媒体を病院長の許可なく院外へ持ち出してはならない。",
                ),
                (
                    "ウィルス対策",
                    "端末にはコンピューターウィルスの対策ソフトを\n導入する。",
                ),
                ("鍵", "サーバー室の鍵は施錠し、ISO 27001 に準じて管理する。"),
            ],
        ),
        submission(
            "緑",
            DocumentKind::DetailedRules,
            2019,
            &[
                ("委託", "委託先の監査は、年１回以上行う。"),
                ("持出し", "情報機器の持ち出しは台帳に記録する。"),
            ],
        ),
    ]
}

fn filled() -> (tempfile::TempDir, Corpus) {
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = Corpus::open_or_create(folder.path()).expect("an index");
    let mut writer = Writer::new(&corpus).expect("a writer");
    for submission in sample() {
        let added = writer
            .add(&submission, files(&submission.name), None)
            .expect("added");
        assert_eq!(added, Added::New);
    }
    writer.finish().expect("committed");
    (folder, corpus)
}

/// Citations of the clauses that answer `query`, sorted.
fn found(corpus: &Corpus, query: &str) -> Vec<String> {
    let query = Query::parse(query).expect("a query");
    let hits = corpus.search(&query, 100).expect("a search");
    assert_eq!(hits.total, hits.best.len());
    let mut found: Vec<String> = hits
        .best
        .iter()
        .map(|hit| format!("{}{}", hit.clause.submission, hit.clause.citation))
        .collect();
    found.sort();
    found
}

#[test]
fn japanese_is_found_as_people_type_it() {
    let (_folder, corpus) = filled();
    for (query, expected) in [
        ("安全管理", &["青空第1条"][..]),
        ("usbメモリ", &["青空第2条"]),
        ("ＵＳＢ　メモリ", &["青空第2条"]),
        ("メモリ", &["青空第2条"]),
        ("コンピュータウイルス", &["青空第3条"]),
        ("ウイルス", &["青空第3条"]),
        ("対策ソフトを導入", &["青空第3条"]),
        ("サーバ室", &["青空第4条"]),
        ("サーバー室", &["青空第4条"]),
        ("鍵", &["青空第4条"]),
        ("iso", &["青空第4条"]),
        ("\"ISO 27001\"", &["青空第4条"]),
        ("管理", &["青空第1条", "青空第4条"]),
        ("管理 鍵", &["青空第4条"]),
        ("管理 NOT 鍵", &["青空第1条"]),
        ("NOT 管理", &["緑第1条", "緑第2条", "青空第2条", "青空第3条"]),
        ("監査 OR 台帳", &["緑第1条", "緑第2条"]),
        ("(監査 | 台帳) -委託", &["緑第2条"]),
        ("「持ち出し」", &["緑第2条", "青空第2条"]),
        ("年1回", &["緑第1条"]),
        ("先の監", &["緑第1条"]),
        ("監委", &[]),
        ("管理監査", &[]),
    ] {
        assert_eq!(found(&corpus, query), expected, "{query}");
    }
}

#[test]
fn fields_narrow_down() {
    let (_folder, corpus) = filled();
    for (query, expected) in [
        ("持ち出し applicant:緑", &["緑第2条"][..]),
        ("申請者：青空病院 持ち出し", &["青空第2条"]),
        ("持ち出し kind:細則", &["緑第2条"]),
        ("持ち出し year:2023", &["青空第2条"]),
        ("持ち出し year:..2020", &["緑第2条"]),
        ("持ち出し year:2020..", &["青空第2条"]),
        ("citation:第1条", &["緑第1条", "青空第1条"]),
        ("citation:第1章 監査", &["緑第1条"]),
        ("chapter:総則 台帳", &["緑第2条"]),
        ("name:緑", &["緑第1条", "緑第2条"]),
    ] {
        assert_eq!(found(&corpus, query), expected, "{query}");
    }
}

#[test]
fn the_same_contents_are_on_file_once() {
    let (folder, corpus) = filled();
    let before = corpus.status().expect("status");
    let mut writer = Writer::new(&corpus).expect("a writer");
    let [mut first, _] = sample();
    first.name = "別名".to_owned();
    assert_eq!(
        writer.add(&first, files("青空"), None).expect("known"),
        Added::Known
    );
    writer.finish().expect("committed");
    let again = Corpus::open(folder.path()).expect("an index");
    assert_eq!(again.submissions().expect("all").len(), before.submissions);
    assert_eq!(again.status().expect("status").clauses, before.clauses);
}

#[test]
fn what_was_removed_is_not_found() {
    let (_folder, corpus) = filled();
    let id = corpus.submissions().expect("all")[0].id.clone();
    let name = corpus.submissions().expect("all")[0].name.clone();
    let mut writer = Writer::new(&corpus).expect("a writer");
    writer.remove(&id).expect("removed");
    writer.finish().expect("committed");
    assert!(found(&corpus, &format!("name:{name}")).is_empty());
    assert_eq!(corpus.submissions().expect("all").len(), 1);
}

#[test]
fn what_was_not_committed_is_not_there() {
    let (folder, corpus) = filled();
    let mut writer = Writer::new(&corpus).expect("a writer");
    let third = submission("白", DocumentKind::Policy, 2025, &[("方針", "監査を受ける。")]);
    writer.add(&third, files("白"), None).expect("added");
    drop(writer);
    let again = Corpus::open(folder.path()).expect("an index");
    assert_eq!(again.submissions().expect("all").len(), 2);
    assert!(found(&again, "方針").is_empty());
}

#[test]
fn a_second_writer_is_told_to_wait() {
    let (_folder, corpus) = filled();
    let _first = Writer::new(&corpus).expect("a writer");
    assert!(matches!(Writer::new(&corpus), Err(IndexError::Locked { .. })));
}

#[test]
fn an_index_of_another_format_is_told_apart() {
    let (folder, corpus) = filled();
    drop(corpus);
    std::fs::write(folder.path().join("format"), "kitei-index/0\n").expect("written");
    assert!(matches!(
        Corpus::open(folder.path()),
        Err(IndexError::Format { .. })
    ));
    assert!(matches!(
        Corpus::open(&folder.path().join("nowhere")),
        Err(IndexError::Missing(_))
    ));
}

#[test]
fn an_export_holds_every_clause_and_says_so() {
    let (folder, corpus) = filled();
    for engine in [Engine::OpenSearch, Engine::Quickwit] {
        let out = folder.path().join(format!("{engine:?}"));
        let manifest = corpus.export(engine, &out).expect("exported");
        assert_eq!(manifest.clauses, corpus.status().expect("status").clauses);
        let [part] = manifest.parts.as_slice() else {
            panic!("one part is enough for {} clauses", manifest.clauses);
        };
        let bytes = std::fs::read(out.join(&part.file)).expect("a part");
        assert_eq!(kitei::text::hex_digest(&bytes), part.sha256);
        let lines: Vec<serde_json::Value> = String::from_utf8_lossy(&bytes)
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        let documents: Vec<_> = lines.iter().filter(|line| line.get("terms").is_some()).collect();
        assert_eq!(documents.len(), manifest.clauses);
        // Every field is one that the configuration declares: both are set to refuse others.
        let name = if engine == Engine::OpenSearch {
            "index.json"
        } else {
            "index-config.json"
        };
        let configuration = std::fs::read_to_string(out.join(name)).expect("a configuration");
        for field in documents[0].as_object().expect("an object").keys() {
            assert!(configuration.contains(&format!("\"{field}\"")), "{field}");
        }
        // The documented query's phrase stands in the clause that our own search finds.
        let query = std::fs::read_to_string(out.join("query.json")).expect("a query");
        assert!(query.contains("安全 全管 管理"), "{query}");
        let holding = documents.iter().filter(|line| {
            line["terms"]
                .as_str()
                .is_some_and(|terms| terms.contains("安全 全管 管理"))
        });
        assert_eq!(holding.count(), found(&corpus, "安全管理").len());
    }
}

#[test]
fn clauses_like_one_are_found_without_itself() {
    let (_folder, corpus) = filled();
    let clause = &corpus
        .search(&Query::parse("可搬媒体").expect("a query"), 1)
        .expect("a search")
        .best[0]
        .clause;
    let like = corpus
        .like(&clause.text, Some((&clause.submission_id, clause.number)), 3)
        .expect("a search");
    assert!(like.best.iter().all(|hit| hit.clause != *clause));
    assert_eq!(like.best[0].clause.citation, "第2条");
    assert_eq!(like.best[0].clause.submission, "緑");
}

#[test]
fn words_are_found_however_their_kana_ending_is_written() {
    let (_folder, corpus) = filled();
    let citations = |text: &str, sound_alikes: bool| {
        let query = Query::parse(text)
            .expect("a query")
            .widened(&|words| variants(words, sound_alikes));
        corpus.search(&query, 10).expect("a search").total
    };
    assert_eq!(citations("持出し", false), 2);
    assert_eq!(citations("この規定", false), 0);
    assert_eq!(citations("この規定", true), 1);
}

#[test]
fn words_of_the_same_meaning_are_found_on_request() {
    let (_folder, corpus) = filled();
    let citations = |text: &str, widen: bool| {
        let query = Query::parse(text).expect("a query").widened(&|words| {
            if widen {
                similar(words, Thesaurus::builtin())
            } else {
                Vec::new()
            }
        });
        corpus.search(&query, 10).expect("a search").total
    };
    for asked in ["マルウェア", "外部記憶媒体", "請負業者"] {
        assert_eq!(citations(asked, false), 0, "{asked}");
        assert_eq!(citations(asked, true), 1, "{asked}");
    }
}
