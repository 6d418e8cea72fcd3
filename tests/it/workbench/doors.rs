//! Each way in that must be shut.

use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kitei::register::{Moment, Register, Role, Stamp};

use super::client::{Browser, PASSWORD, Served};

/// Every page.
const PAGES: [&str; 25] = [
    "/",
    "/upload",
    "/search?q=a",
    "/guidelines",
    "/guidelines/mhlw-6.0",
    "/guidelines/mhlw-7.0/from/mhlw-6.0",
    "/recheck",
    "/s/1",
    "/s/1/mhlw-6.0",
    "/s/1/mhlw-6.0/report",
    "/s/1/mhlw-6.0/checklist",
    "/s/1/mhlw-6.0/letter",
    "/s/1/mhlw-6.0/changes",
    "/s/1/mhlw-7.0/recheck/mhlw-6.0",
    "/files/0000000000000000000000000000000000000000000000000000000000000000",
    "/register",
    "/register/organizations",
    "/register/certificates",
    "/register/public",
    "/register/public.html",
    "/register/public.csv",
    "/register/seminars",
    "/register/settings",
    "/accounts",
    "/log",
];

/// Everything that changes something, and what the least role is that may.
const CHANGES: [(&str, Role); 23] = [
    ("/upload", Role::Reviewer),
    ("/recheck", Role::Reviewer),
    ("/recheck/all", Role::Reviewer),
    ("/s/1/assign", Role::Reviewer),
    ("/s/1/review", Role::Reviewer),
    ("/s/1/mhlw-6.0/decide", Role::Reviewer),
    ("/s/1/mhlw-6.0/undo", Role::Reviewer),
    ("/register/applications", Role::Reviewer),
    ("/register/applications/1/step", Role::Reviewer),
    ("/register/applications/1/issue", Role::Approver),
    ("/register/applications/1/close", Role::Approver),
    ("/register/certificates/1/withdraw", Role::Approver),
    ("/register/organizations", Role::Reviewer),
    ("/register/organizations/1", Role::Reviewer),
    ("/register/organizations/1/audit", Role::Reviewer),
    ("/register/seminars", Role::Reviewer),
    ("/register/seminars/attend", Role::Reviewer),
    ("/register/settings", Role::Approver),
    ("/accounts", Role::Approver),
    ("/accounts/change", Role::Approver),
    ("/accounts/password", Role::Approver),
    ("/language", Role::Viewer),
    ("/leave", Role::Viewer),
];

#[test]
fn nobody_comes_in_without_the_link_and_it_opens_once() {
    let mut served = Served::new();
    let stranger = served.stranger();
    for page in PAGES {
        let answer = stranger.get(page);
        assert_eq!(answer.status, 401, "{page}");
        assert!(!answer.text().contains("name=\"_csrf\""), "{page}");
    }
    for (address, _) in CHANGES {
        assert_eq!(stranger.post(address, &[]).status, 401, "{address}");
    }
    for wrong in ["/enter", "/enter?token=", "/enter?token=0123456789abcdef"] {
        assert_eq!(stranger.get(wrong).status, 403, "{wrong}");
    }
    let link = served.link();
    assert_eq!(stranger.get(&link).status, 200);
    assert_eq!(stranger.get(&link).status, 403, "a used link opens nothing");
    // The next one is announced to whoever started the program.
    let browser = served.enter();
    assert_eq!(browser.get("/").status, 200);
    let other = Browser {
        cookie: browser.cookie.replace('a', "b"),
        ..browser.clone()
    };
    assert_eq!(other.get("/").status, 401);
    assert_eq!(browser.post("/leave", &[]).status, 303);
    assert_eq!(browser.get("/").status, 401, "a session that was left is over");
}

#[test]
fn other_names_origins_and_methods_are_refused() {
    let mut served = Served::new();
    let browser = served.enter();
    for host in ["evil.example", "localhost", "127.0.0.1.evil.example:80", ""] {
        let answer = browser.send("GET", "/", &[("Host", host)], &[]);
        assert!(matches!(answer.status, 400 | 421), "{host}: {}", answer.status);
    }
    let absolute = format!("http://evil.example{}", "/");
    assert_eq!(browser.send("GET", &absolute, &[], &[]).status, 421);
    for origin in ["http://evil.example", "null", "https://127.0.0.1", ""] {
        for (address, _) in CHANGES {
            let fields = [("_csrf", browser.csrf.as_str())];
            assert_eq!(
                browser.form(address, &fields, origin).status,
                403,
                "{address} {origin}"
            );
        }
    }
    assert_eq!(browser.send("POST", "/leave", &[], &[]).status, 403, "no origin");
    for method in [
        "TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND",
    ] {
        let answer = browser.send(method, "/", &[], &[]);
        assert!(matches!(answer.status, 400 | 405), "{method}: {}", answer.status);
    }
    assert_eq!(browser.get("/").status, 200);
}

#[test]
fn forms_need_the_mark_of_their_own_session() {
    let served = Served::with(&[], &[("甲", Role::Approver), ("乙", Role::Approver)]);
    let (one, other) = (served.log_in("甲"), served.log_in("乙"));
    let ours = format!("http://{}", served.host);
    for (address, _) in CHANGES.into_iter().filter(|(address, _)| *address != "/upload") {
        assert_eq!(one.form(address, &[], &ours).status, 403, "{address}: none");
        assert_eq!(
            one.form(address, &[("_csrf", "")], &ours).status,
            403,
            "{address}: empty"
        );
        let foreign = [("_csrf", other.csrf.as_str())];
        assert_eq!(
            one.form(address, &foreign, &ours).status,
            403,
            "{address}: another's"
        );
    }
    let thief = Browser {
        csrf: other.csrf.clone(),
        ..one.clone()
    };
    assert_eq!(thief.upload("a.txt", b"a", &[]).status, 403, "upload: another's");
    assert_eq!(one.get("/").status, 200, "nobody was logged out");
}

#[test]
fn everybody_does_what_their_role_allows() {
    let served = Served::with(
        &[],
        &[
            ("閲覧", Role::Viewer),
            ("審査", Role::Reviewer),
            ("承認", Role::Approver),
        ],
    );
    for (name, role) in [
        ("閲覧", Role::Viewer),
        ("審査", Role::Reviewer),
        ("承認", Role::Approver),
    ] {
        let browser = served.log_in(name);
        for (address, needed) in CHANGES.into_iter().filter(|(address, _)| *address != "/leave") {
            let status = browser.post(address, &[]).status;
            assert_eq!(status == 403, role < needed, "{name} {address}: {status}");
        }
        for page in ["/accounts", "/log", "/register/settings"] {
            assert_eq!(
                browser.get(page).status == 403,
                role < Role::Approver,
                "{name} {page}"
            );
        }
        assert_eq!(
            browser.get("/upload").status == 403,
            role < Role::Reviewer,
            "{name}"
        );
    }
}

#[test]
fn accounts_are_let_in_by_their_password_only() {
    let served = Served::with(&[], &[("甲", Role::Approver), ("乙", Role::Reviewer)]);
    let stranger = served.stranger();
    assert_eq!(stranger.get("/log").leads_to(), "/login?to=%2Flog");
    let wrong = |name: &str| stranger.post("/login", &[("name", name), ("password", "まちがったパスワード")]);
    assert_eq!(wrong("誰か").status, 401);
    let (first, second) = (served.log_in("甲"), served.log_in("乙"));
    assert_ne!(first.csrf, second.csrf);
    // Who loses a right loses the session in which it was held.
    let changed = first.post(
        "/accounts/change",
        &[("name", "乙"), ("role", "viewer"), ("active", "1")],
    );
    assert_eq!(changed.leads_to(), "/accounts");
    assert_eq!(second.get("/").leads_to(), "/login");
    first.post("/accounts/change", &[("name", "乙"), ("role", "viewer")]);
    let shut = stranger.post("/login", &[("name", "乙"), ("password", PASSWORD)]);
    assert_eq!(shut.status, 401, "an account that was shut");
    // Guessing is stopped, and stopped for that name only.
    for _ in 0..10 {
        assert_eq!(wrong("丙").status, 401);
    }
    assert_eq!(wrong("丙").status, 429);
    assert_eq!(first.get("/").status, 200);
    // One goes on to our own pages only.
    let fields = [("name", "甲"), ("password", PASSWORD), ("to", "//evil.example/")];
    let answer = stranger.post("/login", &fields);
    assert_eq!(answer.header("refresh"), Some("0; url=/"));
}

#[test]
fn an_account_that_is_shut_elsewhere_loses_its_session() {
    let served = Served::with(&[], &[("甲", Role::Approver), ("乙", Role::Reviewer)]);
    let (first, second) = (served.log_in("甲"), served.log_in("乙"));
    let path = served.folder.path().join("register/kitei.sqlite");
    let stamp = Stamp::new("試験", Moment::from_unix(1_800_000_000));
    let mut register = Register::open(&path).expect("the register");
    register
        .change_account("乙", Role::Reviewer, false, &stamp)
        .expect("the account");
    let begun = Instant::now();
    while second.get("/").status == 200 {
        assert!(begun.elapsed() < Duration::from_mins(1), "still in");
        std::thread::sleep(Duration::from_millis(500));
    }
    assert_eq!(first.get("/").status, 200, "nobody else is sent out");
}

#[test]
fn another_address_needs_accounts() {
    for (listen, accounts) in [("0.0.0.0:0", false), ("[::]:0", false), ("0.0.0.0:0", true)] {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        if accounts {
            super::client::add_accounts(folder.path(), &[("甲", Role::Approver)]);
        }
        let output = Command::new(assert_cmd::cargo::cargo_bin!("kitei"))
            .args(["serve", "--listen", listen])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{listen}: {said}");
        let way_out = if accounts {
            "--public-url"
        } else {
            "利用者を登録"
        };
        assert!(said.contains(way_out), "{listen}: {said}");
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let mut served = Served::with(&["--max-upload", "1"], &[]);
    let browser = served.enter();
    assert_eq!(browser.upload("大.txt", &vec![b'a'; 2 << 20], &[]).status, 413);
    let long = "あ".repeat(200_000);
    assert_eq!(
        browser.post("/s/1/mhlw-6.0/decide", &[("comment", &long)]).status,
        413
    );
    assert_eq!(browser.get("/").status, 200);
}

#[test]
fn addresses_lead_nowhere_else() {
    let mut served = Served::new();
    let browser = served.enter();
    for path in [
        "/files/../../../../etc/passwd",
        "/files/..%2f..%2f..%2fetc%2fpasswd",
        "/files/%2e%2e/%2e%2e/kitei.sqlite",
        "/assets/..%2f..%2fkitei.sqlite",
        "/assets/../kitei.sqlite",
        "/kitei.sqlite",
        "/s/1%00/mhlw-6.0",
        "/s/-1/..%2f..%2f",
        "/guidelines/..%2f..%2fetc",
        "/files/0000000000000000000000000000000000000000000000000000000000000000",
    ] {
        let answer = browser.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        let text = answer.text();
        assert!(
            !text.contains("root:") && !text.contains("SQLite format"),
            "{path}"
        );
    }
}

#[test]
fn what_is_handed_in_never_becomes_a_page_or_a_path() {
    let mut served = Served::new();
    let browser = served.enter();
    let evil = "<!DOCTYPE html><script>alert(1)</script><h1>第1条　この規程は、情報の取扱いを定める。</h1>";
    let name = "..\\\\..//x&<script>alert(2)<!script>.html";
    let fields = [("name", "<script>alert(3)</script>")];
    let page = browser.upload(name, evil.as_bytes(), &fields).leads_to();
    assert!(page.starts_with("/s/1/"), "{page}");
    let shown = browser.get("/s/1").text();
    for page in ["/", "/s/1", page.as_str()] {
        let text = browser.get(page).text();
        assert!(!text.contains("<script>alert"), "{page}");
        assert!(text.contains("&lt;script&gt;alert(3)"), "{page}");
    }
    let file = browser.get(between_quotes(&shown, "/files/"));
    assert_eq!(file.status, 200);
    assert_eq!(file.body, evil.as_bytes(), "exactly as handed in");
    assert_eq!(file.header("content-type"), Some("application/octet-stream"));
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    assert!(
        file.header("content-disposition")
            .is_some_and(|value| value.starts_with("attachment;"))
    );
    assert!(
        file.header("content-security-policy")
            .is_some_and(|value| value.contains("sandbox"))
    );
    let outside = served.folder.path().join("x&<script>alert(2)<!script>.html");
    assert!(!outside.exists());
}

fn between_quotes<'a>(text: &'a str, start: &str) -> &'a str {
    let from = text.find(start).expect("a link");
    let length = text[from..].find(['"', '?', '#']).expect("its end");
    &text[from..from + length]
}

#[test]
fn every_answer_carries_its_shields() {
    let mut served = Served::new();
    let browser = served.enter();
    for (who, path) in [
        (&browser, "/"),
        (&browser, "/nowhere"),
        (&served.stranger(), "/"),
        (&browser, "/register/public.html"),
    ] {
        let answer = who.get(path);
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
    let policy = browser
        .get("/")
        .header("content-security-policy")
        .map(str::to_owned);
    assert!(
        !policy.unwrap_or_default().contains("unsafe"),
        "no script or style inside our pages"
    );
    let page = browser.get("/").text();
    assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains(" onclick="));
}

#[test]
fn who_finds_no_place_waits_until_somebody_leaves() {
    // As many as there may be connected at once.
    const PLACES: usize = 400;
    let mut served = Served::new();
    let browser = served.enter();
    let crowd: Vec<TcpStream> = (0..PLACES)
        .map(|_| TcpStream::connect(&served.host).expect("connects"))
        .collect();
    let late = std::thread::spawn(move || browser.get("/").status);
    std::thread::sleep(Duration::from_secs(1));
    assert!(!late.is_finished(), "nobody has left");
    drop(crowd);
    assert_eq!(late.join().expect("an answer"), 200);
}
