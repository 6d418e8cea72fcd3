//! Other ways of writing the same word.

use super::query::Query;
use crate::text::normalize;

/// Words with and without their kana endings, each line one word.
const KANA_ENDINGS: [&[&str]; 22] = [
    &["取扱い", "取り扱い", "取扱"],
    &["持出し", "持ち出し", "持出"],
    &["持込み", "持ち込み", "持込"],
    &["引継ぎ", "引き継ぎ", "引継"],
    &["申込み", "申し込み", "申込"],
    &["問合せ", "問い合わせ", "問合わせ"],
    &["手続き", "手続"],
    &["届出", "届け出"],
    &["立入り", "立ち入り", "立入"],
    &["貸出し", "貸し出し", "貸出"],
    &["受渡し", "受け渡し", "受渡"],
    &["打合せ", "打ち合わせ", "打合わせ"],
    &["読取り", "読み取り", "読取"],
    &["書込み", "書き込み", "書込"],
    &["割当て", "割り当て", "割当"],
    &["切替え", "切り替え", "切替"],
    &["組合せ", "組み合わせ", "組合わせ"],
    &["取決め", "取り決め", "取決"],
    &["締切り", "締め切り", "締切"],
    &["見積り", "見積もり", "見積"],
    &["払出し", "払い出し", "払出"],
    &["繰返し", "繰り返し", "繰返"],
];
/// Words that sound alike and are mistaken for each other.
const SOUND_ALIKES: [&[&str]; 3] = [&["規程", "規定"], &["保証", "保障"], &["体制", "態勢"]];

impl Query {
    /// The same query, in which every word may be any of `others` of it.
    #[must_use]
    pub fn widened(self, others: &impl Fn(&str) -> Vec<String>) -> Self {
        let all = |parts: Vec<Self>| parts.into_iter().map(|part| part.widened(others)).collect();
        match self {
            Self::All(parts) => Self::All(all(parts)),
            Self::Any(parts) => Self::Any(all(parts)),
            Self::Not(inner) => Self::Not(Box::new(inner.widened(others))),
            Self::Words(words) => {
                let mut parts: Vec<Self> = others(&words).into_iter().map(Self::Words).collect();
                parts.retain(|part| !matches!(part, Self::Words(other) if *other == words));
                if parts.is_empty() {
                    Self::Words(words)
                } else {
                    parts.insert(0, Self::Words(words));
                    Self::Any(parts)
                }
            }
            field @ Self::Field(..) => field,
        }
    }
}

/// `words` with other kana endings (取扱い, 取り扱い); with `sound_alikes` also 規定 for 規程.
pub fn variants(words: &str, sound_alikes: bool) -> Vec<String> {
    let folded = normalize(words);
    let groups = KANA_ENDINGS
        .iter()
        .chain(SOUND_ALIKES.iter().filter(|_| sound_alikes));
    let mut all = vec![folded];
    for group in groups {
        let mut more = Vec::new();
        for written in &all {
            // The longest that stands there: 「取扱い」 before 「取扱」.
            let mut forms: Vec<&str> = group.to_vec();
            forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
            if let Some(form) = forms.iter().find(|form| written.contains(*form)) {
                more.extend(group.iter().map(|other| written.replace(form, other)));
            }
        }
        all.extend(more);
    }
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kana_endings_are_always_free_and_sound_alikes_on_request() {
        assert_eq!(variants("個人情報取り扱い", false).len(), 3);
        assert_eq!(variants("管理規程", false), ["管理規程"]);
        assert_eq!(variants("管理規程", true), ["管理規定", "管理規程"]);
    }
}
