//! Which addresses a token may be sent to, and how an address is shown without secrets.

use url::{Host, Url};

/// Requires HTTPS, or plain HTTP on this machine, and no user name or password.
///
/// # Errors
/// The problem, worded to follow the address: "must begin with https://".
pub fn check(url: &Url) -> Result<(), &'static str> {
    if !url.username().is_empty() || url.password().is_some() {
        Err("must not contain a user name or a password")
    } else if url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)) {
        Ok(())
    } else {
        Err("must begin with https://")
    }
}

/// Whether the address leads to this machine: `localhost`, 127.0.0.0/8 or `::1`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether both are the same server: the same origin, or two names of this machine (`localhost` and `127.0.0.1`) with the same port.
pub fn is_same_server(one: &Url, other: &Url) -> bool {
    let is_same_port = one.scheme() == other.scheme() && one.port_or_known_default() == other.port_or_known_default();
    one.origin() == other.origin() || (is_same_port && is_loopback(one) && is_loopback(other))
}

/// An address for people and logs, without user name, password, query and fragment, which may be secret.
pub fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    // An address without a host has no user to remove.
    let _ = (shown.set_username(""), shown.set_password(None));
    shown.set_query(None);
    shown.set_fragment(None);
    shown.into()
}

/// As [`shown`], for text that is not a valid address.
pub fn shown_text(text: &str) -> String {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = text
        .split_once("://")
        .map_or(("", text), |(scheme, rest)| (scheme, rest));
    let Some((_, host)) = rest.rsplit_once('@') else {
        return text.to_owned();
    };
    if scheme.is_empty() {
        host.to_owned()
    } else {
        format!("{scheme}://{host}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_over_https_or_to_this_machine() {
        let problem = |text: &str| check(&Url::parse(text).unwrap()).err();
        for good in [
            "https://team.example.com/pool",
            "http://127.0.0.1:8080",
            "http://[::1]:1",
            "http://localhost:1",
        ] {
            assert_eq!(problem(good), None, "{good}");
        }
        let not_https = Some("must begin with https://");
        for bad in [
            "http://team.example.com/?x=1",
            "http://localhost.example.com",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
        ] {
            assert_eq!(problem(bad), not_https, "{bad}");
        }
        assert_eq!(
            problem("https://ada:secret@team.example.com"),
            Some("must not contain a user name or a password")
        );
    }

    #[test]
    fn names_of_this_machine_with_one_port_are_one_server() {
        let is_same = |one: &str, other: &str| is_same_server(&Url::parse(one).unwrap(), &Url::parse(other).unwrap());
        assert!(is_same("http://localhost:80/a", "http://127.0.0.1"));
        assert!(is_same("https://team.example.com/a", "https://team.example.com:443/b"));
        assert!(!is_same("http://localhost:80", "http://127.0.0.1:81"));
        assert!(!is_same("https://localhost:80", "http://127.0.0.1:80"));
        assert!(!is_same("https://team.example.com", "https://api.team.example.com"));
        assert!(!is_same("https://10.0.0.1", "https://10.0.0.2"));
    }

    #[test]
    fn an_address_is_shown_without_its_secret_parts() {
        let of = |text: &str| shown(&Url::parse(text).unwrap());
        assert_eq!(
            of("https://ada:secret@team.example.com:8443/a?code=1#x"),
            "https://team.example.com:8443/a"
        );
        assert_eq!(of("file:///etc/passwd"), "file:///etc/passwd");
    }

    #[test]
    fn invalid_addresses_are_shown_without_user_and_query() {
        for (text, expected) in [
            ("https://ada:secret@team.in valid/a", "https://team.in valid/a"),
            ("ada:sec@ret@team.example.com", "team.example.com"),
            ("https://team in?code=secret", "https://team in"),
            ("team.example.com", "team.example.com"),
        ] {
            assert_eq!(shown_text(text), expected);
        }
    }
}
