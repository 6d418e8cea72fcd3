//! DOCX (ECMA-376 `WordprocessingML`) to a document: what a person sees in Word with all changes accepted.
//!
//! | module | job |
//! | --- | --- |
//! | [`store`], [`package`], [`encoding`], [`xml`] | parts of a zip, as tokens with namespaces |
//! | [`styles`], [`props`], [`numbering`], [`numerals`], [`label`] | what a paragraph has without saying so: its label above all |
//! | [`walk`] with [`run`], [`rows`], [`drawing`], [`math`], [`section`], [`chunk`] | what each element means where it stands |
//! | [`story`], [`paragraph`], [`table`], [`field`], [`computed`] | texts that are being read |
//! | [`finish`], [`findings`] | running numbers, warnings |

mod chunk;
mod computed;
mod drawing;
mod encoding;
mod field;
mod findings;
mod finish;
mod html;
mod label;
mod math;
mod numbering;
mod numerals;
mod package;
mod paragraph;
mod props;
mod rows;
mod run;
mod section;
mod settings;
mod store;
mod story;
mod styles;
mod table;
mod walk;
mod xml;

use std::cell::RefCell;
use std::collections::BTreeMap;

use self::findings::Kind;
use self::finish::Places;
use self::numbering::{Definitions, NumberingReader};
use self::package::{Damage, Package, Relations};
use self::section::{NoteMarks, On, Section};
use self::settings::SettingsReader;
use self::story::{Env, Notes, Tally};
use self::styles::{SheetReader, Styles};
use self::walk::Walker;
use super::{Block, Document, Format, Origin, Paragraph, ReadError, ReadOptions, Warning};
use crate::text::Message;

/// Notes may stand in cells that lie deep already.
const NESTING_OF_NOTES: usize = 12;

/// Reads a DOCX. The name and hash are the caller's to fill in.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Document, ReadError> {
    read_package(&Package::open(bytes, options.inflate_budget)?)
}

fn read_package(package: &Package<'_>) -> Result<Document, ReadError> {
    let main = package.main_part()?;
    if package.is_encrypted(&main) {
        return Err(ReadError::Password);
    }
    Reading::begin(package, &main).read(&main)
}

/// What is known of a document before its text is read.
struct Reading<'a> {
    package: &'a Package<'a>,
    relations: Relations,
    settings: SettingsReader,
    lists: Definitions,
    styles: Styles,
}

impl<'a> Reading<'a> {
    fn begin(package: &'a Package<'a>, main: &str) -> Self {
        let relations = package.relations(main);
        let mut numbering = NumberingReader::default();
        let mut sheet = SheetReader::default();
        let mut settings = SettingsReader::default();
        if let Some(part) = part_of(package, main, &relations, "numbering") {
            package.walk(&part, &mut numbering);
        }
        if let Some(part) = part_of(package, main, &relations, "styles") {
            package.walk(&part, &mut sheet);
        }
        if let Some(part) = part_of(package, main, &relations, "settings") {
            package.walk(&part, &mut settings);
        }
        let lists = numbering.resolve(&sheet.sheet);
        let styles = sheet.sheet.resolve(&lists);
        Self {
            package,
            relations,
            settings,
            lists,
            styles,
        }
    }

    fn env<'e>(&'e self, relations: &'e Relations, notes: &'e RefCell<Notes>) -> Env<'e> {
        Env {
            package: self.package,
            styles: &self.styles,
            lists: &self.lists,
            relations,
            notes,
        }
    }

    fn read(&self, main: &str) -> Result<Document, ReadError> {
        let mut tally = Tally::default();
        let notes = RefCell::new(self.notes(main, &mut tally));
        let env = self.env(&self.relations, &notes);
        let mut walker = Walker::new(&env, tally, 0);
        walker.read(main);
        let mut blocks = walker.take_blocks();
        if blocks.is_empty()
            && let Some(damage) = self.package.damage_of(main)
        {
            return Err(ReadError::Damaged(format!("{main}: {damage}")));
        }
        let sections = std::mem::take(&mut walker.sections);
        let paged = walker.stories.paged;
        let mut tally = walker.stories.into_tally();

        self.mark_notes(&mut blocks, &sections);
        let mut margins = self.margins(&sections, &mut tally);
        let mut places = Places::new(paged);
        places.assign(&mut blocks);
        places.assign(&mut margins);
        places.sort();

        let pictures = tally.findings.count(Kind::Picture);
        let mut warnings = tally.findings.warnings(|serial| places.of(serial));
        warnings.append(&mut tally.warnings);
        warnings.extend(self.package.take_damage().iter().map(damage_warning));
        let document = Document {
            name: String::new(),
            format: Format::Docx,
            sha256: String::new(),
            pages: None,
            origin: Origin::Native,
            marginalia: paragraphs_of(margins),
            blocks,
            bookmarks: Vec::new(),
            warnings,
        };
        Ok(with_pictures_named(document, pictures))
    }

    /// Foot- and endnotes by id.
    fn notes(&self, main: &str, tally: &mut Tally) -> Notes {
        let mut notes = Notes::new();
        for kind in ["footnotes", "endnotes"] {
            let Some(part) = part_of(self.package, main, &self.relations, kind) else {
                continue;
            };
            let relations = self.package.relations(&part);
            let none = RefCell::default();
            let env = self.env(&relations, &none);
            let mut walker = Walker::new(&env, std::mem::take(tally), NESTING_OF_NOTES);
            walker.read(&part);
            notes.append(&mut walker.notes);
            *tally = walker.stories.into_tally();
        }
        notes
    }

    fn mark_notes(&self, blocks: &mut [Block], sections: &[(usize, Section)]) {
        let mut marks = NoteMarks::new(&self.settings.notes);
        let mut start = 0;
        for (end, section) in sections {
            if let Some(blocks) = blocks.get_mut(start..*end) {
                marks.mark(blocks, section);
            }
            start = *end;
        }
        if let Some(rest) = blocks.get_mut(start..) {
            marks.mark(rest, &Section::default());
        }
    }

    /// The heads and feet that some page shows, each once.
    fn margins(&self, sections: &[(usize, Section)], tally: &mut Tally) -> Vec<Block> {
        let mut current: BTreeMap<(bool, On), &str> = BTreeMap::new();
        let mut parts: Vec<&str> = Vec::new();
        for (_, section) in sections {
            for (head, on, id) in &section.margins {
                if let Some(relation) = self.relations.get(id).filter(|relation| !relation.external) {
                    current.insert((!*head, *on), &relation.target);
                }
            }
            for ((_, on), part) in &current {
                let shown = match on {
                    On::Default => true,
                    On::First => section.title_page,
                    On::Even => self.settings.even_pages,
                };
                if shown && !parts.contains(part) {
                    parts.push(part);
                }
            }
        }
        let mut blocks = Vec::new();
        for part in parts {
            let relations = self.package.relations(part);
            let notes = RefCell::default();
            let env = self.env(&relations, &notes);
            let mut walker = Walker::new(&env, std::mem::take(tally), 0);
            walker.read(part);
            blocks.append(&mut walker.take_blocks());
            *tally = walker.stories.into_tally();
        }
        blocks
    }
}

/// The part of a kind that the main part refers to, or that stands where it usually does.
fn part_of(package: &Package<'_>, main: &str, relations: &Relations, kind: &str) -> Option<String> {
    let related = relations
        .values()
        .find(|relation| relation.kind == kind && !relation.external);
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    related
        .map(|relation| relation.target.clone())
        .into_iter()
        .chain([format!("{folder}/{kind}.xml"), format!("word/{kind}.xml")])
        .find(|part| package.has(part))
}

/// The paragraphs in `blocks`, laid flat.
fn paragraphs_of(blocks: Vec<Block>) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => paragraphs.push(paragraph),
            Block::Table(table) => {
                let cells = table.rows.into_iter().flat_map(|row| row.cells);
                paragraphs.extend(cells.flat_map(|cell| paragraphs_of(cell.blocks)));
            }
            Block::Note(note) => paragraphs.extend(paragraphs_of(note.blocks)),
        }
    }
    paragraphs
}

fn damage_warning(damage: &Damage) -> Warning {
    let Damage { part, reason } = damage;
    let message = Message::new(
        format!("{part} を終わりまで読めなかった（{reason}）。送り直してもらう"),
        format!("{part} could not be read to its end ({reason}); ask for the file again"),
    );
    Warning::new("damaged-part", message).losing()
}

/// A document of pictures has words that are not read.
fn with_pictures_named(mut document: Document, pictures: u32) -> Document {
    if pictures > 0 && !document.has_text() {
        let message = Message::new(
            format!("文字がなく、画像が {pictures} 枚ある。文字のある文書を提出してもらう"),
            format!("no text, but {pictures} pictures; ask for a document with text"),
        );
        document
            .warnings
            .push(Warning::new("pictures-only", message).losing());
    }
    document
}
