//! Verdicts as the register stores them and as people read them.

use crate::report::decisions::Verdict;
use crate::text::Lang;

/// Verdicts with their code and their words.
pub(super) const VERDICTS: [(Verdict, &str, &str, &str); 5] = [
    (Verdict::Covered, "covered", "充足", "covered"),
    (Verdict::Partial, "partial", "一部充足", "partial"),
    (Verdict::Uncovered, "uncovered", "不足", "not covered"),
    (
        Verdict::NotApplicable,
        "not_applicable",
        "対象外",
        "not applicable",
    ),
    (Verdict::Check, "check", "要確認", "to check"),
];

/// How a verdict stands in the database, in JSON and on the command line.
pub fn verdict_code(verdict: Verdict) -> &'static str {
    VERDICTS
        .iter()
        .find(|(known, ..)| *known == verdict)
        .map_or("check", |(_, code, ..)| code)
}

/// The word of a verdict for people.
pub fn verdict_word(verdict: Verdict, lang: Lang) -> &'static str {
    VERDICTS
        .iter()
        .find(|(known, ..)| *known == verdict)
        .map_or("", |(_, _, ja, en)| match lang {
            Lang::Ja => ja,
            Lang::En => en,
        })
}

/// The verdict of a code.
pub fn verdict_from_code(code: &str) -> Option<Verdict> {
    VERDICTS
        .iter()
        .find(|(_, known, ..)| *known == code)
        .map(|(verdict, ..)| *verdict)
}
