//! What a team asks: which projects are ready, which tools are in use, which rules fail, and for whom. It knows no HTTP.
//!
//! All of it is answered from current states: the latest whole scan of each developer, machine and project. A member gets answers about
//! their own machines, and the numbers of the projects that these are in.

mod machines;
mod projects;
mod rules;
mod tools;
mod trend;

pub(crate) use machines::MachineQuery;
pub(crate) use tools::{ToolQuery, UnreadableRange, version_range};
pub(crate) use trend::{since, trend};

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan as _};

use super::identity::Caller;
use super::store::{Scope, State, Store, StoreError};
use crate::api::wire::{MachineState, Readiness};
use crate::policy::Policy;
use crate::scan::Status;

/// What answers, for one caller at one moment.
pub(crate) struct Fleet<'p> {
    store: &'p dyn Store,
    policy: &'p Policy,
    caller: &'p Caller,
    now: Timestamp,
    stale_before: Timestamp,
}

/// The time before which a machine's latest whole scan is too old.
pub(crate) fn stale_before(now: Timestamp, stale_days: u16) -> Timestamp {
    now.saturating_sub((24 * i64::from(stale_days)).hours())
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

impl<'p> Fleet<'p> {
    /// `stale_days`: a machine whose latest whole scan is older is stale.
    pub(crate) fn new(
        store: &'p dyn Store,
        policy: &'p Policy,
        caller: &'p Caller,
        now: Timestamp,
        stale_days: u16,
    ) -> Self {
        Self {
            store,
            policy,
            caller,
            now,
            stale_before: stale_before(now, stale_days),
        }
    }

    /// What the caller may count.
    fn scope(&self) -> Scope {
        self.caller
            .only()
            .map_or(Scope::All, |own| Scope::Developer(own.to_owned()))
    }

    /// The scope of a project. `None`: the caller has nothing to do with it.
    async fn project_scope(&self, id: &str) -> Result<Option<Scope>, StoreError> {
        let may_see = match self.caller.only() {
            None => true,
            Some(own) => self.store.is_in_project(own, id).await?,
        };
        Ok(may_see.then(|| Scope::Project(id.to_owned())))
    }

    fn readiness(&self, state: &State) -> Readiness {
        match state.scan.status {
            _ if state.scan.timestamp < self.stale_before => Readiness::Stale,
            Status::Pass => Readiness::Ready,
            Status::Fail => Readiness::NotReady,
        }
    }

    /// States with what their developers are called.
    async fn machine_states(&self, states: Vec<State>) -> Result<Vec<MachineState>, StoreError> {
        let names = self
            .names(states.iter().map(|state| state.scan.developer_id.clone()).collect())
            .await?;
        let machine = |state: State| MachineState {
            state: self.readiness(&state),
            since: state.since,
            name: names.get(&state.scan.developer_id).cloned(),
            scan: state.scan,
        };
        Ok(states.into_iter().map(machine).collect())
    }

    /// What people are called, by their ids: a name, or else an address.
    pub(crate) async fn names(&self, mut ids: Vec<String>) -> Result<BTreeMap<String, String>, StoreError> {
        ids.sort_unstable();
        ids.dedup();
        let people = self.store.people(ids).await?;
        let named = people
            .into_iter()
            .filter_map(|person| Some((person.developer_id, person.name.or(person.email)?)));
        Ok(named.collect())
    }
}
