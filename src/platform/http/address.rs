//! How others reach the platform: as the operator said, or, on the machine itself, by the name that they asked for.
//!
//! `localhost` and `127.0.0.1` are the same machine and two origins. A client sends its token to the origin that it was told of
//! alone, and a browser its cookies; so each is told the one that it came by.

use std::borrow::Cow;
use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Request, header};

use crate::platform::Platform;

impl Platform {
    /// The address of the platform for who sent these headers, without a slash at the end.
    pub(crate) fn url(&self, headers: &HeaderMap) -> Cow<'_, str> {
        let own = &self.settings.public_url;
        let asked = headers.get(header::HOST).and_then(|host| loopback(host.to_str().ok()?));
        match (asked, own.split_once("://")) {
            (Some(asked), Some((scheme, _))) if self.follows_host => Cow::Owned(format!("{scheme}://{asked}")),
            _ => Cow::Borrowed(own),
        }
    }
}

/// The path of an address, without a slash at its end: `/devenv` of `https://tools.example.org/devenv/`.
pub(crate) fn path_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path).trim_end_matches('/');
    if path.is_empty() {
        String::new()
    } else {
        format!("/{path}")
    }
}

/// Takes the path of the public address off a request's path: a proxy may pass it on, or take it off itself.
pub(crate) fn without_base<B>(request: &mut Request<B>, base: &str) {
    let path = request.uri().path();
    let Some(rest) = path.strip_prefix(base).filter(|_| !base.is_empty()) else {
        return;
    };
    if !rest.is_empty() && !rest.starts_with('/') {
        return;
    }
    let query = request
        .uri()
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let slash = if rest.is_empty() { "/" } else { "" };
    if let Ok(uri) = format!("{slash}{rest}{query}").parse() {
        *request.uri_mut() = uri;
    }
}

/// Whether a form or a request was sent by a page of the platform itself, or by no page. A browser says which site's page sends a
/// form. Source: Fetch Metadata, `Sec-Fetch-Site`; RFC 6454, `Origin`.
pub(crate) fn is_same_site(platform: &Platform, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else {
        return true;
    };
    let url = platform.url(headers);
    let own = url.strip_suffix(platform.base.as_str()).unwrap_or(&url);
    let host = origin.split_once("://").map(|(_, host)| host);
    origin.eq_ignore_ascii_case(own) || (host.is_some() && host == text(header::HOST))
}

/// A host and port that is this machine, whatever its resolver says. Another one is a name that somebody made up: a page of
/// theirs would have it lead to this machine, to be told that it is the platform.
fn loopback(host: &str) -> Option<String> {
    let authority: Authority = host.parse().ok()?;
    if authority.as_str().contains('@') {
        return None;
    }
    let name = authority.host();
    let address: Option<IpAddr> = name.trim_matches(['[', ']']).parse().ok();
    let is_loopback = name.eq_ignore_ascii_case("localhost") || address.is_some_and(|address| address.is_loopback());
    is_loopback.then(|| authority.as_str().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::testing::TestPlatform;

    #[test]
    fn only_names_of_this_machine_are_taken_up() {
        let taken = [
            "localhost:8787",
            "LocalHost",
            "127.0.0.1:9000",
            "127.1.2.3",
            "[::1]:8787",
        ];
        assert_eq!(
            taken.map(loopback).map(Option::unwrap),
            [
                "localhost:8787",
                "localhost",
                "127.0.0.1:9000",
                "127.1.2.3",
                "[::1]:8787"
            ]
        );
        let others = [
            "evil.test:8787",
            "localhost.evil.test",
            "127.0.0.1.evil.test",
            "x@localhost",
            "10.0.0.1",
            "a b",
            "",
        ];
        assert_eq!(others.map(loopback), [const { None }; 7]);
    }

    #[test]
    fn the_path_of_the_public_address_is_taken_off_where_it_stands() {
        let cases = [
            ("https://tools.example.org/devenv/", "/devenv"),
            ("https://tools.example.org", ""),
            ("https://tools.example.org/", ""),
            ("http://127.0.0.1:8787/a/b", "/a/b"),
        ];
        assert_eq!(cases.map(|(url, _)| path_of(url)), cases.map(|(_, path)| path));
        let without = |uri: &str, base: &str| {
            let mut request = Request::builder().uri(uri).body(()).unwrap();
            without_base(&mut request, base);
            request.uri().to_string()
        };
        for (uri, expected) in [
            ("/devenv", "/"),
            ("/devenv?a=1", "/?a=1"),
            ("/devenv/scans/x?a=1", "/scans/x?a=1"),
            ("/scans/x", "/scans/x"),
            ("/devenvironment", "/devenvironment"),
        ] {
            assert_eq!(without(uri, "/devenv"), expected, "{uri}");
            assert_eq!(without(uri, ""), uri);
        }
    }

    #[tokio::test]
    async fn a_caller_gets_the_origin_that_it_asked() {
        let platform = TestPlatform::unaddressed();
        for (host, api) in [
            ("localhost:8787", "http://localhost:8787/api/v1"),
            ("[::1]:8787", "http://[::1]:8787/api/v1"),
            ("evil.test", "http://127.0.0.1:8787/api/v1"),
        ] {
            let reply = platform
                .ask("GET", "/.well-known/devenv", "", &[("host", host)], "")
                .await;
            assert_eq!(reply.json()["api"], api, "{host}");
        }
        // Where somebody said how it is reached, that is how.
        let platform = TestPlatform::new();
        let reply = platform
            .ask("GET", "/.well-known/devenv", "", &[("host", "localhost:8787")], "")
            .await;
        assert_eq!(reply.json()["api"], "http://127.0.0.1:8787/api/v1");
    }
}
