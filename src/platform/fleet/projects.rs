//! Projects: how many of their machines are ready, what they require, and what fails in them.

use super::Fleet;
use crate::api::wire::{Page, Project, ProjectDetail, ProjectTool, ReadyDay, RuleFailures, VersionUse};
use crate::platform::store::{Cursor, FactKind, NameCount, ProjectFilter, Scope, StoreError};
use crate::version::{Dialect, VersionRange};

/// A range that a project requires, as it is stored.
struct RequiredRange<'t> {
    tool: &'t str,
    /// `None`: any version.
    text: Option<&'t str>,
    /// `None`: it cannot be read.
    range: Option<VersionRange>,
}

/// The lines of `ScanProject::requires`.
fn required_ranges(requires: &str) -> Vec<RequiredRange<'_>> {
    requires
        .lines()
        .filter_map(|line| {
            let (tool, rest) = line.split_once('\t')?;
            let (dialect, text) = rest.split_once('\t')?;
            let dialect: Option<Dialect> = serde_json::from_value(dialect.into()).ok();
            Some(RequiredRange {
                tool,
                text: Some(text).filter(|text| !text.is_empty()),
                range: dialect.and_then(|dialect| VersionRange::parse(text, dialect).ok()),
            })
        })
        .collect()
}

/// Whether a version is in all ranges of a tool. `None`: that cannot be told.
fn is_allowed(ranges: &[&RequiredRange<'_>], version: &str) -> Option<bool> {
    let mut allowed = Some(true);
    for range in ranges.iter().filter(|range| range.text.is_some()) {
        match range.range.as_ref().and_then(|range| range.allows(version)) {
            Some(false) => return Some(false),
            Some(true) => {}
            None => allowed = None,
        }
    }
    allowed
}

impl Fleet<'_> {
    /// Projects whose names begin with a prefix, by name.
    pub(crate) async fn projects(
        &self,
        prefix: &str,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<Project>, StoreError> {
        let filter = ProjectFilter {
            developer_id: self.caller.only().map(str::to_owned),
            prefix: prefix.to_owned(),
            stale_before: self.stale_before,
            after,
            limit,
        };
        let listed = self.store.projects(filter).await?;
        Ok(Page {
            items: listed.items,
            next_cursor: listed.next.map(|cursor| cursor.0),
        })
    }

    /// A project. `None`: there is none of that id, or the caller has nothing to do with it.
    pub(crate) async fn project(&self, id: &str) -> Result<Option<ProjectDetail>, StoreError> {
        let Some(scope) = self.project_scope(id).await? else {
            return Ok(None);
        };
        let Some((project, requires)) = self.store.project(id, self.stale_before).await? else {
            return Ok(None);
        };
        Ok(Some(ProjectDetail {
            project,
            requirements: self.requirements(&scope, &requires).await?,
            rules: self.failing_rules(&scope).await?,
            days: self.store.ready_days(Some(id)).await?,
        }))
    }

    /// Machines at the end of each day: all of them, for who may see all.
    pub(crate) async fn ready_days(&self) -> Result<Vec<ReadyDay>, StoreError> {
        match self.caller.only() {
            None => self.store.ready_days(None).await,
            Some(_) => Ok(Vec::new()),
        }
    }

    async fn requirements(&self, scope: &Scope, requires: &str) -> Result<Vec<ProjectTool>, StoreError> {
        let ranges = required_ranges(requires);
        let mut names: Vec<&str> = ranges.iter().map(|range| range.tool).collect();
        names.dedup();
        let mut tools = Vec::with_capacity(names.len());
        for name in names {
            let counted = self.store.fact_names(FactKind::Tool, scope, name, "", 1).await?;
            let counted = counted.into_iter().find(|counted| counted.name == name);
            tools.push(counted.unwrap_or_else(|| NameCount {
                name: name.to_owned(),
                developers: 0,
            }));
        }
        let mut found = Vec::with_capacity(tools.len());
        for tool in self.tool_uses(scope, tools).await? {
            let of_tool: Vec<&RequiredRange<'_>> = ranges.iter().filter(|range| range.tool == tool.tool).collect();
            let mut texts: Vec<String> = of_tool
                .iter()
                .filter_map(|range| range.text.map(str::to_owned))
                .collect();
            texts.dedup();
            let versions = tool.versions.into_iter().map(|one| VersionUse {
                allowed: one.version.as_deref().and_then(|version| is_allowed(&of_tool, version)),
                ..one
            });
            found.push(ProjectTool {
                ranges: texts,
                versions: versions.collect(),
                developers: tool.developers,
                tool: tool.tool,
            });
        }
        found.sort_by_key(|tool| {
            let met = tool.versions.iter().filter(|version| version.allowed != Some(false));
            met.map(|version| version.developers).sum::<u64>()
        });
        Ok(found)
    }

    /// The rules that fail in a project, for its page and its answer.
    async fn failing_rules(&self, scope: &Scope) -> Result<Vec<RuleFailures>, StoreError> {
        let names = self
            .store
            .fact_names(FactKind::Rule, scope, "", "", super::rules::MOST_RULES)
            .await?;
        self.rule_failures(scope, names).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_must_be_in_all_ranges_of_its_tool() {
        let ranges = required_ranges("node\tnpm\t>=20\nnode\tnvm\t22\npnpm\t\t\ngo\tnpm\tnonsense !");
        let of = |tool: &str| -> Vec<&RequiredRange<'_>> { ranges.iter().filter(|range| range.tool == tool).collect() };
        let node = of("node");
        assert_eq!(
            ["22.1.0", "20.1.0", "16.20.2"].map(|version| is_allowed(&node, version)),
            [Some(true), Some(false), Some(false)]
        );
        assert_eq!(is_allowed(&of("pnpm"), "9.1.0"), Some(true));
        assert_eq!(is_allowed(&of("go"), "1.22.0"), None);
    }
}
