//! The command line: a file a command. Each turns its arguments into calls, and values into output.

mod argument_values;
mod completions;
mod config;
mod diff;
mod explain;
mod fix;
mod history;
mod init;
mod interrupt;
mod logging;
mod login;
mod logout;
mod output;
mod platform_connection;
mod policy;
mod profile;
mod project_policy;
mod remote;
mod reports;
mod scan;
mod scan_lookup;
mod schema;
#[cfg(feature = "platform")]
mod serve;
mod show;
mod token;
mod token_source;
mod tools;
mod upload;
mod whoami;

use clap::builder::FalseyValueParser;
use clap::{ArgAction, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::auth::AuthError;
use crate::error::{self, ExitCode, Explain};
use crate::host::Host;
use output::Output;

/// Is this machine ready for this project?
#[derive(Debug, Parser)]
#[command(
    name = "devenv",
    version,
    about = "Is this machine ready for this project?",
    long_about = "Is this machine ready for this project?\n\n\
        devenv reads the machine (system, tools and which copy of each runs, PATH, ports, disks, services), scores it from 0 to 100, \
        and says what is wrong, how that shows, and the command that mends it. A scan changes nothing and talks to nobody.",
    after_help = "Exit codes: 0 done, and the policy is met · 1 the policy is not met · 2 usage or configuration · \
        3 sign-in needed or refused · 4 network or platform · 5 the scan could not be completed · 101 a bug · 130 interrupted",
    max_term_width = 100,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command understands.
#[derive(Debug, clap::Args)]
struct Global {
    /// Print the answer as JSON
    #[arg(long, global = true, env = "DEVENV_JSON", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    json: bool,
    /// Say nothing but the answer and errors
    #[arg(short, long, global = true, env = "DEVENV_QUIET", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    quiet: bool,
    /// Show all there is to show, and what providers and platforms are asked; `-vv` tells more of that
    #[arg(short, long, global = true, env = "DEVENV_VERBOSE", action = ArgAction::Count, value_parser = argument_values::verbosity, hide_env = true)]
    verbose: u8,
    /// When to use colour
    #[arg(
        long,
        global = true,
        env = "DEVENV_COLOR",
        value_name = "WHEN",
        default_value = "auto",
        hide_env = true
    )]
    color: ColorWhen,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set; also elsewhere if `CLICOLOR_FORCE` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read this machine, score it, say so
    Scan(Box<scan::Arguments>),
    /// Mend what a scan finds: show the commands, or run them
    Fix(fix::Arguments),
    /// The tools that devenv knows, and those that are here
    Tools(tools::Arguments),
    /// What a rule or a tool is, how it was read, and why it matters
    Explain(explain::Arguments),
    /// The policy in force: every value, and where it is from
    Policy(policy::Arguments),
    /// The scans that were taken, here or on your team's platform, and how the score went
    History(history::Arguments),
    /// Show a scan that is kept once more
    Show(show::Arguments),
    /// What changed between two scans
    Diff(diff::Arguments),
    /// Every setting: its value, and where that is from
    Config(config::Arguments),
    /// Write a devenv.toml from what the project's files ask for
    Init(init::Arguments),
    /// The JSON Schema of a scan, or of a devenv.toml
    Schema(schema::Arguments),
    /// Send scans to your team's platform: those that wait, or files
    Upload(upload::Arguments),
    /// Sign in to your team's platform
    Login(Box<login::Arguments>),
    /// End the session, here and at the provider
    Logout(logout::Arguments),
    /// Who is signed in, to what, and until when
    Whoami(whoami::Arguments),
    /// Print a fresh access token, for scripts
    Token(token::Arguments),
    /// Start the platform that scans are sent to
    #[cfg(feature = "platform")]
    Serve(Box<serve::Arguments>),
    /// The completion script of a shell
    Completions(completions::Arguments),
}

/// An error of a command: what happened, what to do, and what to end with.
#[derive(Debug)]
pub(crate) struct Failed {
    error: anyhow::Error,
    code: &'static str,
    hint: Option<String>,
    exit: ExitCode,
}

impl Failed {
    fn new(exit: ExitCode, code: &'static str, error: anyhow::Error) -> Self {
        Self {
            error,
            code,
            hint: None,
            exit,
        }
    }

    /// There is nobody whose token could be sent.
    fn is_not_signed_in(&self) -> bool {
        matches!(self.error.downcast_ref(), Some(AuthError::NotSignedIn { .. }))
    }

    /// The failure in one line and its hint in another, for a warning.
    fn one_line(&self) -> String {
        let hint = self
            .hint
            .as_ref()
            .map_or_else(String::new, |hint| format!("\nhint: {hint}"));
        format!("{:#}{hint}", self.error)
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl<E: Explain + Send + Sync + 'static> From<E> for Failed {
    fn from(error: E) -> Self {
        let (code, hint, exit) = (error.code(), error.hint(), error.exit());
        Self {
            error: anyhow::Error::new(error),
            code,
            hint,
            exit,
        }
    }
}

fn parse(host: &Host) -> Result<Cli, clap::Error> {
    let mut command = without_empty_variables(host, Cli::command());
    let matches = command.try_get_matches_from_mut(std::env::args_os())?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// A variable that is empty counts as not set, here as everywhere.
fn without_empty_variables(host: &Host, command: clap::Command) -> clap::Command {
    command
        .mut_args(|argument| match argument.get_env().and_then(|name| name.to_str()) {
            Some(name) if host.env(name).is_none() => argument.env(None),
            _ => argument,
        })
        .mut_subcommands(|subcommand| without_empty_variables(host, subcommand))
}

/// Runs the program with the arguments of this process, and says what to end with.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let mut stderr = anstream::stderr();
        let _ = std::io::Write::write_fmt(
            &mut stderr,
            format_args!(
                "error: a bug in devenv {}: {panic}\nhint: please report it with what you ran\n",
                env!("CARGO_PKG_VERSION")
            ),
        );
    }));
    let host = Host::this();
    let cli = match parse(&host) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            output::usage_error(&host, &error);
            return ExitCode::Usage;
        }
        Err(error) => {
            // Help and the version are answers, not errors. A closed pipe is nobody's concern.
            let _ = error.print();
            return ExitCode::Success;
        }
    };
    let output = Output::new(&host, &cli.global);
    let started = logging::start(&host, cli.global.verbose, cli.global.quiet);
    let result = started.and_then(|()| run(cli.command, host, &output));
    match result {
        Ok(code) => code,
        Err(failed) => {
            if output.json {
                output.error_json(failed.code, &failed.error, failed.hint.as_deref());
            } else {
                output.error(&error::render(failed.error.as_ref(), failed.hint.as_deref()));
            }
            failed.exit
        }
    }
}

fn run(command: Command, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    // A server ends its connections first.
    #[cfg(feature = "platform")]
    let ends_at_once = !matches!(command, Command::Serve(_));
    #[cfg(not(feature = "platform"))]
    let ends_at_once = true;
    if ends_at_once {
        interrupt::exit_on_interrupt();
    }
    match command {
        Command::Scan(arguments) => scan::run(&arguments, host, output),
        Command::Fix(arguments) => fix::run(&arguments, host, output),
        Command::Tools(arguments) => tools::run(&arguments, host, output),
        Command::Explain(arguments) => explain::run(&arguments, host, output),
        Command::Policy(arguments) => policy::run(&arguments, host, output),
        Command::History(arguments) => history::run(&arguments, host, output),
        Command::Show(arguments) => show::run(&arguments, host, output),
        Command::Diff(arguments) => diff::run(&arguments, host, output),
        Command::Config(arguments) => config::run(&arguments, host, &Cli::command(), output),
        Command::Init(arguments) => init::run(&arguments, host, output),
        Command::Schema(arguments) => schema::run(&arguments, output),
        Command::Upload(arguments) => upload::run(&arguments, &host, output),
        Command::Login(arguments) => login::run(&arguments, &host, output),
        Command::Logout(arguments) => logout::run(&arguments, &host, output),
        Command::Whoami(arguments) => whoami::run(&arguments, &host, output),
        Command::Token(arguments) => token::run(&arguments, &host, output),
        #[cfg(feature = "platform")]
        Command::Serve(arguments) => serve::run(&arguments, &host, output),
        Command::Completions(arguments) => completions::run(&arguments, &mut Cli::command(), output),
    }
}
