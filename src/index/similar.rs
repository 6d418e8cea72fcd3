//! Other words for the same: what the thesaurus knows of the words of a query.

use std::collections::BTreeSet;

use crate::text::{Thesaurus, normalize};

/// `words` with each word that `thesaurus` knows put as another of the same meaning, or of a kind of it
/// (可搬媒体: 外部記憶媒体, USBメモリ). One is put at a time, so that a compound stays near what was asked for.
pub fn similar(words: &str, thesaurus: &Thesaurus) -> Vec<String> {
    let folded = normalize(words);
    let mut all = BTreeSet::new();
    for mention in thesaurus.mentions(&folded) {
        let (before, after) = (&folded[..mention.start], &folded[mention.end..]);
        for word in mention
            .concepts
            .iter()
            .filter(|concept| !thesaurus.is_guard(**concept))
            .flat_map(|concept| thesaurus.words_of(*concept))
        {
            all.insert(format!("{before}{}{after}", normalize(word)));
        }
    }
    all.remove(&folded);
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stands_for_its_like_and_its_kinds() {
        let thesaurus = Thesaurus::load(&[
            "[[concept]]\nid = \"medium\"\ngroup = \"medium\"\nterms = [\"可搬媒体\", \"外部記憶媒体\"]\n\
             [[concept]]\nid = \"usb\"\ngroup = \"medium\"\nterms = [\"USBメモリ\"]\nbroader = [\"medium\"]",
        ])
        .expect("a thesaurus");
        assert_eq!(
            similar("可搬媒体の管理", &thesaurus),
            ["usbメモリの管理", "外部記憶媒体の管理"]
        );
        // A kind does not stand for the whole.
        assert_eq!(similar("USBメモリ", &thesaurus), [""; 0]);
        assert_eq!(similar("入館証", &thesaurus), [""; 0]);
    }
}
