//! What the codes of a font have been found to show: each is worked out once, and looked up for every glyph.

use std::collections::BTreeMap;

use super::Shown;

/// The codes that came up so far.
#[derive(Debug, Default)]
pub(super) struct Known {
    shown: Vec<Shown>,
    /// By a code of one byte: where in `shown` it stands, plus one.
    single: Row,
    /// By the first byte of a code of two bytes, then by its second.
    double: Vec<Row>,
    /// By the code's length and number.
    longer: BTreeMap<(usize, u32), u32>,
}

/// Places by byte; empty until one of them is known.
type Row = Vec<u32>;

impl Known {
    /// What `code` shows; `find` is asked the first time.
    pub(super) fn of(&mut self, code: &[u8], find: impl FnOnce(u32) -> Shown) -> &Shown {
        let (place, number) = match *code {
            [byte] => (place_in(&mut self.single, byte), u32::from(byte)),
            [first, second] => {
                if self.double.is_empty() {
                    self.double.resize(256, Row::new());
                }
                let place = place_in(&mut self.double[usize::from(first)], second);
                (place, u32::from(first) << 8 | u32::from(second))
            }
            _ => {
                let number = code
                    .iter()
                    .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
                (self.longer.entry((code.len(), number)).or_default(), number)
            }
        };
        if *place == 0 {
            self.shown.push(find(number));
            *place = self.shown.len() as u32;
        }
        &self.shown[*place as usize - 1]
    }
}

fn place_in(row: &mut Row, byte: u8) -> &mut u32 {
    if row.is_empty() {
        row.resize(256, 0);
    }
    &mut row[usize::from(byte)]
}
