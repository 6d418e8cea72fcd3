//! A sentence for people, in Japanese and in English.

use serde::{Deserialize, Serialize};

/// The language of what people read. The catalogue's Japanese stays Japanese in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Japanese, the default: reviewers and hospital clerks read it.
    #[default]
    Ja,
    /// English.
    En,
}

impl Lang {
    /// The wording in this language, of two that stand side by side.
    pub fn say<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }

    /// How it stands in the `lang` of a page and in a form.
    pub fn code(self) -> &'static str {
        self.say("ja", "en")
    }

    /// The one of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Ja, Self::En].into_iter().find(|lang| lang.code() == code)
    }
}

/// One sentence in both languages, made where the fact is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Message {
    /// Japanese, ready to show.
    pub ja: String,
    /// English, ready to show.
    pub en: String,
}

impl Message {
    /// A message from its two wordings.
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ja: ja.into(),
            en: en.into(),
        }
    }

    /// The wording in `lang`.
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.say(&self.ja, &self.en)
    }
}
