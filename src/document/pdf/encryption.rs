//! Encrypted files that open without a password, however their encryption dictionary is written.
//!
//! The object layer decrypts, but wants the dictionary (ISO 32000-2, 7.6.2) to the letter: an object of its own that
//! refers to no other, an `/ID` in the trailer, exact lengths. Other readers are content with less, and so producers
//! write less. What is missing is added as an update behind the bytes, the way any later editor of the file would.

use std::fmt::Write;

use lopdf::encryption::crypt_filters::CryptFilter;
use lopdf::{Dictionary, Object, ObjectId, StringFormat, Writer, dictionary};

use super::budget::STREAM_LIMIT;
use super::{lexer, opening};
use crate::document::ReadError;

/// Whether `objects`, as the object layer opened them, are still encrypted, all or some.
pub(super) fn is_locked(objects: &lopdf::Document) -> bool {
    let Some(state) = &objects.encryption_state else {
        return objects.trailer.has(b"Encrypt");
    };
    // A crypt filter that the object layer has not understood: it took the oldest kind for it.
    let unknown =
        |name: &[u8]| !name.is_empty() && name != IDENTITY && !state.crypt_filters().contains_key(name);
    state.version() >= 4 && (unknown(state.default_stream_filter()) || unknown(state.default_string_filter()))
}

/// The crypt filter that leaves everything as it is.
const IDENTITY: &[u8] = b"Identity";

/// The objects of `bytes`, which the object layer left `locked`.
pub(super) fn unlock(bytes: &[u8], locked: &lopdf::Document) -> Result<lopdf::Document, ReadError> {
    let start = lexer::find(bytes, b"%PDF-").unwrap_or(0);
    let update = Update {
        bytes: &bytes[start..],
        locked,
    };
    // Without decryption every object outside an object stream can be had, and so what the dictionary refers to.
    let bare = opening::load(&update.without_encryption());
    let objects = bare.as_ref().unwrap_or(locked);
    let Some(given) = update
        .encryption()
        .and_then(|given| resolve(objects, &given).as_dict().ok().cloned())
    else {
        return Err(ReadError::Password);
    };
    let given = mended(objects, &given);
    let id = identifier(objects, locked);
    if let Ok(bare) = bare
        && leaves_text_open(&given)
    {
        return Ok(bare);
    }
    let refusal = refusal(&given);
    opening::load(&update.with_encryption(given, id))
        .ok()
        .filter(|objects| objects.encryption_state.is_some())
        .ok_or(refusal)
}

/// How the encrypted data of a file ended that the object layer could not decrypt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rest {
    /// There was none.
    Right,
    /// With other bytes than the standard wants there, which say nothing.
    Padding,
    /// Within a block of the cipher: some of it is missing.
    Cut,
}

/// Decrypts the streams of `objects` that the object layer left as they stood: it decrypts nothing of what does not end
/// with a whole block and the right padding (ISO 32000-2, 7.6.3.2), though all before is sound.
pub(super) fn decrypt_rest(objects: &mut lopdf::Document) -> Rest {
    let Some(state) = objects.encryption_state.clone() else {
        return Rest::Right;
    };
    let filter = state.get_stream_filter();
    if !filter.method().starts_with(b"AES") {
        return Rest::Right;
    }
    let mut rest = Rest::Right;
    let mut packed = Vec::new();
    for (id, object) in &mut objects.objects {
        let Object::Stream(stream) = object else { continue };
        if is_sound(&stream.dict, &stream.content) {
            continue;
        }
        let Ok(key) = filter.compute_key(state.file_encryption_key(), *id) else {
            continue;
        };
        let plain = decrypt_blocks(&*filter, &key, &stream.content);
        if let Some(plain) = plain.filter(|plain| is_sound(&stream.dict, plain)) {
            let beyond = &stream.content[plain.len() + BLOCK..];
            let whole = matches!(beyond, [] | b"\n" | b"\r" | b"\r\n");
            rest = rest.max(if whole { Rest::Padding } else { Rest::Cut });
            stream.set_content(plain);
            if stream.dict.has_type(b"ObjStm") {
                packed.extend(lopdf::ObjectStream::new_with_limit(stream, Some(STREAM_LIMIT)));
            }
        }
    }
    for (id, object) in packed.into_iter().flat_map(|stream| stream.objects) {
        objects.objects.entry(id).or_insert(object);
    }
    rest
}

/// Bytes in a block of the cipher.
const BLOCK: usize = 16;

/// Whether `bytes` look like those of a stream with `dict` and not like encrypted ones, which look like chance. Of
/// pictures nobody wants to know.
fn is_sound(dict: &Dictionary, bytes: &[u8]) -> bool {
    let first = match dict.get(b"Filter") {
        Ok(Object::Array(names)) => names.first().unwrap_or(&Object::Null),
        Ok(name) => name,
        Err(_) => &Object::Null,
    };
    match (first.as_name().unwrap_or_default(), bytes) {
        (_, []) => true,
        // RFC 1950: the method is 8, and the first two bytes are a multiple of 31.
        (b"FlateDecode" | b"Fl", [method, check, ..]) => {
            method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*check)) % 31 == 0
        }
        (b"" | b"ASCIIHexDecode" | b"AHx" | b"ASCII85Decode" | b"A85", _) => {
            let start = &bytes[..bytes.len().min(1024)];
            let is_text = |byte: &&u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
            // Of chance two in five are.
            5 * start.iter().filter(is_text).count() > 3 * start.len()
        }
        _ => true,
    }
}

/// The whole blocks of `sealed`, decrypted, the last with whatever padding it has.
fn decrypt_blocks(filter: &dyn CryptFilter, key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let length = sealed.len() / BLOCK * BLOCK;
    // The filter wants an end with the right padding: so it gets one of its own making, which stands for nothing.
    let mut blocks = sealed[..length].to_vec();
    blocks.extend(filter.encrypt(key, &[]).ok()?);
    let mut plain = filter.decrypt(key, &blocks).ok()?;
    plain.truncate(length.checked_sub(BLOCK)?);
    Some(plain)
}

/// A file and what is written behind it.
struct Update<'a> {
    bytes: &'a [u8],
    locked: &'a lopdf::Document,
}

impl Update<'_> {
    /// The encryption dictionary as the trailer names it.
    fn encryption(&self) -> Option<Object> {
        let named = self.locked.trailer.get(b"Encrypt").ok().cloned();
        // The object layer takes the name away when it believes that it has decrypted the file.
        let state = self.locked.encryption_state.as_ref();
        named.or_else(|| Some(Object::Reference(state?.encrypt_object_id()?)))
    }

    /// The file as if nothing in it were encrypted.
    fn without_encryption(&self) -> Vec<u8> {
        self.with_trailer(&[], &Dictionary::new())
    }

    /// The file with `encryption` as an object of its own, and `id`.
    fn with_encryption(&self, encryption: Dictionary, id: Object) -> Vec<u8> {
        let number = self.locked.max_id.saturating_add(1);
        let trailer = dictionary! { "Encrypt" => Object::Reference((number, 0)), "ID" => id };
        self.with_trailer(&[((number, 0), Object::Dictionary(encryption))], &trailer)
    }

    /// The file with an update section (ISO 32000-2, 7.5.6) that holds `objects` and whose trailer says `more`.
    fn with_trailer(&self, objects: &[(ObjectId, Object)], more: &Dictionary) -> Vec<u8> {
        let mut file = self.bytes.to_vec();
        let mut table = "xref\n0 1\n0000000000 65535 f \n".to_owned();
        for (id, object) in objects {
            file.extend_from_slice(b"\n");
            let _ = write!(table, "{} 1\n{:010} {:05} n \n", id.0, file.len(), id.1);
            file.extend_from_slice(format!("{} {} obj\n", id.0, id.1).as_bytes());
            push(&mut file, object);
            file.extend_from_slice(b"\nendobj");
        }
        let mut trailer = Dictionary::new();
        for key in [&b"Root"[..], b"Info"] {
            if let Ok(value) = self.locked.trailer.get(key) {
                trailer.set(key, value.clone());
            }
        }
        trailer.extend(more);
        let size = i64::from(self.locked.max_id) + 1 + objects.len() as i64;
        trailer.set("Size", size);
        // Where the table stood is not known of a file whose objects had to be searched for; so they are again.
        let previous = self.locked.xref_start;
        let start = if previous == 0 { 0 } else { file.len() + 1 };
        if previous != 0 {
            trailer.set("Prev", previous as i64);
        }
        file.extend_from_slice(format!("\n{table}trailer\n").as_bytes());
        push(&mut file, &Object::Dictionary(trailer));
        file.extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
        file
    }
}

fn push(file: &mut Vec<u8>, object: &Object) {
    // Writing to memory does not fail.
    let _ = Writer::write_object(file, object);
}

fn resolve<'a>(objects: &'a lopdf::Document, object: &'a Object) -> &'a Object {
    objects
        .dereference(object)
        .map_or(&Object::Null, |(_, target)| target)
}

/// The file's identifier; an empty one counts where there is none, or none that could be read.
fn identifier(objects: &lopdf::Document, locked: &lopdf::Document) -> Object {
    let named = locked.trailer.get(b"ID").unwrap_or(&Object::Null);
    let strings: Vec<Object> = match resolve(objects, named) {
        Object::Array(parts) => parts
            .iter()
            .map(|part| resolve(objects, part).clone())
            .filter(|part| part.as_str().is_ok())
            .collect(),
        _ => Vec::new(),
    };
    if strings.is_empty() {
        let empty = Object::String(Vec::new(), StringFormat::Hexadecimal);
        Object::Array(vec![empty.clone(), empty])
    } else {
        Object::Array(strings)
    }
}

/// The encryption dictionary as the object layer wants it.
fn mended(objects: &lopdf::Document, given: &Dictionary) -> Dictionary {
    let mut mended = Dictionary::new();
    for (key, value) in given {
        mended.set(key.clone(), resolve(objects, value).clone());
    }
    let filters = crypt_filters(objects, &mended);
    let version = mended.get(b"V").and_then(Object::as_i64).unwrap_or(0);
    let revision = mended.get(b"R").and_then(Object::as_i64).unwrap_or(0);
    let bits = mended.remove(b"Length").as_ref().and_then(key_bits);
    match (version, bits) {
        // The length is fixed in all other versions.
        (2, Some(bits)) => mended.set("Length", bits),
        // A shorter key than version 4 knows, of the kind that version 2 has.
        (4, Some(bits)) if bits != 128 && is_rc4(&mended, &filters) => {
            mended.set("V", 2);
            mended.set("Length", bits);
        }
        _ => {}
    }
    mended.set("CF", filters);
    if !matches!(mended.get(b"EncryptMetadata"), Ok(Object::Boolean(_))) {
        mended.remove(b"EncryptMetadata");
    }
    for key in [&b"O"[..], b"U"] {
        if let Ok(Object::String(entry, _)) = mended.get_mut(key)
            && revision <= 4
        {
            entry.resize(32, 0);
        }
    }
    mended
}

/// The crypt filters (ISO 32000-2, 7.6.6) with no more than their methods.
fn crypt_filters(objects: &lopdf::Document, given: &Dictionary) -> Dictionary {
    let mut filters = Dictionary::new();
    let named = given.get(b"CF").and_then(Object::as_dict);
    for (name, filter) in named.into_iter().flatten() {
        let Ok(filter) = resolve(objects, filter).as_dict() else {
            continue;
        };
        let method = filter.get(b"CFM").map(|method| resolve(objects, method));
        let method = match method.and_then(Object::as_name) {
            Ok(b"None") | Err(_) => IDENTITY,
            Ok(method) => method,
        };
        filters.set(
            name.clone(),
            dictionary! { "CFM" => Object::Name(method.to_vec()) },
        );
    }
    filters
}

/// The key's length in bits, though some give it in bytes.
fn key_bits(length: &Object) -> Option<i64> {
    match length.as_i64().ok()? {
        bytes @ 5..=16 => Some(8 * bytes),
        bits @ 40..=128 if bits % 8 == 0 => Some(bits),
        _ => None,
    }
}

/// Whether strings and streams are both encrypted by RC4.
fn is_rc4(encryption: &Dictionary, filters: &Dictionary) -> bool {
    let method = |key: &[u8]| {
        let filter = filters.get(encryption.get(key)?.as_name()?)?;
        filter.as_dict()?.get(b"CFM")?.as_name()
    };
    [&b"StmF"[..], b"StrF"]
        .into_iter()
        .all(|key| method(key).is_ok_and(|method| method == b"V2"))
}

/// Whether only attachments are encrypted, for which alone the password is needed.
fn leaves_text_open(encryption: &Dictionary) -> bool {
    let open = |key: &[u8]| {
        encryption
            .get(key)
            .map_or(true, |name| name.as_name().ok() == Some(IDENTITY))
    };
    encryption.get(b"V").and_then(Object::as_i64).unwrap_or(0) >= 4 && open(b"StmF") && open(b"StrF")
}

/// Why a file that stays encrypted is not opened: a password, or a way of encryption that is not known.
fn refusal(encryption: &Dictionary) -> ReadError {
    let filter = encryption
        .get(b"Filter")
        .and_then(Object::as_name)
        .unwrap_or(b"?");
    let version = encryption.get(b"V").and_then(Object::as_i64).unwrap_or(0);
    if filter == b"Standard" && matches!(version, 1 | 2 | 4 | 5) {
        ReadError::Password
    } else {
        ReadError::Encryption(format!("{} V{version}", String::from_utf8_lossy(filter)))
    }
}
