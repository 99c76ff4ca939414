//! `NO_PROXY`: the entries that the HTTP client does not read by itself, those with a port.

use url::Url;

/// Whether the environment's `NO_PROXY` (or `no_proxy`) has an entry with a port that names this address.
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

/// Whether the list has an entry `HOST:PORT` for this address. A host stands for its subdomains too, with or without a leading dot; an
/// IPv6 address is in brackets. Source: Go's `golang.org/x/net/http/httpproxy`, which has ports; the rest is as curl reads it.
fn has_entry(list: &str, url: &Url) -> bool {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return false;
    };
    list.split([',', ' ', '\t'])
        .filter_map(|entry| entry.rsplit_once(':'))
        .filter(|(_, entry_port)| entry_port.parse() == Ok(port))
        .any(|(entry, _)| {
            let name = entry.trim_start_matches('.').trim_end_matches('.').to_ascii_lowercase();
            let is_bare_ipv6 = name.contains(':') && !name.starts_with('[');
            !name.is_empty()
                && !is_bare_ipv6
                && host
                    .strip_suffix(&name)
                    .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_with_a_port_excludes_that_port_of_the_host_and_its_subdomains() {
        let excluded = |list: &str, url: &str| has_entry(list, &Url::parse(url).unwrap());
        for (list, url) in [
            ("team.example:443", "https://team.example/"),
            ("other, .team.example:443", "https://team.example/"),
            ("TEAM.example.:443 other", "https://devenv.team.example/x"),
            ("team.example:8443", "https://team.example:8443/"),
            ("10.0.0.7:80", "http://10.0.0.7/"),
            ("[fd00::7]:443", "https://[fd00::7]/"),
        ] {
            assert!(excluded(list, url), "{list} {url}");
        }
        for (list, url) in [
            ("", "https://team.example/"),
            ("team.example:8443", "https://team.example/"),
            ("eam.example:443", "https://team.example/"),
            (":443", "https://team.example/"),
            ("team.example:", "https://team.example/"),
            // Those without a port are the HTTP client's.
            ("team.example", "https://team.example/"),
            ("fd00::443", "https://[fd00::]/"),
        ] {
            assert!(!excluded(list, url), "{list} {url}");
        }
    }
}
