//! What to do about a tool that is missing, or of which the version is unknown.

use super::{absent, asking, findings, told};
use crate::policy::Policy;
use crate::scan::{FailReason, Outcome, Requirement, RequirementKind, Strength};
use crate::score::{assess, sample};
use crate::version::Dialect;

/// A missing toolchain is one finding for each required program, and one command for all of them.
#[test]
fn a_toolchain_that_is_not_installed_is_told_once_with_its_command() {
    let shim = |id: &str| {
        let mut tool = sample::failed_tool(id, FailReason::NotInstalledByShim);
        tool.manager = Some("rustup".to_owned());
        tool.failure.as_mut().unwrap().wanted = Some(sample::wanted("1.88.0", Some("toolchain")));
        tool
    };
    let scan = asking(
        vec![shim("cargo"), shim("clippy"), shim("rustc")],
        vec![
            sample::requirement(RequirementKind::Tool, "cargo", "Cargo.toml"),
            Requirement {
                strength: Strength::Suggested,
                ..sample::requirement(RequirementKind::Tool, "clippy", "clippy.toml")
            },
            sample::required_tool("rustc", "1.85", Dialect::Minimum, "Cargo.toml"),
        ],
    );
    let told: Vec<(String, String, Option<String>, u32)> = assess(&scan, Policy::builtin())
        .findings
        .into_iter()
        .filter(|finding| finding.outcome != Outcome::Pass)
        .map(|finding| (finding.rule, finding.subject, finding.fix, finding.points))
        .collect();
    let fix = || Some("rustup toolchain install 1.88.0".to_owned());
    let expected = [
        ("tool-required", "cargo", 6),
        ("tool-required", "rustc", 6),
        ("tool-works", "clippy", 4),
    ];
    assert_eq!(
        told,
        expected.map(|(rule, id, points)| (rule.to_owned(), id.to_owned(), fix(), points))
    );
}

#[test]
fn a_python_that_uv_brings_is_not_missed() {
    let scan = |manager: Requirement| {
        let python = Requirement {
            strength: Strength::Suggested,
            ..sample::required_tool("python3", ">=3.13", Dialect::Pep440, "pyproject.toml")
        };
        asking(
            vec![
                sample::found_tool("python3", "3.11.2"),
                sample::found_tool("uv", "0.9.1"),
            ],
            vec![python, manager],
        )
    };
    let uv = || sample::requirement(RequirementKind::Tool, "uv", "uv.lock");
    assert_eq!(told(&scan(uv()), "tool-suggested"), []);
    let hinted = Requirement {
        strength: Strength::Suggested,
        ..uv()
    };
    assert_eq!(told(&scan(hinted), "tool-suggested").len(), 1);
}

#[test]
fn what_a_tool_fetches_by_itself_is_no_failure() {
    let outcome = |id: &str, version: &str, asked: Requirement| {
        let scan = asking(vec![sample::found_tool(id, version)], vec![asked]);
        let mut findings = findings(&scan, "tool-version").into_iter();
        findings.next().map(|finding| (finding.outcome, finding.fix))
    };
    let go = |file| sample::required_tool("go", "1.24.0", Dialect::Minimum, file);
    assert_eq!(outcome("go", "1.21.0", go("api/go.mod")), Some((Outcome::Pass, None)));
    assert_eq!(outcome("go", "1.20.14", go("go.mod")), Some((Outcome::Fail, None)));
    assert_eq!(outcome("go", "1.21.0", go("devenv.toml")), Some((Outcome::Fail, None)));
    let pnpm = |range| sample::required_tool("pnpm", range, Dialect::Npm, "package.json");
    assert_eq!(outcome("pnpm", "10.4.1", pnpm("9.15.4")), Some((Outcome::Pass, None)));
    assert_eq!(outcome("pnpm", "9.1.0", pnpm("9.15.4")), Some((Outcome::Fail, None)));
    assert_eq!(outcome("pnpm", "10.4.1", pnpm("<10")), Some((Outcome::Fail, None)));
}

/// Corepack downloads what it has not prepared, unless a setting forbids it: then its shim fails.
#[test]
fn corepack_may_not_download_what_it_has_not_prepared() {
    let outcome = || {
        let mut yarn = sample::failed_tool("yarn", FailReason::NotInstalledByShim);
        yarn.manager = Some("corepack".to_owned());
        yarn.failure.as_mut().unwrap().wanted = Some(sample::wanted("4.2.0", Some("yarn")));
        let asked = sample::required_tool("yarn", "4.2.0", Dialect::Npm, "package.json");
        let scan = asking(vec![yarn], vec![asked]);
        let mut findings = findings(&scan, "tool-required").into_iter();
        findings
            .next()
            .map(|finding| (finding.outcome, finding.message, finding.fix))
    };
    let message = "yarn 4.2.0 is not installed in corepack".to_owned();
    let fix = "corepack prepare 'yarn@4.2.0'".to_owned();
    assert_eq!(outcome(), Some((Outcome::Fail, message, Some(fix))));
}

/// asdf installs all that `.tool-versions` lists: a shim without its version and a tool that is not there are one step.
#[test]
fn what_one_file_lists_is_one_step() {
    let mut node = sample::failed_tool("node", FailReason::NotInstalledByShim);
    node.manager = Some("asdf".to_owned());
    node.failure.as_mut().unwrap().wanted = Some(sample::wanted("22.3.0", Some("nodejs")));
    let listed = |id: &str, version: &str| sample::required_tool(id, version, Dialect::Asdf, ".tool-versions");
    let scan = asking(
        vec![node, sample::found_tool("asdf", "0.16.0"), absent("ruby")],
        vec![listed("node", "22.3.0"), listed("ruby", "3.3.0")],
    );
    let fixes: Vec<Option<String>> = findings(&scan, "tool-required")
        .into_iter()
        .map(|finding| finding.fix)
        .collect();
    assert_eq!(
        fixes,
        [Some("asdf install".to_owned()), Some("asdf install".to_owned())]
    );
}

/// A required tool of which nobody knows the version: its finding says what to do, too.
#[test]
fn an_unknown_version_has_a_way_out() {
    let mut tool = sample::found_tool("terraform", "1.9.0");
    tool.version = None;
    let scan = asking(
        vec![tool],
        vec![sample::required_tool(
            "terraform",
            "1.9.0",
            Dialect::Prefix,
            ".terraform-version",
        )],
    );
    let told: Vec<(Outcome, Option<String>)> = findings(&scan, "tool-version")
        .into_iter()
        .map(|finding| (finding.outcome, finding.advice))
        .collect();
    let path = sample::found_tool("terraform", "1.9.0").path.unwrap();
    assert_eq!(
        told,
        [(
            Outcome::Unknown,
            Some(format!("run {path} yourself to see its version"))
        )]
    );
}

#[test]
fn a_shim_that_runs_nothing_is_made_anew() {
    let mut node = absent("node");
    node.not_started = Some("asdf: nodejs 22.0.0 is installed, but not known to the shim".to_owned());
    node.repair = Some(["asdf", "reshim", "nodejs"].map(str::to_owned).to_vec());
    let scan = asking(
        vec![node],
        vec![sample::required_tool("node", ">=20", Dialect::Npm, "package.json")],
    );
    let finding = findings(&scan, "tool-required").pop().unwrap();
    assert_eq!(
        (
            finding.message.as_str(),
            finding.evidence.as_deref(),
            finding.fix.as_deref()
        ),
        (
            "node is required but not installed",
            Some("package.json:3 requires >=20; asdf: nodejs 22.0.0 is installed, but not known to the shim"),
            Some("asdf reshim nodejs")
        )
    );
}

#[test]
fn where_files_contradict_one_another_no_version_is_advised() {
    let scan = asking(
        vec![sample::found_tool("node", "20.1.0")],
        vec![
            sample::required_tool("node", "18", Dialect::Nvm, ".nvmrc"),
            sample::required_tool("node", ">=20", Dialect::Npm, "package.json"),
        ],
    );
    let remedies: Vec<(Option<String>, Option<String>)> = findings(&scan, "tool-version")
        .into_iter()
        .map(|finding| (finding.fix, finding.advice))
        .collect();
    let advice = "first make .nvmrc:3 and package.json:3 agree: they exclude each other";
    assert_eq!(remedies, [(None, Some(advice.to_owned()))]);
}

#[test]
fn what_the_project_says_itself_is_the_way_out() {
    let dotnet = Requirement {
        advice: Some("run ./restore.sh".to_owned()),
        ..sample::requirement(RequirementKind::Tool, "dotnet", "global.json")
    };
    let scan = asking(vec![absent("dotnet")], vec![dotnet]);
    let ways: Vec<(Option<String>, Option<String>)> = findings(&scan, "tool-required")
        .into_iter()
        .map(|one| (one.fix, one.advice))
        .collect();
    assert_eq!(ways, [(None, Some("the project says: run ./restore.sh".to_owned()))]);
}
