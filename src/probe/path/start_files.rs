//! The directories that start files of shells and sessions add to PATH word for word. No shell is started: what a file computes is not known.
//!
//! Sources: bash(1) and zsh(1), "Files"; fish's `fish_add_path`; environment.d(5); `path_helper(8)` of macOS; `pam_env(8)`.

use std::path::{Path, PathBuf};

use crate::host::Host;
use crate::scan::{PathAssignment, PathSession};

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
        for (line, text) in (1..).zip(text.lines()) {
            let directories = words_of(text, syntax)
                .into_iter()
                .filter_map(|word| expanded(&word, &home));
            for directory in directories.filter(|directory| host.is_directory(directory)) {
                assignments.push(PathAssignment {
                    directory: directory.to_string_lossy().into_owned(),
                    file: file.to_string_lossy().into_owned(),
                    line,
                    session,
                });
            }
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

/// The words of a line that stand for directories of PATH.
fn words_of(line: &str, syntax: Syntax) -> Vec<String> {
    if syntax == Syntax::Lines {
        return vec![line.trim().to_owned()];
    }
    let words = shlex::split(line).unwrap_or_default();
    match syntax {
        Syntax::Lines => Vec::new(),
        Syntax::Fish => of_fish(&words),
        Syntax::Posix => of_posix(&words),
    }
}

fn of_posix(words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_list = false;
    for word in words {
        let word = word.trim_end_matches(';');
        if let Some(value) = word.strip_prefix("PATH=").or_else(|| word.strip_prefix("PATH+=")) {
            found.extend(value.split(':').map(str::to_owned));
            continue;
        }
        let first = word.strip_prefix("path=(").or_else(|| word.strip_prefix("path+=("));
        let Some(item) = first.or(in_list.then_some(word)) else {
            continue;
        };
        in_list = !item.ends_with(')');
        found.push(item.trim_end_matches(')').to_owned());
    }
    found
}

fn of_fish(words: &[String]) -> Vec<String> {
    let arguments = |words: &[String]| {
        words
            .iter()
            .filter(|word| !word.starts_with('-'))
            .cloned()
            .collect::<Vec<_>>()
    };
    match words.split_first() {
        Some((command, rest)) if command == "fish_add_path" => arguments(rest),
        Some((command, rest)) if command == "set" => {
            let rest = arguments(rest);
            match rest.split_first() {
                Some((name, values)) if name == "PATH" || name == "fish_user_paths" => values.to_vec(),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// The directory that a word names. `None`: it is not written out, or relative.
fn expanded(word: &str, home: &Path) -> Option<PathBuf> {
    let below_home = ["$HOME/", "${HOME}/", "~/"]
        .iter()
        .find_map(|start| word.strip_prefix(start));
    let path = match below_home {
        Some(below) => home.join(below),
        None => PathBuf::from(word),
    };
    let text = path.to_str()?;
    let is_literal = !text.contains(['$', '`', '*', '?', '(', ')', '{', '[', '\n']);
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
