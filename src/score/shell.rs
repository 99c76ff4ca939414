//! Fix commands as lists of words, and how each shell quotes them.

use std::borrow::Cow;

use crate::scan::{OsFamily, Scan};
use crate::text;

/// The word of a command that stands for the user's name. A shell and `devenv fix` replace it.
pub const USER_NAME: &str = "$USER";

/// A family of shells, by how they quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShellKind {
    /// `sh`, `bash`, `zsh` and shells that quote like them.
    Posix,
    /// `fish`: a backslash escapes between single quotes.
    Fish,
    /// PowerShell, on any system.
    PowerShell,
}

impl ShellKind {
    /// The shell that the scan was made in: the named one, else the system's default.
    pub fn of(scan: &Scan) -> Self {
        let system = scan.system.as_ref();
        match system.and_then(|system| system.shell.name.as_deref()) {
            Some("fish") => Self::Fish,
            Some("pwsh" | "powershell" | "powershell_ise") => Self::PowerShell,
            Some("bash" | "zsh" | "sh" | "dash" | "ksh" | "ash" | "busybox" | "mksh") => Self::Posix,
            _ if system.is_some_and(|system| system.os.family == OsFamily::Windows) => Self::PowerShell,
            _ => Self::Posix,
        }
    }
}

/// How a finding is fixed by a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fix {
    /// A program and its arguments. A leading `~/` stands for the home directory, [`USER_NAME`] for the user's name.
    Run(Vec<String>),
    /// Text for the user's shell, with placeholders that the user fills in.
    Template(String),
}

impl Fix {
    /// The command of these words. `None`: a word has characters that a terminal or a clipboard may change or obey (control
    /// characters, bidirectional marks), so that no command with it can be trusted.
    pub(super) fn run<W: Into<String>>(words: impl IntoIterator<Item = W>) -> Option<Self> {
        let words: Vec<String> = words.into_iter().map(Into::into).collect();
        words.iter().all(|word| is_safe(word)).then_some(Self::Run(words))
    }

    /// Reads one plain command of a POSIX shell, as the catalogue has them. `None`: it needs a shell.
    pub(super) fn parse(command: &str) -> Option<Self> {
        if command.contains(['|', '&', ';', '<', '>', '(', ')', '$', '`', '*', '?', '#']) {
            return None;
        }
        Self::run(shlex::split(command)?)
    }

    /// The command as that shell reads it.
    pub(super) fn text(&self, shell: ShellKind) -> String {
        match self {
            Self::Run(words) => join(words, shell),
            Self::Template(text) => text.clone(),
        }
    }
}

/// The words as one line of that shell.
pub fn join(words: &[String], shell: ShellKind) -> String {
    words
        .iter()
        .map(|word| quote(word, shell))
        .collect::<Vec<_>>()
        .join(" ")
}

fn is_safe(word: &str) -> bool {
    !word.contains('\n') && text::escape_line(word) == word
}

/// A word, quoted so that the shell reads exactly that text. A leading `~/` stays bare.
fn quote(word: &str, shell: ShellKind) -> Cow<'_, str> {
    if word == USER_NAME {
        return Cow::Borrowed(match shell {
            ShellKind::PowerShell => "$env:USER",
            ShellKind::Posix | ShellKind::Fish => "\"$USER\"",
        });
    }
    let (home, rest) = match word.strip_prefix("~/") {
        Some(rest) => ("~/", rest),
        None => ("", word),
    };
    if is_plain(word) || (!home.is_empty() && is_plain(rest)) {
        return Cow::Borrowed(word);
    }
    let quoted = match shell {
        ShellKind::Posix => rest.replace('\'', r"'\''"),
        ShellKind::Fish => rest.replace('\\', r"\\").replace('\'', r"\'"),
        ShellKind::PowerShell => double_quotation_marks(rest),
    };
    Cow::Owned(format!("{home}'{quoted}'"))
}

/// No shell gives these characters a meaning. A `-` may come first: options are words too.
fn is_plain(word: &str) -> bool {
    let mut characters = word.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric() || "/._-".contains(first))
        && characters.all(|character| character.is_ascii_alphanumeric() || "/._+-:".contains(character))
}

/// `PowerShell` takes typographic quotation marks for plain ones. Source: `about_Quoting_Rules`.
fn double_quotation_marks(word: &str) -> String {
    let mut doubled = String::with_capacity(word.len() + 2);
    for character in word.chars() {
        if matches!(character, '\'' | '\u{2018}'..='\u{201b}') {
            doubled.push(character);
        }
        doubled.push(character);
    }
    doubled
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quoted(word: &str) -> [String; 3] {
        [ShellKind::Posix, ShellKind::Fish, ShellKind::PowerShell].map(|shell| quote(word, shell).into_owned())
    }

    #[test]
    fn plain_words_stay_plain() {
        for word in [
            "/usr/local/bin",
            "18.19.0",
            "~/.cargo/bin",
            "nightly-2026-01-01",
            "C:/tools",
            "-aG",
        ] {
            assert_eq!(quoted(word), [(); 3].map(|()| word.to_owned()));
        }
    }

    #[test]
    fn hostile_names_are_one_word() {
        let cases = [
            ("", ["''", "''", "''"]),
            ("my tools", ["'my tools'", "'my tools'", "'my tools'"]),
            ("~/my tools", ["~/'my tools'", "~/'my tools'", "~/'my tools'"]),
            ("o'brien", [r"'o'\''brien'", r"'o\'brien'", "'o''brien'"]),
            ("$(reboot)", ["'$(reboot)'", "'$(reboot)'", "'$(reboot)'"]),
            ("node@26", ["'node@26'", "'node@26'", "'node@26'"]),
            (r"a\b", [r"'a\b'", r"'a\\b'", r"'a\b'"]),
            ("a\u{2019}b", ["'a\u{2019}b'", "'a\u{2019}b'", "'a\u{2019}\u{2019}b'"]),
            (USER_NAME, ["\"$USER\"", "\"$USER\"", "$env:USER"]),
        ];
        for (word, expected) in cases {
            assert_eq!(quoted(word), expected.map(str::to_owned), "{word:?}");
        }
    }

    #[test]
    fn a_word_that_a_terminal_may_obey_is_in_no_command() {
        for word in ["a\nb", "a\u{1b}[2J", "a\u{202e}b", "a\u{7}"] {
            assert_eq!(Fix::run(["chmod", word]), None, "{word:?}");
        }
    }

    #[test]
    fn only_plain_commands_are_read() {
        let words = |command: &str| match Fix::parse(command) {
            Some(Fix::Run(words)) => Some(words.join("|")),
            _ => None,
        };
        assert_eq!(
            words("npm install --global '@angular/cli'").as_deref(),
            Some("npm|install|--global|@angular/cli")
        );
        for command in ["a && b", "curl x | sh", "echo $HOME", "a `b`", "a 'b", "a > b"] {
            assert_eq!(words(command), None, "{command}");
        }
    }

    proptest! {
        /// `shlex` reads POSIX shells' words, so it judges what we quote for them.
        #[test]
        fn what_is_quoted_reads_back(texts in proptest::collection::vec("[^~$\\PC]\\PC{0,20}", 1..5)) {
            prop_assume!(texts.iter().all(|text| is_safe(text)));
            prop_assert_eq!(shlex::split(&join(&texts, ShellKind::Posix)), Some(texts));
        }
    }
}
