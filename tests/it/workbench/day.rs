//! The reviewer's work through plain forms: what the script does too, only by keys.

use kitei::register::Role;

use super::client::{APPLICATION, Answer, Browser, Served, between};

const RULES: &str = "小院情報管理規程\n（目的）\n第1条　この規程は、診療に用いる情報の取扱いを定める。\n（教育）\n第2条　院長は、職員に対し、毎年1回、情報の取扱いに関する研修を行わなければならない。\n（監査）\n第3条　院長は、年1回、監査を行う。\n";

/// The hidden fields of the form on a page, with a verdict.
fn decide(browser: &Browser, page: &str, verdict: &str, more: &[(&str, &str)]) -> Answer {
    let text = browser.get(page).text();
    decide_as_shown(browser, &text, verdict, more)
}

fn decide_as_shown(browser: &Browser, text: &str, verdict: &str, more: &[(&str, &str)]) -> Answer {
    let form = between(text, "<form class=\"decide\"", "</form>");
    let value = |name: &str| between(form, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    let (r, reading, version, review) = (value("r"), value("as"), value("version"), value("review"));
    let address = between(form, "action=\"", "\"");
    let mut fields = vec![
        ("r", r.as_str()),
        ("as", &reading),
        ("version", &version),
        ("review", &review),
        ("verdict", verdict),
    ];
    fields.extend(more);
    browser.post(address, &fields)
}

fn current(text: &str) -> &str {
    between(text, "id=\"finding\" data-r=\"", "\"")
}

#[test]
fn a_submission_is_taken_in_decided_and_taken_back() {
    let mut served = Served::new();
    let browser = served.enter();
    let page = browser.upload("規程.txt", RULES.as_bytes(), &[]).leads_to();
    assert_eq!(page, "/s/1/mhlw-6.0");
    let text = browser.get(&page).text();
    let first = current(&text).to_owned();
    // A decision goes to the next.
    let next = decide(&browser, &page, "partial", &[("comment", "様式を<見る>")]).leads_to();
    let text = browser.get(&next).text();
    let second = current(&text).to_owned();
    assert_ne!(first, second);
    assert!(text.contains("一部充足」とした"), "it says what was done");
    let again = browser.get(&format!("{page}?r={first}")).text();
    assert!(again.contains("様式を&lt;見る&gt;"));
    // Another place must be one of the text.
    let refused = decide(&browser, &next, "covered", &[("places", "第99条")]);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("第99条"));
    let taken = decide(&browser, &next, "covered", &[("places", "第２条、第3条")]);
    assert_eq!(taken.status, 303, "{}", taken.text());
    let shown = browser.get(&format!("{page}?r={second}")).text();
    assert!(shown.contains("人が示した箇所") && shown.contains("第3条"));
    // Taken back, it stands as before, and the way there stays on file.
    let undo = between(
        &shown,
        "<form method=\"post\" action=\"/s/1/mhlw-6.0/undo\"",
        "</form>",
    );
    let version = between(undo, "name=\"version\" value=\"", "\"");
    let fields = [
        ("r", second.as_str()),
        ("as", "first"),
        ("version", version),
        ("review", "1"),
    ];
    let back = browser.post("/s/1/mhlw-6.0/undo", &fields).leads_to();
    let shown = browser.get(&back).text();
    assert!(shown.contains("取消し") && shown.contains("経過 2件"), "{shown}");
    // The inbox counts, the search finds, the log tells.
    let inbox = browser.get("/").text();
    assert!(inbox.contains("1 / "), "one decision stands");
    assert!(
        browser
            .get("/search?q=%E7%A0%94%E4%BF%AE")
            .text()
            .contains("第2条")
    );
    assert!(browser.get("/log").text().contains("判定"));
    assert_eq!(&browser.get("/s/1/mhlw-6.0/letter").body[..2], b"PK");
    assert_eq!(&browser.get("/s/1/mhlw-6.0/checklist").body[..2], b"PK");
    assert_eq!(browser.get("/s/1/mhlw-6.0/report").status, 200);
}

#[test]
fn two_people_at_once_lose_nothing() {
    let served = Served::with(&[], &[("甲", Role::Reviewer), ("乙", Role::Reviewer)]);
    let (one, other) = (served.log_in("甲"), served.log_in("乙"));
    let page = one.upload("規程.txt", RULES.as_bytes(), &[]).leads_to();
    let (mine, yours) = (one.get(&page).text(), other.get(&page).text());
    assert_eq!(current(&mine), current(&yours));
    let id = current(&mine).to_owned();
    assert_eq!(decide_as_shown(&one, &mine, "covered", &[]).status, 303);
    let late = decide_as_shown(&other, &yours, "uncovered", &[("comment", "乙の意見")]);
    assert_eq!(late.status, 409);
    let text = late.text();
    assert!(text.contains("先に 甲 が") && text.contains("「充足」"), "{text}");
    assert!(text.contains("乙の意見"), "what was typed is still there");
    let stands = one.get(&format!("{page}?r={id}")).text();
    assert!(!stands.contains("乙の意見") && stands.contains("経過 1件"));
    // Having seen it, the other may say their word.
    assert_eq!(
        decide_as_shown(&other, &text, "uncovered", &[("comment", "乙の意見")]).status,
        303
    );
    assert!(one.get(&format!("{page}?r={id}")).text().contains("経過 2件"));
}

#[test]
fn the_second_reviewer_judges_for_themselves() {
    let served = Served::with(&[], &[("甲", Role::Reviewer), ("乙", Role::Reviewer)]);
    let (one, other) = (served.log_in("甲"), served.log_in("乙"));
    let page = one.upload("規程.txt", RULES.as_bytes(), &[]).leads_to();
    let id = current(&one.get(&page).text()).to_owned();
    assert_eq!(
        decide(&one, &page, "covered", &[("comment", "一次の意見")]).status,
        303
    );
    assert_eq!(
        other
            .post("/s/1/assign", &[("as", "second"), ("who", "me")])
            .status,
        303
    );
    // Whoever has it as the second sees nothing of the first until their own word stands.
    let theirs = format!("{page}?r={id}");
    let text = other.get(&theirs).text();
    assert!(
        text.contains("name=\"as\" value=\"second\"") && !text.contains("一次の意見"),
        "{text}"
    );
    assert_eq!(decide(&other, &theirs, "uncovered", &[]).status, 303);
    let text = other.get(&theirs).text();
    assert!(text.contains("一次の意見"));
    assert!(
        text.contains("<b>0</b> / 1") && text.contains("（0%）"),
        "agreement: {text}"
    );
    let differing = one.get(&format!("{page}?as=settled&d=differs")).text();
    assert_eq!(current(&differing), id);
}

#[test]
fn a_revision_leaves_only_what_changed_to_do() {
    let mut served = Served::new();
    let browser = served.enter();
    let page = browser.upload("規程.txt", RULES.as_bytes(), &[]).leads_to();
    // M1-1 stays as it is in the next version.
    let (kept, text) = ("M1-1", browser.get(&format!("{page}?r=M1-1")).text());
    assert_eq!(current(&text), kept);
    assert_eq!(
        decide_as_shown(&browser, &text, "partial", &[("comment", "旧版での判定")]).status,
        303
    );
    let fields = [("submission", "1"), ("from", "mhlw-6.0"), ("to", "mhlw-7.0")];
    let changed = browser.post("/recheck", &fields).leads_to();
    assert_eq!(changed, "/s/1/mhlw-7.0/recheck/mhlw-6.0");
    assert_eq!(browser.get(&changed).status, 200);
    let carried = browser.get(&format!("/s/1/mhlw-7.0?r={kept}")).text();
    assert!(
        carried.contains("旧版での判定") && carried.contains("引継ぎ"),
        "{carried}"
    );
    let open = browser.get("/s/1/mhlw-7.0?d=open").text();
    assert_ne!(current(&open), kept);
    assert!(browser.get("/recheck").text().contains("件を判定する"));
}

#[test]
fn a_certificate_is_issued_when_its_conditions_are_fulfilled() {
    let mut served = Served::new();
    let browser = served.enter();
    let new = [
        ("version", "0"),
        ("name", "青空病院"),
        ("name_en", ""),
        ("code", ""),
        ("audience", "institution"),
        ("kind", "hospital"),
        ("placement", ""),
        ("administrator", "yes"),
        ("updates_contracted_out", ""),
        ("scans_paper", ""),
        ("external_storage", ""),
        ("wireless_lan", ""),
        ("electronic_signature", ""),
        ("address", "東京都"),
        ("contact", "非公開の連絡先"),
        ("note", ""),
        ("listed", "1"),
    ];
    assert_eq!(
        browser.post("/register/organizations", &new).leads_to(),
        "/register/organizations/1"
    );
    let twice = browser.post("/register/organizations", &new);
    assert_eq!(twice.status, 422, "one organization is not entered twice");
    let stale = browser.post("/register/organizations/1", &{
        let mut stale = new;
        stale[0].1 = "7";
        stale
    });
    assert_eq!(stale.status, 409, "a version that nobody saw");
    let page = browser.post("/register/applications", &APPLICATION).leads_to();
    let early = browser.post(&format!("{page}/issue"), &[("day", "2026-04-30")]);
    assert_eq!(early.status, 422);
    assert!(early.text().contains("条件"), "it says what is missing");
    browser
        .upload(
            "規程.txt",
            RULES.as_bytes(),
            &[("application", "1"), ("received_on", "2026-04-01")],
        )
        .leads_to();
    for step in ["drafting", "completed"] {
        let fields = [("step", step), ("on", "2026-04-20"), ("person", "佐藤")];
        assert_eq!(
            browser.post(&format!("{page}/step"), &fields).status,
            303,
            "{step}"
        );
    }
    assert_eq!(
        browser
            .post(
                "/register/settings",
                &[("setting", "issuer"), ("value", "認証機構")]
            )
            .status,
        303
    );
    let certificate = browser
        .post(&format!("{page}/issue"), &[("day", "2026-11-02")])
        .leads_to();
    let number = between(&browser.get(&certificate).text(), "<h1>認証 ", "<").to_owned();
    for public in [
        "/register/public",
        "/register/public.html",
        "/register/public.csv",
    ] {
        let text = browser.get(public).text();
        assert!(text.contains("青空病院") && text.contains(&number), "{public}");
        assert!(!text.contains("非公開の連絡先"), "{public}");
    }
    assert_eq!(&browser.get(&format!("{certificate}/docx")).body[..2], b"PK");
    let fields = [("on", "2026-11-03"), ("reason", "申出")];
    assert_eq!(
        browser
            .post(&format!("{certificate}/withdraw"), &fields)
            .leads_to(),
        certificate
    );
    assert!(!browser.get("/register/public.csv").text().contains("青空病院"));
    assert!(browser.get(&certificate).text().contains("取消し"));
}
