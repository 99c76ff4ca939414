//! Lists of scans by filter, newest first. Each list walks one index, and looks at a bounded number of rows.

use rusqlite::types::Value;
use rusqlite::{Connection, Result};

use super::rows::{self, SUMMARY};
use crate::api::wire::Summary;
use crate::platform::store::{Cursor, ScanFilter, StoreError};

/// Rows that one list looks at. What it finds among fewer rows than there are is a page with a cursor to go on from.
const EXAMINED: usize = 10_000;
/// Bytes of the texts on one page: a page of scans with very long texts has fewer scans.
pub(super) const PAGE_BYTES: usize = 2 << 20;
/// Bytes of scans' tools that one list searches.
const SEARCHED_BYTES: i64 = 16 << 20;

/// Where a list is: the time at which a scan was received, and its row. Lists go from the latest place to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    received_at: i64,
    seq: i64,
}

impl Place {
    /// Where a list begins.
    pub(super) const NEWEST: Self = Self {
        received_at: i64::MAX,
        seq: i64::MAX,
    };

    pub(super) fn at(received_at: i64, seq: i64) -> Self {
        Self { received_at, seq }
    }

    pub(super) fn numbers(self) -> (i64, i64) {
        (self.received_at, self.seq)
    }

    /// A cursor is a place as two numbers in hexadecimal.
    pub(super) fn of(cursor: &Cursor) -> std::result::Result<Self, StoreError> {
        let numbers = cursor.0.split_once('-');
        let number = |text: &str| i64::from_str_radix(text, 16).ok();
        numbers
            .and_then(|(received_at, seq)| {
                Some(Self {
                    received_at: number(received_at)?,
                    seq: number(seq)?,
                })
            })
            .ok_or(StoreError::BadCursor)
    }

    pub(super) fn cursor(self) -> Cursor {
        Cursor(format!("{:x}-{:x}", self.received_at, self.seq))
    }
}

/// A part of a list.
pub(super) struct Part {
    pub(super) scans: Vec<Summary>,
    /// Where to go on. `None`: this is the end.
    pub(super) next: Option<Place>,
}

/// The index to walk, and what it is searched for: the filter that keeps most rows away.
fn index(filter: &ScanFilter) -> (&'static str, Option<(&'static str, Value)>) {
    if let Some(developer_id) = &filter.developer_id {
        (
            "scans_by_developer",
            Some(("developer = ?", developer_id.clone().into())),
        )
    } else if let Some(project) = &filter.project {
        ("scans_by_project", Some(("project = ?", project.clone().into())))
    } else if let Some(os) = &filter.os {
        ("scans_by_os", Some(("os = ? COLLATE NOCASE", os.clone().into())))
    } else if let Some(status) = filter.status {
        (
            "scans_by_status",
            Some(("status = ?", rows::status_word(status).to_owned().into())),
        )
    } else {
        ("scans_by_time", None)
    }
}

/// Whether a list looks at no more rows than it returns: the index that it walks has all that the filter asks for.
pub(super) fn is_bounded(filter: &ScanFilter) -> bool {
    let indexed = [
        filter.developer_id.is_some(),
        filter.project.is_some(),
        filter.os.is_some(),
        filter.status.is_some(),
    ];
    filter.tool.is_none() && filter.range.is_none() && indexed.into_iter().filter(|asked| *asked).count() <= 1
}

/// Scans before a place, newest first, up to the filter's limit.
pub(super) fn list(connection: &Connection, filter: &ScanFilter, before: Place) -> Result<Part> {
    let until = filter.until.map_or(Place::NEWEST, |until| Place {
        received_at: until.as_millisecond(),
        seq: i64::MIN,
    });
    let before = before.min(until);
    let mut values: Vec<Value> = vec![before.received_at.into(), before.seq.into()];
    let mut numbered = |condition: &str, value: Value| {
        values.push(value);
        condition.replace('?', &format!("?{}", values.len()))
    };
    let (index, searched) = index(filter);
    let mut range = String::from("(received_at, seq) < (?1, ?2)");
    if let Some((condition, value)) = searched {
        range = format!("{} AND {range}", numbered(condition, value));
    }
    if let Some(since) = filter.since {
        range += &numbered(" AND received_at >= ?", since.as_millisecond().into());
    }
    let mut wanted = String::from("1");
    if let Some(status) = filter.status {
        wanted += &numbered(" AND status = ?", rows::status_word(status).to_owned().into());
    }
    if let Some(os) = &filter.os {
        wanted += &numbered(" AND os = ? COLLATE NOCASE", os.clone().into());
    }
    if let Some(project) = &filter.project {
        wanted += &numbered(" AND project IS ?", project.clone().into());
    }
    if let Some(tool) = &filter.tool {
        wanted += &numbered(" AND instr(char(10) || tools, ?) > 0", format!("\n{tool} ").into());
    }
    let tools = if filter.range.is_some() { "tools" } else { "NULL" };
    let is_searched = filter.tool.is_some() || filter.range.is_some();
    let searched_bytes = if is_searched { "octet_length(tools)" } else { "0" };
    let sql = format!(
        "SELECT {SUMMARY}, seq, {wanted}, {tools}, {searched_bytes} AS searched_bytes FROM scans INDEXED BY {index} \
         WHERE {range} ORDER BY received_at DESC, seq DESC"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut part = Part {
        scans: Vec::new(),
        next: None,
    };
    let (mut examined, mut searched, mut bytes, mut last) = (0, 0, 0, None);
    while let Some(row) = rows.next()? {
        let is_full = part.scans.len() >= filter.limit || bytes >= PAGE_BYTES;
        if is_full || examined >= EXAMINED || searched >= SEARCHED_BYTES {
            part.next = last;
            break;
        }
        examined += 1;
        searched += row.get::<_, i64>("searched_bytes")?;
        last = Some(Place {
            received_at: row.get(4)?,
            seq: row.get(13)?,
        });
        let is_wanted: bool = row.get(14)?;
        if is_wanted && (filter.range.is_none() || filter.has_version(row.get_ref(15)?.as_str()?)) {
            bytes += row.get_ref(10)?.as_str()?.len();
            part.scans.push(rows::summary(row)?);
        }
    }
    Ok(part)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::platform::store::suite::new_scan;
    use crate::platform::store::{NewScan, RawPlace, ScanStore as _, SqliteStore};

    /// A store with scans that one was changed into.
    fn filled(directory: &Path, count: u32, change: impl Fn(u32, &mut NewScan)) -> SqliteStore {
        let store = SqliteStore::open(directory, &RawPlace::Directory, false).unwrap();
        let first = new_scan("healthy-laptop", "ada", 0, "2026-11-21T20:26:00Z");
        let insert = |connection: &Connection| {
            for id in 0..count {
                let mut scan = NewScan::clone(&first);
                scan.summary.scan_id = format!("0199c5a8-7a1e-7c7b-9d2f-{id:012x}");
                scan.key = format!("{}-{id}", scan.key);
                change(id, &mut scan);
                super::super::scans::insert(connection, &scan)?;
            }
            Ok(())
        };
        store.database.write_blocking(insert).unwrap();
        store
    }

    /// Lists over one member's scans with long texts kept everybody else waiting.
    #[tokio::test]
    async fn a_list_searches_a_bounded_number_of_bytes_and_goes_on_from_there() {
        let directory = tempfile::tempdir().unwrap();
        let store = filled(directory.path(), 600, |id, scan| {
            let first = if id == 0 { "node 20.1.0\n" } else { "deno 1.0.0\n" };
            scan.tools = format!("{first}{}", "x".repeat((32 << 10) - first.len()));
        });
        let filter = ScanFilter {
            tool: Some("node".to_owned()),
            limit: 50,
            ..ScanFilter::default()
        };
        let page = store.list(filter.clone()).await.unwrap();
        // 512 scans of 32 KiB were searched, and the first one is further back.
        assert_eq!((page.scans.len(), page.next.is_some()), (0, true));
        let after = ScanFilter {
            after: page.next,
            ..filter
        };
        let page = store.list(after).await.unwrap();
        let ids: Vec<&str> = page.scans.iter().map(|scan| scan.scan_id.as_str()).collect();
        assert_eq!(
            (ids.as_slice(), page.next),
            (&["0199c5a8-7a1e-7c7b-9d2f-000000000000"][..], None)
        );
    }

    /// A page of developers with long texts took megabytes for each who asked.
    #[tokio::test]
    async fn a_page_has_fewer_developers_where_their_texts_are_very_long() {
        let directory = tempfile::tempdir().unwrap();
        let store = filled(directory.path(), 200, |id, scan| {
            scan.summary.developer_id = format!("developer-{id:03}");
            scan.summary.fails = vec!["x".repeat(16 << 10)];
        });
        let first = store.developers("", "", 1_000).await.unwrap();
        let second = store.developers("", "developer-127", 1_000).await.unwrap();
        let last = first.last().map(|developer| developer.developer_id.as_str());
        assert_eq!((first.len(), last, second.len()), (128, Some("developer-127"), 72));
    }

    #[test]
    fn a_list_by_one_index_is_bounded_and_others_are_not() {
        let by = |change: fn(&mut ScanFilter)| {
            let mut filter = ScanFilter::default();
            change(&mut filter);
            is_bounded(&filter)
        };
        assert!(by(|_| ()));
        assert!(by(|filter| filter.developer_id = Some("ada".to_owned())));
        assert!(by(|filter| filter.since = Some(jiff::Timestamp::UNIX_EPOCH)));
        assert!(!by(|filter| filter.tool = Some("node".to_owned())));
        assert!(!by(|filter| {
            filter.developer_id = Some("ada".to_owned());
            filter.os = Some("Linux".to_owned());
        }));
    }

    #[test]
    fn a_cursor_is_read_back_and_others_are_not() {
        let place = Place {
            received_at: 1_767_261_600_500,
            seq: 42,
        };
        assert_eq!(place.cursor(), Cursor("19b78fffaf4-2a".to_owned()));
        assert_eq!(Place::of(&place.cursor()).unwrap(), place);
        for text in ["", "2a", "x-2a", "2a-", "2a-2a-2a"] {
            let read = Place::of(&Cursor(text.to_owned()));
            assert!(matches!(read, Err(StoreError::BadCursor)), "{text}");
        }
    }
}
