//! Unpacking streams (ISO 32000-2, 7.4), saying when bytes are missing.

use flate2::{Decompress, FlushDecompress, Status};
use lopdf::{Dictionary, Object, Stream};

/// One filter of a stream.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// Its name.
    pub(super) name: Vec<u8>,
    /// Its parameters, without references.
    pub(super) parameters: Option<Dictionary>,
}

/// How far unpacking came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// To the end.
    Whole,
    /// Not to the end: the packed bytes are damaged or the filter is not known.
    Damaged,
    /// Not to the end: the limit was hit.
    Limit,
}

/// Unpacks `packed` through `steps`, each to at most `limit` bytes.
pub(super) fn apply(packed: &[u8], steps: &[Step], limit: usize) -> (Vec<u8>, Outcome) {
    if packed.len() > limit && steps.is_empty() {
        return (packed[..limit].to_vec(), Outcome::Limit);
    }
    let mut bytes = None;
    let mut outcome = Outcome::Whole;
    for step in steps.iter().take(Stream::MAX_FILTERS) {
        let source = bytes.as_deref().unwrap_or(packed);
        let (unpacked, how) = match step.name.as_slice() {
            b"FlateDecode" | b"Fl" if !has_predictor(step) => flate(source, limit),
            b"Crypt" => continue,
            _ => other(source, step, limit),
        };
        if how != Outcome::Whole {
            outcome = how;
        }
        bytes = Some(unpacked);
    }
    (bytes.unwrap_or_else(|| packed.to_vec()), outcome)
}

fn has_predictor(step: &Step) -> bool {
    step.parameters
        .as_ref()
        .and_then(|dict| dict.get(b"Predictor").ok())
        .and_then(|value| value.as_i64().ok())
        .is_some_and(|predictor| predictor > 1)
}

/// Deflate, as far as it goes: what stands before a damaged place is kept.
fn flate(source: &[u8], limit: usize) -> (Vec<u8>, Outcome) {
    let read = inflate(source, true, limit);
    if read.1 != Outcome::Damaged || source.len() <= 2 {
        return read;
    }
    // A broken header or none at all, or a wrong sum at the end: the packed bytes may be sound.
    let without_header = inflate(&source[2..], false, limit);
    let best = if without_header.0.len() >= read.0.len() {
        without_header
    } else {
        read
    };
    if best.0.is_empty() {
        return inflate(source, false, limit);
    }
    best
}

fn inflate(source: &[u8], header: bool, limit: usize) -> (Vec<u8>, Outcome) {
    let mut decoder = Decompress::new(header);
    let mut bytes = Vec::with_capacity(source.len().saturating_mul(4).clamp(256, 1 << 20));
    let outcome = loop {
        let packed = &source[decoder.total_in() as usize..];
        let known = (decoder.total_in(), bytes.len());
        let status = decoder.decompress_vec(packed, &mut bytes, FlushDecompress::None);
        if bytes.len() > limit {
            bytes.truncate(limit);
            break Outcome::Limit;
        }
        match status {
            Ok(Status::StreamEnd) => break Outcome::Whole,
            Err(_) => break Outcome::Damaged,
            Ok(_) if bytes.len() == bytes.capacity() => {
                bytes.reserve_exact(bytes.len().min(limit + 1 - bytes.len()));
            }
            // There is room, and nothing more comes.
            Ok(_) if known == (decoder.total_in(), bytes.len()) => break Outcome::Damaged,
            Ok(_) => {}
        }
    };
    (bytes, outcome)
}

/// The filters of the object layer: they give everything or nothing.
fn other(source: &[u8], step: &Step, limit: usize) -> (Vec<u8>, Outcome) {
    let name: &[u8] = match step.name.as_slice() {
        b"LZW" => b"LZWDecode",
        b"A85" => b"ASCII85Decode",
        b"AHx" => b"ASCIIHexDecode",
        b"RL" => b"RunLengthDecode",
        b"Fl" => b"FlateDecode",
        full => full,
    };
    let mut dict = Dictionary::new();
    dict.set("Filter", Object::Name(name.to_vec()));
    if let Some(parameters) = &step.parameters {
        dict.set("DecodeParms", Object::Dictionary(parameters.clone()));
    }
    let stream = Stream::new(dict, source.to_vec());
    match stream.decompressed_content_with_limit(limit) {
        Ok(bytes) => (bytes, Outcome::Whole),
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => {
            (Vec::new(), Outcome::Limit)
        }
        Err(_) => (Vec::new(), Outcome::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut packed, bytes).expect("memory");
        packed.finish().expect("memory")
    }

    fn step(name: &[u8]) -> Step {
        Step {
            name: name.to_vec(),
            parameters: None,
        }
    }

    #[test]
    fn keeps_what_stands_before_the_damage_and_says_so() {
        let source: Vec<u8> = (0..20_000_u32).flat_map(u32::to_be_bytes).collect();
        let packed = packed(&source);
        let (bytes, outcome) = apply(&packed[..packed.len() / 2], &[step(b"FlateDecode")], 1 << 20);
        assert_eq!(outcome, Outcome::Damaged);
        assert!(bytes.len() > 1000 && source.starts_with(&bytes));
    }

    #[test]
    fn a_wrong_sum_at_the_end_loses_nothing() {
        let mut packed = packed(b"BT (text) Tj ET");
        if let Some(last) = packed.last_mut() {
            *last ^= 1;
        }
        let (bytes, outcome) = apply(&packed, &[step(b"FlateDecode")], 4096);
        assert_eq!(
            (bytes.as_slice(), outcome),
            (&b"BT (text) Tj ET"[..], Outcome::Whole)
        );
    }

    #[test]
    fn stops_at_the_limit() {
        let packed = packed(&vec![b' '; 1 << 20]);
        let (bytes, outcome) = apply(&packed, &[step(b"Fl")], 4096);
        assert_eq!((bytes.len(), outcome), (4096, Outcome::Limit));
    }

    #[test]
    fn reads_filters_in_their_order() {
        let hex: String = packed(b"text")
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let (bytes, outcome) = apply(hex.as_bytes(), &[step(b"AHx"), step(b"Fl")], 4096);
        assert_eq!((bytes.as_slice(), outcome), (&b"text"[..], Outcome::Whole));
    }
}
