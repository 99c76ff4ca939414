//! `devenv serve`: starts the platform, and manages its data and tokens.

mod data;
mod health;
mod raw_storage;
mod settings;
mod tokens;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::argument_values::whole;
use super::output::Output;
use super::{Failed, logging};
use crate::error::{ExitCode, Explain};
use crate::host::Host;
use crate::platform::{Administration, AdministrationError, RawPlace, ServeError, Server, Settings, StoreError};

/// Start the platform that scans are uploaded to
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Every flag has a variable: --listen is DEVENV_SERVE_LISTEN."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    settings: settings::RunArguments,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create, list and revoke the platform's own tokens
    #[command(subcommand)]
    Token(tokens::TokenCommand),
    /// Rebuild the index from the raw scans, while the server is stopped
    Reindex(settings::DataArguments),
    /// Check that the server on this machine is ready: for containers and monitoring
    Health(settings::AddressArguments),
    /// Back up the index to a file, also while the server runs
    Backup {
        /// The file to write, which must not exist yet
        file: PathBuf,
        #[command(flatten)]
        data: settings::DataArguments,
    },
    /// Restore the index from a backup, while the server is stopped
    Restore {
        /// A file that `devenv serve backup` wrote
        file: PathBuf,
        #[command(flatten)]
        data: settings::DataArguments,
    },
    /// Import the scans that the Dev-Env Platform stored, while the server is stopped
    Import {
        /// Its directory of scans, `scans/<developer>/<time>.json`, or its bucket: `s3://BUCKET/PREFIX`
        #[arg(value_name = "DIRECTORY|BUCKET")]
        source: PathBuf,
        #[command(flatten)]
        data: settings::DataArguments,
    },
    /// Remove scans for good: one, all of a developer, or all that are old
    Remove(data::RemoveArguments),
    /// Show who created tokens, signed in and removed scans, newest first
    Audit {
        /// Maximum number of lines to show
        #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = whole::<1, 10_000>)]
        limit: u32,
        #[command(flatten)]
        data: settings::DataArguments,
    },
}

/// A number of days, at least 1: `90` or `90d`.
fn days(text: &str) -> Result<u16, String> {
    text.trim()
        .trim_end_matches('d')
        .parse()
        .ok()
        .filter(|days| *days > 0)
        .ok_or_else(|| "give a number of days, such as 90d".to_owned())
}

fn store_code(error: &StoreError) -> &'static str {
    match error {
        StoreError::InUse { .. } => "data_in_use",
        StoreError::NoPlatform { .. } => "no_platform",
        StoreError::NoIndex { .. } | StoreError::Read { .. } | StoreError::Damaged { .. } => "no_index",
        StoreError::Newer { .. } => "newer_index",
        _ => "store_failed",
    }
}

fn store_hint(error: &StoreError) -> Option<String> {
    let hint = match error {
        _ if error.is_damage() => "restore a backup with `devenv serve restore FILE`, or run `devenv serve reindex`",
        StoreError::InUse { .. } => "stop it first, or choose another directory with `--data`",
        StoreError::NoPlatform { .. } => {
            "name its data directory with `--data DIRECTORY`; `devenv serve` starts a new platform"
        }
        StoreError::NoIndex { .. } | StoreError::Read { .. } => "name a file that `devenv serve backup` wrote",
        StoreError::Newer { .. } => "use the version of devenv that wrote it, or a later one",
        StoreError::DataDirectory { .. } => "choose a directory that you can write to: `devenv serve --data DIRECTORY`",
        _ => return None,
    };
    Some(hint.to_owned())
}

impl Explain for ServeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => store_code(error),
            Self::Listen { .. } => "listen_failed",
            Self::Tls(_) => "certificate",
            Self::Threads(_) | Self::Signals(_) | Self::Random => "system",
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Listen { .. } => Some("choose another address: `devenv serve --listen 127.0.0.1:8788`".to_owned()),
            Self::Store(error) => store_hint(error),
            Self::Tls(_) => Some("both files must be PEM: `--tls-certificate FILE --tls-key FILE`".to_owned()),
            Self::Threads(_) | Self::Signals(_) | Self::Random => None,
        }
    }

    fn exit(&self) -> ExitCode {
        match self {
            Self::Tls(_) | Self::Store(StoreError::InUse { .. }) => ExitCode::Usage,
            _ => ExitCode::Platform,
        }
    }
}

impl Explain for AdministrationError {
    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => store_code(error),
            Self::Subject(_) | Self::Import(_) => "usage",
            Self::Random | Self::Runtime(_) => "system",
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Store(error) => store_hint(error),
            _ => None,
        }
    }

    fn exit(&self) -> ExitCode {
        match self {
            Self::Subject(_)
            | Self::Import(_)
            | Self::Store(
                StoreError::InUse { .. }
                | StoreError::NoPlatform { .. }
                | StoreError::NoIndex { .. }
                | StoreError::Read { .. },
            ) => ExitCode::Usage,
            _ => ExitCode::Platform,
        }
    }
}

pub(super) fn run(arguments: &Arguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    match &arguments.command {
        None => start(&arguments.settings, host, output),
        Some(Command::Token(command)) => tokens::token(command, host, output),
        Some(Command::Reindex(data)) => data::reindex(data, host, output),
        Some(Command::Health(arguments)) => health::run(arguments, output),
        Some(Command::Backup { file, data }) => data::backup(file, data, host, output),
        Some(Command::Restore { file, data }) => data::restore(file, data, host, output),
        Some(Command::Import { source, data }) => data::import(source, data, host, output),
        Some(Command::Remove(arguments)) => data::remove(arguments, host, output),
        Some(Command::Audit { limit, data }) => data::audit(*limit, data, host, output),
    }
}

fn open(data: &settings::DataArguments, host: &Host) -> Result<Administration, Failed> {
    Ok(Administration::of(
        &data.directory(host)?,
        &data.raw_storage(host)?,
        true,
    )?)
}

/// Where the server can be reached. It is printed before the server accepts requests, for programs that start it.
#[derive(Serialize)]
struct Started<'a> {
    url: &'a str,
    /// The address and port that it listens on.
    listen: std::net::SocketAddr,
    /// The token of an admin, if the platform had no token yet.
    token: Option<&'a str>,
}

fn start(arguments: &settings::RunArguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let mut settings = arguments.settings(host, std::io::stderr().is_terminal())?;
    // Sample data is never mixed with real scans.
    let demo = arguments
        .demo
        .then(|| settings.data.with_file_name(format!("demo-{}", std::process::id())));
    if let Some(directory) = &demo {
        settings.data.clone_from(directory);
        settings.durable = false;
        settings.raw = RawPlace::Directory;
    }
    let is_terminal = std::io::stderr().is_terminal();
    // One line for the log, with its causes.
    let reload = || {
        let settings = arguments.settings(host, is_terminal);
        settings.map_err(|failed| format!("{:#}", failed.error))
    };
    let result = open_and_run(settings, demo.is_some(), &reload, output);
    if let Some(directory) = demo {
        let _ = fs_err::remove_dir_all(directory);
    }
    result
}

fn open_and_run(
    settings: Settings,
    demo: bool,
    reload: &dyn Fn() -> Result<Settings, String>,
    output: &Output,
) -> Result<ExitCode, Failed> {
    logging::start_server(settings.log);
    let server = Server::open(settings)?;
    if demo {
        server.fill_with_demo()?;
    }
    let token = server.first_token().map(crate::secret::Secret::reveal);
    let url = server.url();
    if output.json {
        let mut line = serde_json::to_vec(&Started {
            url,
            listen: server.listens_at(),
            token,
        })
        .unwrap_or_default();
        line.push(b'\n');
        output.answer(&line)?;
    } else {
        output.answer(greeting(url, token).as_bytes())?;
    }
    server.run(reload)?;
    Ok(ExitCode::Success)
}

fn greeting(url: &str, token: Option<&str>) -> String {
    use std::fmt::Write as _;
    let mut text = format!("The platform is at {url}\n");
    if let Some(token) = token {
        let _ = write!(text, "\nAdmin token (shown once):\n\n  {token}\n");
    }
    let _ = write!(
        text,
        "\nOpen the dashboard   {url} (sign in with a token)\n\
         Create a token       devenv serve token create --role member --subject NAME\n\
         Upload scans         devenv login {url}, then devenv scan --upload\n\
         Stop the server      Ctrl-C\n"
    );
    text
}

fn answer(output: &Output, value: &impl Serialize, text: &str) -> Result<ExitCode, Failed> {
    if output.json {
        output.answer_json(value)?;
    } else {
        output.answer(text.as_bytes())?;
    }
    Ok(ExitCode::Success)
}
