//! Organizations, applications, submissions, reviews, decisions, accounts.

use kitei::guideline::{ApplicantKind, Audience, Profile};
use kitei::matching::ElementCoverage;
use kitei::register::{
    Category, CitedPlace, Decided, Kind, OrganizationFacts, Reading, Register, RegisterError, Role, Route,
    State, SubmissionFacts,
};
use kitei::report::decisions::Verdict;

use super::{Case, by, day, guideline, guideline_for, key, on, refusal, review, said};

#[test]
fn an_organization_is_on_file_once() {
    let mut case = Case::new();
    case.organization("青空病院");
    let again = OrganizationFacts::named("青空病院", Audience::Institution);
    assert!(refusal(case.register.add_organization(&again, &on("2026-01-02"))).contains("同じ名前"));
    let other = OrganizationFacts {
        code: Some("0123456".to_owned()),
        ..again
    };
    assert!(case.register.add_organization(&other, &on("2026-01-02")).is_ok());
}

#[test]
fn an_organization_that_contradicts_itself_or_has_no_name_is_refused() {
    let mut case = Case::new();
    let blank = OrganizationFacts::named("　", Audience::Institution);
    assert!(refusal(case.register.add_organization(&blank, &on("2026-01-02"))).contains("名前"));
    let contradicting = OrganizationFacts {
        profile: Profile {
            kind: Some(ApplicantKind::Vendor),
            ..Profile::default()
        },
        ..OrganizationFacts::named("青空病院", Audience::Institution)
    };
    assert!(refusal(case.register.add_organization(&contradicting, &on("2026-01-02"))).contains("適用区分"));
}

#[test]
fn a_change_by_someone_who_saw_an_older_version_is_refused_and_names_who_wrote() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let mut facts = case.register.organization(id).expect("on file").facts;
    facts.address = Some("東京都".to_owned());
    case.register
        .change_organization(id, 1, &facts, &by("佐藤", "2026-01-03"))
        .expect("the first");
    let late = case
        .register
        .change_organization(id, 1, &facts, &on("2026-01-04"));
    let Err(RegisterError::Conflict { by, found, .. }) = &late else {
        panic!("{late:?}");
    };
    assert_eq!((by.as_str(), *found), ("佐藤", 2));
    assert!(late.expect_err("refused").message().ja.contains("佐藤"));
    let log = case
        .register
        .log(Some((Kind::Organization, &id.to_string())), 10)
        .expect("read");
    assert_eq!(log.len(), 2);
    assert_eq!(log[0].detail["before"].get("address"), None);
    assert_eq!(log[0].detail["after"]["address"], "東京都");
}

#[test]
fn operation_is_applied_for_by_route_one_only() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let by_review = case.register.add_application(
        id,
        (Category::Operation, Route::Review),
        &guideline(),
        &day("2026-02-01"),
        None,
        &on("2026-02-01"),
    );
    assert!(refusal(by_review).contains("(1)"));
    case.application(id, Category::Operation, Route::Joint);
}

#[test]
fn an_application_goes_by_the_guideline_of_its_kind_of_organization() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let other = case.register.add_application(
        id,
        (Category::Regulation, Route::Review),
        &guideline_for("vendor"),
        &day("2026-02-01"),
        None,
        &on("2026-02-01"),
    );
    assert!(refusal(other).contains("ガイドライン"));
}

#[test]
fn an_application_that_has_ended_takes_nothing_more() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let application = case.application(id, Category::Regulation, Route::Review);
    assert!(
        refusal(
            case.register
                .close_application(application.id, State::Certified, "x", &on("2026-03-01"))
        )
        .contains("issue")
    );
    case.register
        .close_application(application.id, State::Retracted, "取下げ願", &on("2026-03-01"))
        .expect("closed");
    assert!(
        refusal(
            case.register
                .close_application(application.id, State::Declined, "x", &on("2026-03-01"))
        )
        .contains("終わって")
    );
    let step = kitei::register::Step::Accepted;
    assert!(
        refusal(case.register.add_proceeding(
            application.id,
            step,
            &day("2026-03-01"),
            "審査部",
            None,
            &on("2026-03-01")
        ))
        .contains("終わって")
    );
    let facts = SubmissionFacts {
        organization: id,
        application: Some(application.id),
        name: "規程".to_owned(),
        received_on: day("2026-03-02"),
        received_from: "事務部".to_owned(),
        note: None,
    };
    let files = [("規程.txt".to_owned(), b"x".to_vec())];
    assert!(refusal(case.register.add_submission(&facts, &files, &on("2026-03-02"))).contains("終わって"));
    assert_eq!(case.missing(application.id, "2026-03-02"), ["open", "submission"]);
}

#[test]
fn a_submission_has_files_and_its_own_application() {
    let mut case = Case::new();
    let (one, other) = (case.organization("青空病院"), case.organization("緑病院"));
    let application = case.application(one, Category::Regulation, Route::Review);
    let facts = SubmissionFacts {
        organization: other,
        application: Some(application.id),
        name: "規程".to_owned(),
        received_on: day("2026-02-10"),
        received_from: "事務部".to_owned(),
        note: None,
    };
    assert!(refusal(case.register.add_submission(&facts, &[], &on("2026-02-10"))).contains("ファイル"));
    let files = [("規程.txt".to_owned(), b"x".to_vec())];
    assert!(refusal(case.register.add_submission(&facts, &files, &on("2026-02-10"))).contains("別の申請者"));
}

#[test]
fn files_come_back_as_they_were_handed_in() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let application = case.application(id, Category::Regulation, Route::Review);
    let submission = case.submission(&application, b"\x00regulation\xff");
    let sha256 = &submission.files[0].sha256;
    assert_eq!(
        case.register.files().get(sha256).expect("there"),
        b"\x00regulation\xff"
    );
    assert_eq!(
        case.register.submission(submission.id).expect("on file"),
        submission
    );
    std::fs::write(case.register.files().path(sha256), b"other").expect("written");
    assert!(matches!(
        case.register.files().get(sha256),
        Err(RegisterError::Damaged(_))
    ));
}

#[test]
fn a_review_is_of_the_files_on_file_and_kept_once() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let application = case.application(id, Category::Regulation, Route::Review);
    let submission = case.submission(&application, b"one");
    let other = case.submission(&application, b"other");
    let of_other = review(&other, [ElementCoverage::Covered; 3]);
    assert!(
        refusal(
            case.register
                .add_review(submission.id, &of_other, &guideline(), &on("2026-02-11"))
        )
        .contains("同じではない")
    );
    let first = case.review(&submission);
    assert_eq!(case.review(&submission).id, first.id);
    let kept = case.register.review_result(first.id).expect("on file");
    assert_eq!(kept.result_sha256(), first.result_sha256);
    assert_eq!(case.register.reviews(submission.id).expect("read").len(), 1);
}

#[test]
fn decisions_outlive_a_second_review_and_keep_their_history() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let application = case.application(id, Category::Regulation, Route::Review);
    let submission = case.submission(&application, b"one");
    case.review(&submission);
    let key = key(submission.id, Reading::First, "M1-1", 2);
    let place = CitedPlace {
        file: "規程.txt".to_owned(),
        page: None,
        citation: "第2条".to_owned(),
        text: "記録を残す".to_owned(),
    };
    let words = Decided {
        verdict: Some(Verdict::Covered),
        comment: Some("第2条にある".to_owned()),
        places: vec![place],
    };
    case.register
        .decide(&key, 0, None, &words, &on("2026-02-12"))
        .expect("decided");
    let again = review(&submission, [ElementCoverage::Weak; 3]);
    case.register
        .add_review(submission.id, &again, &guideline(), &on("2026-02-13"))
        .expect("added");
    let standing = case
        .register
        .standing(submission.id, "sample-1", Reading::First)
        .expect("read");
    assert_eq!(standing.len(), 1);
    assert_eq!(standing[0].decided, words);

    let late = case.register.decide(
        &key,
        0,
        None,
        &said(Verdict::Uncovered),
        &by("佐藤", "2026-02-14"),
    );
    assert!(
        matches!(
            late,
            Err(RegisterError::Conflict {
                found: 1,
                expected: 0,
                ..
            })
        ),
        "{late:?}"
    );
    case.register
        .decide(
            &key,
            1,
            None,
            &said(Verdict::Uncovered),
            &by("佐藤", "2026-02-14"),
        )
        .expect("decided");
    case.register
        .decide(&key, 2, None, &said(Verdict::Check), &by("佐藤", "2026-02-14"))
        .expect("decided");
    let words_of = |register: &Register| {
        register
            .decision(&key)
            .expect("read")
            .expect("there")
            .decided
            .verdict
    };
    for (version, expected) in [
        (3, Some(Verdict::Uncovered)),
        (4, Some(Verdict::Covered)),
        (5, None),
    ] {
        case.register
            .undo(&key, version, &on("2026-02-15"))
            .expect("undone");
        assert_eq!(words_of(&case.register), expected);
    }
    assert!(refusal(case.register.undo(&key, 6, &on("2026-02-15"))).contains("取り消す"));
    let history = case.register.decision_history(&key).expect("read");
    assert_eq!(
        history.iter().map(|entry| entry.version).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6]
    );
    assert_eq!(
        history[4].decided, words,
        "the comment and the place come back too"
    );
}

#[test]
fn of_two_who_decide_at_once_one_is_told() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let application = case.application(id, Category::Regulation, Route::Review);
    let submission = case.submission(&application, b"one").id;
    let path = case.path();
    let outcomes: Vec<bool> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|n| {
                let path = &path;
                scope.spawn(move || {
                    let mut register = Register::open(path).expect("opened");
                    let key = key(submission, Reading::First, "M1-2", 0);
                    let stamp = by(&format!("審査者{n}"), "2026-02-12");
                    match register.decide(&key, 0, None, &said(Verdict::Covered), &stamp) {
                        Ok(_) => true,
                        Err(RegisterError::Conflict { .. }) => false,
                        Err(other) => panic!("{other}"),
                    }
                })
            })
            .collect();
        writers
            .into_iter()
            .map(|writer| writer.join().expect("ended"))
            .collect()
    });
    assert_eq!(outcomes.iter().filter(|won| **won).count(), 1);
    let key = key(submission, Reading::First, "M1-2", 0);
    assert_eq!(case.register.decision_history(&key).expect("read").len(), 1);
    assert!(case.register.check().expect("checked").is_empty());
}

#[test]
fn a_decision_is_carried_over_where_nothing_stands() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let application = case.application(id, Category::Regulation, Route::Review);
    let (old, new) = (
        case.submission(&application, b"old").id,
        case.submission(&application, b"new").id,
    );
    case.decide(old, Reading::First, "M1-1", Verdict::Partial);
    let from = case
        .register
        .decision(&key(old, Reading::First, "M1-1", 0))
        .expect("read")
        .expect("there");
    let to = key(new, Reading::First, "M1-1", 0);
    assert!(
        case.register
            .carry_over(from.id, &to, &on("2026-02-20"))
            .expect("carried")
    );
    assert!(
        !case
            .register
            .carry_over(from.id, &to, &on("2026-02-20"))
            .expect("left alone")
    );
    let carried = case.register.decision(&to).expect("read").expect("there");
    assert_eq!(
        (carried.decided.verdict, carried.carried_from),
        (Some(Verdict::Partial), Some(from.id))
    );
}

#[test]
fn agreement_is_told_beyond_chance() {
    use Verdict::{Covered, Uncovered};
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let application = case.application(id, Category::Regulation, Route::Review);
    let submission = case.submission(&application, b"one").id;
    let nothing = case.register.agreement(submission, "sample-1").expect("read");
    assert_eq!((nothing.both, nothing.kappa), (0, None));
    for (requirement, first, second) in [
        ("A", Covered, Covered),
        ("B", Covered, Uncovered),
        ("C", Uncovered, Uncovered),
        ("D", Covered, Covered),
    ] {
        case.decide(submission, Reading::First, requirement, first);
        case.decide(submission, Reading::Second, requirement, second);
    }
    case.decide(submission, Reading::First, "E", Covered);
    let agreement = case.register.agreement(submission, "sample-1").expect("read");
    assert_eq!((agreement.both, agreement.same), (4, 3));
    // Observed 3/4; by chance 3/4 × 2/4 + 1/4 × 2/4 = 1/2.
    assert!((agreement.kappa.expect("defined") - 0.5).abs() < 1e-9);
}

#[test]
fn an_account_opens_with_its_password_while_it_may_come_in() {
    let mut case = Case::new();
    let register = &mut case.register;
    let now = on("2026-02-01");
    assert!(refusal(register.add_account("佐藤", Role::Reviewer, "short", &now)).contains("12"));
    let account = register
        .add_account("佐藤", Role::Reviewer, "とても長い合言葉です1", &now)
        .expect_err("11 characters");
    assert!(account.message().ja.contains("12"));
    register
        .add_account("佐藤", Role::Reviewer, "とても長い合言葉です。1", &now)
        .expect("added");
    assert!(
        refusal(register.add_account("佐藤", Role::Viewer, "また別の長い合言葉です", &now)).contains("12")
    );
    assert!(
        refusal(register.add_account("佐藤", Role::Viewer, "また別の長い合言葉です。", &now))
            .contains("既にある")
    );
    assert_eq!(
        register.log_in("佐藤", "違う合言葉。。。。。。。").expect("read"),
        None
    );
    assert_eq!(
        register.log_in("鈴木", "とても長い合言葉です。1").expect("read"),
        None
    );
    let account = register
        .log_in("佐藤", "とても長い合言葉です。1")
        .expect("read")
        .expect("comes in");

    let expires = on("2026-02-02").at;
    let token = register
        .open_session(&account, &now.at, &expires)
        .expect("opened");
    assert_eq!(
        register
            .session(&token, &now.at)
            .expect("read")
            .expect("lasts")
            .name,
        "佐藤"
    );
    assert_eq!(
        register.session(&token, &expires).expect("read"),
        None,
        "a session ends"
    );
    assert_eq!(register.session("0123", &now.at).expect("read"), None);
    register
        .change_account("佐藤", Role::Reviewer, false, &now)
        .expect("shut");
    assert_eq!(register.session(&token, &now.at).expect("read"), None);
    assert_eq!(
        register.log_in("佐藤", "とても長い合言葉です。1").expect("read"),
        None
    );
    let log = serde_json::to_string(&register.log(None, 100).expect("read")).expect("JSON");
    assert!(!log.contains("argon2") && !log.contains(&token));
}

#[test]
fn the_inbox_shows_coverage_progress_and_who_has_it() {
    let mut case = Case::new();
    let id = case.organization("青空病院");
    let application = case.application(id, Category::Regulation, Route::Review);
    let first = case.submission(&application, b"one");
    let second = case.submission(&application, b"two");
    case.review(&first);
    case.decide(first.id, Reading::First, "M1-1", Verdict::Covered);
    case.register
        .assign(first.id, Reading::First, Some("佐藤"), &on("2026-02-12"))
        .expect("assigned");
    case.register
        .assign(first.id, Reading::First, Some("鈴木"), &on("2026-02-13"))
        .expect("assigned");
    case.register
        .assign(second.id, Reading::First, Some("佐藤"), &on("2026-02-12"))
        .expect("assigned");
    case.register
        .assign(second.id, Reading::First, None, &on("2026-02-13"))
        .expect("given back");
    let inbox = case.register.inbox().expect("read");
    assert_eq!(
        inbox.iter().map(|row| row.submission.id).collect::<Vec<_>>(),
        [second.id, first.id]
    );
    assert!(inbox[0].assignees.is_empty() && inbox[0].reviews.is_empty());
    assert_eq!(inbox[1].assignees[&Reading::First], "鈴木");
    assert_eq!(inbox[1].reviews[0].summary.uncovered, 2);
    assert_eq!(inbox[1].reviews[0].decided[&Reading::First], 1);
}
