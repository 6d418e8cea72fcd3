//! Parts in any encoding, as a stream of UTF-8.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

const CHUNK: usize = 32 << 10;

/// Turns the bytes of a part into UTF-8; what is no character becomes U+FFFD.
pub(super) struct Utf8<R> {
    bytes: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// Bytes of `raw` that wait to be decoded.
    waiting: usize,
    text: Vec<u8>,
    given: usize,
    at_end: bool,
    /// An error is given out once, and then the end.
    replaced: bool,
}

impl<R: Read> Utf8<R> {
    /// Reads from `bytes`; the encoding is taken from its first bytes.
    pub fn new(bytes: R) -> Self {
        Self {
            bytes,
            decoder: None,
            raw: vec![0; CHUNK],
            waiting: 0,
            text: Vec::with_capacity(CHUNK * 3),
            given: 0,
            at_end: false,
            replaced: false,
        }
    }

    /// Whether bytes were met that are no character.
    pub fn replaced(&self) -> bool {
        self.replaced
    }

    fn decode_more(&mut self) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        while self.text.is_empty() && !self.at_end {
            // The declaration has to be in the first piece, however small the pieces come.
            let wanted = if self.decoder.is_none() { 256 } else { 1 };
            while self.waiting < wanted && !self.at_end {
                let read = self.bytes.read(&mut self.raw[self.waiting..])?;
                self.waiting += read;
                self.at_end = read == 0;
            }
            let raw = &self.raw[..self.waiting];
            let decoder = self
                .decoder
                .get_or_insert_with(|| encoding_of(raw).new_decoder_with_bom_removal());
            self.text.resize(self.waiting * 3 + 16, 0);
            let (_, read, written, replaced) = decoder.decode_to_utf8(raw, &mut self.text, self.at_end);
            self.replaced |= replaced;
            self.text.truncate(written);
            self.raw.copy_within(read..self.waiting, 0);
            self.waiting -= read;
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.given >= self.text.len() {
            self.decode_more()?;
        }
        Ok(&self.text[self.given..])
    }

    fn consume(&mut self, amount: usize) {
        self.given = (self.given + amount).min(self.text.len());
    }
}

/// The encoding of XML that begins with `head` (XML 1.0, appendix F).
fn encoding_of(head: &[u8]) -> &'static Encoding {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"<\0") {
        return UTF_16LE;
    }
    if head.starts_with(b"\xfe\xff") || head.starts_with(b"\0<") {
        return UTF_16BE;
    }
    let head = &head[..head.len().min(256)];
    declared(head)
        .and_then(Encoding::for_label)
        // A part that can be read this far is not UTF-16, whatever it declares.
        .filter(|encoding| encoding.is_ascii_compatible())
        .unwrap_or(UTF_8)
}

fn declared(head: &[u8]) -> Option<&[u8]> {
    let declaration = head.get(..head.windows(2).position(|pair| pair == b"?>")?)?;
    let at = declaration.windows(8).position(|word| word == b"encoding")? + 8;
    let rest = declaration[at..]
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let quote = *rest.first()?;
    rest[1..].split(|byte| *byte == quote).next()
}
