//! Conditions, certificates, the public register.

use kitei::matching::ElementCoverage;
use kitei::register::{
    Application, AuditFacts, AuditKind, Category, Reading, RegisterError, Route, Setting, Step,
    certificate_docx, certificate_html, public_csv, public_html,
};
use kitei::report::decisions::Verdict;
use kitei::text::Lang;

use super::{Case, day, guideline, key, on, refusal, review};

fn step(case: &mut Case, application: &Application, step: Step, on_day: &str) {
    case.register
        .add_proceeding(
            application.id,
            step,
            &day(on_day),
            "認証部",
            None,
            &on("2026-06-01"),
        )
        .expect("added");
}

#[test]
fn a_handed_in_regulation_is_certified_when_every_finding_is_decided() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let application = case.application(id, Category::Regulation, Route::Review).id;
    let applied = case.register.application(application).expect("on file");
    let as_of = "2026-03-01";
    assert_eq!(case.missing(application, as_of), ["submission"]);
    let submission = case.submission(&applied, b"regulation");
    assert_eq!(
        case.missing(application, "2026-02-09"),
        ["submission"],
        "it came in later"
    );
    assert_eq!(case.missing(application, as_of), ["reviewed"]);
    case.review(&submission);
    assert_eq!(case.missing(application, as_of), ["decided"]);
    case.decide(submission.id, Reading::First, "M1-1", Verdict::Check);
    assert_eq!(case.missing(application, as_of), ["decided", "checked"]);
    case.decide(submission.id, Reading::First, "M1-2", Verdict::Uncovered);
    assert_eq!(case.missing(application, as_of), ["checked", "sufficient"]);
    case.decide(submission.id, Reading::First, "M1-1", Verdict::Covered);
    case.decide(submission.id, Reading::First, "M1-2", Verdict::Partial);
    assert_eq!(case.missing(application, as_of), ["sufficient"]);
    let refused = case.register.issue(application, &day(as_of), &on(as_of));
    let Err(RegisterError::NotFulfilled { missing, .. }) = &refused else {
        panic!("{refused:?}");
    };
    assert_eq!(missing.len(), 1);
    assert!(
        refused.expect_err("refused").message().ja.contains("M1-2"),
        "the reason names what is missing"
    );
    case.register
        .set(Setting::PartialAllowed, "1", &on(as_of))
        .expect("set");
    assert_eq!(case.missing(application, as_of), [""; 0]);
    case.decide(submission.id, Reading::Second, "M1-2", Verdict::Covered);
    assert_eq!(case.missing(application, as_of), ["settled"]);
    case.decide(submission.id, Reading::Settled, "M1-2", Verdict::Covered);
    let issued = case
        .register
        .issue(application, &day(as_of), &on(as_of))
        .expect("issued");
    assert_eq!((issued.number.as_str(), issued.renews), ("R2026-0001", None));
    let again = case
        .register
        .issue(application, &day("2026-03-02"), &on("2026-03-02"));
    assert!(
        matches!(again, Err(RegisterError::NotFulfilled { .. })),
        "an application is answered once"
    );
}

#[test]
fn verdicts_on_elements_make_one_on_the_whole() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let applied = case.application(id, Category::Regulation, Route::Review);
    let submission = case.submission(&applied, b"regulation");
    case.review(&submission);
    case.decide(submission.id, Reading::First, "M1-2", Verdict::NotApplicable);
    for element in 1..=2 {
        assert_eq!(case.missing(applied.id, "2026-03-01"), ["decided"]);
        let key = key(submission.id, Reading::First, "M1-1", element);
        case.register
            .decide(&key, 0, None, &super::said(Verdict::Covered), &on("2026-02-12"))
            .expect("decided");
    }
    assert_eq!(case.missing(applied.id, "2026-03-01"), [""; 0]);
}

#[test]
fn what_the_machine_could_not_read_a_person_examines() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let applied = case.application(id, Category::Regulation, Route::Review);
    let submission = case.submission(&applied, b"regulation");
    let mut result = review(&submission, [ElementCoverage::NotApplicable; 3]);
    let warning =
        kitei::document::Warning::new("page-unread", kitei::text::Message::new("読めない", "unread"));
    result
        .warnings
        .push(kitei::review::ReviewWarning::of("規程.txt", &warning.losing()));
    case.register
        .add_review(submission.id, &result, &guideline(), &on("2026-02-11"))
        .expect("added");
    assert_eq!(case.missing(applied.id, "2026-03-01"), ["read"]);
    step(&mut case, &applied, Step::Accepted, "2026-02-20");
    assert_eq!(case.missing(applied.id, "2026-03-01"), [""; 0]);
    step(&mut case, &applied, Step::Returned, "2026-02-21");
    assert_eq!(case.missing(applied.id, "2026-03-01"), ["read"]);
}

#[test]
fn by_route_one_the_body_takes_part_and_sees_it_completed() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let applied = case.application(id, Category::Regulation, Route::Joint);
    case.submission(&applied, b"regulation");
    assert_eq!(case.missing(applied.id, "2026-03-01"), ["took-part", "completed"]);
    let wrong = case.register.add_proceeding(
        applied.id,
        Step::Accepted,
        &day("2026-02-20"),
        "認証部",
        None,
        &on("2026-02-20"),
    );
    assert!(
        refusal(wrong).contains("drafting"),
        "it says which steps there are"
    );
    let nobody = case.register.add_proceeding(
        applied.id,
        Step::Drafting,
        &day("2026-02-20"),
        " ",
        None,
        &on("2026-02-20"),
    );
    assert!(refusal(nobody).contains("誰"));
    step(&mut case, &applied, Step::Drafting, "2026-02-20");
    step(&mut case, &applied, Step::Completed, "2026-03-10");
    assert_eq!(
        case.missing(applied.id, "2026-03-09"),
        ["completed"],
        "completed a day later"
    );
    assert_eq!(case.missing(applied.id, "2026-03-10"), [""; 0]);
}

fn audit(organization: i64, application: i64) -> AuditFacts {
    AuditFacts {
        organization,
        application: Some(application),
        kind: AuditKind::Internal,
        auditor: "内部監査室".to_owned(),
        support: Some("支援者".to_owned()),
        performed_on: day("2026-02-20"),
        guideline: "sample-1".to_owned(),
        findings: None,
        improvement: None,
        note: None,
    }
}

#[test]
fn an_audit_is_certified_with_its_findings_and_improvement() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let other = case.organization("緑病院");
    let applied = case.application(id, Category::Audit, Route::Review);
    let as_of = "2026-03-01";
    assert_eq!(
        case.missing(applied.id, as_of),
        ["audited", "submission", "accepted"]
    );
    let alone = AuditFacts {
        support: None,
        ..audit(id, applied.id)
    };
    assert!(refusal(case.register.add_audit(&alone, &on(as_of))).contains("支援"));
    assert!(refusal(case.register.add_audit(&audit(other, applied.id), &on(as_of))).contains("別の申請者"));
    let nobody = AuditFacts {
        auditor: String::new(),
        ..audit(id, applied.id)
    };
    assert!(refusal(case.register.add_audit(&nobody, &on(as_of))).contains("監査人"));
    let elsewhere = AuditFacts {
        guideline: "other-1".to_owned(),
        ..audit(id, applied.id)
    };
    let on_file = case.register.add_audit(&elsewhere, &on(as_of)).expect("added");
    assert_eq!(
        case.missing(applied.id, "2026-02-19")[0],
        "audited",
        "not carried out yet"
    );
    assert_eq!(
        case.missing(applied.id, as_of),
        [
            "audit-guideline",
            "audit-findings",
            "improvement",
            "submission",
            "accepted"
        ]
    );
    let complete = AuditFacts {
        findings: Some("版の管理".to_owned()),
        improvement: Some("台帳を設けた".to_owned()),
        ..audit(id, applied.id)
    };
    let late = case.register.change_audit(on_file.id, 0, &complete, &on(as_of));
    assert!(matches!(late, Err(RegisterError::Conflict { .. })));
    case.register
        .change_audit(on_file.id, 1, &complete, &on(as_of))
        .expect("changed");
    case.submission(&applied, b"result of the audit");
    assert_eq!(case.missing(applied.id, as_of), ["accepted"]);
    step(&mut case, &applied, Step::Returned, "2026-02-21");
    assert_eq!(case.missing(applied.id, as_of), ["accepted"]);
    step(&mut case, &applied, Step::Accepted, "2026-02-25");
    let issued = case
        .register
        .issue(applied.id, &day(as_of), &on(as_of))
        .expect("issued");
    assert_eq!(issued.number, "A2026-0001");
    assert_eq!(
        issued.content.audit,
        Some((AuditKind::Internal, day("2026-02-20")))
    );
}

#[test]
fn operation_is_certified_with_the_regulation_held_and_seminars_attended() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let applied = case.application(id, Category::Operation, Route::Joint);
    let as_of = "2026-05-01";
    assert_eq!(
        case.missing(applied.id, as_of),
        ["holds-regulation", "seminars", "took-part", "completed"]
    );
    let regulation = case.certified(id, "2026-03-01");
    step(&mut case, &applied, Step::Operating, "2026-04-01");
    step(&mut case, &applied, Step::Completed, "2026-04-20");
    assert_eq!(case.missing(applied.id, as_of), ["seminars"]);
    let mut seminars = Vec::new();
    for held in ["2025-01-10", "2026-04-10", "2026-06-10"] {
        let seminar = case
            .register
            .add_seminar("安全管理セミナー", &day(held), None, &on("2026-04-10"))
            .expect("added");
        case.register
            .attend(seminar.id, id, true, Some("佐藤"), &on("2026-04-10"))
            .expect("entered");
        seminars.push(seminar.id);
    }
    let double = case
        .register
        .add_seminar("安全管理セミナー", &day("2025-01-10"), None, &on("2026-04-10"));
    assert!(refusal(double).contains("台帳にある"));
    assert_eq!(case.missing(applied.id, as_of), [""; 0], "two were held by then");
    assert_eq!(
        case.missing(applied.id, "2026-04-09")[0],
        "seminars",
        "of which one a day later"
    );
    case.register
        .set(Setting::SeminarMonths, "12", &on(as_of))
        .expect("set");
    assert_eq!(
        case.missing(applied.id, as_of),
        ["seminars"],
        "one is too long ago"
    );
    case.register
        .set(Setting::SeminarsRequired, "1", &on(as_of))
        .expect("set");
    assert_eq!(case.missing(applied.id, as_of), [""; 0]);
    case.register
        .attend(seminars[1], id, false, None, &on(as_of))
        .expect("set right");
    assert_eq!(
        case.missing(applied.id, as_of),
        ["seminars"],
        "entered by mistake"
    );
    case.register
        .attend(seminars[1], id, true, None, &on(as_of))
        .expect("set right");
    case.register
        .withdraw(&regulation, &day("2026-04-30"), "廃止", &on(as_of))
        .expect("withdrawn");
    assert_eq!(case.missing(applied.id, as_of), ["holds-regulation"]);
    let issued = case
        .register
        .issue(applied.id, &day("2026-04-29"), &on(as_of))
        .expect("it was held on that day");
    assert_eq!(issued.content.regulation_certificate, Some(regulation));
    assert!(refusal(case.register.set(Setting::SeminarsRequired, "二", &on(as_of))).contains("整数"));
}

#[test]
fn nothing_is_issued_as_of_a_day_to_come_or_before_the_application_or_without_a_body() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let applied = case.application(id, Category::Regulation, Route::Joint);
    case.submission(&applied, b"regulation");
    step(&mut case, &applied, Step::Drafting, "2026-01-20");
    step(&mut case, &applied, Step::Completed, "2026-01-21");
    let to_come = case
        .register
        .issue(applied.id, &day("2026-03-02"), &on("2026-03-01"));
    assert!(refusal(to_come).contains("まだ来ていない"));
    assert_eq!(case.missing(applied.id, "2026-01-31"), ["received", "submission"]);
    case.register
        .set(Setting::Issuer, "", &on("2026-03-01"))
        .expect("set");
    assert_eq!(case.missing(applied.id, "2026-03-01"), ["issuer"]);
}

#[test]
fn a_renewed_certificate_shows_the_earlier_record_and_withdrawn_ones_stay_on_file() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let first = case.certified(id, "2026-03-01");
    let applied = case.application(id, Category::Regulation, Route::Joint);
    case.submission(&applied, b"amended regulation");
    step(&mut case, &applied, Step::Drafting, "2026-02-20");
    step(&mut case, &applied, Step::Completed, "2026-02-21");
    assert_eq!(
        case.missing(applied.id, "2026-03-01"),
        ["renewal"],
        "a renewal is of a later day"
    );
    let second = case
        .register
        .issue(applied.id, &day("2026-04-01"), &on("2026-04-01"))
        .expect("issued");
    assert_eq!(second.number, "R2026-0002");
    let earlier = case.register.earlier_certificates(&second).expect("read");
    assert_eq!(
        earlier.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(),
        [first.as_str()]
    );
    let html = certificate_html(&second, &earlier, Lang::Ja);
    assert!(html.contains("規程認証書") && html.contains("青空病院　殿"));
    assert!(html.contains("R2026-0001（2026年3月1日現在）") && html.contains("2026年4月1日"));
    let english = certificate_html(&second, &earlier, Lang::En);
    assert!(english.contains("R2026-0001 (as of 1 March 2026)"), "{english}");
    let docx = certificate_docx(&second, &earlier, Lang::Ja).expect("packed");
    assert_eq!(
        docx,
        certificate_docx(&second, &earlier, Lang::Ja).expect("packed"),
        "the same bytes again"
    );

    let before = case
        .register
        .withdraw(&second.number, &day("2026-03-31"), "誤り", &on("2026-04-02"));
    assert!(refusal(before).contains("基準日"));
    assert!(
        refusal(
            case.register
                .withdraw(&second.number, &day("2026-04-02"), " ", &on("2026-04-02"))
        )
        .contains("理由")
    );
    case.register
        .withdraw(&second.number, &day("2026-04-02"), "廃止", &on("2026-04-02"))
        .expect("withdrawn");
    assert!(
        refusal(
            case.register
                .withdraw(&second.number, &day("2026-04-03"), "廃止", &on("2026-04-03"))
        )
        .contains("取り消されて")
    );
    assert_eq!(case.register.certificates(Some(id)).expect("read").len(), 2);
    let on_file = case.register.certificate(&second.number).expect("on file");
    let html = certificate_html(&on_file, &earlier, Lang::Ja);
    assert!(
        html.contains("2026年4月2日 に取り消された") && !html.contains("廃止"),
        "the reason is not public"
    );
    let third = case.certified(id, "2026-05-01");
    let third = case.register.certificate(&third).expect("on file");
    assert_eq!(
        (third.number.as_str(), third.renews),
        ("R2026-0003", None),
        "a withdrawn one is not renewed"
    );
}

#[test]
fn numbers_count_within_category_and_year_without_gaps() {
    let mut case = Case::new();
    case.register
        .set(Setting::NumberPrefix, "見本-", &on("2026-01-01"))
        .expect("set");
    let (one, other) = (case.organization("青空病院"), case.organization("緑病院"));
    let numbers = [
        case.certified(one, "2026-03-01"),
        case.certified(other, "2026-03-01"),
        case.certified(one, "2027-03-01"),
    ];
    assert_eq!(numbers, ["見本-R2026-0001", "見本-R2026-0002", "見本-R2027-0001"]);
}

#[test]
fn the_public_register_holds_only_what_is_meant_to_be_public() {
    let mut case = Case::new();
    let id = case.organization("=青空<病院>");
    let mut facts = case.register.organization(id).expect("on file").facts;
    facts.contact = Some("連絡先は秘密".to_owned());
    facts.note = Some("備考は秘密".to_owned());
    facts.address = Some("東京都".to_owned());
    case.register
        .change_organization(id, 1, &facts, &on("2026-01-02"))
        .expect("changed");
    case.certified(id, "2026-03-01");
    let silent = case.organization("名を出さない病院");
    let mut facts = case.register.organization(silent).expect("on file").facts;
    facts.listed = false;
    case.register
        .change_organization(silent, 1, &facts, &on("2026-01-02"))
        .expect("changed");
    case.certified(silent, "2026-03-01");
    let gone = case.organization("取り消された病院");
    case.certified(gone, "2026-03-01");
    let number = case.certified(gone, "2026-04-01");
    case.register
        .withdraw(&number, &day("2026-04-10"), "廃止は秘密", &on("2026-04-10"))
        .expect("withdrawn");

    let entries = case.register.public_entries(&day("2026-05-01")).expect("read");
    assert_eq!(
        entries.len(),
        1,
        "the certificate that a withdrawn one renewed does not come back"
    );
    assert_eq!(
        case.register
            .public_entries(&day("2026-04-05"))
            .expect("read")
            .len(),
        2
    );
    let html = public_html(&entries, "見本認証機構", &day("2026-05-01"), Lang::Ja);
    let csv = String::from_utf8(public_csv(&entries, Lang::Ja).expect("written")).expect("UTF-8");
    for page in [&html, &csv] {
        assert!(page.contains("R2026-0001") && page.contains("東京都"));
        for secret in [
            "秘密",
            "名を出さない",
            "取り消された病院",
            "山田",
            "事務部",
            "認証部",
        ] {
            assert!(!page.contains(secret), "{secret}");
        }
    }
    assert!(html.contains("=青空&lt;病院&gt;") && csv.contains("'=青空<病院>"));
    assert!(csv.starts_with('\u{feff}'));
    let empty = public_html(&[], "", &day("2026-05-01"), Lang::En);
    assert!(empty.contains("No organization is certified yet"));
}
