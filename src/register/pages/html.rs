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
                            p.body { (sheet.body) }
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

/// A corner of the frame.
fn ornament(corner: &str) -> Markup {
    html! {
        svg class={ "corner " (corner) } viewBox="0 0 60 60" aria-hidden="true" {
            path d="M2 58 V20 Q2 2 20 2 H58" {}
            path d="M8 58 V24 Q8 8 24 8 H58" {}
            path d="M8 30 Q8 8 30 8 Q30 30 8 30 Z" {}
            circle cx="19" cy="19" r="4.2" {}
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
