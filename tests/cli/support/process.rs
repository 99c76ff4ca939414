//! What runs on this machine, beside the test.

use std::time::{Duration, Instant};

/// How long a test waits for what is to happen. A machine that is busy is slow, but not that slow.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until something holds.
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < until, "not within {PATIENCE:?}: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Every process with the tag in its arguments or its environment, with its arguments. One that has ended does not count.
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

/// No process with the tag is left. A moment is given: what was killed is there until the system has cleared it away.
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
