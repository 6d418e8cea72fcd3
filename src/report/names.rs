//! File names that every file system takes.

use std::collections::BTreeSet;

/// The longest name in bytes, so that an extension and a guideline's id still fit into 255.
const LONGEST: usize = 180;

/// Names that Windows keeps for devices.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// `name` without what some file system refuses: control characters, `<>:"/\|?*`, dots or spaces at its ends,
/// device names, and more bytes than a name may have.
pub fn safe(name: &str) -> String {
    let mut safe: String = name
        .chars()
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' => '_',
            c if c.is_control() => '_',
            c => c,
        })
        .collect();
    let mut end = safe.len().min(LONGEST);
    while !safe.is_char_boundary(end) {
        end -= 1;
    }
    safe.truncate(end);
    let safe = safe.trim_end_matches(['.', ' ']).trim_start_matches([' ', '.']);
    let stem = safe.split('.').next().unwrap_or_default().to_lowercase();
    let device = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    if safe.is_empty() || RESERVED.contains(&device) && stem.len() - device.len() <= 1 {
        format!("_{safe}")
    } else {
        safe.to_owned()
    }
}

/// Safe names in the order of `names`, no two alike even where letters' case does not count; `index` is taken.
pub fn unique<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::from(["index".to_owned()]);
    names
        .into_iter()
        .map(|name| {
            let name = safe(name);
            let mut free = name.clone();
            let mut number = 1;
            while taken.contains(&free.to_lowercase()) {
                number += 1;
                free = format!("{name}-{number}");
            }
            taken.insert(free.to_lowercase());
            free
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_every_file_system() {
        assert_eq!(safe("第1版: 規程/案?.pdf "), "第1版_ 規程_案_.pdf");
        assert_eq!(safe("CON"), "_CON");
        assert_eq!(safe("com1.規程"), "_com1.規程");
        assert_eq!(safe("company"), "company");
        assert_eq!(safe(".."), "_");
        assert!(safe(&"規".repeat(300)).len() <= LONGEST);
    }

    #[test]
    fn no_two_names_are_alike() {
        assert_eq!(unique(["a", "A", "a?", "index"]), ["a", "A-2", "a_", "index-2"]);
    }
}
