//! busybox and its applets: the text that it greets with is in its bytes.

use super::{Evidence, MULTI_CALL, Subject};
use crate::host::Host;
use crate::probe::version_text;
use crate::scan::VersionSource;

/// It has a megabyte; with everything in it two.
const LIMIT_BYTES: u64 = 8 * 1024 * 1024;
const GREETING: &[u8] = b"BusyBox v";

/// The program is an applet: `tar` that is a link to busybox.
pub(super) fn is_applet(subject: &Subject<'_>) -> bool {
    multi_call(subject).is_some_and(|name| name != subject.program)
}

fn multi_call(subject: &Subject<'_>) -> Option<&'static str> {
    let name = subject.resolved.file_stem()?;
    MULTI_CALL.into_iter().find(|own| name == *own)
}

/// The version of the whole, `BusyBox v1.36.1 (2023-11-07 18:53:09 UTC)`. Source: busybox's `libbb/messages.c`.
pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    if multi_call(subject)? != "busybox" {
        return None;
    }
    let bytes = host.read(subject.resolved, LIMIT_BYTES).ok()?;
    let at = bytes.windows(GREETING.len()).position(|window| window == GREETING)?;
    let greeting = bytes.get(at..)?.split(|byte| matches!(byte, 0 | b'\n')).next()?;
    let text = std::str::from_utf8(greeting).ok()?;
    let found = version_text::extract(text, "BusyBox v{version}")?;
    Some(Evidence {
        version: found.version.to_owned(),
        raw: found.line.to_owned(),
        source: VersionSource::Binary,
        manager: None,
    })
}
