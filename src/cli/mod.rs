//! The command line, one file per command. Each turns its arguments into calls and values into output.

mod argument_values;
mod bug_report;
mod completions;
mod config;
mod diff;
mod directory;
mod explain;
mod fix;
mod format;
mod help;
mod history;
mod hook;
mod init;
mod interrupt;
mod logging;
mod login;
mod logout;
mod man;
mod mcp;
mod output;
mod platform_connection;
mod policy;
mod profile;
mod project_policy;
#[cfg(test)]
#[cfg(feature = "platform")]
mod reference;
mod remote;
mod reports;
mod scan;
mod scan_lookup;
mod schema;
mod self_update;
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
use std::path::{Path, PathBuf};

use crate::auth::AuthError;
use crate::error::{self, ExitCode, Explain};
use crate::host::Host;
use crate::report::Format;
use format::AnswerArguments;
use output::Output;

/// The widest help.
const HELP_WIDTH: usize = 100;

/// Is this machine ready for this project?
#[derive(Debug, Parser)]
#[command(
    name = "devenv",
    version,
    about = "Is this machine ready for this project?",
    long_about = "Is this machine ready for this project?\n\n\
        devenv reads the machine (system, tools and which copy of each runs, PATH, ports, disks, services), scores it from 0 to 100, \
        and reports each problem with the evidence and how to fix it. A scan changes nothing and uses no network.",
    after_help = "Exit codes: 0 done, and the policy is met · 1 the policy is not met · 2 usage or configuration · \
        3 sign-in needed or refused · 4 network or platform · 5 the scan could not be completed · 101 a bug · 130 interrupted",
    max_term_width = HELP_WIDTH,
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

/// The flags of every command.
#[derive(Debug, clap::Args)]
struct Global {
    /// Change to DIR before doing anything, as `cd` does
    #[arg(
        short = 'C',
        long = "directory",
        global = true,
        env = "DEVENV_DIRECTORY",
        value_name = "DIR",
        hide_env = true
    )]
    working_directory: Option<PathBuf>,
    /// Print the result as JSON: short for `--format json`
    #[arg(long, global = true, env = "DEVENV_JSON", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    json: bool,
    /// Print only results and errors
    #[arg(short, long, global = true, env = "DEVENV_QUIET", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    quiet: bool,
    /// Show more detail and log requests; repeat (`-vv`) for more
    #[arg(short, long, global = true, env = "DEVENV_VERBOSE", action = ArgAction::Count, value_parser = argument_values::verbosity, hide_env = true)]
    verbose: u8,
    /// Choose when to use color
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

/// Choose when to use color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set; elsewhere if `CLICOLOR_FORCE` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Scan this machine and report its score
    #[command(visible_alias = "doctor")]
    Scan(Box<scan::Arguments>),
    /// Fix problems found by a scan: show the commands, or run them
    Fix(fix::Arguments),
    /// List tools
    Tools(tools::Arguments),
    /// Explain a rule or a tool: how it was read, and why it matters
    Explain(explain::Arguments),
    /// Show the effective policy and where each value is set
    Policy(policy::Arguments),
    /// List earlier scans and how the score changed
    History(history::Arguments),
    /// Show a saved scan
    Show(show::Arguments),
    /// Compare two scans
    Diff(diff::Arguments),
    /// Show settings and their sources
    Config(config::Arguments),
    /// Write a devenv.toml from the project's own files
    Init(init::Arguments),
    /// Print the JSON Schema of a scan or of devenv.toml
    Schema(schema::Arguments),
    /// Upload pending scans or files to your team's platform
    Upload(upload::Arguments),
    /// Sign in to your team's platform
    Login(Box<login::Arguments>),
    /// Sign out, and revoke the session at the identity provider
    Logout(logout::Arguments),
    /// Show who is signed in, to which platform, and until when
    Whoami(whoami::Arguments),
    /// Print a fresh access token, for scripts
    Token(token::Arguments),
    /// Run the platform that scans are uploaded to
    #[cfg(feature = "platform")]
    Serve(Box<serve::Arguments>),
    /// Collect what a bug report needs, show it, and write it to a file
    BugReport(bug_report::Arguments),
    /// Manage this copy of devenv
    #[command(name = "self")]
    SelfUpdate(self_update::Arguments),
    /// Print a shell completion script
    Completions(completions::Arguments),
    /// Say on entering a project that this machine is not ready for it
    Hook(hook::Arguments),
    /// Answer coding agents over the Model Context Protocol
    Mcp(mcp::Arguments),
    /// Write the man pages to a directory
    Man(man::Arguments),
}

impl Command {
    /// The requested format.
    fn format(&self) -> Option<Format> {
        match self {
            Self::Scan(arguments) => arguments.format,
            Self::Show(arguments) => arguments.format,
            Self::Diff(arguments) => arguments.format,
            _ => self.answer().and_then(|answer| answer.format),
        }
    }

    /// The file for the output. `None`: standard output, or the command writes the file itself.
    fn file(&self) -> Option<&Path> {
        match self {
            Self::Diff(arguments) => arguments.file(),
            _ => self.answer().and_then(AnswerArguments::file),
        }
    }

    fn answer(&self) -> Option<&AnswerArguments> {
        match self {
            Self::Tools(arguments) => Some(&arguments.answer),
            Self::Explain(arguments) => Some(&arguments.answer),
            Self::Policy(arguments) => Some(&arguments.answer),
            Self::History(arguments) => Some(&arguments.answer),
            Self::Config(arguments) => Some(&arguments.answer),
            Self::Fix(arguments) => Some(&arguments.answer),
            Self::Upload(arguments) => Some(&arguments.answer),
            Self::Whoami(arguments) => Some(&arguments.answer),
            _ => None,
        }
    }
}

/// Why a command failed, what to do about it, and the exit code.
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

    /// Whether it failed because there is no token to send.
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

/// The whole command line, as completions and man pages show it.
fn command_line() -> clap::Command {
    help::arrange(Cli::command(), HELP_WIDTH)
}

fn parse(host: &Host) -> Result<Cli, clap::Error> {
    let help_width = output::terminal_width(host).unwrap_or(HELP_WIDTH).min(HELP_WIDTH);
    let mut command = without_empty_variables(host, help::arrange(Cli::command(), help_width));
    let matches = command.try_get_matches_from_mut(std::env::args_os())?;
    let mut cli = Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    cli.global.json = format::is_json(&matches, cli.command.format()).map_err(|error| error.format(&mut command))?;
    Ok(cli)
}

/// An empty variable counts as not set.
fn without_empty_variables(host: &Host, command: clap::Command) -> clap::Command {
    command
        .mut_args(|argument| match argument.get_env().and_then(|name| name.to_str()) {
            Some(name) if host.env(name).is_none() => argument.env(None),
            _ => argument,
        })
        .mut_subcommands(|subcommand| without_empty_variables(host, subcommand))
}

/// Runs the program with the arguments of this process and returns the exit code.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let mut stderr = anstream::stderr();
        let _ = std::io::Write::write_fmt(
            &mut stderr,
            format_args!(
                "error: a bug in devenv {}: {panic}\nhint: please report this, with the command that you ran\n",
                env!("CARGO_PKG_VERSION")
            ),
        );
    }));
    #[cfg(unix)]
    {
        let mut words = std::env::args_os().skip(1);
        if words.next().is_some_and(|word| word == crate::exec::WATCH) {
            crate::exec::watch();
            return ExitCode::Success;
        }
        if let Ok(program) = std::env::current_exe() {
            crate::exec::watch_with(&program);
        }
    }
    let host = Host::this();
    let cli = match parse(&host) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            output::usage_error(&host, &error);
            return ExitCode::Usage;
        }
        Err(error) => {
            // Help and the version are results, not errors. A closed pipe is fine.
            let _ = error.print();
            return ExitCode::Success;
        }
    };
    let output = Output::new(&host, &cli.global, cli.command.file());
    let result = logging::start(&host, cli.global.verbose, cli.global.quiet).and_then(|()| {
        // A shell's hook runs at each change of directory.
        if !matches!(cli.command, Command::Hook(_)) {
            config::warn_of_unknown_variables(&host, &output);
        }
        let host = match &cli.global.working_directory {
            Some(directory) => directory::change(host, directory)?,
            None => host,
        };
        run(cli.command, host, &output)
    });
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
    // A server first finishes its open requests.
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
        Command::Config(arguments) => config::run(&arguments, host, &command_line(), output),
        Command::Init(arguments) => init::run(&arguments, host, output),
        Command::Schema(arguments) => schema::run(&arguments, output),
        Command::Upload(arguments) => upload::run(&arguments, &host, output),
        Command::Login(arguments) => login::run(&arguments, &host, output),
        Command::Logout(arguments) => logout::run(&arguments, &host, output),
        Command::Whoami(arguments) => whoami::run(&arguments, &host, output),
        Command::Token(arguments) => token::run(&arguments, &host, output),
        #[cfg(feature = "platform")]
        Command::Serve(arguments) => serve::run(&arguments, &host, output),
        Command::BugReport(arguments) => bug_report::run(&arguments, host, &command_line(), output),
        Command::SelfUpdate(arguments) => self_update::run(&arguments, &host, output),
        Command::Hook(arguments) => hook::run(&arguments, host, output),
        Command::Mcp(mcp::Arguments {}) => mcp::run(),
        Command::Man(arguments) => man::run(&arguments, command_line(), output),
        Command::Completions(arguments) => completions::run(&arguments, &mut command_line(), output),
    }
}
