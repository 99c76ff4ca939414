//! rustup's toolchains. Source: the chapter on toolchains of the rustup book.

use super::dialect_range::DialectRange;
use super::interval::{Cover, Interval};
use super::prefix::Prefix;
use super::{Unreadable, Version};

/// A release or a channel. A host at the end does not affect the version and is dropped.
#[derive(Debug)]
pub(super) enum Toolchain {
    /// `1.70.0`, or `1.70` and any 1.70.x.
    Release(Prefix),
    Channel {
        channel: Channel,
        /// Whether it is from a certain day. A compiler's version tells its channel but not its day.
        dated: bool,
    },
    /// The user's own toolchain, linked under a name.
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

/// The channel of a compiler with this version.
fn channel_of(version: &Version) -> Channel {
    if version.suffix.starts_with("beta") {
        Channel::Beta
    } else if version.is_prerelease() {
        Channel::Nightly
    } else {
        Channel::Stable
    }
}

impl DialectRange for Toolchain {
    fn allows(&self, version: &str) -> Option<bool> {
        let read = Version::parse(version)?;
        match self {
            Self::Custom => None,
            // 1.70.0-nightly is older than 1.70.0, so it is not allowed.
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

    fn is_exact(&self) -> bool {
        matches!(self, Self::Release(prefix) if prefix.is_exact())
    }
}
