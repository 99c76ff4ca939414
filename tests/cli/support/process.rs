//! Waits for conditions and finds processes that a test left.

use std::time::{Duration, Instant};

/// How long a test waits for a condition. Even a busy machine needs less.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);

/// Waits until a condition holds.
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + DEADLINE;
    while !holds() {
        assert!(Instant::now() < until, "not within {DEADLINE:?}: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The arguments of every running process with the tag in its arguments or environment.
#[cfg(target_os = "linux")]
fn tagged(tag: &str) -> Vec<String> {
    let own = std::process::id().to_string();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter(|process| {
            let name = process.file_name();
            let name = name.to_str().unwrap();
            name != own && name.bytes().all(|byte| byte.is_ascii_digit())
        })
        .filter_map(|process| {
            let read = |name: &str| std::fs::read(process.path().join(name)).unwrap_or_default();
            let text = |name: &str| String::from_utf8_lossy(&read(name)).replace('\0', " ");
            let arguments = text("cmdline");
            (arguments.contains(tag) || text("environ").contains(tag))
                .then(|| format!("{} {arguments}", process.file_name().display()))
        })
        .collect()
}

/// Checks that no process with the tag is left. It waits a moment, since the system removes killed processes with a delay.
#[cfg(target_os = "linux")]
pub(crate) fn assert_none_left(tag: &str) {
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        let left = tagged(tag);
        if left.is_empty() {
            return;
        }
        assert!(Instant::now() < until, "left behind: {left:#?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
