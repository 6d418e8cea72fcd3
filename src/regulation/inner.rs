//! Further documents in the same file: a 細則 bound behind its 規程.

use super::front::is_document_title;
use super::lines::Piece;
use super::marker::{Marked, Marker};
use super::model::ProvisionKind;

/// The pieces that are titles of further documents: a title line, behind articles, before a first article.
pub fn starts(pieces: &[Piece<'_>]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut articles = false;
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Line(line, marked) = piece else {
            continue;
        };
        match marked {
            Some(Marked {
                marker:
                    Marker::Unit {
                        kind: ProvisionKind::Article,
                        ..
                    },
                strong: true,
                ..
            }) => articles = true,
            None if articles && is_document_title(line.text) && begins_soon(&pieces[at + 1..]) => {
                starts.push(at);
                articles = false;
            }
            _ => {}
        }
    }
    starts
}

/// Whether 第1章 or 第1条 comes within a few lines.
fn begins_soon(pieces: &[Piece<'_>]) -> bool {
    pieces.iter().take(10).any(|piece| {
        matches!(
            piece,
            Piece::Line(_, Some(Marked { marker: Marker::Unit { number, .. }, strong: true, .. }))
                if number.iter().all(|&step| step == 1)
        )
    })
}
