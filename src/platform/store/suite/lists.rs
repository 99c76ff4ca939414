//! Lists of scans by filter and page, and what is counted.

use jiff::Timestamp;

use super::{failed, fill, ids, new_scan, time};
use crate::api::wire::Summary;
use crate::platform::store::{Cursor, Day, ScanFilter, Store, StoreError, Totals};
use crate::scan::Status;
use crate::version::{Dialect, VersionRange};

pub(super) async fn lists_by_filter_newest_first(store: &impl Store) {
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
pub(super) async fn pages_by_opaque_cursors(store: &impl Store) {
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

pub(super) async fn counts_by_developer_and_by_day(store: &impl Store) {
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
    let developers = store.developers("", "", 10).await.unwrap();
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
    assert_eq!(store.developers("", "ada", 10).await.unwrap(), developers[1..]);
    assert_eq!(store.developers("", "", 1).await.unwrap(), developers[..1]);
    assert_eq!(store.developers("b", "", 10).await.unwrap(), developers[1..]);
    assert_eq!(store.developer("bob").await.unwrap().as_ref(), developers.get(1));
    assert_eq!(store.developer("eve").await.unwrap(), None);
}

/// What is counted is what a list has, whatever came and went.
pub(super) async fn counts_scans_as_they_come_and_go(store: &impl Store) {
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
