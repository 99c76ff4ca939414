//! What there is to mend, as a plan: the commands in order, and what is left to do by hand.

use std::fmt::Write as _;

use serde::Serialize;

use super::layout::{Page, Role};
use super::{HumanOptions, View, findings};
use crate::policy::Policy;
use crate::scan::{Finding, OsFamily, Scan};
use crate::score::{Dialect, quote, words};
use crate::text;

/// Rules whose command has gaps to be filled in first.
const TO_BE_FILLED_IN: [&str; 1] = ["git-identity"];

/// Programs that run others with elevated rights, or that need them.
const ELEVATED: [&str; 3] = ["choco", "doas", "sudo"];

/// Commands of version managers that are functions of a shell: the shell that has them, and the file that they are in.
const FUNCTIONS: [(&str, &str); 2] = [
    ("nvm", "${NVM_DIR:-$HOME/.nvm}/nvm.sh"),
    ("sdk", "${SDKMAN_DIR:-$HOME/.sdkman}/bin/sdkman-init.sh"),
];

/// What there is to mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Commands, those that gain most first.
    pub steps: Vec<PlanStep>,
    /// What no command mends, or one that has to be looked at first; what gains most first.
    pub by_hand: Vec<ByHand>,
    /// What mending all of it gains.
    pub gain: u32,
}

/// A command that mends something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanStep {
    /// The command, in the words of the user's shell.
    pub command: String,
    /// The same as a program and its arguments; a leading `~/` stands for the home folder, `"$USER"` is its value.
    #[serde(skip)]
    pub words: Vec<String>,
    /// It needs more rights than the user has.
    pub elevated: bool,
    /// What it gains by itself.
    pub gain: u32,
    /// What it mends, worst first.
    pub mends: Vec<Mended>,
    /// What to do afterwards.
    pub advice: Option<String>,
}

/// Something that no command mends by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ByHand {
    /// What is the matter.
    #[serde(flatten)]
    pub mends: Mended,
    /// What it gains by itself.
    pub gain: u32,
    /// A command to be completed, or that only a shell runs.
    pub command: Option<String>,
    /// What to do in words.
    pub advice: Option<String>,
}

/// What is the matter with something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mended {
    /// The rule.
    pub rule: String,
    /// What it was applied to.
    pub subject: String,
    /// What is the matter, in words that follow `subject:`.
    pub message: String,
}

impl Mended {
    fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.clone(),
            subject: finding.subject.clone(),
            message: finding.message.clone(),
        }
    }
}

impl Plan {
    /// What there is to mend of a scan. `variable` tells the values of variables that commands name.
    pub fn of(scan: &Scan, policy: &Policy, variable: impl Fn(&str) -> Option<String>) -> Self {
        let view = View::of(scan, policy);
        let dialect = Dialect::of(scan);
        let mut steps: Vec<PlanStep> = Vec::new();
        let mut by_hand = Vec::new();
        for finding in view.open() {
            let command = finding.fix.as_deref();
            let runnable = command
                .filter(|_| !TO_BE_FILLED_IN.contains(&finding.rule.as_str()))
                .and_then(|command| Some((command, words(command, dialect, &variable)?)));
            let Some((command, words)) = runnable else {
                if command.is_some() || finding.advice.is_some() {
                    by_hand.push(ByHand {
                        mends: Mended::of(finding),
                        gain: finding.gain,
                        command: command.map(str::to_owned),
                        advice: finding.advice.clone(),
                    });
                }
                continue;
            };
            if let Some(step) = steps.iter_mut().find(|step| step.command == command) {
                step.mends.push(Mended::of(finding));
                continue;
            }
            steps.push(PlanStep {
                command: command.to_owned(),
                elevated: words
                    .first()
                    .is_some_and(|program| ELEVATED.contains(&program.as_str())),
                words,
                gain: view.gain(|other| other.fix.as_deref() == Some(command)),
                mends: vec![Mended::of(finding)],
                advice: finding.advice.clone(),
            });
        }
        // Stable: what gains the same stays with the worst first.
        steps.sort_by_key(|step| std::cmp::Reverse(step.gain));
        by_hand.sort_by_key(|by_hand| std::cmp::Reverse(by_hand.gain));
        Self {
            steps,
            by_hand,
            gain: view.gain(|_| true),
        }
    }

    /// The plan as a numbered list.
    pub fn human(&self, scan: &Scan, options: &HumanOptions) -> String {
        let mut page = Page::new(options.width, options.colour, options.unicode);
        if self.steps.is_empty() && self.by_hand.is_empty() {
            page.line("Nothing to fix");
            return page.into_text();
        }
        if !self.steps.is_empty() {
            let heading = page.paint(Role::Heading, "Commands");
            page.line(&heading);
            for (index, step) in self.steps.iter().enumerate() {
                let number = format!("{:>2}.", index + 1);
                page.command(0, &number, &text::escape_line(&step.command));
                for (index, mended) in by_subject(&step.mends).into_iter().enumerate() {
                    line(&mut page, mended, if index == 0 { step.gain } else { 0 });
                }
                if step.elevated {
                    page.paragraph("    ", Role::Doubtful, "needs elevated rights; asks before running");
                }
                advice(&mut page, step.advice.as_deref());
            }
        }
        if !self.by_hand.is_empty() {
            if !self.steps.is_empty() {
                page.blank();
            }
            let heading = page.paint(Role::Heading, "By hand");
            page.line(&heading);
            for by_hand in &self.by_hand {
                line(&mut page, &by_hand.mends, by_hand.gain);
                if let Some(command) = &by_hand.command {
                    page.command(4, findings::prompt(scan), &text::escape_line(command));
                }
                advice(&mut page, by_hand.advice.as_deref());
            }
        }
        page.into_text()
    }

    /// The plan as a script: for a POSIX shell, on Windows for PowerShell. What is left to do by hand is in comments.
    pub fn script(&self, scan: &Scan) -> String {
        let is_windows = scan
            .system
            .as_ref()
            .is_some_and(|system| system.os.family == OsFamily::Windows);
        let mut script = String::new();
        script.push_str(if is_windows { "" } else { "#!/bin/sh\n" });
        script.push_str("# Fixes for the problems that devenv found on this machine. Read it before you run it.\n");
        script.push_str(if is_windows {
            "$ErrorActionPreference = 'Stop'\n"
        } else {
            "set -eu\n"
        });
        for (index, step) in self.steps.iter().enumerate() {
            script.push('\n');
            comment(&mut script, &format!("{}.", index + 1), &step.mends, step.gain);
            if is_windows {
                let _ = writeln!(script, "{}", step.command);
                script.push_str("if ($LASTEXITCODE) { exit $LASTEXITCODE }\n");
            } else {
                let _ = writeln!(script, "{}", posix(step, Dialect::of(scan)));
            }
            if let Some(advice) = &step.advice {
                let _ = writeln!(script, "# {}", text::escape_line(advice));
            }
        }
        if !self.by_hand.is_empty() {
            script.push_str("\n# By hand:\n");
        }
        for by_hand in &self.by_hand {
            comment(&mut script, "-", std::slice::from_ref(&by_hand.mends), by_hand.gain);
            for text in by_hand.command.iter().chain(&by_hand.advice) {
                let _ = writeln!(script, "#     {}", text::escape_line(text));
            }
        }
        script
    }
}

impl PlanStep {
    /// The script that runs a command which is a function of a shell, with the command's words as its arguments. `None`: it is none.
    pub fn function_script(&self) -> Option<String> {
        let program = self.words.first()?;
        let (name, file) = FUNCTIONS.iter().find(|(name, _)| name == program)?;
        Some(format!(". \"{file}\" && {name} \"$@\""))
    }
}

/// A step as a POSIX shell reads it.
fn posix(step: &PlanStep, dialect: Dialect) -> String {
    // What is quoted for another shell is quoted anew; `None` cannot be, since it was quoted once.
    let quoted = || -> Option<String> {
        let words: Option<Vec<_>> = step.words.iter().map(|word| quote(word, Dialect::Posix)).collect();
        Some(words?.join(" "))
    };
    let command = match dialect {
        Dialect::Posix => step.command.clone(),
        Dialect::Fish | Dialect::PowerShell => quoted().unwrap_or_else(|| step.command.clone()),
    };
    match step.function_script() {
        Some(script) => format!("bash -c '{script}' {command}"),
        None => command,
    }
}

/// What is the matter, a line each, with a mark before the first one.
fn comment(script: &mut String, mark: &str, mends: &[Mended], gain: u32) {
    for (index, mended) in by_subject(mends).into_iter().enumerate() {
        let message = text::escape_line(&mended.message);
        let mark = if index == 0 {
            mark.to_owned()
        } else {
            " ".repeat(mark.len())
        };
        let _ = write!(script, "# {mark} {message}");
        if index == 0 && gain > 0 {
            let _ = write!(script, " (+{gain})");
        }
        script.push('\n');
    }
}

/// Each subject once, with the worst that is said of it.
fn by_subject(mends: &[Mended]) -> Vec<&Mended> {
    let mut seen: Vec<&Mended> = Vec::new();
    for mended in mends {
        if seen.iter().all(|other| other.subject != mended.subject) {
            seen.push(mended);
        }
    }
    seen
}

fn line(page: &mut Page, mended: &Mended, gain: u32) {
    let what = page.clean(&mended.message).into_owned();
    let gain = if gain > 0 { format!("+{gain}") } else { String::new() };
    page.entry(4, (Role::Plain, ""), (Role::Plain, &what), &gain);
}

fn advice(page: &mut Page, advice: Option<&str>) {
    if let Some(advice) = advice {
        let advice = page.clean(advice).into_owned();
        let first = format!("    {} ", page.signs.arrow);
        page.paragraph(&first, Role::Plain, &advice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::{FailReason, Git, ServiceState};
    use crate::score::sample;

    /// Tools that nvm should have installed, an engine that is stopped, and a Git that does not know its user.
    fn scan() -> Scan {
        let mut scan = sample::scan();
        let mut system = sample::system(OsFamily::Linux);
        system.shell.name = Some("bash".to_owned());
        scan.system = Some(system);
        for id in ["node", "npm"] {
            let mut tool = sample::failed_tool(id, FailReason::NotInstalledByShim);
            tool.manager = Some("nvm".to_owned());
            tool.failure.as_mut().unwrap().wanted = Some(sample::wanted("18.19.0", None));
            scan.tools.push(tool);
        }
        scan.tools.push(sample::failed_tool("pip3", FailReason::Exit));
        scan.services = vec![sample::service("docker", ServiceState::Stopped)];
        scan.git = Some(Git::default());
        scan
    }

    fn plan(scan: &Scan) -> Plan {
        Plan::of(scan, Policy::builtin(), |_| None)
    }

    #[test]
    fn the_list_says_what_each_command_fixes_and_what_is_left() {
        let scan = scan();
        let options = HumanOptions {
            width: 80,
            colour: false,
            unicode: true,
            verbose: false,
            timings: false,
        };
        insta::assert_snapshot!(plan(&scan).human(&scan, &options), @r#"
        Commands
         1. nvm install 18.19.0
            node 18.19.0 is not installed in nvm                                      +8
            npm 18.19.0 is not installed in nvm
         2. sudo systemctl start docker
            Docker is installed, but its engine is not running                        +3
            needs elevated rights; asks before running

        By hand
            Git user name or email is not set                                         +6
            $ git config --global user.name "Your Name" && git config --global user.email "you@example.com"
            pip3 ends with an error                                                   +4
            → run it yourself to see the error; then reinstall it, or remove it
        "#);
        assert_eq!(
            plan(&sample::scan()).human(&sample::scan(), &options),
            "Nothing to fix\n"
        );
    }

    #[test]
    fn the_script_runs_functions_of_a_shell_in_that_shell() {
        let scan = scan();
        insta::assert_snapshot!(plan(&scan).script(&scan), @r##"
        #!/bin/sh
        # Fixes for the problems that devenv found on this machine. Read it before you run it.
        set -eu

        # 1. node 18.19.0 is not installed in nvm (+8)
        #    npm 18.19.0 is not installed in nvm
        bash -c '. "${NVM_DIR:-$HOME/.nvm}/nvm.sh" && nvm "$@"' nvm install 18.19.0

        # 2. Docker is installed, but its engine is not running (+3)
        sudo systemctl start docker

        # By hand:
        # - Git user name or email is not set (+6)
        #     git config --global user.name "Your Name" && git config --global user.email "you@example.com"
        # - pip3 ends with an error (+4)
        #     run it yourself to see the error; then reinstall it, or remove it
        "##);
    }

    #[test]
    fn a_script_for_a_posix_shell_is_quoted_for_it() {
        let mut scan = scan();
        scan.system.as_mut().unwrap().shell.name = Some("fish".to_owned());
        let mut tool = sample::failed_tool("yarn", FailReason::NotInstalledByShim);
        tool.manager = Some("volta".to_owned());
        tool.failure.as_mut().unwrap().wanted = Some(sample::wanted("4.1.0", None));
        scan.tools = vec![tool];
        let script = plan(&scan).script(&scan);
        assert!(script.contains("\nvolta install 'yarn@4.1.0'\n"), "{script}");
    }

    #[test]
    fn windows_gets_a_script_for_powershell() {
        let mut scan = scan();
        let system = scan.system.as_mut().unwrap();
        (system.os.family, system.shell.name) = (OsFamily::Windows, None);
        let script = plan(&scan).script(&scan);
        assert!(
            script.contains("\nnvm install 18.19.0\nif ($LASTEXITCODE) { exit $LASTEXITCODE }\n"),
            "{script}"
        );
        assert!(!script.contains("bash"), "{script}");
    }
}
