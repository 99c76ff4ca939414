//! Names and secrets that are planted all over a machine appear in no output of `devenv`.

use crate::support::{Machine, Run};

const USER: &str = "annalena";
const HOST: &str = "annas-laptop";
const TOKEN: &str = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
const PASSWORD: &str = "hunter2hunter2";

/// A machine with its user's name, its own name and secrets wherever possible.
struct Indiscreet {
    machine: Machine,
}

impl Indiscreet {
    fn new() -> Self {
        let machine = Machine::new();
        let home = machine.path("home").join(USER);
        let home_text = home.to_str().unwrap();
        let bin = home.join("bin");
        machine.program_in(
            &bin,
            "kind",
            &format!("echo 'kind version 0.20.0 by {USER}@{HOST} in {home_text}/src with {TOKEN}'"),
        );
        machine.program_in(
            &bin,
            "jq",
            &format!(
                "echo 'jq: {home_text}/lib: https://bob:{PASSWORD}@example.org password={PASSWORD} {TOKEN}' >&2; exit 3"
            ),
        );
        machine.program_in(
            &bin,
            "curl",
            &format!("echo \"$HOME $USER $LOGNAME cannot: --password {PASSWORD} ({USER}@{HOST}.example.org)\"; exit 4"),
        );
        machine.program_in(&machine.path(format!("{USER}/{TOKEN}")), "curl", "exit 1");
        machine.executable(&bin.join("ruby"), format!("#!{home_text}/{USER}/ruby\n").as_bytes());
        machine.tools_of_mine(&[USER]);
        machine.program_in(&bin, USER, &format!("echo {USER} 1.2.3"));
        let project = home.join(format!("work/{USER}"));
        std::fs::create_dir_all(project.join(".git/refs/heads")).unwrap();
        std::fs::write(
            project.join(".git/HEAD"),
            format!("ref: refs/heads/{USER}/fix-{TOKEN}\n"),
        )
        .unwrap();
        let config = format!(
            "[user]\n\tname = {USER}\n\temail = {USER}@example.org\n[remote \"origin\"]\n\turl = https://{USER}:{TOKEN}@example.org/x.git\n\
             [credential]\n\thelper = \"!{home_text}/helper --password={PASSWORD}\"\n"
        );
        std::fs::write(project.join(".git/config"), config).unwrap();
        Self { machine }
    }

    fn devenv(&self, arguments: &[&str]) -> Run {
        let home = self.machine.path("home").join(USER);
        let path = format!(
            "{0}/bin:{0}/missing:{1}:/nowhere/{USER}/bin:/nowhere/{HOST}:/nowhere/{TOKEN}/bin:/nowhere/password={PASSWORD}/bin:{USER}/relative",
            home.display(),
            self.machine.path(format!("{USER}/{TOKEN}")).display()
        );
        self.machine
            .devenv(arguments)
            .env("HOME", &home)
            .env("PATH", path)
            .env("USER", USER)
            .env("LOGNAME", USER)
            .env("HOSTNAME", format!("{HOST}.example.org"))
            .env("SHELL", home.join("bin/zsh"))
            .env("GITHUB_ACTIONS", "true")
            .env("DEVENV_TIMEOUT", "60")
            .env("DEVENV_PROGRAM_TIMEOUT", "30")
            .directory(home.join("work").join(USER))
    }
}

/// The planted names and secrets in a text.
fn planted(text: &str) -> Vec<&str> {
    let text = text.to_lowercase();
    let all = [USER, HOST, TOKEN, "0123456789abcdefghij", PASSWORD];
    all.into_iter()
        .filter(|word| text.contains(&word.to_lowercase()))
        .collect()
}

#[test]
fn planted_names_and_secrets_appear_in_no_output() {
    let indiscreet = Indiscreet::new();
    let commands: [&[&str]; 14] = [
        &["scan", "--json"],
        &["scan", "--show"],
        &["scan", "--verbose", "--timings"],
        &["scan", "--ci"],
        &["scan", "--json", "--fresh"],
        &["tools"],
        &["tools", "--json"],
        &["explain", "kind"],
        &["explain", "--json", "curl"],
        &["history"],
        &["history", "--json", "--project", "."],
        &["show"],
        &["show", "--json"],
        &["show", "--format", "html"],
    ];
    for command in commands {
        let outcome = indiscreet.devenv(command).run();
        assert!(matches!(outcome.code, Some(0 | 1)), "{command:?}: {outcome:#?}");
        assert_eq!(planted(&outcome.stdout), [""; 0], "{command:?}: {}", outcome.stdout);
        let warning = match command {
            ["scan", "--ci"] => "warning: no file says what this project requires: the score is for the machine only\n",
            _ => "",
        };
        assert_eq!(outcome.stderr, warning, "{command:?}");
        // There was planted text to mask.
        let masked = ["<user>", "***", "~/"].iter().any(|mask| outcome.stdout.contains(mask));
        assert!(masked, "{command:?}: {}", outcome.stdout);
    }
    let saved = std::fs::read_dir(indiscreet.machine.path("devenv/state/history")).unwrap();
    let saved: Vec<String> = saved
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    assert_eq!(saved.len(), 5);
    for scan in saved {
        assert_eq!(planted(&scan), [""; 0], "{scan}");
    }
}

#[test]
fn masked_text_still_explains_the_problem() {
    let indiscreet = Indiscreet::new();
    let scan = indiscreet.devenv(&["scan", "--json"]).json();
    let tool = |id: &str| {
        scan["tools"]
            .as_array()
            .unwrap()
            .iter()
            .find(|tool| tool["id"] == id)
            .unwrap()
    };
    let shown = [
        &tool("kind")["version"],
        &tool("kind")["raw"],
        &tool("kind")["path"],
        &tool("jq")["failure"]["detail"],
        &tool("curl")["failure"]["detail"],
        &tool("ruby")["failure"]["detail"],
        &scan["project"]["root"],
        &scan["project"]["branch"],
        &scan["path"]["entries"][5]["directory"],
        &scan["path"]["entries"][6]["directory"],
    ];
    let shown: Vec<&str> = shown.iter().map(|value| value.as_str().unwrap_or("null")).collect();
    insta::assert_snapshot!(shown.join("\n"), @"
    0.20.0
    kind version 0.20.0 by <user>@<host> in ~/src with ***
    ~/bin/kind
    status 3: jq: ~/lib: https://***@example.org password=*** ***
    status 4: /dev/null <user> <user> cannot: --password *** (<user>@<host>)
    it is a script for `~/<user>/ruby`, which is not there
    ~/work/<user>
    <user>/fix-***
    /nowhere/***/bin
    /nowhere/password=***
    ");
}

#[test]
fn the_host_name_is_in_a_scan_only_if_it_is_asked_for() {
    let machine = Machine::new();
    let host_name = |more: &[&str]| {
        let scan = machine.scan(more).json();
        scan["machine"]["host_name"].clone()
    };
    assert!(host_name(&[]).is_null());
    assert!(host_name(&["--host-name"]).is_string());
}
