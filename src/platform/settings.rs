//! How a platform runs. It reads none of this by itself: the command line passes it in.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::platform::events::log::Log;
use crate::platform::identity::Issuer;
use crate::platform::store::RawPlace;
use crate::policy::Policy;

/// How a platform runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its name for people.
    pub name: String,
    /// Where it listens.
    pub listen: SocketAddr,
    /// How others reach it, without a slash at the end: `https://devenv.example.org`.
    pub public_url: String,
    /// The directory with all that it keeps.
    pub data: PathBuf,
    /// Where raw scans are kept.
    pub raw: RawPlace,
    /// What is acknowledged survives the loss of power, not of the process alone.
    pub durable: bool,
    /// How much an upload may be.
    pub limits: Limits,
    /// How often somebody may ask.
    pub rates: RateSettings,
    /// A proxy stands before it, and its `X-Forwarded-For` is true.
    pub trust_proxy: bool,
    /// Its own TLS. `None`: plain HTTP, on loopback or behind a proxy.
    pub tls: Option<TlsFiles>,
    /// Days that scans are kept. `None`: for ever.
    pub keep_days: Option<u16>,
    /// Days without a whole scan after which a machine is stale.
    pub stale_days: u16,
    /// Who says who somebody is, besides the platform's own tokens.
    pub issuers: Vec<Issuer>,
    /// Origins of other sites whose pages may ask the API: `http://localhost:3000`.
    pub cors_origins: Vec<String>,
    /// What grades scans.
    pub policy: Policy,
    /// How it logs.
    pub log: Log,
    /// Threads that serve. `None`: one a processor.
    pub threads: Option<usize>,
}

/// [`Settings::stale_days`], unless set.
pub const STALE_DAYS: u16 = 14;

/// How much an upload may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body as it is sent.
    pub sent_bytes: usize,
    /// Bytes of the JSON in it.
    pub expanded_bytes: usize,
    /// Brackets within brackets.
    pub depth: usize,
    /// Values, of whatever kind.
    pub values: usize,
    /// Items of one list.
    pub items: usize,
    /// Bytes of one string.
    pub string_bytes: usize,
    /// Tools of one scan.
    pub tools: usize,
    /// How long a body may take to come.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sent_bytes: 1 << 20,
            expanded_bytes: 8 << 20,
            depth: 32,
            values: 200_000,
            items: 5_000,
            string_bytes: 64 << 10,
            tools: 2_000,
            time: Duration::from_secs(30),
        }
    }
}

/// How often somebody may ask.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Requests a second, in the long run. 0: as often as they like.
    pub per_second: f64,
    /// Requests at once.
    pub burst: f64,
}

/// How often each caller and each address may ask.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateSettings {
    /// Each caller.
    pub caller: Rate,
    /// Each address.
    pub address: Rate,
}

impl Default for RateSettings {
    fn default() -> Self {
        Self {
            caller: Rate {
                per_second: 20.0,
                burst: 200.0,
            },
            address: Rate {
                per_second: 100.0,
                burst: 1_000.0,
            },
        }
    }
}

/// The files of a server's certificate.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate, and those between it and its root: PEM.
    pub certificates: PathBuf,
    /// Its private key: PEM.
    pub key: PathBuf,
}

impl Settings {
    /// The issuer that people sign in with.
    pub(super) fn sign_in(&self) -> Option<&Issuer> {
        self.issuers.iter().find(|issuer| issuer.ci.is_none())
    }

    /// Browsers reach it by TLS.
    pub(super) fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}
