//! Tests of plans of fixes.

use super::*;
use crate::report::HumanOptions;
use crate::scan::{FailReason, Git, OsFamily, ServiceState};
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
    Plan::of(scan, Policy::builtin(), None)
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
