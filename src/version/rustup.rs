//! rustup's toolchains. Source: the chapter on toolchains of the rustup book.

use super::interval::{Cover, Interval};
use super::judge::Judge;
use super::prefix::Prefix;
use super::{Unreadable, Version};

/// A release or a channel. A host at the end names the same versions and is not kept.
#[derive(Debug)]
pub(super) enum Toolchain {
    /// `1.70.0`, or `1.70` and any 1.70.x.
    Release(Prefix),
    Channel {
        channel: Channel,
        /// It is that of one day. A compiler tells its channel and not, by its version, its day.
        dated: bool,
    },
    /// One of the user's own, linked under a name.
    Custom,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel {
    Stable,
    Beta,
    Nightly,
}

impl Toolchain {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        let text = text.trim();
        if text.is_empty() || text.contains(char::is_whitespace) {
            return Err(Unreadable::whole());
        }
        for (word, channel) in [
            ("stable", Channel::Stable),
            ("beta", Channel::Beta),
            ("nightly", Channel::Nightly),
        ] {
            let rest = text.strip_prefix(word);
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('-')) {
                let dated = rest
                    .strip_prefix('-')
                    .is_some_and(|rest| rest.starts_with(|character: char| character.is_ascii_digit()));
                return Ok(Self::Channel { channel, dated });
            }
        }
        if !text.starts_with(|character: char| character.is_ascii_digit()) {
            return Ok(Self::Custom);
        }
        let mut parts = text.split('-');
        let number = parts.next().unwrap_or_default();
        let beta = parts.next().filter(|part| part.split('.').next() == Some("beta"));
        let version = beta.map_or_else(|| number.to_owned(), |beta| format!("{number}-{beta}"));
        Prefix::parse(&version).map(Self::Release)
    }
}

/// The channel of a compiler that reports this version.
fn channel_of(version: &Version) -> Channel {
    if version.suffix.starts_with("beta") {
        Channel::Beta
    } else if version.is_prerelease() {
        Channel::Nightly
    } else {
        Channel::Stable
    }
}

impl Judge for Toolchain {
    fn allows(&self, version: &str) -> Option<bool> {
        let read = Version::parse(version)?;
        match self {
            Self::Custom => None,
            // 1.70.0-nightly came before 1.70.0: who asks for the release does not get it.
            Self::Release(prefix @ Prefix::Line(line)) if !line.is_prerelease() => {
                Some(channel_of(&read) == Channel::Stable && prefix.allows(version)?)
            }
            Self::Release(prefix) => prefix.allows(version),
            Self::Channel { channel, .. } if channel_of(&read) != *channel => Some(false),
            Self::Channel { dated, .. } => (!dated).then_some(true),
        }
    }

    fn cover(&self) -> Cover {
        match self {
            Self::Release(prefix) => prefix.cover(),
            Self::Channel {
                channel: Channel::Stable,
                dated: false,
            } => Cover::of(vec![Interval::everything()]),
            Self::Channel { .. } | Self::Custom => Cover::unknown(),
        }
    }

    fn names_one(&self) -> bool {
        matches!(self, Self::Release(prefix) if prefix.names_one())
    }
}
