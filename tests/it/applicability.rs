//! What each line of a profile decides, and that nothing outside an applicant's scope is flagged anywhere.

use std::collections::BTreeSet;

use kitei::document::{ReadOptions, read};
use kitei::guideline::{Expected, Guideline, Profile, builtin};
use kitei::matching::{ElementCoverage, Matcher, RequirementCoverage};
use kitei::regulation::{assemble, understand};
use kitei::report::{Report, expected_word, terminal};
use kitei::review::{FileRecord, Plan, ReadSubmission, Recheck, Review, SettingsRecord, review};
use kitei::text::Lang;

fn loaded(id: &str) -> Guideline {
    builtin(id).expect("built in").expect("loads")
}

fn applied(id: &str, profile: &str) -> Guideline {
    loaded(id).for_profile(&Profile::parse(profile).expect("a profile"))
}

/// What the profile puts out of scope, sorted.
fn outside(id: &str, profile: &str) -> Vec<String> {
    applied(id, profile).outside.into_keys().collect()
}

/// The ids that begin with one of these.
fn all(id: &str, starts: &[&str]) -> Vec<String> {
    let ids = loaded(id).requirements.into_iter().map(|r| r.id);
    let mut ids: Vec<String> = ids
        .filter(|id| starts.iter().any(|s| id.starts_with(s)))
        .collect();
    ids.sort();
    ids
}

const INSTITUTIONS: [&str; 7] = [
    "hospital",
    "clinic",
    "dental",
    "pharmacy",
    "visiting-nursing",
    "care",
    "network",
];

#[test]
fn the_kind_of_applicant_tells_whose_guideline_applies() {
    for kind in INSTITUTIONS {
        let profile = format!("kind = \"{kind}\"");
        assert_eq!(outside("mhlw-6.0", &profile), [""; 0], "{kind}");
        assert_eq!(outside("mhlw-7.0", &profile), outside("mhlw-7.0", ""), "{kind}");
        assert_eq!(
            outside("meti-mic-1.1", &profile),
            all("meti-mic-1.1", &[""]),
            "{kind}"
        );
    }
    for id in ["mhlw-6.0", "mhlw-7.0"] {
        assert_eq!(outside(id, "kind = \"vendor\""), all(id, &[""]), "{id}");
    }
    assert_eq!(outside("meti-mic-1.1", "kind = \"vendor\""), [""; 0]);
}

#[test]
fn each_line_of_a_profile_takes_out_what_it_is_about() {
    let control_16 = all("mhlw-6.0", &["C16-", "M16-"]);
    let signatures = all("mhlw-6.0", &["C15-", "M14-"]);
    let stored = ["C10-2", "C13-12/2", "C5-3/2", "C7-x6", "M7-5", "M7-6"];
    let named = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    for (line, expected) in [
        ("administrator = false", named(&["M3-3"])),
        ("scans_paper = false", control_16),
        ("electronic_signature = false", signatures),
        ("wireless_lan = false", named(&["C13-13"])),
        ("external_storage = false", named(&stored)),
    ] {
        assert!(!expected.is_empty(), "{line}");
        assert_eq!(outside("mhlw-6.0", line), expected, "{line}");
        // What is so, and what is not said, applies.
        assert_eq!(
            outside("mhlw-6.0", &line.replace("false", "true")),
            [""; 0],
            "{line}"
        );
        // A later version takes the same out of what it took over.
        let later = outside("mhlw-7.0", line);
        assert!(expected.iter().all(|id| later.contains(id)), "{line}: {later:?}");
    }
    for placement in ["on-premise", "cloud", "mixed"] {
        let line = format!("placement = \"{placement}\"");
        assert_eq!(outside("mhlw-6.0", &line), [""; 0], "{placement}");
    }
}

#[test]
fn the_book_for_those_who_contract_their_updates_out_is_theirs_alone() {
    let own = all("mhlw-7.0", &["K"]);
    assert!(!own.is_empty());
    for line in ["", "updates_contracted_out = false", "administrator = false"] {
        let outside: BTreeSet<String> = outside("mhlw-7.0", line).into_iter().collect();
        assert!(own.iter().all(|id| outside.contains(id)), "{line}");
    }
    let outside = |line: &str| outside("mhlw-7.0", &format!("updates_contracted_out = true\n{line}"));
    let others: Vec<String> = all("mhlw-7.0", &[""])
        .into_iter()
        .filter(|id| !id.starts_with('K'))
        .collect();
    assert_eq!(outside(""), others);
    assert_eq!(outside("placement = \"mixed\""), others);
    // No server on the premises, no login to it.
    let cloud = outside("placement = \"cloud\"");
    let more: Vec<&String> = cloud.iter().filter(|id| !others.contains(id)).collect();
    assert_eq!(more, ["K9-5"]);
}

#[test]
fn with_the_cloud_alone_some_duties_may_stand_in_the_contract() {
    for id in ["mhlw-6.0", "mhlw-7.0"] {
        let (before, cloud) = (loaded(id), applied(id, "placement = \"cloud\""));
        for placement in ["on-premise", "mixed"] {
            let same = applied(id, &format!("placement = \"{placement}\""));
            assert_eq!(same.requirements, before.requirements, "{id} {placement}");
        }
        let eased: BTreeSet<&str> = before
            .requirements
            .iter()
            .zip(&cloud.requirements)
            .filter(|(was, is)| was.expected != is.expected)
            .map(|(_, is)| is.id.as_str())
            .collect();
        assert!(
            eased.contains("C13-2") && eased.contains("M5-1"),
            "{id}: {eased:?}"
        );
        for kept in ["C14-5", "C18-1", "C12-1", "M15-4", "M12-5", "C6-1"] {
            assert!(!eased.contains(kept), "{id}: {kept}");
        }
        let expected = |id: &str| cloud.requirement(id).map(|r| r.expected);
        assert!(eased.iter().all(|id| expected(id) == Some(Expected::Reference)));
    }
}

const RULES: &str = "小院情報管理規程\n（パスワード）\n第1条　職員は、パスワードを2か月ごとに変更しなければならない。\n第2条　無線LANは暗号化する。\n第3条　外部に保存した記録の破棄を確かめる。\n";

fn submission() -> ReadSubmission {
    let document = read("規程.txt", RULES.as_bytes(), &ReadOptions::default()).expect("reads");
    let file = FileRecord {
        name: "規程.txt".to_owned(),
        sha256: document.sha256.clone(),
        pages: None,
        origin: "native".to_owned(),
    };
    ReadSubmission {
        files: vec![file],
        submission: assemble("規程", vec![understand(&document)]),
        warnings: Vec::new(),
    }
}

/// Whether a review says "not applicable" of what is outside, and of nothing else.
fn assert_in_scope(review: &Review, guideline: &Guideline) {
    for (finding, requirement) in review.findings.iter().zip(&guideline.requirements) {
        let id = &finding.requirement;
        assert_eq!(*id, requirement.id);
        let whole = guideline.outside.contains_key(id);
        for (number, element) in (1..).zip(&finding.elements) {
            let out = whole || guideline.outside.contains_key(&format!("{id}/{number}"));
            assert_eq!(
                element.coverage == ElementCoverage::NotApplicable,
                out,
                "{id}/{number}"
            );
            assert!(!out || element.evidence.is_empty());
        }
        assert_eq!(
            finding.coverage == RequirementCoverage::NotApplicable,
            finding.not_applicable.is_some(),
            "{id}"
        );
        assert!(!whole || finding.not_applicable.is_some(), "{id}");
    }
    let out = review
        .findings
        .iter()
        .filter(|f| f.not_applicable.is_some())
        .count();
    assert_eq!(review.summary.not_applicable, out);
}

#[test]
fn nothing_outside_the_scope_is_flagged_whatever_the_profile() {
    let read = submission();
    let settings = SettingsRecord::default();
    let (old, new) = (loaded("mhlw-6.0"), loaded("mhlw-7.0"));
    let (before, after) = (Matcher::new(&old), Matcher::new(&new));
    for profile in [
        "kind = \"vendor\"",
        "kind = \"clinic\"\nadministrator = false\nplacement = \"cloud\"",
        "updates_contracted_out = true\nplacement = \"cloud\"",
        "scans_paper = false\nelectronic_signature = false\nwireless_lan = false\nexternal_storage = false",
    ] {
        let (old, new) = (applied("mhlw-6.0", profile), applied("mhlw-7.0", profile));
        let found = review(&read, &old, &before, &settings);
        assert_in_scope(&found, &old);
        let report = Report::new(&found, &read.submission, &old, Lang::Ja, None);
        let gaps = report.gaps();
        assert!(
            gaps.iter()
                .all(|gap| !old.outside.contains_key(&gap.requirement.id)),
            "{profile}"
        );
        // Duties that the regulation itself must hold come first, and the others say where they may stand.
        assert!(gaps.is_sorted_by_key(|gap| gap.requirement.expected), "{profile}");
        let text = terminal::gaps(&report);
        let elsewhere = gaps
            .iter()
            .filter(|g| g.requirement.expected == Expected::Reference);
        let word = format!("[{}]", expected_word(Expected::Reference, Lang::Ja));
        assert_eq!(text.matches(&word).count(), elsewhere.count(), "{profile}");
        // After a revision, too.
        let plan = Plan::new(&old, &new);
        let recheck = Recheck::new(&plan, (&old, &before), (&new, &after));
        let checked = recheck.review(&read, &found, &settings);
        assert_in_scope(&checked.review, &new);
        for shift in &checked.effect.shifts {
            let element = format!("{}/{}", shift.requirement, shift.element);
            let out = new.outside.contains_key(&shift.requirement) || new.outside.contains_key(&element);
            let flagged = shift.after.is_some_and(ElementCoverage::is_flagged);
            assert!(!(out && flagged), "{profile}: {element}");
        }
        let full = review(&read, &new, &after, &settings);
        assert_eq!(checked.review, full, "{profile}");
        assert_eq!(recheck.effect(&read, None), checked.effect, "{profile}");
    }
}
