//! PDF (ISO 32000) to a document.
//!
//! | module | from | to |
//! | --- | --- | --- |
//! | `opening`, `encryption`, `repair` | bytes | objects, decrypted and repaired |
//! | `file`, `filter` | objects | unpacked streams, pages |
//! | `lexer`, `interpret`, `paint` | content streams | glyphs, rules, pictures |
//! | `font`, `cmap` | codes of strings | characters and widths |
//! | `structure` | the tags of a tagged file | paragraphs and cells that glyphs belong to |
//! | `layout` | glyphs and rules | lines and tables in reading order |
//! | `margins`, `labels`, `paragraphs` | lines of all pages | paragraphs and tables |
//! | `outline`, `warnings` | the rest of the file | bookmarks, warnings |

mod budget;
mod cmap;
mod encryption;
mod file;
mod filter;
mod font;
mod geometry;
mod interpret;
mod labels;
mod layout;
mod lexer;
mod margins;
mod opening;
mod outline;
mod page;
mod paint;
mod paragraphs;
mod repair;
mod structure;
mod warnings;

use super::{Block, Document, Format, Origin, ReadError, ReadOptions};
use budget::Budget;
use file::File;

/// Reads a PDF. The name and hash are the caller's to fill in.
///
/// # Errors
/// When no page can be read: it needs a password, or is too damaged.
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Document, ReadError> {
    let file = File::open(bytes, Budget::new(options.inflate_budget))?;
    let (nodes, lost) = file.pages();
    if nodes.is_empty() {
        return Err(ReadError::Damaged("no page".to_owned()));
    }
    let hidden = outline::hidden_layers(&file);
    let structure = structure::Structure::load(&file);
    let mut fonts = interpret::FontCache::new();
    let mut pages: Vec<layout::PageLayout> = nodes
        .iter()
        .zip(1..)
        .map(|(node, number)| {
            layout::lay_out(
                interpret::run(&file, node, &mut fonts, &hidden, &structure),
                &structure,
                number,
            )
        })
        .collect();

    let mut found: Vec<_> = warnings::of_damage(if lost { opening::Damage::Pages } else { file.damage })
        .into_iter()
        .collect();
    let has_glyphs = pages.iter().any(|page| page.tally.glyphs > 0);
    let has_pictures = pages.iter().any(|page| page.tally.pictures > 0);
    if !has_glyphs && has_pictures {
        found.push(warnings::image_only());
    }
    found.extend(pages.iter().flat_map(warnings::of_page));
    found.extend(
        file.budget
            .borrow_mut()
            .take_hits()
            .into_iter()
            .map(warnings::of_limit),
    );
    let attachments = outline::attachments(&file);
    found.extend(warnings::of_attachments(
        &attachments,
        outline::is_portfolio(&file),
    ));

    let marginal = margins::take(&mut pages);
    layout::find_unruled(&mut pages);
    let (blocks, heads) = paragraphs::blocks(pages);
    let mut marginalia = paragraphs::marginalia(&marginal);
    marginalia.extend(heads);
    marginalia.sort_by_key(|line| line.place.page);
    let origin = if blocks.iter().any(is_recognized) {
        Origin::Ocr
    } else {
        Origin::Native
    };
    Ok(Document {
        name: String::new(),
        format: Format::Pdf,
        sha256: String::new(),
        pages: Some(nodes.len() as u32),
        origin,
        blocks,
        marginalia,
        bookmarks: outline::bookmarks(&file, &nodes),
        warnings: found,
    })
}

fn is_recognized(block: &Block) -> bool {
    matches!(block, Block::Paragraph(paragraph) if paragraph.ocr)
}
