//! Scripts that hand their call to a program which starts another one elsewhere, or fetch something when they start.

use std::collections::HashMap;

/// Programs that start another one elsewhere, or fetch it first, and the words behind them with which they do. No words: always.
///
/// Sources: each program's documentation.
const RUNNERS: [(&str, &[&str]); 85] = [
    ("apptainer", &["exec", "run"]),
    ("aqua", &["exec", "x"]),
    ("bazel", &["run"]),
    ("bazelisk", &["run"]),
    ("buildah", &["run"]),
    ("bun", &["x"]),
    ("bundle", &["exec"]),
    ("bunx", &[]),
    ("bvm", &["run"]),
    ("cargo", &["run"]),
    ("chruby-exec", &[]),
    ("colima", &["ssh"]),
    ("conda", &["run"]),
    ("container", &["exec", "run"]),
    ("corepack", &["npm", "pnpm", "yarn"]),
    ("coursier", &["launch"]),
    ("cs", &["launch"]),
    ("ctr", &["exec", "run"]),
    ("deno", &["run", "x"]),
    ("devbox", &["run"]),
    ("distrobox", &["enter"]),
    ("distrobox-enter", &[]),
    ("distrobox-host-exec", &[]),
    ("dnx", &[]),
    ("docker", &["compose", "exec", "run"]),
    ("docker-compose", &["exec", "run"]),
    ("dvm", &["run"]),
    ("finch", &["exec", "run"]),
    ("flatpak", &["run"]),
    ("flatpak-spawn", &[]),
    ("flox", &["activate"]),
    ("fnm", &["exec"]),
    ("ghcup", &["run"]),
    ("go", &["run"]),
    ("guix", &["shell"]),
    ("hatch", &["run"]),
    ("host-spawn", &[]),
    ("incus", &["exec"]),
    ("jbang", &[]),
    ("kubectl", &["exec", "run"]),
    ("lima", &[]),
    ("limactl", &["shell"]),
    ("lxc", &["exec"]),
    ("mamba", &["run"]),
    ("microk8s", &["helm", "helm3", "kubectl"]),
    ("micromamba", &["run"]),
    ("minikube", &["kubectl"]),
    ("mise", &["exec", "r", "run", "x"]),
    ("multipass", &["exec"]),
    ("n", &["exec", "run"]),
    ("nerdctl", &["compose", "exec", "run"]),
    ("nix", &["develop", "run", "shell"]),
    ("nix-shell", &[]),
    ("npm", &["exec", "x"]),
    ("npx", &[]),
    ("nvm", &["exec", "run"]),
    ("nvm-exec", &[]),
    ("nvs", &["exec", "run"]),
    ("opam", &["exec"]),
    ("pdm", &["run"]),
    ("pipenv", &["run"]),
    ("pipx", &["run"]),
    ("pixi", &["exec", "run"]),
    ("pkgx", &[]),
    ("pnpm", &["dlx", "exec"]),
    ("pnpx", &[]),
    ("podman", &["compose", "exec", "run"]),
    ("poetry", &["run"]),
    ("proto", &["run"]),
    ("rtx", &["exec", "x"]),
    ("rustup", &["run"]),
    ("rvm", &["do"]),
    ("rye", &["run"]),
    ("singularity", &["exec", "run"]),
    ("snap", &["run"]),
    ("ssh", &[]),
    ("swiftly", &["run"]),
    ("toolbox", &["run"]),
    ("uv", &["run", "tool"]),
    ("uvx", &[]),
    ("vagrant", &["ssh"]),
    ("volta", &["run"]),
    ("wsl", &[]),
    ("wsl.exe", &[]),
    ("yarn", &["dlx", "exec", "node", "run"]),
];

/// Programs that fetch, or install what they fetch, and the words with which they do.
const FETCHERS: [(&str, &[&str]); 11] = [
    ("aria2c", &[]),
    ("brew", &["install"]),
    ("cargo", &["install"]),
    ("curl", &[]),
    ("gh", &["download"]),
    ("git", &["clone"]),
    ("go", &["install"]),
    ("npm", &["ci", "i", "install"]),
    ("pip", &["install"]),
    ("pip3", &["install"]),
    ("wget", &[]),
];

/// Those that scripts in Python, Perl and other languages start containers with, and their words.
const CONTAINERS: [&str; 4] = ["docker", "finch", "nerdctl", "podman"];
const CONTAINER_WORDS: [&str; 3] = ["compose", "exec", "run"];

/// Modules of Python whose scripts are shims: they install the version that they are asked for. Source: solc-select, `__main__.py`.
const PYTHON_SHIMS: [(&str, &str); 1] = [("solc_select", "solc-select")];

/// A script that merely hands its call on is no longer than this.
const LONGEST_WRAPPER_BYTES: usize = 8 * 1024;

/// What may stand before a program in a line: words of the shell, and programs that start the one behind them.
const BEFORE: [&str; 28] = [
    "!",
    "[",
    "[[",
    "builtin",
    "caffeinate",
    "command",
    "do",
    "elif",
    "else",
    "env",
    "eval",
    "exec",
    "if",
    "ionice",
    "nice",
    "nohup",
    "setsid",
    "sg",
    "stdbuf",
    "sudo",
    "then",
    "time",
    "timeout",
    "until",
    "while",
    "winpty",
    "xargs",
    "{",
];

/// Whether it is one of these programs.
pub(super) fn is_runner(name: &str) -> bool {
    RUNNERS.iter().any(|(runner, _)| *runner == name)
}

/// `uv` in `env -S uv run --script`, behind what may stand before a program: `exec`, `sudo`, variables.
pub(super) fn of_words<'t>(words: impl Iterator<Item = &'t str>) -> Option<&'static str> {
    named(&RUNNERS, words)
}

/// `docker` in `exec docker run --rm hashicorp/terraform "$@"`, wherever that stands in a short script.
pub(super) fn of_shell_script(text: &str) -> Option<&'static str> {
    if text.len() > LONGEST_WRAPPER_BYTES {
        return None;
    }
    find(&RUNNERS, text)
}

/// `curl` where a script of a shell starts it.
pub(super) fn fetcher_of_shell_script(text: &str) -> Option<&'static str> {
    find(&FETCHERS, text)
}

/// `docker` in `os.execvp("docker", ["docker", "run", …])`, and `solc-select` in `from solc_select.__main__ import solc`.
pub(super) fn of_other_script(text: &str) -> Option<&'static str> {
    if text.len() > LONGEST_WRAPPER_BYTES {
        return None;
    }
    let mut words = text
        .split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
        .peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        if word == "from"
            && let Some((_, manager)) = PYTHON_SHIMS.iter().find(|(module, _)| *module == next)
        {
            return Some(manager);
        }
        if CONTAINER_WORDS.contains(&next)
            && let Some(runner) = CONTAINERS.iter().find(|runner| **runner == word)
        {
            return Some(runner);
        }
    }
    None
}

type Table = [(&'static str, &'static [&'static str])];

/// The first program of the table that a command of the script starts.
fn find(table: &'static Table, text: &str) -> Option<&'static str> {
    // A line may go on in the next one.
    let text = with_defaults(&text.replace("\\\n", " "));
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let commands = || {
        lines
            .clone()
            .flat_map(|line| line.split([';', '|', '&', '(', ')', '`']))
    };
    let assigned: HashMap<&str, &str> = commands()
        .flat_map(str::split_whitespace)
        .filter_map(|word| word.split_once('='))
        .map(|(name, value)| (name, plain_word(value)))
        .collect();
    commands().find_map(|command| {
        let words = command.split_whitespace().map(plain_word);
        named(
            table,
            words.map(|word| {
                let value = word.strip_prefix('$').and_then(|name| assigned.get(name));
                value.copied().unwrap_or(word)
            }),
        )
    })
}

/// The program of the table that the words start.
fn named<'t>(table: &'static Table, words: impl Iterator<Item = &'t str>) -> Option<&'static str> {
    let is_before = |word: &&str| {
        BEFORE.contains(word)
            || word.starts_with('-')
            || word.contains('=')
            // A duration, or a priority.
            || word.starts_with(|first: char| first.is_ascii_digit())
    };
    let mut words = words.skip_while(is_before);
    let program = words.next()?;
    let (name, with) = table.iter().find(|(name, _)| *name == program)?;
    (with.is_empty() || words.any(|word| with.contains(&word))).then_some(*name)
}

/// The text with `docker` for `${DOCKER:-docker}`, and `$DOCKER` for `${DOCKER}`.
fn with_defaults(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, variable)) = rest.split_once("${") {
        plain.push_str(before);
        let Some((variable, after)) = variable.split_once('}') else {
            rest = variable;
            continue;
        };
        match variable.split_once(":-").or_else(|| variable.split_once('-')) {
            Some((_, default)) if !default.is_empty() => plain.push_str(default),
            _ => {
                plain.push('$');
                plain.push_str(variable);
            }
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// A word of a script without its quotes and its directory.
pub(super) fn plain_word(word: &str) -> &str {
    let word = word.trim_matches(['"', '\'', ';', '(', ')', '`']);
    word.rsplit('/').next().unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use crate::probe::shim::{fetcher_of_script, manager_of_script};

    #[test]
    fn a_script_that_starts_a_program_elsewhere_is_no_program_of_this_machine() {
        for (runner, line) in [
            (
                "docker",
                "exec docker run --rm -it -v \"$PWD\":/work hashicorp/terraform:1.5 \"$@\"",
            ),
            ("docker", "docker compose run --rm php php \"$@\""),
            ("docker", "docker run --rm \\\n  --network none \\\n  alpine jq \"$@\""),
            ("minikube", "exec minikube kubectl -- \"$@\""),
            ("podman", "sudo /usr/bin/podman exec web node \"$@\""),
            (
                "distrobox-enter",
                "    exec \"/usr/bin/distrobox-enter\" -n fedora -- '/usr/bin/jq' \"$@\"",
            ),
            (
                "flatpak",
                "exec /usr/bin/flatpak run --branch=stable org.gnome.Builder \"$@\"",
            ),
            ("npx", "exec npx --yes prettier@3 \"$@\""),
            ("uv", "UV_OFFLINE=0 exec uv tool run ruff \"$@\""),
            ("go", "exec go run github.com/mikefarah/yq/v4@latest \"$@\""),
            ("nix", "nix run nixpkgs#jq -- \"$@\""),
            ("deno", "exec deno run --allow-all 'https://deno.land/x/tool.ts' \"$@\""),
            ("limactl", "exec limactl shell default nerdctl \"$@\""),
            ("ssh", "exec ssh build terraform \"$@\""),
        ] {
            let text = format!("#!/bin/sh\n# docker run x \"$@\"\n{line}\n");
            assert_eq!(manager_of_script(&text).as_deref(), Some(runner), "{text}");
            // Without a first line a shell runs it.
            assert_eq!(
                manager_of_script(&format!("{line}\n")).as_deref(),
                Some(runner),
                "{line}"
            );
        }
    }

    #[test]
    fn a_runner_is_found_wherever_a_command_stands() {
        for (runner, line) in [
            ("docker", "docker run --rm image"),
            (
                "docker",
                "if command -v docker >/dev/null; then docker run --rm hashicorp/terraform:1.9 \"$@\"; fi",
            ),
            ("docker", "exec timeout 60 docker run --rm x \"$@\""),
            ("docker", "cd / && docker run --rm x \"$@\""),
            ("docker", "D=${DOCKER:-docker}; exec $D run --rm x \"$@\""),
            ("docker", "DOCKER=/usr/bin/docker\n\"${DOCKER}\" run x"),
            ("docker", "nice -n 10 docker run x"),
            ("docker", "eval \"docker run x $*\""),
            ("docker", "sg docker -c \"docker run x $*\""),
            ("docker", "run() { docker run x \"$@\"; }\nrun \"$@\""),
            ("docker", "command=(docker run x)\n\"${command[@]}\" \"$@\""),
            ("mise", "exec mise x terraform@1.9 -- terraform \"$@\""),
            ("volta", "exec volta run terraform \"$@\""),
            ("bvm", "\"$BVM_DIR/bin/bvm\" run \"$@\""),
            ("rustup", "exec rustup run nightly cargo \"$@\""),
            ("npm", "exec npm x prettier@3 -- \"$@\""),
            ("wsl.exe", "exec wsl.exe terraform \"$@\""),
            ("flatpak-spawn", "exec flatpak-spawn --host podman \"$@\""),
        ] {
            let text = format!("#!/bin/sh\n{line}\n");
            assert_eq!(manager_of_script(&text).as_deref(), Some(runner), "{line}");
        }
        let python = "#!/usr/bin/python3\nimport os, sys\nos.execvp('docker', ['docker', 'run', 'x'] + sys.argv[1:])\n";
        assert_eq!(manager_of_script(python).as_deref(), Some("docker"));
        let perl = "#!/usr/bin/perl\nexec 'docker', 'run', 'x', @ARGV;\n";
        assert_eq!(manager_of_script(perl).as_deref(), Some("docker"));
        let entry_point = "#!/opt/py/bin/python\nimport sys\nfrom solc_select.__main__ import solc\nsys.exit(solc())\n";
        assert_eq!(manager_of_script(entry_point).as_deref(), Some("solc-select"));
    }

    #[test]
    fn a_script_that_fetches_is_known_by_its_commands() {
        let fetch = "[ -x $T/terraform ] || curl -fsSL https://example.org/t.zip -o $T.zip; exec $T/terraform \"$@\"";
        let cases = [
            (fetch, Some("curl")),
            ("if ! wget -q $URL; then exit 1; fi", Some("wget")),
            ("test -d $D || git clone https://example.org/x $D", Some("git")),
            ("export PIP=pip3\n$PIP install --user x", Some("pip3")),
            ("echo 'install it with curl'", None),
            ("command -v curl_is_not_it", None),
            ("# curl https://example.org", None),
            ("exec git \"$@\"", None),
        ];
        for (line, fetcher) in cases {
            assert_eq!(fetcher_of_script(&format!("#!/bin/bash\n{line}\n")), fetcher, "{line}");
        }
        assert_eq!(fetcher_of_script("#!/usr/bin/python3\ncurl = 1\n"), None);
    }
}
