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
        words.iter().any(|word| {
            core.rfind(word)
                .is_some_and(|at| core[at..].chars().count() <= reach)
        })
    };
    if ends(EXCEPTION) {
        Ending::Exception
    } else if ends(PERMISSION) {
        Ending::Permission
    } else if near_end(EFFORT, 22) || EFFORT_ANYWHERE.iter().any(|word| core.contains(word)) {
        Ending::Effort
    } else if near_end(WISH, 14) {
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
    "を検討する",
    "を検討します",
];

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
    let elsewhere = ["別に", "別途", "別の"].iter().any(|word| {
        core.rfind(word).is_some_and(|at| {
            let rest = &core[at + word.len()..];
            rest.chars().count() <= 36 && DRAWN_UP.iter().any(|made| rest.contains(made))
        })
    });
    elsewhere
        || BY_RULE.iter().any(|tail| core.ends_with(tail))
        || BY_DOCUMENT.iter().any(|tail| {
            core.strip_suffix(tail).is_some_and(|head| {
                DOCUMENT
                    .iter()
                    .any(|document| head.trim_end_matches('」').ends_with(document))
            })
        })
}

const DRAWN_UP: &[&str] = &["定め", "決め", "設け", "作", "取り交わ", "示", "書", "まとめ"];

const BY_RULE: &[&str] = &[
    "定めるところによる",
    "定めるところによります",
    "定めたところによる",
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
    use super::{Ending, ending, sentences};

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
