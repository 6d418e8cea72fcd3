//! Damaged and hostile files: reported, never silently shorter, never the end of the process.

use std::io::Write;

use kitei::document::{ReadError, ReadOptions, docx, plain};

use super::codes;
use super::package::{Package, li, list, lvl, p};

fn find(haystack: &[u8], needle: &[u8]) -> usize {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
        .expect("it is there")
}

/// A package whose parts are stored, so that tests can change bytes of them.
fn stored(body: &str) -> Vec<u8> {
    let packed = Package::new(body).bytes();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(packed)).expect("a zip");
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        writer
            .start_file(part.name().expect("a name"), options)
            .expect("a part begins");
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).expect("a part is read");
        writer.write_all(&content).expect("a part is written");
    }
    writer.finish().expect("the zip is written").into_inner()
}

#[test]
fn a_wrong_checksum_is_reported_and_the_words_are_kept() {
    let mut bytes = stored(&(p("正しい文。") + &p("壊れた文。")));
    let at = find(&bytes, "壊".as_bytes());
    bytes[at..at + 3].copy_from_slice("変".as_bytes());
    let document = docx::read(&bytes, &ReadOptions::default()).expect("it is read");
    assert_eq!(plain::lines(&document), ["正しい文。", "変れた文。"]);
    assert_eq!(codes(&document), ["damaged-part"]);
    assert!(document.warnings[0].loss);
}

#[test]
fn markup_that_ends_too_early_is_reported() {
    let whole = Package::new("").raw(
        "word/document.xml",
        super::package::part(
            "document",
            &format!("<w:body>{}</w:body>", p("初め") + &p("途中の文")),
        )
        .replace("途中の文</w:t></w:r></w:p></w:body></w:document>", "途中の"),
    );
    let document = docx::read(&whole.bytes(), &ReadOptions::default()).expect("it is read");
    assert_eq!(plain::lines(&document), ["初め", "途中の"]);
    assert!(
        document
            .warnings
            .iter()
            .any(|warning| warning.code == "damaged-part" && warning.loss)
    );
}

#[test]
fn a_document_without_a_readable_word_is_damaged() {
    let package = Package::new("").raw("word/document.xml", "<w:document xmlns:w=");
    assert!(matches!(
        docx::read(&package.bytes(), &ReadOptions::default()),
        Err(ReadError::Damaged(_))
    ));
    // The zip breaks off before its main part.
    let bytes = Package::new(&p("本文")).bytes();
    let main = find(&bytes, b"word/document.xml");
    assert!(matches!(
        docx::read(&bytes[..main], &ReadOptions::default()),
        Err(ReadError::Damaged(_))
    ));
}

#[test]
fn a_zip_that_breaks_off_is_read_as_far_as_it_goes() {
    let body: String = (0..2000).map(|at| p(&format!("{at}番目の文。"))).collect();
    let packed = Package::new(&body).bytes();
    for bytes in [packed, stored(&body)] {
        let whole = docx::read(&bytes, &ReadOptions::default()).expect("it is sound");
        let lines = plain::lines(&whole);
        assert_eq!((lines.len(), codes(&whole).len()), (2000, 0));
        // Without its directory alone, every word is there; with less, those before the break.
        let directory = find(&bytes, b"PK\x01\x02");
        for (length, least) in [(directory, 2000), (directory / 2, 100)] {
            let cut = docx::read(&bytes[..length], &ReadOptions::default()).expect("it is read");
            let kept = plain::lines(&cut);
            assert!(kept.len() >= least, "{} of {length}", kept.len());
            assert_eq!(kept[..kept.len() - 1], lines[..kept.len() - 1]);
            assert!(
                cut.warnings
                    .iter()
                    .any(|warning| warning.code == "damaged-part" && warning.loss)
            );
        }
    }
}

#[test]
fn more_than_is_allowed_is_reported() {
    let body = p("同じ文を何度も書く。").repeat(20_000);
    let options = ReadOptions {
        inflate_budget: 100_000,
    };
    let document = docx::read(&Package::new(&body).bytes(), &options).expect("it is read");
    assert!(document.blocks.len() < 20_000 && document.blocks.len() > 100);
    assert!(
        document
            .warnings
            .iter()
            .any(|warning| warning.code == "damaged-part" && warning.loss)
    );
}

#[test]
fn long_documents_and_tables_pass() {
    let row = format!("<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>", p("左"), p("右"));
    let body = format!(
        "<w:tbl>{}</w:tbl>{}",
        row.repeat(20_000),
        li(1, 0, "条文").repeat(20_000)
    );
    let package = Package::new(&body).numbering(&list(1, &lvl(0, "decimal", "第%1条", "")));
    let document = docx::read(&package.bytes(), &ReadOptions::default()).expect("it is read");
    let lines = plain::lines(&document);
    assert_eq!(lines.len(), 40_000);
    assert_eq!(lines[39_999], "第20000条\t条文");
    assert!(document.warnings.is_empty());
}

#[test]
fn deep_markup_needs_no_stack() {
    let deep = "<w:sdt><w:sdtContent>".repeat(50_000) + &p("底") + &"</w:sdtContent></w:sdt>".repeat(50_000);
    let document = docx::read(&Package::new(&deep).bytes(), &ReadOptions::default()).expect("it is read");
    assert_eq!(plain::lines(&document), ["底"]);
}

#[test]
fn values_out_of_range_do_no_harm() {
    let body = r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="-1"/><w:numId w:val="99999999999999"/></w:numPr><w:ind w:left="10.5pt" w:firstLine="x"/><w:outlineLvl w:val="-3"/></w:pPr><w:r><w:rPr><w:sz w:val="10.5pt"/><w:b w:val="maybe"/></w:rPr><w:t>値</w:t><w:sym w:char="zz"/><w:br w:type=""/></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483647"/><w:vMerge/></w:tcPr><w:p><w:r><w:t>欄</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:tbl/><w:p/><w:sectPr/><w:sectPr/>"#;
    let numbering = r#"<w:abstractNum w:abstractNumId="-2"><w:lvl w:ilvl="77"><w:start w:val="-5"/></w:lvl></w:abstractNum><w:num><w:abstractNumId/></w:num>"#;
    let document = docx::read(
        &Package::new(body).numbering(numbering).bytes(),
        &ReadOptions::default(),
    )
    .expect("it is read");
    assert_eq!(plain::lines(&document), ["値", "欄"]);
}

/// A generator of the kind that fits in a line (Marsaglia's xorshift), so that each run mutates alike.
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state as usize
}

#[test]
fn mutated_files_end_in_an_answer() {
    let body = p("本文")
        + &li(1, 0, "条文")
        + r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:pict><v:rect><v:textbox><w:txbxContent><w:p><w:r><w:t>枠</w:t></w:r></w:p></w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"#;
    let original = stored(&body);
    let mut state = 0x9e37_79b9_7f4a_7c15;
    let mut read = 0;
    // More rounds for who has the time.
    let rounds = std::env::var("KITEI_MUTATIONS")
        .ok()
        .and_then(|rounds| rounds.parse().ok());
    for round in 0..rounds.unwrap_or(400) {
        let mut bytes = original.clone();
        for _ in 0..=round % 8 {
            let at = next(&mut state) % bytes.len();
            match next(&mut state) % 4 {
                0 => bytes[at] ^= 1 << (next(&mut state) % 8),
                1 => bytes.truncate(at.max(1)),
                2 => {
                    let piece = bytes[at..(at + 40).min(bytes.len())].to_vec();
                    let to = next(&mut state) % bytes.len();
                    bytes.splice(to..to, piece);
                }
                _ => bytes[at] = b"<>&\"/="[next(&mut state) % 6],
            }
        }
        if let Ok(document) = docx::read(&bytes, &ReadOptions::default()) {
            read += 1;
            // Whatever was lost is said.
            let words = plain::lines(&document).concat();
            let whole = ["本文", "条文", "枠"].iter().all(|word| words.contains(word));
            assert!(whole || !document.warnings.is_empty(), "round {round}: {words}");
        }
    }
    assert!(read > 20, "{read} were read");
}

#[test]
fn a_main_part_that_is_no_text_of_word_is_damaged() {
    let package = Package::new("").raw(
        "word/document.xml",
        r#"<x:document xmlns:x="urn:x"><x:body/></x:document>"#,
    );
    assert!(matches!(
        docx::read(&package.bytes(), &ReadOptions::default()),
        Err(ReadError::Damaged(_))
    ));
}

#[test]
fn a_note_is_not_multiplied_by_its_references() {
    let notes = format!(r#"<w:footnote w:id="1">{}</w:footnote>"#, p("注"));
    let body = format!(
        "<w:p><w:r><w:t>文</w:t>{}</w:r></w:p>",
        r#"<w:footnoteReference w:id="1"/>"#.repeat(1000)
    );
    let bytes = Package::new(&body).word("footnotes", "footnotes", &notes).bytes();
    let document = docx::read(&bytes, &ReadOptions::default()).expect("it is read");
    assert_eq!(plain::lines(&document), ["文", "注"]);
}
