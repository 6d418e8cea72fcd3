//! Reading order: the order of the stream where that is plausible, and it nearly always is; else by place.

use super::Piece;
use super::grid::Found;
use super::segments::Segment;
use crate::document::pdf::geometry::Rect;

/// Segments and tables in reading order.
pub(super) fn sort(segments: Vec<Segment>, grids: Vec<Found>) -> Vec<Piece> {
    let plausible = is_plausible(&segments);
    let mut pieces: Vec<Piece> = Vec::with_capacity(segments.len() + grids.len());
    let mut grids = grids;
    grids.sort_by(|one, other| {
        one.at
            .cmp(&other.at)
            .then(one.grid.area.y0.total_cmp(&other.grid.area.y0))
    });
    let mut grids = grids.into_iter().peekable();
    for (at, segment) in segments.into_iter().enumerate() {
        while let Some(found) = grids.next_if(|found| found.at <= at) {
            pieces.push(Piece::Grid(found.grid));
        }
        pieces.push(Piece::Segment(segment));
    }
    pieces.extend(grids.map(|found| Piece::Grid(found.grid)));
    if plausible {
        return pieces;
    }
    let mut sorted = Vec::with_capacity(pieces.len());
    cut(pieces, &mut sorted, 0);
    sorted
}

/// Whether most steps from line to line go down, or up to a new column.
fn is_plausible(segments: &[Segment]) -> bool {
    let (mut steps, mut bad) = (0_usize, 0_usize);
    for pair in segments.windows(2) {
        let (one, next) = (&pair[0], &pair[1]);
        if one.shares_line(next) {
            steps += 1;
            bad += usize::from(next.area.x0 < one.area.x0);
            continue;
        }
        steps += 1;
        let down = next.area.y0 > one.area.y0 - 0.2 * one.size;
        let new_column = next.area.x0 >= one.area.x1 - one.size;
        // Far down is as odd as up: somebody else has to come back.
        let far = next.area.y0 - one.area.y1 > 25.0 * one.size;
        bad += usize::from(!(down || new_column) || far);
    }
    10 * bad <= steps.max(20)
}

/// Cuts `pieces` along empty stripes, columns first, and appends them in reading order.
fn cut(pieces: Vec<Piece>, sorted: &mut Vec<Piece>, depth: usize) {
    if pieces.len() <= 1 || depth > 60 {
        sorted.extend(pieces);
        return;
    }
    if let Some(x) = gutter(&pieces) {
        let (left, right) = pieces.into_iter().partition(|piece| middle_x(piece) < x);
        cut(left, sorted, depth + 1);
        cut(right, sorted, depth + 1);
        return;
    }
    let Some(y) = band(&pieces) else {
        let mut rows = pieces;
        rows.sort_by(by_rows);
        sorted.extend(rows);
        return;
    };
    let (above, below) = pieces.into_iter().partition(|piece| piece.area().middle().1 < y);
    cut(above, sorted, depth + 1);
    cut(below, sorted, depth + 1);
}

fn by_rows(one: &Piece, other: &Piece) -> std::cmp::Ordering {
    // Quantized, for an order that depends on pairs would be none.
    let row = |piece: &Piece| (piece.area().y1 / 3.0).round() as i32;
    row(one)
        .cmp(&row(other))
        .then(one.area().x0.total_cmp(&other.area().x0))
}

fn middle_x(piece: &Piece) -> f32 {
    piece.area().middle().0
}

/// The place of an empty vertical stripe with running text on both sides.
fn gutter(pieces: &[Piece]) -> Option<f32> {
    let sides = |x: f32| {
        let (left, right): (Vec<Rect>, Vec<Rect>) = pieces
            .iter()
            .map(Piece::area)
            .partition(|area| area.middle().0 < x);
        (left, right)
    };
    let runs = |areas: &[Rect]| {
        let width = areas.iter().map(Rect::width).fold(0.0, f32::max);
        let height = areas.iter().map(Rect::height).fold(0.0, f32::max);
        areas.len() >= 4 && width > 8.0 * height
    };
    stripes(pieces.iter().map(|piece| (piece.area().x0, piece.area().x1)))
        .into_iter()
        .filter(|(_, width)| *width > 8.0)
        .take(24)
        .find(|(x, _)| {
            let (left, right) = sides(*x);
            runs(&left) && runs(&right)
        })
        .map(|(x, _)| x)
}

/// The place of an empty horizontal stripe: one that lays bare columns on a side, else the widest.
fn band(pieces: &[Piece]) -> Option<f32> {
    let mut stripes = stripes(pieces.iter().map(|piece| (piece.area().y0, piece.area().y1)));
    let side = |y: f32, below: bool| -> Vec<f32> {
        pieces
            .iter()
            .filter(|piece| (piece.area().middle().1 > y) == below)
            .map(middle_x)
            .collect()
    };
    // Only a few stripes are tried: every try looks at all pieces.
    let bare = stripes.iter().take(12).find(|(y, _)| {
        [true, false].iter().any(|&below| {
            let inside: Vec<(f32, f32)> = pieces
                .iter()
                .filter(|piece| (piece.area().middle().1 > *y) == below)
                .map(|piece| (piece.area().x0, piece.area().x1))
                .collect();
            inside.len() >= 8 && !self::stripes(inside.into_iter()).is_empty() && side(*y, below).len() >= 8
        })
    });
    if let Some((y, _)) = bare {
        return Some(*y);
    }
    stripes.sort_by(|one, other| other.1.total_cmp(&one.1));
    stripes.first().map(|(place, _)| *place)
}

/// The empty stripes between intervals: middle and width.
fn stripes(intervals: impl Iterator<Item = (f32, f32)>) -> Vec<(f32, f32)> {
    let mut intervals: Vec<(f32, f32)> = intervals.collect();
    intervals.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut stripes = Vec::new();
    let mut end = f32::NEG_INFINITY;
    for (start, stop) in intervals {
        if start > end + 0.5 && end > f32::NEG_INFINITY {
            stripes.push((f32::midpoint(start, end), start - end));
        }
        end = end.max(stop);
    }
    stripes
}
