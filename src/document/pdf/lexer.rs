//! Tokens of content streams and `CMaps` (ISO 32000-2, 7.2 and 7.8), one at a time and without recursion.
//!
//! Nothing here fails: bytes that are no token are skipped, for a viewer would show the rest, too.

use std::borrow::Cow;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    /// A number.
    Number(f32),
    /// A string, unescaped.
    Text(Cow<'a, [u8]>),
    /// A string that was written in hexadecimal digits.
    Hex(Vec<u8>),
    /// A name without its slash, unescaped.
    Name(Cow<'a, [u8]>),
    /// `[`
    ArrayStart,
    /// `]`
    ArrayEnd,
    /// `<<`
    DictStart,
    /// `>>`
    DictEnd,
    /// An operator or another bare word.
    Word(&'a [u8]),
}

/// Reads tokens off bytes.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    /// At the start of `bytes`.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.skip_blank();
            let byte = *self.bytes.get(self.at)?;
            match byte {
                b'[' => return Some(self.single(Token::ArrayStart)),
                b']' => return Some(self.single(Token::ArrayEnd)),
                b'(' => return Some(Token::Text(self.literal())),
                b'/' => return Some(Token::Name(self.name())),
                b'<' if self.peek(1) == Some(b'<') => return Some(self.double(Token::DictStart)),
                b'>' if self.peek(1) == Some(b'>') => return Some(self.double(Token::DictEnd)),
                b'<' => return Some(Token::Hex(self.hex())),
                b'0'..=b'9' | b'+' | b'-' | b'.' => {
                    if let Some(number) = self.number() {
                        return Some(Token::Number(number));
                    }
                }
                b'>' | b')' | b'{' | b'}' => self.at += 1,
                _ => return Some(Token::Word(self.word())),
            }
        }
    }

    /// Skips the data of an inline image, after `ID` (ISO 32000-2, 8.9.7): up to an `EI` that stands alone
    /// and is followed by something that looks like content.
    pub(super) fn skip_inline_image(&mut self) {
        let mut at = self.at;
        while let Some(found) = find(&self.bytes[at..], b"EI") {
            let start = at + found;
            let before = start == 0 || is_blank(self.bytes[start - 1]);
            let after = self.bytes.get(start + 2).is_none_or(|&byte| is_blank(byte));
            let tail = &self.bytes[start + 2..self.bytes.len().min(start + 12)];
            let readable = tail
                .iter()
                .all(|&byte| (0x20..0x7f).contains(&byte) || is_blank(byte));
            if before && after && readable {
                self.at = start + 2;
                return;
            }
            at = start + 2;
        }
        self.at = self.bytes.len();
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn single(&mut self, token: Token<'a>) -> Token<'a> {
        self.at += 1;
        token
    }

    fn double(&mut self, token: Token<'a>) -> Token<'a> {
        self.at += 2;
        token
    }

    fn skip_blank(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte == b'%' {
                while self.peek(0).is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let start = self.at;
        while self
            .peek(0)
            .is_some_and(|byte| !is_blank(byte) && !is_delimiter(byte))
        {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    /// A number; writers are careless, so `--5`, `1.2.3` and `5-3` are read as viewers read them.
    fn number(&mut self) -> Option<f32> {
        let start = self.at;
        let mut negative = false;
        while let Some(sign @ (b'+' | b'-')) = self.peek(0) {
            negative |= sign == b'-';
            self.at += 1;
        }
        let (mut value, mut scale, mut digits) = (0.0_f64, 0.0_f64, 0);
        while let Some(byte) = self.peek(0) {
            match byte {
                b'0'..=b'9' if scale > 0.0 => {
                    value += f64::from(byte - b'0') * scale;
                    scale /= 10.0;
                    digits += 1;
                }
                b'0'..=b'9' => {
                    value = value * 10.0 + f64::from(byte - b'0');
                    digits += 1;
                }
                b'.' if scale == 0.0 => scale = 0.1,
                _ => break,
            }
            self.at += 1;
        }
        // What sticks to the number, such as a second point, is no part of it.
        while self.peek(0).is_some_and(|byte| matches!(byte, b'-' | b'.')) {
            self.at += 1;
            while self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
                self.at += 1;
            }
        }
        if self.at == start {
            self.at += 1;
        }
        (digits > 0).then_some(if negative { -value } else { value } as f32)
    }

    fn name(&mut self) -> Cow<'a, [u8]> {
        self.at += 1;
        let raw = self.word();
        if !raw.contains(&b'#') {
            return Cow::Borrowed(raw);
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut at = 0;
        while at < raw.len() {
            let pair = (raw[at] == b'#')
                .then(|| Some((hex_digit(*raw.get(at + 1)?)?, hex_digit(*raw.get(at + 2)?)?)))
                .flatten();
            if let Some((high, low)) = pair {
                name.push(high << 4 | low);
                at += 3;
            } else {
                name.push(raw[at]);
                at += 1;
            }
        }
        Cow::Owned(name)
    }

    fn hex(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut bytes = Vec::new();
        let mut high = None;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            let Some(digit) = hex_digit(byte) else { continue };
            match high.take() {
                Some(first) => bytes.push(first << 4 | digit),
                None => high = Some(digit),
            }
        }
        bytes.extend(high.map(|first| first << 4));
        bytes
    }

    fn literal(&mut self) -> Cow<'a, [u8]> {
        self.at += 1;
        let start = self.at;
        let mut depth = 0_usize;
        let mut plain = true;
        let mut end = self.bytes.len();
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\\' => {
                    plain = false;
                    self.at += 1;
                }
                b'(' => depth += 1,
                b')' if depth == 0 => {
                    end = self.at;
                    self.at += 1;
                    break;
                }
                b')' => depth -= 1,
                b'\r' => plain = false,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.bytes.len());
        let raw = &self.bytes[start..end.max(start)];
        if plain {
            Cow::Borrowed(raw)
        } else {
            Cow::Owned(unescape(raw))
        }
    }
}

/// The bytes of a literal string without its backslashes (ISO 32000-2, 7.3.4.2).
fn unescape(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        let byte = raw[at];
        at += 1;
        if byte == b'\r' {
            at += usize::from(raw.get(at) == Some(&b'\n'));
            bytes.push(b'\n');
            continue;
        }
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some(&escaped) = raw.get(at) else { break };
        at += 1;
        match escaped {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\n' => {}
            b'\r' => at += usize::from(raw.get(at) == Some(&b'\n')),
            b'0'..=b'7' => {
                let mut value = u32::from(escaped - b'0');
                for _ in 0..2 {
                    match raw.get(at) {
                        Some(digit @ b'0'..=b'7') => value = value << 3 | u32::from(digit - b'0'),
                        _ => break,
                    }
                    at += 1;
                }
                bytes.push(value as u8);
            }
            other => bytes.push(other),
        }
    }
    bytes
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

/// Where `needle` first stands in `haystack`.
pub(super) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(source: &[u8]) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(source);
        std::iter::from_fn(|| lexer.next()).collect()
    }

    #[test]
    fn reads_careless_numbers_as_viewers_do() {
        let numbers: Vec<f32> = tokens(b"1 -2.5 +3 .5 --4 1.2.3 5-3 -.")
            .into_iter()
            .filter_map(|token| match token {
                Token::Number(number) => Some(number),
                _ => None,
            })
            .collect();
        assert_eq!(numbers, [1.0, -2.5, 3.0, 0.5, -4.0, 1.2, 5.0]);
    }

    #[test]
    fn unescapes_strings_and_names() {
        assert_eq!(
            tokens(b"(a\\(b\\101\\\r\nc(d)\\)) <4a4> /A#42"),
            [
                Token::Text(Cow::Owned(b"a(bAc(d))".to_vec())),
                Token::Hex(vec![0x4a, 0x40]),
                Token::Name(Cow::Borrowed(b"AB")),
            ]
        );
    }

    #[test]
    fn ends_within_an_open_string() {
        assert_eq!(tokens(b"(abc"), [Token::Text(Cow::Borrowed(&b"abc"[..]))]);
        assert_eq!(tokens(b"(abc\\").len(), 1);
        assert_eq!(tokens(b"<abc").len(), 1);
    }

    #[test]
    fn passes_over_an_inline_image() {
        let mut lexer = Lexer::new(b" \x00EI\xff\xfe EI Q (a) Tj");
        lexer.skip_inline_image();
        assert_eq!(lexer.next(), Some(Token::Word(b"Q")));
    }
}
