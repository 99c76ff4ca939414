//! What asdf and mise accept for a version. Source: the pages on configuration of both.

use std::sync::Arc;

use super::Unreadable;
use super::judge::Judge;
use super::node_lts;
use super::prefix::Prefix;
use super::range::shared;

/// Reads `20`, `latest`, `latest:20`, `prefix:1.2`, `lts`, `system`, `ref:…`, `path:…`.
pub(super) fn parse(text: &str) -> Result<Arc<dyn Judge>, Unreadable> {
    let text = text.trim();
    if text == "lts" || text.starts_with("lts-") || text.starts_with("lts/") {
        return node_lts::parse(text);
    }
    // `sub-1:latest` counts back from the newest release, which nobody here knows.
    if text.starts_with("sub-") {
        return Ok(shared(Prefix::Other));
    }
    let prefix = ["latest:", "prefix:"]
        .into_iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text);
    Prefix::parse(prefix).map(shared)
}
