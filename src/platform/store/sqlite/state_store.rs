//! Current states in the embedded store, behind their trait.

use async_trait::async_trait;
use jiff::Timestamp;

use super::SqliteStore;
use super::lists::Place;
use super::state_lists;
use crate::api::wire::{Project, ReadyDay};
use crate::platform::store::{
    DetailCount, Fact, FactFilter, FactKind, Listed, NameCount, ProjectFilter, Scope, State, StateCounts, StateFilter,
    StateStore, StoreError,
};

#[async_trait]
impl StateStore for SqliteStore {
    async fn projects(&self, filter: ProjectFilter) -> Result<Listed<Project>, StoreError> {
        let after = state_lists::name_place(filter.after.as_ref())?;
        self.database
            .read(move |connection| state_lists::projects(connection, &filter, &after))
            .await
    }

    async fn project(&self, id: &str, stale_before: Timestamp) -> Result<Option<(Project, String)>, StoreError> {
        let id = id.to_owned();
        self.database
            .read(move |connection| state_lists::project(connection, &id, stale_before))
            .await
    }

    async fn is_in_project(&self, developer_id: &str, project_id: &str) -> Result<bool, StoreError> {
        let (developer, project) = (developer_id.to_owned(), project_id.to_owned());
        self.database
            .read_few(move |connection| state_lists::is_in_project(connection, &developer, &project))
            .await
    }

    async fn state_counts(
        &self,
        developer_id: Option<&str>,
        stale_before: Timestamp,
    ) -> Result<StateCounts, StoreError> {
        let developer = developer_id.map(str::to_owned);
        self.database
            .read(move |connection| state_lists::counts(connection, developer.as_deref(), stale_before))
            .await
    }

    async fn states(&self, filter: StateFilter) -> Result<Listed<State>, StoreError> {
        let before = filter.after.as_ref().map_or(Ok(Place::NEWEST), Place::of)?;
        self.database
            .read(move |connection| state_lists::states(connection, &filter, before))
            .await
    }

    async fn fact_names(
        &self,
        kind: FactKind,
        scope: &Scope,
        prefix: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<NameCount>, StoreError> {
        let (scope, prefix, after) = (scope.clone(), prefix.to_owned(), after.to_owned());
        self.database
            .read(move |connection| state_lists::names(connection, kind, &scope, (&prefix, &after), limit))
            .await
    }

    async fn fact_details(
        &self,
        kind: FactKind,
        scope: &Scope,
        names: Vec<String>,
    ) -> Result<Vec<DetailCount>, StoreError> {
        let scope = scope.clone();
        self.database
            .read(move |connection| state_lists::details(connection, kind, &scope, &names))
            .await
    }

    async fn facts(&self, filter: FactFilter) -> Result<Listed<Fact>, StoreError> {
        let after = state_lists::fact_place(filter.after.as_ref())?;
        self.database
            .read(move |connection| state_lists::facts(connection, &filter, &after))
            .await
    }

    async fn ready_days(&self, project_id: Option<&str>) -> Result<Vec<ReadyDay>, StoreError> {
        let project = project_id.map(str::to_owned);
        self.database
            .read(move |connection| state_lists::ready_days(connection, project.as_deref()))
            .await
    }
}
