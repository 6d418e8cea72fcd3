//! Fields: which part of one is seen, and what the codes show that have no stored result.

use crate::document::symbols;

/// A complex field that has begun and not ended.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// Its code so far.
    pub code: String,
    /// Whether its result has begun.
    pub in_result: bool,
    /// Whether its result is not seen either.
    pub is_silent: bool,
    /// What a form field of it shows, such as a box to tick.
    pub form: Option<String>,
    /// Which entry of its list is chosen, from 0.
    pub chosen: Option<i32>,
    /// Entries of its list so far.
    pub entries: i32,
}

/// What a field shows that Word computes each time and does not store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// Nothing.
    Nothing,
    /// These words.
    Words(String),
    /// A base with its reading.
    Ruby(String, String),
    /// A number that Word counts, asked for by this code.
    Number(String),
}

impl Field {
    /// Its name in capitals.
    pub fn name(&self) -> String {
        self.code
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase()
    }

    /// Its code ends and its result begins.
    pub fn begin_result(&mut self) {
        self.in_result = true;
        self.is_silent = matches!(
            self.name().as_str(),
            "SET" | "XE" | "TC" | "TA" | "RD" | "PRIVATE"
        );
    }

    /// Whether it draws in a picture from outside.
    pub fn links_picture(&self) -> bool {
        self.name() == "INCLUDEPICTURE"
    }

    /// What it shows without a stored result.
    pub fn shown(&self) -> Shown {
        if let Some(form) = &self.form {
            return Shown::Words(form.clone());
        }
        match self.name().as_str() {
            "EQ" => equation(self.code.trim_start().get(2..).unwrap_or_default()),
            "MACROBUTTON" | "GOTOBUTTON" => {
                Shown::Words(self.code.split_whitespace().skip(2).collect::<Vec<_>>().join(" "))
            }
            "SYMBOL" => symbol(&self.code),
            "QUOTE" => Shown::Words(self.code.split('"').nth(1).unwrap_or_default().to_owned()),
            _ if is_counted(&self.code) => Shown::Number(self.code.clone()),
            _ => Shown::Nothing,
        }
    }
}

/// Whether a field with `code` shows a number that Word counts and does not store.
pub(super) fn is_counted(code: &str) -> bool {
    let name = code
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    matches!(name.as_str(), "AUTONUM" | "AUTONUMLGL" | "AUTONUMOUT" | "LISTNUM")
}

/// `SYMBOL 252 \f "Wingdings"`.
fn symbol(code: &str) -> Shown {
    let mut words = code.split_whitespace().skip(1);
    let number = words.next().unwrap_or_default();
    let number = match number.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    };
    let font = code.split("\\f").nth(1).unwrap_or_default().trim_start();
    let font = match font.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => font.split_whitespace().next(),
    };
    match number {
        Some(number) => Shown::Words(symbols::symbol(number, font.unwrap_or_default()).to_string()),
        None => Shown::Nothing,
    }
}

/// `EQ` fields: old Word set ruby, fractions and circled characters with them.
fn equation(code: &str) -> Shown {
    let mut rest = code.chars().peekable();
    let parsed = sequence(&mut rest, 0);
    match parsed.reading {
        Some(reading) => Shown::Ruby(parsed.words, reading),
        None => Shown::Words(parsed.words),
    }
}

#[derive(Debug, Default)]
struct Parsed {
    words: String,
    reading: Option<String>,
    raised: bool,
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// Deeper nesting is not an equation that anybody wrote.
const DEEPEST: usize = 16;

/// Reads up to a comma or bracket that belongs to an outer switch.
fn sequence(rest: &mut Chars<'_>, depth: usize) -> Parsed {
    let mut parsed = Parsed::default();
    while let Some(&c) = rest.peek() {
        match c {
            ',' | ';' | ')' if depth > 0 => break,
            '\\' => {
                rest.next();
                let inner = switch(rest, depth);
                parsed.words.push_str(&inner.words);
                parsed.reading = parsed.reading.or(inner.reading);
                parsed.raised |= inner.raised;
            }
            '(' if depth < DEEPEST => {
                rest.next();
                parsed.words.push_str(
                    &arguments(rest, depth)
                        .into_iter()
                        .map(|one| one.words)
                        .collect::<String>(),
                );
            }
            _ => {
                rest.next();
                parsed.words.push(c);
            }
        }
    }
    parsed.words = parsed.words.trim().to_owned();
    parsed
}

fn arguments(rest: &mut Chars<'_>, depth: usize) -> Vec<Parsed> {
    let mut all = Vec::new();
    loop {
        all.push(sequence(rest, depth + 1));
        match rest.next() {
            Some(',' | ';') => {}
            _ => return all,
        }
    }
}

/// A switch with its options and arguments, such as `\o\ac(○,印)`.
fn switch(rest: &mut Chars<'_>, depth: usize) -> Parsed {
    // A backslash in front of a sign means the sign.
    if let Some(&c) = rest.peek()
        && matches!(c, ',' | '(' | ')' | ';' | '\\')
    {
        rest.next();
        return Parsed {
            words: c.to_string(),
            ..Parsed::default()
        };
    }
    let mut options = Vec::new();
    let mut option = String::new();
    while let Some(&c) = rest.peek() {
        match c {
            '(' if depth < DEEPEST => {
                rest.next();
                options.push(option);
                return apply(&options, arguments(rest, depth));
            }
            '\\' => options.push(std::mem::take(&mut option)),
            // `\* jc2`, `\* hps10`: how ruby is aligned and how large it is.
            '*' => {
                rest.next();
                if rest.peek() == Some(&' ') {
                    rest.next();
                }
                let in_quotes = rest.peek() == Some(&'"');
                let mut quotes = 0;
                while let Some(&c) = rest.peek() {
                    quotes += usize::from(c == '"');
                    if !in_quotes && (c.is_whitespace() || c == '\\') || quotes == 2 {
                        rest.next_if(|c| *c != '\\');
                        break;
                    }
                    rest.next();
                }
                // A font is given as "Font:名前".
                while rest.next_if(|c| !matches!(c, '\\' | ' ')).is_some() {}
                return Parsed::default();
            }
            ',' | ';' | ')' => break,
            _ => option.push(c),
        }
        rest.next();
    }
    Parsed::default()
}

fn apply(options: &[String], mut arguments: Vec<Parsed>) -> Parsed {
    let name = options
        .first()
        .map(|name| name.trim().to_ascii_lowercase())
        .unwrap_or_default();
    let has = |option: &str| {
        options
            .iter()
            .any(|one| one.trim().to_ascii_lowercase().starts_with(option))
    };
    let words = |arguments: Vec<Parsed>, between: &str| {
        arguments
            .into_iter()
            .map(|one| one.words)
            .collect::<Vec<_>>()
            .join(between)
    };
    match name.as_str() {
        // Overlaid characters: ruby where the first is raised, a circled character otherwise.
        "o" if arguments.len() == 2 && arguments[0].raised => {
            let base = arguments.remove(1);
            Parsed {
                words: base.words,
                reading: arguments.pop().map(|reading| reading.words),
                raised: false,
            }
        }
        "o" if arguments.len() == 2 => {
            let inner = arguments.remove(1).words;
            Parsed {
                words: enclosed(&arguments[0].words, &inner).map_or(inner, String::from),
                ..Parsed::default()
            }
        }
        "f" => Parsed {
            words: words(arguments, "/"),
            ..Parsed::default()
        },
        "s" => Parsed {
            raised: has("up"),
            words: words(arguments, ""),
            ..Parsed::default()
        },
        "l" => Parsed {
            words: words(arguments, ", "),
            ..Parsed::default()
        },
        _ => Parsed {
            words: words(arguments, ""),
            ..Parsed::default()
        },
    }
}

/// The single character for `inner` in a ring, where there is one.
fn enclosed(ring: &str, inner: &str) -> Option<char> {
    const RINGED: [(&str, char); 12] = [
        ("印", '㊞'),
        ("秘", '㊙'),
        ("注", '㊟'),
        ("正", '㊣'),
        ("上", '㊤'),
        ("中", '㊥'),
        ("下", '㊦'),
        ("左", '㊧'),
        ("右", '㊨'),
        ("医", '㊩'),
        ("写", '㊢'),
        ("協", '㊯'),
    ];
    if !matches!(ring, "○" | "◯" | "〇") {
        return None;
    }
    let number = inner
        .parse::<i32>()
        .ok()
        .filter(|number| (1..=20).contains(number));
    match number {
        Some(number) => super::numerals::format(number, "decimalEnclosedCircle", None)
            .chars()
            .next(),
        None => RINGED
            .iter()
            .find(|(word, _)| *word == inner)
            .map(|(_, sign)| *sign),
    }
}
