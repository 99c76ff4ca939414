//! `devenv hook`: says on entering a project's directory that the machine is not ready for it.
//!
//! `devenv hook SHELL` prints code for the shell, which calls `devenv hook check` when the directory changes. The check reads files and
//! the cache, and starts no program: what it cannot know that way, it does not mention.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::builder::FalseyValueParser;
use clap::{ArgAction, ValueEnum};

use super::Failed;
use super::argument_values::seconds;
use super::output::Output;
use super::project_policy::{self, PolicyArguments};
use crate::config::{Directories, write_private};
use crate::error::ExitCode;
use crate::host::Host;
use crate::probe::ProbeName;
use crate::probe::project::find_root;
use crate::requirement;
use crate::scan::{Assessment, Outcome, RequirementKind, Severity};
use crate::scanner::{ScanContext, ScanOptions, Selection};
use crate::{score, text};

/// Say on entering a project that this machine is not ready for it
#[derive(Debug, clap::Args)]
#[command(after_help = "bash: add `eval \"$(devenv hook bash)\"` to ~/.bashrc\n\
    zsh:  add `eval \"$(devenv hook zsh)\"` to ~/.zshrc\n\
    fish: add `devenv hook fish | source` to ~/.config/fish/config.fish\n\
    PowerShell: add `Invoke-Expression (devenv hook powershell | Out-String)` to $PROFILE\n\
    nu, once: `mkdir ($nu.default-config-dir | path join autoload); \
    devenv hook nu | save --force ($nu.default-config-dir | path join autoload devenv.nu)`")]
pub(super) struct Arguments {
    /// The shell to print the code for
    #[arg(value_enum)]
    shell: Shell,
    /// Say nothing if the check takes longer than SECONDS
    #[arg(long, env = "DEVENV_HOOK_TIMEOUT", value_name = "SECONDS", default_value = "0.1", value_parser = seconds, hide_env = true)]
    hook_timeout: Duration,
    /// With `check`: print the line again if it was printed before, for a prompt
    #[arg(long, env = "DEVENV_HOOK_REPEAT", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    repeat: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[expect(clippy::enum_variant_names, reason = "PowerShell is called that")]
enum Shell {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
    Nu,
    /// Check the current directory: the shells' code calls this
    #[value(hide = true)]
    Check,
}

// The line goes to standard error: `(cd x && pwd) >file` and `f >file` change the directory too.
const BASH: &str = r#"_devenv_hook() {
  local status=$?
  if [[ "$PWD" != "${_DEVENV_DIRECTORY-}" ]]; then
    _DEVENV_DIRECTORY=$PWD
    command devenv hook check >&2
  fi
  return $status
}
if [[ ";${PROMPT_COMMAND[*]-};" != *_devenv_hook* ]]; then
  if [[ "$(declare -p PROMPT_COMMAND 2>/dev/null)" == "declare -a"* ]]; then
    PROMPT_COMMAND=(_devenv_hook "${PROMPT_COMMAND[@]}")
  else
    PROMPT_COMMAND="_devenv_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}"
  fi
fi
"#;

const ZSH: &str = r"_devenv_hook() {
  (( ZSH_SUBSHELL )) || command devenv hook check >&2
}
autoload -Uz add-zsh-hook
add-zsh-hook chpwd _devenv_hook
_devenv_hook
";

const FISH: &str = r"function _devenv_hook --on-variable PWD
    status is-command-substitution; or command devenv hook check >&2
end
_devenv_hook
";

const POWERSHELL: &str = r"$global:_devenvPrompt = $function:prompt
$global:_devenvDirectory = $null
function global:prompt {
    $code = $global:LASTEXITCODE
    if ($PWD.Path -ne $global:_devenvDirectory) {
        $global:_devenvDirectory = $PWD.Path
        devenv hook check | Out-Host
    }
    $global:LASTEXITCODE = $code
    & $global:_devenvPrompt
}
";

const NU: &str = r"$env.config.hooks.env_change.PWD = ($env.config.hooks.env_change.PWD? | default [] | append {|before, after| ^devenv hook check })
";

pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let script = match arguments.shell {
        Shell::Bash => BASH,
        Shell::Zsh => ZSH,
        Shell::Fish => FISH,
        Shell::PowerShell => POWERSHELL,
        Shell::Nu => NU,
        Shell::Check => return check(host, arguments, output),
    };
    output.answer(script.as_bytes())?;
    Ok(ExitCode::Success)
}

/// Prints one line if the machine is known not to be ready, and if that line was not the last one for this project.
fn check(host: Host, arguments: &Arguments, output: &Output) -> Result<ExitCode, Failed> {
    // Outside of a project nothing is read: `/` and a home have many directories.
    let Some(root) = find_root(&host) else {
        return Ok(ExitCode::Success);
    };
    let cache = Directories::of(&host).cache;
    let line = match find_problem(host, &root, arguments.hook_timeout, output) {
        Ok(Known::Nothing) => return Ok(ExitCode::Success),
        Ok(Known::Ready) => None,
        Ok(Known::Problem(line)) => Some(line),
        // A shell that says the same error at each prompt is worse than none.
        Err(failed) => Some(format!(
            "devenv: {}; `devenv scan` shows more",
            text::escape_line(&format!("{:#}", failed.error))
        )),
    };
    // Without a cache directory the line is printed each time.
    if let Some(cache) = cache.filter(|_| !arguments.repeat) {
        let file = cache.join("hook").join(file_name(&root.to_string_lossy()));
        let last = fs_err::read_to_string(&file).ok();
        if last == line {
            return Ok(ExitCode::Success);
        }
        let stored = match &line {
            Some(line) => write_private(&file, line.as_bytes()),
            None => fs_err::remove_file(&file),
        };
        if let Err(error) = stored {
            tracing::debug!("the last line of this directory cannot be stored: {error}");
        }
    }
    if let Some(line) = line {
        output.answer(format!("{line}\n").as_bytes())?;
    }
    Ok(ExitCode::Success)
}

/// What is known without starting a program.
enum Known {
    Ready,
    /// The line to print.
    Problem(String),
    /// Neither: something required is unknown, or the time was up.
    Nothing,
}

fn find_problem(host: Host, root: &Path, timeout: Duration, output: &Output) -> Result<Known, Failed> {
    let context = ScanContext::open(host)?;
    let policy = project_policy::for_scans(&PolicyArguments::default(), &context)?;
    let asked = requirement::read(&context.host, root, Instant::now() + timeout);
    let tools: BTreeSet<String> = asked
        .requirements
        .iter()
        .chain(policy.requirements())
        .filter(|requirement| requirement.kind == RequirementKind::Tool)
        .map(|requirement| requirement.id.clone())
        .collect();
    if tools.is_empty() {
        return Ok(if asked.timed_out { Known::Nothing } else { Known::Ready });
    }
    let mut selection = Selection::tools(tools.into_iter().collect());
    selection.probes.insert(ProbeName::Requirements);
    let options = ScanOptions {
        exec: false,
        timeout,
        policy: Some(&policy),
        ..ScanOptions::default()
    };
    let scan = context.scan(selection, &options, output)?;
    let policy = policy.for_scan(&scan).into_owned();
    Ok(judge(&score::assess(&scan, &policy)))
}

/// The first required problem, and how many there are beside it.
fn judge(assessment: &Assessment) -> Known {
    let required = || {
        let findings = assessment.findings.iter();
        findings.filter(|finding| finding.severity == Severity::Required)
    };
    let mut problems = required().filter(|finding| finding.outcome == Outcome::Fail);
    let Some(first) = problems.next() else {
        let is_unknown = required().any(|finding| finding.outcome == Outcome::Unknown);
        return if is_unknown { Known::Nothing } else { Known::Ready };
    };
    let more = match problems.count() {
        0 => String::new(),
        more => format!(" (and {})", text::count(more, "more problem", "more problems")),
    };
    Known::Problem(format!(
        "devenv: {}{more}; `devenv scan` shows how to fix it",
        text::escape_line(&first.message)
    ))
}

/// A file name for a directory. Two directories that share one would at worst hide a line of each other.
fn file_name(directory: &str) -> String {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    directory.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
