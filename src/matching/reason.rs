//! Reasons in a line that an outsider understands.

use std::fmt::Write;

use super::ending::Ending;
use super::frame::Filled;
use super::signals::Candidate;
use crate::guideline::{Frame, Slot};
use crate::text::Message;

/// The words of a frame that a clause has, and those that it lacks.
pub(super) struct Words<'a> {
    /// As printed in the clause or its context, one for each slot that is filled.
    found: Vec<String>,
    /// The slots that are not filled and the word that stands for each.
    lacking: Vec<(Slot, &'a str)>,
    /// A value that is not enough, and the one that is demanded.
    short_of: Option<(String, &'a str)>,
}

impl<'a> Words<'a> {
    /// `places` are those of the clause with its context, `normalized`.
    pub(super) fn of(
        frame: &'a Frame,
        candidate: &Candidate,
        normalized: &str,
        places: &[(std::ops::Range<usize>, Filled)],
    ) -> Self {
        let mut words = Self {
            found: Vec::new(),
            lacking: Vec::new(),
            short_of: None,
        };
        for (at, &slot) in Slot::ALL.iter().enumerate() {
            let Some(first) = frame.words(slot).first() else {
                continue;
            };
            let longest = places
                .iter()
                .filter(|(_, filled)| filled & (1 << at) != 0)
                .max_by_key(|(range, _)| (range.len(), std::cmp::Reverse(range.start)));
            if candidate.around & (1 << at) == 0 {
                words.lacking.push((slot, first));
            } else if let Some((range, _)) = longest {
                let word = normalized[range.clone()].to_owned();
                if !words.found.contains(&word) {
                    words.found.push(word);
                }
            }
        }
        words
    }

    /// Says that the clause has a value that is not enough: its words and those that demand more.
    pub(super) fn falls_short(mut self, short_of: Option<(String, &'a str)>) -> Self {
        self.short_of = short_of;
        self
    }

    fn quoted(&self) -> String {
        let quoted: Vec<String> = self.found.iter().map(|word| format!("「{word}」")).collect();
        quoted.concat()
    }

    /// The same in both languages.
    fn lacking(&self) -> (String, String) {
        let lacking = || self.lacking.iter().map(|(slot, word)| (asked(*slot), word));
        let ja: Vec<String> = lacking()
            .map(|((ja, _), word)| format!("{ja}（「{word}」など）"))
            .collect();
        let en: Vec<String> = lacking()
            .map(|((_, en), word)| format!("{en} (such as「{word}」)"))
            .collect();
        (ja.join("、"), en.join(", "))
    }
}

/// What a slot asks for, in both languages.
fn asked(slot: Slot) -> (&'static str, &'static str) {
    match slot {
        Slot::Action => ("行為", "the action"),
        Slot::Object => ("対象", "the object"),
        Slot::With => ("内容・条件", "the content or condition"),
        Slot::Actor => ("行う者", "who acts"),
        Slot::Recipient => ("相手", "towards whom"),
        Slot::When => ("時期・頻度", "when or how often"),
    }
}

/// There is no clause at all.
pub(super) fn nothing() -> Message {
    Message::new("条項がない", "there is no clause")
}

/// The element is covered.
pub(super) fn covered(citation: &str, words: &Words<'_>) -> Message {
    let quoted = words.quoted();
    if quoted.is_empty() {
        return Message::new(
            format!("{citation}に同じ趣旨の定めがある"),
            format!("{citation} has a provision to the same effect"),
        );
    }
    Message::new(
        format!("{citation}に{quoted}の定めがある"),
        format!("{citation} provides for {quoted}"),
    )
}

/// The duty is said, but does not bind.
pub(super) fn weak(citation: &str, ending: Ending) -> Message {
    let (ja, en) = match ending {
        Ending::Effort => ("努力（「努める」など）", "an effort to be made"),
        Ending::Wish => ("希望（「望ましい」など）", "a wish"),
        _ => ("許容（「できる」など）", "a permission"),
    };
    Message::new(
        format!("{citation}に述べられているが、{ja}にとどまり、義務になっていない"),
        format!("{citation} mentions it, but only as {en}, not as a duty"),
    )
}

/// The duty is left to another document.
pub(super) fn delegated(citation: &str) -> Message {
    Message::new(
        format!("{citation}は中身をほかの文書に委ねており、その文書は提出物にない"),
        format!("{citation} leaves the substance to another document, which was not submitted"),
    )
}

/// The duty is not said; `citation` comes nearest.
pub(super) fn uncovered(citation: &str, words: &Words<'_>, ending: Ending) -> Message {
    let quoted = words.quoted();
    if let Some((has, demanded)) = &words.short_of {
        return Message::new(
            format!("{citation}は「{has}」としており、「{demanded}」と食い違う"),
            format!("{citation} says「{has}」, which conflicts with「{demanded}」"),
        );
    }
    if quoted.is_empty() {
        return Message::new(
            "この観点に当たる条項が見当たらない",
            "no clause found that deals with this point",
        );
    }
    if words.lacking.is_empty() {
        let (ja, en) = match ending {
            Ending::Exception => ("除外又は例外の定めである", "as an exemption or exception"),
            Ending::Past => ("過去の事実である", "as a past fact"),
            Ending::Delegation => (
                "中身をほかの文書に委ねている",
                "leaves the substance to another document",
            ),
            ending if ending.is_weak() => ("義務になっていない", "not as a duty"),
            _ => (
                "別の事柄についての定めとみられる",
                "seems to deal with something else",
            ),
        };
        return Message::new(
            format!("{quoted}は{citation}にあるが、{ja}"),
            format!("{citation} has {quoted}, but {en}"),
        );
    }
    let (ja, en) = words.lacking();
    Message::new(
        format!("{quoted}は{citation}にあるが、{ja}に当たる語がない"),
        format!("{citation} has {quoted}, but nothing that says {en}"),
    )
}

/// Why a clause is shown.
pub(super) fn why(words: &Words<'_>, ending: Ending) -> Message {
    let quoted = words.quoted();
    let (mut ja, mut en) = if quoted.is_empty() {
        (
            "例となる条項に似る".to_owned(),
            "resembles the example clauses".to_owned(),
        )
    } else {
        (format!("{quoted}がある"), format!("has {quoted}"))
    };
    if !words.lacking.is_empty() {
        let (lacking_ja, lacking_en) = words.lacking();
        let _ = write!(ja, "。{lacking_ja}がない");
        let _ = write!(en, "; does not say {lacking_en}");
    }
    if !ending.binds() {
        ja.push_str("。義務の文ではない");
        en.push_str("; not worded as a duty");
    }
    Message::new(ja, en)
}
