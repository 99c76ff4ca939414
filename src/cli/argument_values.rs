//! Parses the values of flags. An error says what to give.

#[cfg(feature = "platform")]
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use uuid::Uuid;

/// The longest time that can be given.
const LONGEST_SECONDS: f64 = 3600.0;

/// Seconds, with fractions: more than 0, at most an hour.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    text.trim()
        .trim_end_matches('s')
        .parse::<f64>()
        .ok()
        .filter(|seconds| *seconds > 0.0 && *seconds <= LONGEST_SECONDS)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "give a number of seconds, more than 0 and at most 3600".to_owned())
}

/// The verbosity: a number, or a word for yes or no.
pub(super) fn verbosity(text: &str) -> Result<u8, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "n" | "no" | "f" | "false" | "off" => Ok(0),
        "y" | "yes" | "t" | "true" | "on" => Ok(1),
        number => number
            .parse()
            .map_err(|_| "give a number, or `true` or `false`".to_owned()),
    }
}

/// A whole number from `MIN` to `MAX`.
pub(super) fn whole<const MIN: u32, const MAX: u32>(text: &str) -> Result<u32, String> {
    text.trim()
        .parse()
        .ok()
        .filter(|number| (MIN..=MAX).contains(number))
        .ok_or_else(|| match MAX {
            u32::MAX => format!("give a whole number, at least {MIN}"),
            _ => format!("give a whole number from {MIN} to {MAX}"),
        })
}

/// A port number.
pub(super) fn port(text: &str) -> Result<u16, String> {
    text.trim()
        .parse()
        .map_err(|_| "give a port number from 0 to 65535".to_owned())
}

/// An address to listen at: an IP address, or `localhost`, and a port.
#[cfg(feature = "platform")]
pub(super) fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let text = text.trim();
    let of_this_machine = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    of_this_machine
        .map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port))
        .or_else(|| text.parse().ok())
        .ok_or_else(|| "give an IP address and a port, such as 127.0.0.1:8787 or [::1]:8787".to_owned())
}

/// The whole id of a scan.
pub(super) fn scan_id(text: &str) -> Result<Uuid, String> {
    Uuid::try_parse(text.trim()).map_err(|_| "give a whole id, as `devenv upload --list` prints it".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_for_a_wrong_value_says_what_to_give() {
        assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
        assert_eq!(seconds(" 20s "), Ok(Duration::from_secs(20)));
        for text in ["0", "-1", "3601", "soon", "NaN", ""] {
            let expected = "give a number of seconds, more than 0 and at most 3600";
            assert_eq!(seconds(text), Err(expected.to_owned()), "{text}");
        }
        assert_eq!([whole::<0, 100>("0"), whole::<0, 100>("100")], [Ok(0), Ok(100)]);
        for text in ["101", "-1", "1.5", "eighty", ""] {
            let expected = "give a whole number from 0 to 100".to_owned();
            assert_eq!(whole::<0, 100>(text), Err(expected), "{text}");
        }
        assert_eq!(
            whole::<1, { u32::MAX }>("0"),
            Err("give a whole number, at least 1".to_owned())
        );
        assert_eq!(
            [verbosity("2"), verbosity("off"), verbosity("Yes")],
            [Ok(2), Ok(0), Ok(1)]
        );
        assert_eq!(verbosity("loud"), Err("give a number, or `true` or `false`".to_owned()));
    }

    #[cfg(feature = "platform")]
    #[test]
    fn an_address_to_listen_at_has_a_port() {
        let listens = |text: &str| listen_address(text).map(|address| address.to_string());
        assert_eq!(listens("[::1]:8787"), Ok("[::1]:8787".to_owned()));
        assert_eq!(listens("localhost:80"), Ok("127.0.0.1:80".to_owned()));
        for text in ["x", "8787", "example.org:80", "127.0.0.1:99999"] {
            let expected = "give an IP address and a port, such as 127.0.0.1:8787 or [::1]:8787";
            assert_eq!(listens(text), Err(expected.to_owned()), "{text}");
        }
    }
}
