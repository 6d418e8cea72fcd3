//! The words and marks of reports, in both languages. Colour never stands alone: every coverage has a mark and a word.

use crate::guideline::Expected;
use crate::matching::{ElementCoverage, RequirementCoverage};
use crate::text::Lang;

/// The wording in `lang`.
pub(super) fn pick<'a>(lang: Lang, ja: &'a str, en: &'a str) -> &'a str {
    lang.say(ja, en)
}

/// The mark of a requirement's coverage.
pub fn mark(coverage: RequirementCoverage) -> &'static str {
    match coverage {
        RequirementCoverage::Covered => "○",
        RequirementCoverage::Partial => "△",
        RequirementCoverage::Uncovered => "×",
        RequirementCoverage::NotApplicable => "－",
    }
}

/// The word for a requirement's coverage.
pub fn word(coverage: RequirementCoverage, lang: Lang) -> &'static str {
    match coverage {
        RequirementCoverage::Covered => pick(lang, "充足", "covered"),
        RequirementCoverage::Partial => pick(lang, "一部充足", "partial"),
        RequirementCoverage::Uncovered => pick(lang, "不足", "not covered"),
        RequirementCoverage::NotApplicable => pick(lang, "対象外", "not applicable"),
    }
}

/// The stable word for a requirement's coverage in class names and data attributes.
pub(crate) fn code(coverage: RequirementCoverage) -> &'static str {
    match coverage {
        RequirementCoverage::Covered => "covered",
        RequirementCoverage::Partial => "partial",
        RequirementCoverage::Uncovered => "uncovered",
        RequirementCoverage::NotApplicable => "na",
    }
}

/// The mark of an element's coverage.
pub fn element_mark(coverage: ElementCoverage) -> &'static str {
    match coverage {
        ElementCoverage::Covered => "○",
        ElementCoverage::Weak | ElementCoverage::Delegated => "△",
        ElementCoverage::Uncovered => "×",
        ElementCoverage::NotApplicable => "－",
    }
}

/// The word for an element's coverage.
pub fn element_word(coverage: ElementCoverage, lang: Lang) -> &'static str {
    match coverage {
        ElementCoverage::Covered => pick(lang, "記載あり", "written"),
        ElementCoverage::Weak => pick(lang, "弱い記載", "weak"),
        ElementCoverage::Delegated => pick(lang, "委任", "delegated"),
        ElementCoverage::Uncovered => pick(lang, "記載なし", "not written"),
        ElementCoverage::NotApplicable => pick(lang, "対象外", "not applicable"),
    }
}

/// The stable word for an element's coverage in class names.
pub(crate) fn element_code(coverage: ElementCoverage) -> &'static str {
    match coverage {
        ElementCoverage::Covered => "covered",
        ElementCoverage::Weak | ElementCoverage::Delegated => "partial",
        ElementCoverage::Uncovered => "uncovered",
        ElementCoverage::NotApplicable => "na",
    }
}

/// The word for the place where a duty is expected to be written.
pub fn expected_word(expected: Expected, lang: Lang) -> &'static str {
    match expected {
        Expected::Regulation => pick(lang, "規程に記載", "in the regulation"),
        Expected::Reference => pick(lang, "別文書でも可", "may be in another document"),
        Expected::Posture => pick(lang, "姿勢・実態", "attitude or practice"),
    }
}

/// The stable word for an expected place in data attributes.
pub(super) fn expected_code(expected: Expected) -> &'static str {
    match expected {
        Expected::Regulation => "regulation",
        Expected::Reference => "reference",
        Expected::Posture => "posture",
    }
}

/// 「要確認」: the judgement is not sure.
pub(crate) fn unsure(lang: Lang) -> &'static str {
    pick(lang, "要確認", "to check")
}

/// 「未確認」: the catalogue's item was not confirmed in the guideline's final text.
pub(crate) fn unconfirmed(lang: Lang) -> &'static str {
    pick(lang, "未確認", "unconfirmed item")
}

/// A page for people: 「5頁」.
pub(crate) fn page(page: u32, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{page}頁"),
        Lang::En => format!("p. {page}"),
    }
}
