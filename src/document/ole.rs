//! OLE compound files (MS-CFB): which program wrote one, from the names of its streams.

use super::ReadError;

/// Directory entries are this long and begin at multiples of it, whatever the sector size.
const ENTRY: usize = 128;
/// Where an entry holds the length of its name, which is at most 64 bytes.
const NAME_LENGTH: usize = 64;

/// Why the compound file in `bytes` is not read.
///
/// The entries are looked for in the whole file and not by their chain: a damaged file is told as well as a whole one.
pub(super) fn refusal(bytes: &[u8]) -> ReadError {
    bytes
        .chunks_exact(ENTRY)
        .skip(4)
        .filter_map(name_of)
        .find_map(|name| refusal_of(&name))
        .unwrap_or_else(|| ReadError::NotWord("OLE".to_owned()))
}

fn refusal_of(stream: &str) -> Option<ReadError> {
    let not_word = |what: &str| Some(ReadError::NotWord(what.to_owned()));
    match stream {
        "EncryptedPackage" | "EncryptionInfo" => Some(ReadError::Password),
        "\u{9}DRMContent" => Some(ReadError::Encryption("IRM".to_owned())),
        "WordDocument" => Some(ReadError::LegacyWord),
        "DocumentText" | "JSRV_SegmentInformation" => Some(ReadError::Ichitaro),
        "Workbook" | "Book" => not_word(".xls"),
        "PowerPoint Document" => not_word(".ppt"),
        "VisioDocument" => not_word(".vsd"),
        "__properties_version1.0" => not_word(".msg"),
        "HwpSummaryInformation" | "BodyText" => not_word(".hwp"),
        _ => None,
    }
}

/// The name that a directory entry holds, if `entry` looks like one.
fn name_of(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_le_bytes([
        *entry.get(NAME_LENGTH)?,
        *entry.get(NAME_LENGTH + 1)?,
    ]));
    let is_entry =
        (4..=NAME_LENGTH).contains(&length) && length % 2 == 0 && matches!(entry[NAME_LENGTH + 2], 1..=5);
    let units = entry.get(..length.checked_sub(2)?).filter(|_| is_entry)?;
    let units = units
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<_, _>>().ok()
}
