//! `kitei outline`: the provisions of a regulation, or of several that make up one submission.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::arguments::{OutlineCall, TextFormat};
use super::outcome::{Exit, Failure};
use super::{extract, output};
use crate::regulation::{Fulfilment, Provision, ProvisionKind, Regulation, assemble, understand};
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
    /// The file that it stands in, where several make up the submission.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    /// Where what it leaves to another document is fulfilled: `null` where nowhere, absent where it leaves nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    delegated_to: Option<Target<'a>>,
}

pub(super) fn run(call: &OutlineCall, lang: Lang) -> Result<Exit, Failure> {
    let mut regulations = Vec::new();
    let mut exit = Exit::Done;
    for file in &call.files {
        let document = extract::read(file, &call.limits, lang)?;
        if extract::exit_of(&document) != Exit::Done {
            exit = Exit::Incomplete;
        }
        regulations.push(understand(&document));
    }
    let submission = assemble("", regulations);
    for regulation in &submission.regulations {
        for warning in &regulation.warnings {
            output::say(&format!("{}: {}", regulation.file, warning.message.in_lang(lang)));
        }
    }
    let delegations = submission.delegations();
    let left: Left<'_> = delegations
        .iter()
        .map(|each| (each.citation.as_str(), Target(each.to.as_ref())))
        .collect();
    match call.format {
        TextFormat::Text => {
            let texts = submission.regulations.iter().map(|each| text(each, &left, lang));
            output::print(&texts.collect::<Vec<_>>().join("\n"))?;
        }
        TextFormat::Json => {
            let several = submission.regulations.len() > 1;
            let entries: Vec<_> = submission
                .regulations
                .iter()
                .flat_map(|each| each.provisions.iter().map(move |provision| (each, provision)))
                .map(|(each, provision)| Entry {
                    file: several.then_some(each.file.as_str()),
                    delegated_to: left.get(provision.citation.as_str()).copied(),
                    ..entry(provision)
                })
                .collect();
            let json = serde_json::to_string(&entries).map_err(io::Error::from)?;
            output::print(&(json + "\n"))?;
        }
    }
    Ok(exit)
}

/// Where what each clause leaves to another document is fulfilled.
type Left<'a> = BTreeMap<&'a str, Target<'a>>;

/// Where a clause is fulfilled, if anywhere.
#[derive(Clone, Copy, Serialize)]
struct Target<'a>(Option<&'a Fulfilment>);

fn entry(provision: &Provision) -> Entry<'_> {
    Entry {
        citation: &provision.citation,
        kind: provision.kind,
        number: provision.number.as_deref(),
        title: provision.title.as_deref(),
        text: &provision.text,
        page: provision.place.page,
        ocr: provision.ocr,
        file: None,
        delegated_to: None,
    }
}

/// The provisions indented by their depth: citation, title, words.
fn text(regulation: &Regulation, left: &Left<'_>, lang: Lang) -> String {
    let mut lines = vec![regulation.title.clone()];
    for (id, provision) in regulation.provisions.iter().enumerate() {
        let indent = "  ".repeat(regulation.path(id).len() - 1);
        // What the citation or the first line of the outline says is not said again.
        let title = provision
            .title
            .as_deref()
            .filter(|_| {
                provision.kind != ProvisionKind::SupplementaryProvision || !provision.citation.ends_with('）')
            })
            .map_or_else(String::new, |title| format!("（{title}）"));
        let words = match provision.kind {
            ProvisionKind::Preamble => {
                let text = provision.text.as_str();
                text.strip_prefix(&regulation.title).unwrap_or(text).trim()
            }
            _ => provision.text.as_str(),
        };
        if words.is_empty() && provision.kind == ProvisionKind::Preamble {
            continue;
        }
        let words = words.replace(['\n', '\t'], " ");
        let target = match left.get(provision.citation.as_str()) {
            None => String::new(),
            Some(Target(None)) => match lang {
                Lang::Ja => " → （提出物にない）".to_owned(),
                Lang::En => " → (not in the submission)".to_owned(),
            },
            Some(Target(Some(to))) => format!(" → {} {}", to.file, to.citation),
        };
        lines.push(
            format!("{indent}{}{title} {words}{target}", provision.citation)
                .trim_end()
                .to_owned(),
        );
    }
    lines.join("\n") + "\n"
}
