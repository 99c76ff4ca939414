//! Machines in their projects: which are ready, which are not, and which have not been scanned for long.

use super::Fleet;
use crate::api::wire::{MachineState, Page, Readiness};
use crate::platform::store::{Cursor, StateCounts, StateFilter, StoreError};

/// Which machines.
#[derive(Debug, Clone, Default)]
pub(crate) struct MachineQuery {
    pub(crate) developer_id: Option<String>,
    pub(crate) project_id: Option<String>,
    pub(crate) state: Option<Readiness>,
    pub(crate) after: Option<Cursor>,
    pub(crate) limit: usize,
}

impl Fleet<'_> {
    /// Machines, the latest scan first. `None`: they are not for the caller to see.
    pub(crate) async fn machines(&self, query: MachineQuery) -> Result<Option<Page<MachineState>>, StoreError> {
        let developer_id = match (self.caller.only(), query.developer_id) {
            (Some(own), Some(asked)) if own != asked => return Ok(None),
            (Some(own), _) => Some(own.to_owned()),
            (None, asked) => asked,
        };
        let filter = StateFilter {
            developer_id,
            project_id: query.project_id,
            state: query.state,
            stale_before: self.stale_before,
            after: query.after,
            limit: query.limit,
        };
        let listed = self.store.states(filter).await?;
        Ok(Some(Page {
            items: self.machine_states(listed.items).await?,
            next_cursor: listed.next.map(|cursor| cursor.0),
        }))
    }

    /// The machines that the caller may see, counted.
    pub(crate) async fn machine_counts(&self) -> Result<StateCounts, StoreError> {
        self.store.state_counts(self.caller.only(), self.stale_before).await
    }
}
