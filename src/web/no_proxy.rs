//! `NO_PROXY`: the entries that the HTTP client does not read by itself: those with a port, or between spaces, and `*` for addresses.

use url::{Host, Url};

/// Whether the environment's `NO_PROXY` (or `no_proxy`) has an entry that names this address. Networks (`10.0.0.0/8`) are the HTTP client's.
///
/// The process's own environment, since the HTTP client reads the proxies from there too.
#[expect(
    clippy::disallowed_methods,
    reason = "reqwest reads the proxies from the process's environment, and this must agree with it"
)]
pub fn is_excluded(url: &Url) -> bool {
    // curl and reqwest read the name in capitals only if the other is not set.
    let list = std::env::var("no_proxy").or_else(|_| std::env::var("NO_PROXY"));
    list.is_ok_and(|list| has_entry(&list, url))
}

/// Whether the list has `*`, or an entry `HOST` or `HOST:PORT` for this address. A host stands for its subdomains too, with or without a
/// leading dot; an IPv6 address with a port is in brackets. Source: Go's `golang.org/x/net/http/httpproxy`, which has ports; the rest is as curl reads it.
fn has_entry(list: &str, url: &Url) -> bool {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return false;
    };
    let has_subdomains = matches!(url.host(), Some(Host::Domain(_)));
    list.split([',', ' ', '\t']).any(|entry| {
        let (name, entry_port) = match entry.rsplit_once(':') {
            // `fd00::443` and `[fd00::7]` have no port.
            Some((before, _)) if before.contains(':') && !before.ends_with(']') => (entry, None),
            Some((before, port)) => (before, Some(port)),
            None => (entry, None),
        };
        if entry_port.is_some_and(|entry_port| entry_port.parse() != Ok(port)) {
            return false;
        }
        let name = name.trim_start_matches('.').trim_end_matches('.').to_ascii_lowercase();
        let host = if name.starts_with('[') {
            host
        } else {
            host.trim_matches(['[', ']'])
        };
        let names_host = |before: &str| before.is_empty() || (has_subdomains && before.ends_with('.'));
        name == "*" || (!name.is_empty() && host.strip_suffix(&name).is_some_and(names_host))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_excludes_the_host_and_its_subdomains_with_a_port_that_one_alone() {
        let excluded = |list: &str, url: &str| has_entry(list, &Url::parse(url).unwrap());
        for (list, url) in [
            ("team.example:443", "https://team.example/"),
            ("other, .team.example:443", "https://team.example/"),
            ("TEAM.example.:443 other", "https://devenv.team.example/x"),
            ("team.example:8443", "https://team.example:8443/"),
            ("10.0.0.7:80", "http://10.0.0.7/"),
            ("[fd00::7]:443", "https://[fd00::7]/"),
            ("team.example", "https://team.example/"),
            ("other team.example.\tlast", "https://devenv.team.example:8443/"),
            ("other 10.0.0.7", "http://10.0.0.7/"),
            ("fd00::7", "https://[fd00::7]/"),
            ("[fd00::7]", "https://[fd00::7]/"),
            ("*", "http://10.0.0.7/"),
            ("other, *", "https://[fd00::7]/"),
        ] {
            assert!(excluded(list, url), "{list} {url}");
        }
        for (list, url) in [
            ("", "https://team.example/"),
            ("team.example:8443", "https://team.example/"),
            ("eam.example:443", "https://team.example/"),
            (":443", "https://team.example/"),
            ("team.example:", "https://team.example/"),
            ("eam.example", "https://team.example/"),
            ("fd00::443", "https://[fd00::]/"),
            ("7", "http://10.0.0.7/x"),
            (".", "https://team.example/"),
        ] {
            assert!(!excluded(list, url), "{list} {url}");
        }
    }
}
