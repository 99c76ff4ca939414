//! The settings of `devenv serve`: a flag, else its variable, else the settings file, else the default.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::builder::FalseyValueParser;
use clap::{ArgAction, ValueEnum};
use serde::Deserialize;
use url::Url;

use super::raw_storage::raw_storage;
use crate::cli::Failed;
use crate::cli::argument_values::{listen_address, whole};
use crate::config::Directories;
use crate::error::ExitCode;
use crate::host::Host;
use crate::platform::{Issuer, Limits, Log, LogFormat, LogLevel, Rate, RateSettings, RawPlace, Settings, TlsFiles};
use crate::policy::Policy;
use crate::secret::Secret;
use crate::web;

/// The highest limit of requests per second that can be set.
const MAX_RATE: u32 = 1_000_000;

/// Where a platform's data is.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct DataArguments {
    /// Read settings from FILE (TOML): any flag by its name, and `[[issuers]]`
    #[arg(long, env = "DEVENV_SERVE_CONFIG", value_name = "FILE", hide_env = true)]
    config: Option<PathBuf>,
    /// Store the platform's data in DIRECTORY [default: `platform` in devenv's state directory]
    #[arg(long, env = "DEVENV_SERVE_DATA", value_name = "DIRECTORY", hide_env = true)]
    data: Option<PathBuf>,
    /// Store raw scans in `local` (the data directory) or in `s3://BUCKET` [default: local]
    #[arg(long, env = "DEVENV_SERVE_RAW", value_name = "PLACE", hide_env = true)]
    raw: Option<String>,
    /// Score scans with the policy in FILE [default: the built-in policy]
    #[arg(long, env = "DEVENV_SERVE_POLICY", value_name = "FILE", hide_env = true)]
    policy: Option<PathBuf>,
}

/// Where a server of this machine listens.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct AddressArguments {
    /// The server's settings file
    #[arg(long, env = "DEVENV_SERVE_CONFIG", value_name = "FILE", hide_env = true)]
    config: Option<PathBuf>,
    /// The address that it listens at [default: 127.0.0.1:8787]
    #[arg(long, env = "DEVENV_SERVE_LISTEN", value_name = "ADDRESS", value_parser = listen_address, hide_env = true)]
    listen: Option<SocketAddr>,
    /// The TLS certificate that it has, if any
    #[arg(long, env = "DEVENV_SERVE_TLS_CERTIFICATE", value_name = "FILE", hide_env = true)]
    tls_certificate: Option<PathBuf>,
}

/// How the platform runs.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RunArguments {
    #[command(flatten)]
    data: DataArguments,
    /// Listen at this address and port [default: 127.0.0.1:8787]
    #[arg(long, env = "DEVENV_SERVE_LISTEN", value_name = "ADDRESS", value_parser = listen_address, hide_env = true)]
    listen: Option<SocketAddr>,
    /// The address that users open: `https://devenv.example.org` [default: the address it listens at]
    #[arg(long, env = "DEVENV_SERVE_PUBLIC_URL", value_name = "URL", hide_env = true)]
    public_url: Option<String>,
    /// Show NAME as the platform's name [default: devenv]
    #[arg(long, env = "DEVENV_SERVE_NAME", value_name = "NAME", hide_env = true)]
    name: Option<String>,
    /// Serve HTTPS with the certificate chain in FILE (PEM)
    #[arg(long, env = "DEVENV_SERVE_TLS_CERTIFICATE", value_name = "FILE", hide_env = true)]
    tls_certificate: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, env = "DEVENV_SERVE_TLS_KEY", value_name = "FILE", hide_env = true)]
    tls_key: Option<PathBuf>,
    /// Trust the X-Forwarded-For header of the proxy in front of it
    #[arg(long, env = "DEVENV_SERVE_TRUST_PROXY", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    trust_proxy: bool,
    /// Allow plain HTTP from other machines
    #[arg(long, env = "DEVENV_SERVE_INSECURE", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    insecure: bool,
    /// The OpenID Connect issuer that users sign in with
    #[arg(long, env = "DEVENV_SERVE_ISSUER", value_name = "URL", hide_env = true)]
    issuer: Option<String>,
    /// Accept the issuer's tokens for this client
    #[arg(long, env = "DEVENV_SERVE_CLIENT_ID", value_name = "ID", hide_env = true)]
    client_id: Option<String>,
    /// Accept the issuer's tokens for this audience
    #[arg(long, env = "DEVENV_SERVE_AUDIENCE", value_name = "NAME", hide_env = true)]
    audience: Option<String>,
    /// The client for signing in to the pages, if it differs from --client-id
    #[arg(long, env = "DEVENV_SERVE_PAGES_CLIENT_ID", value_name = "ID", hide_env = true)]
    pages_client_id: Option<String>,
    /// Read that client's secret from FILE (or set `DEVENV_SERVE_PAGES_CLIENT_SECRET`)
    #[arg(
        long,
        env = "DEVENV_SERVE_PAGES_CLIENT_SECRET_FILE",
        value_name = "FILE",
        hide_env = true
    )]
    pages_client_secret_file: Option<PathBuf>,
    /// Let pages of this origin use the API: `http://localhost:3000` (repeatable)
    #[arg(long = "cors-origin", env = "DEVENV_SERVE_CORS_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', value_parser = origin, hide_env = true)]
    cors_origins: Vec<String>,
    /// Remove scans older than this many days: 90d [default: never]
    #[arg(long, env = "DEVENV_SERVE_KEEP", value_name = "DAYS", value_parser = super::days, hide_env = true)]
    keep: Option<u16>,
    /// Count machines as stale after this many days without a scan: 14d [default: 14d]
    #[arg(long, env = "DEVENV_SERVE_STALE_AFTER", value_name = "DAYS", value_parser = super::days, hide_env = true)]
    stale_after: Option<u16>,
    /// Limit each caller to this many requests per second; 0: no limit [default: 20]
    #[arg(long, env = "DEVENV_SERVE_RATE", value_name = "REQUESTS", value_parser = whole::<0, MAX_RATE>, hide_env = true)]
    rate: Option<u32>,
    /// Limit each IP address to this many requests per second; 0: no limit [default: 100]
    #[arg(long, env = "DEVENV_SERVE_ADDRESS_RATE", value_name = "REQUESTS", value_parser = whole::<0, MAX_RATE>, hide_env = true)]
    address_rate: Option<u32>,
    /// Don't sync to disk; a power failure may lose the latest scans
    #[arg(long, env = "DEVENV_SERVE_NO_FSYNC", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    no_fsync: bool,
    /// Use this many worker threads [default: one per processor]
    #[arg(long, env = "DEVENV_SERVE_THREADS", value_name = "COUNT", value_parser = whole::<1, 256>, hide_env = true)]
    threads: Option<u32>,
    /// Choose what is logged [default: requests]
    #[arg(long, env = "DEVENV_SERVE_LOG", value_name = "WHAT", value_enum, hide_env = true)]
    log: Option<LogName>,
    /// Start with sample data in a temporary directory
    #[arg(long, env = "DEVENV_SERVE_DEMO", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    pub(super) demo: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum LogName {
    /// Errors only
    Errors,
    /// Errors and each request
    Requests,
}

/// The settings file. Unknown names are errors, so that a misspelt one is not ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct File {
    data: Option<PathBuf>,
    raw: Option<String>,
    policy: Option<PathBuf>,
    listen: Option<String>,
    public_url: Option<String>,
    name: Option<String>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    trust_proxy: bool,
    insecure: bool,
    #[serde(rename = "cors-origin")]
    cors_origins: Vec<String>,
    keep: Option<u16>,
    stale_after: Option<u16>,
    rate: Option<u32>,
    address_rate: Option<u32>,
    no_fsync: bool,
    threads: Option<u32>,
    log: Option<LogName>,
    issuers: Vec<Issuer>,
}

fn usage(message: String, hint: &str) -> Failed {
    Failed::new(ExitCode::Usage, "usage", anyhow!(message)).hint(hint)
}

fn read(what: &str, path: &Path) -> Result<String, Failed> {
    fs_err::read_to_string(path).map_err(|error| {
        let error = anyhow::Error::new(error).context(format!("cannot read the {what}"));
        Failed::new(ExitCode::Usage, "usage", error)
    })
}

impl File {
    fn read(path: Option<&Path>) -> Result<Self, Failed> {
        let Some(path) = path else {
            return Ok(Self::default());
        };
        let text = read("settings", path)?;
        toml::from_str(&text).map_err(|error: toml::de::Error| {
            let problem = error.message().lines().next().unwrap_or_default();
            let line = error.span().map_or(1, |span| {
                1 + text.get(..span.start).unwrap_or_default().matches('\n').count()
            });
            let error = anyhow!("{}:{line}: {problem}", path.display());
            Failed::new(ExitCode::Usage, "settings", error)
                .hint("docs/platform.md lists the settings of `devenv serve`")
        })
    }

    /// The address to listen at: the flag's, the file's, or the default.
    fn listen(&self, flag: Option<SocketAddr>) -> Result<SocketAddr, Failed> {
        let of_file = self.listen.as_deref().map(listen_address).transpose();
        let of_file = of_file.map_err(|problem| {
            usage(
                format!("`listen` in the settings file: {problem}"),
                "listen = \"127.0.0.1:8787\"",
            )
        })?;
        let default = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8787);
        Ok(flag.or(of_file).unwrap_or(default))
    }
}

impl AddressArguments {
    /// The address that the server listens at, and whether it has TLS of its own.
    pub(super) fn address(&self) -> Result<(SocketAddr, bool), Failed> {
        let file = File::read(self.config.as_deref())?;
        let has_tls = self.tls_certificate.is_some() || file.tls_certificate.is_some();
        Ok((file.listen(self.listen)?, has_tls))
    }
}

impl DataArguments {
    fn file(&self) -> Result<File, Failed> {
        File::read(self.config.as_deref())
    }

    /// The data directory.
    pub(in crate::cli) fn directory(&self, host: &Host) -> Result<PathBuf, Failed> {
        let own = || Directories::of(host).state.map(|state| state.join("platform"));
        let said = self.data.clone().or(self.file()?.data);
        said.or_else(own).ok_or_else(|| {
            usage(
                "there is no home directory for the platform's data".to_owned(),
                "choose a directory: `devenv serve --data DIRECTORY`",
            )
        })
    }

    /// Where raw scans are stored.
    pub(in crate::cli) fn raw_storage(&self, host: &Host) -> Result<RawPlace, Failed> {
        let said = self.raw.clone().or(self.file()?.raw);
        raw_storage(said.as_deref(), host)
    }

    /// The policy that grades scans.
    pub(in crate::cli) fn policy(&self) -> Result<Policy, Failed> {
        let Some(path) = self.policy.clone().or(self.file()?.policy) else {
            return Ok(Policy::builtin().clone());
        };
        Policy::parse(&read("policy", &path)?).map_err(|error| {
            let error = anyhow::Error::new(error).context(format!("cannot use the policy {}", path.display()));
            Failed::new(ExitCode::Usage, "policy", error)
        })
    }
}

impl RunArguments {
    /// The settings, combined.
    pub(super) fn settings(&self, host: &Host, is_terminal: bool) -> Result<Settings, Failed> {
        let file = self.data.file()?;
        let listen = file.listen(self.listen)?;
        let public_url = self.public_url.clone().or(file.public_url.clone()).unwrap_or_default();
        let public_url = public_url.trim_end_matches('/').to_owned();
        let tls = tls(
            self.tls_certificate.clone().or(file.tls_certificate.clone()),
            self.tls_key.clone().or(file.tls_key.clone()),
        )?;
        if let Some(problem) = public_url_problem(&public_url) {
            return Err(usage(
                format!(
                    "`{}` cannot be the public address: {problem}",
                    web::shown_text(&public_url)
                ),
                "give an address such as https://devenv.example.org or https://tools.example.org/devenv",
            ));
        }
        let is_safe = listen.ip().is_loopback() || tls.is_some() || public_url.starts_with("https://");
        if !is_safe && !self.insecure && !file.insecure {
            return Err(usage(
                format!("other machines can reach {listen}, and tokens would be sent unencrypted"),
                "use a certificate (--tls-certificate, --tls-key), or run it behind an HTTPS proxy and set \
                 `--public-url https://…`; --insecure allows plain HTTP",
            ));
        }
        let rate = |per_second: u32| Rate {
            per_second: f64::from(per_second),
            burst: f64::from(per_second) * 10.0,
        };
        Ok(Settings {
            name: self
                .name
                .clone()
                .or(file.name.clone())
                .unwrap_or_else(|| "devenv".to_owned()),
            listen,
            public_url,
            data: self.data.directory(host)?,
            raw: self.data.raw_storage(host)?,
            durable: !self.no_fsync && !file.no_fsync,
            limits: Limits::default(),
            rates: RateSettings {
                caller: rate(self.rate.or(file.rate).unwrap_or(20)),
                address: rate(self.address_rate.or(file.address_rate).unwrap_or(100)),
            },
            trust_proxy: self.trust_proxy || file.trust_proxy,
            tls,
            keep_days: self.keep.or(file.keep),
            stale_days: self
                .stale_after
                .or(file.stale_after)
                .unwrap_or(crate::platform::STALE_DAYS),
            policy: self.data.policy()?,
            log: Log {
                format: if is_terminal { LogFormat::Text } else { LogFormat::Json },
                level: match self.log.or(file.log).unwrap_or(LogName::Requests) {
                    LogName::Errors => LogLevel::Errors,
                    LogName::Requests => LogLevel::Requests,
                },
            },
            threads: self
                .threads
                .or(file.threads)
                .and_then(|threads| usize::try_from(threads).ok()),
            cors_origins: if self.cors_origins.is_empty() {
                file.cors_origins
            } else {
                self.cors_origins.clone()
            },
            issuers: self.issuers(file.issuers, host)?,
        })
    }

    /// The issuer from flags, then those in the file.
    fn issuers(&self, of_file: Vec<Issuer>, host: &Host) -> Result<Vec<Issuer>, Failed> {
        let of_flags = self.issuer.as_ref().map(|url| {
            let issuer = serde_json::json!({
                "url": url,
                "client_id": self.client_id,
                "audience": self.audience,
                "pages_client_id": self.pages_client_id,
                "pages_client_secret": host.env_text("DEVENV_SERVE_PAGES_CLIENT_SECRET"),
                "pages_client_secret_file": self.pages_client_secret_file,
            });
            serde_json::from_value::<Issuer>(issuer)
        });
        let mut issuers: Vec<Issuer> = of_flags.into_iter().flatten().collect();
        issuers.extend(of_file);
        for issuer in &mut issuers {
            if let Some(path) = &issuer.pages_client_secret_file {
                let secret = read("client's secret", path)?;
                issuer.pages_client_secret = Some(Secret::new(secret.trim_end()));
            }
            if let Some(fault) = issuer.fault() {
                return Err(usage(
                    format!("the issuer {} cannot be trusted: {fault}", issuer.url),
                    "give `--client-id ID` or `--audience NAME`, or a table `[[issuers]]` in the file of `--config`",
                ));
            }
        }
        Ok(issuers)
    }
}

/// What is wrong with a public address. Empty: none is set.
fn public_url_problem(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return None;
    }
    let Ok(url) = Url::parse(text) else {
        return Some("it is not a valid address");
    };
    let is_plain_path = |part: &str| {
        part.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    };
    if !matches!(url.scheme(), "http" | "https") {
        Some("it must begin with https:// or http://")
    } else if !url.has_host() {
        Some("it has no host")
    } else if !url.username().is_empty() || url.password().is_some() {
        Some("it must not contain a user name or a password")
    } else if url.query().is_some() || url.fragment().is_some() {
        Some("it must not contain a query or a fragment")
    } else if !url.path().split('/').all(is_plain_path) {
        Some("its path may have letters, digits and -._~ only")
    } else {
        None
    }
}

/// An origin: a scheme, a host and a port, without a path.
fn origin(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text)
        .map(|_| text.to_owned())
        .ok_or_else(|| "give a scheme, a host and a port, such as http://localhost:3000".to_owned())
}

fn tls(certificates: Option<PathBuf>, key: Option<PathBuf>) -> Result<Option<TlsFiles>, Failed> {
    match (certificates, key) {
        (Some(certificates), Some(key)) => Ok(Some(TlsFiles { certificates, key })),
        (None, None) => Ok(None),
        _ => Err(usage(
            "a certificate needs its key, and a key its certificate".to_owned(),
            "give both: `--tls-certificate FILE --tls-key FILE`",
        )),
    }
}
