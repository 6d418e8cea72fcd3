//! What a reviewer should know of a PDF.

use super::budget::Limit;
use super::layout::{PageLayout, Tally};
use super::opening::Damage;
use crate::document::Warning;
use crate::text::Message;

/// How many letters of a page must be doubtful before its map is: one or two may be a sign of some font.
const DOUBTS: usize = 3;

/// The warnings about one page.
#[allow(clippy::too_many_lines, reason = "a list of messages")]
pub(super) fn of_page(page: &PageLayout) -> Vec<Warning> {
    let Tally {
        glyphs,
        unknown,
        wide,
        doubtful,
        invisible,
        white,
        tiny,
        outside,
        hidden,
        pictures,
        cut,
    } = page.tally;
    let number = page.number;
    let mut found = Vec::new();
    let mut warn = |code: &str, loss: bool, ja: String, en: String| {
        let warning = Warning::new(code, Message::new(ja, en)).on_page(number);
        found.push(if loss { warning.losing() } else { warning });
    };
    if cut {
        warn(
            "content-cut",
            true,
            format!(
                "{number}ページの内容の一部が読めない（データの破損または上限超過）。元のファイルを目で確かめる"
            ),
            format!(
                "some content of page {number} could not be read (damaged or over a limit); look at the original"
            ),
        );
    }
    if glyphs == 0 && pictures > 0 {
        warn(
            "scanned-page",
            true,
            format!(
                "{number}ページは画像のみ: 文字がない。--ocr で文字認識するか、文字のある PDF を提出してもらう"
            ),
            format!("page {number} is only a picture without text; use --ocr or ask for a PDF with text"),
        );
    } else if glyphs == 0 && !cut {
        warn(
            "empty-page",
            false,
            format!("{number}ページには文字がない（白紙または図形のみ）"),
            format!("page {number} has no text (blank, or only drawings)"),
        );
    }
    if unknown > 0 {
        let share = 100.0 * unknown as f32 / glyphs.max(1) as f32;
        warn(
            "unmapped-characters",
            true,
            format!(
                "{number}ページの文字 {unknown} 字（{share:.1} %）は文字コードが分からず「\u{fffd}」とした。元のファイルを目で確かめる"
            ),
            format!(
                "{unknown} characters ({share:.1} %) of page {number} have no Unicode value and became U+FFFD; look at the original"
            ),
        );
    }
    // Fonts of signs, in drawings for instance, have letters of any width.
    if doubtful >= DOUBTS && wide > doubtful {
        warn(
            "wrong-characters",
            true,
            format!(
                "{number}ページの文字コード表が誤っている（日本語の幅の欧字 {doubtful} 字）。仮名や記号が別の文字になっている。元のファイルを目で確かめるか、作り直してもらう"
            ),
            format!(
                "the character map of page {number} is wrong ({doubtful} Latin letters as wide as Japanese ones): kana and marks became other characters; look at the original, or ask for a PDF made anew"
            ),
        );
    }
    if invisible > 0 && pictures > 0 {
        warn(
            "ocr-text",
            false,
            format!(
                "{number}ページの文字 {invisible} 字は画像の裏の見えない文字（文字認識の結果）。誤読があり得る"
            ),
            format!(
                "{invisible} characters of page {number} are invisible text behind a picture (recognized); they may be wrong"
            ),
        );
    } else if invisible > 0 {
        warn(
            "invisible-text",
            false,
            format!(
                "{number}ページに見えない文字が {invisible} 字ある（本文に含めた）。機械を欺くための文字かもしれない"
            ),
            format!(
                "page {number} has {invisible} invisible characters (included in the text); they may be meant to mislead a machine"
            ),
        );
    }
    if white > 0 {
        warn(
            "white-text",
            false,
            format!(
                "{number}ページに白地に白の文字が {white} 字ある（本文に含めた）。機械を欺くための文字かもしれない"
            ),
            format!(
                "page {number} has {white} white characters on white (included in the text); they may be meant to mislead a machine"
            ),
        );
    }
    if tiny > 0 {
        warn(
            "tiny-text",
            true,
            format!("{number}ページに読めないほど小さい文字が {tiny} 字ある（本文から除いた）"),
            format!("page {number} has {tiny} characters too small to read (left out)"),
        );
    }
    if outside > 0 {
        warn(
            "text-outside-page",
            true,
            format!("{number}ページの紙面の外に文字が {outside} 字ある（本文から除いた）"),
            format!("{outside} characters lie outside page {number} (left out)"),
        );
    }
    if hidden > 0 {
        warn(
            "hidden-layer",
            true,
            format!("{number}ページの非表示レイヤーに文字が {hidden} 字ある（本文から除いた）"),
            format!("{hidden} characters of page {number} are on a hidden layer (left out)"),
        );
    }
    found
}

/// How the file was damaged.
pub(super) fn of_damage(damage: Damage) -> Option<Warning> {
    match damage {
        Damage::None => None,
        Damage::Table => Some(Warning::new(
            "rebuilt",
            Message::new(
                "ファイルの相互参照表が壊れていたため作り直して読んだ。元のファイルと見比べる",
                "the cross-reference table was broken and was rebuilt; compare with the original",
            ),
        )),
        Damage::Encryption { cut } => {
            let warning = Warning::new(
                "damaged-encryption",
                Message::new(
                    "暗号化されたデータの終わりが規格どおりでないため、読めるところまで読んだ。元のファイルと見比べる",
                    "encrypted data does not end as it must and was read as far as it goes; compare with the original",
                ),
            );
            Some(if cut { warning.losing() } else { warning })
        }
        Damage::Pages => Some(
            Warning::new(
                "truncated",
                Message::new(
                    "ファイルが途中で切れているか壊れている。残っているページだけを読んだ。送り直してもらう",
                    "the file is cut off or damaged; only the pages that are left were read; ask for it again",
                ),
            )
            .losing(),
        ),
    }
}

/// A limit that was hit.
pub(super) fn of_limit(limit: Limit) -> Warning {
    let (ja, en) = match limit {
        Limit::Stream => ("一つのストリームの展開量", "the unpacked size of one stream"),
        Limit::Inflate => ("ファイル全体の展開量", "the unpacked size of the whole file"),
        Limit::Operators => ("描画命令の数", "the number of operators"),
        Limit::Glyphs => ("文字の数", "the number of characters"),
        Limit::Forms => ("フォームの数または入れ子", "the number or nesting of forms"),
        Limit::States => ("描画状態の入れ子", "the nesting of graphics states"),
    };
    Warning::new(
        "limit",
        Message::new(
            format!("{ja}が上限を超えたため、一部を読んでいない。元のファイルを目で確かめる"),
            format!("{en} is over the limit, so some of the file was not read; look at the original"),
        ),
    )
    .losing()
}

/// Files that are attached, or that the file is only a wrapper of.
pub(super) fn of_attachments(names: &[String], portfolio: bool) -> Option<Warning> {
    if names.is_empty() && !portfolio {
        return None;
    }
    let list = if names.is_empty() {
        "?".to_owned()
    } else {
        names.join("、")
    };
    let message = if portfolio {
        Message::new(
            format!("PDF ポートフォリオ: 中のファイル（{list}）は読んでいない。取り出して提出してもらう"),
            format!("a PDF portfolio: the files in it ({list}) were not read; ask for them one by one"),
        )
    } else {
        Message::new(
            format!("添付ファイル（{list}）は読んでいない。規程の一部なら取り出して提出してもらう"),
            format!(
                "the attached files ({list}) were not read; ask for them if they belong to the regulation"
            ),
        )
    };
    Some(Warning::new(if portfolio { "portfolio" } else { "attachments" }, message).losing())
}

/// A file in which no page has text.
pub(super) fn image_only() -> Warning {
    Warning::new(
        "image-only",
        Message::new(
            "画像のみ: 文字がない。--ocr で文字認識するか、文字のある PDF を提出してもらう",
            "pictures only, no text; use --ocr or ask for a PDF with text",
        ),
    )
    .losing()
}
