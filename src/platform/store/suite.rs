//! What every store does, whichever it is: run here for the embedded one.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Credential, Cursor, Day, InsertResult, NewScan, NewToken, Person, RawPlace, ScanFilter, Session, SqliteStore,
    Store, StoreError, StoredScan, Totals,
};
use crate::api::wire::{AuditEntry, Role, Summary, Token};
use crate::platform::scans::{read_scan, record, summarise};
use crate::platform::testing::scan;
use crate::policy::Policy;
use crate::scan::Status;
use crate::version::{Dialect, VersionRange};

/// A scan of a developer.
pub(crate) fn new_scan(fixture: &str, developer: &str, id: u32, received_at: &str) -> Arc<NewScan> {
    let json = scan(fixture, id);
    let scan = read_scan(json.as_bytes()).unwrap();
    let received_at = time(received_at);
    let developer = developer.to_owned();
    let (listed, _) = summarise(&scan, developer, received_at, Policy::builtin());
    Arc::new(record(listed, json.as_bytes()).unwrap())
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn ids(store: &impl Store, filter: ScanFilter) -> Vec<String> {
    let page = store.list(ScanFilter { limit: 100, ..filter }).await.unwrap();
    assert_eq!(page.next, None);
    page.scans.into_iter().map(|summary: Summary| summary.scan_id).collect()
}

/// A scan comes back as it went in, once, and another one of its id does not take its place.
async fn stores_each_scan_once(store: &impl Store) {
    let ada = new_scan("healthy-laptop", "ada", 1, "2026-01-01T10:00:00.5Z");
    let bob = new_scan("healthy-laptop", "bob", 1, "2026-01-01T11:00:00Z");
    let changed = new_scan("messy-laptop", "ada", 1, "2026-01-01T12:00:00Z");
    let stored = Box::new(StoredScan {
        summary: ada.summary.clone(),
        key: ada.key.clone(),
    });
    assert_eq!(store.insert(Arc::clone(&ada)).await.unwrap(), InsertResult::Inserted);
    for (scan, expected) in [
        (Arc::clone(&ada), InsertResult::Duplicate(stored.clone())),
        (bob, InsertResult::Conflict(stored.clone())),
        (changed, InsertResult::Conflict(stored.clone())),
    ] {
        assert_eq!(store.insert(scan).await.unwrap(), expected);
    }
    assert_eq!(
        store.scan(&ada.summary.scan_id).await.unwrap().as_ref(),
        Some(stored.as_ref())
    );
    assert_eq!(store.raw(&stored).await.unwrap(), ada.raw);
    assert_eq!(store.scan("0199c5a8-7a1e-7c7b-9d2f-000000000009").await.unwrap(), None);
}

/// The same scan, graded as one that fails.
fn failed(scan: &NewScan) -> Arc<NewScan> {
    let mut scan = scan.clone();
    scan.summary.status = Status::Fail;
    Arc::new(scan)
}

/// Scans of two developers on three days: `ada` 1 passed and 2 failed, `bob` 3 passed, in that order.
async fn fill(store: &impl Store) -> Vec<Arc<NewScan>> {
    let scans = vec![
        new_scan("healthy-laptop", "ada", 1, "2026-01-01T10:00:00Z"),
        failed(&new_scan("messy-laptop", "ada", 2, "2026-01-02T10:00:00Z")),
        new_scan("healthy-laptop", "bob", 3, "2026-01-03T10:00:00Z"),
    ];
    for scan in &scans {
        assert_eq!(store.insert(Arc::clone(scan)).await.unwrap(), InsertResult::Inserted);
    }
    scans
}

async fn lists_by_filter_newest_first(store: &impl Store) {
    let scans = fill(store).await;
    let id = |index: usize| scans[index].summary.scan_id.clone();
    let (all, none) = (ScanFilter::default(), Vec::<String>::new());
    assert_eq!(ids(store, all.clone()).await, [id(2), id(1), id(0)]);
    let os = scans[0].summary.os.to_uppercase();
    let project = scans[0].summary.project.clone();
    let with_node = |range: &str| ScanFilter {
        tool: Some("node".to_owned()),
        range: Some(VersionRange::parse(range, Dialect::Npm).unwrap()),
        ..ScanFilter::default()
    };
    let version = scans[0]
        .tools
        .lines()
        .find_map(|line| line.strip_prefix("node "))
        .unwrap();
    let by_project: Vec<String> = [2, 1, 0]
        .into_iter()
        .filter(|index| scans[*index].summary.project == project)
        .map(id)
        .collect();
    let by_os: Vec<String> = [2, 1, 0]
        .into_iter()
        .filter(|index| scans[*index].summary.os.to_uppercase() == os)
        .map(id)
        .collect();
    let by_version: Vec<String> = [2, 1, 0]
        .into_iter()
        .filter(|index| {
            scans[*index]
                .tools
                .lines()
                .any(|line| line == format!("node {version}"))
        })
        .map(id)
        .collect();
    let cases = [
        (
            ScanFilter {
                developer_id: Some("ada".to_owned()),
                ..all.clone()
            },
            vec![id(1), id(0)],
        ),
        (
            ScanFilter {
                status: Some(Status::Fail),
                ..all.clone()
            },
            vec![id(1)],
        ),
        (
            ScanFilter {
                os: Some(os),
                ..all.clone()
            },
            by_os,
        ),
        (ScanFilter { project, ..all.clone() }, by_project),
        (
            ScanFilter {
                since: Some(time("2026-01-02T10:00:00Z")),
                until: Some(time("2026-01-03T10:00:00Z")),
                ..all.clone()
            },
            vec![id(1)],
        ),
        (
            ScanFilter {
                tool: Some("no-such-tool".to_owned()),
                ..all.clone()
            },
            none.clone(),
        ),
        (with_node(&format!("={version}")), by_version),
        (with_node("<0.0.1"), none),
    ];
    for (filter, expected) in cases {
        let shown = format!("{filter:?}");
        assert_eq!(ids(store, filter).await, expected, "{shown}");
    }
}

/// Pages follow each other also where scans come in between; a cursor that the store did not make is refused.
async fn pages_by_opaque_cursors(store: &impl Store) {
    let scans = fill(store).await;
    let filter = |after: Option<Cursor>| ScanFilter {
        after,
        limit: 2,
        ..ScanFilter::default()
    };
    let first = store.list(filter(None)).await.unwrap();
    assert_eq!(first.scans, [scans[2].summary.clone(), scans[1].summary.clone()]);
    let newer = new_scan("healthy-laptop", "bob", 4, "2026-01-04T10:00:00Z");
    store.insert(newer).await.unwrap();
    let last = store.list(filter(first.next)).await.unwrap();
    assert_eq!((last.scans, last.next), (vec![scans[0].summary.clone()], None));
    let foreign = store.list(filter(Some(Cursor("no cursor".to_owned())))).await;
    assert!(matches!(foreign, Err(StoreError::BadCursor)), "{foreign:?}");
}

async fn counts_by_developer_and_by_day(store: &impl Store) {
    let scans = fill(store).await;
    let scores: Vec<f64> = scans.iter().map(|scan| f64::from(scan.summary.score)).collect();
    let totals = |scans, passed, average_score| Totals {
        scans,
        passed,
        average_score,
    };
    let average = (scores[0] + scores[1] + scores[2]) / 3.0;
    assert_eq!(store.totals(None).await.unwrap(), totals(3, 2, Some(average)));
    assert_eq!(store.totals(Some("bob")).await.unwrap(), totals(1, 1, Some(scores[2])));
    assert_eq!(store.totals(Some("eve")).await.unwrap(), Totals::default());
    let day = |date: &str, failed| Day {
        date: date.to_owned(),
        scans: 1,
        failed,
    };
    let since = time("2026-01-02T00:00:00Z");
    assert_eq!(
        store.days(None, since).await.unwrap(),
        [day("2026-01-02", 1), day("2026-01-03", 0)]
    );
    assert_eq!(store.days(Some("ada"), since).await.unwrap(), [day("2026-01-02", 1)]);
    let developers = store.developers("", 10).await.unwrap();
    let seen: Vec<(&str, u64, Timestamp, &Summary)> = developers
        .iter()
        .map(|developer| {
            (
                developer.developer_id.as_str(),
                developer.scans,
                developer.first_seen,
                &developer.latest,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("ada", 2, time("2026-01-01T10:00:00Z"), &scans[1].summary),
            ("bob", 1, time("2026-01-03T10:00:00Z"), &scans[2].summary)
        ]
    );
    assert_eq!(store.developers("ada", 10).await.unwrap(), developers[1..]);
    assert_eq!(store.developers("", 1).await.unwrap(), developers[..1]);
    assert_eq!(store.developer("bob").await.unwrap().as_ref(), developers.get(1));
    assert_eq!(store.developer("eve").await.unwrap(), None);
}

async fn removes_what_is_old(store: &impl Store) {
    let scans = fill(store).await;
    // The embedded store keeps what is on its way to where it belongs.
    store.close().await.unwrap();
    assert_eq!(store.remove_before(time("2026-01-02T00:00:00Z")).await.unwrap(), 1);
    assert_eq!(
        ids(store, ScanFilter::default()).await,
        [scans[2].summary.scan_id.clone(), scans[1].summary.scan_id.clone()]
    );
    assert_eq!(store.remove_before(time("2026-01-03T00:00:00Z")).await.unwrap(), 1);
    let developers = store.developers("", 10).await.unwrap();
    let left: Vec<(&str, u64)> = developers
        .iter()
        .map(|developer| (developer.developer_id.as_str(), developer.scans))
        .collect();
    assert_eq!(left, [("bob", 1)]);
    let gone = StoredScan {
        summary: scans[0].summary.clone(),
        key: scans[0].key.clone(),
    };
    assert!(store.raw(&gone).await.is_err());
}

async fn removes_one_scan_and_one_developer(store: &impl Store) {
    let scans = fill(store).await;
    let id = |index: usize| scans[index].summary.scan_id.clone();
    let person = Person {
        developer_id: "ada".to_owned(),
        name: Some("Ada Lovelace".to_owned()),
        email: None,
    };
    store.save_person(person.clone()).await.unwrap();
    assert_eq!(
        store.people(vec!["ada".to_owned(), "eve".to_owned()]).await.unwrap(),
        [person]
    );
    // Not yet where they belong, and removed already.
    assert!(store.remove_scan(&id(1)).await.unwrap());
    assert!(!store.remove_scan(&id(1)).await.unwrap());
    assert_eq!(ids(store, ScanFilter::default()).await, [id(2), id(0)]);
    store.close().await.unwrap();
    let ada = store.developer("ada").await.unwrap().unwrap();
    assert_eq!((ada.scans, &ada.latest), (1, &scans[0].summary));
    assert_eq!(store.totals(Some("ada")).await.unwrap().passed, 1);
    assert_eq!(store.totals(None).await.unwrap().scans, 2);
    assert_eq!(store.remove_developer("ada").await.unwrap(), 1);
    assert_eq!(store.remove_developer("ada").await.unwrap(), 0);
    assert_eq!(ids(store, ScanFilter::default()).await, [id(2)]);
    assert_eq!(store.developer("ada").await.unwrap(), None);
    assert_eq!(store.people(vec!["ada".to_owned()]).await.unwrap(), []);
    assert_eq!(store.totals(None).await.unwrap().scans, 1);
    assert_eq!(store.days(Some("ada"), Timestamp::UNIX_EPOCH).await.unwrap(), []);
    let gone = StoredScan {
        summary: scans[0].summary.clone(),
        key: scans[0].key.clone(),
    };
    assert!(store.raw(&gone).await.is_err());
}

/// A partial scan is listed as one, and never takes the place of a whole one as a developer's latest.
async fn tells_partial_scans_from_whole_ones(store: &impl Store) {
    let partial = |id, received_at| {
        let mut scan = NewScan::clone(&new_scan("healthy-laptop", "ada", id, received_at));
        scan.summary.partial = true;
        Arc::new(scan)
    };
    let scans = [
        partial(1, "2026-01-01T10:00:00Z"),
        partial(2, "2026-01-02T10:00:00Z"),
        new_scan("messy-laptop", "ada", 3, "2026-01-03T10:00:00Z"),
        partial(4, "2026-01-04T10:00:00Z"),
        // It was on its way for long.
        new_scan("messy-laptop", "ada", 5, "2026-01-02T12:00:00Z"),
    ];
    let latest = async || store.developer("ada").await.unwrap().unwrap().latest;
    for (scan, expected) in scans.iter().zip([0, 1, 2, 2, 2]) {
        store.insert(Arc::clone(scan)).await.unwrap();
        assert_eq!(latest().await, scans[expected].summary);
    }
    let found = store.scan(&scans[3].summary.scan_id).await.unwrap().unwrap();
    assert_eq!(found.summary, scans[3].summary);
    for (removed, expected) in [(2, 4), (4, 3)] {
        assert!(store.remove_scan(&scans[removed].summary.scan_id).await.unwrap());
        assert_eq!(latest().await, scans[expected].summary);
    }
}

/// What is counted is what a list has, whatever came and went.
async fn counts_scans_as_they_come_and_go(store: &impl Store) {
    for id in 1..=30 {
        let developer = ["ada", "bob", "cyd"][id as usize % 3];
        let scan = new_scan(
            "healthy-laptop",
            developer,
            id,
            &format!("2026-01-{:02}T10:00:00Z", 1 + id * 7 % 28),
        );
        let scan = if id % 4 == 0 { failed(&scan) } else { scan };
        store.insert(scan).await.unwrap();
    }
    assert_eq!(
        store.scans_before(time("2026-01-11T12:00:00Z")).await.unwrap(),
        store.remove_before(time("2026-01-11T12:00:00Z")).await.unwrap()
    );
    let all = store
        .list(ScanFilter {
            limit: 100,
            ..ScanFilter::default()
        })
        .await
        .unwrap()
        .scans;
    assert!(
        all.len() > 10 && all.is_sorted_by(|one, other| one.timestamp >= other.timestamp),
        "{}",
        all.len()
    );
    for developer in [None, Some("ada"), Some("bob"), Some("cyd")] {
        let own: Vec<&Summary> = all
            .iter()
            .filter(|scan| developer.is_none_or(|id| scan.developer_id == id))
            .collect();
        let passed = own.iter().filter(|scan| scan.status == Status::Pass).count();
        let totals = store.totals(developer).await.unwrap();
        assert_eq!((totals.scans, totals.passed), (own.len() as u64, passed as u64));
        let by_day: u64 = store
            .days(developer, Timestamp::UNIX_EPOCH)
            .await
            .unwrap()
            .iter()
            .map(|day| day.scans)
            .sum();
        assert_eq!(by_day, own.len() as u64);
        let Some(id) = developer else { continue };
        let developer = store.developer(id).await.unwrap().unwrap();
        let ends = (own.last().unwrap().timestamp, own.first().unwrap().timestamp);
        assert_eq!(
            (developer.scans, developer.first_seen, developer.latest.timestamp),
            (own.len() as u64, ends.0, ends.1)
        );
    }
}

async fn keeps_an_audit_log(store: &impl Store) {
    let entry = |at: &str, object: &str| AuditEntry {
        at: time(at),
        actor: "ada".to_owned(),
        token_id: Some("a".to_owned()),
        address: Some("192.0.2.1".to_owned()),
        action: "token_created".to_owned(),
        object: object.to_owned(),
    };
    let (first, second) = (entry("2026-01-01T00:00:00Z", "b"), entry("2026-01-02T00:00:00Z", "c"));
    store.add_audit(first.clone()).await.unwrap();
    store.add_audit(second.clone()).await.unwrap();
    assert_eq!(store.audit(10).await.unwrap(), [second.clone(), first]);
    assert_eq!(store.audit(1).await.unwrap(), [second]);
}

async fn stores_tokens(store: &impl Store) {
    let token = |id: &str, created_at: &str| Token {
        id: id.to_owned(),
        role: Role::Ingest,
        developer_id: "ci".to_owned(),
        for_others: true,
        created_at: time(created_at),
        expires_at: Some(time("2027-01-01T00:00:00Z")),
        last_used_at: None,
        revoked_at: None,
    };
    let (newer, mut older) = (token("b", "2026-01-02T00:00:00Z"), token("a", "2026-01-01T00:00:00Z"));
    for (token, hash) in [(&newer, [2; 32]), (&older, [1; 32])] {
        let token = token.clone();
        store.add_token(NewToken { token, hash }).await.unwrap();
    }
    assert_eq!(store.tokens().await.unwrap(), [older.clone(), newer.clone()]);
    assert_eq!(store.token([2; 32]).await.unwrap(), Some(newer.clone()));
    assert_eq!(store.token([3; 32]).await.unwrap(), None);
    let (used, revoked) = (time("2026-02-01T00:00:00Z"), time("2026-03-01T00:00:00Z"));
    store
        .save_last_used(vec![("a".to_owned(), used), ("gone".to_owned(), used)])
        .await
        .unwrap();
    let answers = [
        store.revoke_token("a", revoked).await.unwrap(),
        store.revoke_token("a", used).await.unwrap(),
        store.revoke_token("gone", used).await.unwrap(),
    ];
    assert_eq!(answers, [true, false, false]);
    older.last_used_at = Some(used);
    older.revoked_at = Some(revoked);
    assert_eq!(store.token_by_id("a").await.unwrap(), Some(older));
}

async fn stores_sessions_until_they_end(store: &impl Store) {
    let end = time("2999-01-01T00:00:00Z");
    let session = |credential| Session {
        credential,
        developer_id: "ada".to_owned(),
        role: Role::Member,
        csrf: "csrf".to_owned(),
        expires_at: end,
    };
    let (by_token, by_issuer) = (
        session(Credential::Token("a".to_owned())),
        session(Credential::Issuer("https://idp.test".to_owned())),
    );
    store.add_session([1; 32], by_token.clone()).await.unwrap();
    store.add_session([2; 32], by_issuer.clone()).await.unwrap();
    let now = time("2026-01-01T00:00:00Z");
    assert_eq!(store.session([1; 32], now).await.unwrap(), Some(by_token.clone()));
    assert_eq!(store.session([2; 32], now).await.unwrap(), Some(by_issuer.clone()));
    assert_eq!(store.session([2; 32], end).await.unwrap(), None);
    let both = [([1; 32], by_token), ([2; 32], by_issuer)];
    assert_eq!(store.sessions(now).await.unwrap(), both);
    assert_eq!(store.sessions(end).await.unwrap(), []);
    store.end_session([1; 32]).await.unwrap();
    assert_eq!(store.session([1; 32], now).await.unwrap(), None);
    assert_eq!(store.sessions(now).await.unwrap(), both[1..]);
}

/// Runs each part of the suite on a store of its own.
macro_rules! suite {
    ($open:ident; $($part:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $part() {
                let directory = tempfile::tempdir().unwrap();
                let store = $open(directory.path());
                store.check().await.unwrap();
                super::$part(&store).await;
            }
        )*
    };
}

mod embedded {
    use super::{RawPlace, SqliteStore, Store as _};

    fn open(directory: &std::path::Path) -> SqliteStore {
        SqliteStore::open(directory, &RawPlace::Directory, false).unwrap()
    }

    suite! {
        open;
        stores_each_scan_once,
        lists_by_filter_newest_first,
        pages_by_opaque_cursors,
        counts_by_developer_and_by_day,
        removes_what_is_old,
        removes_one_scan_and_one_developer,
        tells_partial_scans_from_whole_ones,
        counts_scans_as_they_come_and_go,
        keeps_an_audit_log,
        stores_tokens,
        stores_sessions_until_they_end,
    }
}
