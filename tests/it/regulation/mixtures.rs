//! Small regulations of odd mixtures of numbering (`tests/generate/mixtures.py`): every citation that was put down by
//! hand is found, with automatic numbers and with typed ones.

use std::collections::BTreeSet;
use std::path::Path;

use kitei::document::{ReadOptions, read};
use kitei::regulation::{DatedEvent, Provision, Regulation, understand};

/// All that an outline says but places.
fn outline(regulation: &Regulation) -> Vec<String> {
    let provisions = regulation.provisions.iter();
    provisions
        .map(|each| {
            let Provision {
                citation,
                kind,
                number,
                title,
                text,
                column_heads,
                ..
            } = each;
            format!("{citation} {kind:?} {number:?} {title:?} {text} {column_heads:?}")
        })
        .collect()
}

#[test]
fn pdf_and_docx_of_one_regulation_are_understood_alike() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/regulation");
    let docx = understood(&folder.join("instruction.docx"));
    let pdf = understood(&folder.join("instruction.pdf"));
    assert!(docx.provisions.len() > 30);
    assert_eq!(outline(&docx), outline(&pdf));
    assert_eq!(
        (docx.title, docx.kind, docx.organization),
        (pdf.title, pdf.kind, pdf.organization)
    );
    let days = |dates: &[DatedEvent]| -> Vec<_> {
        dates.iter().map(|each| (each.kind, each.date.clone())).collect()
    };
    assert_eq!(days(&docx.dates), days(&pdf.dates));
}

fn understood(path: &Path) -> Regulation {
    let bytes = std::fs::read(path).expect("the fixture is there");
    understand(&read("規程", &bytes, &ReadOptions::default()).expect("it is read"))
}

#[test]
fn every_citation_put_down_by_hand_is_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/regulation");
    let lists: Vec<_> = std::fs::read_dir(&folder)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("a fixture").path())
        .filter(|path| path.to_string_lossy().ends_with(".citations.txt"))
        .collect();
    assert!(lists.len() >= 10);
    for list in lists {
        let wanted = std::fs::read_to_string(&list).expect("a list");
        let name = list
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .replace(".citations.txt", "");
        for format in ["docx", "txt"] {
            let regulation = understood(&folder.join(format!("{name}.{format}")));
            let found: BTreeSet<&str> = regulation
                .provisions
                .iter()
                .map(|each| each.citation.as_str())
                .collect();
            let missing: Vec<&str> = wanted
                .lines()
                .filter_map(|line| match line.strip_prefix("docx ") {
                    Some(_) if format != "docx" => None,
                    Some(citation) => Some(citation),
                    None => Some(line),
                })
                .filter(|citation| !found.contains(citation))
                .collect();
            assert_eq!(missing, Vec::<&str>::new(), "{name}.{format}");
        }
    }
}
