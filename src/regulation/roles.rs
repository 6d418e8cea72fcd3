//! Roles that act but that nobody is appointed to.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Warning;
use crate::text::Message;

use super::context::subject;
use super::model::{Definition, Provision, ProvisionKind};

/// Words that roles end in.
const ROLES: &[&str] = &[
    "責任者",
    "管理者",
    "担当者",
    "監査人",
    "監督者",
    "推進者",
    "委員会",
];
/// Roles that exist by law or by the house, and words that are no single role.
const GIVEN: &[&str] = &[
    "利用者",
    "病院事業管理者",
    "開設者",
    "各管理者",
    "受託者",
    "当事者",
    "管理者",
    "倫理委員会",
];
/// How a person is put into a role, behind its name.
const APPOINTED: &[&str] = &[
    "を置",
    "をおく",
    "をおき",
    "を設",
    "を定め",
    "を指名",
    "を任命",
    "を選任",
    "を指定",
    "を選",
    "を命",
    "に充て",
    "に当て",
    "をもって",
    "を兼",
    "とし、",
    "とし，",
    "とする",
    "とします",
    "となる",
    "として",
    "に任命",
    "に指名",
    "に選任",
    "に指定",
    "に選び",
    "に命",
    "に委嘱",
    "を委嘱",
    "の任命",
    "の指名",
    "の選任",
    "を充て",
    "を務め",
    "」という",
    "」とい",
    "）を置",
    "を組織",
    "1名",
    "１名",
    "一名",
    "1人",
    "１人",
    "一人",
];
/// How a person is put into a role, before its name: 「事務長が指名した読取り担当者」.
const CHOSEN: &[&str] = &[
    "指名した",
    "指名する",
    "任命した",
    "任命する",
    "選任した",
    "選任する",
    "指定した",
    "指定する",
    "委嘱した",
    "委嘱する",
    "命じた",
    "命ずる",
    "選んだ",
    "選ぶ",
];
/// How a sentence about the role says who it is.
const FILLED: &[&str] = &[
    "充て",
    "務め",
    "つとめ",
    "とする。",
    "とします。",
    "兼ね",
    "任命",
    "指名",
    "選任",
    "当たる。",
    "委嘱",
    "命ずる",
    "組織する",
];

/// A warning for each role that acts as the topic of a sentence and is never appointed.
///
/// `all` are the regulations of the submission, among which the appointment may stand.
pub fn warnings(provisions: &[Provision], all: &[(&[Provision], &[Definition])]) -> Vec<Warning> {
    let mut acting = BTreeMap::<String, usize>::new();
    for (at, provision) in provisions.iter().enumerate() {
        let body = provision.kind >= ProvisionKind::Article
            && provision.kind < ProvisionKind::SupplementaryProvision;
        if !body || provision.supplementary {
            continue;
        }
        for role in subject(&provision.text).into_iter().flat_map(roles_in) {
            acting.entry(role.to_owned()).or_insert(at);
        }
    }
    let given: BTreeSet<&str> = all
        .iter()
        .flat_map(|(_, definitions)| definitions.iter())
        .map(|definition| definition.term.as_str())
        .chain(GIVEN.iter().copied())
        .collect();
    let mut found: Vec<(usize, String)> = acting
        .into_iter()
        .filter(|(role, _)| {
            !given.contains(role.as_str())
                && !all.iter().any(|(provisions, _)| is_appointed(role, provisions))
        })
        .map(|(role, at)| (at, role))
        .collect();
    found.sort();
    found
        .into_iter()
        .map(|(at, role)| {
            let provision = &provisions[at];
            let message = Message::new(
                format!(
                    "「{role}」は{}で役割を負うが、誰が就くかを定めた所がない",
                    provision.citation
                ),
                format!("{role} acts in {} but is appointed nowhere", provision.citation),
            );
            Warning::new("role-not-appointed", message).at(provision.place)
        })
        .collect()
}

fn roles_in(topic: &str) -> impl Iterator<Item = &str> {
    topic
        .split("及び")
        .flat_map(|part| part.split("又は"))
        .flat_map(|part| part.split("並びに"))
        .map(str::trim)
        .filter(|part| {
            (4..=20).contains(&part.chars().count())
                && ROLES.iter().any(|end| part.ends_with(end))
                && !part.contains(['の', '各', 'る', 'た', '（', '）', '」', '「'])
        })
}

fn is_appointed(role: &str, provisions: &[Provision]) -> bool {
    provisions.iter().any(|provision| {
        let text = provision.text.as_str();
        if provision.kind == ProvisionKind::TableRow && text.contains(role) {
            return true;
        }
        // 「監査責任者　事務長をもって充てる。」 among definitions or in a list of roles.
        if text.starts_with(role) && FILLED.iter().any(|word| text.contains(word)) {
            return true;
        }
        text.match_indices(role).any(|(at, _)| {
            let behind = &text[at + role.len()..];
            let sentence = &behind[..behind
                .find('。')
                .map_or(behind.len(), |stop| stop + '。'.len_utf8())];
            let near: String = sentence.chars().take(16).collect();
            CHOSEN.iter().any(|word| text[..at].ends_with(word))
                || APPOINTED.iter().any(|word| near.contains(word))
                || (sentence.starts_with("は") && FILLED.iter().any(|word| sentence.contains(word)))
        })
    })
}
