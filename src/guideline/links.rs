//! Links between the books: one duty stands in several of them (各編間相関表).

use std::collections::{BTreeMap, BTreeSet};

use super::model::Guideline;

impl Guideline {
    /// The requirements that the correlation table links with this one, in the guideline's order, whichever of the
    /// two names the other.
    pub fn linked(&self, id: &str) -> Vec<&str> {
        let named: &[String] = self
            .requirement(id)
            .map_or(&[], |requirement| &requirement.related);
        self.requirements
            .iter()
            .filter(|other| other.id != id)
            .filter(|other| named.contains(&other.id) || other.related.iter().any(|related| related == id))
            .map(|other| other.id.as_str())
            .collect()
    }

    /// Clusters of requirements that are linked with each other, at one or more removes, so that a reviewer judges
    /// a duty once. Every requirement stands in exactly one; clusters and their members are in the guideline's order.
    pub fn clusters(&self) -> Vec<Vec<&str>> {
        let mut neighbours: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for requirement in &self.requirements {
            for related in requirement
                .related
                .iter()
                .filter(|id| self.requirement(id).is_some())
            {
                neighbours.entry(&requirement.id).or_default().insert(related);
                neighbours.entry(related).or_default().insert(&requirement.id);
            }
        }
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut clusters = Vec::new();
        for requirement in &self.requirements {
            if reached.contains(requirement.id.as_str()) {
                continue;
            }
            let mut cluster = BTreeSet::new();
            let mut open = vec![requirement.id.as_str()];
            while let Some(id) = open.pop() {
                if cluster.insert(id) {
                    open.extend(neighbours.get(id).into_iter().flatten());
                }
            }
            reached.extend(&cluster);
            let members = self.requirements.iter().map(|r| r.id.as_str());
            clusters.push(members.filter(|id| cluster.contains(id)).collect());
        }
        clusters
    }
}
