//! Whole files with truth beside them: kind, label and words of each visible paragraph.

use std::path::Path;

use kitei::document::{Block, NoteKind, Paragraph, ReadOptions, docx};

/// A visible paragraph: its kind, label and words without white space.
type Seen = (String, String, String);

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn see(kind: &str, paragraph: &Paragraph) -> Seen {
    let label = paragraph.label.as_ref().map_or("", |label| &label.text);
    let words = paragraph
        .text
        .strip_prefix(label)
        .expect("the text begins with the label");
    (kind.to_owned(), label.to_owned(), bare(words))
}

fn walk(kind: &str, blocks: &[Block], seen: &mut Vec<Seen>) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => seen.push(see(kind, paragraph)),
            Block::Table(table) => {
                let inner = if kind == "body" { "cell" } else { kind };
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    walk(inner, &cell.blocks, seen);
                }
            }
            Block::Note(note) => {
                let kind = match note.kind {
                    NoteKind::TextBox => "textbox",
                    NoteKind::Footnote => "footnote",
                    NoteKind::Endnote => "endnote",
                };
                walk(kind, &note.blocks, seen);
            }
        }
    }
}

fn check(path: &Path) {
    let name = path.display();
    let bytes = std::fs::read(path).expect("the file is there");
    let document =
        docx::read(&bytes, &ReadOptions::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut seen = Vec::new();
    walk("body", &document.blocks, &mut seen);
    seen.extend(
        document
            .marginalia
            .iter()
            .map(|paragraph| see("margin", paragraph)),
    );

    let truth = std::fs::read_to_string(path.with_extension("truth.txt")).expect("its truth is there");
    let mut expected = Vec::new();
    for line in truth.lines() {
        let mut fields = line
            .split('\t')
            .map(|field| field.replace("\\n", "\n").replace("\\t", "\t"));
        let mut field = || fields.next().unwrap_or_default();
        let (kind, label, words) = (field(), field(), bare(&field()));
        if kind == "absent" {
            assert!(
                !seen.iter().any(|(.., text)| text.contains(&words)),
                "{name}: {words} is not seen in Word"
            );
        } else {
            expected.push((kind, label, words));
        }
    }
    assert!(expected.len() > 5, "{name}: a truth");
    // Notes are listed at the end of a truth, and read where they are referred to.
    for notes in [false, true] {
        let is_note = |seen: &&Seen| seen.0.ends_with("note") == notes;
        let seen: Vec<_> = seen.iter().filter(is_note).collect();
        let expected: Vec<_> = expected.iter().filter(is_note).collect();
        assert_eq!(seen, expected, "{name}");
    }
}

#[test]
fn files_say_what_their_truth_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/docx");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("a fixture").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "docx"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for path in &files {
        check(path);
    }
}
