//! Blocks from JSON, which every document that a worker has read passes through.
//!
//! The kind of a block stands first where this crate has written it. So its fields can be read as they come; the code
//! that is usually derived for tagged types keeps them all aside first, which takes twice as long.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::model::{Block, Note, Paragraph, Table};

/// The name of the field that tells the kind.
const TAG: &str = "block";

/// What a block is.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Paragraph,
    Table,
    Note,
}

/// The name of a field.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Block,
    Other(String),
}

impl Kind {
    /// The block of this kind with `fields`.
    fn read<'de, D: Deserializer<'de>>(self, fields: D) -> Result<Block, D::Error> {
        match self {
            Self::Paragraph => Paragraph::deserialize(fields).map(Block::Paragraph),
            Self::Table => Table::deserialize(fields).map(Block::Table),
            Self::Note => Note::deserialize(fields).map(Block::Note),
        }
    }
}

impl<'de> Deserialize<'de> for Block {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(BlockVisitor)
    }
}

struct BlockVisitor;

impl<'de> Visitor<'de> for BlockVisitor {
    type Value = Block;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a block with its kind")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Block, A::Error> {
        let first = match fields.next_key()? {
            Some(Key::Block) => {
                let kind: Kind = fields.next_value()?;
                return kind.read(MapAccessDeserializer::new(fields));
            }
            Some(Key::Other(name)) => name,
            None => return Err(A::Error::missing_field(TAG)),
        };
        // Somebody else has written it, in another order.
        let mut all = Map::new();
        all.insert(first, fields.next_value()?);
        while let Some((name, value)) = fields.next_entry()? {
            all.insert(name, value);
        }
        let kind = all.remove(TAG).ok_or_else(|| A::Error::missing_field(TAG))?;
        let kind = Kind::deserialize(kind).map_err(A::Error::custom)?;
        kind.read(Value::Object(all)).map_err(A::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_block_wherever_its_kind_stands() {
        let block = Block::Note(super::super::Note {
            place: super::super::Place::default(),
            kind: super::super::NoteKind::Footnote,
            mark: "1".to_owned(),
            blocks: vec![Block::Paragraph(Paragraph {
                text: "注".to_owned(),
                ..Paragraph::default()
            })],
        });
        let written = serde_json::to_string(&block).expect("memory");
        assert!(written.starts_with(r#"{"block":"note""#));
        assert_eq!(serde_json::from_str::<Block>(&written).expect("own"), block);
        // The names of a map of values come in alphabetical order: here `block` is not the first.
        let other = r#"{"blocks":[],"kind":"footnote","mark":"1","place":{"paragraph":0,"page":null},"block":"note"}"#;
        assert!(matches!(serde_json::from_str(other), Ok(Block::Note(_))));
        for wrong in [r#"{"mark":"1"}"#, "{}", r#"{"block":"poem"}"#, "[]"] {
            assert!(serde_json::from_str::<Block>(wrong).is_err(), "{wrong}");
        }
    }
}
