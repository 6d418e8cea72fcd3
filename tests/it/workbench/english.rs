//! The workbench in English: every word of ours, and Japanese only where a page says that it is Japanese.

use kitei::register::Role;

use super::client::{APPLICATION, Answer, Browser, Served, between};

const RULES: &str = "小院情報管理規程\n（目的）\n第1条　この規程は、診療に用いる情報の取扱いを定める。\n（教育）\n第2条　院長は、職員に対し、毎年1回、情報の取扱いに関する研修を行わなければならない。\n（監査）\n第3条　院長は、年1回、監査を行う。\n";

/// Elements that have no end.
const VOID: [&str; 4] = ["meta", "link", "input", "br"];
/// Attributes that are read out or shown; what a field holds is data.
const READ: [&str; 13] = [
    "title",
    "alt",
    "aria-label",
    "placeholder",
    "data-label",
    "data-busy",
    "data-file",
    "data-offline",
    "data-failed",
    "data-picking",
    "data-not-a-clause",
    "data-stop",
    "data-comma",
];

/// What one reads or hears on a page, each with the language that the page says it is in.
fn words(page: &str) -> Vec<(&str, &str)> {
    let mut words = Vec::new();
    let mut open: Vec<(&str, &str)> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let around = open.last().map_or("", |element| element.1);
        words.push((around, rest[..at].trim()));
        let end = at + rest[at..].find('>').expect("a tag that ends");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let begun = open.pop();
            assert_eq!(begun.map(|element| element.0), Some(name));
        } else if !tag.starts_with('!') {
            let name = tag.split(' ').next().expect("a name");
            let lang = attribute(tag, "lang").unwrap_or(around);
            words.extend(READ.iter().filter_map(|read| Some((lang, attribute(tag, read)?))));
            if !VOID.contains(&name) {
                open.push((name, lang));
            }
        }
    }
    assert!(open.is_empty(), "everything that begins ends: {open:?}");
    words
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[from..].split('"').next()
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '（' | '）' | '！' | '：')
}

#[track_caller]
fn is_english(path: &str, answer: &Answer) {
    let page = answer.text();
    assert!(page.contains("<html lang=\"en\">"), "{path}: {page}");
    for (lang, words) in words(&page) {
        assert!(
            lang == "ja" || !words.contains(is_japanese),
            "{path}: not marked as Japanese: {words}"
        );
    }
}

/// Two English words in a row, and nothing Japanese with them, are a sentence of the other language.
#[track_caller]
fn is_in_japanese(path: &str, answer: &Answer) {
    let page = answer.text();
    assert!(page.contains("<html lang=\"ja\">"), "{path}");
    let is_word =
        |word: &str| word.len() > 2 && word != "kitei" && word.bytes().all(|b| b.is_ascii_lowercase());
    for (lang, words) in words(&page) {
        let all: Vec<&str> = words.split_whitespace().collect();
        let said = all.windows(2).any(|two| is_word(two[0]) && is_word(two[1]));
        assert!(
            lang == "en" || !said || words.contains(is_japanese),
            "{path}: not Japanese: {words}"
        );
    }
}

/// A small register with something on every page; no data of it is Japanese but the regulation.
fn fill(browser: &Browser) {
    let organization = [
        ("version", "0"),
        ("name", "Small Clinic"),
        ("name_en", ""),
        ("code", ""),
        ("audience", "institution"),
        ("kind", "clinic"),
        ("placement", ""),
        ("administrator", "yes"),
        ("updates_contracted_out", ""),
        ("scans_paper", "no"),
        ("external_storage", ""),
        ("wireless_lan", ""),
        ("electronic_signature", ""),
        ("address", "Tokyo"),
        ("contact", ""),
        ("note", ""),
        ("listed", "1"),
    ];
    let page = browser.post("/register/organizations", &organization).leads_to();
    let audit = [
        ("kind", "external"),
        ("auditor", "Sato"),
        ("support", ""),
        ("performed_on", "2026-10-01"),
        ("guideline", "mhlw-6.0"),
        ("findings", ""),
        ("improvement", ""),
    ];
    assert_eq!(browser.post(&format!("{page}/audit"), &audit).status, 303);
    let page = browser.post("/register/applications", &APPLICATION).leads_to();
    let seminar = [("title", "Seminar"), ("held_on", "2026-05-01")];
    assert_eq!(browser.post("/register/seminars", &seminar).status, 303);
    let attended = [("seminar", "1"), ("organization", "1"), ("people", "Sato")];
    assert_eq!(browser.post("/register/seminars/attend", &attended).status, 303);
    for name in ["first", "second"] {
        let fields = [
            ("organization", "Small Clinic"),
            ("application", "1"),
            ("name", name),
        ];
        browser
            .upload(&format!("{name}.txt"), RULES.as_bytes(), &fields)
            .leads_to();
    }
    let decision = [
        ("r", "M1-1"),
        ("as", "first"),
        ("version", "0"),
        ("review", "1"),
        ("verdict", "partial"),
        ("comment", "to be seen"),
        ("places", "第2条"),
    ];
    assert_eq!(browser.post("/s/1/mhlw-6.0/decide", &decision).status, 303);
    let second = decision.map(|(name, value)| (name, if name == "as" { "second" } else { value }));
    assert_eq!(browser.post("/s/1/mhlw-6.0/decide", &second).status, 303);
    let versions = [("submission", "1"), ("from", "mhlw-6.0"), ("to", "mhlw-7.0")];
    assert_eq!(browser.post("/recheck", &versions).status, 303);
    for step in ["drafting", "completed"] {
        let fields = [("step", step), ("on", "2026-04-20"), ("person", "Sato")];
        assert_eq!(browser.post(&format!("{page}/step"), &fields).status, 303);
    }
    let issuer = [("setting", "issuer"), ("value", "The Body")];
    assert_eq!(browser.post("/register/settings", &issuer).status, 303);
}

const PAGES: [&str; 37] = [
    "/",
    "/?state=done",
    "/upload",
    "/s/1",
    "/s/1/mhlw-6.0",
    "/s/1/mhlw-6.0?r=M1-1",
    "/s/1/mhlw-6.0?r=M1-1&done=M1-1",
    "/s/1/mhlw-6.0?r=M1-1&as=second&f=covered",
    "/s/1/mhlw-6.0?r=M12-1&as=settled",
    "/s/1/mhlw-7.0?r=M1-1",
    "/s/1/mhlw-6.0/changes",
    "/s/2/mhlw-6.0/changes",
    "/s/1/mhlw-7.0/recheck/mhlw-6.0",
    "/recheck",
    "/recheck?from=mhlw-7.0&to=mhlw-6.0",
    "/search",
    "/search?q=%E7%A0%94%E4%BF%AE",
    "/search?q=%22",
    "/search?guideline=mhlw-6.0&requirement=M1-1",
    "/guidelines",
    "/guidelines/mhlw-7.0",
    "/guidelines/mhlw-6.0?q=zzz",
    "/guidelines/mhlw-7.0/from/mhlw-6.0",
    "/register",
    "/register/applications/1",
    "/register/applications/2",
    "/register/organizations",
    "/register/organizations/1",
    "/register/certificates",
    "/register/certificates/1",
    "/register/public",
    "/register/seminars",
    "/register/settings",
    "/accounts",
    "/password",
    "/log",
    "/nowhere",
];

#[test]
fn every_page_is_english_and_its_japanese_is_marked() {
    let served = Served::with(
        &["--lang", "en"],
        &[("sato", Role::Approver), ("mori", Role::Viewer)],
    );
    is_english("/login", &served.stranger().get("/login"));
    is_english("/left", &served.stranger().get("/left"));
    let wrong = [("name", "sato"), ("password", "wrong")];
    is_english("/login", &served.stranger().post("/login", &wrong));
    let browser = served.log_in("sato");
    for path in PAGES {
        is_english(path, &browser.get(path));
    }
    fill(&browser);
    for path in PAGES {
        is_english(path, &browser.get(path));
    }
    // What is refused says so in English too.
    for (path, fields, status) in [
        ("/register/applications/1/issue", &[("day", "tomorrow")][..], 400),
        ("/register/applications/1/issue", &[("day", "2026-04-02")], 422),
        (
            "/accounts",
            &[("name", "x"), ("role", "viewer"), ("password", "short")],
            422,
        ),
        (
            "/accounts/change",
            &[("name", "sato"), ("role", "viewer"), ("active", "1")],
            422,
        ),
        (
            "/password",
            &[("old", "wrong"), ("password", "a good long one")],
            422,
        ),
        ("/language", &[("lang", "fr")], 400),
        (
            "/s/1/mhlw-6.0/decide",
            &[
                ("r", "M1-1"),
                ("as", "first"),
                ("version", "0"),
                ("review", "1"),
                ("verdict", "covered"),
            ],
            409,
        ),
        (
            "/s/1/mhlw-6.0/decide",
            &[
                ("r", "M1-1"),
                ("as", "first"),
                ("version", "1"),
                ("review", "1"),
                ("verdict", "covered"),
                ("places", "Article 99"),
            ],
            422,
        ),
    ] {
        let answer = browser.post(path, fields);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        is_english(path, &answer);
    }
    let viewer = served.log_in("mori");
    let refused = viewer.get("/upload");
    assert_eq!(refused.status, 403);
    is_english("/upload", &refused);
    let certificate = browser
        .post("/register/applications/1/issue", &[("day", "2026-11-02")])
        .leads_to();
    for path in [
        certificate.as_str(),
        "/register/certificates",
        "/register/public",
        "/register/organizations/1",
        "/log",
    ] {
        is_english(path, &browser.get(path));
    }
    let fields = [("on", "2026-11-03"), ("reason", "asked for")];
    assert_eq!(
        browser.post(&format!("{certificate}/withdraw"), &fields).status,
        303
    );
    is_english(&certificate, &browser.get(&certificate));
    assert!(
        browser
            .get("/s/1/mhlw-6.0/report")
            .text()
            .contains("<html lang=\"en\">")
    );
}

#[test]
fn every_page_is_japanese_where_nobody_asks_for_english() {
    let served = Served::with(&[], &[("sato", Role::Approver)]);
    let browser = served.log_in("sato");
    fill(&browser);
    for path in PAGES {
        is_in_japanese(path, &browser.get(path));
    }
}

#[test]
fn each_reader_chooses_their_language() {
    let mut served = Served::new();
    let browser = served.enter();
    let origin = format!("http://{}", served.host);
    let page = browser.get("/search").text();
    assert!(between(&page, "formaction=\"/language\"", "</button>").contains("value=\"en\""));
    let chosen = browser.send(
        "POST",
        "/language",
        &[
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", &origin),
            ("Referer", &format!("{origin}/search?q=a")),
        ],
        format!("_csrf={}&lang=en", browser.csrf).as_bytes(),
    );
    assert_eq!(
        chosen.leads_to(),
        "/search?q=a",
        "the page that was left is shown again"
    );
    let cookie = chosen.header("set-cookie").expect("the choice is kept");
    let choice = cookie.split(';').next().expect("its value");
    let english = Browser {
        cookie: format!("{}; {choice}", browser.cookie),
        ..browser.clone()
    };
    is_english("/search", &english.get("/search"));
    is_in_japanese("/search", &browser.get("/search"));
    // Whoever has not come in yet reads it too.
    let stranger = Browser {
        cookie: choice.to_owned(),
        ..served.stranger()
    };
    is_english("/", &stranger.get("/"));
}
