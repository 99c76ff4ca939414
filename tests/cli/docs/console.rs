//! Runs the console blocks of the README and of `docs/` on a made machine, and compares what they show with what is printed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::Child;

use super::{documents, read};
use crate::platform::server::Server;
use crate::provider::skip::skip;
use crate::support::{Machine, Outcome, Run, finish};

/// Commands that are not run here: the document, how the command begins, and the reason.
const NOT_RUN: [(&str, &str, &str); 15] = [
    ("README.md", "cargo run --release", "compiles the program"),
    ("README.md", "scripts/test", "runs this test"),
    ("docs/CONTRIBUTING.md", "cargo run", "compiles the program"),
    ("docs/CONTRIBUTING.md", "scripts/test ", "runs this test"),
    (
        "docs/CONTRIBUTING.md",
        "scripts/check-release",
        "needs the network; .ci/run runs it",
    ),
    (
        "docs/CONTRIBUTING.md",
        "scripts/test-release",
        "needs the network and root",
    ),
    (
        "docs/CONTRIBUTING.md",
        "scripts/book",
        "needs mdBook; scripts/test-release runs it",
    ),
    ("docs/CONTRIBUTING.md", ".ci/run", "runs this test"),
    (
        "docs/install.md",
        "gh attestation verify",
        "needs GitHub, and a release there",
    ),
    ("docs/install.md", "sudo systemctl", "needs root and systemd"),
    (
        "docs/install.md",
        "sudo -u devenv-serve",
        "needs root; packaging/test-packages runs it on an installed package",
    ),
    (
        "docs/deploy.md",
        "deploy/container/build",
        "needs buildah; deploy/container/test-image runs it",
    ),
    ("docs/deploy.md", "DEVENV_IMAGE=", "needs a container engine"),
    ("docs/deploy.md", "docker compose exec", "needs a container engine"),
    (
        "docs/deploy.md",
        "helm install",
        "needs a cluster; deploy/helm/test.py renders the chart with these values",
    ),
];

/// Programs of the system that commands call, besides `sh`.
const PROGRAMS: [&str; 3] = ["cat", "curl", "sha256sum"];
/// The addresses of the platform in documents.
const ADDRESSES: [&str; 2] = ["http://127.0.0.1:8787", "https://devenv.example.com"];
/// The id of a scan in documents.
const SCAN: &str = "019ba4d2";

/// What an agent says first to the server that it has started.
const AGENT: &str = r#"{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}}
{"jsonrpc": "2.0", "method": "notifications/initialized"}
"#;

/// A command of a document, and the output that the document shows for it, which may be none.
#[derive(Debug)]
struct Shown {
    command: String,
    output: String,
}

/// The fenced blocks of a document: language and lines.
fn blocks(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            blocks.push((language, lines.by_ref().take_while(|line| *line != "```").collect()));
        }
    }
    blocks
}

/// The commands of a block. In `sh` each line is one; in `console` those after `$ `, and what follows is their output.
fn commands(language: &str, lines: &[&str]) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let mut lines = lines.iter();
    while let Some(line) = lines.next() {
        let command = match language {
            "sh" => Some(*line).filter(|line| !line.is_empty()),
            _ => line.strip_prefix("$ "),
        };
        if let Some(first) = command {
            let mut command = first.to_owned();
            while command.ends_with('\\') {
                command.push('\n');
                command.push_str(lines.next().unwrap());
            }
            found.push(Shown {
                command,
                output: String::new(),
            });
        } else if let Some(last) = found.last_mut() {
            last.output.push_str(line);
            last.output.push('\n');
        }
    }
    found
}

fn is_not_run(document: &str, command: &str) -> bool {
    // A space at the end of an entry: no longer word is meant.
    NOT_RUN
        .iter()
        .any(|(of, start, _)| *of == document && format!("{command} ").starts_with(start))
}

/// A machine with a project that it is ready for, two scans of it, and a platform once a command needs it.
struct World {
    machine: Machine,
    project: PathBuf,
    /// The last scan.
    scan: String,
    platform: Option<Platform>,
}

/// `devenv serve`, as its documents start it.
struct Platform {
    child: Child,
    address: String,
    token: String,
    greeting: String,
}

impl Drop for Platform {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl World {
    fn new(document: &str) -> Self {
        let machine = Machine::new();
        for (name, script) in [
            ("node", "echo v22.12.0"),
            ("npm", "echo 10.9.0"),
            ("python3", "echo Python 3.13.1"),
            ("vi", ""),
        ] {
            machine.program(name, script);
        }
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_devenv"), machine.bin().join("devenv")).unwrap();
        for name in PROGRAMS {
            let program = Path::new("/usr/bin").join(name);
            if program.exists() {
                std::os::unix::fs::symlink(program, machine.bin().join(name)).unwrap();
            }
        }
        let project = machine.path("home/shop");
        for directory in [".git/objects", ".git/refs"] {
            std::fs::create_dir_all(project.join(directory)).unwrap();
        }
        std::fs::write(project.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        std::fs::write(
            project.join("package.json"),
            "{\"name\": \"shop\", \"engines\": {\"node\": \">=20\"}}\n",
        )
        .unwrap();
        let mut world = Self {
            machine,
            project,
            scan: String::new(),
            platform: None,
        };
        for _ in 0..2 {
            let scan = world.shell("devenv scan --json").json();
            assert_eq!(scan["assessment"]["status"], "PASS", "{scan:#}");
            scan["scan_id"].as_str().unwrap().clone_into(&mut world.scan);
        }
        world.prepare(document);
        world
    }

    /// What a document takes for granted.
    fn prepare(&self, document: &str) {
        match document {
            "docs/config.md" => {
                let text = read(document);
                let settings = blocks(&text).into_iter().find(|(language, _)| *language == "toml");
                let directory = self.machine.path("home/.config/devenv-cli");
                std::fs::create_dir_all(&directory).unwrap();
                std::fs::write(directory.join("config.toml"), settings.unwrap().1.join("\n")).unwrap();
                std::fs::write(self.project.join("devenv.toml"), "fail_under = 90\n").unwrap();
            }
            "docs/install.md" => {
                let archive = "devenv-cli-x86_64-unknown-linux-gnu.tar.gz";
                std::fs::write(self.project.join(archive), "an archive").unwrap();
                let sum = self.shell(&format!("sha256sum -b {archive}")).stdout;
                std::fs::write(self.project.join(format!("{archive}.sha256")), sum).unwrap();
            }
            _ => {}
        }
    }

    /// Runs a command as a user does who is in the project's directory.
    fn shell(&self, command: &str) -> Outcome {
        let run = Run::of("/bin/sh", ["-c", command])
            .env("HOME", self.machine.path("home"))
            .env("PATH", self.machine.bin())
            .env("LC_ALL", "C.UTF-8")
            .env("EDITOR", "vi")
            .directory(&self.project);
        // A busy machine is slow, which is not what documents are about. `devenv config` shows the variables that are set.
        let run = if command.contains("devenv config") {
            run
        } else {
            run.env("DEVENV_TIMEOUT", "60")
        };
        let run = match &self.platform {
            Some(platform) => run.env("TOKEN", &platform.token),
            None => run,
        };
        let (run, input) = if command.starts_with("devenv login") {
            // Documents sign in on a terminal, as `login::without_browser` does.
            let run = run.env("DEVENV_WITH_TOKEN", "1").env("DEVENV_INSECURE_STORAGE", "1");
            (run, self.platform.as_ref().unwrap().token.clone() + "\n")
        } else if command.starts_with("devenv mcp") {
            (run, AGENT.to_owned())
        } else {
            return run.run();
        };
        let mut child = run.with_input().start();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        finish(child)
    }

    /// Starts the platform, unless it runs.
    fn platform(&mut self) -> &Platform {
        let platform = self.platform.take().unwrap_or_else(|| {
            let run = Run::of("/bin/sh", ["-c", "exec devenv serve"])
                .env("HOME", self.machine.path("home"))
                .env("PATH", self.machine.bin())
                .env("DEVENV_SERVE_LISTEN", "127.0.0.1:0")
                .env("DEVENV_SERVE_LOG", "errors")
                .directory(&self.project);
            let mut child = run.start();
            let mut greeting = String::new();
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            while !greeting.contains("\nStop the server") {
                greeting.push_str(&lines.next().expect("the platform starts").unwrap());
                greeting.push('\n');
            }
            let word = |start: &str| {
                greeting
                    .split_whitespace()
                    .find(|word| word.starts_with(start))
                    .unwrap()
                    .to_owned()
            };
            Platform {
                child,
                address: word("http://"),
                token: word("dvt_"),
                greeting,
            }
        });
        self.platform.insert(platform)
    }

    /// Runs a command of a document. `None`, with the reason printed: a program is missing.
    fn run(&mut self, command: &str) -> Option<String> {
        if let Some(rest) = command.strip_prefix("devenv serve") {
            match rest.split_whitespace().next() {
                None | Some("#") => return Some(self.platform().greeting.clone()),
                Some("restore" | "reindex") => self.platform = None,
                _ => {
                    self.platform();
                }
            }
        }
        let missing = PROGRAMS
            .into_iter()
            .filter(|name| command.split_whitespace().any(|word| word == *name));
        for name in missing {
            if !self.machine.bin().join(name).exists() {
                skip(format_args!("`{command}`: there is no /usr/bin/{name}"));
                return None;
            }
        }
        let mut here = command.replace(SCAN, &self.scan);
        for address in ADDRESSES {
            if here.contains(address) {
                here = here.replace(address, &self.platform().address);
            }
        }
        let outcome = self.shell(&here);
        assert_eq!(outcome.code, Some(0), "{here}: {outcome:#?}");
        let is_wrong = |line: &str| line.starts_with("error") || line.contains("devenv has no setting");
        assert!(!outcome.stderr.lines().any(is_wrong), "{here}: {outcome:#?}");
        if let (true, Some(platform)) = (here.starts_with("devenv serve token create"), &mut self.platform) {
            outcome.stdout.trim().clone_into(&mut platform.token);
        }
        Some(outcome.stdout)
    }

    /// Output as documents show it: with their addresses, their home, and columns that are two spaces apart.
    fn as_documented(&self, output: &str) -> String {
        let home = self.machine.path("home");
        let mut text = output.replace(&*home.to_string_lossy(), "/home/ada");
        if let Some(platform) = &self.platform {
            text = text.replace(&platform.address, ADDRESSES[0]);
        }
        let lines = text.lines().map(|line| {
            let words = line.split("  ").map(str::trim).filter(|words| !words.is_empty());
            let words = words.map(|words| if words.starts_with("dvt_") { "dvt_…" } else { words });
            words.collect::<Vec<_>>().join("  ")
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn the_console_blocks_of_all_documents_work() {
    let mut unused: Vec<_> = NOT_RUN.to_vec();
    let mut run = 0;
    for document in documents() {
        let text = read(&document);
        let mut shown = Vec::new();
        for (language, lines) in blocks(&text) {
            let is_console = matches!(language, "sh" | "console");
            assert!(
                is_console || !lines.iter().any(|line| line.starts_with("$ ")),
                "{document}: a block of {language:?} has a command; call it `console`"
            );
            if is_console {
                shown.extend(commands(language, &lines));
            }
        }
        unused.retain(|(of, start, _)| {
            *of != document || !shown.iter().any(|one| format!("{} ", one.command).starts_with(start))
        });
        shown.retain(|one| !is_not_run(&document, &one.command));
        if shown.is_empty() {
            continue;
        }
        let mut world = World::new(&document);
        for Shown { command, output } in shown {
            let Some(printed) = world.run(&command) else { continue };
            run += 1;
            if !output.is_empty() {
                assert_eq!(
                    world.as_documented(&printed),
                    world.as_documented(&output),
                    "{document}: {command}"
                );
            }
        }
    }
    assert_eq!(unused, [], "these are in no document any more");
    assert!(run > 40, "only {run} commands were found");
}

#[test]
fn the_settings_in_documents_are_valid() {
    let toml = |document: &str| -> Vec<String> {
        let text = read(document);
        let found = blocks(&text).into_iter().filter(|(language, _)| *language == "toml");
        found.map(|(_, lines)| lines.join("\n") + "\n").collect()
    };
    let machine = Machine::new();
    for text in toml("docs/config.md").iter().chain(&toml("docs/upload.md")) {
        machine.settings(text);
        let outcome = machine.devenv(["config"]).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{text}");
    }
    machine.settings("");
    for text in toml("docs/policy.md") {
        std::fs::write(machine.path("home/devenv.toml"), &text).unwrap();
        let outcome = machine.devenv(["policy"]).directory(machine.path("home")).run();
        assert_eq!(outcome.code, Some(0), "{text}: {outcome:#?}");
    }
    let secret = machine.path("secret");
    std::fs::write(&secret, "secret of the pages").unwrap();
    let file = machine.path("serve.toml");
    for text in toml("docs/platform.md") {
        std::fs::write(&file, text.replace("/run/secrets/pages", secret.to_str().unwrap())).unwrap();
        let server = Server::start(&machine, &["--config", file.to_str().unwrap()]);
        assert_eq!(server.terminate(), (Some(0), String::new()), "{text}");
    }
}
