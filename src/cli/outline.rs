//! `kitei outline`: the provisions of a regulation.

use std::io;

use serde::Serialize;

use super::arguments::{OutlineCall, TextFormat};
use super::outcome::{Exit, Failure};
use super::{extract, output};
use crate::regulation::{Provision, ProvisionKind, Regulation, understand};
use crate::text::Lang;

/// One entry of the contract: an array of these, in document order.
#[derive(Serialize)]
struct Entry<'a> {
    citation: &'a str,
    kind: ProvisionKind,
    number: Option<&'a str>,
    title: Option<&'a str>,
    text: &'a str,
    page: Option<u32>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    ocr: bool,
}

pub(super) fn run(call: &OutlineCall, lang: Lang) -> Result<Exit, Failure> {
    let document = extract::read(&call.file, &call.limits, lang)?;
    let regulation = understand(&document);
    for warning in &regulation.warnings {
        output::say(&format!("{}: {}", regulation.file, warning.message.in_lang(lang)));
    }
    match call.format {
        TextFormat::Text => output::print(&text(&regulation))?,
        TextFormat::Json => {
            let entries: Vec<_> = regulation.provisions.iter().map(entry).collect();
            let json = serde_json::to_string(&entries).map_err(io::Error::from)?;
            output::print(&(json + "\n"))?;
        }
    }
    Ok(extract::exit_of(&document))
}

fn entry(provision: &Provision) -> Entry<'_> {
    Entry {
        citation: &provision.citation,
        kind: provision.kind,
        number: provision.number.as_deref(),
        title: provision.title.as_deref(),
        text: &provision.text,
        page: provision.place.page,
        ocr: provision.ocr,
    }
}

/// The provisions indented by their depth: citation, title, words.
fn text(regulation: &Regulation) -> String {
    let mut lines = vec![regulation.title.clone()];
    for (id, provision) in regulation.provisions.iter().enumerate() {
        let indent = "  ".repeat(regulation.path(id).len() - 1);
        let title = provision
            .title
            .as_deref()
            .map_or_else(String::new, |title| format!("（{title}）"));
        let words = provision.text.replace(['\n', '\t'], " ");
        lines.push(
            format!("{indent}{}{title} {words}", provision.citation)
                .trim_end()
                .to_owned(),
        );
    }
    lines.join("\n") + "\n"
}
