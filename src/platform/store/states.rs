//! Current states: what a store knows of the latest whole scan of each developer, machine and project.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Cursor, StoreError};
use crate::api::wire::{Project, Readiness, ReadyDay, Summary};

/// What a current state says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FactKind {
    /// A tool was found. Its detail is the version; empty: it could not be read.
    Tool,
    /// A rule fails. Its detail is the subject.
    Rule,
}

/// Whose facts are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    All,
    Project(String),
    Developer(String),
}

/// Which projects, by name.
#[derive(Debug, Clone)]
pub(crate) struct ProjectFilter {
    /// Those that this developer has scanned.
    pub(crate) developer_id: Option<String>,
    /// Their names begin with this, in whatever letter case.
    pub(crate) prefix: String,
    /// A machine is stale if its latest whole scan came before.
    pub(crate) stale_before: Timestamp,
    pub(crate) after: Option<Cursor>,
    pub(crate) limit: usize,
}

/// Which states: the latest scan first.
#[derive(Debug, Clone)]
pub(crate) struct StateFilter {
    pub(crate) developer_id: Option<String>,
    pub(crate) project_id: Option<String>,
    pub(crate) state: Option<Readiness>,
    pub(crate) stale_before: Timestamp,
    pub(crate) after: Option<Cursor>,
    pub(crate) limit: usize,
}

/// Which facts of one name, by developer.
#[derive(Debug, Clone)]
pub(crate) struct FactFilter {
    pub(crate) kind: FactKind,
    pub(crate) name: String,
    /// `Project` or `Developer`: theirs alone.
    pub(crate) scope: Scope,
    /// With one of these details. `None`: with any.
    pub(crate) details: Option<Vec<String>>,
    pub(crate) after: Option<Cursor>,
    pub(crate) limit: usize,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listed<T> {
    pub(crate) items: Vec<T>,
    /// `None`: this is the last part.
    pub(crate) next: Option<Cursor>,
}

/// A current state.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    /// Since when its scans pass, or fail.
    pub(crate) since: Timestamp,
    pub(crate) scan: Summary,
}

/// A fact of a current state.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fact {
    pub(crate) detail: String,
    /// Since when, in one run of scans.
    pub(crate) since: Timestamp,
    pub(crate) state: State,
}

/// How many developers have facts of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameCount {
    pub(crate) name: String,
    pub(crate) developers: u64,
}

/// How many developers have a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DetailCount {
    pub(crate) name: String,
    pub(crate) detail: String,
    pub(crate) developers: u64,
}

/// States, of all or of one project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct StateCounts {
    pub(crate) machines: u64,
    pub(crate) ready: u64,
    pub(crate) not_ready: u64,
    pub(crate) stale: u64,
}

/// Current states. A partial scan never changes them.
#[async_trait]
pub(crate) trait StateStore: Send + Sync {
    /// Projects by name.
    async fn projects(&self, filter: ProjectFilter) -> Result<Listed<Project>, StoreError>;
    /// The project of that id, and what it requires: see `ScanProject`.
    async fn project(&self, id: &str, stale_before: Timestamp) -> Result<Option<(Project, String)>, StoreError>;
    /// Whether a developer has a state in a project.
    async fn is_in_project(&self, developer_id: &str, project_id: &str) -> Result<bool, StoreError>;
    /// All states, counted; those of one developer if one is named.
    async fn state_counts(
        &self,
        developer_id: Option<&str>,
        stale_before: Timestamp,
    ) -> Result<StateCounts, StoreError>;
    /// States, the latest scan first.
    async fn states(&self, filter: StateFilter) -> Result<Listed<State>, StoreError>;
    /// Names of facts that begin with a prefix and come after a name, by name, up to a limit.
    async fn fact_names(
        &self,
        kind: FactKind,
        scope: &Scope,
        prefix: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<NameCount>, StoreError>;
    /// The facts of these names, by name and detail.
    async fn fact_details(
        &self,
        kind: FactKind,
        scope: &Scope,
        names: Vec<String>,
    ) -> Result<Vec<DetailCount>, StoreError>;
    /// Who has a fact, by developer. A part may have fewer than there are: what one part looks at is bounded.
    async fn facts(&self, filter: FactFilter) -> Result<Listed<Fact>, StoreError>;
    /// States at the end of each day on which they changed, oldest first: of all projects or of one.
    async fn ready_days(&self, project_id: Option<&str>) -> Result<Vec<ReadyDay>, StoreError>;
}
