//! Provisions that stand in one paragraph because its reader joined the lines of a page.

use std::ops::Range;

use super::super::lines::{Line, Piece};
use super::super::marker::{Marked, Marker, Style, scan};
use super::super::model::ProvisionKind;
use super::super::sequence::{Step, article_step, path_step, unit_step};
use super::Machine;

impl<'a> Machine<'a> {
    /// Reads a line; where lines may have been joined, a number behind a full stop that continues a sequence opens
    /// its provision.
    pub(super) fn joined_lines(&mut self, line: Line<'a>, marked: Option<Marked>, next: Option<&Piece<'a>>) {
        let starts = if self.scheme.joined {
            starts(line.text)
        } else {
            Vec::new()
        };
        if starts.is_empty() {
            self.line(line, marked, next);
            return;
        }
        let mut from = 0;
        let mut opens = true;
        for at in starts {
            self.part(line, from..at, opens, None);
            from = at;
            opens = scan(&line.text[at..], 0).is_some_and(|marked| self.continues(&marked));
        }
        self.part(line, from..line.text.len(), opens, next);
    }

    fn part(&mut self, line: Line<'a>, range: Range<usize>, opens: bool, next: Option<&Piece<'a>>) {
        let part = Line {
            text: line.text[range.clone()].trim_end(),
            offset: line.offset + range.start,
            auto: if range.start == 0 { line.auto } else { 0 },
            ..line
        };
        if opens {
            self.line(part, scan(part.text, part.auto), next);
        } else {
            self.flush();
            self.nodes[self.open].body.push(part, 0, "");
        }
    }

    /// Whether a number is the next of a sequence that is open.
    fn continues(&self, marked: &Marked) -> bool {
        match &marked.marker {
            Marker::Unit {
                kind: ProvisionKind::Article,
                number,
                hyphened,
                ..
            } => article_step(self.last_article(), number, *hyphened) == Step::Next,
            Marker::Unit { kind, number, .. } => {
                let last = self.nodes.iter().rev().find(|node| node.kind == *kind);
                last.is_some_and(|last| unit_step(&last.number, number) == Step::Next)
            }
            Marker::List(readings) => readings.iter().any(|(style, number)| match style {
                Style::Path => path_step(self.open_path(), number) == Step::Next,
                _ => self
                    .frames
                    .iter()
                    .any(|frame| frame.is_followed_by(*style, number)),
            }),
            _ => false,
        }
    }
}

/// Where a number stands behind a full stop.
fn starts(text: &str) -> Vec<usize> {
    text.match_indices('。')
        .filter_map(|(at, stop)| {
            let from = at + stop.len();
            let rest = text[from..].trim_start();
            let marked = scan(rest, 0).filter(|marked| marked.strong && marked.rest < rest.len())?;
            let set_off = marked.rest > marked.label || rest[marked.rest..].starts_with(['（', '(', '【']);
            let fits = match &marked.marker {
                Marker::Unit {
                    kind: ProvisionKind::Article,
                    ..
                } => set_off,
                Marker::Unit { .. } => set_off && !rest.contains('。'),
                Marker::List(readings) => matches!(readings[0].0, Style::Paren | Style::Circle) || set_off,
                _ => false,
            };
            fits.then(|| text.len() - rest.len())
        })
        .collect()
}
