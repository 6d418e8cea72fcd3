//! A clause with what it inherits: titles, the lead sentence of a list, its neighbours in the article.

use super::ending::{Ending, ending, last_characters, sentences};
use crate::regulation::{Provision, ProvisionId, ProvisionKind, Regulation, Submission};
use crate::text::{Normalized, normalize};

/// How much of a lead sentence its items inherit, in characters from its end.
const LEAD: usize = 60;

/// A clause, folded, with its context.
pub(super) struct Clause<'a> {
    pub(super) file: &'a str,
    pub(super) provision: &'a Provision,
    /// Its own words.
    pub(super) own: Normalized,
    /// The nearest title.
    pub(super) title: String,
    /// Title, heads of columns and lead, folded.
    pub(super) inherited: String,
    /// These and its own words.
    pub(super) in_context: String,
    /// Number from 0 of the article, or whatever else holds it together with its neighbours.
    pub(super) group: usize,
    /// Its sentences with their endings, at least one.
    pub(super) sentences: Vec<(std::ops::Range<usize>, Ending)>,
    /// Whether it is an item of a list.
    pub(super) is_item: bool,
}

/// All clauses of a submission, in order.
pub(super) fn clauses(submission: &Submission) -> Vec<Clause<'_>> {
    let mut clauses = Vec::new();
    let mut groups = 0_usize;
    for regulation in &submission.regulations {
        let mut last = None;
        for (id, provision) in regulation.clauses() {
            if provision.kind == ProvisionKind::AppendedForm {
                continue;
            }
            let holder = holder(regulation, id);
            if last != Some(holder) {
                groups += 1;
                last = Some(holder);
            }
            clauses.push(clause(regulation, id, provision, groups - 1));
        }
    }
    clauses
}

/// The article, table or other provision that holds a clause together with its neighbours.
fn holder(regulation: &Regulation, id: ProvisionId) -> ProvisionId {
    let holds = |kind| {
        matches!(
            kind,
            ProvisionKind::Article
                | ProvisionKind::SupplementaryProvision
                | ProvisionKind::AppendedTable
                | ProvisionKind::Appendix
        )
    };
    let path = regulation.path(id);
    path.iter()
        .rev()
        .find(|&&at| holds(regulation.provisions[at].kind))
        .copied()
        .unwrap_or(id)
}

fn clause<'a>(
    regulation: &'a Regulation,
    id: ProvisionId,
    provision: &'a Provision,
    group: usize,
) -> Clause<'a> {
    let is_item = matches!(
        provision.kind,
        ProvisionKind::Item | ProvisionKind::Subitem | ProvisionKind::TableRow
    );
    let own = Normalized::new(&provision.text);
    let lead = if is_item {
        lead(regulation, provision)
    } else {
        String::new()
    };
    let title = normalize(&title(regulation, id));
    let mut inherited = title.clone();
    for part in [
        normalize(&provision.column_heads.join("、")),
        last_characters(&lead, LEAD).to_owned(),
    ] {
        push_sentence(&mut inherited, &part);
    }
    let mut in_context = inherited.clone();
    push_sentence(&mut in_context, &own.text);
    Clause {
        file: &regulation.file,
        provision,
        sentences: judged_sentences(&own.text, &lead),
        own,
        title,
        inherited,
        in_context,
        group,
        is_item,
    }
}

fn push_sentence(text: &mut String, sentence: &str) {
    if !text.is_empty() && !sentence.is_empty() {
        text.push('。');
    }
    text.push_str(sentence);
}

/// The nearest title: of the clause itself or of what holds it.
fn title(regulation: &Regulation, id: ProvisionId) -> String {
    let path = regulation.path(id);
    path.iter()
        .rev()
        .find_map(|&at| regulation.provisions[at].title.clone())
        .unwrap_or_default()
}

/// The words of the nearest provision above that has words.
fn lead(regulation: &Regulation, provision: &Provision) -> String {
    let above = std::iter::successors(provision.parent, |&at| regulation.provisions[at].parent);
    above
        .map(|at| &regulation.provisions[at])
        .find(|above| !above.text.trim().is_empty())
        .map(|above| normalize(&above.text))
        .unwrap_or_default()
}

/// An item binds no more than the sentence that leads it in.
fn judged_sentences(own: &str, lead: &str) -> Vec<(std::ops::Range<usize>, Ending)> {
    let inherited = sentences(lead)
        .pop()
        .map(|range| ending(&lead[range]))
        .filter(|led| led.is_weak() || *led == Ending::Exception);
    let mut judged: Vec<_> = sentences(own)
        .into_iter()
        .map(|range| {
            let said = ending(&own[range.clone()]);
            let strength = match inherited {
                Some(weaker) if said == Ending::Duty => weaker,
                _ => said,
            };
            (range, strength)
        })
        .collect();
    if judged.is_empty() {
        judged.push((0..own.len(), Ending::Duty));
    }
    judged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_as_weak_as_its_lead() {
        let judged = judged_sentences("訓練を行うこと。", "所属長は、次に掲げる事項に努めるものとする。");
        assert_eq!(judged[0].1, Ending::Effort);
        let judged = judged_sentences("訓練を行うこと。", "所属長は、次に掲げる事項を行う。");
        assert_eq!(judged[0].1, Ending::Duty);
    }
}
