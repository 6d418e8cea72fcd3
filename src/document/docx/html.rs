//! HTML that a document draws in: its words, a paragraph or table row at a time.

/// A piece of an HTML text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A paragraph.
    Line(String),
    /// A table row with its cells.
    Row(Vec<String>),
}

/// The words of `source`. HTML is never wrong: what is not understood is left out.
pub(super) fn pieces(source: &str) -> Vec<Piece> {
    let mut reader = Reader::default();
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        reader.say(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let tag = rest[1..end].trim_end_matches('/');
        rest = &rest[end + 1..];
        let name: String = tag
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '/')
            .collect();
        let name = name.to_ascii_lowercase();
        if matches!(name.as_str(), "script" | "style" | "title") {
            let close = format!("</{name}");
            let found = rest
                .char_indices()
                .map(|(at, _)| at)
                .find(|at| starts_with(&rest[*at..], &close));
            rest = found.map_or("", |at| &rest[at..]);
        } else {
            reader.tag(&name);
        }
    }
    if !rest.starts_with('<') {
        reader.say(rest);
    }
    reader.end_line();
    reader.end_row();
    reader.pieces
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[derive(Debug, Default)]
struct Reader {
    pieces: Vec<Piece>,
    line: String,
    row: Option<Vec<String>>,
    /// Tables within a cell stay in it.
    depth: usize,
}

impl Reader {
    fn say(&mut self, words: &str) {
        for c in unescaped(words).chars() {
            if !c.is_ascii_whitespace() {
                self.line.push(c);
            } else if !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
                self.line.push(' ');
            }
        }
    }

    fn tag(&mut self, name: &str) {
        match name {
            "br" => self.line.push('\n'),
            "table" => {
                self.end_line();
                self.depth += 1;
            }
            "/table" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_row();
                }
            }
            "tr" if self.depth == 1 => {
                self.end_line();
                self.end_row();
                self.row = Some(Vec::new());
            }
            "/tr" if self.depth == 1 => self.end_row(),
            "td" | "th" | "/td" | "/th" if self.depth == 1 => self.end_cell(name.starts_with('/')),
            "p" | "/p" | "div" | "/div" | "li" | "/li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "/h1"
            | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" | "/body" | "hr" | "dt" | "dd" | "/dt" | "/dd" | "tr"
            | "/tr" | "pre" | "/pre" | "blockquote" | "/blockquote" | "ul" | "/ul" | "ol" | "/ol" => {
                self.end_line();
            }
            _ => {}
        }
    }

    fn end_line(&mut self) {
        if self.row.is_some() {
            if !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
                self.line.push(' ');
            }
            return;
        }
        let line = std::mem::take(&mut self.line);
        let line = line.trim();
        if !line.is_empty() {
            self.pieces.push(Piece::Line(line.to_owned()));
        }
    }

    fn end_cell(&mut self, closes: bool) {
        if let Some(row) = &mut self.row {
            let cell = std::mem::take(&mut self.line);
            if closes || !cell.trim().is_empty() {
                row.push(cell.trim().to_owned());
            }
        }
    }

    fn end_row(&mut self) {
        self.end_cell(false);
        if let Some(row) = self.row.take()
            && row.iter().any(|cell| !cell.is_empty())
        {
            self.pieces.push(Piece::Row(row));
        }
    }
}

/// Text with its character references resolved.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest[1..]
            .find(';')
            .filter(|end| *end < 32)
            .map(|end| &rest[1..=end]);
        let resolved = reference.and_then(|name| match name.strip_prefix('#') {
            Some(number) => character(number).map(String::from),
            None => resolve_entity(name).map(str::to_owned),
        });
        if let (Some(name), Some(resolved)) = (reference, resolved) {
            out.push_str(&resolved);
            rest = &rest[name.len() + 2..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?)
}

/// The entities that word processors write; the others are rare enough to stay as they are.
fn resolve_entity(name: &str) -> Option<&'static str> {
    Some(match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        "copy" => "©",
        "times" => "×",
        "middot" => "·",
        "hellip" => "…",
        "ndash" => "–",
        "mdash" => "—",
        "lsquo" => "‘",
        "rsquo" => "’",
        "ldquo" => "“",
        "rdquo" => "”",
        "yen" => "¥",
        "deg" => "°",
        "bull" => "•",
        _ => return None,
    })
}

/// HTML out of a web archive (RFC 2557): the first part that is HTML.
pub(super) fn from_archive(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(bytes);
    let head = text.to_ascii_lowercase();
    let at = head
        .find("content-type: text/html")
        .or_else(|| head.find("content-type:text/html"))?;
    let begin = head[at..].find("\n\n").map(|end| at + end + 2);
    let begin = begin
        .into_iter()
        .chain(head[at..].find("\r\n\r\n").map(|end| at + end + 4))
        .min()?;
    // The headers of a part may stand in any order.
    let headers = head[..begin].rfind("\n--").map_or(0, |start| start);
    let end = text[begin..].find("\n--").map_or(text.len(), |end| begin + end);
    let body = &text[begin..end];
    let headers = &head[headers..begin];
    if headers.contains("quoted-printable") {
        Some(quoted_printable(body))
    } else if headers.contains("base64") {
        Some(base64(body))
    } else {
        Some(body.as_bytes().to_vec())
    }
}

fn quoted_printable(body: &str) -> Vec<u8> {
    let bytes = body.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'=' {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        let hex = body
            .get(at + 1..at + 3)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(byte) = hex {
            out.push(byte);
            at += 3;
        } else {
            // A line that goes on in the next.
            at += 1;
            while bytes.get(at).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
                at += 1;
            }
        }
    }
    out
}

fn base64(body: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in body.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}
