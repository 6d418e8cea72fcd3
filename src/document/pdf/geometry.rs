//! Points, boxes and transformations, in points.

#![allow(
    clippy::many_single_char_names,
    reason = "the standard's names of a matrix's elements"
)]

/// No page reaches as far as this many points.
pub(super) const FARTHEST: f32 = 1e7;

/// A transformation `[a b c d e f]` (ISO 32000-2, 8.3.3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f32; 6]);

impl Matrix {
    /// Changes nothing.
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// Moves by `(x, y)`.
    pub(super) const fn translation(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This transformation first, then `next`.
    #[inline]
    pub(super) fn then(self, next: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [na, nb, nc, nd, ne, nf] = next.0;
        Self([
            a * na + b * nc,
            a * nb + b * nd,
            c * na + d * nc,
            c * nb + d * nd,
            e * na + f * nc + ne,
            e * nb + f * nd + nf,
        ])
    }

    /// Where `(x, y)` comes to lie.
    #[inline]
    pub(super) fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// Where the vector `(x, y)` comes to point.
    #[inline]
    pub(super) fn apply_vector(self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, ..] = self.0;
        (a * x + c * y, b * x + d * y)
    }

    /// Whether all numbers are finite and of a size that a page can have.
    #[inline]
    pub(super) fn is_sane(self) -> bool {
        self.0.iter().all(|number| number.abs() < FARTHEST)
    }
}

/// A box with `x0 <= x1` and `y0 <= y1`; `y` grows downward.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Rect {
    pub(super) x0: f32,
    pub(super) y0: f32,
    pub(super) x1: f32,
    pub(super) y1: f32,
}

impl Rect {
    /// The box with these two corners, whichever they are.
    #[inline]
    pub(super) fn of((ax, ay): (f32, f32), (bx, by): (f32, f32)) -> Self {
        Self {
            x0: ax.min(bx),
            y0: ay.min(by),
            x1: ax.max(bx),
            y1: ay.max(by),
        }
    }

    /// Width.
    #[inline]
    pub(super) fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// Height.
    #[inline]
    pub(super) fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// The smallest box around both.
    #[inline]
    pub(super) fn union(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Its middle.
    #[inline]
    pub(super) fn middle(&self) -> (f32, f32) {
        (f32::midpoint(self.x0, self.x1), f32::midpoint(self.y0, self.y1))
    }

    /// Whether `(x, y)` lies in it.
    #[inline]
    pub(super) fn contains(&self, x: f32, y: f32) -> bool {
        (self.x0..=self.x1).contains(&x) && (self.y0..=self.y1).contains(&y)
    }
}
