//! `devenv completions`.

use clap_complete::Shell;

use super::Failed;
use super::output::Output;
use crate::error::ExitCode;

/// Print a shell completion script.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "bash: devenv completions bash > ~/.local/share/bash-completion/completions/devenv\n\
    zsh:  devenv completions zsh > \"${fpath[1]}/_devenv\"\n\
    fish: devenv completions fish > ~/.config/fish/completions/devenv.fish\n\
    PowerShell: devenv completions powershell >> $PROFILE\n\
    elvish: devenv completions elvish >> ~/.config/elvish/rc.elv"
)]
pub(super) struct Arguments {
    /// The shell to print it for
    shell: Shell,
}

/// Prints the script.
pub(super) fn run(arguments: &Arguments, command: &mut clap::Command, output: &Output) -> Result<ExitCode, Failed> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, command, "devenv", &mut script);
    output.answer(&script)?;
    Ok(ExitCode::Success)
}
