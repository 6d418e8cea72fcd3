//! The query language: words, "phrases", AND, OR, NOT, brackets, fields.

use crate::text::{Message, normalize};

/// A query, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// All of these.
    All(Vec<Query>),
    /// One of these.
    Any(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
    /// These words, in this order, next to each other.
    Words(String),
    /// A field with this value.
    Field(QueryField, String),
}

/// The fields that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryField {
    /// 申請者
    Applicant,
    /// Name of the submission or file.
    Name,
    /// Kind of document.
    Kind,
    /// Year, or years 「2020..2024」.
    Year,
    /// Title of a chapter, section or article.
    Chapter,
    /// Citation, with all that stands in it.
    Citation,
}

const FIELDS: [(QueryField, [&str; 2]); 6] = [
    (QueryField::Applicant, ["applicant", "申請者"]),
    (QueryField::Name, ["name", "提出物"]),
    (QueryField::Kind, ["kind", "種別"]),
    (QueryField::Year, ["year", "年"]),
    (QueryField::Chapter, ["chapter", "章"]),
    (QueryField::Citation, ["citation", "条項"]),
];

impl Query {
    /// Understands `text`: words stand for AND, quotes for a phrase.
    ///
    /// # Errors
    /// When there is nothing to look for, a bracket or quote stays open, or a field is not known.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let tokens = tokens(text)?;
        let mut parser = Parser {
            tokens: &tokens,
            at: 0,
        };
        let query = parser.any()?;
        match parser.peek() {
            None => Ok(query),
            Some(_) => Err(Message::new(
                "閉じ括弧が多い。括弧の対を確かめる",
                "too many closing brackets",
            )),
        }
    }

    /// The words that a hit shows because of this query: those that are not excluded.
    pub fn words(&self) -> Vec<&str> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::words).collect(),
            Self::Words(words) => vec![words],
            Self::Not(_) | Self::Field(..) => Vec::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Words(String),
    Field(QueryField, String),
}

fn tokens(text: &str) -> Result<Vec<Token>, Message> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        match character {
            _ if character.is_whitespace() => at += 1,
            '(' | '（' => {
                tokens.push(Token::Open);
                at += 1;
            }
            ')' | '）' => {
                tokens.push(Token::Close);
                at += 1;
            }
            '|' | '｜' => {
                tokens.push(Token::Or);
                at += 1;
            }
            '-' | '－' | '!' => {
                tokens.push(Token::Not);
                at += 1;
            }
            _ if closing(character).is_some() => tokens.push(Token::Words(quoted(&characters, &mut at)?)),
            _ => tokens.push(word(&characters, &mut at)?),
        }
    }
    Ok(tokens)
}

/// The quote that closes `opening`.
fn closing(opening: char) -> Option<&'static [char]> {
    match opening {
        '"' | '＂' | '“' | '”' => Some(&['"', '＂', '“', '”']),
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        _ => None,
    }
}

fn quoted(characters: &[char], at: &mut usize) -> Result<String, Message> {
    let ends = closing(characters[*at]).unwrap_or_default();
    let start = *at + 1;
    let length = characters[start..]
        .iter()
        .position(|c| ends.contains(c))
        .ok_or_else(|| {
            Message::new(
                "引用符が閉じていない。語句の終わりに引用符を補う",
                "a quote stays open",
            )
        })?;
    *at = start + length + 1;
    Ok(characters[start..start + length].iter().collect())
}

fn word(characters: &[char], at: &mut usize) -> Result<Token, Message> {
    let start = *at;
    while let Some(&character) = characters.get(*at) {
        let ends = character.is_whitespace() || "()（）|｜\"＂“”".contains(character);
        if ends {
            break;
        }
        if matches!(character, ':' | '：') {
            let name: String = characters[start..*at].iter().collect();
            if let Some(field) = field(&name)? {
                *at += 1;
                return Ok(Token::Field(field, value(characters, at)?));
            }
        }
        *at += 1;
    }
    let word: String = characters[start..*at].iter().collect();
    Ok(match normalize(&word).as_str() {
        "and" | "&" | "&&" if word.is_ascii() && is_operator(&word) => Token::And,
        "or" | "||" if is_operator(&word) => Token::Or,
        "not" if is_operator(&word) => Token::Not,
        _ => Token::Words(word),
    })
}

/// Operators are written in capitals, so that the words "and", "or", "not" can be looked for.
fn is_operator(word: &str) -> bool {
    !word.chars().any(char::is_lowercase)
}

fn value(characters: &[char], at: &mut usize) -> Result<String, Message> {
    if characters.get(*at).is_some_and(|&c| closing(c).is_some()) {
        return quoted(characters, at);
    }
    let start = *at;
    while characters
        .get(*at)
        .is_some_and(|c| !c.is_whitespace() && !"()（）".contains(*c))
    {
        *at += 1;
    }
    let value: String = characters[start..*at].iter().collect();
    if value.is_empty() {
        return Err(Message::new(
            "項目の値がない。例: kind:規程 year:2024",
            "a field has no value; e.g. kind:規程 year:2024",
        ));
    }
    Ok(value)
}

/// The field of this name; nothing where the colon belongs to the text.
fn field(name: &str) -> Result<Option<QueryField>, Message> {
    let folded = normalize(name);
    if let Some((field, _)) = FIELDS.iter().find(|(_, names)| names.contains(&folded.as_str())) {
        return Ok(Some(*field));
    }
    if folded.chars().all(|c| c.is_ascii_alphabetic()) && !folded.is_empty() {
        let known: Vec<&str> = FIELDS.iter().flat_map(|(_, names)| *names).collect();
        return Err(Message::new(
            format!("{name}: という項目はない。使える項目: {}", known.join("、")),
            format!("no field {name}:; known: {}", known.join(", ")),
        ));
    }
    Ok(None)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<Query, Message> {
        let mut parts = vec![self.all()?];
        while self.take(&Token::Or) {
            parts.push(self.all()?);
        }
        Ok(single_or(parts, Query::Any))
    }

    fn all(&mut self) -> Result<Query, Message> {
        let mut parts = vec![self.one()?];
        loop {
            let joined = self.take(&Token::And);
            if !joined && matches!(self.peek(), None | Some(Token::Or | Token::Close)) {
                return Ok(single_or(parts, Query::All));
            }
            parts.push(self.one()?);
        }
    }

    fn one(&mut self) -> Result<Query, Message> {
        let token = self.peek().cloned();
        self.at += 1;
        match token {
            Some(Token::Not) => Ok(Query::Not(Box::new(self.one()?))),
            Some(Token::Words(words)) => Ok(Query::Words(words)),
            Some(Token::Field(field, value)) => Ok(Query::Field(field, value)),
            Some(Token::Open) => {
                let inside = self.any()?;
                if self.take(&Token::Close) {
                    Ok(inside)
                } else {
                    Err(Message::new(
                        "括弧が閉じていない。閉じ括弧を補う",
                        "a bracket stays open",
                    ))
                }
            }
            Some(Token::And | Token::Or | Token::Close) | None => Err(Message::new(
                "検索語がない。語を空白で区切って並べる（例: 委託先 監査）",
                "no word to look for; e.g. 委託先 監査",
            )),
        }
    }
}

fn single_or(mut parts: Vec<Query>, join: impl FnOnce(Vec<Query>) -> Query) -> Query {
    if parts.len() == 1 {
        parts.swap_remove(0)
    } else {
        join(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Query {
        Query::Words(text.to_owned())
    }

    #[test]
    fn words_side_by_side_are_all_wanted() {
        assert_eq!(
            Query::parse("委託先　監査"),
            Ok(Query::All(vec![words("委託先"), words("監査")]))
        );
    }

    #[test]
    fn operators_bind_not_and_or() {
        assert_eq!(
            Query::parse("a OR b AND NOT 「c d」"),
            Ok(Query::Any(vec![
                words("a"),
                Query::All(vec![words("b"), Query::Not(Box::new(words("c d")))])
            ]))
        );
        assert_eq!(Query::parse("and"), Ok(words("and")));
    }

    #[test]
    fn fields_in_either_language_and_width() {
        let kind = Query::Field(QueryField::Kind, "規程".to_owned());
        assert_eq!(Query::parse("kind:規程"), Ok(kind.clone()));
        assert_eq!(Query::parse("種別：規程"), Ok(kind));
        assert_eq!(Query::parse("連絡先：総務課"), Ok(words("連絡先：総務課")));
        assert!(Query::parse("yaer:2024").is_err());
    }

    #[test]
    fn what_cannot_be_understood_is_said() {
        for text in ["", "(", "a)", "\"a", "OR", "a OR", "kind:", "NOT"] {
            assert!(Query::parse(text).is_err(), "{text}");
        }
    }
}
