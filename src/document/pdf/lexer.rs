//! Tokens of content streams and `CMaps` (ISO 32000-2, 7.2 and 7.8), one at a time and without recursion.
//!
//! Nothing here fails: bytes that are no token are skipped, for a viewer would show the rest, too.

/// A token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    /// A number.
    Number(f32),
    /// A string.
    String(Written<'a>),
    /// A name without its slash.
    Name(Written<'a>),
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

/// A string or name as it stands in the file: a page has thousands, and most need no copy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Written<'a> {
    /// Literally.
    Plain(&'a [u8]),
    /// With backslashes or line ends that mean something else.
    Escaped(&'a [u8]),
    /// As a name with number signs that mean something else.
    Name(&'a [u8]),
    /// In hexadecimal digits.
    Hex(&'a [u8]),
}

impl<'a> Written<'a> {
    /// The bytes that are meant; `buffer` is where they are put where they stand nowhere.
    pub(super) fn bytes<'b>(self, buffer: &'b mut Vec<u8>) -> &'b [u8]
    where
        'a: 'b,
    {
        buffer.clear();
        match self {
            Self::Plain(bytes) => return bytes,
            Self::Escaped(raw) => unescape(raw, buffer),
            Self::Name(raw) => unescape_name(raw, buffer),
            Self::Hex(raw) => unhex(raw, buffer),
        }
        buffer
    }

    /// A copy of the bytes that are meant.
    pub(super) fn to_vec(self) -> Vec<u8> {
        let mut buffer = Vec::new();
        self.bytes(&mut buffer).to_vec()
    }
}

/// Powers of ten.
const POWERS: [f64; 16] = [
    1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

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
                b'(' => return Some(Token::String(self.literal())),
                b'/' => return Some(Token::Name(self.name())),
                b'<' if self.peek(1) == Some(b'<') => return Some(self.double(Token::DictStart)),
                b'>' if self.peek(1) == Some(b'>') => return Some(self.double(Token::DictEnd)),
                b'<' => return Some(Token::String(self.hex())),
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
        let rest = &self.bytes[self.at..];
        let ends = |byte: &u8| ENDS_WORD[usize::from(*byte)];
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// A number; writers are careless, so `--5`, `1.2.3` and `5-3` are read as viewers read them.
    fn number(&mut self) -> Option<f32> {
        let start = self.at;
        let mut negative = false;
        while let Some(sign @ (b'+' | b'-')) = self.peek(0) {
            negative |= sign == b'-';
            self.at += 1;
        }
        // All digits as one whole number, and how many of them stand behind the point.
        let (mut value, mut fraction, mut digits, mut behind_point) = (0.0_f64, 0, 0, false);
        for byte in &self.bytes[self.at..] {
            match byte {
                b'0'..=b'9' => {
                    digits += 1;
                    // More digits behind the point than a number can hold say nothing.
                    if fraction + 1 < POWERS.len() {
                        value = value * 10.0 + f64::from(byte - b'0');
                        fraction += usize::from(behind_point);
                    }
                }
                b'.' if !behind_point => behind_point = true,
                _ => break,
            }
            self.at += 1;
        }
        let value = value / POWERS[fraction];
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

    fn name(&mut self) -> Written<'a> {
        self.at += 1;
        let raw = self.word();
        if raw.contains(&b'#') {
            Written::Name(raw)
        } else {
            Written::Plain(raw)
        }
    }

    fn hex(&mut self) -> Written<'a> {
        self.at += 1;
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| *byte == b'>');
        self.at += length.map_or(rest.len(), |length| length + 1);
        Written::Hex(&rest[..length.unwrap_or(rest.len())])
    }

    fn literal(&mut self) -> Written<'a> {
        self.at += 1;
        let rest = &self.bytes[self.at..];
        let special = |byte: &u8| matches!(byte, b'(' | b')' | b'\\' | b'\r');
        let (mut at, mut depth, mut plain) = (0, 0_usize, true);
        let end = loop {
            let Some(ordinary) = rest.get(at..).and_then(|rest| rest.iter().position(special)) else {
                // The string is not closed.
                self.at = self.bytes.len();
                break rest.len();
            };
            at += ordinary + 1;
            match rest[at - 1] {
                b'\\' => {
                    plain = false;
                    at += 1;
                }
                b'(' => depth += 1,
                b')' if depth == 0 => {
                    self.at += at;
                    break at - 1;
                }
                b')' => depth -= 1,
                _ => plain = false,
            }
        };
        if plain {
            Written::Plain(&rest[..end])
        } else {
            Written::Escaped(&rest[..end])
        }
    }
}

/// Appends to `bytes` those of a name whose other characters are written as `#` and two digits (ISO 32000-2, 7.3.5).
fn unescape_name(raw: &[u8], bytes: &mut Vec<u8>) {
    let mut rest = raw;
    while let [first, tail @ ..] = rest {
        let pair = match (first, tail) {
            (b'#', [high, low, ..]) => hex_digit(*high).zip(hex_digit(*low)),
            _ => None,
        };
        if let Some((high, low)) = pair {
            bytes.push(high << 4 | low);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
}

/// Appends to `bytes` those of a literal string without its backslashes (ISO 32000-2, 7.3.4.2).
fn unescape(raw: &[u8], bytes: &mut Vec<u8>) {
    bytes.reserve(raw.len());
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
}

/// Appends to `bytes` those that pairs of digits make; what is no digit is passed over, and a last one stands for
/// itself and a zero.
fn unhex(raw: &[u8], bytes: &mut Vec<u8>) {
    bytes.reserve(raw.len().div_ceil(2));
    let mut digits = raw.iter().filter_map(|byte| hex_digit(*byte));
    while let Some(high) = digits.next() {
        bytes.push(high << 4 | digits.next().unwrap_or(0));
    }
}

#[inline]
fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Whether a byte separates words, by byte: it is asked for each of a file's bytes.
const BLANK: [bool; 256] = {
    let mut blank = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        blank[byte] = matches!(byte as u8, 0 | 9 | 10 | 12 | 13 | 32);
        byte += 1;
    }
    blank
};

/// Whether a byte ends a word, by byte.
const ENDS_WORD: [bool; 256] = {
    let mut ends = BLANK;
    let mut byte = 0;
    while byte < 256 {
        ends[byte] |= is_delimiter(byte as u8);
        byte += 1;
    }
    ends
};

#[inline]
fn is_blank(byte: u8) -> bool {
    BLANK[usize::from(byte)]
}

const fn is_delimiter(byte: u8) -> bool {
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
        let found = tokens(b"(a\\(b\\101\\\r\nc(d)\\)) (plain) <4a 4> /A#42");
        let strings: Vec<Vec<u8>> = found
            .iter()
            .filter_map(|token| match token {
                Token::String(string) => Some(string.to_vec()),
                _ => None,
            })
            .collect();
        assert_eq!(strings, [&b"a(bAc(d))"[..], b"plain", b"\x4a\x40"]);
        let Some(Token::Name(name)) = found.last() else {
            panic!("no name: {found:?}");
        };
        assert_eq!(name.to_vec(), b"AB");
    }

    #[test]
    fn ends_within_an_open_string() {
        assert_eq!(tokens(b"(abc"), [Token::String(Written::Plain(b"abc"))]);
        assert_eq!(tokens(b"(abc\\").len(), 1);
        assert_eq!(tokens(b"<abc"), [Token::String(Written::Hex(b"abc"))]);
    }

    #[test]
    fn passes_over_an_inline_image() {
        let mut lexer = Lexer::new(b" \x00EI\xff\xfe EI Q (a) Tj");
        lexer.skip_inline_image();
        assert_eq!(lexer.next(), Some(Token::Word(b"Q")));
    }
}
