//! Matching: the judging knowledge holds for its own sentences, and for sentences that it has not seen.

use kitei::guideline::{Guideline, builtin};
use kitei::matching::{ElementCoverage, Finding, Knowledge, Matcher};
use kitei::regulation::{DocumentKind, Provision, ProvisionKind, Regulation, Submission};
use kitei::text::Thesaurus;

fn guideline() -> Guideline {
    builtin("mhlw-6.0").expect("inside").expect("loads")
}

/// A submission of one article.
fn submission(text: &str) -> Submission {
    let mut article = Provision::new(ProvisionKind::Article, "第1条", text);
    article.number = Some("1".to_owned());
    Submission {
        name: "one".to_owned(),
        regulations: vec![Regulation {
            file: "one.docx".to_owned(),
            title: "規程".to_owned(),
            kind: DocumentKind::Regulation,
            organization: None,
            dates: Vec::new(),
            named: Vec::new(),
            definitions: Vec::new(),
            provisions: vec![article],
            warnings: Vec::new(),
        }],
        warnings: Vec::new(),
    }
}

fn coverage(findings: &[Finding], requirement: usize, element: usize) -> ElementCoverage {
    findings[requirement].elements[element].coverage
}

/// Share of sentences that the matcher judges to cover the element they were written for.
fn share_covered<'g>(
    matcher: &Matcher<'_>,
    guideline: &'g Guideline,
    sentences: impl Fn(&'g kitei::guideline::Judging) -> &'g [String],
) -> f64 {
    let (mut covered, mut all) = (0_u32, 0_u32);
    for (at, requirement) in guideline.requirements.iter().enumerate() {
        for (index, element) in requirement.elements.iter().enumerate() {
            for sentence in sentences(&element.judging) {
                let findings = matcher.findings(&submission(sentence));
                all += 1;
                covered += u32::from(coverage(&findings, at, index) == ElementCoverage::Covered);
            }
        }
    }
    f64::from(covered) / f64::from(all.max(1))
}

/// The guideline with the first requirements only, so that a test takes seconds.
fn part(mut guideline: Guideline, every: usize) -> Guideline {
    let mut number = 0;
    guideline.requirements.retain(|_| {
        number += 1;
        number % every == 0
    });
    guideline
}

/// The matcher knows these very sentences: the floors only show that nothing is broken. How well it judges what it
/// has not seen is what `kitei eval --leave-one-out` tells.
#[test]
fn examples_are_covered_and_near_misses_are_not() {
    let guideline = guideline();
    let matcher = Matcher::new(&guideline);
    let sample = part(guideline.clone(), 20);
    // The matcher knows the whole guideline; a sample of the sentences is asked.
    let ask = |sentences: &dyn Fn(&kitei::guideline::Judging) -> Vec<String>| {
        let (mut covered, mut all) = (0_u32, 0_u32);
        for requirement in &sample.requirements {
            let at = guideline
                .requirements
                .iter()
                .position(|r| r.id == requirement.id)
                .expect("same");
            for (index, element) in requirement.elements.iter().enumerate() {
                for sentence in sentences(&element.judging) {
                    let findings = matcher.findings(&submission(&sentence));
                    all += 1;
                    covered += u32::from(coverage(&findings, at, index) == ElementCoverage::Covered);
                }
            }
        }
        f64::from(covered) / f64::from(all)
    };
    let examples = ask(&|judging| judging.examples.clone());
    let near_misses = ask(&|judging| judging.near_misses.clone());
    assert!(examples > 0.9, "examples covered: {examples:.3}");
    assert!(near_misses < 0.2, "near misses covered: {near_misses:.3}");
}

#[test]
fn half_a_thesaurus_costs() {
    let full = part(guideline(), 10);
    let mut known = full.clone();
    let mut unseen = full.clone();
    for (known, unseen) in known.requirements.iter_mut().zip(&mut unseen.requirements) {
        for (known, unseen) in known.elements.iter_mut().zip(&mut unseen.elements) {
            let half = known.judging.examples.len() / 2;
            unseen.judging.examples = known.judging.examples.split_off(half);
        }
    }
    let share = |thesaurus: &Thesaurus| {
        let knowledge = Knowledge {
            thesaurus,
            ..Knowledge::default()
        };
        let matcher = Matcher::with(&known, knowledge);
        share_covered(&matcher, &unseen, |judging| &judging.examples)
    };
    let whole = share(Thesaurus::builtin());
    let half = Thesaurus::builtin().only(|concept| concept.id.bytes().map(u32::from).sum::<u32>() % 2 == 0);
    let halved = share(&half);
    let none = share(&Thesaurus::empty());
    assert!(
        whole > halved && halved >= none,
        "unseen examples covered: whole {whole:.3}, half {halved:.3}, none {none:.3}"
    );
}

#[test]
fn a_weak_ending_is_weak_and_a_delegation_is_delegated() {
    let guideline = guideline();
    let matcher = Matcher::new(&guideline);
    let element = |text: &str| {
        let findings = matcher.findings(&submission(text));
        let finding = findings.iter().find(|f| f.requirement == "M8-5").expect("there");
        finding.elements[3].clone()
    };
    let duty = "診療情報を持ち出そうとする者は、持出許可願を所属長に提出して許可を受け、所属長は許可の都度、日時、内容、媒体及び返却日を持出管理簿に記載しなければならない。";
    assert_eq!(element(duty).coverage, ElementCoverage::Covered);
    let effort = "診療情報を院外に持ち出す者は、持出申請書により所属長の承認を受け、その都度、持出簿に日時及び媒体を記入するよう努めるものとする。";
    let weak = element(effort);
    assert_eq!(weak.coverage, ElementCoverage::Weak, "{weak:?}");
    assert!(weak.reason.ja.contains("努力"), "{}", weak.reason.ja);
    let left = "診療情報の持出しに係る申請、許可及び持出管理簿への記載の手続は、別に定める持出要領による。";
    assert_eq!(element(left).coverage, ElementCoverage::Delegated);
}

#[test]
fn evidence_points_at_words_of_the_clause() {
    let guideline = guideline();
    let matcher = Matcher::new(&guideline);
    let text =
        "電算機室に立ち入ることができる者は、情報管理課の職員及びあらかじめ課長が認めた者に限るものとする。";
    for element in matcher
        .findings(&submission(text))
        .iter()
        .flat_map(|f| &f.elements)
    {
        for evidence in &element.evidence {
            assert_eq!(evidence.text, text);
            let mut end = 0;
            for &(from, to) in &evidence.matched {
                assert!(from >= end && to > from && to <= text.chars().count());
                end = to;
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let guideline = guideline();
    let text = "職員は、端末を院外に持ち出すときは、所属長の許可を受け、持出簿に記入しなければならない。";
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("pool");
        pool.install(|| Matcher::new(&guideline).findings(&submission(text)))
    };
    assert_eq!(with(1), with(4));
}
