//! Rules that current states fail: for how many developers, for whom, and since when.

use std::cmp::Reverse;

use super::Fleet;
use crate::api::wire::{RuleDetail, RuleFailure, RuleFailures, SubjectFailures};
use crate::platform::store::{Cursor, DetailCount, FactFilter, FactKind, NameCount, Scope, StoreError};
use crate::scan::Outcome;

/// Rules on a list: a policy has fewer.
pub(super) const MOST_RULES: usize = 500;
/// Subjects of a rule in a list of rules.
const FEW_SUBJECTS: usize = 3;
/// Subjects of a rule on its own page.
const MOST_SUBJECTS: usize = 100;

impl Fleet<'_> {
    /// Rules that fail for somebody, those that fail for most first.
    pub(crate) async fn rules(&self, prefix: &str) -> Result<Vec<RuleFailures>, StoreError> {
        let scope = self.scope();
        let names = self
            .store
            .fact_names(FactKind::Rule, &scope, prefix, "", MOST_RULES)
            .await?;
        self.rule_failures(&scope, names).await
    }

    /// A rule, and who fails it. `None`: no such rule is known, and nobody fails it.
    pub(crate) async fn rule(
        &self,
        id: &str,
        project_id: Option<String>,
        subject: Option<String>,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Option<RuleDetail>, StoreError> {
        let scope = match (project_id, self.caller.only()) {
            (Some(project), None) => Scope::Project(project),
            _ => self.scope(),
        };
        let counted = self.store.fact_names(FactKind::Rule, &scope, id, "", 1).await?;
        let developers = counted.first().filter(|counted| counted.name == id);
        let known = self.policy.known(id);
        if developers.is_none() && known.is_none() {
            return Ok(None);
        }
        let developers = developers.map_or(0, |counted| counted.developers);
        let details = self
            .store
            .fact_details(FactKind::Rule, &scope, vec![id.to_owned()])
            .await?;
        let filter = FactFilter {
            kind: FactKind::Rule,
            name: id.to_owned(),
            scope,
            details: subject.map(|subject| vec![subject]),
            after,
            limit,
        };
        let listed = self.store.facts(filter).await?;
        let (failures, states): (Vec<_>, Vec<_>) = listed
            .items
            .into_iter()
            .map(|fact| ((fact.detail, fact.since), fact.state))
            .unzip();
        let machines = self.machine_states(states).await?;
        let items = failures
            .into_iter()
            .zip(machines)
            .map(|((subject, since), machine)| RuleFailure {
                subject,
                since,
                machine,
            });
        Ok(Some(RuleDetail {
            rule: self.failures(id, developers, &details, MOST_SUBJECTS),
            why: known.map(|rule| rule.why.clone()),
            how: known.map(|rule| rule.how.clone()),
            items: items.collect(),
            next_cursor: listed.next.map(|cursor| cursor.0),
        }))
    }

    /// These rules with their titles and subjects, those that fail for most first.
    pub(super) async fn rule_failures(
        &self,
        scope: &Scope,
        names: Vec<NameCount>,
    ) -> Result<Vec<RuleFailures>, StoreError> {
        let ids = names.iter().map(|count| count.name.clone()).collect();
        let details = self.store.fact_details(FactKind::Rule, scope, ids).await?;
        let mut rules: Vec<RuleFailures> = names
            .iter()
            .map(|count| self.failures(&count.name, count.developers, &details, FEW_SUBJECTS))
            .collect();
        rules.sort_by(|one, other| (Reverse(one.developers), &one.rule).cmp(&(Reverse(other.developers), &other.rule)));
        Ok(rules)
    }

    fn failures(&self, id: &str, developers: u64, details: &[DetailCount], most_subjects: usize) -> RuleFailures {
        let known = self.policy.known(id);
        let mut subjects: Vec<SubjectFailures> = details
            .iter()
            .filter(|detail| detail.name == id)
            .map(|detail| SubjectFailures {
                subject: detail.detail.clone(),
                developers: detail.developers,
            })
            .collect();
        subjects.sort_by(|one, other| {
            (Reverse(one.developers), &one.subject).cmp(&(Reverse(other.developers), &other.subject))
        });
        subjects.truncate(most_subjects);
        RuleFailures {
            rule: id.to_owned(),
            title: known.map_or_else(|| id.to_owned(), |rule| rule.title.of(Outcome::Fail).into_owned()),
            severity: known.map(|rule| rule.severity),
            developers,
            subjects,
        }
    }
}
