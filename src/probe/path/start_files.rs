//! The directories that start files of shells and sessions add to PATH word for word. No shell is started: what a file computes is not known.
//!
//! Sources: bash(1) and zsh(1), "Files"; fish's `fish_add_path`; environment.d(5); `path_helper(8)` of macOS; `pam_env(8)`.

mod posix;
mod words;

use std::path::{Path, PathBuf};

use crate::host::Host;
use crate::scan::{PathAssignment, PathSession};
use words::Token;

/// A start file is at most this large.
const FILE_BYTES: u64 = 1 << 20;

/// The shells whose start files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    /// `sh`, `dash`, `ksh` and the like.
    Posix,
}

/// How a file names directories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    /// `export PATH="$HOME/bin:$PATH"`, and zsh's `path+=(~/bin)`.
    Posix,
    /// `fish_add_path ~/bin`, `set -gx PATH ~/bin $PATH`.
    Fish,
    /// One directory a line.
    Lines,
}

/// Reads the files of the user's shell and of the desktop session, in the order in which they are read there. Directories that are not there
/// are left out.
pub(super) fn read(host: &Host, shell: Option<&str>) -> Vec<PathAssignment> {
    let Some(home) = host.home() else { return Vec::new() };
    let mut assignments = Vec::new();
    for (file, session, syntax) in files(host, &home, shell) {
        let Ok(text) = host.read_text(&file, FILE_BYTES) else {
            continue;
        };
        let found = match syntax {
            Syntax::Posix => posix::directories(&text),
            Syntax::Fish => of_fish(&text),
            Syntax::Lines => (1..).zip(text.lines().map(|line| line.trim().to_owned())).collect(),
        };
        for (line, word) in found {
            let directory = expanded(&word, &home).filter(|directory| host.is_directory(directory));
            assignments.extend(directory.map(|directory| PathAssignment {
                directory: directory.to_string_lossy().into_owned(),
                file: file.to_string_lossy().into_owned(),
                line,
                session,
            }));
        }
    }
    assignments
}

fn files(host: &Host, home: &Path, shell: Option<&str>) -> Vec<(PathBuf, PathSession, Syntax)> {
    let mut files = Vec::new();
    let config = host.env_path("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
    let mut add = |file: PathBuf, session, syntax| files.push((file, session, syntax));
    add(PathBuf::from("/etc/environment"), PathSession::Desktop, Syntax::Posix);
    for directory in [PathBuf::from("/etc/environment.d"), config.join("environment.d")] {
        for name in host.list(&directory).unwrap_or_default() {
            if Path::new(&name)
                .extension()
                .is_some_and(|extension| extension == "conf")
            {
                add(directory.join(name), PathSession::Desktop, Syntax::Posix);
            }
        }
    }
    if cfg!(target_os = "macos") {
        add(PathBuf::from("/etc/paths"), PathSession::Login, Syntax::Lines);
        for name in host.list(Path::new("/etc/paths.d")).unwrap_or_default() {
            add(Path::new("/etc/paths.d").join(name), PathSession::Login, Syntax::Lines);
        }
    }
    let shell = match shell {
        Some("bash") => Shell::Bash,
        Some("zsh") => Shell::Zsh,
        Some("fish") => Shell::Fish,
        Some("sh" | "dash" | "ksh" | "ash" | "mksh") => Shell::Posix,
        // Another shell has files that are not known.
        _ => return files,
    };
    match shell {
        Shell::Bash => {
            let of_login = [".bash_profile", ".bash_login", ".profile"].map(|name| home.join(name));
            // Bash reads the first one that is there.
            if let Some(file) = of_login.into_iter().find(|file| host.is_file(file)) {
                add(file, PathSession::Login, Syntax::Posix);
            }
            add(home.join(".bashrc"), PathSession::Terminal, Syntax::Posix);
        }
        Shell::Zsh => {
            let directory = host.env_path("ZDOTDIR").unwrap_or_else(|| home.to_owned());
            for (name, session) in [
                (".zshenv", PathSession::Login),
                (".zprofile", PathSession::Login),
                (".zshrc", PathSession::Terminal),
                (".zlogin", PathSession::Login),
            ] {
                add(directory.join(name), session, Syntax::Posix);
            }
        }
        Shell::Fish => {
            let directory = config.join("fish");
            for name in host.list(&directory.join("conf.d")).unwrap_or_default() {
                add(directory.join("conf.d").join(name), PathSession::Terminal, Syntax::Fish);
            }
            add(directory.join("config.fish"), PathSession::Terminal, Syntax::Fish);
        }
        Shell::Posix => add(home.join(".profile"), PathSession::Login, Syntax::Posix),
    }
    files
}

/// The words of a file of fish that surely stand for directories of PATH, each with its line: those outside of functions, loops and
/// conditions, but for that a directory is there or the shell is interactive.
fn of_fish(text: &str) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let mut blocks: Vec<bool> = Vec::new();
    let mut statement: Vec<(u32, String)> = Vec::new();
    let mut is_computed = false;
    for token in words::tokens(text).into_iter().chain([Token::Operator("\n")]) {
        match token {
            Token::Word { text, line, .. } => {
                statement.push((line, text));
                continue;
            }
            // With a command's output in it nothing is told of the words around that.
            Token::Operator("(" | ")") => {
                is_computed = true;
                continue;
            }
            Token::Operator(_) => {}
        }
        let is_told = !std::mem::take(&mut is_computed) && blocks.iter().all(|is_certain| *is_certain);
        let words = std::mem::take(&mut statement);
        let texts: Vec<&str> = words.iter().map(|(_, text)| text.as_str()).collect();
        match texts.as_slice() {
            ["if", "test" | "[", "-d", _, ..] | ["if", "status", "is-interactive" | "--is-interactive"] => {
                blocks.push(true);
            }
            ["begin", ..] => blocks.push(true),
            ["if" | "for" | "while" | "switch" | "function", ..] => blocks.push(false),
            ["else", ..] => {
                if let Some(is_certain) = blocks.last_mut() {
                    *is_certain = false;
                }
            }
            ["end", ..] => {
                blocks.pop();
            }
            ["exit" | "return", ..] if is_told => break,
            ["fish_add_path", ..] if is_told => {
                found.extend(words.into_iter().skip(1).filter(|(_, word)| !word.starts_with('-')));
            }
            ["set", ..] if is_told => {
                let mut arguments = words.into_iter().skip(1).filter(|(_, word)| !word.starts_with('-'));
                if arguments
                    .next()
                    .is_some_and(|(_, name)| name == "PATH" || name == "fish_user_paths")
                {
                    found.extend(arguments);
                }
            }
            _ => {}
        }
    }
    found
}

/// The directory that a word names. `None`: it is not written out, or relative.
fn expanded(word: &str, home: &Path) -> Option<PathBuf> {
    let below_home = ["$HOME/", "~/"].iter().find_map(|start| word.strip_prefix(start));
    let path = match below_home {
        Some(below) => home.join(below),
        None => PathBuf::from(word),
    };
    let text = path.to_str()?;
    let is_literal = !text.contains(['$', '`', '*', '?', '(', ')', '{', '[', '\n', words::UNKNOWN]);
    (path.is_absolute() && is_literal).then(|| PathBuf::from(text.trim_end_matches('/')))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::probe::fixture::write;

    fn told(files: &[(&str, &str)], shell: &str) -> Vec<String> {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            write(root.path(), path, text);
        }
        for directory in ["bin", "go/bin", "my tools"] {
            std::fs::create_dir_all(root.path().join("home/anna").join(directory)).unwrap();
        }
        std::fs::create_dir_all(root.path().join("opt/x")).unwrap();
        let host = Host::fixture(root.path(), "/", &[("HOME", "/home/anna")]);
        let line = |one: PathAssignment| format!("{} {}:{} {:?}", one.directory, one.file, one.line, one.session);
        read(&host, Some(shell)).into_iter().map(line).collect()
    }

    #[test]
    fn literal_directories_are_read_in_each_form() {
        let posix = "# export PATH=/opt/x:$PATH\nexport PATH=\"$HOME/bin:${HOME}/go/bin/:$PATH\"\nif [ -d ~/bin ]; then PATH=~/bin:$PATH; fi\nPATH='/home/anna/my tools':\"$PATH\"\nexport PATH=\"$(brew --prefix)/bin:$GOPATH/bin:/gone:bin:$PATH\"\nGOPATH=/opt/x\n";
        assert_eq!(
            told(&[("/home/anna/.bashrc", posix)], "bash"),
            [
                "/home/anna/bin /home/anna/.bashrc:2 Terminal",
                "/home/anna/go/bin /home/anna/.bashrc:2 Terminal",
                "/home/anna/bin /home/anna/.bashrc:3 Terminal",
                "/home/anna/my tools /home/anna/.bashrc:4 Terminal",
            ]
        );
        assert_eq!(
            told(
                &[(
                    "/home/anna/.zprofile",
                    "path=(~/bin $path)\npath+=( /opt/x \"$HOME/go/bin\" )\n"
                )],
                "zsh"
            ),
            [
                "/home/anna/bin /home/anna/.zprofile:1 Login",
                "/opt/x /home/anna/.zprofile:2 Login",
                "/home/anna/go/bin /home/anna/.zprofile:2 Login",
            ]
        );
        let fish = "fish_add_path -g ~/bin /opt/x\nset -gx PATH $HOME/go/bin $PATH\nset -x EDITOR /opt/x\n";
        assert_eq!(
            told(&[("/home/anna/.config/fish/config.fish", fish)], "fish"),
            [
                "/home/anna/bin /home/anna/.config/fish/config.fish:1 Terminal",
                "/opt/x /home/anna/.config/fish/config.fish:1 Terminal",
                "/home/anna/go/bin /home/anna/.config/fish/config.fish:2 Terminal",
            ]
        );
    }

    #[test]
    fn what_may_never_run_is_not_said_to_be_added() {
        let of_bash = |text: &str| told(&[("/home/anna/.bashrc", text)], "bash");
        let added = |line: u32| [format!("/opt/x /home/anna/.bashrc:{line} Terminal")];
        for text in [
            "add() {\n  PATH=/opt/x:$PATH\n}\n",
            "function add {\n  PATH=/opt/x:$PATH\n}\n",
            "cat > ~/.hint <<'END'\nexport PATH=/opt/x:$PATH\nEND\n",
            "if false; then\n  export PATH=/opt/x:$PATH\nfi\n",
            "if [ -d /opt/x ]; then :\nelse export PATH=/opt/x:$PATH; fi\n",
            "return\nexport PATH=/opt/x:$PATH\n",
            "export PATH=\"~/bin:$PATH\"\n",
            "export PATH='$HOME/bin:$PATH'\n",
            "PATH=/opt/x:$PATH make\n",
            "command -v cargo > /dev/null && export PATH=/opt/x:$PATH\n",
            "[ -n \"$WSL_DISTRO_NAME\" ] &&\n  export PATH=/opt/x:$PATH\n",
            "( PATH=/opt/x:$PATH; ls )\n",
            "for name in a b; do PATH=/opt/x:$PATH; done\n",
            "case $HOSTNAME in\n  work) PATH=/opt/x:$PATH ;;\nesac\n",
            "echo 'first\nexport PATH=/opt/x:$PATH\n'\n",
            "echo \"PATH=/opt/x:$PATH\"\n",
        ] {
            assert_eq!(of_bash(text), [""; 0], "{text}");
        }
        for (text, line) in [
            (
                "case $- in\n  *i*) ;;\n  *) return;;\nesac\nexport PATH=/opt/x:$PATH\n",
                5,
            ),
            ("[ -z \"$PS1\" ] && return\nexport PATH=/opt/x:$PATH\n", 2),
            ("add() { PATH=$1:$PATH; }\nexport PATH=\\\n/opt/x:$PATH\n", 2),
            ("if [ -d \"/opt/x\" ] ; then\n  PATH=\"/opt/x:$PATH\"\nfi\n", 2),
            ("[ -d /opt/x ] && PATH=\"/opt/x:$PATH\"\n", 1),
            (
                "case \":$PATH:\" in\n  *:/opt/x:*) ;;\n  *) PATH=/opt/x:$PATH ;;\nesac\n",
                3,
            ),
            ("if ! [[ \"$PATH\" =~ /opt/x ]]\nthen\n  PATH=/opt/x:${PATH}\nfi\n", 3),
            ("cat <<END\nx\nEND\nexport PATH=/opt/x:$PATH\n", 4),
        ] {
            assert_eq!(of_bash(text), added(line), "{text}");
        }
        let of_fish = |text: &str| told(&[("/home/anna/.config/fish/config.fish", text)], "fish");
        for text in [
            "function add\n  fish_add_path /opt/x\nend\n",
            "if set -q WORK\n  fish_add_path /opt/x\nend\n",
            "fish_add_path \"~/bin\"\n",
        ] {
            assert_eq!(of_fish(text), [""; 0], "{text}");
        }
        assert_eq!(
            of_fish("if status is-interactive\n  fish_add_path /opt/x\n  fish_add_path (brew --prefix)/bin\nend\n"),
            ["/opt/x /home/anna/.config/fish/config.fish:2 Terminal"]
        );
    }

    #[test]
    fn only_files_that_the_session_reads_count() {
        let add = "PATH=\"/opt/x:$PATH\"\n";
        let files = [
            ("/home/anna/.bash_profile", add),
            ("/home/anna/.profile", add),
            ("/home/anna/.zshrc", add),
            ("/etc/environment", add),
            ("/home/anna/.config/environment.d/10-x.conf", "PATH=/opt/x:${PATH}\n"),
            ("/home/anna/.config/environment.d/10-x.off", add),
        ];
        let desktop = [
            "/opt/x /etc/environment:1 Desktop",
            "/opt/x /home/anna/.config/environment.d/10-x.conf:1 Desktop",
        ];
        let with = |last: &str| {
            desktop
                .iter()
                .copied()
                .chain([last])
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&files, "bash"), with("/opt/x /home/anna/.bash_profile:1 Login"));
        assert_eq!(told(&files, "zsh"), with("/opt/x /home/anna/.zshrc:1 Terminal"));
        assert_eq!(told(&files, "dash"), with("/opt/x /home/anna/.profile:1 Login"));
        assert_eq!(told(&files, "nu"), desktop);
    }
}
