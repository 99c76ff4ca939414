//! `devenv serve`: starts the platform, and manages its data and tokens.

mod health;
mod raw_storage;
mod settings;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::anyhow;
use clap::{Subcommand, ValueEnum};
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;

use super::output::Output;
use super::{Failed, logging};
use crate::api::wire::{Role, Token};
use crate::error::{ExitCode, Explain};
use crate::host::Host;
use crate::platform::{
    Administration, AdministrationError, NewTokenRequest, RawPlace, ServeError, Server, Settings, StoreError,
};
use crate::report::{Column, Grid, HumanOptions};

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
    Token(TokenCommand),
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
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Create a token (shown once)
    Create {
        /// Its permissions
        #[arg(long, value_enum)]
        role: RoleName,
        /// The developer whose scans it uploads and reads
        #[arg(long, value_name = "NAME")]
        subject: Option<String>,
        /// Allow uploads for other developers, named with each upload
        #[arg(long)]
        for_others: bool,
        /// Let it expire after this many days: 90d
        #[arg(long, value_name = "DAYS", value_parser = days)]
        expires: Option<u16>,
        #[command(flatten)]
        data: settings::DataArguments,
    },
    /// List tokens, without their secrets
    List(settings::DataArguments),
    /// Revoke a token
    Revoke {
        /// The id of the token: its second part
        id: String,
        #[command(flatten)]
        data: settings::DataArguments,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RoleName {
    /// Full access
    Admin,
    /// Upload scans, and read their own
    Member,
    /// Upload scans only
    Ingest,
}

impl RoleName {
    fn role(self) -> Role {
        match self {
            Self::Admin => Role::Admin,
            Self::Member => Role::Member,
            Self::Ingest => Role::Ingest,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Ingest => "ingest",
        }
    }
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

/// The error code for a data directory that is in use.
const IN_USE: &str = "data_in_use";
/// The hint for a data directory that is in use.
const STOP_IT: &str = "stop it first, or choose another directory with `--data`";

impl Explain for ServeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Store(StoreError::InUse { .. }) => IN_USE,
            Self::Store(_) => "store_failed",
            Self::Listen { .. } => "listen_failed",
            Self::Tls(_) => "certificate",
            Self::Threads(_) | Self::Random => "system",
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Listen { .. } => Some("choose another address: `devenv serve --listen 127.0.0.1:8788`".to_owned()),
            Self::Store(StoreError::InUse { .. }) => Some(STOP_IT.to_owned()),
            Self::Store(_) => {
                Some("choose a directory that you can write to: `devenv serve --data DIRECTORY`".to_owned())
            }
            Self::Tls(_) => Some("both files must be PEM: `--tls-certificate FILE --tls-key FILE`".to_owned()),
            Self::Threads(_) | Self::Random => None,
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
            Self::Store(StoreError::InUse { .. }) => IN_USE,
            Self::Store(_) => "store_failed",
            Self::Subject(_) => "usage",
            Self::Random | Self::Runtime(_) => "system",
            Self::Scan { .. } => "broken_scan",
        }
    }

    fn hint(&self) -> Option<String> {
        matches!(self, Self::Store(StoreError::InUse { .. })).then(|| STOP_IT.to_owned())
    }

    fn exit(&self) -> ExitCode {
        match self {
            Self::Subject(_) | Self::Store(StoreError::InUse { .. }) => ExitCode::Usage,
            _ => ExitCode::Platform,
        }
    }
}

pub(super) fn run(arguments: &Arguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    match &arguments.command {
        None => start(&arguments.settings, host, output),
        Some(Command::Token(command)) => token(command, host, output),
        Some(Command::Reindex(data)) => {
            let policy = data.policy()?;
            let limit = crate::platform::Limits::default().expanded_bytes as u64;
            let count = open(data, host)?.reindex(&policy, limit)?;
            answer(output, &Counted { scans: count }, &format!("{count} scans indexed\n"))
        }
        Some(Command::Health(arguments)) => health::run(arguments, output),
        Some(Command::Backup { file, data }) => {
            if file.exists() {
                let error = anyhow!("{} exists already", file.display());
                return Err(Failed::new(ExitCode::Usage, "usage", error).hint("choose a file that doesn't exist yet"));
            }
            open(data, host)?.backup(file)?;
            Ok(ExitCode::Success)
        }
    }
}

fn open(data: &settings::DataArguments, host: &Host) -> Result<Administration, Failed> {
    Ok(Administration::open(
        &data.directory(host)?,
        &data.raw_storage(host)?,
        true,
    )?)
}

#[derive(Serialize)]
struct Counted {
    scans: u64,
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
    let result = open_and_run(settings, demo.is_some(), output);
    if let Some(directory) = demo {
        let _ = fs_err::remove_dir_all(directory);
    }
    result
}

fn open_and_run(settings: Settings, demo: bool, output: &Output) -> Result<ExitCode, Failed> {
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
    server.run()?;
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

#[derive(Serialize)]
struct Created<'a> {
    secret: &'a str,
    #[serde(flatten)]
    token: &'a Token,
}

fn token(command: &TokenCommand, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    match command {
        TokenCommand::Create {
            role,
            subject,
            for_others,
            expires,
            data,
        } => {
            let request = NewTokenRequest {
                role: role.role(),
                developer_id: subject.clone().unwrap_or_else(|| role.word().to_owned()),
                for_others: *for_others,
                expires_at: expires.and_then(|days| Timestamp::now().checked_add((i64::from(days) * 24).hours()).ok()),
            };
            let (secret, token) = open(data, host)?.create_token(&request)?;
            let secret = secret.reveal();
            answer(output, &Created { secret, token: &token }, &format!("{secret}\n"))
        }
        TokenCommand::List(data) => {
            let tokens = open(data, host)?.tokens()?;
            answer(output, &tokens, &table(&tokens, &output.list_options()))
        }
        TokenCommand::Revoke { id, data } => {
            // The id, or the whole token.
            let id = id
                .strip_prefix("dvt_")
                .and_then(|rest| rest.split('_').next())
                .unwrap_or(id);
            if open(data, host)?.revoke_token(id)? {
                return Ok(ExitCode::Success);
            }
            let error = anyhow!("there is no active token `{id}`");
            Err(Failed::new(ExitCode::Usage, "unknown_token", error).hint("`devenv serve token list` shows all tokens"))
        }
    }
}

fn table(tokens: &[Token], options: &HumanOptions) -> String {
    let columns = [
        Column::new("id"),
        Column::new("role").wrap(8),
        Column::new("developer").cut_end(12).optional(1),
        Column::new("created").optional(5),
        Column::new("expires").optional(3),
        Column::new("last used").optional(4),
        Column::new("revoked").optional(2),
    ];
    let mut table = Grid::new(columns, options.unicode);
    let day = |time: Option<Timestamp>, without: &str| {
        time.map_or_else(|| without.to_owned(), |time| time.strftime("%Y-%m-%d").to_string())
    };
    for token in tokens {
        let role = match token.role {
            Role::Admin => "admin",
            Role::Member => "member",
            Role::Ingest if token.for_others => "ingest, for others",
            Role::Ingest => "ingest",
        };
        table.row([
            token.id.clone(),
            role.to_owned(),
            crate::text::escape_line(&token.developer_id).into_owned(),
            day(Some(token.created_at), ""),
            day(token.expires_at, "never"),
            day(token.last_used_at, "never"),
            day(token.revoked_at, "no"),
        ]);
    }
    table.render(options.width)
}

fn answer(output: &Output, value: &impl Serialize, text: &str) -> Result<ExitCode, Failed> {
    if output.json {
        output.answer_json(value)?;
    } else {
        output.answer(text.as_bytes())?;
    }
    Ok(ExitCode::Success)
}
