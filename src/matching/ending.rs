//! How strongly a sentence says what it says: its ending.

/// What a sentence's ending makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Ending {
    /// 〜しなければならない, 〜する, 〜してはならない, …すること: binds.
    Duty,
    /// 〜に努める: effort.
    Effort,
    /// 〜が望ましい: wish.
    Wish,
    /// 〜することができる: permission.
    Permission,
    /// 〜は、別に定める: left to another document.
    Delegation,
    /// 〜をいう: definition.
    Definition,
    /// 〜は、この限りでない, 〜を含まない: exception.
    Exception,
    /// 〜した: past fact.
    Past,
}

impl Ending {
    /// Whether it is weaker than a duty, though about the same matter.
    pub(super) fn is_weak(self) -> bool {
        matches!(self, Self::Effort | Self::Wish | Self::Permission)
    }

    /// Whether it can fulfil a duty at all.
    pub(super) fn binds(self) -> bool {
        matches!(self, Self::Duty | Self::Definition)
    }
}

/// The sentences of a normalized text: byte ranges.
pub(super) fn sentences(normalized: &str) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut depth = 0_i32;
    for (at, character) in normalized.char_indices() {
        match character {
            '(' | '「' => depth += 1,
            ')' | '」' => depth -= 1,
            '。' if depth <= 0 => {
                let end = at + character.len_utf8();
                ranges.push(start..end);
                start = end;
                depth = 0;
            }
            _ => {}
        }
    }
    if start < normalized.len() {
        ranges.push(start..normalized.len());
    }
    ranges
}

/// The ending of a normalized sentence.
pub(super) fn ending(sentence: &str) -> Ending {
    let bare = without_brackets(sentence);
    let mut core = bare.trim_end_matches(['。', '、', '.']);
    for tail in AUXILIARY {
        core = core.strip_suffix(tail).unwrap_or(core);
    }
    let ends = |words: &[&str]| words.iter().any(|word| core.ends_with(word));
    let near_end = |words: &[&str], reach: usize| {
        let end = last_characters(core, reach);
        words.iter().any(|word| end.contains(word))
    };
    if ends(EXCEPTION) {
        Ending::Exception
    } else if ends(PERMISSION) && !limits(core) {
        Ending::Permission
    } else if near_end(EFFORT, 22) || EFFORT_ANYWHERE.iter().any(|word| core.contains(word)) {
        Ending::Effort
    } else if near_end(WISH, 14) && !ends(WEIGHED) {
        Ending::Wish
    } else if delegates(core) {
        Ending::Delegation
    } else if ends(DEFINITION) {
        Ending::Definition
    } else if ends(PAST) {
        Ending::Past
    } else {
        Ending::Duty
    }
}

/// The last so many characters of a text, all of them where it has fewer.
pub(super) fn last_characters(text: &str, count: usize) -> &str {
    let Some(before) = count.checked_sub(1) else {
        return "";
    };
    text.char_indices()
        .rev()
        .nth(before)
        .map_or(text, |(at, _)| &text[at..])
}

/// Tails that leave a sentence's strength as it is.
const AUXILIARY: &[&str] = &["ものとする", "こととする", "ものとします", "こととします"];

const EXCEPTION: &[&str] = &[
    "適用しない",
    "適用しません",
    "対象としない",
    "対象としません",
    "対象にしません",
    "対象外とする",
    "対象外です",
    "含まない",
    "含みません",
    "当てはまりません",
    "要しない",
    "要しません",
    "必要はない",
    "必要はありません",
    "要りません",
    "この限りでない",
    "この限りではありません",
    "妨げない",
    "差し支えない",
    "差し支えありません",
    "しないことができる",
    "省略することができる",
    "省くことができる",
];

const PERMISSION: &[&str] = &[
    "ことができる",
    "ことができます",
    "できる",
    "できます",
    "もよい",
    "てよい",
    "もいいです",
    "もよいです",
    "もかまいません",
    "もかまわない",
    "て構わない",
    "て構いません",
    "てかまいません",
    "てもらえます",
];

/// 「…に限り、…ことができる」 binds: it forbids all else.
fn limits(core: &str) -> bool {
    core.match_indices("限り").any(|(at, _)| {
        !["できる", "可能な", "できうる"]
            .iter()
            .any(|word| core[..at].ends_with(word))
    })
}

const EFFORT: &[&str] = &[
    "努め",
    "努力",
    "つとめ",
    "心掛け",
    "心がけ",
    "こころがけ",
    "配慮する",
    "配慮しなければ",
    "配慮します",
    "留意する",
    "留意し",
    "気を配",
    "気をつけ",
    "気を付け",
    "目指す",
    "目指し",
    "目標とする",
    "目標とします",
];

const EFFORT_ANYWHERE: &[&str] = &[
    "なるべく",
    "できるだけ",
    "できる限り",
    "可能な限り",
    "折を見て",
    "折にふれ",
    "余裕があれば",
];

const WISH: &[&str] = &[
    "望ましい",
    "望まし",
    "望まれる",
    "期待する",
    "期待される",
    "推奨する",
    "推奨される",
    "推奨します",
    "勧める",
    "勧めます",
    "好ましい",
    "したいもの",
    "したいと",
    "と考える",
    "と考えます",
    "に応じて検討する",
    "に応じて検討します",
    "を検討する",
    "を検討します",
];

/// What is weighed each time is a duty, not a wish.
const WEIGHED: &[&str] = &["否を検討する", "否を検討します"];

const DEFINITION: &[&str] = &[
    "をいう",
    "をいいます",
    "という",
    "といいます",
    "と呼ぶ",
    "と呼びます",
    "とよびます",
];

const PAST: &[&str] = &[
    "ました",
    "した",
    "された",
    "だった",
    "でした",
    "改めた",
    "定めた",
    "移った",
];

/// 「別に定める」「…要領による」: the substance stands elsewhere.
fn delegates(core: &str) -> bool {
    if draws_up_elsewhere(core) {
        return true;
    }
    if let Some(head) = BY_RULE.iter().find_map(|tail| core.strip_suffix(tail)) {
        return !is_own_provision(head);
    }
    BY_DOCUMENT
        .iter()
        .find_map(|tail| core.strip_suffix(tail))
        .is_some_and(is_other_document)
}

/// 「…は、別に定める」; in 「種類の別に定める」 and 「別の装置に」 it is another word.
fn draws_up_elsewhere(core: &str) -> bool {
    let drawn_up = |word: &str, made: &[&str]| {
        core.rfind(word).is_some_and(|at| {
            let rest = &core[at + word.len()..];
            // 「種類の別に」, 「部門別に」: by kind, by department.
            !core[..at].ends_with(|before: char| before == 'の' || ('一'..='鿿').contains(&before))
                && rest.chars().count() <= 36
                && made.iter().any(|made| rest.contains(made))
        })
    };
    drawn_up("別に", RULED)
        || drawn_up("別途", RULED)
        || (["別に", "別途", "別の"]
            .iter()
            .any(|word| drawn_up(word, WRITTEN))
            && DOCUMENT.iter().any(|document| core.contains(document)))
}

/// Whether the words point at a provision of the same document: 「前2条の」「この章の」.
fn is_own_provision(head: &str) -> bool {
    let reach: String = head
        .chars()
        .rev()
        .take(OWN_REACH)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    OWN.iter().any(|word| reach.contains(word)) && !DOCUMENT_OF_OTHERS.iter().any(|word| reach.contains(word))
}

/// Whether the words end in the name of a document that is not being written there and then (「…を要領に定める」).
fn is_other_document(head: &str) -> bool {
    let (titled, before) = match head.strip_suffix('」') {
        Some(inner) => inner.rfind('「').map_or((true, inner), |at| (true, &inner[..at])),
        None => (false, head),
    };
    let document = DOCUMENT
        .iter()
        .filter(|document| head.trim_end_matches('」').ends_with(*document))
        .max_by_key(|document| document.len());
    let rest = match document {
        _ if titled => before,
        Some(document) => {
            let name = &head[..head.len() - document.len()];
            // The name goes on to the left as far as it is written in kanji or katakana.
            name.trim_end_matches(|c: char| !('ぁ'..='ん').contains(&c) && c != '、')
        }
        None => return false,
    };
    !rest.ends_with('を')
}

/// 「別に…」 with these leaves it to someone.
const RULED: &[&str] = &["定め", "決め", "取り交わ", "示", "まとめ"];

/// 「別に…」 with these only where it is a document that is made.
const WRITTEN: &[&str] = &["設け", "作", "書"];

/// How near before the end a provision of the same document is named, in characters.
const OWN_REACH: usize = 10;

const OWN: &[&str] = &[
    "前条",
    "前項",
    "前2",
    "前3",
    "前二",
    "前三",
    "次条",
    "次項",
    "この章",
    "本章",
    "この節",
    "この規程",
    "この規定",
    "同条",
    "同項",
    "項の",
];

const DOCUMENT_OF_OTHERS: &[&str] = &["細則", "要領", "手順書", "マニュアル", "別に", "要綱", "計画"];

const BY_RULE: &[&str] = &[
    "定めるところによる",
    "定めるところによります",
    "定めたところによる",
    "定めるところにより行う",
    "定めるところにより行います",
    "定める手続による",
    "定めによる",
    "定めるところに従う",
    "例による",
];

const BY_DOCUMENT: &[&str] = &[
    "による",
    "によります",
    "により行う",
    "によって行う",
    "に従う",
    "に従います",
    "に従って行う",
    "に定める",
    "に定めます",
    "で定める",
    "で定めます",
    "において定める",
    "に規定する",
    "に記載する",
    "に記載します",
    "に記載してある",
    "に書いてある",
    "に書いてあります",
    "にまとめる",
    "にまとめます",
    "にまとめてあります",
    "に示す",
    "に示します",
    "に掲げる",
    "に委ねる",
    "に譲る",
    "に載せる",
    "に載せてあります",
];

const DOCUMENT: &[&str] = &[
    "要領",
    "手順書",
    "マニュアル",
    "細則",
    "要綱",
    "規程",
    "規定",
    "計画",
    "計画書",
    "手引",
    "手引き",
    "手引書",
    "ガイド",
    "基準",
    "基準書",
    "協定書",
    "しおり",
    "早見表",
    "メモ",
    "文書",
    "票",
    "別表",
    "一覧表",
    "分担表",
    "決まり",
    "きまり",
    "冊子",
    "ノート",
    "規則",
    "内規",
    "契約書",
    "覚書",
    "仕様書",
    "要項",
    "取扱い",
    "方針",
];

fn without_brackets(sentence: &str) -> String {
    let mut depth = 0_u32;
    sentence
        .chars()
        .filter(|character| match character {
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Ending, ending, last_characters, sentences};

    #[test]
    fn takes_the_end_of_a_text() {
        assert_eq!(last_characters("あいうえお", 2), "えお");
        assert_eq!(last_characters("あ", 5), "あ");
        assert_eq!(last_characters("", 5), "");
        assert_eq!(last_characters("あ", 0), "");
    }

    #[test]
    fn tells_endings_apart() {
        for (sentence, expected) in [
            ("職員は、端末を施錠しなければならない。", Ending::Duty),
            ("端末を持ち出してはならない。", Ending::Duty),
            ("端末に鍵をかけます。", Ending::Duty),
            ("台帳を備えること。", Ending::Duty),
            ("所属長|端末の持出しの許可", Ending::Duty),
            ("職員は、知識の習得に努めるものとする。", Ending::Effort),
            ("気を付けます。", Ending::Effort),
            ("訓練を行うことが望ましい。", Ending::Wish),
            ("院長は、これを免除することができる。", Ending::Permission),
            ("持出しの手続は、別に定める。", Ending::Delegation),
            ("手続は、持出し取扱要領の定めるところによる。", Ending::Delegation),
            (
                "説明の分担は、別に定める「広報の手引」による。",
                Ending::Delegation,
            ),
            ("要員は、機器の種類の別に対処の案を作る。", Ending::Duty),
            ("サーバとは別の装置に写しを作る。", Ending::Duty),
            ("課は、職種別の操作の手引を作る。", Ending::Duty),
            (
                "前項の文書の保存は、文書管理規程の定めるところによる。",
                Ending::Delegation,
            ),
            ("非常の場合は、前2条の定めるところによる。", Ending::Duty),
            ("責任者は、担当の業務を職務分担表に定める。", Ending::Duty),
            ("受持ちは、保守仕様書で定める。", Ending::Delegation),
            ("知らせ方は、別冊「連絡のしかた」に示す。", Ending::Delegation),
            ("検査したものに限り、端末に差し込むことができる。", Ending::Duty),
            ("評価の都度、その当否を検討する。", Ending::Duty),
            ("「利用者」とは、番号の交付を受けた者をいう。", Ending::Definition),
            ("売店の電算機には、この規程を適用しない。", Ending::Exception),
            ("令和3年に旧規程を廃止した。", Ending::Past),
        ] {
            assert_eq!(ending(sentence), expected, "{sentence}");
        }
    }

    #[test]
    fn a_full_stop_in_brackets_does_not_end_a_sentence() {
        let text = "利用者(職員をいう。)は守る。違反した者は届け出る。";
        let parts: Vec<_> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(parts, ["利用者(職員をいう。)は守る。", "違反した者は届け出る。"]);
    }
}
