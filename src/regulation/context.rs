//! What a clause inherits from the provisions around it.

use super::model::{ProvisionId, ProvisionKind, Regulation};

/// What a clause means only together with: headings, the sentence that announces a list, the heads of columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClauseContext<'a> {
    /// Titles of the headings above it (編・章・節…), the outermost first.
    pub headings: Vec<&'a str>,
    /// Title of its article or numbered entry.
    pub title: Option<&'a str>,
    /// Words of the provisions that hold it, the outermost first: the sentence that announces a list (「次に掲げる
    /// 事項を行う。」), for an item of an item both.
    pub leads: Vec<&'a str>,
    /// The article's first paragraph, which often names who acts; `None` for that paragraph itself.
    pub first_paragraph: Option<&'a str>,
    /// The topic of the lead or first paragraph, 「システム管理者」 of 「システム管理者は、」.
    pub subject: Option<&'a str>,
    /// Heads of the columns of a table row.
    pub column_heads: &'a [String],
}

impl Regulation {
    /// What the clause `id` inherits.
    pub fn context(&self, id: ProvisionId) -> ClauseContext<'_> {
        let mut context = ClauseContext::default();
        let path = self.path(id);
        let Some(&last) = path.last() else { return context };
        for &at in &path {
            let Some(provision) = self.provisions.get(at) else {
                continue;
            };
            let title = provision.title.as_deref();
            let heading = (ProvisionKind::Part..=ProvisionKind::Division).contains(&provision.kind);
            if heading && at != last {
                context.headings.extend(title);
            } else if title.is_some() && provision.kind != ProvisionKind::Note {
                context.title = title;
            }
            if at != last && !heading && !provision.text.is_empty() {
                context.leads.push(&provision.text);
            }
            if provision.kind == ProvisionKind::Article && at != last {
                context.first_paragraph = self.first_words(at);
            }
        }
        context.subject = context
            .leads
            .iter()
            .rev()
            .copied()
            .chain(context.first_paragraph)
            .find_map(subject);
        if let Some(provision) = self.provisions.get(id) {
            context.column_heads = &provision.column_heads;
        }
        context
    }

    /// The words of an article's first paragraph, its own or its first child's.
    fn first_words(&self, article: ProvisionId) -> Option<&str> {
        let own = self.provisions.get(article)?.text.as_str();
        if !own.is_empty() {
            return Some(own);
        }
        let first = self.provisions.get(article + 1)?;
        (first.parent == Some(article) && !first.text.is_empty()).then_some(first.text.as_str())
    }
}

/// The topic of a sentence: what stands before the first 「は、」.
pub fn subject(text: &str) -> Option<&str> {
    let end = text.find("は、").or_else(|| text.find("は，"))?;
    let start = text[..end]
        .rfind(['。', '、', '，', '\n'])
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let topic = text[start..end].trim();
    (topic.chars().count() <= 40 && !topic.is_empty()).then_some(topic)
}
