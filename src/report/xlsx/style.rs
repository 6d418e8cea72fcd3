//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::text::Lang;

/// The formats of the workbook.
pub(super) struct Styles {
    /// A sheet's title.
    pub title: Format,
    /// The head of a column.
    pub head: Format,
    /// The head of a column that people fill in.
    pub fill_head: Format,
    /// Words.
    pub text: Format,
    /// Words in the middle.
    pub centre: Format,
    /// Words in small grey.
    pub soft: Format,
    /// A link.
    pub link: Format,
    /// A cell that people fill in.
    pub fill: Format,
    /// A date that people fill in.
    pub date: Format,
    /// Covered, partial, uncovered, not applicable: as conditional formats.
    pub marks: [(&'static str, Format); 4],
    /// Unsure.
    pub unsure: Format,
}

impl Styles {
    pub(super) fn new(lang: Lang) -> Self {
        let base = Format::new()
            .set_font_name(match lang {
                Lang::Ja => "游ゴシック",
                Lang::En => "Calibri",
            })
            .set_font_size(10)
            .set_align(FormatAlign::Top);
        let grid = |format: Format| {
            format
                .set_border(FormatBorder::Hair)
                .set_border_color(Color::RGB(0x9A_A4_AF))
        };
        let text = grid(base.clone().set_text_wrap());
        let head = grid(
            base.clone()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0xE3_E9_F0)),
        );
        let mark = |ink: u32, ground: u32| {
            Format::new()
                .set_font_color(Color::RGB(ink))
                .set_background_color(Color::RGB(ground))
        };
        let fill = text
            .clone()
            .set_background_color(Color::RGB(0xFF_FD_F0))
            .set_unlocked();
        Self {
            title: base.clone().set_bold().set_font_size(14),
            fill_head: head.clone().set_background_color(Color::RGB(0xF6_EB_C4)),
            head,
            centre: text.clone().set_align(FormatAlign::Center),
            soft: text
                .clone()
                .set_font_color(Color::RGB(0x55_60_6E))
                .set_font_size(9),
            link: text.clone().set_font_color(Color::RGB(0x1D_46_70)),
            date: fill
                .clone()
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Center),
            fill,
            text,
            marks: [
                ("○", mark(0x1D_6A_45, 0xE4_F2_EA)),
                ("△", mark(0x7A_4F_00, 0xFC_F0_D6)),
                ("×", mark(0xA0_1C_2B, 0xFB_E7_E8)),
                ("－", mark(0x56_60_6B, 0xEC_EF_F2)),
            ],
            unsure: mark(0x5F_33_85, 0xF1_E9_F8),
        }
    }
}
