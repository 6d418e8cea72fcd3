//! How much work one file may ask for. A reader without limits is ended by its first hostile file.

/// The most bytes one stream may unpack to.
pub(super) const STREAM_LIMIT: usize = 32 << 20;
/// The most operators of content streams in one file.
const OPERATOR_LIMIT: u64 = 40_000_000;
/// The most glyphs in one file.
const GLYPH_LIMIT: u64 = 20_000_000;
/// The most form `XObjects` drawn on one page: forms that draw forms multiply.
const FORM_LIMIT: u32 = 20_000;
/// The deepest nesting of form `XObjects`.
pub(super) const FORM_DEPTH: usize = 12;
/// The deepest nesting of saved graphics states.
pub(super) const STATE_DEPTH: usize = 512;
/// The most pages that are read.
pub(super) const PAGE_LIMIT: usize = 5_000;
/// The most glyphs on one page: a page full of the smallest print has some ten thousand.
pub(super) const PAGE_GLYPHS: usize = 200_000;
/// The deepest nesting of marked content.
pub(super) const MARK_DEPTH: usize = 64;

/// What is left of a file's allowance, and which limits were hit.
#[derive(Debug)]
pub(super) struct Budget {
    inflate: usize,
    operators: u64,
    glyphs: u64,
    forms: u32,
    /// The limits hit since the last [`Budget::take_hits`].
    hits: Vec<Limit>,
}

/// A limit that was hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Limit {
    /// One stream unpacks to more than [`STREAM_LIMIT`].
    Stream,
    /// All streams together unpack to more than the caller allows.
    Inflate,
    /// Too many operators.
    Operators,
    /// Too many glyphs.
    Glyphs,
    /// Too many or too deeply nested forms.
    Forms,
    /// Graphics states nested too deeply.
    States,
}

impl Budget {
    /// A full allowance; all streams together may unpack to `inflate` bytes.
    pub(super) fn new(inflate: usize) -> Self {
        Self {
            inflate,
            operators: OPERATOR_LIMIT,
            glyphs: GLYPH_LIMIT,
            forms: FORM_LIMIT,
            hits: Vec::new(),
        }
    }

    /// The most bytes that the next stream may unpack to.
    pub(super) fn stream_limit(&self) -> usize {
        STREAM_LIMIT.min(self.inflate)
    }

    /// Takes the bytes of an unpacked stream off the allowance.
    pub(super) fn spend_inflated(&mut self, bytes: usize) {
        self.inflate = self.inflate.saturating_sub(bytes);
    }

    /// A stream was cut at [`Budget::stream_limit`].
    pub(super) fn stream_cut(&mut self) {
        let limit = if self.inflate < STREAM_LIMIT {
            Limit::Inflate
        } else {
            Limit::Stream
        };
        self.hit(limit);
    }

    /// Whether one more operator may run.
    #[inline]
    pub(super) fn operator(&mut self) -> bool {
        Self::spend(&mut self.operators, Limit::Operators, &mut self.hits)
    }

    /// Whether one more glyph may be shown.
    #[inline]
    pub(super) fn glyph(&mut self) -> bool {
        Self::spend(&mut self.glyphs, Limit::Glyphs, &mut self.hits)
    }

    /// Whether one more form may be drawn on this page.
    pub(super) fn form(&mut self, depth: usize) -> bool {
        if depth >= FORM_DEPTH || self.forms == 0 {
            self.hit(Limit::Forms);
            return false;
        }
        self.forms -= 1;
        true
    }

    /// A new page begins: what is counted by page starts again.
    pub(super) fn next_page(&mut self) {
        self.forms = FORM_LIMIT;
    }

    /// Notes that `limit` was hit.
    pub(super) fn hit(&mut self, limit: Limit) {
        if !self.hits.contains(&limit) {
            self.hits.push(limit);
        }
    }

    /// The limits hit since the last call.
    pub(super) fn take_hits(&mut self) -> Vec<Limit> {
        std::mem::take(&mut self.hits)
    }

    #[inline]
    fn spend(left: &mut u64, limit: Limit, hits: &mut Vec<Limit>) -> bool {
        if *left == 0 {
            if !hits.contains(&limit) {
                hits.push(limit);
            }
            return false;
        }
        *left -= 1;
        true
    }
}
