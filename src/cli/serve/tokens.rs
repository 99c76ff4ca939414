//! `devenv serve token`: creates, lists and revokes the platform's own tokens.

use anyhow::anyhow;
use clap::{Subcommand, ValueEnum};
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;

use super::{answer, days, open, settings};
use crate::api::wire::{Role, Token};
use crate::cli::Failed;
use crate::cli::output::Output;
use crate::error::ExitCode;
use crate::host::Host;
use crate::platform::NewTokenRequest;
use crate::report::{Column, Grid, HumanOptions};

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
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
        /// Don't ask
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        data: settings::DataArguments,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RoleName {
    /// Full access
    Admin,
    /// Upload scans, and read their own
    Member,
    /// Upload scans only
    Ingest,
    /// Read everything, change nothing
    Viewer,
    /// Read the counters for Prometheus only
    Metrics,
}

impl RoleName {
    fn role(self) -> Role {
        match self {
            Self::Admin => Role::Admin,
            Self::Member => Role::Member,
            Self::Ingest => Role::Ingest,
            Self::Viewer => Role::Viewer,
            Self::Metrics => Role::Metrics,
        }
    }
}

#[derive(Serialize)]
struct Created<'a> {
    secret: &'a str,
    #[serde(flatten)]
    token: &'a Token,
}

pub(super) fn token(command: &TokenCommand, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
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
                developer_id: subject.clone().unwrap_or_else(|| role.role().name().to_owned()),
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
        TokenCommand::Revoke { id, yes, data } => {
            // The id, or the whole token.
            let id = id
                .strip_prefix("dvt_")
                .and_then(|rest| rest.split('_').next())
                .unwrap_or(id);
            // A script is not asked.
            if !yes && output.confirm(&format!("Revoke the token {id}? It cannot be restored.")) == Some(false) {
                let error = anyhow!("the token {id} was not revoked");
                return Err(Failed::new(ExitCode::Usage, "usage", error).hint("confirm with `--yes`"));
            }
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
            Role::Ingest if token.for_others => "ingest, for others",
            role => role.name(),
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
