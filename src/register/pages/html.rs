//! A certificate as a page to print and to frame.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::wording::Sheet;
use crate::text::Lang;

const STYLE: &str = include_str!("certificate.css");

pub(super) fn render(sheet: &Sheet, lang: Lang) -> String {
    let code = match lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    };
    html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (sheet.title) " — " (sheet.holder) }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                main.sheet {
                    div.frame {
                        @for corner in ["tl", "tr", "bl", "br"] { (ornament(corner)) }
                        article.certificate {
                            p.number { (sheet.number) }
                            h1 { (sheet.title) }
                            (rule())
                            p.holder { (sheet.holder) }
                            @if let Some(address) = &sheet.address { p.address { (address) } }
                            p.body { (sheet.body[0]) span.day { (sheet.body[1]) } (sheet.body[2]) }
                            dl.facts {
                                @for (label, value) in &sheet.facts { div { dt { (label) } dd { (value) } } }
                            }
                            div.signed {
                                p.issued { (sheet.issued) }
                                p.issuer { (sheet.issuer) }
                                @if !sheet.signatory.is_empty() {
                                    p.signatory { (sheet.signatory) span.seal aria-hidden="true" {} }
                                }
                            }
                            p.note { (sheet.note) }
                            @if let Some(withdrawn) = &sheet.withdrawn { p.withdrawn { (withdrawn) } }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

/// A corner of the frame, drawn in tenths of a millimetre so that its lines meet those of the frame.
fn ornament(corner: &str) -> Markup {
    html! {
        svg class={ "corner " (corner) } viewBox="0 0 210 210" aria-hidden="true" {
            path.line d="M4.5 210 V64 Q4.5 4.5 64 4.5 H210" {}
            path d="M26.25 210 V78 Q26.25 26.25 78 26.25 H210" {}
            path d="M26.25 104 Q26.25 26.25 104 26.25 Q104 104 26.25 104 Z" {}
            circle cx="65" cy="65" r="14" {}
        }
    }
}

/// The line below the title.
fn rule() -> Markup {
    html! {
        svg.rule viewBox="0 0 240 12" aria-hidden="true" {
            path d="M0 6 H104 M136 6 H240" {}
            path.solid d="M120 0 L128 6 L120 12 L112 6 Z" {}
        }
    }
}
