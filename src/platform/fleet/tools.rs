//! Tools in use: their versions, how long these are supported, and who has them.

use std::cmp::Reverse;

use jiff::{ToSpan as _, tz::TimeZone};

use super::Fleet;
use crate::api::wire::{Page, ToolDetail, ToolUse, ToolUser, VersionUse};
use crate::platform::store::{Cursor, FactFilter, FactKind, NameCount, Scope, StoreError};
use crate::policy::Lifecycle;
use crate::version::{Dialect, Version, VersionRange};

/// Days before the end of its support from which on a version shows that day.
const TOLD_BEFORE_DAYS: i64 = 90;
/// Tools whose support dates are looked at for those that end soon.
const MOST_TOOLS: usize = 1_000;

/// Whose versions of a tool.
#[derive(Debug, Clone, Default)]
pub(crate) struct ToolQuery {
    /// In this range.
    pub(crate) range: Option<VersionRange>,
    /// Exactly this one; empty: those that could not be read.
    pub(crate) version: Option<String>,
    /// In this project.
    pub(crate) project_id: Option<String>,
    pub(crate) after: Option<Cursor>,
    pub(crate) limit: usize,
}

/// The versions that are asked for cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("`below` must be a version, as `20`, and `range` a range as npm writes them, as `>=20 <23`")]
pub(crate) struct UnreadableRange;

/// Versions below one, of a range, or both. `None`: neither is asked for; empty texts ask for nothing.
pub(crate) fn version_range(below: Option<&str>, range: Option<&str>) -> Result<Option<VersionRange>, UnreadableRange> {
    let asked = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let text = match (asked(below), asked(range)) {
        (None, None) => return Ok(None),
        (Some(below), None) => format!("<{below}"),
        (None, Some(range)) => range,
        (Some(below), Some(range)) => format!("{range} <{below}"),
    };
    let readable = |text: &str| VersionRange::parse(text, Dialect::Npm).ok();
    // npm reads `<x` as no version at all.
    let is_version = below
        .map(str::trim)
        .is_none_or(|below| below.is_empty() || Version::parse(below).is_some());
    match readable(&text).filter(|_| is_version) {
        Some(range) => Ok(Some(range)),
        None => Err(UnreadableRange),
    }
}

impl Fleet<'_> {
    /// Tools whose ids begin with a prefix, by id, with their versions.
    pub(crate) async fn tools(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<ToolUse>, StoreError> {
        let scope = self.scope();
        let mut names = self
            .store
            .fact_names(
                FactKind::Tool,
                &scope,
                prefix,
                after.unwrap_or_default(),
                limit.saturating_add(1),
            )
            .await?;
        let has_more = names.len() > limit;
        names.truncate(limit);
        let next_cursor = names.last().filter(|_| has_more).map(|last| last.name.clone());
        let items = self.tool_uses(&scope, names).await?;
        Ok(Page { items, next_cursor })
    }

    /// A tool, and who has it. `None`: nobody has it, or nobody whom the caller may see.
    pub(crate) async fn tool(&self, id: &str, query: ToolQuery) -> Result<Option<ToolDetail>, StoreError> {
        let scope = match (&query.project_id, self.caller.only()) {
            // A member sees the numbers of a project elsewhere; people are listed for who may see all.
            (Some(project), None) => Scope::Project(project.clone()),
            _ => self.scope(),
        };
        let named = self.store.fact_names(FactKind::Tool, &scope, id, "", 1).await?;
        let named = named.into_iter().filter(|named| named.name == id).collect();
        let Some(tool) = self.tool_uses(&scope, named).await?.pop() else {
            return Ok(None);
        };
        let is_wanted = |version: &VersionUse| {
            let text = version.version.as_deref();
            let in_range = query
                .range
                .as_ref()
                .is_none_or(|range| text.and_then(|text| range.allows(text)) == Some(true));
            let is_version = query
                .version
                .as_ref()
                .is_none_or(|asked| asked == text.unwrap_or_default());
            in_range && is_version
        };
        let asks_for_all = query.range.is_none() && query.version.is_none();
        let details: Vec<String> = tool
            .versions
            .iter()
            .filter(|version| is_wanted(version))
            .map(|version| version.version.clone().unwrap_or_default())
            .collect();
        if !asks_for_all && details.is_empty() {
            return Ok(Some(ToolDetail {
                tool,
                items: Vec::new(),
                next_cursor: None,
            }));
        }
        let filter = FactFilter {
            kind: FactKind::Tool,
            name: id.to_owned(),
            scope,
            details: (!asks_for_all).then_some(details),
            after: query.after,
            limit: query.limit,
        };
        let listed = self.store.facts(filter).await?;
        let (versions, states): (Vec<String>, Vec<_>) =
            listed.items.into_iter().map(|fact| (fact.detail, fact.state)).unzip();
        let machines = self.machine_states(states).await?;
        let items = versions.into_iter().zip(machines).map(|(version, machine)| ToolUser {
            version: Some(version).filter(|version| !version.is_empty()),
            machine,
        });
        Ok(Some(ToolDetail {
            tool,
            items: items.collect(),
            next_cursor: listed.next.map(|cursor| cursor.0),
        }))
    }

    /// These tools with their versions, newest first.
    pub(super) async fn tool_uses(&self, scope: &Scope, tools: Vec<NameCount>) -> Result<Vec<ToolUse>, StoreError> {
        let names = tools.iter().map(|tool| tool.name.clone()).collect();
        let mut details = self
            .store
            .fact_details(FactKind::Tool, scope, names)
            .await?
            .into_iter()
            .peekable();
        let mut uses = Vec::with_capacity(tools.len());
        for NameCount { name: tool, developers } in tools {
            let mut versions = Vec::new();
            while let Some(detail) = details.next_if(|detail| detail.name == tool) {
                versions.push(VersionUse {
                    end_of_life: self.end_of_life(&tool, &detail.detail),
                    version: Some(detail.detail).filter(|version| !version.is_empty()),
                    developers: detail.developers,
                    allowed: None,
                });
            }
            versions.sort_by_cached_key(|version| {
                let text = version.version.as_deref().unwrap_or_default();
                Reverse((Version::parse(text), text.to_owned()))
            });
            uses.push(ToolUse {
                tool,
                developers,
                versions,
            });
        }
        Ok(uses)
    }

    /// The last day of support of a version, if it is over or comes soon.
    fn end_of_life(&self, tool: &str, version: &str) -> Option<String> {
        let end = Lifecycle::builtin().tool(tool)?.cycle_of(version)?.end_of_life?;
        let told_from = self
            .now
            .to_zoned(TimeZone::UTC)
            .date()
            .checked_add(TOLD_BEFORE_DAYS.days())
            .ok()?;
        (end <= told_from).then(|| end.to_string())
    }

    /// Versions in use whose support ends in the next 90 days, soonest first, and how many developers have them.
    pub(crate) async fn support_ends(&self) -> Result<Vec<(String, VersionUse)>, StoreError> {
        let today = self.now.to_zoned(TimeZone::UTC).date().to_string();
        let tools = self.tools("", None, MOST_TOOLS).await?.items;
        let mut ends: Vec<(String, VersionUse)> = tools
            .into_iter()
            .flat_map(|tool| {
                tool.versions
                    .into_iter()
                    .map(move |version| (tool.tool.clone(), version))
            })
            .filter(|(_, version)| version.end_of_life.as_ref().is_some_and(|end| *end >= today))
            .collect();
        ends.sort_by(|(one, version), (other, other_version)| {
            (&version.end_of_life, one, &version.version).cmp(&(
                &other_version.end_of_life,
                other,
                &other_version.version,
            ))
        });
        Ok(ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_asked_for_by_a_bound_a_range_or_both() {
        let allows = |below, range, version: &str| {
            let range = version_range(below, range).unwrap();
            range.map(|range| range.allows(version))
        };
        assert_eq!(allows(None, Some(" "), "16.1.0"), None);
        assert_eq!(allows(Some("20"), None, "16.1.0"), Some(Some(true)));
        assert_eq!(allows(Some("20"), None, "20.0.0"), Some(Some(false)));
        assert_eq!(allows(Some("20"), Some(">=18"), "16.1.0"), Some(Some(false)));
        assert_eq!(allows(Some("20"), Some(">=18"), "18.1.0"), Some(Some(true)));
        assert!(version_range(Some("x"), None).is_err());
        assert!(version_range(None, Some("not a range")).is_err());
    }
}
