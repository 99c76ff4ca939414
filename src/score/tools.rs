//! Rules on tools: `tool-works` and `tool-shadowed`.

use super::Rule;
use super::fix::{Target, install_command};
use super::lookup::{is_required, is_system};
use super::shell::Fix;
use super::verdict::Verdict;
use crate::scan::{FailReason, Failure, OsFamily, OtherCopy, Outcome, Scan, Tool, ToolState, WantedVersion};
use crate::text;

/// `tool-works`: installed tools start. Required tools are left to `tool-required`, so that a problem counts once.
pub(super) fn works(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let failing: Vec<Verdict> = scan
        .tools
        .iter()
        .filter(|tool| tool.state == ToolState::Failed && !is_required(scan, &tool.id))
        .map(|tool| match &tool.failure {
            Some(failure) => broken(scan, tool, failure),
            None => Verdict::new(
                &tool.id,
                Outcome::Unknown,
                format!("{} failed, and the scan does not say why", tool.name),
            )
            .advice("run it yourself to see the error"),
        })
        .collect();
    let found = scan.tools.iter().filter(|tool| tool.state == ToolState::Found).count();
    if failing.is_empty() && found > 0 {
        return vec![Verdict::all_pass(
            "All installed tools start",
            text::count(found, "tool", "tools"),
        )];
    }
    failing
}

/// Why a tool does not start, and how to fix it.
pub(super) fn broken(scan: &Scan, tool: &Tool, failure: &Failure) -> Verdict {
    let manager = tool.manager.as_deref();
    let path = tool.path.as_deref().unwrap_or(&tool.id);
    let reinstall = match manager {
        Some(manager) => format!("reinstall it with {manager}, or remove it"),
        None => "reinstall it, or remove it".to_owned(),
    };
    let verdict = |outcome, message: String| Verdict::new(&tool.id, outcome, message).evidence(evidence(path, failure));
    if let Some(at_fault) = &failure.at_fault {
        let manager = manager.unwrap_or("its version manager");
        let message = format!("{} does not start: {manager} cannot use {at_fault}", tool.name);
        return verdict(Outcome::Fail, message).advice(format!("correct {at_fault}"));
    }
    match failure.reason {
        FailReason::NotInstalledByShim => {
            let wanted = failure.wanted.as_ref().filter(|wanted| is_version(&wanted.version));
            let manager_name = manager.unwrap_or("its version manager");
            let version = wanted.map_or("the selected version", |wanted| &wanted.version);
            let fix = wanted.and_then(|wanted| {
                let of = wanted.of.as_deref().filter(|of| is_plain_word(of));
                let target = Target::Named(&wanted.version);
                install_command(manager?, &tool.id, of, target)
            });
            let verdict = verdict(Outcome::Fail, match wanted {
                Some(_) => format!("{} {version} is not installed in {manager_name}", tool.name),
                None => format!("{}: {manager_name} has not installed the selected version", tool.name),
            });
            if let Some(advice) = failure.wanted.as_ref().and_then(|wanted| request_of_uv(manager, wanted)) {
                return verdict.advice(advice);
            }
            if fix.is_some() {
                return verdict.fix(fix);
            }
            verdict.advice(format!(
                "install {version} with {manager_name}, or select an installed one"
            ))
        }
        FailReason::Stub => {
            let verdict = verdict(
                Outcome::Warn,
                format!("{} is a placeholder that offers to install the real tool", tool.name),
            );
            stub_advice(scan, tool, verdict)
        }
        FailReason::Timeout => verdict(Outcome::Unknown, format!("{} did not answer in time", tool.name)).advice(format!(
            "run {path} yourself once: some tools are slow the first time only"
        )),
        FailReason::UnreadableOutput => verdict(Outcome::Unknown, format!("{} prints no version that devenv can read", tool.name))
            .advice("if the tool works, please report this as a bug of devenv"),
        FailReason::Exit => verdict(Outcome::Fail, format!("{} ends with an error", tool.name))
            .advice(format!("run it yourself to see the error; then {reinstall}")),
        FailReason::Signal => verdict(Outcome::Fail, format!("{} crashes", tool.name))
            .advice(format!("{reinstall}: it is damaged, or built for another platform")),
        FailReason::NotExecutable => verdict(Outcome::Fail, format!("{} cannot be executed", tool.name)).advice(format!(
            "{reinstall}: its interpreter is missing, its permissions are wrong, or it is built for another platform"
        )),
    }
}

/// What to do where pyenv finds what only uv understands in a version file: a range, a key of uv's.
fn request_of_uv(manager: Option<&str>, wanted: &WantedVersion) -> Option<String> {
    let version = wanted.version.as_str();
    let is_key = version.starts_with("cpython");
    if manager != Some("pyenv") || !(is_key || version.starts_with(['<', '>', '=', '!', '~'])) {
        return None;
    }
    let plain = version.trim_start_matches(|character: char| !character.is_ascii_digit());
    let plain = plain.split(['-', ',', '+']).next().unwrap_or(plain);
    Some(format!(
        "pyenv takes plain versions alone: write one, such as {plain}, into {}",
        wanted.set_by
    ))
}

fn evidence(path: &str, failure: &Failure) -> String {
    if failure.detail.is_empty() {
        path.to_owned()
    } else {
        format!("{path}: {}", failure.detail)
    }
}

fn stub_advice(scan: &Scan, tool: &Tool, verdict: Verdict) -> Verdict {
    match scan.system.as_ref().map(|system| system.os.family) {
        Some(OsFamily::Macos) if matches!(tool.id.as_str(), "java" | "javac") => {
            verdict.advice("install a JDK, for example with `brew install --cask temurin`")
        }
        Some(OsFamily::Macos) => verdict.fix(Fix::run(["xcode-select", "--install"])),
        Some(OsFamily::Windows) => verdict.advice(
            "install it, or turn the placeholder off: Settings, Apps, Advanced app settings, App execution aliases",
        ),
        _ => verdict.advice("install the real tool, or remove the placeholder from PATH"),
    }
}

/// A version that may stand in a command: it names one, and is no option.
fn is_version(word: &str) -> bool {
    word.len() <= 60
        && is_plain_word(word)
        && (word.contains(|character: char| character.is_ascii_digit())
            || matches!(word, "stable" | "beta" | "nightly" | "latest" | "lts"))
}

/// Letters, digits and `._+-` alone, with no `-` in front: the word ends up in a command.
fn is_plain_word(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_alphanumeric())
        && word
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "._+-".contains(character))
}

pub(super) fn shadowed(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let found = || scan.tools.iter().filter(|tool| tool.state == ToolState::Found);
    let hiding: Vec<Verdict> = found()
        .filter_map(hides_another)
        .chain(found().filter_map(differs_from_own_copy))
        .collect();
    if !hiding.is_empty() || found().next().is_none() {
        return hiding;
    }
    let several = found().filter(|tool| !tool.others.is_empty()).count();
    let evidence = format!(
        "{} with further copies, none of them hidden by mistake",
        text::count(several, "tool", "tools")
    );
    vec![Verdict::all_pass("No tool hides another version of itself", evidence)]
}

/// The verdict on a Java on PATH that the project's build tools do not run: `JAVA_HOME` has another version.
///
/// A tool that hands over to another version of itself, and an environment of the project's own, are meant to differ.
fn differs_from_own_copy(tool: &Tool) -> Option<Verdict> {
    let copy = tool.in_project.as_ref().filter(|_| tool.id == "java")?;
    let (own, on_path) = (copy.version.as_deref()?, tool.version.as_deref()?);
    if own == on_path {
        return None;
    }
    let used_by = copy.used_by.join(", ");
    Some(
        Verdict::new(
            &tool.id,
            Outcome::Warn,
            format!(
                "{} {on_path} is first on PATH; {used_by} {} {own}",
                tool.name,
                if copy.used_by.len() == 1 { "uses" } else { "use" }
            ),
        )
        .evidence(format!(
            "{}; {} (set by {})",
            tool.path.as_deref().unwrap_or(&tool.id),
            copy.path.as_deref().unwrap_or("another copy"),
            copy.set_by
        ))
        .advice(format!("let {} and PATH name the same JDK", copy.set_by)),
    )
}

/// The verdict on a tool that hides a copy with another version. Copies of unknown version do not count.
fn hides_another(tool: &Tool) -> Option<Verdict> {
    let (first_path, first_version) = (tool.path.as_deref()?, tool.version.as_deref()?);
    let first_is_system = is_system(tool.manager.as_deref(), first_path);
    let differs = |copy: &&OtherCopy| {
        let is_intended = is_system(copy.manager.as_deref(), &copy.path) && !first_is_system;
        !is_intended && copy.version.as_deref().is_some_and(|version| version != first_version)
    };
    let hidden: Vec<&OtherCopy> = tool.others.iter().filter(differs).collect();
    let nearest = hidden.first()?;
    let named = |path: &str, version: &str, manager: Option<&str>| match manager {
        Some(manager) => format!("{version} ({manager}) at {path}"),
        None => format!("{version} at {path}"),
    };
    let first = named(first_path, first_version, tool.manager.as_deref());
    let others: Vec<String> = hidden
        .iter()
        .map(|copy| {
            named(
                &copy.path,
                copy.version.as_deref().unwrap_or("unknown"),
                copy.manager.as_deref(),
            )
        })
        .collect();
    let directory = nearest
        .path
        .rsplit_once(['/', '\\'])
        .map_or(nearest.path.as_str(), |(directory, _)| directory);
    let version = nearest.version.as_deref().unwrap_or("another version");
    Some(
        Verdict::new(
            &tool.id,
            Outcome::Warn,
            format!("{} {first_version} runs and hides {version}", tool.name),
        )
        .evidence(format!("{first}; behind it {}", others.join(", ")))
        .advice(format!(
            "to run {version}, put {directory} earlier in PATH; otherwise remove the copy you don't use"
        )),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::scan::{Availability, InProject};
    use crate::score::{assess, sample};

    fn verdict_on(tool: Tool, family: OsFamily) -> (Outcome, String, Option<String>) {
        let mut scan = sample::scan();
        scan.system = Some(sample::system(family));
        scan.tools.push(tool);
        let finding = assess(&scan, Policy::builtin())
            .findings
            .into_iter()
            .find(|finding| finding.rule == "tool-works")
            .unwrap();
        (finding.outcome, finding.message, finding.fix)
    }

    fn unset_shim(id: &str, manager: &str, version: &str, of: Option<&str>) -> Tool {
        let mut tool = sample::failed_tool(id, FailReason::NotInstalledByShim);
        tool.manager = Some(manager.to_owned());
        tool.failure.as_mut().unwrap().wanted = Some(sample::wanted(version, of));
        tool
    }

    #[test]
    fn each_failure_is_told_for_what_it_is() {
        let expected = [
            (FailReason::Timeout, Outcome::Unknown, "node did not answer in time"),
            (
                FailReason::UnreadableOutput,
                Outcome::Unknown,
                "node prints no version that devenv can read",
            ),
            (FailReason::Exit, Outcome::Fail, "node ends with an error"),
            (FailReason::Signal, Outcome::Fail, "node crashes"),
            (FailReason::NotExecutable, Outcome::Fail, "node cannot be executed"),
            (
                FailReason::Stub,
                Outcome::Warn,
                "node is a placeholder that offers to install the real tool",
            ),
        ];
        for (reason, outcome, message) in expected {
            let told = verdict_on(sample::failed_tool("node", reason), OsFamily::Linux);
            assert_eq!(told, (outcome, message.to_owned(), None));
        }
    }

    #[test]
    fn a_shim_without_its_version_is_fixed_by_its_manager() {
        let cases = [
            ("node", "nvm", "18.19.0", None, Some("nvm install 18.19.0")),
            ("python3", "pyenv", "3.12.1", None, Some("pyenv install 3.12.1")),
            (
                "rustc",
                "rustup",
                "nightly-2026-01-01",
                Some("toolchain"),
                Some("rustup toolchain install nightly-2026-01-01"),
            ),
            (
                "yarn",
                "volta",
                "4.1.0",
                Some("yarn"),
                Some("volta install 'yarn@4.1.0'"),
            ),
            (
                "java",
                "sdkman",
                "21.0.2-tem",
                None,
                Some("sdk install java 21.0.2-tem"),
            ),
            ("javac", "sdkman", "21.0.2-tem", None, None),
            ("node", "asdf", "20.1.0", None, Some("asdf install")),
            (
                "node",
                "asdf",
                "20.1.0",
                Some("nodejs"),
                Some("asdf install nodejs 20.1.0"),
            ),
            ("node", "mise", "20", Some("node"), Some("mise install 'node@20'")),
            (
                "node",
                "mise",
                "latest",
                Some("node"),
                Some("mise install 'node@latest'"),
            ),
            ("python3", "pyenv", "../../evil2", None, None),
            // Only uv understands it.
            ("python3", "pyenv", "cpython-3.12.4-linux-x86_64-gnu", None, None),
            ("java", "jenv", "21", None, None),
            ("node", "nvm", "$(reboot)", None, None),
            ("node", "nvm", "--help", None, None),
            ("node", "asdf", "20.1.0", Some("$(reboot)"), Some("asdf install")),
        ];
        for (id, manager, version, of, fix) in cases {
            let (outcome, _, told) = verdict_on(unset_shim(id, manager, version, of), OsFamily::Linux);
            assert_eq!((outcome, told.as_deref()), (Outcome::Fail, fix), "{manager}: {version}");
        }
    }

    #[test]
    fn what_makes_a_version_manager_stop_is_named() {
        let mut tool = sample::failed_tool("rustc", FailReason::Exit);
        tool.manager = Some("rustup".to_owned());
        tool.failure.as_mut().unwrap().at_fault = Some("~/shop/rust-toolchain".to_owned());
        assert_eq!(
            verdict_on(tool, OsFamily::Linux),
            (
                Outcome::Fail,
                "rustc does not start: rustup cannot use ~/shop/rust-toolchain".to_owned(),
                None
            )
        );
    }

    #[test]
    fn an_older_scan_does_not_say_which_version_its_shim_asks_for() {
        let mut tool = sample::failed_tool("node", FailReason::NotInstalledByShim);
        tool.failure.as_mut().unwrap().detail = "nvm wants `18.19.0`, which is not installed".to_owned();
        assert_eq!(
            verdict_on(tool, OsFamily::Linux),
            (
                Outcome::Fail,
                "node: its version manager has not installed the selected version".to_owned(),
                None
            )
        );
    }

    #[test]
    fn the_developer_tools_of_macos_are_installed_by_its_own_command() {
        let fix = |id| verdict_on(sample::failed_tool(id, FailReason::Stub), OsFamily::Macos).2;
        assert_eq!(fix("git"), Some("xcode-select --install".to_owned()));
        assert_eq!(fix("java"), None);
    }

    fn copy(path: &str, version: Option<&str>, manager: Option<&str>) -> OtherCopy {
        OtherCopy {
            path: path.to_owned(),
            version: version.map(str::to_owned),
            manager: manager.map(str::to_owned),
        }
    }

    fn shadow(path: &str, manager: Option<&str>, other: OtherCopy) -> Option<String> {
        let mut tool = sample::found_tool("python3", "3.12.1");
        (tool.path, tool.manager, tool.others) = (Some(path.to_owned()), manager.map(str::to_owned), vec![other]);
        hides_another(&tool).map(|verdict| verdict.message)
    }

    #[test]
    fn a_version_manager_hides_the_system_on_purpose() {
        let pyenv = ("~/.pyenv/shims/python3", Some("pyenv"));
        let system = ("/usr/bin/python3", Some("dpkg"));
        assert_eq!(shadow(pyenv.0, pyenv.1, copy(system.0, Some("3.11.2"), system.1)), None);
        assert_eq!(shadow(pyenv.0, pyenv.1, copy(system.0, Some("3.11.2"), None)), None);
        assert_eq!(
            shadow(system.0, system.1, copy(pyenv.0, Some("3.11.2"), pyenv.1)),
            Some("python3 3.12.1 runs and hides 3.11.2".to_owned())
        );
    }

    #[test]
    fn a_java_that_build_tools_do_not_run_is_told() {
        let java = |version: &str| {
            let mut tool = sample::found_tool("java", "21.0.5");
            tool.in_project = Some(InProject {
                version: Some(version.to_owned()),
                path: Some("/opt/jdk/bin/java".to_owned()),
                set_by: "JAVA_HOME".to_owned(),
                used_by: vec!["gradle".to_owned(), "maven".to_owned()],
                availability: Availability::Installed,
            });
            differs_from_own_copy(&tool).map(|verdict| (verdict.message, verdict.evidence))
        };
        assert_eq!(
            java("17.0.9"),
            Some((
                "java 21.0.5 is first on PATH; gradle, maven use 17.0.9".to_owned(),
                Some("/usr/bin/java; /opt/jdk/bin/java (set by JAVA_HOME)".to_owned())
            ))
        );
        assert_eq!(java("21.0.5"), None);
    }

    #[test]
    fn the_same_version_and_an_unknown_one_are_fine() {
        let system = ("/usr/bin/python3", Some("dpkg"));
        assert_eq!(
            shadow(system.0, system.1, copy("/opt/python3", Some("3.12.1"), Some("conda"))),
            None
        );
        assert_eq!(
            shadow(system.0, system.1, copy("/opt/python3", None, Some("conda"))),
            None
        );
    }
}
