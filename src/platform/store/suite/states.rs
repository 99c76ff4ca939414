//! Current states: which scan is one, what is counted of them, and what becomes of them when scans are removed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{new_scan, time};
use crate::api::wire::{Project, Readiness, ReadyDay};
use crate::platform::store::{
    Cursor, DetailCount, FactFilter, FactKind, NameCount, NewScan, ProjectFilter, ScanFilter, ScanProject, Scope,
    StateCounts, StateFilter, Store,
};
use crate::scan::Status;

/// A scan to store: of a developer's machine, in a project, with tools (`node 16.20.2`) and failed rules (`tool-version node`).
fn of(who: &str, project: &str, id: u32, received_at: &str, tools: &[&str], fails: &[&str]) -> Arc<NewScan> {
    let (developer, machine) = who.split_once('/').unwrap();
    let mut scan = NewScan::clone(&new_scan("healthy-laptop", developer, id, received_at));
    scan.summary.machine_id = Some(machine.to_owned());
    scan.summary.project = Some(project.to_owned()).filter(|name| !name.is_empty());
    scan.summary.project_id = scan.summary.project.as_ref().map(|name| name.to_lowercase());
    scan.summary.fails = fails.iter().map(|fail| (*fail).to_owned()).collect();
    scan.summary.status = if fails.is_empty() { Status::Pass } else { Status::Fail };
    scan.tools = tools.join("\n");
    if !tools.is_empty() {
        scan.tools.push('\n');
    }
    scan.project = ScanProject {
        is_named: false,
        requires: "node\tnpm\t>=20".to_owned(),
    };
    Arc::new(scan)
}

const STALE_BEFORE: &str = "2026-01-03T00:00:00Z";

/// Ada has two machines in Shop, one of which she also uses in API; Bob has one in Shop that was scanned long ago; Cyd has no project.
async fn fill(store: &impl Store) -> Vec<Arc<NewScan>> {
    let wrong = ["tool-version node"];
    let scans = vec![
        of(
            "bob/b",
            "Shop",
            1,
            "2026-01-01T10:00:00Z",
            &["node 16.20.2", "git 2.43.0"],
            &wrong,
        ),
        of(
            "ada/a1",
            "Shop",
            2,
            "2026-01-02T10:00:00Z",
            &["node 16.20.2", "git 2.43.0"],
            &wrong,
        ),
        of(
            "ada/a1",
            "Shop",
            3,
            "2026-01-04T10:00:00Z",
            &["node 22.1.0", "git 2.43.0"],
            &[],
        ),
        of(
            "ada/a2",
            "Shop",
            4,
            "2026-01-05T10:00:00Z",
            &["node 16.20.2", "git 2.43.0"],
            &wrong,
        ),
        of(
            "ada/a1",
            "API",
            5,
            "2026-01-06T10:00:00Z",
            &["node 22.1.0", "go 1.22.0"],
            &["tool-required java", "tool-version go"],
        ),
        of("cyd/c", "", 6, "2026-01-07T10:00:00Z", &["git 2.43.0"], &[]),
    ];
    for scan in &scans {
        store.insert(Arc::clone(scan)).await.unwrap();
    }
    scans
}

fn states() -> StateFilter {
    StateFilter {
        developer_id: None,
        project_id: None,
        state: None,
        stale_before: time(STALE_BEFORE),
        after: None,
        limit: 10,
    }
}

fn named(prefix: &str) -> ProjectFilter {
    ProjectFilter {
        developer_id: None,
        prefix: prefix.to_owned(),
        stale_before: time(STALE_BEFORE),
        after: None,
        limit: 10,
    }
}

async fn state_ids(store: &impl Store, filter: StateFilter) -> Vec<String> {
    let listed = store.states(filter).await.unwrap();
    listed.items.into_iter().map(|state| state.scan.scan_id).collect()
}

pub(super) async fn states_are_the_latest_whole_scans(store: &impl Store) {
    let scans = fill(store).await;
    let id = |index: usize| scans[index].summary.scan_id.clone();
    // A partial scan, one that was on its way for long, and the same one again, change nothing.
    let mut partial = NewScan::clone(&of(
        "ada/a1",
        "Shop",
        7,
        "2026-01-08T10:00:00Z",
        &[],
        &["probe-completed tools"],
    ));
    partial.summary.partial = true;
    let late = of(
        "ada/a1",
        "Shop",
        8,
        "2026-01-03T10:00:00Z",
        &["node 18.1.0"],
        &["tool-version node"],
    );
    for scan in [Arc::new(partial), late, Arc::clone(&scans[2])] {
        store.insert(scan).await.unwrap();
    }
    assert_eq!(state_ids(store, states()).await, [id(5), id(4), id(3), id(2), id(0)]);
    let shop = Project {
        id: "shop".to_owned(),
        name: "Shop".to_owned(),
        developers: 2,
        machines: 3,
        ready: 1,
        not_ready: 1,
        stale: 1,
        latest_at: Some(time("2026-01-05T10:00:00Z")),
    };
    let api = Project {
        id: "api".to_owned(),
        name: "API".to_owned(),
        developers: 1,
        machines: 1,
        ready: 0,
        not_ready: 1,
        stale: 0,
        latest_at: Some(time("2026-01-06T10:00:00Z")),
    };
    assert_eq!(
        store.projects(named("")).await.unwrap().items,
        [api.clone(), shop.clone()]
    );
    assert_eq!(
        store.projects(named("sh")).await.unwrap().items,
        std::slice::from_ref(&shop)
    );
    let of_bob = ProjectFilter {
        developer_id: Some("bob".to_owned()),
        ..named("")
    };
    assert_eq!(store.projects(of_bob).await.unwrap().items, std::slice::from_ref(&shop));
    let found = store.project("shop", time(STALE_BEFORE)).await.unwrap();
    assert_eq!(found, Some((shop, "node\tnpm\t>=20".to_owned())));
    assert_eq!(store.project("none", time(STALE_BEFORE)).await.unwrap(), None);
    let counts = StateCounts {
        machines: 5,
        ready: 2,
        not_ready: 2,
        stale: 1,
    };
    assert_eq!(store.state_counts(None, time(STALE_BEFORE)).await.unwrap(), counts);
    let of_ada = StateCounts {
        machines: 3,
        ready: 1,
        not_ready: 2,
        stale: 0,
    };
    assert_eq!(
        store.state_counts(Some("ada"), time(STALE_BEFORE)).await.unwrap(),
        of_ada
    );
    assert!(store.is_in_project("bob", "shop").await.unwrap());
    assert!(!store.is_in_project("bob", "api").await.unwrap());
}

/// Counts by name, and by name and detail.
async fn counted(store: &impl Store, kind: FactKind, scope: &Scope) -> (BTreeMap<String, u64>, BTreeMap<String, u64>) {
    let names = store.fact_names(kind, scope, "", "", 10).await.unwrap();
    let all = names.iter().map(|count| count.name.clone()).collect();
    let details = store.fact_details(kind, scope, all).await.unwrap();
    (
        names
            .into_iter()
            .map(|NameCount { name, developers }| (name, developers))
            .collect(),
        details
            .into_iter()
            .map(
                |DetailCount {
                     name,
                     detail,
                     developers,
                 }| (format!("{name} {detail}"), developers),
            )
            .collect(),
    )
}

fn map(counts: &[(&str, u64)]) -> BTreeMap<String, u64> {
    counts
        .iter()
        .map(|(name, count)| ((*name).to_owned(), *count))
        .collect()
}

pub(super) async fn counts_developers_by_tool_and_by_rule(store: &impl Store) {
    fill(store).await;
    // Ada counts once at each tool, and at each of her versions of it.
    assert_eq!(
        counted(store, FactKind::Tool, &Scope::All).await,
        (
            map(&[("git", 3), ("go", 1), ("node", 2)]),
            map(&[
                ("git 2.43.0", 3),
                ("go 1.22.0", 1),
                ("node 16.20.2", 2),
                ("node 22.1.0", 1)
            ])
        )
    );
    assert_eq!(
        counted(store, FactKind::Tool, &Scope::Project("shop".to_owned())).await,
        (
            map(&[("git", 2), ("node", 2)]),
            map(&[("git 2.43.0", 2), ("node 16.20.2", 2), ("node 22.1.0", 1)])
        )
    );
    assert_eq!(
        counted(store, FactKind::Rule, &Scope::All).await,
        (
            map(&[("tool-required", 1), ("tool-version", 2)]),
            map(&[
                ("tool-required java", 1),
                ("tool-version go", 1),
                ("tool-version node", 2)
            ])
        )
    );
    assert_eq!(
        counted(store, FactKind::Rule, &Scope::Developer("bob".to_owned())).await,
        (map(&[("tool-version", 1)]), map(&[("tool-version node", 1)]))
    );
    let found = store
        .fact_names(FactKind::Tool, &Scope::All, "g", "git", 10)
        .await
        .unwrap();
    let go = NameCount {
        name: "go".to_owned(),
        developers: 1,
    };
    assert_eq!(found, [go]);
}

#[expect(clippy::too_many_lines, reason = "one list after the other, of the same scans")]
pub(super) async fn lists_machines_and_who_has_what_page_by_page(store: &impl Store) {
    let scans = fill(store).await;
    let id = |index: usize| scans[index].summary.scan_id.clone();
    let filtered = |state, project: Option<&str>, developer: Option<&str>| StateFilter {
        state,
        project_id: project.map(str::to_owned),
        developer_id: developer.map(str::to_owned),
        ..states()
    };
    for (filter, expected) in [
        (filtered(Some(Readiness::Ready), None, None), vec![id(5), id(2)]),
        (filtered(Some(Readiness::NotReady), None, None), vec![id(4), id(3)]),
        (filtered(Some(Readiness::Stale), None, None), vec![id(0)]),
        (filtered(None, Some("shop"), None), vec![id(3), id(2), id(0)]),
        (filtered(Some(Readiness::Ready), Some("shop"), None), vec![id(2)]),
        (filtered(None, None, Some("ada")), vec![id(4), id(3), id(2)]),
        (
            filtered(Some(Readiness::NotReady), Some("shop"), Some("ada")),
            vec![id(3)],
        ),
    ] {
        assert_eq!(state_ids(store, filter.clone()).await, expected, "{filter:?}");
    }
    let first = store.states(StateFilter { limit: 3, ..states() }).await.unwrap();
    assert_eq!(first.items[0].scan, scans[5].summary);
    let rest = StateFilter {
        after: first.next,
        ..states()
    };
    assert_eq!(state_ids(store, rest).await, [id(2), id(0)]);
    let first = store.projects(ProjectFilter { limit: 1, ..named("") }).await.unwrap();
    let rest = store
        .projects(ProjectFilter {
            after: first.next,
            ..named("")
        })
        .await
        .unwrap();
    let names: Vec<String> = first
        .items
        .into_iter()
        .chain(rest.items)
        .map(|project| project.name)
        .collect();
    assert_eq!((names, rest.next), (vec!["API".to_owned(), "Shop".to_owned()], None));

    let node = |details: Option<&[&str]>, scope| FactFilter {
        kind: FactKind::Tool,
        name: "node".to_owned(),
        scope,
        details: details.map(|details| details.iter().map(|detail| (*detail).to_owned()).collect()),
        after: None,
        limit: 10,
    };
    let who = async |filter: FactFilter| {
        let facts = store.facts(filter).await.unwrap().items.into_iter();
        facts
            .map(|fact| (fact.detail, fact.state.scan.scan_id))
            .collect::<Vec<_>>()
    };
    let old = "16.20.2".to_owned();
    assert_eq!(
        who(node(Some(&["16.20.2"]), Scope::All)).await,
        [(old.clone(), id(3)), (old.clone(), id(0))]
    );
    assert_eq!(who(node(None, Scope::Project("shop".to_owned()))).await.len(), 3);
    assert_eq!(
        who(node(None, Scope::Developer("bob".to_owned()))).await,
        [(old, id(0))]
    );
    let first = store
        .facts(FactFilter {
            limit: 1,
            ..node(None, Scope::All)
        })
        .await
        .unwrap();
    let rest = FactFilter {
        after: first.next,
        ..node(None, Scope::All)
    };
    assert_eq!(who(rest).await.len(), 3);
    let foreign = FactFilter {
        after: Some(Cursor("no cursor".to_owned())),
        ..node(None, Scope::All)
    };
    assert!(store.facts(foreign).await.is_err());
    // Since the first scan of the run that says so.
    let again = of(
        "ada/a2",
        "Shop",
        9,
        "2026-01-09T10:00:00Z",
        &["node 16.20.2"],
        &["tool-version node"],
    );
    store.insert(again).await.unwrap();
    let wrong = FactFilter {
        kind: FactKind::Rule,
        name: "tool-version".to_owned(),
        ..node(Some(&["node"]), Scope::Developer("ada".to_owned()))
    };
    let facts = store.facts(wrong).await.unwrap().items;
    let times: Vec<_> = facts
        .iter()
        .map(|fact| (fact.since, fact.state.since, fact.state.scan.timestamp))
        .collect();
    let since = time("2026-01-05T10:00:00Z");
    assert_eq!(times, [(since, since, time("2026-01-09T10:00:00Z"))]);
}

pub(super) async fn remembers_how_many_were_ready(store: &impl Store) {
    fill(store).await;
    let day = |date: &str, machines, ready| ReadyDay {
        date: date.to_owned(),
        machines,
        ready,
    };
    assert_eq!(
        store.ready_days(Some("shop")).await.unwrap(),
        [
            day("2026-01-01", 1, 0),
            day("2026-01-02", 2, 0),
            day("2026-01-04", 2, 1),
            day("2026-01-05", 3, 1),
        ]
    );
    let all = store.ready_days(None).await.unwrap();
    assert_eq!(all.last(), Some(&day("2026-01-07", 5, 2)));
    assert_eq!(store.ready_days(Some("none")).await.unwrap(), []);
}

pub(super) async fn states_go_with_their_scans(store: &impl Store) {
    let scans = fill(store).await;
    let id = |index: usize| scans[index].summary.scan_id.clone();
    store.close().await.unwrap();
    // The scan before is the state again, with its tools and failed rules.
    assert!(store.remove_scan(&id(2)).await.unwrap());
    assert_eq!(state_ids(store, states()).await, [id(5), id(4), id(3), id(1), id(0)]);
    let in_shop = Scope::Project("shop".to_owned());
    assert_eq!(
        counted(store, FactKind::Tool, &in_shop).await.1,
        map(&[("git 2.43.0", 2), ("node 16.20.2", 2)])
    );
    let last = store.ready_days(Some("shop")).await.unwrap().pop().unwrap();
    assert_eq!((last.machines, last.ready), (3, 0));
    // Nothing is left of a project without machines, nor of a developer.
    assert_eq!(store.remove_developer("ada").await.unwrap(), 4 - 1);
    let projects = store.projects(named("")).await.unwrap().items;
    let left: Vec<(&str, u64)> = projects
        .iter()
        .map(|project| (project.id.as_str(), project.machines))
        .collect();
    assert_eq!(left, [("shop", 1)]);
    assert_eq!(
        counted(store, FactKind::Tool, &Scope::All).await.1,
        map(&[("git 2.43.0", 2), ("node 16.20.2", 1)])
    );
    assert_eq!(store.remove_before(time("2027-01-01T00:00:00Z")).await.unwrap(), 2);
    assert_eq!(state_ids(store, states()).await, Vec::<String>::new());
    for kind in [FactKind::Tool, FactKind::Rule] {
        assert_eq!(
            counted(store, kind, &Scope::All).await,
            (BTreeMap::new(), BTreeMap::new())
        );
        assert_eq!(counted(store, kind, &in_shop).await, (BTreeMap::new(), BTreeMap::new()));
    }
    let last = store.ready_days(None).await.unwrap().pop().unwrap();
    assert_eq!((last.machines, last.ready), (0, 0));
    let all = ScanFilter {
        limit: 10,
        ..ScanFilter::default()
    };
    assert_eq!(store.list(all).await.unwrap().scans, []);
}
