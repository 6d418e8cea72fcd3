//! Fonts: characters where the file gives them, and a count of those that it does not.

use kitei::document::plain;

use super::build::{codes, ja, read_page};

/// A font, object 7, called `name` with the `flags` of its descriptor, its program and more entries.
fn font(name: &str, flags: u32, more: &str) -> String {
    format!(
        "7 0 obj\n<< /Type /Font /Subtype /TrueType /BaseFont /{name} /FontDescriptor << /Type /FontDescriptor \
         /Flags {flags} /FontFile2 8 0 R >> {more} >>\nendobj\n\
         8 0 obj\n<< /Length 5 >>\nstream\nempty\nendstream\nendobj\n"
    )
}

const SHOWN: &str = "BT /F3 12 Tf 50 300 Td (abc) Tj ET";

#[test]
fn codes_of_a_symbolic_font_without_a_map_are_counted_and_not_guessed() {
    let document = read_page(SHOWN, &font("ABCDEF+Gaiji", 4, ""));
    assert_eq!(plain::lines(&document), ["\u{fffd}\u{fffd}\u{fffd}"]);
    let warning = document
        .warnings
        .iter()
        .find(|warning| warning.code == "unmapped-characters");
    assert!(warning.is_some_and(|warning| warning.loss && warning.page == Some(1)));
}

#[test]
fn codes_of_other_fonts_are_letters() {
    for (flags, more) in [(32, ""), (4, "/Encoding /WinAnsiEncoding")] {
        let document = read_page(SHOWN, &font("ABCDEF+Century", flags, more));
        assert_eq!(plain::lines(&document), ["abc"]);
        assert!(!codes(&document).contains(&"unmapped-characters"));
    }
}

#[test]
fn signs_of_well_known_fonts_are_read() {
    let shown = "BT /F3 12 Tf 50 300 Td (\\330\\374) Tj ET";
    let document = read_page(
        shown,
        &font("ABCDEF+Wingdings-Regular", 4, "/Encoding /WinAnsiEncoding"),
    );
    assert_eq!(plain::lines(&document), ["➢✓"]);
}

#[test]
fn a_map_that_gives_wide_glyphs_narrow_letters_is_named() {
    let map = "1 beginbfrange <0001> <0004> <00FF> endbfrange";
    let read = |width: u32, text: &str| {
        let font = format!(
            "7 0 obj\n<< /Type /Font /Subtype /Type0 /BaseFont /Kana /Encoding /Identity-H /ToUnicode 8 0 R \
             /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Kana /DW {width} /CIDSystemInfo \
             << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>\nendobj\n\
             8 0 obj\n<< /Length {} >>\nstream\n{map}\nendstream\nendobj\n",
            map.len()
        );
        read_page(
            &format!("{text}BT /F3 12 Tf 50 280 Td <0001000200030004> Tj ET"),
            &font,
        )
    };
    let wide = read(1000, &ja(50, 300, "運用管理規程"));
    let named = wide
        .warnings
        .iter()
        .find(|warning| warning.code == "wrong-characters");
    assert!(
        named.is_some_and(|warning| warning.page == Some(1) && warning.loss),
        "{:?}",
        wide.warnings
    );
    for other in [read(500, &ja(50, 300, "運用管理規程")), read(1000, "")] {
        assert!(!codes(&other).contains(&"wrong-characters"));
    }
}

#[test]
fn older_maps_of_the_same_codes_are_read() {
    let maps = [
        ("78-H", "4268306c3e72"),
        ("Ext-H", "4268306c3e72"),
        ("Add-V", "4268306c3e72"),
        ("NWP-H", "4268306c3e72"),
        ("78-EUC-H", "c2e8b0ecbef2"),
    ];
    for (map, codes) in maps {
        let font = format!(
            "7 0 obj\n<< /Type /Font /Subtype /Type0 /BaseFont /Mincho /Encoding /{map} /DescendantFonts \
             [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Mincho /CIDSystemInfo \
             << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> >>] >>\nendobj"
        );
        let document = read_page(&format!("BT /F3 12 Tf 50 300 Td <{codes}> Tj ET"), &font);
        assert_eq!(plain::lines(&document), ["第一条"], "{map}");
    }
}
