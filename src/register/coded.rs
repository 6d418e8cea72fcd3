//! Enumerations that stand in the database and in JSON as a code, and before people as a word.

/// Declares an enumeration with its codes and words, and how it is stored.
macro_rules! coded {
    (
        $(#[$meta:meta])*
        $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $code:literal, $ja:literal, $en:literal;)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// All of them, in the order in which people expect them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// How it stands in the database, in JSON and on the command line.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The one of this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// The word for people.
            pub fn word(self, lang: $crate::text::Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$variant, $crate::text::Lang::Ja) => $ja,
                      (Self::$variant, $crate::text::Lang::En) => $en,)+
                }
            }
        }

        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.code().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                Self::from_code(value.as_str()?).ok_or(rusqlite::types::FromSqlError::InvalidType)
            }
        }
    };
}

pub(super) use coded;
